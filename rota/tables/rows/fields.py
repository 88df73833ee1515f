"""Readers of one cell each: text, codes, flags and numbers. A bad cell adds to the problems.

A reader of a bad cell returns a stand-in of the right type; the row is refused anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from rota.domain.codes import words
from rota.domain.grades import plain
from rota.tables.rows.record import Column, Record

Code = TypeVar("Code", bound=StrEnum)

_LONGEST = 500
_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}(\.0+)?", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
_DECIMAL_ID = re.compile(r"\d+\.0", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)
_FLAGS = {
    "": False, "n": False, "no": False, "false": False, "0": False,
    "y": True, "yes": True, "true": True, "1": True,
}  # fmt: skip
_KEPT = 20_000


class Text:
    """Free text, kept as written. Longer than 500 characters is refused unless told."""

    def __init__(self, column: Column, *, required: bool = False, longest: int = _LONGEST) -> None:
        self.column = column
        self._at = column.at
        self._required = required
        self._longest = longest

    def __call__(self, record: Record) -> str:
        """Return the text."""
        text = record.cells[self._at]
        if not text:
            if self._required:
                missing(record, self.column)
        elif len(text) > self._longest:
            record.refuse(
                self.column,
                "too_long",
                f"{{}} is too long: {self.column.words} may have at most "
                f"{self._longest:,} characters.",
                text,
            )
        return text


class Identifier(Text):
    """An id of another system. Excel's '1.23E+05' for a long number is refused, '123.0' mended."""

    def __init__(self, column: Column, *, required: bool = True) -> None:
        super().__init__(column, required=required, longest=100)

    def __call__(self, record: Record) -> str:
        """Return the id."""
        text = super().__call__(record)
        if "+" in text and _ROUNDED.fullmatch(text):
            record.refuse(
                self.column,
                "id_rounded",
                "{} is a number that Excel has rounded; make the column text and export it again.",
                text,
            )
        elif text.endswith(".0") and _DECIMAL_ID.fullmatch(text):
            sentence = "{} is a number with a decimal that no id has; the .0 was taken off."
            record.warn(self.column, "id_decimal", sentence, text)
            return text.removesuffix(".0")
        elif "," in text and _GROUPED.fullmatch(text):
            sentence = "{} looks like a number with its thousands set apart; it is used as written."
            record.warn(self.column, "id_grouped", sentence, text)
        return text


class Label(Text):
    """A name that other rows repeat, such as a site: runs of spaces in it count as one."""

    def __call__(self, record: Record) -> str:
        """Return the name."""
        return " ".join(super().__call__(record).split())


class Choice(Generic[Code]):
    """One code of a closed list, in any case, with spaces, hyphens or a plural s."""

    def __init__(
        self, column: Column, choices: Mapping[str, Code], default: Code | None = None
    ) -> None:
        self.column = column
        self._at = column.at
        self._choices = choices
        self._default = default
        self._seen: dict[str, Code] = {}
        self._stand_in = next(iter(choices.values()))

    def __call__(self, record: Record) -> Code:
        """Return the code; a blank cell is the default, or missing without one."""
        text = record.cells[self._at]
        if not text:
            if self._default is None:
                missing(record, self.column)
            return self._default or self._stand_in
        found = self._seen.get(text)
        if found is None:
            found = self._look_up(record, text)
        return found

    def _look_up(self, record: Record, text: str) -> Code:
        found = self._choices.get(plain(text))
        if found is None:
            unknown_code(record, self.column, text, self._choices.values())
            return self._stand_in
        if len(self._seen) < _KEPT:
            self._seen[text] = found
        return found


class Choices(Generic[Code]):
    """A list of codes separated by semicolons (commas are understood too)."""

    def __init__(
        self,
        column: Column,
        choices: Mapping[str, Code],
        default: frozenset[Code] = frozenset(),
        *,
        required: bool = False,
    ) -> None:
        self.column = column
        self._choices = choices
        self._default = default
        self._required = required

    def __call__(self, record: Record) -> frozenset[Code]:
        """Return the codes; a blank cell is the default."""
        parts = split_list(record.cells[self.column.at].replace(",", ";"))
        if not parts:
            if self._required:
                missing(record, self.column)
            return self._default
        found = set()
        for part in parts:
            code = self._choices.get(plain(part))
            if code is None:
                unknown_code(record, self.column, part, self._choices.values())
            else:
                found.add(code)
        return frozenset(found)


class Flag:
    """Y or N; yes, no, true, false, 1 and 0 are understood; blank is N."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self._at = column.at

    def __call__(self, record: Record) -> bool:
        """Return whether the cell says yes."""
        text = record.cells[self._at]
        found = _FLAGS.get(text.lower())
        if found is None:
            record.refuse(self.column, "not_a_flag", "{} is not Y or N.", text)
        return bool(found)


class Whole:
    """A whole number between two limits, both included."""

    def __init__(
        self, column: Column, low: int, high: int, *, default: int | None = None, unit: str = ""
    ) -> None:
        self.column = column
        self._at = column.at
        self._low, self._high, self._default = low, high, default
        self._range = f"a whole number{unit and ' of ' + unit} between {low} and {high:,}"

    def __call__(self, record: Record) -> int:
        """Return the number; a blank cell is the default, or missing without one."""
        text = record.cells[self._at]
        if not text:
            if self._default is None:
                missing(record, self.column)
            return self._default or 0
        if "," in text and _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if not _WHOLE.fullmatch(text):
            record.refuse(self.column, "not_a_number", f"{{}} is not {self._range}.", text)
            return self._low
        number = int(text.partition(".")[0])
        if not self._low <= number <= self._high:
            record.refuse(self.column, "out_of_range", f"{{}} is not {self._range}.", text)
        return number


class Decimal:
    """A number between two limits, both included; blank is not known."""

    def __init__(self, column: Column, low: int, high: int) -> None:
        self.column = column
        self._low, self._high = low, high

    def __call__(self, record: Record) -> float | None:
        """Return the number."""
        text = record.cells[self.column.at]
        if not text:
            return None
        expected = f"a number between {self._low} and {self._high}"
        if not _DECIMAL.fullmatch(text):
            record.refuse(self.column, "not_a_number", f"{{}} is not {expected}.", text)
            return None
        number = float(text)
        if not self._low <= number <= self._high:
            record.refuse(self.column, "out_of_range", f"{{}} is not {expected}.", text)
        return number


class Competencies:
    """What a person can do or a post needs: lower case, separated by semicolons."""

    def __init__(self, column: Column) -> None:
        self._at = column.at
        self._seen: dict[str, frozenset[str]] = {}

    def __call__(self, record: Record) -> frozenset[str]:
        """Return the competencies."""
        text = record.cells[self._at]
        found = self._seen.get(text)
        if found is None:
            found = frozenset(" ".join(part.lower().split()) for part in split_list(text))
            if len(self._seen) < _KEPT:
                self._seen[text] = found
        return found


def choices_of(codes: Iterable[Code], others: Mapping[str, Code] | None = None) -> dict[str, Code]:
    """Return every plain spelling of some codes: the code, its words, plurals and other words."""
    found: dict[str, Code] = {}
    for code in codes:
        for spelling in (plain(code), plain(words(code))):
            found.setdefault(spelling, code)
            found.setdefault(spelling + "s", code)
    for text, code in (others or {}).items():
        found[plain(text)] = code
        found.setdefault(plain(text) + "s", code)
    return found


def split_list(text: str) -> list[str]:
    """Return the parts of a list between semicolons, trimmed, without empty ones."""
    return [part for part in (each.strip() for each in text.split(";")) if part]


def missing(record: Record, column: Column) -> None:
    """Note that a cell which every row needs is blank."""
    record.refuse(column, "missing", f"The {column.words} is missing; every row needs one.")


def unknown_code(record: Record, column: Column, text: str, codes: Iterable[StrEnum]) -> None:
    """Note a code that is not in its list, and say which ones are."""
    allowed = ", ".join(dict.fromkeys(str(code) for code in codes))
    record.refuse(column, "unknown_code", f"{{}} is not one of: {allowed}.", text)
