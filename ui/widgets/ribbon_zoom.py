"""How closely the ribbon shows time: from a quarter of an hour apart to a week at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ui.theme import space

STEP = 1.5
"""How much closer one step goes."""
_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Zoom:
    """``hour_width`` pixels an hour; ``is_fit``: all of it; neither: all of it, yet legible."""

    hour_width: float | None = None
    is_fit: bool = False

    def width_of_hour(self, length: timedelta, room: int) -> float:
        """Pixels an hour for a board of this length in this many pixels."""
        least, most = limits(length, room)
        if self.is_fit:
            return least
        if self.hour_width is None:
            return max(room / _hours(length), space(4))
        return min(max(self.hour_width, least), most)


LEGIBLE = Zoom()
"""How a board shows until somebody zooms."""


def zoomed(hour_width: float, steps: float, length: timedelta, room: int) -> Zoom:
    """Some steps closer, or further off if negative, within what makes sense."""
    least, most = limits(length, room)
    return Zoom(min(max(hour_width * STEP**steps, least), most))


def limits(length: timedelta, room: int) -> tuple[float, float]:
    """Pixels an hour at the least, all of it or a week of it, and with quarters labelled."""
    least = room / _hours(min(length, _WEEK))
    return least, max(float(space(56)), least)


def _hours(length: timedelta) -> float:
    return max(length / _HOUR, 1 / 60)
