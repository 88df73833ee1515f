"""Attendance is proposed with a reason, settled by a person, and handed to payroll in hours."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.attendance_rows import count_unseen_strikes
from rota.domain.changes import Kind
from rota.domain.codes import AbsenceKind, Answer, Attendance, DerogationAnswer, WindowState
from rota.domain.day import DayTick, Tick
from rota.domain.derogations import Derogation
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.people import Absence
from rota.services.attendance import (
    AttendanceRow,
    DayTotal,
    Settled,
    accept_proposals,
    day_totals,
    read_attendance,
    settle,
    take_back,
)
from rota.services.attendance_sheet import read_sheet
from rota.services.declarations import declare
from rota.services.history import check, history, redo, undo
from rota.services.importing import ImportOrder, import_file
from rota.services.payroll import payroll_file
from rota.services.people import add_absence
from rota.services.purging import Purged, purge_due
from rota.services.window_changes import NewTerms, revise, set_state
from rota.storage.database import Database
from rota.storage.schema import PRIVATE, metadata
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.moving import move_window
from tests.strike_hospital import ED, END, START, WARD, add_strike, fill, tools

LADDER = tools().rules.ladder
AFTER = END + timedelta(days=1)
DUE = END + timedelta(days=90)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


def rows_of(hospital: Database, now: datetime = AFTER, window: int = 1) -> dict[str, AttendanceRow]:
    return {row.duty_id: row for row in read_attendance(hospital, window, LADDER, now)}


def service_of(hospital: Database, name: str) -> int:
    with hospital.read() as work:
        return next(each.service_id for each in work.duties.services() if each.name == name)


def tick(hospital: Database, who: str, hours: float, what: Tick, service: str = ED) -> None:
    place = service_of(hospital, service)
    with hospital.write("tick") as work:
        at = START + timedelta(hours=hours)
        key = f"{who} {hours} {what} {service}"
        work.day.add_ticks([DayTick(1, who, place, at, what, "", "nurse", at, key)])
        work.say("Ticked 1 person.")


def proposed(hospital: Database, duty: str) -> tuple[Attendance | None, str]:
    row = rows_of(hospital)[duty]
    return row.proposal, row.why


def test_only_duties_of_those_called_out_are_listed_each_with_a_reason(hospital: Database) -> None:
    found = rows_of(hospital)
    # D2 is a consultant's and D6 nobody's.
    assert {key: (row.status, row.why) for key, row in found.items()} == {
        "D1": (Attendance.STRIKE, "called out, nobody looked"),
        "D3": (Attendance.STRIKE, "called out, nobody looked"),
        "D4": (Attendance.STRIKE, "called out, nobody looked"),
        "D5": (Attendance.LEAVE, "down as leave"),
    }
    assert [row.minutes_lost for row in found.values()] == [720, 480, 480, 750]
    assert not any(row.is_settled for row in found.values())
    assert (found["D1"].name, found["D1"].grade, found["D1"].service.name) == (
        "Ada Okafor",
        "ST",
        ED,
    )


def test_what_people_saw_comes_before_the_plan(hospital: Database) -> None:
    tick(hospital, "S1", 0, Tick.HERE)
    assert proposed(hospital, "D1") == (Attendance.WORKED, "ticked in at 08:00")
    tick(hospital, "S1", 4, Tick.LEFT)
    assert proposed(hospital, "D1") == (
        None,
        "ticked in at 08:00, left at 12:00: say how much was not worked, and why",
    )
    tick(hospital, "S2", 1.5, Tick.NOT_HERE, WARD)
    assert proposed(hospital, "D3") == (
        Attendance.STRIKE,
        "called out, ticked as not here at 09:30",
    )
    tick(hospital, "S2", 1.5, Tick.CLEAR, WARD)
    assert proposed(hospital, "D3") == (Attendance.STRIKE, "called out, nobody looked")
    tick(hospital, "S2", 0.5, Tick.HERE, WARD)  # half an hour early, at the ward
    assert proposed(hospital, "D3") == (Attendance.WORKED, "ticked in at 08:30")
    tick(hospital, "S4", 13, Tick.HERE, WARD)
    assert proposed(hospital, "D4") == (
        Attendance.WORKED,
        "ticked in at 21:00 in Medical wards",
    )
    tick(hospital, "S5", 2, Tick.HERE)
    assert proposed(hospital, "D5") == (
        Attendance.WORKED,
        "ticked in at 10:00, though down as away (leave)",
    )


def test_a_tick_is_of_the_duty_it_was_made_in(hospital: Database, tmp_path: Path) -> None:
    second = (
        f"D7,{ED},Emergency,St Anne,resident_doctor,CT,12/01/2016 20:00,12/01/2016 22:00,ward,S1\n"
    )
    bring_in(hospital, tmp_path, ImportKind.DUTIES, DUTIES + second)
    tick(hospital, "S1", 11.5, Tick.HERE)  # half an hour before the second, during the first
    tick(hospital, "S4", 10.5, Tick.HERE)  # an hour and a half early
    tick(hospital, "S2", 0.5, Tick.HERE)  # early, and elsewhere
    assert proposed(hospital, "D1") == (Attendance.WORKED, "ticked in at 19:30")
    for duty in ("D7", "D4", "D3"):
        assert proposed(hospital, duty) == (Attendance.STRIKE, "called out, nobody looked"), duty


def test_who_was_to_work_and_did_not_come_is_never_proposed_as_on_strike(
    hospital: Database,
) -> None:
    declare(hospital, 1, "S1", Answer.WORKING)
    assert proposed(hospital, "D1") == (Attendance.WORKED, "said they would work, nobody ticked")
    tick(hospital, "S1", 0, Tick.NOT_HERE)
    assert proposed(hospital, "D1") == (
        None,
        "was to work, ticked as not here at 08:00: say why",
    )
    add_absence(hospital, Absence("S1", START, END, AbsenceKind.SICK))
    assert proposed(hospital, "D1") == (Attendance.SICK, "down as sick")
    add_absence(hospital, Absence("S2", START, END, AbsenceKind.OTHER))
    assert proposed(hospital, "D3") == (None, "down as away: say why")


def test_a_granted_derogation_says_why_somebody_called_out_came(hospital: Database) -> None:
    place = service_of(hospital, ED)
    asked = Derogation(1, place, START, END, "CT", 1, "nobody for resus", asked_at=START)
    with hospital.write("ask") as work:
        asked = replace(asked, derogation_id=work.cover.put_derogation(asked))
    tick(hospital, "S1", 0, Tick.HERE)
    assert proposed(hospital, "D1")[0] is Attendance.WORKED  # asked for, not granted
    with hospital.write("answer") as work:
        work.cover.put_derogation(replace(asked, union_answer=DerogationAnswer.GRANTED))
    under = f"ticked in at 08:00, under derogation {asked.derogation_id}"
    assert proposed(hospital, "D1") == (Attendance.DEROGATED, under)
    assert rows_of(hospital)["D1"].minutes_lost == 0
    tick(hospital, "S4", 12, Tick.HERE)  # a second one came, and it was for one
    status, why = proposed(hospital, "D1")
    assert status is Attendance.WORKED
    assert "2 came and derogation" in why


def test_nothing_is_settled_without_a_person_and_each_step_can_be_undone(
    hospital: Database,
) -> None:
    accepted = accept_proposals(hospital, 1, LADDER, None, AFTER, also_unseen=True)
    assert (accepted.number, accepted.left) == (4, 0)
    assert accepted.changes.kinds == frozenset({Kind.DAY})
    undo(hospital)
    assert not any(row.is_settled for row in rows_of(hospital).values())
    half = Settled("D1", "S1", Attendance.STRIKE, 360, " came at 2pm ")
    settle(hospital, 1, LADDER, [half, Settled("D3", "S2", Attendance.SICK)], AFTER)
    found = rows_of(hospital)
    assert found["D1"].record is not None
    assert (found["D1"].record.note, found["D1"].minutes_lost) == ("came at 2pm", 360)
    assert (found["D3"].status, found["D3"].minutes_lost) == (Attendance.SICK, 480)
    assert accept_proposals(hospital, 1, LADDER, ["D1", "D4"], AFTER, also_unseen=True).number == 1
    assert rows_of(hospital)["D1"].minutes_lost == 360  # what is settled stays
    take_back(hospital, 1, [("D1", "S1")], AFTER)
    assert not rows_of(hospital)["D1"].is_settled
    undo(hospital)
    assert rows_of(hospital)["D1"].minutes_lost == 360
    redo(hospital)
    assert not rows_of(hospital)["D1"].is_settled
    assert check(hospital).sound
    said = " ".join(entry.text + entry.why for entry in history(hospital, 20))
    assert not any(name in said for name in ("Okafor", "S1", "D1", "strike of", "2pm"))


def test_nobody_is_settled_as_on_strike_in_bulk_only_because_nobody_looked(
    hospital: Database,
) -> None:
    tick(hospital, "S2", 1, Tick.NOT_HERE, WARD)
    found = rows_of(hospital)
    assert {key: row.is_unseen for key, row in found.items()} == {
        "D1": True, "D3": False, "D4": True, "D5": False,
    }  # fmt: skip
    accepted = accept_proposals(hospital, 1, LADDER, None, AFTER)
    assert (accepted.number, accepted.left, accepted.unseen) == (2, 2, 2)
    found = rows_of(hospital)
    assert {key for key, row in found.items() if row.is_settled} == {"D3", "D5"}
    assert count_unseen_strikes(row for row in found.values() if row.is_settled) == (1, 0)
    assert count_unseen_strikes(found.values()) == (3, 2)
    accepted = accept_proposals(hospital, 1, LADDER, ["D1"], AFTER)
    assert (accepted.number, accepted.unseen) == (0, 1)
    accepted = accept_proposals(hospital, 1, LADDER, ["D1"], AFTER, also_unseen=True)
    assert (accepted.number, accepted.unseen) == (1, 0)
    settle(hospital, 1, LADDER, [Settled("D4", "S4", Attendance.STRIKE)], AFTER)
    found = rows_of(hospital)
    assert count_unseen_strikes(row for row in found.values() if row.is_settled) == (3, 2)
    with hospital.write("retire") as work:
        work.duties.duties.retire(["D3", "D4"])
    rows = read_attendance(hospital, 1, LADDER, AFTER)
    assert count_unseen_strikes(rows) == (3, 2)  # also where the rota has it no more


def test_what_is_learnt_after_a_duty_was_settled_is_raised_and_payroll_told(
    hospital: Database, clock: Clock
) -> None:
    clock.now = AFTER
    accept_proposals(hospital, 1, LADDER, None, AFTER, also_unseen=True)
    settle(hospital, 1, LADDER, [Settled("D4", "S4", Attendance.SICK, None, "rang")], AFTER)
    assert not any(row.is_changed for row in rows_of(hospital).values())  # against the proposal
    assert read_sheet(hospital, 1, LADDER, AFTER).payroll_sent is None
    first = payroll(hospital)
    assert [(line[0], line[10], line[13]) for line in first[1:]] == [
        ("S1", "strike", ""), ("S2", "strike", ""), ("S4", "sick", ""), ("S5", "leave", ""),
    ]  # fmt: skip
    clock.now = AFTER + timedelta(hours=1)
    add_absence(hospital, Absence("S1", START, END, AbsenceKind.SICK))
    add_absence(hospital, Absence("S4", START, END, AbsenceKind.SICK))  # as it was settled
    tick(hospital, "S2", 1, Tick.HERE, WARD)
    found = rows_of(hospital)
    assert {key for key, row in found.items() if row.is_changed} == {"D1", "D3"}
    sheet = read_sheet(hospital, 1, LADDER, AFTER)
    assert (sheet.payroll_sent, sheet.since_payroll) == (AFTER, 0)
    assert accept_proposals(hospital, 1, LADDER, None, AFTER).number == 0  # what is settled stays
    assert accept_proposals(hospital, 1, LADDER, ["D1", "D3", "D4"], AFTER).number == 2
    found = rows_of(hospital)
    assert (found["D1"].status, found["D3"].status) == (Attendance.SICK, Attendance.WORKED)
    assert not any(row.is_changed for row in found.values())
    assert read_sheet(hospital, 1, LADDER, AFTER).since_payroll == 2
    since = "settled since the file of 2016-01-14 08:00"
    assert [(line[0], line[10], line[11], line[13]) for line in payroll(hospital)[1:]] == [
        ("S1", "sick", "720", since), ("S2", "worked", "0", since),
        ("S4", "sick", "750", ""), ("S5", "leave", "480", ""),
    ]  # fmt: skip


def test_what_is_settled_again_as_it_was_is_not_raised_any_more(hospital: Database) -> None:
    accept_proposals(hospital, 1, LADDER, ["D1"], AFTER, also_unseen=True)
    add_absence(hospital, Absence("S1", START, END, AbsenceKind.SICK))
    assert rows_of(hospital)["D1"].is_changed
    settle(hospital, 1, LADDER, [Settled("D1", "S1", Attendance.STRIKE)], AFTER)
    assert not rows_of(hospital)["D1"].is_changed
    undo(hospital)
    assert rows_of(hospital)["D1"].is_changed


@pytest.mark.parametrize(
    ("settled", "now", "code"),
    [
        (Settled("D9", "S1", Attendance.WORKED), AFTER, "unknown_duty"),
        (Settled("D2", "S3", Attendance.STRIKE), AFTER, "unknown_duty"),
        (Settled("D1", "S1", Attendance.WORKED, 30), AFTER, "minutes_worked"),
        (Settled("D1", "S1", Attendance.DEROGATED, 30), AFTER, "minutes_worked"),
        (Settled("D1", "S1", Attendance.STRIKE, 0), AFTER, "minutes_out_of_range"),
        (Settled("D1", "S1", Attendance.STRIKE, 721), AFTER, "minutes_out_of_range"),
        (Settled("D4", "S4", Attendance.STRIKE), START, "not_begun"),
        (Settled("D1", "S1", Attendance.STRIKE), DUE, "deleted"),
    ],
)
@pytest.mark.one_engine
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    hospital: Database, settled: Settled, now: datetime, code: str
) -> None:
    good = Settled("D3", "S2", Attendance.STRIKE)
    with pytest.raises(Refused) as refusal:
        settle(hospital, 1, LADDER, [good, settled], now)
    assert refusal.value.code == code
    assert not any(row.is_settled for row in rows_of(hospital).values())


def test_while_the_strike_runs_only_duties_that_are_over_are_accepted_together(
    hospital: Database,
) -> None:
    noon = START + timedelta(hours=10)  # D3 and D5 are over, D1 runs, D4 has not begun
    assert rows_of(hospital, noon)["D4"].why == "not begun yet"
    accepted = accept_proposals(hospital, 1, LADDER, None, noon, also_unseen=True)
    assert (accepted.number, accepted.left) == (2, 2)
    assert accept_proposals(hospital, 1, LADDER, ["D1", "D4"], noon, also_unseen=True).number == 1


def test_two_strikes_at_the_same_time_do_not_lose_an_hour_twice(hospital: Database) -> None:
    other = add_strike(hospital, START - timedelta(minutes=1))
    accept_proposals(hospital, 1, LADDER, ["D1", "D3"], AFTER, also_unseen=True)
    found = rows_of(hospital, AFTER, other)
    assert (found["D1"].proposal, found["D1"].why) == (None, "settled in strike 1 already")
    assert found["D4"].proposal is Attendance.STRIKE
    accepted = accept_proposals(hospital, other, LADDER, None, AFTER, also_unseen=True)
    assert (accepted.number, accepted.left) == (2, 2)


def test_a_strike_called_off_takes_no_hours(hospital: Database) -> None:
    set_state(hospital, 1, WindowState.CALLED_OFF, "talks", START, LADDER)
    found = rows_of(hospital)
    assert found["D1"].proposal is Attendance.WORKED
    assert found["D1"].why == "the strike was called off, nobody ticked"
    assert found["D1"].lost is None


def test_a_strike_called_off_while_it_ran_keeps_what_had_begun(hospital: Database) -> None:
    tick(hospital, "S2", 1, Tick.HERE, WARD)
    two_in = START + timedelta(hours=2)
    set_state(hospital, 1, WindowState.CALLED_OFF, "talks", two_in, LADDER, ran=True)
    assert proposed(hospital, "D1")[0] is Attendance.STRIKE
    assert proposed(hospital, "D3") == (Attendance.WORKED, "ticked in at 09:00")
    assert proposed(hospital, "D5") == (Attendance.LEAVE, "down as leave")
    there = {row.duty_id for row in read_attendance(hospital, 1, LADDER, AFTER)}
    assert there == {"D1", "D3", "D5"}, "D4 began at eight that evening, when it was off"


def test_a_strike_suspended_while_it_ran_leaves_what_had_begun_to_a_person(
    hospital: Database,
) -> None:
    tick(hospital, "S2", 1, Tick.HERE, WARD)
    set_state(hospital, 1, WindowState.SUSPENDED, "talks", START + timedelta(hours=2), LADDER)
    begun = "the strike was suspended after this began: say what was not worked"
    assert proposed(hospital, "D1") == (None, begun)
    assert proposed(hospital, "D3") == (Attendance.WORKED, "ticked in at 09:00")
    assert proposed(hospital, "D5") == (Attendance.LEAVE, "down as leave")
    assert proposed(hospital, "D4")[0] is Attendance.WORKED  # began at eight that evening
    assert accept_proposals(hospital, 1, LADDER, None, AFTER, also_unseen=True).left == 1


def test_what_was_settled_stays_whatever_becomes_of_the_duty(
    hospital: Database, tmp_path: Path
) -> None:
    struck = [Settled(duty, who, Attendance.STRIKE) for duty, who in (("D1", "S1"), ("D3", "S2"))]
    settle(hospital, 1, LADDER, struck, AFTER)
    with hospital.write("retire") as work:
        work.duties.duties.retire(["D1"])
        work.people.staff.retire(["S1"])
    given = (
        f"D3,{WARD},Medicine,St Anne,resident_doctor,CT,12/01/2016 09:00,12/01/2016 17:00,ward,S4\n"
    )
    bring_in(hospital, tmp_path, ImportKind.DUTIES, DUTIES + given)
    rows = read_attendance(hospital, 1, LADDER, AFTER)
    kept = {(row.duty_id, row.staff_id): row.gone for row in rows}
    assert kept["D1", "S1"] == "settled; taken off the rota since"
    assert kept["D3", "S2"] == "settled; somebody else has it since"
    assert kept["D3", "S4"] == ""
    headings, *lines, last = payroll(hospital)
    named = [dict(zip(headings, line, strict=True)) for line in lines]
    assert [(each["staff_id"], each["duty_id"], each["note"]) for each in named] == [
        ("S1", "D1", "settled; taken off the rota since"),
        ("S2", "D3", "settled; somebody else has it since"),
    ]
    assert "not settled" in last[0]
    settle(hospital, 1, LADDER, [Settled("D1", "S1", Attendance.STRIKE, 100)], AFTER)
    take_back(hospital, 1, [("D3", "S2")], AFTER)
    rows = read_attendance(hospital, 1, LADDER, AFTER)
    assert {(row.duty_id, row.staff_id): row.minutes_lost for row in rows if row.record} == {
        ("D1", "S1"): 100
    }
    later = NewTerms(start=START + timedelta(hours=6))
    settle(hospital, 1, LADDER, [Settled("D3", "S4", Attendance.STRIKE)], AFTER)
    revise(hospital, 1, later, "began at two", AFTER, LADDER)
    assert rows_of(hospital)["D3"].gone == "settled; this strike no longer reaches it"


def test_a_duty_settled_for_one_person_is_still_to_settle_for_the_next(
    hospital: Database, tmp_path: Path
) -> None:
    other = add_strike(hospital, end=END + timedelta(hours=1))
    settle(hospital, other, LADDER, [Settled("D3", "S2", Attendance.STRIKE)], AFTER)
    assert proposed(hospital, "D3") == (None, f"settled in strike {other} already")
    given = (
        f"D3,{WARD},Medicine,St Anne,resident_doctor,CT,12/01/2016 09:00,12/01/2016 17:00,ward,S4\n"
    )
    bring_in(hospital, tmp_path, ImportKind.DUTIES, DUTIES + given)
    assert proposed(hospital, "D3")[0] is Attendance.STRIKE


def payroll(hospital: Database, window: int = 1) -> list[list[str]]:
    data = payroll_file(hospital, window, LADDER, tools().exporter, AFTER)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_payroll_gets_hours_and_reasons_and_hears_what_is_missing(hospital: Database) -> None:
    with pytest.raises(Refused):
        payroll(hospital)
    tick(hospital, "S1", 0, Tick.HERE)
    accept_proposals(hospital, 1, LADDER, ["D1", "D5"], AFTER, also_unseen=True)
    settle(hospital, 1, LADDER, [Settled("D3", "S2", Attendance.STRIKE, 100)], AFTER)
    headings, *lines, last = payroll(hospital)
    assert [dict(zip(headings, line, strict=True)) for line in lines] == [
        {
            "staff_id": "S2", "name": "Ben Hart", "grade": "CT", "staff_group": "resident_doctor",
            "site": "St Anne", "department": "Medicine", "service": WARD, "duty_id": "D3",
            "start": "2016-01-12 09:00", "end": "2016-01-12 17:00", "reason": "strike",
            "minutes_not_worked": "100", "hours_not_worked": "1.67", "note": "",
        },
        {
            "staff_id": "S5", "name": "Eve Moss", "grade": "FY1", "staff_group": "resident_doctor",
            "site": "St Anne", "department": "Emergency", "service": ED, "duty_id": "D5",
            "start": "2016-01-12 09:00", "end": "2016-01-12 17:00", "reason": "leave",
            "minutes_not_worked": "480", "hours_not_worked": "8.00", "note": "",
        },
    ]  # fmt: skip
    assert last == ["1 duty is not settled yet and not in this file."]
    newest = history(hospital, 1)[0]
    assert newest.text == (
        "Handed out the payroll file of strike 1: 2 duties not worked, 1 not settled."
    )
    accept_proposals(hospital, 1, LADDER, None, AFTER, also_unseen=True)
    assert len(payroll(hospital)) == 4
    assert "not settled yet" not in payroll(hospital)[-1][0]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("night", "hours"), [("26/03/2016", "11.50"), ("29/10/2016", "13.50"), ("02/04/2016", "12.50")]
)
def test_hours_over_a_clock_change_are_the_hours_that_pass(
    hospital: Database, tmp_path: Path, night: str, hours: str
) -> None:
    day = datetime.strptime(night, "%d/%m/%Y").replace(tzinfo=UTC)
    next_day = day + timedelta(days=1)
    night_duty = (
        f"N1,{ED},Emergency,St Anne,resident_doctor,CT,{night} 20:00,{next_day:%d/%m/%Y} 08:30,"
        "ward,S4\n"
    )
    bring_in(hospital, tmp_path, ImportKind.DUTIES, DUTIES + night_duty)
    window = add_strike(hospital, start=day + timedelta(hours=8), end=next_day)
    later = next_day + timedelta(days=1)
    assert accept_proposals(hospital, window, LADDER, None, later, also_unseen=True).number == 1
    data = payroll_file(hospital, window, LADDER, tools().exporter, later)
    *_, minutes, said, _note = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1]
    assert said == hours
    assert float(hours) * 60 == int(minutes)


def test_totals_of_a_day_name_nobody_and_keep_leave_apart(hospital: Database) -> None:
    add_absence(hospital, Absence("S2", START, END, AbsenceKind.SICK))
    settle(hospital, 1, LADDER, [Settled("D1", "S1", Attendance.STRIKE)], AFTER)
    day = START.date()
    assert day_totals(rows_of(hospital).values()) == [
        DayTotal(day, "St Anne", "CT", 1, 0, 1, 1),
        DayTotal(day, "St Anne", "FY1", 0, 0, 0, 1),
        DayTotal(day, "St Anne", "ST", 2, 2, 0, 1, unseen=2),
    ]


def kept_in(hospital: Database) -> set[int]:
    with hospital.read() as work:
        ticked, settled = work.day.windows_ticked(), work.attendance.windows_kept()
        return {*ticked, *settled, *work.windows.declared_windows()}


def test_what_gives_a_striker_away_goes_on_its_date_and_only_of_that_strike(
    hospital: Database,
) -> None:
    other = add_strike(hospital, START + timedelta(days=30), END + timedelta(days=30))
    declare(hospital, 1, "S1", Answer.STRIKING)
    declare(hospital, other, "S1", Answer.WORKING)
    tick(hospital, "S1", 0, Tick.NOT_HERE)
    tick(hospital, "S2", 0, Tick.HERE)
    undo(hospital)  # ticked and taken back: the journal alone still has it
    accept_proposals(hospital, 1, LADDER, None, AFTER, also_unseen=True)
    assert kept_in(hospital) == {1, other}
    assert purge_due(hospital, DUE - timedelta(seconds=1), LADDER) == Purged()
    done = purge_due(hospital, DUE, LADDER)
    assert (done.declarations, done.windows, done.ticks, done.duties) == (1, 1, 1, 4)
    assert kept_in(hospital) == {other}
    text = "Deleted for good: 1 declaration, 1 tick of the day, 4 settled duties. The time to "
    assert done.changes.text == text + "keep them is over."
    assert check(hospital).sound
    found = rows_of(hospital, DUE)
    assert {row.status for row in found.values()} == {None}
    assert "time to keep it is over" in found["D1"].why
    assert purge_due(hospital, DUE, LADDER).changes.entry is None
    undo(hospital)  # the newest thing that is whole: the other declaration
    assert check(hospital).sound


@pytest.mark.one_engine
def test_every_private_table_is_in_the_index_that_deleting_uses() -> None:
    private = {name for name, table in metadata.tables.items() if table.info.get("private")}
    assert set(re.findall(r"'(\w+)'", PRIVATE.text)) == private


DOCTORS = "staff_id,surname,staff_group,grade,department,site\n" + "".join(
    f"T{n},Doctor{n},resident_doctor,ST,Emergency,St Anne\n" for n in range(8)
)
DUTIES = "duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id\n"
MORE_DUTIES = "".join(
    f"T{n},{ED},Emergency,St Anne,resident_doctor,ST,12/01/2016 09:00,12/01/2016 17:00,ward,T{n}\n"
    for n in range(8)
)


def bring_in(hospital: Database, folder: Path, kind: ImportKind, text: str) -> None:
    path = folder / f"{kind}.csv"
    path.write_text(text)
    assert import_file(hospital, tools().reader, ImportOrder(kind, path), AFTER).saved


@pytest.mark.parametrize("took_place", [True, False])
def test_totals_of_days_that_were_struck_stay_when_persons_go(
    hospital: Database, tmp_path: Path, took_place: bool
) -> None:
    bring_in(hospital, tmp_path, ImportKind.STAFF, DOCTORS)
    bring_in(hospital, tmp_path, ImportKind.DUTIES, DUTIES + MORE_DUTIES)
    tick(hospital, "T0", 1, Tick.HERE)
    tick(hospital, "T1", 1, Tick.HERE)
    accept_proposals(hospital, 1, LADDER, None, AFTER, also_unseen=True)
    if not took_place:
        move_window(hospital, 1, WindowState.CALLED_OFF, "talks")
    with hospital.read() as work:
        assert work.attendance.totals() == []
    purge_due(hospital, DUE, LADDER)
    newest, before = history(hospital, 2)  # no undo leads back to what was deleted
    assert (newest.action, newest.undoable) == ("purge declarations", False)
    assert before.action != "turnout"
    with hospital.read() as work:
        assert work.attendance.of_window(1) == []
        found = [each for each in work.attendance.totals() if each.grade == "ST"]
    assert [(each.day, each.site, each.due, each.on_strike) for each in found] == (
        [(START.date(), "St Anne", 10, 8)] if took_place else []
    )
    assert check(hospital).sound


def test_a_group_not_wholly_settled_gives_no_total_when_persons_go(
    hospital: Database, tmp_path: Path
) -> None:
    bring_in(hospital, tmp_path, ImportKind.STAFF, DOCTORS)
    bring_in(hospital, tmp_path, ImportKind.DUTIES, DUTIES + MORE_DUTIES)
    accept_proposals(hospital, 1, LADDER, [f"T{n}" for n in range(6)], AFTER, also_unseen=True)
    done = purge_due(hospital, DUE, LADDER)
    with hospital.read() as work:
        assert work.attendance.totals() == []
    # The ST, of whom six of ten are settled, the CT and the FY1
    assert done.partly == 3
    assert done.changes.text.endswith("3 groups of a day gave no total: not all settled.")


def test_who_said_they_would_work_does_not_stand_out_among_lost_duties(
    hospital: Database, address: str
) -> None:
    """A change of the strike spares whoever said they would work: that goes with what they said."""
    declare(hospital, 1, "S1", Answer.WORKING)
    revise(hospital, 1, NewTerms(end=END + timedelta(hours=2)), "longer", AFTER, LADDER)
    undo(hospital)
    set_state(hospital, 1, WindowState.CALLED_OFF, "talks", START, LADDER)

    def duties() -> set[str]:
        with hospital.read() as work:
            kept = work.disputes.consequences(1)
        return {each.id for _, each in kept if each.kind.startswith("duty_")}

    assert duties() == {"D3", "D4"}
    done = purge_due(hospital, DUE, LADDER)
    assert "2 lines on duties of changed strikes" in done.changes.text
    assert duties() == set()
    with hospital.read() as work:
        assert work.disputes.windows_of_duties() == set()
    assert purge_due(hospital, DUE, LADDER).changes.entry is None
    assert check(hospital).sound


@pytest.mark.one_engine
def test_no_byte_of_who_struck_is_left_in_the_file_or_its_log(
    hospital: Database, address: str
) -> None:
    place = service_of(hospital, ED)
    secret = DayTick(
        1, "S1", place, START, Tick.NOT_HERE, "saw him on the picket", "n", START, "kk"
    )
    with hospital.write("tick") as work:
        work.day.add_ticks([secret])
    note = "told me he struck"
    settle(hospital, 1, LADDER, [Settled("D1", "S1", Attendance.STRIKE, 7, note)], AFTER)
    settle(hospital, 1, LADDER, [Settled("D1", "S1", Attendance.SICK, 9, note)], AFTER)
    take_back(hospital, 1, [("D1", "S1")], AFTER)

    def left() -> list[bytes]:
        files = [Path(address), Path(f"{address}-wal")]
        raw = b"".join(path.read_bytes() for path in files if path.exists())
        words = (b"picket", b"he struck", b'"minutes_lost":', b"not_here")
        return [each for each in words if each in raw]

    assert left() == [b"picket", b"he struck", b'"minutes_lost":', b"not_here"]
    purge_due(hospital, DUE, LADDER)
    assert left() == []
    hospital.close()
    assert left() == []
    with sqlite3.connect(address) as raw:
        for table in ("attendance", "day_tick"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    raw.close()
