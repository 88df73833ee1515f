"""Lays FHIR Appointments out as rows of an appointments file."""

from __future__ import annotations

from rota.tables.entries import Entry
from rota.tables.fhir.bundle import Bundle
from rota.tables.fhir.documents import Node
from rota.tables.fhir.kinds import put_kind, put_length, put_mode, put_priority, status_cell
from rota.tables.fhir.people import clinician_number, put_patient
from rota.tables.fhir.places import put_place
from rota.tables.fhir.values import codes, named_twice, nodes, text, wrong_shapes
from rota.tables.rows.visit_status import is_held

_SHAPES = {
    "id": str, "status": str, "start": str, "end": str, "minutesDuration": int, "priority": int,
    "participant": list, "identifier": list,
}  # fmt: skip
_CLINICIANS = ("Practitioner", "PractitionerRole")
_PERFORMERS = ("PPRF", "SPRF", "ATND")


def number_of(node: Node) -> str:
    """Return by what an appointment or slot is known: a business identifier, then its id."""
    several = [each for each in nodes(node, "identifier") if text(each, "value")]
    best = [each for each in several if text(each, "use") in ("official", "usual")]
    current = [each for each in several if text(each, "use") != "old"]
    return text((best or current or [{}])[0], "value") or text(node, "id")


def visit_entry(bundle: Bundle, node: Node, number: int) -> Entry:
    """Return one Appointment as a row."""
    entry = Entry(number)
    if twice := named_twice(node):
        entry.fault("Appointment", "named_twice", f"“{twice[:40]}” is said twice; which one holds?")
    for name, sentence in wrong_shapes(node, _SHAPES):
        entry.fault(f"Appointment.{name}", "wrong_shape", sentence)
    entry.put("appointment_id", number_of(node), "Appointment.identifier")
    entry.put("status", status_cell(node), "Appointment.status")
    if not text(node, "status"):
        sentence = "The Appointment has no status, so it may be a cancelled one."
        entry.fault("Appointment.status", "missing", sentence)
    if not is_held(entry.cells["status"]):
        return entry
    put_length(entry, node)
    _put_patient(entry, bundle, node)
    _put_clinician(entry, bundle, node)
    slots = _targets(bundle, node, "slot")
    schedules = [each for slot in slots for each in _targets(bundle, slot, "schedule")]
    about = [node, *slots, *schedules]

    def actors(kind: str) -> list[Node]:
        found = _actors(bundle, node, kind)
        for schedule in schedules if not found else ():
            found += [each for each in _targets(bundle, schedule, "actor") if _is(each, kind)]
        return found

    put_place(entry, bundle, about, actors)
    put_kind(entry, about)
    put_priority(entry, node, _targets(bundle, node, "basedOn"))
    put_mode(entry, node)
    return entry


def _put_patient(entry: Entry, bundle: Bundle, node: Node) -> None:
    place = "Appointment.participant.actor"
    found: list[tuple[Node, bool]] = []
    for part in nodes(node, "participant"):
        for actor in nodes(part, "actor"):
            target = bundle.target(actor, node)
            if target is not None and _is(target, "Patient"):
                if text(part, "status") == "declined":
                    sentence = "The patient declined this appointment: check that it is held."
                    entry.note("Appointment.participant.status", "declined", sentence)
                found.append((target, text(actor, "reference").startswith("#")))
    different = {id(patient): patient for patient, _ in found}
    if len(different) == 1:
        put_patient(entry, found[0][0], text(node, "start")[:10], is_contained=found[0][1])
    elif different:
        sentence = "The Appointment is for more than one patient; list each one's own."
        entry.fault(place, "several_patients", sentence)
    else:
        sentence = (
            "The Patient that it is for is not in the file, so nobody could be written to; ask for "
            "the bundle with its patients (_include=Appointment:patient)."
            if nodes(node, "participant")
            else "The Appointment has no participant, so it does not say who it is for."
        )
        entry.fault(place, "no_patient", sentence)


def _put_clinician(entry: Entry, bundle: Bundle, node: Node) -> None:
    place = "Appointment.participant.actor"
    found: list[tuple[int, str]] = []
    named = 0
    for part in nodes(node, "participant"):
        for actor in nodes(part, "actor"):
            if _is_clinician(bundle, actor, node):
                named += 1
                if number := clinician_number(bundle, actor, node):
                    found.append((_rank(part), number))
    numbers = list(dict.fromkeys(number for _, number in sorted(found, key=lambda each: each[0])))
    if numbers:
        entry.put("clinician_staff_id", numbers[0], place)
    if len(numbers) > 1:
        sentence = "More than one clinician takes part; the first of those who lead it is used."
        entry.note(place, "several_clinicians", sentence)
    elif named and not numbers:
        sentence = (
            "The clinician has no number here, so the appointment is read without one: it will "
            "not count as at risk when they strike."
        )
        entry.note(place, "clinician_not_known", sentence)


def _is_clinician(bundle: Bundle, actor: Node, within: Node) -> bool:
    target = bundle.target(actor, within)
    if target is not None:
        return text(target, "resourceType") in _CLINICIANS
    said = f"{text(actor, 'reference')} {text(actor, 'type')}"
    return "Practitioner" in said


def _rank(part: Node) -> int:
    said = {text(each, "code") for kind in nodes(part, "type") for each in codes(kind)}
    return min((at for at, code in enumerate(_PERFORMERS) if code in said), default=9)


def _actors(bundle: Bundle, node: Node, kind: str) -> list[Node]:
    several = (actor for part in nodes(node, "participant") for actor in nodes(part, "actor"))
    found = (bundle.target(each, node) for each in several)
    return [each for each in found if each is not None and _is(each, kind)]


def _targets(bundle: Bundle, node: Node, name: str) -> list[Node]:
    found = (bundle.target(each, node) for each in nodes(node, name))
    return [each for each in found if each is not None]


def _is(node: Node, kind: str) -> bool:
    return text(node, "resourceType") == kind
