"""Ticks on their way to the database: shown at once, saved behind, taken back in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from rota.domain.changes import Changes
from rota.domain.day import DayFlag, Tick
from rota.domain.errors import Refused, Unavailable
from rota.services.day_roll import NewTick, Ticked, tick
from ui.desk import Desk
from ui.errors import present, sentence
from ui.models.day_rows import Who

PAUSE_MILLISECONDS = 400
"""Every page hears of ticks once nobody has ticked for so long: one reading for a whole row."""
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Said:
    """One tick, with what stood there before it.

    ``is_later``: it is about a later time than the one shown, where nothing changes because of it.
    """

    new: NewTick
    before: Tick | None
    is_later: bool = False

    @property
    def who(self) -> Who:
        """The person and the service."""
        return self.new.staff_id, self.new.service_id


class DayTicks(QObject):
    """Keeps what is ticked until it is read back.

    ``changed`` whenever the screen should say something else, ``failed`` with a sentence,
    ``raised`` with the flags that a tick raised, ``settled`` once nothing is being saved.
    """

    changed = Signal()
    failed = Signal(str)
    raised = Signal(object)
    settled = Signal()

    def __init__(self, desk: Desk, home: QObject) -> None:
        super().__init__(home)
        self._desk = desk
        self._number = 0
        self._saving = 0
        self._said: dict[Who, tuple[int, Tick]] = {}
        self._steps: list[tuple[int, tuple[Said, ...]]] = []
        self._news: Changes | None = None
        self.unsaved: frozenset[Who] = frozenset()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._publish)

    @property
    def waiting(self) -> dict[Who, Tick]:
        """What was ticked and is not read back yet."""
        return {who: what for who, (_number, what) in self._said.items()}

    @property
    def newest(self) -> int:
        """The number of the last click: a reading asked for now holds all up to it."""
        return self._number

    @property
    def is_saving(self) -> bool:
        """Whether a click is still on its way."""
        return self._saving > 0

    def give(self, window_id: int, said: Sequence[Said], who: str) -> None:
        """Show what one click ticks, save it, and remember it for taking back."""
        if said:
            self._steps.append((window_id, tuple(said)))
            del self._steps[:-MOST_STEPS]
            self._save(window_id, said, who)

    def can_take_back(self, window_id: int) -> bool:
        """Whether a click of this strike can be taken back."""
        return bool(self._steps) and self._steps[-1][0] == window_id

    def take_back(
        self, window_id: int, who: str, now: Callable[[Said], Tick | None]
    ) -> Sequence[Said]:
        """Take back the last click made here, as a further tick; return what it had said.

        ``now`` says what stands where a tick was made: what somebody else has changed stays.
        """
        while self.can_take_back(window_id):
            _, said = self._steps.pop()
            back = [
                Said(
                    replace(each.new, what=each.before or Tick.CLEAR), each.new.what, each.is_later
                )
                for each in said
                if now(each) is each.new.what
            ]
            if back:
                self._save(window_id, back, who)
                return said
        return ()

    def read_back(self, number: int) -> None:
        """Keep no longer what a reading holds: the ticks of every click up to that one."""
        self._said = {who: kept for who, kept in self._said.items() if kept[0] > number}

    def _save(self, window_id: int, said: Sequence[Said], who: str) -> None:
        self._number += 1
        self._saving += 1
        for each in said:
            if not each.is_later:
                self._said[each.who] = self._number, each.new.what
        self.unsaved -= {each.who for each in said}
        desk = self._desk
        work = partial(
            tick,
            desk.storage,
            window_id,
            desk.tools.rules.ladder,
            [each.new for each in said],
            uuid4().hex,
            who,
            desk.now(),
        )
        asked = self._number, tuple(said)
        desk.jobs.run(work, self._saved, partial(self._lost, asked), ended=self._ended)
        self.changed.emit()

    def _saved(self, done: Ticked) -> None:
        before = self._news.kinds if self._news is not None else frozenset()
        self._news = replace(done.changes, kinds=done.changes.kinds | before)
        flags: tuple[DayFlag, ...] = done.raised
        if flags:
            self.raised.emit(flags)

    def _lost(self, asked: tuple[int, tuple[Said, ...]], error: BaseException) -> None:
        """Show again what stood there before, and say that it was not saved."""
        number, said = asked
        for each in said:
            if self._said.get(each.who, (0, None))[0] == number:
                del self._said[each.who]
        self.unsaved |= {each.who for each in said}
        self._steps = [step for step in self._steps if step[1] != said]
        self.failed.emit(sentence(error))
        self.changed.emit()
        if not isinstance(error, Refused | Unavailable):
            present(error)

    def _ended(self) -> None:
        self._saving -= 1
        if not self._saving:
            self._pause.start()
            self.settled.emit()

    def _publish(self) -> None:
        news, self._news = self._news, None
        if news is not None:
            self._desk.bus.publish(news)
