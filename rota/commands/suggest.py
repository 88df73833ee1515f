"""The command that suggests a cover plan, and records it when told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.suggestions import Ask, Hurt, OpenStretch, Suggested, Turnout
from rota.domain.times import short_words
from rota.domain.working_time.wording import hours
from rota.services.suggesting import Suggestion, accept, read_question, suggest
from rota.services.windows import count_of


def cover(context: Context) -> int:
    """Suggest who covers what in a window; with ``--accept`` record all of it."""
    said, tools = context.words, context.tools
    storage = context.storage()
    ask = Ask(said.window, said.aim, said.seconds, said.seed, said.turnout)
    found = suggest(read_question(storage, ask, tools.rules), tools.solver)
    accepted = ""
    if said.accept and found.assignments:
        accepted = accept(storage, found, None, tools.rules, said.why).text
    document = {**_document(found), "accepted": len(found.assignments) if accepted else 0}
    context.answer(document, "\n".join([*_in_words(found), *([accepted] if accepted else [])]))
    return 0


def _document(found: Suggestion) -> dict[str, Any]:
    return {
        "window": found.window_id,
        "revision": found.revision,
        "aim": found.aim.value,
        "turnout": found.turnout.value,
        "status": found.status,
        "missing_before": found.missing_before,
        "missing_after": found.missing_after,
        "bound": found.bound,
        "weighted_before": found.weighted_before,
        "weighted_after": found.weighted_after,
        "weighted_bound": found.weighted_bound,
        "people_moved": found.moved,
        "patients_displaced": found.patients,
        "patients_of_gaps": found.turned_away,
        "assignments": [_assignment(each) for each in found.assignments],
        "unfilled": [_open(each) for each in found.unfilled],
        "hurts_most": [_hurt(each) for each in found.hurts_most],
        "findings": [asdict(each) for each in found.findings],
        "unspecified": list(found.unspecified),
    }


def _assignment(each: Suggested) -> dict[str, Any]:
    return {
        "staff_id": each.staff_id,
        "name": each.name,
        "grade": each.grade,
        "service": each.service,
        **both_times("start", each.start),
        **both_times("end", each.end),
        "kind": each.kind.value,
        "leaves_duties": each.leaves_duties,
        "cost": each.cost_words,
        "findings": [asdict(finding) for finding in each.findings],
        "reserves": [asdict(reserve) for reserve in each.reserves],
    }


def _hurt(each: Hurt) -> dict[str, Any]:
    return {
        "staff_id": each.staff_id,
        "name": each.name,
        "grade": each.grade,
        "missing_minutes": each.missing_minutes,
        "weighted_minutes": each.weighted,
        "services": list(each.services),
    }


def _open(each: OpenStretch) -> dict[str, Any]:
    return {
        "service": each.service,
        "requirement": each.post,
        **both_times("start", each.start),
        **both_times("end", each.end),
        "missing": each.missing,
        "care": each.care,
        "patients": each.patients,
        "why": [asdict(why) for why in each.why],
        "nearest": each.nearest,
        "relax": list(each.relax),
    }


def _in_words(found: Suggestion) -> list[str]:
    lines = [each.text for each in found.findings if each.rule == "strike_off"]
    if lines or found.unknown:
        return lines or [found.unknown]
    if found.turnout is Turnout.CAUTIOUS:
        lines.append(
            "Counted on: nobody of the groups called out during the strike, whatever they said."
        )
    least = f"; at least {hours(found.bound)} stay short" if found.bound else ""
    proof = {
        "optimal": "proved: no plan of these pieces is better",
        "feasible": f"not proved to be the best{least}",
    }.get(found.status, found.status)
    if found.unspecified:
        lines.append(f"No requirement is set for: {', '.join(found.unspecified)}.")
    lines.append(
        f"Missing now {hours(found.missing_before)}, with this plan "
        f"{hours(found.missing_after)} ({proof})."
    )
    if found.assignments:
        people = len({each.staff_id for each in found.assignments})
        lines.append(
            f"{count_of(len(found.assignments), 'cover', 'covers')} by "
            f"{count_of(people, 'person', 'people')}; {found.moved} taken off a duty of their "
            f"own, {count_of(found.patients, 'patient', 'patients')} displaced."
        )
        rows = [
            (
                each.service,
                short_words(each.start),
                short_words(each.end),
                each.name,
                each.grade,
                each.cost_words,
            )
            for each in found.assignments
        ]
        lines.append(table(("Service", "From", "To", "Who", "Grade", "How"), rows))
    for each in found.unfilled:
        lines += _open_words(each)
    return [*lines, *_reserve_words(found), *_hurt_words(found)]


def _reserve_words(found: Suggestion) -> Iterator[str]:
    for each in found.assignments:
        if each.reserves:
            names = "; ".join(f"{one.name} ({one.how})" for one in each.reserves)
            yield f"Instead of {each.name}, {each.service}, {short_words(each.start)}: {names}."


def _hurt_words(found: Suggestion) -> Iterator[str]:
    if found.hurts_most:
        yield "Hurts most if one person alone is away, before anybody else is asked:"
    for each in found.hurts_most:
        places = ", ".join(each.services)
        yield f"  {each.name}: {hours(each.missing_minutes)} more missing, {places}."


def _open_words(each: OpenStretch) -> list[str]:
    patients = count_of(each.patients, "patient cannot be seen", "patients cannot be seen")
    return [
        f"Open: {each.service}, {short_words(each.start)} to {short_words(each.end)}, "
        f"{each.missing} missing ({each.post}).",
        *([f"  {each.care}: a minute here weighs more than elsewhere."] if each.care else []),
        *([f"  {patients} then for want of cover."] if each.patients else []),
        *(f"  {why.people:,} {why.text}" for why in each.why),
        *([f"  Nearest: {each.nearest}"] if each.nearest else []),
        *(f"  Would fill it: {text}" for text in each.relax),
    ]
