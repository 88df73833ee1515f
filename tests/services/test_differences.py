"""A roster imported again shows its differences, and does not overwrite what was corrected here."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.codes import AbsenceKind
from rota.domain.errors import Unavailable
from rota.domain.importing import ImportKind
from rota.domain.people import Absence
from rota.services import differences
from rota.services.differences import Difference, Differences, What, write_differences
from rota.services.duties import DutyOrder, add_duty, correct_duty, retire_duty
from rota.services.history import undo
from rota.services.importing import ImportOrder, ImportOutcome, import_file
from rota.services.people import add_absence, add_person, correct_person, retire_person
from rota.storage.database import Database
from rota.tables.reader import TableReader
from rota.tables.rulebook import grade_ladder
from tests.engines import Clock
from tests.trust_files import DUTIES, STAFF, Cells, Files

K = ImportKind
LADDER = grade_ladder(date(2016, 1, 8))
Load = Callable[..., ImportOutcome]
NOW = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def load(database: Database, tmp_path: Path, clock: Clock) -> Load:
    files = Files(tmp_path)

    def load_rows(kind: ImportKind, *rows: Cells, **order: object) -> ImportOutcome:
        path = files.write(kind, *rows)
        return import_file(database, TableReader(LADDER), ImportOrder(kind, path, **order), clock())

    return load_rows


@pytest.fixture
def again(load: Load) -> Load:
    """A hospital with a staff list and a roster."""
    load(K.STAFF, *STAFF)
    load(K.DUTIES, *DUTIES)
    return load


def told(outcome: ImportOutcome) -> list[tuple[str, str, str, str, str]]:
    return [(d.key, d.what.value, d.field, d.before, d.after) for d in outcome.differences]


def correct_grade(database: Database, grade: str) -> None:
    with database.read() as work:
        person = work.people.staff.existing(["R1"])["R1"]
    correct_person(database, replace(person, grade=grade), LADDER)


def grade(database: Database) -> str:
    with database.read() as work:
        return work.people.staff.existing(["R1"])["R1"].grade


def test_changed_fields_are_shown_before_and_after(again: Load) -> None:
    changed = {"staff_id": "R1", "grade": "CT", "competencies": "als; airway", "opt_out_48h": "Y"}
    outcome = again(K.STAFF, changed, *STAFF[1:], dry_run=True)
    assert told(outcome) == [
        ("R1", "changed", "grade", "ST", "CT"),
        ("R1", "changed", "competencies", "airway", "airway; als"),
        ("R1", "changed", "opt_out_48h", "no", "yes"),
    ]
    assert outcome.differences[0].about == "O'Neill, Siobhán (ST)"


def test_a_moved_duty_shows_its_service_and_times(again: Load) -> None:
    moved = {"duty_id": "D1", "service": "Ward 7", "start": "2016-01-12 09:00", "staff_id": "R2"}
    outcome = again(K.DUTIES, moved, *DUTIES[1:], dry_run=True)
    assert told(outcome) == [
        ("D1", "changed", "service", "ED", "Ward 7"),
        ("D1", "changed", "start", "2016-01-12 08:00", "2016-01-12 09:00"),
        ("D1", "changed", "staff_id", "R1", "R2"),
    ]


def test_new_and_vanished_records_are_shown(again: Load) -> None:
    outcome = again(K.STAFF, *STAFF[:3], {"staff_id": "X1", "surname": "Lee"})
    assert told(outcome) == [("X1", "added", "", "", ""), ("N1", "vanished", "", "", "")]
    assert [d.about for d in outcome.differences] == ["Lee, Siobhán (ST)", "Shah, Siobhán (Band 6)"]


def test_what_was_corrected_here_is_kept_and_listed(again: Load, database: Database) -> None:
    correct_grade(database, "CT")
    outcome = again(K.STAFF, *STAFF)
    assert told(outcome) == [("R1", "kept", "grade", "CT", "ST")]
    assert (outcome.changed, outcome.unchanged, outcome.kept) == (0, 4, 1)
    assert [w.code for w in outcome.warnings] == ["kept_by_hand"]
    assert "grade" in outcome.warnings[0].text
    assert grade(database) == "CT"


def test_the_file_is_taken_when_that_is_asked_for(again: Load, database: Database) -> None:
    correct_grade(database, "CT")
    outcome = again(K.STAFF, *STAFF, take_file=True)
    assert told(outcome) == [("R1", "changed", "grade", "CT", "ST")]
    assert grade(database) == "ST"
    assert told(again(K.STAFF, *STAFF)) == []
    undo(database)
    assert grade(database) == "CT"
    assert told(again(K.STAFF, *STAFF, dry_run=True)) == [("R1", "kept", "grade", "CT", "ST")]


def test_a_file_that_agrees_says_nothing(again: Load, database: Database) -> None:
    correct_grade(database, "CT")
    outcome = again(K.STAFF, {"staff_id": "R1", "grade": "CT"}, *STAFF[1:])
    assert (told(outcome), outcome.warnings, outcome.unchanged) == ([], [], 4)


def test_a_corrected_duty_is_kept_and_never_vanishes(again: Load, database: Database) -> None:
    with database.read() as work:
        duty = work.duties.duties.existing(["D1"])["D1"]
    later = replace(duty, end=duty.end + timedelta(hours=1))
    correct_duty(database, DutyOrder(later, "ED", "Main", "Medicine"), LADDER)
    new = replace(duty, duty_id="", staff_id=None)
    added = add_duty(database, DutyOrder(new, "ED", "Main", "Medicine"), LADDER).duty.duty_id
    outcome = again(K.DUTIES, *DUTIES)
    assert told(outcome) == [("D1", "kept", "end", "2016-01-12 21:30", "2016-01-12 20:30")]
    gone = again(K.DUTIES, DUTIES[3], {"duty_id": "D9"}, replace=True)
    assert gone.vanished == ["D2", "D3"]
    with database.read() as work:
        assert work.duties.duties.known(["D1", added, "D2"]) == {"D1", added}


def test_somebody_entered_by_hand_never_vanishes(again: Load, database: Database) -> None:
    with database.read() as work:
        person = work.people.staff.existing(["R1"])["R1"]
    add_person(database, replace(person, staff_id="X9"), LADDER)
    assert again(K.STAFF, *STAFF).vanished == []


def test_an_absence_entered_by_hand_outlives_a_file_that_replaces(
    again: Load, database: Database
) -> None:
    day = datetime(2016, 1, 12, tzinfo=UTC)
    sick = Absence("R1", day, day + timedelta(days=1), AbsenceKind.SICK)
    again(K.ABSENCES, {"staff_id": "C1"})
    add_absence(database, sick)
    outcome = again(K.ABSENCES, {"staff_id": "R2"}, replace=True)
    assert len(outcome.vanished) == 1
    assert outcome.retired == 1
    with database.read() as work:
        assert work.people.absences_of(["R1"]) == [replace(sick, by_hand=True)]
    same = again(K.ABSENCES, {"staff_id": "R1", "kind": "sick"})
    assert (same.added, same.changed, same.unchanged) == (0, 0, 1)


def test_what_was_retired_here_stays_retired(again: Load, database: Database) -> None:
    retire_duty(database, "D2", "closed")
    outcome = again(K.DUTIES, *DUTIES)
    assert told(outcome) == [("D2", "kept", "", "retired", "in use")]
    with database.read() as work:
        assert not work.duties.duties.known(["D2"])
    assert again(K.DUTIES, *DUTIES, take_file=True).added == 1
    with database.read() as work:
        assert work.duties.duties.known(["D2"]) == {"D2"}


def test_a_roster_that_still_names_somebody_retired_is_not_refused(
    again: Load, database: Database
) -> None:
    retire_person(database, "R1", "left", NOW)
    staff = again(K.STAFF, *STAFF)
    assert told(staff) == [("R1", "kept", "", "retired", "in use")]
    outcome = again(K.DUTIES, *DUTIES, {"duty_id": "D7", "start": "2016-01-12 07:00"})
    assert outcome.errors == []
    assert [w.code for w in outcome.warnings] == ["retired_staff", "retired_staff"]
    with database.read() as work:
        held = work.duties.duties.existing(["D1", "D7"])
    assert {key: each.staff_id for key, each in held.items()} == {"D1": None, "D7": None}
    assert again(K.ABSENCES, {"staff_id": "R1"}).added == 0
    assert again(K.STAFF, *STAFF, take_file=True).added == 1


def test_only_so_many_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "MOST", 2)
    found = Differences()
    found.add(Difference(str(number), What.CHANGED, "grade") for number in range(5))
    assert (len(found.kept), found.left_out, found.counts[What.CHANGED]) == (2, 3, 5)


def test_differences_are_written_for_a_spreadsheet(tmp_path: Path) -> None:
    found = (Difference("R1", What.CHANGED, "phone", "=1+1", "020", "O'Neill, Siobhán (ST)"),)
    path = write_differences(tmp_path / "out.csv", found)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == ["R1", "O'Neill, Siobhán (ST)", "changed", "phone", "'=1+1", "020"]


def test_numbers_and_blanks_are_shown_as_files_hold_them(again: Load) -> None:
    outcome = again(K.STAFF, {"staff_id": "R1", "weekly_hours": ""}, *STAFF[1:], dry_run=True)
    assert told(outcome) == [("R1", "changed", "weekly_hours", "47.5", "")]


def test_differences_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="could not be written"):
        write_differences(tmp_path / "nowhere" / "out.csv", ())


def test_a_duty_done_before_somebody_retired_stays_theirs(again: Load, database: Database) -> None:
    retire_person(database, "R1", "left", datetime(2016, 1, 12, 12, 0, tzinfo=UTC))
    outcome = again(K.DUTIES, *DUTIES)
    assert (outcome.changed, outcome.unchanged, outcome.warnings) == (0, 4, [])
    with database.read() as work:
        assert work.duties.duties.existing(["D1"])["D1"].staff_id == "R1"
