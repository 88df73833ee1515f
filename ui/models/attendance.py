"""The columns of the duties to settle after a strike."""

from __future__ import annotations

from rota.domain.attendance_rows import AttendanceRow
from rota.domain.codes import Attendance, words
from rota.domain.grades import grade_words
from ui import formats
from ui.colours import Tone
from ui.models.table import Column
from ui.wording import capital

TONES = {
    Attendance.WORKED: Tone.COVERED,
    Attendance.DEROGATED: Tone.EMERGENCY,
    Attendance.STRIKE: Tone.STRIKING,
    Attendance.SICK: Tone.LEAVE,
    Attendance.LEAVE: Tone.LEAVE,
    Attendance.REST_DAY: Tone.LEAVE,
    Attendance.NOT_ROSTERED: Tone.MUTED,
}


def status_words(status: Attendance | None) -> str:
    """Return a status as a heading says it: Rest day."""
    return "" if status is None else capital(words(status))


def _settled(row: AttendanceRow) -> str:
    return "" if row.record is None else status_words(row.record.status)


def _settled_tone(row: AttendanceRow) -> Tone | None:
    return None if row.record is None else TONES[row.record.status]


def proposed_words(row: AttendanceRow) -> str:
    """Return what is proposed; of a strike also whether it is only that nobody looked."""
    said = status_words(row.proposal)
    return f"{said}, not seen" if row.is_unseen else said


def _lost(row: AttendanceRow) -> str:
    hours, minutes = divmod(row.minutes_lost, 60)
    return f"{hours}:{minutes:02d}" if row.is_settled and row.minutes_lost else ""


COLUMNS: tuple[Column[AttendanceRow], ...] = (
    Column("Person", lambda row: row.name, width=18),
    Column("Grade", lambda row: capital(grade_words(row.grade)), width=8),
    Column("Service", lambda row: row.service.name, tip=lambda row: row.service.site, width=19),
    Column("Duty", lambda row: formats.period(row.start, row.end), lambda row: row.start, width=23),
    Column("Settled", _settled, tone=_settled_tone, width=11),
    Column(
        "Not worked",
        _lost,
        lambda row: row.minutes_lost if row.is_settled else -1,
        is_number=True,
        width=11,
    ),
    Column("Proposed", proposed_words, width=15),
    Column("Why", lambda row: row.why, width=22),
)
