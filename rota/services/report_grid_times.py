"""The counting times of the staffing grid: their sums, and how sure each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.reports import Bars, Cell, Fact, Series
from rota.domain.times import short_words
from rota.services.report_frame import number_words

PLANNED, SETTLED = "planned", "settled"
MOST_TILES, MOST_BARS = 4, 16
"""Counting times that have a tile or bars each; more of them stand in the table alone."""


@dataclass(frozen=True, slots=True)
class CountingTime:
    """Doctors at work and baseline at one time; ``sure``: planned, ticked or settled."""

    at: datetime
    at_work: int
    baseline: int
    sure: str

    @property
    def below(self) -> int:
        """Return how many fewer are at work than usual."""
        return self.baseline - self.at_work

    @property
    def said(self) -> str:
        """Return its sums in words."""
        return f"{self.at_work:,} at work, baseline {self.baseline:,}"

    @property
    def row(self) -> dict[str, Cell]:
        """Return its line of the table of times."""
        return {
            "at": self.at,
            "at_work": self.at_work,
            "baseline": self.baseline,
            "below": self.below,
            "standing": self.sure,
        }


def sure_words(called: int, settled: int, others: int, ticked: int) -> str:
    """Say how sure a time is: of those called out some are settled, of the others some ticked."""
    if called and settled == called:
        return SETTLED
    said = [f"settled {settled:,} of {called:,} called out"] if settled else []
    if ticked:
        said.append(f"ticked {ticked:,} of {others:,}")
    return ", ".join(said) or PLANNED


def times_facts(times: Sequence[CountingTime], gap_tone: str) -> Iterator[Fact]:
    """Yield whether the figures are settled, and the sums of each time, or of the worst of many."""
    if not times:
        return
    unsure = sum(each.sure != SETTLED for each in times)
    said = f"provisional: {unsure:,} of {number_words(len(times), 'time', 'times')} not settled"
    yield Fact("These figures", said if unsure else SETTLED, "warn" if unsure else "good")
    if len(times) > MOST_TILES:
        worst = _furthest_below(times)
        tone = gap_tone if worst.below > 0 else "good"
        yield Fact("Furthest below the baseline", f"{short_words(worst.at)}: {worst.said}", tone)
        return
    for each in times:
        yield Fact(short_words(each.at), each.said, gap_tone if each.below > 0 else "good")


def times_bars(times: Sequence[CountingTime]) -> Bars | None:
    """Return the sums as bars; None where nobody is to be counted, or there are too many."""
    if len(times) > MOST_BARS or not any(each.baseline or each.at_work for each in times):
        return None
    worst = _furthest_below(times)
    return Bars(
        "grid_bars",
        "Doctors at work and baseline",
        "doctors",
        tuple(short_words(each.at) for each in times),
        (
            Series("at work", tuple(float(each.at_work) for each in times), "cover"),
            Series("baseline", tuple(float(each.baseline) for each in times), "quiet"),
        ),
        f"Furthest below the baseline at {short_words(worst.at)}: {worst.said}."
        if worst.below > 0
        else "At no time below the baseline.",
        is_stacked=False,
    )


def _furthest_below(times: Sequence[CountingTime]) -> CountingTime:
    return max(times, key=lambda each: each.below)
