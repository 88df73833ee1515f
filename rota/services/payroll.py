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
from rota.services.ports import Exporter, Storage
from rota.services.windows import count_of

HEADINGS = (
    "staff_id", "name", "grade", "staff_group", "site", "department", "service", "duty_id",
    "start", "end", "reason", "minutes_not_worked", "hours_not_worked", "note",
)  # fmt: skip


def payroll_file(
    storage: Storage, window_id: int, ladder: GradeLadder, exporter: Exporter, now: datetime
) -> bytes:
    """Return the settled duties of a strike that were not worked, as CSV, by person and start.

    Times are local, minutes and hours are true elapsed ones. The note says where the rota no longer
    has a duty as it was settled. While duties are not settled, a last row says how many. That it
    was handed out is kept in the history. Refuses where nothing is settled.
    """
    with storage.write("payroll file", undoable=False) as work:
        rows = attendance_in(work, window_id, ladder, now)
        settled = [row for row in rows if row.is_settled]
        if not settled:
            raise Refused("nothing_settled", "No duty of this strike is settled yet.")
        missed = [row for row in settled if row.status not in AT_WORK]
        missed.sort(key=lambda row: (row.staff_id, row.start, row.duty_id))
        left = len(rows) - len(settled)
        open_ = count_of(left, "duty is", "duties are")
        more = [(f"{open_} not settled yet and not in this file.",)] if left else []
        handed = count_of(len(missed), "duty not worked", "duties not worked")
        work.record(f"Handed out the payroll file: {handed}, {left:,} not settled.")
    return exporter.safe_csv(HEADINGS, [*map(_cells, missed), *more])


def _cells(row: AttendanceRow) -> tuple[str, ...]:
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
        row.gone,
    )
