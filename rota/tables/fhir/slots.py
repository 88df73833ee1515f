"""Lays FHIR Slots and their Schedules out as rows of a free slots file."""

from __future__ import annotations

from rota.tables.entries import Entry
from rota.tables.fhir.bundle import Bundle
from rota.tables.fhir.documents import Node
from rota.tables.fhir.kinds import put_kind, put_length
from rota.tables.fhir.people import clinician_number
from rota.tables.fhir.places import put_place
from rota.tables.fhir.values import named_twice, nodes, text, wrong_shapes
from rota.tables.fhir.visits import number_of

_SHAPES = {"id": str, "status": str, "start": str, "end": str, "identifier": list}
_PLACES_OF_STATUS = {
    "free": "1", "busy": "0", "busy-unavailable": "0", "busy-tentative": "0",
    "entered-in-error": "0",
}  # fmt: skip
"""How many patients a slot can still take, by https://hl7.org/fhir/R4/valueset-slotstatus.html."""


def slot_entry(bundle: Bundle, node: Node, number: int) -> Entry:
    """Return one Slot as a row."""
    entry = Entry(number)
    if twice := named_twice(node):
        entry.fault("Slot", "named_twice", f"“{twice[:40]}” is said twice; which one holds?")
    for name, sentence in wrong_shapes(node, _SHAPES):
        entry.fault(f"Slot.{name}", "wrong_shape", sentence)
    entry.put("slot_id", number_of(node), "Slot.identifier")
    _put_capacity(entry, node)
    put_length(entry, node)
    schedules = [
        each
        for reference in nodes(node, "schedule")
        if (each := bundle.target(reference, node)) is not None
    ]
    if not schedules:
        sentence = (
            "Its Schedule is not in the file, so it does not say whose slot it is; ask for the "
            "bundle with its schedules (_include=Slot:schedule)."
        )
        entry.note("Slot.schedule", "no_schedule", sentence)
    several = [(each, actor) for each in schedules for actor in nodes(each, "actor")]

    def actors(kind: str) -> list[Node]:
        found = (bundle.target(actor, schedule) for schedule, actor in several)
        return [each for each in found if each is not None and text(each, "resourceType") == kind]

    about = [node, *schedules]
    put_place(entry, bundle, about, actors)
    put_kind(entry, about)
    _put_clinician(entry, bundle, several)
    return entry


def _put_capacity(entry: Entry, node: Node) -> None:
    place, said = "Slot.status", text(node, "status")
    if said not in _PLACES_OF_STATUS:
        sentence = (
            "The status of a Slot is free, busy, busy-unavailable, busy-tentative or "
            "entered-in-error; this one is not."
        )
        entry.fault(place, "unknown_code", sentence)
        return
    entry.put("capacity", _PLACES_OF_STATUS[said], place)
    if node.get("overbooked") is True:
        entry.put("capacity", "0", "Slot.overbooked")


def _put_clinician(entry: Entry, bundle: Bundle, several: list[tuple[Node, Node]]) -> None:
    numbers: list[str] = []
    for schedule, actor in several:
        target = bundle.target(actor, schedule)
        kind = text(target, "resourceType") if target else text(actor, "reference")
        if "Practitioner" in kind and (number := clinician_number(bundle, actor, schedule)):
            numbers.append(number)
    different = list(dict.fromkeys(numbers))
    if different:
        entry.put("clinician_staff_id", different[0], "Schedule.actor")
    if len(different) > 1:
        sentence = "The Schedule is of more than one clinician; the first of them is used."
        entry.note("Schedule.actor", "several_clinicians", sentence)
