"""Strikes that ended lately and of which somebody still has to settle who worked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.codes import WindowState
from rota.domain.grades import GradeLadder
from rota.domain.permissions import See, refuse_sight
from rota.domain.windows import StrikeWindow
from rota.services.attendance_reading import attendance_in
from rota.services.ports import Storage

LATELY = timedelta(days=14)
"""So long after its end a strike is still offered; two weeks cover the next run of payroll."""

_NOT_HELD = frozenset({WindowState.CALLED_OFF, WindowState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A strike that is over, and how many of its duties are not settled."""

    window: StrikeWindow
    duties: int


def unsettled_lately(storage: Storage, ladder: GradeLadder, now: datetime) -> Sequence[Unsettled]:
    """Return the strikes that ended lately and are not settled, the last one first."""
    refuse_sight(storage.user, See.DECLARATIONS)
    found = []
    with storage.read() as work:
        for window in work.windows.all():
            end = window.terms.end
            if end is None or not end <= now < end + LATELY or window.state in _NOT_HELD:
                continue
            rows = attendance_in(work, window.window_id, ladder, now)
            open_ = sum(not row.is_settled and row.end <= now for row in rows)
            if open_:
                found.append((end, Unsettled(window, open_)))
    return [each for _, each in sorted(found, key=lambda pair: pair[0], reverse=True)]
