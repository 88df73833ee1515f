from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.codes import Level, WindowState, WindowType
from rota.domain.errors import Refused
from rota.services.assigning import CoverOrder, assign, service_called
from rota.services.board import BarState, BoardService, BoardView, Segment
from rota.services.ports import Storage
from rota.services.strike_board import read_board
from rota.services.strikes import strikes_view
from rota.services.windows import mark_duties, set_level
from rota.storage.database import Database
from tests.engines import SqliteFiles
from tests.moving import move_window
from tests.strike_hospital import ED, END, NOW, START, WARD, add_strike, tools

LADDER = tools().rules.ladder


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2016, 1, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def storage(strike_hospital: Database) -> Database:
    return strike_hospital


def board(storage: Storage, window_id: int = 1) -> BoardView:
    return read_board(storage, window_id, LADDER).view


def service(view: BoardView, name: str = ED) -> BoardService:
    return next(each for each in view.services if each.service.name == name)


def states(each: BoardService) -> dict[str, list[BarState]]:
    return {lane.name: [bar.state for bar in lane.bars] for lane in each.lanes}


def test_the_board_runs_to_the_end_of_the_overhang(storage: Storage) -> None:
    view = board(storage)
    assert (view.start, view.end) == (START, at(13, 8, 30))


def test_the_worst_moment_sums_what_is_missing_everywhere(storage: Storage) -> None:
    view = board(storage)
    worst = view.worst
    assert worst is not None
    assert (worst.at, worst.missing) == (at(12, 8, 30), 1)
    busy = replace(
        service(view),
        segments=(
            Segment(at(12, 10), at(12, 14), 3, 2, ()),
            Segment(at(12, 14), at(12, 16), 3, 3, ()),
        ),
    )
    several = replace(view, services=(*view.services, busy))
    assert several.worst is not None
    assert (several.worst.at, several.worst.missing) == (at(12, 14), 4)
    assert replace(view, services=()).worst is None


def test_a_service_knows_the_posts_that_its_gaps_name(storage: Storage) -> None:
    assert [post.label for post in service(board(storage)).posts] == ["CT or above"]


def test_gaps_say_when_how_many_and_who(storage: Storage) -> None:
    found = [(gap.start, gap.end, gap.missing, gap.post) for gap in service(board(storage)).gaps]
    assert found == [
        (at(12, 8, 30), at(12, 20), 1, "CT or above"),
        (at(12, 20, 30), at(13, 8, 30), 1, "CT or above"),
    ]
    assert board(storage).gap_count == 2
    assert board(storage).missing_minutes == 23 * 60 + 30


def test_segments_join_where_only_spare_people_differ(storage: Storage) -> None:
    each = service(board(storage))
    assert [(s.start, s.required, s.missing) for s in each.segments] == [
        (at(12, 8), 1, 0),
        (at(12, 8, 30), 2, 1),
        (at(12, 20), 1, 0),
        (at(12, 20, 30), 1, 1),
    ]


def test_the_counts_are_of_people_required_at_nine_and_eight(storage: Storage) -> None:
    found = [(count.at, count.filled, count.required) for count in board(storage).counts]
    assert found == [(at(12, 9), 1, 2), (at(12, 20), 1, 1)]


def test_a_service_without_requirements_is_named(storage: Storage) -> None:
    assert board(storage).unspecified == (WARD,)


def test_lanes_say_who_is_there_lost_away_or_nobody(storage: Storage) -> None:
    assert states(service(board(storage))) == {
        "Carol Reid": [BarState.THERE],
        "": [BarState.UNFILLED],
        "Ada Okafor": [BarState.LOST],
        "Dev Patel": [BarState.LOST],
        "Eve Moss": [BarState.AWAY],
    }


def test_lanes_say_who_could_fill_a_place(storage: Storage) -> None:
    able = {lane.name: lane.posts for lane in service(board(storage)).lanes}
    assert able["Ada Okafor"] == {"CT or above"}
    assert able["Eve Moss"] == frozenset()


def test_a_marked_duty_goes_ahead_and_stays_in_the_list(storage: Storage) -> None:
    mark_duties(storage, 1, ["D1"], True, "needed")
    view = board(storage)
    marks = {duty.duty_id: (duty.is_emergency, duty.lost_minutes) for duty in view.duties}
    assert marks == {"D1": (True, 0), "D3": (False, 480), "D4": (False, 750)}
    assert view.gap_count == 1
    assert states(service(view))["Ada Okafor"] == [BarState.EMERGENCY]


def test_a_full_walkout_has_no_marks(storage: Storage) -> None:
    window_id = add_strike(storage, START + timedelta(days=14), None, WindowType.FULL_WALKOUT)
    assert not board(storage, window_id).can_mark
    assert board(storage).can_mark


def test_one_duty_on_two_strikes_is_told_apart(storage: Storage) -> None:
    other = add_strike(storage, START + timedelta(hours=10), END, WindowType.FULL_WALKOUT)
    mark_duties(storage, 1, ["D4"], True, "needed")
    found = states(service(board(storage)))
    assert found["Dev Patel"] == [BarState.ON_ANOTHER_STRIKE]
    assert states(service(board(storage, other)))["Dev Patel"] == [BarState.LOST]


def test_accepted_cover_is_a_bar_and_fills_the_gap(storage: Storage) -> None:
    service_id = service_called(storage, ED).service_id
    order = CoverOrder(1, "S3", service_id, at(12, 20, 30), at(13, 8, 30))
    assign(storage, order, tools().rules)
    each = service(board(storage))
    assert states(each)["Carol Reid"] == [BarState.THERE, BarState.COVER]
    assert [gap.start for gap in each.gaps] == [at(12, 8, 30)]


def test_a_suspended_service_needs_nobody(storage: Storage) -> None:
    set_level(storage, 1, ED, Level.SUSPENDED, "not safe")
    each = service(board(storage))
    assert (each.level, each.segments, each.gaps, each.specified) == (
        Level.SUSPENDED,
        (),
        (),
        True,
    )


def test_a_suspended_strike_takes_nothing(storage: Storage) -> None:
    move_window(storage, 1, WindowState.SUSPENDED, "talks")
    view = board(storage)
    assert view.duties == ()
    assert not view.can_mark


def test_no_such_window_is_refused(storage: Storage) -> None:
    with pytest.raises(Refused):
        board(storage, 99)


def test_the_list_of_strikes_counts_what_each_takes(storage: Storage) -> None:
    view = strikes_view(storage, LADDER)
    (row,) = view.rows
    assert (row.lost, row.gaps, row.missing_minutes, row.at_risk, row.unspecified) == (
        3,
        2,
        23 * 60 + 30,
        0,
        1,
    )
    assert (view.sites, view.unions, view.disputes) == (("St Anne",), ("BMA",), ("2016 contract",))


def test_strike_days_run_from_eight_to_eight_and_count_lost_duties(storage: Storage) -> None:
    (row,) = strikes_view(storage, LADDER).rows
    day, after = row.days
    assert (day.hours, day.lost[:2], day.lost[13]) == (24, (1, 2), 1)
    assert (after.hours, after.lost[0], after.lost[1]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        pytest.param(datetime(2016, 10, 29, 7, tzinfo=UTC), 25, id="Sat 29 Oct 08:00, back"),
        pytest.param(datetime(2016, 3, 26, 8, tzinfo=UTC), 23, id="Sat 26 Mar 08:00, forward"),
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_true_hours(
    storage: Storage, start: datetime, hours: int
) -> None:
    add_strike(storage, start, start + timedelta(hours=hours))
    row = strikes_view(storage, LADDER).rows[-1]
    assert [(day.day_hours, day.hours, len(day.lost)) for day in row.days] == [
        (hours, hours, hours)
    ]


def test_a_strike_that_begins_at_three_has_a_short_first_day(storage: Storage) -> None:
    add_strike(storage, at(20, 3), at(20, 17))
    row = strikes_view(storage, LADDER).rows[-1]
    assert [day.hours for day in row.days] == [5, 9]
    assert row.days[0].day_start == at(19, 8)


def test_an_empty_hospital_has_an_empty_list(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    bare = Database(sqlite_files.copy_to(tmp_path / "bare.db"), lambda: NOW, "tester")
    assert strikes_view(bare, LADDER).rows == ()
    bare.close()


def test_emergency_cover_is_only_what_the_strike_would_take(storage: Storage) -> None:
    mark_duties(storage, 1, ["D2"], True, "a consultant is not called out")
    assert states(service(board(storage)))["Carol Reid"] == [BarState.THERE]
