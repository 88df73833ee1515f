"""Imports bring the database to what a file says, all of it or nothing, and twice is once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rota.domain.codes import Answer, Level, StaffGroup, WindowState
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.times import iso_utc
from rota.services.history import check, history, undo
from rota.services.importing import ImportOrder, ImportOutcome, import_file
from rota.services.ports import Cancelled
from rota.services.windows import list_windows, show_window
from rota.storage.database import Database
from rota.tables.reader import TableReader
from rota.tables.rulebook import grade_ladder
from tests.engines import Clock, dump
from tests.trust_files import APPOINTMENTS, DUTIES, STAFF, Cells, Files

READER = TableReader(grade_ladder(date(2016, 1, 8)))
STRIKES = Path(__file__).resolve().parents[3] / "shared" / "data" / "strikes.csv"
K = ImportKind
Load = Callable[..., ImportOutcome]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def load(database: Database, files: Files, clock: Clock) -> Load:
    """Import rows as a file of a kind."""

    def load_rows(kind: ImportKind, *rows: Cells, **order: object) -> ImportOutcome:
        path = files.write(kind, *rows)
        return import_file(database, READER, ImportOrder(kind, path, **order), clock())

    return load_rows


@pytest.fixture
def staffed(load: Load) -> Load:
    load(K.STAFF, *STAFF)
    return load


def tally(outcome: ImportOutcome) -> tuple[int, int, int]:
    return outcome.added, outcome.changed, outcome.unchanged


def codes(outcome: ImportOutcome) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.code) for each in outcome.errors]


def test_new_changed_and_unchanged_rows_are_told_apart(load: Load, database: Database) -> None:
    assert tally(load(K.STAFF, *STAFF)) == (4, 0, 0)
    changed = load(K.STAFF, {"staff_id": "R1", "grade": "CT"}, *STAFF[1:3], {"staff_id": "NEW"})
    assert tally(changed) == (1, 1, 2)
    assert changed.changed_ids == ["R1"]
    assert changed.vanished == ["N1"]
    with database.read() as work:
        assert set(work.people.staff.existing(["N1", "NEW"])) == {"N1", "NEW"}
    assert history(database)[0].text == "Imported staff: 1 new, 1 changed."


@pytest.mark.parametrize("kind", list(K))
def test_the_same_file_again_leaves_every_row_and_the_journal_alone(
    staffed: Load, address: str, kind: ImportKind
) -> None:
    staffed(K.WINDOWS, {})
    order = {"window_id": 1} if kind is K.DECLARATIONS else {}
    rows = {K.STAFF: STAFF, K.DUTIES: DUTIES, K.APPOINTMENTS: APPOINTMENTS}.get(kind, ({},))
    staffed(kind, *rows, **order)
    before = dump(address)
    again = staffed(kind, *rows, **order)
    assert tally(again) == (0, 0, len(rows))
    assert again.changes.entry is None
    assert dump(address) == before


def test_ids_that_come_twice_are_refused_by_the_row_they_repeat(staffed: Load) -> None:
    for kind, column in ((K.DUTIES, "duty_id"), (K.APPOINTMENTS, "appointment_id")):
        outcome = staffed(kind, {}, {column: "X"}, {})
        assert codes(outcome) == [(4, column, "duplicate_id")]
        assert "row 2" in outcome.errors[0].text
        assert not outcome.saved


def test_the_same_absence_twice_is_one_absence(staffed: Load, database: Database) -> None:
    outcome = staffed(K.ABSENCES, {}, {}, {"to": "2016-01-13"})
    assert outcome.saved
    assert tally(outcome) == (2, 0, 0)
    assert [each.code for each in outcome.warnings] == ["duplicate_row"]
    with database.read() as work:
        assert [iso_utc(each.end)[:10] for each in work.people.absences.all()] == [
            "2016-01-13", "2016-01-14"]  # fmt: skip


def test_people_who_are_not_on_the_staff_list_are_refused_by_column(staffed: Load) -> None:
    staffed(K.WINDOWS, {})
    for kind, column in (
        (K.DUTIES, "staff_id"), (K.APPOINTMENTS, "clinician_staff_id"), (K.ABSENCES, "staff_id"),
        (K.DECLARATIONS, "staff_id"),
    ):  # fmt: skip
        outcome = staffed(kind, {}, {column: "GHOST"}, window_id=1)
        assert codes(outcome)[-1] == (3, column, "unknown_staff")
        assert "GHOST" in outcome.errors[-1].text


def test_without_replace_what_vanished_is_listed_and_stays(
    staffed: Load, database: Database
) -> None:
    staffed(K.DUTIES, *DUTIES)
    outcome = staffed(K.DUTIES, DUTIES[0])
    assert outcome.vanished == ["D2", "D3"]  # D4 is on Wednesday: not a date of this file
    assert outcome.retired == 0
    with database.read() as work:
        assert work.duties.duties.known(["D1", "D2", "D3", "D4"]) == {"D1", "D2", "D3", "D4"}


def test_replace_retires_the_files_own_dates_and_a_later_file_brings_them_back(
    staffed: Load, database: Database, address: str
) -> None:
    staffed(K.DUTIES, *DUTIES)
    whole = dump(address, journal=False)
    outcome = staffed(K.DUTIES, DUTIES[0], replace=True)
    assert (outcome.retired, outcome.vanished) == (2, ["D2", "D3"])
    with database.read() as work:
        assert work.duties.duties.known(["D1", "D2", "D3", "D4"]) == {"D1", "D4"}
        assert set(work.duties.duties.retired(["D1", "D2", "D3"])) == {"D2", "D3"}
    back = staffed(K.DUTIES, *DUTIES)
    assert tally(back) == (2, 0, 2)
    assert dump(address, journal=False) == whole


def test_a_retired_appointment_is_neither_at_risk_nor_listed(
    staffed: Load, database: Database
) -> None:
    staffed(K.APPOINTMENTS, *APPOINTMENTS)
    staffed(K.APPOINTMENTS, APPOINTMENTS[0], replace=True)
    with database.read() as work:
        assert work.appointments.ids() == ["A1", "A3"]
        assert work.appointments.count() == 2
        start = work.appointments.visits.existing(["A1"])["A1"].start
        slices = work.appointments.slices(start, None)
        assert [each.appointment_id for each in slices] == ["A1", "A3"]


def test_replaced_absences_are_gone(staffed: Load, database: Database) -> None:
    staffed(K.ABSENCES, {}, {"staff_id": "R1"})
    outcome = staffed(K.ABSENCES, {"staff_id": "R1"}, replace=True)
    assert outcome.retired == 1
    with database.read() as work:
        assert [each.staff_id for each in work.people.absences.all()] == ["R1"]


def test_nothing_is_retired_while_rows_are_refused(staffed: Load, database: Database) -> None:
    staffed(K.DUTIES, *DUTIES)
    outcome = staffed(K.DUTIES, DUTIES[0], {"duty_id": "D9", "staff_id": "GHOST"}, replace=True,
                      partial=True)  # fmt: skip
    assert outcome.saved
    assert outcome.retired == 0
    assert "nothing_retired" in [each.code for each in outcome.warnings]
    with database.read() as work:
        assert "D2" in work.duties.duties.known(["D2"])


def needs(database: Database) -> list[tuple[int, str, int]]:
    with database.read() as work:
        found = work.requirements.all()
    return sorted((each.service_id, each.level.value, each.number) for each in found)


def test_requirements_replace_the_services_and_levels_that_a_file_names(
    load: Load, database: Database
) -> None:
    load(K.REQUIREMENTS, {"number": "1"}, {"number": "2"}, {"level": "normal", "number": "5"},
         {"service": "ENT", "number": "7"})  # fmt: skip
    assert needs(database) == [
        (1, "emergency_only", 1), (1, "emergency_only", 2), (1, "normal", 5),
        (2, "emergency_only", 7),
    ]  # fmt: skip
    outcome = load(K.REQUIREMENTS, {"number": "3"})
    assert tally(outcome) == (0, 1, 0)
    assert needs(database) == [
        (1, "emergency_only", 3), (1, "normal", 5), (2, "emergency_only", 7)]  # fmt: skip


def test_requirement_rows_add_up_and_identical_ones_too(load: Load, database: Database) -> None:
    assert tally(load(K.REQUIREMENTS, {}, {}, {})) == (3, 0, 0)
    assert tally(load(K.REQUIREMENTS, {}, {}, {})) == (0, 0, 3)
    assert tally(load(K.REQUIREMENTS, {}, {})) == (0, 2, 0)
    assert len(needs(database)) == 2


def test_services_are_made_once_whatever_the_case_and_warn_of_another_department(
    staffed: Load, database: Database
) -> None:
    outcome = staffed(K.DUTIES, {}, {"duty_id": "D2", "service": "ed", "department": "Surgery"},
                      {"duty_id": "D3", "site": "Other"})  # fmt: skip
    assert [(each.row, each.code) for each in outcome.warnings] == [(3, "department_differs")]
    with database.read() as work:
        assert [(each.name, each.department, each.site) for each in work.duties.services()] == [
            ("ED", "Medicine", "Main"), ("ED", "Medicine", "Other")]  # fmt: skip


def test_declarations_not_repeated_still_stand(staffed: Load, database: Database) -> None:
    staffed(K.WINDOWS, {}, {"start": "2016-01-26 08:00", "end": "2016-01-28 08:00"})
    staffed(K.DECLARATIONS, {}, {"staff_id": "R2"}, window_id=1)
    staffed(K.DECLARATIONS, {"declaration": "striking"}, window_id=1)
    with database.read() as work:
        said = work.windows.declarations.existing([(1, "R1"), (1, "R2"), (2, "R1")])
        assert {key: each.answer for key, each in said.items()} == {
            (1, "R1"): Answer.STRIKING, (1, "R2"): Answer.WORKING}  # fmt: skip
        assert work.windows.working([1, 2]) == {1: {"R2"}}


def test_a_window_marked_revised_becomes_one_window_with_revisions(
    load: Load, database: Database, address: str
) -> None:
    rows = (
        {"outcome": "revised"},
        {"end": "2016-01-12 17:00", "outcome": "revised"},
        {"union": "RCN", "groups": "nurse", "outcome": "notified"},
        {"end": "2016-01-12 20:00", "outcome": "called_off"},
    )
    assert tally(load(K.WINDOWS, *rows)) == (2, 0, 0)
    first = show_window(database, 1)
    assert (first.window.union, first.window.state) == ("RCN", WindowState.NOTIFIED)
    second = show_window(database, 2)
    assert second.window.state is WindowState.CALLED_OFF
    assert [iso_utc(each.terms.end or each.made_at)[11:13] for each in second.revisions] == [
        "08", "17", "20"]  # fmt: skip
    full = dump(address)
    assert tally(load(K.WINDOWS, *rows)) == (0, 0, 2)
    assert dump(address) == full
    undo(database)
    assert list_windows(database) == []
    assert check(database).sound


def test_a_later_file_adds_the_revision_it_brings(load: Load, database: Database) -> None:
    load(K.WINDOWS, {"outcome": "notified"})
    later = load(K.WINDOWS, {"outcome": "revised"}, {"end": "2016-01-12 17:00"})
    assert tally(later) == (0, 1, 0)
    detail = show_window(database, 1)
    assert (detail.window.revision, detail.window.state) == (2, WindowState.CONFIRMED)


def test_a_revision_that_never_comes_is_refused(load: Load, address: str) -> None:
    before = dump(address)
    outcome = load(K.WINDOWS, {"union": "RCN"}, {"outcome": "revised"})
    assert codes(outcome) == [(3, "outcome", "revision_missing")]
    assert dump(address) == before


def test_the_same_strike_twice_in_a_file_is_refused(load: Load) -> None:
    outcome = load(K.WINDOWS, {}, {"union": "RCN", "groups": "nurse"}, {})
    assert codes(outcome) == [(4, "", "duplicate_window")]
    assert "row 2" in outcome.errors[0].text


@pytest.mark.skipif(not STRIKES.is_file(), reason="the shared list of real strikes is not here")
def test_the_real_strikes_of_2015_to_2025_import_once(database: Database, clock: Clock) -> None:
    order = ImportOrder(K.WINDOWS, STRIKES)
    first = import_file(database, READER, order, clock())
    assert first.errors == []
    windows = list_windows(database)
    rows = STRIKES.read_text(encoding="utf-8").splitlines()[1:]
    assert first.added == len(windows) == len([row for row in rows if ",revised," not in row])
    again = import_file(database, READER, order, clock())
    assert tally(again) == (0, 0, len(windows))
    april = [each for each in windows if iso_utc(each.terms.start).startswith("2016-04-26")]
    assert {each.terms.groups for each in april} == {frozenset({StaffGroup.RESIDENT_DOCTOR})}
    assert any(each.revision > 1 for each in windows)
    undo(database)
    assert list_windows(database) == []


@pytest.mark.parametrize(
    "order", [{"dry_run": True}, {"dry_run": True, "partial": True}, {"dry_run": True,
              "replace": True}, {}], ids=["dry", "dry partial", "dry replace", "refused"]
)  # fmt: skip
def test_a_dry_run_and_a_refusal_leave_the_whole_database_equal(
    staffed: Load, address: str, order: dict[str, bool]
) -> None:
    staffed(K.DUTIES, *DUTIES)
    before = dump(address)
    rows = [{"duty_id": "D1", "start": "2016-01-12 09:00"}, {"duty_id": "D8", "service": "New"}]
    rows += [] if order else [{"duty_id": "D9", "staff_id": "GHOST"}]
    outcome = staffed(K.DUTIES, *rows, **order)
    assert (outcome.added, outcome.changed, outcome.saved) == (1, 1, False)
    assert outcome.retired == (2 if order.get("replace") else 0)
    assert dump(address) == before


def test_a_cancelled_import_leaves_nothing(
    database: Database, files: Files, clock: Clock, address: str
) -> None:
    path = files.write(K.STAFF, *({"staff_id": f"S{number}"} for number in range(2500)))
    before, seen = dump(address), []

    def cancel(fraction: float) -> None:
        seen.append(fraction)
        if len(seen) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        import_file(database, READER, ImportOrder(K.STAFF, path), clock(), cancel)
    assert 0 < seen[0] < seen[1] <= 1
    assert dump(address) == before


def test_an_unknown_mapping_or_window_is_refused(load: Load) -> None:
    with pytest.raises(Refused, match="saved as None such"):
        load(K.STAFF, {}, profile="None such")
    with pytest.raises(Refused, match="which window"):
        load(K.DECLARATIONS, {})
    with pytest.raises(Refused, match="no strike window 5"):
        load(K.DECLARATIONS, {}, window_id=5)


def test_an_import_is_undone_whole_and_services_with_it(
    staffed: Load, database: Database, address: str
) -> None:
    before = dump(address, journal=False)
    staffed(K.DUTIES, *DUTIES)
    after = dump(address, journal=False)
    staffed(K.DUTIES, {"duty_id": "D1", "start": "2016-01-12 09:00"}, replace=True)
    undo(database)
    assert dump(address, journal=False) == after
    undo(database)
    assert dump(address, journal=False) == before


def test_levels_of_a_requirement_are_read_as_written(load: Load, database: Database) -> None:
    load(K.REQUIREMENTS, {"level": "normal"}, {"level": "Emergency only"})
    with database.read() as work:
        assert {each.level for each in work.requirements.all()} == {
            Level.NORMAL, Level.EMERGENCY_ONLY}  # fmt: skip
