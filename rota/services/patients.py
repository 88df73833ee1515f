"""One patient by hand: looked at, corrected, and an appointment added that the extract lacks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from rota.domain.appointments import Appointment, DecisionMade, Patient
from rota.domain.changes import Changes
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.extracts import ExtractNote, extract_says
from rota.domain.letters import LetterSent as LetterSent
from rota.domain.patient_facts import FACTS, differing, facts_of, whole, with_facts
from rota.domain.permissions import See, refuse, refuse_sight
from rota.domain.rules import Rulebook
from rota.domain.times import short_words
from rota.services.by_hand import (
    doctors_grade,
    free_id,
    known_place,
    need_reason,
    new_place,
    one_spaced,
)
from rota.services.own_departments import keep_to_own, refuse_others, seen_services
from rota.services.ports import Storage, Work
from rota.services.windows import count_of

LONGEST_ID = 100
LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """Everything kept here about a patient; ``said`` is what the extract says where it differs."""

    patient: Patient
    visits: tuple[Appointment, ...]
    decisions: Mapping[str, DecisionMade]
    letters: tuple[LetterSent, ...]
    notes: tuple[ExtractNote, ...]
    services: Mapping[int, Service]
    corrected: frozenset[str] = frozenset()
    said: Mapping[str, str] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AppointmentOrder:
    """An appointment as a person enters it: ``visit.service_id`` is found by the place.

    An empty ``visit.appointment_id`` gets a new one. A patient with no surname is copied from the
    one of that patient id. ``is_new_service`` says that the service is meant to be new.
    """

    visit: Appointment
    service: str
    site: str
    department: str = ""
    is_new_service: bool = False


@dataclass(frozen=True, slots=True)
class Added(Changes):
    """What adding an appointment changed, and the id that it has."""

    appointment_id: str = ""


def patient_record(storage: Storage, appointment_id: str) -> PatientRecord:
    """Return the record of the patient of an appointment, which may be out of use.

    Of the patient's appointments those that the user may look at.
    """
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        chosen, is_retired = _any_visit(work, appointment_id)
        visits = _seen(work, work.appointments.of_patient(chosen.patient.patient_id))
        if is_retired:
            visits = sorted([*visits, chosen], key=lambda each: each.start)
        ids = [each.appointment_id for each in visits]
        said = work.slots.says.existing([appointment_id]).get(appointment_id)
        return PatientRecord(
            chosen.patient,
            tuple(visits),
            work.appointments.decisions.existing(ids),
            tuple(work.letters.about(ids)),
            tuple(work.slots.notes(ids, also_settled=True)),
            {each.service_id: each for each in work.duties.services()},
            chosen.corrected,
            {} if said is None else said.values,
            frozenset({appointment_id} if is_retired else ()),
        )


def known_patient(storage: Storage, patient_id: str) -> Patient | None:
    """Return a patient of whom there is an appointment here, by the hospital number."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        visits = _seen(work, work.appointments.of_patient(patient_id.strip()))
    return visits[-1].patient if visits else None


def correct_patient(
    storage: Storage, appointment_id: str, fields: Mapping[str, str], why: str
) -> Changes:
    """Correct facts of a patient in all of their appointments; an extract then keeps off them.

    ``fields`` are columns as the appointments file heads them. Refuses what the file may not say.
    """
    need_reason(why)
    with storage.write("patient correct", why.strip()) as work:
        chosen = _visit(work, appointment_id)
        keep_to_own(work, "patient correct", [chosen.service_id])
        visits = work.appointments.of_patient(chosen.patient.patient_id)
        changed = []
        columns: set[str] = set()
        for visit in visits:
            patient = with_facts(visit.patient, fields)
            if touched := differing(visit.patient, patient):
                columns.update(touched)
                changed.append((visit, patient))
        if not changed:
            return Changes(text="Nothing changed: it was so already.")
        work.appointments.visits.put(_remembered(work, changed))
        named = ", ".join(each.replace("_", " ") for each in FACTS if each in columns)
        number = count_of(len(changed), "appointment", "appointments")
        work.say(f"Corrected one patient in {number}: {named}.")
    return work.changes


def _remembered(work: Work, changed: Collection[tuple[Appointment, Patient]]) -> list[Appointment]:
    """Return appointments with their patient corrected, and keep what the extract says of it."""
    there = work.slots.says.existing([visit.appointment_id for visit, _ in changed])
    corrected, says = [], []
    for visit, patient in changed:
        held = there.get(visit.appointment_id)
        said = facts_of(visit.patient) | ({} if held is None else held.values)
        now = facts_of(patient)
        touched = visit.corrected | frozenset(differing(visit.patient, patient))
        columns = whole(frozenset(name for name in touched if now[name] != said[name]))
        corrected.append(replace(visit, patient=patient, corrected=columns))
        says.append(extract_says(visit.appointment_id, {name: said[name] for name in columns}))
    work.slots.says.put([each for each in says if each.lines])
    work.slots.says.retire([each.appointment_id for each in says if not each.lines])
    return corrected


def add_appointment(storage: Storage, order: AppointmentOrder, rules: Rulebook) -> Added:
    """Add one appointment that the extract lacks. Refuses an id in use and a patient unknown."""
    _check_order(order)
    with storage.write("appointment add") as work:
        service = _place(work, order)
        refuse(work.user, "appointment add", service.department)
        visit = replace(
            order.visit,
            appointment_id=_id_for(work, order.visit.appointment_id.strip()),
            service_id=service.service_id,
            needs=tuple(doctors_grade(grade, rules.ladder) for grade in order.visit.needs),
            by_hand=True,
        )
        visit = _with_patient(work, visit)
        _check_clinician(work, visit)
        work.appointments.visits.put([visit])
        when = short_words(visit.start)
        work.say(f"Added the appointment {visit.appointment_id}: {service.name}, {when}.")
    done = work.changes
    return Added(done.kinds, done.entry, done.text, visit.appointment_id)


def retire_appointment(storage: Storage, appointment_id: str, why: str) -> Changes:
    """Take away an appointment that was added here. Refuses one that an extract brought."""
    need_reason(why)
    with storage.write("appointment retire", why.strip()) as work:
        visit = _visit(work, appointment_id)
        keep_to_own(work, "appointment retire", [visit.service_id])
        if not visit.by_hand:
            raise Refused(
                "not_by_hand",
                "This appointment came with an extract: cancel it in the hospital's own system.",
            )
        work.appointments.clear_decisions([appointment_id])
        work.slots.holds.retire([appointment_id])
        work.appointments.visits.retire([appointment_id])
        work.say(f"Took away the appointment {appointment_id}, which was added here.")
    return work.changes


def settle_notes(storage: Storage, appointment_ids: Collection[str], why: str = "") -> Changes:
    """Mark what extracts changed about appointments as dealt with."""
    wanted = list(dict.fromkeys(appointment_ids))
    if not wanted:
        raise Refused("nothing_chosen", "Choose at least one appointment.")
    with storage.write("extract notes settle", why.strip()) as work:
        visits = work.appointments.visits
        there = (visits.existing(wanted) | visits.retired(wanted)).values()
        keep_to_own(work, "extract notes settle", (each.service_id for each in there))
        unsettled = work.slots.notes(wanted)
        if not unsettled:
            raise Refused("no_notes", "There is nothing to settle about what was chosen.")
        work.slots.settle(wanted)
        work.say(f"Settled {count_of(len(unsettled), 'note', 'notes')} about the extract.")
    return work.changes


def open_notes(storage: Storage) -> list[ExtractNote]:
    """Return what extracts changed and nobody looked at yet, of appointments that one may see."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        notes = work.slots.notes()
        rows = work.listing.rows({each.appointment_id for each in notes})
    seen = {each.appointment_id for each in rows}
    return [each for each in notes if each.appointment_id in seen]


def _seen(work: Work, visits: Collection[Appointment]) -> list[Appointment]:
    own = seen_services(work)
    return [each for each in visits if own is None or each.service_id in own]


def _visit(work: Work, appointment_id: str) -> Appointment:
    found = work.appointments.visits.existing([appointment_id]).get(appointment_id)
    if found is None:
        raise Refused("unknown_appointment", f"There is no appointment {appointment_id}.")
    refuse_others(work, [found.service_id])
    return found


def _any_visit(work: Work, appointment_id: str) -> tuple[Appointment, bool]:
    found = work.appointments.visits.retired([appointment_id]).get(appointment_id)
    if found is not None:
        refuse_others(work, [found.service_id])
        return found, True
    return _visit(work, appointment_id), False


def _check_order(order: AppointmentOrder) -> None:
    visit = order.visit
    if not order.service.strip() or not order.site.strip():
        raise Refused(
            "service_missing", "Say which service the appointment is at, and on which site."
        )
    if not visit.patient.patient_id.strip():
        raise Refused("patient_missing", "Give the patient's hospital number.")
    if not timedelta(0) < timedelta(minutes=visit.duration_minutes) <= LONGEST:
        raise Refused("duration_out_of_range", "An appointment lasts between 1 minute and 7 days.")
    if len(visit.appointment_id.strip()) > LONGEST_ID:
        raise Refused("id_too_long", f"An id has at most {LONGEST_ID} characters.")


def _place(work: Work, order: AppointmentOrder) -> Service:
    """Return the service an appointment is at; a new one only if that was meant."""
    found = known_place(work, order.site, order.service)
    if found is not None:
        return found
    if not order.is_new_service:
        raise Refused(
            "unknown_service",
            f"There is no service {one_spaced(order.service)} at {one_spaced(order.site)}. "
            "If it is new, say so.",
        )
    return new_place(work, order.site, order.service, order.department)


def _id_for(work: Work, wanted: str) -> str:
    """Return the id asked for, or the next of our own; one that was ever used is not used again."""
    visits = work.appointments.visits
    if not wanted:
        return free_id(visits)
    if visits.known([wanted]) or visits.retired([wanted]):
        raise Refused("id_exists", f"There is, or was, an appointment {wanted} already.")
    return wanted


def _with_patient(work: Work, visit: Appointment) -> Appointment:
    """Return an appointment with its patient: copied where the hospital number is known here."""
    said = visit.patient
    patient_id = said.patient_id.strip()
    known = work.appointments.of_patient(patient_id)
    if not known:
        if not said.surname.strip():
            raise Refused(
                "surname_missing",
                f"No patient with the number {patient_id} is known here: give the surname.",
            )
        patient = replace(with_facts(said, facts_of(said)), patient_id=patient_id)
        return replace(visit, patient=patient)
    newest = known[-1]
    if said.surname.strip():
        given = with_facts(said, facts_of(said))
        if differing(given, newest.patient):
            raise Refused(
                "patient_differs",
                f"The patient {patient_id} is known here with other details. Leave them blank to "
                "use what is known; then correct the patient if need be.",
            )
    return replace(visit, patient=newest.patient)


def _check_clinician(work: Work, visit: Appointment) -> None:
    who = visit.clinician_staff_id
    if who and not work.people.staff.known([who]):
        raise Refused("unknown_staff", f"No one on the staff list has the id {who}.")
