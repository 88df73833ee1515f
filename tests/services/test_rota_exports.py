"""A rota system's own export comes in as it is, and what it does not say is never guessed wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rota.domain.duties import Duty
from rota.domain.importing import ColumnMapping, ImportKind
from rota.domain.times import iso_utc
from rota.services.importing import ImportOrder, ImportOutcome, guess_kind, import_file
from rota.services.people import retire_person
from rota.storage.database import Database
from rota.tables.reader import TableReader
from rota.tables.rulebook import grade_ladder
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.strike_hospital import NOW, fill

READER = TableReader(grade_ladder(date(2016, 1, 8)))
Load = Callable[..., ImportOutcome]

HEALTH = (
    "Duty Date,Roster Unit,Assignment Number,Full Name,Grade Type,Shift Type,Planned Start,"
    "Planned End,Cancellation Reason"
)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


@pytest.fixture
def load(hospital: Database, tmp_path: Path) -> Load:
    def load_lines(heading: str, *lines: str, **order: object) -> ImportOutcome:
        path = tmp_path / "export.csv"
        path.write_text("\n".join((heading, *lines)) + "\n", encoding="utf-8")
        asked = ImportOrder(ImportKind.DUTIES, path, **order)  # type: ignore[arg-type]
        return import_file(hospital, READER, asked, NOW)

    return load_lines


def exported(hospital: Database) -> list[Duty]:
    with hospital.read() as work:
        found = [each for each in work.duties.duties.all() if each.duty_id.startswith("R-")]
    return sorted(found, key=lambda each: (each.start, each.duty_id))


def times(duty: Duty) -> tuple[str, str]:
    return iso_utc(duty.start)[:16], iso_utc(duty.end)[:16]


def codes(problems: object) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.code) for each in problems]  # type: ignore[attr-defined]


def test_a_date_beside_bare_times_and_a_night_into_the_next_day(
    load: Load, hospital: Database
) -> None:
    outcome = load(
        HEALTH,
        "11/01/2016,Emergency department,S1,Ada Okafor,ST5,Day,0800,20:30,",
        "11/01/2016,Emergency department,S4,Dev Patel,ST5,Night,20:00,08:30,",
        "27/03/2016,Emergency department,S4,Dev Patel,ST5,Day,00:30,13:00:00,",
        "12/01/2016,Emergency department,S4,Dev Patel,ST5,Day,08:00,08:00,",
    )
    assert outcome.errors == []
    assert [times(each) for each in exported(hospital)] == [
        ("2016-01-11T08:00", "2016-01-11T20:30"),
        ("2016-01-11T20:00", "2016-01-12T08:30"),
        ("2016-01-12T08:00", "2016-01-13T08:00"),
        ("2016-03-27T00:30", "2016-03-27T12:00"),
    ]


def test_what_the_row_does_not_say_comes_from_the_person_and_the_service(
    load: Load, hospital: Database
) -> None:
    load(HEALTH, "11/01/2016,Emergency department,S3,,,Day,08:00,17:00,")
    (duty,) = exported(hospital)
    assert (duty.staff_id, duty.staff_group.value, duty.grade_min) == (
        "S3", "consultant", "CONSULTANT",
    )  # fmt: skip
    with hospital.read() as work:
        names = {each.service_id: (each.site, each.department) for each in work.duties.services()}
    assert names[duty.service_id] == ("St Anne", "Emergency")


@pytest.mark.parametrize(
    "name", ["Ada Okafor", "Okafor, Ada", "OKAFOR Ada", "Dr Ada Okafor", "okafor, dr. ada"]
)
def test_without_a_number_a_unique_name_will_do(load: Load, hospital: Database, name: str) -> None:
    outcome = load(HEALTH, f'11/01/2016,Emergency department,,"{name}",,Day,08:00,17:00,')
    assert outcome.errors == []
    assert [each.staff_id for each in exported(hospital)] == ["S1"]


def test_names_that_fit_nobody_or_several_are_refused_and_not_quoted(
    load: Load, hospital: Database, tmp_path: Path
) -> None:
    twin = tmp_path / "twin.csv"
    twin.write_text(
        "staff_id,forename,surname,staff_group,grade,site\n"
        "S8,Ada,Okafor,resident_doctor,ST,St Anne\n"
    )
    import_file(hospital, READER, ImportOrder(ImportKind.STAFF, twin), NOW)
    outcome = load(
        HEALTH,
        "11/01/2016,Emergency department,,Ada Okafor,,Day,08:00,17:00,",
        "11/01/2016,Emergency department,,Zelda Nobody,,Day,08:00,17:00,",
    )
    assert codes(outcome.errors) == [
        (2, "person", "person_ambiguous"),
        (3, "person", "person_unknown"),
    ]
    assert not any("Okafor" in each.text or "Zelda" in each.text for each in outcome.errors)
    assert not outcome.saved


def test_rest_leave_and_cancelled_rows_are_left_out_and_counted(
    load: Load, hospital: Database
) -> None:
    outcome = load(
        HEALTH,
        "11/01/2016,Emergency department,S1,,,Rest,,,",
        "12/01/2016,Emergency department,S1,,,Day Off,,,",
        "13/01/2016,Emergency department,S1,,,Annual Leave,,,",
        "14/01/2016,Emergency department,S1,,,Day,08:00,17:00,Study leave",
        "15/01/2016,Emergency department,S1,,,Day,08:00,17:00,Shift moved",
        "16/01/2016,Emergency department,S1,,,Day,08:00,17:00,",
    )
    assert outcome.errors == []
    assert (outcome.rows, outcome.added) == (6, 1)
    said = {each.code: each.text for each in outcome.warnings}
    assert said["rest_rows"].startswith("2 rows are rest days")
    assert said["leave_rows"].startswith("2 rows are leave")
    assert "Import them as absences" in said["leave_rows"]
    assert said["cancelled_rows"].startswith("1 row is of cancelled")


def test_the_same_export_again_changes_nothing(load: Load, hospital: Database) -> None:
    lines = (
        "11/01/2016,Emergency department,S1,,,Day,08:00,17:00,",
        "11/01/2016,Emergency department,,Dev Patel,,Night,20:00,08:00,",
    )
    assert load(HEALTH, *lines).added == 2
    ids = [each.duty_id for each in exported(hospital)]
    later = load(HEALTH, lines[0], lines[1].replace("08:00,", "09:00,"))
    assert (later.added, later.changed, later.unchanged) == (0, 1, 1)
    assert [each.duty_id for each in exported(hospital)] == ids
    found = [(d.field, d.before, d.after) for d in later.differences if d.what.value == "changed"]
    assert found == [("end", "2016-01-12 08:00", "2016-01-12 09:00")]


def test_posts_that_nobody_holds_get_ids_too(load: Load, hospital: Database) -> None:
    line = "11/01/2016,Emergency department,,Vacant,ST5,Day,08:00,17:00,"
    assert load(HEALTH, line, line).added == 2
    assert [each.staff_id for each in exported(hospital)] == [None, None]
    assert load(HEALTH, line, line).unchanged == 2


def test_a_post_about_which_too_little_is_known_is_refused(load: Load) -> None:
    outcome = load(
        HEALTH,
        "11/01/2016,Emergency department,,Vacant,,Day,08:00,17:00,",
        "11/01/2016,Nowhere,,Vacant,ST5,Day,08:00,17:00,",
        "31/02/2016,Emergency department,S1,,,Day,08:00,17:00,",
        "11/01/2016,Emergency department,S1,,,On call,08:00,17:00,",
        "11/01/2016,Emergency department,S99,,,Day,08:00,17:00,",
    )
    found = codes(outcome.errors)
    assert (2, "staff_group", "group_unknown") in found
    assert (3, "site", "site_unknown") in found
    assert (4, "date", "date_unreadable") in found
    assert (5, "kind", "unknown_code") in found
    assert (6, "staff_id", "unknown_staff") in found
    assert {row for row, _, _ in found} == {2, 3, 4, 5, 6}


def test_somebody_retired_here_still_tells_the_grade(load: Load, hospital: Database) -> None:
    retire_person(hospital, "S1", "left", NOW)
    outcome = load(HEALTH, "11/01/2016,Emergency department,S1,,,Day,08:00,17:00,")
    assert [each.code for each in outcome.warnings] == ["retired_staff"]
    (duty,) = exported(hospital)
    assert (duty.staff_id, duty.grade_min) == (None, "ST")


def test_without_a_kind_ward_is_taken_and_that_is_said(load: Load, hospital: Database) -> None:
    heading = "Date,Ward,Staff Number,Start Time,End Time"
    mapping = ColumnMapping(ImportKind.DUTIES, {"Date": "date"})
    outcome = load(heading, "11/01/2016,Emergency department,S1,08:00,17:00", mapping=mapping)
    assert [each.code for each in outcome.warnings] == ["kind_assumed"]
    assert exported(hospital)[0].kind.value == "ward"


def test_separate_columns_for_each_date_and_time(load: Load, hospital: Database) -> None:
    heading = "Unit,Employee Number,Start Date,Start Time,End Date,End Time,Duty Type"
    outcome = load(heading, "Emergency department,S4,11/01/2016,20:00,12/01/2016,08:30,Night")
    assert outcome.errors == []
    assert times(exported(hospital)[0]) == ("2016-01-11T20:00", "2016-01-12T08:30")


def test_an_export_is_found_out_to_be_a_roster(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{HEALTH}\n11/01/2016,ED,S1,Ada Okafor,ST5,Day,08:00,17:00,\n")
    assert guess_kind(READER, path) is ImportKind.DUTIES


def test_a_new_service_is_where_its_people_are(load: Load, hospital: Database) -> None:
    assert load(HEALTH, "11/01/2016,Eye clinic,S2,,,Day,08:00,17:00,").errors == []
    with hospital.read() as work:
        names = {each.name: (each.site, each.department) for each in work.duties.services()}
    assert names["Eye clinic"] == ("St Anne", "Medicine")


def test_a_vacant_post_without_a_grade_and_a_time_that_is_none_are_refused(load: Load) -> None:
    outcome = load(
        "Duty Date,Ward,Staff Group,Staff Number,Name,Start,End",
        "11/01/2016,Emergency department,resident doctors,,,08:00,17:00",
        "11/01/2016,Emergency department,resident doctors,S1,,08:00,25:00",
    )
    assert codes(outcome.errors) == [
        (2, "grade_min", "grade_unknown"),
        (3, "end", "time_unreadable"),
    ]
