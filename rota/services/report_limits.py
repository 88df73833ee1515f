"""What the figures of a report rest on: a strike that stands, an end, and a rota for its days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from rota.domain.codes import words
from rota.domain.reports import Fact
from rota.domain.times import short_words, start_of_day, to_local
from rota.services.cover_picture import CoverPicture
from rota.services.report_frame import Frame, day_label

ONE_DAY = timedelta(days=1)
NO_ROTA = "No rota for"
MOST_STRETCHES = 2
"""Stretches of days that are named; the others are counted."""


def what_it_rests_on(frame: Frame, picture: CoverPicture) -> Iterator[Fact]:
    """Yield what whoever reads the figures must know first."""
    window = frame.window
    if not window.removes_duties:
        said = (
            f"the strike is {words(window.state)}: any gaps are in the rota itself, "
            "at the levels chosen for it"
        )
        yield Fact("What this shows", said, "warn")
    elif window.terms.is_postal_only:
        said = "a postal strike calls nobody out: any gaps are in the rota itself"
        yield Fact("What this shows", said, "warn")
    if window.terms.end is None:
        start, until = picture.span
        said = "none given; counted to the end of the last duty that it takes"
        if until > start:
            said += f", {short_words(until)}"
        yield Fact("End of the strike", said, "warn")
    if days := days_without_rota(picture):
        yield Fact(NO_ROTA, _days_words(days), "warn", "Whoever is required then counts as missing")


def is_known(limits: Iterable[Fact]) -> bool:
    """Say whether there is a rota for every day, so that no gap means that all is well."""
    return all(each.label != NO_ROTA for each in limits)


def days_without_rota(picture: CoverPicture) -> list[date]:
    """Return the days of a strike on which nobody has a duty at the sites that it reaches."""
    start, end = picture.span
    first = to_local(start).date()
    last = max(first, to_local(end - timedelta(microseconds=1)).date())
    filled: set[date] = set()
    for each in picture.reading.duties:
        if each.service_id in picture.levels:
            at = max(first, to_local(each.start).date())
            while at <= last and start_of_day(at) < each.end:
                filled.add(at)
                at += ONE_DAY
    every = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return [day for day in every if day not in filled]


def _days_words(days: Sequence[date]) -> str:
    stretches: list[list[date]] = []
    for day in days:
        if stretches and day - stretches[-1][-1] == ONE_DAY:
            stretches[-1].append(day)
        else:
            stretches.append([day])
    said = [_stretch_words(each[0], each[-1]) for each in stretches[:MOST_STRETCHES]]
    if more := sum(map(len, stretches[MOST_STRETCHES:])):
        said.append(f"{more:,} more {'day' if more == 1 else 'days'}")
    return ", ".join(said)


def _stretch_words(first: date, last: date) -> str:
    if first == last:
        return day_label(first)
    is_one_month = (first.year, first.month) == (last.year, last.month)
    begins = f"{first:%a} {first.day}" if is_one_month else day_label(first)
    return f"{begins} to {day_label(last)}"
