"""Holding a place in a free slot: once, for one patient, whatever two clerks do at once.

Actions come one after the other, and the database refuses a place or a patient that is held twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from rota.domain.appointments import Appointment
from rota.domain.errors import Refused
from rota.domain.slots import Slot, SlotHold
from rota.domain.times import short_words
from rota.services.ports import Work

INSTANT = timedelta(seconds=1)


def hold_places(work: Work, chosen: Mapping[str, Slot], now: datetime) -> None:
    """Hold a place of a slot for each appointment, which lets go of any other.

    Refuses all of it when somebody else took a last place.
    """
    let_go(work, chosen)
    held = work.slots.places_held({slot.slot_id for slot in chosen.values()})
    made = []
    for appointment_id, slot in chosen.items():
        taken = held[slot.slot_id]
        place = next((each for each in range(1, slot.capacity + 1) if each not in taken), None)
        if place is None or len(taken) >= slot.capacity:
            raise Refused(
                "slot_taken",
                f"Somebody else was quicker: {slot.clinic_code}, {short_words(slot.start)} has "
                f"just been given to another patient. Nothing was saved; look for dates again.",
            )
        taken.add(place)
        made.append(SlotHold(appointment_id, slot.slot_id, place, now))
    work.slots.holds.put(made)


def let_go(work: Work, appointment_ids: Collection[str]) -> None:
    """Free the places held for appointments, if there are any."""
    held = work.slots.holds.existing(appointment_ids)
    if held:
        work.slots.holds.retire(list(held))


def hold_by_hand(
    work: Work, visits: Sequence[Appointment], new_start: datetime | None, now: datetime
) -> None:
    """Follow decisions made by hand: hold a free slot that stands at the new time, or none.

    The place that an appointment holds is kept where the new time is that of its slot.
    """
    if new_start is None:
        let_go(work, [visit.appointment_id for visit in visits])
        return
    for visit in visits:
        held = work.slots.holds.existing([visit.appointment_id]).get(visit.appointment_id)
        if held is not None:
            slot = work.slots.slots.existing([held.slot_id]).get(held.slot_id)
            if slot is not None and slot.start == new_start:
                continue
            let_go(work, [visit.appointment_id])
        there = [slot for slot, _ in work.slots.free(new_start, new_start + INSTANT)]
        fitting = [slot for slot in there if slot.service_id == visit.service_id]
        if fitting:
            best = min(fitting, key=lambda slot: _worse(visit, slot))
            hold_places(work, {visit.appointment_id: best}, now)


def _worse(visit: Appointment, slot: Slot) -> tuple[bool, bool, bool, str]:
    return (
        slot.kind is not visit.kind,
        slot.duration_minutes < visit.duration_minutes,
        slot.clinician_staff_id != visit.clinician_staff_id,
        slot.slot_id,
    )
