"""From what was chosen to the plan that is shown: judged as a whole, counted, and put in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rota.domain.codes import words
from rota.domain.findings import Finding
from rota.domain.suggestions import OpenStretch, Reserve, Suggested
from rota.services.board_lanes import who
from rota.services.cover_orders import Assessment, CoverOrder
from rota.services.cover_picture import CoverPicture
from rota.services.suggest_ground import (
    Question,
    judged_together,
    missing_minutes,
    planned,
    weighted_minutes,
)
from rota.services.suggest_hurt import hurts_most
from rota.services.suggest_places import open_places
from rota.services.suggest_values import Suggestion
from rota.services.windows import count_of

Reserves = Mapping[CoverOrder, Sequence[Assessment]]


class BadSuggestion(Exception):
    """A finished plan failed its own check: a mistake in the program. It is never shown."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a search has found; ``floor`` counts what nobody at all could take, if it is asked."""

    chosen: Sequence[CoverOrder]
    proved: bool
    floor: Callable[[], Counter[int]]
    unfilled: tuple[OpenStretch, ...]
    said: tuple[Finding, ...]


def answer(question: Question, known: Known, reserves: Reserves | None = None) -> Suggestion:
    """Judge a plan as a whole, and return it. A plan with a stop is never returned.

    ``reserves`` come with a finished plan; only then is it asked whose absence would hurt most.
    """
    checks, ground = question.checks, question.checks.ground
    window = ground.picture.window
    chosen = sorted(known.chosen, key=lambda each: (each.start, each.service_id, each.staff_id))
    judged = judged_together(checks, chosen)
    board = question.board.with_cover([*question.board.assignments, *map(planned, chosen)])
    before = weighted_minutes(ground, ground.picture)
    after = weighted_minutes(ground, board.picture)
    stops = [stop for each in judged for stop in each.stops]
    if stops or after > before:
        raise BadSuggestion(stops[0].rule if stops else "more is missing than before")
    missing = missing_minutes(board.picture)
    bound, weighted_bound = _bounds(question, known, missing, after)
    return Suggestion(
        window.window_id,
        window.revision,
        question.ask.aim,
        "optimal" if known.proved else "feasible",
        missing_minutes(ground.picture),
        missing,
        bound,
        tuple(_suggested(question, each, (reserves or {}).get(each.order, ())) for each in judged),
        known.unfilled,
        (*known.said, *(finding for each in judged for finding in each.findings)),
        len({each.staff_id for each in chosen if each.leaves_duties}),
        sum(question.displaced(each) for each in chosen),
        board,
        question.ask.turnout,
        before,
        after,
        weighted_bound,
        _turned_away(question, board.picture),
        () if reserves is None else hurts_most(ground, board.picture, board.names),
        tuple(sorted(board.view.unspecified)),
    )


def _bounds(question: Question, known: Known, missing: int, weighted: int) -> tuple[int, int]:
    """Return what stays missing in any plan of these pieces: in minutes, and in weighted ones.

    What is proved is the weighted bound; no plan can share it among fewer minutes than the
    heaviest service would take.
    """
    if not missing:
        return 0, 0
    services = question.checks.ground.picture.levels
    heaviest = max((question.weight(each) for each in services), default=1)
    least = -(-weighted // heaviest) if known.proved else 0
    if least == missing:
        return missing, weighted
    floor = known.floor()
    nobody = sum(floor.values())
    floor_weighted = sum(minutes * question.weight(each) for each, minutes in floor.items())
    return max(least, nobody), weighted if known.proved else floor_weighted


def _turned_away(question: Question, picture: CoverPicture) -> int:
    """Return how many appointments cannot go ahead for what stays open, each counted once."""
    lost = {
        visit.appointment_id
        for place in open_places(picture)
        for visit in question.turned_away(place.service_id, place.start, place.end)
    }
    return len(lost)


def _suggested(question: Question, judged: Assessment, reserves: Sequence[Assessment]) -> Suggested:
    order = judged.order
    name, grade = who(order.staff_id, question.board.names)
    return Suggested(
        order.staff_id,
        name,
        grade,
        order.service_id,
        question.checks.ground.service(order.service_id).name,
        order.start,
        order.end,
        judged.kind,
        order.leaves_duties,
        _cost_words(question, judged, "; ".join(each.text for each in judged.leaves)),
        judged.findings,
        tuple(_reserve(question, each) for each in reserves),
    )


def _reserve(question: Question, judged: Assessment) -> Reserve:
    staff_id = judged.order.staff_id
    short = " and ".join(dict.fromkeys(each.service for each in judged.leaves))
    how = _cost_words(question, judged, f"leaves {short} short" if short else "")
    return Reserve(staff_id, *who(staff_id, question.board.names), how)


def _cost_words(question: Question, judged: Assessment, leaves: str) -> str:
    """Say what an assignment costs beside the person's time, and what it leaves short."""
    patients = question.displaced(judged.order)
    parts = [
        words(judged.kind),
        "leaves a duty" if judged.order.leaves_duties else "",
        count_of(patients, "patient displaced", "patients displaced") if patients else "",
        leaves,
    ]
    return ", ".join(part for part in parts if part)
