"""A file of free slots: brought in, and each place held for one patient only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rota.domain.importing import ImportKind
from rota.domain.slots import SlotHold
from rota.services.importing import ImportOrder, import_file
from rota.storage.database import Database
from tests.engines import Clock
from tests.services.test_importing import READER
from tests.trust_files import APPOINTMENTS, STAFF, Files

NINE = datetime(2016, 2, 24, 9, 0, tzinfo=UTC)


SLOTS = (
    {"slot_id": "S1", "capacity": "2"},
    {"slot_id": "S2", "start": "2016-02-24 09:20", "capacity": ""},
    {"slot_id": "S3", "start": "2016-02-24 09:40", "capacity": "0"},
)


@pytest.fixture
def filled(database: Database, clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> Database:
    files = Files(tmp_path_factory.mktemp("files"))
    for kind, rows in (
        (ImportKind.STAFF, STAFF),
        (ImportKind.APPOINTMENTS, APPOINTMENTS),
        (ImportKind.SLOTS, SLOTS),
    ):
        outcome = import_file(
            database, READER, ImportOrder(kind, files.write(kind, *rows)), clock()
        )
        assert outcome.errors == []
        assert outcome.saved
    return database


def test_slots_come_in_with_their_places(filled: Database) -> None:
    with filled.read() as work:
        found = [
            (each.slot_id, each.start, left)
            for each, left in work.slots.free(NINE, NINE.replace(hour=12))
        ]
    assert found == [("S1", NINE, 2), ("S2", NINE + timedelta(minutes=20), 1)]


def test_a_place_held_is_no_longer_free_and_a_double_is_refused_by_the_database(
    filled: Database,
) -> None:
    with filled.read() as work:
        first, second = work.appointments.ids()[:2]
    with filled.write("hold") as work:
        work.slots.holds.put([SlotHold(first, "S1", 1, NINE)])
    with filled.read() as work:
        assert [left for each, left in work.slots.free(NINE, NINE.replace(hour=12))] == [1, 1]
        assert work.slots.places_held(["S1", "S2"]) == {"S1": {1}, "S2": set()}
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"), filled.write("hold") as work:
        work.slots.holds.put([SlotHold(second, "S1", 1, NINE)])
