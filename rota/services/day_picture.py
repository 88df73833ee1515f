"""A window on the day itself: its plan, and the same put right by what was ticked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from rota.domain.codes import Level
from rota.domain.cover import CoverPerson, Presence, ServiceCover, service_cover
from rota.domain.day import DayTick
from rota.domain.day_gaps import MOMENT, SOON
from rota.domain.day_presence import HeldTick, Said, Stay, counted, held_ticks, said_at
from rota.domain.grades import GradeLadder
from rota.domain.stretches import Stretch, without
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.ports import Work


def read_day_picture(
    work: Work, window_id: int, ladder: GradeLadder, also: Iterable[str] = ()
) -> DayPicture:
    """Read a window, its ticks, and whoever else is about to be ticked."""
    plan = CoverPicture(read_cover(work, window_id), ladder)
    ticks = work.day.ticks(window_id)
    known = plan.reading.people
    strangers = {*also, *(each.staff_id for each in ticks)} - known.keys()
    return DayPicture(plan, ticks, {**known, **work.people.cover_people(strangers)})


class DayPicture:
    """One window through one reading of the database. It only computes."""

    def __init__(
        self, plan: CoverPicture, ticks: Sequence[DayTick], people: Mapping[str, CoverPerson]
    ) -> None:
        self.plan = plan
        self.people = people
        self._all_ticks = ticks
        self._counted: dict[Stretch, dict[int, list[Presence]]] = {}

    def with_ticks(self, more: Sequence[DayTick]) -> DayPicture:
        """Return the picture with more ticks."""
        changed = DayPicture(self.plan, [*self._all_ticks, *more], self.people)
        changed.stays = self.stays
        return changed

    @property
    def span(self) -> Stretch:
        """From the window's start to the end of its overhang."""
        return self.plan.span

    @property
    def levels(self) -> Mapping[int, Level]:
        """The level of every service at an affected site."""
        return self.plan.levels

    @cached_property
    def ticks(self) -> dict[str, list[DayTick]]:
        """Everybody's ticks."""
        found: dict[str, list[DayTick]] = defaultdict(list)
        for each in self._all_ticks:
            found[each.staff_id].append(each)
        return found

    @cached_property
    def stays(self) -> dict[str, list[Stay]]:
        """What everybody has at the services reached: by plan, and what strikes took."""
        found: dict[str, list[Stay]] = defaultdict(list)
        for place in self.levels:
            for there in self.plan.present.get(place, ()):
                found[there.staff_id].append(Stay(place, there, is_planned=True))
        reading, lost_of = self.plan.reading, self.plan.lost_anywhere
        elsewhere: dict[str, list[Stretch]] = defaultdict(list)
        for given in reading.assignments:
            if given.leaves_duties:
                elsewhere[given.staff_id].append((given.start, given.end))
        for duty in reading.duties:
            if duty.staff_id is None or duty.service_id not in self.levels:
                continue
            holes = [*reading.absences.get(duty.staff_id, ()), *elsewhere.get(duty.staff_id, ())]
            for lost in lost_of.get(duty.duty_id, ()):
                for start, end in without(lost, holes):
                    there = Presence(duty.staff_id, start, end, duty.kind)
                    found[duty.staff_id].append(Stay(duty.service_id, there, is_planned=False))
        return found

    @cached_property
    def held(self) -> dict[str, list[HeldTick]]:
        """Everybody's ticks, each with until when it holds."""
        return {who: held_ticks(self.stays.get(who, ()), made) for who, made in self.ticks.items()}

    def said(self, staff_id: str, at: datetime) -> list[Said]:
        """Return what holds of one person at an instant, service by service."""
        return said_at(self.stays.get(staff_id, ()), self.held.get(staff_id, ()), at)

    def services_of(self, staff_ids: Collection[str]) -> set[int]:
        """Return the services that some people bear on, by plan or by a tick."""
        stays = {stay.service_id for who in staff_ids for stay in self.stays.get(who, ())}
        ticks = {each.service_id for who in staff_ids for each in self.ticks.get(who, ())}
        return (stays | ticks) & self.levels.keys()

    def planned_at(self, service_id: int, at: datetime) -> ServiceCover:
        """Return requirement against plan at a service at one instant."""
        return self._cover(service_id, self.plan.present.get(service_id, ()), (at, at + MOMENT))

    def known_from(self, service_id: int, at: datetime) -> ServiceCover:
        """Return requirement against plan and ticks at a service in the hour from an instant."""
        return self.known(service_id, (at, max(at + MOMENT, min(at + SOON, self.span[1]))))

    def known(self, service_id: int, span: Stretch) -> ServiceCover:
        """Return requirement against plan and ticks at a service during a stretch."""
        planned = self.plan.present.get(service_id, ())
        there = [each for each in planned if each.staff_id not in self.ticks]
        return self._cover(service_id, [*there, *self._of_ticked(span).get(service_id, ())], span)

    def _of_ticked(self, span: Stretch) -> dict[int, list[Presence]]:
        """Where those count of whom something was ticked."""
        if span not in self._counted:
            found: dict[int, list[Presence]] = defaultdict(list)
            for who, held in self.held.items():
                for place, there in counted(self.stays.get(who, ()), held, who, span):
                    found[place].append(there)
            self._counted[span] = found
        return self._counted[span]

    def _cover(self, service_id: int, there: Sequence[Presence], span: Stretch) -> ServiceCover:
        needs = self.plan.reading.needs.get(service_id, ())
        level = self.levels[service_id]
        return service_cover(service_id, level, needs, there, self.people, self.plan.ladder, span)
