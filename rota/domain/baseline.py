"""What a past day's roster amounts to as a cover requirement, and the days people go by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from rota.domain.codes import MEDICAL, DutyKind, Level, StaffGroup
from rota.domain.cover import CoverPerson, fits
from rota.domain.duties import Duty
from rota.domain.grades import GradeLadder
from rota.domain.losses import Absences
from rota.domain.requirements import PRESENT_KINDS, CoverRequirement, Post
from rota.domain.stretches import Stretch, without
from rota.domain.times import end_of_day, oddity_of, start_of_day, to_local

DAY = 24 * 60
HANDOVER = 60
"""Minutes: a rise of no more is one shift handing over to the next, and asks for nobody more."""

COUNTED = {
    Level.EMERGENCY_ONLY: frozenset(DutyKind) - {DutyKind.CLINIC},
    Level.NORMAL: frozenset(DutyKind),
}
"""The kinds of duty that a baseline counts at each level: clinics are no emergency cover."""


@dataclass(frozen=True, slots=True)
class RosterDay:
    """What is known of one day: its duties, who may hold them, and who was away."""

    day: date
    duties: Sequence[Duty]
    people: Mapping[str, CoverPerson]
    absences: Absences

    def of_service(self, service_id: int, level: Level) -> list[Duty]:
        """Return the duties of a service that a baseline at a level counts."""
        return [
            each
            for each in self.duties
            if each.service_id == service_id
            and each.kind in COUNTED[level]
            and each.staff_id in self.people
            and belongs(each, self.day)
        ]


def belongs(duty: Duty, day: date) -> bool:
    """Say whether a duty is part of a day: it starts on it, or is longer than a day and touches it.

    So a night belongs to the day it starts on, and a weekend on call to each of its days.
    """
    if _is_longer_than_a_day(duty):
        return duty.start < end_of_day(day) and duty.end > start_of_day(day)
    return to_local(duty.start).date() == day


def baseline(
    roster: RosterDay, service_id: int, level: Level, ladder: GradeLadder
) -> tuple[CoverRequirement, ...]:
    """Return the requirement, for every day, that a past day's roster at a service amounts to.

    Counted is every duty of the day (``belongs``) that somebody held who was not absent then, as
    the duty asked: its grade or above, its competencies, its staff group where that is not
    doctors, its kind (ward and resident on call are one kind of being there). Where the holder
    did not have the grade or a competency, what they had counts: the requirement is what was
    there. Duties nobody held, cover for a strike, and at emergency only clinics do not count. A
    person counts once at a time. Rows are cut where the number of a post changes; a rise of at
    most an hour at a handover is left out.
    """
    at_clock: list[dict[str, Post]] = [{} for _ in range(DAY)]
    for duty in sorted(roster.of_service(service_id, level), key=lambda each: each.duty_id):
        assert duty.staff_id is not None
        post = _post(duty, roster.people[duty.staff_id], ladder)
        for minute in _minutes(duty, roster):
            there = at_clock[minute].get(duty.staff_id)
            if there is None or _weight(post, ladder) > _weight(there, ladder):
                at_clock[minute][duty.staff_id] = post
    counts: dict[Post, list[int]] = defaultdict(lambda: [0] * DAY)
    for minute, people in enumerate(at_clock):
        for post in people.values():
            counts[post][minute] += 1
    rows = [
        CoverRequirement(service_id, level, _clock(start), _clock(end), number, post)
        for post, numbers in counts.items()
        for start, end, number in _bands(numbers)
    ]
    return tuple(sorted(rows, key=lambda row: _order(row, ladder)))


def _post(duty: Duty, holder: CoverPerson, ladder: GradeLadder) -> Post:
    """Return what a duty asks for, or less where its holder did not have it."""
    group = holder.staff_group
    groups = frozenset[StaffGroup]() if group in MEDICAL else frozenset({group})
    kinds = PRESENT_KINDS if duty.kind in PRESENT_KINDS else frozenset({duty.kind})
    asked = Post(duty.grade_min, duty.competencies & holder.competencies, groups, kinds)
    for post in (asked, replace(asked, grade_min=holder.grade)):
        if fits(holder, post, ladder):
            return post
    return replace(asked, grade_min="")


def _weight(post: Post, ladder: GradeLadder) -> tuple[int, int, bool]:
    """Order posts by how much they ask: of two duties at once the greater counts."""
    return ladder.rank(post.grade_min) or 0, len(post.competencies), post.kinds == PRESENT_KINDS


def _order(row: CoverRequirement, ladder: GradeLadder) -> tuple[object, ...]:
    rank, skills, is_there = _weight(row.post, ladder)
    return not is_there, -rank, -skills, row.post.label, row.start


def _minutes(duty: Duty, roster: RosterDay) -> Iterable[int]:
    """Yield the minutes of the clock at which the holder was on the duty."""
    whole = duty.start, duty.end
    if _is_longer_than_a_day(duty):
        whole = max(duty.start, start_of_day(roster.day)), min(duty.end, end_of_day(roster.day))
    for piece in without(whole, roster.absences.get(duty.staff_id or "", ())):
        first, last = _clock_stretch(piece)
        midnight = datetime.combine(roster.day, time(0, 0))
        begin = (first - midnight) // timedelta(minutes=1)
        for minute in range(begin, (last - midnight) // timedelta(minutes=1)):
            yield minute % DAY


def _is_longer_than_a_day(duty: Duty) -> bool:
    return _local(duty.end) - _local(duty.start) > timedelta(days=1)


def _clock_stretch(piece: Stretch) -> tuple[datetime, datetime]:
    """Return the clock times of a stretch; an hour shown twice counts where both are in it."""
    start, end = to_local(piece[0]), to_local(piece[1])
    first, last = _local(piece[0]), _local(piece[1])
    if start.fold:
        first = first.replace(minute=0) + timedelta(hours=1)
    if oddity_of(last) == "happens_twice" and not end.fold:
        last = last.replace(minute=0)
    return first, last


def _local(instant: datetime) -> datetime:
    return to_local(instant).replace(tzinfo=None, fold=0, second=0, microsecond=0)


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _bands(numbers: list[int]) -> list[tuple[int, int, int]]:
    """Return the bands of a clock's round in which a number stays the same and is not 0."""
    runs = _joined(_runs(numbers))
    if len(runs) > 1:
        runs = _joined(_without_handovers(runs))
    if len(runs) == 1:
        return [(0, 0, runs[0][2])] if runs[0][2] else []
    return [(start % DAY, end % DAY, number) for start, end, number in runs if number]


Run = tuple[int, int, int]


def _runs(numbers: list[int]) -> list[Run]:
    """Return the runs once round the clock, the first one starting where the number changes."""
    changes = [at for at in range(DAY) if numbers[at] != numbers[at - 1]]
    if not changes:
        return [(0, DAY, numbers[0])]
    ends = [*changes[1:], changes[0] + DAY]
    return [(start, end, numbers[start]) for start, end in zip(changes, ends, strict=True)]


def _without_handovers(runs: list[Run]) -> list[Run]:
    """Bring every short rise down to the greater of its neighbours."""
    found = []
    for at, (start, end, number) in enumerate(runs):
        beside = max(runs[at - 1][2], runs[(at + 1) % len(runs)][2])
        is_handover = end - start <= HANDOVER and number > beside > 0
        found.append((start, end, beside if is_handover else number))
    return found


def _joined(runs: list[Run]) -> list[Run]:
    found: list[Run] = []
    for start, end, number in runs:
        if found and found[-1][2] == number:
            found[-1] = found[-1][0], end, number
        else:
            found.append((start, end, number))
    if len(found) > 1 and found[0][2] == found[-1][2]:
        start, _, number = found.pop()
        found[0] = start - DAY, found[0][1], number
    return found


def last_sunday(before: date) -> date:
    """Return the last Sunday before a day."""
    return before - timedelta(days=before.weekday() + 1)


def christmas_day(before: date) -> date:
    """Return the last Christmas Day before a day."""
    this = date(before.year, 12, 25)
    return this if this < before else date(before.year - 1, 12, 25)


def stretches_of(days: Collection[date]) -> list[tuple[date, date]]:
    """Return days as first and last of each run without a break."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] == day - timedelta(days=1):
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found
