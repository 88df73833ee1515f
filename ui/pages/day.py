"""On the day: who is here, service by service, and what is missing because of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout

from rota.domain.changes import Kind
from rota.domain.day import DayFlag
from rota.domain.errors import Refused, Unavailable
from rota.domain.people import StaffMember
from rota.services.day_flags import Raised, raise_due
from ui import formats
from ui.desk import Desk
from ui.dialogs.day_came import CameDialog
from ui.dialogs.day_errands import DayErrands
from ui.dialogs.importing import ImportDialog
from ui.errors import present, sentence
from ui.models.day_reading import DayReading, Standing, read_day_page, standing
from ui.models.people import spoken_name
from ui.newest import Newest
from ui.pages.page import Page, Place
from ui.widgets.buttons import push_button
from ui.widgets.day_checks import NOW
from ui.widgets.day_nothing import DayNothing
from ui.widgets.day_past import DayPast
from ui.widgets.day_work import DayWork
from ui.widgets.first_steps import FirstSteps
from ui.widgets.panels import PageHeader
from ui.widgets.unread import ReadingState

LOOK_MILLISECONDS = 4_000
"""How often the clock is looked at: what a minute makes due is raised soon after it turned."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """A reading, and the newest click that it holds."""

    click: int
    reading: DayReading


@dataclass(frozen=True, slots=True)
class _Minute:
    """What a minute that turned brought: the flags that were due, and whether the roll shows it."""

    raised: Raised | None
    is_shown: bool


class DayPage(Page):
    """The roll call of one strike, shared by everybody who ticks.

    What somebody else saved comes in as on every page. While it is shown, each minute raises what
    is due by then.
    """

    title, icon, object_name = "On the day", "day", "page_day"
    kinds = frozenset(
        {Kind.WINDOWS, Kind.COVER, Kind.DUTIES, Kind.STAFF, Kind.REQUIREMENTS, Kind.DAY}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: DayReading | None = None
        self._wanted: datetime | str | None = None
        self._looks = False
        self._is_asking = False
        self._minute: datetime | None = None
        self._then: Callable[[], None] | None = None
        self._newest = Newest(desk.jobs, self)
        self.header = PageHeader(self.title)
        self.header.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.work = DayWork(desk)
        self.nothing = DayNothing()
        self.past = DayPast(desk)
        self.first = FirstSteps(
            "day", self.tr("On the day of a strike this page says who is here, and who is not.")
        )
        self.unread = ReadingState()
        self.errands = DayErrands(desk, lambda: self.work.who, self)
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MILLISECONDS)
        self._clock.timeout.connect(self.look_at_clock)
        self._lay_out()
        self._connect()

    @property
    def reading(self) -> DayReading | None:
        """What is shown."""
        return self._reading

    def badge(self) -> str:
        """How many flags are open and not over."""
        flags = self._reading.view.flags if self._reading is not None else ()
        waiting = sum(each.is_waiting(self._desk.now()) for each in flags)
        return formats.number(waiting) if waiting else ""

    def show_window(self, window_id: int | None) -> None:
        """Be about another strike, at the moment that fits it best."""
        if window_id != self.window_id:
            self._wanted, self._looks, self._reading = None, False, None
            self.window_id = window_id
            self.unread.wait()
            self._show_middle()
            self.badge_changed.emit()
        super().show_window(window_id)
        self.past.show_others(window_id)

    def load(self) -> None:
        """Ask for the roll of the chosen strike."""
        if self.window_id is None:
            self._newest.forget()
            self._reading = None
            self._show_middle()
            return
        click = self.work.ticks.newest
        work = partial(_read, self._desk, self.window_id, self._wanted, click)
        self._newest.ask(work, self._take, self._not_read)

    def show_place(self, key: Hashable) -> None:
        """Put the cursor on a service, by its id."""
        self._look()
        if isinstance(key, int):
            self.work.go_to_service(key)

    def ask_to_leave(self, then: Callable[[], None]) -> bool:
        """Wait until what is ticked is saved."""
        if not self.work.ticks.is_saving:
            return False
        self._then = then
        return True

    def look_at_clock(self) -> None:
        """Raise what is due by now, and show it, once in every minute."""
        reading = self._reading
        minute = self._desk.now().replace(second=0, microsecond=0)
        if reading is None or self._is_asking or self.work.ticks.is_saving:
            return
        if minute == self._minute:
            return
        self._is_asking, self._minute = True, minute
        work = partial(_turn, self._desk, reading)
        self._desk.jobs.run(work, self._turned, self._not_read, ended=self._asked)

    def _turned(self, minute: _Minute) -> None:
        if minute.raised is not None and minute.raised.changes.kinds:
            self._desk.bus.publish(minute.raised.changes)
        elif minute.is_shown:
            self.load()

    def _asked(self) -> None:
        self._is_asking = False

    def _take(self, answer: _Answer) -> None:
        reading = answer.reading
        if reading.window.window_id != self.window_id:
            return
        self.work.ticks.read_back(answer.click)
        self._reading = reading
        if self._wanted is None:
            self._wanted = reading.check if reading.check is not None else NOW
        self.work.show_reading(reading)
        self._show_middle()
        self.badge_changed.emit()

    def _read_again(self) -> None:
        self.unread.wait()
        self.load()

    def _not_read(self, error: BaseException) -> None:
        """Say above the roll that it cannot be read; what was read stays, and is tried again."""
        if self._reading is None:
            self.unread.fail(error)
        elif isinstance(error, Refused | Unavailable):
            self.work.say(sentence(error), is_refusal=True)
        else:
            present(error, self)

    def _show_middle(self) -> None:
        reading = self._reading
        if reading is None:
            self.first.show_steps(is_known=self.is_told)
            is_bare = self.window_id is None
            self.middle.setCurrentWidget(self.first if is_bare else self.unread)
        else:
            self.nothing.say_why(reading)
            calls = reading.standing is Standing.OPEN
            calls = calls or (self._looks and reading.standing is not Standing.OFF)
            self.middle.setCurrentWidget(self.work if calls else self.nothing)
        is_shown = self.middle.currentWidget() is self.work
        self.came.setVisible(is_shown)
        self.attendance.setVisible(is_shown)
        self.header.facts.setVisible(is_shown)

    def _lay_out(self) -> None:
        self.came = push_button(
            self.tr("Somebody else came…"), self._ask_came, name="came", icon_name="add"
        )
        self.attendance = push_button(
            self.tr("Attendance…"), self._show_attendance, name="attendance"
        )
        self.header.add(self.came)
        self.header.add(self.attendance)
        self.middle = QStackedWidget()
        for widget in (self.first, self.unread, self.nothing, self.work):
            self.middle.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.past)
        layout.addWidget(self.middle, 1)
        self._show_middle()

    def _connect(self) -> None:
        work, errands, side = self.work, self.errands, self.work.side
        work.counted.connect(self.header.facts.setText)
        work.came_asked.connect(self._ask_came_to)
        work.time_asked.connect(errands.ask_time)
        work.checks.chosen.connect(self._check_chosen)
        work.ticks.settled.connect(self._settled)
        side.flags.take_asked.connect(errands.take)
        side.flags.close_asked.connect(self._close_flag)
        side.flags.cover_asked.connect(self._cover_flag)
        side.flags.over_asked.connect(self._close_over)
        side.flags.raise_asked.connect(self._raise_flag)
        side.note_given.connect(self._note)
        side.sheet_asked.connect(self._sheet)
        side.derogations_asked.connect(self._show_derogations)
        errands.said.connect(self._say)
        errands.noted.connect(side.notes.clear_field)
        self.nothing.asked.connect(self._show_attendance)
        self.past.asked.connect(errands.attendance)
        self.nothing.look_asked.connect(self._look)
        self.unread.asked.connect(self._read_again)
        self.first.strike_asked.connect(lambda: self.place_asked.emit(Place("page_strikes")))
        self.first.import_asked.connect(
            lambda: ImportDialog(self._desk, None, self.window_id, self.window()).open()
        )

    def _say(self, text: str, is_refusal: bool) -> None:
        """Say how an errand went; where it was refused, show what holds by now."""
        self.work.say(text, is_refusal=is_refusal)
        if is_refusal:
            self.load()

    def _settled(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _check_chosen(self, wanted: datetime | str) -> None:
        self._wanted = wanted
        self.load()

    def _look(self) -> None:
        self._looks = True
        self._show_middle()
        self.work.roll.setFocus()

    def _ask_came(self) -> None:
        self._ask_came_to(self.work.service_id)

    def _ask_came_to(self, service_id: int | None) -> None:
        if self._reading is None:
            return
        services = [each.service for each in self._reading.view.services]
        dialog = CameDialog(self._desk, services, service_id, self.work.words, self)
        dialog.came.connect(self._tick_in)
        dialog.open()

    def _tick_in(self, person: StaffMember, service_id: int) -> None:
        self.work.tick_in(person.staff_id, service_id)
        self.work.say(self.tr("{name} is ticked in.").format(name=spoken_name(person)))
        self.work.roll.setFocus()

    def _close_flag(self, flag: DayFlag) -> None:
        if self._reading is not None:
            self.errands.close(flag, self._reading)

    def _cover_flag(self, flag: DayFlag) -> None:
        if self._reading is not None:
            dialog = self.errands.cover(flag, self._reading)
            dialog.board_asked.connect(
                lambda asked: self.place_asked.emit(Place("page_cover", asked.service_id))
            )

    def _close_over(self) -> None:
        if self.window_id is not None:
            self.errands.close_over(self.window_id)

    def _raise_flag(self) -> None:
        if self._reading is not None:
            self.errands.raise_one(self._reading, self.work.service_id)

    def _note(self, text: str, service_id: int | None) -> None:
        if self.window_id is not None:
            self.errands.note(self.window_id, text, service_id)

    def _sheet(self) -> None:
        if self._reading is not None:
            self.errands.sheet(self._reading)

    def _show_derogations(self) -> None:
        if self.window_id is not None:
            self.errands.derogations(self.window_id)

    def _show_attendance(self) -> None:
        if self.window_id is not None:
            self.errands.attendance(self.window_id)

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the clock from now on, and at once."""
        super().showEvent(event)
        self._clock.start()
        self.look_at_clock()
        self.past.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is asked."""
        super().hideEvent(event)
        self._clock.stop()


def _read(desk: Desk, window_id: int, wanted: datetime | str | None, click: int) -> _Answer:
    return _Answer(click, read_day_page(desk, window_id, wanted))


def _turn(desk: Desk, reading: DayReading) -> _Minute:
    """Runs on the database's thread. A minute that turned matters where the roll is called, and
    where it brings the strike to its beginning or end.
    """
    now = desk.now()
    stands = standing(reading.window, reading.view.span, now)
    if stands is not Standing.OPEN:
        return _Minute(None, stands is not reading.standing)
    window_id = reading.window.window_id
    return _Minute(raise_due(desk.storage, window_id, desk.tools.rules.ladder, now), True)
