"""Hospitals that several tests of the services begin with, each brought in from its files once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rota.storage.database import Database
from tests import cover_hospital, strike_hospital, triage_hospital
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock, SqliteFiles, filling


@pytest.fixture
def storage(sqlite_files: SqliteFiles, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """The hospital with a strike and people to ask."""
    fill = filling(cover_hospital.fill_more, clock)
    path = sqlite_files.copy_to(tmp_path / "hospital.db", "cover hospital", fill)
    with closing(Database(path, lambda: strike_hospital.NOW, "tester")) as made:
        yield made


@pytest.fixture(name="strike_hospital")
def only_on_strike(sqlite_files: SqliteFiles, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """The hospital with a strike, and nobody more to ask."""
    fill = filling(strike_hospital.fill, clock)
    path = sqlite_files.copy_to(tmp_path / "hospital.db", "strike hospital", fill)
    with closing(Database(path, lambda: strike_hospital.NOW, "tester")) as made:
        yield made


@pytest.fixture
def hospital(addresses: Addresses, open_database: OpenDatabase, clock: Clock) -> Database:
    """The hospital whose clinics meet a strike."""
    fill = filling(triage_hospital.fill, clock)
    return open_database(addresses.filled("triage hospital", fill))
