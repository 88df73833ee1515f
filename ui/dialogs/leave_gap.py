"""Leaves a gap open knowingly: why, and who answers for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rota.services.cover_changes import leave_gap
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.gap_panel import OpenGap
from ui.widgets.labels import paragraph, text_label
from ui.widgets.reason_box import ReasonBox

REASONS = (
    "Cover from home is enough",
    "The neighbouring service steps in when called",
    "Nobody could be found; the risk is accepted",
)


class LeaveGapDialog(ErrandDialog):
    """It stays a gap, on the board and on paper; from now on somebody answers for it."""

    def __init__(self, desk: Desk, gap: OpenGap, parent: QWidget | None) -> None:
        super().__init__(desk, "Leave this gap open", "Leave it open", parent)
        self.setObjectName("dialog_leave_gap")
        self._gap = gap
        when = formats.period(gap.start, gap.end)
        said = paragraph(
            self.tr(
                "{place}, {when}: {missing} missing. It stays a gap, and the board says who "
                "answers for it."
            ).format(place=gap.place, when=when, missing=gap.missing)
        )
        said.setMinimumWidth(space(105))
        self.owner = QLineEdit()
        self.owner.setObjectName("owner")
        self.owner.setPlaceholderText(self.tr("A name or a role, such as the site manager"))
        label = text_label(self.tr("Who &answers for it?"))
        label.setBuddy(self.owner)
        row = QVBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(label)
        row.addWidget(self.owner)
        self.reason = ReasonBox(REASONS)
        self.body.addWidget(said)
        self.body.addLayout(self.reason.with_label())
        self.body.addLayout(row)
        self.reason.editTextChanged.connect(lambda _text: self._look())
        self.owner.textChanged.connect(lambda _text: self._look())
        self._look()
        self.reason.setFocus()

    def work(self) -> Save:
        """The gap, its reason and its owner."""
        gap = self._gap
        return partial(
            leave_gap,
            self._desk.storage,
            gap.window_id,
            gap.service_id,
            gap.post,
            gap.start,
            gap.end,
            self.reason.why,
            self.owner.text().strip(),
        )

    def _look(self) -> None:
        self.save.setEnabled(bool(self.reason.why and self.owner.text().strip()))
