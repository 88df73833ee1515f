"""What is handed to the hospital's own system: what changed since the last file, and no more."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

import main
from rota.domain.call_offs import Reinstate
from rota.domain.codes import Decision, StaffGroup, WindowState, WindowType
from rota.domain.errors import Refused, Unavailable
from rota.domain.importing import ImportKind
from rota.domain.windows import WindowTerms
from rota.services.deciding import decide, undecide
from rota.services.history import history, undo
from rota.services.new_dates import accept_dates
from rota.services.pas_file import PasFile, write_pas_file
from rota.services.window_changes import set_state
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.dates_hospital import NOW, VISITS, bring_in, fill
from tests.engines import Clock, dump, filling
from tests.trust_files import Files

TOOLS = main.tools()
STRIKE = "BMA, emergency care only, Tue 12 Jan 2016 08:00 to Wed 13 Jan 2016 08:00"


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("dates hospital", filling(fill, clock))


def written(
    storage: Database, out: Path, *, everything: bool = False
) -> tuple[PasFile, list[dict[str, str]]]:
    done = write_pas_file(storage, TOOLS.exporter, out, NOW, everything, replace=True)
    if not done.rows:
        return done, []
    with out.open(encoding="utf-8-sig", newline="") as file:
        return done, list(csv.DictReader(file))


def test_each_decision_goes_out_once_with_its_codes(database: Database, tmp_path: Path) -> None:
    accept_dates(database, TOOLS.rules, {"A4": "E1"}, "", NOW, agreed="=HYPERLINK(1), by phone")
    decide(database, ["A1"], Decision.CONVERT, "by phone")
    decide(database, ["A2"], Decision.KEEP, "runs after all")
    done, rows = written(database, tmp_path / "out.csv")
    assert done.rows == len(rows) == 5
    assert done.left_out == {}
    by_id = {row["appointment_id"]: row for row in rows}
    assert by_id["A4"] == {
        "appointment_id": "A4",
        "patient_id": "P4",
        "clinic_code": "ENT1",
        "old_start": "2016-01-12 12:00",
        "decision": "rebook",
        "new_start": "2016-01-20 09:00",
        "slot_id": "E1",
        "attended_code": "4",
        "agreed": "'=HYPERLINK(1), by phone",
        "strike": STRIKE,
    }
    assert (by_id["A3"]["decision"], by_id["A3"]["attended_code"]) == ("postpone", "4")
    assert (by_id["A1"]["decision"], by_id["A1"]["attended_code"]) == ("convert", "")
    assert "A2" not in by_id, "the hospital's own system has it as booked already"
    assert not any("Cole" in value for row in rows for value in row.values())
    assert history(database)[0].text == "Handed over 5 decisions as a file."


def test_only_what_changed_since_goes_out_again(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    written(database, out)
    assert written(database, out)[1] == []
    accept_dates(database, TOOLS.rules, {"A4": "E1"}, "", NOW)
    undecide(database, ["A3"], "goes ahead")
    decide(database, ["A1"], Decision.KEEP, "goes ahead")
    _, rows = written(database, out)
    assert {row["appointment_id"]: row["decision"] for row in rows} == {
        "A1": "keep",
        "A3": "keep",
        "A4": "rebook",
    }
    assert written(database, out)[1] == []
    assert len(written(database, out, everything=True)[1]) == 5


def test_undo_makes_it_go_out_again(database: Database, address: str, tmp_path: Path) -> None:
    before = dump(address, journal=False)
    _, rows = written(database, tmp_path / "out.csv")
    undo(database)
    assert dump(address, journal=False) == before
    assert written(database, tmp_path / "again.csv")[1] == rows


def test_a_file_that_cannot_be_written_hands_nothing_over(
    database: Database, address: str, tmp_path: Path
) -> None:
    before = dump(address)
    with pytest.raises(Unavailable, match="cannot be written"):
        write_pas_file(database, TOOLS.exporter, tmp_path / "nowhere" / "out.csv", NOW)
    assert dump(address) == before


def test_what_the_hospital_moved_itself_is_left_out_and_counted(
    database: Database, tmp_path: Path
) -> None:
    accept_dates(database, TOOLS.rules, {"A4": "E1"}, "", NOW)
    files = Files(tmp_path)
    for row in (
        {**VISITS[3], "start": "2016-01-20 09:00"},
        {**VISITS[2], "start": "2016-02-01 09:00"},
    ):
        bring_in(database, files, ImportKind.APPOINTMENTS, row)
    done, rows = written(database, tmp_path / "out.csv")
    assert not {"A3", "A4"} & {row["appointment_id"] for row in rows}
    assert done.left_out == {"changed_since_decision": 1}, "A4 is where it was to go; A3 is not"
    assert datetime(2016, 1, 20, 9, tzinfo=UTC) > NOW


def test_what_letters_are_held_for_is_left_out_and_not_handed_over(
    database: Database, tmp_path: Path
) -> None:
    accept_dates(database, TOOLS.rules, {"A4": "E1"}, "", NOW)
    terms = WindowTerms(
        datetime(2016, 1, 20, 8, tzinfo=UTC),
        datetime(2016, 1, 21, 8, tzinfo=UTC),
        WindowType.FULL_WALKOUT,
        frozenset({StaffGroup.CONSULTANT}),
    )
    later, _ = add_window(database, NewWindow("D", "HCSA", terms), NOW)
    bring_in(database, Files(tmp_path), ImportKind.APPOINTMENTS, {**VISITS[2], "deceased": "Y"})
    done, rows = written(database, tmp_path / "out.csv")
    assert {row["appointment_id"] for row in rows} == {"A1", "A2", "A5", "A6"}
    assert done.left_out == {"deceased": 1, "new_date_in_strike": 1}
    assert "1 left out: the new date lies in a strike." in done.left_out_words
    ladder = TOOLS.rules.ladder
    set_state(database, later.window_id, WindowState.CALLED_OFF, "talks", NOW, ladder)
    _, rows = written(database, tmp_path / "out.csv")
    assert {row["appointment_id"] for row in rows} == {"A4"}


def test_decisions_of_a_strike_called_off_are_left_out(database: Database, tmp_path: Path) -> None:
    set_state(
        database,
        1,
        WindowState.CALLED_OFF,
        "talks",
        NOW,
        TOOLS.rules.ladder,
        reinstate=Reinstate.NONE,
    )
    before = history(database)
    done = write_pas_file(database, TOOLS.exporter, tmp_path / "out.csv", NOW)
    assert (done.rows, done.left_out) == (0, {"strike_changed": 6})
    assert not (tmp_path / "out.csv").exists()
    assert history(database) == before


def test_no_file_that_is_there_is_lost(database: Database, address: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    write_pas_file(database, TOOLS.exporter, out, NOW)
    held = out.read_bytes()
    assert write_pas_file(database, TOOLS.exporter, out, NOW).rows == 0
    assert out.read_bytes() == held
    decide(database, ["A1"], Decision.KEEP, "goes ahead")
    before = dump(address)
    with pytest.raises(Refused, match="is there already"):
        write_pas_file(database, TOOLS.exporter, out, NOW)
    assert out.read_bytes() == held
    assert dump(address) == before


@pytest.mark.one_engine
def test_a_date_whose_slot_its_clinic_withdrew_is_not_handed_over(
    database: Database, tmp_path: Path
) -> None:
    accept_dates(database, TOOLS.rules, {"A4": "E1"}, "", NOW)
    with database.write("test") as work:
        work.slots.slots.retire(["E1"])
    done, rows = written(database, tmp_path / "out.csv")
    assert done.left_out == {"slot_changed": 1}
    assert "A4" not in {row["appointment_id"] for row in rows}
    assert done.left_out_words == [
        "1 left out: the slot was changed or withdrawn by its clinic: look for a date again."
    ]
