"""Commands of the day itself: the roll call, flags, and what one shift tells the next."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from rota.commands.context import Context, both_times, table
from rota.domain.changes import Changes
from rota.domain.day import DayFlag
from rota.domain.errors import Refused
from rota.domain.grades import grade_words
from rota.domain.times import short_words, to_local
from rota.services.day_flags import close_flag, close_over, raise_by_hand, raise_due, take_flag
from rota.services.day_roll import DayPerson, DayService, DayView, NewTick, read_day
from rota.services.day_roll import tick as keep_ticks
from rota.services.exporting import write_file
from rota.services.handover import NOBODY, add_handover_note, handover_report
from rota.services.report_files import note_handed_out, report_bytes
from rota.services.windows import services_named

STATE_WORDS = {"here": "here", "not_here": "not here", "left": "left"}
WHY_WORDS = {
    "duty": "on duty",
    "cover": "covering",
    "called_out": "called out by the strike",
    "came": "came",
}


def roll(context: Context) -> int:
    """Say who is due and who is there."""
    said, at = context.words, context.words.at or context.now()
    view = read_day(context.storage(), said.window, context.tools.rules.ladder, at)
    wanted = said.service.strip().casefold()
    services = [each for each in view.services if wanted in ("", each.service.name.casefold())]
    if wanted and not services:
        raise Refused("unknown_service", f"No service called {said.service} is affected.")
    document = {
        "window": said.window,
        **both_times("at", view.at),
        "checks": [both_times("at", each) for each in view.checks],
        "services": [_service(each, said.open) for each in services],
        "by_grade": [
            {
                "grade": each.grade,
                "due": each.due,
                "expected": each.expected,
                "here": each.here,
                "not_here": each.not_here,
            }
            for each in view.by_grade
        ],
        "open_flags": sum(flag.is_waiting(context.now()) for flag in view.flags),
    }
    context.answer(document, _roll_words(view, services, said.open, at))
    return 0


def tick(context: Context) -> int:
    """Tick people in or out at one service."""
    said, now = context.words, context.now()
    place, at = _place(context), said.at or now
    done = keep_ticks(
        context.storage(),
        said.window,
        context.tools.rules.ladder,
        [NewTick(each, place, at, said.what, said.note) for each in said.staff],
        said.key or uuid4().hex,
        said.by,
        now,
    )
    return _done(context, done.changes, [_flag(each) for each in done.raised])


def flags(context: Context) -> int:
    """Raise the flags that are due, and list them."""
    said, now = context.words, context.now()
    storage, ladder = context.storage(), context.tools.rules.ladder
    raised = raise_due(storage, said.window, ladder, now).raised
    view = read_day(storage, said.window, ladder, now)
    shown = [flag for flag in view.flags if said.all or flag.is_open]
    places = {each.service.service_id: each.service.name for each in view.services}
    document = {
        "window": said.window,
        "raised": [flag.flag_id for flag in raised],
        "flags": [{**_flag(flag), "service": places.get(flag.service_id, "")} for flag in shown],
    }
    rows = [
        (
            str(flag.flag_id),
            places.get(flag.service_id, ""),
            flag.text,
            flag.owner or NOBODY,
            _state(flag, now),
        )
        for flag in shown
    ]
    listed = table(("Id", "Service", "What", "Looked after by", "State"), rows)
    context.answer(document, listed if rows else "No flag is open.")
    return 0


def raise_one(context: Context) -> int:
    """Raise a flag by hand."""
    said = context.words
    done = raise_by_hand(
        context.storage(),
        said.window,
        _place(context),
        said.post,
        said.text,
        said.start,
        said.end,
        said.by,
        context.now(),
        said.missing,
        said.owner,
    )
    return _done(context, done.changes, [_flag(each) for each in done.raised])


def take(context: Context) -> int:
    """Say who looks after a flag."""
    said = context.words
    changes = take_flag(context.storage(), said.window, said.id, said.owner, said.seen)
    return _done(context, changes)


def close(context: Context) -> int:
    """Close a flag with what came of it."""
    said = context.words
    changes = close_flag(
        context.storage(), said.window, said.id, said.outcome, said.by, context.now()
    )
    return _done(context, changes)


def over(context: Context) -> int:
    """Close every flag whose time has passed."""
    said = context.words
    return _done(context, close_over(context.storage(), said.window, said.by, context.now()))


def note(context: Context) -> int:
    """Leave a note for the next shift."""
    said = context.words
    place = _place(context) if said.service else None
    changes = add_handover_note(
        context.storage(), said.window, place, said.text, said.by, context.now()
    )
    return _done(context, changes)


def handover(context: Context) -> int:
    """Write the handover sheet. It names people, so that the history keeps that it was written."""
    said, now, tools = context.words, context.now(), context.tools
    storage = context.storage()
    report = handover_report(storage, said.window, tools.rules, said.at or now, now)
    ending = Path(said.out).suffix.removeprefix(".").lower()
    path = write_file(Path(said.out), report_bytes(report, ending, tools.papers, tools.exporter))
    note_handed_out(storage, report, ending)
    document = {
        "window": said.window,
        "files": [str(path)],
        "facts": {fact.label: fact.value for fact in report.facts},
    }
    context.answer(document, f"Wrote {path}.")
    return 0


def _place(context: Context) -> int:
    said = context.words
    with context.storage().read() as work:
        found = services_named(work, said.service, said.site)
    if len(found) > 1:
        sites = ", ".join(each.site for each in found)
        raise Refused("which_site", f"{said.service} is at {sites}. Say which site.")
    return found[0].service_id


def _done(context: Context, changes: Changes, raised: list[dict[str, Any]] | None = None) -> int:
    document: dict[str, Any] = {"window": context.words.window, "entry": changes.entry}
    if raised is not None:
        document["flags"] = raised
    context.answer(document, changes.text or "Nothing changed: this was kept already.")
    return 0


def _service(each: DayService, only_open: bool) -> dict[str, Any]:
    people = [person for person in each.people if not only_open or _is_open(person)]
    soon = [
        {"post": gap.post, **both_times("start", gap.start), "missing": gap.missing}
        for gap in each.posts_soon
    ]
    return {
        "service": each.service.name,
        "department": each.service.department,
        "site": each.service.site,
        "level": each.level.value,
        "required": each.required,
        "expected": each.expected,
        "here": each.here,
        "not_here": each.not_here,
        "unticked": each.unticked,
        "missing_planned": each.missing_planned,
        "missing_now": each.missing_now,
        "posts_missing": dict(each.posts_missing),
        "posts_soon": soon,
        "people": [_person(person) for person in people],
    }


def _person(each: DayPerson) -> dict[str, Any]:
    return {
        "staff_id": each.staff_id,
        "name": each.name,
        "grade": each.grade,
        **both_times("start", each.start),
        **both_times("end", each.end),
        "why": each.why,
        "state": None if each.state is None else each.state.value,
        **both_times("ticked_at", each.ticked_at),
        "ticked_by": each.ticked_by,
        "is_leaving": each.is_leaving,
        **both_times("gone_at", each.gone_at),
    }


def _flag(flag: DayFlag) -> dict[str, Any]:
    return {
        "id": flag.flag_id,
        "post": flag.post,
        **both_times("start", flag.start),
        **both_times("end", flag.end),
        "missing": flag.missing,
        "text": flag.text,
        **both_times("raised_at", flag.raised_at),
        "raised_by": flag.raised_by,
        "owner": flag.owner,
        **both_times("closed_at", flag.closed_at),
        "closed_by": flag.closed_by,
        "outcome": flag.outcome,
    }


def _state(flag: DayFlag, now: datetime) -> str:
    if not flag.is_open:
        return f"closed: {flag.outcome}"
    return "over" if flag.is_over(now) else "open"


def _roll_words(view: DayView, services: list[DayService], only_open: bool, asked: datetime) -> str:
    lines = [short_words(view.at)]
    if asked < view.at:
        lines[0] += ": the strike has not begun, so this is its first minute."
    elif asked > view.at:
        lines[0] += ": the strike is over, so this is its last minute."
    for each in services:
        people = [person for person in each.people if not only_open or _is_open(person)]
        if not people and not each.required:
            continue
        missing = [f"{number} short of {post}" for post, number in each.posts_missing]
        missing += [
            f"{gap.missing} short of {gap.post} from {to_local(gap.start):%H:%M}"
            for gap in each.posts_soon
        ]
        short = ", ".join(missing)
        lines += [
            "",
            f"{each.service.name}, {each.service.site}: {each.here} here, {each.not_here} not "
            f"here, {each.unticked} not ticked. {short or 'Nothing is missing'}.",
        ]
        if people:
            rows = [
                (
                    person.staff_id,
                    person.name,
                    grade_words(person.grade),
                    WHY_WORDS[person.why],
                    _said(person),
                )
                for person in people
            ]
            lines.append(table(("Id", "Name", "Grade", "Why", "State"), rows))
    return "\n".join(lines)


def _said(person: DayPerson) -> str:
    if person.state is None and person.is_leaving:
        return f"goes home {to_local(person.end):%H:%M}"
    said = STATE_WORDS.get(person.state or "", "not ticked")
    return f"{said}, gone {to_local(person.gone_at):%H:%M}" if person.gone_at else said


def _is_open(person: DayPerson) -> bool:
    """Say whether nobody has said anything of them, and somebody might."""
    return person.state is None and not person.is_leaving
