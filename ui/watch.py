"""What others save reaches this window, and a server that went away is asked for again."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

from rota.domain.changes import Changes, Kind, News
from rota.domain.errors import Unavailable
from rota.domain.times import Clock
from rota.services.ports import Bell, Storage
from ui.bus import Bus
from ui.jobs import Jobs
from ui.wording import listed

LOOK_MILLISECONDS = 2_000
"""How often a file is looked at, and a server that does not answer."""
SURE_MILLISECONDS = 15_000
"""How often a server is looked at that rings: a ring can be lost on the way."""
EVERYTHING = frozenset(Kind)


class Watch(QObject):
    """Publishes what others changed. One's own actions are no news.

    ``stalled`` says since when the database does not answer, None once it does again; then
    everything is read anew. ``signed_out`` says, once and for all, that the person is let in no
    more, and ``new_roles`` that they were given others.
    """

    stalled = Signal(object)
    signed_out = Signal()
    new_roles = Signal()

    def __init__(self, storage: Storage, jobs: Jobs, bus: Bus, now: Clock, home: QObject) -> None:
        super().__init__(home)
        self._jobs, self._bus, self._now = jobs, bus, now
        self._line = _Line(storage)
        self._heard: int | None = None
        self._seen: int | None = None
        self._answered: datetime = now()
        self._is_asking = False
        self._asks_again = False
        self._is_stalled = False
        self._is_over = False
        self._ear: QSocketNotifier | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        jobs.busy_changed.connect(self._busy_changed)
        self.look()

    def seen(self) -> int | None:
        """Return an entry that everything in this window was read after; None: not known yet.

        What is read later tells of it too, so this may lag behind but never runs ahead.
        """
        return self._seen

    @Slot()
    def look(self) -> None:
        """Ask whether anybody saved anything."""
        if self._is_over:
            return
        if self._is_asking:
            self._asks_again = True
            return
        self._is_asking = True
        self._timer.stop()
        since = self._heard
        self._jobs.run(lambda: self._line.news(since), self._news, self._failed, ended=self._ended)

    def close(self) -> None:
        """Hang up; the jobs must be over."""
        self._is_over = True
        self._timer.stop()
        self._deafen()
        self._line.hang_up()

    def _news(self, news: News) -> None:
        was, self._heard = self._heard, news.entry
        self._answered = self._now()
        if self._is_stalled:
            self._is_stalled = False
            self.stalled.emit(None)
            self._bus.publish(Changes(EVERYTHING, news.entry))
        elif was is not None and news.kinds:
            self._bus.publish(Changes(news.kinds, news.entry, _sentence(news.kinds)))
        if news.new_roles:
            self.new_roles.emit()
        self._listen()
        if not self._jobs.is_busy:
            self._seen = self._heard

    def _failed(self, error: BaseException) -> None:
        self._deafen()
        if not isinstance(error, Unavailable):
            self._is_over = True
            self._jobs.broke.emit(error)
        elif error.code == "signed_out":
            self._is_over = True
            self.signed_out.emit()
        elif not self._is_stalled:
            self._is_stalled = True
            self.stalled.emit(self._answered)

    def _ended(self) -> None:
        self._is_asking = False
        if self._asks_again:
            self._asks_again = False
            self.look()
        elif not self._is_over:
            self._timer.start(SURE_MILLISECONDS if self._ear else LOOK_MILLISECONDS)

    @Slot(bool)
    def _busy_changed(self, is_busy: bool) -> None:
        """When no work is left, all that was asked after the last news has come in."""
        if not is_busy and not self._is_stalled:
            self._seen = self._heard

    def _listen(self) -> None:
        socket = self._line.socket
        if socket is None:
            return
        if self._ear is None or self._ear.socket() != socket:
            self._deafen()
            self._ear = QSocketNotifier(socket, QSocketNotifier.Type.Read, self)
            self._ear.activated.connect(self._rang)
        self._ear.setEnabled(True)

    @Slot()
    def _rang(self) -> None:
        if self._ear is not None:
            self._ear.setEnabled(False)
        self.look()

    def _deafen(self) -> None:
        if self._ear is not None:
            self._ear.setEnabled(False)
            self._ear.deleteLater()
            self._ear = None


class _Line:
    """Looks at the journal, and listens where there is something to hear; on the jobs' thread."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._bell: Bell | None = None
        self.socket: int | None = None

    def news(self, since: int | None) -> News:
        """Return what others saved. Whatever rings later is not in it, and is heard then."""
        rang = self._bell is not None
        try:
            return self._news(since)
        except Unavailable:
            self.hang_up()
            if not rang:
                raise
        return self._news(since)  # it may be the line alone that died

    def _news(self, since: int | None) -> News:
        if self._bell is None:
            self._bell = self._storage.bell()
        if self._bell is not None:
            self.socket = self._bell.fileno()
            self._bell.quiet()
        return self._storage.news(since)

    def hang_up(self) -> None:
        if self._bell is not None:
            self._bell.close()
        self._bell = self.socket = None


_NAMES = {
    Kind.WINDOWS: "strikes",
    Kind.STAFF: "people",
    Kind.DUTIES: "duties",
    Kind.REQUIREMENTS: "requirements",
    Kind.COVER: "cover",
    Kind.APPOINTMENTS: "appointments",
    Kind.DECISIONS: "decisions",
    Kind.LETTERS: "letters",
    Kind.SETTINGS: "settings",
    Kind.REVIEW: "the review",
    Kind.DAY: "the roll call",
    Kind.USERS: "users",
}


def _sentence(kinds: frozenset[Kind]) -> str:
    names = [said for kind, said in _NAMES.items() if kind in kinds]
    return f"Others changed {listed(names, 'and')}."
