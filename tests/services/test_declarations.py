"""What people told the trust is recorded, counted, and leaves no trace once its time is over."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.codes import Answer, CoverKind, WindowState
from rota.domain.errors import Refused
from rota.services.assigning import CoverOrder, assess, assign
from rota.services.declarations import declare, keep_for, totals
from rota.services.history import check, history, undo
from rota.services.purging import purge_before, purge_due
from rota.storage.database import Database
from rota.storage.ledger import change_digest
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock, dump, filling
from tests.moving import move_window
from tests.strike_hospital import END, START, WARD, add_strike, fill, tools

DUE = END + timedelta(days=90)
SECOND = timedelta(seconds=1)
LADDER = tools().rules.ladder


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


def counted(hospital: Database) -> dict[Answer, int]:
    return {each: number for each, number in totals(hospital, 1).answers.items() if number}


def test_totals_count_everybody_called_out(hospital: Database) -> None:
    declare(hospital, 1, "S1", Answer.WORKING)
    declare(hospital, 1, "S2", Answer.STRIKING)
    declare(hospital, 1, "S3", Answer.WORKING)  # a consultant: not called out
    found = totals(hospital, 1)
    assert (found.called_out, found.purge_at, found.kept_days) == (4, DUE, 90)
    assert counted(hospital) == {Answer.WORKING: 1, Answer.STRIKING: 1, Answer.NOT_SAID: 2}


def test_not_said_takes_an_answer_away_again_and_undo_brings_it_back(hospital: Database) -> None:
    declare(hospital, 1, "S1", Answer.WORKING)
    declare(hospital, 1, "S1", Answer.NOT_SAID)
    assert counted(hospital) == {Answer.NOT_SAID: 4}
    undo(hospital)
    assert counted(hospital) == {Answer.WORKING: 1, Answer.NOT_SAID: 3}


def test_history_says_neither_who_nor_what(hospital: Database) -> None:
    declare(hospital, 1, "S1", Answer.STRIKING)
    newest = history(hospital, 1)[0]
    assert newest.text == "Recorded what one person told the trust."
    assert newest.why == ""


def test_unknown_people_and_strikes_are_refused(hospital: Database) -> None:
    with pytest.raises(Refused):
        declare(hospital, 1, "nobody", Answer.WORKING)
    with pytest.raises(Refused):
        declare(hospital, 9, "S1", Answer.WORKING)


def test_nothing_is_deleted_a_moment_too_early(hospital: Database) -> None:
    declare(hospital, 1, "S1", Answer.WORKING)
    assert purge_due(hospital, DUE - SECOND, LADDER).declarations == 0
    assert counted(hospital)[Answer.WORKING] == 1
    assert purge_due(hospital, DUE, LADDER).declarations == 1
    assert counted(hospital) == {Answer.NOT_SAID: 4}


def test_how_long_they_are_kept_is_a_setting(hospital: Database) -> None:
    declare(hospital, 1, "S1", Answer.WORKING)
    keep_for(hospital, 10)
    assert totals(hospital, 1).purge_at == END + timedelta(days=10)
    assert purge_due(hospital, END + timedelta(days=10), LADDER).declarations == 1
    with pytest.raises(Refused):
        keep_for(hospital, -1)


def test_before_a_day_deletes_strikes_that_ended_and_never_one_ahead(hospital: Database) -> None:
    declare(hospital, 1, "S1", Answer.WORKING)
    now = END + timedelta(days=1)
    assert purge_before(hospital, END - SECOND, now, LADDER).declarations == 0
    with pytest.raises(Refused):
        purge_before(hospital, now + SECOND, now, LADDER)
    assert purge_before(hospital, END, now, LADDER).declarations == 1


def test_the_chain_holds_after_deleting_and_it_cannot_be_undone(hospital: Database) -> None:
    keep_for(hospital, 30)
    declare(hospital, 1, "S1", Answer.WORKING)
    declare(hospital, 1, "S1", Answer.UNDECIDED)
    purge_due(hospital, DUE, LADDER)
    assert check(hospital).sound
    assert undo(hospital)[0].text == "Declarations are deleted 30 days after a strike."
    assert counted(hospital) == {Answer.NOT_SAID: 4}
    assert check(hospital).sound
    assert purge_due(hospital, DUE, LADDER).changes.entry is None


def test_what_was_said_and_taken_back_is_deleted_too(hospital: Database) -> None:
    declare(hospital, 1, "S1", Answer.STRIKING)
    declare(hospital, 1, "S1", Answer.NOT_SAID)
    purge_due(hospital, DUE, LADDER)
    with hospital.read() as work:
        assert work.windows.declared_windows() == {}
    assert check(hospital).sound


@pytest.mark.one_engine
def test_no_answer_is_left_anywhere_in_the_file(hospital: Database, address: str) -> None:
    for who, answer in (("S1", Answer.WORKING), ("S2", Answer.STRIKING), ("S4", Answer.UNDECIDED)):
        declare(hospital, 1, who, answer)
    assert said_in(address) == {"working", "striking", "undecided"}
    purge_due(hospital, DUE, LADDER)
    hospital.close()
    assert said_in(address) == set()
    raw = Path(address).read_bytes()
    for answer in ("striking", "undecided", '"answer"'):
        assert answer.encode() not in raw, answer


@pytest.mark.one_engine
def test_no_answer_is_left_beside_the_file_while_the_program_stays_open(
    hospital: Database, address: str
) -> None:
    declare(hospital, 1, "S1", Answer.STRIKING)
    log = Path(f"{address}-wal")
    assert b"striking" in log.read_bytes()
    purge_due(hospital, DUE, LADDER)
    assert b"striking" not in log.read_bytes()
    assert b"striking" not in Path(address).read_bytes()


@pytest.mark.one_engine
def test_deleting_while_another_program_reads_is_finished_when_both_have_closed(
    hospital: Database, open_database: OpenDatabase, address: str
) -> None:
    declare(hospital, 1, "S1", Answer.STRIKING)
    other = open_database(address)
    with other.read() as work:
        assert work.windows.declared(1) == {"S1": Answer.STRIKING}
        assert purge_due(hospital, DUE, LADDER).declarations == 1
    hospital.close()
    other.close()
    assert b"striking" not in Path(address).read_bytes()
    assert not Path(f"{address}-wal").exists()


def test_that_somebody_who_covers_had_declared_is_kept_nowhere_else(hospital: Database) -> None:
    declare(hospital, 1, "S1", Answer.WORKING)
    with hospital.read() as work:
        ward = next(each for each in work.duties.services() if each.name == WARD)
    order = CoverOrder(1, "S1", ward.service_id, END - timedelta(hours=4), END, "by phone")
    assert assess(hospital, order, tools().rules).kind is CoverKind.DECLARED_WORKING
    made = assign(hospital, order, tools().rules, "agreed").assignment
    assert made.kind is CoverKind.STEPPING_ACROSS


def test_that_somebody_who_covers_had_said_nothing_is_kept_nowhere(
    hospital: Database, address: str
) -> None:
    with hospital.read() as work:
        ward = next(each for each in work.duties.services() if each.name == WARD)
    order = CoverOrder(1, "S1", ward.service_id, END - timedelta(hours=4), END, "by phone")
    found = assign(hospital, order, tools().rules, "agreed").findings
    assert "called_out" in {each.rule for each in found}
    with hospital.read() as work:
        assert "called_out" not in {each.rule for each in work.cover.overrides(1)}
    assert "not said" not in repr(dump(address))


@pytest.mark.one_engine
def test_an_answer_cannot_be_guessed_from_the_digest_that_stays(
    hospital: Database, address: str
) -> None:
    declare(hospital, 1, "S1", Answer.STRIKING)
    purge_due(hospital, DUE, LADDER)
    hospital.close()
    with sqlite3.connect(address) as raw:
        rows = raw.execute("SELECT sha256 FROM journal_change WHERE table_name = 'declaration'")
        kept = {row[0] for row in rows}
    raw.close()
    key = '{"staff_id":"S1","window_id":1}'
    for answer in Answer:
        text = json.dumps(
            {"answer": answer.value, "staff_id": "S1", "window_id": 1},
            sort_keys=True,
            separators=(",", ":"),
        )
        assert change_digest("declaration", key, None, text) not in kept
        assert change_digest("declaration", key, text, None) not in kept
    assert len(kept) == 1


def said_in(address: str) -> set[str]:
    """Every answer that any table of the file still holds."""
    found = set()
    with sqlite3.connect(address) as raw:
        tables = [
            row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for table in ("declaration", "journal_change"):
            assert table in tables
            for row in raw.execute(f"SELECT * FROM {table}"):
                for cell in row:
                    for answer in ("working", "striking", "undecided"):
                        if isinstance(cell, str) and answer in cell.replace("working_", ""):
                            found.add(answer)
    raw.close()
    return found


def test_a_strike_without_an_end_is_kept(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path, strike=False)
    window = add_strike(database, end=None)
    declare(database, window, "S1", Answer.WORKING)
    assert totals(database, window).purge_at is None
    assert purge_due(database, datetime(2030, 1, 1, tzinfo=UTC), LADDER).declarations == 0


def test_a_strike_without_an_end_that_was_called_off_counts_from_its_start(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path, strike=False)
    window = add_strike(database, end=None)
    declare(database, window, "S1", Answer.WORKING)
    move_window(database, window, WindowState.CALLED_OFF, "talks")
    due = START + timedelta(days=90)
    assert purge_due(database, due - SECOND, LADDER).declarations == 0
    assert purge_due(database, due, LADDER).declarations == 1
