"""Attendance after a strike: a rota manager settles what happened to each duty."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rota.domain.attendance import AT_WORK, AttendanceRecord
from rota.domain.attendance_rows import AttendanceRow, DayTotal, count_statuses, day_totals
from rota.domain.changes import Changes
from rota.domain.codes import Attendance
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.times import short_words
from rota.services.attendance_reading import (
    FORGOTTEN,
    attendance_in,
    is_over,
    read_attendance,
)
from rota.services.cover_picture import find_window
from rota.services.ports import Storage, Work
from rota.services.windows import count_of

__all__ = [
    "FORGOTTEN",
    "Accepted",
    "AttendanceRow",
    "DayTotal",
    "Settled",
    "accept_proposals",
    "attendance_in",
    "count_statuses",
    "day_totals",
    "read_attendance",
    "settle",
    "take_back",
]

Key = tuple[str, str]
"""A duty and who held it."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a person says of one duty. ``minutes_lost`` None: all that such a status takes."""

    duty_id: str
    staff_id: str
    status: Attendance
    minutes_lost: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many proposals became settled, and how many duties were left for a person.

    ``unseen``: of those left, who would be on strike only because nobody looked for them.
    """

    number: int
    left: int
    unseen: int = 0
    changes: Changes = field(default_factory=Changes)


def settle(
    storage: Storage,
    window_id: int,
    ladder: GradeLadder,
    settled: Sequence[Settled],
    now: datetime,
) -> Changes:
    """Settle duties, or settle them anew; nothing is settled unless all of it can be.

    Refuses duties that have not begun, minutes that do not fit, and a strike whose record has
    been deleted.
    """
    with storage.write("attendance") as work:
        _check_kept(work, window_id, now)
        rows = {
            (row.duty_id, row.staff_id): row for row in attendance_in(work, window_id, ladder, now)
        }
        work.attendance.put([_record(work, window_id, rows, each, now) for each in settled])
        work.say(f"Settled the attendance of {count_of(len(settled), 'duty', 'duties')}.")
    return work.changes


def accept_proposals(
    storage: Storage,
    window_id: int,
    ladder: GradeLadder,
    duty_ids: Collection[str] | None,
    now: datetime,
    *,
    also_unseen: bool = False,
) -> Accepted:
    """Settle duties as proposed: those named, or all that are over. What is settled stays.

    Those named are settled anew where something else is proposed since. Whom nobody looked for is
    settled as on strike only where ``also_unseen`` says so.
    """
    with storage.write("attendance") as work:
        _check_kept(work, window_id, now)
        rows = attendance_in(work, window_id, ladder, now)
        if duty_ids is not None:
            rows = [row for row in rows if row.duty_id in duty_ids]
        named = duty_ids is not None
        waiting = [row for row in rows if not row.is_settled or (named and row.is_changed)]
        ready = [row for row in waiting if row.proposal is not None and (named or row.end <= now)]
        unseen = [] if also_unseen else [row for row in ready if row.is_unseen]
        taken = [
            AttendanceRecord(
                window_id,
                row.duty_id,
                row.staff_id,
                row.proposal,
                work.who,
                work.now,
                row.minutes_of(row.proposal),
                "" if row.record is None else row.record.note,
                row.proposal,
            )
            for row in ready
            if row.proposal is not None and (also_unseen or not row.is_unseen)
        ]
        work.attendance.put(taken)
        work.say(f"Settled the attendance of {count_of(len(taken), 'duty', 'duties')} as proposed.")
    return Accepted(len(taken), len(waiting) - len(taken), len(unseen), work.changes)


def take_back(storage: Storage, window_id: int, keys: Collection[Key], now: datetime) -> Changes:
    """Leave duties unsettled again. Refuses a strike whose record has been deleted."""
    with storage.write("attendance") as work:
        _check_kept(work, window_id, now)
        work.attendance.take_back([(window_id, *key) for key in keys])
        gone = count_of(len(keys), "duty", "duties")
        work.say(f"The attendance of {gone} is not settled any more.")
    return work.changes


def _check_kept(work: Work, window_id: int, now: datetime) -> None:
    if is_over(work, find_window(work, window_id), now):
        raise Refused("deleted", "The time to keep who was at work in this strike is over.")


def _record(
    work: Work,
    window_id: int,
    rows: Mapping[Key, AttendanceRow],
    said: Settled,
    now: datetime,
) -> AttendanceRecord:
    row = rows.get((said.duty_id, said.staff_id))
    if row is None:
        raise Refused(
            "unknown_duty", f"{said.staff_id} has no duty {said.duty_id} that this strike reaches."
        )
    if row.start > now:
        raise Refused(
            "not_begun", f"The duty {said.duty_id} begins on {short_words(row.start)} only."
        )
    minutes = row.minutes_of(said.status) if said.minutes_lost is None else said.minutes_lost
    if said.status in AT_WORK and minutes:
        raise Refused(
            "minutes_worked",
            "Who worked lost no minutes. For part of a duty choose why the rest was not worked.",
        )
    if said.status not in AT_WORK and not 0 < minutes <= row.minutes:
        raise Refused(
            "minutes_out_of_range",
            f"The duty {said.duty_id} has {row.minutes} minutes: give a number from 1 to that.",
        )
    return AttendanceRecord(
        window_id,
        said.duty_id,
        said.staff_id,
        said.status,
        work.who,
        work.now,
        minutes,
        said.note.strip(),
        row.proposal,
    )
