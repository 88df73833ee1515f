"""What happened to each duty, and the totals of past strike days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select

from rota.domain.attendance import AttendanceRecord
from rota.domain.turnout import TurnoutTotal
from rota.storage.keyed import KeyedStore
from rota.storage.ledger import Ledger, numbers_in_journal
from rota.storage.schema import attendance, turnout_total

_Key = tuple[int, str, str]


class AttendanceStore:
    """Attendance by window, duty and person, kept until its purge date; totals stay."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._records: KeyedStore[_Key, AttendanceRecord] = KeyedStore(
            connection,
            ledger,
            attendance,
            ("window_id", "duty_id", "staff_id"),
            lambda each: (each.window_id, each.duty_id, each.staff_id),
            asdict,
            _record,
        )
        self._totals: KeyedStore[tuple[Any, str, str], TurnoutTotal] = KeyedStore(
            connection,
            ledger,
            turnout_total,
            ("day", "site", "grade"),
            lambda each: (each.day, each.site, each.grade),
            asdict,
            lambda row: TurnoutTotal(**row),
        )

    def of_window(self, window_id: int) -> list[AttendanceRecord]:
        """Return what was settled of a window, by duty."""
        query = select(attendance).where(attendance.c.window_id == window_id)
        query = query.order_by(attendance.c.duty_id, attendance.c.staff_id)
        return [_record(row) for row in self._connection.execute(query).mappings()]

    def put(self, records: Sequence[AttendanceRecord]) -> None:
        """Settle duties, or settle them anew."""
        self._records.put(records)

    def take_back(self, keys: Collection[_Key]) -> None:
        """Leave duties unsettled again."""
        self._records.retire(keys)

    def windows_kept(self) -> set[int]:
        """Return the windows of which attendance is still kept, if only in the journal."""
        query = select(attendance.c.window_id).distinct()
        kept = set(self._connection.execute(query).scalars())
        return kept | numbers_in_journal(self._connection, attendance, "window_id")

    def erase(self, window_ids: Collection[int]) -> int:
        """Delete the attendance of some windows, from the journal too. Returns how many."""
        return self._records.writing.erase(attendance, "window_id", window_ids)

    def totals(self) -> list[TurnoutTotal]:
        """Return the totals of past strike days, oldest first."""
        return sorted(self._totals.all(), key=lambda each: (each.day, each.site, each.grade))

    def put_totals(self, totals: Sequence[TurnoutTotal]) -> None:
        """Keep totals, or bring them to the given state."""
        self._totals.put(totals)

    def remove_totals(self, keys: Collection[tuple[Any, str, str]]) -> None:
        """Remove totals."""
        self._totals.retire(keys)


def _record(row: Any) -> AttendanceRecord:
    return AttendanceRecord(**dict(row))
