"""The key at the foot of every page of the board."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QLineF, QRectF, Qt

from ui.colours import Tone
from ui.paper.bars import LOOKS, PLAIN, Look, draw_look
from ui.paper.frame import BOTTOM, FOOT, SIDE
from ui.paper.sheet import BLACK, CENTRE, DARK, LIGHT, MID, PALE, Sheet

LINE, SAMPLE = 12.0, 20.0
APART = 15.0
Draw = Callable[[Sheet, QRectF], None]


def _gap(sheet: Sheet, box: QRectF) -> None:
    sheet.hatch(box, 2.6, 0.75, BLACK)
    sheet.frame(box, 1.3)


def _covered(sheet: Sheet, box: QRectF) -> None:
    sheet.fill(box, PALE)
    sheet.rule(QLineF(box.bottomLeft(), box.bottomRight()), 0.6, MID)
    sheet.words(box, "2 of 2", at=CENTRE)


def _nobody(sheet: Sheet, box: QRectF) -> None:
    middle = box.center().y()
    sheet.rule(QLineF(box.left(), middle, box.right(), middle), 0.8, DARK)


def _unset(sheet: Sheet, box: QRectF) -> None:
    sheet.frame(box, 0.6, DARK, Qt.PenStyle.DotLine)


def _counted(sheet: Sheet, box: QRectF) -> None:
    middle = box.center().x()
    line = QLineF(middle, box.top() - 1, middle, box.bottom() + 1)
    sheet.rule(line, 0.6, BLACK, Qt.PenStyle.DashLine)


def _overhang(sheet: Sheet, box: QRectF) -> None:
    sheet.hatch(box, 5, 0.45, LIGHT, falling=True)
    sheet.rule(QLineF(box.topLeft(), box.bottomLeft()), 1.6)


def _look(look: Look, sheet: Sheet, box: QRectF) -> None:
    draw_look(sheet, look, box)


BOARD: tuple[tuple[str, Draw], ...] = (
    ("somebody is missing: how many, and who", _gap),
    ("every place is filled", _covered),
    ("nobody required", _nobody),
    ("no requirement set", _unset),
    ("how many of all required are there", _counted),
    ("after the end, duties still lost", _overhang),
)
PEOPLE: tuple[tuple[str, Draw], ...] = (
    ("there", partial(_look, LOOKS[Tone.COVERED])),
    ("emergency cover", partial(_look, LOOKS[Tone.EMERGENCY])),
    ("lost, or out on another strike", partial(_look, LOOKS[Tone.LOST])),
    ("nobody rostered", partial(_look, LOOKS[Tone.WARNING])),
    ("away", partial(_look, LOOKS[Tone.LEAVE])),
    ("there, not counted", partial(_look, PLAIN)),
)
SAMPLES: dict[Draw, float] = {_covered: 26.0, _counted: 6.0}


def key_height(*, with_people: bool) -> float:
    """How much of the height of a page it takes."""
    return LINE * (2 if with_people else 1) + 7


def draw_key(sheet: Sheet, *, with_people: bool) -> None:
    """A sample and its words, side by side."""
    top = sheet.height - BOTTOM - FOOT - key_height(with_people=with_people) + 4
    _row(sheet, BOARD, top)
    if with_people:
        _row(sheet, PEOPLE, top + LINE)


def _row(sheet: Sheet, items: tuple[tuple[str, Draw], ...], top: float) -> None:
    x = SIDE
    for said, draw in items:
        sample = SAMPLES.get(draw, SAMPLE)
        draw(sheet, QRectF(x, top + 1.5, sample, LINE - 3.5))
        wide = sheet.width_of(said) + 1
        sheet.words(QRectF(x + sample + 4, top, wide, LINE), said)
        x += sample + 4 + wide + APART
