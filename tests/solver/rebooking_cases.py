"""Patients and slots for the tests of new dates, and the same problem for another library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

from rota.domain.codes import AppointmentKind, Priority
from rota.domain.rebooking import (
    DateWeights,
    Offered,
    RebookingProblem,
    Wanted,
    fits,
    harm,
    unplaced_harm,
)
from rota.domain.slots import Slot
from rota.tables.date_rules import date_rules

NOW = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)
STRIKE = datetime(2016, 1, 12, 9, 0, tzinfo=UTC)
WEIGHTS: DateWeights = date_rules().on(date(2016, 1, 8))
PEOPLE = ("C1", "C2", "C3")


def made(
    seed: int, patients: int, slots: int, services: int, kinds: int = 2, days: int = 70
) -> RebookingProblem:
    """A hospital drawn by chance, the same for the same seed."""
    chance = Random(seed)
    every = list(AppointmentKind)[-kinds:]
    wanted = tuple(_wanted(chance, number, services, every) for number in range(patients))
    offered = tuple(_offered(chance, number, services, every, days) for number in range(slots))
    return RebookingProblem(wanted, offered, WEIGHTS, NOW)


def _wanted(chance: Random, number: int, services: int, kinds: list[AppointmentKind]) -> Wanted:
    start = STRIKE + timedelta(minutes=20 * chance.randrange(24))
    waited = chance.choice((None, *range(5, 300, 7)))
    cancer = chance.choice((None, None, None, date(2016, 2, chance.randint(1, 28))))
    busy = start + timedelta(days=chance.randint(1, 60))
    return Wanted(
        f"A{number:05d}",
        chance.randrange(services),
        chance.choice(kinds),
        chance.choice((20, 20, 40)),
        start,
        chance.choice((None, *PEOPLE)),
        chance.choice(list(Priority)),
        None if waited is None else start.date() - timedelta(days=waited),
        cancer,
        chance.choice((0, 0, 0, 1, 2)),
        chance.random() < 0.2,
        chance.random() < 0.1,
        ((busy, busy + timedelta(hours=2)),) if chance.random() < 0.1 else (),
    )


def _offered(
    chance: Random, number: int, services: int, kinds: list[AppointmentKind], days: int
) -> Offered:
    start = STRIKE + timedelta(days=chance.randint(2, days), minutes=20 * chance.randrange(24))
    slot = Slot(
        f"F{number:05d}",
        chance.randrange(services),
        "CL1",
        chance.choice((None, *PEOPLE)),
        start,
        chance.choice((20, 40)),
        chance.choice(kinds),
        4,
    )
    return Offered(slot, chance.choice((1, 1, 1, 2, 3)))


def cost(problem: RebookingProblem, chosen: Mapping[str, str]) -> int:
    """Return the harm of a plan, no dates included, pair by pair as the rule states it."""
    slots = {each.slot.slot_id: each.slot for each in problem.offered}
    total = 0
    for visit in problem.wanted:
        if visit.appointment_id in chosen:
            slot = slots[chosen[visit.appointment_id]]
            assert fits(visit, slot)
            total += harm(visit, slot, problem.weights, problem.now)
        else:
            total += unplaced_harm(visit, problem.last_day, problem.weights)
    return total


def least_by_flow(problem: RebookingProblem) -> int:
    """Return the least harm there is as OR-Tools finds it: a flow from patients to slots."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    patients, sink = len(problem.wanted), len(problem.wanted) + len(problem.offered)
    for row, visit in enumerate(problem.wanted):
        flow.set_node_supply(row, 1)
        none = unplaced_harm(visit, problem.last_day, problem.weights)
        flow.add_arc_with_capacity_and_unit_cost(row, sink, 1, none)
        for column, each in enumerate(problem.offered):
            if fits(visit, each.slot):
                price = harm(visit, each.slot, problem.weights, problem.now)
                flow.add_arc_with_capacity_and_unit_cost(row, patients + column, 1, price)
    for column, each in enumerate(problem.offered):
        flow.add_arc_with_capacity_and_unit_cost(patients + column, sink, each.places, 0)
    flow.set_node_supply(sink, -patients)
    assert flow.solve() == flow.OPTIMAL
    return int(flow.optimal_cost())
