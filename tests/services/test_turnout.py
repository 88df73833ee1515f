"""Turnout: totals kept, the forecast of a strike from them, and the board at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from rota.domain.codes import Attendance, WindowState
from rota.domain.errors import Refused
from rota.domain.times import to_local
from rota.domain.turnout import (
    ANY_GROUP,
    SEVERAL_GRADES,
    SEVERAL_SITES,
    BoardTurnout,
    Forecast,
    TurnoutTotal,
)
from rota.domain.what_if import Supposition
from rota.services.attendance import (
    AttendanceRow,
    Settled,
    accept_proposals,
    day_totals,
    read_attendance,
    settle,
)
from rota.services.history import undo
from rota.services.strike_board import StrikeBoard, read_board
from rota.services.turnout import (
    correct_total,
    keep_totals,
    read_turnout,
    remove_totals,
    totals_from_attendance,
)
from rota.services.turnout_board import WITHHELD
from rota.services.what_if import Supposed, suppose
from rota.services.window_changes import set_state
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, dump, filling
from tests.strike_hospital import NOW, tools
from tests.turnout_hospital import END, PEOPLE, fill_two_sites

RULES = tools().rules
FIRST, SECOND = date(2016, 1, 12), date(2016, 1, 13)
PAST = [
    TurnoutTotal(date(2015, 11, 10), "St Anne", "ST", 20, 12, 2, "trust return"),
    TurnoutTotal(date(2015, 12, 1), "St Anne", "ST", 22, 10, 0, "trust return"),
    TurnoutTotal(date(2015, 12, 1), "St Bede", "CT", 8, 6, 0, "trust return"),
]
AFTER = END + timedelta(days=2)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("two sites", filling(fill_two_sites, clock))


@pytest.fixture
def storage(database: Database) -> Database:
    return database


def totals(storage: Database) -> list[TurnoutTotal]:
    with storage.read() as work:
        return work.attendance.totals()


def forecasts(storage: Database) -> tuple[Forecast, ...]:
    return read_turnout(storage, 1, RULES).forecasts


def at(storage: Database, turnout: BoardTurnout, draw: int = 1) -> Supposed:
    board = read_board(storage, 1, RULES.ladder)
    supposition = Supposition(turnout=turnout, draw=draw)
    return suppose(board, supposition, forecasts(storage), RULES.turnout.least)


def test_totals_are_kept_corrected_removed_and_each_step_is_undone(storage: Database) -> None:
    keep_totals(storage, PAST, NOW)
    assert totals(storage) == PAST
    better = replace(PAST[0], on_strike=13, site=" St  Anne ")
    correct_total(storage, PAST[0].key, better, NOW)
    assert totals(storage)[0] == replace(PAST[0], on_strike=13)
    moved = replace(PAST[0], grade="CT")
    correct_total(storage, PAST[0].key, moved, NOW)
    assert moved in totals(storage)
    assert PAST[0].key not in {each.key for each in totals(storage)}
    with pytest.raises(Refused, match="on record already"):
        correct_total(storage, moved.key, PAST[1], NOW)
    remove_totals(storage, [PAST[1].key])
    for _ in range(3):
        undo(storage)
    assert totals(storage) == PAST
    undo(storage)
    assert totals(storage) == []
    for wrong in (replace(PAST[0], due=4, on_strike=1), replace(PAST[0], day=date(2016, 1, 9))):
        with pytest.raises(Refused):
            keep_totals(storage, [PAST[1], wrong], NOW)
    with pytest.raises(Refused, match="There is no total"):
        remove_totals(storage, [PAST[1].key])
    assert totals(storage) == []


@pytest.mark.one_engine
def test_without_past_days_there_is_no_forecast_and_it_says_so(storage: Database) -> None:
    found = read_turnout(storage, 1, RULES)
    assert found.forecasts == ()
    assert found.said[0].startswith("No past strike day is on record, so there is no forecast.")
    with pytest.raises(Refused, match="no forecast"):
        at(storage, BoardTurnout.EXPECTED)
    keep_totals(storage, PAST, NOW)
    set_state(storage, 1, WindowState.CALLED_OFF, "talks", NOW, RULES.ladder)
    found = read_turnout(storage, 1, RULES)
    assert (found.forecasts, found.said) == (
        (),
        ("This strike is called off: there is nothing to forecast.",),
    )


def test_a_forecast_counts_who_is_due_by_day_and_never_fewer_than_five(storage: Database) -> None:
    keep_totals(storage, PAST, NOW)
    found = forecasts(storage)
    # 3 CT at one site and 4 at the other are one group; 2 FY1 are too few and left out.
    assert [(each.day, each.site, each.grade, each.due, each.days) for each in found] == [
        (FIRST, "St Anne", "ST", 11, 2),
        (FIRST, SEVERAL_SITES, "CT", 7, 1),
        (SECOND, "St Anne", "ST", 12, 2),
        (SECOND, SEVERAL_SITES, "CT", 7, 1),
    ]
    by_group = {(each.day, each.grade): each for each in found}
    assert by_group[FIRST, "ST"].basis == "from 2 strike days"
    assert by_group[FIRST, "CT"].basis == "from 1 strike day of this grade at any site"
    for each in found:
        assert 0 <= each.low <= each.expected <= each.high <= each.due
        assert each.level == 0.8
    # 22 of 40 who could strike did: of 11 due about 5 come
    assert by_group[FIRST, "ST"].expected == 5
    said = " ".join(read_turnout(storage, 1, RULES).said)
    assert "2 people are in groups of fewer than 5 and left out" in said
    assert all(who not in repr(found) for who, _, _ in PEOPLE)


@pytest.mark.one_engine
def test_the_board_at_the_expected_turnout_draws_by_lot_and_withholds_names(
    storage: Database,
) -> None:
    keep_totals(storage, PAST, NOW)
    before = dump(storage.address)
    expected, low = at(storage, BoardTurnout.EXPECTED), at(storage, BoardTurnout.LOW)
    wanted = {each.day: each for each in forecasts(storage) if each.grade == "ST"}
    # 8 ST are needed for 8 hours each day; T0 and T1 said that they will work
    assert expected.missing_before == 2 * (8 - 2) * 8 * 60
    short = [8 - wanted[day].expected for day in (FIRST, SECOND)]
    assert expected.missing_after == sum(short) * 8 * 60
    short = [8 - max(2, wanted[day].low) for day in (FIRST, SECOND)]
    assert low.missing_after == sum(short) * 8 * 60 > expected.missing_after
    assert expected.worked > low.worked
    names = names_on(expected.board)
    assert names == {WITHHELD}
    assert names_on(read_board(storage, 1, RULES.ladder)) > {"NameT0 SurT0", "NameT5 SurT5"}
    again = at(storage, BoardTurnout.EXPECTED)
    assert again.board.picture.facts.worked == expected.board.picture.facts.worked
    other = at(storage, BoardTurnout.EXPECTED, draw=2)
    assert other.board.picture.facts.worked != expected.board.picture.facts.worked
    assert other.missing_after == expected.missing_after
    assert dump(storage.address) == before


@pytest.mark.one_engine
def test_the_cautious_turnout_counts_on_nobody_called_out(storage: Database) -> None:
    found = at(storage, BoardTurnout.CAUTIOUS)
    assert found.missing_after == 2 * 8 * 8 * 60
    assert at(storage, BoardTurnout.DECLARED).missing_after == found.missing_before
    board = read_board(storage, 1, RULES.ladder)
    both = suppose(board, Supposition(frozenset({"T0"}), turnout=BoardTurnout.CAUTIOUS))
    assert both.missing_after == found.missing_after


def test_totals_are_taken_from_settled_attendance_small_groups_joined(storage: Database) -> None:
    accept_proposals(storage, 1, RULES.ladder, None, AFTER, also_unseen=True)
    rows = read_attendance(storage, 1, RULES.ladder, AFTER)
    said = {"T3": Attendance.SICK, "T4": Attendance.WORKED, "T12": Attendance.STRIKE}
    settle(storage, 1, RULES.ladder, settled(rows, said), AFTER)
    by_hand = TurnoutTotal(SECOND, "St Anne", "ST", 12, 5, 0, "trust return")
    keep_totals(storage, [by_hand], AFTER)
    found = totals_from_attendance(storage, 1, RULES.ladder, AFTER)
    rows = read_attendance(storage, 1, RULES.ladder, AFTER)
    striking = {row.staff_id for row in rows if row.status is Attendance.STRIKE and row.is_settled}
    kept = {each.key: each for each in totals(storage)}
    ours = kept[FIRST, "St Anne", "ST"]
    due = [who for who, site, grade in PEOPLE if (site, grade) == ("St Anne", "ST") and who != "T2"]
    assert (ours.due, ours.absent_otherwise) == (len(due), 1)
    assert ours.on_strike == len(striking.intersection(due))
    assert 0 < ours.on_strike < len(due)
    assert kept[FIRST, SEVERAL_SITES, "CT"].due == 7
    assert kept[by_hand.key] == by_hand
    assert (found.kept, found.left_out) == (1, 2)
    assert all(each.due >= 5 for each in kept.values())
    assert not any(who in repr(kept) for who, _, _ in PEOPLE)
    assert "1 total entered or imported before left as they are." in found.words
    # Settled otherwise since: totals follow, and no group is counted twice where it joins another.
    of_ct = [row for row in rows if to_local(row.start).date() == FIRST and row.grade == "CT"]
    leave = [Settled(each.duty_id, each.staff_id, Attendance.LEAVE) for each in of_ct[:6]]
    settle(storage, 1, RULES.ladder, [*leave, *settled(rows, {"T3": Attendance.STRIKE})], AFTER)
    totals_from_attendance(storage, 1, RULES.ladder, AFTER)
    kept = {each.key: each for each in totals(storage)}
    again = kept[FIRST, "St Anne", "ST"]
    assert (again.absent_otherwise, again.on_strike) == (0, ours.on_strike + 1)
    assert (FIRST, SEVERAL_SITES, "CT") not in kept
    assert kept[by_hand.key] == by_hand


def test_a_group_partly_settled_waits_until_all_of_it_is(storage: Database) -> None:
    rows = read_attendance(storage, 1, RULES.ladder, AFTER)
    group = [
        row
        for row in rows
        if (to_local(row.start).date(), row.service.site, row.grade) == (FIRST, "St Anne", "ST")
    ]
    struck = {row.staff_id: Attendance.STRIKE for row in group[:5]}
    settle(storage, 1, RULES.ladder, settled(group, struck), AFTER)
    found = totals_from_attendance(storage, 1, RULES.ladder, AFTER)
    assert totals(storage) == []
    assert (found.taken, found.unsettled) == (0, len(rows) - 5)
    assert found.partly == len({(e.day, e.site, e.grade) for e in day_totals(rows)})
    assert f"{found.partly} groups of a day left out: {found.unsettled} duties" in found.words
    duties = [row.duty_id for row in group]
    accept_proposals(storage, 1, RULES.ladder, duties, AFTER, also_unseen=True)
    found = totals_from_attendance(storage, 1, RULES.ladder, AFTER)
    (one,) = totals(storage)
    assert one.key == (FIRST, "St Anne", "ST")
    assert one.on_strike >= 5


def test_a_group_of_several_grades_rests_on_all_there_is(storage: Database) -> None:
    for who in ("T15", "T16", "T17", "T18"):
        with storage.write("away") as work:
            person = work.people.staff.existing([who])[who]
            work.people.staff.put([replace(person, grade="FY2")])
    keep_totals(storage, PAST, NOW)
    found = {each.grade: each for each in forecasts(storage) if each.day == FIRST}
    joined = found[SEVERAL_GRADES]
    assert (joined.site, joined.due, joined.days, joined.about) == (SEVERAL_SITES, 9, 2, ANY_GROUP)


def settled(rows: Sequence[AttendanceRow], said: dict[str, Attendance]) -> list[Settled]:
    return [
        Settled(row.duty_id, row.staff_id, said[row.staff_id])
        for row in rows
        if row.staff_id in said
    ]


def names_on(board: StrikeBoard) -> set[str]:
    return {lane.name for each in board.view.services for lane in each.lanes if lane.staff_id}
