"""The roll call at work: the check, the filters, the list to tick in, and the panel beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.day import DayFlag, Tick
from rota.domain.stretches import Stretch
from rota.services.day_roll import NewTick
from ui import formats
from ui.colours import Tone
from ui.day_ticks import DayTicks, Said
from ui.desk import Desk
from ui.models.day_reading import DayReading
from ui.models.day_rows import (
    STATE_WORDS,
    Fold,
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
from ui.wording import capital

ALL, GAPS, TICK = "all", "gaps", "tick"
MINUTE = timedelta(minutes=1)
LATE = timedelta(hours=1)
"""So long after a roll call another word about a person is more likely about now."""


@dataclass(frozen=True, slots=True)
class TimeQuestion:
    """A time to ask for: the words, the time that is offered, and the stretch it must lie in."""

    title: str
    sentence: str
    button: str
    at: datetime
    span: Stretch


class DayWork(QWidget):
    """Services keep their place while they are ticked: another check puts them in order anew.

    ``counted`` says the counts in words. ``came_asked`` carries the id of a service, or None.
    ``time_asked`` carries a question about a time, and what to do with the answer.
    """

    counted = Signal(str)
    came_asked = Signal(object)
    time_asked = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: DayReading | None = None
        self._order: tuple[int, ...] = ()
        self._opened: set[Fold] = set()
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
        self.side = DaySide(desk.storage.user)
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
            self.notice.say("")
        self.checks.show_checks(view.checks, reading.check, view.at, is_on=reading.is_on)
        if self._people is not None:
            self._people |= unticked(view, self.ticks.waiting)
        if self._services is not None:
            self._services |= short_services(view)
        self.show_roll()
        if is_other:
            self.roll.go_to_first()
        self.side.show_view(view, reading.who, reading.now)
        self._say_about()

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
        here, not_here, awaited = totals(view, waiting)
        worked = sum(map(is_worked, view.services))
        short = len(short_services(view))
        tip = self.tr("Expected and not about to go home, and nobody has said anything of them")
        gaps = self.tr("Services with somebody missing, now or within the hour")
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
        roll.selectionModel().currentChanged.connect(lambda *_: self._say_about())
        self.checks.other_asked.connect(self._ask_other)
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

    def _now(self) -> datetime:
        return self._desk.now().replace(second=0, microsecond=0)

    def _at(self) -> datetime:
        """The moment a tick is about: the one that is shown, or this minute."""
        reading, now = self._reading, self._now()
        if reading is None:
            return now
        return reading.check if reading.check is not None else max(now, reading.view.at)

    def _tick(self, row: RollRow, what: Tick) -> None:
        """Tick a person; a change that comes long after its roll call is about another time."""
        person, reading = row.person, self._reading
        after = None if what is Tick.CLEAR else what
        if person is None or reading is None or (after is row.state and not row.is_unsaved):
            return
        at, now = self._at(), self._now()
        is_past = reading.check in reading.view.checks and now > at
        if is_past and what is Tick.LEFT:
            self._tick_at(row, what, max(at, min(now, person.end - MINUTE)))
        elif is_past and now > at + LATE and row.state is not None and after is not None:
            self._ask_since(row, what, at, min(now, person.end - MINUTE))
        else:
            self._tick_at(row, what, at)

    def _tick_at(self, row: RollRow, what: Tick, at: datetime) -> None:
        if row.person is None:
            return
        is_later = at > self._at()
        new = NewTick(row.person.staff_id, row.service_id, at, what)
        self._give([Said(new, row.state, is_later)])
        if is_later:
            said = self.tr("{name}: {state} at {time}. “Another time” is for an earlier one.")
            state = capital(STATE_WORDS[what])
            self.say(said.format(name=row.person.name, state=state, time=formats.clock(at)))

    def _ask_since(self, row: RollRow, what: Tick, check: datetime, now: datetime) -> None:
        """Something was said at the roll call, long ago: ask since when it is otherwise."""
        if row.person is None or row.state is None:
            return
        sentence = self.tr("{name} was ticked “{before}” at {check}. Since when “{state}”?").format(
            name=row.person.name,
            before=STATE_WORDS[row.state],
            check=formats.clock(check),
            state=STATE_WORDS[what],
        )
        button, span = capital(STATE_WORDS[what]), (check, row.person.end)
        question = TimeQuestion(self.tr("Since when?"), sentence, button, now, span)
        self.time_asked.emit(question, partial(self._tick_at, row, what))

    def _ask_other(self) -> None:
        """Ask for a moment to show, and to tick at."""
        reading = self._reading
        if reading is None:
            return
        question = TimeQuestion(
            self.tr("Another time"),
            self.tr("The roll is shown as it was then, and what you tick is about that time."),
            self.tr("Show"),
            reading.view.at,
            reading.view.span,
        )
        self.time_asked.emit(question, self.checks.chosen.emit)

    def _say_about(self) -> None:
        """Let a note be about the service that the cursor is at."""
        row = self.roll.current_row
        if row is None:
            self.side.notes.be_about(None, "")
        else:
            self.side.notes.be_about(row.service_id, row.each.service.name)

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
        window_id = self._reading.window.window_id
        people = {(p.staff_id, p.service_id): p for each in view.services for p in each.people}

        def stands(said: Said) -> Tick | None:
            person = people.get(said.who)
            if person is not None and said.is_later:
                is_mine = said.new.what is Tick.HERE or person.gone_at in (None, said.new.at)
                return said.new.what if is_mine else None
            return waiting.get(said.who) if person is None else state_of(person, waiting)

        back = self.ticks.take_back(window_id, self.who, stands)
        if back:
            ticked = formats.count(len(back), "tick")
            self.say(self.tr("Taken back: {ticks}.").format(ticks=ticked))
            self.roll.go_to(back[0].who)
        else:
            self.notice.say(self.tr("Nothing of yours is left to take back."), Tone.MUTED)

    def _turn_fold(self, row: RollRow) -> None:
        self._opened ^= {row.fold}
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
