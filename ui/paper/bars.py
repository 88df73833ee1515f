"""A person's stretch in black and white: each meaning has a ground and an edge of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt

from ui.colours import Tone
from ui.paper.sheet import BLACK, DARK, LIGHT, MID, PALE, WHITE, Sheet
from ui.widgets.ribbon_values import RibbonBar


@dataclass(frozen=True, slots=True)
class Look:
    """How a meaning is drawn: its ground, its edge, and whether lines slant over it."""

    ground: int = WHITE
    edge: int = MID
    width: float = 0.5
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    is_hatched: bool = False


PLAIN = Look()
LOOKS = {
    Tone.COVERED: Look(PALE, DARK, 0.6),
    Tone.EMERGENCY: Look(PALE, BLACK, 1.3),
    Tone.LOST: Look(is_hatched=True),
    Tone.STRIKING: Look(is_hatched=True),
    Tone.WARNING: Look(edge=BLACK, width=1.0, style=Qt.PenStyle.DashLine),
    Tone.SHORT: Look(edge=BLACK, width=1.3),
    Tone.LEAVE: Look(edge=DARK, width=0.6, style=Qt.PenStyle.DotLine),
}


def draw_bar(sheet: Sheet, bar: RibbonBar, box: QRectF) -> None:
    """A stretch without its words."""
    draw_look(sheet, _look(bar), box)


def write_bar(sheet: Sheet, bar: RibbonBar, box: QRectF) -> None:
    """Its words, on its own ground, so that no line runs through them."""
    room = box.width() - 4
    if room < sheet.width_of("abc…"):
        return
    ground = QRectF(box.left() + 2, box.top() + 1.4, 0, box.height() - 2.8)
    ground.setWidth(min(sheet.width_of(bar.text) + 1.5, room))
    sheet.fill(ground, _look(bar).ground)
    sheet.words(ground, bar.text)


def draw_look(sheet: Sheet, look: Look, box: QRectF) -> None:
    """The ground and the edge alone."""
    sheet.fill(box, look.ground)
    if look.is_hatched:
        sheet.hatch(box, 3.6, 0.45, LIGHT, falling=True)
    sheet.frame(box, look.width, look.edge, look.style)


def _look(bar: RibbonBar) -> Look:
    look = LOOKS.get(bar.tone, PLAIN)
    if bar.is_unconfirmed:
        return replace(look, ground=WHITE, style=Qt.PenStyle.DashLine)
    return look
