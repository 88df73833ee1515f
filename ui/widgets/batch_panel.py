"""The batches that were made: each with its file to save again and whether it was posted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.letters import BatchRow
from ui.models.letters import batch_model
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import Rule, text_label
from ui.widgets.table_view import TableView


class BatchPanel(QWidget):
    """Hidden while there is no batch; what is asked for is about the batch that is chosen."""

    save_again_asked = Signal()
    posted_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = batch_model()
        self.model.setParent(self)
        self.table = TableView(self.model, self.tr("Batches"), name="view_batches")
        self.save_again = push_button(
            self.tr("Save PDF again…"), self.save_again_asked.emit, name="save_again"
        )
        self.posted = push_button(self.tr("Posted…"), self.posted_asked.emit, name="posted")
        buttons = QHBoxLayout()
        buttons.setContentsMargins(space(4), space(2), space(3), space(1))
        buttons.setSpacing(space(2))
        buttons.addWidget(text_label(self.tr("Batches"), bold=True), 1)
        buttons.addWidget(self.save_again)
        buttons.addWidget(self.posted)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(Rule())
        down.addLayout(buttons)
        down.addWidget(self.table)
        self.table.setFixedHeight(space(32))
        self.table.rows_chosen.connect(lambda _rows: self._say_buttons())

    @property
    def row(self) -> BatchRow | None:
        """The batch that is chosen, if it is just one."""
        rows = self.table.chosen
        return rows[0] if len(rows) == 1 else None

    def show_batches(self, rows: tuple[BatchRow, ...]) -> None:
        """Show these batches."""
        self.model.replace(rows)
        self.setVisible(bool(rows))
        if rows and not self.table.chosen:
            self.table.selectRow(0)
        self._say_buttons()

    def choose(self, batch: int) -> None:
        """Choose one batch."""
        self.table.select_keys(frozenset({batch}), batch)

    def _say_buttons(self) -> None:
        row = self.row
        self.save_again.setEnabled(row is not None)
        self.posted.setEnabled(row is not None and row.posted < row.letters)
