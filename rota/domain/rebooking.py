"""New dates for moved patients: which free slots fit, and what each would cost a patient in harm.

The rules are dated data. ``harm`` is the statement of the price; the solver computes the same
numbers for all pairs at once and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from rota.domain.appointments import Appointment
from rota.domain.codes import AppointmentKind, Priority, WindowState
from rota.domain.slots import Slot
from rota.domain.stretches import Stretch
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow

MOST_MOVES, MOST_WEEKS = 10, 104
"""More moves or weeks waited than these weigh no more: a slip in a file must not outweigh all."""
STANDING = frozenset({WindowState.NOTIFIED, WindowState.CONFIRMED})


@lru_cache(maxsize=1 << 16)
def local_day(instant: datetime) -> date:
    """Return the day of an instant on the hospital's calendar."""
    return to_local(instant).date()


class ClockName(StrEnum):
    """What runs for a patient who waits."""

    WAIT = "wait"
    RTT = "referral_to_treatment"
    DAY_62 = "day_62"
    CLINICAL = "clinical_priority"
    GUARANTEE = "guarantee_28"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A clock: how many days it allows, and what passing it weighs, once and by the day."""

    clock: ClockName
    days: int
    late: int
    day: int
    kinds: frozenset[AppointmentKind]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """What a day of delay weighs; ``clinical_days`` None sets no limit from the planned date."""

    day: int
    clinical_days: int | None
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class DateWeights:
    """The rules of new dates in force on one day. Harm has no unit."""

    moved_day: int
    waited_week_day: int
    notice: int
    notice_day: int
    other_clinician: int
    unplaced: int
    unplaced_days: int
    notice_days: int
    reach_hours: int
    priorities: Mapping[Priority, PriorityRule]
    clocks: Mapping[ClockName, ClockRule]


@dataclass(frozen=True, slots=True)
class DateRules:
    """The rules of new dates, each with the day from which it holds, earliest first."""

    dated: Sequence[tuple[date, DateWeights]]

    def on(self, day: date) -> DateWeights:
        """Return the rules in force on a day; before the first, the first."""
        return [self.dated[0][1], *(rules for since, rules in self.dated if since <= day)][-1]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An appointment that needs a new date.

    ``is_agreed``: the patient agreed to short notice. ``is_last_minute``: the hospital cancelled on
    the planned day or after. ``busy``: other appointments of the same patient.
    """

    appointment_id: str
    service_id: int
    kind: AppointmentKind
    duration_minutes: int
    start: datetime
    clinician_staff_id: str | None
    priority: Priority
    rtt_start: date | None = None
    cancer_day_62: date | None = None
    times_postponed: int = 0
    is_agreed: bool = False
    is_last_minute: bool = False
    busy: tuple[Stretch, ...] = ()

    def end_from(self, start: datetime) -> datetime:
        """Return when the appointment would be over if it began at another time."""
        return start + timedelta(minutes=self.duration_minutes)


@dataclass(frozen=True, slots=True)
class Offered:
    """A slot with its free places, 1 or more."""

    slot: Slot
    places: int


@dataclass(frozen=True, slots=True)
class RebookingProblem:
    """Everyone who needs a date and every slot that may be given, by the rules of one day."""

    wanted: tuple[Wanted, ...]
    offered: tuple[Offered, ...]
    weights: DateWeights
    now: datetime

    @property
    def last_day(self) -> date:
        """Return the last day on which a slot is offered; today where there is none."""
        return max(
            (local_day(each.slot.start) for each in self.offered),
            default=local_day(self.now),
        )


@dataclass(frozen=True, slots=True)
class RebookingPlan:
    """The slot of each appointment; who is left out is not in ``chosen``.

    ``alternatives`` are the best two other slots that still have a free place once all of
    ``chosen`` are taken, the better first. ``total_harm`` is that of ``chosen``.
    """

    chosen: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]
    total_harm: int


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A slot as it would be for one patient, with what is good and bad about it in words."""

    slot_id: str
    start: datetime
    clinic_code: str
    clinician_staff_id: str | None
    harm: int
    notes: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateOffer:
    """What is proposed for one appointment; ``choice`` None: nothing fits, and ``why`` says so.

    ``why`` is in words, warnings first.
    """

    appointment_id: str
    choice: SlotChoice | None
    alternatives: tuple[SlotChoice, ...]
    why: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateOffers:
    """A date for everyone who was asked about, by appointment id, and the harm of all of them."""

    offers: tuple[DateOffer, ...]
    total_harm: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A last day for one patient, and what a date after it weighs."""

    name: ClockName
    last_day: date
    late: int
    day: int

    def harm(self, day: date) -> int:
        """Return what a date on a day weighs by this clock."""
        over = (day - self.last_day).days
        return self.late + self.day * over if over > 0 else 0


def clocks(wanted: Wanted, weights: DateWeights) -> tuple[Clock, ...]:
    """Return the clocks that run for an appointment: the wait itself always, first."""
    planned = local_day(wanted.start)
    priority = weights.priorities[wanted.priority]
    moves = min(wanted.times_postponed, MOST_MOVES)
    a_day = priority.day + weights.moved_day * moves
    a_day += weights.waited_week_day * weeks_waited(wanted)
    found = [Clock(ClockName.WAIT, planned, 0, a_day)]

    def add(name: ClockName, counted_from: date | None, days: int | None = None) -> None:
        rule = weights.clocks[name]
        if counted_from is not None and (not rule.kinds or wanted.kind in rule.kinds):
            allowed = timedelta(days=rule.days if days is None else days)
            found.append(Clock(name, counted_from + allowed, rule.late, rule.day))

    add(ClockName.RTT, wanted.rtt_start)
    add(ClockName.DAY_62, wanted.cancer_day_62)
    if priority.clinical_days is not None:
        add(ClockName.CLINICAL, planned, priority.clinical_days)
    if wanted.is_last_minute:
        add(ClockName.GUARANTEE, planned)
    return tuple(found)


def may_be_last_minute(
    kind: AppointmentKind, start: datetime, weights: DateWeights, now: datetime
) -> bool:
    """Say whether the 28-day guarantee may apply: an elective admission whose day has come."""
    rule = weights.clocks[ClockName.GUARANTEE]
    return kind in rule.kinds and local_day(now) >= local_day(start)


def weeks_waited(wanted: Wanted) -> int:
    """Return the whole weeks from referral to the planned date, 0 where no referral is known."""
    if wanted.rtt_start is None:
        return 0
    days = (local_day(wanted.start) - wanted.rtt_start).days
    return min(max(days // 7, 0), MOST_WEEKS)


def notice_days(day: date, now: datetime) -> int:
    """Return the calendar days of notice that a date on a day gives."""
    return (day - local_day(now)).days


def notice_harm(day: date, weights: DateWeights, now: datetime) -> int:
    """Return what too short a notice weighs to a patient who did not agree to it."""
    short = weights.notice_days - notice_days(day, now)
    return weights.notice + weights.notice_day * short if short > 0 else 0


def harm(
    wanted: Wanted,
    slot: Slot,
    weights: DateWeights,
    now: datetime,
    running: Sequence[Clock] | None = None,
) -> int:
    """Return the harm of giving an appointment a slot: its clocks, its notice, its clinician.

    ``running`` are its clocks, where they are known already.
    """
    day = local_day(slot.start)
    other = wanted.clinician_staff_id not in (None, slot.clinician_staff_id)
    return (
        sum(clock.harm(day) for clock in running or clocks(wanted, weights))
        + (0 if wanted.is_agreed else notice_harm(day, weights, now))
        + (weights.other_clinician if other else 0)
    )


def unplaced_harm(
    wanted: Wanted,
    last_day: date,
    weights: DateWeights,
    running: Sequence[Clock] | None = None,
) -> int:
    """Return the harm of no date: more than of any slot up to ``last_day``, the last one offered.

    It grows with what waiting costs the patient, so that those whom delay harms least are left out.
    """
    day = last_day + timedelta(days=weights.unplaced_days)
    waiting = sum(clock.harm(day) for clock in running or clocks(wanted, weights))
    return weights.unplaced + waiting + weights.other_clinician


def fits(wanted: Wanted, slot: Slot) -> bool:
    """Say whether a slot could be given: its service, exact kind, length, and a free patient."""
    return (
        slot.service_id == wanted.service_id
        and slot.kind is wanted.kind
        and slot.duration_minutes >= wanted.duration_minutes
        and slot.start != wanted.start
        and not is_busy(wanted, slot.start)
    )


def is_busy(wanted: Wanted, start: datetime) -> bool:
    """Say whether the patient is elsewhere in the time that an appointment from ``start`` takes."""
    end = wanted.end_from(start)
    return any(begun < end and start < over for begun, over in wanted.busy)


def standing_over(
    windows: Iterable[StrikeWindow], site: str, start: datetime, end: datetime
) -> StrikeWindow | None:
    """Return the first notified or confirmed window that shares time with a stretch at a site."""
    for window in windows:
        if window.state in STANDING and window.terms.reaches(site, start, end):
            return window
    return None


def new_date_struck(
    windows: Iterable[StrikeWindow], site: str, visit: Appointment, new_start: datetime
) -> StrikeWindow | None:
    """Return the first standing window over an appointment, would it begin at a new time."""
    return standing_over(windows, site, new_start, new_start + (visit.end - visit.start))
