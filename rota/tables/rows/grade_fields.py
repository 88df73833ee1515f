"""Readers of grades through the medical ladder in force."""

from __future__ import annotations

from rota.domain.grades import GradeLadder
from rota.tables.rows.fields import split_list
from rota.tables.rows.record import Column, Record


class Grade:
    """A grade. For doctors it must be one the ladder knows; others keep their own words."""

    def __init__(self, column: Column, ladder: GradeLadder) -> None:
        self.column = column
        self._ladder = ladder

    def __call__(self, record: Record, *, medical: bool, needed: bool) -> str:
        """Return the grade's code, or its own words where it is not medical."""
        text = record.cells[self.column.at]
        if not text:
            if needed:
                sentence = f"The {self.column.words} is missing; doctors need one."
                record.refuse(self.column, "grade_missing", sentence)
            return ""
        if not medical:
            return text
        grade = self._ladder.read(text)
        if grade is None:
            unknown_grade(record, self.column, text, self._ladder)
        return grade or ""


class Grades:
    """A list of medical grades, separated by semicolons."""

    def __init__(self, column: Column, ladder: GradeLadder) -> None:
        self.column = column
        self._at = column.at
        self._ladder = ladder
        self._seen: dict[str, tuple[str, ...]] = {"": ()}

    def __call__(self, record: Record) -> tuple[str, ...]:
        """Return the codes, each once, in the order written."""
        text = record.cells[self._at]
        found = self._seen.get(text)
        return self._read(record, text) if found is None else found

    def _read(self, record: Record, text: str) -> tuple[str, ...]:
        grades = []
        for part in split_list(text):
            grade = self._ladder.read(part)
            if grade is None:
                unknown_grade(record, self.column, part, self._ladder)
                return ()
            grades.append(grade)
        found = tuple(dict.fromkeys(grades))
        if len(self._seen) < 1000:
            self._seen[text] = found
        return found


def unknown_grade(record: Record, column: Column, text: str, ladder: GradeLadder) -> None:
    """Note a grade that the ladder does not know, and say which ones it does."""
    known = ", ".join(ladder.ranks)
    sentence = f"{{}} is not a doctor's grade that the program knows; expected one of: {known}."
    record.refuse(column, "unknown_grade", sentence, text)
