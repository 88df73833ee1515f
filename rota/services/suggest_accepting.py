"""Accepting a suggested plan, all or some of it, in one step that one undo takes back."""

from __future__ import annotations

from collections.abc import Collection

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.rules import Rulebook
from rota.domain.suggestions import Suggested, Turnout
from rota.domain.times import short_words
from rota.services.assigning import changed_by, keep, read_orders
from rota.services.cover_orders import CoverOrder
from rota.services.ports import Storage
from rota.services.strike_picture import find_window
from rota.services.suggest_ground import if_working, is_idle, judged_together
from rota.services.suggest_values import Suggestion
from rota.services.windows import count_of


def accept(
    storage: Storage,
    suggestion: Suggestion,
    chosen: Collection[int] | None,
    rules: Rulebook,
    why: str = "",
) -> Changes:
    """Record the chosen assignments of a plan, by their places in it; all with None.

    All are judged again as things stand now. Refuses, recording nothing, when a rule has come to
    stop one of them or when, at the turnout of the plan, there is nothing left for one to close.
    """
    numbers = range(len(suggestion.assignments)) if chosen is None else sorted(set(chosen))
    picked = [suggestion.assignments[number] for number in numbers]
    if not picked:
        raise Refused("nothing_chosen", "There is no suggested cover to accept.")
    orders = [_order(suggestion.window_id, each) for each in picked]
    with storage.write("suggest cover", why) as work:
        window = find_window(work, suggestion.window_id)
        if not window.removes_duties or window.revision != suggestion.revision:
            raise Refused(
                "window_changed", "The strike has changed since this plan was made. Suggest again."
            )
        for order in orders:
            changed_by(work, order)
        checks = read_orders(work, orders, rules)
        judged = judged_together(checks, orders)
        for one, made in zip(picked, judged, strict=True):
            for stop in made.stops:
                raise Refused(stop.rule, f"{_where(one)}: {stop.text} Suggest again.")
        if suggestion.turnout is Turnout.CAUTIOUS:
            checks = if_working(checks, frozenset())
        for one, order in zip(picked, orders, strict=True):
            if is_idle(checks, orders, order):
                text = f"{_where(one)}: nothing is left for this cover to close. Suggest again."
                raise Refused("nothing_closed", text)
        for made in judged:
            keep(work, made, None, why)
        number = count_of(len(picked), "suggested cover", "suggested covers")
        work.say(f"Accepted {number}, the first at {_where(picked[0])}.")
    return work.changes


def _order(window_id: int, each: Suggested) -> CoverOrder:
    return CoverOrder(
        window_id,
        each.staff_id,
        each.service_id,
        each.start,
        each.end,
        leaves_duties=each.leaves_duties,
    )


def _where(each: Suggested) -> str:
    return f"{each.service}, {short_words(each.start)} to {short_words(each.end)}"
