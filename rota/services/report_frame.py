"""What every report has in common: which strike, as of when, by which definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from rota.domain.codes import words
from rota.domain.journal import Anchor
from rota.domain.report_rules import ReportDefinition
from rota.domain.reports import Fact, Part, Report
from rota.domain.rules import Rulebook
from rota.domain.stretches import Stretch
from rota.domain.times import at_local, to_local
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import find_window
from rota.services.hospital_details import trust_details
from rota.services.ports import Work

MOST_COLUMNS = 36
"""More columns of hours than this nobody reads on a page."""

_STEPS = (1, 2, 3, 4, 6, 8, 12, 24)


@dataclass(frozen=True, slots=True)
class Frame:
    """One report in the making: the reading it stands on and the definition that it follows."""

    work: Work
    window: StrikeWindow
    definition: ReportDefinition
    rules: Rulebook
    now: datetime

    def report(
        self, facts: Iterable[Fact], parts: Iterable[Part], notes: Sequence[str] = ()
    ) -> Report:
        """Return the report with what the definition says of it."""
        definition, name = self.definition, trust_details(self.work).name
        title = self.window.title
        unsure = [
            f"{each.heading}: {each.source}." for each in definition.lines if not each.verified
        ]
        return Report(
            definition.code,
            definition.title,
            f"{name}: {title}" if name else title,
            self.now,
            self.window.window_id,
            self.window.revision,
            tuple(
                replace(each, meaning=definition.facts.get(each.label, each.meaning))
                for each in (self._state, *facts)
            ),
            tuple(parts),
            (*notes, *definition.notes, *unsure, definition.said_source),
            definition.page_limit,
            definition.is_landscape,
            definition.has_names,
            Anchor(*self.work.journal.head()).words,
        )

    @property
    def gap_tone(self) -> str:
        """Return how loud a gap is: one in the rota itself is no emergency of a strike."""
        window = self.window
        calls_out = window.removes_duties and not window.terms.is_postal_only
        return "gap" if calls_out else "warn"

    @property
    def _state(self) -> Fact:
        goes_ahead = self.window.removes_duties
        return Fact("Strike", words(self.window.state), "plain" if goes_ahead else "warn")


def frame_of(work: Work, code: str, window_id: int, rules: Rulebook, now: datetime) -> Frame:
    """Return the frame of a report. Refuses a report or a strike that is not there."""
    window = find_window(work, window_id)
    on = to_local(window.terms.start).date()
    return Frame(work, window, rules.reports.one(code, on), rules, now)


def hours_of(minutes: int) -> float:
    """Return minutes as hours, to the hundredth."""
    return round(minutes / 60, 2)


def number_words(number: float, one: str, many: str) -> str:
    """Return ``1 gap`` or ``12 gaps``."""
    return f"{number:,g} {one if number == 1 else many}"


def day_label(day: date) -> str:
    """Return a day for a label: Tue 12 Jan 2016."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def cut(text: str, most: int, end: str = "…") -> str:
    """Return a text of so many letters at most; one that was longer ends between words, and so."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    kept = whole[: most - len(end)]
    return f"{kept.rpartition(' ')[0] or kept}".rstrip(" ,.;:") + end


def counting_times(terms_span: Stretch, times: Sequence[time]) -> Iterator[datetime]:
    """Yield the instants of some times of day that lie inside a stretch."""
    start, end = terms_span
    day = to_local(start).date()
    while at_local(day, time(0, 0)) < end:
        yield from (at for clock in times if start <= (at := at_local(day, clock)) < end)
        day += timedelta(days=1)


def hour_steps(span: Stretch) -> tuple[list[Stretch], tuple[str, ...]]:
    """Cut a stretch into steps of one or more true hours, few enough to read, with their labels."""
    start, end = span
    hours = (end - start) / timedelta(hours=1)
    length = next((each for each in _STEPS if hours / each <= MOST_COLUMNS), _STEPS[-1])
    steps, labels = [], []
    at, day = start, None
    while at < end:
        then = min(at + timedelta(hours=length), end)
        local = to_local(at)
        clock = f"{local:%H}" if local.minute == 0 else f"{local:%H:%M}"
        labels.append(clock if local.date() == day else f"{local:%a} {clock}")
        steps.append((at, then))
        at, day = then, local.date()
    return steps, tuple(labels)
