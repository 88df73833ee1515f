"""The list of appointments: ids in order, and rows read only for what is on screen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal, Slot

from rota.domain.appointments import Appointment
from rota.domain.codes import Decision, Priority
from rota.domain.visit_filters import VisitOrder
from rota.services.appointment_list import PAGE, PART, VisitPages, VisitRow, name_in_list
from ui import formats
from ui.colours import Tone
from ui.models.table import Column, Index, RowRole, heading_data, row_data
from ui.wording import code_words, decision_words, risks_in_short

MOST_KEPT = 8 * PAGE
MOST_SPLIT = 16
WAITING = "…"
PAST_LIMIT = "▲ past the limit"
"""Said of what lies beyond the day's stop line: a word and a shape, not a colour."""


class VisitModel(QAbstractTableModel):
    """Asks for the rows of about 200 places around one that is painted, once.

    ``rows_wanted`` carries their ids; the answer comes back through ``take``. ``order_asked``
    carries a ``VisitOrder`` and whether it is turned round: the database sorts, not the model.
    """

    rows_wanted = Signal(object)
    order_asked = Signal(object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = COLUMNS
        self._pages: tuple[str, ...] = ()
        self._count = 0
        self._split: dict[int, list[str]] = {}
        self._rows: dict[str, VisitRow] = {}
        self._stale: set[str] = set()
        self._asked: set[str] = set()
        self._wanted: set[int] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._ask)

    @property
    def pages(self) -> tuple[str, ...]:
        """The ids as they are kept: ``PAGE`` of them together."""
        return self._pages

    @property
    def rows(self) -> tuple[VisitRow, ...]:
        """The rows that have been read, in the order shown."""
        keys = (key for page in range(len(self._pages)) for key in self._page(page))
        return tuple(self._rows[key] for key in keys if key in self._rows)

    def show_first(self, rows: tuple[VisitRow, ...]) -> None:
        """Show the first rows of something else, before anything is known of the rest."""
        self.beginResetModel()
        self._keep(rows)
        self._lay(VisitPages((PART.join(row.appointment_id for row in rows),), len(rows)))
        self.endResetModel()

    def show_pages(self, found: VisitPages) -> None:
        """Show every id found; rows read before count no longer."""
        if found.pages == self._pages and found.count == self._count:
            self._keep(found.rows)
            self._changed(0, self._count - 1)
        elif self._is_beginning_of(found):
            self.beginInsertRows(QModelIndex(), self._count, found.count - 1)
            self._lay(found)
            self.endInsertRows()
            self._keep(found.rows)
        else:
            self.beginResetModel()
            self._lay(found)
            self._keep(found.rows)
            self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._lay(VisitPages((), 0))
        self.forget()
        self.endResetModel()

    def grow_old(self) -> None:
        """Read every row again when next seen; until then what is there stays."""
        self._stale = set(self._rows)
        self._asked.clear()

    def forget(self, failed: Collection[str] = ()) -> None:
        """Let every row go, or only ask again for some."""
        if failed:
            self._asked.difference_update(failed)
            return
        self._rows.clear()
        self._stale.clear()
        self._asked.clear()

    def take(self, rows: Iterable[VisitRow]) -> None:
        """Show these rows; the oldest are let go."""
        found = tuple(rows)
        self._keep(found)
        keys = {row.appointment_id for row in found}
        for page in list(self._split):
            places = [at for at, key in enumerate(self._split[page]) if key in keys]
            if places:
                self._changed(page * PAGE + places[0], page * PAGE + places[-1])

    def row_at(self, place: int) -> VisitRow | None:
        """The row at a place; None where it has not been read."""
        return self._rows.get(self.key_at(place)) if 0 <= place < self._count else None

    def key_at(self, place: int) -> str:
        """The id at a place."""
        return self._page(place // PAGE)[place % PAGE]

    def rows_read(self, keys: Iterable[str]) -> tuple[VisitRow, ...]:
        """The rows of some ids that have been read."""
        return tuple(self._rows[key] for key in keys if key in self._rows)

    def place_of(self, key: str) -> int:
        """Where an id stands; -1 if it is not here."""
        sought = f"{PART}{key}{PART}"
        for at, page in enumerate(self._pages):
            if key in page and sought in f"{PART}{page}{PART}":
                return at * PAGE + self._page(at).index(key)
        return -1

    def _lay(self, found: VisitPages) -> None:
        self._pages, self._count = found.pages, found.count
        self._split.clear()
        self._wanted.clear()

    def _is_beginning_of(self, found: VisitPages) -> bool:
        """Whether the first page alone is here and the rest goes on below it."""
        here = self._pages
        return len(here) == 1 and self._count == PAGE and found.pages[:1] == here

    def _keep(self, rows: Iterable[VisitRow]) -> None:
        for row in rows:
            self._rows.pop(row.appointment_id, None)
            self._rows[row.appointment_id] = row
            self._stale.discard(row.appointment_id)
            self._asked.discard(row.appointment_id)
        for oldest in list(self._rows)[: max(len(self._rows) - MOST_KEPT, 0)]:
            del self._rows[oldest]
            self._stale.discard(oldest)

    def _changed(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _page(self, number: int) -> list[str]:
        found = self._split.get(number)
        if found is None:
            if len(self._split) >= MOST_SPLIT:
                del self._split[next(iter(self._split))]
            page = self._pages[number]
            found = self._split[number] = page.split(PART) if page else []
        return found

    def _seen(self, place: int) -> VisitRow | None:
        """The row that is painted at a place; one that is missing or old is asked for."""
        key = self.key_at(place)
        row = self._rows.get(key)
        if (row is None or key in self._stale) and key not in self._asked:
            self._wanted.add(place // PAGE)
            if not self._soon.isActive():
                self._soon.start()
        return row

    @Slot()
    def _ask(self) -> None:
        """Ask for whole pages around the rows that were painted."""
        pages = sorted(page for page in self._wanted if page < len(self._pages))
        self._wanted.clear()
        for page in pages:
            ids = tuple(
                key
                for key in self._page(page)
                if (key not in self._rows or key in self._stale) and key not in self._asked
            )
            if ids:
                self._asked.update(ids)
                self.rows_wanted.emit(ids)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows; a row has no children."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One look-up; what has not been read yet says so."""
        if not index.isValid():
            return None
        row, column = self._seen(index.row()), self.columns[index.column()]
        if row is None:
            is_said = role == Qt.ItemDataRole.DisplayRole and column.heading == "Patient"
            return WAITING if is_said else row_data(None, column, role)
        return row if role == RowRole else row_data(row, column, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The column's heading, or the row's number for a screen reader."""
        return heading_data(self.columns, section, orientation, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Say that another order is asked for."""
        if 0 <= column < len(ORDERS):
            self.order_asked.emit(ORDERS[column], order == Qt.SortOrder.DescendingOrder)


def listed_name(visit: Appointment) -> str:
    """``O'Neill, Ms Siobhan``, as lists are written."""
    patient = visit.patient
    return name_in_list(patient.title, patient.forename, patient.surname)


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
        return f"{decision_words(row.decision)} {_to(row.new_start)}"
    return decision_words(row.decision)


def _decision_tip(row: VisitRow) -> str:
    if row.decision is not Decision.REBOOK or row.new_start is None:
        return _decision(row)
    return f"{decision_words(row.decision)} to {formats.moment(row.new_start, year=True)}"


def _to(new_start: datetime) -> str:
    """``2 Feb 15:00``: the weekday is left out for the date to fit; the tip says it whole."""
    return formats.moment(new_start).partition(" ")[2]


def _decision_tone(row: VisitRow) -> Tone | None:
    if row.decision is not None:
        return Tone.COVERED if row.decision is Decision.KEEP else None
    return Tone.WARNING if row.reasons else None


def _proposed(row: VisitRow) -> str:
    fact = row.fact
    if fact.proposed is None:
        return ""
    if fact.over_stop:
        return PAST_LIMIT
    said = decision_words(fact.proposed)
    return f"{said} {_to(fact.new_start)}" if fact.new_start is not None else said


def _proposed_tip(row: VisitRow) -> str:
    fact = row.fact
    if fact.proposed is None:
        return ""
    said = decision_words(fact.proposed)
    if fact.over_stop:
        return f"{said}, but the most to be moved on the day is reached"
    if fact.new_start is not None:
        return f"{said} to {formats.moment(fact.new_start, year=True)}"
    return said


def _proposed_tone(_row: VisitRow) -> Tone | None:
    return Tone.MUTED


def _priority(row: VisitRow) -> str:
    return "Cancer" if row.priority is Priority.SUSPECTED_CANCER else code_words(row.priority)


def _priority_tip(row: VisitRow) -> str:
    return code_words(row.priority)


def _letter(row: VisitRow) -> str:
    if not row.fact.letter_needed:
        return ""
    return "held" if row.deceased else "needed"


def _letter_tip(row: VisitRow) -> str:
    if not row.fact.letter_needed:
        return "The patient has been told what is decided"
    if row.deceased:
        return "The patient is recorded as having died: no letter goes"
    return "The patient was last told something else than what is decided now"


def _letter_tone(row: VisitRow) -> Tone | None:
    if not row.fact.letter_needed:
        return None
    return Tone.MUTED if row.deceased else Tone.EMERGENCY


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


COLUMNS: tuple[Column[VisitRow], ...] = (
    Column("When", _when, width=14),
    Column("Patient", lambda row: row.patient, tip=lambda row: row.patient, width=17),
    Column("Service", lambda row: row.service, tip=_place, width=10),
    Column("Priority", _priority, tip=_priority_tip, width=7),
    Column("Decision", _decision, tip=_decision_tip, tone=_decision_tone, width=17),
    Column("Proposed", _proposed, tip=_proposed_tip, tone=_proposed_tone, width=13),
    Column("Letter", _letter, tip=_letter_tip, tone=_letter_tone, width=7),
    Column("Why at risk", _why, tone=_why_tone, width=21),
    Column("Kind", lambda row: code_words(row.kind), width=17),
    Column("Clinic", lambda row: row.clinic_code, width=10),
    Column("Postponed before", _postponed, width=17),
    Column("Site", lambda row: row.site, width=22),
)
ORDERS = (
    VisitOrder.WHEN, VisitOrder.PATIENT, VisitOrder.SERVICE, VisitOrder.PRIORITY,
    VisitOrder.DECISION, VisitOrder.PROPOSED, VisitOrder.LETTER, VisitOrder.WHY,
    VisitOrder.KIND, VisitOrder.CLINIC, VisitOrder.POSTPONED, VisitOrder.SITE,
)  # fmt: skip
