"""Lets two people who cover in one strike change places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.services.cover_changes import swap
from ui import formats
from ui.desk import Desk
from ui.dialogs.assign import OVERRIDE_REASONS
from ui.dialogs.errand import ErrandDialog, Save
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.cover_panel import Held
from ui.widgets.labels import paragraph, text_label
from ui.widgets.reason_box import ReasonBox
from ui.widgets.table_view import TableView

COLUMNS: tuple[Column[Held], ...] = (
    Column("Who", lambda held: held.who, width=25),
    Column("Covers", lambda held: held.place, width=20),
    Column(
        "When",
        lambda held: formats.period(held.assignment.start, held.assignment.end),
        lambda held: held.assignment.start,
        width=28,
    ),
)


class SwapCoverDialog(ErrandDialog):
    """Each then covers where and when the other did. A rule that says stop wants a reason."""

    def __init__(
        self, desk: Desk, held: Held, others: Sequence[Held], parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Swap cover", "Swap", parent)
        self.setObjectName("dialog_swap")
        self._held = held
        given = held.assignment
        said = paragraph(
            self.tr("{who} covers {place}, {when}. With whom do they change places?").format(
                who=held.who, place=held.place, when=formats.period(given.start, given.end)
            )
        )
        model = TableModel(
            COLUMNS, lambda each: each.assignment.assignment_id, tuple(others), parent=self
        )
        self.table = TableView(model, self.tr("Others who cover"), name="swap_others")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setMinimumSize(space(155), space(45))
        self.why = ReasonBox(OVERRIDE_REASONS)
        label = text_label(self.tr("&Why? Wanted only if a rule says stop."))
        label.setBuddy(self.why)
        row = QVBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(label)
        row.addWidget(self.why)
        self.body.addWidget(said)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row)
        self.table.rows_chosen.connect(lambda _rows: self._look())
        self.table.row_activated.connect(lambda _row: self.go())
        self._look()
        self.table.setFocus()

    def work(self) -> Save:
        """The swap with the chosen one."""
        other: Held = self.table.chosen[0]
        return partial(
            _save,
            self._desk,
            self._held.assignment.assignment_id,
            other.assignment.assignment_id,
            self.why.why,
        )

    def _look(self) -> None:
        self.save.setEnabled(bool(self.table.chosen))


def _save(desk: Desk, one: int, other: int, why: str) -> Changes:
    return swap(desk.storage, one, other, desk.tools.rules, why)[-1].changes
