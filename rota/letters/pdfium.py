"""Opening a PDF with pdfium, which allows one thread at a time in the whole program."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium

# The preview draws on one thread while a batch is read back on another. Each step takes the
# lock for one page only, so that the window does not wait for the batch.
LOCK = threading.Lock()


@contextmanager
def opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    """The document for as long as the block runs. Take ``LOCK`` round each use inside it."""
    with LOCK:
        document = pdfium.PdfDocument(pdf)
    try:
        yield document
    finally:
        with LOCK:
            document.close()
