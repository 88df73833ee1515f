"""The database itself refuses whatever would change the journal; only values may be erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rota.domain.errors import Refused
from rota.domain.journal import Anchor, read_anchor
from rota.services.history import check, history
from rota.storage.clock_watch import ClockWatch
from rota.storage.database import Database
from rota.storage.engine import open_engine
from tests.conftest import OpenDatabase
from tests.engines import Clock, SqliteFiles
from tests.storage.test_ledger import put, tamper

ENTRY = (
    "INSERT INTO journal_entry (id, action_id, at, who, program, action, step, changes,"
    " changes_sha256, previous_sha256, sha256)"
    " VALUES ({id}, 'forged', '2016-01-08T09:00:00+00:00', 'x', 'x', 'x', 'do', 0, '', {before},"
    " 'forged')"
)
LAST = "(SELECT sha256 FROM journal_entry WHERE id = 2)"
CHANGE = (
    "INSERT INTO journal_change (action_id, table_name, row_key, sha256)"
    " VALUES ((SELECT action_id FROM journal_entry WHERE id = 2), 'setting', 'x', 'x')"
)
REFUSED = (
    "DELETE FROM journal_entry WHERE id = 2",
    "DELETE FROM journal_change",
    "UPDATE journal_entry SET who = 'somebody else'",
    "UPDATE journal_entry SET sha256 = 'x' WHERE id = 2",
    "UPDATE journal_entry SET mac = 'x'",
    "UPDATE journal_entry SET text = 'something else'",
    "UPDATE journal_change SET sha256 = 'x'",
    "UPDATE journal_change SET \"after\" = '{}', \"before\" = NULL, row_key = ''",
    'UPDATE journal_change SET "after" = NULL',
    CHANGE,
    ENTRY.format(id=4, before=LAST),
    ENTRY.format(id=1, before=LAST),
    ENTRY.format(id=3, before="'x'"),
)
SQLITE = (
    "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE id = 2",
    "INSERT OR REPLACE INTO journal_change SELECT * FROM journal_change WHERE id = 1",
)
POSTGRESQL = ("TRUNCATE journal_change", "TRUNCATE journal_entry, journal_change")


def test_the_journal_is_only_added_to(database: Database, address: str) -> None:
    put(database, a="1")
    put(database, a="2")
    engine = open_engine(address)
    more = SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL
    for statement in (*REFUSED, *more):
        with engine.connect() as connection, pytest.raises(IntegrityError, match="only added to"):
            connection.execute(text(statement))
    with engine.begin() as connection:
        erase = 'UPDATE journal_change SET "before" = NULL, "after" = NULL, row_key = \'\''
        connection.execute(text(f"{erase} WHERE id = 1"))
    engine.dispose()
    put(database, a="3")
    assert check(database).sound
    assert [each.entry for each in history(database)] == [3, 2, 1]


def test_the_clock_is_noted_and_the_order_is_that_of_the_numbers(
    database: Database, clock: Clock
) -> None:
    put(database, a="1")
    clock.pass_(seconds=-90)
    put(database, a="2")
    clock.pass_(hours=-3)
    put(database, a="3")
    with database.read() as work:
        said = [(each.entry, each.action, each.text) for each in work.journal.entries()]
    assert said == [
        (1, "put", "Put settings."),
        (2, "put", "Put settings."),
        (3, "clock", "The clock went back, from Fri 8 Jan 2016 08:58 to Fri 8 Jan 2016 05:58."),
        (4, "put", "Put settings."),
    ]
    assert check(database).sound


def test_a_clock_that_jumps_ahead_of_the_time_that_passed_is_noted(clock: Clock) -> None:
    passed = [0.0]
    watch = ClockWatch(lambda: passed[0])
    assert watch.note(clock.now) == ""
    passed[0] += timedelta(days=3).total_seconds()
    assert watch.note(clock.pass_(days=3, hours=20)) == ""
    assert "jumped ahead, from Tue 12 Jan" in watch.note(clock.pass_(days=2))
    assert watch.note(clock.pass_(hours=1)) == ""


@pytest.fixture
def noted(tmp_path: Path, sqlite_files: SqliteFiles, open_database: OpenDatabase) -> Database:
    """A file whose end was noted beside it after 2 of its 3 entries."""
    path = sqlite_files.copy_to(tmp_path / "hospital.db")
    database = open_database(path)
    put(database, a="1")
    with database.write("letters posted", undoable=False) as work:
        work.settings.put({"a": "2"})
    put(database, a="3")
    return database


def test_how_far_the_journal_came_is_noted_beside_the_file(
    noted: Database, open_database: OpenDatabase
) -> None:
    assert [each.entries for each in noted.anchors()] == [2]
    open_database(noted.address)
    open_database(noted.address)
    anchors = noted.anchors()
    assert [each.entries for each in anchors] == [2, 3]
    with noted.read() as work:
        assert anchors[-1] == Anchor(*work.journal.head())
    lines = Path(noted.address + ".anchors").read_text().splitlines()
    assert all(len(line.split()) == 3 for line in lines)
    assert (check(noted).sound, check(noted).anchors) == (True, 2)


CUTS: tuple[tuple[str, Callable[[Database], None], int, str], ...] = (
    (
        "the end is cut off",
        lambda each: tamper(each, text("DELETE FROM journal_change WHERE id > 1"),
                            text("DELETE FROM journal_entry WHERE id > 1")),
        2, "once had 2 entries",
    ),
    (
        "all of it is gone",
        lambda each: tamper(each, text("DELETE FROM journal_change"),
                            text("DELETE FROM journal_entry")),
        1, "once had 2 entries",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("name", "attack", "entry", "reason"), CUTS)
def test_what_was_cut_off_the_end_is_found(
    noted: Database, name: str, attack: Callable[[Database], None], entry: int, reason: str
) -> None:
    attack(noted)
    health = check(noted)
    assert health.bad_entry == entry, name
    assert reason in health.bad_reason
    assert ".anchors" in health.words[-1]
    Path(noted.address + ".anchors").unlink()
    without = check(noted)
    assert without.bad_entry is None
    assert "A row of setting (a) is not as the journal has it." in without.faults


def test_guards_that_are_gone_or_not_ours_are_found(noted: Database) -> None:
    tamper(
        noted,
        text("CREATE TRIGGER quiet AFTER INSERT ON setting BEGIN DELETE FROM setting; END"),
    )
    (fault,) = check(noted).faults
    assert "(quiet)" in fault
    engine = open_engine(noted.address)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER quiet"))
        connection.execute(text("DROP TRIGGER journal_entry_not_deleted"))
    engine.dispose()
    (fault,) = check(noted).faults
    assert "(journal_entry_not_deleted)" in fault


def test_an_anchor_is_read_as_it_is_printed() -> None:
    anchor = Anchor(1234, "ab12cd34" + 56 * "0")
    assert anchor.words == "1,234 · AB12-CD34"
    for said in (anchor.words, "1234 AB12-CD34", "Journal 1,234 · ab12cd34"):
        assert read_anchor(said) == Anchor(1234, "ab12cd34")
    with pytest.raises(Refused, match="as printed"):
        read_anchor("1234")
