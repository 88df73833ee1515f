"""A wording as a text file for a translation agency: a few lines that say which, then the words."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from rota.domain.errors import Refused
from rota.domain.letter_wording import Wording, WordingForm, WordingKind
from rota.domain.wording_parse import LONGEST

FIRST_LINE = "Strike Rota wording"
MOST_BYTES = 100_000

_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""They turn text round, so that what is read is not what is printed; numbers need none here."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

CodeT = TypeVar("CodeT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class WordingFile:
    """A wording read from a file: which one it is, its words, and how many lines stand above."""

    kind: WordingKind
    language: str
    form: WordingForm
    body: str
    lines_before: int = 0


def wording_text(wording: Wording) -> str:
    """Return a wording as a file's text; ``read_wording`` reads it back."""
    head = (
        FIRST_LINE,
        f"kind: {wording.kind}",
        f"language: {wording.language}",
        f"form: {wording.form}",
    )
    return "\n".join(head) + "\n\n" + wording.body.strip("\n") + "\n"


def file_name(wording: Wording) -> str:
    """Return a name for the file: ``postponed-cy-letter-2.txt``."""
    parts = (wording.kind, wording.language, wording.form, wording.version)
    return "-".join(str(part).replace("_", "-") for part in parts) + ".txt"


def read_wording(data: bytes) -> WordingFile:
    """Return what a file holds. Refuses in a sentence what is no wording, and loses nothing.

    The text is UTF-8, or UTF-16 with its mark; line ends of any system.
    """
    if len(data) > MOST_BYTES:
        raise Refused("file_too_large", f"A wording is at most {MOST_BYTES // 1000} kB of text.")
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.lstrip("\n").split("\n")
    above = len(text) - len(text.lstrip("\n"))
    if lines[0].strip() != FIRST_LINE:
        raise Refused(
            "not_a_wording",
            f"The first line must be “{FIRST_LINE}”. Export a wording to see how the file looks.",
        )
    end = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    head: dict[str, str] = {}
    for line in lines[1:end]:
        name, colon, value = line.partition(":")
        if not colon:
            raise Refused(
                "not_a_wording",
                "The lines that say which wording this is end with a blank line; "
                f"“{line.strip()[:40]}” is none of them.",
            )
        head[name.strip().casefold()] = value.strip()
    language = head.get("language", "")
    if not language:
        raise Refused("not_a_wording", "A line such as “language: cy” is missing at the top.")
    kind = _code(WordingKind, head.get("kind", ""), "kind")
    form = _code(WordingForm, head.get("form", WordingForm.LETTER), "form")
    body = clean_body("\n".join(lines[end:]), above + end)
    first = next(at for at in range(end, len(lines)) if lines[at].strip())
    return WordingFile(kind, language, form, body, above + first)


def clean_body(text: str, lines_before: int = 0) -> str:
    """Return the words of a wording with plain line ends and no blank ends.

    Refuses control characters, characters that turn text round, and more than 20,000 characters;
    ``lines_before`` is how many lines of the file stand above it.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for number, line in enumerate(text.split("\n"), start=1 + lines_before):
        bad = next((each for each in line if _is_bad(each)), None)
        if bad is not None:
            raise Refused(
                "bad_character",
                f"Line {number} holds a character that cannot be printed or that turns text "
                f"round (U+{ord(bad):04X}). Take it out.",
            )
    body = "\n".join(line.rstrip().replace("\t", " ") for line in text.split("\n")).strip("\n")
    if not body.strip():
        raise Refused("wording_empty", "The wording has no words.")
    if len(body) > LONGEST:
        raise Refused("wording_long", f"A wording is at most {LONGEST:,} characters long.")
    return body


def _is_bad(character: str) -> bool:
    if character == "\t":
        return False
    return character in _TURNING or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")


def _decoded(data: bytes) -> str:

    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(
            "not_utf8", "The file is not in UTF-8. Save it again as text with the encoding UTF-8."
        ) from None


def _code(codes: type[CodeT], text: str, what: str) -> CodeT:
    try:
        return codes(text.casefold().replace(" ", "_"))
    except ValueError:
        known = ", ".join(codes)
        raise Refused(
            "not_a_wording", f"The line “{what}: …” at the top must be one of: {known}."
        ) from None
