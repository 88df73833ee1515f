from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.ui.samples import at
from ui import formats


def test_a_moment_is_said_as_people_say_it() -> None:
    assert formats.moment(at(12, 8)) == "Tue 12 Jan 08:00"
    assert formats.moment(at(12, 8), year=True) == "Tue 12 Jan 2016 08:00"


def test_summer_is_an_hour_ahead() -> None:
    assert formats.moment(datetime(2016, 7, 1, 7, 0, tzinfo=UTC)) == "Fri 1 Jul 08:00"


def test_a_period_does_not_say_a_day_twice() -> None:
    assert formats.period(at(12, 8), at(13, 8)) == "Tue 12 Jan 08:00 to Wed 13 Jan 08:00"
    assert formats.period(at(12, 8), at(12, 17)) == "Tue 12 Jan 08:00 to 17:00"
    assert formats.period(at(12, 8), None) == "from Tue 12 Jan 08:00, no end given"
    assert (
        formats.period(at(12, 8), at(13, 8), year=True)
        == "Tue 12 Jan 2016 08:00 to Wed 13 Jan 2016 08:00"
    )
    assert formats.clock_period(at(12, 2), at(12, 5)) == "02:00 to 05:00"


@pytest.mark.parametrize(
    ("present", "said"),
    [
        (at(8, 9), "Tue 12 Jan 08:00 to Wed 13 Jan 08:00"),
        (datetime(2017, 1, 8, tzinfo=UTC), "Tue 12 Jan 2016 08:00 to Wed 13 Jan 2016 08:00"),
    ],
)
def test_the_year_is_said_on_both_days_or_on_neither(present: datetime, said: str) -> None:
    formats.keep_present(lambda: present)
    assert formats.period(at(12, 8), at(13, 8), year=True) == said
    assert formats.period(at(12, 8), at(13, 8)) == "Tue 12 Jan 08:00 to Wed 13 Jan 08:00"


def test_a_period_over_new_year_says_both_years() -> None:
    formats.keep_present(lambda: at(8, 9))
    new_year = formats.period(datetime(2015, 12, 31, 8, tzinfo=UTC), at(1, 8), year=True)
    assert new_year == "Thu 31 Dec 2015 08:00 to Fri 1 Jan 2016 08:00"
    assert formats.day(at(12, 8).date(), year=True) == "Tue 12 Jan"


def test_the_hour_that_happens_twice_says_which() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert formats.clock(first) == "01:30 BST"
    assert formats.clock(first + timedelta(hours=1)) == "01:30 GMT"
    assert formats.clock(first + timedelta(hours=2)) == "02:30"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (24 * 60, "24 h"),
        (5 * 60 + 30, "5 h 30 min"),
        (45, "45 min"),
        (0, "0 min"),
        (72 * 60, "72 h"),
        (-90, "-1 h 30 min"),
    ],
)
def test_durations_are_hours_and_never_days(minutes: int, said: str) -> None:
    assert formats.duration(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=4, hours=3, minutes=50), "4 d 3 h"),
        (timedelta(days=4), "4 d"),
        (timedelta(hours=3, minutes=12, seconds=59), "3 h 12 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(seconds=59), "less than a minute"),
    ],
)
def test_a_countdown_never_promises_more_than_is_left(length: timedelta, said: str) -> None:
    assert formats.countdown(length) == said


def test_the_strike_clock_knows_before_during_and_after() -> None:
    start, end = at(12, 8), at(13, 8)
    assert formats.strike_clock(at(8, 5), start, end) == "starts in 4 d 3 h"
    assert formats.strike_clock(at(13, 6), start, end) == "ends in 2 h"
    assert formats.strike_clock(at(16, 8), start, end) == "ended 3 d ago"
    assert formats.strike_clock(at(12, 9), start, None) == "started 1 h ago"


def test_counts_agree_with_their_noun() -> None:
    assert formats.count(0, "gap") == "no gaps"
    assert formats.count(1, "gap") == "1 gap"
    assert formats.count(1234, "person", "people") == "1,234 people"
