"""What most likely happened to a duty, and why one would think so. A person settles it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rota.domain.codes import AbsenceKind, Attendance, WindowType, words
from rota.domain.day import DayTick, Tick
from rota.domain.derogations import Derogation
from rota.domain.duties import Service
from rota.domain.grades import GradeLadder
from rota.domain.losses import HeldDuty, WindowFacts
from rota.domain.people import Absence
from rota.domain.stretches import Stretch
from rota.domain.times import to_local

EARLY = timedelta(hours=1)
"""How long before a duty a tick may be for it. A design choice, not a rule: no source."""

OF_ABSENCE = {
    AbsenceKind.SICK: Attendance.SICK,
    AbsenceKind.LEAVE: Attendance.LEAVE,
    AbsenceKind.REST_DAY: Attendance.REST_DAY,
    AbsenceKind.OTHER: None,
}
"""In this order where somebody is down as away twice."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a duty; None: the program cannot tell. ``why`` in a manager's words.

    ``was_ticked``: somebody looked for them at that duty.
    """

    status: Attendance | None
    why: str
    was_ticked: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What proposals rest on: ``absences``, ``ticks`` and ``duties`` by person.

    ``lost`` is what the strike takes by the plan, ``granted`` the derogations in force, ``grades``
    the grade of each person, and ``elsewhere`` the strike that a duty is settled in already.
    ``stopped`` says of duties that had begun what then became of the strike.
    """

    facts: WindowFacts
    services: Mapping[int, Service]
    lost: Mapping[str, Stretch]
    absences: Mapping[str, Sequence[Absence]]
    ticks: Mapping[str, Sequence[DayTick]]
    duties: Mapping[str, Sequence[HeldDuty]]
    granted: Sequence[Derogation]
    grades: Mapping[str, str]
    elsewhere: Mapping[str, int]
    ladder: GradeLadder
    now: datetime
    stopped: Mapping[str, str] = field(default_factory=dict)


def propose(duties: Sequence[HeldDuty], ground: Ground) -> dict[str, Proposal]:
    """Return a proposal for each duty by its id. Every duty has a holder."""
    found = {}
    for duty in duties:
        ticks = _ticks(duty, ground)
        found[duty.duty_id] = replace(_one(duty, ticks, ground), was_ticked=bool(ticks))
    came = [
        duty
        for duty in duties
        if duty.duty_id in ground.lost and found[duty.duty_id].status is Attendance.WORKED
    ]
    for granted in ground.granted:
        theirs = [duty for duty in came if _is_under(duty, granted, ground)]
        for duty in theirs:
            found[duty.duty_id] = _derogated(found[duty.duty_id], granted, theirs)
    return found


def _derogated(seen: Proposal, granted: Derogation, theirs: Sequence[HeldDuty]) -> Proposal:
    number = len({duty.staff_id for duty in theirs})
    if number > granted.number:
        return Proposal(
            Attendance.WORKED,
            f"{seen.why}; {number} came and derogation {granted.derogation_id} is for "
            f"{granted.number}",
            was_ticked=True,
        )
    return Proposal(
        Attendance.DEROGATED,
        f"{seen.why}, under derogation {granted.derogation_id}",
        was_ticked=True,
    )


def _is_under(duty: HeldDuty, granted: Derogation, ground: Ground) -> bool:
    """Say whether somebody called out came where and when a derogation lets them."""
    assert duty.staff_id is not None
    asked = ground.ladder.rank(granted.grade)
    grade = ground.grades[duty.staff_id]
    rank = ground.ladder.rank(grade)
    fits = grade == granted.grade if asked is None or rank is None else rank >= asked
    overlaps = duty.start < granted.end and granted.start < duty.end
    at = {each.service_id for each in _ticks(duty, ground) if each.what is Tick.HERE}
    return fits and overlaps and granted.service_id in at


def _one(duty: HeldDuty, ticks: Sequence[DayTick], ground: Ground) -> Proposal:
    """Return what is proposed, whether it was ticked apart."""
    assert duty.staff_id is not None
    if duty.start > ground.now:
        return Proposal(None, "not begun yet")
    if duty.duty_id in ground.elsewhere:
        return Proposal(None, f"settled in strike {ground.elsewhere[duty.duty_id]} already")
    said = ", ".join(_tick_words(each, duty, ground) for each in ticks)
    kinds = {each.what for each in ticks}
    away = _absence_at(duty, ground)
    if kinds == {Tick.HERE}:
        also = f", though down as away ({words(away)})" if away else ""
        return Proposal(Attendance.WORKED, said + also)
    if kinds and kinds != {Tick.NOT_HERE}:
        return Proposal(None, f"{said}: say how much was not worked, and why")
    if away is not None:
        status = OF_ABSENCE[away]
        text = f"down as {words(away)}" if status else "down as away: say why"
        return Proposal(status, text)
    if duty.duty_id in ground.lost:
        return Proposal(Attendance.STRIKE, f"called out, {said or 'nobody looked'}")
    if duty.duty_id in ground.stopped:
        ended = ground.stopped[duty.duty_id]
        return Proposal(None, f"{ended} after this began: say what was not worked")
    if kinds:
        return Proposal(None, f"was to work, {said}: say why")
    return Proposal(Attendance.WORKED, f"{_not_lost(duty, ground)}, nobody ticked")


def _not_lost(duty: HeldDuty, ground: Ground) -> str:
    window = ground.facts.window
    if not window.removes_duties:
        return f"the strike was {words(window.state)}"
    if window.terms.type is WindowType.ACTION_SHORT_OF_STRIKE:
        return "no duty falls away in action short of a strike"
    if duty.staff_id in ground.facts.working:
        return "said they would work"
    return "kept as emergency cover"


def _absence_at(duty: HeldDuty, ground: Ground) -> AbsenceKind | None:
    """Return why somebody was away when their duty began; None: nothing is known."""
    held = ground.absences.get(duty.staff_id or "", ())
    kinds = {each.kind for each in held if each.start <= duty.start < each.end}
    return next((kind for kind in OF_ABSENCE if kind in kinds), None)


def _ticks(duty: HeldDuty, ground: Ground) -> list[DayTick]:
    """Return what was ticked of a duty's holder for that duty, in order.

    That is during the duty, anywhere; or where it is, shortly before it, while on no other duty.
    """
    ticks = ground.ticks.get(duty.staff_id or "", ())
    last: dict[tuple[datetime, int], DayTick] = {}
    for each in ticks:
        last[each.at, each.service_id] = each
    others = [each for each in ground.duties.get(duty.staff_id or "", ()) if each != duty]
    return [
        last[key]
        for key in sorted(last)
        if last[key].what is not Tick.CLEAR and _is_for(last[key], duty, others)
    ]


def _is_for(tick: DayTick, duty: HeldDuty, others: Sequence[HeldDuty]) -> bool:
    if duty.start <= tick.at < duty.end:
        return True
    is_early = tick.service_id == duty.service_id and duty.start - EARLY <= tick.at < duty.start
    return is_early and all(not each.start <= tick.at < each.end for each in others)


def _tick_words(tick: DayTick, duty: HeldDuty, ground: Ground) -> str:
    what = {Tick.HERE: "ticked in", Tick.NOT_HERE: "ticked as not here", Tick.LEFT: "left"}
    where = ""
    if tick.service_id != duty.service_id:
        where = f" in {ground.services[tick.service_id].name}"
    return f"{what[tick.what]} at {to_local(tick.at):%H:%M}{where}"
