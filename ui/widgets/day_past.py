"""A line above the day: strikes that ended lately and of which attendance is not settled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from rota.domain.changes import Changes, Kind
from rota.services.day_past import Unsettled, unsettled_lately
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.errors import present
from ui.newest import Newest
from ui.strike_words import short_title
from ui.widgets.buttons import push_button
from ui.widgets.notice import Notice

_KINDS = frozenset({Kind.WINDOWS, Kind.DUTIES})


class DayPast(Notice):
    """Emits ``asked`` with the id of such a strike; the one that the page is about is left out."""

    asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("day_past")
        self._desk = desk
        self._found: Sequence[Unsettled] = ()
        self._shown: int | None = None
        self._newest = Newest(desk.jobs, self)
        self.open = push_button(self.tr("Attendance…"), self._open, name="past_attendance")
        self.add(self.open)
        desk.bus.changed.connect(self._hear)

    def show_others(self, window_id: int | None) -> None:
        """Be about the strikes that are not shown."""
        self._shown = window_id
        self._say()

    def ask(self) -> None:
        """Look for such strikes."""
        desk = self._desk
        work = partial(unsettled_lately, desk.storage, desk.tools.rules.ladder, desk.now())
        self._newest.ask(work, self._take, lambda error: present(error, self))

    def _hear(self, changes: Changes) -> None:
        parent = self.parentWidget()
        concerns = changes.kinds & _KINDS or (self._found and Kind.DAY in changes.kinds)
        if concerns and parent is not None and parent.isVisible():
            self.ask()

    def _take(self, found: Sequence[Unsettled]) -> None:
        self._found = found
        self._say()

    @property
    def _others(self) -> list[Unsettled]:
        return [each for each in self._found if each.window.window_id != self._shown]

    def _say(self) -> None:
        others = self._others
        if not others:
            self.say("")
            return
        last = others[0]
        said = self.tr("{strike}, {when}: {duties} not settled.").format(
            strike=short_title(last.window),
            when=formats.moment(last.window.terms.start),
            duties=formats.count(last.duties, "duty is", "duties are"),
        )
        self.say(said, Tone.MUTED)

    def _open(self) -> None:
        others = self._others
        if others:
            self.asked.emit(others[0].window.window_id)
