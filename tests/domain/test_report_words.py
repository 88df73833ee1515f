from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rota.domain.report_words import as_of, cell_words, most_of, numbered_tables
from rota.domain.reports import Cell, ColumnKind
from tests.report_samples import HEAT, report

SUMMER = datetime(2016, 7, 8, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        (None, ColumnKind.NUMBER, ""),
        (1234, ColumnKind.NUMBER, "1,234"),
        (1234, ColumnKind.TEXT, "1234"),
        (7.25, ColumnKind.HOURS, "7.25"),
        (7.0, ColumnKind.HOURS, "7"),
        (1 / 3, ColumnKind.HOURS, "0.33"),
        (-0.001, ColumnKind.HOURS, "0"),
        (1000.0, ColumnKind.NUMBER, "1,000"),
        (67.5, ColumnKind.PER_CENT, "67.5%"),
        ("fewer than 5", ColumnKind.NUMBER, "fewer than 5"),
        (True, ColumnKind.TEXT, "yes"),
        (date(2016, 1, 2), ColumnKind.DAY, "Sat 2 Jan 2016"),
        (SUMMER, ColumnKind.INSTANT, "Sat 9 Jul 2016 00:30"),
        (SUMMER, ColumnKind.DAY, "Sat 9 Jul 2016"),
    ],
)
def test_a_cell_reads_as_people_write_it(cell: Cell, kind: ColumnKind, said: str) -> None:
    assert cell_words(cell, kind) == said


def test_the_foot_says_as_of_when_in_local_time_which_strike_and_which_revision() -> None:
    assert as_of(report()) == "As of Fri 8 Jul 2016 10:00. Strike window 1, revision 2"


def test_a_picture_counts_as_the_table_of_its_numbers() -> None:
    tables = {each.code: each for each in numbered_tables(report())}
    assert list(tables) == ["services", "hours", "heat", "gaps", "none"]
    assert tables["services"].rows[1] == ("Acute medicine", 3, 4.5, 0)
    assert tables["heat"].rows[1][:3] == ("Labour ward", None, 0)
    assert most_of(HEAT) == 8
