"""Which appointments a list shows, in what order: as a clerk says it, and as a store reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rota.domain.appointments import Risk
from rota.domain.codes import AppointmentKind, Decision, Mode, Priority
from rota.domain.stretches import Stretch

PRESSING = (
    Priority.P1A, Priority.P1B, Priority.SUSPECTED_CANCER, Priority.P2,
    Priority.URGENT, Priority.P3, Priority.P4, Priority.ROUTINE,
)  # fmt: skip
"""Clinical priorities, the most pressing first."""

RISKS = tuple(Risk)
"""The reasons for risk, each a bit of a number in the order of this tuple."""


class Shown(StrEnum):
    """The first choice of a list: one of these is always on."""

    AT_RISK = "at_risk"
    UNDECIDED = "undecided"
    DECIDED = "decided"
    LETTER = "letter"
    ALL = "all"


class VisitOrder(StrEnum):
    """What a list is in order of. Ties are in order of start."""

    WHEN = "when"
    PATIENT = "patient"
    SERVICE = "service"
    PRIORITY = "priority"
    DECISION = "decision"
    PROPOSED = "proposed"
    LETTER = "letter"
    WHY = "why"
    KIND = "kind"
    CLINIC = "clinic"
    POSTPONED = "postponed"
    SITE = "site"
    HARM = "harm"


class Mark(StrEnum):
    """Something worked out about an appointment, each a bit of a number in this order."""

    LETTER = "letter"
    NOTED = "noted"
    OVER_STOP = "over_stop"


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What a clerk asks to see; every part narrows it further, an empty part does not.

    ``everywhere``: every day of the hospital's list, not only the strike's. ``noted``: changed by
    an extract. ``past_risk``: decided for this strike but no longer at risk in it. ``over_stop``:
    beyond the stop line of its day.
    """

    shown: Shown = Shown.AT_RISK
    everywhere: bool = False
    text: str = ""
    service: str = ""
    department: str = ""
    site: str = ""
    kinds: frozenset[AppointmentKind] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    decisions: frozenset[Decision] = frozenset()
    proposals: frozenset[Decision] = frozenset()
    reasons: frozenset[Risk] = frozenset()
    clinician: str = ""
    day: date | None = None
    letter_needed: bool = False
    noted: bool = False
    past_risk: bool = False
    over_stop: bool = False
    postponed_before: bool = False


@dataclass(frozen=True, slots=True)
class VisitFact:
    """What is worked out about an appointment that the tables alone do not say.

    ``place`` is its place in the order of least harm, from 1; 0 where nothing is proposed.
    """

    reasons: tuple[Risk, ...] = ()
    letter_needed: bool = False
    noted: bool = False
    proposed: Decision | None = None
    new_start: datetime | None = None
    place: int = 0
    over_stop: bool = False

    @property
    def may_be_accepted(self) -> bool:
        """Say whether what is proposed may be decided as it is."""
        return bool(self.reasons) and self.proposed is not None and not self.over_stop


@dataclass(frozen=True, slots=True)
class VisitQuery:
    """The same question as a store reads it; None leaves a part open.

    ``span``: overlaps this stretch, whose end may be open; ``day``: starts in it. ``numbers``:
    an appointment, patient or NHS number that is one of these is all that is wanted, if there is
    one. ``at_risk`` and ``decided`` ask for either side. ``decided_for``: for this strike.
    """

    facts: str = "[]"
    span: tuple[datetime, datetime | None] | None = None
    day: Stretch | None = None
    service_ids: frozenset[int] | None = None
    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    kinds: frozenset[AppointmentKind] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    decisions: frozenset[Decision] = frozenset()
    proposals: frozenset[Decision] = frozenset()
    reasons: frozenset[Risk] = frozenset()
    marks: frozenset[Mark] = frozenset()
    clinician: str = ""
    postponed_before: bool = False
    at_risk: bool | None = None
    decided: bool | None = None
    decided_for: int | None = None
    order: VisitOrder = VisitOrder.WHEN
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class ListedVisit:
    """The few columns of an appointment that a list shows, with any decision on it."""

    appointment_id: str
    service_id: int
    start: datetime
    title: str
    forename: str
    surname: str
    kind: AppointmentKind
    mode: Mode
    priority: Priority
    times_postponed: int
    clinic_code: str
    decision: Decision | None
    new_start: datetime | None
    decided_for: int | None
    deceased: bool = False
