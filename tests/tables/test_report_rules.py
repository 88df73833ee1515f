"""The definitions of reports: dated, with their sources, and what is not confirmed says so."""

from __future__ import annotations

from datetime import date, time

import pytest

from rota.domain.errors import Refused
from rota.tables.report_rules import report_book


def test_each_has_a_source_and_unconfirmed_ones_say_so() -> None:
    book = report_book()
    assert [each.code for each in book.all()] == [
        "brief", "gaps", "sitrep", "grid", "attendance", "cancelled", "handover", "pack",
    ]  # fmt: skip
    for each in book.definitions:
        assert each.title
        assert each.what
        assert each.audience
        assert each.formats
        assert ("not confirmed" in each.said_source) is not each.verified
        assert all(line.source for line in each.lines)
        codes = [column.code for table in each.tables for column in table.columns]
        assert len({table.code for table in each.tables}) == len(each.tables)
        assert all(codes)


def test_the_grid_has_the_five_grades_of_2016_and_puts_each_code_under_one() -> None:
    grid = report_book().one("grid", date(2016, 1, 12))
    assert [line.heading for line in grid.lines] == [
        "Foundation Doctor Year 1",
        "Foundation Doctor Year 2",
        "Specialty Registrar",
        "Specialty, associate specialist and staff grade doctors",
        "Consultant",
    ]
    assert grid.times == (time(9), time(20))
    members = [each for line in grid.lines for each in line.members]
    assert len(members) == len(set(members)) == 8
    found = grid.line_of("CT")
    assert found is not None
    assert (found.heading, found.verified) == ("Specialty Registrar", False)
    assert grid.line_of("BAND_7") is None


def test_the_return_of_a_day_is_that_in_force_then() -> None:
    book = report_book()

    def headings(on: date) -> list[str]:
        return [column.heading for column in book.one("sitrep", on).table("activity").columns]

    assert headings(date(2016, 1, 12))[1:4] == ["Inpatient", "Day case", "Inpatient and day case"]
    assert headings(date(2023, 4, 11))[1] == "Inpatient procedures"
    assert book.one("sitrep", date(1980, 1, 1)).since == date(1992, 10, 16)
    with pytest.raises(Refused, match="There is no report nosuch"):
        book.one("nosuch", date(2016, 1, 1))
