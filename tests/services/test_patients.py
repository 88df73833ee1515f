"""One patient by hand: corrected in every appointment, and kept when the next extract comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from main import tools
from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import AppointmentKind, Decision, LetterFormat, Mode, Priority
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.patient_facts import blank_patient, with_facts
from rota.services.deciding import decide
from rota.services.differences import What
from rota.services.history import check, undo
from rota.services.importing import ImportOrder, ImportOutcome, import_file
from rota.services.letter_queue import letter_queue
from rota.services.patients import (
    AppointmentOrder,
    add_appointment,
    correct_patient,
    patient_record,
    retire_appointment,
)
from rota.storage.database import Database
from tests.engines import Clock
from tests.trust_files import APPOINTMENTS, STAFF, Cells, Files

TOOLS = tools()
RULES = TOOLS.rules
LATER = {"appointment_id": "A4", "start": "2016-02-01 09:00"}
"""Another appointment of the patient of A1."""
Load = Callable[..., ImportOutcome]
MOVED = {"address_1": "9 Low Road", "address_2": "Sutton", "address_3": "", "postcode": "sm1 1aa"}


@pytest.fixture
def load(database: Database, tmp_path: Path, clock: Clock) -> Load:
    files = Files(tmp_path)

    def load_rows(*rows: Cells, **order: object) -> ImportOutcome:
        path = files.write(ImportKind.APPOINTMENTS, *rows)
        asked = ImportOrder(ImportKind.APPOINTMENTS, path, **order)
        outcome = import_file(database, TOOLS.reader, asked, clock(), clock=RULES.letters)
        assert outcome.errors == []
        return outcome

    staff = files.write(ImportKind.STAFF, *STAFF)
    import_file(database, TOOLS.reader, ImportOrder(ImportKind.STAFF, staff), clock())
    load_rows(*APPOINTMENTS, LATER)
    return load_rows


def visits(database: Database) -> dict[str, Appointment]:
    with database.read() as work:
        return work.appointments.visits.existing(work.appointments.ids())


def kept(outcome: ImportOutcome) -> set[tuple[str, str, str, str]]:
    found = [each for each in outcome.differences if each.what is What.KEPT]
    return {(each.key, each.field, each.before, each.after) for each in found}


def test_a_correction_reaches_every_appointment_of_the_patient_and_can_be_undone(
    database: Database, load: Load
) -> None:
    before = visits(database)
    done = correct_patient(database, "A1", {**MOVED, "phone": " 020 7946  0000 "}, "rang us")
    assert done.text == (
        "Corrected one patient in 2 appointments: address 1, address 2, address 3, postcode, phone."
    )
    now = visits(database)
    for each in ("A1", "A4"):
        patient = now[each].patient
        assert (patient.address, patient.postcode) == (("9 Low Road", "Sutton"), "SM1 1AA")
        assert patient.phone == "020 7946 0000"
        assert {"address_1", "postcode", "phone"} <= now[each].corrected
        assert "surname" not in now[each].corrected
    assert now["A2"] == before["A2"]
    record = patient_record(database, "A4")
    assert [each.appointment_id for each in record.visits] == ["A1", "A4"]
    assert (record.said["address_1"], record.said["phone"]) == ("1 High Street", "")
    undo(database)
    assert visits(database) == before
    assert patient_record(database, "A4").said == {}
    assert check(database).sound


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"nhs_number": "9434765918"}, "nhs_number_invalid"),
        ({"nhs_number": "1111111111"}, "nhs_number_invalid"),
        ({"date_of_birth": "31/02/1960"}, "date_unreadable"),
        ({"format": "papyrus"}, "unknown_code"),
        ({"do_not_post": "perhaps"}, "not_a_flag"),
        ({"surname": "  "}, "surname_missing"),
        ({"phone": "0" * 501}, "too_long"),
        ({"shoe_size": "9"}, "unknown_column"),
    ],
)
@pytest.mark.one_engine
def test_what_a_file_may_not_say_is_refused_and_nothing_is_lost(
    database: Database, load: Load, fields: dict[str, str], code: str
) -> None:
    before = visits(database)
    with pytest.raises(Refused) as refused:
        correct_patient(database, "A1", fields, "typed")
    assert refused.value.code == code
    assert visits(database) == before


@pytest.mark.one_engine
def test_facts_are_read_as_the_file_reads_them(database: Database, load: Load) -> None:
    fields = {"date_of_birth": "3/4/1961", "format": "Large print", "nhs_number": "943 476 5919"}
    correct_patient(database, "A1", {**fields, "do_not_post": "yes"}, "rang us")
    patient = visits(database)["A1"].patient
    assert patient.date_of_birth == date(1961, 4, 3)
    assert (patient.format, patient.do_not_post) == (LetterFormat.LARGE_PRINT, True)
    assert patient.nhs_number == "9434765919"
    for why in ("", "  "):
        with pytest.raises(Refused, match="Say why"):
            correct_patient(database, "A1", {"phone": "1"}, why)
    assert correct_patient(database, "A1", fields, "again").entry is None
    with pytest.raises(Refused, match="no appointment A99"):
        correct_patient(database, "A99", fields, "again")


def test_the_next_extract_leaves_a_correction_alone_and_lists_it(
    database: Database, load: Load
) -> None:
    correct_patient(database, "A1", MOVED, "letter came back")
    outcome = load(*APPOINTMENTS, LATER)
    assert outcome.kept == 2
    assert ("A1", "address_1", "9 Low Road", "1 High Street") in kept(outcome)
    assert ("A4", "postcode", "SM1 1AA", "SW17 0QT") in kept(outcome)
    assert (outcome.changed, outcome.unchanged) == (0, 4)
    assert visits(database)["A1"].patient.address == ("9 Low Road", "Sutton")


def test_the_address_is_kept_or_taken_as_one(database: Database, load: Load) -> None:
    """Our house number with a file's new street would be nobody's address."""
    correct_patient(database, "A1", {"address_1": "11 High Street"}, "typing mistake")
    elsewhere = {"address_1": "2 Far Lane", "address_2": "Leeds", "postcode": "LS1 1AA"}
    load({"appointment_id": "A1", **elsewhere}, *APPOINTMENTS[1:], LATER)
    patient = visits(database)["A1"].patient
    assert patient.address == ("11 High Street", "Tooting", "London")
    assert patient.postcode == "SW17 0QT"
    assert patient_record(database, "A1").said["address_1"] == "2 Far Lane"


def test_what_the_extract_has_put_right_is_its_own_again(database: Database, load: Load) -> None:
    correct_patient(database, "A1", {**MOVED, "phone": "020 7946 0000"}, "letter came back")
    same = {**MOVED, "postcode": "SM1 1AA"}
    outcome = load({"appointment_id": "A1", **same}, *APPOINTMENTS[1:], {**LATER, **same})
    assert {field for _, field, _, _ in kept(outcome)} == {"phone"}
    assert visits(database)["A1"].corrected == {"phone"}
    later = {"appointment_id": "A1", "address_1": "3 New Road"}
    load(later, *APPOINTMENTS[1:], {**LATER, **same})
    assert visits(database)["A1"].patient.address[0] == "3 New Road"


def test_told_to_take_the_file_overwrites_and_forgets(database: Database, load: Load) -> None:
    before = visits(database)
    correct_patient(database, "A1", MOVED, "letter came back")
    outcome = load(*APPOINTMENTS, LATER, take_file=True)
    assert (outcome.kept, outcome.changed) == (0, 2)
    assert visits(database) == before
    assert patient_record(database, "A1").said == {}


def test_corrected_back_is_no_correction(database: Database, load: Load) -> None:
    before = visits(database)
    correct_patient(database, "A1", {"phone": "020 7946 0000"}, "rang us")
    correct_patient(database, "A1", {"phone": ""}, "wrong patient")
    assert visits(database) == before


def test_a_death_in_the_extract_always_wins(database: Database, load: Load) -> None:
    """Somebody may have said here by mistake that a patient lives: a death is never lost."""
    dead = {"appointment_id": "A1", "deceased": "Y"}, *APPOINTMENTS[1:], {**LATER, "deceased": "Y"}
    correct_patient(database, "A1", MOVED, "letter came back")
    load(*dead)
    there = visits(database)
    assert there["A1"].patient.deceased
    assert there["A1"].patient.address[0] == "9 Low Road", "the rest of the correction stands"
    correct_patient(database, "A1", {"deceased": "N"}, "alive, seen today")
    assert not visits(database)["A1"].patient.deceased
    outcome = load(*dead)
    assert visits(database)["A1"].patient.deceased
    assert "safety_first" in {each.code for each in outcome.warnings}


def test_a_death_entered_here_is_lost_to_no_file(database: Database, load: Load) -> None:
    correct_patient(database, "A1", {"deceased": "Y", "phone": "1"}, "the family rang")
    load(*APPOINTMENTS, LATER)
    assert visits(database)["A1"].patient.deceased
    load(*APPOINTMENTS, LATER, take_file=True)
    patient = visits(database)["A1"].patient
    assert (patient.deceased, patient.phone) == (True, "")
    correct_patient(database, "A1", {"deceased": "N"}, "it was another patient")
    load(*APPOINTMENTS, LATER)
    assert not visits(database)["A1"].patient.deceased


def test_a_no_post_flag_lifted_here_stays_lifted_until_the_extract_sets_it_anew(
    database: Database, load: Load
) -> None:
    flagged = {"appointment_id": "A1", "do_not_post": "Y"}, {**LATER, "do_not_post": "Y"}
    load(*flagged, *APPOINTMENTS[1:])
    correct_patient(database, "A1", {"do_not_post": "N"}, "the patient asked us to write")
    load(*flagged, *APPOINTMENTS[1:])
    assert not visits(database)["A1"].patient.do_not_post, "the old flag, known when it was lifted"
    load(*APPOINTMENTS, LATER)
    load(*flagged, *APPOINTMENTS[1:])
    assert visits(database)["A1"].patient.do_not_post, "a new flag wins"


def test_a_new_appointment_of_a_corrected_patient_has_the_correction(
    database: Database, load: Load
) -> None:
    correct_patient(database, "A1", MOVED, "letter came back")
    load(*APPOINTMENTS, LATER, {"appointment_id": "A9", "start": "2016-02-02 09:00"})
    new = visits(database)["A9"]
    assert (new.patient.address[0], "address_1" in new.corrected) == ("9 Low Road", True)
    decide(database, ["A1", "A9"], Decision.POSTPONE, "no cover")
    queue = letter_queue(database, RULES.letters, datetime(2016, 1, 8, 9, tzinfo=UTC))
    assert {each.appointment_id: each.holds for each in queue} == {"A1": (), "A9": ()}
    assert {each.visit.patient.address[0] for each in queue} == {"9 Low Road"}


def test_a_correction_never_goes_to_another_patient(database: Database, load: Load) -> None:
    correct_patient(database, "A1", {**MOVED, "deceased": "Y"}, "letter came back")
    other = {"patient_id": "P7", "surname": "Khan", "address_1": "5 Mill Lane"}
    outcome = load({"appointment_id": "A1", **other}, *APPOINTMENTS[1:], LATER)
    now = visits(database)["A1"]
    assert (now.patient.surname, now.patient.address[0]) == ("Khan", "5 Mill Lane")
    assert (now.patient.deceased, now.corrected) == (False, frozenset())
    assert {key for key, _, _, _ in kept(outcome)} == {"A4"}
    assert patient_record(database, "A1").said == {}


def test_a_correction_outlives_an_appointment_that_was_gone_for_a_while(
    database: Database, load: Load
) -> None:
    correct_patient(database, "A2", {"address_1": "9 Low Road"}, "letter came back")
    load(APPOINTMENTS[0], APPOINTMENTS[2], LATER, replace=True)
    assert "A2" not in visits(database)
    load(*APPOINTMENTS, LATER)
    assert visits(database)["A2"].patient.address[0] == "9 Low Road"


def by_hand(patient_id: str, **other: object) -> Appointment:
    nobody = Patient(
        patient_id, "", "", "", "", None, (), "", "", "", "", LetterFormat.STANDARD, False, False
    )
    blank = Appointment(
        "", nobody, 0, "ENT9", "C1", ("ST5",), datetime(2016, 1, 12, 14, tzinfo=UTC), 30,
        AppointmentKind.FOLLOW_UP, Mode.PHONE, Priority.ROUTINE, None, None, 0, False,
    )  # fmt: skip
    return replace(blank, **other)  # type: ignore[arg-type]


def add(database: Database, visit: Appointment, **other: object) -> None:
    add_appointment(database, AppointmentOrder(visit, "ENT", "Main", **other), RULES)  # type: ignore[arg-type]


def test_an_appointment_is_added_with_a_known_patient_copied(
    database: Database, load: Load
) -> None:
    correct_patient(database, "A1", MOVED, "letter came back")
    add(database, by_hand("P1"))
    added = visits(database)["H-1"]
    assert (added.by_hand, added.needs, added.patient.surname) == (True, ("ST",), "Begum")
    assert added.patient.address[0] == "9 Low Road"
    assert load(*APPOINTMENTS, LATER).vanished == []
    assert load(*APPOINTMENTS, LATER, replace=True).retired == 0
    assert "H-1" in visits(database)
    undo(database)


def test_an_appointment_added_by_hand_becomes_the_extracts_own(
    database: Database, load: Load
) -> None:
    add(database, by_hand("P1", appointment_id="A7"))
    outcome = load(*APPOINTMENTS, LATER, {"appointment_id": "A7", "start": "2016-01-12 15:00"})
    found = {each.field: (each.before, each.after) for each in outcome.differences}
    assert found["start"] == ("2016-01-12 14:00", "2016-01-12 15:00")
    assert found["by_hand"] == ("added here", "in the extract")
    assert not visits(database)["A7"].by_hand


@pytest.mark.one_engine
def test_an_appointment_that_cannot_be_is_refused(database: Database, load: Load) -> None:
    nobody = by_hand("P9")
    for visit, other, code in (
        (nobody, {}, "surname_missing"),
        (by_hand(" "), {}, "patient_missing"),
        (by_hand("P1", appointment_id="A1"), {}, "id_exists"),
        (by_hand("P1", clinician_staff_id="X9"), {}, "unknown_staff"),
        (by_hand("P1", needs=("wizard",)), {}, "unknown_grade"),
        (by_hand("P1", duration_minutes=0), {}, "duration_out_of_range"),
        (by_hand("P1", patient=replace(nobody.patient, patient_id="P1", surname="Khan")), {},
         "patient_differs"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            add(database, visit, **other)
        assert refused.value.code == code
    unknown = AppointmentOrder(by_hand("P1"), "Dermatology", "Main")
    with pytest.raises(Refused, match="If it is new, say so"):
        add_appointment(database, unknown, RULES)
    add_appointment(database, replace(unknown, is_new_service=True, department="Skin"), RULES)
    assert visits(database)["H-1"].by_hand


def test_only_what_was_added_here_is_taken_away(database: Database, load: Load) -> None:
    add(database, by_hand("P1"))
    decide(database, ["H-1"], Decision.POSTPONE, "no cover")
    with pytest.raises(Refused, match="came with an extract"):
        retire_appointment(database, "A1", "twice")
    retire_appointment(database, "H-1", "entered twice")
    assert "H-1" not in visits(database)
    with database.read() as work:
        assert work.appointments.decided() == {}
    add(database, by_hand("P1"))
    assert "H-2" in visits(database), "an id is not used again"
    undo(database)
    undo(database)
    assert "H-1" in visits(database)


def test_an_email_without_its_sign_is_refused() -> None:
    with pytest.raises(Refused, match="has an @"):
        with_facts(blank_patient("P1"), {"surname": "Begum", "email": "not an address"})
