"""Which way words are read, and what must stay left to right among words read from the right."""

from __future__ import annotations

import re
import unicodedata

LTR_MARK, RTL_MARK, END_MARK = "\u2066", "\u2067", "\u2069"

# Hebrew, Arabic and their like, with their own punctuation.
_RTL_CHARACTER = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# "01632 960001", "Level 2", "10:30am": what lies between right-to-left letters, to the end of a
# clause.
_LTR_STRETCH = re.compile(
    rf"[+(]?[^\W_{_RTL_CHARACTER}](?:(?:[^{_RTL_CHARACTER}.,:;!?]|[.,:;!?](?!\s))*"
    rf"[^\W_{_RTL_CHARACTER}]\)?)?"
)
_HELD = re.compile(f"({LTR_MARK}[^{LTR_MARK}{END_MARK}]*{END_MARK})")


def is_ltr(text: str) -> bool:
    """Whether a text holds no right-to-left letter, so that it may be held left to right whole."""
    return text.isascii() or not any(
        unicodedata.bidirectional(character) in ("R", "AL") for character in text
    )


def put(phrase: str, **values: str) -> str:
    """Fill in a phrase; a value without right-to-left letters is held whole among such words.

    "Ear, nose and throat" would else be turned round at its comma.
    """
    plain = phrase.format(**values)
    if is_ltr(plain):
        return plain
    return phrase.format(**{name: held_whole(value) for name, value in values.items()})


def held_whole(value: str) -> str:
    """Return a value from the records marked to read as written, whatever stands round it."""
    has_words = any(character.isalnum() for character in value)
    return f"{LTR_MARK}{value}{END_MARK}" if has_words and is_ltr(value) else value


def held_left_to_right(text: str) -> str:
    """A text for a right-to-left letter, its numbers and Latin words marked to read as written.

    Without the marks "01632 960001" prints as "960001 01632", a phone number that is not ours.
    What is held already stays as it is.
    """
    if is_ltr(text) and any(character.isalpha() for character in text) and LTR_MARK not in text:
        return f"{LTR_MARK}{text}{END_MARK}"
    return "".join(
        part if part.startswith(LTR_MARK) else _LTR_STRETCH.sub(_held_stretch, part)
        for part in _HELD.split(text)
    )


def _held_stretch(found: re.Match[str]) -> str:
    """Hold a stretch; a bracket whose other half is not in it belongs to the words round it."""
    text, before, after = found[0], "", ""
    if text.startswith("(") and ")" not in text:
        before, text = "(", text[1:]
    if text.endswith(")") and "(" not in text:
        text, after = text[:-1], ")"
    return f"{before}{LTR_MARK}{text}{END_MARK}{after}"
