"""Who counts where on the day, against a count that walks the clock minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rota.domain.codes import DutyKind, Level
from rota.domain.cover import CoverGap, CoverSegment, Presence, ServiceCover
from rota.domain.day import DayFlag, DayTick, Tick
from rota.domain.day_gaps import first_unsettled, gaps_due, is_shown_by
from rota.domain.day_presence import (
    Stay,
    counted,
    held_ticks,
    next_roll_call,
    roll_calls,
    said_at,
)
from tests.domain.making import MINUTE, at

START = datetime(2016, 1, 12, 6, 0, tzinfo=UTC)
STEP = timedelta(minutes=30)
STEPS = 60
"""Thirty hours from 06:00, so that two roll calls in the morning and one at night lie within."""

instants = st.integers(0, STEPS - 1).map(lambda n: START + n * STEP)
stays_of_one = st.lists(
    st.builds(
        lambda place, start, length, planned, kind: Stay(
            place, Presence("P", start, start + length * STEP, kind), planned
        ),
        st.integers(1, 3),
        instants,
        st.integers(1, 26),
        st.booleans(),
        st.sampled_from((DutyKind.WARD, DutyKind.CLINIC, None)),
    ),
    max_size=4,
)
ticks_of_one = st.lists(
    st.tuples(st.integers(1, 3), instants, st.sampled_from(Tick)), max_size=6
).map(
    lambda rows: [
        DayTick(1, "P", place, when, what, "", "R", START, str(number), number)
        for number, (place, when, what) in enumerate(rows, 1)
    ]
)


def end_by_walking(tick: DayTick, stays: list[Stay]) -> datetime:
    """Walk from a tick to the end of what it is about, a minute at a time."""

    def in_any(when: datetime, planned: bool) -> list[Stay]:
        return [
            each
            for each in stays
            if each.service_id == tick.service_id
            and each.is_planned is planned
            and each.presence.start <= when < each.presence.end
        ]

    for looked in (tick.at, None):
        for planned in (True, False):
            if looked is not None:
                meant = in_any(looked, planned)
            else:
                hour = (tick.at + minutes * MINUTE for minutes in range(61))
                meant = [each for when in hour for each in in_any(when, planned)]
            if meant:
                when = tick.at
                while any(when < each.presence.end for each in meant):
                    when += MINUTE
                return when
    when = tick.at + MINUTE
    while (when.hour, when.minute) not in ((8, 0), (20, 0)):  # January: local time is UTC
        when += MINUTE
    return when


def where_by_replaying(stays: list[Stay], ticks: list[DayTick], when: datetime) -> set[int]:
    """Return the services where somebody counts: the plan first, then tick after tick."""
    plan = {
        each.service_id
        for each in stays
        if each.is_planned and each.presence.start <= when < each.presence.end
    }
    last: dict[int, DayTick] = {}
    for each in sorted(ticks, key=lambda tick: (tick.at, tick.tick_id)):
        if each.at <= when:
            last[each.service_id] = each
    standing = [
        each
        for each in last.values()
        if each.what is not Tick.CLEAR and when < end_by_walking(each, stays)
    ]
    said = {each.service_id for each in standing}
    here = {place for place in plan if place not in said}
    for each in sorted(standing, key=lambda tick: (tick.at, tick.tick_id)):
        if each.what is Tick.HERE:
            # They are there now, so nowhere else, but where the plan has them at both.
            here = {place for place in here if place in plan and each.service_id in plan}
            here.add(each.service_id)
    return here


@settings(max_examples=400, deadline=None)
@given(stays_of_one, ticks_of_one, st.integers(0, STEPS * 30))
def test_where_somebody_counts_is_what_a_replay_of_the_day_gives(
    stays: list[Stay], ticks: list[DayTick], minute: int
) -> None:
    when = START + minute * MINUTE
    held = held_ticks(stays, ticks)
    wanted = where_by_replaying(stays, ticks, when)
    assert {each.service_id for each in said_at(stays, held, when) if each.counts} == wanted
    span = START, START + STEPS * STEP
    found = {
        place for place, there in counted(stays, held, "P", span) if there.start <= when < there.end
    }
    assert found == (wanted if when < span[1] else set())


@settings(max_examples=200, deadline=None)
@given(stays_of_one, ticks_of_one, instants)
def test_people_are_shown_wherever_they_are_due_or_were_ticked(
    stays: list[Stay], ticks: list[DayTick], when: datetime
) -> None:
    said = said_at(stays, held_ticks(stays, ticks), when)
    due = {each.service_id for each in stays if each.holds(when)}
    assert due <= {each.service_id for each in said}
    for each in said:
        assert each.counts is (each.state is Tick.HERE or (each.state is None and each.is_planned))
        assert (each.moved is None) or each.state in (Tick.LEFT, Tick.NOT_HERE)


def test_ticks_hold_by_kind() -> None:
    """Somebody who came counts for any post; whoever is on call counts as on call."""
    on_call = Stay(
        1,
        Presence("P", at("2016-01-12 08:00"), at("2016-01-12 20:00"), DutyKind.ON_CALL_RESIDENT),
        is_planned=False,
    )
    ticks = [
        DayTick(1, "P", place, at(f"2016-01-12 {hour}:00"), Tick.HERE, "", "R", START, hour, n)
        for n, (place, hour) in enumerate(((1, "09"), (2, "15")), 1)
    ]
    span = at("2016-01-12 08:00"), at("2016-01-13 08:00")
    assert counted([on_call], held_ticks([on_call], ticks), "P", span) == [
        (1, Presence("P", ticks[0].at, ticks[1].at, DutyKind.ON_CALL_RESIDENT)),
        (2, Presence("P", ticks[1].at, at("2016-01-12 20:00"), None)),
    ]


def test_a_tick_is_about_what_the_plan_has_and_not_what_a_strike_took() -> None:
    first, last = at("2016-01-12 06:00"), at("2016-01-12 14:00")
    before = Stay(1, Presence("P", first, at("2016-01-12 10:00"), DutyKind.WARD), is_planned=True)
    taken = Stay(1, Presence("P", at("2016-01-12 08:00"), last, DutyKind.WARD), is_planned=False)
    ticked = DayTick(1, "P", 1, at("2016-01-12 09:00"), Tick.HERE, "", "R", START, "k", 1)
    (held,) = held_ticks([taken, before], [ticked])
    assert held.end == before.presence.end
    assert held_ticks([taken], [ticked])[0].end == last


@pytest.mark.parametrize(
    ("start", "end", "calls"),
    [
        ("2016-01-12 08:00", "2016-01-13 08:30", ("12 08", "12 20", "13 08")),
        ("2016-01-12 08:00", "2016-01-12 17:00", ("12 08",)),
        ("2016-01-12 08:01", "2016-01-12 20:00", ()),
    ],
)
def test_roll_calls_lie_inside(start: str, end: str, calls: tuple[str, ...]) -> None:
    found = roll_calls(at(start), at(end))
    assert tuple(f"{each:%d %H}" for each in found) == calls


def test_roll_calls_are_by_the_hospitals_clock() -> None:
    # The night of 24 to 25 October 2026 has 13 hours between 20:00 and 08:00.
    evening = at("2026-10-24 20:00")
    assert next_roll_call(evening) - evening == timedelta(hours=13)
    assert next_roll_call(evening - MINUTE) == evening


def gap(start: int, end: int, missing: int = 1, post: str = "ST") -> CoverGap:
    return CoverGap(post, START + start * STEP, START + end * STEP, missing)


def flag(start: int, end: int, closed: int | None, missing: int = 1, **more: str) -> DayFlag:
    closed_at = None if closed is None else START + closed * STEP
    return DayFlag(
        1, 1, "ST", START + start * STEP, START + end * STEP, missing, "", START,
        closed_at=closed_at, **{"closed_by": "" if closed is None else "Ray", **more},
    )  # fmt: skip


def test_a_gap_is_due_within_the_hour_with_the_most_missing_in_it() -> None:
    segments = tuple(
        CoverSegment(START + n * STEP, START + (n + 1) * STEP, 3, 0, (("ST", short),) * bool(short))
        for n, short in enumerate((1, 2, 1, 0, 3, 3))
    )
    cover = ServiceCover(1, Level.NORMAL, True, segments, ())
    assert gaps_due(cover, START) == [gap(0, 3, 2)]
    assert gaps_due(cover, START + 2 * STEP) == [gap(0, 3, 1)]
    assert gaps_due(cover, START + 2 * STEP + MINUTE) == [gap(0, 3, 1), gap(4, 6, 3)]
    assert gaps_due(cover, START + 6 * STEP) == []


@pytest.mark.parametrize(
    ("found", "closed", "settled"),
    [
        (gap(0, 10), flag(0, 10, 2), True),
        (gap(0, 10, 2), flag(0, 10, 2), False),  # more are missing than then
        (gap(0, 10), flag(0, 10, 2, missing=2), True),
        (gap(3, 10), flag(0, 10, 2), False),  # it was filled, and opened again
        (gap(5, 10), flag(5, 10, 4), True),  # closed before it began
        (gap(0, 2), flag(4, 10, 3), False),  # another, earlier one
        (gap(0, 10), flag(0, 10, None), False),
        (gap(0, 10), flag(0, 10, 2, closed_by=""), False),  # it went with its gap
    ],
)
def test_what_a_closed_flag_settles(found: CoverGap, closed: DayFlag, settled: bool) -> None:
    assert first_unsettled([found], [closed], 1) == ([] if settled else [found])
    assert first_unsettled([found], [closed], 2) == [found]


def test_what_an_open_flag_shows() -> None:
    assert is_shown_by(flag(0, 4, None), gap(2, 9))
    assert not is_shown_by(flag(0, 4, None), gap(4, 9))
    assert not is_shown_by(flag(0, 4, None), gap(0, 4, 2))
    assert is_shown_by(flag(0, 4, None, raised_by="Ray"), gap(4, 9, 2))
