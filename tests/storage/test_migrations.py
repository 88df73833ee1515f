"""The migrations make the very schema that the program describes, whole or not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from multiprocessing.queues import Queue
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from rota.domain.searching import found_by, search_words
from rota.domain.times import utc_now
from rota.domain.visit_filters import VisitQuery
from rota.storage.database import HEAD, Database, migrate, schema_revision
from rota.storage.engine import open_engine, reading
from rota.storage.schema import JOURNALS, OLDER, metadata
from tests.apart import APART, LONGEST, run_apart
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock

TOKEN = re.compile(r'"[^"]*"|\'[^\']*\'|\w+|[^\s\w]')
Structure = dict[str, object]


def tokens_of(part: str) -> tuple[str, ...]:
    return tuple(token.strip('"') for token in TOKEN.findall(part))


def parts_of(ddl: str) -> Counter[tuple[str, ...]]:
    """The columns and constraints of a CREATE TABLE, each as its words, in no order."""
    head, _, body = ddl.partition("(")
    inside, _, tail = body.rpartition(")")
    parts, depth, held = [head, tail], 0, ""
    for letter in inside:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append(held)
            held = ""
        else:
            held += letter
    return Counter(tokens_of(part) for part in [*parts, held])


def sqlite_structure(engine: Engine) -> Structure:
    with reading(engine) as connection:
        found = connection.execute(
            text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        )
        return {
            f"{row.type} {row.name}": parts_of(row.sql)
            for row in found
            if row.name != "alembic_version"
        }


def postgresql_structure(engine: Engine) -> Structure:
    """Every column, constraint and index as the server itself words it."""
    queries = (
        "SELECT 'column', table_name || '.' || column_name, data_type || ' ' || is_nullable || ' '"
        " || coalesce(column_default, '') FROM information_schema.columns"
        " WHERE table_schema = 'public'",
        "SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT 'trigger', tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid)"
        " FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace",
    )
    with reading(engine) as connection:
        return {
            f"{row[0]} {row[1]}": row[2]
            for query in queries
            for row in connection.execute(text(query))
            if "alembic_version" not in row[1]
        }


def structure(engine: Engine) -> Structure:
    if engine.dialect.name == "sqlite":
        return sqlite_structure(engine)
    return postgresql_structure(engine)


@pytest.fixture
def migrated(address: str) -> Iterator[Engine]:
    engine = open_engine(address)
    yield engine
    engine.dispose()


@pytest.fixture
def created(empty_address: str) -> Iterator[Engine]:
    engine = open_engine(empty_address)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_a_migrated_database_is_the_one_that_the_schema_describes(
    migrated: Engine, created: Engine
) -> None:
    one, other = structure(migrated), structure(created)
    assert one.keys() == other.keys()
    assert {name: one[name] for name in one if one[name] != other[name]} == {}


def test_alembic_finds_nothing_to_change(migrated: Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_every_table_is_strict_and_every_constraint_has_our_kind_of_name(created: Engine) -> None:
    found = inspect(created)
    for table in metadata.sorted_tables:
        assert table.dialect_options["sqlite"]["strict"], table.name
        names = [each["name"] for each in found.get_foreign_keys(table.name)]
        names += [each["name"] for each in found.get_check_constraints(table.name)]
        names += [each["name"] for each in found.get_unique_constraints(table.name)]
        assert all(re.match(r"(fk|ck|uq)_", str(name)) for name in names), (table.name, names)


def test_every_table_says_what_kind_of_thing_it_holds() -> None:
    assert all("kind" in table.info for table in metadata.sorted_tables)
    assert {table.name for table in JOURNALS} == {"journal_entry", "journal_change"}


def test_a_migrated_database_is_at_head(migrated: Engine) -> None:
    with reading(migrated) as connection:
        assert schema_revision(connection) == HEAD


def older_file(address: str, revision: str) -> None:
    """Make a database as an earlier program left it, with a person covering in a window."""
    engine = open_engine(address)
    migrate(engine, revision)
    with engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    engine.dispose()


OLD_ROWS = (
    "INSERT INTO dispute (name) VALUES ('Pay')",
    "INSERT INTO strike_window (dispute_id, union_name, state, revision)"
    " VALUES (1, 'BMA', 'confirmed', 1)",
    "INSERT INTO window_revision (window_id, number, start, type, groups, sites, policy, made_at)"
    " VALUES (1, 1, '2016-01-12T08:00:00+00:00', 'full_walkout', 'resident_doctor', '',"
    " 'start_inside', '2016-01-08T09:00:00+00:00')",
    "INSERT INTO service (name, department, site) VALUES ('ED', 'Emergency', 'Tooting')",
    "INSERT INTO staff (staff_id, surname, staff_group, competencies, source)"
    " VALUES ('C1', 'Okafor', 'consultant', '', 'substantive')",
    'INSERT INTO assignment (window_id, staff_id, service_id, start, "end") VALUES'
    " (1, 'C1', 1, '2016-01-12T08:00:00+00:00', '2016-01-12T20:00:00+00:00')",
)


@pytest.mark.parametrize("revision", sorted(OLDER))
def test_a_file_of_an_earlier_program_is_brought_up_with_its_rows(
    revision: str, empty_address: str, open_database: OpenDatabase
) -> None:
    older_file(empty_address, revision)
    database = open_database(empty_address)
    with database.read() as work:
        (cover,) = work.cover.of_window(1)
        assert (cover.staff_id, cover.counts, cover.kind) == ("C1", True, "stepping_across")
        assert [each.by_hand for each in work.people.staff.all()] == [False]
        assert work.journal.first_bad() is None
    assert database.faults() == []


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_appointments_of_an_earlier_program_are_found_by_name_and_number(
    revision: str, empty_address: str, open_database: OpenDatabase
) -> None:
    older_file(empty_address, revision)
    engine = open_engine(empty_address)
    with engine.begin() as connection:
        connection.execute(text(OLD_APPOINTMENT))
    engine.dispose()
    database = open_database(empty_address)
    with database.read() as work:
        (visit,) = work.appointments.visits.all()
        kept = work.listing.first(VisitQuery(words=search_words("oneill zoe sw170qt 9434765919")))
    assert kept == [visit.appointment_id]
    with database._engine.connect() as connection:
        held = connection.execute(text("SELECT found_by FROM appointment")).scalar_one()
    assert held == found_by(visit)


OLD_APPOINTMENT = (
    "INSERT INTO appointment (appointment_id, patient_id, nhs_number, forename, surname, address,"
    ' postcode, format, service_id, clinic_code, needs, start, "end", duration_minutes, kind,'
    " mode, priority) VALUES ('A1', 'P1', '9434765919', 'Zoë', 'O''Neill', '', 'SW17 0QT',"
    " 'standard', 1, 'URO1', '', '2016-01-12T08:00:00+00:00', '2016-01-12T08:20:00+00:00', 20,"
    " 'follow_up', 'face_to_face', 'routine')"
)


@pytest.mark.parametrize("revision", sorted(OLDER))
def test_an_upgraded_database_is_the_one_that_the_schema_describes(
    revision: str, empty_address: str, open_database: OpenDatabase, migrated: Engine
) -> None:
    older_file(empty_address, revision)
    open_database(empty_address)
    engine = open_engine(empty_address)
    try:
        assert structure(engine) == structure(migrated)
    finally:
        engine.dispose()


def test_the_file_as_it_was_before_the_upgrade_is_kept_beside_it(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "hospital.db"
    older_file(str(path), "0001")
    Database(str(path), clock, "tester").close()
    (copy,) = (tmp_path / "hospital.db.backups").glob("*-upgrade.db")
    kept = open_engine(str(copy))
    with reading(kept) as connection:
        assert schema_revision(connection) == "0001"
        assert connection.execute(text("SELECT count(*) FROM assignment")).scalar() == 1
    kept.dispose()


def test_opening_twice_migrates_once(
    empty_address: str, open_database: OpenDatabase, clock: Clock
) -> None:
    with open_database(empty_address).write("x") as work:
        work.settings.put({"a": "1"})
    with open_database(empty_address).read() as work:
        assert work.settings.all() == {"a": "1"}


def _open_and_save(name: str, addresses: Queue[str], came: Queue[str]) -> None:
    """Open one database after another in a process of its own."""
    while address := addresses.get():
        try:
            database = Database(address, utc_now, "tester")
            with database.write("x") as work:
                work.settings.put({name: "here"})
            database.close()
            came.put("saved")
        except Exception as fault:  # noqa: BLE001 - any fault is the finding
            came.put(repr(fault))


def test_programs_that_open_a_new_database_at_once_all_find_it_whole(
    addresses: Addresses, open_database: OpenDatabase, engine: str
) -> None:
    asked, came = [APART.Queue() for _ in range(3)], APART.Queue()
    programs = [
        run_apart(_open_and_save, f"program {number}", each, came)
        for number, each in enumerate(asked)
    ]
    for _ in range(20 if engine == "sqlite" else 3):
        address = addresses.empty()
        for each in asked:
            each.put(address)
        assert [came.get(timeout=LONGEST) for _ in asked] == ["saved"] * 3
        with open_database(address).read() as work:
            assert len(work.settings.all()) == 3
            assert work.journal.first_bad() is None
    for each in asked:
        each.put("")
    for program in programs:
        program.join()


def test_a_migration_that_fails_leaves_nothing_and_the_next_one_is_whole(
    sqlite_new: Path, clock: Clock
) -> None:
    engine = open_engine(str(sqlite_new))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 20")
    with pytest.raises(DatabaseError, match="full"):
        migrate(engine)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    Database(str(sqlite_new), clock, "tester").close()


@pytest.fixture
def sqlite_new(tmp_path: Path) -> Path:
    return tmp_path / "new.db"
