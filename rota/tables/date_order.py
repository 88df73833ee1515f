"""Notices a column of dates in which day and month may be the wrong way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rota.domain.importing import RowProblem

DATED = frozenset(
    {
        "start", "end", "from", "to", "date", "date_of_birth", "rtt_start", "cancer_day_62",
        "notice_received", "extract_time",
    }
)  # fmt: skip
_WRITTEN = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}\b", re.ASCII)
_TYPED = re.compile(r"\d{4}-(\d{2})-(\d{2})", re.ASCII)
_LAST_MONTH = 12
_ENOUGH = 8
"""Days that all lie on the 1st to 12th by chance: less than 1 in 1,500 columns of eight."""

_KEPT = 20_000


@dataclass(slots=True)
class _Column:
    name: str
    seen: set[str] = field(default_factory=set)
    month_first: int = 0
    day_first: int = 0
    typed_low: int = 0
    typed_high: int = 0
    row: int = 0


class DateOrder:
    """Looks at the dates of a file's rows as written; warns of a column as a whole, once.

    Two signs are certain: a date such as 01/13/2016, which exists only month first; and a workbook
    whose date cells all lie on the 1st to 12th while the others, 13/01/2016, stayed text: Excel
    takes for dates, month first, what it can.
    """

    def __init__(self, columns: Sequence[str], places: Mapping[str, tuple[int, ...]]) -> None:
        self._columns = [
            (at, _Column(name)) for at, name in enumerate(columns) if name in DATED & places.keys()
        ]

    def see(self, number: int, cells: Sequence[str]) -> Iterator[RowProblem]:
        """Take note of a row's cells; yield the warning of a column that it gives away."""
        for at, column in self._columns:
            cell = cells[at]
            if not cell or cell in column.seen:
                continue
            if len(column.seen) < _KEPT:
                column.seen.add(cell)
            if self._is_sign(column, cell):
                column.row = number
                yield RowProblem(number, column.name, "month_first", _MONTH_FIRST)

    def _is_sign(self, column: _Column, cell: str) -> bool:
        """Count a date as written; say whether it is the first that exists only month first."""
        if match := _WRITTEN.match(cell):
            first, second = int(match.group(1)), int(match.group(2))
            column.day_first += first > _LAST_MONTH >= second
            column.month_first += second > _LAST_MONTH >= first
            return column.month_first == 1 and second > _LAST_MONTH >= first
        if match := _TYPED.match(cell):
            column.typed_low += int(match.group(2)) <= _LAST_MONTH
            column.typed_high += int(match.group(2)) > _LAST_MONTH
        return False

    def last_words(self, number: int) -> Iterator[RowProblem]:
        """Yield what only the whole column shows, at the last row."""
        for _, column in self._columns:
            mixed = column.typed_low >= _ENOUGH and column.day_first >= _ENOUGH
            if mixed and not column.typed_high:
                yield RowProblem(number, column.name, "dates_swapped", _SWAPPED)


_MONTH_FIRST = (
    "A date in this column exists only with the month first. Dates are read with the day first, so "
    "others in the column may be wrong without a sign: export it again, day first."
)
_SWAPPED = (
    "Every date of this column that the workbook holds as a date is on the 1st to 12th, and all "
    "later days are text: Excel has probably swapped day and month. Export it again."
)
