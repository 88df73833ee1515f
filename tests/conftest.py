"""Shared by every test: real databases on each engine, one fresh one per test, and a set clock."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rota.storage.database import Database
from tests.engines import (
    ENCRYPTED,
    Clock,
    Fill,
    Postgresql,
    SqliteFiles,
    know_the_secret,
    secret_of,
)
from tests.private_cups import PrivateCups, why_no_cups

ENGINES = ("sqlite", "postgresql")
ENCRYPTED_FILES = "sqlcipher"
"""A third engine, asked for by name: the same files, encrypted."""
OpenDatabase = Callable[[str], Database]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("strike rota")
    group.addoption(
        "--db",
        choices=(*ENGINES, "both", ENCRYPTED_FILES),
        default="both",
        help="engines to test on",
    )
    group.addoption(
        "--no-postgresql", action="store_true", help="leave out the tests on PostgreSQL"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "one_engine: what the test shows is no matter of the engine; run on one of them"
    )
    if config.getoption("--db", default="") == ENCRYPTED_FILES:
        know_the_secret()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: no test sweeps it again, or looks through it for what it left.

    Measured in the tests of the window: 0.03 s a test instead of 0.2 s.
    """
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        engines = chosen_engines(metafunc.config)
        if metafunc.definition.get_closest_marker("one_engine"):
            engines = engines[:1]
        metafunc.parametrize("engine", engines, scope="session")


def chosen_engines(config: pytest.Config) -> tuple[str, ...]:
    """Return the engines that this run is for. None is ever left out silently."""
    wanted = config.getoption("--db")
    chosen = ENGINES if wanted == "both" else (wanted,)
    if config.getoption("--no-postgresql"):
        chosen = tuple(each for each in chosen if each != "postgresql")
    if not chosen:
        raise pytest.UsageError("--db postgresql and --no-postgresql leave nothing to test on")
    return chosen


@pytest.fixture
def clock() -> Clock:
    """Friday 8 January 2016, 09:00: four days before the first strike of 2016."""
    return Clock(datetime(2016, 1, 8, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def encrypted_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlcipher"), ENCRYPTED)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """One server for this process, started when the first test needs it."""
    server = Postgresql()
    yield server
    server.stop()


class Addresses:
    """Hands out databases of one engine, and drops them at the end."""

    def __init__(self, engine: str, request: pytest.FixtureRequest, folder: Path) -> None:
        self._made: list[str] = []
        self._folder = folder
        fixtures = {"sqlite": "sqlite_files", ENCRYPTED_FILES: "encrypted_files"}
        fixture = fixtures.get(engine, "postgresql")
        self._source: SqliteFiles | Postgresql = request.getfixturevalue(fixture)

    def migrated(self) -> str:
        """Return a database at the present schema with nothing in it."""
        if isinstance(self._source, Postgresql):
            return self._keep(self._source.create())
        return self._keep(self._source.copy_to(self._next_path()))

    def filled(self, name: str, fill: Fill) -> str:
        """Return a copy of a database that is filled once, the first time that it is wanted."""
        if isinstance(self._source, Postgresql):
            return self._keep(self._source.create_filled(name, fill))
        return self._keep(self._source.copy_to(self._next_path(), name, fill))

    def empty(self) -> str:
        """Return a database without any table, or the path of no file yet."""
        if isinstance(self._source, Postgresql):
            return self._keep(self._source.create("template1"))
        return self._keep(str(self._next_path()))

    def _next_path(self) -> Path:
        ending = ".db" if isinstance(self._source, Postgresql) else self._source.ending
        return self._folder / f"hospital-{len(self._made)}{ending}"

    def _keep(self, address: str) -> str:
        self._made.append(address)
        return address

    def drop_all(self) -> None:
        if isinstance(self._source, Postgresql):
            for address in self._made:
                self._source.drop(address)


@pytest.fixture
def addresses(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Addresses]:
    made = Addresses(engine, request, tmp_path)
    yield made
    made.drop_all()


@pytest.fixture
def address(addresses: Addresses) -> str:
    """A database at the present schema with nothing in it."""
    return addresses.migrated()


@pytest.fixture
def empty_address(addresses: Addresses) -> str:
    """A database without any table."""
    return addresses.empty()


@pytest.fixture
def open_database(clock: Clock) -> Iterator[OpenDatabase]:
    """Open databases by their address; all are let go at the end."""
    opened: list[Database] = []

    def open_one(address: str) -> Database:
        opened.append(Database(address, clock, "tester", secret=secret_of(address)))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def database(address: str, open_database: OpenDatabase) -> Database:
    return open_database(address)


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateCups]:
    """A real CUPS of this test's own; the programs of CUPS find it."""
    if why := why_no_cups():
        pytest.skip(why)
    started = PrivateCups()
    monkeypatch.setenv("CUPS_SERVER", started.server)
    yield started
    started.remove()
