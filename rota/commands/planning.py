"""Commands that plan one window: marks, levels, cover, what is affected, gaps and decisions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rota.commands.context import Context, both_times, local_words, table
from rota.commands.cover import naming_override
from rota.domain.appointments import risks_told
from rota.domain.codes import WindowType, words
from rota.domain.permissions import See, departments_seen, may_see, refuse_sight
from rota.domain.times import short_words
from rota.services.assigning import CoverOrder, service_called
from rota.services.assigning import assign as assign_cover
from rota.services.deciding import decide as decide_visits
from rota.services.letter_queue import letters_needed
from rota.services.new_times import weigh_new_time
from rota.services.strike_picture import StrikePicture
from rota.services.windows import mark_duties, set_level, show_window


def mark(context: Context) -> int:
    """Mark duties as emergency-only cover, or not."""
    said = context.words
    storage = context.storage()
    changes = mark_duties(storage, said.window, said.duty, said.emergency, said.why)
    if show_window(storage, said.window).window.terms.type is WindowType.FULL_WALKOUT:
        context.say(
            "Note: a full walkout takes marked duties too; marks count if the type changes."
        )
    context.answer(
        {"window": said.window, "duties": said.duty, "emergency": said.emergency},
        changes.text or "Nothing changed: they were marked so already.",
    )
    return 0


def level(context: Context) -> int:
    """Set the level of a service during a window."""
    said = context.words
    storage = context.storage()
    changes = set_level(storage, said.window, said.service, said.level, said.why, said.site)
    context.answer(
        {"window": said.window, "service": said.service, "level": said.level.value},
        changes.text or "Nothing changed: it was at that level already.",
    )
    return 0


def assign(context: Context) -> int:
    """Record accepted cover."""
    said = context.words
    storage = context.storage()
    service = service_called(storage, said.service, said.site)
    order = CoverOrder(
        said.window,
        said.staff,
        service.service_id,
        said.start,
        said.end,
        said.consent,
        said.leaves_duties,
    )
    with naming_override():
        done = assign_cover(storage, order, context.tools.rules, said.override_why)
    document = {
        "window": said.window,
        "staff_id": said.staff,
        "service": said.service,
        **both_times("start", done.assignment.start),
        **both_times("end", done.assignment.end),
        "findings": [asdict(each) for each in done.findings],
        "assignment_id": done.assignment.assignment_id,
        "kind": done.assignment.kind.value,
    }
    notes = [f"Note: {each.text}" for each in done.findings]
    context.answer(document, "\n".join([done.changes.text, *notes]))
    return 0


def affected(context: Context) -> int:
    """Say what a window removes and which appointments it puts at risk."""
    said = context.words
    everything = not (said.duties or said.appointments)
    user = context.storage().user
    if said.duties:
        refuse_sight(user, See.DECLARATIONS)
    with context.storage().read() as work:
        picture = StrikePicture(work, said.window, context.tools.rules.ladder)
        document: dict[str, Any] = {
            "window": picture.window.window_id,
            "revision": picture.window.revision,
        }
        lines = []
        # Which duties of a group are lost, and which are not, tells what each holder said.
        if may_see(user, See.DECLARATIONS) and (said.duties or everything):
            document["duties"] = _duties(picture)
            lines.append(f"{len(picture.lost):,} duties are lost.")
        if said.appointments or everything:
            document["appointments"] = _appointments(picture)
            lines.append(f"{len(document['appointments']):,} appointments are at risk.")
    lines.extend(_lines(document))
    context.has_shown = bool(document.get("appointments"))
    context.answer(document, "\n".join(lines))
    return 0


def _duties(picture: StrikePicture) -> list[dict[str, Any]]:
    rows = []
    for each in picture.lost:
        service = picture.services[each.duty.service_id]
        rows.append(
            {
                "duty_id": each.duty.duty_id,
                "staff_id": each.duty.staff_id,
                "service": service.name,
                "department": service.department,
                "site": service.site,
                **both_times("start", each.duty.start),
                **both_times("end", each.duty.end),
                "lost_minutes": each.lost_minutes,
                "reason": each.reason,
            }
        )
    return rows


def _appointments(picture: StrikePicture) -> list[dict[str, Any]]:
    user = picture.work.user
    told = tuple if may_see(user, See.DECLARATIONS) else risks_told
    own = departments_seen(user, See.DISPLACED)
    at_risk = [
        each
        for each in picture.at_risk
        if own is None or picture.services[each.visit.service_id].department.casefold() in own
    ]
    ids = [each.visit.appointment_id for each in at_risk]
    decisions = picture.work.appointments.decisions.existing(ids)
    needed = letters_needed(picture.work)
    rows = []
    for each in at_risk:
        made = decisions.get(each.visit.appointment_id)
        rows.append(
            {
                "appointment_id": each.visit.appointment_id,
                "service": picture.services[each.visit.service_id].name,
                **both_times("start", each.visit.start),
                "reasons": [reason.value for reason in told(each.reasons)],
                "decision": None if made is None else made.decision.value,
                "letter_needed": each.visit.appointment_id in needed,
            }
        )
    return rows


def _lines(document: dict[str, Any]) -> list[str]:
    lines = []
    if document.get("duties"):
        duties = [
            (
                each["duty_id"],
                each["service"],
                local_words(each["start"]),
                f"{each['lost_minutes']:,}",
            )
            for each in document["duties"]
        ]
        lines.append(table(("Duty", "Service", "Start", "Minutes lost"), duties))
    if document.get("appointments"):
        visits = [
            (
                each["appointment_id"],
                each["service"],
                local_words(each["start"]),
                ", ".join(words(reason) for reason in each["reasons"]),
                words(each["decision"] or "not decided"),
            )
            for each in document["appointments"]
        ]
        lines.append(table(("Appointment", "Service", "Start", "Reasons", "Decision"), visits))
    return lines


def decide(context: Context) -> int:
    """Decide on appointments."""
    said = context.words
    changes = decide_visits(
        context.storage(),
        said.appointment,
        said.decision,
        said.why,
        said.new_start,
        said.agreed,
        context.now(),
    )
    found = (
        weigh_new_time(
            context.storage(),
            context.tools.rules.posting,
            said.appointment[0],
            said.new_start,
            context.now(),
        )
        if said.new_start is not None
        else ()
    )
    document = {
        "appointments": said.appointment,
        "decision": said.decision.value,
        **both_times("new_start", said.new_start),
        "findings": [asdict(each) for each in found],
    }
    for each in found:
        context.say(f"Note: {each.text}")
    when = f" New time: {short_words(said.new_start)}." if said.new_start else ""
    context.answer(document, (changes.text or "Nothing changed.") + when)
    return 0
