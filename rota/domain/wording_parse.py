"""Reads a whole wording: one block a line, and what every letter must have.

A wording looks like this::

    # Your appointment is postponed
    > Dear {{name}}
    [only strike] We are sorry: industrial action is planned at the hospital.
    - {{several ? These appointments : This appointment}} will have a **new date**.
    [[appointments]]
    ## What happens next
    [[sign_off]]
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from rota.domain.letter_content import Style
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.domain.wording_fields import APPOINTMENTS, PLACES, SIGN_OFF, nearest, shown
from rota.domain.wording_inline import InlineReader
from rota.domain.wording_place import Place
from rota.domain.wording_text import (
    ALWAYS,
    Choice,
    Filled,
    ParsedWording,
    Part,
    When,
    WordingLine,
    WordingProblem,
    WordingText,
)

LONGEST = 20_000
"""Characters of the longest wording that is read: some five pages."""

_PLACED = re.compile(r"\[\[(.*)\]\]")
_PREFIX = re.compile(r"\[\s*(only|each)\b([^\[\]]*)\]\s*")
_PICTURE = re.compile(r"\(([a-z0-9]+(?:[-_][a-z0-9]+)*)\)\s+")
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffd]")


@lru_cache(maxsize=512)
def parse_wording(
    body: str, kind: WordingKind, form: WordingForm, pictures: frozenset[str] | None = None
) -> ParsedWording:
    """Read a wording. ``pictures``: the names that easy read may use; None: any."""
    if len(body) > LONGEST:
        said = f"A wording has at most {LONGEST:,} characters; this one has {len(body):,}."
        return ParsedWording((WordingProblem(1, 1, 1, "too_long", said),), None)
    reader = _Reader(kind, form, pictures)
    for number, line in enumerate(body.split("\n"), start=1):
        reader.take(number, line.removesuffix("\r").replace("\t", " "))
    return reader.done()


@dataclass(slots=True)
class _Begin:
    """What stands before the words of a line, and where its words begin."""

    at: int
    when: When = ALWAYS
    each: bool = False
    picture: str = ""
    prefix: bool = False


class _Reader:
    """Takes the lines of a wording one after another."""

    def __init__(
        self, kind: WordingKind, form: WordingForm, pictures: Collection[str] | None
    ) -> None:
        self._kind, self._form, self._pictures = kind, form, pictures
        self._problems: list[WordingProblem] = []
        self._heading: tuple[Part, ...] | None = None
        self._salutation: tuple[Part, ...] | None = None
        self._before: list[WordingLine] = []
        self._after: list[WordingLine] = []
        self._placed: dict[str, int] = {}
        self._blocks = self._last = 0

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        for unfit in _UNFIT.finditer(line):
            said = f"The character U+{ord(unfit[0]):04X} cannot be printed: take it out."
            self._say(number, unfit.start(), 1, "bad_character", said)
        text = line.rstrip()
        if not text.strip():
            return
        self._blocks, self._last = self._blocks + 1, number
        if SIGN_OFF in self._placed:
            said = "Nothing stands after [[sign_off]]."
            self._say(number, 0, len(text), "after_sign_off", said)
        indent = len(text) - len(text.lstrip())
        placed = _PLACED.fullmatch(text.strip())
        if placed:
            self._place(number, indent, text, placed[1].strip())
            return
        inline = InlineReader(number)
        self._block(number, text, indent, inline)
        self._problems += inline.problems

    def done(self) -> ParsedWording:
        """Return what was read, once every line was taken."""
        last = max(self._last, 1)
        if self._heading is None:
            said = "Begin with the heading: # and what happened, in one line."
            self._say(1, 0, 1, "no_heading", said)
        if self._salutation is None:
            said = "After the heading comes the salutation: > Dear {{name}}"
            self._say(min(2, last), 0, 1, "no_salutation", said)
        for name, meaning in PLACES.items():
            if name not in self._placed:
                said = f"[[{name}]] is missing. {meaning} must be in every letter."
                self._say(last, 0, 1, f"no_{name}", said)
        problems = tuple(sorted(self._problems, key=lambda each: (each.line, each.column)))
        if problems:
            return ParsedWording(problems, None)
        assert self._heading is not None
        assert self._salutation is not None
        text = WordingText(self._heading, self._salutation, tuple(self._before), tuple(self._after))
        return ParsedWording((), text)

    def _say(self, line: int, column: int, length: int, code: str, text: str) -> None:
        self._problems.append(WordingProblem(line, column + 1, max(length, 1), code, text))

    def _place(self, number: int, column: int, text: str, name: str) -> None:
        length = len(text) - column
        if name not in PLACES:
            near = nearest(name, PLACES)
            meant = f" Did you mean [[{near}]]?" if near else ""
            said = f"There is nothing called [[{shown(name)}]] to place.{meant}"
            self._say(number, column, length, "unknown_place", said)
        elif name in self._placed:
            said = f"[[{name}]] stands on line {self._placed[name]} already."
            self._say(number, column, length, f"second_{name}", said)
        else:
            self._placed[name] = number

    def _block(self, number: int, text: str, indent: int, inline: InlineReader) -> None:
        begin = self._begin(number, text, indent, inline)
        rest = text[begin.at :]
        mark = re.match(r"(##?(?!#)|>|-)\s+(?=\S)", rest)
        at, place = begin.at, Place(self._kind, each=begin.each).within(begin.when)
        sign = mark[1] if mark else ""
        if sign in ("#", ">"):
            assert mark is not None
            self._first_line(number, begin, sign, text, at + mark.end(), inline)
            return
        if not mark and re.match(r"#|>|-(?:\s|$)", rest):
            said = "A heading begins with ## and a space, a bullet with - and a space, then words."
            self._say(number, at, min(len(rest), 3) or 1, "bad_mark", said)
        if not rest:
            self._say(number, indent, len(text) - indent, "no_words", "Words are missing here.")
        at += mark.end() if mark else 0
        style: Style = {"##": "heading", "-": "bullet"}.get(sign, "paragraph")  # type: ignore[assignment]
        parts = inline.read(text[at:], at, place)
        lines = self._after if APPOINTMENTS in self._placed else self._before
        lines.append(WordingLine(style, parts, begin.when, begin.each, begin.picture))

    def _begin(self, number: int, text: str, indent: int, inline: InlineReader) -> _Begin:
        """Read a prefix and a picture, in either order."""
        begin = _Begin(indent)
        for _ in range(2):
            found = _PREFIX.match(text, begin.at)
            if found and not begin.prefix:
                begin.prefix, begin.each = True, found[1] == "each"
                place = Place(self._kind, each=begin.each)
                if found[2].strip() or not begin.each:
                    begin.when = inline.conditions(found[2], found.start(2), place)
                begin.at = found.end()
            picture = _PICTURE.match(text, begin.at) if self._is_easy else None
            if picture and not begin.picture:
                begin.picture = picture[1]
                if self._pictures is not None and picture[1] not in self._pictures:
                    near = nearest(picture[1], self._pictures)
                    meant = f" Did you mean ({near})?" if near else ""
                    said = f"There is no picture {shown(picture[1])}.{meant}"
                    self._say(number, picture.start(), len(picture[1]) + 2, "no_picture", said)
                begin.at = picture.end()
        return begin

    @property
    def _is_easy(self) -> bool:
        return self._form is WordingForm.EASY_READ

    def _first_line(
        self, number: int, begin: _Begin, sign: str, text: str, at: int, inline: InlineReader
    ) -> None:
        """Read the heading or the salutation."""
        is_heading = sign == "#"
        what = "heading" if is_heading else "salutation"
        if begin.prefix or begin.picture:
            said = f"The {what} is in every letter and has no picture: put a choice into it."
            self._say(number, 0, begin.at, "prefix_here", said)
        if (self._heading if is_heading else self._salutation) is not None:
            said = f"A letter has one {what}." + (" Write ## here." if is_heading else "")
            self._say(number, begin.at, len(sign), f"second_{what}", said)
            return
        if self._blocks != (1 if is_heading else 2):
            where = "comes first" if is_heading else "comes second, right after the heading"
            said = f"The {what} {where}."
            self._say(number, begin.at, len(sign), f"{what}_place", said)
        parts = inline.read(text[at:], at, Place(self._kind, first=True))
        if parts and not any(map(_is_sure, parts)):
            said = f"The {what} must never be blank: write words outside the choice."
            self._say(number, at, len(text) - at, "may_be_blank", said)
        if is_heading:
            self._heading = parts
        else:
            self._salutation = parts


def _is_sure(part: Part) -> bool:
    """Say whether something is printed here in every letter."""
    if isinstance(part, Choice):
        return any(map(_is_sure, part.then)) and any(map(_is_sure, part.otherwise))
    return isinstance(part, Filled) or any(run.text.strip() for run in part.runs)
