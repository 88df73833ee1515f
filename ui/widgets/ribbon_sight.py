"""What a person sees of the ribbon at a moment: where it is scrolled, the cursor, the chosen."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtGui import QColor

from ui.theme import space
from ui.widgets.ribbon_drag import CoverDrag
from ui.widgets.ribbon_ink import Ink
from ui.widgets.ribbon_layout import Line, RibbonLayout
from ui.widgets.ribbon_ticks import Tick, tick_step, ticks
from ui.widgets.ribbon_values import Cell


@dataclass(frozen=True, slots=True)
class Sight:
    """``left`` and ``top`` are scrolled away; the cursor is on ``line`` and its ``cell``."""

    left: int
    top: int
    line: Line | None
    cell: Cell | None
    chosen: frozenset[Hashable]
    opened: frozenset[Hashable]
    drag: CoverDrag | None
    has_focus: bool

    def is_marked(self, line: Line) -> bool:
        """Whether a line has the cursor or is a service chosen with others."""
        return line == self.line or self._is_chosen(line)

    def fill_of(self, line: Line, ink: Ink) -> QColor | None:
        """The ground of a line that is not plain."""
        if self._is_chosen(line):
            return ink.chosen
        return ink.current if line == self.line else None

    def _is_chosen(self, line: Line) -> bool:
        is_one_of_many = len(self.chosen) > 1 and line.is_service
        return is_one_of_many and line.row is not None and line.row.key in self.chosen


def label_widths(ink: Ink) -> tuple[int, int]:
    """The room an hour's two digits need above the board, and that of 09:15."""
    advance = ink.small_metrics.horizontalAdvance
    return advance("00") + space(2), advance("00:00") + space(3)


def ticks_shown(layout: RibbonLayout, ink: Ink, left: int, width: int) -> Iterator[Tick]:
    """The labelled times between two places of the board."""
    margin = timedelta(hours=space(10) / layout.hour_width)
    seen = layout.at_x(left) - margin, layout.at_x(left + width) + margin
    return ticks(layout.view, layout.hour_width, *label_widths(ink), seen)


def step_of(layout: RibbonLayout, ink: Ink) -> timedelta:
    """How far apart those times are."""
    return tick_step(layout.hour_width, *label_widths(ink))
