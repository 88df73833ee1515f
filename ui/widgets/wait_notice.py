"""Says how long the next try of a passphrase must wait, second by second."""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QTimer, Signal

from ui.colours import Tone
from ui.widgets.notice import Notice

TICK_MILLISECONDS = 250


class WaitNotice(Notice):
    """Counts down after too many tries; ``over`` says that the next one may be made."""

    over = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("wait")
        self._seconds = 0.0
        self._since = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MILLISECONDS)
        self._tick.timeout.connect(self._look)

    @property
    def is_waiting(self) -> bool:
        """Whether the next try must still wait."""
        return self._tick.isActive()

    def wait(self, seconds: float) -> None:
        """Count down from so many seconds; none stops."""
        self._seconds = seconds
        self._since.start()
        if seconds > 0:
            self._tick.start()
        self._look()

    def _look(self) -> None:
        left = math.ceil(self._seconds - self._since.elapsed() / 1000)
        if left > 0:
            minutes, seconds = divmod(left, 60)
            wait = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
            text = self.tr("Too many tries. The next one can be made in {wait}.")
            self.say(text.format(wait=wait), Tone.WARNING)
            return
        self.say("")
        if self._tick.isActive():
            self._tick.stop()
            self.over.emit()
