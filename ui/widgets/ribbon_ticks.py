"""The labelled times above the ribbon, from every quarter of an hour to every day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import inf

from rota.domain.times import at_local, to_local
from ui import formats
from ui.widgets.ribbon_values import RibbonView

HOUR = timedelta(hours=1)
_PARTS = (15, 30)
_HOURS = (60, 120, 180, 240, 360, 720)
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled time; a midnight begins a new day."""

    at: datetime
    text: str
    is_midnight: bool


def tick_step(hour_width: float, label_width: float, clock_width: float = inf) -> timedelta:
    """The shortest step at which labels do not touch.

    ``label_width`` is what an hour's two digits need, ``clock_width`` what 09:15 needs.
    """
    fits = [m for m in _PARTS if m * hour_width >= 60 * clock_width]
    fits += [m for m in _HOURS if m * hour_width >= 60 * label_width]
    return timedelta(minutes=min(fits, default=_DAY))


def ticks(
    view: RibbonView,
    hour_width: float,
    label_width: float,
    clock_width: float = inf,
    seen: tuple[datetime, datetime] | None = None,
) -> Iterator[Tick]:
    """Labelled times, read off the local clock: an hour that happens twice is said twice.

    Only those in the stretch ``seen``, if given.
    """
    step = tick_step(hour_width, label_width, clock_width)
    stride = min(step, HOUR)
    first, last = seen or (view.start, view.last)
    first, last = max(first, view.start), min(last, view.last)
    at = first.replace(minute=0, second=0, microsecond=0)
    every = max(step // HOUR, 1)
    while at <= last:
        local = to_local(at)
        if at >= first and local.hour % every == 0:
            text = f"{local:%H}" if step >= HOUR else f"{local:%H:%M}"
            yield Tick(at, text, not (local.hour or local.minute))
        at += stride


def midnights(view: RibbonView) -> Iterator[datetime]:
    """The start of each local day on the board but its first."""
    day = to_local(view.start).date() + timedelta(days=1)
    while (at := at_local(day, time(0))) <= view.last:
        yield at
        day += timedelta(days=1)


def step_words(step: timedelta) -> str:
    """How fine the time axis is: ``15 min``, ``1 h``, ``1 day``."""
    return "1 day" if step >= 24 * HOUR else formats.duration(step)
