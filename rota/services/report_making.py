"""Makes a report of one strike by its code, within one reading of the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from rota.domain.errors import Refused
from rota.domain.permissions import See, refuse_sight
from rota.domain.reports import Report
from rota.domain.rules import Rulebook
from rota.services.handover import handover_report
from rota.services.ports import Storage
from rota.services.report_attendance import attendance_report
from rota.services.report_brief import brief_report
from rota.services.report_cancelled import cancelled_report
from rota.services.report_frame import Frame, frame_of
from rota.services.report_gaps import gaps_report
from rota.services.report_grid import grid_report
from rota.services.report_sitrep import sitrep_report

HANDOVER = "handover"
OF_DECLARATIONS = frozenset({HANDOVER, "attendance", "sitrep", "grid"})
"""Reports with exact numbers of who took part: of a group of one they tell what that one did."""

MAKERS: Mapping[str, Callable[[Frame], Report]] = {
    "brief": brief_report,
    "gaps": gaps_report,
    "sitrep": sitrep_report,
    "grid": grid_report,
    "attendance": attendance_report,
    "cancelled": cancelled_report,
}


def sight_of(code: str) -> See:
    """Return what somebody must be allowed to look at who reads a report."""
    return See.DECLARATIONS if code in OF_DECLARATIONS else See.REPORTS


def make_report(
    storage: Storage, code: str, window_id: int, rules: Rulebook, now: datetime
) -> Report:
    """Return a report by its code; the handover sheet is that of now.

    Refuses a code or a strike that is not there.
    """
    refuse_sight(storage.user, sight_of(code))
    if code == HANDOVER:
        return handover_report(storage, window_id, rules, now, now)
    with storage.read() as work:
        frame = frame_of(work, code, window_id, rules, now)
        if code not in MAKERS:
            raise Refused("no_page", f"{frame.definition.title} is a file of its own, not a page.")
        return MAKERS[code](frame)
