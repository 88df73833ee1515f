"""The table in which a requirement is typed: every cell by keyboard, usual answers offered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rota.domain.codes import DutyKind, StaffGroup, words
from rota.domain.grades import GradeLadder
from rota.domain.requirement_text import CELLS, RequirementText
from ui.delegates.cell import CellDelegate, Index
from ui.models.requirements import BLANK, HEADINGS, RequirementRows
from ui.theme import font, space

LIST_WIDTH = 60
WIDTHS = (7, 6, 9, 8, 13, 13, 13, 16)
DAYS = ("", "Mon-Fri", "Sat;Sun", *("Mon Tue Wed Thu Fri Sat Sun".split()))


class CellEditor(CellDelegate):
    """A field to type in, with the usual answers below it where there are some."""

    def __init__(self, ladder: GradeLadder, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices: dict[str, tuple[str, ...]] = {
            "days": DAYS,
            "grade_min": ("", *(words(grade) for grade in ladder.ranks)),
            "staff_groups": ("", *(words(group) for group in StaffGroup)),
            "kinds": ("", *(words(kind) for kind in DutyKind)),
        }

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field for this cell."""
        cell = CELLS[index.column()]
        choices = self._choices.get(cell)
        field: QComboBox | QLineEdit
        if choices is None:
            field = line = QLineEdit(parent)
            line.setFrame(False)
        else:
            field = QComboBox(parent)
            field.setEditable(True)
            field.setFrame(False)
            field.addItems(list(choices))
            field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            field.view().setMinimumWidth(space(LIST_WIDTH))
            found = field.lineEdit()
            assert found is not None
            line = found
            line.setAccessibleName(HEADINGS[cell])
            field.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none; the stub does not
        line.setPlaceholderText(BLANK.get(cell, ""))
        field.setAccessibleName(HEADINGS[cell])
        field.setAutoFillBackground(True)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Start from what is in the cell."""
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
            line = editor.lineEdit()
            assert line is not None
            line.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Keep what was typed."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Over the whole cell."""
        editor.setGeometry(option.rect)


class RequirementTable(QTableView):
    """Enter or typing edits, Insert adds a row, Ctrl+D doubles, Delete removes the chosen rows."""

    def __init__(self, rows: RequirementRows, ladder: GradeLadder) -> None:
        super().__init__()
        self._rows = rows
        self.setObjectName("requirement_rows")
        self.setAccessibleName(self.tr("Requirement rows"))
        self.setModel(rows)
        self.setItemDelegate(CellEditor(ladder, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(CellDelegate.row_height())
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        character = QFontMetrics(font()).averageCharWidth()
        for at, width in enumerate(WIDTHS):
            self.setColumnWidth(at, width * character + space(2))

    @property
    def chosen(self) -> list[int]:
        """The places of the chosen rows, from the top."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def finish_typing(self) -> None:
        """Keep what is in an open field; a press of a button does not always leave it."""
        if self.state() == QAbstractItemView.State.EditingState:
            self.setFocus()

    def add(self) -> None:
        """Put an empty row under the current one and start typing in it."""
        self._put(RequirementText(), edit=True)

    def duplicate(self) -> None:
        """Put a copy of the current row under it."""
        at = self.currentIndex().row()
        if at >= 0:
            self._put(self._rows.texts[at], edit=False)

    def remove(self) -> None:
        """Take the chosen rows out."""
        self._rows.remove(self.chosen)

    def go_to(self, row: int, cell: str) -> None:
        """Put the cursor on a cell."""
        self._stand(self._rows.index(row, CELLS.index(cell)))
        self.setFocus()

    def _put(self, row: RequirementText, *, edit: bool) -> None:
        at = self.currentIndex().row() + 1 if self.currentIndex().isValid() else len(
            self._rows.texts
        )  # fmt: skip
        self._rows.insert(at, row)
        index = self._rows.index(at, 0)
        self._stand(index)
        self.setFocus()
        if edit:
            self.edit(index)

    def _stand(self, index: QModelIndex) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def event(self, event: QEvent) -> bool:
        """Keep Enter, Insert, Delete and Ctrl+D from the dialog's buttons."""
        if event.type() == QEvent.Type.ShortcutOverride and self._work_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key is for; one that an open field left over is for nobody."""
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()
            return
        work = self._work_of(event)
        if work is None:
            super().keyPressEvent(event)
            return
        work()
        event.accept()

    def _work_of(self, event: QEvent) -> Callable[[], None] | None:
        if not isinstance(event, QKeyEvent):
            return None
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            return self.duplicate if event.key() == Qt.Key.Key_D else None
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        keys = Qt.Key
        return {
            keys.Key_Insert: self.add,
            keys.Key_Delete: self.remove,
            keys.Key_Return: self._edit_here,
            keys.Key_Enter: self._edit_here,
        }.get(keys(event.key()))

    def _edit_here(self) -> None:
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())
