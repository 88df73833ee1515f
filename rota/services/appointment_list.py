"""The appointments of a strike's days as a list to work through, and the facts of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade, DecisionStep, Risk
from rota.domain.codes import AppointmentKind, Decision, Mode, Priority
from rota.domain.duties import Service
from rota.domain.grades import GradeLadder
from rota.domain.telling import Told, kind_needed
from rota.domain.windows import StrikeWindow
from rota.services.deciding import known_visits
from rota.services.ports import Storage
from rota.services.strike_picture import StrikePicture, find_window


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One appointment in the list. It names no patient: those are read for rows on screen only.

    ``strike_changed``: it still stands as decided for a strike that is called off or suspended.
    """

    appointment_id: str
    start: datetime
    service: str
    department: str
    site: str
    kind: AppointmentKind
    mode: Mode
    priority: Priority
    times_postponed: int
    patient_order: int
    reasons: tuple[Risk, ...]
    decision: Decision | None
    new_start: datetime | None
    letter_needed: bool
    strike_changed: bool = False

    @property
    def is_at_risk(self) -> bool:
        """Say whether any reason holds."""
        return bool(self.reasons)

    @property
    def is_undecided(self) -> bool:
        """Say whether somebody must still decide."""
        return self.is_at_risk and self.decision is None


@dataclass(frozen=True, slots=True)
class VisitList:
    """The appointments that overlap one window, in order of start.

    ``imported`` counts every appointment of the hospital: 0 means that none was brought in yet.
    """

    window: StrikeWindow
    rows: tuple[VisitRow, ...]
    imported: int


@dataclass(frozen=True, slots=True)
class VisitDetail:
    """Everything a clerk asks of one appointment."""

    visit: Appointment
    service: Service
    made: DecisionMade | None
    history: tuple[DecisionStep, ...]


def list_visits(storage: Storage, ladder: GradeLadder, window_id: int) -> VisitList:
    """Return the appointments of a window, those at risk with every reason that holds."""
    with storage.read() as work:
        picture = StrikePicture(work, window_id, ladder)
        terms = picture.window.terms
        reasons = {each.visit.appointment_id: each.reasons for each in picture.at_risk}
        services, decided, told = picture.services, work.appointments.decided(), work.letters.told()
        fallen = _fallen(work.windows.all())
        rows = []
        for listed in work.appointments.listed(terms.start, terms.end):
            service = services[listed.service_id]
            if not terms.affects_site(service.site):
                continue
            made, last = decided.get(listed.appointment_id), told.get(listed.appointment_id)
            state = _decision_state(listed.start, made, last, fallen)
            rows.append(
                VisitRow(
                    listed.appointment_id,
                    listed.start,
                    service.name,
                    service.department,
                    service.site,
                    listed.kind,
                    listed.mode,
                    listed.priority,
                    listed.times_postponed,
                    listed.patient_order,
                    reasons.get(listed.appointment_id, ()),
                    *state,
                )
            )
        return VisitList(picture.window, tuple(rows), work.appointments.count())


def with_decisions(storage: Storage, found: VisitList) -> VisitList:
    """Return a list with the decisions as they are now; no decision changes what is at risk."""
    with storage.read() as work:
        decided, told = work.appointments.decided(), work.letters.told()
        fallen = _fallen(work.windows.all())
    rows = []
    for row in found.rows:
        made, last = decided.get(row.appointment_id), told.get(row.appointment_id)
        state = _decision_state(row.start, made, last, fallen)
        now = (row.decision, row.new_start, row.letter_needed, row.strike_changed)
        rows.append(row if state == now else _with_state(row, state))
    return replace(found, rows=tuple(rows))


State = tuple[Decision | None, datetime | None, bool, bool]


def _fallen(windows: Collection[StrikeWindow]) -> frozenset[int]:
    """Return the strikes that are called off or suspended."""
    return frozenset(each.window_id for each in windows if not each.removes_duties)


def _decision_state(
    start: datetime, made: DecisionMade | None, last: Told | None, fallen: Collection[int]
) -> State:
    """Return the decision, any new date, whether a letter is needed, and if its strike fell."""
    needed = kind_needed(start, made, last) is not None
    if made is None:
        return None, None, needed, False
    changed = made.decision is not Decision.KEEP and made.window_id in fallen
    return made.decision, made.new_start, needed, changed


def _with_state(row: VisitRow, state: State) -> VisitRow:
    decision, new_start, needed, changed = state
    return replace(
        row, decision=decision, new_start=new_start, letter_needed=needed, strike_changed=changed
    )


def visits_by_id(storage: Storage, appointment_ids: Collection[str]) -> Mapping[str, Appointment]:
    """Return the appointments, patients included, of the rows that are on screen."""
    with storage.read() as work:
        return work.appointments.visits.existing(appointment_ids)


def visit_detail(storage: Storage, appointment_id: str) -> VisitDetail:
    """Return one appointment with its decision and how that came about."""
    with storage.read() as work:
        visit = known_visits(work, [appointment_id])[appointment_id]
        services = {each.service_id: each for each in work.duties.services()}
        made = work.appointments.decisions.existing([appointment_id]).get(appointment_id)
        history = work.journal.decision_steps(appointment_id)
        return VisitDetail(visit, services[visit.service_id], made, tuple(history))


def find_visits(storage: Storage, window_id: int, text: str) -> frozenset[str]:
    """Return which appointments of a window hold every word of a text.

    Looked at: names, NHS number, patient and appointment number, clinic code and postcode.
    """
    with storage.read() as work:
        terms = find_window(work, window_id).terms
        return frozenset(work.appointments.matching(_words(text), terms.start, terms.end))


def _words(text: str) -> list[str]:
    """Cut a text into words; digits in groups are one number, as 943 476 5919 is."""
    words: list[str] = []
    for word in text.split():
        if words and word.isdigit() and words[-1].isdigit():
            words[-1] += word
        else:
            words.append(word)
    return words


def reasons_given(storage: Storage) -> Mapping[Decision, tuple[str, ...]]:
    """Return the reasons given before for each decision, the most used first."""
    with storage.read() as work:
        found: dict[Decision, tuple[str, ...]] = {}
        for decision, why in work.appointments.reasons_given():
            found[decision] = (*found.get(decision, ()), why)
        return found
