"""The releases that wait for a second person, in a list."""

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
    """``chosen`` carries the release that somebody wants to answer."""

    chosen = Signal(object)

    def __init__(
        self,
        desk: Desk,
        releases: Sequence[Release],
        names: Mapping[str, str],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "Waiting for a second person", parent)
        self.setObjectName("dialog_releases")
        columns: tuple[Column[Release], ...] = (
            Column("Patient", lambda row: names.get(row.appointment_id, row.appointment_id)),
            Column("Held for", lambda row: capital(holds_in_short((row.code,))), width=26),
            Column("Asked by", lambda row: row.asked_by, width=18),
            Column(
                "Asked",
                lambda row: formats.moment(row.asked_at),
                lambda row: row.asked_at,
                width=16,
            ),
            Column("Why", lambda row: row.why, width=30),
        )
        said = self.tr("Somebody asked that these letters may go. Another person answers.")
        self.body.addWidget(paragraph(said, muted=True))
        self.model = TableModel(columns, lambda row: row.release_id, parent=self)
        self.model.replace(tuple(releases))
        self.table = TableView(self.model, self.tr("Releases asked for"), name="view_releases")
        self.table.setMinimumSize(space(200), space(50))
        self.body.addWidget(self.table, 1)
        self.answer = push_button(
            self.tr("&Answer…"), self._go, name="answer_release", primary=True
        )
        self.answer.setDefault(True)
        self.foot.addWidget(self.answer)
        self.table.row_activated.connect(lambda _row: self._go())
        self.table.selectRow(0)
        self.table.setFocus()

    def _go(self) -> None:
        rows = self.table.chosen
        if len(rows) == 1 and not self.is_closed:
            self.accept()
            self.chosen.emit(rows[0])
