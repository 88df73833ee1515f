"""What a staff list or a roster would change here, field by field, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rota.services.differences import Difference, Differences, What
from ui import formats
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.labels import paragraph
from ui.widgets.table_view import TableView
from ui.wording import capital, column_words

_WORDS = {
    What.CHANGED: "Changed",
    What.KEPT: "Kept, corrected here",
    What.VANISHED: "Not in the file",
    What.ADDED: "New",
}
_TONES = {What.CHANGED: Tone.EMERGENCY, What.KEPT: Tone.WARNING, What.VANISHED: Tone.LOST}


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference in the table: its place in the list tells two alike apart."""

    at: int
    found: Difference


class DifferencePage(QWidget):
    """Emits ``save_asked`` with the differences that are shown."""

    save_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[DifferenceRow, ...] = ()
        self.filters = FilterBar(self.tr("Which differences"))
        self.model = TableModel(_columns(), lambda row: row.at, (), self)
        self.view = TableView(self.model, self.tr("Differences"), name="view_differences")
        let_copy(self.view)
        self.more: QLabel = paragraph(muted=True)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(space(4), space(2), space(2), space(1))
        buttons.setSpacing(space(2))
        buttons.addWidget(self.more, 1)
        buttons.addWidget(push_button(self.tr("Copy all"), self._copy, name="copy_differences"))
        buttons.addWidget(
            push_button(
                self.tr("Save as CSV…"), self._save, name="save_differences", icon_name="export"
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, space(2), 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters)
        layout.addWidget(self.view, 1)
        layout.addLayout(buttons)
        self.filters.chosen.connect(lambda _key: self._show())

    def show_differences(self, found: Differences) -> None:
        """Show these; what was counted only is said in words."""
        self._rows = tuple(DifferenceRow(at, each) for at, each in enumerate(found.kept))
        self.filters.show_choices(
            tuple(
                FilterChoice(what.value, _WORDS[what], found.counts[what])
                for what in _WORDS
                if found.counts[what]
            )
        )
        left = found.left_out
        said = self.tr("{n} more are counted and not listed.")
        self.more.setText(said.format(n=formats.number(left)) if left else "")
        self._show()

    @property
    def shown(self) -> tuple[DifferenceRow, ...]:
        """The differences of the kind that is on."""
        kind = self.filters.current
        return tuple(row for row in self._rows if row.found.what == kind)

    def _show(self) -> None:
        self.model.replace(self.shown)

    def _copy(self) -> None:
        copy_rows(self.model.columns, self.model.rows)

    def _save(self) -> None:
        self.save_asked.emit(tuple(row.found for row in self.model.rows))


def _columns() -> tuple[Column[DifferenceRow], ...]:
    return (
        Column("Which", lambda row: row.found.about or row.found.key, width=30),
        Column("Field", lambda row: column_words(row.found.field), width=14),
        Column("Here", lambda row: row.found.before, width=20),
        Column("In the file", lambda row: row.found.after, width=20),
        Column("What", _what, tone=lambda row: _TONES.get(row.found.what), width=18),
        Column("Number", lambda row: row.found.key, width=14),
    )


def _what(row: DifferenceRow) -> str:
    return capital(_WORDS[row.found.what])
