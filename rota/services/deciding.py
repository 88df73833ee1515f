"""Deciding on appointments, one by one or many at once. Nothing is postponed by default."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.changes import Changes
from rota.domain.codes import Decision, StaffGroup, WindowType, words
from rota.domain.errors import Refused
from rota.domain.rebooking import new_date_struck
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow, touching
from rota.services.own_departments import keep_to_own, refuse_others
from rota.services.ports import Storage, Work
from rota.services.slot_holds import hold_by_hand, let_go
from rota.services.windows import count_of


def decide(
    storage: Storage,
    appointment_ids: Collection[str],
    decision: Decision,
    why: str,
    new_start: datetime | None = None,
    agreed: str = "",
    now: datetime | None = None,
) -> Changes:
    """Record a decision on appointments.

    Wants a reason. A rebooking needs a new start, for one appointment, outside every notified
    window, and not past while the appointment itself is still to come (what is over may be put on
    record); no other decision takes one. Where a free slot of the service stands at
    the new start, a place in it is held; one held for another time is let go. ``agreed`` says how
    the patient agreed to short notice. ``now``: the present; left out, the clock's.
    """
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the decision.")
    wanted = list(dict.fromkeys(appointment_ids))
    _check_new_start(wanted, decision, new_start)
    with storage.write("decide", why) as work:
        visits = known_visits(work, wanted)
        keep_to_own(work, "decide", (each.service_id for each in visits.values()))
        if new_start is not None:
            if new_start <= (now or work.now) < visits[wanted[0]].start:
                raise Refused(
                    "new_date_past", f"{short_words(new_start)} is past. Choose a later time."
                )
            check_new_date(work, [visits[wanted[0]]], {wanted[0]: new_start})
        chosen = [visits[each] for each in wanted]
        new_starts = {} if new_start is None else {wanted[0]: new_start}
        record_decisions(work, chosen, decision, new_starts, why.strip(), agreed.strip())
        hold_by_hand(work, chosen, new_start, work.now)
        work.say(
            f"Decided {count_of(len(wanted), 'appointment', 'appointments')}: {words(decision)}."
        )
    return work.changes


def record_decisions(
    work: Work,
    visits: Sequence[Appointment],
    decision: Decision,
    new_starts: Mapping[str, datetime],
    why: str,
    agreed: str = "",
) -> None:
    """Keep decisions, each with the window revision it relies on.

    What a patient agreed to is kept until something else is said.
    """
    windows = work.windows.all()
    sites = {each.service_id: each.site for each in work.duties.services()}
    groups = work.people.groups()
    before = work.appointments.decisions.existing([visit.appointment_id for visit in visits])
    made = []
    for visit in visits:
        key = visit.appointment_id
        group = groups.get(visit.clinician_staff_id or "")
        window = _relied_on(windows, sites[visit.service_id], visit, group)
        made.append(
            DecisionMade(
                key,
                decision,
                new_starts.get(key),
                visit.start,
                why,
                window.window_id if window else None,
                window.revision if window else None,
                agreed or (before[key].agreed if key in before else ""),
            )
        )
    work.appointments.decisions.put(made)


def _relied_on(
    windows: Sequence[StrikeWindow], site: str, visit: Appointment, group: StaffGroup | None
) -> StrikeWindow | None:
    """Return the strike a decision is about: one that calls out the clinician before any other."""
    strikes = [each for each in windows if each.terms.type is not WindowType.ACTION_SHORT_OF_STRIKE]
    theirs = [each for each in strikes if group in each.terms.groups]
    found = (touching(some, site, visit.start, visit.end) for some in (theirs, strikes, windows))
    return next((window for window in found if window is not None), None)


def undecide(storage: Storage, appointment_ids: Collection[str], why: str) -> Changes:
    """Take decisions back: nothing is decided then."""
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the change.")
    wanted = list(dict.fromkeys(appointment_ids))
    with storage.write("undecide", why) as work:
        visits = known_visits(work, wanted)
        keep_to_own(work, "undecide", (each.service_id for each in visits.values()))
        work.appointments.clear_decisions(wanted)
        let_go(work, wanted)
        work.say(f"Took back {count_of(len(wanted), 'decision', 'decisions')}.")
    return work.changes


def known_visits(work: Work, wanted: Collection[str]) -> dict[str, Appointment]:
    """Return appointments by id. Refuses those not there, and those of others' departments."""
    visits = work.appointments.visits.existing(wanted)
    unknown = [each for each in wanted if each not in visits]
    if unknown:
        raise Refused("unknown_appointment", f"There is no appointment {', '.join(unknown[:5])}.")
    refuse_others(work, (each.service_id for each in visits.values()))
    return visits


def _check_new_start(
    wanted: Collection[str], decision: Decision, new_start: datetime | None
) -> None:
    if not wanted:
        raise Refused("nothing_chosen", "Choose at least one appointment.")
    if decision is Decision.REBOOK and new_start is None:
        raise Refused("new_start_missing", "A rebooked appointment needs its new date and time.")
    if decision is not Decision.REBOOK and new_start is not None:
        raise Refused("new_start_unwanted", "Only a rebooked appointment takes a new date.")
    if new_start is not None and len(wanted) > 1:
        raise Refused("one_slot_each", "Give each appointment a new time of its own.")


def check_new_date(
    work: Work, visits: Sequence[Appointment], new_starts: Mapping[str, datetime]
) -> None:
    """Refuse a new date that is the old one, or that shares time with a notified window."""
    sites = {each.service_id: each.site for each in work.duties.services()}
    windows = work.windows.all()
    for visit in visits:
        new_start = new_starts[visit.appointment_id]
        if new_start == visit.start:
            raise Refused("same_time", "The new time is the time it already has.")
        window = new_date_struck(windows, sites[visit.service_id], visit, new_start)
        if window is not None:
            raise Refused(
                "inside_a_strike",
                f"{short_words(new_start)} lies inside a strike: {window.title}.",
            )
