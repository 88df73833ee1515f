"""One duty by hand: added, corrected or retired, with what is worth saying of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rota.domain.changes import Changes
from rota.domain.codes import MEDICAL
from rota.domain.duties import Duty
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.grades import GradeLadder
from rota.domain.permissions import refuse
from rota.domain.times import elapsed_hours, short_words
from rota.services.by_hand import checked_grade, free_id, known_place, need_reason, new_place
from rota.services.own_departments import keep_to_own
from rota.services.people import VERSION, person_of
from rota.services.ports import Storage, Work

LONGEST = timedelta(hours=72)
LONG_HOURS = 24


@dataclass(frozen=True, slots=True)
class DutyOrder:
    """A duty as a person enters it: ``duty.service_id`` 0 with a place stands for a service.

    ``department`` is used where the service is new. ``duty.duty_id`` empty: it gets a new one.
    """

    duty: Duty
    service: str
    site: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class DutyEntered:
    """The duty as it is kept now, and what is worth saying of it."""

    duty: Duty
    findings: tuple[Finding, ...]
    changes: Changes


def duty_of(work: Work, duty_id: str) -> Duty:
    """Return a duty in use by its id. Refuses an id that is not on the roster."""
    found = work.duties.duties.existing([duty_id]).get(duty_id)
    if found is None:
        raise Refused("unknown_duty", f"There is no duty {duty_id} on the roster.")
    return found


def add_duty(storage: Storage, order: DutyOrder, ladder: GradeLadder) -> DutyEntered:
    """Add one duty; its service may be new. Refuses an id in use and times that make no sense."""
    duty = _checked(order, ladder)
    with storage.write("duty add") as work:
        if duty.duty_id and work.duties.duties.known([duty.duty_id]):
            raise Refused("id_exists", f"The duty {duty.duty_id} is on the roster already.")
        if not duty.duty_id:
            duty = replace(duty, duty_id=free_id(work.duties.duties))
        duty, findings = _put(work, duty, order, ladder, "Added")
    return DutyEntered(duty, findings, work.changes)


def correct_duty(
    storage: Storage, order: DutyOrder, ladder: GradeLadder, why: str = ""
) -> DutyEntered:
    """Correct any part of a duty but its id; a file then does not overwrite it."""
    duty = _checked(order, ladder)
    with storage.write("duty correct", why) as work:
        keep_to_own(work, "duty correct", [duty_of(work, duty.duty_id).service_id])
        duty, findings = _put(work, duty, order, ladder, "Corrected")
    return DutyEntered(duty, findings, work.changes)


def retire_duty(storage: Storage, duty_id: str, why: str) -> Changes:
    """Take a duty off the roster."""
    need_reason(why)
    with storage.write("duty retire", why) as work:
        duty = duty_of(work, duty_id)
        keep_to_own(work, "duty retire", [duty.service_id])
        work.duties.duties.put([replace(duty, by_hand=True)])
        work.duties.duties.retire([duty_id])
        work.say(f"Retired the duty {duty_id}, {short_words(duty.start)}.")
    return work.changes


def look_at_duty(storage: Storage, order: DutyOrder, ladder: GradeLadder) -> tuple[Finding, ...]:
    """Return what is worth saying of a duty, without saving it. Refuses what cannot be saved."""
    duty = _checked(order, ladder)
    with storage.read() as work:
        place = known_place(work, order.site, order.service)
        return _findings(work, duty, ladder, is_new_place=place is None)


def _checked(order: DutyOrder, ladder: GradeLadder) -> Duty:
    duty = order.duty
    if not order.service.strip() or not order.site.strip():
        raise Refused("service_missing", "Say which service the duty is at, and on which site.")
    if duty.end <= duty.start:
        raise Refused("end_before_start", "A duty must end after it starts.")
    if duty.end - duty.start > LONGEST:
        raise Refused("duty_too_long", "A duty may last at most 72 hours.")
    grade = checked_grade(duty.staff_group in MEDICAL, duty.grade_min, ladder)
    if duty.staff_group in MEDICAL and not grade:
        raise Refused("grade_missing", "A doctor's duty needs the lowest grade that may do it.")
    return replace(duty, duty_id=duty.duty_id.strip(), grade_min=grade, by_hand=True)


def _put(
    work: Work, duty: Duty, order: DutyOrder, ladder: GradeLadder, done: str
) -> tuple[Duty, tuple[Finding, ...]]:
    place = known_place(work, order.site, order.service)
    findings = _findings(work, duty, ladder, is_new_place=place is None)
    service = place or new_place(work, order.site, order.service, order.department)
    refuse(work.user, "duty add", service.department)
    duty = replace(duty, service_id=service.service_id)
    work.duties.duties.put([duty])
    work.say(f"{done} the duty {duty.duty_id}: {service.name}, {short_words(duty.start)}.")
    return duty, findings


def _findings(
    work: Work, duty: Duty, ladder: GradeLadder, *, is_new_place: bool
) -> tuple[Finding, ...]:
    found = []
    hours = elapsed_hours(duty.start, duty.end)
    if hours > LONG_HOURS:
        text = "Longer than 24 hours; check the dates."
        found.append(_finding("long_duty", text, f"{hours:g} h", f"{LONG_HOURS} h"))
    if is_new_place:
        text = "The service is new. It needs a cover requirement before gaps can be counted there."
        found.append(Finding("new_service", VERSION, text, severity="note"))
    if duty.staff_id:
        found.extend(_holder_findings(work, duty, ladder))
    return tuple(found)


def _holder_findings(work: Work, duty: Duty, ladder: GradeLadder) -> list[Finding]:
    assert duty.staff_id is not None
    if _stays_with_retired(work, duty, duty.staff_id):
        text = "Whoever holds it is no longer on the staff list; it stays theirs on record."
        return [Finding("holder_retired", VERSION, text, severity="note")]
    person = person_of(work, duty.staff_id)
    found = []
    if person.staff_group in MEDICAL and duty.staff_group in MEDICAL:
        rank, needed = ladder.rank(person.grade), ladder.rank(duty.grade_min)
        if rank is not None and needed is not None and rank < needed:
            text = "The person's grade is below what the duty asks for."
            found.append(_finding("grade_below", text, person.grade, duty.grade_min))
    elif person.staff_group is not duty.staff_group:
        text = "The person belongs to another staff group than the duty asks for."
        found.append(_finding("other_group", text, person.staff_group, duty.staff_group))
    if missing := sorted(duty.competencies - person.competencies):
        text = f"The person is not recorded as having: {', '.join(missing)}."
        found.append(_finding("competency_missing", text))
    if work.people.absent(duty.start, duty.end).get(duty.staff_id):
        text = "The person is recorded as away for some of that time; then they do not count."
        found.append(_finding("duty_on_leave", text))
    found.extend(_overlaps(work, duty, duty.staff_id))
    return found


def _stays_with_retired(work: Work, duty: Duty, staff_id: str) -> bool:
    was = work.duties.duties.existing([duty.duty_id]).get(duty.duty_id)
    is_same = was is not None and was.staff_id == staff_id
    return is_same and bool(work.people.staff.retired([staff_id]))


def _overlaps(work: Work, duty: Duty, staff_id: str) -> list[Finding]:
    found = []
    names = {each.service_id: each.name for each in work.duties.services()}
    for other in work.duties.held_by([staff_id], duty.start, duty.end):
        if other.duty_id != duty.duty_id:
            when = f"{names[other.service_id]}, {_stretch(other.start, other.end)}"
            text = f"The person has another duty then: {when}."
            ids = (other.duty_id,)
            found.append(Finding("duty_overlaps", VERSION, text, duties=ids))
    for cover in work.cover.counting(duty.start, duty.end):
        if cover.staff_id == staff_id:
            when = f"{names[cover.service_id]}, {_stretch(cover.start, cover.end)}"
            text = f"The person covers elsewhere then: {when}."
            found.append(Finding("cover_overlaps", VERSION, text))
    return found


def _stretch(start: datetime, end: datetime) -> str:
    return f"{short_words(start)} to {short_words(end)}"


def _finding(rule: str, text: str, measured: str = "", limit: str = "") -> Finding:
    return Finding(rule, VERSION, text, str(measured), str(limit))
