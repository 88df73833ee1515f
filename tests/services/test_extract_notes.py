"""The next extract of the hospital's own system, reconciled with what was decided and told here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from main import tools
from rota.domain.codes import Decision, ExtractChange, StaffGroup, WindowType
from rota.domain.errors import Refused
from rota.domain.extracts import Handover
from rota.domain.importing import COLUMNS, ImportKind
from rota.domain.slots import SlotHold
from rota.domain.times import read_local
from rota.domain.windows import WindowTerms
from rota.services.batch_gate import untrue_letters
from rota.services.batch_making import render
from rota.services.deciding import decide
from rota.services.decision_judge import strike_changed
from rota.services.history import undo
from rota.services.hospital_details import save_trust_details
from rota.services.importing import ImportOrder, ImportOutcome, import_file
from rota.services.letter_queue import QueuedLetter, letter_queue
from rota.services.patients import patient_record, settle_notes
from rota.services.posting import mark_posted
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from tests.engines import Clock
from tests.small_hospital import DETAILS
from tests.trust_files import APPOINTMENTS, STAFF, Cells, Files, rows_of

TOOLS = tools()
CLOCK = TOOLS.rules.letters
NEW = datetime(2016, 2, 24, 9, 0, tzinfo=UTC)
OLD = datetime(2016, 1, 12, 10, 20, tzinfo=UTC)
SLOT = {"service": "ENT", "kind": "outpatient_new"}
Load = Callable[..., ImportOutcome]
K = ImportKind


@pytest.fixture
def load(database: Database, tmp_path: Path, clock: Clock) -> Load:
    """A hospital with three appointments and a free slot; brings in the next extract."""
    files = Files(tmp_path)

    def load_rows(*rows: Cells, **order: object) -> ImportOutcome:
        cells = rows_of(K.APPOINTMENTS, *rows)
        path = files.write_cells((*COLUMNS[K.APPOINTMENTS], "status", "extract_time"), cells)
        asked = ImportOrder(K.APPOINTMENTS, path, **order)
        outcome = import_file(database, TOOLS.reader, asked, clock(), clock=CLOCK.posting)
        assert outcome.errors == []
        return outcome

    for kind, rows in ((K.STAFF, STAFF), (K.SLOTS, (SLOT,))):
        import_file(database, TOOLS.reader, ImportOrder(kind, files.write(kind, *rows)), clock())
    load_rows(*APPOINTMENTS)
    save_trust_details(database, DETAILS)
    return load_rows


def rebook(database: Database) -> None:
    """Decide a new date for A1, hold its place and hand it to the hospital's own system."""
    decide(database, ["A1"], Decision.REBOOK, "no cover", NEW)
    with database.write("hold") as work:
        work.slots.holds.put([SlotHold("A1", "S1", 1, work.now)])
        work.slots.handovers.put([Handover("A1", Decision.REBOOK, OLD, NEW, work.now)])


def notes(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as work:
        return [(each.appointment_id, each.what.value, each.text) for each in work.slots.notes()]


def kinds(database: Database) -> list[tuple[str, str]]:
    return [(key, what) for key, what, _ in notes(database)]


def state(database: Database, key: str = "A1") -> tuple[bool, bool, bool]:
    """Whether an appointment is decided on, holds a place and stands as handed over."""
    with database.read() as work:
        return (
            bool(work.appointments.decisions.known([key])),
            bool(work.slots.holds.known([key])),
            bool(work.slots.handovers.known([key])),
        )


def queue(database: Database, clock: Clock) -> dict[str, QueuedLetter]:
    return {each.appointment_id: each for each in letter_queue(database, CLOCK, clock())}


def post_all(database: Database, clock: Clock) -> None:
    made = render(database, TOOLS.typesetter(), CLOCK, clock())
    assert made.batch is not None
    mark_posted(database, made.batch, clock(), CLOCK)


AS_DECIDED = {"appointment_id": "A1", "start": "2016-02-24 09:00"}
ELSEWHERE = {"appointment_id": "A1", "start": "2016-03-01 09:00"}


def test_our_date_in_the_next_extract_ends_the_decision_once_the_patient_knows(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    post_all(database, clock)
    outcome = load(AS_DECIDED, *APPOINTMENTS[1:])
    assert (outcome.as_decided, outcome.noted.total()) == (1, 0)
    assert "1 now as decided" in outcome.changes.text
    assert state(database) == (False, True, False), "the place is kept until the slots say so"
    assert notes(database) == [], "nothing is left to look at"
    (note,) = patient_record(database, "A1").notes
    assert (note.what, note.settled) == (ExtractChange.MOVED, True)
    assert queue(database, clock) == {}
    undo(database)
    assert state(database) == (True, True, True)


def test_a_place_taken_over_by_the_hospital_is_let_go_by_the_next_list_of_slots(
    database: Database, load: Load, clock: Clock, tmp_path: Path
) -> None:
    """Until then it would pass for free: the slots here are of before the booking."""
    rebook(database)
    other = {"slot_id": "S2", "start": "2016-02-25 09:00"}

    def bring_in_slots() -> None:
        path = Files(tmp_path).write(K.SLOTS, other)
        import_file(database, TOOLS.reader, ImportOrder(K.SLOTS, path), clock())

    bring_in_slots()
    assert state(database)[1], "our date is not in the extract yet"
    load(AS_DECIDED, *APPOINTMENTS[1:])
    assert state(database)[1]
    bring_in_slots()
    assert not state(database)[1]


def test_our_date_in_the_next_extract_still_owes_the_patient_the_letter(
    database: Database, load: Load, clock: Clock
) -> None:
    """The hospital's own system was quicker than the post: the letter tells of the old date."""
    terms = WindowTerms(
        datetime(2016, 1, 12, 8, tzinfo=UTC),
        datetime(2016, 1, 13, 8, tzinfo=UTC),
        WindowType.FULL_WALKOUT,
        frozenset({StaffGroup.RESIDENT_DOCTOR}),
    )
    add_window(database, NewWindow("2016 contract", "BMA", terms), clock())
    rebook(database)
    outcome = load(AS_DECIDED, *APPOINTMENTS[1:])
    assert outcome.as_decided == 1
    assert state(database) == (True, True, True)
    with database.read() as work:
        visit = work.appointments.visits.existing(["A1"])["A1"]
        made = work.appointments.decided()["A1"]
        assert made.window_id is not None
        assert not strike_changed(made, visit, "Main", work.windows.all()), "still for that strike"
    waiting = queue(database, clock)["A1"]
    assert (waiting.kind.value, waiting.state, waiting.holds) == ("rescheduled", "ready", ())
    assert waiting.visit.start == OLD
    assert waiting.last_first < OLD, "it must come before the patient sets out on the old day"
    post_all(database, clock)
    assert queue(database, clock) == {}
    load(AS_DECIDED, *APPOINTMENTS[1:])
    assert state(database) == (False, True, False)
    assert queue(database, clock) == {}


def test_a_letter_already_in_the_batch_stands_when_the_extract_adopts_its_date(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    batch = render(database, TOOLS.typesetter(), CLOCK, clock()).batch
    assert batch is not None
    load(AS_DECIDED, *APPOINTMENTS[1:])
    assert queue(database, clock)["A1"].state == "in_batch"
    assert untrue_letters(database, batch, clock()) == []
    mark_posted(database, batch, clock(), CLOCK)
    assert queue(database, clock) == {}


def test_moved_elsewhere_the_place_is_let_go_and_somebody_decides_again(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    outcome = load(ELSEWHERE, *APPOINTMENTS[1:])
    assert [each.code for each in outcome.warnings] == ["moved"]
    assert state(database) == (False, False, False)
    assert queue(database, clock) == {}
    ((_, what, text),) = notes(database)
    assert what == "moved"
    assert text == (
        "Moved from Tue 12 Jan 2016 10:20 to Tue 1 Mar 2016 09:00. It had been decided here: "
        "rebook. The place held for Wed 24 Feb 2016 09:00 was given up. Decide again."
    )
    with database.read() as work:
        ((_, left),) = work.slots.free(NEW, NEW + timedelta(hours=1))
    assert left == 1


def test_cancelled_in_the_hospitals_own_system(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    batch = render(database, TOOLS.typesetter(), CLOCK, clock()).batch
    assert batch is not None
    outcome = load({"appointment_id": "A1", "status": "cancelled"}, *APPOINTMENTS[1:])
    assert (outcome.cancelled, outcome.vanished) == (1, [])
    assert "1 cancelled" in outcome.changes.text
    assert state(database) == (False, False, False)
    assert kinds(database) == [("A1", "cancelled")]
    waiting = queue(database, clock)["A1"]
    assert (waiting.state, "retired" in waiting.holds) == ("withdraw", True)
    (untrue,) = untrue_letters(database, batch, clock())
    with pytest.raises(Refused, match="no longer true"):
        mark_posted(database, batch, clock(), CLOCK)
    mark_posted(database, batch, clock(), CLOCK, without=[untrue.reference])
    assert queue(database, clock) == {}, "nobody owes a letter about what is cancelled"
    again = load({"appointment_id": "A1", "status": "cancelled"}, *APPOINTMENTS[1:])
    assert (again.cancelled, again.noted.total()) == (0, 0)


def test_nobody_is_told_that_a_cancelled_appointment_goes_ahead(
    database: Database, load: Load, clock: Clock
) -> None:
    decide(database, ["A1"], Decision.POSTPONE, "no cover")
    post_all(database, clock)
    load({"appointment_id": "A1", "status": "cancelled"}, *APPOINTMENTS[1:])
    assert queue(database, clock) == {}


def test_a_cancellation_is_undone_whole_and_the_next_extract_may_bring_it_back(
    database: Database, load: Load
) -> None:
    rebook(database)
    gone = {"appointment_id": "A1", "status": "cancelled"}
    load(gone, *APPOINTMENTS[1:])
    undo(database)
    assert state(database) == (True, True, True)
    load(gone, *APPOINTMENTS[1:])
    load(*APPOINTMENTS)
    assert kinds(database) == [("A1", "back"), ("A1", "cancelled")]
    with database.read() as work:
        assert "A1" in work.appointments.ids()


def test_died_and_changed_are_noted_only_where_somebody_dealt_with_them(
    database: Database, load: Load
) -> None:
    rebook(database)
    moved_house = {"address_1": "9 Low Road", "phone": "1", "do_not_post": "Y"}
    load(
        {"appointment_id": "A1", "deceased": "Y", **moved_house},
        {**APPOINTMENTS[1], "deceased": "Y"},
        APPOINTMENTS[2],
    )
    found = {what: text for key, what, text in notes(database) if key == "A1"}
    assert found.keys() == {"died", "changed"}
    assert found["changed"] == "Changed: address, phone, do not post."
    assert len(notes(database)) == 2, "nobody dealt with A2"
    assert state(database) == (False, False, True), "the handover stands to be taken back"


def test_vanished_is_noted_once_and_back_when_it_is(database: Database, load: Load) -> None:
    rebook(database)
    for _ in range(2):
        outcome = load(*APPOINTMENTS[1:])
        assert outcome.vanished == ["A1"] if outcome.vanished else True
    assert kinds(database) == [("A1", "vanished")]
    load(*APPOINTMENTS)
    load(*APPOINTMENTS)
    assert kinds(database) == [("A1", "back"), ("A1", "vanished")]
    settle_notes(database, ["A1"], "looked")
    assert notes(database) == []
    assert len(patient_record(database, "A1").notes) == 2
    with pytest.raises(Refused, match="nothing to settle"):
        settle_notes(database, ["A1"])
    undo(database)
    assert len(notes(database)) == 2


def test_retired_since_it_vanished_its_place_is_free(database: Database, load: Load) -> None:
    rebook(database)
    load(*APPOINTMENTS[1:], {"appointment_id": "A8", "patient_id": "P8"}, replace=True)
    assert state(database)[1] is False


def test_a_note_keeps_no_name_and_no_value(database: Database, load: Load) -> None:
    rebook(database)
    load({"appointment_id": "A1", "surname": "Hussain", "address_1": "9 Low Road"})
    said = " ".join(text for _, _, text in notes(database))
    assert "surname" in said
    assert "Hussain" not in said
    assert "Begum" not in said
    assert "Low Road" not in said


def test_a_list_too_old_or_older_than_the_last_is_said_and_holds_letters(
    database: Database, load: Load, clock: Clock
) -> None:
    decide(database, ["A1"], Decision.POSTPONE, "no cover")
    fresh = load(*({**each, "extract_time": "2016-01-08 06:00"} for each in APPOINTMENTS))
    assert [each.code for each in fresh.warnings] == []
    assert queue(database, clock)["A1"].state == "ready"
    old = load(*({**each, "extract_time": "2016-01-05 06:00"} for each in APPOINTMENTS))
    assert {each.code for each in old.warnings} == {"older_extract", "stale_extract"}
    (older,) = (each.text for each in old.warnings if each.code == "older_extract")
    assert "Tue 5 Jan 2016 06:00" in older
    assert "Fri 8 Jan 2016 06:00" in older
    held = queue(database, clock)["A1"]
    assert (held.state, held.holds) == ("held", ("stale_extract",))
    assert held.channel in ("first", "second"), "a fresh list settles it; the post may do yet"
    load(*APPOINTMENTS)
    assert queue(database, clock)["A1"].state == "ready", "this list does not say its time"


def test_a_letter_made_in_time_is_not_pulled_because_a_day_went_by(
    database: Database, load: Load, clock: Clock
) -> None:
    decide(database, ["A1"], Decision.POSTPONE, "no cover")
    load(*({**each, "extract_time": "2016-01-08 06:00"} for each in APPOINTMENTS))
    render(database, TOOLS.typesetter(), CLOCK, clock())
    clock.now = read_local("2016-01-10 09:00").instant
    assert queue(database, clock)["A1"].state == "in_batch"


def test_an_older_extract_takes_no_death_back(database: Database, load: Load) -> None:
    def dated(time: str, **first: str) -> list[Cells]:
        rows = ({**APPOINTMENTS[0], **first}, *APPOINTMENTS[1:])
        return [{**each, "extract_time": time} for each in rows]

    load(*dated("2016-01-08 06:00", deceased="Y"))
    load(*dated("2016-01-07 06:00"))
    with database.read() as work:
        assert work.appointments.visits.existing(["A1"])["A1"].patient.deceased
    load(*dated("2016-01-08 07:00"))
    with database.read() as work:
        assert not work.appointments.visits.existing(["A1"])["A1"].patient.deceased


NOT_THERE = (*APPOINTMENTS[1:], {"appointment_id": "A8", "patient_id": "P8"})
FELL = " The place held for Wed 24 Feb 2016 09:00 was given up. Decide again."


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        pytest.param(NOT_THERE, {"replace": True}, id="taken out of use"),
        pytest.param(({"deceased": "Y"}, *APPOINTMENTS[1:]), {}, id="recorded as having died"),
        pytest.param((ELSEWHERE, *APPOINTMENTS[1:]), {}, id="moved elsewhere"),
    ],
)
def test_a_place_given_up_is_never_promised_by_letter_when_the_appointment_is_back(
    database: Database,
    load: Load,
    clock: Clock,
    rows: tuple[Cells, ...],
    order: dict[str, object],
) -> None:
    rebook(database)
    load(*rows, **order)
    assert any(text.endswith(FELL) for _, _, text in notes(database))
    decide(database, ["A2"], Decision.REBOOK, "the place is free", NEW)
    assert state(database, "A2")[1], "the one place is another patient's now"
    load(*APPOINTMENTS)
    assert state(database)[:2] == (False, False)
    assert queue(database, clock).keys() == {"A2"}


def test_a_place_given_up_that_a_letter_promised_brings_the_patient_back_into_the_queue(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    post_all(database, clock)
    load(*NOT_THERE, replace=True)
    assert queue(database, clock) == {}
    load(*APPOINTMENTS)
    assert queue(database, clock)["A1"].kind.value == "going_ahead"


def test_nothing_of_the_former_patient_clings_to_an_appointment_given_to_another(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    decide(database, ["A1"], Decision.REBOOK, "no cover", NEW, agreed="by phone, to Ali")
    post_all(database, clock)
    other = {"appointment_id": "A1", "patient_id": "P7", "surname": "Novak"}
    outcome = load(other, *APPOINTMENTS[1:])
    assert [each.code for each in outcome.warnings] == ["other_patient"]
    assert state(database) == (False, False, False)
    ((_, what, text),) = notes(database)
    assert what == "changed"
    assert text == (
        "Another patient has this appointment now. It had been decided here: rebook. No letter can "
        "reach the former patient by this appointment any more: ring them. They hold a letter "
        "for Wed 24 Feb 2016 09:00."
    )
    assert queue(database, clock) == {}, "what was booked is what the new patient was told"
    decide(database, ["A1"], Decision.REBOOK, "no cover", NEW)
    with database.read() as work:
        assert work.appointments.decided()["A1"].agreed == ""
    assert queue(database, clock)["A1"].kind.value == "rescheduled", "nobody told this patient"


def test_a_letter_made_for_the_former_patient_is_withdrawn(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    batch = render(database, TOOLS.typesetter(), CLOCK, clock()).batch
    assert batch is not None
    load({"appointment_id": "A1", "patient_id": "P7"}, *APPOINTMENTS[1:])
    assert queue(database, clock)["A1"].state == "withdraw"
    assert len(untrue_letters(database, batch, clock())) == 1


def test_a_move_to_a_third_date_says_which_date_the_patient_has_in_writing(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    post_all(database, clock)
    outcome = load(ELSEWHERE, *APPOINTMENTS[1:])
    said = "The patient holds a letter for Wed 24 Feb 2016 09:00."
    ((_, what, text),) = notes(database)
    assert (what, text.endswith(said)) == ("moved", True)
    (warning,) = outcome.warnings
    assert (warning.code, warning.text.endswith(said)) == ("moved", True)


def test_a_move_away_from_the_date_of_the_letter_says_so_after_it_was_adopted(
    database: Database, load: Load, clock: Clock
) -> None:
    rebook(database)
    post_all(database, clock)
    load(AS_DECIDED, *APPOINTMENTS[1:])
    outcome = load(ELSEWHERE, *APPOINTMENTS[1:])
    (warning,) = outcome.warnings
    assert warning.text == "The patient holds a letter for Wed 24 Feb 2016 09:00."


def bring_slots(
    database: Database, clock: Clock, folder: Path, *rows: Cells, replace: bool = True
) -> list[tuple[int, str, str]]:
    path = Files(folder).write(K.SLOTS, *rows)
    outcome = import_file(
        database, TOOLS.reader, ImportOrder(K.SLOTS, path, replace=replace), clock()
    )
    assert outcome.saved
    return [(each.row, each.column, each.code) for each in outcome.warnings]


ANOTHER = {**SLOT, "slot_id": "S2"}


@pytest.mark.parametrize(
    ("rows", "column", "holds"),
    [
        pytest.param(({**SLOT, "start": "2016-02-24 11:00"},), "start", True, id="moved"),
        pytest.param(({**SLOT, "service": "Eye clinic"},), "service", True, id="other service"),
        pytest.param(({**SLOT, "capacity": "0"},), "capacity", True, id="no room"),
        pytest.param((ANOTHER,), "slot_id", True, id="withdrawn"),
        pytest.param(({**SLOT, "kind": "diagnostic"},), "kind", False, id="other kind"),
        pytest.param(
            ({**SLOT, "duration_minutes": "10"},), "duration_minutes", False, id="shorter"
        ),
    ],
)
def test_a_slot_changed_by_its_clinic_warns_and_holds_the_letter(
    database: Database,
    load: Load,
    clock: Clock,
    tmp_path: Path,
    rows: tuple[Cells, ...],
    column: str,
    holds: bool,
) -> None:
    decide(database, ["A1"], Decision.REBOOK, "no cover", NEW)
    assert state(database)[1]
    folder = tmp_path / "slots"
    folder.mkdir()
    found = bring_slots(database, clock, folder, *rows)
    assert [(name, code) for _, name, code in found] == [(column, "held_slot")]
    assert state(database)[1], "the hold is kept"
    assert ("slot_changed" in queue(database, clock)["A1"].holds) is holds
    bring_slots(database, clock, folder, SLOT, ANOTHER)
    assert queue(database, clock)["A1"].state == "ready", "worked out anew, not remembered"


def test_a_patient_told_of_a_slot_that_moved_is_in_the_queue_until_somebody_decides(
    database: Database, load: Load, clock: Clock, tmp_path: Path
) -> None:
    decide(database, ["A1"], Decision.REBOOK, "no cover", NEW)
    post_all(database, clock)
    folder = tmp_path / "slots"
    folder.mkdir()
    bring_slots(database, clock, folder, {**SLOT, "start": "2016-02-24 11:00"})
    assert queue(database, clock)["A1"].holds == ("slot_changed",)
    decide(database, ["A1"], Decision.REBOOK, "it moved", NEW + timedelta(hours=2))
    assert queue(database, clock)["A1"].state == "ready"


@pytest.mark.parametrize("adopted", [False, True])
def test_a_slot_that_left_the_list_because_its_place_was_booked_holds_nothing(
    database: Database, load: Load, clock: Clock, tmp_path: Path, adopted: bool
) -> None:
    rebook(database)
    if adopted:
        load(AS_DECIDED, *APPOINTMENTS[1:])
    folder = tmp_path / "slots"
    folder.mkdir()
    assert bring_slots(database, clock, folder, ANOTHER) == []
    assert queue(database, clock)["A1"].state == "ready"
