"""New dates in words: what a date does to a patient, and why somebody gets none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from rota.domain.codes import words
from rota.domain.rebooking import (
    Clock,
    ClockName,
    RebookingProblem,
    SlotChoice,
    Wanted,
    clocks,
    harm,
    local_day,
    notice_days,
)
from rota.domain.slots import Slot


def choice(
    wanted: Wanted,
    slot: Slot,
    problem: RebookingProblem,
    is_too_late: bool,
    running: Sequence[Clock] | None = None,
) -> SlotChoice:
    """Return a slot as it would be for a patient; ``is_too_late`` for any letter to arrive.

    ``running`` are the patient's clocks, where they are known already.
    """
    day, planned = local_day(slot.start), local_day(wanted.start)
    running = running or clocks(wanted, problem.weights)
    warnings: list[str] = []
    notes = [_later((day - planned).days)]
    for clock in running:
        said, is_warning = _clock_words(clock, wanted, day, planned)
        if said:
            (warnings if is_warning else notes).append(said)
    notice = _notice(wanted, day, problem)
    (warnings if _is_short(wanted, day, problem) else notes).append(notice)
    if is_too_late:
        warnings.append("Too soon for a letter: phone the patient")
    notes.append(_who(wanted, slot))
    if wanted.times_postponed:
        times = wanted.times_postponed
        notes.append("Moved once before" if times == 1 else f"Moved {times} times before")
    return SlotChoice(
        slot.slot_id,
        slot.start,
        slot.clinic_code,
        slot.clinician_staff_id,
        harm(wanted, slot, problem.weights, problem.now, running),
        tuple(notes),
        tuple(warnings),
    )


@lru_cache(maxsize=4096)
def day_short(day: date) -> str:
    """Return a day as ``12 Mar 2016``."""
    return f"{day.day} {day:%b %Y}"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"


def _later(days: int) -> str:
    if days == 0:
        return "The same day"
    return f"{_days(days)} later" if days > 0 else f"{_days(-days)} earlier"


def _clock_words(clock: Clock, wanted: Wanted, day: date, planned: date) -> tuple[str, bool]:
    """Return what a clock says of a day, and whether that is a warning."""
    over, last = (day - clock.last_day).days, day_short(clock.last_day)
    match clock.name:
        case ClockName.RTT:
            assert wanted.rtt_start is not None
            weeks = max((day - wanted.rtt_start).days // 7, 0)
            waited = f"{weeks} weeks from referral by then"
            if over <= 0:
                return f"{waited}; 18 weeks end on {last}", False
            return f"{waited}: past 18 weeks ({last})", planned <= clock.last_day
        case ClockName.DAY_62:
            return _by_day("Day 62", last, over)
        case ClockName.CLINICAL:
            limit = (clock.last_day - planned).days
            name = f"The {_days(limit)} of {words(wanted.priority)}, from the planned date"
            return (f"{name}: past by {_days(over)}", True) if over > 0 else ("", False)
        case ClockName.GUARANTEE:
            return _by_day("28-day guarantee", last, over)
        case _:
            return "", False


def _by_day(name: str, last: str, over: int) -> tuple[str, bool]:
    if over > 0:
        return f"{name} ({last}): past by {_days(over)}", True
    return f"{name}: {last}", False


def _is_short(wanted: Wanted, day: date, problem: RebookingProblem) -> bool:
    return notice_days(day, problem.now) < problem.weights.notice_days and not wanted.is_agreed


def _notice(wanted: Wanted, day: date, problem: RebookingProblem) -> str:
    given, usual = notice_days(day, problem.now), problem.weights.notice_days
    if given >= usual:
        return f"{_days(given)}' notice"
    if wanted.is_agreed:
        return f"{_days(given)}' notice, agreed"
    return f"Only {_days(given)}' notice: agree it with the patient ({usual} days are usual)"


def _who(wanted: Wanted, slot: Slot) -> str:
    if slot.clinician_staff_id is None:
        return "No clinician is named for this slot"
    if wanted.clinician_staff_id is None:
        return "No clinician was named before"
    same = slot.clinician_staff_id == wanted.clinician_staff_id
    return "The same clinician" if same else "Another clinician"
