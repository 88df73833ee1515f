"""Whether a posting service would take a letter's file: its print area, by the ink on each page.

The measures are GOV.UK Notify's (alphagov/notifications-template-preview, notifications-admin's
letter specification).
"""

from __future__ import annotations

from math import ceil

import numpy as np
import pypdfium2 as pdfium

from rota.domain.envelopes import SHEET_HEIGHT_MM, SHEET_WIDTH_MM, Rect
from rota.domain.letter_content import AreaFault
from rota.letters.page_data import POINTS_PER_MM
from rota.letters.pdfium import LOCK, opened

DPI = 50
GRACE_MM = 1.0
SHEET_GRACE_MM = 2.0
MOST_PAGES = 10
MOST_BYTES = 2_000_000
TAG = "NOTIFY"
LATER_PAGES = (Rect(15, 5, 195, 292),)
FIRST_PAGE = (
    Rect(15, 5, 125, 30),  # logo
    Rect(24.6, 39.5, 120, 66.3),  # address
    Rect(125, 5, 195, 95),  # contacts
    Rect(15, 95, 195, 292),  # body
)
SENTENCES = {
    "content-outside-printable-area": "Something is printed outside the area that the posting "
    "service allows.",
    "letter-not-a4-portrait-oriented": "The page is not A4, upright.",
    "letter-too-long": f"The letter has more than {MOST_PAGES} pages.",
    "file-too-big": f"The letter's file is larger than {MOST_BYTES // 1_000_000} MB.",
    "notify-tag-found-in-content": f"The page holds the word {TAG}, which the posting service "
    "takes for its own mark.",
}


def print_area_faults(pdf: bytes) -> tuple[AreaFault, ...]:
    """Return what is wrong with the file of one letter, page by page; 0 is the file itself."""
    faults = [] if len(pdf) <= MOST_BYTES else [_fault(0, "file-too-big")]
    with opened(pdf) as document:
        with LOCK:
            pages = len(document)
        if pages > MOST_PAGES:
            faults.append(_fault(0, "letter-too-long"))
        for index in range(pages):
            faults += [_fault(index + 1, code) for code in _page_codes(document, index)]
    return tuple(faults)


def _fault(page: int, code: str) -> AreaFault:
    return AreaFault(page, code, SENTENCES[code])


def _page_codes(document: pdfium.PdfDocument, index: int) -> list[str]:
    with LOCK:
        page = document[index]
        text = page.get_textpage()
        try:
            across, down = (side / POINTS_PER_MM for side in page.get_size())
            tagged = TAG in text.get_text_range()
            bitmap = page.render(scale=DPI / 72, grayscale=True)
            inked = bitmap.to_numpy().reshape(bitmap.height, bitmap.width) < 255
            bitmap.close()
        finally:
            text.close()
            page.close()
    codes = ["notify-tag-found-in-content"] if tagged else []
    wrong = abs(across - SHEET_WIDTH_MM), abs(down - SHEET_HEIGHT_MM)
    if max(wrong) > SHEET_GRACE_MM:
        return [*codes, "letter-not-a4-portrait-oriented"]
    if (inked & ~_allowed(inked.shape, LATER_PAGES if index else FIRST_PAGE)).any():
        codes.append("content-outside-printable-area")
    return codes


def _allowed(shape: tuple[int, ...], areas: tuple[Rect, ...]) -> np.ndarray:
    """The dots of a page that may hold ink: those that lie in an area, with its grace, in part."""
    mm = 25.4 / DPI
    allowed = np.zeros(shape, bool)
    for area in areas:
        rows = slice(int((area.top - GRACE_MM) / mm), ceil((area.bottom + GRACE_MM) / mm))
        columns = slice(int((area.left - GRACE_MM) / mm), ceil((area.right + GRACE_MM) / mm))
        allowed[rows, columns] = True
    return allowed
