from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rota.domain.appointments import Risk
from rota.domain.codes import Decision, WindowState
from rota.domain.errors import Refused
from rota.services.appointment_list import (
    VisitRow,
    find_visits,
    list_visits,
    reasons_given,
    visit_detail,
    with_decisions,
)
from rota.services.batches import mark_posted, render
from rota.services.deciding import decide, undecide
from rota.services.history import undo
from rota.services.ports import Storage
from rota.services.tools import Tools
from tests.moving import move_window
from tests.small_hospital import NOW, open_copy

Hospital = tuple[Tools, Storage]
LATER = datetime(2016, 2, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Hospital]:
    tools, storage = open_copy(tmp_path, 1)
    yield tools, storage
    storage.close()


def rows(hospital: Hospital) -> dict[str, VisitRow]:
    tools, storage = hospital
    found = list_visits(storage, tools.rules.ladder, 1)
    return {row.appointment_id: row for row in found.rows}


def test_every_appointment_of_the_days_is_listed_and_the_lost_ones_say_why(
    hospital: Hospital,
) -> None:
    found = rows(hospital)
    assert list(found) == ["A1", "A2", "A3", "A4", "A5"]
    assert found["A1"].reasons == (Risk.CLINICIAN_ABSENT,)
    assert found["A5"].reasons == ()
    assert found["A1"].is_undecided
    assert not found["A5"].is_undecided
    assert [found[each].patient_order for each in ("A3", "A2", "A5")] == [1, 2, 3]


def test_how_many_are_imported_counts_those_of_other_days_too(hospital: Hospital) -> None:
    tools, storage = hospital
    assert list_visits(storage, tools.rules.ladder, 1).imported == 6


def test_a_window_that_is_not_there_is_refused(hospital: Hospital) -> None:
    tools, storage = hospital
    with pytest.raises(Refused, match="no strike window 9"):
        list_visits(storage, tools.rules.ladder, 9)


def test_decisions_are_read_again_without_the_risk(hospital: Hospital) -> None:
    tools, storage = hospital
    before = list_visits(storage, tools.rules.ladder, 1)
    decide(storage, ["A1"], Decision.REBOOK, "asked", LATER)
    decide(storage, ["A2"], Decision.KEEP, "urgent")
    after = with_decisions(storage, before)
    assert after == list_visits(storage, tools.rules.ladder, 1)
    assert after.rows[0].new_start == LATER
    assert after.rows[0].letter_needed
    assert not after.rows[1].letter_needed
    assert after.rows[2] is before.rows[2]


def test_a_patient_told_wrongly_needs_a_letter_though_nothing_is_decided(
    hospital: Hospital,
) -> None:
    tools, storage = hospital
    decide(storage, ["A1"], Decision.POSTPONE, "no doctor")
    assert rows(hospital)["A1"].letter_needed
    batch = render(storage, tools.typesetter(), tools.rules.posting, NOW).batch
    assert batch is not None
    mark_posted(storage, batch, NOW, tools.rules.posting)
    assert not rows(hospital)["A1"].letter_needed
    undecide(storage, ["A1"], "wrong patient")
    assert rows(hospital)["A1"].letter_needed


def test_the_facts_of_one_tell_how_the_decision_came_about(hospital: Hospital) -> None:
    _, storage = hospital
    decide(storage, ["A1"], Decision.POSTPONE, "no doctor")
    decide(storage, ["A1"], Decision.POSTPONE, "no doctor at all")
    undecide(storage, ["A1"], "a doctor was found")
    undo(storage)
    detail = visit_detail(storage, "A1")
    assert detail.visit.patient.surname == "O'Neill"
    assert detail.service.name == "Urology"
    assert detail.made is not None
    assert detail.made.why == "no doctor at all"
    assert [(step.step, step.decision, step.why) for step in detail.history] == [
        ("do", Decision.POSTPONE, "no doctor"),
        ("do", Decision.POSTPONE, "no doctor at all"),
        ("do", None, "a doctor was found"),
        ("undo", Decision.POSTPONE, "no doctor at all"),
    ]
    with pytest.raises(Refused, match="no appointment A9"):
        visit_detail(storage, "A9")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zephaniah", {"A4"}),
        ("SIOBHAN begum", {"A2"}),
        ("943 476 5919", {"A1"}),
        ("9434765919", {"A1"}),
        ("P3", {"A3"}),
        ("uro1 cole", {"A5"}),
        ("dunne", set()),
        ("100%", set()),
    ],
)
def test_a_search_looks_at_names_numbers_clinics_and_postcodes(
    hospital: Hospital, text: str, found: set[str]
) -> None:
    assert find_visits(hospital[1], 1, text) == found


def test_reasons_given_before_are_offered_the_most_used_first(hospital: Hospital) -> None:
    _, storage = hospital
    decide(storage, ["A1"], Decision.POSTPONE, "rare")
    decide(storage, ["A2", "A3"], Decision.POSTPONE, "usual")
    decide(storage, ["A4"], Decision.KEEP, "urgent")
    assert reasons_given(storage) == {
        Decision.POSTPONE: ("usual", "rare"),
        Decision.KEEP: ("urgent",),
    }


def test_what_stands_as_decided_for_a_strike_called_off_is_known(hospital: Hospital) -> None:
    tools, storage = hospital
    decide(storage, ["A1", "A2"], Decision.POSTPONE, "no doctor")
    decide(storage, ["A4"], Decision.KEEP, "a doctor was found")
    before = list_visits(storage, tools.rules.ladder, 1)
    assert not any(row.strike_changed for row in before.rows)
    move_window(storage, 1, WindowState.CALLED_OFF, "agreed")
    assert [each for each, row in rows(hospital).items() if row.strike_changed] == ["A1", "A2"]
    decide(storage, ["A1"], Decision.KEEP, "the strike is off")
    again = with_decisions(storage, list_visits(storage, tools.rules.ladder, 1))
    assert [row.appointment_id for row in again.rows if row.strike_changed] == ["A2"]
    assert with_decisions(storage, before).rows[1].strike_changed
