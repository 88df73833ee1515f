"""A day in the middle of a strike is called off: what was recorded stays with the day it is of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from rota.domain.codes import Attendance, DerogationAnswer
from rota.domain.day import DayFlag, DayTick, HandoverNote, Tick
from rota.domain.derogations import Derogation
from rota.domain.duties import GapLeft
from rota.domain.importing import ImportKind
from rota.domain.sign_offs import SignOff
from rota.services.attendance import Settled, read_attendance, settle
from rota.services.calling_off import call_off_days
from rota.services.history import undo
from rota.services.importing import ImportOrder, import_file
from rota.services.window_changes import NewTerms, revise
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, dump, filling
from tests.strike_hospital import DUTIES, ED, END, START, WARD, fill, tools

LADDER = tools().rules.ladder
DAY = timedelta(days=1)
NIGHT = START + timedelta(hours=14)
"""Ten at night on the first of three days: the second is called off."""
MORE = f"D8,{WARD},Medicine,St Anne,resident_doctor,CT,14/01/2016 09:00,14/01/2016 17:00,ward,S2\n"


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


def test_records_stay_with_the_day_they_are_of(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "duties.csv"
    path.write_text(DUTIES + MORE)
    assert import_file(database, tools().reader, ImportOrder(ImportKind.DUTIES, path), NIGHT).saved
    revise(database, 1, NewTerms(end=END + 2 * DAY), "longer", NIGHT, LADDER)
    with database.write("records") as work:
        place = next(each.service_id for each in work.duties.services() if each.name == ED)
        work.day.add_ticks(
            [DayTick(1, "S1", place, START, Tick.HERE, "", "nurse", START, "one key")]
        )
        work.day.add_flags(
            [
                DayFlag(1, place, post, start, start + DAY / 4, 1, "short", START, "nurse")
                for post, start in (("today", START), ("later", START + 2 * DAY))
            ]
        )
        work.day.add_note(HandoverNote(1, place, "quiet so far", "nurse", NIGHT))
        asked = Derogation(1, place, START, START + 3 * DAY, "CT", 1, "resus", asked_at=START)
        work.cover.put_derogation(replace(asked, union_answer=DerogationAnswer.GRANTED))
        for start in (START, START + 2 * DAY):
            work.cover.leave_gap(
                GapLeft(1, place, "CT", start, start + DAY / 4, "quiet", "Reid", "me", START)
            )
        work.review.sign(
            SignOff(1, 2, "Emergency", "Carol Reid", "lead", "", START, "me", (), "0" * 64)
        )
    settle(database, 1, LADDER, [Settled("D1", "S1", Attendance.WORKED)], NIGHT)
    before = dump(database.address, journal=False)
    done = call_off_days(database, 1, [date(2016, 1, 13)], "talks", NIGHT, LADDER)
    (new,) = (each.window_id for each in done.more)
    with database.read() as work:
        both = (1, new)
        assert [len(work.day.ticks(each)) for each in both] == [1, 0]
        assert [len(work.day.notes(each)) for each in both] == [1, 0]
        assert [[f.post for f in work.day.flags(each)] for each in both] == [["today"], ["later"]]
        assert [len(work.attendance.of_window(each)) for each in both] == [1, 0]
        assert [[s.revision for s in work.review.sign_offs(each)] for each in both] == [[2], []]
        granted = [[d.union_answer for d in work.cover.derogations(each)] for each in both]
        assert granted == [[DerogationAnswer.GRANTED], [DerogationAnswer.GRANTED]]
        left = [[gap.start for gap in work.cover.gaps_left(each)] for each in both]
        assert left == [[START], [START + 2 * DAY]]
    first = {row.duty_id: row for row in read_attendance(database, 1, LADDER, NIGHT)}
    assert (first["D1"].is_settled, first["D1"].gone) == (True, "")
    assert "D8" not in first
    assert [row.duty_id for row in read_attendance(database, new, LADDER, NIGHT)] == ["D8"]
    undo(database)
    assert dump(database.address, journal=False) == before


def test_who_was_due_on_a_day_called_off_while_it_ran_is_still_settled(database: Database) -> None:
    revise(database, 1, NewTerms(end=END + DAY), "longer", START - DAY, LADDER)
    with database.write("tick") as work:
        place = next(each.service_id for each in work.duties.services() if each.name == ED)
        work.day.add_ticks([DayTick(1, "S2", place, START, Tick.HERE, "", "me", START, "one key")])
    at_ten = START + timedelta(hours=2)
    call_off_days(database, 1, [date(2016, 1, 12)], "talks", at_ten, LADDER)
    rows = {row.duty_id: row for row in read_attendance(database, 1, LADDER, END)}
    # D4 began that evening, when the day was off already.
    assert {key: (row.proposal, row.minutes) for key, row in rows.items()} == {
        "D1": (Attendance.STRIKE, 720),
        "D3": (Attendance.STRIKE, 480),
        "D5": (Attendance.LEAVE, 480),
    }
    assert {key for key, row in rows.items() if row.lost} == {"D1", "D3"}, "as before it was off"
    settle(database, 1, LADDER, [Settled("D1", "S1", Attendance.STRIKE, 120)], END)
    (row,) = [row for row in read_attendance(database, 1, LADDER, END) if row.is_settled]
    assert (row.duty_id, row.minutes_lost, row.gone) == ("D1", 120, "")
