"""Two revisions of a strike beside each other: only what differs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from rota.domain.windows import StrikeWindow, WindowRevision
from rota.services.disputes import Difference, compare
from ui import formats
from ui.desk import Desk
from ui.dialogs.reading import ReadingDialog
from ui.models.table import Column, TableModel
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.labels import paragraph, text_label
from ui.widgets.table_view import TableView
from ui.wording import capital

COLUMNS: tuple[Column[Difference], ...] = (
    Column("Part", lambda row: row.part, width=20),
    Column("Before", lambda row: capital(row.before), width=30),
    Column("After", lambda row: capital(row.after), width=30),
)


class CompareDialog(ReadingDialog):
    """Begins with the last two revisions."""

    def __init__(
        self,
        desk: Desk,
        window: StrikeWindow,
        revisions: Sequence[WindowRevision],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "Compare revisions", parent)
        self.setObjectName("dialog_compare")
        self._revisions = {each.number: each for each in revisions}
        numbers = list(self._revisions)
        self.before = self._choice(self.tr("Before"), "before", numbers[max(len(numbers) - 2, 0)])
        self.after = self._choice(self.tr("After"), "after", numbers[-1])
        row = QHBoxLayout()
        row.setSpacing(space(2))
        for text, box in ((self.tr("&Before"), self.before), (self.tr("&After"), self.after)):
            label = text_label(text)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1)
        self.model = TableModel(COLUMNS, lambda each: each.part, parent=self)
        self.table = TableView(self.model, self.tr("What differs"), name="differences")
        let_copy(self.table)
        self.said: QLabel = paragraph(muted=True)
        self.said.setObjectName("compare_said")
        self.body.addWidget(text_label(short_title(window), muted=True))
        self.body.addLayout(row)
        self.body.addWidget(self.said)
        self.body.addWidget(self.table, 1)
        self.buttons.addWidget(push_button(self.tr("Copy"), self._copy, name="compare_copy"))
        self.resize(space(210), space(95))
        self.table.setFocus()
        self._show()

    def _choice(self, spoken: str, name: str, number: int) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"compare_{name}")
        box.setAccessibleName(spoken)
        for each in self._revisions.values():
            made = formats.moment(each.made_at, year=True)
            said = self.tr("{n}, made {when}").format(n=each.number, when=made)
            box.addItem(said, each.number)
        box.setCurrentIndex(box.findData(number))
        box.currentIndexChanged.connect(lambda _at: self._show())
        return box

    def _show(self) -> None:
        before = self._revisions[self.before.currentData()]
        after = self._revisions[self.after.currentData()]
        found = tuple(compare(before, after))
        self.model.replace(found)
        why = after.why or self.tr("no reason was kept")
        said = self.tr("Why: {why}").format(why=why)
        if not found:
            said = self.tr("These two say the same.")
        self.said.setText(said)

    def _copy(self) -> None:
        copy_rows(COLUMNS, self.model.rows)
