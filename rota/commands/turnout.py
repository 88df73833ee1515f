"""Commands about turnout: totals of past strike days, and the forecast of the next."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rota.commands import files
from rota.commands.context import Context, table
from rota.domain.changes import Changes
from rota.domain.grades import grade_words
from rota.domain.importing import ImportKind
from rota.domain.permissions import See, refuse_sight
from rota.domain.times import day_words
from rota.domain.turnout import Forecast, TurnoutTotal
from rota.services.by_hand import one_spaced
from rota.services.turnout import (
    keep_totals,
    read_turnout,
    remove_totals,
    totals_from_attendance,
)
from rota.services.turnout_doubts import doubts_of

NOBODY = "A forecast is a number: no named person is predicted."


def add(context: Context) -> int:
    """Keep one total."""
    said = context.words
    total = TurnoutTotal(
        said.day,
        one_spaced(said.site),
        _grade(context),
        said.due,
        said.on_strike,
        said.absent,
        said.source,
    )
    least = context.tools.rules.turnout.least
    storage = context.storage()
    changes = keep_totals(storage, [total], context.now(), least)
    with storage.read() as work:
        notes = doubts_of(work, [total], context.tools.rules.ladder)
    text = changes.text or "Nothing changed."
    context.answer({"entry": changes.entry, "notes": notes}, " ".join([text, *notes]))
    return 0


def list_all(context: Context) -> int:
    """List the totals, oldest first."""
    refuse_sight(context.storage().user, See.DECLARATIONS)
    with context.storage().read() as work:
        totals = work.attendance.totals()
    rows = [
        (
            day_words(each.day),
            each.site,
            grade_words(each.grade),
            str(each.due),
            str(each.on_strike),
            str(each.absent_otherwise),
            each.source,
        )
        for each in totals
    ]
    headings = ("Day", "Site", "Grade", "Due", "On strike", "Absent otherwise", "Source")
    text = table(headings, rows) if rows else "No past strike day is on record."
    context.answer({"totals": [_total(each) for each in totals]}, text)
    return 0


def remove(context: Context) -> int:
    """Remove one total."""
    said = context.words
    key = said.day, said.site, _grade(context)
    return _done(context, remove_totals(context.storage(), [key]))


def load(context: Context) -> int:
    """Import a file of totals, as ``import turnout`` does."""
    vars(context.words).update(
        kind=ImportKind.TURNOUT, window=None, profile="", given=[], replace=False, take_file=False
    )
    return files.load(context)


def take(context: Context) -> int:
    """Keep the totals of a strike's settled attendance."""
    rules = context.tools.rules
    found = totals_from_attendance(
        context.storage(), context.words.window, rules.ladder, context.now(), rules.turnout.least
    )
    document = {
        "window": context.words.window,
        "taken": found.taken,
        "kept_as_entered": found.kept,
        "groups_left_out": found.left_out,
        "groups_not_settled": found.partly,
        "duties_not_settled": found.unsettled,
        "entry": found.changes.entry,
    }
    context.answer(document, found.words)
    return 0


def forecast(context: Context) -> int:
    """Say how many come of those called out, group by group."""
    rules = context.tools.rules
    view = read_turnout(context.storage(), context.words.window, rules)
    document = {
        "window": view.window.window_id,
        "level": rules.turnout.level,
        "source": rules.turnout.source,
        "forecasts": [_forecast(each) for each in view.forecasts],
        "notes": list(view.said),
    }
    rows = [
        (
            day_words(each.day),
            each.site,
            grade_words(each.grade),
            f"{each.due:,}",
            f"{each.expected:,}",
            f"{each.low:,} to {each.high:,}",
            each.basis,
        )
        for each in view.forecasts
    ]
    lines = list(view.said)
    if rows:
        headings = ("Day", "Site", "Grade", "Due", "Expected", "Range", "How it is known")
        lines = [table(headings, rows), view.range_words, NOBODY, *lines]
    context.answer(document, "\n".join(lines))
    return 0


def _grade(context: Context) -> str:
    said: str = context.words.grade
    return context.tools.rules.ladder.read(said) or one_spaced(said)


def _done(context: Context, changes: Changes) -> int:
    context.answer({"entry": changes.entry}, changes.text or "Nothing changed.")
    return 0


def _total(total: TurnoutTotal) -> dict[str, Any]:
    return {**asdict(total), "day": total.day.isoformat()}


def _forecast(each: Forecast) -> dict[str, Any]:
    return {**asdict(each), "day": each.day.isoformat(), "basis": each.basis}
