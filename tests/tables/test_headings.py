"""Headings are found by their own names, by others, or by a person's mapping."""

from __future__ import annotations

import pytest

from rota.domain.errors import Refused
from rota.domain.importing import COLUMNS, ColumnMapping, ImportKind
from rota.tables.headings import REQUIRED, columns_of, guess, resolve
from tests.tables.builders import csv_text, opened, read, reader, row_of, write_rows

APPOINTMENTS, STAFF, DUTIES = ImportKind.APPOINTMENTS, ImportKind.STAFF, ImportKind.DUTIES


@pytest.mark.parametrize("kind", list(ImportKind))
def test_canonical_headings_stand_for_themselves(kind):
    found = resolve(kind, columns_of(kind))
    assert found.mapping.columns == {name: name for name in columns_of(kind)}
    assert (found.unused, found.problems, found.warnings) == ((), (), ())


@pytest.mark.parametrize("kind", list(ImportKind))
def test_case_spaces_notes_and_a_byte_mark_do_not_matter(kind):
    written = [f" {name.replace('_', ' ').title()} (x;y)" for name in COLUMNS[kind]]
    written[0] = "\ufeff" + written[0]
    assert set(resolve(kind, written).places) == set(COLUMNS[kind])


@pytest.mark.parametrize("kind", list(ImportKind))
def test_each_missing_column_is_named_in_the_heading_row(kind):
    problems = resolve(kind, ["something"]).problems
    assert {problem.column for problem in problems} == REQUIRED[kind]
    assert {(problem.row, problem.code) for problem in problems} == {(1, "missing_column")}


@pytest.mark.parametrize(
    ("kind", "heading", "column"),
    [
        (APPOINTMENTS, "NHSNumber", "nhs_number"),
        (APPOINTMENTS, "NHS No.", "nhs_number"),
        (APPOINTMENTS, "Appointment Date Time", "start"),
        (APPOINTMENTS, "DOB", "date_of_birth"),
        (APPOINTMENTS, "Hospital No", "patient_id"),
        (APPOINTMENTS, "Clinic code", "clinic_code"),
        (APPOINTMENTS, "Main Specialty Code", "department"),
        (APPOINTMENTS, "Post Code", "postcode"),
        (STAFF, "Given name", "forename"),
        (STAFF, "Family name", "surname"),
        (STAFF, "Employee number", "staff_id"),
        (DUTIES, "Shift start", "start"),
        (DUTIES, "Shift end", "end"),
        (DUTIES, "Ward", "service"),
        (DUTIES, "Grade", "grade_min"),
        (ImportKind.ABSENCES, "Date from", "from"),
    ],
)
def test_other_names_seen_in_exports(kind, heading, column):
    assert resolve(kind, [heading]).mapping.columns == {heading: column}


def test_the_same_heading_twice_is_refused():
    (problem,) = resolve(ImportKind.DECLARATIONS, ["staff_id", "declaration", "Staff ID"]).problems
    assert (problem.row, problem.column, problem.code) == (1, "staff_id", "duplicate_column")


def test_the_canonical_heading_wins_over_another_name_for_it():
    found = resolve(DUTIES, ["Ward", "service"])
    assert found.places["service"] == (1,)
    assert found.unused == ("Ward",)


def test_a_heading_that_is_not_known_is_warned_of_and_not_used():
    found = resolve(ImportKind.DECLARATIONS, ["staff_id", "Cost £", "declaration", ""])
    assert found.problems == ()
    assert [(each.row, each.column, each.code) for each in found.warnings] == [
        (1, "Cost £", "column_not_used")
    ]


def test_a_mapping_overrides_names(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("staff_id,Wer,Was,Why\nold,S1,working,x\n")
    columns = {"wer": "staff_id", "Was": "declaration", "Why": ""}
    mapping = ColumnMapping(ImportKind.DECLARATIONS, columns)
    with opened(ImportKind.DECLARATIONS, path, mapping) as table:
        assert table.mapping.columns == {"Wer": "staff_id", "Was": "declaration"}
        assert [warning.column for warning in table.warnings] == ["staff_id"]
        (row,) = table
    assert row.value.staff_id == "S1"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        (ColumnMapping(STAFF, {}), "wrong_mapping"),
        (ColumnMapping(DUTIES, {"x": "wizard"}), "unknown_column"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping, code):
    with pytest.raises(Refused) as refusal:
        resolve(DUTIES, ["x"], mapping)
    assert refusal.value.code == code


def test_a_date_and_its_time_in_two_columns_are_joined(tmp_path):
    row = row_of(APPOINTMENTS)
    del row["start"]
    row |= {"Appointment Time": "10:20", "Appointment Date": "12/01/2016 00:00:00"}
    (found,) = read(APPOINTMENTS, write_rows(tmp_path, row))
    assert found.value.start.isoformat() == "2016-01-12T10:20:00+00:00"


def test_a_date_and_time_together_is_not_joined_with_another_time():
    found = resolve(DUTIES, ["Start date time", "Start time"])
    assert found.places["start"] in {(0,), (1,)}


def test_a_date_without_its_time_is_refused(tmp_path):
    row = row_of(APPOINTMENTS)
    del row["start"]
    row |= {"Appointment Date": "12/01/2016", "Appointment Time": ""}
    (found,) = read(APPOINTMENTS, write_rows(tmp_path, row))
    assert [(each.column, each.code) for each in found.errors] == [("start", "time_missing")]


def test_a_mapping_may_say_that_midnight_means_unknown(tmp_path):
    path = write_rows(tmp_path, row_of(APPOINTMENTS, start="12/01/2016 00:00"))
    assert read(APPOINTMENTS, path)[0].errors == ()
    mapping = ColumnMapping(APPOINTMENTS, {}, frozenset({"start"}))
    (row,) = read(APPOINTMENTS, path, mapping)
    assert [(each.column, each.code) for each in row.errors] == [("start", "time_unknown")]


def test_midnight_as_unknown_in_an_absence_is_the_whole_day(tmp_path):
    row = row_of(ImportKind.ABSENCES, from_="2016-01-12 00:00", to="2016-01-12 00:00")
    mapping = ColumnMapping(ImportKind.ABSENCES, {}, frozenset({"to"}))
    (found,) = read(ImportKind.ABSENCES, write_rows(tmp_path, row), mapping)
    assert (found.value.end - found.value.start).total_seconds() == 24 * 3600


def test_columns_that_a_file_can_do_without_may_be_missing(tmp_path):
    for kind in ImportKind:
        needed = {name: cell for name, cell in row_of(kind).items() if name in REQUIRED[kind]}
        if kind is STAFF:
            needed["staff_group"] = "nurse"
        if kind is DUTIES:
            needed["staff_group"] = "nurse"
        (row,) = read(kind, write_rows(tmp_path, needed))
        assert row.errors == (), kind


def test_titles_above_the_headings_are_passed_over(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("Declarations of the trust\n\nPrinted 3 January\nstaff_id;declaration\nS1;x\n")
    with opened(ImportKind.DECLARATIONS, path) as table:
        assert [warning.code for warning in table.warnings] == ["titles_above"]
        (row,) = table
    assert row.number == 5


def test_a_file_with_the_wrong_headings_yields_no_rows(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("a,b\n1,2\n")
    with opened(ImportKind.DECLARATIONS, path) as table:
        assert [problem.code for problem in table.problems] == ["missing_column"] * 2
        assert list(table) == []


def test_peek_shows_headings_samples_and_a_guess(tmp_path):
    path = tmp_path / "file.csv"
    rows = [
        ["Surnme", "Health no", "Where", "Employee number", "Zzz"],
        *[["Begum", "943 476 5919", "SW17 0QT", f"S{n}", "?"] for n in range(9)],
    ]
    path.write_text(csv_text(rows), newline="")
    peek = reader().peek(APPOINTMENTS, path, rows=3)
    assert peek.headings == tuple(rows[0])
    assert peek.samples == (tuple(rows[1]), tuple(rows[2]), tuple(rows[3]))
    assert peek.mapping.columns == {
        "Surnme": "surname",
        "Health no": "nhs_number",
        "Where": "postcode",
        "Employee number": "clinician_staff_id",
    }
    assert "missing_column" in {problem.code for problem in peek.problems}


def test_a_guess_never_gives_one_column_twice():
    mapping = guess(STAFF, ["surname", "surnames", "surnmae"], [])
    assert list(mapping.columns.values()).count("surname") == 1
