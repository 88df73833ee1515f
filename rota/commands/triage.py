"""Commands that triage appointments: proposals, accepting them, stop lines, kinds of care."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.commands.reading_words import check_chosen
from rota.commands.triage_words import BY_NAME, NO_KIND
from rota.domain.care import CareKind
from rota.domain.codes import AppointmentKind, Decision, Priority, words
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.times import day_words, short_words
from rota.domain.triage import TriageRow
from rota.services.gap_prices import gap_prices
from rota.services.ports import Storage
from rota.services.triage import Triage, accept_triage, propose_triage, set_care, set_stop
from rota.services.windows import count_of, services_named

SHORT = {
    Decision.KEEP: "Keep",
    Decision.CONVERT: "Phone or video",
    Decision.REBOOK: "New date",
    Decision.STAND_BY: "Stand by",
    Decision.POSTPONE: "Postpone",
}


def triage(context: Context) -> int:
    """Propose what to do with each appointment at risk; with ``--accept`` decide so."""
    said, rules, storage = context.words, context.tools.rules, context.storage()
    if said.window is None:
        said.usage("the following arguments are required: --window")
    now, accepted = context.now(), ""
    if said.accept:
        if said.appointment is not None:
            check_chosen(said.appointment)
        accepted = accept_triage(storage, rules, said.window, now, said.appointment, said.why).text
        accepted = accepted or "Nothing to decide: all is decided, or beyond a day's limit."
    elif said.appointment is not None:
        said.usage("--appointment goes with --accept")
    found = propose_triage(storage, rules, said.window, now)
    services = _services(storage)
    document = {
        "window": found.window_id,
        "revision": found.revision,
        "stops": {day.isoformat(): most for day, most in found.stops.items()},
        "moved": {day.isoformat(): number for day, number in found.moved.items()},
        "appointments": [_row(each, services) for each in found.rows],
    }
    context.answer(
        document, "\n".join([*([accepted] if accepted else []), *_in_words(storage, found)])
    )
    return 0


def _row(each: TriageRow, services: dict[int, Service]) -> dict[str, Any]:
    return {
        "appointment_id": each.appointment_id,
        "service": services[each.service_id].name,
        **both_times("start", each.start),
        "proposed": each.decision.value,
        **both_times("new_start", each.new_start),
        "reasons": list(each.reasons),
        "harm": each.harm,
        "protected": each.protected,
        "over_stop": each.over_stop,
        "at_risk": each.at_risk,
        "decision": None if each.decided is None else each.decided.value,
    }


def _in_words(storage: Storage, found: Triage) -> list[str]:
    at_risk = [each for each in found.rows if each.at_risk]
    lines = [f"{count_of(len(at_risk), 'appointment', 'appointments')} at risk, least harm first."]
    if at_risk:
        lines.append(_cohorts(storage, at_risk))
    left = len(found.rows) - len(at_risk)
    if left:
        lines.append(f"{left:,} decided that this strike leaves alone now: keep as booked?")
    for day in sorted({*found.stops, *found.moved}):
        lines.append(_day(found, day))
    over = sum(each.over_stop for each in found.rows)
    if over:
        lines.append(f"{over:,} more beyond the day's limit: not accepted together.")
    return lines


def _day(found: Triage, day: date) -> str:
    moved = f"{day_words(day)}: {found.moved.get(day, 0):,} decided to be moved"
    return f"{moved}, at most {found.stops[day]:,}." if day in found.stops else f"{moved}."


def _cohorts(storage: Storage, rows: Sequence[TriageRow]) -> str:
    """Return a table of what is proposed for each priority and kind, least harm first."""
    with storage.read() as work:
        visits = work.appointments.visits.existing([each.appointment_id for each in rows])
    cohorts: dict[tuple[Priority, AppointmentKind], list[TriageRow]] = defaultdict(list)
    for each in rows:
        visit = visits[each.appointment_id]
        cohorts[visit.priority, visit.kind].append(each)
    shown = [each for each in SHORT if any(row.decision is each for row in rows)]
    lines = [
        (
            f"{words(priority)}, {words(kind)}",
            *(_number(sum(row.decision is each for row in some)) for each in shown),
            _number(sum(row.protected for row in some)),
            _number(sum(row.decided is not None for row in some)),
        )
        for (priority, kind), some in cohorts.items()
    ]
    return table(("Who", *(SHORT[each] for each in shown), "Moved last", "Decided"), lines)


def _number(count: int) -> str:
    return f"{count:,}" if count else ""


def stop(context: Context) -> int:
    """Draw a stop line on one strike day, or take it away."""
    said = context.words
    changes = set_stop(context.storage(), said.window, said.day, said.most, said.why)
    document = {"window": said.window, "day": said.day.isoformat(), "most": said.most}
    context.answer(document, changes.text or "Nothing changed: it was so already.")
    return 0


def prices(context: Context) -> int:
    """Say whom each stretch in which somebody is missing at a service displaces."""
    said, storage = context.words, context.storage()
    found = gap_prices(storage, context.tools.rules, said.window)
    services = _services(storage)
    document = {
        "window": said.window,
        "prices": [
            {
                "service": services[each.service_id].name,
                "department": services[each.service_id].department,
                "site": services[each.service_id].site,
                **both_times("start", each.start),
                **both_times("end", each.end),
                "patients": each.patients,
                "weight": each.weight,
                "appointments": list(each.appointment_ids),
            }
            for each in found
        ],
    }
    rows = [
        (
            services[each.service_id].name,
            short_words(each.start),
            short_words(each.end),
            _number(each.patients),
            _number(each.weight),
        )
        for each in found
    ]
    listed = table(("Service", "Short from", "To", "Patients", "Harm"), rows)
    context.answer(document, listed if rows else "Nobody is missing anywhere.")
    return 0


def care(context: Context) -> int:
    """Set the kind of care of services; without ``--care`` list them."""
    said, storage, book = context.words, context.storage(), context.tools.rules.care
    names, text = [name for name in said.service if name.strip()], ""
    if said.care is not None:
        if said.care not in (BY_NAME, NO_KIND) and book.kind(said.care) is None:
            known = ", ".join([*(kind.code for kind in book.kinds), NO_KIND, BY_NAME])
            raise Refused("unknown_care", f"There is no kind of care {said.care}. Known: {known}.")
        if not names:
            raise Refused("no_service", "Say which service with --service.")
        ids = [each.service_id for each in _named(storage, names, said.site)]
        changes = set_care(storage, ids, "" if said.care == BY_NAME else said.care, said.why)
        text = changes.text or "Nothing changed: it was so already."
    found = _named(storage, names, said.site) if names else list(_services(storage).values())
    found = sorted(found, key=lambda each: (each.name, each.site))
    kinds = {each.service_id: book.of(each) for each in found}
    listed = table(
        ("Service", "Site", "Care", "Patients", "How known"),
        [_care_cells(each, kinds[each.service_id]) for each in found],
    )
    document = {"services": [_care_json(each, kinds[each.service_id]) for each in found]}
    context.answer(document, text or listed)
    return 0


def _care_cells(each: Service, kind: CareKind | None) -> tuple[str, ...]:
    return (
        each.name,
        each.site,
        "no special kind" if kind is None else kind.name.lower(),
        "moved last" if kind is not None and kind.protected else "",
        "set here" if each.care else "by its name",
    )


def _care_json(each: Service, kind: CareKind | None) -> dict[str, Any]:
    return {
        "service": each.name,
        "department": each.department,
        "site": each.site,
        "care": None if kind is None else kind.code,
        "protected": kind is not None and kind.protected,
        "set_here": bool(each.care),
    }


def _services(storage: Storage) -> dict[int, Service]:
    with storage.read() as work:
        return {each.service_id: each for each in work.duties.services()}


def _named(storage: Storage, names: Sequence[str], site: str) -> list[Service]:
    with storage.read() as work:
        found = [each for name in names for each in services_named(work, name, site)]
    return list({each.service_id: each for each in found}.values())
