"""Suggesting a cover plan for a strike, with proof, and judging it apart from the solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rota.domain.suggestions import Aim, Ask, Hurt, OpenStretch, Reserve, Suggested, Turnout, Why
from rota.services.ports import Solver
from rota.services.suggest_accepting import accept
from rota.services.suggest_answer import BadSuggestion
from rota.services.suggest_ground import Question, read_question
from rota.services.suggest_people import Eligibility
from rota.services.suggest_planner import Cancelled, Planner, Progress, eligibility
from rota.services.suggest_values import Suggestion, unknown_words

__all__ = [
    "Aim",
    "Ask",
    "BadSuggestion",
    "Hurt",
    "OpenStretch",
    "Question",
    "Reserve",
    "Suggested",
    "Suggestion",
    "Turnout",
    "Why",
    "accept",
    "levelled",
    "offers",
    "read_question",
    "suggest",
    "unknown_words",
]

OFFERED = Aim.FEWEST_MOVED, Aim.FAIREST, Aim.FEWEST_PATIENTS


def suggest(
    question: Question,
    solver: Solver,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Suggestion:
    """Return the best plan found. Pure; ``progress`` hears plans on the way, without reasons."""
    return _plan(question, solver, progress, cancelled, eligibility(question, question.checks))


def offers(
    question: Question,
    solver: Solver,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Suggestion, Suggestion, Suggestion]:
    """Return three plans that differ on purpose, in a third of the time each; none levelled yet."""
    seconds = question.ask.seconds / len(OFFERED)
    able = eligibility(question, question.checks)
    asks = (replace(question.ask, aim=aim, seconds=seconds) for aim in OFFERED)
    one, other, third = (
        _plan(replace(question, ask=ask), solver, progress, cancelled, able) for ask in asks
    )
    return one, other, third


def levelled(plans: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """Return plans of one question, none of which leaves more missing than another, by weight.

    Whatever the aim, missing minutes come first: an aim whose own plan leaves more takes over the
    plan that leaves least, which is then not proved to be the best for that aim.
    """
    best = min(plans, key=lambda each: each.weighted_after)
    return tuple(
        replace(best, aim=each.aim, status="feasible")
        if each.weighted_after > best.weighted_after
        else each
        for each in plans
    )


def _plan(
    question: Question,
    solver: Solver,
    progress: Progress | None,
    cancelled: Cancelled | None,
    able: Eligibility,
) -> Suggestion:
    return Planner(question, solver, progress, cancelled or (lambda: False), able).run()
