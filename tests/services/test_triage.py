"""Triage on real databases: proposals, accepting them, stop lines, and gaps that fill and open."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import main
from rota.domain.appointments import DecisionMade
from rota.domain.call_offs import Reinstate
from rota.domain.codes import Decision, StaffGroup, WindowState
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.rebooking import DateOffer, DateOffers, SlotChoice
from rota.domain.telling import Told
from rota.domain.triage import TriageRow
from rota.services.assigning import assign, service_called
from rota.services.batch_making import render
from rota.services.cover_changes import stand_down
from rota.services.cover_orders import CoverOrder
from rota.services.deciding import decide
from rota.services.history import undo
from rota.services.letter_queue import letter_queue
from rota.services.posting import mark_posted
from rota.services.triage import (
    Triage,
    accept_triage,
    propose_triage,
    set_care,
    set_stop,
)
from rota.services.triage_facts import Recorded
from rota.services.window_changes import set_state
from rota.services.windows import mark_duties
from rota.storage.database import Database
from tests.domain.making import visit
from tests.triage_hospital import (
    CHEST,
    DAY,
    DUTIES,
    ENT,
    NOW,
    TAKE,
    VISITS,
    booked,
    bring,
    duty,
    strike,
)
from tests.trust_files import Files

TOOLS = main.tools()
RULES = TOOLS.rules
POSTPONE, KEEP, STAND_BY = Decision.POSTPONE, Decision.KEEP, Decision.STAND_BY
NEW = datetime(2016, 2, 24, 9, 0, tzinfo=UTC)


def proposals(storage: Database, **more: object) -> Triage:
    return propose_triage(storage, RULES, 1, NOW, **more)  # type: ignore[arg-type]


def rows(storage: Database) -> dict[str, TriageRow]:
    return {each.appointment_id: each for each in proposals(storage).rows}


def decided(storage: Database) -> dict[str, Decision]:
    with storage.read() as work:
        return {key: made.decision for key, made in work.appointments.decided().items()}


def entries(storage: Database) -> int:
    with storage.read() as work:
        return len(work.journal.entries())


def cover(storage: Database, staff_id: str, service: str, hours: tuple[int, int]) -> int:
    start, end = (datetime(2016, 1, 12, hour, tzinfo=UTC) for hour in hours)
    order = CoverOrder(1, staff_id, service_called(storage, service).service_id, start, end)
    return assign(storage, order, RULES, "agreed").assignment.assignment_id


def test_what_is_proposed_for_each(hospital: Database) -> None:
    before = entries(hospital)
    assert {key: row.decision for key, row in rows(hospital).items()} == {
        "E1": POSTPONE, "E2": POSTPONE, "E3": KEEP, "E4": STAND_BY, "E5": STAND_BY,
        "E6": POSTPONE, "E7": STAND_BY, "E8": KEEP, "H1": Decision.CONVERT, "H2": POSTPONE,
        "H3": POSTPONE, "Y1": KEEP, "Z1": POSTPONE,
    }  # fmt: skip
    assert entries(hospital) == before
    assert decided(hospital) == {}


def test_no_reason_names_anybody(hospital: Database) -> None:
    said = " ".join(text for row in proposals(hospital).rows for text in row.reasons)
    for name in ("Secret", "Nasrin", "O'Neill", "Con", "Siobh"):
        assert name not in said


def outside_harm(visit: dict[str, str]) -> int:
    """The harm of a patient of 2016, worked out from the file of rules and the file of patients."""
    file = Path(main.__file__).parent / "resources" / "rules" / "triage.toml"
    rules = tomllib.loads(file.read_text("utf-8"))

    def rule(table: str, code: str = "") -> dict[str, int]:
        found: dict[str, int] = next(
            each
            for each in rules[table]
            if each.get("code", "") == code and each["from"] <= date(2016, 1, 12)
        )
        return found

    day = datetime.fromisoformat(visit["start"]).date()
    priority, wait, cancer = rule("priority", visit["priority"]), rule("wait"), rule("cancer")
    points = priority["weight"] + rule("kind", visit["kind"])["weight"]
    last = bool(priority["last"])
    if visit.get("rtt_start"):
        waited = (day - date.fromisoformat(visit["rtt_start"])).days
        to_go = wait["standard_weeks"] * 7 - waited
        points += waited // 7 * wait["each_week"]
        points += wait["near"] * (to_go <= wait["near_days"]) + wait["past"] * (to_go < 0)
        last = last or waited // 7 >= wait["long_weeks"]
    if visit.get("cancer_day_62"):
        to_go = (date.fromisoformat(visit["cancer_day_62"]) - day).days
        points += cancer["pathway"]
        points += cancer["near"] * (to_go <= cancer["near_days"]) + cancer["past"] * (to_go < 0)
        last = last or to_go <= cancer["near_days"]
    points += rule("moved")["each"] * int(visit.get("times_postponed", "0"))
    last = last or int(visit.get("times_postponed", "0")) > 0
    if "dialysis" in visit["service"].lower():
        points, last = points + rule("last")["protected_service"], True
    return points + last * rule("last")["last"]


def test_the_order_is_the_one_worked_out_from_outside(hospital: Database) -> None:
    found = proposals(hospital).rows
    at_risk = {row.appointment_id for row in found}
    visits = [
        {"priority": "routine", **each} for each in VISITS if each["appointment_id"] in at_risk
    ]
    visits.sort(key=lambda each: (outside_harm(each), each["start"], each["appointment_id"]))
    assert [row.appointment_id for row in found] == [each["appointment_id"] for each in visits]
    assert [row.harm for row in found] == [outside_harm(each) for each in visits]
    assert [row.appointment_id for row in found][-3:] == ["E3", "Y1", "E8"]


def test_accepting_all_is_one_step_that_is_undone_as_one(hospital: Database) -> None:
    before, wanted = entries(hospital), rows(hospital)
    changes = accept_triage(hospital, RULES, 1, NOW, why="bronze, 8 January")
    assert changes.text == (
        "Decided 13 appointments as proposed: 3 keep, 1 convert, 6 postpone, 3 stand by. "
        "2 that are kept want cover."
    )
    assert entries(hospital) == before + 1
    assert decided(hospital) == {key: row.decision for key, row in wanted.items()}
    with hospital.read() as work:
        made = work.appointments.decided()["E8"]
        assert (made.window_id, made.window_revision) == (1, 1)
        assert made.why.startswith("Triage: bronze, 8 January. Must not wait: find cover; Cancer: ")
    assert {row.decided for row in rows(hospital).values()} == set(decided(hospital).values())
    undo(hospital)
    assert decided(hospital) == {}


def test_what_somebody_decided_is_never_overwritten(hospital: Database) -> None:
    decide(hospital, ["E1", "E8"], STAND_BY, "the clinician asked")
    accept_triage(hospital, RULES, 1, NOW)
    assert {key: decided(hospital)[key] for key in ("E1", "E8")} == {"E1": STAND_BY, "E8": STAND_BY}
    assert accept_triage(hospital, RULES, 1, NOW).entry is None
    with pytest.raises(Refused, match="decided already"):
        accept_triage(hospital, RULES, 1, NOW, ["E1"])


def test_some_are_accepted_and_the_rest_left(hospital: Database) -> None:
    accept_triage(hospital, RULES, 1, NOW, ["E2", "H1"])
    assert decided(hospital) == {"E2": POSTPONE, "H1": Decision.CONVERT}


def test_who_is_not_at_risk_is_refused_and_nothing_is_decided(hospital: Database) -> None:
    with pytest.raises(Refused, match="Not at risk in this strike: I1") as refusal:
        accept_triage(hospital, RULES, 1, NOW, ["E1", "I1"])
    assert refusal.value.code == "not_at_risk"
    for wanted, code in ((["NOBODY"], "unknown_appointment"), ([], "nothing_chosen")):
        with pytest.raises(Refused) as refusal:
            accept_triage(hospital, RULES, 1, NOW, wanted)
        assert refusal.value.code == code
    assert decided(hospital) == {}
    with pytest.raises(Refused, match="no strike window 9"):
        propose_triage(hospital, RULES, 9, NOW)


def test_a_stop_line_keeps_those_of_most_harm_undecided(hospital: Database) -> None:
    set_stop(hospital, 1, DAY, 3, "site meeting")
    found = proposals(hospital)
    assert (found.stops, found.moved) == ({DAY: 3}, {})
    over = [row.appointment_id for row in found.rows if row.over_stop]
    assert over == ["H2", "E6", "E2"]
    changes = accept_triage(hospital, RULES, 1, NOW)
    assert changes.text == (
        "Decided 10 appointments as proposed: 3 keep, 1 convert, 3 postpone, 3 stand by. "
        "2 that are kept want cover. 3 left undecided beyond the day's limit."
    )
    assert not set(over) & decided(hospital).keys()
    assert proposals(hospital).moved == {DAY: 3}
    with pytest.raises(Refused, match="No more than 3 patients are to be moved on Tuesday 12"):
        accept_triage(hospital, RULES, 1, NOW, ["H2"])
    set_stop(hospital, 1, DAY, 4)
    accept_triage(hospital, RULES, 1, NOW, ["H2", "E6"])
    assert decided(hospital)["H2"] is POSTPONE
    assert "E6" not in decided(hospital)
    set_stop(hospital, 1, DAY, None)
    accept_triage(hospital, RULES, 1, NOW)
    assert proposals(hospital).moved == {DAY: 6}


def test_a_stop_line_counts_who_was_moved_by_hand(hospital: Database) -> None:
    decide(hospital, ["E4", "I1"], POSTPONE, "by hand")
    decide(hospital, ["E5"], KEEP, "by hand")
    set_stop(hospital, 1, DAY, 3)
    found = proposals(hospital)
    assert found.moved == {DAY: 2}
    assert next(row.appointment_id for row in found.rows if row.over_stop) == "H3"
    undo(hospital)
    assert proposals(hospital).stops == {}


@pytest.mark.parametrize(
    ("day", "most", "code"),
    [
        (date(2016, 1, 11), 3, "day_outside"),
        (date(2016, 1, 13), 3, "day_outside"),  # the strike day of Tuesday ends at 8 on Wednesday
        (DAY, -1, "below_nothing"),
    ],
)
def test_a_stop_line_that_makes_no_sense_is_refused(
    hospital: Database, day: date, most: int, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        set_stop(hospital, 1, day, most)
    assert refusal.value.code == code


def test_a_filled_gap_takes_its_patients_off_and_a_new_gap_brings_them_back(
    hospital: Database,
) -> None:
    gap = {"H1", "H2", "H3"}
    assert gap <= rows(hospital).keys()
    given = cover(hospital, "C2", CHEST, (9, 17))
    assert not gap & rows(hospital).keys()
    stand_down(hospital, [given], "ill")
    assert gap <= rows(hospital).keys()


def test_a_decision_that_the_gap_no_longer_wants_is_brought_up(hospital: Database) -> None:
    accept_triage(hospital, RULES, 1, NOW, ["H2"])
    cover(hospital, "C2", CHEST, (9, 17))
    row = rows(hospital)["H2"]
    assert (row.decision, row.decided, row.at_risk) == (KEEP, POSTPONE, False)
    assert row.reasons[0] == "Decided (postpone), but no longer at risk: keep as booked?"
    with pytest.raises(Refused, match="Not at risk"):
        accept_triage(hospital, RULES, 1, NOW, ["H2"])
    accept_triage(hospital, RULES, 1, NOW)
    assert decided(hospital)["H2"] is POSTPONE
    decide(hospital, ["H2"], KEEP, "cover was found")
    assert "H2" not in rows(hospital)


@pytest.mark.one_engine
def test_unless_a_letter_told_the_patient_so(hospital: Database) -> None:
    accept_triage(hospital, RULES, 1, NOW, ["H2"])
    clock = RULES.letters
    ready = {each.appointment_id for each in letter_queue(hospital, clock, NOW)}
    batch = render(hospital, TOOLS.typesetter(), clock, NOW, ready).batch
    assert batch is not None
    mark_posted(hospital, batch, NOW, clock)
    cover(hospital, "C2", CHEST, (9, 17))
    row = rows(hospital)["H2"]
    assert (row.decision, row.decided) == (POSTPONE, POSTPONE)
    assert row.reasons[0] == "No longer at risk, but a letter told the patient: postpone"


def test_a_strike_called_off_brings_every_decision_up(hospital: Database) -> None:
    accept_triage(hospital, RULES, 1, NOW)
    set_state(
        hospital,
        1,
        WindowState.CALLED_OFF,
        "talks",
        NOW,
        RULES.ladder,
        reinstate=Reinstate.NONE,
    )
    found = rows(hospital)
    assert found.keys() == set(decided(hospital)) - {"E3", "E8", "Y1"}
    assert {row.decision for row in found.values()} == {KEEP}
    assert not any(row.at_risk for row in found.values())


def test_a_clinician_on_leave_calls_nobody(hospital: Database, tmp_path: Path) -> None:
    away = {"staff_id": "C3", "from": "2016-01-12", "to": "2016-01-12"}
    bring(hospital, Files(tmp_path), ImportKind.ABSENCES, away)
    assert rows(hospital)["H1"].decision is POSTPONE


def test_nor_does_one_whom_another_union_calls_out(hospital: Database, tmp_path: Path) -> None:
    start = datetime(2016, 1, 12, 7, tzinfo=UTC)
    other = strike(hospital, start, start + timedelta(hours=9), StaffGroup.CONSULTANT)
    assert rows(hospital)["H1"].decision is POSTPONE
    working = {"staff_id": "C3", "declaration": "working"}
    bring(hospital, Files(tmp_path), ImportKind.DECLARATIONS, working, window=other)
    assert rows(hospital)["H1"].decision is Decision.CONVERT


def test_a_decision_for_one_strike_stands_while_another_wants_it(hospital: Database) -> None:
    accept_triage(hospital, RULES, 1, NOW, ["H2"])
    start = datetime(2016, 1, 12, 7, tzinfo=UTC)
    other = strike(hospital, start, start + timedelta(hours=9), StaffGroup.CONSULTANT)
    set_state(
        hospital,
        1,
        WindowState.CALLED_OFF,
        "talks",
        NOW,
        RULES.ladder,
        reinstate=Reinstate.NONE,
    )
    assert "H2" not in rows(hospital)
    set_state(
        hospital,
        other,
        WindowState.CALLED_OFF,
        "talks",
        NOW,
        RULES.ladder,
        reinstate=Reinstate.NONE,
    )
    assert rows(hospital)["H2"].decision is KEEP


def test_whoever_comes_to_cover_a_clinic_sees_those_whom_delay_harms_most(
    hospital: Database,
) -> None:
    """C2 comes to the ENT clinic and can see one patient at a time: the waits do not overlap."""
    cover(hospital, "C2", ENT, (11, 12))
    found = rows(hospital)
    free = "Somebody else of the grade is there and has nobody booked then"
    for key in ("E7", "E8"):
        assert (found[key].decision, found[key].reasons[0]) == (KEEP, free)
    assert found["E6"].decision is POSTPONE


def test_two_at_once_and_one_free_the_one_whom_delay_harms_most_is_seen(
    hospital: Database, tmp_path: Path
) -> None:
    late = booked("E9", "11:20", priority="urgent")
    bring(hospital, Files(tmp_path), ImportKind.APPOINTMENTS, *VISITS, late)
    cover(hospital, "C2", ENT, (11, 12))
    found = rows(hospital)
    assert (found["E8"].decision, found["E9"].decision) == (KEEP, STAND_BY)
    decide(hospital, ["E9"], KEEP, "promised")
    found = rows(hospital)
    assert found["E8"].reasons[0] == "Must not wait: find cover"


def test_who_runs_a_clinic_of_which_nothing_is_booked_is_not_taken_to_be_free(
    hospital: Database, tmp_path: Path
) -> None:
    bring(hospital, Files(tmp_path), ImportKind.DUTIES, *DUTIES,
          duty("D6", ENT, "C2", "12 09:00", "12 13:00", "clinic"))  # fmt: skip
    assert rows(hospital)["E8"].reasons[0] == "Must not wait: find cover"
    seen = booked("K9", "12:20", who="C2", needs="")
    bring(hospital, Files(tmp_path), ImportKind.APPOINTMENTS, *VISITS, seen)
    assert rows(hospital)["E8"].reasons[0].startswith("Somebody else of the grade is there")


def test_who_covers_elsewhere_is_not_free_and_is_seen_by_one_patient_at_a_time(
    hospital: Database, tmp_path: Path
) -> None:
    twin = booked("E0", "09:40", kind="outpatient_new", priority="suspected_cancer")
    bring(hospital, Files(tmp_path), ImportKind.APPOINTMENTS, *VISITS, twin)
    found = rows(hospital)
    free = [key for key in ("E0", "E3") if "has nobody booked" in found[key].reasons[0]]
    assert free == ["E0"]
    cover(hospital, "C1", TAKE, (9, 10))
    found = rows(hospital)
    assert not any("has nobody booked" in found[key].reasons[0] for key in ("E0", "E3"))


def test_the_clinician_who_is_on_strike_is_not_somebody_else(hospital: Database) -> None:
    """R1 is there for emergencies; their own patients are at risk all the same."""
    mark_duties(hospital, 1, ["D1"], True, "emergency clinic")
    assert rows(hospital)["E1"].decision is POSTPONE


def offers(*chosen: tuple[str, str, datetime]) -> DateOffers:
    return DateOffers(
        tuple(
            DateOffer(key, SlotChoice(slot, start, "UR1", "R1", 5, ()), (), ("in time",), ())
            for key, slot, start in chosen
        ),
        5,
    )


def test_a_date_that_is_offered_is_held_when_accepted(hospital: Database) -> None:
    dates = offers(("E1", "F1", NEW), ("E8", "F2", NEW + timedelta(minutes=20)))
    found = {row.appointment_id: row for row in proposals(hospital, dates=dates).rows}
    assert (found["E1"].decision, found["E1"].new_start) == (Decision.REBOOK, NEW)
    assert found["E1"].reasons[:2] == ("New date: Wed 24 Feb 2016 09:00", "in time")
    assert found["E8"].decision is KEEP
    before = entries(hospital)
    accept_triage(hospital, RULES, 1, NOW, dates=dates)
    assert entries(hospital) == before + 1
    with hospital.read() as work:
        assert [each.slot_id for each in work.slots.holds.all()] == ["F1"]
        made = work.appointments.decided()["E1"]
    assert (made.decision, made.new_start, made.window_id) == (Decision.REBOOK, NEW, 1)
    assert made.why.startswith("Triage. New date: Wed 24 Feb 2016 09:00; in time; ")
    undo(hospital)
    with hospital.read() as work:
        assert work.slots.holds.all() == []


def test_a_slot_that_somebody_else_took_decides_nothing(hospital: Database) -> None:
    both = offers(("E1", "F1", NEW), ("Z1", "F1", NEW))
    with pytest.raises(Refused):
        accept_triage(hospital, RULES, 1, NOW, dates=both)
    assert decided(hospital) == {}


def test_a_patient_moved_into_the_next_strike_is_decided_anew_and_moved_last(
    hospital: Database, tmp_path: Path
) -> None:
    start = datetime(2016, 1, 26, 10, tzinfo=UTC)
    decide(hospital, ["E1"], Decision.REBOOK, "strike", start)
    day = datetime(2016, 1, 26, 8, tzinfo=UTC)
    other = strike(hospital, day, day + timedelta(days=2))
    moved = booked("E1", "09:00", start="2016-01-26 10:00")
    fresh = booked("E0", "09:00", start="2016-01-26 10:00")
    bring(hospital, Files(tmp_path), ImportKind.APPOINTMENTS, moved, fresh)
    second = propose_triage(hospital, RULES, other, NOW)
    assert second.moved == {}
    found = {row.appointment_id: row for row in second.rows}
    assert found["E1"].decided is None
    assert found["E1"].protected
    assert "Moved 1 time before" in found["E1"].reasons
    assert [row.decision for row in found.values()] == [POSTPONE, STAND_BY]
    accept_triage(hospital, RULES, other, NOW)
    with hospital.read() as work:
        made = work.appointments.decided()["E1"]
    assert (made.decision, made.decided_start, made.window_id) == (STAND_BY, start, other)


@pytest.mark.parametrize(
    ("decision", "told", "stands", "moved"),
    [
        (POSTPONE, Told(POSTPONE, None, NOW), False, True),
        (POSTPONE, None, True, False),  # its letter is still to go
        (POSTPONE, Told(KEEP, None, NOW), True, False),
        (Decision.CONVERT, Told(Decision.CONVERT, None, NOW), False, False),
    ],
)
def test_a_decision_about_another_time_stands_until_the_patient_was_told(
    decision: Decision, told: Told | None, stands: bool, moved: bool
) -> None:
    made = DecisionMade("A1", decision, None, NOW, "why", 1, 1)
    known = Recorded({"A1": made}, {} if told is None else {"A1": told})
    here = visit("2016-01-26 10:00")
    assert (known.standing(here) is made, known.was_moved(here)) == (stands, moved)
    then = replace(here, start=NOW)
    assert (known.standing(then), known.was_moved(then)) == (made, False)


def test_a_place_held_for_a_date_that_is_over_is_let_go(hospital: Database, tmp_path: Path) -> None:
    accept_triage(hospital, RULES, 1, NOW, ["E1"], dates=offers(("E1", "F1", NEW)))
    other = strike(hospital, NEW.replace(hour=8), NEW.replace(hour=8) + timedelta(days=1))
    moved = booked("E1", "09:00", start="2016-02-24 09:00")
    bring(hospital, Files(tmp_path), ImportKind.APPOINTMENTS, moved)
    accept_triage(hospital, RULES, other, NOW)
    with hospital.read() as work:
        assert work.slots.holds.all() == []
        assert work.appointments.decided()["E1"].decision is STAND_BY


def test_the_kind_of_care_decides_who_is_protected(hospital: Database) -> None:
    ent = service_called(hospital, ENT).service_id
    dialysis = service_called(hospital, "Renal dialysis").service_id
    changes = set_care(hospital, [ent], "trauma", "the fracture list moved there")
    assert changes.text == "ENT clinic: kind of care: trauma."
    assert rows(hospital)["E1"].decision is KEEP
    set_care(hospital, [dialysis], "none")
    assert not rows(hospital)["Y1"].protected
    set_care(hospital, [dialysis, ent], "")
    assert rows(hospital)["Y1"].protected
    assert not rows(hospital)["E1"].protected
    undo(hospital)
    assert not rows(hospital)["Y1"].protected
    with pytest.raises(Refused):
        set_care(hospital, [99], "trauma")
