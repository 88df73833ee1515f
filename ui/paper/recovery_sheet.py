"""The recovery code of a hospital file on paper: large, in groups, and where to keep it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QPagedPaintDevice, QPdfWriter

from rota.domain.times import short_words
from ui.paper.sheet import BODY, TITLE, Paper, Sheet

LEFT, TOP, LINE = 60.0, 70.0, 30.0
LARGE = 30.0
"""The size of the code in points: it is to be read and typed from paper without a mistake."""
PER_LINE = 3
DOTS_PER_INCH = 1440
KEEP = (
    "Opens the hospital file when a passphrase is forgotten. Without it, a forgotten passphrase "
    "means that the data is lost.",
    "Keep it on paper, locked away, not beside this computer. Whoever holds it and the file can "
    "read everything in it.",
)


def code_groups(code: str) -> tuple[str, ...]:
    """The groups of a recovery code."""
    return tuple(code.split("-"))


def code_text(code: str, file_name: str, made_at: datetime) -> str:
    """The sheet as plain text."""
    about = f"Recovery code of {file_name}, made {short_words(made_at)}"
    return "\n\n".join((about, code, *KEEP)) + "\n"


def code_pdf(code: str, file_name: str, made_at: datetime) -> bytes:
    """The sheet as a PDF with its fonts inside."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle("Recovery code")
    writer.setCreator("Strike Rota")
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageLayout(Paper.A4.layout)
    draw_code(writer, code, file_name, made_at)
    return bytes(buffer.data().data())


def draw_code(device: QPagedPaintDevice, code: str, file_name: str, made_at: datetime) -> None:
    """Draw the sheet on a device that is set to A4. Raises Unavailable when it takes no page."""
    sheet = Sheet(device, Paper.A4)
    try:
        _draw(sheet, code_groups(code), f"{file_name}, made {short_words(made_at)}")
    finally:
        sheet.end()


def _draw(sheet: Sheet, groups: tuple[str, ...], about: str) -> None:
    wide, top = sheet.width - 2 * LEFT, TOP
    sheet.words(QRectF(LEFT, top, wide, LINE), "Strike Rota: recovery code", TITLE, bold=True)
    top += LINE
    sheet.words(QRectF(LEFT, top, wide, LINE), about, BODY)
    top += 2 * LINE
    each = wide / PER_LINE
    for at, group in enumerate(groups):
        box = QRectF(LEFT + at % PER_LINE * each, top + at // PER_LINE * 2 * LINE, each, 2 * LINE)
        sheet.words(QRectF(box.left(), box.top(), 20, box.height()), str(at + 1), BODY)
        sheet.words(box.adjusted(20, 0, 0, 0), group, LARGE, bold=True)
    top += (len(groups) + PER_LINE - 1) // PER_LINE * 2 * LINE + LINE
    for sentence in KEEP:
        sheet.words(QRectF(LEFT, top, wide, LINE), sentence, BODY)
        top += LINE
