"""One plan in the making: places are solved for, what stays open is cut shorter and tried again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rota.domain.codes import words
from rota.domain.cover_problem import CoverPlan, PlanStatus
from rota.domain.findings import Finding
from rota.domain.suggestions import OpenStretch, Turnout
from rota.services.candidates import CALLED_OUT
from rota.services.cover_checks import VERSION, Checks
from rota.services.cover_orders import CoverOrder
from rota.services.ports import Solver
from rota.services.suggest_answer import Known, answer
from rota.services.suggest_ground import (
    Question,
    is_idle,
    judged_together,
    weighted_minutes,
    with_plan,
)
from rota.services.suggest_parts import beyond_everybody, longest_part
from rota.services.suggest_people import STRIKING, Eligibility, goes_too_far
from rota.services.suggest_places import Place, counted, open_places, pieces
from rota.services.suggest_problem import Barred, Posed, pose
from rota.services.suggest_reasons import explain
from rota.services.suggest_reserves import next_in_line
from rota.services.suggest_values import Suggestion

ROUNDS = 4
"""How often what stays open is cut shorter and tried again."""

REPAIRS = 8
"""How often a plan is made anew because a rule stops one person's covers together."""

SHORTEST = timedelta(hours=2)
"""Nobody is asked to come for less, where a gap has to be cut for them."""

FEW = 6
"""So many people at each place are looked for before the first plan is shown."""

Progress = Callable[[Suggestion], None]
Cancelled = Callable[[], bool]


def eligibility(question: Question, checks: Checks) -> Eligibility:
    """Return who could come, as the turnout of a question has it."""
    is_cautious = question.ask.turnout is Turnout.CAUTIOUS
    return Eligibility(checks, question.declined, STRIKING if is_cautious else CALLED_OUT)


@dataclass(frozen=True, slots=True)
class _Told:
    """The best plan that was shown on the way, by what it leaves missing."""

    weighted: int
    chosen: Sequence[CoverOrder]


class Planner:
    """What was chosen so far, and whether all of it was proved."""

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
        self._places: dict[CoverOrder, Place] = {}
        self._proved = True
        self._floor: Counter[int] | None = None
        self._told: _Told | None = None

    def run(self) -> Suggestion:
        """Return the plan; one with reasons where there was time for them."""
        window = self._question.checks.ground.picture.window
        if not window.removes_duties:
            text = f"This strike is {words(window.state)}: it asks nobody to cover."
            off = Finding("strike_off", VERSION, text, severity="note", source="the strike's state")
            return self._answer((), (off,))
        able = self._at_first
        places = self._left_open(able)
        self._look_first(able, places)
        self._place(able, places)
        for _ in range(ROUNDS):
            able = self._able(able)
            before = len(self._chosen)
            self._place(able, self._shortened(able))
            if len(self._chosen) <= before:
                break
            self._proved = False
        else:
            able = self._able(able)
        if self._goes_back():
            able = self._able(self._at_first)
        unfilled = explain(self._question, able, self._left_open(able), self._cancelled)
        return self._answer(unfilled, able=able)

    def _able(self, before: Eligibility) -> Eligibility:
        """Return who could still come on top of what was chosen."""
        checks = with_plan(self._question.checks, self._chosen)
        able = eligibility(self._question, checks)
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

    def _look_first(self, able: Eligibility, places: Sequence[Place]) -> None:
        """Tell a plan at once that looks at a few people only, without a bound.

        It is the answer where there is no time for a better one.
        """
        if self._progress is None:
            return
        posed = pose(self._question, able, places, frozenset(), self._cancelled, FEW)
        told: list[CoverPlan] = []

        def hear(plan: CoverPlan) -> None:
            if not told:
                told.append(plan)
                self._tell(plan, posed, Counter)

        if posed.orders:
            seconds = max(self._until - time.monotonic(), 0.0)
            seed = self._question.ask.seed
            self._solver.plan(
                posed.problem, seconds, seed, hear, lambda: bool(told) or self._cancelled()
            )

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
        self._places.update(chosen)
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
        checks = self._question.checks
        kept, stopped = list(self._chosen), []
        for order in sorted(orders, key=lambda each: (each.start, each.staff_id)):
            theirs = [each for each in kept if each.staff_id == order.staff_id]
            together = [*theirs, order]
            judged = judged_together(checks, together) if theirs else []
            if any(each.stops for each in judged) or (theirs and goes_too_far(checks, together)):
                stopped.append(order)
            else:
                kept.append(order)
        return stopped

    def _tell(
        self, plan: CoverPlan, posed: Posed, floor: Callable[[], Counter[int]] | None = None
    ) -> None:
        if self._progress is None:
            return
        orders = [posed.orders[each.job_id, each.person_id][0] for each in plan.chosen]
        stopped = self._stopped(orders)
        before, self._chosen = self._chosen, [
            *self._chosen, *(each for each in orders if each not in stopped)
        ]  # fmt: skip
        proved, self._proved = self._proved, False
        found = self._answer((), floor=floor)
        if self._told is None or found.weighted_after <= self._told.weighted:
            self._told = _Told(found.weighted_after, tuple(self._chosen))
            self._places.update(posed.orders[each.job_id, each.person_id] for each in plan.chosen)
            self._progress(found)
        self._chosen, self._proved = before, proved

    def _goes_back(self) -> bool:
        """Go back to the best plan told where a search cut short has left more missing.

        Whoever cancels keeps the plan told where there is none that leaves less.
        """
        told, checks = self._told, self._question.checks
        if told is None or set(told.chosen) == set(self._chosen):
            return False
        weighted = weighted_minutes(checks.ground, with_plan(checks, self._chosen).ground.picture)
        if weighted < told.weighted or (weighted == told.weighted and not self._cancelled()):
            return False
        self._chosen, self._proved = list(told.chosen), False
        self._drop_idle()
        return True

    def _answer(
        self,
        unfilled: tuple[OpenStretch, ...],
        said: tuple[Finding, ...] = (),
        able: Eligibility | None = None,
        floor: Callable[[], Counter[int]] | None = None,
    ) -> Suggestion:
        floor = floor or self._beyond_everybody
        known = Known(self._chosen, self._proved, floor, unfilled, said)
        if able is None or self._cancelled():
            return answer(self._question, known)
        reserves = {each: next_in_line(able, self._places[each]) for each in self._chosen}
        return answer(self._question, known, reserves)

    def _beyond_everybody(self) -> Counter[int]:
        """Return the minutes that nobody at all could take, by service; not while cancelled."""
        if self._floor is None and self._cancelled():
            return Counter()
        if self._floor is None:
            able = self._at_first
            self._floor = beyond_everybody(able, open_places(able.checks.ground.picture))
        return self._floor
