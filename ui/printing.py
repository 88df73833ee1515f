"""Ways to print: the file itself to a printer; where that cannot be, what this computer can do.

Handing the PDF over is the only way that prints the very file. Pages drawn for a printer are
pictures of them: slow and large (measured at 300 dpi: 0.7 s and 560 KB a page), so only few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QRectF, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from rota.domain.errors import Unavailable
from rota.domain.printing import SIDES, PrinterInfo, PrintOrder
from rota.services.exporting import write_file
from rota.services.ports import Pages
from rota.services.print_files import check_folder
from ui.jobs import Cancelled, Progress

MOST_DRAWN = 50
"""So many pages are drawn for a printer at most; more are left to the PDF's viewer."""
DOTS_PER_INCH = 300
A4_WIDTH_INCHES = 210 / 25.4
_DUPLEX = {
    "one-sided": QPrinter.DuplexMode.DuplexNone,
    "two-sided-long-edge": QPrinter.DuplexMode.DuplexLongSide,
    "two-sided-short-edge": QPrinter.DuplexMode.DuplexShortSide,
}


class How(StrEnum):
    """By which way pages reach paper."""

    QUEUE = "queue"
    DRAWN = "drawn"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to print, and the printer it goes by."""

    how: How
    printer: PrinterInfo


def ways(queues: Sequence[PrinterInfo], viewer: str) -> tuple[Way, ...]:
    """Return every way there is, the best first; ``viewer`` is what to call the PDF's viewer.

    Only a computer that takes no PDF for a printer draws pages.
    """
    found = [Way(How.QUEUE, each) for each in queues]
    found.sort(key=lambda way: not way.printer.is_default)
    if not found:
        default = QPrinterInfo.defaultPrinterName()
        names = sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: name != default)
        found = [
            Way(How.DRAWN, PrinterInfo(name, name == default, SIDES, ("A4",))) for name in names
        ]
    return (*found, Way(How.VIEWER, PrinterInfo(viewer, False, (), ())))


def draw(printer: QPrinter, pages: Pages, pdf: bytes, progress: Progress) -> None:
    """Draw every page as a picture; stops between pages. For any thread but the window's.

    Raises Unavailable when the printer takes no page.
    """
    count = pages.page_count(pdf)
    width = round(A4_WIDTH_INCHES * DOTS_PER_INCH)
    painter = QPainter()
    if not painter.begin(printer):
        raise Unavailable(
            "cannot_print", "The printer took no page. Look whether it is switched on."
        )
    try:
        for page in range(1, count + 1):
            if progress.cancelled:
                printer.abort()
                raise Cancelled
            if page > 1:
                printer.newPage()
            wide, high, pixels = pages.page_image(pdf, page, width)
            image = QImage(pixels, wide, high, wide * 4, QImage.Format.Format_RGB32)
            box = QRectF(0, 0, printer.width(), printer.height())
            painter.drawImage(box, image)
            progress.report(page, count)
    finally:
        painter.end()


def set_up(order: PrintOrder, title: str) -> QPrinter:
    """A printer set to what was ordered; its job is called ``title``, which names no patient."""
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setPrinterName(order.printer)
    printer.setResolution(DOTS_PER_INCH)
    printer.setDocName(title)
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setCopyCount(order.copies)
    printer.setDuplex(_DUPLEX.get(order.sides, QPrinter.DuplexMode.DuplexLongSide))
    return printer


def keep_file(folder: Path, name: str, pdf: bytes) -> Path:
    """Write what is to be printed, for the viewer to open; its name holds no patient."""
    check_folder(folder)
    return write_file(folder / f"{name}.pdf", pdf)


def open_in_viewer(path: Path) -> None:
    """Show a file in the computer's own viewer. Raises Unavailable when there is none."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise Unavailable(
            "no_viewer", f"Nothing on this computer opens a PDF. It is saved as {path}."
        )


def offered(values: Sequence[str], usual: Sequence[str]) -> tuple[str, ...]:
    """What a printer says it can do, the usual ones first; what it does not say is offered."""
    known = [each for each in usual if each in values]
    return tuple(dict.fromkeys((*known, *values))) if values else tuple(usual)
