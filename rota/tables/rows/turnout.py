"""Reads a row of a file of past strike days: totals by grade and site, never a person."""

from __future__ import annotations

from datetime import date

from rota.domain.grades import GradeLadder
from rota.domain.turnout import MORE_THAN_DUE, TurnoutTotal, too_few
from rota.tables.rows.fields import Label, Text, Whole, missing
from rota.tables.rows.record import Columns, Record
from rota.tables.rows.time_fields import Day
from rota.tables.turnout_rules import turnout_rules

MOST = 100_000
_NO_DAY = date.min


class TurnoutRows:
    """A row becomes the total of one day, site and grade. Grades of doctors take their code."""

    def __init__(self, columns: Columns, ladder: GradeLadder) -> None:
        self._ladder = ladder
        self._least = turnout_rules().least
        self._day = Day(columns["day"])
        self._site = Label(columns["site"], required=True)
        self._grade = Label(columns["grade"], required=True)
        self._due = Whole(columns["due"], 0, MOST)
        self._on_strike = Whole(columns["on_strike"], 0, MOST)
        self._absent = Whole(columns["absent_otherwise"], 0, MOST, default=0)
        self._source = Text(columns["source"])

    def __call__(self, record: Record) -> tuple[TurnoutTotal, None]:
        """Return the total."""
        before = len(record.errors)
        day = self._day(record)
        if day is None and len(record.errors) == before:
            missing(record, self._day.column)
        total = TurnoutTotal(
            day or _NO_DAY,
            self._site(record),
            self._coded(record),
            self._due(record),
            self._on_strike(record),
            self._absent(record),
            self._source(record),
        )
        if len(record.errors) == before:
            self._check(record, total)
        return total, None

    def _coded(self, record: Record) -> str:
        text = self._grade(record)
        code = self._ladder.read(text)
        if text and code is None:
            sentence = "{} is not a grade of doctors; it is used as written."
            record.warn(self._grade.column, "grade_as_written", sentence, text)
        return code or text

    def _check(self, record: Record, total: TurnoutTotal) -> None:
        if total.due < self._least:
            record.refuse(self._due.column, "too_few", too_few(self._least))
        elif total.on_strike + total.absent_otherwise > total.due:
            record.refuse(self._on_strike.column, "more_than_due", MORE_THAN_DUE)
