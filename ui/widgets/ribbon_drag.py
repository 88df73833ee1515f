"""A person's cover on its way to other hours or another service: a value and pure steps."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from PySide6.QtCore import QPoint

from rota.domain.times import to_local
from ui import formats
from ui.theme import space
from ui.widgets.ribbon_values import CoverMove, RibbonBar, RibbonRow

QUARTER = timedelta(minutes=15)
FINE = timedelta(minutes=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Grip(Enum):
    """What of a bar is held."""

    WHOLE = "whole"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class CoverDrag:
    """A movable bar that is held, and where it would be now."""

    bar: RibbonBar
    home: Hashable
    grip: Grip
    service: RibbonRow
    start: datetime
    end: datetime

    @property
    def is_change(self) -> bool:
        """Whether anything would be different."""
        return self.move != CoverMove(self.bar.key, self.home, self.bar.start, self.bar.end)

    @property
    def move(self) -> CoverMove:
        """What dropping it now asks for."""
        return CoverMove(self.bar.key, self.service.key, self.start, self.end)

    @property
    def text(self) -> str:
        """``Tue 02:00 to 05:00, Acute take``."""
        first, last = to_local(self.start), to_local(self.end)
        until = formats.clock(self.end)
        if first.date() != last.date():
            until = f"{last:%a} {until}"
        return f"{first:%a} {formats.clock(self.start)} to {until}, {self.service.service}"

    def moved(self, by: timedelta, step: timedelta, axis: tuple[datetime, datetime]) -> CoverDrag:
        """Some time from where the bar is, on a round time; less than half a step is nothing."""
        bar = self.bar
        if abs(by) < step / 2:
            return replace(self, start=bar.start, end=bar.end)
        first, last = axis
        match self.grip:
            case Grip.START:
                at = max(snapped(bar.start + by, step), min(first, bar.start))
                return replace(self, start=min(at, snapped(bar.end - step, step)), end=bar.end)
            case Grip.END:
                at = min(snapped(bar.end + by, step), max(last, bar.end))
                return replace(self, start=bar.start, end=max(at, snapped(bar.start, step) + step))
            case Grip.WHOLE:
                at = snapped(bar.start + by, step)
                at = min(max(at, min(first, bar.start)), max(last - step, bar.start))
                return replace(self, start=at, end=at + (bar.end - bar.start))

    def over(self, service: RibbonRow | None) -> CoverDrag:
        """Over another service; a bar held by its end stays at its own."""
        if service is None or self.grip is not Grip.WHOLE:
            return self
        return replace(self, service=service)


def held(bar: RibbonBar, service: RibbonRow, grip: Grip) -> CoverDrag:
    """A bar that was just taken hold of."""
    return CoverDrag(bar, service.key, grip, service, bar.start, bar.end)


def snapped(at: datetime, step: timedelta) -> datetime:
    """The nearest round time; hospital time is always whole hours from UTC."""
    return _EPOCH + round((at - _EPOCH) / step) * step


def grip_at(left: int, width: int, x: int) -> Grip:
    """What of a bar from ``left`` a mouse at ``x`` takes: near an end, the end."""
    reach = min(space(1.75), width // 4)
    if x < left + reach:
        return Grip.START
    return Grip.END if x >= left + width - reach else Grip.WHOLE


@dataclass(frozen=True, slots=True)
class Hold:
    """A mouse button down on a movable bar: where, and at which time of the board."""

    drag: CoverDrag
    place: QPoint
    at: datetime
