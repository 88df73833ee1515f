"""Triage of a window's appointments: accepting what is proposed, stop lines and kinds of care."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from rota.domain.appointments import DecisionMade
from rota.domain.changes import Changes
from rota.domain.codes import Decision, words
from rota.domain.errors import Refused
from rota.domain.rebooking import DateOffers
from rota.domain.rules import Rulebook
from rota.domain.times import day_words
from rota.domain.triage import TRIAGE_WHY, TriageRow, strike_day, within_stops
from rota.services.deciding import known_visits
from rota.services.new_dates import decide_with_slots
from rota.services.own_departments import keep_to_own
from rota.services.ports import Storage, Work
from rota.services.slot_holds import let_go
from rota.services.strike_picture import find_window
from rota.services.triage_proposals import Triage, propose_triage, triage_in
from rota.services.windows import count_of

__all__ = ["Triage", "accept_triage", "propose_triage", "set_care", "set_stop"]

INSTANT = timedelta(seconds=1)


def accept_triage(
    storage: Storage,
    rules: Rulebook,
    window_id: int,
    now: datetime,
    appointment_ids: Collection[str] | None = None,
    why: str = "",
    dates: DateOffers | None = None,
) -> Changes:
    """Decide as proposed: on everything that nobody decided, or on some of it. Undone as one.

    No decision is overwritten and no stop line crossed; the sentence says what was left out.
    Refuses appointments that are not at risk, and when nothing is left to decide.
    """
    with storage.write("triage", why) as work:
        found = triage_in(work, rules, window_id, now, dates)
        rows = found.rows if appointment_ids is None else _chosen(work, found, appointment_ids)
        taken = [row for row in rows if row.decided is None and not row.over_stop]
        if appointment_ids is not None and not taken:
            raise _nothing_left(work, found, rows)
        _record(work, rules, found, taken, why.strip(), now)
        if taken:
            work.say(_accepted(taken, rows))
    return work.changes


def _chosen(work: Work, found: Triage, appointment_ids: Collection[str]) -> Sequence[TriageRow]:
    """Return the rows of some appointments, the stop lines drawn among these alone."""
    wanted = set(appointment_ids)
    if not wanted:
        raise Refused("nothing_chosen", "Choose at least one appointment.")
    rows = [row for row in found.rows if row.appointment_id in wanted and row.at_risk]
    unknown = sorted(wanted - {row.appointment_id for row in rows})
    if unknown:
        known_visits(work, unknown)
        named = ", ".join(unknown[:5])
        raise Refused("not_at_risk", f"Not at risk in this strike: {named}. Decide by hand.")
    start = find_window(work, found.window_id).terms.start
    return within_stops(
        [replace(row, over_stop=False) for row in rows], start, found.stops, found.moved
    )


def _nothing_left(work: Work, found: Triage, rows: Sequence[TriageRow]) -> Refused:
    over = next((row for row in rows if row.over_stop), None)
    if over is None:
        return Refused("already_decided", "These are decided already. Decide by hand to change it.")
    day = strike_day(find_window(work, found.window_id).terms.start, over.start)
    return Refused(
        "stop_line",
        f"No more than {count_of(found.stops[day], 'patient is', 'patients are')} to be moved on "
        f"{day_words(day)}. Raise the day's limit first.",
    )


def _record(
    work: Work, rules: Rulebook, found: Triage, taken: Sequence[TriageRow], why: str, now: datetime
) -> None:
    """Record decisions, each with its own reasons and, where it takes a slot, a place held."""
    about = f"{TRIAGE_WHY}: {why}" if why else TRIAGE_WHY
    keep_to_own(work, "triage", (row.service_id for row in taken))
    rebooked = {row.appointment_id: row.slot_id for row in taken if row.slot_id is not None}
    if rebooked:
        decide_with_slots(work, rules, rebooked, about, now)
    let_go(work, [row.appointment_id for row in taken if row.slot_id is None])
    work.appointments.decisions.put(
        [
            DecisionMade(
                row.appointment_id,
                row.decision,
                row.new_start,
                row.start,
                f"{about}. {'; '.join(row.reasons)}",
                found.window_id,
                found.revision,
            )
            for row in taken
        ]
    )


def _accepted(taken: Sequence[TriageRow], rows: Sequence[TriageRow]) -> str:
    counts = Counter(row.decision for row in taken)
    said = ", ".join(f"{counts[each]:,} {words(each)}" for each in Decision if counts[each])
    over = sum(row.over_stop for row in rows)
    wanting = sum(row.wants_cover for row in taken)
    number = count_of(len(taken), "appointment", "appointments")
    sentences = [f"Decided {number} as proposed: {said}."]
    if wanting:
        sentences.append(f"{count_of(wanting, 'that is kept wants', 'that are kept want')} cover.")
    if over:
        sentences.append(f"{over:,} left undecided beyond the day's limit.")
    return " ".join(sentences)


def set_stop(
    storage: Storage, window_id: int, day: date, most: int | None, why: str = ""
) -> Changes:
    """Draw a stop line: the most patients to be moved on a strike day. None takes it away."""
    with storage.write("limit of a day", why) as work:
        terms = find_window(work, window_id).terms
        first = strike_day(terms.start, terms.start)
        beyond = terms.end is not None and day > strike_day(terms.start, terms.end - INSTANT)
        if day < first or beyond:
            raise Refused("day_outside", f"{day_words(day)} is no day of this strike.")
        if most is not None and most < 0:
            raise Refused("below_nothing", "A limit is 0 or more.")
        work.slots.set_stops(window_id, {day: most})
        said = "no limit" if most is None else f"no more than {most:,} to be moved"
        work.say(f"{day_words(day)}: {said}.")
    return work.changes


def set_care(storage: Storage, service_ids: Collection[int], care: str, why: str = "") -> Changes:
    """Set what kind of care services give, by its code in ``care.toml``.

    ``none``: of no special kind; empty: worked out from the name again.
    """
    wanted = set(service_ids)
    with storage.write("care", why) as work:
        known = {each.service_id: each.name for each in work.duties.services()}
        if not wanted or wanted - known.keys():
            raise Refused("unknown_service", "Choose services that are there.")
        work.duties.set_care(wanted, care.strip())
        names = ", ".join(sorted({known[each] for each in wanted}))
        said = f"Kind of care: {care.strip().replace('_', ' ')}" if care.strip() else "By its name"
        work.say(f"{names}: {said[:1].lower()}{said[1:]}.")
    return work.changes
