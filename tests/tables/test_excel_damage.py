"""What Excel and databases do to an extract is met: mended where certain, else said."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from rota.domain.appointments import Appointment
from rota.domain.importing import CancelledVisit, ColumnMapping, ImportKind, VisitOver
from tests.tables.builders import opened, read, read_one, row_of, value_of, write_rows
from tests.tables.workbooks import write_book

APPOINTMENTS, SLOTS, STAFF = ImportKind.APPOINTMENTS, ImportKind.SLOTS, ImportKind.STAFF


def codes(row):
    return [each.code for each in row.warnings]


@pytest.mark.parametrize("kind", [APPOINTMENTS, STAFF])
@pytest.mark.parametrize(
    ("written", "phone", "said"),
    [
        ("2079460000", "02079460000", ["zero_put_back"]),
        ("7700900123", "07700900123", ["zero_put_back"]),
        ("7700900123.0", "07700900123", ["zero_put_back"]),
        ("7.7E+09", "", ["phone_rounded"]),
        ("02079460000", "02079460000", []),
        ("+447700900123", "+447700900123", []),
        ("6082719000", "6082719000", []),
        ("9460000", "9460000", []),
        ("207 946 0000", "207 946 0000", []),
        ("020 7946 0000", "020 7946 0000", []),
    ],
)
def test_phones(kind, written, phone, said, tmp_path):
    row = read_one(kind, tmp_path, phone=written)
    found = row.value.patient.phone if kind is APPOINTMENTS else row.value.phone
    assert (found, codes(row)) == (phone, said)
    assert not any(each.value_shown for each in row.warnings)


def test_ids_with_a_decimal_or_thousands(tmp_path):
    row = read_one(APPOINTMENTS, tmp_path, appointment_id="10023.0", patient_id="4711.0")
    assert (row.value.appointment_id, row.value.patient.patient_id) == ("10023", "4711")
    assert codes(row) == ["id_decimal", "id_decimal"]
    row = read_one(APPOINTMENTS, tmp_path, appointment_id="1,234,567")
    assert row.value.appointment_id == "1,234,567"
    assert codes(row) == ["id_grouped"]
    assert value_of(APPOINTMENTS, tmp_path, appointment_id="V1.0").appointment_id == "V1.0"


@pytest.mark.parametrize("written", ["9,434,765,919", "9434765919.0", "943-476-5919"])
def test_nhs_numbers_with_marks_in_them(written, tmp_path):
    assert value_of(APPOINTMENTS, tmp_path, nhs_number=written).patient.nhs_number == "9434765919"


def test_minutes_with_thousands(tmp_path):
    assert value_of(APPOINTMENTS, tmp_path, duration_minutes="1,440").duration_minutes == 1440


@pytest.mark.parametrize("written", ["NULL", "null", "N/A", "#N/A", "(null)", "\\N", "NaN"])
def test_words_for_no_value(written, tmp_path):
    row = read_one(
        APPOINTMENTS, tmp_path, nhs_number=written, date_of_birth=written, phone=written,
        clinician_staff_id=written, cancer_day_62=written, address_2=written,
    )  # fmt: skip
    assert row.errors == ()
    patient = row.value.patient
    assert (patient.nhs_number, patient.date_of_birth, patient.phone) == ("", None, "")
    assert (row.value.clinician_staff_id, row.value.cancer_day_62) == (None, None)
    assert len(patient.address) == 2


def test_null_may_be_a_name_but_not_available_is_none(tmp_path):
    assert value_of(APPOINTMENTS, tmp_path, surname="Null").patient.surname == "Null"
    assert value_of(APPOINTMENTS, tmp_path, surname="NULL").patient.surname == "NULL"
    row = read_one(APPOINTMENTS, tmp_path, surname="#N/A")
    assert [(each.column, each.code) for each in row.errors] == [("surname", "missing")]


def test_days_as_excel_counts_them(tmp_path):
    row = read_one(APPOINTMENTS, tmp_path, start="42381.4305555556", date_of_birth="21947")
    assert row.value.start == datetime(2016, 1, 12, 10, 20, tzinfo=UTC)
    assert row.value.patient.date_of_birth == date(1960, 2, 1)
    assert codes(row) == ["serial_date", "serial_date"]
    assert "21947" not in " ".join(each.text for each in row.warnings)
    row = read_one(APPOINTMENTS, tmp_path, start="42381")
    assert [each.code for each in row.errors] == ["time_missing"]
    row = read_one(APPOINTMENTS, tmp_path, date_of_birth="1960")
    assert [each.code for each in row.errors] == ["date_unreadable"]


def test_each_row_with_a_counted_day_says_so(tmp_path):
    rows = [row_of(APPOINTMENTS, appointment_id=f"A{n}", rtt_start="42278") for n in range(3)]
    assert [codes(row) for row in read(APPOINTMENTS, write_rows(tmp_path, *rows))] == [
        ["serial_date"]
    ] * 3


def dated(days, **more):
    return [
        row_of(APPOINTMENTS, appointment_id=f"A{n}", rtt_start=day, **more)
        for n, day in enumerate(days)
    ]


def test_a_column_with_the_month_first_is_warned_of_once(tmp_path):
    rows = dated(["02/03/2015", "01/13/2015", "12/31/2015", "03/02/2015"])
    found = read(APPOINTMENTS, write_rows(tmp_path, *rows))
    assert [codes(row) for row in found] == [[], ["month_first"], [], []]
    assert [[each.code for each in row.errors] for row in found] == [
        [], ["date_unreadable"], ["date_unreadable"], []
    ]  # fmt: skip
    assert "others in the column may be wrong" in found[1].warnings[0].text


def test_dates_that_excel_has_swapped_are_warned_of(tmp_path):
    typed = [datetime(2015, 3, day, tzinfo=UTC).replace(tzinfo=None) for day in range(1, 11)]
    text = [f"{day}/03/2015" for day in range(13, 23)]
    rows = dated(["x"] * 20)
    for row, day in zip(rows, [*typed, *text], strict=True):
        row["rtt_start"] = day
    cells = [list(rows[0]), *(list(row.values()) for row in rows)]
    found = read(APPOINTMENTS, write_book(tmp_path, cells))
    assert {code for row in found[:-1] for code in codes(row)} == set()
    assert codes(found[-1]) == ["dates_swapped"]
    typed[0] = datetime(2015, 3, 25)  # noqa: DTZ001
    for row, day in zip(rows, [*typed, *text], strict=True):
        row["rtt_start"] = day
    cells = [list(rows[0]), *(list(row.values()) for row in rows)]
    assert codes(read(APPOINTMENTS, write_book(tmp_path, cells))[-1]) == []


def test_midnight_that_means_unknown_by_the_mapping(tmp_path):
    path = write_rows(tmp_path, row_of(APPOINTMENTS, start="2016-01-12 00:00"))
    assert read(APPOINTMENTS, path)[0].errors == ()
    mapping = ColumnMapping(APPOINTMENTS, {}, frozenset({"start"}))
    assert [each.code for each in read(APPOINTMENTS, path, mapping)[0].errors] == ["time_unknown"]


@pytest.mark.parametrize(
    ("status", "value"),
    [
        ("2", CancelledVisit("A1", "cancelled by the patient")),
        ("4", CancelledVisit("A1", "cancelled by the hospital")),
        ("Cancelled", CancelledVisit("A1", "cancelled")),
        ("3", VisitOver("A1", "did not attend")),
        ("DNA", VisitOver("A1", "did not attend")),
        ("7", VisitOver("A1", "did not attend")),
        ("5", VisitOver("A1", "attended")),
        ("6", VisitOver("A1", "attended")),
    ],
)
def test_rows_that_are_not_to_be_held_need_no_more_than_their_id(status, value, tmp_path):
    row = read_one(APPOINTMENTS, tmp_path, status=status, start="2999-12-31", surname="")
    assert (row.value, row.place, row.errors) == (value, None, ())


@pytest.mark.parametrize("status", ["", "0", "Booked", "confirmed"])
def test_rows_that_are_still_to_come(status, tmp_path):
    assert isinstance(value_of(APPOINTMENTS, tmp_path, status=status), Appointment)


def test_a_cancelled_row_without_an_id_is_refused(tmp_path):
    row = read_one(APPOINTMENTS, tmp_path, status="4", appointment_id="")
    assert [(each.column, each.code) for each in row.errors] == [("appointment_id", "missing")]


def test_the_status_column_by_its_name_in_the_data_dictionary(tmp_path):
    row = row_of(APPOINTMENTS) | {"Attended Or Did Not Attend Code": "4"}
    assert read(APPOINTMENTS, write_rows(tmp_path, row))[0].value == CancelledVisit(
        "A1", "cancelled by the hospital"
    )


def test_the_newest_time_that_rows_say_is_the_time_of_the_extract(tmp_path):
    rows = [
        row_of(APPOINTMENTS, appointment_id=f"A{n}", extract_time=said)
        for n, said in enumerate(["08/01/2016 06:00", "2016-01-08 07:30", "?", ""])
    ]
    with opened(APPOINTMENTS, write_rows(tmp_path, *rows)) as table:
        assert [row.errors for row in table] == [()] * 4
        assert table.extract_at == datetime(2016, 1, 8, 7, 30, tzinfo=UTC)


def test_a_file_that_does_not_say_is_as_old_as_its_last_change(tmp_path):
    path = write_rows(tmp_path, row_of(SLOTS))
    moment = datetime(2016, 1, 8, 9, tzinfo=UTC)
    os.utime(path, (moment.timestamp(), (moment + timedelta(seconds=0.4)).timestamp()))
    with opened(SLOTS, path) as table:
        assert table.extract_at == moment


def test_what_a_file_does_not_say_is_given_once(tmp_path):
    row = row_of(APPOINTMENTS, kind="")
    del row["site"]
    path = write_rows(tmp_path, row, row_of(APPOINTMENTS, appointment_id="A2") | {"site": ""})
    mapping = ColumnMapping(APPOINTMENTS, given={"site": "RJ701", "kind": "new", "mode": "phone"})
    with opened(APPOINTMENTS, path, mapping) as table:
        assert [each.code for each in table.warnings] == ["given"] * 3
        first, second = table
    assert (first.place.site, first.value.kind) == ("RJ701", "outpatient_new")
    assert (second.value.kind, second.value.mode) == ("follow_up", "face_to_face")


def test_a_given_value_is_judged_like_a_cell(tmp_path):
    row = row_of(APPOINTMENTS, kind="")
    mapping = ColumnMapping(APPOINTMENTS, given={"kind": "party"})
    (found,) = read(APPOINTMENTS, write_rows(tmp_path, row), mapping)
    assert [(each.column, each.code) for each in found.errors] == [("kind", "unknown_code")]
