"""The checks of one person for one cover, on what was read once for all who are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from rota.domain.candidates import CONSENT, best_post, cover_kind, misfit, steps_down
from rota.domain.codes import MEDICAL, StaffGroup, StaffSource, words
from rota.domain.cover import CoverPerson
from rota.domain.duties import Assignment
from rota.domain.findings import Finding, Severity
from rota.domain.law import agency_finding
from rota.domain.people import StaffMember
from rota.domain.requirements import PRESENT_KINDS, Post
from rota.domain.stretches import Stretch, without
from rota.domain.times import short_words, to_local
from rota.domain.working_time import Turn, judge
from rota.services.cover_ground import Ground, Standing, cover_person, posts_of, worker
from rota.services.cover_leaving import Leaving, clocks
from rota.services.cover_orders import Assessment, CoverOrder
from rota.services.cover_picture import CoverReading
from rota.services.ports import Work
from rota.services.rosters import OwnStretch, Rosters, read_rosters

VERSION = "one-place-1"
SOURCE = "One person can be in one place"
THIS_COVER = "this cover"
"""The mark of the cover that is judged, among a person's turns."""

AROUND = timedelta(weeks=4), timedelta(weeks=2)
"""How far before and after a cover turns are read: what rest and runs of shifts can reach."""

HALF_YEAR = timedelta(weeks=26), timedelta(weeks=26)
"""How far turns are read where averages are wanted too."""

_BY_AGREEMENT = frozenset({StaffGroup.CONSULTANT, StaffGroup.SAS_DOCTOR})
_FIRST_YEAR = "FY1"


class Checks:
    """Judges people for cover. Pure: everything was read before."""

    def __init__(self, ground: Ground, rosters: Rosters) -> None:
        self.ground = ground
        self.rosters = rosters
        self.leaving = Leaving(ground.picture, self._reading.people)
        self._known: dict[str, Sequence[OwnStretch]] = {}

    @property
    def _reading(self) -> CoverReading:
        return self.ground.picture.reading

    def posts(self, service_id: int) -> list[Post]:
        """Return the posts that a service wants at its level in this window."""
        return posts_of(self.ground.picture, service_id)

    def assess(self, order: CoverOrder, post: Post | None = None) -> Assessment:
        """Judge an order. Without ``post`` the person fills the highest post that is short."""
        person = self.ground.staff[order.staff_id]
        posts = [post] if post else self.posts(order.service_id)
        fitting = self._filled(order, person, posts)
        steps = steps_down(cover_person(person), fitting, self.ground.rules.ladder)
        own = self.own_then(order)
        standing = self.ground.standing(order)
        findings = (
            *self._outside(order),
            *self._elsewhere(order),
            *self._on_duty(order, own),
            *_called_out(standing),
            *self._fits_nothing(order, posts, fitting),
            *self.working_time(order),
            *self.agency(order),
            *_consent(order, person, steps),
            *self.alone(order, person),
        )
        left = {each.duty.service_id for each in own} if order.leaves_duties else set()
        kind = cover_kind(person.source, standing.declared_working, steps)
        held = tuple(e for e in self._covers_then(order) if e.service_id == order.service_id)
        return Assessment(order, kind, findings, self.leaving.by(order, left), held=held)

    def _filled(self, order: CoverOrder, person: StaffMember, posts: Sequence[Post]) -> Post | None:
        ladder, who = self.ground.rules.ladder, cover_person(person)
        if len(posts) > 1:
            short = self.leaving.missing_now(order.service_id, order.start, order.end)
            found = best_post(who, [each for each in posts if each.label in short], ladder)
            if found is not None:
                return found
        return best_post(who, posts, ladder)

    def own_then(self, order: CoverOrder) -> list[OwnStretch]:
        """Return the person's own duties during the cover."""
        return [
            each
            for each in self.own(order.staff_id)
            if each.start < order.end and each.end > order.start
        ]

    def own(self, staff_id: str) -> Sequence[OwnStretch]:
        """Return what a person works of their own duties, in all the time that was read."""
        if staff_id not in self._known:
            self._known[staff_id] = self.rosters.own(staff_id)
        return self._known[staff_id]

    def turns_with(self, order: CoverOrder) -> list[Turn]:
        """Return what the person works with this cover."""
        leaving = [(order.start, order.end)] if order.leaves_duties else []
        turns = self.rosters.turns(order.staff_id, self.own(order.staff_id), leaving)
        place = self.ground.service(order.service_id).name
        return [*turns, Turn(THIS_COVER, order.start, order.end, None, place)]

    def _outside(self, order: CoverOrder) -> Iterator[Finding]:
        window, (start, end) = self.ground.picture.window, self.ground.picture.span
        if not window.removes_duties:
            text = f"This strike is {words(window.state)}: it asks nobody to cover."
            yield Finding("strike_off", VERSION, text, source="the strike's own state")
        if order.end <= start or order.start >= end:
            text = "This cover lies outside the strike and its overhang: no gap closes."
            yield Finding("outside_window", VERSION, text, source="the strike's own times")

    def _elsewhere(self, order: CoverOrder) -> Iterator[Finding]:
        for other in self._covers_then(order):
            yield _already(other, self.ground.service(other.service_id).name)
        away = self.rosters.absences.get(order.staff_id, ())
        if any(start < order.end and end > order.start for start, end in away):
            text = "This person is recorded as absent for some of that time."
            yield Finding("absent", VERSION, text, severity="stop", source=SOURCE)

    def _covers_then(self, order: CoverOrder) -> Iterator[Assignment]:
        for other in self.rosters.cover.get(order.staff_id, ()):
            if other.start < order.end and other.end > order.start:
                yield other

    def _on_duty(self, order: CoverOrder, own: Sequence[OwnStretch]) -> Iterator[Finding]:
        for each in own:
            duty, when = each.duty, clocks(each.start, each.end)
            here = duty.service_id == order.service_id
            rule = "on_duty_here" if here else "on_duty_elsewhere"
            where = "this service" if here else self.ground.service(duty.service_id).name
            text = f"This person has a duty at {where} in that time ({when})."
            if order.leaves_duties:
                text = f"This person leaves their duty at {where} ({when}) for that time."
            severity: Severity = "note" if order.leaves_duties else "warn"
            yield Finding(
                rule, VERSION, text, severity=severity, source=SOURCE, duties=(duty.duty_id,)
            )

    def _fits_nothing(
        self, order: CoverOrder, posts: Sequence[Post], fitting: Post | None
    ) -> Iterator[Finding]:
        if posts and fitting is None:
            person, ladder = self._reading.people[order.staff_id], self.ground.rules.ladder
            whys = [misfit(person, post, ladder) for post in posts]
            least = "; ".join(each.text for each in min(whys, key=len))
            text = f"This person meets none of the service's requirements ({least}): no gap closes."
            yield Finding("fits_nothing", VERSION, text, source="cover requirements")

    def working_time(self, order: CoverOrder) -> Sequence[Finding]:
        """Return what the working-time rules find in what the person works with this cover."""
        person = self.ground.staff[order.staff_id]
        book, nation = self.ground.rules.working_time, self.ground.nation
        return judge(worker(person), self.turns_with(order), book, nation, {THIS_COVER})

    def agency(self, order: CoverOrder) -> Iterator[Finding]:
        """Yield what the law of the day says of somebody from an agency."""
        if self.ground.staff[order.staff_id].source is StaffSource.AGENCY:
            found = agency_finding(to_local(order.start).date(), self.ground.law)
            if found is not None:
                yield found

    def alone(self, order: CoverOrder, person: StaffMember) -> Iterator[Finding]:
        """An FY1 is provisionally registered and works under close supervision."""
        if person.grade != _FIRST_YEAR:
            return
        there = self.ground.picture.present.get(order.service_id, [])
        people = self._reading.people
        others = [
            (stay.start, stay.end)
            for stay in there
            if stay.kind in (None, *PRESENT_KINDS)
            and stay.staff_id in people
            and _supervises(people[stay.staff_id])
        ]
        for part in without((order.start, order.end), others)[:1]:
            text = f"An FY1 would be the only doctor there for some of the time ({clocks(*part)})."
            source = "FY1: provisional registration, close supervision"
            yield Finding("fy1_alone", VERSION, text, source=source)


def read_checks(
    work: Work,
    ground: Ground,
    staff_ids: Collection[str],
    span: Stretch,
    ignoring: Collection[int] = (),
    reach: tuple[timedelta, timedelta] = HALF_YEAR,
) -> Checks:
    """Read what some people work around a stretch, and return the checks of them."""
    around = span[0] - reach[0], span[1] + reach[1]
    picture = ground.picture
    facts = picture.reading.facts.values()
    return Checks(ground, read_rosters(work, staff_ids, around, facts, picture.services, ignoring))


def _called_out(standing: Standing) -> Iterator[Finding]:
    if standing.out:
        text = "This person's group is called out, and they have not said that they will work."
        yield Finding("called_out", VERSION, text, source="declarations")


def _supervises(person: CoverPerson) -> bool:
    return person.staff_group in MEDICAL and person.grade != _FIRST_YEAR


def _already(other: Assignment, place: str) -> Finding:
    when = f"{short_words(other.start)} to {short_words(other.end)}"
    text = f"This person already covers then: {place}, {when}."
    return Finding("covers_elsewhere", VERSION, text, severity="stop", source=SOURCE)


def _consent(order: CoverOrder, person: StaffMember, steps: int) -> Iterator[Finding]:
    """Consultants and SAS doctors act down by agreement; it is outside their job plan."""
    if steps and person.staff_group in _BY_AGREEMENT and not order.consent.strip():
        text = f"Acting down is by agreement; no consent is recorded ({words(person.grade)})."
        source = "BMA guidance for consultants and SAS doctors: cover for residents is by agreement"
        yield Finding(CONSENT, "acting-down-1", text, source=source)
