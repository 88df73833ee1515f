"""How far a suggested plan goes with anybody where the rules only warn: on site, and at rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from rota.domain.candidates import Reason
from rota.domain.findings import Finding
from rota.domain.times import at_local, to_local
from rota.domain.working_time.rests import daily_rest
from rota.domain.working_time.rule_sets import Rule
from rota.domain.working_time.turns import Shift, Turn, Work, refs
from rota.domain.working_time.wording import hours, what, when

VERSION = "plan-limit-2"
ON_SITE, REST, NIGHT_REST = "plan_on_site", "plan_rest", "plan_night_rest"
HOUR = timedelta(hours=1)
NIGHT_STARTS, NIGHT_LASTS = time(23, 0), timedelta(hours=7)
NIGHT_SHARE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Figure:
    """One limit, and where it comes from."""

    length: timedelta
    source: str

    @property
    def minutes(self) -> int:
        """Return it in whole minutes."""
        return self.length // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CoverLimit:
    """Nobody is suggested who would be on site for ``on_site`` or more at a stretch.

    Rest is short with less than ``rest`` in any 24 hours, measured as daily rest is, or with other
    work on site less than ``night_rest`` before or after a night's cover that it does not touch. A
    cover with short rest weighs as much as ``short_rest`` with nobody there. By hand a manager may
    go further.
    """

    on_site: Figure
    rest: Figure
    night_rest: Figure
    short_rest: timedelta = timedelta()

    def beyond(self, turns: Sequence[Turn], ref: str) -> tuple[Finding, ...]:
        """Return in what the turn with this mark goes too far among its person's turns.

        On-call from home is no time on site.
        """
        cover = next(each for each in turns if each.ref == ref)
        around = 2 * self.on_site.length
        first, last = cover.start - around, cover.end + around
        work = Work(each for each in turns if each.end > first and each.start < last)
        found = (*self._too_long(work), *self._too_little_rest(work), *self._beside_nights(work))
        return tuple(each for each in found if ref in each.duties)

    def _too_long(self, work: Work) -> Iterator[Finding]:
        for shift in work.shifts:
            if shift.minutes >= self.on_site.minutes:
                text = f"{hours(shift.minutes)} on site at a stretch."
                yield _finding(ON_SITE, text, shift.minutes, self.on_site, refs([shift]))

    def _too_little_rest(self, work: Work) -> Iterator[Finding]:
        limit = self.rest
        rule = Rule(REST, "daily_rest", "stop", limit.source, False, limit.length / HOUR)
        for breach in daily_rest(rule, work):
            yield Finding(
                REST,
                VERSION,
                f"{breach.text}.",
                breach.measured,
                breach.limit,
                "stop",
                limit.source,
                breach.refs,
            )

    def _beside_nights(self, work: Work) -> Iterator[Finding]:
        limit = self.night_rest
        for before, after in pairwise(work.shifts):
            rest = after.start - before.end
            if rest < limit.minutes and (_has_night(before) or _has_night(after)):
                text = (
                    f"{hours(rest)} of rest before {when(after.start)}{what(after.turns[0])}, "
                    f"beside a night's cover; {hours(limit.minutes)} needed."
                )
                yield _finding(NIGHT_REST, text, rest, limit, refs([before, after]))


def is_night(start: datetime, end: datetime) -> bool:
    """Say whether at least three hours of a stretch lie between 23:00 and 06:00.

    So the Working Time Regulations 1998 have it, regulation 2.
    """
    for day in (to_local(start).date() - timedelta(days=1), to_local(start).date()):
        first = at_local(day, NIGHT_STARTS)
        if min(end, first + NIGHT_LASTS) - max(start, first) >= NIGHT_SHARE:
            return True
    return False


def kept_by(found: Finding) -> Reason:
    """Return what many people are kept from a stretch by alike."""
    said = {
        ON_SITE: f"would be on site {found.limit} or more",
        REST: f"would have less than {found.limit} of rest",
        NIGHT_REST: f"would have less than {found.limit} of rest beside a night's cover",
    }
    return Reason(found.rule, said[found.rule], found.text)


def _has_night(shift: Shift) -> bool:
    """Say whether a cover among the turns of a shift, which have no kind, is a night's."""
    return any(turn.kind is None and is_night(turn.start, turn.end) for turn in shift.turns)


def _finding(rule: str, text: str, measured: int, limit: Figure, about: tuple[str, ...]) -> Finding:
    return Finding(
        rule, VERSION, text, hours(measured), hours(limit.minutes), "stop", limit.source, about
    )
