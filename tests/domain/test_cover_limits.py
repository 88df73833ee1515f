"""How far a suggested plan goes with anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rota.domain.codes import DutyKind
from rota.domain.cover_limits import NIGHT_REST, ON_SITE, REST, CoverLimit, Figure, kept_by
from rota.domain.working_time import Turn

MONDAY = datetime(2016, 1, 11, tzinfo=UTC)
LIMIT = CoverLimit(
    Figure(timedelta(hours=24), "a source"),
    Figure(timedelta(hours=11), "a source"),
    Figure(timedelta(hours=8), "a source"),
)
COVER = "cover"
FROM_HOME = DutyKind.ON_CALL_NON_RESIDENT

Hours = tuple[float, float]
REST_1, REST_5 = (REST, "1 h", "11 h"), (REST, "5 h", "11 h")


def turn(ref: str, when: Hours, kind: DutyKind | None = DutyKind.WARD) -> Turn:
    start, end = (MONDAY + timedelta(hours=each) for each in when)
    return Turn(ref, start, end, kind)


def beyond(
    *others: Hours, kind: DutyKind | None = DutyKind.WARD, cover: Hours = (20, 32)
) -> list[tuple[str, str, str]]:
    """What stands against a cover, a night's from 20:00 to 08:00 as a rule, beside other work."""
    turns = [turn(f"D{number}", each, kind) for number, each in enumerate(others)]
    found = LIMIT.beyond([*turns, turn(COVER, cover, None)], COVER)
    return [(each.rule, each.measured, each.limit) for each in found]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param([], [], id="nothing else"),
        pytest.param([(8.25, 20)], [], id="a little less than a day on site"),
        pytest.param([(8, 20)], [(ON_SITE, "24 h", "24 h")], id="exactly a day"),
        pytest.param([(14, 20), (32, 39)], [(ON_SITE, "25 h", "24 h")], id="on both sides"),
        pytest.param([(5, 15)], [REST_5, (NIGHT_REST, "5 h", "8 h")], id="little rest before"),
        pytest.param([(1, 11)], [(REST, "9 h", "11 h")], id="too little rest in 24 hours"),
        pytest.param([(0, 9)], [], id="just enough rest before"),
        pytest.param([(33, 41)], [REST_1, (NIGHT_REST, "1 h", "8 h")], id="a clinic after it"),
        pytest.param([(32, 40)], [], id="what touches it is one stretch with it"),
        pytest.param([(43, 51)], [], id="just enough rest after"),
        pytest.param([(-24, 8)], [], id="what was too long before is not the cover's doing"),
    ],
)
def test_the_limits_hold_to_the_minute(
    others: list[Hours], expected: list[tuple[str, str, str]]
) -> None:
    assert beyond(*others) == expected


@pytest.mark.parametrize(
    ("cover", "other", "expected"),
    [
        pytest.param((23, 26), (27, 31), [(NIGHT_REST, "1 h", "8 h")], id="3 hours of the night"),
        pytest.param((20, 25.75), (26.5, 31), [], id="less than 3 hours of the night"),
        pytest.param((24, 30), (19, 22), [(NIGHT_REST, "2 h", "8 h")], id="before it too"),
        pytest.param((24, 27), (35, 37), [], id="8 hours after it"),
        pytest.param((9, 12), (13, 17), [], id="two pieces of one day's work"),
        pytest.param((8, 12), (14, 22), [(REST, "2 h", "11 h")], id="no 11 hours left of 24"),
        pytest.param((8, 12), (14, 21), [], id="11 hours left of 24"),
    ],
)
def test_rest_beside_short_covers(
    cover: Hours, other: Hours, expected: list[tuple[str, str, str]]
) -> None:
    assert beyond(other, cover=cover) == expected


def test_day_work_too_soon_after_a_night_covered_already_goes_too_far() -> None:
    assert beyond((23, 28), kind=None, cover=(30, 34)) == [(NIGHT_REST, "2 h", "8 h")]
    assert beyond((23, 28), cover=(30, 34)) == []


def test_on_call_from_home_is_no_time_on_site() -> None:
    assert beyond((0, 20), kind=FROM_HOME) == []


def test_people_are_counted_by_the_limit_in_words() -> None:
    cover = turn(COVER, (20, 32), None)
    (long,) = LIMIT.beyond([turn("D", (6, 20)), cover], COVER)
    assert kept_by(long).kind == "would be on site 24 h or more"
    assert long.text == "26 h on site at a stretch."
    short, by_night = LIMIT.beyond([turn("D", (5, 15)), cover], COVER)
    assert kept_by(short).kind == "would have less than 11 h of rest"
    assert kept_by(by_night).kind == "would have less than 8 h of rest beside a night's cover"
    assert by_night.text == (
        "5 h of rest before 20:00 Monday 11 January, beside a night's cover; 8 h needed."
    )
    assert short.severity == long.severity == "stop"
    assert short.source == "a source"
