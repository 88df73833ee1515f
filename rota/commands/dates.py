"""Commands that propose new dates, and hand decisions over to the hospital's own system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.commands.reading_words import check_chosen
from rota.domain.rebooking import DateOffers, SlotChoice
from rota.domain.times import short_words
from rota.services.new_dates import DateQuestion, accept_dates, propose, read_dates
from rota.services.pas_file import write_pas_file
from rota.services.windows import count_of


def suggest(context: Context) -> int:
    """Propose a new date for everyone postponed in a window; with ``--accept`` take all of them."""
    said, tools, storage = context.words, context.tools, context.storage()
    now = context.now()
    if said.appointment is not None:
        check_chosen(said.appointment)
    question = read_dates(storage, tools.rules, said.window, now, said.appointment)
    found = propose(question, tools.rebooker)
    chosen = {each.appointment_id: each.choice.slot_id for each in found.offers if each.choice}
    accepted = ""
    if said.accept and chosen:
        done = accept_dates(storage, tools.rules, chosen, said.why, now, said.agreed)
        accepted = done.text
    document = {**_document(said.window, found), "accepted": len(chosen) if accepted else 0}
    lines = [*_in_words(question, found), *([accepted] if accepted else [])]
    context.answer(document, "\n".join(lines))
    return 0


def _document(window_id: int, found: DateOffers) -> dict[str, Any]:
    return {
        "window": window_id,
        "total_harm": found.total_harm,
        "dates": [
            {
                "appointment_id": each.appointment_id,
                **_choice(each.choice),
                "why": list(each.why),
                "warnings": list(each.warnings),
                "alternatives": [
                    {
                        **_choice(other),
                        "why": [*other.warnings, *other.notes],
                        "warnings": list(other.warnings),
                    }
                    for other in each.alternatives
                ],
            }
            for each in found.offers
            if each.choice
        ],
        "unplaced": [
            {"appointment_id": each.appointment_id, "why": list(each.why)}
            for each in found.offers
            if each.choice is None
        ],
    }


def _choice(choice: SlotChoice) -> dict[str, Any]:
    return {
        "slot_id": choice.slot_id,
        **both_times("new_start", choice.start),
        "clinic_code": choice.clinic_code,
        "harm": choice.harm,
    }


def _in_words(question: DateQuestion, found: DateOffers) -> list[str]:
    if not found.offers:
        return ["Nobody is postponed without a date in this strike."]
    placed = [each for each in found.offers if each.choice]
    lines = [f"{count_of(len(placed), 'new date', 'new dates')}, harm {found.total_harm:,} in all."]
    if placed:
        visits = {each.appointment_id: each for each in question.problem.wanted}
        rows = [
            (
                each.appointment_id,
                question.services[visits[each.appointment_id].service_id].name,
                short_words(visits[each.appointment_id].start),
                short_words(each.choice.start),
                "; ".join(each.why),
            )
            for each in placed
            if each.choice
        ]
        lines.append(table(("Appointment", "Service", "Was", "New date", "Why"), rows))
    for each in found.offers:
        if each.choice is None:
            lines.append(f"No date for {each.appointment_id}: {'; '.join(each.why)}.")
    return lines


def hand_over(context: Context) -> int:
    """Write what was decided since the last file for the hospital's own system."""
    said = context.words
    out = Path(said.file)
    done = write_pas_file(
        context.storage(), context.tools.exporter, out, context.now(), everything=said.all
    )
    wrote = f"{count_of(done.rows, 'decision', 'decisions')} in {out}."
    first = wrote if done.rows else "Nothing to hand over: no file was written."
    document = {
        "file": str(out) if done.rows else None,
        "rows": done.rows,
        "left_out": sum(done.left_out.values()),
        "left_out_by": dict(done.left_out),
    }
    context.answer(document, "\n".join([first, *done.left_out_words]))
    return 0
