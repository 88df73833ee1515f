"""The working-time rule data: every rule has a source and limits; no two sets claim a person."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from rota.domain.codes import StaffGroup
from rota.domain.working_time import Worker
from rota.domain.working_time.judging import MEASURES
from rota.tables import working_time_rules
from rota.tables.working_time_rules import working_time_book

BOOK = working_time_book()
NATIONS = ("ENG", "WLS", "SCT", "NIR")
COUNTED = {"in_a_row", "weekends", "on_call_in_a_row", "on_call_in_7_days"}


@pytest.mark.parametrize("each", BOOK.sets, ids=lambda each: each.set_id)
def test_every_rule_has_a_source_and_a_limit(each):
    assert each.source
    assert each.version
    assert each.people
    assert {place.nation for place in each.places} <= set(NATIONS)
    assert each.until is None or each.since < each.until
    for rule in each.rules:
        assert rule.source, rule.rule_id
        assert rule.severity in ("note", "warn", "stop")
        assert rule.count if rule.measure in COUNTED else rule.hours
        assert bool(rule.weeks) is (rule.measure == "average")
        assert bool(rule.marked) is (rule.measure in ("in_a_row", "rest_after"))
        assert bool(rule.longer_than) is (rule.marked in ("long", "late"))
        assert rule.measure != "average" or rule.severity != "stop"


def test_every_measure_is_used():
    assert {rule.measure for each in BOOK.sets for rule in each.rules} == set(MEASURES)


def test_ids_are_unique():
    assert len({each.set_id for each in BOOK.sets}) == len(BOOK.sets)
    for each in BOOK.sets:
        assert len({rule.rule_id for rule in each.rules}) == len(each.rules)


def edges():
    days = {day for each in BOOK.sets for day in each.changes()}
    return [*sorted(days), date(2016, 1, 12), date(2026, 11, 22)]


@pytest.mark.parametrize("group", StaffGroup)
def test_the_dates_of_sets_do_not_overlap(group):
    grades = ("", "ST", "BAND_5", "SPECIALTY_DOCTOR", "CONSULTANT")
    contracts = ("", "2016", "2002", "2002 then 2016", "Trust grade")
    for grade, contract, nation, on in product(grades, contracts, NATIONS, edges()):
        chosen = BOOK.sets_for(Worker("A", group, grade, contract), nation, on)
        terms = [each for each in chosen if each.family]
        law = [each for each in chosen if not each.family]
        assert len(terms) <= 1
        assert len(law) <= 1
        if on >= date(2004, 8, 1):
            assert len(law) == 1
            resident = group is StaffGroup.RESIDENT_DOCTOR and grade in ("", "ST", "BAND_5")
            assert len(terms) == resident


def test_a_set_without_a_date_is_refused():
    with pytest.raises(TypeError):
        working_time_rules._rule_set({"id": "x", "version": "x", "name": "x", "from": "soon"})


def test_a_rule_nothing_measures_is_refused():
    with pytest.raises(ValueError, match="moon"):
        working_time_rules._rule({"id": "x", "measure": "moon"})
