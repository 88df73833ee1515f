"""When a backup is due, and which older ones stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rota.domain.backups import (
    Backup,
    Why,
    is_due,
    minutes_of,
    newest_good,
    to_thin,
    to_thin_safely,
)
from rota.domain.journal import Anchor
from rota.domain.times import to_local

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def made(ago: timedelta, checked: bool = True, entries: int = 7) -> Backup:
    at = NOW - ago
    head = Anchor(entries, "ab" * 32)
    return Backup(
        Path(f"{at:%Y%m%dT%H%M%SZ}-timed.db"), at, Why.TIMED, 1, head, "0006", "", checked
    )


def kept(backups: list[Backup], now: datetime = NOW) -> list[Backup]:
    gone = {id(each) for each in to_thin(backups, now)}
    return [each for each in backups if id(each) not in gone]


def test_a_year_of_quarter_hours_thins_to_hours_days_and_months() -> None:
    every = [made(timedelta(minutes=15 * n)) for n in range(4 * 24 * 400)]
    left = kept(every)
    ages = [NOW - each.at for each in left]
    assert [each for each in ages if each <= timedelta(hours=2)] == [
        timedelta(minutes=15 * n) for n in range(9)
    ]
    hours = [age for age in ages if timedelta(hours=2) < age <= timedelta(days=1)]
    assert len(hours) == 22
    days = {to_local(NOW - age).date() for age in ages if timedelta(days=1) < age <= timedelta(31)}
    assert len(days) == 31
    months = [NOW - age for age in ages if age > timedelta(31)]
    assert [f"{to_local(at):%Y-%m}" for at in months] == [
        "2026-10", "2026-09", "2026-08", "2026-07", "2026-06", "2026-05", "2026-04", "2026-03",
        "2026-02", "2026-01", "2025-12", "2025-11",
    ]  # fmt: skip
    assert max(ages) <= timedelta(days=366)


def test_what_stays_of_an_hour_a_day_and_a_month_is_the_last() -> None:
    hour = [made(timedelta(hours=5, minutes=n)) for n in (1, 20, 40)]
    assert kept([made(timedelta(0)), *hour])[1:] == hour[:1]


def test_the_newest_good_backup_never_goes_however_old() -> None:
    old, bad = made(timedelta(days=900)), made(timedelta(days=800), checked=False)
    assert kept([bad, old]) == [old]


def test_a_backup_that_is_not_known_to_be_whole_keeps_no_good_one_out() -> None:
    bad, good = made(timedelta(hours=5, minutes=1), checked=False), made(timedelta(hours=5.5))
    assert good in kept([made(timedelta(0)), bad, good])


def test_a_clock_that_was_ahead_loses_nothing() -> None:
    ahead = made(-timedelta(days=40))
    assert kept([ahead, made(timedelta(0))]) == [ahead, made(timedelta(0))]


@given(st.lists(st.integers(0, 60 * 24 * 500), min_size=1, max_size=60, unique=True))
def test_thinning_again_takes_nothing_more_and_thinning_often_keeps_what_thinning_once_does(
    minutes: list[int],
) -> None:
    every = sorted((made(timedelta(minutes=each)) for each in minutes), key=lambda each: each.at)
    step: list[Backup] = []
    for each in every:
        step = kept([*step, each], each.at)
    assert {each.path for each in step} >= {each.path for each in kept(every, every[-1].at)}
    assert kept(kept(every)) == kept(every)
    assert newest_good(step) == every[-1]


def test_a_backup_is_due_once_something_changed_and_the_last_is_old_enough() -> None:
    last = made(timedelta(minutes=20))
    changed = Anchor(8, "cd" * 32)
    assert is_due(last, changed, NOW, 15)
    assert not is_due(last, last.head, NOW, 15)
    assert not is_due(last, changed, NOW, 30)
    assert not is_due(last, changed, NOW, 0)
    assert is_due(None, changed, NOW, 15)
    assert not is_due(None, Anchor(0, ""), NOW, 15)


def test_a_clock_set_back_keeps_no_backup_from_being_made() -> None:
    assert is_due(made(-timedelta(days=2)), Anchor(8, "cd" * 32), NOW, 15)


def test_a_clock_set_ahead_lets_no_backup_go_and_what_is_made_after_it_is_put_right_is_newest() -> (
    None
):
    before = [replace(made(timedelta(minutes=15 * n)), number=9 - n) for n in range(9)]
    ahead = replace(made(-timedelta(days=800)), number=10)
    assert to_thin_safely([*before, ahead], ahead.at) == []
    again = replace(made(-timedelta(days=800, minutes=15)), number=11)
    assert to_thin_safely([*before, ahead, again], again.at) == []
    right = replace(made(-timedelta(seconds=1)), number=12)
    every = [*before, ahead, again, right]
    assert to_thin_safely(every, right.at) == []
    assert newest_good(every) == right
    assert not is_due(right, Anchor(8, "cd" * 32), right.at + timedelta(minutes=1), 15)
    sure = [replace(made(-timedelta(days=800 + n)), number=11 + n) for n in range(8)]
    assert {*before[1:]} <= {*to_thin_safely([*before, ahead, *sure], sure[-1].at)}


def test_settings_that_say_nothing_of_use_mean_a_quarter_of_an_hour() -> None:
    assert minutes_of({}) == minutes_of({"backup.minutes": "x"}) == 15
    assert minutes_of({"backup.minutes": "0"}) == 0
