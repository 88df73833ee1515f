"""A table whose columns share the width there is: nothing to scroll sideways for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QStyleOptionViewItem, QTableView, QWidget

from ui.delegates.cell import CellDelegate, Index
from ui.models.table import TableModel
from ui.theme import space
from ui.widgets.table_view import TableView

SHORT = 24
"""Columns with a first width of up to so many characters are never cut."""
_WRAP = Qt.TextFlag.TextWordWrap


class WrappedDelegate(CellDelegate):
    """Words that do not fit in a line go on in the next."""

    def _write(self, painter: QPainter, inner: QRect, alignment: int, text: str) -> None:
        painter.drawText(inner, alignment | _WRAP, text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the words are in the width of their column."""
        hint, view = super().sizeHint(option, index), option.widget
        if not isinstance(view, QTableView):
            return hint
        high = space(200)
        box = self._inside(QRect(0, 0, view.columnWidth(index.column()), high), index.column())
        words = option.fontMetrics.boundingRect(box, _WRAP, index.data() or "")
        return QSize(hint.width(), max(hint.height(), words.height() + space(2)))


class FittedTable(TableView):
    """Shares its width by the columns' first widths; a heading and short words are never cut.

    ``wraps``: long words go on in the next line. ``is_whole``: the table is as high as its rows,
    and whatever it lies in scrolls.
    """

    _is_whole = False

    def __init__(
        self,
        table: TableModel[Any],
        spoken_name: str,
        *,
        name: str,
        wraps: bool = False,
        is_whole: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(table, spoken_name, name=name, parent=parent)
        self._wraps, self._is_whole = wraps, is_whole
        if wraps:
            self.setItemDelegate(WrappedDelegate(self))
            self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if is_whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.fit)
        rows = self.proxy
        for changed in (rows.modelReset, rows.rowsInserted, rows.rowsRemoved, rows.dataChanged):
            changed.connect(self._soon.start)
        rows.layoutChanged.connect(self._soon.start)
        self.fit()

    def fit(self) -> None:
        """Share out the width, then the height."""
        for at, width in enumerate(self._widths()):
            self.setColumnWidth(at, width)
        if self._wraps:
            self.resizeRowsToContents()
        if self._is_whole:
            rows = self.verticalHeader().length() or space(7)
            self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 1)

    def _widths(self) -> list[int]:
        """Give each column its share, but at least what its heading and short words need."""
        columns, letters = self.columns, self.horizontalHeader().fontMetrics()
        needed = [letters.horizontalAdvance(each.heading) + space(7) for each in columns]
        for at, column in enumerate(columns):
            if column.width <= SHORT:
                needed[at] = max(needed[at], self.sizeHintForColumn(at))
        widths, left, sharing = needed[:], self.viewport().width(), set(range(len(columns)))
        while sharing:
            each = left / sum(columns[at].width for at in sharing)
            narrow = {at for at in sharing if columns[at].width * each < needed[at]}
            for at in narrow or sharing:
                widths[at] = needed[at] if narrow else int(columns[at].width * each)
                left -= widths[at]
            sharing = sharing - narrow if narrow else set()
        return widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Keep the row with the cursor in sight, where what the table lies in scrolls."""
        super().currentChanged(current, previous)
        within: QWidget | None = self.parentWidget() if self._is_whole else None
        while within is not None and not isinstance(within, QScrollArea):
            within = within.parentWidget()
        if within is not None and (inside := within.widget()) is not None:
            box = self.visualRect(current)
            at = self.viewport().mapTo(inside, box.center())
            within.ensureVisible(at.x(), at.y(), 0, box.height())
