"""Times with an offset, and times of other places, are the instants they say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rota.domain.times import TimeUnreadable, from_zone, read_local


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def naive(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-25T01:30+01:00", utc(2026, 10, 25, 0, 30)),
        ("2026-10-25T01:30:00+00:00", utc(2026, 10, 25, 1, 30)),
        ("2026-10-25 01:30 Z", utc(2026, 10, 25, 1, 30)),
        ("12/07/2016 08:00+01:00", utc(2016, 7, 12, 7)),
    ],
)
def test_an_offset_tells_the_hour_that_happens_twice_apart(text, instant):
    reading = read_local(text)
    assert (reading.instant, reading.has_time, reading.oddity) == (instant, True, "")


def test_the_day_of_a_time_with_an_offset_is_the_hospitals():
    assert read_local("2016-07-11T23:30Z").day.isoformat() == "2016-07-12"


@pytest.mark.parametrize(
    "text", ["2016-01-12 08:00-09:00", "2016-01-12 08:00+02:00", "2016-01-12Z", "2300-01-01 08:00Z"]
)
def test_a_stretch_of_time_is_not_taken_for_an_offset(text):
    with pytest.raises(TimeUnreadable):
        read_local(text)


@pytest.mark.parametrize(
    ("local", "zone", "instant", "oddity"),
    [
        (naive(2016, 7, 12, 8), "Europe/Paris", utc(2016, 7, 12, 6), ""),
        (naive(2016, 7, 12, 8), "europe/paris", utc(2016, 7, 12, 6), ""),
        (naive(2016, 7, 12, 8), "UTC", utc(2016, 7, 12, 8), ""),
        (naive(2026, 10, 25, 2, 30), "Europe/Paris", utc(2026, 10, 25, 0, 30), "happens_twice"),
        (naive(2026, 3, 29, 2, 30), "Europe/Paris", utc(2026, 3, 29, 1, 30), "does_not_exist"),
    ],
)
def test_a_time_of_another_place_is_read_as_londons_are(local, zone, instant, oddity):
    reading = from_zone(local, zone)
    assert (reading.instant, reading.oddity) == (instant, oddity)


@pytest.mark.parametrize(
    "zone", ["", "Mars", "Europe", "../../etc/passwd", "/etc/localtime", "a\0"]
)
def test_a_place_that_is_not_known_is_none(zone):
    assert from_zone(naive(2016, 7, 12, 8), zone) is None


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_a_year_out_of_range_is_refused(year):
    with pytest.raises(TimeUnreadable, match="1900 and 2200"):
        from_zone(naive(year, 12, 31, 23, 59), "Pacific/Kiritimati")
