"""A bad cell refuses its row with one plain sentence that names the column."""

from __future__ import annotations

import pytest

from rota.domain.importing import ImportKind
from tests.tables.builders import read, read_one, row_of, write_rows

STAFF, WINDOWS, ABSENCES = ImportKind.STAFF, ImportKind.WINDOWS, ImportKind.ABSENCES
DECLARATIONS, DUTIES = ImportKind.DECLARATIONS, ImportKind.DUTIES
REQUIREMENTS, APPOINTMENTS = ImportKind.REQUIREMENTS, ImportKind.APPOINTMENTS
SLOTS = ImportKind.SLOTS
TURNOUT = ImportKind.TURNOUT

LONG = "x" * 501
BAD = [
    (STAFF, "staff_id", "1.23E+05", "id_rounded"),
    (STAFF, "staff_id", "x" * 101, "too_long"),
    (STAFF, "title", LONG, "too_long"),
    (STAFF, "forename", LONG, "too_long"),
    (STAFF, "surname", LONG, "too_long"),
    (STAFF, "staff_group", "PA", "unknown_code"),
    (STAFF, "grade", "Band 6", "unknown_grade"),
    (STAFF, "department", LONG, "too_long"),
    (STAFF, "site", LONG, "too_long"),
    (STAFF, "contract", LONG, "too_long"),
    (STAFF, "weekly_hours", "full time", "not_a_number"),
    (STAFF, "weekly_hours", "169", "out_of_range"),
    (STAFF, "weekly_hours", "nan", "not_a_number"),
    (STAFF, "opt_out_48h", "maybe", "not_a_flag"),
    (STAFF, "source", "volunteer", "unknown_code"),
    (STAFF, "phone", LONG, "too_long"),
    (STAFF, "email", LONG, "too_long"),
    (WINDOWS, "dispute", LONG, "too_long"),
    (WINDOWS, "union", LONG, "too_long"),
    (WINDOWS, "groups", "resident_doctor;porter", "unknown_code"),
    (WINDOWS, "start", "8am on Tuesday", "time_unreadable"),
    (WINDOWS, "start", "2016-01-12", "time_missing"),
    (WINDOWS, "start", "2999-12-31 00:00", "placeholder_date"),
    (WINDOWS, "end", "2016-01-12 07:59", "end_before_start"),
    (WINDOWS, "end", "2016-01-12 08:00", "end_before_start"),
    (WINDOWS, "end", "2016-13-12 08:00", "time_unreadable"),
    (WINDOWS, "type", "strike", "unknown_code"),
    (WINDOWS, "outcome", "maybe", "unknown_code"),
    (WINDOWS, "note", "x" * 10_001, "too_long"),
    (WINDOWS, "policy", "whole", "unknown_code"),
    (WINDOWS, "notice_received", "yesterday", "time_unreadable"),
    (ABSENCES, "from", "Tuesday", "time_unreadable"),
    (ABSENCES, "to", "2016-01-11", "end_before_start"),
    (ABSENCES, "to", "31/02/2016", "time_unreadable"),
    (ABSENCES, "kind", "strike", "unknown_code"),
    (ABSENCES, "staff_id", "x" * 101, "too_long"),
    (DECLARATIONS, "staff_id", "2.0E+07", "id_rounded"),
    (DECLARATIONS, "declaration", "yes", "unknown_code"),
    (DUTIES, "duty_id", "x" * 101, "too_long"),
    (DUTIES, "service", LONG, "too_long"),
    (DUTIES, "department", LONG, "too_long"),
    (DUTIES, "site", LONG, "too_long"),
    (DUTIES, "staff_group", "doctor", "unknown_code"),
    (DUTIES, "grade_min", "wizard", "unknown_grade"),
    (DUTIES, "start", "12/01/16 08:00", "time_unreadable"),
    (DUTIES, "end", "2016-01-12 08:00", "end_before_start"),
    (DUTIES, "end", "2016-01-15 08:01", "duty_too_long"),
    (DUTIES, "kind", "on call", "unknown_code"),
    (DUTIES, "staff_id", "x" * 101, "too_long"),
    (DUTIES, "emergency", "?", "not_a_flag"),
    (REQUIREMENTS, "service", LONG, "too_long"),
    (REQUIREMENTS, "department", LONG, "too_long"),
    (REQUIREMENTS, "site", LONG, "too_long"),
    (REQUIREMENTS, "level", "suspended", "unknown_code"),
    (REQUIREMENTS, "from", "25:00", "time_unreadable"),
    (REQUIREMENTS, "to", "noon", "time_unreadable"),
    (REQUIREMENTS, "days", "Mon;Blursday", "unknown_day"),
    (REQUIREMENTS, "days", "Mon-Tue-Wed", "unknown_day"),
    (REQUIREMENTS, "number", "two", "not_a_number"),
    (REQUIREMENTS, "number", "-1", "out_of_range"),
    (REQUIREMENTS, "number", "501", "out_of_range"),
    (REQUIREMENTS, "number", "1.5", "not_a_number"),
    (REQUIREMENTS, "grade_min", "Band 6", "unknown_grade"),
    (REQUIREMENTS, "staff_groups", "nurse;elf", "unknown_code"),
    (REQUIREMENTS, "kinds", "ward;sofa", "unknown_code"),
    (APPOINTMENTS, "appointment_id", "x" * 101, "too_long"),
    (APPOINTMENTS, "patient_id", "4.5E+09", "id_rounded"),
    (APPOINTMENTS, "nhs_number", "9434765918", "nhs_number_invalid"),
    (APPOINTMENTS, "nhs_number", "0000000000", "nhs_number_invalid"),
    (APPOINTMENTS, "nhs_number", "1111111111", "nhs_number_invalid"),
    (APPOINTMENTS, "nhs_number", "9.43E+09", "nhs_number_rounded"),
    (APPOINTMENTS, "nhs_number", "9.43477E+09", "nhs_number_rounded"),
    (APPOINTMENTS, "nhs_number", "943476591", "nhs_number_short"),
    (APPOINTMENTS, "nhs_number", "unknown", "nhs_number_invalid"),
    (APPOINTMENTS, "nhs_number", "٩٤٣٤٧٦٥٩١٩", "nhs_number_invalid"),
    (APPOINTMENTS, "title", LONG, "too_long"),
    (APPOINTMENTS, "forename", LONG, "too_long"),
    (APPOINTMENTS, "surname", LONG, "too_long"),
    (APPOINTMENTS, "date_of_birth", "1960", "date_unreadable"),
    (APPOINTMENTS, "date_of_birth", "1960-02-01 09:00", "date_unreadable"),
    *[(APPOINTMENTS, f"address_{line}", LONG, "too_long") for line in range(1, 7)],
    (APPOINTMENTS, "postcode", LONG, "too_long"),
    (APPOINTMENTS, "phone", LONG, "too_long"),
    (APPOINTMENTS, "email", LONG, "too_long"),
    (APPOINTMENTS, "language", LONG, "too_long"),
    (APPOINTMENTS, "format", "smoke signals", "unknown_code"),
    (APPOINTMENTS, "do_not_post", "2", "not_a_flag"),
    (APPOINTMENTS, "deceased", "perhaps", "not_a_flag"),
    (APPOINTMENTS, "department", LONG, "too_long"),
    (APPOINTMENTS, "service", LONG, "too_long"),
    (APPOINTMENTS, "site", LONG, "too_long"),
    (APPOINTMENTS, "clinic_code", LONG, "too_long"),
    (APPOINTMENTS, "clinician_staff_id", "x" * 101, "too_long"),
    (APPOINTMENTS, "needs", "Consultant;Band 6", "unknown_grade"),
    (APPOINTMENTS, "start", "2999-12-31", "placeholder_date"),
    (APPOINTMENTS, "start", "12/01/2016", "time_missing"),
    (APPOINTMENTS, "duration_minutes", "0", "out_of_range"),
    (APPOINTMENTS, "duration_minutes", "10081", "out_of_range"),
    (APPOINTMENTS, "duration_minutes", "half an hour", "not_a_number"),
    (APPOINTMENTS, "kind", "party", "unknown_code"),
    (APPOINTMENTS, "mode", "pigeon", "unknown_code"),
    (APPOINTMENTS, "priority", "P1", "unknown_code"),
    (APPOINTMENTS, "rtt_start", "soon", "date_unreadable"),
    (APPOINTMENTS, "cancer_day_62", "day 62", "date_unreadable"),
    (APPOINTMENTS, "times_postponed", "many", "not_a_number"),
    (APPOINTMENTS, "transport_booked", "taxi", "not_a_flag"),
    (APPOINTMENTS, "status", "perhaps", "unknown_code"),
    (SLOTS, "slot_id", "4.5E+09", "id_rounded"),
    (SLOTS, "service", LONG, "too_long"),
    (SLOTS, "department", LONG, "too_long"),
    (SLOTS, "site", LONG, "too_long"),
    (SLOTS, "clinic_code", LONG, "too_long"),
    (SLOTS, "clinician_staff_id", "x" * 101, "too_long"),
    (SLOTS, "start", "2016-02-16", "time_missing"),
    (SLOTS, "duration_minutes", "0", "out_of_range"),
    (SLOTS, "kind", "party", "unknown_code"),
    (SLOTS, "capacity", "1001", "out_of_range"),
    (TURNOUT, "day", "Tuesday", "date_unreadable"),
    (TURNOUT, "site", LONG, "too_long"),
    (TURNOUT, "grade", LONG, "too_long"),
    (TURNOUT, "due", "many", "not_a_number"),
    (TURNOUT, "due", "4", "too_few"),
    (TURNOUT, "on_strike", "39", "more_than_due"),
    (TURNOUT, "absent_otherwise", "-1", "out_of_range"),
    (TURNOUT, "source", "x" * 10_001, "too_long"),
]
PERSONAL = {
    "title", "forename", "surname", "date_of_birth", "postcode", "phone", "email", "nhs_number",
    "patient_id", "declaration", *(f"address_{line}" for line in range(1, 7)),
}  # fmt: skip


def short(each: object) -> str:
    return str(each)[:20]


@pytest.mark.parametrize(("kind", "column", "cell", "code"), BAD, ids=short)
def test_a_bad_cell_is_named_with_its_row_column_and_reason(kind, column, cell, code, tmp_path):
    row = read_one(kind, tmp_path, **{column: cell})
    assert row.value is None
    assert row.place is None
    (problem,) = row.errors
    assert (problem.row, problem.column, problem.code) == (2, column, code)
    assert problem.text[0] in "“" or problem.text[0].isupper() or problem.text[0].isdigit()
    assert problem.text.endswith(".")
    quoted = cell.split(";")[-1][:39] in problem.text
    assert problem.value_shown == quoted
    if column in PERSONAL:
        assert not problem.value_shown


def test_every_column_that_can_be_wrong_is_tried():
    free = {"competencies"}
    tried = {(kind, column) for kind, column, *_ in BAD}
    wanted = {(kind, column) for kind in ImportKind for column in row_of(kind)}
    assert {column for _, column in wanted - tried} == free


def test_all_the_problems_of_a_row_are_named_at_once(tmp_path):
    row = read_one(
        ImportKind.APPOINTMENTS, tmp_path,
        surname="", start="never", kind="party", nhs_number="1", transport_booked="x",
    )  # fmt: skip
    named = {problem.column for problem in row.errors}
    assert named == {"surname", "start", "kind", "nhs_number", "transport_booked"}


def test_two_unknown_codes_of_a_list_are_both_named(tmp_path):
    row = read_one(ImportKind.WINDOWS, tmp_path, groups="elf;resident_doctor;porter")
    assert [problem.text[:7] for problem in row.errors] == ["“elf” i", "“porter"]


def test_an_unknown_code_lists_what_is_allowed(tmp_path):
    row = read_one(ImportKind.DUTIES, tmp_path, kind="sofa")
    assert row.errors[0].text == (
        "“sofa” is not one of: ward, clinic, theatre, on_call_resident, on_call_non_resident."
    )


def test_a_quoted_value_is_cut_and_its_unseen_characters_written_out(tmp_path):
    row = read_one(ImportKind.DUTIES, tmp_path, kind="sofa " * 20)
    assert "“" + ("sofa " * 20)[:39] + "…”" in row.errors[0].text


def test_good_and_bad_rows_stand_side_by_side(tmp_path):
    rows = [row_of(ImportKind.DUTIES, duty_id=f"D{n}") for n in range(5)]
    rows[3]["start"] = "?"
    found = read(ImportKind.DUTIES, write_rows(tmp_path, *rows))
    assert [row.number for row in found] == [2, 3, 4, 5, 6]
    assert [row.value is None for row in found] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("start", "2026-03-29 01:30", "time_does_not_exist"),
        ("start", "2026-10-25 01:30", "time_happens_twice"),
        ("rtt_start", "2999-12-31", "placeholder_date"),
        ("cancer_day_62", "31/12/2999 00:00", "placeholder_date"),
        ("surname", "Multi\nLine", "control_character"),
        ("surname", "Na\u202eme", "control_character"),
        ("surname", "Siobh\ufffdn", "character_lost"),
    ],
)
def test_an_odd_cell_is_warned_of_and_taken(column, cell, code, tmp_path):
    row = read_one(ImportKind.APPOINTMENTS, tmp_path, **{column: cell})
    assert row.errors == ()
    assert row.value is not None
    assert [(each.row, each.column, each.code) for each in row.warnings] == [(2, column, code)]


def test_72_hours_by_the_clock_over_a_clock_change_is_73_true_hours(tmp_path):
    row = read_one(ImportKind.DUTIES, tmp_path, start="2026-10-23 08:00", end="2026-10-26 08:00")
    assert [problem.code for problem in row.errors] == ["duty_too_long"]
