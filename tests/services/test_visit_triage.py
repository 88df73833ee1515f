from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rota.domain.codes import AppointmentKind, Decision, Priority
from rota.domain.visit_filters import Shown, VisitFilter, VisitOrder
from rota.services.appointment_list import Asked, every_page, first_rows, read_picture, sum_up
from rota.services.deciding import decide
from rota.services.ports import Storage
from rota.services.tools import Tools
from rota.services.triage import accept_triage, set_stop
from rota.services.visit_triage import Cohort, TriagePlan, plan_triage, with_proposals
from tests.small_hospital import NOW, open_copy

Hospital = tuple[Tools, Storage]
DAY = date(2016, 1, 12)


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Hospital]:
    tools, storage = open_copy(tmp_path, 1)
    yield tools, storage
    storage.close()


def plan(hospital: Hospital) -> TriagePlan:
    tools, storage = hospital
    return plan_triage(storage, tools.rules, 1, NOW)


def listed(hospital: Hospital, asked: Asked) -> list[str]:
    tools, storage = hospital
    picture = with_proposals(read_picture(storage, tools.rules.ladder, 1), plan(hospital))
    return [row.appointment_id for row in first_rows(storage, picture, asked)]


def test_undecided_ones_for_which_the_same_is_proposed_stand_together(hospital: Hospital) -> None:
    follow_up = AppointmentKind.FOLLOW_UP
    assert plan(hospital).cohorts == (
        Cohort(follow_up, Priority.ROUTINE, Decision.POSTPONE, ("A1", "A3", "A4")),
        Cohort(follow_up, Priority.SUSPECTED_CANCER, Decision.KEEP, ("A2",)),
    )
    decide(hospital[1], ["A3"], Decision.CONVERT, "by phone")
    assert [each.ids for each in plan(hospital).cohorts] == [("A1", "A4"), ("A2",)]


def test_a_day_says_how_many_are_moved_and_when_its_line_is_reached(hospital: Hospital) -> None:
    tools, storage = hospital
    (day,) = plan(hospital).days
    assert (day.day, day.at_risk, day.moved, day.most, day.is_reached) == (DAY, 4, 0, None, False)
    set_stop(storage, 1, DAY, 2)
    accept_triage(storage, tools.rules, 1, NOW)
    (day,) = plan(hospital).days
    assert (day.moved, day.most, day.is_reached) == (2, 2, True)
    assert plan(hospital).cohorts == ()


def test_the_list_is_in_order_of_harm_and_says_what_is_past_the_line(hospital: Hospital) -> None:
    _, storage = hospital
    set_stop(storage, 1, DAY, 2)
    assert listed(hospital, Asked(order=VisitOrder.HARM)) == ["A1", "A3", "A4", "A2"]
    most = Asked(order=VisitOrder.HARM, is_descending=True)
    assert listed(hospital, most) == ["A2", "A4", "A3", "A1"]
    past = VisitFilter(shown=Shown.UNDECIDED, over_stop=True)
    assert listed(hospital, Asked(past)) == ["A4"]
    kept = VisitFilter(proposals=frozenset({Decision.KEEP}))
    assert listed(hospital, Asked(kept)) == ["A2"]


def test_nothing_is_proposed_for_what_is_decided(hospital: Hospital) -> None:
    tools, storage = hospital
    decide(storage, ["A1"], Decision.KEEP, "urgent")
    picture = with_proposals(read_picture(storage, tools.rules.ladder, 1), plan(hospital))
    assert picture.facts["A1"].proposed is None
    assert picture.facts["A1"].place > 0
    assert sum_up(storage, picture, ["A1", "A2", "A5"]).proposals == 1
    assert every_page(storage, picture, Asked(VisitFilter(shown=Shown.UNDECIDED))).count == 3


def test_what_is_decided_but_no_longer_at_risk_is_proposed_to_be_kept(hospital: Hospital) -> None:
    tools, storage = hospital
    decide(storage, ["A5"], Decision.POSTPONE, "thought so")
    picture = with_proposals(read_picture(storage, tools.rules.ladder, 1), plan(hospital))
    assert picture.facts["A5"].proposed is Decision.KEEP
    assert not picture.facts["A5"].may_be_accepted
    assert sum_up(storage, picture, ["A5"]).proposals == 0
