"""Appointments, what puts them at risk, and the decisions on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rota.domain.codes import (
    MEDICAL,
    AppointmentKind,
    Decision,
    DutyKind,
    LetterFormat,
    Level,
    Mode,
    Priority,
    StaffGroup,
    WindowType,
)
from rota.domain.cover import CoverPerson, Presence
from rota.domain.duties import Assignment
from rota.domain.grades import GradeLadder
from rota.domain.losses import HeldDuty, WindowFacts
from rota.domain.stretches import StepFunction


class Risk(StrEnum):
    """Why an appointment may not go ahead."""

    CLINICIAN_ABSENT = "clinician_absent"
    SERVICE_SUSPENDED = "service_suspended"
    NOBODY_OF_GRADE = "nobody_of_grade"
    CLINICIAN_MOVED = "clinician_moved"


def risks_told(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """Return risks as those hear them who may not know who strikes.

    Whoever covers elsewhere does not strike: to them both sound the same.
    """
    told = (Risk.CLINICIAN_ABSENT if each is Risk.CLINICIAN_MOVED else each for each in risks)
    return tuple(dict.fromkeys(told))


@dataclass(frozen=True, slots=True)
class Patient:
    """Who comes, where a letter goes and how it must look."""

    patient_id: str
    nhs_number: str
    title: str
    forename: str
    surname: str
    date_of_birth: date | None
    address: tuple[str, ...]
    postcode: str
    phone: str
    email: str
    language: str
    format: LetterFormat
    do_not_post: bool
    deceased: bool


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment as the hospital's own system has it, but for what was corrected here.

    ``by_hand``: added here, since the extract lacks it. ``corrected`` names the columns (as the
    appointments file heads them) whose value was corrected here.
    """

    appointment_id: str
    patient: Patient
    service_id: int
    clinic_code: str
    clinician_staff_id: str | None
    needs: tuple[str, ...]
    start: datetime
    duration_minutes: int
    kind: AppointmentKind
    mode: Mode
    priority: Priority
    rtt_start: date | None
    cancer_day_62: date | None
    times_postponed: int
    transport_booked: bool
    by_hand: bool = False
    corrected: frozenset[str] = frozenset()

    @property
    def end(self) -> datetime:
        """Return when the appointment is over."""
        return self.start + timedelta(minutes=self.duration_minutes)


@dataclass(frozen=True, slots=True)
class AppointmentSlice:
    """The few columns of an appointment that the rules of risk read."""

    appointment_id: str
    service_id: int
    site: str
    clinician_staff_id: str | None
    needs: tuple[str, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """What was decided, when the appointment then stood, and the window revision it relied on.

    ``agreed`` says in a clerk's words how the patient agreed to a date at short notice.
    """

    appointment_id: str
    decision: Decision
    new_start: datetime | None
    decided_start: datetime
    why: str
    window_id: int | None = None
    window_revision: int | None = None
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """One step in the history of an appointment's decision; ``decision`` None: taken back."""

    at: datetime
    who: str
    step: str
    decision: Decision | None
    why: str
    new_start: datetime | None = None


class RiskRules:
    """Finds the reasons that hold for each appointment of one window, in one pass."""

    def __init__(
        self,
        facts: WindowFacts,
        groups: Mapping[str, StaffGroup],
        levels: Mapping[int, Level],
        duties: Iterable[HeldDuty],
        assignments: Iterable[Assignment],
        ranks_present: Mapping[int, StepFunction[int]],
        ladder: GradeLadder,
    ) -> None:
        self._facts = facts
        self._groups = groups
        self._levels = levels
        self._ranks = ranks_present
        self._ladder = ladder
        self._begun_before: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for duty in duties:
            if duty.staff_id and duty.start < facts.window.terms.start:
                self._begun_before[duty.staff_id].append((duty.start, duty.end))
        self._moved: dict[str, list[Assignment]] = defaultdict(list)
        for given in assignments:
            self._moved[given.staff_id].append(given)

    def reasons(self, visit: AppointmentSlice) -> tuple[Risk, ...]:
        """Return every reason that holds, whether or not the strike alone is the cause."""
        window = self._facts.window
        if not window.puts_appointments_at_risk or not window.terms.affects_site(visit.site):
            return ()
        if not window.terms.overlaps(visit.start, visit.end):
            return ()
        held = (
            (Risk.CLINICIAN_ABSENT, self._clinician_absent(visit)),
            (Risk.SERVICE_SUSPENDED, self._levels.get(visit.service_id) is Level.SUSPENDED),
            (Risk.NOBODY_OF_GRADE, self._nobody_of_grade(visit)),
            (Risk.CLINICIAN_MOVED, self._clinician_moved(visit)),
        )
        return tuple(risk for risk, holds in held if holds)

    def _clinician_absent(self, visit: AppointmentSlice) -> bool:
        terms, who = self._facts.window.terms, visit.clinician_staff_id
        if who is None or terms.type is WindowType.ACTION_SHORT_OF_STRIKE:
            return False
        if self._groups.get(who) not in terms.groups or who in self._facts.working:
            return False
        if not terms.holds(visit.start):
            return False
        return not any(start <= visit.start < end for start, end in self._begun_before[who])

    def _nobody_of_grade(self, visit: AppointmentSlice) -> bool:
        if not visit.needs:
            return False
        wanted = max(self._ladder.rank(grade) or 0 for grade in visit.needs)
        return self.rank_there(visit) < wanted

    def rank_there(self, visit: AppointmentSlice) -> int:
        """Return the highest rank at the service when a visit that needs a grade starts, or 0."""
        steps = self._ranks.get(visit.service_id)
        return steps.at(visit.start) if steps else 0

    def _clinician_moved(self, visit: AppointmentSlice) -> bool:
        if visit.clinician_staff_id is None:
            return False
        return any(
            given.service_id != visit.service_id
            and given.start < visit.end
            and given.end > visit.start
            for given in self._moved.get(visit.clinician_staff_id, ())
        )


def highest_rank_present(
    present: Sequence[Presence], people: Mapping[str, CoverPerson], ladder: GradeLadder
) -> StepFunction[int]:
    """Return the highest medical rank at a service over time; non-resident on call is not there."""
    events: list[tuple[datetime, int, int]] = []
    for stay in present:
        person = people[stay.staff_id]
        rank = ladder.rank(person.grade) if person.staff_group in MEDICAL else None
        if rank is None or stay.kind is DutyKind.ON_CALL_NON_RESIDENT:
            continue
        events.append((stay.start, rank, 1))
        events.append((stay.end, rank, -1))
    events.sort()
    steps: list[tuple[datetime, int]] = []
    counts: dict[int, int] = defaultdict(int)
    for at, rank, change in events:
        counts[rank] += change
        top = max((each for each, number in counts.items() if number > 0), default=0)
        if steps and steps[-1][0] == at:
            steps[-1] = (at, top)
        else:
            steps.append((at, top))
    return StepFunction(steps, 0)
