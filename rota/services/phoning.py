"""Patients whom no letter reaches in time: to be told by phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.appointments import Appointment
from rota.domain.letter_rules import LetterRules
from rota.domain.suppression import full_name
from rota.services.letter_queue import letter_queue, local_clock
from rota.services.ports import Storage
from rota.services.strike_picture import find_window


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """One patient to phone about one appointment, and why a letter will not do."""

    appointment_id: str
    name: str
    phone: str
    start: datetime
    why: str


def phone_list(
    storage: Storage, rules: LetterRules, now: datetime, window_id: int
) -> list[PhoneCall]:
    """Return whom to phone about a strike, the soonest first.

    Letters needed that can no longer arrive, and letters posted too late to arrive.
    """
    queue = letter_queue(storage, rules, now)
    with storage.read() as work:
        terms = find_window(work, window_id).terms
        clock = local_clock(work, rules.posting)
        posted = work.letters.posted_times()
        gone = work.appointments.visits.existing(posted)
    calls = [
        _call(each.visit, "The letter can no longer arrive.")
        for each in queue
        if each.channel == "phone" and "deceased" not in each.holds
    ]
    calls += [
        _call(visit, "The letter was posted too late to arrive.")
        for visit in gone.values()
        if visit.start > now
        and posted[visit.appointment_id] > clock.last_safe("first", visit.start)
    ]
    by_id = {each.appointment_id: each for each in calls}
    visits = {each.appointment_id: each.visit for each in queue} | gone
    wanted = [
        each
        for each in by_id.values()
        if terms.overlaps(visits[each.appointment_id].start, visits[each.appointment_id].end)
    ]
    return sorted(wanted, key=lambda each: (each.start, each.appointment_id))


def _call(visit: Appointment, why: str) -> PhoneCall:
    patient = visit.patient
    return PhoneCall(visit.appointment_id, full_name(patient), patient.phone, visit.start, why)
