"""Shared by every test: real databases on each engine, one fresh one per test, and a set clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rota.storage.database import Database
from tests.engines import Clock, Postgresql, SqliteFiles

ENGINES = ("sqlite", "postgresql")
NewAddress = Callable[[], str]
OpenDatabase = Callable[[str], Database]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("strike rota")
    group.addoption("--db", choices=(*ENGINES, "both"), default="both", help="engines to test on")
    group.addoption(
        "--no-postgresql", action="store_true", help="leave out the tests on PostgreSQL"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", chosen_engines(metafunc.config), scope="session")


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
def postgresql() -> Iterator[Postgresql]:
    """One server for this process, started when the first test needs it."""
    server = Postgresql()
    yield server
    server.stop()


@pytest.fixture
def new_address(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewAddress]:
    """Give a database at the present schema with nothing in it, as often as it is called."""
    made: list[str] = []

    def make() -> str:
        if engine == "sqlite":
            path = tmp_path / f"hospital-{len(made)}.db"
            address = request.getfixturevalue("sqlite_files").copy_to(path)
        else:
            address = request.getfixturevalue("postgresql").create()
        made.append(address)
        return address

    if engine == "postgresql":
        request.getfixturevalue("postgresql")
    yield make
    if engine == "postgresql":
        server = request.getfixturevalue("postgresql")
        for address in made:
            server.drop(address)


@pytest.fixture
def address(new_address: NewAddress) -> str:
    return new_address()


@pytest.fixture
def open_database(clock: Clock) -> Iterator[OpenDatabase]:
    """Open databases by their address; all are let go at the end."""
    opened: list[Database] = []

    def open_one(address: str) -> Database:
        opened.append(Database(address, clock, "tester"))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def database(address: str, open_database: OpenDatabase) -> Database:
    return open_database(address)
