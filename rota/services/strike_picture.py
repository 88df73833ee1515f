"""The picture of one window: what it removes, who is left where, what is missing, who is at risk.

Everything here is worked out anew from what is stored; nothing computed is kept as truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rota.domain.appointments import AppointmentSlice, Risk, RiskRules, highest_rank_present
from rota.domain.cover import ServiceCover, presences
from rota.domain.duties import Service
from rota.domain.grades import GradeLadder
from rota.services.cover_picture import CoverPicture, absences_of, find_window, read_cover
from rota.services.ports import Work

__all__ = ["AtRisk", "StrikePicture", "find_window", "missing_by_name"]


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
    def _slices(self) -> list[AppointmentSlice]:
        terms = self.window.terms
        return self.work.appointments.slices(terms.start, terms.end)

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
        absences = absences_of(self.work, duties, start, end)
        lost = self.lost_of(duties, absences)
        assignments = self.work.cover.counting(start, end)
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
                each: highest_rank_present(stays, people, self.ladder)
                for each, stays in there.items()
            },
            self.ladder,
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
