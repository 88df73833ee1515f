"""People and their absences by hand: one added, corrected, retired or taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from rota.domain.changes import Changes
from rota.domain.codes import MEDICAL, words
from rota.domain.duties import Assignment
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.grades import GradeLadder
from rota.domain.people import Absence, StaffMember
from rota.domain.permissions import See, refuse, refuse_sight
from rota.domain.times import elapsed_hours, short_words
from rota.services.by_hand import checked_grade, need_reason, one_spaced
from rota.services.ports import Storage, Work
from rota.services.windows import count_of

FOREVER = datetime(9990, 1, 1, tzinfo=UTC)
VERSION = "by-hand-1"
LONG_ABSENCE = 366 * 24.0


@dataclass(frozen=True, slots=True)
class Entered:
    """What was saved (or looked at) and what is worth saying of it. Nothing here refuses."""

    findings: tuple[Finding, ...]
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True, slots=True)
class Retiring:
    """What retiring a person lets go: duties and cover that begin from now on."""

    person: StaffMember
    duties: int
    covers: int


def person_of(work: Work, staff_id: str) -> StaffMember:
    """Return a person in use by their id. Refuses an id that is not on the list."""
    found = work.people.staff.existing([staff_id]).get(staff_id)
    if found is None:
        raise Refused("unknown_staff", f"No one on the staff list has the id {staff_id}.")
    return found


def add_person(
    storage: Storage, new: StaffMember, ladder: GradeLadder, *, bring_back: bool = False
) -> Entered:
    """Add one person. Refuses an id in use, and one that was retired unless they come back."""
    person = _checked(new, ladder)
    with storage.write("person add") as work:
        refuse(work.user, "person add", person.department)
        staff_id = person.staff_id
        if work.people.staff.known([staff_id]):
            raise Refused("id_exists", f"The id {staff_id} is on the staff list already.")
        is_back = bool(work.people.staff.retired([staff_id]))
        if is_back and not bring_back:
            raise Refused(
                "id_retired",
                f"The id {staff_id} is that of somebody retired here. If this is the same "
                "person, say that they are back; otherwise give another id.",
            )
        work.people.staff.put([person])
        work.say(f"{'Brought back' if is_back else 'Added'} one person.")
    return Entered(_findings(person), work.changes)


def correct_person(
    storage: Storage, changed: StaffMember, ladder: GradeLadder, why: str = ""
) -> Entered:
    """Correct one person; a file then does not overwrite it. The id stays."""
    person = _checked(changed, ladder)
    with storage.write("person correct", why) as work:
        before = person_of(work, person.staff_id)
        for department in sorted({before.department, person.department}):
            refuse(work.user, "person correct", department)
        if before == replace(person, by_hand=False):
            return Entered(_findings(person))
        work.people.staff.put([person])
        work.say("Corrected one person.")
    return Entered(_findings(person), work.changes)


def what_retiring_does(storage: Storage, staff_id: str, now: datetime) -> Retiring:
    """Return what would be let go, without saving anything."""
    refuse_sight(storage.user, See.STAFF)
    with storage.read() as work:
        person = person_of(work, staff_id)
        return Retiring(
            person, len(_duties_ahead(work, staff_id, now)), len(_cover_ahead(work, staff_id, now))
        )


def retire_person(
    storage: Storage, staff_id: str, why: str, now: datetime
) -> tuple[Retiring, Changes]:
    """Take a person off the list. Duties from now on are held by nobody; cover is stood down."""
    need_reason(why)
    with storage.write("person retire", why) as work:
        person = person_of(work, staff_id)
        refuse(work.user, "person retire", person.department)
        ids = _duties_ahead(work, staff_id, now)
        theirs = work.duties.duties.existing(ids).values()
        work.duties.duties.put([replace(each, staff_id=None, by_hand=True) for each in theirs])
        covers = _cover_ahead(work, staff_id, now)
        work.cover.stand_down(covers)
        work.people.staff.put([replace(person, by_hand=True)])
        work.people.staff.retire([staff_id])
        done = Retiring(person, len(ids), len(covers))
        work.say(f"Retired one person. {let_go(done)}")
    return done, work.changes


def let_go(done: Retiring) -> str:
    """Say in a sentence what becomes of a retired person's duties and cover."""
    if not done.duties and not done.covers:
        return "They held no duty and no cover from now on."
    held = count_of(done.duties, "duty is", "duties are")
    said = f"{held} held by nobody now" if done.duties else "They held no duty from now on"
    if done.covers:
        was = count_of(done.covers, "cover was", "covers were")
        said += f", and {was} stood down"
    return f"{said}."


def add_absence(storage: Storage, away: Absence) -> Entered:
    """Record one absence. Refuses one that does not end after it starts, or is here already."""
    _check_absence(away)
    with storage.write("absence add") as work:
        _put_absence(work, away)
        findings = _absence_findings(work, away)
        work.say(f"Added an absence: {_when(away)}.")
    return Entered(findings, work.changes)


def correct_absence(storage: Storage, old: Absence, new: Absence, why: str = "") -> Entered:
    """Put one absence in the place of another of the same person."""
    _check_absence(new)
    with storage.write("absence correct", why) as work:
        _remove_absence(work, old)
        _put_absence(work, replace(new, staff_id=old.staff_id))
        findings = _absence_findings(work, new)
        work.say(f"Corrected an absence: {_when(new)}.")
    return Entered(findings, work.changes)


def remove_absence(storage: Storage, away: Absence, why: str) -> Changes:
    """Take an absence away: the person was not away after all."""
    need_reason(why)
    with storage.write("absence remove", why) as work:
        _remove_absence(work, away)
        work.say(f"Removed an absence: {_when(away)}.")
    return work.changes


def look_at_absence(storage: Storage, away: Absence) -> tuple[Finding, ...]:
    """Return what is worth saying of an absence, without saving it."""
    _check_absence(away)
    with storage.read() as work:
        return _absence_findings(work, away)


def _checked(person: StaffMember, ladder: GradeLadder) -> StaffMember:
    """Return a person as they are kept: trimmed, a doctor's grade as the ladder has it."""
    staff_id, surname = person.staff_id.strip(), one_spaced(person.surname)
    if not staff_id:
        raise Refused("id_missing", "Give the person's staff number, or another id of theirs.")
    if not surname:
        raise Refused("surname_missing", "Give the person's surname.")
    if person.weekly_hours is not None and not 0 <= person.weekly_hours <= 168:
        raise Refused("hours_out_of_range", "A week has between 0 and 168 hours.")
    grade = checked_grade(person.staff_group in MEDICAL, person.grade, ladder)
    if person.staff_group in MEDICAL and not grade:
        raise Refused("grade_missing", "A doctor needs a grade.")
    return replace(
        person,
        staff_id=staff_id,
        title=one_spaced(person.title),
        forename=one_spaced(person.forename),
        surname=surname,
        grade=grade,
        department=one_spaced(person.department),
        site=one_spaced(person.site),
        contract=one_spaced(person.contract),
        phone=one_spaced(person.phone),
        email=one_spaced(person.email),
        by_hand=True,
    )


def _findings(person: StaffMember) -> tuple[Finding, ...]:
    found = []
    if not person.department or not person.site:
        text = "Without a department and a site they are hard to find when cover is short."
        found.append(Finding("place_missing", VERSION, text, severity="note"))
    if person.weekly_hours is not None and person.weekly_hours > 48 and not person.opt_out_48h:
        text = "More than 48 hours a week, without an opt-out."
        measured, limit = f"{person.weekly_hours:g} h", "48 h"
        source = "Working Time Regulations 1998, regulation 4"
        found.append(Finding("weekly_hours", VERSION, text, measured, limit, "warn", source))
    return tuple(found)


def _duties_ahead(work: Work, staff_id: str, now: datetime) -> list[str]:
    held = work.duties.held_by([staff_id], now, FOREVER)
    return [each.duty_id for each in held if each.start >= now]


def _cover_ahead(work: Work, staff_id: str, now: datetime) -> list[Assignment]:
    counting = work.cover.counting(now, FOREVER)
    return [each for each in counting if each.staff_id == staff_id and each.start >= now]


def _check_absence(away: Absence) -> None:
    if away.end <= away.start:
        raise Refused("end_before_start", "An absence must end after it starts.")


def _put_absence(work: Work, away: Absence) -> None:
    refuse(work.user, "absence add", person_of(work, away.staff_id).department)
    key = (away.staff_id, away.start, away.end, away.kind)
    if work.people.absences.known([key]):
        raise Refused("absence_exists", "This absence is recorded already.")
    work.people.absences.put([replace(away, by_hand=True)])


def _remove_absence(work: Work, away: Absence) -> None:
    key = (away.staff_id, away.start, away.end, away.kind)
    if not work.people.absences.known([key]):
        raise Refused("unknown_absence", "There is no such absence. Somebody may have removed it.")
    for person in work.people.staff.existing([away.staff_id]).values():
        refuse(work.user, "absence remove", person.department)
    work.people.absences.retire([key])


def _absence_findings(work: Work, away: Absence) -> tuple[Finding, ...]:
    found = []
    held = work.duties.held_by([away.staff_id], away.start, away.end)
    if held:
        said = count_of(len(held), "duty falls", "duties fall")
        stay = "It stays" if len(held) == 1 else "They stay"
        text = f"{said} into it and will not be counted as there. {stay} on the roster."
        ids = tuple(each.duty_id for each in held)
        found.append(Finding("duty_on_leave", VERSION, text, duties=ids))
    covers = _covers_in(work.cover.counting(away.start, away.end), away)
    if covers:
        said = count_of(len(covers), "stretch of cover falls", "stretches of cover fall")
        text = f"{said} into it and will not be counted."
        found.append(Finding("cover_on_leave", VERSION, text))
    spans = [*((each.start, each.end) for each in held), *((c.start, c.end) for c in covers)]
    if any(start < away.end < end for start, end in spans):
        last = max(end for _start, end in spans)
        text = (
            f"They count as there again from {short_words(away.end)}, in the middle of what they "
            f"hold. If they will not come back for it, let the absence end on {short_words(last)}."
        )
        found.append(Finding("back_in_the_middle", VERSION, text))
    if (hours := elapsed_hours(away.start, away.end)) > LONG_ABSENCE:
        text = "Longer than a year; check the dates."
        found.append(Finding("long_absence", VERSION, text, f"{hours / 24:,.0f} days", "366 days"))
    return tuple(found)


def _covers_in(covers: Sequence[Assignment], away: Absence) -> list[Assignment]:
    return [each for each in covers if each.staff_id == away.staff_id]


def _when(away: Absence) -> str:
    return f"{words(away.kind)}, {short_words(away.start)} to {short_words(away.end)}"
