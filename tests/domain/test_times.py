"""Local hospital time: both clock changes, strike days and true hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.times import (
    TimeUnreadable,
    clock_changes,
    clock_words,
    day_words,
    elapsed_hours,
    end_of_day,
    iso_local,
    iso_utc,
    local_instants,
    minutes_between,
    oddity_of,
    read_day,
    read_local,
    short_words,
    start_of_day,
    strike_days,
    to_local,
    to_utc,
    utc_now,
)
from tests.domain.making import at, utc

NEAR_CHANGES = st.one_of(
    *(
        st.integers(-3 * 24 * 60, 3 * 24 * 60).map(
            lambda minutes, day=day: (
                datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(minutes=minutes)
            )
        )
        for day in ("2016-03-27", "2016-10-30", "2026-03-29", "2026-10-25", "2016-01-12")
    )
)


@pytest.mark.parametrize(
    ("text", "instant", "oddity"),
    [
        pytest.param("2016-01-12 08:00", "2016-01-12 08:00", "", id="Tue winter"),
        pytest.param("2016-07-12 08:00", "2016-07-12 07:00", "", id="Tue summer"),
        pytest.param("2016-03-27 00:59", "2016-03-27 00:59", "", id="Sun before the gap 2016"),
        pytest.param("2016-03-27 01:30", "2016-03-27 01:30", "does_not_exist", id="Sun gap 2016"),
        pytest.param("2016-03-27 02:00", "2016-03-27 01:00", "", id="Sun after the gap 2016"),
        pytest.param("2026-03-29 01:00", "2026-03-29 01:00", "does_not_exist", id="Sun gap 2026"),
        pytest.param("2026-03-29 01:30", "2026-03-29 01:30", "does_not_exist", id="Sun mid gap"),
        pytest.param("2026-03-29 02:00", "2026-03-29 01:00", "", id="Sun after the gap 2026"),
        pytest.param("2016-10-30 01:30", "2016-10-30 00:30", "happens_twice", id="Sun fold 2016"),
        pytest.param("2026-10-25 00:59", "2026-10-24 23:59", "", id="Sun before the fold"),
        pytest.param("2026-10-25 01:00", "2026-10-25 00:00", "happens_twice", id="Sun fold begins"),
        pytest.param("2026-10-25 01:59", "2026-10-25 00:59", "happens_twice", id="Sun fold ends"),
        pytest.param("2026-10-25 02:00", "2026-10-25 02:00", "", id="Sun after the fold"),
    ],
)  # fmt: skip
def test_local_times_become_the_instants_the_page_promises(
    text: str, instant: str, oddity: str
) -> None:
    reading = read_local(text)
    assert reading.instant == utc(instant)
    assert reading.oddity == oddity
    assert to_utc(datetime.fromisoformat(text)) == utc(instant)
    assert oddity_of(datetime.fromisoformat(text)) == oddity


@pytest.mark.parametrize(
    "text",
    ["12/01/2016 08:00", "12.01.2016 08:00", "12-01-2016 08:00", "2016-01-12T08:00",
     "2016-01-12 08:00:00", " 2016-01-12   08:00 ", "12 January 2016 08:00",
     "Tue 12 Jan 2016, 08:00", "12/1/2016 8:00"],
)  # fmt: skip
def test_people_write_one_time_in_many_ways(text: str) -> None:
    assert read_local(text).instant == utc("2016-01-12 08:00")


def test_a_bare_date_is_its_midnight_and_says_so() -> None:
    reading = read_local("2016-06-09")
    assert (reading.instant, reading.day, reading.has_time) == (
        utc("2016-06-08 23:00"), date(2016, 6, 9), False)  # fmt: skip
    assert read_local("2016-01-12 24:00").instant == utc("2016-01-13 00:00")


@pytest.mark.parametrize(
    "text",
    ["", "soon", "32/01/2016", "2016-02-30", "2016-01-12 25:00", "2016-01-12 08:60", "12/01/16",
     "01/13/2016 08:00", "1899-12-31", "2201-01-01", "2016-01-12 8", "12 Smarch 2016",
     "2016-1-1 24:01", "٢٠١٦-٠١-١٢ x"],
)  # fmt: skip
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(TimeUnreadable) as caught:
        read_local(text)
    assert len(str(caught.value)) > 20


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param("2016-01-12 08:00", "2016-01-13 08:00", 24, id="Tue to Wed"),
        pytest.param("2016-03-26 08:00", "2016-03-27 08:00", 23, id="Sat to Sun spring 2016"),
        pytest.param("2016-10-29 08:00", "2016-10-30 08:00", 25, id="Sat to Sun autumn 2016"),
        pytest.param("2026-03-28 08:00", "2026-03-29 08:00", 23, id="Sat to Sun spring 2026"),
        pytest.param("2026-10-24 08:00", "2026-10-25 08:00", 25, id="Sat to Sun autumn 2026"),
        pytest.param("2026-10-24 20:00", "2026-10-25 08:30", 13.5, id="a 12.5 h night is 13.5 h"),
    ],
)
def test_elapsed_hours_are_utc_hours(start: str, end: str, hours: float) -> None:
    assert elapsed_hours(at(start), at(end)) == hours
    assert elapsed_hours(to_local(at(start)), to_local(at(end))) == hours
    assert minutes_between(at(start), at(end)) == hours * 60


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param("2016-01-12 08:00", "2016-01-13 08:00", [24], id="one day"),
        pytest.param("2016-01-12 08:00", "2016-01-12 17:00", [9], id="8 to 5"),
        pytest.param("2016-01-12 07:00", "2016-01-13 17:00", [1, 24, 9], id="both ends short"),
        pytest.param("2026-10-23 08:00", "2026-10-26 08:00", [24, 25, 24], id="over autumn"),
        pytest.param("2026-03-27 08:00", "2026-03-30 08:00", [24, 23, 24], id="over spring"),
        pytest.param("2026-10-25 01:30", "2026-10-25 09:00", [7.5, 1], id="from inside the fold"),
    ],
)
def test_strike_days_are_cut_at_eight_local(start: str, end: str, hours: list[float]) -> None:
    assert [elapsed_hours(*day) for day in strike_days(at(start), at(end))] == hours


@given(NEAR_CHANGES, st.integers(1, 5 * 24 * 60))
def test_strike_days_cover_a_stretch_exactly(start: datetime, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)
    days = list(strike_days(start, end))
    assert (days[0][0], days[-1][1]) == (start, end)
    assert all(one[1] == other[0] for one, other in pairwise(days))
    assert all(to_local(day[1]).time() == time(8, 0) for day in days[:-1])
    assert all(begins < ends for begins, ends in days)
    assert all(elapsed_hours(*day) in (23, 24, 25) for day in days[1:-1])


@given(NEAR_CHANGES)
def test_local_time_and_back_is_the_same_instant(instant: datetime) -> None:
    assert to_local(instant).astimezone(UTC) == instant
    local = to_local(instant)
    assert instant in local_instants(local.date(), local.time())


@pytest.mark.parametrize(
    ("day", "clock", "instants"),
    [
        ("2026-03-29", "01:30", []),
        ("2026-10-25", "01:30", ["2026-10-25 00:30", "2026-10-25 01:30"]),
        ("2026-10-25", "02:00", ["2026-10-25 02:00"]),
        ("2026-06-09", "08:00", ["2026-06-09 07:00"]),
    ],
)
def test_a_clock_shows_a_time_never_once_or_twice(
    day: str, clock: str, instants: list[str]
) -> None:
    found = local_instants(date.fromisoformat(day), time.fromisoformat(clock))
    assert list(found) == [utc(each) for each in instants]


@pytest.mark.parametrize(
    ("start", "end", "changes"),
    [
        ("2016-01-01", "2017-01-01", ["2016-03-27 01:00", "2016-10-30 01:00"]),
        ("2026-10-24 08:00", "2026-10-25 08:00", ["2026-10-25 01:00"]),
        ("2026-10-25 02:00", "2026-10-26 08:00", []),
        ("2026-03-29 00:59", "2026-03-29 02:01", ["2026-03-29 01:00"]),
    ],
)
def test_clock_changes_are_found_at_their_instant(start: str, end: str, changes: list[str]) -> None:
    assert list(clock_changes(at(start), at(end))) == [utc(each) for each in changes]


def test_days_begin_and_end_at_local_midnight() -> None:
    assert start_of_day(date(2026, 6, 9)) == utc("2026-06-08 23:00")
    assert elapsed_hours(start_of_day(date(2026, 10, 25)), end_of_day(date(2026, 10, 25))) == 25


def test_times_are_written_as_scripts_and_people_read_them() -> None:
    summer = at("2026-06-09 08:00")
    assert iso_utc(summer) == "2026-06-09T07:00:00+00:00"
    assert iso_local(summer) == "2026-06-09T08:00:00+01:00"
    assert short_words(summer) == "Tue 9 Jun 2026 08:00"
    assert day_words(date(2016, 1, 12)) == "Tuesday 12 January 2016"
    clocks = {"00:00": "12 midnight", "08:30": "8:30am", "12:00": "12 noon", "12:05": "12:05pm",
              "23:59": "11:59pm"}  # fmt: skip
    assert {clock: clock_words(time.fromisoformat(clock)) for clock in clocks} == clocks


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_local(datetime.fromisoformat("2016-01-12 08:00"))


def test_the_computers_clock_gives_whole_aware_seconds() -> None:
    assert utc_now().tzinfo is UTC
    assert utc_now().microsecond == 0


def test_a_date_that_is_none_is_told_how_dates_are_written() -> None:
    for text in ("tomorrow", "26 foo 2016"):
        with pytest.raises(TimeUnreadable) as error:
            read_day(text)
        assert "time is written" not in str(error.value)
    with pytest.raises(TimeUnreadable, match="a date is written 2016-01-12 or 12/01/2016"):
        read_day("tomorrow")
