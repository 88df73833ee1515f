"""Messages that come late: older ones warn, and book nothing again that was cancelled since."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from main import tools
from rota.domain.importing import ColumnMapping, ImportKind
from rota.services.importing import ImportOrder, ImportOutcome, import_file
from rota.storage.database import Database
from tests.tables.messages import message, write_hl7

NOW = datetime(2016, 1, 5, 9, 0, tzinfo=UTC)
K = ImportKind.APPOINTMENTS


def bring_in(database: Database, folder: Path, *texts: str, **order: bool) -> ImportOutcome:
    path = write_hl7(folder, *texts)
    given = ColumnMapping(K, given={"priority": "routine"})
    asked = ImportOrder(K, path, mapping=given, **order)
    return import_file(database, tools().reader, asked, NOW)


def sent(event: str, day: int, **changes: dict[int, str]) -> str:
    head = {7: f"2016010{day}1000", 9: f"SIU^{event}^SIU_{event}"}
    return message(event, MSH=head, AIP=None, **changes)


def codes(done: ImportOutcome) -> set[str]:
    return {each.code for each in done.warnings} - {"given"}


def here(database: Database) -> set[str]:
    with database.read() as work:
        return set(work.appointments.visits.existing(["A1", "A2"]))


def test_older_messages_bring_nothing_back_that_was_cancelled_since(
    database: Database, tmp_path: Path
) -> None:
    assert bring_in(database, tmp_path, sent("S12", 2)).errors == []
    assert here(database) == {"A1"}
    assert codes(bring_in(database, tmp_path, sent("S15", 4))) == set()
    assert here(database) == set()
    other = sent("S12", 3, SCH={1: "A2"})
    done = bring_in(database, tmp_path, sent("S13", 3), other)
    assert codes(done) == {"older_message", "older_messages"}
    assert here(database) == {"A2"}
    bring_in(database, tmp_path, sent("S13", 3), take_file=True)
    assert here(database) == {"A1", "A2"}


@pytest.mark.parametrize("day", [4, 5])
def test_messages_as_new_are_taken_as_they_are(
    database: Database, tmp_path: Path, day: int
) -> None:
    bring_in(database, tmp_path, sent("S12", 2))
    bring_in(database, tmp_path, sent("S15", 4))
    assert codes(bring_in(database, tmp_path, sent("S12", day))) == set()
    assert here(database) == {"A1"}
