"""A good row of every kind becomes the value it says; what may be blank may be blank."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import (
    AbsenceKind,
    AppointmentKind,
    DutyKind,
    LetterFormat,
    Level,
    LossPolicy,
    Mode,
    Priority,
    StaffGroup,
    StaffSource,
    WindowState,
    WindowType,
)
from rota.domain.duties import Duty
from rota.domain.importing import DeclarationDraft, ImportKind, ServicePlace, WindowDraft
from rota.domain.people import Absence, StaffMember
from rota.domain.requirements import EVERY_DAY, PRESENT_KINDS, CoverRequirement, Post
from rota.domain.windows import WindowTerms
from tests.tables.builders import GOOD, columns_are_whole, read_one, value_of

KINDS = list(ImportKind)

BLANKABLE = {
    ImportKind.STAFF: (
        "title", "forename", "staff_group", "department", "site", "competencies", "contract",
        "weekly_hours", "opt_out_48h", "source", "phone", "email",
    ),
    ImportKind.WINDOWS: ("end", "outcome", "note"),
    ImportKind.ABSENCES: (),
    ImportKind.DECLARATIONS: (),
    ImportKind.DUTIES: ("competencies", "staff_id", "emergency"),
    ImportKind.REQUIREMENTS: ("days", "grade_min", "competencies", "staff_groups", "kinds"),
    ImportKind.APPOINTMENTS: (
        "nhs_number", "title", "forename", "date_of_birth", "address_1", "address_2", "address_3",
        "address_4", "address_5", "address_6", "postcode", "phone", "email", "language", "format",
        "do_not_post", "deceased", "clinic_code", "clinician_staff_id", "needs", "mode",
        "rtt_start", "cancer_day_62", "times_postponed", "transport_booked",
    ),
    ImportKind.SLOTS: ("clinic_code", "clinician_staff_id", "capacity"),
    ImportKind.TURNOUT: ("absent_otherwise", "source"),
}  # fmt: skip
CELLS = [(kind, column) for kind in KINDS for column in GOOD[kind]]


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_row_has_every_canonical_column(kind):
    assert columns_are_whole(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_row_has_no_problems(kind, tmp_path):
    row = read_one(kind, tmp_path)
    assert (row.number, row.errors, row.warnings) == (2, (), ())


@pytest.mark.parametrize(("kind", "column"), CELLS, ids=lambda each: str(each))
def test_only_what_a_row_can_do_without_may_be_blank(kind, column, tmp_path):
    row = read_one(kind, tmp_path, **{column: ""})
    if column in BLANKABLE[kind]:
        assert row.errors == ()
    else:
        assert [problem.column for problem in row.errors] == [column]
        assert row.errors[0].code in {"missing", "grade_missing"}


def test_staff(tmp_path):
    assert value_of(ImportKind.STAFF, tmp_path) == StaffMember(
        "S001", "Dr", "Siobhán", "O'Neill", StaffGroup.RESIDENT_DOCTOR, "ST", "Medicine", "RJ701",
        frozenset({"als", "airway"}), "2016", 47.5, True, StaffSource.SUBSTANTIVE,
        "020 7946 0000", "s@example.nhs.uk",
    )  # fmt: skip


def test_staff_who_are_not_doctors_keep_their_own_grade(tmp_path):
    value = value_of(ImportKind.STAFF, tmp_path, staff_group="Nurses", grade="Band 6")
    assert isinstance(value, StaffMember)
    assert (value.staff_group, value.grade) == (StaffGroup.NURSE, "Band 6")


@pytest.mark.parametrize(
    ("grade", "group"),
    [
        ("F1", StaffGroup.RESIDENT_DOCTOR),
        ("ST3-8", StaffGroup.RESIDENT_DOCTOR),
        ("SAS Doctor", StaffGroup.SAS_DOCTOR),
        ("Consultant", StaffGroup.CONSULTANT),
        ("ACP", StaffGroup.ACP),
    ],
)
def test_a_list_without_staff_groups_takes_them_from_the_grade(grade, group, tmp_path):
    value = value_of(ImportKind.STAFF, tmp_path, staff_group="", grade=grade)
    assert isinstance(value, StaffMember)
    assert value.staff_group is group


def test_a_grade_that_says_no_group_needs_one_written(tmp_path):
    row = read_one(ImportKind.STAFF, tmp_path, staff_group="", grade="Band 6")
    assert [(each.column, each.code) for each in row.errors] == [("staff_group", "missing")]


def test_windows(tmp_path):
    terms = WindowTerms(
        utc(2016, 1, 12, 8), utc(2016, 1, 13, 8), WindowType.EMERGENCY_CARE_ONLY,
        frozenset({StaffGroup.RESIDENT_DOCTOR}), note="first",
    )  # fmt: skip
    draft = WindowDraft("2016 contract", "BMA", terms, WindowState.CONFIRMED)
    assert value_of(ImportKind.WINDOWS, tmp_path) == draft


def test_windows_with_the_extra_columns(tmp_path):
    value = value_of(
        ImportKind.WINDOWS, tmp_path, sites="RJ701; RJ702", policy="clip", end="",
        notice_received="2016-01-04 16:00", outcome="revised",
        groups="resident doctors; consultants",
    )  # fmt: skip
    assert isinstance(value, WindowDraft)
    assert value.outcome is None
    assert value.terms.end is None
    assert value.terms.sites == {"RJ701", "RJ702"}
    assert value.terms.policy is LossPolicy.CLIP
    assert value.terms.notice_received == utc(2016, 1, 4, 16)
    assert value.terms.groups == {StaffGroup.RESIDENT_DOCTOR, StaffGroup.CONSULTANT}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("2016-01-12", "2016-01-13", (utc(2016, 1, 12), utc(2016, 1, 14)), id="days"),
        pytest.param(
            "2016-07-01", "2016-07-01", (utc(2016, 6, 30, 23), utc(2016, 7, 1, 23)), id="one day"
        ),
        pytest.param(
            "12/01/2016 08:00", "2016-01-13 00:00", (utc(2016, 1, 12, 8), utc(2016, 1, 13)),
            id="a written midnight is midnight",
        ),
        pytest.param(
            "2016-01-12", "12/01/2016 12:30", (utc(2016, 1, 12), utc(2016, 1, 12, 12, 30)),
            id="half a day",
        ),
    ],
)  # fmt: skip
def test_absences_are_half_open_and_only_a_bare_date_ends_with_its_day(
    start, end, expected, tmp_path
):
    value = value_of(ImportKind.ABSENCES, tmp_path, from_=start, to=end, kind="annual leave")
    assert value == Absence("S001", *expected, AbsenceKind.LEAVE)


def test_declarations(tmp_path):
    assert value_of(ImportKind.DECLARATIONS, tmp_path) == DeclarationDraft("S001", "working")


def test_duties(tmp_path):
    row = read_one(ImportKind.DUTIES, tmp_path, emergency="yes")
    assert row.place == ServicePlace("Acute take", "Medicine", "RJ701")
    assert row.value == Duty(
        "D1", 0, StaffGroup.RESIDENT_DOCTOR, "ST", utc(2016, 1, 12, 8), utc(2016, 1, 12, 20, 30),
        DutyKind.WARD, "S001", frozenset({"als"}), True,
    )  # fmt: skip


def test_a_duty_may_have_no_holder_and_a_nurse_no_grade(tmp_path):
    value = value_of(
        ImportKind.DUTIES, tmp_path, staff_id="", staff_group="nurse", grade_min="", emergency=""
    )
    assert isinstance(value, Duty)
    assert (value.staff_id, value.grade_min, value.emergency) == (None, "", False)


def test_requirements(tmp_path):
    row = read_one(ImportKind.REQUIREMENTS, tmp_path)
    assert row.place == ServicePlace("Acute take", "Medicine", "RJ701")
    post = Post("ST", frozenset({"airway"}), frozenset(), PRESENT_KINDS)
    assert row.value == CoverRequirement(
        0, Level.EMERGENCY_ONLY, time(20), time(8), 2, post, frozenset(range(5))
    )


def test_a_requirement_may_name_groups_and_kinds(tmp_path):
    value = value_of(
        ImportKind.REQUIREMENTS, tmp_path, staff_groups="nurse; midwife", grade_min="",
        kinds="ward;theatre", to="24:00", days="",
    )  # fmt: skip
    assert isinstance(value, CoverRequirement)
    assert value.post.staff_groups == {StaffGroup.NURSE, StaffGroup.MIDWIFE}
    assert value.post.kinds == {DutyKind.WARD, DutyKind.THEATRE}
    assert (value.end, value.days) == (time(0), EVERY_DAY)


def test_appointments(tmp_path):
    row = read_one(ImportKind.APPOINTMENTS, tmp_path)
    assert row.place == ServicePlace("ENT clinic", "Surgery", "RJ701")
    patient = Patient(
        "P1", "9434765919", "Ms", "Nasrin", "Begum", date(1960, 2, 1),
        ("1 High Street", "London"), "SW17 0QT", "", "", "Bengali", LetterFormat.LARGE_PRINT,
        False, False,
    )  # fmt: skip
    assert row.value == Appointment(
        "A1", patient, 0, "ENT1", "S001", ("CONSULTANT", "ST"), utc(2016, 1, 12, 10, 20), 20,
        AppointmentKind.FOLLOW_UP, Mode.FACE_TO_FACE, Priority.SUSPECTED_CANCER,
        date(2015, 10, 1), date(2016, 2, 1), 1, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("Mon", {0}), ("mon;tue", {0, 1}), ("Mon,Wed", {0, 2}), ("Mon-Fri", set(range(5))),
        ("Fri-Mon", {4, 5, 6, 0}), ("Monday to Wednesday", {0, 1, 2}), ("weekdays", set(range(5))),
        ("Weekend", {5, 6}), ("Sat and Sun", {5, 6}), ("Tues; Thurs", {1, 3}), ("", set(range(7))),
        ("MONDAYS", {0}), ("Mon - Tue; Sun", {0, 1, 6}), ("Mon–Fri", set(range(5))),
    ],
)  # fmt: skip
def test_days_as_people_write_them(written, days, tmp_path):
    value = value_of(ImportKind.REQUIREMENTS, tmp_path, days=written)
    assert isinstance(value, CoverRequirement)
    assert value.days == days


@pytest.mark.parametrize(
    ("kind", "column", "written", "code"),
    [
        (ImportKind.ABSENCES, "kind", "AL", "leave"),
        (ImportKind.ABSENCES, "kind", "Sickness", "sick"),
        (ImportKind.ABSENCES, "kind", "zero day", "rest_day"),
        (ImportKind.ABSENCES, "kind", "Day off", "rest_day"),
        (ImportKind.DECLARATIONS, "declaration", "On strike", "striking"),
        (ImportKind.DECLARATIONS, "declaration", "Not said", "not_said"),
        (ImportKind.STAFF, "staff_group", "Junior Doctors", "resident_doctor"),
        (ImportKind.STAFF, "staff_group", "SAS", "sas_doctor"),
        (ImportKind.STAFF, "source", "AGENCY", "agency"),
        (ImportKind.DUTIES, "kind", "On-call, non-resident", "on_call_non_resident"),
        (ImportKind.APPOINTMENTS, "kind", "New", "outpatient_new"),
        (ImportKind.APPOINTMENTS, "mode", "Telephone", "phone"),
        (ImportKind.APPOINTMENTS, "priority", "p1A", "P1a"),
        (ImportKind.APPOINTMENTS, "priority", "2WW", "suspected_cancer"),
        (ImportKind.WINDOWS, "type", "Full walk-out", "full_walkout"),
        (ImportKind.REQUIREMENTS, "level", "Emergency only", "emergency_only"),
    ],
)
def test_codes_as_people_write_them(kind, column, written, code, tmp_path):
    value = value_of(kind, tmp_path, **{column: written})
    found = getattr(value, "terms", value)
    name = {"declaration": "answer"}.get(column, column)
    assert str(getattr(found, name)) == code
