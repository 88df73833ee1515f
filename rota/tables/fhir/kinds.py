"""Reads what FHIR says of an appointment's type, priority, mode, length and status."""

from __future__ import annotations

from collections.abc import Iterable

from rota.domain.codes import Mode
from rota.domain.grades import plain
from rota.domain.times import minutes_between
from rota.tables.entries import Entry
from rota.tables.fhir.documents import Node
from rota.tables.fhir.values import codes, every_word, extension, moment, nodes, text, time_cell
from rota.tables.rows.spellings import APPOINTMENT_KINDS, MODES, PRIORITIES

_URGENT, _ROUTINE = "urgent", "routine"
# Of http://terminology.hl7.org/CodeSystem/v2-0276; the others say nothing of new or follow-up.
_KIND_OF_REASON = {"followup": "follow_up"}
_PRIORITY_OF_REASON = {"emergency": _URGENT, "routine": _ROUTINE}
# https://hl7.org/fhir/R4/valueset-request-priority.html
_PRIORITY_OF_REQUEST = {"routine": _ROUTINE, "urgent": _URGENT, "asap": _URGENT, "stat": _URGENT}
_NEITHER = "does not say whether it is new, a follow-up, a test, pre-op, day case or inpatient"


def put_length(entry: Entry, node: Node) -> None:
    """Lay out start and length: to the end, or the minutes that are said."""
    kind = text(node, "resourceType")
    entry.put("start", time_cell(text(node, "start")), f"{kind}.start")
    if not text(node, "start"):
        entry.lacks("start", f"{kind}.start", f"The {kind} has no start.")
    start, end = moment(text(node, "start")), moment(text(node, "end"))
    said = text(node, "minutesDuration")
    if start is not None and end is not None:
        if end <= start:
            entry.fault(f"{kind}.end", "end_before_start", "The end must lie after the start.")
        length = minutes_between(start, end)
        entry.put("duration_minutes", str(length), f"{kind}.end")
        if said and said != str(length):
            sentence = "minutesDuration is not the time from start to end, so it was not used."
            entry.note(f"{kind}.minutesDuration", "lengths_differ", sentence)
    elif said:
        entry.put("duration_minutes", said, f"{kind}.minutesDuration")
    else:
        sentence = f"The {kind} has neither an end that is a time nor minutesDuration."
        entry.lacks("duration_minutes", f"{kind}.end", sentence)


def put_kind(entry: Entry, several: Iterable[Node]) -> None:
    """Lay out the type of appointment, from what says it first."""
    place, said = "", False
    for node in several:
        place = place or f"{text(node, 'resourceType')}.appointmentType"
        for name in ("appointmentType", "serviceType"):
            for concept in nodes(node, name):
                said |= name == "appointmentType"
                for word in map(plain, every_word(concept)):
                    if found := APPOINTMENT_KINDS.get(word) or _KIND_OF_REASON.get(word):
                        entry.put("kind", found, f"{text(node, 'resourceType')}.{name}")
                        return
    sentence = f"The appointmentType {_NEITHER}." if said else f"The entry {_NEITHER}."
    entry.lacks("kind", place, sentence)


def put_priority(entry: Entry, appointment: Node, requests: Iterable[Node]) -> None:
    """Lay out the priority: of the request it is based on, its own number, or its type."""
    for request in requests:
        if found := _PRIORITY_OF_REQUEST.get(text(request, "priority")):
            entry.put("priority", found, "ServiceRequest.priority")
            return
    place, said = "Appointment.priority", text(appointment, "priority")
    if said.isascii() and said.isdigit() and 1 <= int(said) <= 9:
        # RFC 5545, 3.8.1.9, which R4 refers to: 1 to 4 is high, 5 medium, 6 to 9 low.
        entry.put("priority", _URGENT if int(said) <= 4 else _ROUTINE, place)
        return
    for concept in nodes(appointment, "appointmentType"):
        for word in map(plain, every_word(concept)):
            if found := PRIORITIES.get(word) or _PRIORITY_OF_REASON.get(word):
                entry.put("priority", found, "Appointment.appointmentType")
                return
    sentence = (
        "No priority is said: not by a ServiceRequest in the file, priority or appointmentType."
    )
    entry.lacks("priority", place, sentence)


def put_mode(entry: Entry, appointment: Node) -> None:
    """Lay out how the patient is seen; UK Core says it in an extension."""
    channel = extension(appointment, "DeliveryChannel")
    if channel is None:
        return
    place = "Appointment.extension(DeliveryChannel)"
    several = [text(channel, "valueCode"), *every_word(channel.get("valueCodeableConcept"))]
    said = [each for each in several if each]
    for each in said:
        if found := MODES.get(plain(each)):
            entry.put("mode", found, place)
            return
    if said:
        sentence = f"This way of being seen is not known here; {Mode.FACE_TO_FACE} stands for it."
        entry.note(place, "mode_not_known", sentence.replace("_", " "))


def status_cell(appointment: Node) -> str:
    """Return the status of an appointment, and of a cancelled one whose doing it was."""
    said = text(appointment, "status")
    if said != "cancelled":
        return said
    for concept in nodes(appointment, "cancelationReason"):
        for coding in codes(concept):
            code = text(coding, "code")
            if code.startswith("pat"):
                return "cancelled by patient"
            if code.startswith("prov"):
                return "cancelled by hospital"
    return said
