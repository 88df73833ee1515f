"""The cover of one window, worked out from one reading of the database and nothing else.

The reading is plain values, so that a change can be tried on it without saving anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from rota.domain.codes import Level
from rota.domain.cover import CoverPerson, Presence, ServiceCover, presences, service_cover
from rota.domain.duties import Assignment, Service
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.losses import (
    Absences,
    HeldDuty,
    LostDuty,
    WindowFacts,
    horizon,
    lost_duties,
    lost_stretch,
)
from rota.domain.requirements import CoverRequirement
from rota.domain.stretches import Stretch
from rota.domain.windows import StrikeWindow
from rota.services.ports import Work


@dataclass(frozen=True, slots=True)
class CoverReading:
    """What is recorded that bears on the cover of one window.

    ``facts`` holds this window and every other one that may remove duties; ``assignments`` only
    the cover that counts. ``loaded`` is the stretch that duties and cover were read for.
    """

    window: StrikeWindow
    facts: Mapping[int, WindowFacts]
    services: Mapping[int, Service]
    chosen_levels: Mapping[int, Level]
    needs: Mapping[int, Sequence[CoverRequirement]]
    loaded: Stretch
    duties: Sequence[HeldDuty]
    absences: Absences
    assignments: Sequence[Assignment]
    people: Mapping[str, CoverPerson]


def find_window(work: Work, window_id: int) -> StrikeWindow:
    """Return a window by its id. Refuses one that is not there."""
    for window in work.windows.all():
        if window.window_id == window_id:
            return window
    raise Refused("unknown_window", f"There is no strike window {window_id}.")


def read_cover(work: Work, window_id: int) -> CoverReading:
    """Read all that bears on the cover of one window. Refuses a window that is not there."""
    window = find_window(work, window_id)
    start = window.terms.start
    last = work.duties.last_end(start, window.terms.end)
    loaded = start, max([end for end in (window.terms.end, last) if end], default=start)
    duties = work.duties.held(*loaded)
    assignments = work.cover.counting(*loaded)
    held = {duty.staff_id for duty in duties if duty.staff_id}
    return CoverReading(
        window,
        _facts(work, window),
        {each.service_id: each for each in work.duties.services()},
        work.windows.levels(window_id),
        work.requirements.by_service(),
        loaded,
        duties,
        absences_of(work, duties, *loaded),
        assignments,
        work.people.cover_people(held | {each.staff_id for each in assignments}),
    )


def absences_of(work: Work, duties: Sequence[HeldDuty], start: datetime, end: datetime) -> Absences:
    """Return absences from the first start of a duty on: who is away then does not strike."""
    first = min((duty.start for duty in duties), default=start)
    return work.people.absent(min(first, start), end)


def _facts(work: Work, window: StrikeWindow) -> dict[int, WindowFacts]:
    windows = [each for each in work.windows.all() if each.removes_duties]
    if all(each.window_id != window.window_id for each in windows):
        windows.append(window)
    ids = [each.window_id for each in windows]
    marks, working = work.windows.marks(ids), work.windows.working(ids)
    return {
        each.window_id: WindowFacts(
            each, marks.get(each.window_id, {}), working.get(each.window_id, set())
        )
        for each in windows
    }


class CoverPicture:
    """What a window removes, who is left where and what is missing. Pure: it only computes."""

    def __init__(self, reading: CoverReading, ladder: GradeLadder) -> None:
        self.reading = reading
        self.ladder = ladder

    @property
    def window(self) -> StrikeWindow:
        """Return the window."""
        return self.reading.window

    @property
    def services(self) -> Mapping[int, Service]:
        """Return every service by its id."""
        return self.reading.services

    @property
    def facts(self) -> WindowFacts:
        """What managers recorded for this window."""
        return self.reading.facts[self.window.window_id]

    @cached_property
    def lost(self) -> list[LostDuty]:
        """The duties that this window removes."""
        return lost_duties(self.reading.duties, self.facts, self.reading.absences)

    @cached_property
    def span(self) -> Stretch:
        """From the window's start to the end of its overhang."""
        return self.window.terms.start, horizon(self.window, self.lost)

    @cached_property
    def levels(self) -> dict[int, Level]:
        """The level of every service at an affected site."""
        chosen, default = self.reading.chosen_levels, self.window.default_level
        return {
            each.service_id: chosen.get(each.service_id, default)
            for each in self.services.values()
            if self.window.terms.affects_site(each.site)
        }

    def lost_of(self, duties: Sequence[HeldDuty], absences: Absences) -> dict[str, list[Stretch]]:
        """What any window removes: a doctor out on another union's strike is not here either."""
        found: dict[str, list[Stretch]] = defaultdict(list)
        for facts in self.reading.facts.values():
            for duty in duties:
                stretch = lost_stretch(duty, facts, absences)
                if stretch is not None:
                    found[duty.duty_id].append(stretch)
        return found

    @cached_property
    def lost_anywhere(self) -> dict[str, list[Stretch]]:
        """The minutes of each duty that this or any other window removes."""
        return self.lost_of(self.reading.duties, self.reading.absences)

    @cached_property
    def present(self) -> dict[int, list[Presence]]:
        """Who is at each service, when, with what is lost and absent cut out."""
        read = self.reading
        return presences(read.duties, self.lost_anywhere, read.assignments, read.absences)

    @cached_property
    def by_service(self) -> dict[int, ServiceCover]:
        """Requirement against cover of every service at an affected site."""
        return {each: self._cover_of(each, self.present) for each in self.levels}

    @property
    def cover(self) -> list[ServiceCover]:
        """Requirement against cover, service by service."""
        return list(self.by_service.values())

    def _cover_of(self, service_id: int, present: Mapping[int, Sequence[Presence]]) -> ServiceCover:
        return service_cover(
            service_id,
            self.levels[service_id],
            self.reading.needs.get(service_id, ()),
            present.get(service_id, ()),
            self.reading.people,
            self.ladder,
            self.span,
        )

    def with_cover(
        self, assignments: Sequence[Assignment], people: Mapping[str, CoverPerson]
    ) -> CoverPicture:
        """Return the picture with other cover, computing again only the services it touches.

        ``people`` are those who now cover; they may be new to the picture.
        """
        counting = [each for each in assignments if each.counts]
        reading = replace(
            self.reading, assignments=counting, people={**self.reading.people, **people}
        )
        changed = CoverPicture(reading, self.ladder)
        changed.lost, changed.lost_anywhere = self.lost, self.lost_anywhere
        changed.span, changed.levels = self.span, self.levels
        touched = self.touched_by(set(self.reading.assignments) ^ set(counting))
        present = presences(
            [duty for duty in reading.duties if duty.service_id in touched],
            self.lost_anywhere,
            counting,
            reading.absences,
        )
        again = {each: changed._cover_of(each, present) for each in touched & self.levels.keys()}
        changed.by_service = {**self.by_service, **again}
        return changed

    def with_absent(self, away: Mapping[str, Sequence[Stretch]]) -> CoverPicture:
        """Return the picture as it would be were these people away as well."""
        absences = {who: list(held) for who, held in self.reading.absences.items()}
        for who, more in away.items():
            absences[who] = [*absences.get(who, ()), *more]
        changed = CoverPicture(replace(self.reading, absences=absences), self.ladder)
        changed.span = self.span
        return changed

    def with_facts(self, facts: Mapping[int, WindowFacts]) -> CoverPicture:
        """Return the picture as it would be with other facts of windows, by their ids."""
        reading = replace(self.reading, facts={**self.reading.facts, **facts})
        changed = CoverPicture(reading, self.ladder)
        changed.span = self.span[0], max(self.span[1], horizon(self.window, changed.lost))
        return changed

    def touched_by(self, assignments: Collection[Assignment]) -> set[int]:
        """Return the services that some cover bears on, those it takes people from included."""
        found = {each.service_id for each in assignments}
        leaving = {each.staff_id for each in assignments if each.leaves_duties}
        found.update(duty.service_id for duty in self.reading.duties if duty.staff_id in leaving)
        return found
