"""What gives a striker away is deleted for good once its time is over; totals of days stay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.permissions import See, refuse_sight
from rota.domain.retention import NOTHING_HELD, Held, held_by
from rota.domain.times import short_words
from rota.services.declarations import kept_days, over_at, purge_at
from rota.services.deleting_clock import PURGE, judged_by, refuse_far_ahead
from rota.services.ports import Storage, Work
from rota.services.turnout_totals import take_totals
from rota.services.windows import count_of


@dataclass(frozen=True, slots=True)
class Purged:
    """How many declarations, ticks and settled duties of how many strikes were deleted.

    ``partly``: groups of a day that gave no total, as some of their duties were never settled.
    """

    declarations: int = 0
    windows: int = 0
    ticks: int = 0
    duties: int = 0
    partly: int = 0
    changes: Changes = field(default_factory=Changes)


def purge_due(storage: Storage, now: datetime, ladder: GradeLadder, is_sure: bool = True) -> Purged:
    """Delete what every strike that ended long enough ago leaves of persons. Cannot be undone.

    Unless somebody ``is_sure`` of the clock, it refuses by one that may be far ahead.

    That is what people declared, who was ticked in, what was settled of each duty, and which
    duties a change of the strike was to take (it spares who declared), in the journal too. Totals
    of its days, which name nobody, are taken first.
    """
    now = judged_by(storage, now)
    with storage.read() as work:
        kept, days = windows_kept(work, held_by(work.records.holds())), kept_days(work)
        due = [
            each.window_id
            for each in work.windows.all()
            if each.window_id in kept and (at := purge_at(each, days)) and at <= now
        ]
    if due and not is_sure:
        refuse_far_ahead(storage, now)
    return _purge(storage, due, now, ladder)


def purge_before(storage: Storage, before: datetime, now: datetime, ladder: GradeLadder) -> Purged:
    """As ``purge_due``, of every strike that ended before a time. What is held stays."""
    refuse_sight(storage.user, See.DECLARATIONS)
    now = judged_by(storage, now)
    if before > now:
        raise Refused(
            "not_yet", f"{short_words(before)} lies ahead: what was declared is still needed."
        )
    with storage.read() as work:
        kept = windows_kept(work, held_by(work.records.holds()))
        windows = [each for each in work.windows.all() if each.window_id in kept]
    over = {window.window_id: over_at(window) for window in windows}
    due = [each for each, at in over.items() if at is not None and at <= before]
    return _purge(storage, due, now, ladder)


def windows_kept(work: Work, held: Held = NOTHING_HELD) -> set[int]:
    """Return the windows of which something is kept, if only in the journal, and that may go.

    A hold on a person keeps all of every strike in which something is kept of them.
    """
    if held.everything:
        return set()
    declared, ticked = work.windows.declared_windows(), work.day.windows_ticked()
    changed = work.disputes.windows_of_duties()
    kept = {*declared, *ticked, *changed, *work.attendance.windows_kept()}
    theirs = {each for who in held.staff for each in work.records.windows_of_staff(who)}
    return kept - held.windows - theirs


def _purge(
    storage: Storage, window_ids: Collection[int], now: datetime, ladder: GradeLadder
) -> Purged:
    if not window_ids:
        return Purged()
    with storage.write(PURGE, undoable=False) as work:
        took_place = {each.window_id for each in work.windows.all() if each.removes_duties}
        partly = sum(
            take_totals(work, each, ladder, now).partly
            for each in window_ids
            if each in took_place and work.attendance.of_window(each)
        )
        declarations = work.windows.erase_declarations(window_ids)
        ticks = work.day.erase_ticks(window_ids)
        duties = work.attendance.erase(window_ids)
        lines = work.disputes.erase_duties(window_ids)
        gone = ", ".join(
            count_of(number, one, many)
            for number, one, many in (
                (declarations, "declaration", "declarations"),
                (ticks, "tick of the day", "ticks of the day"),
                (duties, "settled duty", "settled duties"),
                (lines, "line on duties of a changed strike", "lines on duties of changed strikes"),
            )
            if number
        )
        more = f" {count_of(partly, 'group', 'groups')} of a day gave no total: not all settled."
        text = f"Deleted for good: {gone or 'old values'}. The time to keep them is over."
        work.say(text + (more if partly else ""))
    return Purged(declarations, len(window_ids), ticks, duties, partly, work.changes)
