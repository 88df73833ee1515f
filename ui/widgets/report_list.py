"""The list of reports: each with one line on what it is for and one on whom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from rota.domain.report_rules import ReportDefinition
from ui.delegates.report import LinesRole, ReportDelegate
from ui.theme import space

_CodeRole = Qt.ItemDataRole.UserRole


class ReportList(QListWidget):
    """Emits ``report_chosen`` with a report's code."""

    report_chosen = Signal(str)

    def __init__(self, definitions: Sequence[ReportDefinition]) -> None:
        super().__init__()
        self.setObjectName("view_reports")
        self.setAccessibleName(self.tr("Reports"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedWidth(space(66))
        self.setItemDelegate(ReportDelegate(self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for each in definitions:
            item = QListWidgetItem(each.title)
            audience = self.tr("For: {whom}").format(whom=each.audience)
            item.setData(_CodeRole, each.code)
            item.setData(LinesRole, (each.title, each.what, audience))
            spoken = f"{each.title}. {each.what}. {audience}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.addItem(item)
        self.currentItemChanged.connect(self._chosen)

    @property
    def code(self) -> str:
        """The report that is chosen; empty before one is."""
        item = self.currentItem()
        return "" if item is None else str(item.data(_CodeRole))

    def choose(self, code: str) -> None:
        """Go to a report, as a click would."""
        for at in range(self.count()):
            if self.item(at).data(_CodeRole) == code:
                self.setCurrentRow(at)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.report_chosen.emit(str(item.data(_CodeRole)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
