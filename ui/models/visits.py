"""The list of appointments: light rows, with patients read only for what is on screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal, Slot

from rota.domain.appointments import Appointment
from rota.domain.codes import Decision, Priority
from rota.domain.suppression import full_name
from rota.services.appointment_list import VisitRow
from ui import formats
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.wording import code_words, decision_words, risks_in_short

CHUNK = 200
MOST_KEPT = 4 * CHUNK
WAITING = "…"
_PRESSING = (
    Priority.P1A,
    Priority.P1B,
    Priority.SUSPECTED_CANCER,
    Priority.P2,
    Priority.URGENT,
    Priority.P3,
    Priority.P4,
    Priority.ROUTINE,
)


class VisitModel(TableModel[VisitRow]):
    """Asks for the patients of about 200 rows around one that is painted, once.

    ``details_wanted`` carries their ids; the answer comes back through ``take``.
    """

    details_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(self._patient), lambda row: row.appointment_id, (), parent)
        self._patients: dict[str, Appointment] = {}
        self._asked: set[str] = set()
        self._wanted: set[int] = set()
        self._place_of: dict[str, int] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._ask)
        for moved in (self.modelReset, self.layoutChanged, self.rowsInserted, self.rowsRemoved):
            moved.connect(self._forget_places)

    def ask_for_first(self) -> None:
        """Ask for the rows at the top at once; they are what is seen first."""
        if self._rows:
            self._wanted.add(0)
            self._ask()

    def take(self, found: Mapping[str, Appointment]) -> None:
        """Show these patients; the oldest are let go."""
        self._asked -= found.keys()
        self._patients.update(found)
        for oldest in list(self._patients)[: max(len(self._patients) - MOST_KEPT, 0)]:
            del self._patients[oldest]
        places = self._places()
        here = [places[each] for each in found if each in places]
        if here:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(min(here), 0), self.index(max(here), last))

    def forget(self, failed: Collection[str] = ()) -> None:
        """Read every patient again when next seen, or only ask again for some."""
        if failed:
            self._asked.difference_update(failed)
            return
        self._patients.clear()
        self._asked.clear()

    def patient_name(self, row: VisitRow) -> str:
        """The patient's name if it has been read, or nothing."""
        visit = self._patients.get(row.appointment_id)
        return "" if visit is None else listed_name(visit)

    def columns_with(self, found: Mapping[str, Appointment]) -> tuple[Column[VisitRow], ...]:
        """The columns over patients that were read for the purpose, as for a copy."""
        return _columns(lambda row: listed_name(found[row.appointment_id]))

    def _patient(self, row: VisitRow) -> str:
        name = self.patient_name(row)
        if name:
            return name
        if row.appointment_id not in self._asked:
            place = self._places().get(row.appointment_id)
            if place is not None:
                self._wanted.add(place)
                self._soon.start()
        return WAITING

    @Slot()
    def _ask(self) -> None:
        """Ask for whole stretches around the rows that were painted."""
        stretches = {place // CHUNK for place in self._wanted}
        self._wanted.clear()
        for stretch in sorted(stretches):
            rows = self._rows[stretch * CHUNK : (stretch + 1) * CHUNK]
            ids = tuple(
                row.appointment_id
                for row in rows
                if row.appointment_id not in self._patients
                and row.appointment_id not in self._asked
            )
            if ids:
                self._asked.update(ids)
                self.details_wanted.emit(ids)

    def _places(self) -> dict[str, int]:
        if self._place_of is None:
            self._place_of = {row.appointment_id: at for at, row in enumerate(self._rows)}
        return self._place_of

    def index_of(self, key: object) -> QModelIndex:
        """Where an appointment stands; an invalid index if it is not here."""
        place = self._places().get(str(key))
        return QModelIndex() if place is None else self.index(place, 0)

    @Slot()
    def _forget_places(self) -> None:
        self._place_of = None


def _columns(patient: Callable[[VisitRow], str]) -> tuple[Column[VisitRow], ...]:
    return (
        Column("When", _when, lambda row: row.start, width=14),
        Column("Patient", patient, lambda row: row.patient_order, width=26),
        Column("Service", lambda row: row.service, tip=_place, width=15),
        Column("Priority", _priority, _pressing, tip=_priority_tip, width=8),
        Column("Decision", _decision, tone=_decision_tone, width=12),
        Column("Letter", _letter, tip=_letter_tip, tone=_letter_tone, width=8),
        Column("Why at risk", _why, tone=_why_tone, width=21),
        Column("Kind", lambda row: code_words(row.kind), width=17),
        Column("Postponed before", _postponed, lambda row: row.times_postponed, width=17),
        Column("Site", lambda row: row.site, width=22),
    )


def listed_name(visit: Appointment) -> str:
    """``O'Neill, Ms Siobhan``, as lists are written."""
    patient = visit.patient
    given = " ".join(part for part in (patient.title, patient.forename) if part)
    return f"{patient.surname}, {given}" if given else full_name(patient)


def _when(row: VisitRow) -> str:
    return formats.moment(row.start)


def _place(row: VisitRow) -> str:
    return f"{row.service}, {row.department}, {row.site}"


def _why(row: VisitRow) -> str:
    return risks_in_short(row.reasons)


def _why_tone(row: VisitRow) -> Tone | None:
    return Tone.LOST if row.reasons else None


def _decision(row: VisitRow) -> str:
    if row.decision is None and not row.reasons:
        return ""
    if row.decision is Decision.REBOOK and row.new_start is not None:
        return f"{decision_words(row.decision)}: {formats.moment(row.new_start)}"
    return decision_words(row.decision)


def _decision_tone(row: VisitRow) -> Tone | None:
    if row.decision is not None:
        return Tone.COVERED if row.decision is Decision.KEEP else None
    return Tone.WARNING if row.reasons else None


def _priority(row: VisitRow) -> str:
    return "Cancer" if row.priority is Priority.SUSPECTED_CANCER else code_words(row.priority)


def _priority_tip(row: VisitRow) -> str:
    return code_words(row.priority)


def _pressing(row: VisitRow) -> int:
    return _PRESSING.index(row.priority)


def _letter(row: VisitRow) -> str:
    return "needed" if row.letter_needed else ""


def _letter_tip(row: VisitRow) -> str:
    if not row.letter_needed:
        return "The patient has been told what is decided"
    return "The patient was last told something else than what is decided now"


def _letter_tone(row: VisitRow) -> Tone | None:
    return Tone.EMERGENCY if row.letter_needed else None


def _postponed(row: VisitRow) -> str:
    match row.times_postponed:
        case 0:
            return ""
        case 1:
            return "once"
        case 2:
            return "twice"
        case times:
            return f"{times} times"
