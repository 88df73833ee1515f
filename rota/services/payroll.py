"""The duties not worked, for payroll: hours and reasons, and never money."""

from __future__ import annotations

from datetime import datetime

from rota.domain.attendance import AT_WORK
from rota.domain.attendance_rows import AttendanceRow
from rota.domain.codes import words
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.times import written
from rota.services.attendance import attendance_in
from rota.services.ports import Exporter, Storage, Work
from rota.services.windows import count_of

ACTION = "payroll file"
HEADINGS = (
    "staff_id", "name", "grade", "staff_group", "site", "department", "service", "duty_id",
    "start", "end", "reason", "minutes_not_worked", "hours_not_worked", "note",
)  # fmt: skip


def payroll_file(
    storage: Storage, window_id: int, ladder: GradeLadder, exporter: Exporter, now: datetime
) -> bytes:
    """Return the settled duties of a strike that were not worked, as CSV, by person and start.

    Times are local, minutes and hours are true elapsed ones. The note says where the rota no longer
    has a duty as it was settled, and what was settled since an earlier file: then also who was at
    work, with no minutes, as that file may have said otherwise. While duties are not settled, a
    last row says how many. That it was handed out is kept in the history. Refuses where nothing is
    settled.
    """
    with storage.write(ACTION, undoable=False) as work:
        rows = attendance_in(work, window_id, ladder, now)
        settled = [row for row in rows if row.is_settled]
        if not settled:
            raise Refused("nothing_settled", "No duty of this strike is settled yet.")
        earlier = payroll_sent(work, window_id)
        missed = [
            row for row in settled if row.status not in AT_WORK or is_settled_since(row, earlier)
        ]
        missed.sort(key=lambda row: (row.staff_id, row.start, row.duty_id))
        left = len(rows) - len(settled)
        open_ = count_of(left, "duty is", "duties are")
        more = [(f"{open_} not settled yet and not in this file.",)] if left else []
        number = sum(row.status not in AT_WORK for row in missed)
        handed = count_of(number, "duty not worked", "duties not worked")
        work.record(f"{_sentence(window_id)} {handed}, {left:,} not settled.")
    return exporter.safe_csv(HEADINGS, [*(_cells(row, earlier) for row in missed), *more])


def payroll_sent(work: Work, window_id: int) -> datetime | None:
    """Return when the newest payroll file of a strike was handed out; None: none was."""
    entry = work.journal.newest(ACTION, _sentence(window_id))
    return None if entry is None else entry.at


def is_settled_since(row: AttendanceRow, sent: datetime | None) -> bool:
    """Say whether a duty was settled, or settled anew, after a payroll file was handed out."""
    return sent is not None and row.record is not None and row.record.at > sent


def _sentence(window_id: int) -> str:
    return f"Handed out the payroll file of strike {window_id}:"


def _cells(row: AttendanceRow, earlier: datetime | None) -> tuple[str, ...]:
    notes = [row.gone] if row.gone else []
    if earlier is not None and is_settled_since(row, earlier):
        notes.append(f"settled since the file of {written(earlier)}")
    return (
        row.staff_id,
        row.name,
        row.grade,
        row.staff_group.value,
        row.service.site,
        row.service.department,
        row.service.name,
        row.duty_id,
        written(row.start),
        written(row.end),
        "" if row.status is None else words(row.status),
        str(row.minutes_lost),
        f"{row.minutes_lost / 60:.2f}",
        "; ".join(notes),
    )
