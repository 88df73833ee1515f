"""The releases that wait for a second person and those in use, in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rota.domain.releases import Release
from ui import formats
from ui.desk import Desk
from ui.dialogs.reading import ReadingDialog
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph
from ui.widgets.table_view import TableView
from ui.wording import capital, holds_in_short


class ReleasesDialog(ReadingDialog):
    """``chosen`` carries the release that somebody wants to answer, ``withdrawn`` to take back."""

    chosen = Signal(object)
    withdrawn = Signal(object)

    def __init__(
        self,
        desk: Desk,
        releases: Sequence[Release],
        names: Mapping[str, str],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "Releases of held letters", parent)
        self.setObjectName("dialog_releases")
        columns: tuple[Column[Release], ...] = (
            Column(
                "Patient", lambda row: names.get(row.appointment_id, row.appointment_id), width=24
            ),
            Column("Held for", lambda row: capital(holds_in_short((row.code,))), width=26),
            Column("Asked by", lambda row: row.asked_by, width=14),
            Column(
                "Asked",
                lambda row: formats.moment(row.asked_at),
                lambda row: row.asked_at,
                width=16,
            ),
            Column("Answer", lambda row: _answer(row), width=22),
            Column("Why", lambda row: row.why, width=26),
        )
        said = self.tr(
            "Somebody asked that these letters may go. Another person answers. A release can be "
            "withdrawn: its letter is held again."
        )
        self.body.addWidget(paragraph(said, muted=True))
        self.model = TableModel(columns, lambda row: row.release_id, parent=self)
        self.model.replace(tuple(releases))
        self.table = TableView(self.model, self.tr("Releases asked for"), name="view_releases")
        self.table.setMinimumSize(space(280), space(50))
        self.body.addWidget(self.table, 1)
        self.answer = push_button(
            self.tr("&Answer…"), self._go, name="answer_release", primary=True
        )
        self.answer.setDefault(True)
        self.withdraw = push_button(self.tr("&Withdraw"), self._withdraw, name="withdraw_release")
        self.foot.addWidget(self.withdraw)
        self.foot.addWidget(self.answer)
        self.table.row_activated.connect(lambda _row: self._go())
        self.table.rows_chosen.connect(lambda _rows: self._show_state())
        self.table.selectRow(0)
        self.table.setFocus()
        self._show_state()

    def _show_state(self) -> None:
        rows = self.table.chosen
        self.withdraw.setEnabled(len(rows) == 1)
        self.answer.setEnabled(len(rows) == 1 and rows[0].is_open)

    def _go(self) -> None:
        rows = self.table.chosen
        if len(rows) == 1 and rows[0].is_open and not self.is_closed:
            self.accept()
            self.chosen.emit(rows[0])

    def _withdraw(self) -> None:
        rows = self.table.chosen
        if len(rows) == 1 and not self.is_closed:
            self.accept()
            self.withdrawn.emit(rows[0])


def _answer(row: Release) -> str:
    return "Waiting" if row.is_open else f"Agreed by {row.answered_by}"
