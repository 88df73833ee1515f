"""Printing in words: sides, trays and what came of a run."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from rota.domain.printing import PrintRun
from ui import formats
from ui.printing import How

_CONTEXT = "printing"
_SIDES = {
    "two-sided-long-edge": "Both sides",
    "two-sided-short-edge": "Both sides, turned over the short edge",
    "one-sided": "One side only",
}


def sides_words(sides: str) -> str:
    """How paper is printed on, as people say it."""
    return QCoreApplication.translate(_CONTEXT, _SIDES.get(sides, sides))


def media_words(media: str) -> str:
    """``A4``, ``A4 from Tray2``."""
    size, _comma, tray = media.partition(",")
    return f"{size} from {tray}" if tray else size


def run_words(run: PrintRun) -> str:
    """``14 sheets sent to Office on Thu 7 Jan 09:12``."""
    return f"{sent_words(run.sheets, run.how, run.printer)} on {formats.moment(run.sent_at)}"


def sent_words(sheets: int, how: str, printer: str) -> str:
    """``14 sheets sent to Office``, ``14 sheets opened as a PDF``."""
    said = formats.count(sheets, "sheet")
    match how:
        case How.VIEWER:
            return f"{said} opened as a PDF"
        case How.DRAWN:
            return f"{said} drawn for {printer}"
        case _:
            return f"{said} sent to {printer or 'the printer'}"
