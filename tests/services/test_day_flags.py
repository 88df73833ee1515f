"""Flags of the day and the handover sheet.

By day the Emergency department is one short from 08:30 to 20:00, by night from 20:30 to 08:30.
"""

from __future__ import annotations

import pytest

from rota.domain.codes import WindowState
from rota.domain.day import DayFlag, Tick
from rota.domain.errors import Refused
from rota.services.cover_changes import leave_gap
from rota.services.day_flags import close_flag, close_over, raise_by_hand, raise_due, take_flag
from rota.services.day_roll import NewTick, Ticked, tick
from rota.services.handover import add_handover_note, handover_report
from rota.services.history import history, undo
from rota.services.windows import services_named
from rota.storage.database import Database
from tests import cover_hospital
from tests.conftest import Addresses, OpenDatabase
from tests.cover_hospital import WINDOW, at
from tests.engines import Clock, filling
from tests.strike_hospital import ED, WARD, tools

RULES = tools().rules
LADDER = RULES.ladder
CT = "CT or above"
CAROL, ADA, IAN = "S3", "S1", "S9"


@pytest.fixture
def storage(addresses: Addresses, open_database: OpenDatabase, clock: Clock) -> Database:
    fill = filling(cover_hospital.fill_more, clock)
    return open_database(addresses.filled("cover hospital", fill))


@pytest.fixture
def ed(storage: Database) -> int:
    return place(storage, ED)


def place(storage: Database, name: str) -> int:
    with storage.read() as work:
        return services_named(work, name)[0].service_id


def tick_one(storage: Database, staff_id: str, what: Tick, when, service_id: int) -> Ticked:
    new = NewTick(staff_id, service_id, when, what)
    return tick(storage, WINDOW, LADDER, [new], f"{staff_id} {when} {what}", "Ray", when)


def flags(storage: Database) -> list[DayFlag]:
    with storage.read() as work:
        return work.day.flags(WINDOW)


def code_of(no: pytest.ExceptionInfo[Refused]) -> str:
    return no.value.code


def test_a_gap_raises_one_flag_an_hour_before_it_begins(storage: Database, ed: int) -> None:
    assert raise_due(storage, WINDOW, LADDER, at(12, 7, 29)).changes.entry is None
    raised = raise_due(storage, WINDOW, LADDER, at(12, 7, 31)).raised
    (flag,) = flags(storage)
    assert raised == (flag,)
    assert (flag.service_id, flag.post, flag.missing) == (ed, CT, 1)
    assert (flag.start, flag.end, flag.owner) == (at(12, 8, 30), at(12, 20), "")
    assert flag.text == ("1 short of CT or above, Tue 12 Jan 2016 08:30 to Tue 12 Jan 2016 20:00.")
    for when in (at(12, 7, 31), at(12, 12)):
        assert raise_due(storage, WINDOW, LADDER, when).raised == ()
    # It is nobody's own doing: undo goes past it to what somebody did.
    assert not history(storage, 1)[0].undoable


def test_a_flag_is_taken_and_closed_and_only_what_is_new_raises_another(
    storage: Database, ed: int
) -> None:
    (flag,) = raise_due(storage, WINDOW, LADDER, at(12, 9)).raised
    take_flag(storage, WINDOW, flag.flag_id, "Dr Osei")
    with pytest.raises(Refused, match="Dr Osei looks after it now") as taken:
        take_flag(storage, WINDOW, flag.flag_id, "Dr Bell")
    assert code_of(taken) == "taken_meanwhile"
    take_flag(storage, WINDOW, flag.flag_id, "Dr Bell", "Dr Osei")
    undo(storage)
    assert flags(storage)[0].owner == "Dr Osei"
    with pytest.raises(Refused) as no_outcome:
        close_flag(storage, WINDOW, flag.flag_id, " ", "Dr Osei", at(12, 10))
    assert code_of(no_outcome) == "no_outcome"
    close_flag(storage, WINDOW, flag.flag_id, "Managed with one", "Dr Osei", at(12, 10))
    (closed,) = flags(storage)
    assert (closed.closed_by, closed.outcome) == ("Dr Osei", "Managed with one")
    with pytest.raises(Refused) as again:
        close_flag(storage, WINDOW, flag.flag_id, "Again", "Dr Bell", at(12, 10))
    assert code_of(again) == "flag_closed"
    # The same gap goes on: it was dealt with. With Carol gone as well it is another matter.
    assert raise_due(storage, WINDOW, LADDER, at(12, 11)).raised == ()
    worse = tick_one(storage, CAROL, Tick.LEFT, at(12, 12), ed).raised
    assert [(each.post, each.missing) for each in worse] == [(CT, 2)]
    assert [each.flag_id for each in flags(storage) if each.is_open] == [worse[0].flag_id]


def test_an_open_flag_follows_its_gap(storage: Database, ed: int) -> None:
    (day,) = raise_due(storage, WINDOW, LADDER, at(12, 19, 45)).raised
    take_flag(storage, WINDOW, day.flag_id, "Dr Osei")
    (worse,) = tick_one(storage, CAROL, Tick.LEFT, at(12, 19, 50), ed).raised
    assert (worse.flag_id, worse.owner) == (day.flag_id, "Dr Osei")
    assert worse.text.startswith("Up to 2 short of CT or above, ")
    undo(storage)
    # The day's gap is over at 20:00 and the night's is near: the flag that nobody closed says so.
    (night,) = raise_due(storage, WINDOW, LADDER, at(12, 20)).raised
    assert (night.flag_id, night.owner) == (day.flag_id, "Dr Osei")
    assert (night.start, night.end, night.missing) == (at(12, 20, 30), at(13, 8, 30), 1)
    assert flags(storage) == [night]


def test_a_gap_that_was_filled_and_opens_again_is_new(storage: Database, ed: int) -> None:
    (flag,) = raise_due(storage, WINDOW, LADDER, at(12, 9)).raised
    take_flag(storage, WINDOW, flag.flag_id, "Dr Osei")
    tick_one(storage, ADA, Tick.HERE, at(12, 9, 30), ed)
    close_flag(storage, WINDOW, flag.flag_id, "Ada came", "Dr Osei", at(12, 9, 40))
    assert raise_due(storage, WINDOW, LADDER, at(12, 13)).raised == ()
    (raised,) = tick_one(storage, ADA, Tick.LEFT, at(12, 14), ed).raised
    assert (raised.start, raised.end, raised.missing) == (at(12, 14), at(12, 20), 1)


def test_a_flag_nobody_took_goes_with_its_gap_and_comes_back_with_it(
    storage: Database, ed: int
) -> None:
    raise_due(storage, WINDOW, LADDER, at(12, 9))
    tick_one(storage, ADA, Tick.HERE, at(12, 9, 30), ed)
    (went,) = flags(storage)
    assert (went.closed_at, went.closed_by) == (at(12, 9, 30), "")
    assert went.outcome == "Nothing is missing there any more."
    with pytest.raises(Refused, match="This flag is closed already"):
        take_flag(storage, WINDOW, went.flag_id, "Ray")
    # The tick was a mistake: the gap is back, with the start it had, and so is a flag.
    (back,) = tick_one(storage, ADA, Tick.CLEAR, at(12, 9, 30), ed).raised
    assert (back.start, back.missing, back.is_open) == (at(12, 8, 30), 1, True)
    # Somebody ticked away by mistake: another click puts it right, and its flag is gone.
    (worse,) = tick_one(storage, CAROL, Tick.NOT_HERE, at(12, 10), ed).raised
    # It now runs through the night, where somebody is missing as well.
    assert (worse.flag_id, worse.missing, worse.end) == (back.flag_id, 2, at(13, 8, 30))
    assert tick_one(storage, CAROL, Tick.CLEAR, at(12, 10), ed).raised == ()
    (eased,) = (each for each in flags(storage) if each.is_open)
    assert eased == back
    tick_one(storage, CAROL, Tick.NOT_HERE, at(12, 10), ed)
    tick_one(storage, ADA, Tick.HERE, at(12, 10), ed)
    tick_one(storage, CAROL, Tick.HERE, at(12, 10, 1), ed)
    assert not [each for each in flags(storage) if each.is_open]


def test_flags_whose_time_has_passed_are_over_and_closed_in_one_go(
    storage: Database, ed: int
) -> None:
    (day,) = raise_due(storage, WINDOW, LADDER, at(12, 9)).raised
    raise_by_hand(
        storage, WINDOW, ed, "Lift", "It is stuck", at(12, 9), at(12, 20), "Ray", at(12, 9)
    )
    assert day.is_waiting(at(12, 19, 59))
    assert not day.is_over(at(12, 19, 59))
    with pytest.raises(Refused) as none:
        close_over(storage, WINDOW, "Ray", at(12, 19, 59))
    assert code_of(none) == "none_over"
    (night,) = raise_due(storage, WINDOW, LADDER, at(12, 20)).raised  # the same flag goes on
    assert [each.post for each in flags(storage) if each.is_over(at(12, 21))] == ["Lift"]
    assert night.is_waiting(at(12, 21))
    close_over(storage, WINDOW, "Ray", at(13, 9))
    assert {(each.closed_by, each.outcome) for each in flags(storage)} == {
        ("Ray", "Its time was over.")
    }
    undo(storage)
    assert len([each for each in flags(storage) if each.is_over(at(13, 9))]) == 2


def test_undoing_a_tick_takes_back_its_flag_unless_somebody_looks_after_it(
    storage: Database, ed: int
) -> None:
    ward = place(storage, WARD)
    (raised,) = tick_one(storage, IAN, Tick.NOT_HERE, at(12, 20), ward).raised[-1:]
    assert raised.service_id == ward
    undo(storage)
    assert [each for each in flags(storage) if each.service_id == ward] == []
    again = NewTick(IAN, ward, at(12, 20), Tick.NOT_HERE)
    (raised,) = tick(storage, WINDOW, LADDER, [again], "again", "Ray", at(12, 20)).raised[-1:]
    other = Database(storage.address, lambda: cover_hospital.NOW, "colleague")
    take_flag(other, WINDOW, raised.flag_id, "Site manager")
    other.close()
    with pytest.raises(Refused) as no:
        undo(storage)
    assert code_of(no) == "changed_since"
    assert tick_one(storage, IAN, Tick.HERE, at(12, 20, 5), ward).raised == ()


@pytest.mark.one_engine
def test_a_gap_left_knowingly_has_its_owner_at_once(storage: Database, ed: int) -> None:
    leave_gap(
        storage, WINDOW, ed, CT, at(12, 8, 30), at(12, 20), "One consultant will do", "Dr Amis"
    )
    (flag,) = raise_due(storage, WINDOW, LADDER, at(12, 9)).raised
    assert flag.owner == "Dr Amis"
    assert flag.text.endswith("Left open knowingly: One consultant will do")


@pytest.mark.one_engine
def test_a_strike_called_off_raises_nothing(storage: Database) -> None:
    with storage.write("test") as work:
        work.windows.set_state(WINDOW, WindowState.CALLED_OFF)
    assert raise_due(storage, WINDOW, LADDER, at(12, 9)).raised == ()


def test_a_flag_by_hand_is_one_of_its_kind(storage: Database, ed: int) -> None:
    words = (ed, "Scribe", "Nobody to write", at(12, 9), at(12, 12), "Ray", at(12, 9))
    (flag,) = raise_by_hand(storage, WINDOW, *words).raised
    assert (flag.raised_by, flag.is_open) == ("Ray", True)
    with pytest.raises(Refused) as twice:
        raise_by_hand(storage, WINDOW, *words)
    assert code_of(twice) == "flag_open"
    for number, wrong, code in (
        (1, " ", "no_post"), (2, "", "no_text"), (4, at(12, 9), "end_before_start"),
        (5, "", "no_name"), (0, 99, "unknown_service"),
    ):  # fmt: skip
        said = [*words[:number], wrong, *words[number + 1 :]]
        with pytest.raises(Refused) as no:
            raise_by_hand(storage, WINDOW, *said)
        assert code_of(no) == code
    with pytest.raises(Refused) as unknown:
        take_flag(storage, WINDOW, 99, "Ray")
    assert code_of(unknown) == "unknown_flag"


@pytest.mark.one_engine
def test_the_handover_sheet_says_what_the_next_shift_must_know(storage: Database, ed: int) -> None:
    (flag,) = raise_due(storage, WINDOW, LADDER, at(12, 20)).raised
    take_flag(storage, WINDOW, flag.flag_id, "Dr Osei")
    add_handover_note(storage, WINDOW, ed, "Bed 4 waits for a scan", "Ray", at(12, 19, 50))
    add_handover_note(storage, WINDOW, None, "Lift 2 is out", "Ray", at(12, 19, 51))
    tick_one(storage, CAROL, Tick.HERE, at(12, 19), ed)
    report = handover_report(storage, WINDOW, RULES, at(12, 20), at(12, 20))
    tables = {each.code: each for each in report.tables}
    assert report.has_names
    assert {fact.label: fact.value for fact in report.facts} == {
        "Missing now": "0 people", "Gaps in the next 12 hours": "1", "Expected": "2",
        "Ticked in": "1", "Ticked out": "0", "Open flags": "1",
        "Derogations asked for": "0",
    }  # fmt: skip
    # The night gap runs past the 12 hours that the sheet looks ahead, and is told to its end.
    assert tables["gaps"].rows == (
        (ED, "St Anne", CT, 1, at(12, 20, 30), at(13, 8, 30), "Dr Osei"),
    )
    assert [row[-1] for row in tables["flags"].rows] == ["Dr Osei"]
    # Dev, whose night the strike takes, is not on it; nor is Carol, who goes home at 20:30;
    # her department is, because it needs somebody.
    assert tables["people"].rows == (
        (ED, "St Anne", "Needs 1"),
        (WARD, "St Anne", "Needs 1. Expected: Ian Ward (consultant, to 08:30)"),
    )
    (morning,) = (
        each
        for each in handover_report(storage, WINDOW, RULES, at(12, 12), at(12, 12)).tables
        if each.code == "gaps"
    )
    # What runs already is told from its start.
    assert [row[4:6] for row in morning.rows] == [
        (at(12, 8, 30), at(12, 20)), (at(12, 20, 30), at(13, 8, 30)),
    ]  # fmt: skip
    assert [row[1:] for row in tables["notes"].rows] == [
        (ED, "Bed 4 waits for a scan", "Ray"), ("Whole hospital", "Lift 2 is out", "Ray"),
    ]  # fmt: skip
    for table in report.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
    with pytest.raises(Refused) as early:
        handover_report(storage, WINDOW, RULES, at(12, 7), at(12, 7))
    assert code_of(early) == "outside_window"
    with pytest.raises(Refused) as empty:
        add_handover_note(storage, WINDOW, ed, " ", "Ray", at(12, 20))
    assert code_of(empty) == "no_text"
