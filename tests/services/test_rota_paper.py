"""The rota on paper: only who is there, and what nobody fills."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rota.domain.codes import Answer, Reply
from rota.domain.duties import GapLeft
from rota.domain.errors import Refused
from rota.domain.people import Declaration
from rota.domain.rota_sheets import PaperSize, RotaPaper, RotaTable
from rota.services.assigning import assign
from rota.services.cover_orders import CoverOrder
from rota.services.rota_paper import RotaOrder, rota_services, rota_sheets, write_rota
from rota.services.telling_staff import record_reply
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.letters.test_papers import text_of
from tests.strike_hospital import ED, END, NOW, WARD, fill, tools

TOOLS = tools()
NIGHT = datetime(2016, 1, 12, 20, 30, tzinfo=UTC)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


def sheets(hospital: Database, service: str = ED) -> RotaPaper:
    return rota_sheets(hospital, RotaOrder(1, service), TOOLS.rules.ladder, NOW)


def names(table: RotaTable) -> list[str]:
    return [line.name for line in table.lines]


def test_who_is_there_and_what_is_open_on_each_strike_day(hospital: Database) -> None:
    day, after = sheets(hospital).tables
    assert day.day == "Tue 12 Jan 08:00 to Wed 13 Jan 08:00"
    assert [(line.time, line.name, line.what) for line in day.lines] == [
        ("08:00 to 20:30", "Carol Reid", "ward")
    ]
    assert day.open == (
        "1 missing, CT or above, 08:30 to 20:00.",
        "1 missing, CT or above, 20:30 to Wed 08:00.",
    )
    assert after.day == "Wed 13 Jan 08:00 to 08:30"
    assert after.note.startswith("After the strike")
    assert after.open == ("1 missing, CT or above, 08:00 to 08:30.",)


def test_nothing_says_why_somebody_is_not_there(hospital: Database) -> None:
    with hospital.write("declare") as work:
        work.windows.declarations.put([Declaration(1, "S1", Answer.STRIKING)])
    said = str(sheets(hospital, ""))
    for absent in ("Okafor", "Patel", "Hart", "Moss", "strik", "declar", "leave", "lost"):
        assert absent not in said.replace("The strike", "").replace("After the strike", "")


def test_who_declared_to_work_is_listed_like_everybody_else(hospital: Database) -> None:
    with hospital.write("declare") as work:
        work.windows.declarations.put([Declaration(1, "S1", Answer.WORKING)])
    day = sheets(hospital).tables[0]
    assert [(line.name, line.what) for line in day.lines] == [
        ("Ada Okafor", "ward"),
        ("Carol Reid", "ward"),
    ]


def covered(hospital: Database) -> int:
    with hospital.read() as work:
        ed = next(each for each in work.duties.services() if each.name == ED)
    order = CoverOrder(1, "S3", ed.service_id, NIGHT, END, "on the phone")
    return assign(hospital, order, TOOLS.rules, "agreed").assignment.assignment_id


def test_cover_says_its_kind_and_whether_it_is_confirmed(hospital: Database) -> None:
    number = covered(hospital)
    line = sheets(hospital).tables[0].lines[-1]
    assert (line.time, line.name) == ("20:30 to Wed 08:00", "Carol Reid")
    assert line.what.endswith("not confirmed yet")
    record_reply(hospital, [number], Reply.ACCEPTED, "", NOW)
    assert "confirmed" not in sheets(hospital).tables[0].lines[-1].what
    record_reply(hospital, [number], Reply.DECLINED, "", NOW)
    assert names(sheets(hospital).tables[0]) == ["Carol Reid"]


def test_a_gap_left_knowingly_names_whom_to_ask(hospital: Database) -> None:
    day = sheets(hospital).tables[0]
    with hospital.write("leave") as work:
        ed = next(each for each in work.duties.services() if each.name == ED)
        left = GapLeft(
            1, ed.service_id, "CT or above", NIGHT, END, "quiet", "Site manager", "", NOW
        )
        work.cover.leave_gap(left)
    after = sheets(hospital).tables[0]
    assert after.open[0] == day.open[0]
    assert after.open[1] == f"{day.open[1]} Left open knowingly; ask Site manager."


def test_one_service_or_all_and_a_strange_one_is_refused(hospital: Database) -> None:
    assert rota_services(hospital, 1) == (ED, WARD)
    assert {table.service for table in sheets(hospital, "").tables} == {ED, WARD}
    assert {table.service for table in sheets(hospital, WARD.upper()).tables} == {WARD}
    with pytest.raises(Refused, match="no service called Moon base"):
        sheets(hospital, "Moon base")


def test_the_pdf_has_every_line_and_says_when_and_by_whom(
    hospital: Database, tmp_path: Path
) -> None:
    order = RotaOrder(1, size=PaperSize.A3)
    out = write_rota(hospital, TOOLS.papers, order, TOOLS.rules.ladder, tmp_path / "rota.pdf", NOW)
    text = " ".join(text_of(out.read_bytes()))
    assert "Carol Reid" in text
    assert "Open: 1 missing, CT or above, 08:30 to 20:00." in text
    assert "Printed Fri 8 Jan 2016 09:00 by tester" in text
    assert "A derogation is never counted as cover." in text


def test_a_rota_is_cut_at_every_strike_day(hospital: Database) -> None:
    with hospital.write("longer") as work:
        (window,) = work.windows.all()
        terms = replace(window.terms, end=datetime(2016, 1, 14, 17, 0, tzinfo=UTC))
        work.windows.revise(1, terms, NOW, "longer")
    days = [table.day for table in sheets(hospital).tables]
    assert days == [
        "Tue 12 Jan 08:00 to Wed 13 Jan 08:00",
        "Wed 13 Jan 08:00 to Thu 14 Jan 08:00",
        "Thu 14 Jan 08:00 to 17:00",
    ]
