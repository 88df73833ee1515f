"""HL7 v2 scheduling messages become the appointments they say, whatever their header calls them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rota.domain.codes import AppointmentKind, Mode, Priority
from rota.domain.importing import CancelledVisit, ImportKind, ServicePlace, VisitOver
from rota.services.importing import guess_kind
from rota.tables.hl7.messages import MessageFile, is_hl7
from tests.tables.builders import opened, reader
from tests.tables.messages import message, rows_of, write_hl7

APPOINTMENTS = ImportKind.APPOINTMENTS


def one(folder, event="S12", **changes):
    (row,) = rows_of(write_hl7(folder, message(event, **changes)))
    return row


def headed(said, **changes):
    return message(MSH={9: said}, **changes)


def test_a_whole_message(tmp_path):
    row = one(tmp_path)
    assert (row.number, row.errors, row.warnings) == (1, (), ())
    visit, patient = row.value, row.value.patient
    assert row.place == ServicePlace("ENT clinic", "ENT", "RJ701")
    assert (visit.appointment_id, visit.clinic_code) == ("A1", "ENT1")
    assert visit.clinician_staff_id == "S001"
    assert visit.start == datetime(2016, 7, 12, 9, 20, tzinfo=UTC)
    assert (visit.duration_minutes, visit.kind) == (20, AppointmentKind.FOLLOW_UP)
    assert (visit.mode, visit.priority) == (Mode.FACE_TO_FACE, Priority.ROUTINE)
    assert (patient.patient_id, patient.nhs_number) == ("RJ7-1234", "9434765919")
    assert (patient.title, patient.forename, patient.surname) == ("Ms", "Nasrin Jahan", "Begum")
    assert patient.date_of_birth == date(1960, 2, 1)
    assert patient.address == ("1 High Street", "Flat 2", "London")
    assert (patient.postcode, patient.language) == ("SW17 0QT", "Bengali")
    assert (patient.phone, patient.email) == ("020 7946 0000", "n@example.net")
    assert patient.deceased is False


@pytest.mark.parametrize("event", ["S12", "S13", "S14"])
def test_events_that_book_or_change(event, tmp_path):
    assert one(tmp_path, event).value.appointment_id == "A1"


@pytest.mark.parametrize("event", ["S15", "S16", "S17"])
def test_events_that_cancel_need_no_patient(event, tmp_path):
    assert one(tmp_path, event, PID=None).value == CancelledVisit("A1", "cancelled")


def test_someone_who_did_not_come(tmp_path):
    assert one(tmp_path, "S26").value == VisitOver("A1", "did not attend")


def test_events_that_are_not_read_are_named(tmp_path):
    row = one(tmp_path, "S23")
    assert [(each.column, each.code) for each in row.errors] == [("MSH-9", "event_not_read")]
    assert "S23" in row.errors[0].text


def test_a_status_of_cancelled_outweighs_a_change(tmp_path):
    assert one(tmp_path, "S14", SCH={25: "Cancelled"}).value == CancelledVisit("A1", "cancelled")


@pytest.mark.parametrize("said", ["ADT^S12", "ADT^A08^SIU_S12", "ADT^S12^ADT_A01"])
def test_a_header_that_says_adt_over_an_appointment_is_read_and_said(said, tmp_path):
    (row,) = rows_of(write_hl7(tmp_path, headed(said)))
    assert row.value.appointment_id == "A1"
    (warning,) = row.warnings
    assert (warning.column, warning.code) == ("MSH-9", "header_differs")
    assert "says ADT, not SIU" in warning.text


def test_a_header_that_says_adt_over_a_cancelled_appointment(tmp_path):
    (row,) = rows_of(write_hl7(tmp_path, headed("ADT^S15")))
    assert row.value == CancelledVisit("A1", "cancelled")


def test_an_adt_event_with_an_appointment_goes_by_its_status(tmp_path):
    (row,) = rows_of(write_hl7(tmp_path, headed("ADT^A08")))
    assert row.value.appointment_id == "A1"
    (row,) = rows_of(write_hl7(tmp_path, headed("ADT^A08", SCH={25: ""})))
    assert [each.code for each in row.errors] == ["event_not_said"]


def test_a_real_adt_message_holds_no_appointment(tmp_path):
    (row,) = rows_of(write_hl7(tmp_path, headed("ADT^A01", SCH=None)))
    assert [(each.column, each.code) for each in row.errors] == [("MSH-9", "no_appointment")]
    assert "type ADT^A01" in row.errors[0].text


def test_a_header_that_says_siu_over_no_appointment(tmp_path):
    (row,) = rows_of(write_hl7(tmp_path, message(SCH=None)))
    assert [(each.column, each.code) for each in row.errors] == [("SCH", "no_appointment")]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n"])
def test_segments_end_in_every_way(end, tmp_path):
    text = message().replace("\r", end) + end + message(SCH={1: "A2"})
    rows = rows_of(write_hl7(tmp_path, text))
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].errors == ()


def test_framing_bytes_and_batch_headers(tmp_path):
    framed = f"\x0b{message()}\x1c\r"
    batch = "FHS|^~\\&|PAS\rBHS|^~\\&|PAS\r" + framed + "BTS|1\rFTS|1\r"
    (row,) = rows_of(write_hl7(tmp_path, batch))
    assert (row.errors, row.warnings) == ((), ())


def test_separators_as_declared(tmp_path):
    text = message().replace("|", "!").replace("^", ":").replace("~", "*").replace("\\&", "?+")
    (row,) = rows_of(write_hl7(tmp_path, text))
    assert row.errors == ()
    assert row.value.patient.nhs_number == "9434765919"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"O\T\Neill", "O&Neill"), (r"A\F\B", "A|B"), (r"A\S\B\R\C", "A^B~C"), (r"A\E\B", "A\\B"),
        (r"Caf\XC3A9\ ", "Café"), (r"A\.br\B", "A B"), (r"\H\Bold\N\ ", "Bold"),
        (r"Trail\F", r"Trail\F"), (r"A\Zxx\B", "AB"),
    ],
)  # fmt: skip
def test_escapes(written, meant, tmp_path):
    assert one(tmp_path, PID={5: f"{written}^N"}).value.patient.surname == meant


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("", "utf-8"), ("", "cp1252"), ("UNICODE UTF-8", "utf-8"), ("8859/1", "latin-1"),
     ("8859/15", "iso8859_15")],
)  # fmt: skip
def test_character_sets(charset, encoding, tmp_path):
    text = message(MSH={18: charset}, PID={5: "Müller^Zoë"})
    (tmp_path / "m.hl7").write_bytes(text.encode(encoding))
    (row,) = rows_of(tmp_path / "m.hl7")
    assert (row.value.patient.surname, row.value.patient.forename) == ("Müller", "Zoë")
    assert row.warnings == ()


def test_a_charset_that_is_not_what_the_header_says_is_warned_of(tmp_path):
    text = message(MSH={18: "UNICODE UTF-8"}, PID={5: "Müller"})
    (tmp_path / "m.hl7").write_bytes(text.encode("cp1252"))
    (row,) = rows_of(tmp_path / "m.hl7")
    assert row.value.patient.surname == "Müller"
    assert [each.code for each in row.warnings] == ["mixed_encoding"]


def test_a_whole_file_in_utf16(tmp_path):
    (tmp_path / "m.hl7").write_bytes(message().encode("utf-16"))
    assert [row.errors for row in rows_of(tmp_path / "m.hl7")] == [()]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"PID": None}, "PID", "no_patient"),
        ({"PID": {5: "^Nasrin"}}, "PID-5.1", "missing"),
        ({"PID": {3: ""}}, "PID-3", "missing"),
        ({"PID": {3: "P1~1234567890^^^NHS^NH"}}, "PID-3", "nhs_number_invalid"),
        ({"PID": {7: "19601302"}}, "PID-7", "date_unreadable"),
        ({"SCH": {1: "", 2: ""}}, "SCH-1", "missing"),
        ({"SCH": {11: "^^^20160712"}}, "SCH-11.4", "time_missing"),
        ({"SCH": {11: "^^^201613121020^201607121040^R"}}, "SCH-11.4", "time_unreadable"),
        ({"SCH": {11: "^^^soon^201607121040^R"}}, "SCH-11.4", "time_unreadable"),
        ({"SCH": {11: "^^^201607121040^201607121020^R"}}, "SCH-11.4", "end_before_start"),
        ({"SCH": {11: ""}, "AIS": {4: ""}}, "SCH-11.4", "missing"),
        ({"SCH": {9: "", 11: "^^^201607121020"}, "AIS": {7: ""}}, "SCH-11.5", "missing"),
        ({"SCH": {9: "2", 10: "moons", 11: "^^^201607121020"}, "AIS": {7: ""}}, "SCH-9",
         "not_a_number"),
        ({"SCH": {7: "", 8: ""}}, "SCH-8", "missing"),
        ({"SCH": {11: "^^^201607121020^201607121040"}}, "TQ1-9", "missing"),
        ({"AIS": None, "PV1": None}, "AIS-3", "missing"),
    ],
)  # fmt: skip
def test_what_a_message_lacks_is_named_by_segment_and_field(changes, column, code, tmp_path):
    row = one(tmp_path, **changes)
    assert row.value is None
    assert (column, code) in [(each.column, each.code) for each in row.errors]


def test_personal_values_are_never_quoted(tmp_path):
    row = one(tmp_path, PID={3: "4.5E+09^^^RJ7^MR", 7: "1 May 60"})
    assert {each.column for each in row.errors} == {"PID-3", "PID-7"}
    assert not any(each.value_shown for each in row.errors)
    assert "May" not in " ".join(each.text for each in row.errors)


def test_timing_of_tq1_outweighs_the_old_field(tmp_path):
    tq1 = {7: "20160712113000+0100", 8: "20160712120000+0100", 9: "S"}
    visit = one(tmp_path, TQ1=tq1).value
    assert visit.start == datetime(2016, 7, 12, 10, 30, tzinfo=UTC)
    assert (visit.duration_minutes, visit.priority) == (30, Priority.URGENT)


@pytest.mark.parametrize(
    ("number", "unit", "minutes"),
    [("45", "min", 45), ("1", "h", 60), ("2700", "s", 45), ("45", "min^Minutes^ISO", 45),
     ("45", "", 45)],
)  # fmt: skip
def test_lengths_in_their_units(number, unit, minutes, tmp_path):
    row = one(tmp_path, SCH={11: "^^^201607121020^^R"}, AIS={7: number, 8: unit})
    assert row.value.duration_minutes == minutes


def test_a_deleted_field_is_blank(tmp_path):
    pid = {5: 'Begum^""', 7: '""', 11: '""', 13: '""'}
    patient = one(tmp_path, PID=pid).value.patient
    assert (patient.forename, patient.date_of_birth, patient.phone) == ("", None, "")


def test_names_and_addresses_that_no_letter_uses(tmp_path):
    bad, home = "1 Bad Road^^^^AA1 1AA^^BA", "Home&Street&2^^London^^BB1 1BB^^H"
    pid = {5: "Khan^N^^^^^M~Begum^N^^^^^L", 11: f"{bad}~{home}"}
    patient = one(tmp_path, PID=pid).value.patient
    assert patient.surname == "Begum"
    assert patient.address == ("2 Home Street", "London")
    row = one(tmp_path, PID={11: bad})
    assert row.value.patient.address == ()
    assert [each.code for each in row.warnings] == ["no_home_address"]


@pytest.mark.parametrize(
    ("field", "number"),
    [("P1^^^RJ7^MR~9434765919^^^NHS^NH", "9434765919"), ("P1~9434765919^^^NHSNMBR", "9434765919"),
     ("P1~9434765919^^^X&2.16.840.1.113883.2.1.4.1&ISO^NI", "9434765919"), ("P1", "")],
)  # fmt: skip
def test_the_nhs_number_by_its_authority_or_type(field, number, tmp_path):
    assert one(tmp_path, PID={3: field}).value.patient.nhs_number == number


def test_the_nhs_number_where_old_systems_put_it(tmp_path):
    for said, number in (("943 476 5919", "9434765919"), ("123-45-6789", "")):
        assert one(tmp_path, PID={3: "P1", 19: said}).value.patient.nhs_number == number


@pytest.mark.parametrize(
    ("death", "flag", "dead", "codes"),
    [
        ("", "Y", True, []),
        ("20151201", "", True, []),
        ("", "N", False, []),
        ("20151201", "N", True, ["deaths_differ"]),
    ],
)
def test_deaths(death, flag, dead, codes, tmp_path):
    row = one(tmp_path, PID={29: death, 30: flag})
    assert row.value.patient.deceased is dead
    assert [each.code for each in row.warnings] == codes


def test_a_protected_record_is_never_posted_to(tmp_path):
    row = one(tmp_path, PD1={12: "Y"})
    assert row.value.patient.do_not_post
    assert [each.code for each in row.warnings] == ["restricted"]


def test_the_newest_message_about_an_appointment_wins(tmp_path):
    moved = message("S13", SCH={11: "^^^201607191020^201607191040^R"}).replace("0104", "0105")
    for several in ((message(), moved), (moved, message())):
        (row,) = rows_of(write_hl7(tmp_path, *several))
        assert row.value.start == datetime(2016, 7, 19, 9, 20, tzinfo=UTC)
        assert [each.code for each in row.warnings] == ["superseded"]


def test_booked_then_cancelled_in_one_file(tmp_path):
    (row,) = rows_of(write_hl7(tmp_path, message(), message("S15")))
    assert row.value == CancelledVisit("A1", "cancelled")


def test_segments_without_a_counterpart_are_said_once(tmp_path):
    several = [message(NTE={3: "x"}, OBX={1: "1"}, SCH={1: f"A{n}"}) for n in range(3)]
    with opened(APPOINTMENTS, write_hl7(tmp_path, *several)) as table:
        assert [each.column for each in table.warnings] == ["NTE", "OBX"]


def test_a_line_break_within_a_note_is_met(tmp_path):
    row = one(tmp_path, NTE={3: "first line\nand a second"})
    assert row.errors == ()
    assert [each.code for each in row.warnings] == ["stray_line"]


def test_the_time_of_the_extract_is_the_newest_message(tmp_path):
    with opened(APPOINTMENTS, write_hl7(tmp_path, message())) as table:
        assert table.extract_at == datetime(2016, 1, 4, 10, tzinfo=UTC)


def test_the_kind_of_file_is_found_out_and_others_are_refused(tmp_path):
    path = write_hl7(tmp_path, message(), name="anything.txt")
    assert guess_kind(reader(), path) is APPOINTMENTS
    with opened(ImportKind.SLOTS, path) as table:
        assert "may hold appointments, not slots" in table.problems[0].text
    assert reader().peek(APPOINTMENTS, path).format_name == "HL7 v2"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"MSH|^~\\&|A", True), (b"\x0bMSH|^~\\&|A", True), (b"\r\nFHS|^~\\&|", True),
        (b"MSH|^~\\&#|A", True), (b"MSH,a,b", False), (b"MSH number,x", False),
        (b"msh|^~\\&|", False),
        (b"BHS\tx", False),
    ],
)  # fmt: skip
def test_what_starts_like_messages(head, found):
    assert is_hl7(head) is found


def test_a_message_keeps_its_empty_fields():
    (found,) = MessageFile(message().encode()).messages()
    assert found.get("MSH", 9, 2) == "S12"
    assert found.get("MSH", 2) == ""
    assert found.get("PID", 99) == ""
    assert found.first("ZZZ") is None
