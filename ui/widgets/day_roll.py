"""The roll call: one list to go down with the keyboard or a thumb."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from rota.domain.day import Tick
from ui.models.day_rows import FOLDS, RollModel, RollRow, RowKind, Who
from ui.widgets.day_rows import ALL_HERE, DayRowDelegate, buttons_of

Key = Qt.Key
KEYS = {
    Key.Key_Space: Tick.HERE,
    Key.Key_N: Tick.NOT_HERE,
    Key.Key_L: Tick.LEFT,
    Key.Key_Backspace: Tick.CLEAR,
    Key.Key_Delete: Tick.CLEAR,
}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class DayRoll(QListView):
    """Emits ``ticked`` with a row and a tick, ``all_here_asked`` and ``came_asked`` with a row.

    ``fold_asked`` carries a row that holds others; ``undo_asked`` comes of Ctrl+Z, which never
    goes on to the window: it would undo what a colleague ticked. ``search_asked`` comes of Ctrl+F
    or a slash.
    """

    ticked = Signal(object, object)
    all_here_asked = Signal(object)
    came_asked = Signal(object)
    fold_asked = Signal(object)
    undo_asked = Signal()
    search_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("view_day")
        self.setAccessibleName(self.tr("Roll call"))
        self.setAccessibleDescription(
            self.tr("Space: here. N: not here. L: left. Backspace: take the tick off. A: all here.")
        )
        self.rows = RollModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(DayRowDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._wanted: Hashable | None = None

    @property
    def current_row(self) -> RollRow | None:
        """The row the cursor is on."""
        return self.rows.row_at(self.currentIndex())

    def show_rows(self, rows: list[RollRow], names: dict[int, str]) -> None:
        """Show these rows; the cursor and what is seen stay where they were."""
        row, at, down = self.current_row, self.currentIndex().row(), self.verticalScrollBar()
        value = down.value()
        if not self.rows.replace(rows, names):
            return
        self.doItemsLayout()
        down.setValue(value)
        if row is None:
            self._put(self.rows.place_of(lambda each: each.kind is RowKind.PERSON))
            return
        same = self.rows.place_of(lambda each: each.key == row.key)
        self._put(same if same >= 0 else min(at, len(rows) - 1), is_scrolled=False)

    def go_to_service(self, service_id: int) -> bool:
        """Put the cursor on a service, and the service on top; say whether it is shown."""
        at = self.rows.place_of(lambda each: each.service_id == service_id)
        if at < 0:
            return False
        self._put(at)
        self.scrollTo(self.rows.index(at), QAbstractItemView.ScrollHint.PositionAtTop)
        return True

    def go_to(self, who: Who) -> None:
        """Put the cursor on a person at a service, if they are shown."""
        self._put(self.rows.place_of(lambda each: each.person is not None and each.who == who))

    def go_to_person(self) -> None:
        """Take the keys, with the cursor on a person if there is any."""
        row = self.current_row
        if row is None or row.kind is not RowKind.PERSON:
            self._put(self.rows.place_of(lambda each: each.kind is RowKind.PERSON))
        self.setFocus()

    def go_to_first(self) -> None:
        """Begin at the top: something else is shown now."""
        self.scrollToTop()
        self._put(self.rows.place_of(lambda each: each.kind is RowKind.PERSON))

    def _put(self, at: int, *, is_scrolled: bool = True) -> None:
        if at < 0:
            return
        was = self.hasAutoScroll()
        self.setAutoScroll(is_scrolled and was)
        self.setCurrentIndex(self.rows.index(at))
        self.setAutoScroll(was)

    def _go_on(self) -> None:
        """On to the next person, in this service or the next."""
        here = self.currentIndex().row()
        self._put(self.rows.place_of(lambda each: each.kind is RowKind.PERSON, here))

    def _turn_service(self, by: int) -> None:
        """To the heading of the next service, or of the one before."""
        here = self.currentIndex().row()
        heads = [at for at, row in enumerate(self.rows.rows) if row.kind is RowKind.SERVICE]
        beyond = [at for at in heads if (at > here if by > 0 else at < here)]
        if beyond:
            self._put(beyond[0] if by > 0 else beyond[-1])

    def _pressed(self, row: RollRow, name: str) -> None:
        if name == ALL_HERE:
            self.all_here_asked.emit(row)
            return
        what = Tick(name)
        self.ticked.emit(row, Tick.CLEAR if row.state is what else what)

    def _key(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; say whether it asked for anything."""
        key, control = event.key(), Qt.KeyboardModifier.ControlModifier
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == control and key in (Key.Key_Up, Key.Key_Down):
            self._turn_service(1 if key == Key.Key_Down else -1)
            return True
        if held == control and key == Key.Key_Z:
            self.undo_asked.emit()
            return True
        if (held == control and key == Key.Key_F) or (event.text() == "/" and not held & control):
            self.search_asked.emit()
            return True
        row = self.current_row
        return row is not None and event.modifiers() in _PLAIN and self._plain_key(row, key)

    def _plain_key(self, row: RollRow, key: int) -> bool:
        if key in KEYS and row.kind is RowKind.PERSON:
            what = KEYS[Key(key)]
            self.ticked.emit(row, what)
            if what is not Tick.CLEAR:
                self._go_on()
        elif key == Key.Key_A:
            self.all_here_asked.emit(row)
        elif key in (Key.Key_C, Key.Key_Insert):
            self.came_asked.emit(row)
        elif row.kind in FOLDS and key in (
            Key.Key_Return,
            Key.Key_Enter,
            Key.Key_Space,
            Key.Key_Right if not row.is_open else Key.Key_Left,
        ):
            self.fold_asked.emit(row)
        else:
            return key in KEYS
        return True

    def event(self, event: QEvent) -> bool:
        """Have Ctrl+Z and Ctrl+F before the window does, where they mean something here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = Qt.KeyboardModifier.ControlModifier
            if event.modifiers() == control and event.key() in (Key.Key_F, Key.Key_Z):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick, turn to another service, search: no letter looks for a name by chance."""
        if self._key(event):
            event.accept()
            return
        if event.text().isprintable() and event.text() and event.modifiers() in _PLAIN:
            event.ignore()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick where a button is."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._click(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click of two quick ones is no tick: it would take the first one off."""
        event.accept()

    def _click(self, place: QPoint) -> None:
        index: QModelIndex = self.indexAt(place)
        row = self.rows.row_at(index)
        if row is None:
            return
        if row.kind in FOLDS:
            self.fold_asked.emit(row)
            return
        for name, box in buttons_of(row, self.visualRect(index)).items():
            if box.contains(place):
                self._pressed(row, name)
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the rows out anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
