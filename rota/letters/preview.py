"""Pictures of finished pages for the screen."""

from __future__ import annotations

from rota.letters.pdfium import LOCK, opened


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with opened(pdf) as document, LOCK:
        return len(document)


def page_image(pdf: bytes, page: int, width_px: int) -> tuple[int, int, bytes]:
    """A page, counted from 1, drawn ``width_px`` wide: width, height and pixels.

    Four bytes a pixel, blue first, the fourth unused, rows without padding: what Qt calls
    ``QImage.Format.Format_RGB32`` on every machine the program runs on. Raises IndexError when
    there is no such page.
    """
    with opened(pdf) as document, LOCK:
        if not 1 <= page <= len(document):
            raise IndexError(f"There is no page {page} in a file of {len(document)} pages.")
        sheet = document[page - 1]
        bitmap = sheet.render(scale=width_px / sheet.get_width(), prefer_bgrx=True)
        try:
            size = bitmap.width * 4
            rows = bytes(bitmap.buffer)
            packed = b"".join(
                rows[start : start + size] for start in range(0, len(rows), bitmap.stride)
            )
            return bitmap.width, bitmap.height, packed
        finally:
            bitmap.close()
            sheet.close()
