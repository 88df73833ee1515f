"""When a strike is called off: who is told that it goes ahead, and which way reaches them."""

from __future__ import annotations

from collections.abc import Collection

from rota.domain.appointments import Appointment
from rota.domain.calls import CallOutcome
from rota.domain.disputes import Consequence
from rota.domain.suppression import HOLDS
from rota.domain.times import short_words
from rota.services.letter_queue import QueuedLetter, letters_needed, queue_in
from rota.services.phoning import is_for_phone
from rota.services.ports import Work
from rota.services.reinstating import COMES_ANYWAY, CallOff, Settled

_NOT_SURE = {
    CallOutcome.MESSAGE_LEFT: "message left: ring again.",
    CallOutcome.WRONG_NUMBER: "the number was wrong: find another and ring.",
}
"""After these calls it is not sure what a patient knows."""


def tell_patients(work: Work, settled: Settled, off: CallOff) -> list[Consequence]:
    """Name those who were told otherwise, by the way that still reaches them."""
    owed = letters_needed(work) & settled.back.keys() if settled.back else set()
    return [*_tell_owed(work, settled, off, owed), *_ring_again(work, settled, owed)]


def _ring_again(work: Work, settled: Settled, owed: Collection[str]) -> list[Consequence]:
    """Name those whom a call may have told something: a message was left, the number was wrong."""
    services = {each.service_id: each.name for each in work.duties.services()}
    calls = work.gate.calls()
    found = []
    for key, visit in settled.back.items():
        last = calls[key][-1] if key in calls and key not in owed else None
        if last is None or last.outcome not in _NOT_SURE or last.decision in COMES_ANYWAY:
            continue
        if last.about == visit.start:
            text = f"{services[visit.service_id]}, {_when(visit)}: {_NOT_SURE[last.outcome]}"
            found.append(Consequence("tell_perhaps", key, text))
    return found


def _tell_owed(
    work: Work, settled: Settled, off: CallOff, owed: Collection[str]
) -> list[Consequence]:
    if off.letters is None or not owed:
        services = {each.service_id: each.name for each in work.duties.services()}
        return [
            Consequence("tell_to_go_ahead", key, f"{services[visit.service_id]}, {_when(visit)}")
            for key, visit in settled.back.items()
            if key in owed
        ]
    found = []
    for each in queue_in(work, off.letters, off.now):
        if each.appointment_id in owed:
            kind, way = _way(each)
            text = f"{each.service.name}, {_when(each.visit)}: {way}"
            found.append(Consequence(kind, each.appointment_id, text))
    return found


def _when(visit: Appointment) -> str:
    return short_words(visit.start)


def _way(queued: QueuedLetter) -> tuple[str, str]:
    """Return how a patient is still reached, and what to know of it."""
    held = [HOLDS[code].text for code in queued.holds]
    if is_for_phone(queued):
        if not queued.visit.patient.phone:
            return "tell_another_way", " ".join(("no phone number is known.", *held))
        return "tell_by_phone", " ".join(("ring.", *held))
    if queued.channel == "local":
        return "tell_another_way", " ".join(held) or "by hand"
    until = queued.last_second if queued.channel == "second" else queued.last_first
    return "tell_by_letter", " ".join((f"print by {short_words(until)}.", *held))
