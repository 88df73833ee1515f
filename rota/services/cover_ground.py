"""What cover is judged on: one window's picture, the people asked about, and the rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from rota.domain.codes import Level, StaffGroup, WindowType
from rota.domain.cover import CoverPerson
from rota.domain.duties import Service
from rota.domain.law import LawBook
from rota.domain.losses import WindowFacts
from rota.domain.people import StaffMember
from rota.domain.requirements import Post
from rota.domain.rules import Rulebook
from rota.domain.working_time import Worker
from rota.services.calendar import home_nation
from rota.services.cover_orders import CoverOrder
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.disputes import law_of
from rota.services.ports import Work


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in the strikes of a time: ``out`` counts as not coming."""

    out: bool
    declared_working: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What is read for judging: the window's picture, people, and the rules that hold."""

    picture: CoverPicture
    staff: Mapping[str, StaffMember]
    rules: Rulebook
    law: LawBook
    nation: str

    def service(self, service_id: int) -> Service:
        """Return a service."""
        return self.picture.services[service_id]

    def standing(self, order: CoverOrder) -> Standing:
        """Say whether somebody is called out in an order's time, and what they declared."""
        group, site = self.staff[order.staff_id].staff_group, self.service(order.service_id).site
        strikes = [
            each
            for each in self.picture.reading.facts.values()
            if _calls_out(each, group, site, order)
        ]
        out = any(order.staff_id not in each.working for each in strikes)
        return Standing(out, bool(strikes) and not out)


def read_ground(
    work: Work,
    window_id: int,
    staff: Mapping[str, StaffMember],
    rules: Rulebook,
    ignoring: Collection[int] = (),
) -> Ground:
    """Read a window and its rules, without some cover that is about to change."""
    reading = read_cover(work, window_id)
    counting = [each for each in reading.assignments if each.assignment_id not in ignoring]
    people = {**reading.people, **{each: cover_person(person) for each, person in staff.items()}}
    reading = replace(reading, assignments=counting, people=people)
    nation = home_nation(work.settings.all())
    return Ground(
        CoverPicture(reading, rules.ladder), staff, rules, law_of(work, rules.law), nation
    )


def cover_person(person: StaffMember) -> CoverPerson:
    """Return what the matching needs to know of somebody."""
    return CoverPerson(person.staff_id, person.staff_group, person.grade, person.competencies)


def posts_of(picture: CoverPicture, service_id: int) -> list[Post]:
    """Return the posts that a service wants at its level in a window, hardest first."""
    level = picture.levels.get(service_id, Level.NORMAL)
    needs = picture.reading.needs.get(service_id, ())
    rank = picture.ladder.rank
    return sorted(
        {need.post for need in needs if need.level is level},
        key=lambda post: (-(rank(post.grade_min) or 0), -len(post.competencies), post.label),
    )


def worker(person: StaffMember) -> Worker:
    """Return what the working-time rules need to know of somebody."""
    return Worker(
        person.staff_id,
        person.staff_group,
        person.grade,
        person.contract,
        person.weekly_hours,
        person.opt_out_48h,
    )


def _calls_out(facts: WindowFacts, group: StaffGroup, site: str, order: CoverOrder) -> bool:
    terms = facts.window.terms
    return (
        facts.window.removes_duties
        and terms.type is not WindowType.ACTION_SHORT_OF_STRIKE
        and group in terms.groups
        and terms.reaches(site, order.start, order.end)
    )
