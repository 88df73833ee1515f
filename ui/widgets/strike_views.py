"""Three ways to look at the strikes: as a list, along a timeline, month by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rota.services.calendar import CalendarView
from ui.remembered import keep_view, last_view
from ui.theme import space
from ui.widgets.buttons import PushButton, icon_button, push_button
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.labels import text_label
from ui.widgets.month_calendar import MonthCalendar, month_words
from ui.widgets.table_view import TableView
from ui.widgets.timeline_axis import Zoom
from ui.widgets.window_timeline import ZOOM_STEP, WindowTimeline

LIST, TIMELINE, CALENDAR = "list", "timeline", "calendar"
CHOICES = (
    FilterChoice(LIST, "List"),
    FilterChoice(TIMELINE, "Timeline"),
    FilterChoice(CALENDAR, "Calendar"),
)
PAGE = "strikes"


class StrikeViews(QWidget):
    """The list, the timeline and the month; the one chosen last comes back next time.

    Emits ``chosen`` when another is chosen; a strike chosen or opened in the timeline or the
    month goes out as ``window_chosen`` and ``window_activated``, a dragged edge as
    ``edge_dragged``.
    """

    chosen = Signal()
    window_chosen = Signal(object)
    window_activated = Signal(object)
    edge_dragged = Signal(object, object, object)

    def __init__(self, table: TableView, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.table = table
        self.timeline = WindowTimeline(now)
        self.month = MonthCalendar(now)
        self._bar = FilterBar(self.tr("View"))
        self._bar.show_choices(CHOICES)
        self._month_name = text_label(bold=True)
        self._controls = QStackedWidget()
        self._stack = QStackedWidget()
        pairs: tuple[tuple[QWidget, QWidget], ...] = (
            (QWidget(), table),
            (self._zooms(), self.timeline),
            (self._months(), self.month),
        )
        for controls, shown in pairs:
            self._controls.addWidget(controls)
            self._stack.addWidget(shown)
        self._lay_out()
        for each in (self.timeline, self.month):
            each.window_chosen.connect(self.window_chosen)
            each.window_activated.connect(self.window_activated)
        self.timeline.edge_dragged.connect(self.edge_dragged)
        self.month.shown_changed.connect(self._name_month)
        self._name_month()
        self._bar.chosen.connect(self._choose)
        self._show(last_view(PAGE))

    @property
    def current(self) -> str:
        """Which of the three is on."""
        return str(self._bar.current)

    @property
    def needs_calendar(self) -> bool:
        """Whether more is shown than the list."""
        return self.current != LIST

    @property
    def is_tall(self) -> bool:
        """Whether what is on wants all the height there is."""
        return self.current == CALENDAR

    def choose(self, view: str) -> None:
        """Put a view on, as a click would."""
        self._bar.choose(view)

    def show_once(self, view: str) -> None:
        """Put a view on without remembering it."""
        self._show(view)
        self.chosen.emit()

    def show_calendar(self, view: CalendarView, window_id: int | None) -> None:
        """Show the strikes of a calendar, one of them chosen."""
        self.timeline.show_view(view)
        self.month.show_view(view)
        self.select(window_id)

    def select(self, window_id: int | None) -> None:
        """Choose a strike in the timeline and the month; nothing is emitted."""
        self.timeline.select(window_id)
        self.month.select(window_id)

    def _choose(self, view: str) -> None:
        keep_view(PAGE, view)
        self._show(view)
        self.chosen.emit()

    def _show(self, view: str) -> None:
        keys = [choice.key for choice in CHOICES]
        at = keys.index(view) if view in keys else 0
        self._bar.put_on(keys[at])
        self._controls.setCurrentIndex(at)
        self._stack.setCurrentIndex(at)

    def _name_month(self) -> None:
        self._month_name.setText(month_words(self.month.month))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, space(2), space(4), 0)
        top.setSpacing(0)
        top.addWidget(self._bar)
        top.addStretch(1)
        self._controls.setContentsMargins(0, 0, 0, space(2))
        top.addWidget(self._controls)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)

    def _zooms(self) -> QWidget:
        zoom = self.timeline.zoom
        buttons = [
            self._button(each.capitalize(), partial(self.timeline.zoom_to, each), f"zoom_{each}")
            for each in Zoom
        ]
        for at, button in enumerate(buttons, 1):
            button.setToolTip(self.tr("Key {number}").format(number=at))
        out = self._button("−", partial(zoom, 1 / ZOOM_STEP), "zoom_out")
        out.setAccessibleName(self.tr("Zoom out"))
        out.setToolTip(self.tr("Zoom out: minus, or Ctrl and the wheel"))
        closer = self._button("+", partial(zoom, ZOOM_STEP), "zoom_in")
        closer.setAccessibleName(self.tr("Zoom in"))
        closer.setToolTip(self.tr("Zoom in: plus, or Ctrl and the wheel"))
        today = self._button(self.tr("Today"), self.timeline.go_to_now, "timeline_today")
        return _row([*buttons, out, closer, today])

    def _months(self) -> QWidget:
        step = self.month.show_month
        before = icon_button(
            self.tr("Month before"), "left", partial(step, -1), name="month_before"
        )
        after = icon_button(self.tr("Month after"), "right", partial(step, 1), name="month_after")
        today = self._button(self.tr("Today"), self.month.go_to_now, "month_today")
        return _row([self._month_name, before, after, today])

    @staticmethod
    def _button(text: str, clicked: Callable[[], object], name: str) -> PushButton:
        return push_button(text, clicked, name=name)


def _row(widgets: list[QWidget] | list[PushButton]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space(1))
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    return holder
