"""What the pictures of a report have in common: a cursor, a tip, and words for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.colours import Role
from ui.theme import Size, font, space

Key = Qt.Key
_STEPS = {
    Key.Key_Left: (0, -1),
    Key.Key_Right: (0, 1),
    Key.Key_Up: (-1, 0),
    Key.Key_Down: (1, 0),
    Key.Key_Home: (0, -10_000),
    Key.Key_End: (0, 10_000),
}


class Picture(QWidget):
    """A grid of fields with a number each; the arrows walk in it, Home and End go along a row.

    A subclass paints, says how high it is at a width, where a field is and what it means. The
    cursor is a row and a column.
    """

    def __init__(self, title: str, words: str, rows: int, columns: int) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{title}. {words}")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._rows, self._columns = rows, columns
        self.cursor_at = (0, 0)
        self._describe()

    def heightForWidth(self, width: int) -> int:
        """How high the picture is when it is so wide."""
        raise NotImplementedError

    def field_at(self, point: QPoint) -> tuple[int, int] | None:
        """The row and the column under a point."""
        raise NotImplementedError

    def words_of(self, row: int, column: int) -> str:
        """What a field says."""
        raise NotImplementedError

    @property
    def small(self) -> QFontMetrics:
        """The measures of the small letters."""
        return QFontMetrics(font(Size.SMALL))

    def hasHeightForWidth(self) -> bool:
        """Fewer fields fit beside each other in a narrow page."""
        return True

    def sizeHint(self) -> QSize:
        """As high as the width asks for."""
        wide = space(120)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """Narrower, nothing could be read."""
        return QSize(space(80), space(12))

    def _go(self, row: int, column: int) -> None:
        if self._rows and self._columns:
            self.cursor_at = (
                min(max(row, 0), self._rows - 1),
                min(max(column, 0), self._columns - 1),
            )
            self._describe()
            self.update()

    def _describe(self) -> None:
        said = self.words_of(*self.cursor_at) if self._rows and self._columns else ""
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from field to field, and say what each means."""
        step = _STEPS.get(Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._go(self.cursor_at[0] + step[0], self.cursor_at[1] + step[1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor on a field."""
        field = self.field_at(event.position().toPoint())
        if field is not None:
            self._go(*field)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cursor."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            field = self.field_at(event.pos())
            said = "" if field is None else self.words_of(*field)
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)


def mixed(palette: QPalette, colour: QColor, share: float) -> QColor:
    """A colour laid thinly over the page: 0 is the page, 1 the colour."""
    base = palette.color(Role.Base)
    return QColor(
        round(base.red() + (colour.red() - base.red()) * share),
        round(base.green() + (colour.green() - base.green()) * share),
        round(base.blue() + (colour.blue() - base.blue()) * share),
    )
