"""The strip on top: which strike, when, how long until, and what closes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.buttons import action_button
from ui.widgets.labels import Pill, text_label
from ui.wording import capital

TICK_MILLISECONDS = 10_000
SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class StripWindow:
    """A strike window to choose: ``text`` says union and type, ``state`` its state if not usual.

    One that ``is_over`` (called off, suspended, completed) is not counted down to.
    """

    window_id: int
    text: str
    start: datetime
    end: datetime | None
    state: str = ""
    tone: Tone = Tone.MUTED
    is_over: bool = False

    @property
    def title(self) -> str:
        """The window in a line."""
        parts = [self.text, formats.period(self.start, self.end, year=True)]
        if self.state:
            parts.insert(0, capital(self.state))
        if self.end is not None:
            parts.append(formats.duration(self.end - self.start))
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that closes: ``text`` such as "2nd class closes", ``count`` how many wait."""

    text: str
    at: datetime
    count: int = 0

    def sentence(self, now: datetime) -> str:
        """The deadline as it stands now."""
        counted = f" ({formats.number(self.count)})" if self.count else ""
        return f"{self.text} in {formats.countdown(self.at - now)}{counted}"


@dataclass(frozen=True, slots=True)
class StripView:
    """All the strip shows, and what undo and redo would do."""

    windows: tuple[StripWindow, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    undo: str = ""
    redo: str = ""


class StatusStrip(QWidget):
    """Emits ``window_chosen`` with a window's id when the person picks another strike."""

    window_chosen = Signal(object)

    def __init__(self, now: Callable[[], datetime], search: QAction | None = None) -> None:
        super().__init__()
        self.setObjectName("status_strip")
        self._now = now
        self._view = StripView()
        self.windows = QComboBox()
        self.windows.setObjectName("window_choice")
        self.windows.setAccessibleName(self.tr("Strike"))
        self.windows.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.windows.setMinimumWidth(space(60))
        self.windows.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.windows.currentIndexChanged.connect(self._picked)
        self.state = Pill()
        self.state.setObjectName("strike_state")
        self.state.hide()
        self.stalled = Pill()
        self.stalled.setObjectName("stalled")
        self.stalled.hide()
        self.restored = Pill()
        self.restored.setObjectName("restored")
        self.restored.hide()
        self.clock = text_label(bold=True)
        self.closing = Pill()
        self.closing.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(space(4), space(2), space(4), space(2))
        layout.setSpacing(space(4))
        layout.addWidget(self.windows)
        layout.addWidget(self.stalled)
        layout.addWidget(self.restored)
        layout.addWidget(self.state)
        layout.addWidget(self.clock)
        layout.addWidget(self.closing)
        layout.addStretch(1)
        if search is not None:
            layout.addWidget(action_button(search, with_shortcut=True))
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MILLISECONDS)
        self._tick.timeout.connect(self.tell_time)
        self._tick.start()
        self.show_view(self._view)

    @property
    def window_id(self) -> int | None:
        """The window that is chosen."""
        window = self._current()
        return window.window_id if window else None

    def show_view(self, view: StripView) -> None:
        """Show these windows; the chosen one stays chosen if it is still there."""
        if view.windows and view.windows == self._view.windows:
            self._view = view  # a list that is open stays open
            self.tell_time()
            return
        before = self.window_id
        self._view = view
        ids = [window.window_id for window in view.windows]
        with QSignalBlocker(self.windows):
            self.windows.clear()
            for window in view.windows:
                self.windows.addItem(window.title, window.window_id)
            if not ids:
                self.windows.addItem(self.tr("No strike is entered yet"))
            self.windows.setCurrentIndex(ids.index(before) if before in ids else self._next())
        self.windows.setEnabled(bool(ids))
        self.tell_time()
        if self.window_id != before:
            self.window_chosen.emit(self.window_id)

    @Slot(object)
    def say_stalled(self, since: datetime | None) -> None:
        """Say since when the database does not answer; None: it does."""
        text = self.tr("As it was at {time}: the database does not answer. Trying again.")
        said = "" if since is None else text.format(time=formats.clock(since))
        self.stalled.say(said, Tone.WARNING)

    def say_restored(self, waits: bool) -> None:
        """Say on every page that a backup was put back, until somebody has looked."""
        text = self.tr("A backup was put back: letters wait. See Settings, Backups.")
        self.restored.say(text if waits else "", Tone.SHORT)

    def choose(self, window_id: int) -> None:
        """Choose a window, as a person would."""
        for at, window in enumerate(self._view.windows):
            if window.window_id == window_id:
                self.windows.setCurrentIndex(at)

    @Slot()
    def tell_time(self) -> None:
        """Say again how long there is."""
        now, window = self._now(), self._current()
        counts = window is not None and not window.is_over
        self.clock.setText(
            formats.strike_clock(now, window.start, window.end) if window and counts else ""
        )
        self.clock.setVisible(counts)
        self.state.say(window.state if window else "", window.tone if window else Tone.MUTED)
        coming = [deadline for deadline in self._view.deadlines if deadline.at > now]
        if not coming:
            self.closing.say("", Tone.MUTED)
            return
        nearest = min(coming, key=lambda deadline: deadline.at)
        tone = Tone.WARNING if nearest.at - now <= SOON else Tone.MUTED
        self.closing.say(nearest.sentence(now), tone)
        self.closing.setToolTip("\n".join(deadline.sentence(now) for deadline in coming))

    def _current(self) -> StripWindow | None:
        at = self.windows.currentIndex()
        return self._view.windows[at] if 0 <= at < len(self._view.windows) else None

    def _next(self) -> int:
        """The first window that is not over, or the last one."""
        now = self._now()
        for at, window in enumerate(self._view.windows):
            if window.end is None or window.end > now:
                return at
        return max(len(self._view.windows) - 1, 0)

    @Slot()
    def _picked(self) -> None:
        self.tell_time()
        self.window_chosen.emit(self.window_id)
