"""The picture of one window: what it removes, who is left where, what is missing, who is at risk.

Everything here is worked out anew from what is stored; nothing computed is kept as truth.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rota.domain.appointments import AppointmentSlice, Risk, RiskRules, highest_rank_present
from rota.domain.codes import StaffGroup
from rota.domain.cover import CoverPerson, Presence, ServiceCover, presences
from rota.domain.duties import Assignment, Service
from rota.domain.grades import GradeLadder
from rota.domain.losses import HeldDuty
from rota.domain.stretches import StepFunction
from rota.services.cover_picture import CoverPicture, absences_of, find_window, read_cover
from rota.services.ports import Work

__all__ = ["AtRisk", "StrikePicture", "find_window", "missing_by_name"]


Ranks = Mapping[int, StepFunction[int]]
"""The highest medical rank at a service over time, by service."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One appointment at risk and every reason that holds."""

    visit: AppointmentSlice
    reasons: tuple[Risk, ...]


class StrikePicture(CoverPicture):
    """One window seen through one reading of the database, with its appointments."""

    def __init__(self, work: Work, window_id: int, ladder: GradeLadder) -> None:
        super().__init__(read_cover(work, window_id), ladder)
        self.work = work

    @cached_property
    def visits(self) -> list[AppointmentSlice]:
        """The appointments that overlap the window, in order of start."""
        terms = self.window.terms
        return self.work.appointments.slices(terms.start, terms.end)

    @cached_property
    def at_risk(self) -> list[AtRisk]:
        """The appointments at risk in order of start, each with every reason that holds."""
        if not self.window.puts_appointments_at_risk or not self.visits:
            return []
        rules = self.risk_ground.rules()
        found = ((visit, rules.reasons(visit)) for visit in self.visits)
        return [AtRisk(visit, reasons) for visit, reasons in found if reasons]

    @cached_property
    def risk_ground(self) -> RiskGround:
        """What the rules of risk stand on. Wants some visits."""
        return RiskGround(self)


class RiskGround:
    """What the rules of risk read for one window; appointments may begin before it does."""

    def __init__(self, picture: StrikePicture) -> None:
        self._picture, work = picture, picture.work
        start = min(visit.start for visit in picture.visits)
        end = max(visit.end for visit in picture.visits)
        self.duties = work.duties.held(start, end)
        self.absences = absences_of(work, self.duties, start, end)
        self.lost = picture.lost_of(self.duties, self.absences)
        self.assignments = work.cover.counting(start, end)
        self.asking = {visit.service_id for visit in picture.visits if visit.needs}

    @cached_property
    def _groups(self) -> dict[str, StaffGroup]:
        return self._picture.work.people.groups()

    @cached_property
    def _begun_before(self) -> list[HeldDuty]:
        start = self._picture.window.terms.start
        return [duty for duty in self.duties if duty.start < start]

    @cached_property
    def present(self) -> dict[int, list[Presence]]:
        """Who is at each service, when, with what is lost and absent cut out."""
        return presences(self.duties, self.lost, self.assignments, self.absences)

    @cached_property
    def people(self) -> dict[str, CoverPerson]:
        """Everybody who is at a service that some appointment asks a grade of."""
        there = (self.present.get(each, ()) for each in self.asking)
        ids = {stay.staff_id for stays in there for stay in stays}
        return self._picture.work.people.cover_people(ids)

    @cached_property
    def _ranks(self) -> Ranks:
        return self._ranks_of(self.asking, self.present, self.people)

    def rules(self) -> RiskRules:
        """Return the rules of risk as things are."""
        return self._rules(self.assignments, self._ranks)

    def rules_with(self, more: Sequence[Assignment], person: CoverPerson) -> RiskRules:
        """Return the rules of risk as they would be if a person covered more."""
        given, touched = [*self.assignments, *more], self.touched_by(more)
        duties = [duty for duty in self.duties if duty.service_id in touched]
        present = presences(duties, self.lost, given, self.absences)
        people = {**self.people, person.staff_id: person}
        return self._rules(given, {**self._ranks, **self._ranks_of(touched, present, people)})

    def touched_by(self, more: Sequence[Assignment]) -> set[int]:
        """Return the services that ask for a grade and that more cover bears on."""
        leaving = {each.staff_id for each in more if each.leaves_duties}
        left = {duty.service_id for duty in self.duties if duty.staff_id in leaving}
        return ({each.service_id for each in more} | left) & self.asking

    def _ranks_of(
        self,
        services: Collection[int],
        present: Mapping[int, Sequence[Presence]],
        people: Mapping[str, CoverPerson],
    ) -> Ranks:
        ladder = self._picture.ladder
        return {
            each: highest_rank_present(present.get(each, ()), people, ladder) for each in services
        }

    def _rules(self, assignments: Sequence[Assignment], ranks: Ranks) -> RiskRules:
        picture = self._picture
        return RiskRules(
            picture.facts,
            self._groups,
            picture.levels,
            self._begun_before,
            assignments,
            ranks,
            picture.ladder,
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
