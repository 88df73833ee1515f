"""Commands about one patient by hand, and about what the next extract changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.appointments import Appointment
from rota.domain.codes import words
from rota.domain.errors import Refused
from rota.domain.extracts import ExtractNote
from rota.domain.patient_facts import FACTS, blank_patient, facts_of, with_facts
from rota.domain.times import short_words
from rota.services.patients import (
    AppointmentOrder,
    PatientRecord,
    add_appointment,
    correct_patient,
    open_notes,
    patient_record,
    retire_appointment,
    settle_notes,
)


def show(context: Context) -> int:
    """Show what is kept here about the patient of one appointment."""
    record = patient_record(context.storage(), context.words.appointment)
    context.answer(_document(record), "\n".join(_lines(record)))
    return 0


def correct(context: Context) -> int:
    """Correct facts of one patient in all of their appointments."""
    said, storage = context.words, context.storage()
    changes = correct_patient(storage, said.appointment, _facts(said.set), said.why)
    record = patient_record(storage, said.appointment)
    context.answer(_document(record), changes.text)
    return 0


def add(context: Context) -> int:
    """Add one appointment that the extract lacks."""
    said, storage = context.words, context.storage()
    facts, patient = _facts(said.set), blank_patient(said.patient)
    if facts:
        patient = with_facts(patient, facts)
    visit = Appointment(
        said.id,
        patient,
        0,
        said.clinic_code,
        said.clinician or None,
        tuple(said.needs),
        said.start,
        said.minutes,
        said.kind,
        said.mode,
        said.priority,
        None,
        None,
        0,
        said.transport,
    )
    order = AppointmentOrder(visit, said.service, said.site, said.department, said.new_service)
    done = add_appointment(storage, order, context.tools.rules)
    context.answer({"appointment_id": done.appointment_id}, done.text)
    return 0


def retire(context: Context) -> int:
    """Take away an appointment that was added here."""
    said = context.words
    changes = retire_appointment(context.storage(), said.appointment, said.why)
    context.answer({"appointment_id": said.appointment}, changes.text)
    return 0


def notes(context: Context) -> int:
    """List what extracts changed, or settle what was looked at."""
    said, storage = context.words, context.storage()
    text = ""
    if said.settle:
        text = settle_notes(storage, said.settle, said.why).text
    found = open_notes(storage)
    context.answer({"notes": [_note(each) for each in found]}, text or _note_table(found))
    return 0


def _facts(given: Sequence[str]) -> dict[str, str]:
    facts = {}
    for each in given:
        column, equals, value = each.partition("=")
        if not equals or column.strip() not in FACTS:
            allowed = ", ".join(FACTS)
            raise Refused(
                "unknown_column", f"{column}: write --set COLUMN=VALUE, with one of: {allowed}."
            )
        facts[column.strip()] = value
    return facts


def _document(record: PatientRecord) -> dict[str, Any]:
    return {
        "patient_id": record.patient.patient_id,
        **facts_of(record.patient),
        "corrected": [name for name in FACTS if name in record.corrected],
        "extract_says": dict(record.said),
        "appointments": [_visit_document(record, each) for each in record.visits],
        "letters": [
            {
                "reference": each.reference,
                "kind": each.kind.value,
                "appointment_id": each.appointment_id,
                **both_times("posted", each.posted_at),
                **both_times("taken_out", each.withdrawn_at),
            }
            for each in record.letters
        ],
        "notes": [_note(each) for each in record.notes],
    }


def _visit_document(record: PatientRecord, visit: Appointment) -> dict[str, Any]:
    made = record.decisions.get(visit.appointment_id)
    return {
        "appointment_id": visit.appointment_id,
        "service": record.services[visit.service_id].name,
        **both_times("start", visit.start),
        "by_hand": visit.by_hand,
        "retired": visit.appointment_id in record.retired,
        "decision": None if made is None else made.decision.value,
        **both_times("new_start", None if made is None else made.new_start),
    }


def _note(note: ExtractNote) -> dict[str, Any]:
    return {
        "appointment_id": note.appointment_id,
        "what": note.what.value,
        "text": note.text,
        **both_times("at", note.at),
        "settled": note.settled,
    }


def _lines(record: PatientRecord) -> list[str]:
    lines = [f"Patient {record.patient.patient_id}"]
    for name, value in facts_of(record.patient).items():
        if value or name in record.corrected:
            said = f"{words(name).capitalize()}: {value}"
            if name in record.corrected:
                said += f" (corrected here; the extract says: {record.said.get(name) or 'nothing'})"
            lines.append(said)
    for visit in record.visits:
        made = record.decisions.get(visit.appointment_id)
        decided = "" if made is None else f", {words(made.decision)}"
        by_hand = ", added here" if visit.by_hand else ""
        service = record.services[visit.service_id].name
        when = short_words(visit.start)
        lines.append(f"Appointment {visit.appointment_id}: {service}, {when}{decided}{by_hand}")
    for letter in record.letters:
        at = "not posted" if letter.posted_at is None else f"posted {short_words(letter.posted_at)}"
        at = at if letter.withdrawn_at is None else "taken out"
        lines.append(f"Letter {letter.reference}: {words(letter.kind)}, {at}")
    lines += [f"Extract of {short_words(each.at)}: {each.text}" for each in record.notes]
    return lines


def _note_table(found: Sequence[ExtractNote]) -> str:
    if not found:
        return "No extract changed anything that is still to be looked at."
    rows = [(each.appointment_id, words(each.what), each.text) for each in found]
    return table(("Appointment", "What", "Note"), rows)
