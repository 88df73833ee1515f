"""What a staff list or a roster would change here, field by field, before it is saved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rota.domain.errors import Refused
from rota.domain.times import read_local
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
from ui.wording import capital, code_words, column_words

_WORDS = {
    What.CHANGED: "Changed",
    What.KEPT: "Kept, corrected here",
    What.VANISHED: "Not in the file",
    What.ADDED: "New",
}
_FLAGS = frozenset({"deceased", "do_not_post", "opt_out_48h", "transport_booked"})
_CODES = frozenset({"format", "kind", "mode", "priority", "staff_group", "status"})
_WHEN = re.compile(r"\d{4}-\d\d-\d\d([ T]|$)")
_TONES = {What.CHANGED: Tone.EMERGENCY, What.KEPT: Tone.WARNING, What.VANISHED: Tone.LOST}


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference in the table: its place in the list tells two alike apart.

    ``name`` is whose record it is, where that helps to find it.
    """

    at: int
    found: Difference
    name: str = ""

    @property
    def which(self) -> str:
        """The record in a few words: ``Begum, Ms Siobhan, A2``, or what is said of it."""
        if self.name:
            return f"{self.name}, {self.found.key}"
        return self.found.about or self.found.key


class DifferencePage(QWidget):
    """Emits ``save_asked`` with the differences that are shown."""

    save_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[DifferenceRow, ...] = ()
        self._names: Mapping[str, str] = {}
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
        self._rows = self._named(found.kept)
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
    def keys(self) -> tuple[str, ...]:
        """The records that are listed, each once."""
        return tuple(dict.fromkeys(row.found.key for row in self._rows))

    def name_records(self, names: Mapping[str, str]) -> None:
        """Say on screen whose records these are, by key; a file that is saved does not."""
        self._names = names
        self._rows = self._named([row.found for row in self._rows])
        self._show()

    def _named(self, found: Iterable[Difference]) -> tuple[DifferenceRow, ...]:
        rows = enumerate(found)
        return tuple(DifferenceRow(at, each, self._names.get(each.key, "")) for at, each in rows)

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
        Column("Which", lambda row: row.which, tip=_tip, width=28),
        Column("Field", lambda row: column_words(row.found.field), width=16),
        Column("Here", lambda row: value_words(row.found.field, row.found.before), width=22),
        Column("In the file", lambda row: value_words(row.found.field, row.found.after), width=22),
        Column("What", _what, tone=lambda row: _TONES.get(row.found.what), width=20),
        Column("Number", lambda row: row.found.key, width=14),
    )


def _tip(row: DifferenceRow) -> str:
    return f"{row.which}\n{row.found.about}" if row.name else row.which


def value_words(field: str, value: str) -> str:
    """A value as people say it: ``Large print``, ``Yes``, ``Tue 12 Jan 2016 09:00``."""
    if field in _FLAGS:
        return {"y": "Yes", "yes": "Yes", "n": "No", "no": "No"}.get(value.casefold(), value)
    if field in _CODES:
        return code_words(value)
    if not _WHEN.match(value):
        return value
    try:
        if len(value) == len("2016-01-12"):
            return formats.day(date.fromisoformat(value), year=True)
        return formats.moment(read_local(value).instant, year=True)
    except (ValueError, Refused):
        return value


def _what(row: DifferenceRow) -> str:
    return capital(_WORDS[row.found.what])
