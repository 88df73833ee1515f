"""New dates by least harm: proved by another library, within capacity, the same every time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rota.domain.rebooking import (
    RebookingPlan,
    RebookingProblem,
    fits,
    harm,
    unplaced_harm,
)
from rota.solver import rebooking
from rota.solver.rebooking import rebook
from tests.solver.rebooking_cases import cost, least_by_flow, made


def solved(problem: RebookingProblem) -> RebookingPlan:
    return rebook(problem, lambda _fraction: None, lambda: False)


def check(problem: RebookingProblem, plan: RebookingPlan) -> None:
    """No slot over its places, every pair fits, and the total is that of the pairs."""
    slots = {each.slot.slot_id: each for each in problem.offered}
    visits = {each.appointment_id: each for each in problem.wanted}
    for slot_id, used in Counter(plan.chosen.values()).items():
        assert used <= slots[slot_id].places
    pairs = [(visits[key], slots[slot_id].slot) for key, slot_id in plan.chosen.items()]
    assert all(fits(visit, slot) for visit, slot in pairs)
    total = sum(harm(visit, slot, problem.weights, problem.now) for visit, slot in pairs)
    assert plan.total_harm == total


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000), st.integers(0, 25), st.integers(0, 30), st.integers(1, 3),
    st.integers(1, 3),
)  # fmt: skip
def test_the_plan_is_the_best_there_is(
    seed: int, patients: int, slots: int, services: int, kinds: int
) -> None:
    problem = made(seed, patients, slots, services, kinds)
    plan = solved(problem)
    check(problem, plan)
    assert cost(problem, plan.chosen) == least_by_flow(problem)


@pytest.mark.parametrize(("patients", "slots"), [(600, 1500), (900, 300)])
def test_a_middling_hospital_costs_what_another_library_finds(patients: int, slots: int) -> None:
    problem = made(7, patients, slots, 6)
    plan = solved(problem)
    check(problem, plan)
    assert cost(problem, plan.chosen) == least_by_flow(problem)


def test_few_patients_of_many_slots_need_not_weigh_every_slot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = made(11, 12, 900, 1, 1)
    monkeypatch.setattr(rebooking, "BLOCK", 1000)
    plan = solved(problem)
    check(problem, plan)
    assert cost(problem, plan.chosen) == least_by_flow(problem)


def test_the_order_of_patients_and_slots_makes_no_difference() -> None:
    problem = made(3, 150, 120, 2)
    plan = solved(problem)
    chance = Random(1)
    for _ in range(3):
        wanted, offered = list(problem.wanted), list(problem.offered)
        chance.shuffle(wanted)
        chance.shuffle(offered)
        assert solved(replace(problem, wanted=tuple(wanted), offered=tuple(offered))) == plan


def test_alternatives_are_the_best_slots_that_stay_free() -> None:
    problem = made(5, 60, 90, 2)
    plan = solved(problem)
    used = Counter(plan.chosen.values())
    free = [each.slot for each in problem.offered if each.places > used[each.slot.slot_id]]
    compared = 0
    for visit in problem.wanted:
        key = visit.appointment_id
        fitting = [
            slot for slot in free if fits(visit, slot) and slot.slot_id != plan.chosen.get(key)
        ]
        best = sorted(harm(visit, slot, problem.weights, problem.now) for slot in fitting)[:2]
        slots = {slot.slot_id: slot for slot in free}
        others = [slots[each] for each in plan.alternatives.get(key, ())]
        assert [harm(visit, slot, problem.weights, problem.now) for slot in others] == best
        compared += len(best)
    assert compared > 60


def test_one_place_goes_to_whom_delay_harms_most() -> None:
    problem = made(1, 40, 1, 1, 1)
    problem = replace(problem, wanted=tuple(replace(each, busy=()) for each in problem.wanted))
    slot = replace(problem.offered[0].slot, duration_minutes=60)
    problem = replace(problem, offered=(replace(problem.offered[0], slot=slot, places=1),))
    (placed,) = solved(problem).chosen
    weights, now, last = problem.weights, problem.now, problem.last_day
    gains = {
        each.appointment_id: unplaced_harm(each, last, weights) - harm(each, slot, weights, now)
        for each in problem.wanted
    }
    assert gains[placed] == max(gains.values())


def test_no_date_is_dearer_than_any_date() -> None:
    problem = made(2, 80, 80, 1, 1)
    dearest = max(
        harm(visit, each.slot, problem.weights, problem.now)
        for visit in problem.wanted
        for each in problem.offered
    )
    last = problem.last_day
    assert all(unplaced_harm(each, last, problem.weights) > dearest for each in problem.wanted)


def test_it_says_how_far_it_is_and_stops_when_told() -> None:
    problem = made(4, 80, 120, 8)
    said: list[float] = []
    rebook(problem, said.append, lambda: False)
    assert said == sorted(said)
    assert said[-1] == 1
    assert len(said) > 8
    heard: list[float] = []
    plan = rebook(problem, heard.append, lambda: len(heard) == 2)
    assert len(heard) == 2
    assert 0 < len(plan.chosen) < len(solved(problem).chosen)


def test_nobody_and_no_slots_are_no_trouble() -> None:
    problem = made(4, 10, 10, 1)
    for empty in (
        replace(problem, wanted=()),
        replace(problem, offered=()),
        replace(problem, offered=tuple(replace(each, places=0) for each in problem.offered)),
    ):
        assert solved(empty) == RebookingPlan({}, {}, 0)


def test_times_are_compared_to_the_minute() -> None:
    """A slot a minute into another appointment of the patient is left alone."""
    problem = made(1, 1, 1, 1, 1)
    visit, offered = problem.wanted[0], problem.offered[0]
    slot = replace(offered.slot, duration_minutes=60)
    edge = visit.end_from(slot.start)
    for busy, is_free in ((edge, True), (edge - timedelta(minutes=1), False)):
        asked = replace(visit, busy=((busy, busy + timedelta(hours=1)),))
        plan = solved(replace(problem, wanted=(asked,), offered=(replace(offered, slot=slot),)))
        assert bool(plan.chosen) == is_free
