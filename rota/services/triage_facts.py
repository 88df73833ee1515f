"""What the rules of triage read of a window's appointments, gathered in a few readings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from rota.domain.appointments import Appointment, AppointmentSlice, DecisionMade, risks_told
from rota.domain.codes import WindowType
from rota.domain.cover import CoverPerson
from rota.domain.harm import CoverThere, TriageFacts
from rota.domain.losses import WindowFacts, is_absent
from rota.domain.rules import Rulebook
from rota.domain.telling import Told, is_fulfilled
from rota.domain.triage import MOVES
from rota.services.ports import Work
from rota.services.strike_picture import StrikePicture


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is decided on appointments, and what their patients were last told in writing."""

    decided: Mapping[str, DecisionMade]
    told: Mapping[str, Told]

    def standing(self, visit: AppointmentSlice) -> DecisionMade | None:
        """Return the decision on an appointment, unless it was carried out and the date is over.

        A patient moved from one strike into the next is decided on anew.
        """
        made = self.decided.get(visit.appointment_id)
        return None if made is None or self._carried_out(visit, made) else made

    def was_moved(self, visit: AppointmentSlice) -> bool:
        """Say whether an earlier strike moved the appointment to where it is."""
        made = self.decided.get(visit.appointment_id)
        return made is not None and made.decision in MOVES and self._carried_out(visit, made)

    def _carried_out(self, visit: AppointmentSlice, made: DecisionMade) -> bool:
        if made.decided_start == visit.start:
            return False
        return made.new_start == visit.start or is_fulfilled(
            made, self.told.get(made.appointment_id)
        )


def recorded(work: Work) -> Recorded:
    """Return every decision and what every patient was told."""
    return Recorded(work.appointments.decided(), work.letters.told())


def facts_at_risk(
    picture: StrikePicture,
    rules: Rulebook,
    known: Recorded,
    appointment_ids: Collection[str] | None = None,
) -> list[tuple[TriageFacts, DecisionMade | None]]:
    """Return the facts of appointments at risk in a window, each with the decision that stands.

    ``appointment_ids`` None: of all of them.
    """
    wanted = [
        each
        for each in picture.at_risk
        if appointment_ids is None or each.visit.appointment_id in appointment_ids
    ]
    if not wanted:
        return []
    visits = picture.work.appointments.visits.existing([w.visit.appointment_id for w in wanted])
    eye = _Eye(picture)
    # What is proposed is kept as the reason of a decision, and read by clerks.
    is_open = picture.work.user.is_open
    found = []
    for each in wanted:
        visit = visits[each.visit.appointment_id]
        moved = max(visit.times_postponed, int(known.was_moved(each.visit)))
        facts = replace(
            facts_of(visit, picture, rules),
            times_moved=moved,
            risks=each.reasons if is_open else risks_told(each.reasons),
            cover=eye.cover(each.visit),
        )
        found.append((facts, known.standing(each.visit)))
    return found


def facts_of(visit: Appointment, picture: StrikePicture, rules: Rulebook) -> TriageFacts:
    """Return the facts of an appointment that is not at risk."""
    return TriageFacts(
        visit.appointment_id,
        visit.service_id,
        visit.start,
        visit.kind,
        visit.mode,
        visit.priority,
        visit.rtt_start,
        visit.cancer_day_62,
        visit.times_postponed,
        visit.patient.deceased,
        (),
        rules.care.of(picture.services[visit.service_id]),
        CoverThere(),
    )


class _Eye:
    """Sees what cover there is for one appointment after another."""

    def __init__(self, picture: StrikePicture) -> None:
        self._ladder, self._strikes = picture.ladder, picture.reading.facts.values()
        self._absences, self._risk = picture.risk_ground.absences, picture.risk_ground.rules()
        clinicians = {each.visit.clinician_staff_id or "" for each in picture.at_risk}
        self._clinicians = picture.work.people.cover_people(clinicians)
        self._called = {rank: grade for grade, rank in reversed(list(picture.ladder.ranks.items()))}

    def cover(self, visit: AppointmentSlice) -> CoverThere:
        wanted = max((self._rank(grade) for grade in visit.needs), default=0)
        clinician = self._clinicians.get(visit.clinician_staff_id or "")
        return CoverThere(
            clinician is not None and self._is_free(clinician, visit),
            clinician is not None and self._rank(clinician.grade) >= wanted,
            needs=max(visit.needs, key=self._rank, default=""),
            highest=self._called.get(self._risk.rank_there(visit), "") if visit.needs else "",
        )

    def _rank(self, grade: str) -> int:
        return self._ladder.rank(grade) or 0

    def _is_free(self, clinician: CoverPerson, visit: AppointmentSlice) -> bool:
        """Say whether a clinician is neither away nor called out by any standing strike."""
        if is_absent(self._absences, clinician.staff_id, visit.start):
            return False
        return not any(_calls_out(facts, clinician, visit) for facts in self._strikes)


def _calls_out(facts: WindowFacts, clinician: CoverPerson, visit: AppointmentSlice) -> bool:
    terms = facts.window.terms
    return (
        facts.window.removes_duties
        and terms.type is not WindowType.ACTION_SHORT_OF_STRIKE
        and clinician.staff_group in terms.groups
        and clinician.staff_id not in facts.working
        and terms.reaches(visit.site, visit.start, visit.end)
    )
