"""Widgets side by side that go on in a new row where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QDialog, QLayout, QLayoutItem

SHARE = 0.94
"""How much of a screen a dialog may take: its frame wants room as well."""


class FlowLayout(QLayout):
    """Rows from the left, as high as they need to be for the width there is."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them, or None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Fewer fit in a narrow row."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the rows are at a width."""
        return self._place(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, box: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(box)
        self._place(box, moves=True)

    def sizeHint(self) -> QSize:
        """One row, if there is room."""
        hints = [each.sizeHint() for each in self._items]
        wide = sum(each.width() for each in hints) + self.spacing() * max(len(hints) - 1, 0)
        return QSize(wide, max((each.height() for each in hints), default=0))

    def minimumSize(self) -> QSize:
        """The widest of them."""
        least = QSize()
        for each in self._items:
            least = least.expandedTo(each.minimumSize())
        return least

    def _place(self, box: QRect, *, moves: bool) -> int:
        x, y, row = box.x(), box.y(), 0
        for each in self._items:
            size = each.sizeHint()
            if x > box.x() and x + size.width() > box.right() + 1:
                x, y, row = box.x(), y + row + self.spacing(), 0
            if moves:
                each.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            row = max(row, size.height())
        return y + row - box.y()


def size_on_screen(dialog: QDialog, width: int, height: int) -> QSize:
    """Return a size for a dialog that is no larger than its screen."""
    screen = dialog.screen().availableSize()
    return QSize(min(width, int(screen.width() * SHARE)), min(height, int(screen.height() * SHARE)))
