"""New dates: proposed within the rules and with reasons, accepted, held once, let go and undone."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

import main
from rota.domain.codes import Decision, StaffGroup, WindowState, WindowType
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.rebooking import DateOffer, DateOffers
from rota.domain.windows import WindowTerms
from rota.services.deciding import decide, undecide
from rota.services.history import redo, undo
from rota.services.letter_queue import letter_queue
from rota.services.new_dates import accept_dates, propose_dates, rebooked_into_strikes
from rota.services.ports import Cancelled, Storage
from rota.services.window_changes import NewTerms, revise, set_state
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from tests.apart import APART, run_apart
from tests.conftest import Addresses, OpenDatabase
from tests.dates_hospital import FIRST, NOW, SECOND, VISITS, bring_in, fill
from tests.engines import Clock, dump, filling
from tests.trust_files import Files

TOOLS = main.tools()
RULES = TOOLS.rules


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("dates hospital", filling(fill, clock))


def proposed(storage: Storage, ids: list[str] | None = None, now: datetime = NOW) -> DateOffers:
    return propose_dates(storage, RULES, TOOLS.rebooker, FIRST, now, ids)


def by_id(found: DateOffers) -> dict[str, DateOffer]:
    return {each.appointment_id: each for each in found.offers}


def chosen(found: DateOffers) -> dict[str, str]:
    return {each.appointment_id: each.choice.slot_id for each in found.offers if each.choice}


def accept(storage: Storage, wanted: dict[str, str], agreed: str = "") -> None:
    accept_dates(storage, RULES, wanted, "agreed by phone", NOW, agreed)


def holds(storage: Storage) -> dict[str, tuple[str, int]]:
    with storage.read() as work:
        return {each.appointment_id: (each.slot_id, each.place) for each in work.slots.holds.all()}


def decisions(storage: Storage) -> dict[str, tuple[Decision, datetime | None]]:
    with storage.read() as work:
        decided = work.appointments.decided()
    return {key: (made.decision, made.new_start) for key, made in decided.items()}


def move_slot(storage: Storage, slot_id: str, start: datetime) -> None:
    with storage.write("move a slot") as work:
        slot = work.slots.slots.existing([slot_id])[slot_id]
        work.slots.slots.put([replace(slot, start=start)])


def test_everyone_postponed_gets_a_date_by_least_harm(database: Database) -> None:
    found = proposed(database)
    dates = chosen(found)
    assert sorted(dates) == ["A1", "A2", "A3", "A4", "A5"]
    assert dates["A4"] == "E1"
    assert dates["A5"] == "D1"
    used = Counter(dates.values())
    assert used["E1"] == used["D1"] == 1
    assert used["E2"] == 2
    assert found.total_harm == sum(each.choice.harm for each in found.offers if each.choice)
    assert decisions(database)["A1"] == (Decision.POSTPONE, None)


def test_no_date_lies_in_a_strike_on_a_bank_holiday_or_too_soon(database: Database) -> None:
    found = proposed(database)
    never = {"IN_STRIKE", "OVER_EDGE", "GOOD_FRIDAY", "TOO_SOON", "OTHER_KIND", "TOO_SHORT"}
    named = {other.slot_id for each in found.offers for other in each.alternatives}
    assert not never & (named | {*chosen(found).values()})


def test_a_strike_that_is_suspended_bars_nothing(database: Database) -> None:
    set_state(database, SECOND, WindowState.SUSPENDED, "talks", NOW, RULES.ladder)
    assert {"IN_STRIKE", "OVER_EDGE"} & {*chosen(proposed(database)).values()}


def test_each_nation_keeps_its_own_bank_holidays(database: Database) -> None:
    """4 January 2016 was a bank holiday in Scotland only."""
    early, day = datetime(2015, 12, 29, 9, tzinfo=UTC), datetime(2016, 1, 4, 9, tzinfo=UTC)
    move_slot(database, "E4", day)
    with database.write("settings") as work:
        work.slots.slots.retire(["E1", "E2", "E3", "E5", "TOO_SOON"])
        work.settings.put({"nation:Main": "SCT"})
    assert "E4" not in chosen(proposed(database, now=early)).values()
    with pytest.raises(Refused, match="bank holiday"):
        accept_dates(database, RULES, {"A1": "E4"}, "", early)
    with database.write("settings") as work:
        work.settings.put({"nation:Main": "ENG"})
    assert "E4" in chosen(proposed(database, now=early)).values()


def test_every_date_says_what_it_does_to_the_patient(database: Database) -> None:
    offers = by_id(proposed(database))
    cancer = offers["A4"]
    assert cancer.choice is not None
    assert "8 days later" in cancer.why
    assert "Day 62: 20 Feb 2016" in cancer.why
    assert "The same clinician" in cancer.why
    (short,) = cancer.warnings
    assert short == "Only 12 days' notice: agree it with the patient (21 days are usual)"
    assert cancer.why[0] == short
    first = offers["A1"]
    assert any(each.endswith("; 18 weeks end on 4 Feb 2016") for each in first.why) or any(
        "past 18 weeks (4 Feb 2016)" in each for each in first.warnings
    )
    assert "Moved 2 times before" in offers["A3"].why


def test_two_alternatives_that_stay_free_are_named(database: Database) -> None:
    found = proposed(database)
    taken = chosen(found)
    used = Counter(taken.values())
    for each in found.offers:
        for other in each.alternatives:
            assert other.slot_id != taken.get(each.appointment_id)
            assert used[other.slot_id] < {"E2": 2}.get(other.slot_id, 1)
    alternatives = by_id(found)["A4"].alternatives
    assert len(alternatives) == min(2, 6 - len([each for each in taken.values() if each != "D1"]))


def test_who_gets_no_date_is_told_why(database: Database) -> None:
    offer = by_id(proposed(database))["A6"]
    assert offer.choice is None
    assert offer.alternatives == ()
    assert offer.why == ("The only slot that fits is given to somebody whom delay harms more",)


def test_a_service_without_slots_says_so_and_what_was_barred(database: Database) -> None:
    with database.write("retire") as work:
        work.slots.slots.retire(["E1", "E2", "E3", "E4", "E5", "D1"])
    offers = by_id(proposed(database))
    assert offers["A6"].why == ("Day surgery has no free slot",)
    assert offers["A1"].why == (
        "Every free slot (new outpatient) at ENT is shorter than 20 minutes",
        "2 free slots lie in a strike",
        "1 free slot lies on a bank holiday",
        "1 free slot lies too soon to reach the patient",
    )


def test_nobody_who_died_gets_a_date(database: Database, tmp_path: Path) -> None:
    row = {**VISITS[3], "deceased": "Y"}
    bring_in(database, Files(tmp_path), ImportKind.APPOINTMENTS, row)
    offer = by_id(proposed(database))["A4"]
    assert offer.choice is None
    assert offer.why == ("The patient is recorded as having died: no date is proposed",)


def test_whom_the_hospitals_own_system_moved_needs_no_date(
    database: Database, tmp_path: Path
) -> None:
    row = {**VISITS[3], "start": "2016-02-03 09:00"}
    bring_in(database, Files(tmp_path), ImportKind.APPOINTMENTS, row)
    assert "A4" not in by_id(proposed(database))


def test_a_patient_is_not_sent_to_two_places_at_once(database: Database, tmp_path: Path) -> None:
    other = {
        **VISITS[3], "appointment_id": "B1", "service": "Audiology", "start": "2016-01-20 08:45",
        "duration_minutes": "30",
    }  # fmt: skip
    bring_in(database, Files(tmp_path), ImportKind.APPOINTMENTS, other)
    assert chosen(proposed(database))["A4"] != "E1"


def test_two_new_dates_of_one_patient_at_the_same_time_are_pointed_out(
    database: Database, tmp_path: Path
) -> None:
    files = Files(tmp_path)
    twin = {**VISITS[4], "appointment_id": "B2", "patient_id": "P4", "start": "2016-01-12 15:00"}
    bring_in(database, files, ImportKind.APPOINTMENTS, twin)
    same = {"slot_id": "D2", "service": "Day surgery", "kind": "day_case",
            "duration_minutes": "60", "clinician_staff_id": "R1"}  # fmt: skip
    bring_in(database, files, ImportKind.SLOTS, {**same, "start": "2016-01-20 08:30"})
    decide(database, ["B2"], Decision.POSTPONE, "list stops")
    with database.write("retire") as work:
        work.slots.slots.retire(["D1"])
    offers = by_id(proposed(database, ["A4", "B2"]))
    said = "At the same time as another new date of this patient: choose another"
    assert offers["A4"].warnings[0] == offers["A4"].why[0] == said
    assert said not in offers["B2"].warnings


def test_accepting_holds_a_place_each_and_one_undo_takes_it_back(
    database: Database, address: str
) -> None:
    before = dump(address, journal=False)
    dates = chosen(proposed(database))
    accept(database, dates, agreed="phoned on 8 January")
    held = holds(database)
    assert {key: slot for key, (slot, _) in held.items()} == dates
    assert sorted(place for slot, place in held.values() if slot == "E2") == [1, 2]
    assert decisions(database)["A4"] == (Decision.REBOOK, datetime(2016, 1, 20, 9, tzinfo=UTC))
    with database.read() as work:
        assert work.appointments.decided()["A4"].agreed == "phoned on 8 January"
        assert work.appointments.decided()["A4"].window_id == FIRST
    after = dump(address, journal=False)
    undo(database)
    assert dump(address, journal=False) == before
    redo(database)
    assert dump(address, journal=False) == after


def test_those_rebooked_keep_theirs_unless_named(database: Database) -> None:
    dates = chosen(proposed(database))
    accept(database, {"A4": dates["A4"]})
    found = proposed(database)
    assert "A4" not in by_id(found)
    assert "E1" not in chosen(found).values()
    again = by_id(proposed(database, ["A4"]))["A4"]
    assert again.choice is not None
    assert again.choice.slot_id == "E1"


def test_a_slot_taken_meanwhile_is_refused_and_nothing_is_saved(
    database: Database, address: str
) -> None:
    accept(database, {"A2": "E1"})
    before = dump(address)
    with pytest.raises(Refused) as refusal:
        accept(database, {"A1": "E2", "A4": "E1"})
    assert refusal.value.code == "slot_taken"
    assert refusal.value.text.startswith("Somebody else was quicker: ENT1, Wed 20 Jan 2016 09:00")
    assert dump(address) == before


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"A1": "NONE"}, "unknown_slot"),
        ({"A1": "IN_STRIKE"}, "inside_a_strike"),
        ({"A1": "OVER_EDGE"}, "inside_a_strike"),
        ({"A1": "GOOD_FRIDAY"}, "bank_holiday"),
        ({"A1": "D1"}, "slot_does_not_fit"),
        ({"A1": "OTHER_KIND"}, "slot_does_not_fit"),
        ({"A1": "TOO_SHORT"}, "slot_does_not_fit"),
        ({"B9": "E1"}, "unknown_appointment"),
        ({}, "nothing_chosen"),
    ],
)
def test_what_may_not_be_given_is_refused(
    database: Database, address: str, wanted: dict[str, str], code: str
) -> None:
    before = dump(address)
    with pytest.raises(Refused) as refusal:
        accept(database, wanted)
    assert refusal.value.code == code
    assert dump(address) == before


def test_a_slot_in_the_past_is_refused(database: Database) -> None:
    with pytest.raises(Refused, match="is past"):
        accept_dates(database, RULES, {"A1": "E1"}, "", datetime(2016, 1, 20, 9, tzinfo=UTC))


def test_two_clerks_at_once_give_no_place_twice(
    database: Database, address: str, open_database: OpenDatabase
) -> None:
    """Four clerks each want the same two places for a patient of their own, at the same moment."""
    wanted = ["A1", "A2", "A3", "A4"]
    clerks = [open_database(address) for _ in wanted]
    start, came = threading.Barrier(len(wanted)), Counter[str]()

    def take(clerk: Database, key: str) -> None:
        start.wait()
        try:
            accept(clerk, {key: "E2"})
            came["given"] += 1
        except Refused as refusal:
            came[refusal.code] += 1

    threads = [
        threading.Thread(target=take, args=pair) for pair in zip(clerks, wanted, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came == {"given": 2, "slot_taken": 2}
    held = holds(database)
    assert sorted(held.values()) == [("E2", 1), ("E2", 2)]
    moved = {key for key, (each, _) in decisions(database).items() if each is Decision.REBOOK}
    assert moved == held.keys()


def _take_apart(address: str, key: str, start: Barrier, came: Queue[str]) -> None:
    """Take a place in a process of its own."""
    storage = Database(address, lambda: NOW, key)
    start.wait()
    try:
        accept(storage, {key: "E2"})
        came.put("given")
    except Refused as refusal:
        came.put(refusal.code)
    finally:
        storage.close()


def test_two_processes_at_once_give_no_place_twice(database: Database, address: str) -> None:
    wanted = ["A1", "A2", "A3"]
    start, came = APART.Barrier(len(wanted)), APART.Queue()
    processes = [run_apart(_take_apart, address, key, start, came) for key in wanted]
    said = sorted(came.get(timeout=60) for _ in wanted)
    for process in processes:
        process.join()
    assert said == ["given", "given", "slot_taken"]
    assert sorted(holds(database).values()) == [("E2", 1), ("E2", 2)]


@pytest.mark.parametrize(
    "let_go",
    [
        lambda storage: decide(storage, ["A4"], Decision.KEEP, "clinic runs"),
        lambda storage: decide(storage, ["A4"], Decision.POSTPONE, "no longer"),
        lambda storage: undecide(storage, ["A4"], "by mistake"),
        lambda storage: decide(
            storage, ["A4"], Decision.REBOOK, "by hand", datetime(2016, 2, 5, 9, tzinfo=UTC)
        ),
    ],
)
def test_a_decision_that_changes_lets_go_and_undo_takes_hold_again(
    database: Database, let_go: Callable[[Storage], object]
) -> None:
    accept(database, {"A4": "E1"})
    let_go(database)
    assert holds(database) == {}
    undo(database)
    assert holds(database) == {"A4": ("E1", 1)}


def test_undo_is_refused_once_the_place_is_anothers(database: Database, address: str) -> None:
    accept(database, {"A4": "E1"})
    undecide(database, ["A4"], "by mistake")
    accept(database, {"A2": "E1"})
    with database.read() as work:
        entries = work.journal.entries()
    back = next(each for each in reversed(entries) if each.action == "undecide")
    before = dump(address)
    with pytest.raises(Refused) as refusal, database.write("undo") as work:
        work.journal.reverse(back.entry)
    assert refusal.value.code == "in_use"
    assert dump(address) == before


def test_rebooking_by_hand_holds_a_slot_that_stands_there(database: Database) -> None:
    start = datetime(2016, 2, 16, 9, tzinfo=UTC)
    decide(database, ["A1"], Decision.REBOOK, "asked for it", start)
    assert holds(database) == {"A1": ("E3", 1)}
    decide(database, ["A2"], Decision.REBOOK, "squeezed in", start)
    assert holds(database) == {"A1": ("E3", 1)}
    decide(database, ["A1"], Decision.REBOOK, "said again", start)
    assert holds(database) == {"A1": ("E3", 1)}


def test_a_strike_added_over_a_new_date_is_found_and_no_letter_leaves(database: Database) -> None:
    accept(database, {"A4": "E1", "A1": "E4"})
    terms = WindowTerms(
        datetime(2016, 1, 20, 8, tzinfo=UTC),
        datetime(2016, 1, 21, 8, tzinfo=UTC),
        WindowType.FULL_WALKOUT,
        frozenset({StaffGroup.CONSULTANT}),
    )
    window, _ = add_window(database, NewWindow("D", "HCSA", terms), NOW)
    with database.read() as work:
        (found,) = rebooked_into_strikes(work)
    made, new_start, strike = found
    assert (made.appointment_id, new_start, strike.window_id) == (
        "A4", datetime(2016, 1, 20, 9, tzinfo=UTC), window.window_id,
    )  # fmt: skip
    queue = {each.appointment_id: each.holds for each in letter_queue(database, RULES.letters, NOW)}
    assert "new_date_in_strike" in queue["A4"]
    assert "new_date_in_strike" not in queue["A1"]
    set_state(database, window.window_id, WindowState.CALLED_OFF, "talks", NOW, RULES.ladder)
    with database.read() as work:
        assert rebooked_into_strikes(work) == []


def test_a_strike_moved_over_a_new_date_names_it_among_what_follows(database: Database) -> None:
    accept(database, {"A4": "E1", "A1": "E2"})
    new = NewTerms(start=datetime(2016, 1, 20, 8, tzinfo=UTC))
    changed = revise(database, SECOND, new, "earlier", NOW, RULES.ladder)
    found = [each for each in changed.consequences if each.kind == "new_date_in_strike"]
    assert [(each.id, each.text) for each in found] == [
        ("A4", "Tue 12 Jan 2016 12:00, new date Wed 20 Jan 2016 09:00")
    ]


def test_the_28_day_guarantee_counts_only_for_an_admission_cancelled_on_the_day(
    database: Database,
) -> None:
    on_the_day = datetime(2016, 1, 12, 7, tzinfo=UTC)
    before = by_id(proposed(database, ["A5"], now=on_the_day))["A5"]
    assert not any("28-day" in each for each in before.why), "cancelled four days ahead"
    undecide(database, ["A5"], "goes ahead")
    outpatient, admission = (
        by_id(proposed(database, [key], now=on_the_day))[key] for key in ("A1", "A5")
    )
    assert "28-day guarantee: 9 Feb 2016" in admission.why
    assert not any("28-day" in each for each in outpatient.why)


def test_past_the_guarantee_warns(database: Database) -> None:
    undecide(database, ["A5"], "goes ahead")
    move_slot(database, "D1", datetime(2016, 2, 11, 13, tzinfo=UTC))
    on_the_day = datetime(2016, 1, 12, 7, tzinfo=UTC)
    offer = by_id(proposed(database, ["A5"], now=on_the_day))["A5"]
    assert "28-day guarantee (9 Feb 2016): past by 2 days" in offer.warnings
    assert "The 28 days of P2, from the planned date: past by 2 days" in offer.warnings


def test_asking_again_gives_the_same(database: Database) -> None:
    assert proposed(database) == proposed(database)


def test_stopping_leaves_through_cancelled(database: Database) -> None:
    with pytest.raises(Cancelled):
        propose_dates(database, RULES, TOOLS.rebooker, FIRST, NOW, None, cancelled=lambda: True)


def test_agreeing_to_short_notice_takes_the_warning_away(database: Database) -> None:
    ids = ["A2"]
    decide(database, ids, Decision.POSTPONE, "clinic stops", agreed="any day suits")
    offer = by_id(proposed(database, ids))["A2"]
    assert offer.choice is not None
    assert offer.choice.slot_id == "E1"
    assert "12 days' notice, agreed" in offer.why
    assert offer.warnings == ()
    assert NOW + timedelta(days=11) < offer.choice.start
