"""Suggesting a cover plan for a strike, with proof, and judging it apart from the solver."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from rota.domain.codes import words
from rota.domain.cover_problem import CoverPlan, PlanStatus
from rota.domain.findings import Finding
from rota.domain.suggestions import Aim, Ask, OpenStretch, Suggested, Why
from rota.services.board_lanes import who
from rota.services.cover_checks import VERSION
from rota.services.cover_orders import Assessment, CoverOrder
from rota.services.ports import Solver
from rota.services.suggest_accepting import accept
from rota.services.suggest_ground import (
    Question,
    is_idle,
    judged_together,
    missing_minutes,
    planned,
    read_question,
    with_plan,
)
from rota.services.suggest_people import Eligibility, beyond_everybody, longest_part
from rota.services.suggest_places import Place, counted, open_places, pieces
from rota.services.suggest_problem import Barred, Posed, pose
from rota.services.suggest_reasons import explain
from rota.services.suggest_values import Suggestion
from rota.services.windows import count_of

__all__ = [
    "Aim",
    "Ask",
    "BadSuggestion",
    "OpenStretch",
    "Question",
    "Suggested",
    "Suggestion",
    "Why",
    "accept",
    "offers",
    "read_question",
    "suggest",
]

ROUNDS = 4
"""How often what stays open is cut shorter and tried again."""

REPAIRS = 8
"""How often a plan is made anew because a rule stops one person's covers together."""

SHORTEST = timedelta(hours=2)
"""Nobody is asked to come for less, where a gap has to be cut for them."""

OFFERED = Aim.FEWEST_MOVED, Aim.FAIREST, Aim.FEWEST_PATIENTS

Progress = Callable[[Suggestion], None]
Cancelled = Callable[[], bool]


class BadSuggestion(Exception):
    """A finished plan failed its own check: a mistake in the program. It is never shown."""


def suggest(
    question: Question,
    solver: Solver,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Suggestion:
    """Return the best plan found. Pure; ``progress`` hears plans on the way, without reasons."""
    able = Eligibility(question.checks, question.declined)
    return _Planner(question, solver, progress, cancelled or (lambda: False), able).run()


def offers(
    question: Question,
    solver: Solver,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Suggestion, Suggestion, Suggestion]:
    """Return three plans that differ on purpose, in a third of the time each."""
    seconds = question.ask.seconds / len(OFFERED)
    able = Eligibility(question.checks, question.declined)
    one, other, third = (
        _Planner(
            replace(question, ask=replace(question.ask, aim=aim, seconds=seconds)),
            solver,
            progress,
            cancelled or (lambda: False),
            able,
        ).run()
        for aim in OFFERED
    )
    return one, other, third


class _Planner:
    """One plan in the making: what was chosen so far, and whether all of it was proved."""

    def __init__(
        self,
        question: Question,
        solver: Solver,
        progress: Progress | None,
        cancelled: Cancelled,
        able: Eligibility,
    ) -> None:
        self._question, self._solver = question, solver
        self._progress, self._cancelled = progress, cancelled
        self._at_first = able
        self._until = time.monotonic() + question.ask.seconds
        self._chosen: list[CoverOrder] = []
        self._proved = True
        self._floor: int | None = None

    def run(self) -> Suggestion:
        window = self._question.checks.ground.picture.window
        if not window.removes_duties:
            text = f"This strike is {words(window.state)}: it asks nobody to cover."
            off = Finding("strike_off", VERSION, text, severity="note", source="the strike's state")
            return self._answer((), (off,))
        able = self._at_first
        self._place(able, self._left_open(able))
        for _ in range(ROUNDS):
            able = self._able(able)
            before = len(self._chosen)
            self._place(able, self._shortened(able))
            if len(self._chosen) <= before:
                break
            self._proved = False
        else:
            able = self._able(able)
        return self._answer(explain(able, self._left_open(able), self._cancelled))

    def _able(self, before: Eligibility) -> Eligibility:
        """Return who could still come on top of what was chosen."""
        checks = with_plan(self._question.checks, self._chosen)
        able = Eligibility(checks, self._question.declined)
        able.remember(before, {each.staff_id for each in self._chosen})
        return able

    def _left_open(self, able: Eligibility) -> list[Place]:
        picture = able.checks.ground.picture
        return [one for each in open_places(picture) for one in pieces(each, picture)]

    def _shortened(self, able: Eligibility) -> list[Place]:
        """Cut what is still open to the longest part that somebody could take."""
        found = []
        for place, number in counted(self._left_open(able)):
            if self._cancelled():
                break
            part = longest_part(able, place, min(SHORTEST, place.length))
            found += [part] * number if part else []
        return found

    def _place(self, able: Eligibility, places: Sequence[Place]) -> None:
        """Solve for some places on top of what was chosen, until no rule stops the whole."""
        barred: Barred = frozenset()
        for _ in range(REPAIRS):
            posed = pose(self._question, able, places, barred, self._cancelled)
            if self._cancelled():
                self._proved = False
            if not posed.orders:
                return
            plan = self._solver.plan(
                posed.problem,
                max(self._until - time.monotonic(), 0.0),
                self._question.ask.seed,
                lambda found, posed=posed: self._tell(found, posed),  # type: ignore[misc]
                self._cancelled,
            )
            chosen = [posed.orders[each.job_id, each.person_id] for each in plan.chosen]
            stopped = self._stopped([order for order, _ in chosen])
            if not stopped:
                break
            barred |= {(order.staff_id, at) for order, at in chosen if order in stopped}
            self._proved = False
        self._proved = self._proved and plan.status is PlanStatus.OPTIMAL
        self._chosen += [order for order, _ in chosen if order not in stopped]
        self._drop_idle()

    def _drop_idle(self) -> None:
        """Leave people where they are who together would only move a gap to where they come from.

        Each alone may be spared there; the next round sees who is not.
        """
        for order in [each for each in self._chosen if each.leaves_duties]:
            if is_idle(self._question.checks, self._chosen, order):
                self._chosen.remove(order)
                self._proved = False

    def _stopped(self, orders: Sequence[CoverOrder]) -> list[CoverOrder]:
        """Return the orders to drop so that no rule stops the others: the later of each person."""
        kept, stopped = list(self._chosen), []
        for order in sorted(orders, key=lambda each: (each.start, each.staff_id)):
            theirs = [each for each in kept if each.staff_id == order.staff_id]
            judged = judged_together(self._question.checks, [*theirs, order]) if theirs else []
            if any(each.stops for each in judged):
                stopped.append(order)
            else:
                kept.append(order)
        return stopped

    def _tell(self, plan: CoverPlan, posed: Posed) -> None:
        if self._progress is None:
            return
        orders = [posed.orders[each.job_id, each.person_id][0] for each in plan.chosen]
        stopped = self._stopped(orders)
        before, self._chosen = self._chosen, [
            *self._chosen, *(each for each in orders if each not in stopped)
        ]  # fmt: skip
        proved, self._proved = self._proved, False
        self._progress(self._answer(()))
        self._chosen, self._proved = before, proved

    def _answer(
        self, unfilled: tuple[OpenStretch, ...], said: tuple[Finding, ...] = ()
    ) -> Suggestion:
        """Judge the plan as a whole, and return it. A plan with a stop is never returned."""
        question = self._question
        checks, window = question.checks, question.checks.ground.picture.window
        orders = sorted(self._chosen, key=lambda each: (each.start, each.service_id, each.staff_id))
        judged = judged_together(checks, orders)
        board = question.board.with_cover([*question.board.assignments, *map(planned, orders)])
        before, after = missing_minutes(checks), sum(
            each.missing_minutes for each in board.picture.cover
        )  # fmt: skip
        stops = [stop for each in judged for stop in each.stops]
        if stops or after > before:
            raise BadSuggestion(stops[0].rule if stops else "more is missing than before")
        return Suggestion(
            window.window_id,
            window.revision,
            question.ask.aim,
            "optimal" if self._proved else "feasible",
            before,
            after,
            self._bound(after),
            tuple(_suggested(question, each) for each in judged),
            unfilled,
            (*said, *(finding for each in judged for finding in each.findings)),
            len({each.staff_id for each in orders if each.leaves_duties}),
            sum(question.displaced(each) for each in orders),
            board,
        )

    def _bound(self, after: int) -> int:
        """Return the proved bound, or at least the minutes that nobody at all could take."""
        if self._proved or not after:
            return after
        if self._floor is None and self._cancelled():
            return 0
        if self._floor is None:
            able = self._at_first
            self._floor = beyond_everybody(able, open_places(able.checks.ground.picture))
        return self._floor


def _suggested(question: Question, judged: Assessment) -> Suggested:
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
        _cost_words(question, judged),
        judged.findings,
    )


def _cost_words(question: Question, judged: Assessment) -> str:
    """Say what an assignment costs beside the person's time."""
    patients = question.displaced(judged.order)
    leaves = "; ".join(each.text for each in judged.leaves)
    parts = [
        words(judged.kind),
        "leaves a duty" if judged.order.leaves_duties else "",
        count_of(patients, "patient displaced", "patients displaced") if patients else "",
        leaves,
    ]
    return ", ".join(part for part in parts if part)
