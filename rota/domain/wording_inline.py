"""Reads the words of one line: ``**bold**``, ``{{fields}}`` and ``{{a ? choice : here}}``."""

from __future__ import annotations

import re

from rota.domain.letter_blocks import runs_of
from rota.domain.wording_fields import FIELDS, PLACES, nearest, shown
from rota.domain.wording_place import Place, as_when, opposite, read_when
from rota.domain.wording_text import Choice, Filled, Part, When, WordingProblem, Words

_MARK = re.compile(r"\*\*|\{\{|\}\}|\[\[|\[(?:only|each)\b")
_SPACES = re.compile(r" +(?= |[.,،۔।](?: |$))")
_BRACES = re.compile(r"\{\{|\}\}")
_DIVIDER = re.compile(r"(?<!\S):(?!\S)")


class InlineReader:
    """Reads the words of one line; its problems gather in ``problems``."""

    def __init__(self, line: int) -> None:
        self.problems: list[WordingProblem] = []
        self._line = line

    def read(self, text: str, column: int, place: Place) -> tuple[Part, ...]:
        """Return the parts of a text that begins at a column; bold must end in it."""
        parts, _ = self._parts(text, column, place, bold=False)
        return parts

    def conditions(self, text: str, column: int, place: Place) -> When:
        """Return the conditions of a choice or prefix."""
        found = read_when(text)
        for name, _, at in found:
            fault = place.condition_fault(name)
            if not name:
                self._say(column, len(text), "no_condition", "A condition is missing here.")
            elif fault:
                self._say(column + at, len(name), *fault)
        when = as_when(found)
        if place.within(when).never:
            said = "These conditions never hold together here."
            at = len(text) - len(text.lstrip())
            self._say(column + at, len(text.strip()), "never_holds", said)
        return when

    def _say(self, column: int, length: int, code: str, text: str) -> None:
        problem = WordingProblem(self._line, column + 1, max(length, 1), code, text)
        self.problems.append(problem)

    def _parts(
        self, text: str, column: int, place: Place, bold: bool, inside: bool = False
    ) -> tuple[tuple[Part, ...], bool]:
        parts: list[Part] = []
        at, was_bold, opened = 0, bold, column
        while mark := _MARK.search(text, at):
            self._words(parts, text[at : mark.start()], bold)
            here, at = column + mark.start(), mark.end()
            if mark[0] == "**":
                if place.first:
                    self._say(here, 2, "bold_here", "The heading and salutation have no bold.")
                bold, opened = not bold, here
            elif mark[0] == "{{":
                end = _closing(text, at)
                if end < 0:
                    said = "This {{ is never closed: write }} after it."
                    self._say(here, len(text) - mark.start(), "unclosed", said)
                    return tuple(parts), was_bold
                parts += self._braced(text[at:end], column + at, place, bold, inside)
                at = end + 2
            elif mark[0] == "}}":
                self._say(here, 2, "stray_close", "This }} closes nothing.")
            else:
                self._misplaced(text[mark.start() :], here)
        self._words(parts, text[at:], bold)
        if bold != was_bold:
            said = "Bold begins or ends here without its other **."
            self._say(opened, 2, "unclosed_bold", said)
        return tuple(parts), was_bold

    def _words(self, parts: list[Part], text: str, bold: bool) -> None:
        if text:
            parts.append(Words(runs_of(_SPACES.sub("", text), bold)))

    def _misplaced(self, text: str, column: int) -> None:
        close = "]]" if text.startswith("[[") else "]"
        end = text.find(close)
        length = len(text) if end < 0 else end + len(close)
        if close == "]]":
            places = " and ".join(f"[[{each}]]" for each in PLACES)
            said = f"Only {places} stand in double brackets, each on a line of its own."
        else:
            said = "[only …] and [each …] stand at the beginning of a line."
        self._say(column, length, "misplaced", said)

    def _braced(
        self, body: str, column: int, place: Place, bold: bool, inside: bool
    ) -> tuple[Part, ...]:
        asked, mark, rest = body.partition("?")
        if not mark or "{{" in asked:
            return self._field(body, column, place, bold)
        if inside:
            said = "A choice cannot stand inside another: write two lines with [only …]."
            self._say(column - 2, len(body) + 4, "nested_choice", said)
            return ()
        when = self.conditions(asked, column, place)
        start = column + len(asked) + 1
        dividers = [each.start() for each in _DIVIDER.finditer(rest) if _is_outside(rest, each)]
        if len(dividers) > 1:
            said = "A choice has one : with spaces round it, between its two texts."
            self._say(start + dividers[1], 1, "two_colons", said)
        cut = dividers[0] if dividers else len(rest)
        sides = ((rest[:cut], start, when), (rest[cut + 1 :], start + cut + 1, opposite(when)))
        then, otherwise = (
            self._side(side, where, place.within(known), bold) for side, where, known in sides
        )
        if not then and not otherwise:
            said = "Write a text after the ?, as in {{several ? these : this}}."
            self._say(column - 2, len(body) + 4, "empty_choice", said)
        return (Choice(when, then, otherwise),)

    def _side(self, text: str, column: int, place: Place, bold: bool) -> tuple[Words | Filled, ...]:
        trimmed = text.strip()
        column += len(text) - len(text.lstrip())
        parts, _ = self._parts(trimmed, column, place, bold, inside=True)
        return tuple(part for part in parts if not isinstance(part, Choice))

    def _field(self, body: str, column: int, place: Place, bold: bool) -> tuple[Part, ...]:
        name = body.strip()
        field = FIELDS.get(name)
        if field is None:
            near = nearest(name, FIELDS)
            meant = f" Did you mean {{{{{near}}}}}?" if near else ""
            said = f"There is no field {shown(name)}.{meant}" if name else "Name a field here."
            self._say(column - 2, len(body) + 4, "unknown_field", said)
            return ()
        fault = place.fault(field)
        if fault:
            self._say(column - 2, len(body) + 4, *fault)
        return (Filled(field, bold),)


def _closing(text: str, at: int) -> int:
    """Return where the braces opened before ``at`` close, or -1."""
    depth = 1
    for mark in _BRACES.finditer(text, at):
        depth += 1 if mark[0] == "{{" else -1
        if depth == 0:
            return mark.start()
    return -1


def _is_outside(text: str, found: re.Match[str]) -> bool:
    before = text[: found.start()]
    return before.count("{{") == before.count("}}")
