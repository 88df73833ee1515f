"""How long records about people are kept here, holds, and deleting what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.permissions import may
from rota.domain.retention import (
    NOTHING_HELD,
    About,
    Held,
    Hold,
    Kept,
    Period,
    RetentionBook,
    check_days,
    held_by,
)
from rota.services.declarations import KEPT_DAYS, kept_days, purge_at
from rota.services.deleting_clock import RUN, judged_by, refuse_far_ahead
from rota.services.people import person_of
from rota.services.ports import Storage, Work
from rota.services.purging import Purged, purge_due, windows_kept
from rota.services.strike_picture import find_window
from rota.services.windows import count_of

AT_ONCE = 500
"""At most so many people go in one action, so that others can save in between."""
Cut = Callable[[bytes, Sequence[tuple[int, int]]], bytes]


@dataclass(frozen=True, slots=True)
class PeriodHere:
    """A period as it is here: the trust's own days, or those shipped."""

    period: Period
    days: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Due:
    """What would be deleted now, in numbers, and how many are kept by a hold."""

    kind: Kept
    number: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class RetentionView:
    """The periods, what is due by them, and every hold."""

    periods: tuple[PeriodHere, ...]
    due: tuple[Due, ...]
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What was deleted: strikes' records, and numbers of each other kind."""

    strikes: Purged = field(default_factory=Purged)
    gone: dict[Kept, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)


def retention_view(storage: Storage, book: RetentionBook, now: datetime) -> RetentionView:
    """Return the periods, the holds and what is due; deletes nothing."""
    now = judged_by(storage, now)
    with storage.read() as work:
        periods = tuple(_here(work, each) for each in book.periods)
        due = tuple(_due(work, each, now) for each in periods if not each.period.stays)
        return RetentionView(periods, due, tuple(work.records.holds()))


def set_period(storage: Storage, book: RetentionBook, kind: Kept, days: int, why: str) -> Changes:
    """Set how many days a kind of record is kept, with the reason."""
    period = book.of(kind)
    check_days(period, days)
    if not why.strip():
        raise Refused("why_missing", "Say why, and who decided it.")
    with storage.write("retention", why.strip()) as work:
        work.settings.put({_name(kind): str(days)})
        work.say(f"{period.name}: deleted {count_of(days, 'day', 'days')} after {period.after}.")
    return work.changes


def hold(storage: Storage, about: About, ref: str, why: str) -> Changes:
    """Keep records whatever their period says, until the hold is lifted."""
    if not why.strip():
        raise Refused("why_missing", "Say why, such as a court case or a complaint.")
    with storage.write("retention", undoable=False) as work:
        _check(work, about, ref)
        number = work.records.add_hold(Hold(about, ref, why.strip(), work.who, work.now))
        work.say(f"Hold {number} was put on records: {_ABOUT[about]}.")
    return work.changes


def lift(storage: Storage, hold_id: int, why: str) -> Changes:
    """Let records go by their periods again."""
    if not why.strip():
        raise Refused("why_missing", "Say why the hold is not needed any more.")
    with storage.write("retention", undoable=False) as work:
        there = {each.hold_id: each for each in work.records.holds()}
        if hold_id not in there or there[hold_id].lifted_at is not None:
            raise Refused("unknown_hold", f"There is no hold {hold_id} in force.")
        work.records.lift(hold_id, work.now, why.strip())
        work.say(f"Hold {hold_id} was lifted.")
    return work.changes


_ABOUT = {
    About.EVERYTHING: "everything",
    About.WINDOW: "one strike",
    About.PATIENT: "one patient",
    About.STAFF: "one member of staff",
}


def _check(work: Work, about: About, ref: str) -> None:
    if about is About.EVERYTHING and ref:
        raise Refused("too_much", "A hold on everything is about nothing single.")
    if about is About.WINDOW:
        if not ref.isdecimal():
            raise Refused("unknown_window", "Say which strike by its number.")
        find_window(work, int(ref))
    if about is About.PATIENT and not work.appointments.of_patient(ref):
        raise Refused("unknown_patient", "No patient has this hospital number.")
    if about is About.STAFF and not work.records.of_staff(ref)["staff"]:
        person_of(work, ref)


def run_due(
    storage: Storage,
    book: RetentionBook,
    ladder: GradeLadder,
    cut: Cut,
    now: datetime,
    is_sure: bool = True,
) -> Run:
    """Delete all that is due, for good; what a hold is about stays.

    Unless somebody ``is_sure`` of the clock, it refuses by one that may be far ahead.
    """
    now = judged_by(storage, now)
    strikes = purge_due(storage, now, ladder, is_sure)
    with storage.read() as work:
        before = {
            each.period.kind: now - timedelta(days=each.days)
            for each in (_here(work, period) for period in book.periods)
        }
        held = held_by(work.records.holds())
        patients = _patients(work, before[Kept.PATIENTS], held)
        people = _staff(work, before[Kept.STAFF], held)
        is_due = bool(patients or people) or any(_little(work, before))
    if is_due and not is_sure:
        refuse_far_ahead(storage, now)
    gone = dict.fromkeys(Kept, 0)
    changes = strikes.changes
    for some in _parts(patients):
        with storage.write(RUN, undoable=False) as work:
            work.records.erase_patients(some, cut)
            work.say(f"Deleted for good: {count_of(len(some), 'patient', 'patients')}. {_OVER}")
        gone[Kept.PATIENTS] += len(some)
        changes = work.changes
    for some in _parts(people):
        with storage.write(RUN, undoable=False) as work:
            work.records.erase_staff(some)
            people_said = count_of(len(some), "member of staff", "members of staff")
            work.say(f"Deleted for good: {people_said} off the list. {_OVER}")
        gone[Kept.STAFF] += len(some)
        changes = work.changes
    if not held.everything:
        changes = _small(storage, before, gone) or changes
    return Run(strikes, {kind: number for kind, number in gone.items() if number}, changes)


_OVER = "The time to keep them is over."


def _small(storage: Storage, before: dict[Kept, datetime], gone: dict[Kept, int]) -> Changes | None:
    """Delete settled notes and old values, which a hold on single people does not stop."""
    with storage.read() as work:
        notes, values = _little(work, before)
    if not (notes or values):
        return None
    with storage.write(RUN, undoable=False) as work:
        gone[Kept.EXTRACT_NOTES] = work.records.erase_notes(before[Kept.EXTRACT_NOTES])
        gone[Kept.JOURNAL_VALUES] = work.records.erase_values(before[Kept.JOURNAL_VALUES])
        settled = count_of(notes, "settled note", "settled notes")
        old = count_of(values, "old value of the history", "old values of the history")
        work.say(f"Deleted for good: {settled}, {old}. {_OVER}")
    return work.changes


def _little(work: Work, before: dict[Kept, datetime]) -> tuple[int, int]:
    """Return how many settled notes and old values are due; none while anything is held."""
    if held_by(work.records.holds()) != NOTHING_HELD:
        return 0, 0
    notes = work.records.settled_notes(before[Kept.EXTRACT_NOTES])
    return notes, work.records.old_values(before[Kept.JOURNAL_VALUES])


def may_run(storage: Storage) -> bool:
    """Say whether this user's opening the hospital deletes all that is due."""
    return may(storage.user, RUN)


def _here(work: Work, period: Period) -> PeriodHere:
    if period.kind is Kept.STRIKE_RECORDS:
        return PeriodHere(period, kept_days(work), KEPT_DAYS in work.settings.all())
    said = work.settings.all().get(_name(period.kind))
    return PeriodHere(period, period.days if said is None else int(said), said is not None)


def _name(kind: Kept) -> str:
    return KEPT_DAYS if kind is Kept.STRIKE_RECORDS else f"{kind}_kept_days"


def _due(work: Work, here: PeriodHere, now: datetime) -> Due:
    kind, before = here.period.kind, now - timedelta(days=here.days)
    held = held_by(work.records.holds())
    if kind is Kept.STRIKE_RECORDS:
        kept, free = windows_kept(work), windows_kept(work, held)
        over = {
            each.window_id
            for each in work.windows.all()
            if (at := purge_at(each, here.days)) and at <= now
        }
        return Due(kind, len(over & free), len(over & kept) - len(over & free))
    if kind is Kept.PATIENTS:
        every, free_ids = work.records.ended_patients(before), _patients(work, before, held)
        return Due(kind, len(free_ids), len(every) - len(free_ids))
    if kind is Kept.STAFF:
        every, free_ids = work.records.ended_staff(before), _staff(work, before, held)
        return Due(kind, len(free_ids), len(every) - len(free_ids))
    notes = kind is Kept.EXTRACT_NOTES
    number = (work.records.settled_notes if notes else work.records.old_values)(before)
    return Due(kind, 0, number) if held != NOTHING_HELD else Due(kind, number)


def _patients(work: Work, before: datetime, held: Held) -> list[str]:
    if held.everything or held.windows:
        return []
    return [each for each in work.records.ended_patients(before) if each not in held.patients]


def _staff(work: Work, before: datetime, held: Held) -> list[str]:
    if held.everything or held.windows:
        return []
    return [each for each in work.records.ended_staff(before) if each not in held.staff]


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
