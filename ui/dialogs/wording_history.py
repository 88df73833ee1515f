"""Every version of one wording: who made and approved it, and what differs between two."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.letter_wording import Wording
from rota.domain.times import to_local
from rota.services.wordings import WordingPlace, wording_place
from ui import formats
from ui.desk import Desk
from ui.dialogs.reading import ReadingDialog
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import text_label
from ui.widgets.table_view import TableView
from ui.widgets.wording_difference import DifferenceView
from ui.widgets.wording_edit import show_script
from ui.wording_words import approval_words, place_words, state_tone, state_words


class HistoryDialog(ReadingDialog):
    """One version chosen is compared with the one before it; two with each other.

    ``begun`` carries the version that a new draft is to begin from, ``opened`` one to look at.
    """

    begun = Signal(object)
    opened = Signal(object)

    def __init__(self, desk: Desk, place: WordingPlace, parent: QWidget | None) -> None:
        title = f"Versions: {place_words(desk.tools.rules.letters, place)}"
        super().__init__(desk, title, parent)
        self.setObjectName("dialog_wording_history")
        self._place = place
        show_script(place.language)
        self.model = TableModel(_columns(), lambda row: row.version, parent=self)
        self.table = TableView(self.model, self.tr("Versions"), name="wording_versions")
        self.table.rows_chosen.connect(lambda _rows: self._compare())
        self.what = text_label(bold=True)
        self.what.setObjectName("compared")
        self.difference = DifferenceView()
        below = QWidget()
        down = QVBoxLayout(below)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(1))
        down.addWidget(self.what)
        down.addWidget(self.difference, 1)
        across = QSplitter(Qt.Orientation.Vertical)
        across.setChildrenCollapsible(False)
        across.setHandleWidth(space(3))
        across.addWidget(self.table)
        across.addWidget(below)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 2)
        self.body.addWidget(across, 1)
        self.begin = push_button(
            self.tr("New version from this"), self._begin, name="history_begin", icon_name="add"
        )
        self.look = push_button(self.tr("Look at it…"), self._open, name="history_open")
        self.buttons.addWidget(self.begin)
        self.buttons.addWidget(self.look)
        self.table.row_activated.connect(lambda _row: self._open())
        self.resize(space(280), space(130))
        desk.bus.changed.connect(self._changed)
        self._show(place)
        self.table.go_to_rows()

    def _show(self, place: WordingPlace) -> None:
        self._place = place
        shipped = (place.shipped,) if place.shipped else ()
        self.model.replace((*place.versions, *shipped))
        self._compare()

    def _compare(self) -> None:
        chosen = sorted(self.table.chosen, key=lambda each: each.version)
        for button in (self.begin, self.look):
            button.setEnabled(len(chosen) == 1)
        if not chosen:
            self.what.setText(self.tr("Choose one version, or two to compare them."))
            self.difference.compare("", "")
            return
        after = chosen[-1]
        before = chosen[0] if len(chosen) > 1 else self._before(after)
        self.difference.compare(before.body, after.body)
        number = self.difference.changed_lines
        if before == after:
            said = self.tr("{name}, the first there is").format(name=_name(after))
        else:
            said = self.tr("{before} and {after}: {n} differ").format(
                before=_name(before), after=_name(after), n=formats.count(number, "line")
            )
        self.what.setText(said)

    def _before(self, wording: Wording) -> Wording:
        older = [each for each in self.model.rows if each.version < wording.version]
        return max(older, key=lambda each: each.version, default=wording)

    def _changed(self, _changes: Changes) -> None:
        place, desk = self._place, self._desk
        work = partial(
            wording_place,
            desk.storage,
            desk.tools.rules.letters,
            place.kind,
            place.language,
            place.form,
        )
        desk.jobs.run(work, self._come)

    def _come(self, place: WordingPlace) -> None:
        if not self.is_closed:
            self._show(place)

    def _begin(self) -> None:
        if len(self.table.chosen) == 1:
            self.begun.emit(self.table.chosen[0])

    def _open(self) -> None:
        if len(self.table.chosen) == 1:
            self.opened.emit(self.table.chosen[0])


def _columns() -> tuple[Column[Wording], ...]:
    return (
        Column("Version", _name, lambda row: row.version, width=13),
        Column("State", state_words, tone=state_tone, width=20),
        Column("Made", _made, lambda row: row.version, width=24),
        Column("Approved", approval_words, width=48),
        Column("Note", lambda row: row.note, width=24),
    )


def _name(wording: Wording) -> str:
    return f"Version {wording.version}" if wording.version else "The program's"


def _made(wording: Wording) -> str:
    if wording.made_at is None:
        return ""
    return f"{formats.day(to_local(wording.made_at).date(), year=True)}, {wording.made_by}"
