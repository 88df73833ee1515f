"""How far a suggested plan goes with anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rota.domain.codes import DutyKind
from rota.domain.cover_limits import ON_SITE, REST, CoverLimit, kept_by
from rota.domain.working_time import Turn

MONDAY = datetime(2016, 1, 11, tzinfo=UTC)
LIMIT = CoverLimit(timedelta(hours=24), timedelta(hours=8), "a source")
COVER = "cover"
FROM_HOME = DutyKind.ON_CALL_NON_RESIDENT

Hours = tuple[float, float]


def turn(ref: str, when: Hours, kind: DutyKind | None = DutyKind.WARD) -> Turn:
    start, end = (MONDAY + timedelta(hours=each) for each in when)
    return Turn(ref, start, end, kind)


def beyond(*others: Hours, kind: DutyKind = DutyKind.WARD) -> list[tuple[str, str, str]]:
    """What stands against a night's cover from 20:00 to 08:00, beside other work."""
    turns = [turn(f"D{number}", each, kind) for number, each in enumerate(others)]
    found = LIMIT.beyond([*turns, turn(COVER, (20, 32), None)], COVER)
    return [(each.rule, each.measured, each.limit) for each in found]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param([], [], id="nothing else"),
        pytest.param([(8.25, 20)], [], id="a little less than a day on site"),
        pytest.param([(8, 20)], [(ON_SITE, "24 h", "24 h")], id="exactly a day"),
        pytest.param([(14, 20), (32, 39)], [(ON_SITE, "25 h", "24 h")], id="on both sides"),
        pytest.param([(5, 15)], [(REST, "5 h", "8 h")], id="little rest before"),
        pytest.param([(2, 12)], [], id="just enough rest before"),
        pytest.param([(36, 40)], [(REST, "4 h", "8 h")], id="little rest after"),
        pytest.param([(17, 19)], [], id="two pieces of one day's work"),
        pytest.param([(-24, 8)], [], id="what was too long before is not the cover's doing"),
    ],
)
def test_the_limits_hold_to_the_minute(
    others: list[Hours], expected: list[tuple[str, str, str]]
) -> None:
    assert beyond(*others) == expected


def test_on_call_from_home_is_no_time_on_site() -> None:
    assert beyond((0, 20), kind=FROM_HOME) == []


def test_people_are_counted_by_the_limit_in_words() -> None:
    cover = turn(COVER, (20, 32), None)
    (long,) = LIMIT.beyond([turn("D", (6, 20)), cover], COVER)
    assert kept_by(long).kind == "would be on site 24 h or more"
    assert long.text == "26 h on site at a stretch."
    (short,) = LIMIT.beyond([turn("D", (5, 15)), cover], COVER)
    assert kept_by(short).kind == "would have less than 8 h of rest"
    assert short.severity == long.severity == "stop"
    assert short.source == "a source"
