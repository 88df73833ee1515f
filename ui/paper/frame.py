"""What stands on every page: the heading on top, and the foot with page keys and a warning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF

from ui import formats
from ui.paper.sheet import BODY, DARK, MID, RIGHT, SMALL, TITLE, Sheet

SIDE, TOP, BOTTOM = 32.0, 28.0, 26.0
"""The margins: an office printer reaches all of it, and there is room for two punched holes."""
HEAD, FOOT = 50.0, 12.0
"""How much of the height the heading and the last line take."""
NAMES_PEOPLE = "Names members of staff: keep it safe, and shred it afterwards."


@dataclass(frozen=True, slots=True)
class Titles:
    """What the heading says on every page; ``printed`` says when."""

    title: str
    facts: Sequence[str]
    printed: str
    names_people: bool


def draw_frame(sheet: Sheet, titles: Titles, holds: str, page: int, pages: int) -> None:
    """The heading and the last line; ``holds`` says what is on this page."""
    width = sheet.width - 2 * SIDE
    number = f"Page {formats.number(page)} of {formats.number(pages)}"
    side = max(sheet.width_of(number, BODY, bold=True), sheet.width_of(titles.printed)) + 12
    left = width - side
    sheet.words(QRectF(SIDE, TOP, left, 17), titles.title, TITLE, bold=True)
    sheet.words(QRectF(SIDE, TOP + 18, left, 12), holds, BODY, bold=True)
    facts = " · ".join(titles.facts)
    sheet.words(QRectF(SIDE, TOP + 31, left, 11), facts, SMALL, ink=DARK)
    right = QRectF(SIDE + left, TOP, side, 17)
    sheet.words(right, number, BODY, bold=True, at=RIGHT)
    sheet.words(right.translated(0, 15.5), titles.printed, at=RIGHT, ink=DARK)
    sheet.words(right.translated(0, 28), "Times are local", at=RIGHT, ink=DARK)
    foot = QRectF(SIDE, sheet.height - BOTTOM - FOOT, width, FOOT)
    sheet.rule(QLineF(foot.topLeft(), foot.topRight()), 0.4, MID)
    if titles.names_people:
        sheet.words(foot, NAMES_PEOPLE, bold=True)
    sheet.words(foot, "Strike Rota", at=RIGHT, ink=DARK)
