"""The ribbon by keyboard: walking, choosing, zooming, copying, moving a person's cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.ribbon_board import RibbonBoard, spot_of
from ui.widgets.ribbon_drag import QUARTER, Grip, held
from ui.widgets.ribbon_layout import Line
from ui.widgets.ribbon_text import lane_text, services_text
from ui.widgets.ribbon_values import Cell, CoverMove, RibbonView
from ui.widgets.ribbon_walk import cell_after, gap_after, line_after, lines_in, rows_between

Key, Held = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT = Held.NoModifier, Held.ShiftModifier
CTRL, ALT = Held.ControlModifier, Held.AltModifier
_FAR = 1_000_000
_LINES = {
    Key.Key_Up: -1,
    Key.Key_Down: 1,
    Key.Key_PageUp: -10,
    Key.Key_PageDown: 10,
    Key.Key_Home: -_FAR,
    Key.Key_End: _FAR,
}
_SIDES = {Key.Key_Left: -1, Key.Key_Right: 1}


class RibbonKeys(RibbonBoard):
    """A board that a keyboard can work on.

    Up and Down go from line to line; Left and Right from gap to gap on a service, with Ctrl from
    stretch to stretch, and from bar to bar on a person. Enter opens a gap or a bar, Space the
    people under a service. Shift chooses several services. Alt and an arrow move a person's cover
    by a quarter of an hour, Shift and Alt move its end, Delete takes it off.
    """

    gap_activated = Signal(object)
    bar_activated = Signal(object)
    cover_moved = Signal(object)
    cover_removed = Signal(object)
    menu_asked = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nudged: CoverMove | None = None
        self._commands = self._keys()

    def show_view(self, view: RibbonView | None) -> None:
        """Show another board."""
        self._nudged = None
        super().show_view(view)

    def copy_text(self) -> str:
        """The chosen services, or the person the cursor is on, as a table with headings."""
        row, lane = self.current_row, self.current_lane
        chosen = set(self.selected_services())
        if row is not None and lane is not None and len(chosen) < 2:
            return lane_text(row, lane)
        rows = [each for each in self._rows() if each.key in chosen]
        return services_text(rows) if rows else ""

    def _keys(self) -> dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], bool]]:
        """What each key does; a command that had nothing to do says so."""
        made: dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], bool]] = {
            (Key.Key_Return, NONE): self._activate,
            (Key.Key_Enter, NONE): self._activate,
            (Key.Key_Space, NONE): self._toggle_current,
            (Key.Key_Delete, NONE): self._remove,
            (Key.Key_Escape, NONE): self._cancel_drag,
            (Key.Key_A, CTRL): self._choose_all,
            (Key.Key_C, CTRL): self._copy,
            (Key.Key_0, CTRL): partial(self._zoomed, self.zoom_to_fit),
            (Key.Key_Minus, CTRL): partial(self._zoomed, self.zoom_out),
            (Key.Key_Menu, NONE): self._ask_menu,
            (Key.Key_F10, SHIFT): self._ask_menu,
        }
        for plus in ((Key.Key_Plus, CTRL), (Key.Key_Equal, CTRL), (Key.Key_Plus, CTRL | SHIFT)):
            made[plus] = partial(self._zoomed, self.zoom_in)
        for key, by in _LINES.items():
            made[key, NONE] = partial(self._step_line, by)
            made[key, SHIFT] = partial(self._step_choice, by)
        for key, by in _SIDES.items():
            made[key, NONE] = partial(self._step_gap, by)
            made[key, CTRL] = partial(self._step_cell, by)
            made[key, ALT] = partial(self._nudge, Grip.WHOLE, by)
            made[key, ALT | SHIFT] = partial(self._nudge, Grip.END, by)
        return made

    def _zoomed(self, zoom: Callable[[], None]) -> bool:
        zoom()
        return self._view is not None

    def _step_line(self, by: int) -> bool:
        line = line_after(lines_in(self._layout), self._current_line(), by)
        if line is not None:
            self._point(line)
        return line is not None

    def _step_gap(self, by: int) -> bool:
        line = self._current_line()
        if line is not None and not line.is_service:
            return self._step_cell(by)
        services = self._layout.services if self._layout else ()
        place = gap_after(services, line, self._current_cell(), by)
        if place is not None:
            self._point(*place)
        return bool(services)

    def _step_cell(self, by: int) -> bool:
        line = self._current_line()
        cell = cell_after(line, self._current_cell(), by) if line else None
        if line is not None and cell is not None:
            self._point(line, cell)
        return line is not None

    def _step_choice(self, by: int) -> bool:
        """Choose the services from where Shift was first held to the next one."""
        row, services = self.current_row, self._layout.services if self._layout else ()
        here = next((line for line in services if line.row == row), None)
        line = line_after(services, here, by)
        if line is not None:
            self._choose_up_to(line)
        return line is not None

    def _point(self, line: Line, cell: Cell | None = None) -> None:
        """Put the cursor somewhere by hand."""
        self._nudged = None
        self._go(line, cell)

    def _choose_up_to(self, line: Line) -> None:
        if line.row is None:
            return
        if self._pivot not in {row.key for row in self._rows()}:
            self._pivot = self.current_row.key if self.current_row else line.row.key
        self._go(line, None, rows_between(self._rows(), self._pivot, line.row.key))

    def _choose_also(self, line: Line) -> None:
        if line.row is not None:
            self._pivot = line.row.key
            self._go(line, None, frozenset(self.selected_services()) ^ {line.row.key})

    def _cancel_drag(self) -> bool:
        """Put back what a mouse drags; nothing is held here."""
        return False

    def _choose_all(self) -> bool:
        rows, line = self._rows(), self._current_line()
        line = line or line_after(lines_in(self._layout), None, 0)
        if line is not None:
            self._go(line, self._current_cell(), frozenset(row.key for row in rows))
        return line is not None

    def _copy(self) -> bool:
        text = self.copy_text()
        if text:
            QGuiApplication.clipboard().setText(text)
        return bool(text)

    def _toggle_current(self) -> bool:
        row = self.current_row
        if row is not None and row.lanes:
            self.set_opened(self._opened ^ {row.key})
            self._describe()
        return row is not None

    def _activate(self) -> bool:
        if self.current_gap is not None:
            self.gap_activated.emit(self.current_gap)
        elif self.current_bar is not None:
            self.bar_activated.emit(self.current_bar)
        return self.current_gap is not None or self.current_bar is not None

    def _remove(self) -> bool:
        bar = self.current_bar
        if bar is None or not bar.is_movable:
            return False
        self.cover_removed.emit(bar.key)
        return True

    def _nudge(self, grip: Grip, by: int) -> bool:
        """Move the cover under the cursor; pressed again before it is saved, it goes further."""
        row, bar, view = self.current_row, self.current_bar, self._view
        if row is None or view is None or bar is None or not bar.is_movable:
            return False
        now = self._nudged
        if now is not None and now.key == bar.key:
            bar = replace(bar, start=now.start, end=now.end)
        drag = held(bar, row, grip).moved(QUARTER * by, QUARTER, (view.start, view.last))
        if drag.is_change:
            self._nudged = drag.move
            self.cover_moved.emit(drag.move)
        return True

    def _ask_menu(self) -> bool:
        line, cell = self._current_line(), self._current_cell()
        if line is None or line.row is None:
            return False
        place = self.place_of(line.row.key, cell, line.lane) & self.viewport().rect()
        self.menu_asked.emit(spot_of(line, cell), self.viewport().mapToGlobal(place.center()))
        return True

    def event(self, event: QEvent) -> bool:
        """Keep our keys from being taken as shortcuts of the window."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and _combination(event) in self._commands:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the board and work on it."""
        command = self._commands.get(_combination(event))
        if command is None or not command():
            super().keyPressEvent(event)


def _combination(event: QKeyEvent) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    return Qt.Key(event.key()), event.modifiers() & ~Held.KeypadModifier
