"""What people told the trust, voluntarily: recorded by hand and totalled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.changes import Changes
from rota.domain.codes import Answer, WindowState
from rota.domain.errors import Refused
from rota.domain.people import Declaration
from rota.domain.permissions import See, refuse, refuse_sight
from rota.domain.windows import StrikeWindow
from rota.services.people import person_of
from rota.services.ports import Storage, Work
from rota.services.strike_picture import find_window
from rota.services.windows import count_of

KEPT_DAYS = "declarations_kept_days"
"""The setting: how many days after a strike its declarations are deleted."""
USUAL_DAYS = 90
"""A design choice, not a rule: no source gives a number. Payroll must have closed by then."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many of those called out said what; who said nothing is counted as ``not_said``."""

    window_id: int
    called_out: int
    answers: Mapping[Answer, int]
    purge_at: datetime | None
    kept_days: int


def declare(storage: Storage, window_id: int, staff_id: str, answer: Answer) -> Changes:
    """Record what one person said of one strike; ``not_said`` takes it away again.

    The history says that something was recorded, and neither whose it is nor what it was.
    """
    with storage.write("declaration") as work:
        find_window(work, window_id)
        refuse(work.user, "declaration", person_of(work, staff_id).department)
        if answer is Answer.NOT_SAID:
            work.windows.declarations.retire([(window_id, staff_id)])
            work.say("Removed what one person told the trust.")
        else:
            work.windows.declarations.put([Declaration(window_id, staff_id, answer)])
            work.say("Recorded what one person told the trust.")
    return work.changes


def totals(storage: Storage, window_id: int) -> Totals:
    """Return the count of each answer among those whom the strike calls out."""
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        return totals_of(work, find_window(work, window_id))


def totals_of(work: Work, window: StrikeWindow) -> Totals:
    """As ``totals``, within one reading."""
    called = [who for who, group in work.people.groups().items() if group in window.terms.groups]
    active = work.people.staff.known(called)
    return count_answers(work, window, active, work.windows.declared(window.window_id))


def count_answers(
    work: Work, window: StrikeWindow, called_out: Collection[str], declared: Mapping[str, Answer]
) -> Totals:
    """Count the answers of those called out."""
    answers = Counter(declared.get(who, Answer.NOT_SAID) for who in called_out)
    days = kept_days(work)
    found = {answer: answers[answer] for answer in Answer}
    return Totals(window.window_id, len(called_out), found, purge_at(window, days), days)


def kept_days(work: Work) -> int:
    """Return how many days after a strike declarations are kept."""
    return int(work.settings.all().get(KEPT_DAYS, USUAL_DAYS))


def keep_for(storage: Storage, days: int) -> Changes:
    """Set how many days after a strike declarations are kept."""
    if not 0 <= days <= 3650:
        raise Refused("days_out_of_range", "Give a number of days from 0 to 3650.")
    with storage.write("settings") as work:
        work.settings.put({KEPT_DAYS: str(days)})
        work.say(f"Declarations are deleted {count_of(days, 'day', 'days')} after a strike.")
    return work.changes


def purge_at(window: StrikeWindow, days: int) -> datetime | None:
    """Return when what gives a striker away is deleted; None while it may still be running."""
    over = over_at(window)
    return None if over is None else over + timedelta(days=days)


def over_at(window: StrikeWindow) -> datetime | None:
    """Return when a strike was over. One without an end that is off or done counts from its start.

    It is None while it may still be running.
    """
    if window.terms.end is None and window.state in (WindowState.CALLED_OFF, WindowState.COMPLETED):
        return window.terms.start
    return window.terms.end
