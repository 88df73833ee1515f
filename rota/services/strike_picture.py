"""The picture of one window: what it removes, who is left where, what is missing, who is at risk.

Everything here is worked out anew from what is stored; nothing computed is kept as truth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from rota.domain.appointments import AppointmentSlice, Risk, RiskRules, highest_rank_present
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
from rota.domain.stretches import Stretch
from rota.domain.windows import StrikeWindow
from rota.services.ports import Work


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One appointment at risk and every reason that holds."""

    visit: AppointmentSlice
    reasons: tuple[Risk, ...]


def find_window(work: Work, window_id: int) -> StrikeWindow:
    """Return a window by its id. Refuses one that is not there."""
    for window in work.windows.all():
        if window.window_id == window_id:
            return window
    raise Refused("unknown_window", f"There is no strike window {window_id}.")


class StrikePicture:
    """One window seen through one reading of the database."""

    def __init__(self, work: Work, window_id: int, ladder: GradeLadder) -> None:
        self.work = work
        self._ladder = ladder
        self.window = find_window(work, window_id)
        self.services: dict[int, Service] = {
            each.service_id: each for each in work.duties.services()
        }

    @cached_property
    def _absences(self) -> Absences:
        """Absences from the first start of a duty: who is away then does not strike."""
        return self._absences_of(self._duties, *self._loaded_span)

    def _absences_of(self, duties: Sequence[HeldDuty], start: datetime, end: datetime) -> Absences:
        first = min((duty.start for duty in duties), default=start)
        return self.work.people.absent(min(first, start), end)

    @cached_property
    def _slices(self) -> list[AppointmentSlice]:
        terms = self.window.terms
        return self.work.appointments.slices(terms.start, terms.end)

    @cached_property
    def _loaded_span(self) -> Stretch:
        """From the first instant that matters to the last end of a duty that touches the window."""
        terms = self.window.terms
        last = self.work.duties.last_end(terms.start, terms.end)
        ends = [end for end in (terms.end, last) if end is not None]
        return terms.start, max(ends, default=terms.start)

    @cached_property
    def _duties(self) -> list[HeldDuty]:
        return self.work.duties.held(*self._loaded_span)

    @cached_property
    def _facts(self) -> dict[int, WindowFacts]:
        """What is recorded for this window and for each other one that may remove duties."""
        windows = [each for each in self.work.windows.all() if each.removes_duties]
        if all(each.window_id != self.window.window_id for each in windows):
            windows.append(self.window)
        ids = [each.window_id for each in windows]
        marks, working = self.work.windows.marks(ids), self.work.windows.working(ids)
        return {
            each.window_id: WindowFacts(
                each, marks.get(each.window_id, {}), working.get(each.window_id, set())
            )
            for each in windows
        }

    @property
    def duties(self) -> list[HeldDuty]:
        """Every duty that touches the window or its overhang."""
        return self._duties

    @property
    def assignments(self) -> list[Assignment]:
        """Every accepted cover that touches the window or its overhang."""
        return self._assignments

    @property
    def absences(self) -> Absences:
        """Who is away when, over the window and its overhang."""
        return self._absences

    @property
    def facts(self) -> WindowFacts:
        """What managers recorded for this window."""
        return self._facts[self.window.window_id]

    @cached_property
    def lost(self) -> list[LostDuty]:
        """The duties that this window removes."""
        return lost_duties(self._duties, self.facts, self._absences)

    @cached_property
    def span(self) -> Stretch:
        """From the window's start to the end of its overhang."""
        return self.window.terms.start, horizon(self.window, self.lost)

    @cached_property
    def levels(self) -> dict[int, Level]:
        """The level of every service at an affected site."""
        chosen = self.work.windows.levels(self.window.window_id)
        default = self.window.default_level
        return {
            each.service_id: chosen.get(each.service_id, default)
            for each in self.services.values()
            if self.window.terms.affects_site(each.site)
        }

    def _lost_anywhere(
        self, duties: Sequence[HeldDuty], absences: Absences
    ) -> dict[str, list[Stretch]]:
        """What any window removes: a doctor out on another union's strike is not here either."""
        found: dict[str, list[Stretch]] = defaultdict(list)
        for facts in self._facts.values():
            for duty in duties:
                stretch = lost_stretch(duty, facts, absences)
                if stretch is not None:
                    found[duty.duty_id].append(stretch)
        return found

    @cached_property
    def _assignments(self) -> list[Assignment]:
        return self.work.duties.assignments(*self._loaded_span)

    @cached_property
    def lost_anywhere(self) -> dict[str, list[Stretch]]:
        """The minutes of each duty that this or any other window removes."""
        return self._lost_anywhere(self._duties, self._absences)

    @cached_property
    def present(self) -> dict[int, list[Presence]]:
        """Who is at each service, when, with what is lost and absent cut out."""
        return presences(self._duties, self.lost_anywhere, self._assignments, self._absences)

    @cached_property
    def people(self) -> dict[str, CoverPerson]:
        """Everyone who is anywhere in the picture."""
        ids = {stay.staff_id for stays in self.present.values() for stay in stays}
        return self.work.people.cover_people(ids)

    @cached_property
    def cover(self) -> list[ServiceCover]:
        """Requirement against cover of every service at an affected site."""
        needs = self.work.duties.by_service()
        return [
            service_cover(
                service_id,
                level,
                needs.get(service_id, ()),
                self.present.get(service_id, ()),
                self.people,
                self._ladder,
                self.span,
            )
            for service_id, level in self.levels.items()
        ]

    @cached_property
    def at_risk(self) -> list[AtRisk]:
        """The appointments at risk in order of start, each with every reason that holds."""
        if not self.window.puts_appointments_at_risk or not self._slices:
            return []
        rules = self._risk_rules()
        found = ((visit, rules.reasons(visit)) for visit in self._slices)
        return [AtRisk(visit, reasons) for visit, reasons in found if reasons]

    def _risk_rules(self) -> RiskRules:
        """Gather what risk needs; appointments may begin before the window does."""
        start = min(visit.start for visit in self._slices)
        end = max(visit.end for visit in self._slices)
        duties = self.work.duties.held(start, end)
        absences = self._absences_of(duties, start, end)
        lost = self._lost_anywhere(duties, absences)
        assignments = self.work.duties.assignments(start, end)
        present = presences(duties, lost, assignments, absences)
        needed = {visit.service_id for visit in self._slices if visit.needs}
        there = {each: present.get(each, []) for each in needed}
        ids = {stay.staff_id for stays in there.values() for stay in stays}
        people = self.work.people.cover_people(ids)
        return RiskRules(
            self.facts,
            self.work.people.groups(),
            self.levels,
            duties,
            assignments,
            {
                each: highest_rank_present(stays, people, self._ladder)
                for each, stays in there.items()
            },
            self._ladder,
        )


def missing_by_name(
    cover: Sequence[ServiceCover], services: Mapping[int, Service]
) -> dict[str, int]:
    """Return missing person-minutes by service name, for services with a requirement."""
    found: dict[str, int] = {}
    for each in cover:
        if each.specified:
            name = services[each.service_id].name
            found[name] = found.get(name, 0) + each.missing_minutes
    return dict(sorted(found.items()))
