"""Commands about disputes."""

from __future__ import annotations

from typing import Any

from rota.commands.context import Context, both_times
from rota.domain.codes import words
from rota.domain.law import Ballot
from rota.domain.times import day_words, short_words
from rota.services.disputes import (
    DisputeDetail,
    find_dispute,
    list_disputes,
    record_ballot,
    record_event,
)


def list_all(context: Context) -> int:
    """List disputes with their windows and timelines."""
    found = list_disputes(context.storage())
    lines: list[str] = []
    for each in found:
        lines.append(each.dispute.name)
        lines.extend(_ballot_lines(each))
        lines.extend(
            f"  {short_words(event.at)}  {words(event.kind)}: {event.text}" for event in each.events
        )
    context.answer(
        {"disputes": [_as_json(each) for each in found]}, "\n".join(lines) or "No disputes yet."
    )
    return 0


def _ballot_lines(detail: DisputeDetail) -> list[str]:
    ballot, result = detail.dispute.ballot, detail.dispute.ballot_result
    said = {
        "Ballot opened": ballot.opened,
        "Ballot closed": ballot.closed,
        "Mandate ends": ballot.mandate_end,
    }
    lines = [f"  {name}: {day_words(day)}" for name, day in said.items() if day is not None]
    return [*lines, f"  Result: {result}"] if result else lines


def _as_json(detail: DisputeDetail) -> dict[str, Any]:
    ballot = detail.dispute.ballot
    days = {
        "ballot_opened": ballot.opened,
        "ballot_closed": ballot.closed,
        "mandate_end": ballot.mandate_end,
    }
    return {
        "dispute": detail.dispute.name,
        **{name: None if day is None else day.isoformat() for name, day in days.items()},
        "ballot_result": detail.dispute.ballot_result,
        "windows": [each.window_id for each in detail.windows],
        "events": [
            {
                **both_times("at", each.at),
                "kind": each.kind.value,
                "window": each.window_id,
                "text": each.text,
                "who": each.who,
                **both_times("entered_at", each.entered_at),
            }
            for each in detail.events
        ],
    }


def ballot(context: Context) -> int:
    """Record a dispute's ballot."""
    said = context.words
    storage = context.storage()
    with storage.read() as work:
        before = find_dispute(work, said.dispute)
    known = Ballot(
        said.opened or before.ballot.opened,
        said.closed or before.ballot.closed,
        said.mandate_end or before.ballot.mandate_end,
    )
    result = said.result or before.ballot_result
    changes = record_ballot(storage, said.dispute, known, result, said.why)
    context.answer({"dispute": said.dispute}, changes.text or "Nothing changed.")
    return 0


def event(context: Context) -> int:
    """Add a line to a dispute's timeline."""
    said = context.words
    changes = record_event(
        context.storage(), said.dispute, said.kind, said.at, said.text, context.now()
    )
    context.answer({"dispute": said.dispute, "kind": said.kind.value}, changes.text)
    return 0
