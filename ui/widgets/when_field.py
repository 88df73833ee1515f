"""A day and a time of day, in the hospital's own time."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import QDate, QLocale, QTime, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QTimeEdit, QWidget

from rota.domain.times import Oddity, at_local, oddity_of, to_local
from ui.theme import space


class WhenField(QWidget):
    """Two fields, one instant: the day with a calendar, the time in 24 hours."""

    changed = Signal()

    def __init__(self, spoken_name: str, name: str) -> None:
        super().__init__()
        english = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
        self.day = QDateEdit()
        self.day.setObjectName(f"{name}_day")
        self.day.setAccessibleName(self.tr("{field}, day").format(field=spoken_name))
        self.day.setLocale(english)
        self.day.setDisplayFormat("ddd d MMM yyyy")
        self.day.setCalendarPopup(True)
        self.day.setMinimumWidth(space(38))
        self.clock = QTimeEdit()
        self.clock.setObjectName(f"{name}_time")
        self.clock.setAccessibleName(self.tr("{field}, time").format(field=spoken_name))
        self.clock.setLocale(english)
        self.clock.setDisplayFormat("HH:mm")
        self.clock.setMinimumWidth(space(18))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(2))
        layout.addWidget(self.day)
        layout.addWidget(self.clock)
        layout.addStretch(1)
        self.setFocusProxy(self.day)
        self._said = self._local()
        self.day.dateChanged.connect(self._tell)
        self.clock.timeChanged.connect(self._tell)

    @property
    def instant(self) -> datetime:
        """The instant shown."""
        return at_local(*self._local())

    @property
    def oddity(self) -> Oddity:
        """Whether the clocks skip this time, or show it twice."""
        return oddity_of(datetime.combine(*self._local()))

    def show_local(self, day: date, clock: time) -> None:
        """Show a local day and time."""
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.clock.setTime(QTime(clock.hour, clock.minute))

    def show_instant(self, at: datetime) -> None:
        """Show an instant."""
        local = to_local(at)
        self.show_local(local.date(), local.time())

    def _tell(self) -> None:
        """Pass a change on; at Enter Qt tells of one even where nothing was changed."""
        now = self._local()
        if now != self._said:
            self._said = now
            self.changed.emit()

    def _local(self) -> tuple[date, time]:
        day, clock = self.day.date(), self.clock.time()
        return date(day.year(), day.month(), day.day()), time(clock.hour(), clock.minute())
