"""Why a stretch stays open: everybody counted once, the nearest miss, and what would fill it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from rota.domain.cover_limits import ON_SITE
from rota.domain.findings import Finding
from rota.domain.people import StaffMember
from rota.domain.suggestions import OpenStretch, Why
from rota.domain.times import to_local
from rota.services.candidates import ALREADY_THERE
from rota.services.cover_leaving import clocks
from rota.services.suggest_ground import Question, if_working
from rota.services.suggest_people import STRIKING, Eligibility, Verdict
from rota.services.suggest_places import Place

LEAVES_SHORT = "leaves_short"
NOT_CHOSEN = "not_chosen"

_OF_WHAT = {ON_SITE: " on site at a stretch"}

FARTHEST = 0.25
"""No change is proposed that goes further past a limit than this share of it."""


def explain(
    question: Question,
    able: Eligibility,
    places: Sequence[Place],
    cancelled: Callable[[], bool],
) -> tuple[OpenStretch, ...]:
    """Return the places that stay open, those that are alike as one, with every reason.

    Once it is cancelled no more reasons are looked for.
    """
    alike = Counter(places)
    worked = if_working(able.checks, frozenset(able.checks.ground.staff))
    all_working = Eligibility(worked, able.declined)
    found = [
        _stretch(question, place, missing)
        if cancelled()
        else _explained(question, able, all_working, place, missing)
        for place, missing in alike.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.start, each.service, each.post, each.end)))


def _explained(
    question: Question, able: Eligibility, all_working: Eligibility, place: Place, missing: int
) -> OpenStretch:
    verdicts = able.everybody(place)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in verdicts:
        code, text = _reason(each)
        counts[code][text] += 1
    why = [
        Why(code, people, text) for code, texts in counts.items() for text, people in texts.items()
    ]
    return replace(
        _stretch(question, place, missing),
        why=tuple(sorted(why, key=lambda each: (-each.people, each.rule, each.text))),
        nearest=_nearest(able, verdicts) or _nearly_fit(able, place, verdicts),
        relax=(
            *_relaxed_rules(verdicts, missing),
            *_others(able, all_working, place, verdicts, missing),
        ),
    )


def _stretch(question: Question, place: Place, missing: int) -> OpenStretch:
    ground = question.checks.ground
    service = ground.service(place.service_id)
    kind = ground.rules.care.of(service)
    return OpenStretch(
        place.service_id,
        service.name,
        place.post.label,
        place.start,
        place.end,
        missing,
        (),
        "",
        (),
        kind.name if kind is not None and kind.weight > 1 else "",
        len(question.turned_away(place.service_id, place.start, place.end)),
    )


def _reason(each: Verdict) -> tuple[str, str]:
    if each.reason is not None:
        return each.reason.code, each.reason.kind
    if each.leaves:
        return LEAVES_SHORT, "could come, and would leave as much short where they are"
    return NOT_CHOSEN, "could come; the search ended before it placed them"


def _nearest(able: Eligibility, verdicts: Sequence[Verdict]) -> str:
    """Name whom the least working time or rest keeps away, with the figures."""
    missed = [each for each in verdicts if each.stops]
    if not missed:
        return ""
    nearest = min(missed, key=lambda each: (len(each.stops), _miss(each), each.order.staff_id))
    person = able.checks.ground.staff[nearest.order.staff_id]
    return f"{_name(person)}: {nearest.stops[0].text}"


def _nearly_fit(able: Eligibility, place: Place, verdicts: Sequence[Verdict]) -> str:
    """Name somebody who is free and lacks only what the post asks of them; the highest grade."""
    ladder, staff = able.checks.ground.rules.ladder, able.checks.ground.staff
    bare = replace(place, post=replace(place.post, grade_min="", competencies=frozenset()))
    short = [(each, staff[each.order.staff_id]) for each in verdicts if each.reason]
    short = [(each, person) for each, person in short if _is_misfit(each)]
    short.sort(key=lambda each: (-(ladder.rank(each[1].grade) or 0), each[1].staff_id))
    for each, person in short:
        if each.reason and able.of(person, bare).reason is None:
            return f"{_name(person)}: {each.reason.text}."
    return ""


def _is_misfit(each: Verdict) -> bool:
    return each.reason is not None and each.reason.code in ("grade_too_low", "skill_missing")


def _name(person: StaffMember) -> str:
    return f"{person.forename} {person.surname}".strip()


def _miss(each: Verdict) -> float:
    """Return by what share of the limit somebody misses it."""
    return max(_share(stop) for stop in each.stops)


def _share(stop: Finding) -> float:
    measured, limit = figure(stop.measured), figure(stop.limit)
    return abs(measured - limit) / max(limit, 1)


def figure(text: str) -> int:
    """Return a measured figure as a number: 9 h 30 as 570, 5 nights as 5."""
    if length := re.match(r"(\d+) h(?: (\d+))?", text):
        return int(length.group(1)) * 60 + int(length.group(2) or 0)
    number = re.match(r"\d+", text)
    return int(number.group()) if number else 0


def _relaxed_rules(verdicts: Sequence[Verdict], missing: int) -> list[str]:
    """Return, for each rule that alone keeps enough people away, the least that would fill it."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for each in verdicts:
        if len(each.stops) == 1:
            by_rule[each.stops[0].rule].append(each.stops[0])
    found = []
    for rule, stops in by_rule.items():
        if len(stops) >= missing:
            wanted = sorted(stops, key=_share)[missing - 1]
            if _share(wanted) > FARTHEST:
                continue
            people = "1 person" if missing == 1 else f"{missing} people"
            what = wanted.measured + _OF_WHAT.get(rule, " of rest" if "rest" in rule else "")
            text = f"Allow {what} for {people} (the limit is {wanted.limit}: {wanted.source})."
            found.append((_share(wanted), text))
    return [text for _, text in sorted(found)]


def _others(
    able: Eligibility,
    all_working: Eligibility,
    place: Place,
    verdicts: Sequence[Verdict],
    missing: int,
) -> list[str]:
    staff = all_working.checks.ground.staff
    would = 0
    for each in verdicts:
        if each.reason is able.called_out:
            reason = all_working.of(staff[each.order.staff_id], place).reason
            would += reason is None or reason is ALREADY_THERE
    when = _when(place.start, place.end)
    found = []
    if would >= missing:
        if able.called_out is STRIKING:
            does = "comes to work after all" if missing == 1 else "come to work after all"
        else:
            does = "says that they will work" if missing == 1 else "say that they will work"
        found.append(f"{missing} of those called out {does} ({would:,} could come).")
    return [*found, f"{missing} more: {place.post.label}, {when}."]


def _when(start: datetime, end: datetime) -> str:
    day = to_local(start)
    return f"{day:%a} {day.day} {day:%b}, {clocks(start, end)}"
