"""Writes rows as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from rota.tables.csv_out import one_line
from rota.tables.protecting import protected


def safe_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV (UTF-8 with a byte mark), each cell on one line.

    Text that a spreadsheet would run as a formula gets an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([protected(one_line(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
