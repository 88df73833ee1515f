"""The board at another turnout of those called out. Computed, never saved.

A forecast is a number and names nobody. To see gaps hour by hour somebody has to be taken, and that
is done by lot; so the names of all who are called out are withheld on such a board.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from rota.domain.errors import Refused
from rota.domain.losses import LostDuty
from rota.domain.times import to_local
from rota.domain.turnout import BoardTurnout, Forecast
from rota.domain.what_if import Supposition
from rota.services.strike_board import StrikeBoard
from rota.services.turnout import members_of

WITHHELD = "Called out, name withheld"


def at_turnout(
    board: StrikeBoard, supposed: Supposition, forecasts: Sequence[Forecast], least: int
) -> StrikeBoard:
    """Return the board at the turnout that is supposed. Refuses a forecast that there is not."""
    reading = board.picture.reading
    window_id = board.picture.window.window_id
    if supposed.turnout is BoardTurnout.DECLARED:
        return board
    if supposed.turnout is BoardTurnout.CAUTIOUS:
        nobody = {each: replace(facts, working=()) for each, facts in reading.facts.items()}
        return board.with_facts(nobody, {})
    if not forecasts:
        raise Refused(
            "no_forecast", "There is no forecast for this strike: enter past strike days first."
        )
    worked = _worked(board, supposed, forecasts, least)
    facts = replace(board.picture.facts, worked=worked)
    return board.with_facts({window_id: facts}, _withheld(board))


def _worked(
    board: StrikeBoard, supposed: Supposition, forecasts: Sequence[Forecast], least: int
) -> frozenset[str]:
    """Return the duties of those drawn to come beside who comes anyway."""
    members, _ = members_of(board.picture, least)
    lost = _lost_by_day(board.picture.lost)
    found: set[str] = set()
    for each in forecasts:
        group = members.get(each.day, {}).get((each.site, each.grade), frozenset())
        of_day = lost.get(each.day, {})
        striking = group & of_day.keys()
        wanted = each.expected if supposed.turnout is BoardTurnout.EXPECTED else each.low
        more = max(0, wanted - (len(group) - len(striking)))
        for who in sorted(striking, key=supposed.lot)[:more]:
            found.update(of_day[who])
    return frozenset(found)


def _lost_by_day(lost: Sequence[LostDuty]) -> Mapping[date, Mapping[str, Collection[str]]]:
    """Return the duties lost by the day on which they start, and by who holds them."""
    found: dict[date, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in lost:
        if each.duty.staff_id is not None:
            day = to_local(each.duty.start).date()
            found[day][each.duty.staff_id].append(each.duty.duty_id)
    return found


def _withheld(board: StrikeBoard) -> dict[str, tuple[str, str, str]]:
    called_out = board.picture.window.terms.groups
    return {
        who: ("", WITHHELD, person.grade)
        for who, person in board.picture.reading.people.items()
        if person.staff_group in called_out
    }
