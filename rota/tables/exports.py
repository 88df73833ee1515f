"""What leaves the program as a file for other programs, in the shape that services ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rota.domain.cover_notices import CalendarCover
from rota.domain.reports import Report
from rota.domain.windows import StrikeWindow
from rota.tables.csv_out import windows_csv
from rota.tables.report_csv import report_csv
from rota.tables.safe_csv import safe_csv

__all__ = [
    "cover_calendar",
    "report_csv",
    "report_workbook",
    "safe_csv",
    "windows_calendar",
    "windows_csv",
]


def windows_calendar(windows: Sequence[StrikeWindow], made_at: datetime) -> bytes:
    """Return windows as iCalendar, one event each, in UTC, as of ``made_at``."""
    from rota.tables import calendar_out  # slow to load, and seldom needed

    return calendar_out.windows_calendar(windows, made_at)


def cover_calendar(covers: Sequence[CalendarCover], made_at: datetime) -> bytes:
    """Return one person's cover as iCalendar, in UTC, as of ``made_at``."""
    from rota.tables import calendar_out  # slow to load, and seldom needed

    return calendar_out.cover_calendar(covers, made_at)


def report_workbook(report: Report) -> bytes:
    """Return a report as a workbook, one sheet for each table after one of facts and notes."""
    from rota.tables import report_workbook  # slow to load, and seldom needed

    return report_workbook.report_workbook(report)
