"""Some letters' pages of a finished batch as a file of their own."""

from __future__ import annotations

from collections.abc import Sequence

from rota.letters.press import Pages, Span
from rota.letters.preview import page_count
from rota.letters.print_file import PrintFile


def cut(pdf: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    """Return the letters of a finished batch that lie at ``spans``, in that order, as they were.

    Each span is a letter's first page, counted from 1, and its number of pages. Every letter starts
    on the front of a sheet, as in the batch; no spans give no bytes. Raises IndexError for pages
    that the file does not have.
    """
    if not spans:
        return b""
    count = page_count(pdf)
    for first, pages in spans:
        if first < 1 or pages < 1 or first + pages - 1 > count:
            raise IndexError(f"There are no {pages} pages from {first} in a file of {count} pages.")
    file = PrintFile()
    wanted = tuple(Span(first, first + pages - 1) for first, pages in spans)
    file.add(Pages(pdf, wanted), range(len(wanted)))
    return file.save()
