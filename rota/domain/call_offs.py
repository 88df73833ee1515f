"""Calling off a strike: what becomes of its decisions, and what there is to do, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from rota.domain.disputes import Consequence
from rota.domain.errors import Refused
from rota.domain.times import short_words, strike_days, to_local
from rota.domain.windows import WindowTerms

Span = tuple[datetime, datetime]


class Reinstate(StrEnum):
    """Which decisions that a strike caused become ``keep`` again when it is called off."""

    ALL = "all"
    UNTOLD = "untold"
    NONE = "none"


_TO_DO = (
    ("tell_by_phone", "Ring 1 patient: no letter arrives in time.",
     "Ring {n} patients: no letter arrives in time."),
    ("tell_by_letter", "Send 1 patient a letter: it goes ahead.",
     "Send {n} patients a letter: it goes ahead."),
    ("tell_another_way", "Tell 1 patient another way: the reason stands beside the name.",
     "Tell {n} patients another way: the reason stands beside each."),
    ("tell_to_go_ahead", "Tell 1 patient that it goes ahead.",
     "Tell {n} patients that it goes ahead."),
    ("letter_to_withdraw", "Take 1 letter out before it is posted.",
     "Take {n} letters out before they are posted."),
    ("tell_perhaps", "Ring 1 patient again: it is not sure what they were told.",
     "Ring {n} patients again: it is not sure what they were told."),
    ("cover_stood_down", "1 cover is not needed any more: see whom to tell.",
     "{n} covers are not needed any more: see whom to tell."),
    ("appointment_double_booked", "Sort out 1 time that two patients now have.",
     "Sort out {n} times that two patients now have."),
    ("appointment_slot_gone", "1 old time is taken: that patient keeps what was decided.",
     "{n} old times are taken: those patients keep what was decided."),
    ("new_date_to_find", "Find a new date for 1 patient.",
     "Find a new date for {n} patients."),
    ("appointment_to_look_at", "Decide again on 1 appointment.",
     "Decide again on {n} appointments."),
    ("pas_again", "Write a new file for the hospital's own system: 1 decision changed.",
     "Write a new file for the hospital's own system: {n} decisions changed."),
)  # fmt: skip
TELLING = frozenset(
    {"tell_by_phone", "tell_by_letter", "tell_another_way", "tell_to_go_ahead", "tell_perhaps"}
)
MINUTE = timedelta(minutes=1)


def to_do(found: Sequence[Consequence]) -> list[str]:
    """Return what somebody has to do after a strike is called off, the most pressing first."""
    lines = []
    for kind, one, many in _TO_DO:
        number = sum(each.kind == kind for each in found)
        if number:
            lines.append(one if number == 1 else many.format(n=f"{number:,}"))
    back = {each.id for each in found if each.kind == "appointment_reinstated"}
    quiet = len(back - {each.id for each in found if each.kind in TELLING})
    if quiet:
        said = "1 patient goes" if quiet == 1 else f"{quiet:,} patients go"
        lines.append(f"{said} ahead and need not be told: nobody told them otherwise.")
    return lines


def days_of(terms: WindowTerms) -> list[tuple[date, Span]]:
    """Return a strike's days cut at 8am local time, each with the local day on which it begins.

    Refuses a strike without an end: it has no last day.
    """
    if terms.end is None:
        raise Refused("open_end", "This strike has no end yet. Give it one first, by revising it.")
    return [
        (to_local(start).date(), (start, end)) for start, end in strike_days(terms.start, terms.end)
    ]


def ran_until(terms: WindowTerms, now: datetime) -> datetime | None:
    """Return until when a strike that ran and is called off now took place, a full minute.

    None: it has not begun yet. Refuses a strike that is over.
    """
    if now <= terms.start:
        return None
    end = _full_minute(now)
    if terms.end is not None and terms.end <= end:
        raise Refused("over", "This strike is over. Complete it, or say that it never ran.")
    return end


def _full_minute(now: datetime) -> datetime:
    whole = now.replace(second=0, microsecond=0)
    return whole if whole == now else whole + MINUTE


def stretches_left(terms: WindowTerms, off: Sequence[date], now: datetime) -> list[Span]:
    """Return what is left of a strike without some of its days, joined where days touch.

    A day that has begun is off from now on: what has passed of it is left.
    Refuses days it does not have, days that are over, and all of them at once.
    """
    days = days_of(terms)
    strange = sorted(set(off) - {day for day, _ in days})
    if strange or not off:
        known = ", ".join(dict.fromkeys(day.isoformat() for day, _ in days))
        raise Refused("no_such_day", f"Name days of this strike; it has {known}.")
    cut = _full_minute(now)
    over = sorted({day for day, (_, end) in days if day in off and end <= cut})
    if over:
        raise Refused("day_over", f"{over[0].isoformat()} is over: it can no longer be called off.")
    left: list[Span] = []
    for day, (start, whole) in days:
        end = min(whole, max(start, cut)) if day in off else whole
        if end == start:
            continue
        if left and left[-1][1] == start:
            left[-1] = (left[-1][0], end)
        else:
            left.append((start, end))
    if not left:
        raise Refused("all_days", "These are all its days: call off the whole strike instead.")
    return left


def days_changed(before: Sequence[WindowTerms], after: Sequence[WindowTerms]) -> list[Consequence]:
    """Return the strike days gained and lost between two states of one strike, gained first."""
    old, new = _spans(before), _spans(after)
    return [
        *(_day("day_gained", span) for span in _without(new, old)),
        *(_day("day_lost", span) for span in _without(old, new)),
    ]


def _spans(terms: Sequence[WindowTerms]) -> list[tuple[datetime, datetime | None]]:
    return sorted(((each.start, each.end) for each in terms), key=lambda span: span[0])


def _without(
    spans: Sequence[tuple[datetime, datetime | None]],
    others: Sequence[tuple[datetime, datetime | None]],
) -> list[tuple[datetime, datetime | None]]:
    """Return the parts of stretches outside others, cut at 8am; None is without end."""
    found: list[tuple[datetime, datetime | None]] = []
    for start, end in spans:
        at: datetime | None = start
        for begun, over in others:
            if at is None or (end is not None and begun >= end) or (over and over <= at):
                continue
            if begun > at:
                found += _cut(at, begun)
            at = over
        if at is not None and (end is None or at < end):
            found += _cut(at, end)
    return found


def _cut(start: datetime, end: datetime | None) -> list[tuple[datetime, datetime | None]]:
    return [(start, None)] if end is None else list(strike_days(start, end))


def _day(kind: str, span: tuple[datetime, datetime | None]) -> Consequence:
    start, end = span
    until = "on, no end given" if end is None else f"to {short_words(end)}"
    return Consequence(kind, to_local(start).date().isoformat(), f"{short_words(start)} {until}")
