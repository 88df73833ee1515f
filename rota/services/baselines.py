"""Requirements copied from a past day's roster, with the difference shown before they are saved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rota.domain.baseline import (
    RosterDay,
    baseline,
    belongs,
    christmas_day,
    last_sunday,
    stretches_of,
)
from rota.domain.changes import Changes
from rota.domain.codes import Level
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.posting import PostingClock
from rota.domain.times import day_words, end_of_day, start_of_day, to_local
from rota.services.calendar import bank_holidays, site_nations
from rota.services.ports import Storage, Work
from rota.services.requirements import (
    Difference,
    Place,
    Rows,
    check_rows,
    chosen_services,
    differences,
    put_rows,
    service_names,
)

MOST_STRETCHES = 4
YEARS_BACK = 1
SAID_OF_ROSTERS = "The database has rosters of "


@dataclass(frozen=True, slots=True)
class BaselinePreview:
    """What copying a day would do, service by service. ``without`` had nobody rostered then."""

    day: date
    level: Level
    changes: tuple[Difference, ...]
    without: tuple[Service, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A past day under the name people know it by; ``has_roster`` says that duties are here."""

    name: str
    day: date
    has_roster: bool


@dataclass(frozen=True, slots=True)
class BaselineDays:
    """The days one may copy from: those people name, and every day with a roster."""

    named: tuple[NamedDay, ...]
    rosters: tuple[tuple[date, date], ...]

    @property
    def said(self) -> str:
        """Return the days with a roster in a sentence."""
        return _rosters_words(self.rosters)


def preview_baseline(
    storage: Storage,
    service_ids: Collection[int],
    day: date,
    level: Level,
    ladder: GradeLadder,
) -> BaselinePreview:
    """Return what a day's roster amounts to and what it would change; nothing is saved."""
    with storage.read() as work:
        return _preview(work, service_ids, day, level, ladder)


def copy_baseline(
    storage: Storage,
    service_ids: Collection[int],
    day: date,
    level: Level,
    ladder: GradeLadder,
    why: str = "",
) -> tuple[BaselinePreview, Changes]:
    """Put what a day's roster amounts to in the place of what services require at a level.

    Services where nobody was rostered that day are left as they are.
    """
    with storage.write("requirements copy", why or f"As on {day_words(day)}") as work:
        found = _preview(work, service_ids, day, level, ladder)
        put_rows(work, {(each.service.service_id, level): each.rows for each in found.changes})
        changed = [each.service for each in found.changes if each.is_change]
        if changed:
            work.say(f"Set the cover of {service_names(changed)} as on {day_words(day)}.")
    return found, work.changes


def baseline_days(storage: Storage, posting: PostingClock, before: datetime) -> BaselineDays:
    """Return the days people copy cover from, the last ones before an instant."""
    first_not = to_local(before).date()
    with storage.read() as work:
        rosters = _roster_days(work)
        sites = {each.site for each in work.duties.services()}
        nations = site_nations(work.settings.all(), sites)
    christmas = christmas_day(first_not)
    named = [("Last Sunday", last_sunday(first_not)), ("Christmas Day", christmas)]
    since = first_not - timedelta(days=366 * YEARS_BACK)
    holidays = list(bank_holidays(posting, nations, since, first_not))
    named += [(each.words, each.day) for each in reversed(holidays) if each.day != christmas]
    return BaselineDays(
        tuple(NamedDay(name, day, day in rosters) for name, day in named),
        tuple(stretches_of(rosters)),
    )


def _preview(
    work: Work, service_ids: Collection[int], day: date, level: Level, ladder: GradeLadder
) -> BaselinePreview:
    check_rows(level, ())
    services = chosen_services(work, service_ids)
    roster = read_roster(work, day)
    new: dict[Place, Rows] = {}
    without = []
    for each in services:
        rows = baseline(roster, each.service_id, level, ladder)
        if rows:
            new[each.service_id, level] = rows
        else:
            without.append(each)
    if not new:
        raise Refused("no_roster", _no_roster(work, services, roster))
    return BaselinePreview(
        day, level, differences(work, new), tuple(without), tuple(_notes(work, day, without))
    )


def read_roster(work: Work, day: date) -> RosterDay:
    """Return the duties of a day with their holders and who was away."""
    start, end = start_of_day(day), end_of_day(day)
    touching = work.duties.duties.existing(
        [each.duty_id for each in work.duties.held(start, end)]
    ).values()
    duties = [each for each in touching if belongs(each, day)]
    last = max((each.end for each in duties), default=end)
    people = work.people.cover_people({each.staff_id for each in duties if each.staff_id})
    return RosterDay(day, duties, people, work.people.absent(start, last))


def _notes(work: Work, day: date, without: Sequence[Service]) -> list[str]:
    notes = []
    if without:
        names = service_names(without)
        notes.append(f"Nobody counted at {names} that day: left as it is.")
    start, end = start_of_day(day), end_of_day(day)
    for window in work.windows.all():
        if window.removes_duties and window.terms.overlaps(start, end):
            notes.append(
                f"A strike touched that day ({window.title}): the roster says who was down to "
                "work, not who came."
            )
    return notes


def _no_roster(work: Work, services: Sequence[Service], roster: RosterDay) -> str:
    at, day = service_names(services), day_words(roster.day)
    if roster.duties:
        return (
            f"Nobody who counts was on duty at {at} on {day}. Counted are duties that somebody "
            "held who was not absent; at emergency only, clinics are not."
        )
    said = _rosters_words(stretches_of(_roster_days(work)))
    return f"The roster of {day} is not in the database. {said}"


def _roster_days(work: Work) -> set[date]:
    return {to_local(each.start).date() for each in work.duties.duties.all()}


def _rosters_words(stretches: Sequence[tuple[date, date]]) -> str:
    if not stretches:
        return "There is no roster in it yet: import the duties first."
    shown = [
        day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"
        for first, last in stretches[-MOST_STRETCHES:]
    ]
    earlier = " and of earlier days" if len(stretches) > MOST_STRETCHES else ""
    return f"{SAID_OF_ROSTERS}{'; '.join(shown)}{earlier}."
