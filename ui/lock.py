"""Locks the window: after a while without a key or the mouse, after sleep, or at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

from ui.dialogs.locked import LockedWindow

LOOK_SECONDS = 5.0
SLEPT_SECONDS = 60.0
"""A look that comes so much later than it should means that the computer slept meanwhile."""
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
    }
)


@dataclass(frozen=True, slots=True)
class LockClock:
    """The clock on the wall, and one in seconds that nobody sets.

    Some systems stop the second one while they sleep, and the first can be set back: either may
    say that time went by.
    """

    wall: Callable[[], datetime]
    ticks: Callable[[], float] = time.monotonic


class Lock(QObject):
    """Hides every window of the program and shows one that asks for the passphrase.

    Jobs go on. What they show meanwhile, a question or a result, stays hidden until the window is
    unlocked. ``left`` says that somebody signs out (True) or quits (False) instead.
    """

    locked = Signal()
    unlocked = Signal()
    left = Signal(bool)

    def __init__(
        self,
        window: QWidget,
        name: str,
        is_right: Callable[[str], bool],
        minutes: Callable[[], int],
        clock: LockClock,
    ) -> None:
        super().__init__(window)
        self._window, self._name, self._is_right = window, name, is_right
        self._minutes, self._clock = minutes, clock
        self._away: list[QWidget] = []
        self._focus: QWidget | None = None
        self._copied_here = False
        self.screen: LockedWindow | None = None
        self._used = self._looked = self._instant()
        self._watched: QWindow | None = None
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        QGuiApplication.clipboard().dataChanged.connect(self._copied)
        self._watch(QGuiApplication.focusWindow())
        self._timer = QTimer(self)
        self._timer.setInterval(round(LOOK_SECONDS * 1000))
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def is_locked(self) -> bool:
        """Whether the window is locked."""
        return self.screen is not None

    def touch(self) -> None:
        """Somebody is there."""
        self._used = self._instant()

    def look(self) -> None:
        """Lock if nobody was there for long, or if the computer slept."""
        now = self._instant()
        asleep = _passed(self._looked, now) > LOOK_SECONDS + SLEPT_SECONDS
        idle = _passed(self._used, now) >= self._minutes() * 60
        self._looked = now
        if asleep or idle:
            self.lock()

    def lock(self) -> None:
        """Lock at once."""
        if self.screen is not None:
            return
        _close_popups()
        self._focus = QApplication.focusWidget()
        screen = self.screen = LockedWindow(self._name, self._is_right)
        screen.unlocked.connect(self.unlock)
        screen.left.connect(self._leave)
        screen.resize(self._window.size())
        screen.move(self._window.pos())
        screen.setWindowState(self._window.windowState())
        screen.show()  # first: the program ends with its last window
        for widget in sorted(QApplication.topLevelWidgets(), key=_depth, reverse=True):
            if widget is not screen and widget.isVisible():
                self._hide(widget)
        self._clear_clipboard()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        screen.activateWindow()
        screen.passphrase.setFocus()
        self.locked.emit()

    def put_out(self) -> None:
        """Lock for good: whoever sits there signs out."""
        self.lock()
        self._leave(signs_out=True)

    def unlock(self) -> None:
        """Show everything again as it was."""
        screen = self._no_screen()
        away, self._away = self._away, []
        for widget in sorted(filter(isValid, away), key=_depth):
            if isValid(widget):  # showing one may end another
                widget.show()
        screen.end()
        if self._focus is not None and isValid(self._focus):
            self._focus.window().activateWindow()
            self._focus.setFocus()
        self.touch()
        self._looked = self._used
        self.unlocked.emit()

    def _leave(self, signs_out: bool) -> None:
        """Drop what was open; the window is still hidden, for its owner to close."""
        screen = self._no_screen()
        away, self._away = self._away, []
        for widget in away:
            if widget is not self._window and isValid(widget):
                widget.deleteLater()
        self.left.emit(signs_out)
        screen.end()

    def _no_screen(self) -> LockedWindow:
        """Be locked no more; the caller ends the screen once there is another window."""
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        screen, self.screen = self.screen, None
        assert screen is not None
        return screen

    def _hide(self, widget: QWidget) -> None:
        self._away.append(widget)
        widget.hide()

    def _hide_late(self, widget: QWidget) -> None:
        if isValid(widget):
            widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
            if self.is_locked and widget.isVisible():
                self._hide(widget)

    def _instant(self) -> tuple[datetime, float]:
        return self._clock.wall(), self._clock.ticks()

    def _watch(self, window: QWindow | None) -> None:
        """Hear what is typed and clicked in the window in front: far less than all events."""
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)

    def _copied(self) -> None:
        board = QGuiApplication.clipboard()
        in_front = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        self._copied_here = board.ownsClipboard() or in_front

    def _clear_clipboard(self) -> None:
        """Take what was copied here off the clipboard, but nothing that came from elsewhere."""
        if self._copied_here:
            QGuiApplication.clipboard().clear()
            self._copied_here = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there; while locked, keep what would open off the screen."""
        if event.type() in _INPUT and isinstance(watched, QWindow):
            self.touch()
        elif (
            event.type() == QEvent.Type.Show
            and self.screen is not None
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched is not self.screen
        ):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, self, lambda: self._hide_late(watched))
        return False


def _passed(since: tuple[datetime, float], now: tuple[datetime, float]) -> float:
    """Return the seconds that went by, by whichever clock says more."""
    return max((now[0] - since[0]).total_seconds(), now[1] - since[1])


def _depth(widget: QWidget) -> int:
    """How many windows a window stands on: a question stands on the dialog that asks it."""
    parent = widget.parentWidget()
    return 0 if parent is None else 1 + _depth(parent.window())


def _close_popups() -> None:
    """Close menus, lists that dropped down, and tips."""
    QToolTip.hideText()
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        if QApplication.activePopupWidget() is popup:
            break
