"""The roll call at work: the check, the filters, the list to tick in, and the panel beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.day import DayFlag, Tick
from rota.services.day_roll import NewTick
from ui import formats
from ui.colours import Tone
from ui.day_ticks import DayTicks, Said
from ui.desk import Desk
from ui.models.day_reading import DayReading
from ui.models.day_rows import (
    RollRow,
    Shown,
    Who,
    flag_words,
    in_order,
    is_awaited,
    is_worked,
    roll_rows,
    short_services,
    state_of,
    totals,
    unticked,
)
from ui.models.name_words import words_of
from ui.theme import space
from ui.widgets.day_checks import DayChecks
from ui.widgets.day_roll import DayRoll
from ui.widgets.day_side import DaySide
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.labels import Rule
from ui.widgets.notice import Notice

ALL, GAPS, TICK = "all", "gaps", "tick"


class DayWork(QWidget):
    """Services keep their place while they are ticked: another check puts them in order anew.

    ``counted`` says the counts in words. ``came_asked`` carries the id of a service, or None.
    """

    counted = Signal(str)
    came_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: DayReading | None = None
        self._order: tuple[int, ...] = ()
        self._opened: set[int] = set()
        self._people: set[Who] | None = None
        self._services: set[int] | None = None
        self._words: tuple[str, ...] = ()
        self.ticks = DayTicks(desk, self)
        self.checks = DayChecks()
        self.filters = FilterBar(self.tr("Whom to show"), self.tr("Find a person or a service"))
        if self.filters.field is not None:
            self.filters.field.setMinimumWidth(space(40))
            self.filters.field.setPlaceholderText(self.tr("Find (Ctrl+F)"))
        self.notice = Notice()
        self.roll = DayRoll()
        self.side = DaySide()
        self._lay_out()
        self._connect()

    @property
    def who(self) -> str:
        """Who ticks: the name typed, or that of the account."""
        account = self._reading.who if self._reading is not None else ""
        return self.side.name.text().strip() or account

    @property
    def service_id(self) -> int | None:
        """The service the cursor is at."""
        row = self.roll.current_row
        return row.service_id if row is not None else None

    @property
    def words(self) -> str:
        """What is searched for."""
        return " ".join(self._words)

    def show_reading(self, reading: DayReading) -> None:
        """Show a reading; cursor and order stay unless it is of another check or strike."""
        before, self._reading = self._reading, reading
        view = reading.view
        is_other = (
            before is None
            or before.window.window_id != reading.window.window_id
            or before.check != reading.check
        )
        if is_other:
            self._opened.clear()
            self._put_in_order()
        self.checks.show_checks(view.checks, reading.check, view.at)
        if self._people is not None:
            self._people |= unticked(view, self.ticks.waiting)
        if self._services is not None:
            self._services |= short_services(view)
        self.show_roll()
        if is_other:
            self.roll.go_to_first()
        self.side.show_view(view, reading.who)

    def show_roll(self) -> None:
        """Show the rows as they are now, ticks that are still being saved included."""
        if self._reading is None:
            return
        view, waiting = self._reading.view, self.ticks.waiting
        names = {each.service.service_id: each.service.name for each in view.services}
        shown = Shown(
            self._order,
            waiting,
            self.ticks.unsaved,
            self._opened,
            self._words,
            self._people,
            self._services,
        )
        self.roll.show_rows(roll_rows(view, shown), names)
        self.roll.takes_back = self.ticks.can_take_back(self._reading.window.window_id)
        here, not_here, awaited = totals(view, waiting)
        worked = sum(map(is_worked, view.services))
        short = len(short_services(view))
        tip = self.tr("Expected, and nobody has said anything of them yet")
        gaps = self.tr("Services with somebody missing")
        self.filters.show_choices(
            (
                FilterChoice(ALL, self.tr("All"), worked),
                FilterChoice(GAPS, self.tr("Missing"), short, gaps),
                FilterChoice(TICK, self.tr("Not ticked"), awaited, tip),
            )
        )
        said = self.tr("{when} · {here} here, {out} not here, {left} not ticked")
        self.counted.emit(
            said.format(
                when=formats.moment(view.at),
                here=formats.number(here),
                out=formats.number(not_here),
                left=formats.number(awaited),
            )
        )

    def go_to_service(self, service_id: int) -> None:
        """Show a service, whatever is filtered."""
        if not self.roll.go_to_service(service_id):
            self.filters.choose(ALL)
            if self.filters.field is not None:
                self.filters.field.show_words("")
            self._searched("")
            self.roll.go_to_service(service_id)
        self.roll.setFocus()

    def tick_in(self, staff_id: str, service_id: int) -> None:
        """Tick in somebody who is not down for it."""
        self._give([Said(NewTick(staff_id, service_id, self._at(), Tick.HERE), None)])

    def say(self, text: str, *, is_refusal: bool = False) -> None:
        """Say something above the roll."""
        self.notice.say(text, Tone.SHORT if is_refusal else Tone.COVERED)

    def _lay_out(self) -> None:
        left = QWidget()
        down = QVBoxLayout(left)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        for widget in (self.checks, self.filters, self.notice, Rule()):
            down.addWidget(widget)
        down.addWidget(self.roll, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(left, 1)
        across.addWidget(self.side)

    def _connect(self) -> None:
        roll, filters, ticks = self.roll, self.filters, self.ticks
        roll.ticked.connect(self._tick)
        roll.all_here_asked.connect(self._all_here)
        roll.came_asked.connect(lambda row: self.came_asked.emit(row.service_id))
        roll.fold_asked.connect(self._turn_fold)
        roll.undo_asked.connect(self._take_back)
        roll.search_asked.connect(self.to_search)
        filters.chosen.connect(lambda _key: self._filter_chosen())
        filters.searched.connect(self._searched)
        filters.went_down.connect(roll.go_to_person)
        if filters.field is not None:
            filters.field.returnPressed.connect(roll.go_to_person)
        ticks.changed.connect(self.show_roll)
        ticks.failed.connect(self._say_lost)
        ticks.raised.connect(self._say_raised)
        self.side.flags.shown.connect(lambda flag: self.go_to_service(flag.service_id))

    def to_search(self) -> None:
        """Go to the field, with what stands there marked so that typing replaces it."""
        if self.filters.field is not None:
            self.filters.field.setFocus()
            self.filters.field.selectAll()

    def _at(self) -> datetime:
        """The moment a tick is about: the check that is shown, or this minute."""
        reading = self._reading
        now = self._desk.now().replace(second=0, microsecond=0)
        if reading is None:
            return now
        return reading.check if reading.check is not None else max(now, reading.view.at)

    def _tick(self, row: RollRow, what: Tick) -> None:
        after = None if what is Tick.CLEAR else what
        if row.person is not None and (after is not row.state or row.is_unsaved):
            said = NewTick(row.person.staff_id, row.service_id, self._at(), what)
            self._give([Said(said, row.state)])

    def _all_here(self, row: RollRow) -> None:
        """Everybody shown there who is expected and of whom nobody has said anything."""
        at, waiting = self._at(), self.ticks.waiting
        self._give(
            [
                Said(NewTick(each.person.staff_id, row.service_id, at, Tick.HERE), None)
                for each in self.roll.rows.rows
                if each.person is not None
                and each.service_id == row.service_id
                and is_awaited(each.person, waiting)
            ]
        )

    def _give(self, said: Sequence[Said]) -> None:
        if self._reading is not None:
            self.notice.say("")
            self.ticks.give(self._reading.window.window_id, said, self.who)

    def _take_back(self) -> None:
        if self._reading is None:
            return
        waiting, view = self.ticks.waiting, self._reading.view
        people = {(p.staff_id, p.service_id): p for each in view.services for p in each.people}

        def stands(who: Who) -> Tick | None:
            return state_of(people[who], waiting) if who in people else waiting.get(who)

        back = self.ticks.take_back(self._reading.window.window_id, self.who, stands)
        if back:
            ticked = formats.count(len(back), "tick")
            self.say(self.tr("Taken back: {ticks}.").format(ticks=ticked))
            self.roll.go_to(back[0].who)
        else:
            self.say(self.tr("Nothing of yours is left to take back."))

    def _turn_fold(self, row: RollRow) -> None:
        self._opened ^= {row.service_id}
        self.show_roll()

    def _filter_chosen(self) -> None:
        choice = self.filters.current
        self._people = self._services = None
        if self._reading is not None and choice == TICK:
            self._people = unticked(self._reading.view, self.ticks.waiting)
        elif self._reading is not None and choice == GAPS:
            self._services = short_services(self._reading.view)
        self._put_in_order()
        self.show_roll()
        self.roll.go_to_first()

    def _searched(self, said: str) -> None:
        self._words = words_of(said)
        self.show_roll()
        self.roll.go_to_first()

    def _put_in_order(self) -> None:
        if self._reading is not None:
            self._order = in_order(self._reading.view.services)

    def _say_lost(self, said: str) -> None:
        self.say(self.tr("Not saved: {why}").format(why=said), is_refusal=True)

    def _say_raised(self, flags: Sequence[DayFlag]) -> None:
        raised = formats.count(len(flags), "flag")
        said = self.tr("{flags} raised: {texts}")
        services = self._reading.view.services if self._reading is not None else ()
        names = {each.service.service_id: each.service.name for each in services}
        texts = "; ".join(f"{names.get(flag.service_id, '')}, {flag_words(flag)}" for flag in flags)
        self.notice.say(said.format(flags=raised, texts=texts), Tone.WARNING)
