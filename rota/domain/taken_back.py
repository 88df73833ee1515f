"""What a patient was told of an appointment that no longer holds: dates given, calls promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rota.domain.calls import MAY_HAVE_TOLD, CallMade
from rota.domain.codes import Decision
from rota.domain.crossing import PostedLetter
from rota.domain.telling import Told


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What must be taken back in words, or the patient may still go by it.

    ``dates`` are new dates that were given, the last one given at the end; ``by_phone``: they were
    told that it would be by phone instead.
    """

    dates: tuple[datetime, ...] = ()
    by_phone: bool = False

    def first_due(self, due: datetime) -> datetime:
        """Return before when a patient must know: ``due``, or a date taken back that is earlier."""
        return min(due, *self.dates) if self.dates else due

    @property
    def date(self) -> datetime | None:
        """Return the new date given last."""
        return self.dates[-1] if self.dates else None


NOTHING = TakenBack()


def taken_back(
    start: datetime,
    wanted: Told,
    calls: Iterable[CallMade],
    letters: Iterable[PostedLetter],
    now: datetime,
) -> TakenBack:
    """Return what letters, calls and messages said of this time that does not hold any more.

    What an earlier letter took back already is taken back again: it may have come too late or
    never, and it stays true. A date that is over misleads nobody.
    """
    tellings = [(each.posted_at, each.told) for each in letters]
    tellings += [(each.at, each.said) for each in calls if each.outcome in MAY_HAVE_TOLD]
    newest_first = sorted(tellings, key=lambda each: each[0], reverse=True)
    said = [told for _, told in newest_first if told.about == start]
    dates = dict.fromkeys(
        each.new_start
        for each in said
        if each.new_start is not None and each.new_start not in (start, wanted.new_start)
    )
    is_phoned = wanted.decision is Decision.CONVERT
    return TakenBack(
        tuple(each for each in reversed(dates) if each > now),
        not is_phoned and any(each.decision is Decision.CONVERT for each in said),
    )
