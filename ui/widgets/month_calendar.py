"""A month of strikes: weeks from Monday, strikes as bars across the days, from 8am to 8am."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rota.domain.times import to_local
from rota.services.calendar import CalendarView
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.month_layout import DAY, MonthBar, MonthLayout
from ui.widgets.ribbon_ink import LEFT, RIGHT, Ink, first_that_fits
from ui.widgets.timeline_words import (
    bar_wordings,
    change_sentence,
    change_words,
    holiday_sentence,
    window_sentence,
    window_tip,
)
from ui.widgets.window_bar import BarEnds, BarPainter

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class MonthCalendar(QWidget):
    """The arrows go from day to day, Page Up and Down from month to month, Home to today.

    Enter chooses the strike of the day, again the next of it; the only one, when it is chosen
    already, is opened.
    """

    window_chosen = Signal(object)
    window_activated = Signal(object)
    shown_changed = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("month_strikes")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Month of strikes"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._now = now
        self._view: CalendarView | None = None
        self._day = to_local(now()).date()
        self._window_id: int | None = None
        self._layout = MonthLayout(self._day, ())

    @property
    def month(self) -> date:
        """The first day of the month that shows."""
        return self._layout.month

    @property
    def day(self) -> date:
        """The day the cursor is on."""
        return self._day

    @property
    def laid_out(self) -> MonthLayout:
        """Where the days and the strikes stand."""
        return self._layout

    def show_view(self, view: CalendarView) -> None:
        """Show other strikes; the month and the day stay."""
        self._view = view
        self._build(self.month)

    def select(self, window_id: int | None) -> None:
        """Frame a strike and go to its first day, unless it is in sight; nothing is emitted."""
        if self._view is None or window_id == self._window_id:
            return
        self._window_id = window_id
        found = next((each for each in self._view.windows if each.window_id == window_id), None)
        if found is not None:
            day = to_local(found.terms.start).date()
            if found not in self._layout.of_day(self._day):
                self._go(day)
        self.update()

    def show_month(self, by: int) -> None:
        """Go some months on or back; the day stays as near as there is one."""
        number = self.month.year * 12 + self.month.month - 1 + by
        first = date(number // 12, number % 12 + 1, 1)
        last = (first + 31 * DAY).replace(day=1) - DAY
        self._go(min(first.replace(day=1) + (self._day.day - 1) * DAY, last))

    def go_to_now(self) -> None:
        """Go to today."""
        self._go(to_local(self._now()).date())

    def day_box(self, day: date) -> QRect:
        """Where a day is."""
        return self._layout.box_of(day, self._area())

    def boxes_of(self, window_id: int) -> list[QRect]:
        """Where a strike's bars are, one a week."""
        return [
            self._bar_box(bar) for bar in self._layout.bars if bar.window.window_id == window_id
        ]

    def sizeHint(self) -> QSize:
        """Six weeks of two strikes each."""
        return QSize(space(140), space(110))

    def minimumSizeHint(self) -> QSize:
        """Enough to read the numbers."""
        return QSize(space(70), space(60))

    def _build(self, month: date) -> None:
        self._layout = MonthLayout(month, self._view.windows if self._view else ())
        self._describe()
        self.update()
        self.shown_changed.emit()

    def _go(self, day: date) -> None:
        if self._view is not None:
            first, last = to_local(self._view.start).date(), to_local(self._view.end).date() - DAY
            day = min(max(day, first), last)
        self._day = day
        if self._layout.holds(day):
            self._describe()
            self.update()
        else:
            self._build(day)

    def _choose(self, window_id: int) -> None:
        is_new = window_id != self._window_id
        self._window_id = window_id
        self.update()
        if is_new:
            self.window_chosen.emit(window_id)

    def _enter(self) -> None:
        found = [each.window_id for each in self._layout.of_day(self._day)]
        if found == [self._window_id]:
            self.window_activated.emit(self._window_id)
        elif found:
            at = found.index(self._window_id) + 1 if self._window_id in found else 0
            self._choose(found[at % len(found)])

    def day_sentence(self, day: date) -> str:
        """What a screen reader says of a day."""
        said = [formats.day(day, year=True)]
        if self._view is not None:
            said += [h.words for h in self._view.holidays if h.day == day]
            said += [change_sentence(c).rstrip(".") for c in self._view.changes if c.day == day]
            for window in self._layout.of_day(day):
                said.append(window_sentence(self._view, window).rstrip("."))
        return ". ".join(said if len(said) > 1 else [*said, self.tr("No strike")]) + "."

    def _describe(self) -> None:
        said = self.day_sentence(self._day)
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def _band(self) -> int:
        return self.fontMetrics().height() + space(1)

    def _area(self) -> QRect:
        band = self._band()
        return QRect(0, band, self.width(), max(self.height() - band, 1))

    def _bar_height(self) -> int:
        return Ink(self.palette()).small_metrics.height() + space(1)

    def _tracks(self) -> int:
        """How many bars a week has room for."""
        room = self._area().height() // self._layout.weeks - self._band() - space(1)
        return max(room // (self._bar_height() + space(0.5)), 1)

    def _bar_box(self, bar: MonthBar) -> QRect:
        area = self._area()
        cell = self._layout.box_of(self._layout.day_at(bar.week, 0), area)
        left = self._layout.x_of(bar.start, area)
        right = self._layout.x_of(bar.end, area, is_end=True)
        high = self._bar_height()
        top = cell.top() + self._band() + bar.track * (high + space(0.5))
        return QRect(left, top, max(right - left, 3), high)

    def _bar_at(self, place: QPoint) -> MonthBar | None:
        tracks = self._tracks()
        shown = (bar for bar in self._layout.bars if bar.track < tracks)
        return next((bar for bar in shown if self._bar_box(bar).contains(place)), None)

    def _day_at(self, place: QPoint) -> date | None:
        days = (self._layout.first + n * DAY for n in range(7 * self._layout.weeks))
        return next((day for day in days if self.day_box(day).contains(place)), None)

    def tip_at(self, place: QPoint) -> str:
        """What the tooltip says at a place."""
        if self._view is None:
            return ""
        bar = self._bar_at(place)
        if bar is not None:
            return window_tip(self._view, bar.window)
        day = self._day_at(place)
        said = [holiday_sentence(each) for each in self._view.holidays if each.day == day]
        said += [change_sentence(each) for each in self._view.changes if each.day == day]
        return "\n".join(said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the days and the months."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._go(self._day + _STEPS[key] * DAY)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.show_month(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self.go_to_now()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a strike or a day."""
        place = event.position().toPoint()
        day, bar = self._day_at(place), self._bar_at(place)
        if event.button() != Qt.MouseButton.LeftButton or day is None:
            return
        self._day = day
        self._describe()
        self.update()
        if bar is not None:
            self._choose(bar.window.window_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a strike."""
        bar = self._bar_at(event.position().toPoint())
        if bar is not None:
            self.window_activated.emit(bar.window.window_id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A turn of the wheel is a month."""
        turned = event.angleDelta().y()
        if abs(turned) >= 120:
            self.show_month(-1 if turned > 0 else 1)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Show a tooltip for what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the days, then the bars over them."""
        painter = QPainter(self)
        ink = Ink(self.palette())
        painter.fillRect(self.rect(), ink.base)
        self._paint_names(painter, ink)
        for number in range(7 * self._layout.weeks):
            self._paint_day(painter, ink, self._layout.first + number * DAY)
        bars = BarPainter(painter, ink, self.devicePixelRatioF())
        tracks = self._tracks()
        more: dict[date, int] = {}
        for bar in self._layout.bars:
            if bar.track < tracks:
                self._paint_bar(bars, bar)
            else:
                day = to_local(bar.start).date()
                more[day] = more.get(day, 0) + 1
        self._paint_more(painter, ink, more)
        painter.end()

    def _paint_names(self, painter: QPainter, ink: Ink) -> None:
        painter.setFont(ink.small)
        painter.setPen(ink.muted)
        for column in range(7):
            day = self._layout.day_at(0, column)
            box = self.day_box(day)
            box = QRect(box.left() + space(2), 0, box.width(), self._band())
            painter.drawText(box, LEFT, formats.day(day)[:3])

    def _paint_day(self, painter: QPainter, ink: Ink, day: date) -> None:
        box, band = self.day_box(day), self._band()
        view = self._view
        holiday = next((h for h in view.holidays if h.day == day), None) if view else None
        is_inside = self._layout.holds(day)
        if holiday is not None:
            painter.fillRect(box, ink.tone(Tone.LEAVE).fill)
        elif day.weekday() >= 5:
            painter.fillRect(box, ink.current)
        painter.setPen(ink.line)
        painter.drawLine(box.topLeft(), box.topRight())
        painter.setPen(ink.faint)
        painter.drawLine(box.topLeft(), box.bottomLeft())
        head = QRect(box.left() + space(2), box.top() + 1, box.width() - space(2.5), band)
        painter.setFont(ink.bold if is_inside else ink.small)
        painter.setPen(ink.text if is_inside else ink.muted)
        number = str(day.day) if is_inside or day.day > 1 else f"{day.day} {formats.day(day)[-3:]}"
        wide = painter.fontMetrics().horizontalAdvance(number)
        painter.drawText(head, LEFT, number)
        if day == to_local(self._now()).date():
            self._ring(painter, ink, QRect(head.left(), head.top(), wide, band))
        self._paint_notes(painter, ink, day, head.adjusted(wide + space(1.75), 0, 0, 0))
        if day == self._day:
            colour = ink.accent if self.hasFocus() else ink.muted
            painter.setPen(QPen(colour, 2 if self.hasFocus() else 1))
            painter.drawRect(box.adjusted(1, 1, -1, -2))

    def _paint_notes(self, painter: QPainter, ink: Ink, day: date, box: QRect) -> None:
        """The bank holiday's name, the true hours of a day on which the clocks change."""
        view = self._view
        if view is None:
            return
        painter.setFont(ink.small)
        metrics = ink.small_metrics
        for change in view.changes:
            if change.day == day:
                said = (change_words(change), f"{change.hours} h")
                text = first_that_fits(said, box.width(), metrics) or said[-1]
                painter.setPen(ink.tone(Tone.WARNING).mark)
                painter.drawText(box, RIGHT, text)
                box = box.adjusted(0, 0, -metrics.horizontalAdvance(text) - space(2), 0)
        for holiday in view.holidays:
            if holiday.day == day:
                text = metrics.elidedText(
                    holiday.words, Qt.TextElideMode.ElideRight, max(box.width(), 0)
                )
                painter.setPen(ink.tone(Tone.LEAVE).text)
                painter.drawText(box, LEFT, text)

    def _ring(self, painter: QPainter, ink: Ink, number: QRect) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.accent, 2))
        side = max(number.width() + space(2), number.height() - 2)
        ring = QRect(0, 0, side, number.height() - 2)
        ring.moveCenter(number.center())
        painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.restore()

    def _paint_bar(self, bars: BarPainter, bar: MonthBar) -> None:
        box = self._bar_box(bar)
        is_open = bar.window.terms.end is None and bar.week == self._layout.weeks - 1
        bars.draw(bar.window, box, BarEnds(bar.starts_here, bar.ends_here, is_open))
        said = bar_wordings(bar.window, with_union=True)
        bars.words(bar.window, said, box, QRect())
        if bar.window.window_id == self._window_id:
            bars.cursor(box)

    def _paint_more(self, painter: QPainter, ink: Ink, more: dict[date, int]) -> None:
        painter.setFont(ink.small)
        painter.setPen(ink.muted)
        for day, count in more.items():
            box = self.day_box(day).adjusted(0, 0, -space(1), -2)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            painter.drawText(box, flags, f"+{formats.number(count)} more")


def month_words(month: date) -> str:
    """``January 2016``."""
    return f"{month:%B %Y}"
