"""The services with how their requirements stand: none set, signed, changed since, being edited."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.codes import Level
from rota.services.requirements import ServiceRequirements, SignatureState
from ui import formats
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.labels import text_label
from ui.widgets.search_field import SearchField
from ui.widgets.table_view import TableView

STATES = {
    SignatureState.NONE_SET: ("None set", Tone.MUTED),
    SignatureState.NOT_SIGNED: ("Not signed", Tone.OVERHANG),
    SignatureState.SIGNED: ("Signed", Tone.COVERED),
    SignatureState.CHANGED: ("Changed since signed", Tone.WARNING),
}
EDITED = ("Not saved", Tone.ACCENT)


class ServiceList(QWidget):
    """Emits ``chosen`` with the services selected."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._level = Level.EMERGENCY_ONLY
        self._edited: frozenset[int] = frozenset()
        self.search = SearchField(self.tr("Search services"))
        self.search.setObjectName("requirement_search")
        self.model = TableModel(self._columns(), lambda row: row.service.service_id, parent=self)
        self.table = TableView(self.model, self.tr("Services"), name="requirement_services")
        self.said = text_label(muted=True)
        self.said.setObjectName("requirement_services_said")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(2))
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.said)
        self.setFixedWidth(space(88))
        self.search.searched.connect(self._search)
        self.table.rows_chosen.connect(self.chosen)

    @property
    def services(self) -> tuple[ServiceRequirements, ...]:
        """The services selected."""
        return self.table.chosen

    def show_services(self, services: tuple[ServiceRequirements, ...]) -> None:
        """Show these; what is selected stays so."""
        self.model.replace(services)
        self._count()

    def show_level(self, level: Level, edited: Collection[int]) -> None:
        """Say how each stands at a level, and which have edits that are not saved."""
        before = self._level, self._edited
        self._level, self._edited = level, frozenset(edited)
        if self.model.rowCount() and before != (self._level, self._edited):
            last = self.model.index(self.model.rowCount() - 1, self.model.columnCount() - 1)
            self.model.dataChanged.emit(self.model.index(0, 0), last)
        self._count()

    def choose(self, service_id: int) -> None:
        """Select one service."""
        self.table.select_keys(frozenset({service_id}), service_id)

    def _columns(self) -> tuple[Column[ServiceRequirements], ...]:
        return (
            Column(
                "Service",
                lambda row: row.service.name,
                tip=lambda row: f"{row.service.name}\n{row.service.department}, {row.service.site}",
                spoken=lambda row: f"{row.service.name}, {row.service.site}",
                width=22,
            ),
            Column(
                "Cover",
                lambda row: self._badge(row)[0],
                tip=lambda row: row.at(self._level).said,
                tone=lambda row: self._badge(row)[1],
                width=15,
            ),
        )

    def _badge(self, row: ServiceRequirements) -> tuple[str, Tone]:
        if row.service.service_id in self._edited:
            return EDITED
        return STATES[row.at(self._level).state]

    def _search(self, words: str) -> None:
        parts = words.casefold().split()
        self.table.show_only(
            (lambda row: all(part in _haystack(row) for part in parts)) if parts else None
        )

    def _count(self) -> None:
        states = [each.at(self._level).state for each in self.model.rows]
        signed = states.count(SignatureState.SIGNED)
        self.said.setText(
            self.tr("{signed} of {all} signed").format(
                signed=signed, all=formats.count(len(states), "service")
            )
        )


def _haystack(row: ServiceRequirements) -> str:
    service = row.service
    return f"{service.name} {service.department} {service.site}".casefold()
