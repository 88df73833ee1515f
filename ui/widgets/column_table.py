"""The columns of a file beside a few of their values, each with what it stands for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from rota.domain.importing import ColumnMapping, ImportKind, Peek
from ui.delegates.cell import CellDelegate
from ui.theme import space
from ui.wording import column_words

NOT_USED = ""
_SHOWN = 3


class _Choice(QComboBox):
    """A choice that the wheel passes by: scrolling the table must not change it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the table."""
        event.ignore()


class ColumnTable(QTableWidget):
    """Emits ``changed`` when a person corrects what a column stands for."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setObjectName("columns")
        self.setAccessibleName(self.tr("Columns of the file"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalHeaderLabels(
            [self.tr("In the file"), self.tr("Sample values"), self.tr("Stands for")]
        )
        across = self.horizontalHeader()
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        across.resizeSection(0, space(46))
        across.resizeSection(2, space(52))
        down = self.verticalHeader()
        down.hide()
        down.setDefaultSectionSize(space(8))
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegate(CellDelegate(self))
        self._headings: tuple[str, ...] = ()
        self._choices: list[_Choice] = []
        self._kind: ImportKind | None = None
        self._unknown_midnight: frozenset[str] = frozenset()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the file."""
        return self._headings

    @property
    def mapping(self) -> ColumnMapping | None:
        """What every heading stands for, as chosen now; None before a file was looked at."""
        if self._kind is None:
            return None
        columns = {
            heading: str(choice.currentData())
            for heading, choice in zip(self._headings, self._choices, strict=True)
            if heading.strip()
        }
        return ColumnMapping(self._kind, columns, self._unknown_midnight)

    def show_peek(self, kind: ImportKind, peek: Peek) -> None:
        """Show the columns of a file and what is guessed of them."""
        self._kind, self._headings, self._choices = kind, peek.headings, []
        self._unknown_midnight = peek.mapping.unknown_midnight
        self.setRowCount(0)
        self.setRowCount(len(peek.headings))
        for at, heading in enumerate(peek.headings):
            cells = [row[at].strip() for row in peek.samples if at < len(row)]
            sample = " · ".join([cell for cell in cells if cell][:_SHOWN])
            self.setItem(at, 0, _item(heading or self.tr("(no heading)")))
            self.setItem(at, 1, _item(sample))
            self.setItem(at, 2, _item(""))
            self.setCellWidget(at, 2, self._choice(heading, peek))
        self.show_mapping(peek.mapping)

    def show_mapping(self, mapping: ColumnMapping) -> None:
        """Show what another mapping says; headings it does not name are not used."""
        self._unknown_midnight = mapping.unknown_midnight
        for heading, choice in zip(self._headings, self._choices, strict=True):
            was_blocked = choice.blockSignals(True)
            column = mapping.columns.get(heading, NOT_USED)
            choice.setCurrentIndex(max(choice.findData(column), 0))
            choice.blockSignals(was_blocked)

    def clear_file(self) -> None:
        """Show nothing."""
        self._kind, self._headings, self._choices = None, (), []
        self.setRowCount(0)

    def _choice(self, heading: str, peek: Peek) -> QComboBox:
        choice = _Choice()
        choice.setObjectName(f"column_{len(self._choices)}")
        choice.setAccessibleName(self.tr("{heading} stands for").format(heading=heading))
        choice.addItem(self.tr("Not used"), NOT_USED)
        for column in peek.columns:
            needed = " *" if column in peek.required else ""
            choice.addItem(column_words(column) + needed, column)
        choice.setEnabled(bool(heading.strip()))
        choice.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._choices.append(choice)
        return choice


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return item
