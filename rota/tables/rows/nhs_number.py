"""Reads a cell that holds an NHS number."""

from __future__ import annotations

import re

from rota.domain.nhs_numbers import digits_of, problem_of
from rota.tables.rows.record import Column, Record

_GROUPED = re.compile(r"\d{1,3}(,\d{3}){3}(\.0+)?", re.ASCII)


class NhsNumber:
    """An NHS number as ten digits; blank is legal (A&E, sexual health, visitors)."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self._at = column.at

    def __call__(self, record: Record) -> str:
        """Return ten digits, or nothing."""
        text = record.cells[self._at]
        if not text:
            return ""
        digits = digits_of(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
        if problem := problem_of(digits):
            record.refuse(self.column, *problem)
        return digits
