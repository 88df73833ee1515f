"""Which looks and lists the history keeps, and of whom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rota.domain.users import Role, RoleGiven, User
from rota.services.looking import Looked, day_part, note_copied, note_look
from rota.storage.database import Database
from tests.engines import Clock

CLERK = User("ben", "Ben Ito", frozenset({RoleGiven(Role.CLERK)}))
HEAD = User("hal", "Hal Orr", frozenset({RoleGiven(Role.HEAD)}))


def texts(database: Database) -> list[str]:
    with database.read() as work:
        return [f"{each.who}: {each.text}" for each in work.journal.entries()]


@pytest.mark.one_engine
def test_a_look_is_kept_once_for_each_user_kind_and_part_of_the_day(
    database: Database, clock: Clock
) -> None:
    assert not note_look(database, Looked.PATIENTS)
    database.user = CLERK
    assert note_look(database, Looked.PATIENTS)
    clock.pass_(hours=2)
    assert not note_look(database, Looked.PATIENTS)
    assert note_look(database, Looked.DECLARATIONS)
    database.user = HEAD
    assert note_look(database, Looked.PATIENTS)
    database.user = CLERK
    clock.pass_(hours=2)
    assert note_look(database, Looked.PATIENTS)
    note_copied(database, 1200)
    note_copied(database, 3, of_staff=True)
    assert texts(database) == [
        "ben: Looked at lists of patients, morning of Friday 8 January 2016.",
        "ben: Looked at what staff told the trust, morning of Friday 8 January 2016.",
        "hal: Looked at lists of patients, morning of Friday 8 January 2016.",
        "ben: Looked at lists of patients, afternoon of Friday 8 January 2016.",
        "ben: Copied 1,200 lines about patients to the clipboard.",
        "ben: Copied 3 lines about staff to the clipboard.",
    ]


def test_parts_of_the_day_are_local_and_begin_and_end() -> None:
    begun, said = day_part(datetime(2016, 7, 1, 22, 59, tzinfo=UTC))
    assert (begun, said) == (datetime(2016, 7, 1, 17, tzinfo=UTC), "evening of Friday 1 July 2016")
    begun, said = day_part(datetime(2016, 7, 1, 23, tzinfo=UTC))
    assert (begun, said) == (datetime(2016, 7, 1, 23, tzinfo=UTC), "night of Saturday 2 July 2016")
