"""``import``: what it answers, what it refuses with row and column, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rota.domain.importing import COLUMNS, ImportKind
from tests.commands.conftest import Run
from tests.engines import dump
from tests.tables.messages import (
    OTHERS,
    SCHEDULE,
    SLOT,
    bundle,
    changed,
    message,
    write_hl7,
    write_json,
)
from tests.trust_files import GOOD, Files

KINDS = list(ImportKind)
ANSWER = {"rows", "accepted", "rejected", "errors"}
PROBLEM = {"row", "column", "value_shown", "code", "text"}


def words_for(kind: ImportKind) -> tuple[str, ...]:
    return ("--window", "1") if kind is ImportKind.DECLARATIONS else ()


BAD = [
    (ImportKind.STAFF, "staff_id", ""),
    (ImportKind.STAFF, "surname", ""),
    (ImportKind.STAFF, "staff_group", "wizard"),
    (ImportKind.STAFF, "grade", "ST99"),
    (ImportKind.STAFF, "weekly_hours", "many"),
    (ImportKind.STAFF, "opt_out_48h", "perhaps"),
    (ImportKind.STAFF, "source", "loan"),
    (ImportKind.WINDOWS, "dispute", ""),
    (ImportKind.WINDOWS, "union", ""),
    (ImportKind.WINDOWS, "groups", "wizards"),
    (ImportKind.WINDOWS, "start", "Tuesday"),
    (ImportKind.WINDOWS, "end", "2016-01-11 08:00"),
    (ImportKind.WINDOWS, "type", "sit_in"),
    (ImportKind.WINDOWS, "outcome", "maybe"),
    (ImportKind.ABSENCES, "staff_id", "X9"),
    (ImportKind.ABSENCES, "from", "2016-02-30"),
    (ImportKind.ABSENCES, "to", "2016-01-01"),
    (ImportKind.ABSENCES, "kind", "strike"),
    (ImportKind.DECLARATIONS, "staff_id", "X9"),
    (ImportKind.DECLARATIONS, "declaration", "maybe"),
    (ImportKind.DUTIES, "duty_id", ""),
    (ImportKind.DUTIES, "service", ""),
    (ImportKind.DUTIES, "staff_id", "X9"),
    (ImportKind.DUTIES, "start", "12/13/2016 08:00"),
    (ImportKind.DUTIES, "end", "2016-01-12 07:00"),
    (ImportKind.DUTIES, "kind", "stroll"),
    (ImportKind.DUTIES, "grade_min", "ST99"),
    (ImportKind.DUTIES, "emergency", "perhaps"),
    (ImportKind.REQUIREMENTS, "service", ""),
    (ImportKind.REQUIREMENTS, "level", "quiet"),
    (ImportKind.REQUIREMENTS, "from", "25:00"),
    (ImportKind.REQUIREMENTS, "days", "Mon-Noday"),
    (ImportKind.REQUIREMENTS, "number", "-1"),
    (ImportKind.REQUIREMENTS, "staff_groups", "wizards"),
    (ImportKind.REQUIREMENTS, "kinds", "stroll"),
    (ImportKind.APPOINTMENTS, "appointment_id", ""),
    (ImportKind.APPOINTMENTS, "patient_id", ""),
    (ImportKind.APPOINTMENTS, "nhs_number", "943 476 5918"),
    (ImportKind.APPOINTMENTS, "date_of_birth", "soon"),
    (ImportKind.APPOINTMENTS, "clinician_staff_id", "X9"),
    (ImportKind.APPOINTMENTS, "needs", "ST99"),
    (ImportKind.APPOINTMENTS, "start", ""),
    (ImportKind.APPOINTMENTS, "duration_minutes", "0"),
    (ImportKind.APPOINTMENTS, "kind", "chat"),
    (ImportKind.APPOINTMENTS, "mode", "telepathy"),
    (ImportKind.APPOINTMENTS, "priority", "P9"),
    (ImportKind.APPOINTMENTS, "times_postponed", "-1"),
    (ImportKind.APPOINTMENTS, "deceased", "perhaps"),
    (ImportKind.SLOTS, "slot_id", ""),
    (ImportKind.SLOTS, "clinician_staff_id", "X9"),
    (ImportKind.SLOTS, "start", "Tuesday"),
    (ImportKind.SLOTS, "duration_minutes", "0"),
    (ImportKind.SLOTS, "kind", "chat"),
    (ImportKind.SLOTS, "capacity", "many"),
    (ImportKind.TURNOUT, "day", "Tuesday"),
    (ImportKind.TURNOUT, "due", "4"),
    (ImportKind.TURNOUT, "on_strike", "41"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_bad_cells_refuse_the_file_by_row_and_column_and_save_nothing(
    hospital: Run, program: Run, files: Files, address: str, kind: ImportKind
) -> None:
    """One good row, then a row for each thing that can be wrong; all of them are told at once."""
    before = dump(address)
    bad = [(column, cell) for each, column, cell in BAD if each is kind]
    path = files.write(kind, {}, *({column: cell} for column, cell in bad))
    said = program("import", kind.value, path, *words_for(kind))
    assert said.code == 1
    answer = said.json
    assert answer.keys() >= ANSWER
    assert (answer["rows"], answer["saved"]) == (len(bad) + 1, False)
    for number, (column, _) in enumerate(bad, start=3):
        found = [each for each in answer["errors"] if each["row"] == number]
        assert column in [each["column"] for each in found], (column, found)
    assert 2 not in [each["row"] for each in answer["errors"]]
    assert all(each.keys() == PROBLEM for each in answer["errors"])
    assert all(each["text"].endswith(".") for each in answer["errors"])
    assert "Row 3, " in said.err
    assert dump(address) == before


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_file_twice_changes_nothing(
    hospital: Run, files: Files, address: str, kind: ImportKind
) -> None:
    path = files.write(kind, {})
    hospital("import", kind.value, path, *words_for(kind))
    before = dump(address)
    answer = hospital("import", kind.value, path, *words_for(kind)).json
    assert (answer["rows"], answer["accepted"], answer["rejected"]) == (1, 1, 0)
    assert (answer["added"], answer["changed"], answer["unchanged"]) == (0, 0, 1)
    assert dump(address) == before


@pytest.mark.one_engine
@pytest.mark.parametrize("kind", KINDS)
def test_a_dry_run_says_what_would_happen_and_leaves_everything_alone(
    hospital: Run, files: Files, address: str, kind: ImportKind
) -> None:
    before = dump(address)
    column = {"windows": "end", "declarations": "staff_id", "requirements": "service"}.get(
        kind.value, COLUMNS[kind][0]
    )
    cells = {"end": "2016-01-12 17:00", "staff_id": "R2", "service": "New ward"}
    cells["day"] = "2015-12-02"
    cell = cells.get(column, "NEW1")
    path = files.write(kind, {column: "S77" if kind is ImportKind.STAFF else cell})
    answer = hospital("import", kind.value, path, *words_for(kind), "--dry-run").json
    assert (answer["accepted"], answer["added"], answer["saved"]) == (1, 1, False)
    assert dump(address) == before


def test_partial_saves_the_good_rows_and_is_done(hospital: Run, files: Files, address: str) -> None:
    path = files.write(
        ImportKind.STAFF, {"staff_id": "S1"}, {"staff_id": "S2", "grade": "ST99"},
        {"staff_id": "S3"},
    )  # fmt: skip
    answer = hospital("import", "staff", path, "--partial").json
    assert (answer["accepted"], answer["rejected"], answer["saved"]) == (2, 1, True)
    staff = {row[0] for row in dump(address)["staff"]}
    assert {"S1", "S3"} <= staff
    assert "S2" not in staff


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"), (b"\x00\x01\x02\x03" * 100, None), (b"PK\x03\x04 not a zip", None),
        (b"SQLite format 3\x00", None), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, None),
    ],
    ids=["empty", "binary", "broken xlsx", "database", "old xls"],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    program: Run, tmp_path: Path, address: str, content: bytes, code: str | None
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    before = dump(address)
    said = program("import", "staff", path)
    assert said.error == (code or said.error)
    assert said.err.strip().endswith(".")
    assert dump(address) == before


@pytest.mark.one_engine
def test_a_file_that_is_not_there_is_refused(program: Run, tmp_path: Path) -> None:
    assert program("import", "staff", tmp_path / "none.csv").err.strip().endswith(".")
    assert program("import", "staff", tmp_path).code == 1


@pytest.mark.one_engine
def test_unknown_headings_are_refused_by_name(program: Run, files: Files) -> None:
    path = files.write_cells(["colour", "shape"], [{"colour": "red", "shape": "round"}])
    said = program("import", "staff", path)
    assert said.code == 1
    assert any("staff_id" in each["text"] or "staff id" in each["text"]
               for each in said.json["errors"])  # fmt: skip


def test_headings_can_be_mapped_and_the_mapping_remembered(
    program: Run, done: Run, files: Files, address: str
) -> None:
    cells = {**GOOD[ImportKind.STAFF]}
    cells["Assignment"], cells["Band"] = cells.pop("staff_id"), cells.pop("grade")
    path = files.write_cells(cells, [cells])
    mapped = ("--map", "Assignment=staff_id", "--map", "Band=grade", "--profile", "ESR")
    everything = [f"--map={name}={name}" for name in cells if name in COLUMNS[ImportKind.STAFF]]
    done("import", "staff", path, *mapped, *everything)
    assert dump(address)["column_mapping"][0][:2] == ("ESR", "staff")
    again = done("import", "staff", path, "--profile", "ESR").json
    assert (again["accepted"], again["unchanged"]) == (1, 1)
    assert program("import", "staff", path, "--profile", "None").error == "unknown_profile"
    assert program("import", "staff", path, "--map", "Band=nonsense").error == "bad_mapping"
    assert program("import", "staff", path, "--map", "Band").error == "bad_mapping"


def test_messages_and_bundles_come_in_with_what_they_do_not_say(
    hospital: Run, program: Run, done: Run, tmp_path: Path, address: str
) -> None:
    moved = {1: "M2", 11: "^^^201607121020^201607121040^R"}
    untyped = message(AIP=None, SCH={1: "M1", 7: "", 8: ""})
    path = write_hl7(tmp_path, untyped, message(AIP=None, SCH=moved))
    said = program("import", "appointments", path)
    assert said.code == 1
    assert [(each["row"], each["column"]) for each in said.json["errors"]] == [(1, "SCH-8")]
    given = ("--given", "kind=diagnostic", "--profile", "Messages")
    first = done("import", "appointments", path, *given).json
    assert first["added"] == 2
    assert done("import", "appointments", path, "--profile", "Messages").json["unchanged"] == 2
    cancelled = write_hl7(tmp_path, message("S15", SCH={1: "M1"}))
    assert done("import", "appointments", cancelled).json["accepted"] == 1
    assert program("import", "appointments", path, "--given", "kind").error == "bad_mapping"
    assert (
        program("import", "appointments", path, "--given", "surname=X").error == "cannot_be_given"
    )
    alone = changed(SCHEDULE, actor=SCHEDULE["actor"][:2])
    slots = write_json(tmp_path, bundle(SLOT, alone, *OTHERS))
    assert done("import", "slots", slots).json["added"] == 1


def test_declarations_need_a_window_that_is_there(
    hospital: Run, program: Run, files: Files
) -> None:
    path = files.write(ImportKind.DECLARATIONS, {})
    assert program("import", "declarations", path).error == "window_missing"
    assert program("import", "declarations", path, "--window", "9").error == "unknown_window"


def test_odd_local_times_warn_and_are_kept_as_the_page_says(
    hospital: Run, files: Files, address: str
) -> None:
    times: Mapping[str, tuple[str, str]] = {
        "G1": ("2026-03-29 01:30", "2026-03-29T01:30:00+00:00"),
        "F1": ("2026-10-25 01:30", "2026-10-25T00:30:00+00:00"),
        "M1": ("2026-06-09 00:00", "2026-06-08T23:00:00+00:00"),
    }
    path = files.write(
        ImportKind.APPOINTMENTS,
        *({"appointment_id": name, "start": start} for name, (start, _) in times.items()),
    )
    answer = hospital("import", "appointments", path).json
    assert {each["row"] for each in answer["warnings"]} == {2, 3}
    hospital("window", "add", "--dispute", "D", "--union", "U", "--groups", "resident_doctor",
             "--type", "full_walkout", "--start", "2026-01-01", "--end", "2026-12-31")  # fmt: skip
    risks = hospital("affected", "--window", "2", "--appointments").json["appointments"]
    assert {each["appointment_id"]: each["start_utc"] for each in risks} == {
        name: utc for name, (_, utc) in times.items()
    }
