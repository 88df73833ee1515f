"""Calling off a strike: who goes ahead again, who must be told; nobody else hears of it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from rota.domain.call_offs import Reinstate, to_do
from rota.domain.codes import Decision, Level, StaffGroup, WindowState
from rota.domain.errors import Refused
from rota.services.assigning import CoverOrder, assign, service_called
from rota.services.calling_off import call_off_days
from rota.services.calls import record_call
from rota.services.carrying_out import Changed
from rota.services.deciding import decide
from rota.services.history import undo
from rota.services.pas_file import write_pas_file
from rota.services.phoning import phone_list
from rota.services.window_changes import NewTerms, revise, set_state
from rota.storage.database import Database
from tests.call_off_hospital import (
    NOW,
    RULES,
    TOOLS,
    TUESDAY,
    WEDNESDAY,
    Clinic,
    at,
    by_kind,
    visit,
)
from tests.engines import dump

NIGHT_BEFORE = at("2016-01-11 22:00")


@pytest.fixture
def clinic(database: Database, tmp_path: Path) -> Clinic:
    made = Clinic(database, tmp_path)
    made.book(
        visit("A1", "2016-01-12 09:00"),
        visit("A2", "2016-01-12 09:20"),
        visit("A3", "2016-01-12 09:40"),
        visit("A4", "2016-01-12 10:00"),
        visit("A5", "2016-01-12 10:20"),
        visit("B1", "2016-01-13 09:00"),
    )
    made.strike()
    return made


def told_ways(found: dict[str, set[str]]) -> dict[str, set[str]]:
    return {kind: ids for kind, ids in found.items() if kind.startswith("tell_")}


def test_only_those_told_otherwise_hear_of_it(clinic: Clinic, database: Database) -> None:
    clinic.slot("N1", "2016-02-20 09:00")
    clinic.decide("A1", Decision.POSTPONE)
    clinic.decide("A2", Decision.STAND_BY)
    clinic.decide("A3", Decision.CONVERT)
    clinic.post_all()
    clinic.decide("A4", Decision.REBOOK, "2016-02-20 09:00")
    clinic.make()
    clinic.decide("A5", Decision.POSTPONE)
    before = dump(database.address, journal=False)
    done = clinic.call_off()
    found = by_kind(done)
    assert found["appointment_reinstated"] == {"A1", "A2", "A3", "A4", "A5"}
    assert told_ways(found) == {"tell_by_letter": {"A1", "A3"}}
    (pulled,) = (each for each in done.consequences if each.kind == "letter_to_withdraw")
    assert pulled.text.endswith("Batch 2, page 1, not printed yet")
    assert found["slot_given_back"] == {"N1"}
    assert "letter_to_withhold" not in found
    assert set(clinic.decided().values()) == {"keep"}
    queue = clinic.queue()
    assert {key: (each.kind, each.state) for key, each in queue.items()} == {
        "A1": ("going_ahead", "ready"),
        "A3": ("going_ahead", "ready"),
        "A4": ("going_ahead", "withdraw"),
    }
    assert to_do(done.consequences) == [
        "Send 2 patients a letter: it goes ahead.",
        "Take 1 letter out before it is posted.",
        "3 patients go ahead and need not be told: nobody told them otherwise.",
    ]
    undo(database)
    assert dump(database.address, journal=False) == before


def test_at_ten_the_night_before_they_are_rung(clinic: Clinic) -> None:
    clinic.book(visit("A2", "2016-01-12 09:20", format="braille"))
    for key in ("A1", "A2"):
        clinic.decide(key, Decision.POSTPONE)
        clinic.ring(key)
    clinic.decide("A3", Decision.STAND_BY)
    clinic.ring("A3")
    clinic.decide("A4", Decision.STAND_BY)
    clinic.now = NIGHT_BEFORE
    clinic.post_all()
    done = clinic.call_off()
    assert told_ways(by_kind(done)) == {"tell_by_phone": {"A1", "A2"}}
    listed = phone_list(clinic.storage, RULES.letters, NIGHT_BEFORE, 1)
    assert [(each.appointment_id, each.tell) for each in listed] == [
        ("A1", "It goes ahead as booked."),
        ("A2", "It goes ahead as booked."),
    ]
    assert to_do(done.consequences)[0] == "Ring 2 patients: no letter arrives in time."


def test_who_reads_braille_is_told_another_way_while_there_is_time(clinic: Clinic) -> None:
    clinic.book(visit("A1", "2016-01-12 09:00", format="audio"))
    clinic.decide("A1", Decision.POSTPONE)
    clinic.ring("A1")
    done = clinic.call_off()
    assert told_ways(by_kind(done)) == {"tell_another_way": {"A1"}}


def test_whose_old_time_was_given_away_keeps_what_was_decided(clinic: Clinic) -> None:
    clinic.slot("N1", "2016-02-20 09:00")
    clinic.decide("A1", Decision.POSTPONE)
    clinic.decide("A2", Decision.STAND_BY)
    clinic.decide("A3", Decision.REBOOK, "2016-02-20 09:00")
    clinic.post_all()
    clinic.decide("A4", Decision.POSTPONE)
    clinic.book(
        visit("X1", "2016-01-12 09:10"),
        visit("X3", "2016-01-12 09:40"),
        visit("X4", "2016-01-12 10:00", clinician="S2"),
        visit("A5", "2016-01-12 10:00"),
    )
    found = by_kind(clinic.call_off())
    assert found["appointment_slot_gone"] == {"A1", "A3", "A4"}
    assert found["appointment_double_booked"] == {"A2"}
    assert found["appointment_reinstated"] == {"A2"}
    assert told_ways(found) == {}
    assert "slot_given_back" not in found
    queue = clinic.queue()
    assert {key: (each.kind, each.state) for key, each in queue.items()} == {
        "A4": ("postponed", "ready")
    }, "the untold hear that their time is taken; the others know what holds"


def test_a_time_given_away_and_given_up_again_is_free(clinic: Clinic) -> None:
    clinic.book(visit("C1", "2016-02-10 09:00"))
    clinic.decide("A1", Decision.POSTPONE)
    clinic.book(visit("X1", "2016-01-12 09:00"))
    clinic.book(visit("X1", "2016-03-12 09:00"))
    clinic.decide("A1", Decision.POSTPONE)
    assert by_kind(clinic.call_off())["appointment_reinstated"] == {"A1"}


def test_a_new_date_in_the_old_time_takes_it(clinic: Clinic) -> None:
    """While a strike is suspended its days may be given to patients of other strikes."""
    other = clinic.strike("2016-02-10 08:00", "2016-02-11 08:00")
    clinic.book(visit("C1", "2016-02-10 09:00"))
    clinic.decide("A1", Decision.POSTPONE)
    set_state(clinic.storage, 1, WindowState.SUSPENDED, "talks", NOW, RULES.ladder)
    clinic.decide("C1", Decision.REBOOK, "2016-01-12 09:00")
    found = by_kind(clinic.call_off())
    assert found["appointment_slot_gone"] == {"A1"}
    assert clinic.decided() == {"A1": "postpone", "C1": "rebook"}
    assert by_kind(clinic.call_off(other))["appointment_reinstated"] == {"C1"}


def test_what_another_strike_still_takes_is_not_reinstated(clinic: Clinic) -> None:
    clinic.book(visit("A2", "2016-01-12 09:20", clinician="S2"))
    clinic.decide("A1", Decision.POSTPONE)
    clinic.decide("A2", Decision.POSTPONE)
    doctors = clinic.strike("2016-01-12 07:00", "2016-01-12 18:00")
    consultants = clinic.strike("2016-01-12 07:30", "2016-01-12 18:00", group=StaffGroup.CONSULTANT)
    found = by_kind(clinic.call_off())
    assert "appointment_reinstated" not in found
    assert clinic.decided() == {"A1": "postpone", "A2": "postpone"}
    assert {each.state for each in clinic.queue().values()} == {"ready"}
    found = by_kind(clinic.call_off(doctors))
    assert found["appointment_still_struck"] == {"A2"}
    assert found["appointment_to_look_at"] == {"A1"}, "the clinic's consultants are out"
    assert clinic.queue()["A2"].holds == ()
    assert by_kind(clinic.call_off(consultants))["appointment_reinstated"] == {"A2"}


def test_the_manager_may_leave_those_told_or_everybody(clinic: Clinic) -> None:
    clinic.decide("A1", Decision.POSTPONE)
    clinic.post_all()
    clinic.decide("A2", Decision.POSTPONE)
    found = by_kind(clinic.call_off(reinstate=Reinstate.UNTOLD))
    assert (found["appointment_stays"], found["appointment_reinstated"]) == ({"A1"}, {"A2"})
    assert clinic.queue() == {}
    undo(clinic.storage)
    found = by_kind(clinic.call_off(reinstate=Reinstate.NONE))
    assert (found["letter_posted_now_wrong"], found["letter_to_withhold"]) == ({"A1"}, {"A2"})
    assert {each.holds for each in clinic.queue().values()} == {("strike_changed",)}


def test_what_is_over_dead_or_moved_by_the_hospital_stays(clinic: Clinic) -> None:
    clinic.slot("N1", "2016-02-20 09:00")
    for key in ("A1", "A3", "B1"):
        clinic.decide(key, Decision.POSTPONE)
    clinic.decide("A2", Decision.REBOOK, "2016-02-20 09:00")
    clinic.book(
        visit("A2", "2016-02-20 09:00"),
        visit("A3", "2016-01-12 16:00"),
        visit("B1", "2016-01-13 09:00", deceased="Y"),
    )
    found = by_kind(clinic.call_off(now=at("2016-01-12 09:10")))
    assert found["appointment_stays"] == {"A2"}
    assert found["appointment_to_look_at"] == {"A3"}
    assert "appointment_reinstated" not in found


def test_what_was_handed_over_goes_out_again(clinic: Clinic, tmp_path: Path) -> None:
    clinic.decide("A1", Decision.POSTPONE)
    write_pas_file(clinic.storage, TOOLS.exporter, tmp_path / "one.csv", NOW)
    clinic.decide("A2", Decision.POSTPONE)
    assert by_kind(clinic.call_off())["pas_again"] == {"A1"}
    done = write_pas_file(clinic.storage, TOOLS.exporter, tmp_path / "two.csv", NOW)
    assert done.rows == 1
    assert ",keep," in (tmp_path / "two.csv").read_text()


def test_a_strike_on_again_holds_every_letter_that_says_it_goes_ahead(clinic: Clinic) -> None:
    clinic.decide("A1", Decision.POSTPONE)
    clinic.post_all()
    clinic.decide("A2", Decision.POSTPONE)
    clinic.call_off()
    clinic.make()
    again = by_kind(clinic.on_again())
    assert again["appointment_to_look_at"] == {"A1", "A2"}
    assert len(again["letter_to_withdraw"]) == 1
    queue = clinic.queue()
    assert {key: (each.state, each.holds) for key, each in queue.items()} == {
        "A1": ("withdraw", ("strike_changed",)),
        "A2": ("held", ("strike_changed",)),
    }


def test_cover_stood_down_says_whom_to_ring(clinic: Clinic) -> None:
    chest = service_called(clinic.storage, "Chest clinic").service_id
    order = CoverOrder(1, "S2", chest, at("2016-01-12 09:00"), at("2016-01-12 17:00"))
    assign(clinic.storage, order, RULES, "asked in person")
    with clinic.storage.write("told") as work:
        work.cover.change([replace(each, told_at=NOW) for each in work.cover.of_window(1)])
    (said,) = (each for each in clinic.call_off().consequences if each.kind == "cover_stood_down")
    assert said.id == "S2"
    assert said.text == (
        "Chest clinic, Tue 12 Jan 2016 09:00 to Tue 12 Jan 2016 17:00. "
        "Ring Dr Bo Shah: 01632 960001."
    )


def test_one_day_called_off_leaves_the_others_untouched(clinic: Clinic, database: Database) -> None:
    revise(database, 1, NewTerms(end=at("2016-01-15 08:00")), "longer", NOW, RULES.ladder)
    clinic.book(visit("C1", "2016-01-14 09:00"))
    for key in ("A1", "B1", "C1"):
        clinic.decide(key, Decision.POSTPONE)
    clinic.make()
    chest = service_called(database, "Chest clinic").service_id
    with database.write("level") as work:
        work.windows.set_level(1, [chest], Level.NORMAL)
        work.slots.set_stops(1, {TUESDAY: 3, at("2016-01-14 09:00").date(): 4})
    for day in ("12", "13", "14"):
        start, end = at(f"2016-01-{day} 09:00"), at(f"2016-01-{day} 17:00")
        assign(database, CoverOrder(1, "S2", chest, start, end), RULES, "agreed")
    before = dump(database.address, journal=False)
    done = clinic.call_off(days=[WEDNESDAY])
    found = by_kind(done)
    assert found["day_lost"] == {"2016-01-13"}
    assert found["appointment_reinstated"] == {"B1"}
    assert len(found["letter_to_withdraw"]) == 1
    (new,) = done.more
    assert (done.after.terms.end, done.after.revision) == (at("2016-01-13 08:00"), 3)
    assert (new.terms.start, new.terms.end) == (at("2016-01-14 08:00"), at("2016-01-15 08:00"))
    queue = clinic.queue()
    assert {key: each.state for key, each in queue.items()} == {
        "A1": "in_batch", "B1": "withdraw", "C1": "in_batch",
    }  # fmt: skip
    with database.read() as work:
        decided = work.appointments.decided()
        assert decided["A1"].window_id == 1
        assert decided["C1"].window_id == new.window_id
        assert work.windows.levels(new.window_id) == {chest: Level.NORMAL}
        assert [each.start for each in work.cover.of_window(new.window_id)] == [
            at("2016-01-14 09:00")
        ]
        assert [each.start for each in work.cover.stood_down(1)] == [at("2016-01-13 09:00")]
        assert work.slots.stops(new.window_id) == {at("2016-01-14 09:00").date(): 4}
        assert work.slots.stops(1) == {TUESDAY: 3}
    undo(database)
    assert dump(database.address, journal=False) == before


@pytest.mark.parametrize(
    ("days", "now", "code"),
    [
        ([TUESDAY, WEDNESDAY], NOW, "all_days"),
        ([at("2016-01-20 09:00").date()], NOW, "no_such_day"),
        ([], NOW, "no_such_day"),
        ([TUESDAY], at("2016-01-13 09:00"), "day_over"),
    ],
    ids=["all", "strange", "none", "over"],
)
@pytest.mark.one_engine
def test_days_that_make_no_sense_are_refused(
    clinic: Clinic, days: list[date], now: datetime, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        call_off_days(clinic.storage, 1, days, "talks", now, RULES.ladder)
    assert refused.value.code == code


@pytest.mark.one_engine
def test_two_thousand_decisions_are_called_off_in_seconds(
    database: Database, tmp_path: Path
) -> None:
    made = Clinic(database, tmp_path)
    rows = [
        visit(f"V{n:06}", f"2016-{2 + n % 9:02}-{1 + n % 28:02} {9 + n % 8:02}:{n % 60:02}")
        for n in range(8_000)
    ]
    rows += [visit(f"W{n:04}", f"2016-01-12 {9 + n % 8:02}:{n % 60:02}") for n in range(2_000)]
    made.book(*rows)
    made.strike()
    ids = [f"W{n:04}" for n in range(2_000)]
    decide(database, ids, Decision.POSTPONE, "no doctor")
    started = time.process_time()
    done = made.call_off()
    took = time.process_time() - started
    assert len(by_kind(done)["appointment_reinstated"]) == 2_000
    assert took < 10, f"{took:.1f} s of CPU for a preview and a call-off"


def test_only_who_knew_of_a_new_date_was_seen_at_it(clinic: Clinic) -> None:
    clinic.slot("N1", "2016-01-10 09:00")
    clinic.slot("N2", "2016-01-10 10:00")
    clinic.decide("A1", Decision.REBOOK, "2016-01-10 09:00")
    clinic.post_all()
    clinic.decide("A2", Decision.REBOOK, "2016-01-10 10:00")
    done = clinic.call_off(now=NIGHT_BEFORE)
    found = by_kind(done)
    assert found["appointment_stays"] == {"A1"}
    assert found["appointment_reinstated"] == {"A2"}, "who was told nothing comes on Tuesday"
    assert found["slot_given_back"] == {"N2"}


def test_a_message_left_or_a_wrong_number_is_rung_again(clinic: Clinic) -> None:
    for key, outcome in (("A1", "message_left"), ("A2", "wrong_number"), ("A3", "try_again")):
        clinic.decide(key, Decision.POSTPONE)
        record_call(clinic.storage, RULES.letters, key, outcome, "", "", NOW)
    clinic.decide("A4", Decision.STAND_BY)
    record_call(clinic.storage, RULES.letters, "A4", "message_left", "", "", NOW)
    done = clinic.call_off()
    said = {each.id: each.text for each in done.consequences if each.kind == "tell_perhaps"}
    assert said == {
        "A1": "Chest clinic, Tue 12 Jan 2016 09:00: message left: ring again.",
        "A2": "Chest clinic, Tue 12 Jan 2016 09:20: the number was wrong: find another and ring.",
    }
    assert to_do(done.consequences) == [
        "Ring 2 patients again: it is not sure what they were told.",
        "2 patients go ahead and need not be told: nobody told them otherwise.",
    ]


def test_who_stays_postponed_needs_a_new_date(clinic: Clinic) -> None:
    for key in ("A1", "A2"):
        clinic.decide(key, Decision.POSTPONE)
    clinic.decide("A3", Decision.CONVERT)
    clinic.post_all()
    done = clinic.call_off(reinstate=Reinstate.UNTOLD)
    assert by_kind(done)["appointment_stays"] == {"A1", "A2", "A3"}
    assert by_kind(done)["new_date_to_find"] == {"A1", "A2"}
    assert to_do(done.consequences) == ["Find a new date for 2 patients."]


def test_reinstating_says_that_undo_brings_decisions_back(clinic: Clinic) -> None:
    clinic.decide("A1", Decision.POSTPONE)
    clinic.post_all()
    clinic.decide("A2", Decision.POSTPONE)
    clinic.call_off()

    def reinstate(window_id: int = 1) -> Changed:
        return set_state(
            clinic.storage, window_id, None, "no deal", NOW, RULES.ladder, preview=True
        )

    assert reinstate().advice.startswith("Was it called off in error? Undo it instead")
    assert "letter_posted_now_wrong" not in by_kind(reinstate()), "the letter is right again"
    clinic.book(visit("X1", "2016-03-12 09:00"))
    assert reinstate().advice.startswith("What the call-off changed does not come back")
    clinic.post_all()
    assert by_kind(reinstate())["letter_posted_now_wrong"] == {"A1"}
    set_state(clinic.storage, 1, None, "no deal", NOW, RULES.ladder)
    set_state(clinic.storage, 1, WindowState.SUSPENDED, "talks", NOW, RULES.ladder)
    assert reinstate().advice == ""
