"""``--now`` is for working things out: where people sign in, neither the journal nor deleting goes
by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rota.commands.run import run
from rota.domain.codes import Answer
from rota.domain.journal import JournalEntry
from rota.domain.times import Clock, utc_now
from rota.domain.users import Role, RoleGiven, User
from rota.services.declarations import declare
from rota.storage.database import Database
from tests.commands.test_permission_commands import _no
from tests.strike_hospital import END, NOW, add_visits, fill, tools

FAR = "2030-01-01 09:00"
PURGE = "declarations purge"
As = Callable[..., dict[str, object]]


@pytest.fixture
def place(address: str, tmp_path: Path) -> str:
    with closing(Database(address, lambda: NOW, "tester")) as storage:
        fill(storage, tmp_path)
        add_visits(storage, tmp_path)
        declare(storage, 1, "S1", Answer.WORKING)
    return address


@pytest.fixture
def said_by(place: str, capsys: pytest.CaptureFixture[str]) -> As:
    """Run a command as somebody with roles; without any, as on a file without users."""

    def said(roles: str, words: str, now: str, clock: Clock = utc_now) -> dict[str, object]:
        user = User("u", "U", frozenset(RoleGiven(Role(each)) for each in roles.split()))

        def opened(where: str, by: Clock) -> Database:
            return Database(where, by, user if roles else "tester")

        given = replace(tools(), open_storage=opened, clock=clock)
        capsys.readouterr()
        run(
            [*words.split(), "--database", place, "--json", "--now", now],
            lambda: given,
            _no,
            _no,
        )
        found = json.loads(capsys.readouterr().out)
        assert isinstance(found, dict)
        return found

    return said


def newest(place: str) -> JournalEntry:
    with closing(Database(place, lambda: NOW, "tester")) as storage, storage.read() as work:
        return work.journal.entries()[-1]


def test_the_journal_keeps_the_real_time_where_people_sign_in(said_by: As, place: str) -> None:
    words = "decide --appointment A1 --decision postpone --why proof"
    began = utc_now() - timedelta(seconds=1)
    assert "error" not in said_by("clerk", words, "2016-01-01 03:00")
    assert newest(place).at >= began
    said_by("", words.replace("A1", "A2"), "2016-01-01 03:00")
    assert newest(place).at == datetime.fromisoformat("2016-01-01T03:00+00:00")


def test_purging_by_command(said_by: As, place: str) -> None:
    far = END + timedelta(days=400)

    def at(clock: datetime) -> Clock:
        return lambda: clock

    for roles in ("clerk", "head"):
        found = said_by(roles, PURGE, FAR, at(far))
        assert "not_allowed" in str(found), roles
    for words in (PURGE, "retention run"):
        found = said_by("administrator rota_manager", words, FAR, at(NOW))
        assert not any(found.values()), "deleted by a date that was typed"
        found = said_by("administrator rota_manager", words, FAR, at(far))
        assert "clock_far_ahead" in str(found), words
    assert said_by("rota_manager", f"{PURGE} --clock-is-right", FAR, at(far))["declarations"] == 1
    with closing(Database(place, at(far), "tester")) as storage:
        declare(storage, 1, "S1", Answer.WORKING)
    assert said_by("", PURGE, FAR)["declarations"] == 1, "a file without users goes by --now"
