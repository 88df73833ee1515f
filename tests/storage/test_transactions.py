"""One action is saved whole or not at all; readers and writers do not stand in each other's way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from rota.domain.duties import ServiceKey
from rota.domain.errors import Refused, Unavailable
from rota.storage.database import Database, Work
from tests.conftest import OpenDatabase
from tests.engines import Clock, dump


def put(**values: str) -> Callable[[Work], None]:
    return lambda work: work.settings.put(values)


def save(database: Database, what: Callable[[Work], None], action: str = "x") -> int | None:
    with database.write(action) as work:
        what(work)
    return work.changes.entry


def test_a_refusal_takes_the_whole_action_back(database: Database, address: str) -> None:
    before = dump(address)
    with pytest.raises(Refused), database.write("x") as work:  # noqa: PT012
        work.settings.put({"a": "1"})
        raise Refused("no", "No.")
    assert dump(address) == before


def test_an_action_that_changes_nothing_leaves_no_entry(database: Database, address: str) -> None:
    assert save(database, put(a="1")) == 1
    before = dump(address)
    assert save(database, put(a="1")) is None
    assert save(database, lambda work: work.say("Nothing.")) is None
    assert dump(address) == before


def test_a_rehearsal_sees_what_follows_and_leaves_nothing(database: Database, address: str) -> None:
    before = dump(address)
    with database.rehearse("x") as work:
        work.settings.put({"a": "1"})
        assert work.settings.all() == {"a": "1"}
    assert dump(address) == before
    with pytest.raises(Refused), database.rehearse("x") as work:  # noqa: PT012
        work.settings.put({"a": "1"})
        raise Refused("no", "No.")
    assert dump(address) == before


def test_a_reading_view_has_no_way_to_write(database: Database) -> None:
    with database.read() as work:
        for write in (
            lambda: work.settings.put({"a": "1"}),
            lambda: work.journal.reverse(1),
            lambda: work.duties.add_services([(ServiceKey("Main", "ED"), "Medicine")]),
            lambda: work.people.staff.put([]),
            lambda: work.windows.set_marks(1, {"D1": True}),
        ):
            with pytest.raises(RuntimeError, match="only reads"):
                write()


def test_a_reader_keeps_its_view_while_a_writer_saves(
    database: Database, address: str, open_database: OpenDatabase
) -> None:
    save(database, put(a="before"))
    other = open_database(address)
    with database.read() as early:
        assert early.settings.all() == {"a": "before"}
        save(other, put(a="after"))
        assert early.settings.all() == {"a": "before"}
        with database.read() as late:
            assert late.settings.all() == {"a": "after"}


def test_two_writers_lose_nothing(address: str, open_database: OpenDatabase) -> None:
    """Each reads a number and saves the next one, fifty times, at the same time."""
    faults: list[BaseException] = []
    start = threading.Barrier(2)

    def count(database: Database) -> None:
        start.wait()
        try:
            for _ in range(50):
                with database.write("count") as work:
                    seen = int(work.settings.all().get("count", "0"))
                    work.settings.put({"count": str(seen + 1)})
        except Exception as fault:  # noqa: BLE001 - handed to the test
            faults.append(fault)

    databases = [open_database(address) for _ in range(2)]
    threads = [threading.Thread(target=count, args=(each,)) for each in databases]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    with databases[0].read() as work:
        assert work.settings.all() == {"count": "100"}
        assert [entry.entry for entry in work.journal.entries()] == list(range(1, 101))
        assert work.journal.first_bad() is None


def test_the_journal_holds_whatever_clock_it_is_given(
    address: str, open_database: OpenDatabase, clock: Clock
) -> None:
    """A clock with microseconds in another zone is kept in the form that is read back."""
    database = open_database(address)
    east = timezone(timedelta(hours=5, minutes=30))
    clock.now = datetime(2016, 1, 8, 14, 30, 0, 123456, tzinfo=east)
    save(database, put(a="1"))
    with database.read() as work:
        assert work.journal.first_bad() is None
        assert work.journal.entries()[0].at == datetime(2016, 1, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def full_disk(request: pytest.FixtureRequest, open_database: OpenDatabase) -> Database:
    """A SQLite file that may not grow by more than a few pages."""
    tmp_path = request.getfixturevalue("tmp_path")
    address = request.getfixturevalue("sqlite_files").copy_to(tmp_path / "full.db")
    database = open_database(address)
    allow_pages(database, 70)
    return database


def allow_pages(database: Database, pages: int) -> None:
    with database._engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_gives_one_sentence_and_the_next_save_works(full_disk: Database) -> None:
    save(full_disk, put(a="1"))
    before = dump(full_disk.address)
    with pytest.raises(Unavailable) as caught:
        save(full_disk, put(**{f"name {n}": "x" * 1000 for n in range(500)}))
    assert caught.value.code == "sqlite_full"
    assert caught.value.text.startswith("The disk is full.")
    assert dump(full_disk.address) == before
    allow_pages(full_disk, 100_000)
    save(full_disk, put(**{f"name {n}": "x" * 1000 for n in range(500)}))
    with full_disk.read() as work:
        assert len(work.settings.all()) == 501
        assert work.journal.first_bad() is None
    assert full_disk.faults() == []
