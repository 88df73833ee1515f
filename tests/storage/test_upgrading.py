"""What an upgrade may not lose, and what no file may bring with it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from rota.domain.errors import Unavailable
from rota.domain.times import utc_now
from rota.storage.backup_folder import all_in, folder_of
from rota.storage.backups import check
from rota.storage.database import Database
from rota.storage.engine import open_engine, reading
from rota.storage.schema import HEAD, OLDER
from rota.storage.secret import new_secret
from rota.storage.upgrading import nothing_lost
from tests.storage.test_migrations import OLD_ROWS, migrate, older_file

TRAP = (
    "CREATE TABLE patient (id INTEGER PRIMARY KEY, name TEXT,"
    " CONSTRAINT ck_patient_named CHECK (name <> ''))",
    "CREATE TABLE visit (id INTEGER PRIMARY KEY, patient_id INTEGER,"
    " CONSTRAINT fk_visit FOREIGN KEY (patient_id) REFERENCES patient (id) ON DELETE CASCADE)",
    "CREATE TRIGGER visit_kept BEFORE DELETE ON visit BEGIN SELECT 1; END",
    "INSERT INTO patient (name) VALUES ('a'), ('b')",
    "INSERT INTO visit (patient_id) VALUES (1), (1), (2)",
)


def batch(path: Path, table: str) -> None:
    """Change a table as Alembic does on SQLite: copied, dropped and renamed, with links on."""
    engine = open_engine(str(path))
    try:
        with engine.begin() as connection, nothing_lost(connection, to_head=False):
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table(table, recreate="always") as altered:
                altered.add_column(sa.Column("more", sa.Text()))
    finally:
        engine.dispose()


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    path = tmp_path / "trap.db"
    engine = open_engine(str(path))
    with engine.begin() as connection:
        for statement in TRAP:
            connection.execute(text(statement))
    engine.dispose()
    return path


@pytest.mark.parametrize(
    ("table", "lost"), [("patient", "3 before, 0 after"), ("visit", "visit: visit_kept")]
)
def test_a_batch_that_loses_rows_or_triggers_is_taken_back_whole(
    trap: Path, table: str, lost: str
) -> None:
    with pytest.raises(Unavailable, match=lost):
        batch(trap, table)
    engine = open_engine(str(trap))
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM visit")).scalar_one() == 3
        names = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
    engine.dispose()
    assert set(names) >= {"patient", "visit", "visit_kept"}


@pytest.mark.filterwarnings("ignore")
def test_a_batch_of_a_table_of_the_journal_does_not_go_through(path: Path) -> None:
    before = check(path, None)
    with pytest.raises((Unavailable, sa.exc.DBAPIError)):
        batch(path, "journal_change")
    assert check(path, None) == before
    Database(str(path), utc_now, "tester").close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "hospital.db"
    Database(str(made), utc_now, "tester").close()
    return made


def test_an_upgrade_that_loses_nothing_goes_through(path: Path) -> None:
    engine = open_engine(str(path))
    with engine.begin() as connection, nothing_lost(connection, to_head=True):
        connection.execute(text("ALTER TABLE service ADD COLUMN more TEXT"))
    engine.dispose()


@pytest.mark.parametrize(
    "hidden",
    [
        "CREATE TRIGGER later AFTER INSERT ON appointment BEGIN"
        " UPDATE appointment SET start = '2099-01-01T00:00:00+00:00'; END",
        "CREATE VIEW seen AS SELECT 1",
        "CREATE VIRTUAL TABLE found USING fts5(words)",
    ],
)
@pytest.mark.parametrize("revision", ["0003", HEAD])
def test_a_file_with_a_hidden_trigger_or_view_is_refused(
    hidden: str, revision: str, tmp_path: Path
) -> None:
    path = tmp_path / "hospital.db"
    if revision == HEAD:
        Database(str(path), utc_now, "tester").close()
    else:
        older_file(str(path), revision)
    engine = open_engine(str(path))
    with engine.begin() as connection:
        connection.execute(text(hidden))
    engine.dispose()
    with pytest.raises(Unavailable) as caught:
        Database(str(path), utc_now, "tester")
    assert caught.value.code == "hidden_code"


@pytest.mark.parametrize("revision", sorted(OLDER))
def test_an_encrypted_file_of_every_schema_is_brought_up_with_a_backup_before(
    revision: str, tmp_path: Path
) -> None:
    path, secret = tmp_path / "hospital.db", new_secret()
    engine = open_engine(str(path), secret)
    migrate(engine, revision)
    with engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    engine.dispose()
    database = Database(str(path), utc_now, "tester", secret=secret)
    with database.read() as work:
        assert len(work.cover.of_window(1)) == 1
    assert database.faults() == []
    database.close()
    (kept,) = all_in(folder_of(path))
    assert (kept.schema, kept.is_checked, kept.is_encrypted) == (revision, True, True)
    assert check(kept.path, secret).schema == revision
    engine = open_engine(str(kept.path), secret)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM assignment")).scalar_one() == 1
    engine.dispose()
