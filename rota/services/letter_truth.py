"""Whether a letter may leave, and whether one that was made still says the truth."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from rota.domain.appointments import Appointment, DecisionMade, Patient
from rota.domain.codes import Decision, LetterKind, WindowType
from rota.domain.duties import Service
from rota.domain.extracts import as_decided
from rota.domain.letters import (
    LineTold,
)
from rota.domain.rebooking import standing_over
from rota.domain.suppression import call_holds, patient_holds
from rota.domain.telling import Told, to_tell
from rota.domain.windows import StrikeWindow, touching
from rota.services.held_slots import slots_astray
from rota.services.ports import Work


def doubtful_patients(work: Work, visits: Sequence[Appointment]) -> set[str]:
    """Return the appointments of patients on whom the records disagree.

    All appointments of the same patient ids and NHS numbers are compared, also those nobody
    decided on: the newest address, a death or a no-post flag may stand in another row.
    """
    everyone = [*work.appointments.of_same_people(visits), *visits]
    known: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for visit in everyone:
        patient = visit.patient
        said = (
            *(patient.title, patient.forename, patient.surname, patient.date_of_birth),
            *(patient.address, patient.postcode, patient.format),
            *(patient.deceased, patient.do_not_post),
        )
        known[f"id {patient.patient_id}"].add(said)
        if patient.nhs_number:
            known[f"nhs {patient.nhs_number}"].add(said)
    return {
        visit.appointment_id
        for visit in visits
        if len(known[f"id {visit.patient.patient_id}"]) > 1
        or len(known.get(f"nhs {visit.patient.nhs_number}", ())) > 1
    }


class Truth:
    """Judges letters within one reading: what holds each, and whether one made is still true."""

    def __init__(self, work: Work, visits: Sequence[Appointment]) -> None:
        self._windows = work.windows.all()
        self._faults = work.letters.faults()
        self._doubtful = doubtful_patients(work, visits)
        self._astray = slots_astray(work)
        self.services = {each.service_id: each for each in work.duties.services()}

    def changed(self, visit: Appointment, made: DecisionMade | None) -> bool:
        """Say whether the strike that a decision relied on, or its slot, no longer holds."""
        return visit.appointment_id in self._astray or self._strike_changed(visit, made)

    def _strike_changed(self, visit: Appointment, made: DecisionMade | None) -> bool:
        site = self.services[visit.service_id].site
        return strike_changed(made, visit, site, self._windows)

    def _is_struck(self, visit: Appointment) -> bool:
        """Say whether a strike that stands shares time with an appointment, whoever it calls out.

        Who is at risk is not asked: that nobody decided is reason enough to wait.
        """
        site = self.services[visit.service_id].site
        return touching(self._windows, site, visit.start, visit.end) is not None

    def holds(
        self, visit: Appointment, made: DecisionMade | None, kind: LetterKind | None
    ) -> list[str]:
        """Return the codes that hold a letter about one appointment that is still in use."""
        holds = list(patient_holds(visit.patient))
        if made is not None and made.decided_start != visit.start:
            holds.append("changed_since_decision")
        if kind is not None and made is not None and made.decision is Decision.CONVERT:
            holds.extend(call_holds(visit, is_new=kind is LetterKind.MODE_CHANGE))
        fault = self._faults.get(visit.appointment_id)
        if fault is not None and fault.patient_sha256 == patient_digest(visit.patient):
            holds.append("not_printable")
        if visit.appointment_id in self._doubtful:
            holds.append("details_differ")
        if self._strike_changed(visit, made):
            holds.append("strike_changed")
        if visit.appointment_id in self._astray:
            holds.append("slot_changed")
        if made is None and self._is_struck(visit):
            holds.append("at_risk_undecided")
        if made is not None and made.new_start is not None:
            site = self.services[visit.service_id].site
            end = made.new_start + (visit.end - visit.start)
            if standing_over(self._windows, site, made.new_start, end):
                holds.append("new_date_in_strike")
        return holds

    def stands(self, letter: LineTold, visit: Appointment, made: DecisionMade | None) -> bool:
        """Say whether a letter made and not posted says what would be written now."""
        return still_true(letter, visit, self.services[visit.service_id], made)


def strike_changed(
    made: DecisionMade | None, visit: Appointment, site: str, windows: Sequence[StrikeWindow]
) -> bool:
    """Say whether the strike that a decision relied on no longer holds for the appointment.

    It holds while the window stands and the appointment shares time with it (after a revision:
    starts inside it), or while another standing strike calls out the same staff then.
    """
    if made is None or made.decision is Decision.KEEP or made.window_id is None:
        return False
    window = next(each for each in windows if each.window_id == made.window_id)
    visit = as_decided(visit, made)
    return not any(
        _still_strikes(each, window, made.window_revision, visit)
        for each in windows
        if each.removes_duties and each.terms.affects_site(site)
    )


def _still_strikes(
    other: StrikeWindow, relied: StrikeWindow, revision: int | None, visit: Appointment
) -> bool:
    if other.window_id == relied.window_id:
        same = other.revision == revision
        return other.terms.overlaps(visit.start, visit.end) and (
            same or other.terms.holds(visit.start)
        )
    strikes = other.terms.type is not WindowType.ACTION_SHORT_OF_STRIKE
    same_staff = bool(other.terms.groups & relied.terms.groups)
    return strikes and same_staff and other.terms.holds(visit.start)


def still_true(
    letter: LineTold, visit: Appointment, service: Service, made: DecisionMade | None
) -> bool:
    """Say whether a letter made and not posted still says what would be written now."""
    wanted = to_tell(made.decision, made.new_start) if made else Told()
    same = letter.told_start == visit.start and wanted.says(Told(letter.decision, letter.new_start))
    return same and letter.said_sha256 == said_digest(visit, service, letter.decision)


def said_digest(visit: Appointment, service: Service, decision: Decision) -> str:
    """Return a digest of everything of an appointment and its patient that a letter depends on.

    The phone number counts only where the letter says that we ring it.
    """
    patient = visit.patient
    said = (
        patient_digest(patient),
        *(patient.date_of_birth, patient.format, patient.deceased, patient.do_not_post),
        *(visit.start, visit.kind, visit.mode, service.name, service.site),
        *((patient.phone,) if decision is Decision.CONVERT else ()),
    )
    return hashlib.sha256("\n".join(map(str, said)).encode("utf-8", "surrogatepass")).hexdigest()


def patient_digest(patient: Patient) -> str:
    """Return a digest of what a letter prints of a patient: a fault stands until it changes."""
    said = (patient.title, patient.forename, patient.surname, *patient.address, patient.postcode)
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()
