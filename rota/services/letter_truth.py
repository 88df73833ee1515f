"""Whether a letter may leave, and whether one that was made still says the truth."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from rota.domain.addresses import address_lines
from rota.domain.appointments import Appointment, DecisionMade, Patient
from rota.domain.calls import wrong_numbers
from rota.domain.codes import Decision, LetterKind
from rota.domain.duties import Service
from rota.domain.languages import is_english
from rota.domain.letters import LineTold
from rota.domain.suppression import call_holds, full_name, patient_holds
from rota.domain.telling import Told, kind_needed, to_tell
from rota.services.decision_judge import DecisionJudge
from rota.services.letter_basis import over_now
from rota.services.letter_languages import EASY_READ
from rota.services.ports import Work
from rota.services.release_basis import LetGo, Releases


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


@dataclass(frozen=True, slots=True)
class Judged:
    """What holds one letter still, and what a second person let go."""

    holds: tuple[str, ...]
    let_go: LetGo


class Truth:
    """Judges letters within one reading: what holds each, and whether one made is still true.

    ``now``: what was let go for one day counts on that day; without it, never.
    """

    def __init__(
        self, work: Work, visits: Sequence[Appointment], now: datetime | None = None
    ) -> None:
        self._judge = DecisionJudge(work)
        self._faults = work.letters.faults()
        self._doubtful = doubtful_patients(work, visits)
        self._releases = Releases(work, now)
        self._wrong_numbers = wrong_numbers(work.gate.calls())
        self._returned = work.letters.returned()
        self._work = work
        self.services = self._judge.services

    def changed(self, visit: Appointment, made: DecisionMade | None) -> bool:
        """Say whether the strike that a decision relied on, or its slot, no longer holds."""
        return self._judge.changed(visit, made)

    def holds(
        self, visit: Appointment, made: DecisionMade | None, kind: LetterKind | None
    ) -> list[str]:
        """Return the codes that hold a letter made about one appointment that is still in use."""
        return list(self.judged(visit, made, kind).holds)

    def judged(
        self,
        visit: Appointment,
        made: DecisionMade | None,
        kind: LetterKind | None,
        more: Sequence[str] = (),
    ) -> Judged:
        """Judge a letter about one appointment; ``more`` are codes that hold it besides."""
        holds = [*self._codes(visit, made, kind), *more]
        left, let_go = self._releases.let_go(holds, visit, made)
        fault = self._faults.get(visit.appointment_id)
        if fault and fault.patient_sha256 == patient_digest(visit.patient, let_go.address):
            left.append("not_printable")
        return Judged(tuple(left), let_go)

    def _codes(
        self, visit: Appointment, made: DecisionMade | None, kind: LetterKind | None
    ) -> list[str]:
        holds = [code for code in patient_holds(visit.patient) if code != EASY_READ]
        converts = made is not None and made.decision is Decision.CONVERT
        if converts and kind is not None:
            holds.extend(call_holds(visit, is_new=kind is LetterKind.MODE_CHANGE))
        if converts and self.is_wrong_number(visit):
            holds.append("wrong_number")
        if self._came_back(visit.patient):
            holds.append("returned_mail")
        if visit.appointment_id in self._doubtful:
            holds.append("details_differ")
        holds.extend(self._judge.faults(visit, made))
        if made is None and self._judge.is_struck(visit):
            holds.append("at_risk_undecided")
        return holds

    def _came_back(self, patient: Patient) -> bool:
        """Say whether the last letter to this very address came back."""
        now = address_lines(full_name(patient), patient.address, patient.postcode)
        return any(each.is_of(patient) and each.went_to(now) for each in self._returned)

    def is_wrong_number(self, visit: Appointment) -> bool:
        """Say whether the patient's number was wrong when it was rung last, about whatever."""
        patient = visit.patient
        return (patient.patient_id, phone_digest(patient)) in self._wrong_numbers

    def said(self, visit: Appointment, decision: Decision, address: Sequence[str]) -> str:
        """Return the digest of everything that a letter made now would depend on.

        ``address`` is what is printed in the window instead of the patient's own.
        """
        return said_digest(visit, self.services[visit.service_id], decision, address)

    def said_now(self, visit: Appointment, made: DecisionMade | None, decision: Decision) -> str:
        """Return that digest with the way that was let go, if any."""
        return self.said(visit, decision, self.judged(visit, made, None).let_go.address)

    def stands(self, letter: LineTold, visit: Appointment, made: DecisionMade | None) -> bool:
        """Say whether a letter made and not posted is needed and says what would be written now."""
        return not self.why_untrue(letter, visit, made)

    def why_untrue(self, letter: LineTold, visit: Appointment, made: DecisionMade | None) -> str:
        """Return why a letter made and not posted does not stand any more; blank while it does.

        ``moved``, ``decided_otherwise``, ``not_needed``, ``wording_changed`` (or the hospital's
        details), or ``details_changed`` (of the patient or the appointment).
        """
        wanted = to_tell(made.decision, made.new_start) if made else Told()
        if letter.told_start != visit.start:
            return "moved"
        if not wanted.says(Told(letter.decision, letter.new_start)):
            return "decided_otherwise"
        if not self._is_needed(visit, made):
            return "not_needed"
        if letter.reference in self._over:
            return "wording_changed"
        is_same = letter.said_sha256 == self.said_now(visit, made, letter.decision)
        return "" if is_same else "details_changed"

    def _is_needed(self, visit: Appointment, made: DecisionMade | None) -> bool:
        """Say whether the patient has still to be told: another letter may have done it."""
        place = (self.services[visit.service_id].site, visit.mode)
        told = self._told.get(visit.appointment_id)
        heard = self._heard.get(visit.appointment_id, ())
        return kind_needed(visit.start, made, told, place, heard) is not None

    @cached_property
    def _heard(self) -> dict[str, list[Told]]:
        return self._work.gate.heard()

    @cached_property
    def _told(self) -> dict[str, Told]:
        return self._work.letters.told()

    @cached_property
    def _over(self) -> frozenset[str]:
        return over_now(self._work)


def said_digest(
    visit: Appointment,
    service: Service,
    decision: Decision,
    address: Sequence[str] = (),
) -> str:
    """Return a digest of everything of an appointment and its patient that a letter depends on.

    The phone number counts only where the letter says that we ring it. ``address`` is what is
    printed in the window instead of the patient's own.
    """
    patient = visit.patient
    language = "" if is_english(patient.language) else patient.language.casefold().strip()
    said = (
        patient_digest(patient),
        *(patient.date_of_birth, patient.format, patient.deceased, patient.do_not_post),
        *(visit.start, visit.kind, visit.mode, service.name, service.site),
        *((patient.phone,) if decision is Decision.CONVERT else ()),
        *((language,) if language else ()),
        *address,
    )
    return _digest(said)


def patient_digest(patient: Patient, address: Sequence[str] = ()) -> str:
    """Return a digest of what a letter prints of a patient: a fault stands until it changes.

    ``address`` is what is printed in the window instead of the patient's own.
    """
    own = (patient.title, patient.forename, patient.surname, *patient.address, patient.postcode)
    return _digest((*own, "", *address) if address else own)


def phone_digest(patient: Patient) -> str:
    """Return a digest of the number at which a patient is rung."""
    return _digest((patient.phone,))


def _digest(said: Sequence[object]) -> str:
    return hashlib.sha256("\n".join(map(str, said)).encode("utf-8", "surrogatepass")).hexdigest()
