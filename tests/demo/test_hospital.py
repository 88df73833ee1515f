"""The made-up hospital: its numbers, its people and its patients."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from rota.demo.hospital import DemoHospital, make_hospital
from rota.domain.importing import COLUMNS, ImportKind

ELECTIVE = {"day_case", "inpatient_elective"}


@pytest.fixture(scope="module")
def hospital() -> DemoHospital:
    return make_hospital()


@pytest.fixture(scope="module", params=[(60, 80), (1200, 1228), (1900, 2500)], ids=str)
def any_hospital(request: pytest.FixtureRequest) -> DemoHospital:
    staff, appointments = request.param
    return make_hospital(staff, appointments)


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def is_valid_nhs_number(number: str) -> bool:
    digits = [int(digit) for digit in number]
    total = sum(digit * (10 - place) for place, digit in enumerate(digits[:9]))
    return len(digits) == 10 and (11 - total % 11) % 11 == digits[9] and len(set(digits)) > 1


def test_the_numbers_are_those_asked_for(hospital: DemoHospital) -> None:
    assert len(hospital.staff) == 1200
    assert len(hospital.appointments) == 1228
    assert len({row["service"] for row in hospital.duties}) == 40
    assert len({row["department"] for row in hospital.duties}) == 12
    assert len({row["site"] for row in hospital.duties}) == 2
    assert 12_000 <= len(hospital.duties) <= 20_000
    assert hospital.present == "2016-01-08 09:00"


def test_ids_are_never_used_twice(any_hospital: DemoHospital) -> None:
    for rows, key in (
        (any_hospital.staff, "staff_id"),
        (any_hospital.duties, "duty_id"),
        (any_hospital.appointments, "appointment_id"),
        (any_hospital.slots, "slot_id"),
    ):
        assert len({row[key] for row in rows}) == len(rows)


def test_the_same_seed_gives_the_same_hospital_and_another_seed_another() -> None:
    assert make_hospital(60, 80, seed=5) == make_hospital(60, 80, seed=5)
    assert make_hospital(60, 80, seed=5).staff != make_hospital(60, 80, seed=6).staff


def test_the_windows_are_the_three_of_2016(hospital: DemoHospital) -> None:
    rows = [(row["start"], row["end"], row["type"]) for row in hospital.windows]
    assert rows == [
        ("2016-01-12 08:00", "2016-01-13 08:00", "emergency_care_only"),
        ("2016-01-26 08:00", "2016-01-28 08:00", "emergency_care_only"),
        ("2016-02-10 08:00", "2016-02-10 17:00", "full_walkout"),
    ]
    for row in hospital.windows:
        assert (row["dispute"], row["union"]) == ("2016 contract", "BMA")
        assert (row["groups"], row["outcome"]) == ("resident_doctor", "confirmed")


def test_the_electives_and_outpatients_are_those_that_were_counted(hospital: DemoHospital) -> None:
    electives = sum(row["kind"] in ELECTIVE for row in hospital.appointments)
    assert (electives, len(hospital.appointments) - electives) == (144, 1084)


def test_every_row_has_the_canonical_headings_in_order(any_hospital: DemoHospital) -> None:
    tables = {
        ImportKind.WINDOWS: any_hospital.windows,
        ImportKind.STAFF: any_hospital.staff,
        ImportKind.DUTIES: any_hospital.duties,
        ImportKind.ABSENCES: any_hospital.absences,
        ImportKind.REQUIREMENTS: any_hospital.requirements,
        ImportKind.APPOINTMENTS: any_hospital.appointments,
        ImportKind.DECLARATIONS: any_hospital.declarations[0],
        ImportKind.SLOTS: any_hospital.slots,
    }
    for kind, rows in tables.items():
        assert {tuple(row) for row in rows} == {COLUMNS[kind]}
        assert all(isinstance(value, str) for row in rows for value in row.values())


def test_nobody_is_double_booked_and_everybody_rests_eleven_hours(
    any_hospital: DemoHospital,
) -> None:
    work: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in any_hospital.duties:
        if row["staff_id"]:
            work[row["staff_id"]].append((when(row["start"]), when(row["end"])))
    assert work
    for duties in work.values():
        for (start, end), (next_start, _) in pairwise(sorted(duties)):
            assert end <= next_start
            if start.date() != next_start.date():
                assert next_start - end >= timedelta(hours=11)


def test_nobody_on_leave_or_resting_has_a_duty(any_hospital: DemoHospital) -> None:
    work: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in any_hospital.duties:
        work[row["staff_id"]].append((when(row["start"]), when(row["end"])))
    for row in any_hospital.absences:
        if row["kind"] != "sick":
            away, back = when(row["from"]), when(row["to"]) + timedelta(days=1)
            assert not [d for d in work[row["staff_id"]] if d[0] < back and away < d[1]]


def test_every_absence_declaration_and_duty_is_somebodys(any_hospital: DemoHospital) -> None:
    staff = {row["staff_id"]: row for row in any_hospital.staff}
    for row in any_hospital.absences:
        assert row["staff_id"] in staff
        assert when(row["from"]) < when(row["to"]) + timedelta(days=1)
    for rows in any_hospital.declarations.values():
        assert {staff[row["staff_id"]]["staff_group"] for row in rows} <= {"resident_doctor"}
    for duty in any_hospital.duties:
        holder = staff.get(duty["staff_id"])
        if holder is None:
            assert duty["staff_id"] == ""
        else:
            assert holder["staff_group"] == duty["staff_group"]
            assert {*duty["competencies"].split(";")} <= {*holder["competencies"].split(";"), ""}


def test_few_people_declare(hospital: DemoHospital) -> None:
    residents = sum(row["staff_group"] == "resident_doctor" for row in hospital.staff)
    for rows in hospital.declarations.values():
        said = Counter(row["declaration"] for row in rows)
        assert said["working"] < said["striking"] < residents / 5
        assert sum(said.values()) < residents * 0.4


def test_every_nhs_number_is_valid_and_of_the_test_range(any_hospital: DemoHospital) -> None:
    patients = {row["patient_id"]: row["nhs_number"] for row in any_hospital.appointments}
    numbers = [number for number in patients.values() if number]
    assert all(is_valid_nhs_number(number) for number in numbers)
    assert all(number.startswith("999") for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_patients_are_as_varied_as_real_ones(hospital: DemoHospital) -> None:
    rows = hospital.appointments
    assert sum(row["deceased"] == "Y" for row in rows) == 2
    assert {row["format"] for row in rows} == {
        "standard",
        "large_print",
        "braille",
        "easy_read",
        "audio",
    }
    assert any(not row["forename"] for row in rows)
    assert any("'" in row["surname"] for row in rows)
    assert any("-" in row["surname"] for row in rows)
    assert any(not row["surname"].isascii() for row in rows)
    assert any(len(row["surname"]) > 30 for row in rows)
    assert any(row["address_1"] == "No fixed abode" for row in rows)
    assert any(row["date_of_birth"] > "2000-12-31" for row in rows)
    assert any(row["do_not_post"] == "Y" for row in rows)
    assert any(not row["nhs_number"] for row in rows)
    visits = Counter(row["patient_id"] for row in rows)
    assert set(visits.values()) == {1, 2}
    spoken = sum(row["language"] not in ("", "English") for row in rows)
    assert 0.08 < spoken / len(rows) < 0.16


def test_contact_details_belong_to_nobody(hospital: DemoHospital) -> None:
    for row in (*hospital.staff, *hospital.appointments):
        assert row["phone"] == "" or row["phone"].startswith(("01632 960", "07700 900"))
        assert row["email"] == "" or row["email"].endswith("@example.org")
        assert row["email"].isascii()


def test_a_patients_details_are_the_same_at_each_appointment(hospital: DemoHospital) -> None:
    columns = COLUMNS[ImportKind.APPOINTMENTS][1:20]
    seen: dict[str, tuple[str, ...]] = {}
    for row in hospital.appointments:
        details = tuple(row[column] for column in columns)
        assert seen.setdefault(row["patient_id"], details) == details


def test_appointments_are_with_somebody_who_is_in_clinic_or_theatre_then(
    hospital: DemoHospital,
) -> None:
    sessions: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in hospital.duties:
        if row["kind"] in ("clinic", "theatre"):
            sessions[row["staff_id"]].append((when(row["start"]), when(row["end"])))
    outside = [
        row
        for row in hospital.appointments
        if not any(
            start <= when(row["start"]) < end for start, end in sessions[row["clinician_staff_id"]]
        )
    ]
    assert 2 <= len(outside) <= 12
    assert all(int(row["duration_minutes"]) > 600 for row in outside)


def test_cancer_clocks_run_for_sixty_two_days(hospital: DemoHospital) -> None:
    cancer = [row for row in hospital.appointments if row["cancer_day_62"]]
    assert cancer
    for row in cancer:
        assert when(row["cancer_day_62"]) - when(row["rtt_start"]) == timedelta(days=62)
    assert all(
        row["cancer_day_62"]
        for row in hospital.appointments
        if row["priority"] == "suspected_cancer"
    )


def test_decisions_are_about_clinics_that_the_first_strike_stops(hospital: DemoHospital) -> None:
    groups = {row["staff_id"]: row["staff_group"] for row in hospital.staff}
    booked = {row["appointment_id"]: row for row in hospital.appointments}
    decided = Counter(decision.decision for decision in hospital.decisions)
    assert decided["postpone"] == 36
    assert decided["keep"] > 0
    for decision in hospital.decisions:
        row = booked[decision.appointment_id]
        assert "2016-01-12 08:00" <= row["start"] < "2016-01-13 08:00"
        assert groups[row["clinician_staff_id"]] == "resident_doctor"
        assert decision.why
        protected = {"Renal Dialysis", "Antenatal Clinic", "Oncology Day Unit"}
        assert decision.decision == "keep" or row["service"] not in protected


def test_free_slots_are_spread_over_weeks_with_strikes_and_bank_holidays_among_them(
    hospital: DemoHospital,
) -> None:
    days = {row["start"][:10] for row in hospital.slots}
    assert {"2016-01-26", "2016-02-10", "2016-03-25", "2016-03-28"} <= days
    assert (min(days), max(days)) == ("2016-01-14", "2016-04-01")
    assert {row["capacity"] for row in hospital.slots} == {"1", "2"}
    places = {(row["clinician_staff_id"], row["start"]) for row in hospital.slots}
    assert len(places) == len(hospital.slots), "nobody sees two patients apart at once"


def test_a_hospital_too_small_for_a_clinic_says_so() -> None:
    with pytest.raises(ValueError, match="no clinic"):
        make_hospital(4, 10)
    assert make_hospital(4, 0).appointments == ()


def test_a_list_far_too_long_for_the_hospital_is_still_exact() -> None:
    busy = make_hospital(200, 20_000)
    assert len(busy.appointments) == 20_000
    assert sum(row["kind"] in ELECTIVE for row in busy.appointments) == round(20_000 * 144 / 1228)
