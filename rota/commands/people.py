"""Commands about people by hand: staff, duties, absences, and what they told the trust."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from rota.commands.context import Context, both_times
from rota.domain.codes import DutyKind, StaffGroup, words
from rota.domain.duties import Duty
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.people import Absence, StaffMember
from rota.domain.times import short_words
from rota.services.declarations import declare, keep_for, totals
from rota.services.deleting_clock import refuse_by_hand
from rota.services.duties import (
    DutyEntered,
    DutyOrder,
    add_duty,
    correct_duty,
    duty_of,
    retire_duty,
)
from rota.services.people import (
    add_absence,
    add_person,
    correct_person,
    person_of,
    remove_absence,
    retire_person,
    what_retiring_does,
)
from rota.services.people_list import PersonDetail, person_detail
from rota.services.purging import Purged, purge_before, purge_due

PERSON_FIELDS = (
    "title", "forename", "surname", "staff_group", "grade", "department", "site", "competencies",
    "contract", "weekly_hours", "opt_out_48h", "source", "phone", "email",
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def person_add(context: Context) -> int:
    """Add one person."""
    said = context.words
    if said.staff_group is None:
        raise Refused("group_missing", "Say which staff group: --staff-group.")
    blank = StaffMember(said.staff, "", "", "", StaffGroup.OTHER, "", "", "")
    person = _changed(blank, said)
    ladder = context.tools.rules.ladder
    done = add_person(context.storage(), person, ladder, bring_back=said.bring_back)
    return _answer(context, {"staff_id": person.staff_id}, done.changes.text, done.findings)


def person_correct(context: Context) -> int:
    """Correct some facts about one person."""
    said, storage = context.words, context.storage()
    with storage.read() as work:
        person = person_of(work, said.staff)
    done = correct_person(storage, _changed(person, said), context.tools.rules.ladder, said.why)
    text = done.changes.text or "Nothing changed: it was so already."
    return _answer(context, {"staff_id": said.staff}, text, done.findings)


def _changed(person: StaffMember, said: argparse.Namespace) -> StaffMember:
    given = {name: getattr(said, name) for name in PERSON_FIELDS}
    return replace(person, **{name: value for name, value in given.items() if value is not None})


def person_retire(context: Context) -> int:
    """Take one person off the list."""
    said, storage = context.words, context.storage()
    if said.preview:
        done = what_retiring_does(storage, said.staff, context.now())
        text = f"{done.duties:,} duties and {done.covers:,} covers would be let go. Not saved."
    else:
        done, changes = retire_person(storage, said.staff, said.why, context.now())
        text = changes.text
    document = {
        "staff_id": said.staff,
        "duties_held_by_nobody": done.duties,
        "cover_stood_down": done.covers,
        "saved": not said.preview,
    }
    context.answer(document, text)
    return 0


def person_show(context: Context) -> int:
    """Show one person, their duties and cover around a strike, and their absences."""
    said = context.words
    detail = person_detail(context.storage(), said.window, said.staff, context.now())
    context.answer(_detail_document(detail), "\n".join(_detail_lines(detail)))
    return 0


def _detail_document(detail: PersonDetail) -> dict[str, Any]:
    person = asdict(detail.person)
    person["competencies"] = sorted(detail.person.competencies)
    return {
        **person,
        "window": detail.window.window_id if detail.window else None,
        "called_out": detail.called_out,
        "declaration": detail.declared,
        **both_times("declaration_deleted", detail.purge_at),
        "duties": [
            {
                **_duty_document(each.duty, each.service.name, each.service.site),
                "lost": each.lost is not None,
                "away": each.away,
            }
            for each in detail.duties
        ],
        "cover": [
            {
                "service": each.service.name,
                **both_times("start", each.cover.start),
                **both_times("end", each.cover.end),
                "kind": each.cover.kind,
            }
            for each in detail.covers
        ],
        "absences": [
            {
                "kind": each.kind,
                **both_times("from", each.start),
                **both_times("to", each.end),
                "by_hand": each.by_hand,
            }
            for each in detail.absences
        ],
        "week_hours": {
            "rostered": detail.week.rostered,
            "lost": detail.week.lost,
            "cover": detail.week.cover,
            "on_call_from_home": detail.week.on_call_from_home,
        },
    }


def _detail_lines(detail: PersonDetail) -> list[str]:
    person = detail.person
    name = " ".join(part for part in (person.title, person.forename, person.surname) if part)
    lines = [f"{name}, {person.grade or words(person.staff_group)}, {person.department}"]
    if detail.declared is not None:
        lines.append(f"Told the trust, voluntarily: {words(detail.declared)}")
    for each in detail.duties:
        lost = ", lost" if each.lost else ""
        when = f"{short_words(each.duty.start)} to {short_words(each.duty.end)}"
        lines.append(f"Duty {each.duty.duty_id}: {each.service.name}, {when}{lost}")
    for line in detail.covers:
        when = f"{short_words(line.cover.start)} to {short_words(line.cover.end)}"
        lines.append(f"Covers {line.service.name}, {when}")
    for away in detail.absences:
        lines.append(
            f"Away ({words(away.kind)}): {short_words(away.start)} to {short_words(away.end)}"
        )
    return lines


def duty_add(context: Context) -> int:
    """Add one duty."""
    said = context.words
    needed = {"service": said.service, "site": said.site, "start": said.start, "end": said.end}
    for name, value in needed.items():
        if value is None:
            raise Refused("missing", f"A new duty needs --{name}.")
    blank = Duty(said.duty or "", 0, StaffGroup.RESIDENT_DOCTOR, "", EPOCH, EPOCH, DutyKind.WARD)
    order = DutyOrder(_changed_duty(blank, said), said.service, said.site, said.department or "")
    return _say_duty(context, add_duty(context.storage(), order, context.tools.rules.ladder))


def duty_correct(context: Context) -> int:
    """Correct any part of one duty."""
    said, storage = context.words, context.storage()
    with storage.read() as work:
        duty = duty_of(work, said.duty)
        place = next(each for each in work.duties.services() if each.service_id == duty.service_id)
    order = DutyOrder(
        _changed_duty(duty, said),
        place.name if said.service is None else said.service,
        place.site if said.site is None else said.site,
        place.department if said.department is None else said.department,
    )
    return _say_duty(context, correct_duty(storage, order, context.tools.rules.ladder, said.why))


def _changed_duty(duty: Duty, said: argparse.Namespace) -> Duty:
    names = ("staff_group", "grade_min", "competencies", "start", "end", "kind", "emergency")
    given = {name: getattr(said, name) for name in names}
    if said.staff is not None:
        duty = replace(duty, staff_id=said.staff.strip() or None)
    return replace(duty, **{name: value for name, value in given.items() if value is not None})


def _say_duty(context: Context, done: DutyEntered) -> int:
    said = context.words
    with context.storage().read() as work:
        services = {each.service_id: each for each in work.duties.services()}
    place = services[done.duty.service_id]
    document = _duty_document(done.duty, place.name, place.site)
    text = done.changes.text or f"Nothing changed about {said.duty}: it was so already."
    return _answer(context, document, text, done.findings)


def _duty_document(duty: Duty, service: str, site: str) -> dict[str, Any]:
    return {
        "duty_id": duty.duty_id,
        "staff_id": duty.staff_id,
        "service": service,
        "site": site,
        **both_times("start", duty.start),
        **both_times("end", duty.end),
        "kind": duty.kind,
        "grade_min": duty.grade_min,
        "by_hand": duty.by_hand,
    }


def duty_retire(context: Context) -> int:
    """Take one duty off the roster."""
    said = context.words
    changes = retire_duty(context.storage(), said.duty, said.why)
    return _answer(context, {"duty_id": said.duty}, changes.text, ())


def absence_add(context: Context) -> int:
    """Record one absence."""
    away = _absence(context.words)
    done = add_absence(context.storage(), away)
    return _answer(context, _absence_document(away), done.changes.text, done.findings)


def absence_remove(context: Context) -> int:
    """Take one absence away."""
    away = _absence(context.words)
    changes = remove_absence(context.storage(), away, context.words.why)
    return _answer(context, _absence_document(away), changes.text, ())


def _absence(said: argparse.Namespace) -> Absence:
    return Absence(said.staff, said.start, said.end, said.kind)


def _absence_document(away: Absence) -> dict[str, Any]:
    return {
        "staff_id": away.staff_id,
        "kind": away.kind,
        **both_times("from", away.start),
        **both_times("to", away.end),
    }


def declaration(context: Context) -> int:
    """Record what one person told the trust, voluntarily."""
    said, storage = context.words, context.storage()
    changes = declare(storage, said.window, said.staff, said.declaration)
    counted = totals(storage, said.window)
    document = {
        "window": said.window,
        "called_out": counted.called_out,
        "totals": {each.value: number for each, number in counted.answers.items()},
        **both_times("deleted", counted.purge_at),
    }
    text = changes.text or "Nothing changed: it was recorded so already."
    numbers = ", ".join(f"{words(each)} {n:,}" for each, n in counted.answers.items())
    context.answer(document, f"{text}\nOf {counted.called_out:,} called out: {numbers}.")
    return 0


def purge(context: Context) -> int:
    """Delete what was kept of persons in strikes whose time is over, for good."""
    said, storage, now = context.words, context.storage(), context.now()
    ladder = context.tools.rules.ladder
    refuse_by_hand(storage.user)
    if said.before is None:
        done = purge_due(storage, now, ladder, said.clock_is_right or storage.user.is_open)
    else:
        done = purge_before(storage, said.before, now, ladder)
    document = {
        "declarations": done.declarations,
        "windows": done.windows,
        "ticks": done.ticks,
        "duties": done.duties,
    }
    context.answer(document, _purged(done))
    return 0


def _purged(done: Purged) -> str:
    return done.changes.text or "There was nothing to delete."


def keep(context: Context) -> int:
    """Set how many days after a strike declarations are kept."""
    changes = keep_for(context.storage(), context.words.days)
    text = changes.text or "Nothing changed: it was so already."
    context.answer({"days": context.words.days}, text)
    return 0


def _answer(
    context: Context, document: dict[str, Any], text: str, findings: Sequence[Finding]
) -> int:
    notes = [f"Note: {each.text}" for each in findings]
    told = {**document, "findings": [asdict(each) for each in findings]}
    context.answer(told, "\n".join([text, *notes]))
    return 0
