from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rota.domain.appointments import Risk
from rota.domain.codes import Decision, ExtractChange, WindowState
from rota.domain.errors import Refused
from rota.domain.extracts import ExtractNote
from rota.domain.visit_filters import Shown, VisitFilter, VisitOrder
from rota.services.appointment_list import (
    Asked,
    VisitPicture,
    VisitRow,
    decided_among,
    every_page,
    first_rows,
    found_elsewhere,
    keys_in,
    read_picture,
    reasons_given,
    rows_of,
    sum_up,
    visit_detail,
    with_decisions,
)
from rota.services.batch_making import render
from rota.services.deciding import decide, undecide
from rota.services.history import undo
from rota.services.patients import settle_notes
from rota.services.ports import Storage
from rota.services.posting import mark_posted
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


EVERY = VisitFilter(shown=Shown.ALL)


def picture(hospital: Hospital) -> VisitPicture:
    tools, storage = hospital
    return read_picture(storage, tools.rules.ladder, 1)


def rows(hospital: Hospital) -> dict[str, VisitRow]:
    found = first_rows(hospital[1], picture(hospital), Asked(EVERY))
    return {row.appointment_id: row for row in found}


def ids(hospital: Hospital, wanted: VisitFilter, order: VisitOrder = VisitOrder.WHEN) -> list[str]:
    found = every_page(hospital[1], picture(hospital), Asked(wanted, order))
    return list(keys_in(found.pages, [(0, found.count - 1)])) if found.count else []


def test_every_appointment_of_the_days_is_listed_and_the_lost_ones_say_why(
    hospital: Hospital,
) -> None:
    found = rows(hospital)
    assert list(found) == ["A1", "A2", "A3", "A4", "A5"]
    assert found["A1"].reasons == (Risk.CLINICIAN_ABSENT,)
    assert found["A5"].reasons == ()
    assert found["A1"].is_undecided
    assert not found["A5"].is_undecided
    assert found["A1"].patient == "O'Neill, Ms Siobhan"
    assert ids(hospital, EVERY, VisitOrder.PATIENT) == ["A3", "A2", "A5", "A1", "A4"]


def test_how_many_are_imported_counts_those_of_other_days_too(hospital: Hospital) -> None:
    found = picture(hospital)
    assert found.imported == 6
    assert found.counts == {
        Shown.AT_RISK: 4, Shown.UNDECIDED: 4, Shown.DECIDED: 0, Shown.LETTER: 0, Shown.ALL: 5,
    }  # fmt: skip
    assert ids(hospital, replace(EVERY, everywhere=True))[-1] == "A6"


def test_a_window_that_is_not_there_is_refused(hospital: Hospital) -> None:
    tools, storage = hospital
    with pytest.raises(Refused, match="no strike window 9"):
        read_picture(storage, tools.rules.ladder, 9)


def test_decisions_are_read_again_without_the_risk(hospital: Hospital) -> None:
    _, storage = hospital
    before = picture(hospital)
    decide(storage, ["A1"], Decision.REBOOK, "asked", LATER)
    decide(storage, ["A2"], Decision.KEEP, "urgent")
    after = with_decisions(storage, before)
    assert after == picture(hospital)
    found = {row.appointment_id: row for row in first_rows(storage, after, Asked(EVERY))}
    assert found["A1"].new_start == LATER
    assert found["A1"].fact.letter_needed
    assert not found["A2"].fact.letter_needed
    assert after.counts[Shown.UNDECIDED] == 2


def test_a_patient_told_wrongly_needs_a_letter_though_nothing_is_decided(
    hospital: Hospital,
) -> None:
    tools, storage = hospital
    decide(storage, ["A1"], Decision.POSTPONE, "no doctor")
    assert rows(hospital)["A1"].fact.letter_needed
    batch = render(storage, tools.typesetter(), tools.rules.letters, NOW).batch
    assert batch is not None
    mark_posted(storage, batch, NOW, tools.rules.letters)
    assert not rows(hospital)["A1"].fact.letter_needed
    undecide(storage, ["A1"], "wrong patient")
    assert rows(hospital)["A1"].fact.letter_needed


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
        ("zephaniah", ["A4"]),
        ("SIOBHAN begum", ["A2"]),
        ("oneill", ["A1"]),
        ("943 476 5919", ["A1"]),
        ("9434765919", ["A1"]),
        ("P3", ["A3"]),
        ("a4", ["A4"]),
        ("uro1 cole", ["A5"]),
        ("sw170qt begum", ["A2"]),
        ("dunne", []),
        ("100%", []),
    ],
)
def test_a_search_looks_at_names_numbers_clinics_and_postcodes(
    hospital: Hospital, text: str, found: list[str]
) -> None:
    assert ids(hospital, replace(EVERY, text=text)) == found


def test_words_found_elsewhere_are_looked_for_on_these_days_first(hospital: Hospital) -> None:
    seen, storage = picture(hospital), hospital[1]
    wanted = VisitFilter(text="cole", day=date(2016, 1, 12))
    assert found_elsewhere(storage, seen, wanted) == (1, replace(EVERY, text="cole"))
    wanted = VisitFilter(text="dunne")
    assert found_elsewhere(storage, seen, wanted) == (
        1, replace(EVERY, text="dunne", everywhere=True),
    )  # fmt: skip
    assert found_elsewhere(storage, seen, VisitFilter(text="xyzzy"))[0] == 0


def test_a_filter_goes_by_the_names_of_places_and_by_the_day(hospital: Hospital) -> None:
    assert len(ids(hospital, replace(EVERY, service="Urology", site="St Anne"))) == 5
    assert ids(hospital, replace(EVERY, department="Medicine")) == []
    day = replace(EVERY, everywhere=True, day=date(2016, 2, 1))
    assert ids(hospital, day) == ["A6"]
    assert ids(hospital, replace(EVERY, clinician="S2")) == ["A5"]
    assert ids(hospital, VisitFilter(reasons=frozenset({Risk.SERVICE_SUSPENDED}))) == []
    assert len(ids(hospital, VisitFilter(reasons=frozenset({Risk.CLINICIAN_ABSENT})))) == 4
    assert ids(hospital, replace(EVERY, postponed_before=True)) == ["A2"]


def test_what_was_decided_for_the_strike_but_is_no_longer_at_risk_is_found(
    hospital: Hospital,
) -> None:
    _, storage = hospital
    decide(storage, ["A1", "A5"], Decision.POSTPONE, "no doctor")
    wanted = replace(EVERY, everywhere=True, past_risk=True)
    assert ids(hospital, wanted) == ["A5"]


def test_what_an_extract_changed_is_found_and_settled(hospital: Hospital) -> None:
    _, storage = hospital
    with storage.write("note") as work:
        work.slots.add_notes([ExtractNote("A3", NOW, ExtractChange.MOVED, "from 9 to 12")])
    wanted = replace(EVERY, everywhere=True, noted=True)
    assert ids(hospital, wanted) == ["A3"]
    assert rows(hospital)["A3"].fact.noted
    settle_notes(storage, ["A3"])
    assert ids(hospital, wanted) == []


def test_the_appointments_to_keep_in_sight_are_found_where_they_stand_now(
    hospital: Hospital,
) -> None:
    asked = Asked(EVERY, VisitOrder.PATIENT)
    found = every_page(hospital[1], picture(hospital), asked, {"A1", "A3", "gone"})
    assert found.places == {"A3": 0, "A1": 3}
    assert [row.appointment_id for row in found.rows] == ["A3", "A2", "A5", "A1", "A4"]


def test_an_answer_that_nobody_waits_for_is_not_read_out(hospital: Hospital) -> None:
    found = every_page(hospital[1], picture(hospital), Asked(EVERY), is_stale=lambda: True)
    assert found.count == 0


def test_several_are_summed_up_however_many_they_are(hospital: Hospital) -> None:
    _, storage = hospital
    decide(storage, ["A1"], Decision.KEEP, "urgent")
    found = sum_up(storage, picture(hospital), ["A1", "A2", "A5"])
    assert (found.number, found.reasons) == (3, {Risk.CLINICIAN_ABSENT: 2})
    assert found.decisions == {Decision.KEEP: 1, None: 2}
    assert (found.first, found.last) == tuple(
        datetime(2016, 1, 12, hour, tzinfo=UTC) for hour in (10, 14)
    )
    assert decided_among(storage, ["A2", "A1"]) == ("A1",)
    assert [row.appointment_id for row in rows_of(storage, picture(hospital), ["A5", "A1"])] == [
        "A5", "A1",
    ]  # fmt: skip


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
    _, storage = hospital
    decide(storage, ["A1", "A2"], Decision.POSTPONE, "no doctor")
    decide(storage, ["A4"], Decision.KEEP, "a doctor was found")
    before = picture(hospital)
    assert not before.stuck
    move_window(storage, 1, WindowState.CALLED_OFF, "agreed")
    assert [each for each, row in rows(hospital).items() if row.strike_changed] == ["A1", "A2"]
    stuck = {"A1": Decision.POSTPONE, "A2": Decision.POSTPONE}
    assert picture(hospital).stuck == stuck
    assert with_decisions(storage, before).stuck == stuck
    decide(storage, ["A1"], Decision.KEEP, "the strike is off")
    assert list(picture(hospital).stuck) == ["A2"]
