"""How far a suggested plan goes with anybody where the rules only warn: on site, and at rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rota.domain.candidates import Reason
from rota.domain.findings import Finding
from rota.domain.working_time.rests import daily_rest
from rota.domain.working_time.rule_sets import Rule
from rota.domain.working_time.turns import Turn, Work, refs
from rota.domain.working_time.wording import hours

VERSION = "plan-limit-1"
ON_SITE, REST = "plan_on_site", "plan_rest"
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CoverLimit:
    """Nobody is suggested who would be on site for ``on_site`` or more at a stretch.

    Nor anybody whose rest between days of work would be less than ``rest``, measured as daily rest
    is. By hand a manager may go further.
    """

    on_site: timedelta
    rest: timedelta
    source: str

    def beyond(self, turns: Sequence[Turn], ref: str) -> tuple[Finding, ...]:
        """Return in what the turn with this mark goes too far among its person's turns.

        On-call from home is no time on site.
        """
        cover = next(each for each in turns if each.ref == ref)
        first, last = (cover.start - 2 * self.on_site, cover.end + 2 * self.on_site)
        work = Work(each for each in turns if each.end > first and each.start < last)
        found = (*self._too_long(work), *self._too_little_rest(work))
        return tuple(each for each in found if ref in each.duties)

    def _too_long(self, work: Work) -> Iterator[Finding]:
        most = self.on_site // timedelta(minutes=1)
        for shift in work.shifts:
            if shift.minutes >= most:
                text = f"{hours(shift.minutes)} on site at a stretch."
                yield self._finding(ON_SITE, text, hours(shift.minutes), hours(most), refs([shift]))

    def _too_little_rest(self, work: Work) -> Iterator[Finding]:
        rule = Rule(REST, "daily_rest", "stop", self.source, False, self.rest / HOUR)
        for breach in daily_rest(rule, work):
            text = f"{breach.text}."
            yield self._finding(REST, text, breach.measured, breach.limit, breach.refs)

    def _finding(
        self, rule: str, text: str, measured: str, limit: str, about: tuple[str, ...]
    ) -> Finding:
        return Finding(rule, VERSION, text, measured, limit, "stop", self.source, about)


def kept_by(found: Finding) -> Reason:
    """Return what many people are kept from a stretch by alike."""
    on_site = f"would be on site {found.limit} or more"
    rest = f"would have less than {found.limit} of rest"
    return Reason(found.rule, on_site if found.rule == ON_SITE else rest, found.text)
