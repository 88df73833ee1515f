"""All that the reconciliation of one strike shows, in one reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.attendance_rows import AttendanceRow
from rota.domain.grades import GradeLadder
from rota.domain.permissions import See, refuse_sight
from rota.domain.windows import StrikeWindow
from rota.services.attendance import attendance_in
from rota.services.cover_picture import find_window
from rota.services.declarations import kept_days, purge_at
from rota.services.payroll import is_settled_since, payroll_sent
from rota.services.ports import Storage


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """The duties of one strike; ``purge_at`` None: the strike has no end yet.

    ``payroll_sent`` None: no payroll file was handed out.
    """

    window: StrikeWindow
    rows: tuple[AttendanceRow, ...]
    purge_at: datetime | None
    now: datetime
    payroll_sent: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Say whether the time to keep who was at work is over."""
        return self.purge_at is not None and self.purge_at <= self.now

    @property
    def has_begun(self) -> bool:
        """Say whether any duty has begun, so that it can be settled."""
        return any(row.start <= self.now for row in self.rows)

    @property
    def since_payroll(self) -> int:
        """Count the duties settled, or settled anew, after the payroll file was handed out."""
        return sum(is_settled_since(row, self.payroll_sent) for row in self.rows)


def read_sheet(
    storage: Storage, window_id: int, ladder: GradeLadder, now: datetime
) -> AttendanceSheet:
    """Return the duties of one strike, and until when they are kept. Refuses an unknown strike."""
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        window = find_window(work, window_id)
        rows = attendance_in(work, window_id, ladder, now)
        until = purge_at(window, kept_days(work))
        return AttendanceSheet(window, tuple(rows), until, now, payroll_sent(work, window_id))
