"""The duties of those called out in a strike, each with what is proposed and what was settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import TypeVar

from rota.domain.attendance import AttendanceRecord
from rota.domain.attendance_proposals import EARLY, Ground, Proposal, propose
from rota.domain.attendance_rows import AttendanceRow
from rota.domain.codes import words
from rota.domain.day import DayTick
from rota.domain.derogation_rules import DerogationState, state_of
from rota.domain.derogations import Derogation
from rota.domain.grades import GradeLadder
from rota.domain.losses import HeldDuty, is_called_out
from rota.domain.people import Absence
from rota.domain.permissions import See, refuse_sight
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.declarations import kept_days, purge_at
from rota.services.disputes import EVENT_OF_STATE
from rota.services.ports import Storage, Work

OfPerson = TypeVar("OfPerson", Absence, DayTick, HeldDuty)
FORGOTTEN = Proposal(None, "who was at work has been deleted: the time to keep it is over")


def read_attendance(
    storage: Storage, window_id: int, ladder: GradeLadder, now: datetime
) -> list[AttendanceRow]:
    """Return the duties of those called out, in order of start, service and name."""
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        return attendance_in(work, window_id, ladder, now)


def attendance_in(
    work: Work, window_id: int, ladder: GradeLadder, now: datetime
) -> list[AttendanceRow]:
    """As ``read_attendance``, within one reading.

    Duties count that start inside the window; where a strike loses only the minutes inside, also
    those that run into it, and those that had begun when the strike over them was taken back. What
    was settled stays, whatever the rota says since. After the purge of its declarations nothing
    more is proposed.
    """
    picture = CoverPicture(read_cover(work, window_id), ladder)
    window, ticks = picture.window, work.day.ticks(window_id)
    duties = [each for each in picture.reading.duties if is_called_out(each, window.terms)]
    stopped = _stopped(work, window, duties)
    begun = _begun(work, window, duties, ticks)
    duties += begun
    names = work.people.names({each.staff_id for each in duties if each.staff_id})
    lost = {each.duty.duty_id: (each.start, each.end) for each in picture.lost}
    records = {(each.duty_id, each.staff_id): each for each in work.attendance.of_window(window_id)}
    if not records and not ticks and is_over(work, window, now):
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
            _elsewhere(work, window, duties),
            ladder,
            now,
            {
                **stopped,
                **dict.fromkeys((each.duty_id for each in begun), "its day was called off"),
            },
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
            was_ticked=proposals[each.duty_id].was_ticked,
        )
        rows.append(row)
    there = {(row.duty_id, row.staff_id) for row in rows}
    gone = [each for key, each in records.items() if key not in there]
    rows += _gone(work, picture, gone, ticks)
    return sorted(rows, key=lambda row: (row.start, row.service.name, row.service.site, row.name))


def _gone(
    work: Work,
    picture: CoverPicture,
    records: Sequence[AttendanceRecord],
    ticks: Sequence[DayTick],
) -> list[AttendanceRow]:
    """Return what was settled of duties that the rota no longer has so."""
    ids = {each.duty_id for each in records}
    there, retired = work.duties.duties.existing(ids), work.duties.duties.retired(ids)
    names = work.people.names({each.staff_id for each in records})
    groups = work.people.groups() if records else {}
    rows = []
    for each in records:
        duty = {**there, **retired}[each.duty_id]
        if each.duty_id in retired:
            gone = "settled; taken off the rota since"
        elif duty.staff_id != each.staff_id:
            gone = f"settled; {'somebody else' if duty.staff_id else 'nobody'} has it since"
        else:
            gone = "settled; this strike no longer reaches it"
        forename, surname, grade = names[each.staff_id]
        row = AttendanceRow(
            each.duty_id,
            each.staff_id,
            f"{forename} {surname}".strip(),
            grade,
            groups[each.staff_id],
            picture.services[duty.service_id],
            duty.start,
            duty.end,
            None,
            None,
            gone,
            each,
            gone,
            any(
                tick.staff_id == each.staff_id and duty.start - EARLY <= tick.at < duty.end
                for tick in ticks
            ),
        )
        rows.append(row)
    return rows


def is_over(work: Work, window: StrikeWindow, now: datetime) -> bool:
    """Say whether the time to keep who was at work is over."""
    over = purge_at(window, kept_days(work))
    return over is not None and over <= now


def _begun(
    work: Work, window: StrikeWindow, there: Collection[HeldDuty], ticks: Collection[DayTick]
) -> list[HeldDuty]:
    """Return duties that had begun when new terms no longer held them.

    Only where people were ticked by then: else the new terms may have put a wrong date right.
    """
    known = {each.duty_id for each in there}
    found = {}
    for old, new in pairwise(work.windows.revisions(window.window_id)):
        start, end = old.terms.start, new.made_at
        if any(start <= each.at < end for each in ticks):
            for duty in work.duties.held(start, end):
                if (
                    duty.start < end
                    and duty.duty_id not in known
                    and is_called_out(duty, old.terms)
                ):
                    found[duty.duty_id] = duty
    return list(found.values())


def _stopped(work: Work, window: StrikeWindow, duties: Collection[HeldDuty]) -> dict[str, str]:
    """Say of duties that had begun when the strike was called off or suspended that it was."""
    if window.removes_duties:
        return {}
    dispute = next(each for each in work.disputes.all() if each.name == window.dispute)
    kind = EVENT_OF_STATE[window.state]
    events = work.disputes.events(dispute.dispute_id)
    mine = [each.at for each in events if (each.window_id, each.kind) == (window.window_id, kind)]
    said = f"the strike was {words(window.state)}"
    return {each.duty_id: said for each in duties if mine and each.start < max(mine)}


def _granted(work: Work, window_id: int) -> list[Derogation]:
    asked = work.cover.derogations(window_id)
    return [each for each in asked if state_of(each) is DerogationState.GRANTED]


def _elsewhere(work: Work, window: StrikeWindow, duties: Iterable[HeldDuty]) -> dict[str, int]:
    """Return the duties settled in a strike at the same time, so that no hour is lost twice."""
    held = {(each.duty_id, each.staff_id) for each in duties}
    far = datetime.max.replace(tzinfo=UTC)
    return {
        each.duty_id: other.window_id
        for other in work.windows.all()
        if other.window_id != window.window_id
        and other.terms.overlaps(window.terms.start, window.terms.end or far)
        for each in work.attendance.of_window(other.window_id)
        if (each.duty_id, each.staff_id) in held
    }


def _by_person(things: Iterable[OfPerson]) -> dict[str, list[OfPerson]]:
    found: dict[str, list[OfPerson]] = defaultdict(list)
    for each in things:
        if each.staff_id is not None:
            found[each.staff_id].append(each)
    return found
