"""The batches that were made: printed, asked whether that went well, posted, and what came back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.letters import BatchRow
from rota.domain.printing import PrintRun
from ui.colours import Tone
from ui.models.batches import batch_model, untold_run
from ui.print_words import run_words
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import let_copy
from ui.widgets.labels import Rule, text_label
from ui.widgets.notice import Notice
from ui.widgets.table_view import TableView


class BatchPanel(QWidget):
    """Hidden while there is no batch; what is asked for is about the batch that is chosen.

    A run of which nobody has said whether it came out is asked about until somebody does.
    """

    print_asked = Signal()
    outcome_asked = Signal(int)
    reprint_asked = Signal()
    posted_asked = Signal()
    returned_asked = Signal()
    manifest_asked = Signal()
    save_again_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._untold: PrintRun | None = None
        self.model = batch_model()
        self.model.setParent(self)
        self.table = TableView(self.model, self.tr("Batches"), name="view_batches")
        let_copy(self.table)
        self.print = push_button(self.tr("Print…"), self.print_asked.emit, name="print_batch")
        self.reprint = push_button(
            self.tr("Reprint one…"), self.reprint_asked.emit, name="reprint_letter"
        )
        self.posted = push_button(self.tr("Posted…"), self.posted_asked.emit, name="posted")
        self.returned = push_button(self.tr("Returned…"), self.returned_asked.emit, name="returned")
        self.manifest = push_button(self.tr("Manifest…"), self.manifest_asked.emit, name="manifest")
        self.save_again = push_button(
            self.tr("Save PDF…"), self.save_again_asked.emit, name="save_again"
        )
        self.save_again.setToolTip(
            self.tr("Save the batch's PDF again, without letters that may not leave any more")
        )
        self.returned.setToolTip(self.tr("A letter came back by the post"))
        self.question = Notice()
        self.question.setObjectName("did_it_print")
        self.answer = push_button(self.tr("Answer…"), self._ask_outcome, name="say_printed")
        self.question.add(self.answer)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(space(4), space(2), space(3), space(1))
        buttons.setSpacing(space(1.5))
        buttons.addWidget(text_label(self.tr("Batches"), bold=True), 1)
        for button in (
            self.print,
            self.reprint,
            self.posted,
            self.returned,
            self.manifest,
            self.save_again,
        ):
            buttons.addWidget(button)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(Rule())
        down.addWidget(self.question)
        down.addLayout(buttons)
        down.addWidget(self.table)
        self.table.setFixedHeight(space(32))
        self.table.rows_chosen.connect(lambda _rows: self._say_buttons())
        self.table.row_activated.connect(lambda _row: self.print.click())

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
        self._say_question(rows)
        self._say_buttons()

    def choose(self, batch: int) -> None:
        """Choose one batch."""
        self.table.select_keys(frozenset({batch}), batch)

    def _say_question(self, rows: tuple[BatchRow, ...]) -> None:
        """Ask about the oldest run that nobody answered for."""
        runs = [run for row in rows if (run := untold_run(row)) is not None]
        self._untold = min(runs, key=lambda run: run.run_id, default=None)
        if self._untold is None:
            self.question.say("")
            return
        said = self.tr("Batch {n}: {what}. Did it print properly?")
        self.question.say(
            said.format(n=self._untold.batch, what=run_words(self._untold)), Tone.WARNING
        )

    def _ask_outcome(self) -> None:
        if self._untold is not None:
            self.outcome_asked.emit(self._untold.run_id)

    def _say_buttons(self) -> None:
        row = self.row
        is_open = row is not None and row.unposted > 0
        self.print.setEnabled(is_open)
        self.reprint.setEnabled(is_open)
        self.posted.setEnabled(is_open)
        self.manifest.setEnabled(row is not None)
        self.save_again.setEnabled(row is not None)
        self.returned.setEnabled(any(each.posted > each.returned for each in self.model.rows))
