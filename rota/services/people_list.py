"""The people of the hospital as a list to work through, and all that bears on one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.codes import Answer, DutyKind, StaffSource, words
from rota.domain.duties import Assignment, Duty, Service
from rota.domain.grades import GradeLadder
from rota.domain.losses import HeldDuty, WindowFacts, lost_duties
from rota.domain.people import Absence, StaffMember
from rota.domain.permissions import See, refuse_sight
from rota.domain.searching import plain_order
from rota.domain.stretches import Stretch
from rota.domain.times import elapsed_hours, start_of_day, to_local
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import CoverPicture, find_window, read_cover
from rota.services.declarations import Totals, count_answers
from rota.services.people import person_of
from rota.services.ports import Storage, Work

WEEK = timedelta(days=7)
AROUND = timedelta(days=7)
"""How far before and after a strike the duties of one person are shown."""
ABSENCES_FROM = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list; ``declared`` is None without a strike.

    ``found_by`` holds what a search looks through.
    """

    person: StaffMember
    called_out: bool
    declared: Answer | None
    away: bool
    lost: int
    covers: int
    found_by: str

    @property
    def staff_id(self) -> str:
        """Return the person's id."""
        return self.person.staff_id

    @property
    def is_temporary(self) -> bool:
        """Say whether they come from the bank or an agency."""
        return self.person.source is not StaffSource.SUBSTANTIVE

    @property
    def has_declared(self) -> bool:
        """Say whether they told the trust anything about this strike."""
        return self.declared not in (None, Answer.NOT_SAID)


@dataclass(frozen=True, slots=True)
class PeopleList:
    """Everybody in use by name, with what one strike means to each; ``totals`` None without."""

    window: StrikeWindow | None
    rows: tuple[PersonRow, ...]
    totals: Totals | None


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of a person near a strike; ``lost`` is the part the strike removes."""

    duty: Duty
    service: Service
    lost: Stretch | None
    away: bool


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One cover of a person near a strike."""

    cover: Assignment
    service: Service


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Hours of the week (Monday to Sunday) in which a strike begins, elapsed, overlaps once."""

    monday: datetime
    rostered: float
    lost: float
    cover: float
    on_call_from_home: float

    @property
    def left(self) -> float:
        """Return what is left to work: rostered, less what is lost, and the cover."""
        return self.rostered - self.lost + self.cover


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """All that a rota manager asks of one person."""

    person: StaffMember
    window: StrikeWindow | None
    called_out: bool
    declared: Answer | None
    purge_at: datetime | None
    duties: tuple[DutyLine, ...]
    covers: tuple[CoverLine, ...]
    absences: tuple[Absence, ...]
    week: WeekHours


def list_people(storage: Storage, ladder: GradeLadder, window_id: int | None) -> PeopleList:
    """Return everybody in use, in order of name."""
    refuse_sight(storage.user, See.STAFF)
    with storage.read() as work:
        people = sorted(work.people.staff.all(), key=_by_name)
        if window_id is None:
            rows = tuple(_row(each, False, None, False, 0, 0) for each in people)
            return PeopleList(None, rows, None)
        picture = CoverPicture(read_cover(work, window_id), ladder)
        window = picture.window
        declared = work.windows.declared(window_id)
        lost = _counted(each.duty.staff_id for each in picture.lost)
        covers = _counted(each.staff_id for each in work.cover.of_window(window_id) if each.counts)
        start, end = window.terms.start, window.terms.end or picture.span[1]
        away = work.people.absent(start, end)
        rows = tuple(
            _row(
                each,
                each.staff_group in window.terms.groups,
                declared.get(each.staff_id, Answer.NOT_SAID),
                each.staff_id in away,
                lost.get(each.staff_id, 0),
                covers.get(each.staff_id, 0),
            )
            for each in people
        )
        called = [row.staff_id for row in rows if row.called_out]
        return PeopleList(window, rows, count_answers(work, window, called, declared))


def person_detail(
    storage: Storage, window_id: int | None, staff_id: str, now: datetime
) -> PersonDetail:
    """Return all that bears on one person around a strike, or around now without one."""
    refuse_sight(storage.user, See.STAFF)
    with storage.read() as work:
        person = person_of(work, staff_id)
        window = None if window_id is None else find_window(work, window_id)
        start, end = (now, now) if window is None else (window.terms.start, window.terms.end)
        near = start - AROUND, (end or start) + AROUND
        week = _week_of(start)
        held = work.duties.held_by([staff_id], min(near[0], week[0]), max(near[1], week[1]))
        absences = work.people.absences_of([staff_id])
        lost = _lost(work, window, held, absences)
        first = min(now, start) - ABSENCES_FROM
        declared, purge_at = None, None
        if window is not None:
            declared = work.windows.declared(window.window_id).get(staff_id, Answer.NOT_SAID)
            purge_at = count_answers(work, window, (), {}).purge_at
        return PersonDetail(
            person,
            window,
            window is not None and person.staff_group in window.terms.groups,
            declared,
            purge_at,
            _duties(work, [each for each in held if _touches(each, near)], lost, absences),
            _covers(work, staff_id, near),
            tuple(each for each in absences if each.end > first),
            _hours_of_week(work, week, staff_id, held, lost),
        )


def known_names(storage: Storage) -> tuple[Sequence[Service], tuple[str, ...], tuple[str, ...]]:
    """Return the services, the departments and the sites known, for the fields of a form."""
    with storage.read() as work:
        services = work.duties.services()
        people = work.people.staff.all()
    departments = {each.department for each in services} | {each.department for each in people}
    sites = {each.site for each in services} | {each.site for each in people}
    return services, tuple(sorted(departments - {""})), tuple(sorted(sites - {""}))


def people_by_name(storage: Storage) -> tuple[StaffMember, ...]:
    """Return everybody in use by name, to choose one from."""
    with storage.read() as work:
        return tuple(sorted(work.people.staff.all(), key=_by_name))


def _by_name(person: StaffMember) -> tuple[str, str, str]:
    return plain_order(person.surname), plain_order(person.forename), person.staff_id


def _row(
    person: StaffMember,
    called_out: bool,
    declared: Answer | None,
    away: bool,
    lost: int,
    covers: int,
) -> PersonRow:
    parts = (
        person.surname, person.title, person.forename, person.surname, person.staff_id,
        person.grade, words(person.grade), words(person.staff_group), person.department,
        person.site, *sorted(person.competencies),
    )  # fmt: skip
    return PersonRow(person, called_out, declared, away, lost, covers, plain_order(" ".join(parts)))


def _counted(ids: Iterable[str | None]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for each in ids:
        if each:
            found[each] += 1
    return found


def _touches(duty: HeldDuty, stretch: Stretch) -> bool:
    return duty.start < stretch[1] and duty.end > stretch[0]


def _duties(
    work: Work,
    held: Sequence[HeldDuty],
    lost: Mapping[str, Stretch],
    absences: Sequence[Absence],
) -> tuple[DutyLine, ...]:
    services = {each.service_id: each for each in work.duties.services()}
    duties = work.duties.duties.existing([each.duty_id for each in held]).values()
    return tuple(
        DutyLine(
            each,
            services[each.service_id],
            lost.get(each.duty_id),
            any(away.start < each.end and away.end > each.start for away in absences),
        )
        for each in sorted(duties, key=lambda each: each.start)
    )


def _covers(work: Work, staff_id: str, near: Stretch) -> tuple[CoverLine, ...]:
    services = {each.service_id: each for each in work.duties.services()}
    found = [each for each in work.cover.counting(*near) if each.staff_id == staff_id]
    return tuple(CoverLine(each, services[each.service_id]) for each in found)


def _lost(
    work: Work,
    window: StrikeWindow | None,
    held: Sequence[HeldDuty],
    absences: Sequence[Absence],
) -> Mapping[str, Stretch]:
    """Return what a strike takes of one person's duties."""
    if window is None:
        return {}
    ids = [window.window_id]
    marks, working = work.windows.marks(ids), work.windows.working(ids)
    facts = WindowFacts(
        window, marks.get(window.window_id, {}), working.get(window.window_id, set())
    )
    away: dict[str, list[Stretch]] = defaultdict(list)
    for each in absences:
        away[each.staff_id].append((each.start, each.end))
    return {each.duty.duty_id: (each.start, each.end) for each in lost_duties(held, facts, away)}


def _week_of(at: datetime) -> Stretch:
    day = to_local(at).date()
    monday = day - timedelta(days=day.weekday())
    return start_of_day(monday), start_of_day(monday + WEEK)


def _hours_of_week(
    work: Work,
    week: Stretch,
    staff_id: str,
    held: Sequence[HeldDuty],
    lost: Mapping[str, Stretch],
) -> WeekHours:
    at_work = [each for each in held if each.kind is not DutyKind.ON_CALL_NON_RESIDENT]
    home = [(each.start, each.end) for each in held if each.kind is DutyKind.ON_CALL_NON_RESIDENT]
    gone = [lost[each.duty_id] for each in at_work if each.duty_id in lost]
    covers = [
        (each.start, each.end) for each in work.cover.counting(*week) if each.staff_id == staff_id
    ]
    rostered = _hours([(each.start, each.end) for each in at_work], week)
    return WeekHours(
        week[0], rostered, _hours(gone, week), _hours(covers, week), _hours(home, week)
    )


def _hours(stretches: Sequence[Stretch], within: Stretch) -> float:
    """Return the elapsed hours that some stretches cover within another, each hour once."""
    total, reached = 0.0, within[0]
    for start, end in sorted(stretches):
        first, last = max(start, reached), min(end, within[1])
        if last > first:
            total += elapsed_hours(first, last)
            reached = last
    return total
