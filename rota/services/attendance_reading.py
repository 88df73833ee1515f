"""The duties of those called out in a strike, each with what is proposed and what was settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from rota.domain.attendance_proposals import Ground, Proposal, propose
from rota.domain.attendance_rows import AttendanceRow
from rota.domain.codes import LossPolicy
from rota.domain.day import DayTick
from rota.domain.derogation_rules import DerogationState, state_of
from rota.domain.derogations import Derogation
from rota.domain.grades import GradeLadder
from rota.domain.losses import HeldDuty
from rota.domain.people import Absence
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.declarations import kept_days, purge_at
from rota.services.ports import Storage, Work

OfPerson = TypeVar("OfPerson", Absence, DayTick, HeldDuty)
FORGOTTEN = Proposal(None, "who was at work has been deleted: the time to keep it is over")


def read_attendance(
    storage: Storage, window_id: int, ladder: GradeLadder, now: datetime
) -> list[AttendanceRow]:
    """Return the duties of those called out, in order of start, service and name."""
    with storage.read() as work:
        return attendance_in(work, window_id, ladder, now)


def attendance_in(
    work: Work, window_id: int, ladder: GradeLadder, now: datetime
) -> list[AttendanceRow]:
    """As ``read_attendance``, within one reading.

    Duties count that start inside the window; where a strike loses only the minutes inside, also
    those that run into it. After the purge of its declarations nothing more is proposed.
    """
    picture = CoverPicture(read_cover(work, window_id), ladder)
    duties = [each for each in picture.reading.duties if _counts(each, picture.window)]
    names = work.people.names({each.staff_id for each in duties if each.staff_id})
    lost = {each.duty.duty_id: (each.start, each.end) for each in picture.lost}
    records = {(each.duty_id, each.staff_id): each for each in work.attendance.of_window(window_id)}
    ticks = work.day.ticks(window_id)
    if not records and not ticks and is_over(work, picture.window, now):
        proposals = dict.fromkeys((each.duty_id for each in duties), FORGOTTEN)
    else:
        ground = Ground(
            picture.facts,
            picture.services,
            lost,
            _by_person(work.people.absences_of(names)),
            _by_person(ticks),
            _by_person(duties),
            _granted(work, window_id),
            {who: grade for who, (_, _, grade) in names.items()},
            _elsewhere(work, picture.window),
            ladder,
            now,
        )
        proposals = propose(duties, ground)
    rows = []
    for each in duties:
        assert each.staff_id is not None
        assert each.holder_group is not None
        forename, surname, grade = names[each.staff_id]
        row = AttendanceRow(
            each.duty_id,
            each.staff_id,
            f"{forename} {surname}".strip(),
            grade,
            each.holder_group,
            picture.services[each.service_id],
            each.start,
            each.end,
            lost.get(each.duty_id),
            proposals[each.duty_id].status,
            proposals[each.duty_id].why,
            records.get((each.duty_id, each.staff_id)),
        )
        rows.append(row)
    return sorted(rows, key=lambda row: (row.start, row.service.name, row.service.site, row.name))


def _counts(duty: HeldDuty, window: StrikeWindow) -> bool:
    terms = window.terms
    if duty.staff_id is None or duty.holder_group not in terms.groups:
        return False
    if not terms.affects_site(duty.site):
        return False
    if terms.policy is LossPolicy.CLIP:
        return terms.overlaps(duty.start, duty.end)
    return terms.holds(duty.start)


def is_over(work: Work, window: StrikeWindow, now: datetime) -> bool:
    """Say whether the time to keep who was at work is over."""
    over = purge_at(window, kept_days(work))
    return over is not None and over <= now


def _granted(work: Work, window_id: int) -> list[Derogation]:
    asked = work.cover.derogations(window_id)
    return [each for each in asked if state_of(each) is DerogationState.GRANTED]


def _elsewhere(work: Work, window: StrikeWindow) -> dict[str, int]:
    """Return the duties settled in a strike at the same time, so that no hour is lost twice."""
    far = datetime.max.replace(tzinfo=UTC)
    return {
        each.duty_id: other.window_id
        for other in work.windows.all()
        if other.window_id != window.window_id
        and other.terms.overlaps(window.terms.start, window.terms.end or far)
        for each in work.attendance.of_window(other.window_id)
    }


def _by_person(things: Iterable[OfPerson]) -> dict[str, list[OfPerson]]:
    found: dict[str, list[OfPerson]] = defaultdict(list)
    for each in things:
        if each.staff_id is not None:
            found[each.staff_id].append(each)
    return found
