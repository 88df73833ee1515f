"""Commands about letters that cannot simply be posted: holds released, and patients phoned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.commands.reading_words import check_chosen
from rota.domain.calls import CallMade
from rota.domain.codes import words
from rota.domain.errors import Refused
from rota.domain.releases import Release
from rota.domain.times import short_words
from rota.services.call_counts import CallCounts, count_calls
from rota.services.call_sheets import last_outcome, number_words, write_call_sheet
from rota.services.calls import record_call
from rota.services.phoning import PhoneCall, calls_to_make
from rota.services.phoning import phone_list as listed
from rota.services.releases import answer_release, ask_release, open_releases, withdraw_release
from rota.services.windows import count_of


def release(context: Context) -> int:
    """Ask that a hold be let go, answer what somebody asked, or take it back."""
    said = context.words
    if said.withdraw is not None and said.answer is not None:
        raise Refused("which_release", "Give --answer or --withdraw, not both.")
    if said.withdraw is not None:
        return _withdraw(context)
    return _answer(context) if said.answer is not None else _ask(context)


def _ask(context: Context) -> int:
    said = context.words
    if said.yes or said.no:
        raise Refused("which_release", "Say with --answer which release this answers.")
    if not said.appointment or not said.code:
        raise Refused("which_letter", "Say with --appointment and --code what is to be let go.")
    check_chosen(said.appointment)
    asked = ask_release(
        context.storage(),
        context.tools.rules.letters,
        said.appointment,
        said.code,
        said.why,
        said.who,
        context.now(),
        said.address.split(";") if said.address else (),
        said.hand_to,
    )
    numbers = ", ".join(str(each.release_id) for each in asked.releases)
    text = f"{asked.changes.text} Somebody else must agree: release {numbers}."
    context.answer({"releases": [_release(each) for each in asked.releases]}, text)
    return 0


def _answer(context: Context) -> int:
    said = context.words
    if said.yes == said.no:
        raise Refused("yes_or_no", "Answer with --yes or with --no.")
    done = answer_release(context.storage(), said.answer, said.yes, said.who, context.now())
    context.answer({"release": _release(done.release)}, done.changes.text)
    return 0


def _withdraw(context: Context) -> int:
    said = context.words
    done = withdraw_release(context.storage(), said.withdraw, said.who, context.now())
    context.answer({"release": _release(done.release)}, done.changes.text)
    return 0


def releases(context: Context) -> int:
    """List what waits for a second person."""
    waiting = open_releases(context.storage())
    rows = [
        (
            str(each.release_id),
            each.appointment_id,
            words(each.code),
            each.asked_by,
            short_words(each.asked_at),
            each.why,
        )
        for each in waiting
    ]
    headings = ("Release", "Appointment", "Hold", "Asked by", "When", "Why")
    text = table(headings, rows) if rows else "Nothing waits for a second person."
    context.answer({"releases": [_release(each) for each in waiting]}, text)
    return 0


def _release(each: Release) -> dict[str, Any]:
    return {
        "release": each.release_id,
        "appointment_id": each.appointment_id,
        "code": each.code,
        "why": each.why,
        "address": list(each.address),
        "hand_to": each.hand_to,
        "asked_by": each.asked_by,
        **both_times("asked_at", each.asked_at),
        "answer": each.answer or None,
        "answered_by": each.answered_by or None,
        **both_times("answered_at", each.answered_at),
    }


def call(context: Context) -> int:
    """Record what came of a call."""
    said = context.words
    done = record_call(
        context.storage(),
        context.tools.rules.letters,
        said.appointment,
        said.outcome,
        said.who,
        said.note,
        context.now(),
    )
    document = {"appointment_id": done.call.appointment_id, **_call(done.call)}
    context.answer(document, done.changes.text)
    return 0


def phone_list(context: Context) -> int:
    """List whom to phone because no letter reaches them in time, or write that as a file."""
    storage, tools, said = context.storage(), context.tools, context.words
    calls = listed(storage, tools.rules.letters, context.now(), said.window)
    document: dict[str, Any] = {
        "window": said.window,
        "calls": [_listed(each) for each in calls],
    }
    if said.out is not None:
        path = write_call_sheet(
            storage,
            tools.rules.letters,
            tools.exporter,
            tools.papers,
            Path(said.out),
            said.window,
            context.now(),
        )
        context.answer({**document, "file": str(path)}, f"Wrote {path}.")
        return 0
    context.answer(document, _call_words(calls_to_make(calls), count_calls(calls)))
    return 0


def _call_words(calls: Sequence[PhoneCall], counts: CallCounts) -> str:
    """Return whom to ring and, apart, whom nobody can ring and what to do instead."""
    if not calls:
        return "Nobody needs a call."
    parts = []
    if rows := [
        (
            each.name,
            each.phone,
            short_words(each.start),
            each.appointment_id,
            last_outcome(each),
            each.why,
        )
        for each in calls
        if each.phone
    ]:
        parts += [
            table(("Patient", "Phone", "Appointment", "ID", "Last call", "Why"), rows),
            f"{count_of(counts.to_ring, 'patient', 'patients')} to ring.",
        ]
    if apart := [
        (
            each.name,
            number_words(each),
            short_words(each.start),
            each.appointment_id,
            last_outcome(each),
            each.note,
        )
        for each in calls
        if not each.phone
    ]:
        parts.append(table(("Patient", "Phone", "Appointment", "ID", "Last call", "Note"), apart))
    if counts.no_number:
        parts.append(
            f"{count_of(counts.no_number, 'patient', 'patients')} nobody can ring: reach them "
            "another way."
        )
    return "\n".join(parts)


def _listed(each: PhoneCall) -> dict[str, Any]:
    return {
        "appointment_id": each.appointment_id,
        "name": each.name,
        "phone": each.phone,
        **both_times("start", each.start),
        "why": each.why,
        "tell": each.tell,
        "told": each.is_told,
        "note": each.note,
        "tries": [_call(made) for made in each.calls],
    }


def _call(made: CallMade) -> dict[str, Any]:
    return {
        "outcome": made.outcome.value,
        "who": made.by,
        "note": made.note,
        **both_times("at", made.at),
    }
