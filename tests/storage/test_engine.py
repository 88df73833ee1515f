"""Opening a database: pragmas, file modes, and everything that is no database of ours."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite_driver
from sqlalchemy import text

from rota.domain.errors import Unavailable
from rota.storage.database import Database
from rota.storage.engine import APPLICATION_ID, OLDEST_SQLITE, open_engine, reading
from rota.storage.schema import HEAD
from tests.conftest import OpenDatabase, chosen_engines
from tests.engines import Clock, Postgresql, SqliteFiles, dump

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(sqlite_files: SqliteFiles, tmp_path: Path) -> Path:
    return Path(sqlite_files.copy_to(tmp_path / "hospital.db"))


def refusal(address: str | Path, clock: Clock) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        Database(str(address), clock, "tester")
    return caught.value


def assert_plain(fault: Unavailable, code: str) -> None:
    """The code, and a whole sentence that a person can act on."""
    assert fault.code == code
    assert fault.text.endswith(".")
    assert "sqlite" not in fault.text.lower()
    assert "Traceback" not in fault.text


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10000),
        ("trusted_schema", 0), ("cell_size_check", 1), ("secure_delete", 1), ("temp_store", 2),
        ("mmap_size", 0), ("recursive_triggers", 1), ("application_id", APPLICATION_ID),
    ],
)  # fmt: skip
def test_every_connection_is_set_up_for_safety(file: Path, pragma: str, value: object) -> None:
    engine = open_engine(str(file))
    try:
        for connect in (engine.connect, lambda: reading(engine)):
            with connect() as connection:
                assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value
    finally:
        engine.dispose()


def test_the_sqlite_in_use_has_no_known_corruption_bug() -> None:
    assert sqlite_driver.sqlite_version_info >= OLDEST_SQLITE


def test_only_the_owner_may_read_the_file_its_log_and_its_folder(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "private" / "hospital.db"
    before = os.umask(0o022)
    try:
        database = Database(str(path), clock, "tester")
        with database.write("x") as work:
            work.settings.put({"a": "1"})
    finally:
        os.umask(before)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    database.close()
    assert modes == dict.fromkeys(("hospital.db", "hospital.db-wal", "hospital.db-shm"), 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name",
    [
        "plain.db", "with space.db", "what?.db", "a#b.db", "50%25.db", ":memory:", "file:x?mode=ro",
        "postgresql.db", "Zoë.db",
    ],
)  # fmt: skip
def test_any_file_name_is_the_file_of_that_name(
    name: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database(name, clock, "tester")
    with database.write("x") as work:
        work.settings.put({"a": "1"})
    database.close()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert dump(name)["setting"] == [("a", "1")]


def write_text(path: Path) -> None:
    path.write_text("duty_id,service\nD1,ED\n")


def write_short(path: Path) -> None:
    path.write_bytes(b"SQL")


def write_other_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id=1234")
        connection.execute("CREATE TABLE notes (words TEXT)")
    connection.close()


def write_nameless_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (words TEXT)")
        connection.execute("INSERT INTO notes VALUES ('keep me')")
    connection.close()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (write_text, "not_a_database"),
        (write_short, "not_a_database"),
        (write_other_program, "foreign_file"),
        (write_nameless_program, "foreign_file"),
    ],
)
def test_a_file_of_another_program_is_refused_and_left_byte_for_byte(
    make: Callable[[Path], None], code: str, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes()
    assert_plain(refusal(path, clock), code)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_no_database(tmp_path: Path, clock: Clock) -> None:
    assert_plain(refusal(tmp_path, clock), "is_a_folder")


def test_a_folder_that_is_a_file_is_said_to_be_out_of_reach(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("")
    assert_plain(refusal(tmp_path / "file" / "hospital.db", clock), "file_unreachable")


def test_a_truncated_file_is_said_to_be_damaged(file: Path, clock: Clock) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert refusal(file, clock).code == "damaged"


def test_damage_inside_a_page_is_noticed_before_the_file_is_used(file: Path, clock: Clock) -> None:
    filled = Database(str(file), clock, "tester")
    with filled.write("x") as work:
        work.settings.put({f"name {number:05d}": "value" * 20 for number in range(2000)})
    filled.close()
    with file.open("r+b") as body:
        body.seek(-20 * 4096, os.SEEK_END)
        body.write(b"\xff" * 4096)
    assert_plain(refusal(file, clock), "damaged")


def test_a_sound_file_has_no_faults(database: Database) -> None:
    assert database.faults() == []


def test_a_row_that_points_at_nothing_is_found(file: Path, open_database: OpenDatabase) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO service_level VALUES (7, 9, 'normal')")
    connection.close()
    found = open_database(str(file)).faults()
    assert any("service_level points at nothing" in each for each in found)


def test_a_newer_schema_is_refused_with_both_versions_named(address: str, clock: Clock) -> None:
    engine = open_engine(address)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    fault = refusal(address, clock)
    assert_plain(fault, "newer_file")
    assert "9999" in fault.text
    assert HEAD in fault.text


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://host:notaport/db", "mysql://host/db", "https://example.org/hospital.db",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_says_what_one_looks_like(
    address: str, clock: Clock
) -> None:
    fault = refusal(address, clock)
    assert_plain(fault, "unknown_database")
    assert "postgresql+psycopg://" in fault.text


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_does_not_answer_is_said_so(
    scheme: str, tmp_path: Path, clock: Clock
) -> None:
    fault = refusal(f"{scheme}:///rota?host={tmp_path}", clock)
    assert_plain(fault, "server_unreachable")


class TestPostgresql:
    """What holds on PostgreSQL alone."""

    @pytest.fixture
    def server(self, request: pytest.FixtureRequest) -> Postgresql:
        if "postgresql" not in chosen_engines(request.config):
            pytest.skip("a matter of PostgreSQL, which was left out")
        return request.getfixturevalue("postgresql")

    def test_a_database_of_another_program_is_refused(
        self, server: Postgresql, clock: Clock
    ) -> None:
        address = server.create("template1")
        engine = open_engine(address)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE notes (words TEXT)"))
        assert_plain(refusal(address, clock), "foreign_file")
        with engine.connect() as connection:
            tables = connection.execute(text("SELECT tablename FROM pg_tables "
                                             "WHERE schemaname = 'public'")).all()  # fmt: skip
        engine.dispose()
        server.drop(address)
        assert tables == [("notes",)]

    def test_the_server_itself_refuses_to_write_in_a_reading_view(
        self, server: Postgresql, clock: Clock
    ) -> None:
        address = server.create()
        engine = open_engine(address)
        with reading(engine) as connection, pytest.raises(Exception, match="read-only"):
            connection.execute(text("INSERT INTO setting VALUES ('a', 'b')"))
        engine.dispose()
        server.drop(address)


READ_ONLY = """
import os, sys
from rota.domain.errors import Unavailable
from rota.domain.times import utc_now
from rota.storage.database import Database
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    database = Database(sys.argv[1], utc_now, "tester")
    with database.write("x") as work:
        work.settings.put({"a": str(os.getpid())})
except Unavailable as fault:
    print(fault.code, fault.text)
else:
    print("saved")
"""


def as_nobody(path: Path) -> str:
    """Try to save as somebody without rights; an administrator would be let through."""
    command = [sys.executable, "-c", READ_ONLY, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def shared(sqlite_files: SqliteFiles) -> Iterator[Path]:
    """A file given to nobody, in a folder that everybody may enter; pytest closes its own."""
    folder = Path(tempfile.mkdtemp(prefix="rota-shared-"))
    folder.chmod(0o755)
    path = Path(sqlite_files.copy_to(folder / "hospital.db"))
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
        os.chown(path, 65534, 65534)
    yield path
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_read_only_file_or_folder_gives_a_sentence(shared: Path) -> None:
    refused = ("sqlite_readonly ", "sqlite_cantopen ", "file_unreachable ")
    assert as_nobody(shared) == "saved"
    for mode in (0o400, 0o000):
        shared.chmod(mode)
        assert as_nobody(shared).startswith(refused)
    shared.chmod(0o600)
    shared.parent.chmod(0o555)
    assert as_nobody(shared).startswith(refused)
    assert as_nobody(shared.with_name("new.db")).startswith(refused)
    shared.parent.chmod(0o755)
    assert as_nobody(shared) == "saved"
