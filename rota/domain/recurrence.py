"""Strike windows that recur: entered once, made into single windows by wall-clock time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from dateutil.rrule import DAILY, WEEKLY, rrule

from rota.domain.errors import Refused
from rota.domain.times import to_local, to_utc
from rota.domain.windows import WindowTerms

MOST = 200


def repeated(terms: WindowTerms, every_days: int, until: datetime) -> list[WindowTerms]:
    """Return the window and its repeats up to ``until``: every week 8am to 8am stays 8am to 8am.

    Each keeps its local clock times, also over a clock change. Refuses an open end, repeats that
    overlap, and more than 200.
    """
    if terms.end is None:
        raise Refused("open_repeats", "A strike with no end cannot be repeated. Give it an end.")
    if every_days < 1:
        raise Refused("no_step", "Say how many days lie between one strike and the next.")
    start, end = _naive(terms.start), _naive(terms.end)
    weekly = every_days % 7 == 0
    starts = rrule(
        WEEKLY if weekly else DAILY,
        interval=every_days // 7 if weekly else every_days,
        dtstart=start,
        until=_naive(until),
        cache=False,
    )
    made: list[WindowTerms] = []
    for each in starts:
        if len(made) == MOST:
            raise Refused("too_many", f"At most {MOST} repeats at once. Choose an earlier end.")
        made.append(replace(terms, start=to_utc(each), end=to_utc(each + (end - start))))
    for one, other in pairwise(made):
        if one.end is not None and one.end > other.start:
            raise Refused("repeats_overlap", "The strike lasts longer than the step to the next.")
    return made


def _naive(instant: datetime) -> datetime:
    return to_local(instant).replace(tzinfo=None)
