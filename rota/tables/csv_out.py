"""Writes strike windows as CSV under the canonical headings, so that the import takes them back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.times import written
from rota.domain.windows import StrikeWindow, WindowRevision, WindowTerms
from rota.tables.headings import columns_of
from rota.tables.protecting import protected
from rota.tables.rows.windows import REVISED

_COLUMNS = columns_of(ImportKind.WINDOWS)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def windows_csv(
    windows: Sequence[StrikeWindow], revisions: Mapping[int, Sequence[WindowRevision]]
) -> bytes:
    """Return windows as CSV (UTF-8 with a byte mark, times local), each after what it once was.

    ``revisions`` are each window's own, by its id, oldest first; the last is the present one.
    Text that a spreadsheet would run as a formula gets an apostrophe, which the import takes off.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for window in windows:
        for earlier in revisions.get(window.window_id, ())[:-1]:
            writer.writerow(_cells(window, earlier.terms, REVISED))
        writer.writerow(_cells(window, window.terms, window.state))
    return out.getvalue().encode("utf-8-sig")


def one_line(text: str) -> str:
    """Return text on one line, without what cannot be seen."""
    return _UNSEEN.sub(" ", text).strip()


def site_list(sites: Collection[str]) -> str:
    """Return sites as files list them. Refuses a name with the semicolon that parts the list."""
    for site in sorted(sites):
        if ";" in site:
            raise Refused(
                "site_name", f"The site {site} has a semicolon in its name; a file cannot hold it."
            )
    return ";".join(sorted(one_line(site) for site in sites))


def _cells(window: StrikeWindow, terms: WindowTerms, outcome: str) -> list[str]:
    cells = {
        "dispute": protected(one_line(window.dispute)),
        "union": protected(one_line(window.union)),
        "groups": ";".join(sorted(terms.groups)),
        "start": written(terms.start),
        "end": _time(terms.end),
        "type": terms.type.value,
        "outcome": str(outcome),
        "note": protected(one_line(terms.note)),
        "sites": protected(site_list(terms.sites)),
        "policy": terms.policy.value,
        "notice_received": _time(terms.notice_received),
        "affects_post": "Y" if terms.affects_post else "N",
    }
    return [cells[column] for column in _COLUMNS]


def _time(instant: datetime | None) -> str:
    return "" if instant is None else written(instant)
