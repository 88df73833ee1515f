"""Deciding on appointments, one by one or many at once. Nothing is postponed by default."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.changes import Changes
from rota.domain.codes import Decision, StaffGroup, WindowState, WindowType, words
from rota.domain.errors import Refused
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow, touching
from rota.services.ports import Storage, Work
from rota.services.windows import count_of


def decide(
    storage: Storage,
    appointment_ids: Collection[str],
    decision: Decision,
    why: str,
    new_start: datetime | None = None,
) -> Changes:
    """Record a decision on appointments.

    Wants a reason. A rebooking needs a new start, for one appointment, outside every notified
    window; no other decision takes one.
    """
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the decision.")
    wanted = list(dict.fromkeys(appointment_ids))
    _check_new_start(wanted, decision, new_start)
    with storage.write("decide", why) as work:
        visits = known_visits(work, wanted)
        if new_start is not None:
            _check_new_date(work, visits[wanted[0]], new_start)
        work.appointments.decisions.put(
            _made(work, [visits[each] for each in wanted], decision, new_start, why.strip())
        )
        work.say(
            f"Decided {count_of(len(wanted), 'appointment', 'appointments')}: {words(decision)}."
        )
    return work.changes


def _made(
    work: Work,
    visits: Sequence[Appointment],
    decision: Decision,
    new_start: datetime | None,
    why: str,
) -> list[DecisionMade]:
    """Return decisions, each with the window revision it relies on."""
    windows = work.windows.all()
    sites = {each.service_id: each.site for each in work.duties.services()}
    groups = work.people.groups()
    made = []
    for visit in visits:
        group = groups.get(visit.clinician_staff_id or "")
        window = _relied_on(windows, sites[visit.service_id], visit, group)
        relied = (None, None) if window is None else (window.window_id, window.revision)
        made.append(
            DecisionMade(visit.appointment_id, decision, new_start, visit.start, why, *relied)
        )
    return made


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
        known_visits(work, wanted)
        work.appointments.clear_decisions(wanted)
        work.say(f"Took back {count_of(len(wanted), 'decision', 'decisions')}.")
    return work.changes


def known_visits(work: Work, wanted: Collection[str]) -> dict[str, Appointment]:
    """Return appointments by id. Refuses ids that are not there."""
    visits = work.appointments.visits.existing(wanted)
    unknown = [each for each in wanted if each not in visits]
    if unknown:
        raise Refused("unknown_appointment", f"There is no appointment {', '.join(unknown[:5])}.")
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


def _check_new_date(work: Work, visit: Appointment, new_start: datetime) -> None:
    """A new date must avoid every notified window."""
    site = {each.service_id: each.site for each in work.duties.services()}[visit.service_id]
    end = new_start + (visit.end - visit.start)
    if new_start == visit.start:
        raise Refused("same_time", "The new time is the time it already has.")
    for window in work.windows.all():
        standing = window.state in (WindowState.NOTIFIED, WindowState.CONFIRMED)
        if standing and window.terms.affects_site(site) and window.terms.overlaps(new_start, end):
            raise Refused(
                "inside_a_strike",
                f"{short_words(new_start)} lies inside a strike: {window.title}.",
            )
