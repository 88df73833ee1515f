"""Places held in slots that their clinics have since changed or withdrawn.

Nothing is remembered: the hold, the slot, the decision and the appointment say it between them.
"""

from __future__ import annotations

from collections.abc import Collection

from rota.domain.slots import Slot, SlotHold
from rota.services.ports import Work


def slots_astray(work: Work, slot_ids: Collection[str] | None = None) -> dict[str, str]:
    """Return the appointments whose new date has lost its slot, each with the slot.

    The slot is out of use, at another time, of another service or has no such place any more. One
    that the hospital's own system has booked is done with; one handed over to be booked leaves
    the list of free places, so that its being gone says nothing.
    """
    held = {
        each.appointment_id: each
        for each in work.slots.holds.all()
        if slot_ids is None or each.slot_id in slot_ids
    }
    decided = work.appointments.decisions.existing(held)
    visits = work.appointments.visits.existing(decided)
    handed = work.slots.handovers.existing(visits)
    slots = work.slots.slots.existing({each.slot_id for each in held.values()})
    astray = {}
    for key, visit in visits.items():
        new_start = decided[key].new_start
        if new_start is None or visit.start == new_start:
            continue
        given, slot = handed.get(key), slots.get(held[key].slot_id)
        is_handed = given is not None and given.new_start == new_start
        if _is_gone(held[key], slot):
            if not is_handed:
                astray[key] = held[key].slot_id
        elif slot is not None and (slot.start, slot.service_id) != (new_start, visit.service_id):
            astray[key] = held[key].slot_id
    return astray


def lost_columns(held: SlotHold, old: Slot, new: Slot) -> list[str]:
    """Return the columns in which a slot became one that was not chosen for its patient."""
    found = [
        column
        for column, name in (("start", "start"), ("service", "service_id"), ("kind", "kind"))
        if getattr(old, name) != getattr(new, name)
    ]
    if new.duration_minutes < old.duration_minutes:
        found.append("duration_minutes")
    if held.place > new.capacity:
        found.append("capacity")
    return found


def _is_gone(held: SlotHold, slot: Slot | None) -> bool:
    return slot is None or held.place > slot.capacity
