"""Whoever has a login has SQL of their own. The server lets them add only what holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from rota.domain.errors import Unavailable
from rota.domain.times import utc_now
from rota.domain.users import NewUser, Role, RoleGiven
from rota.services.history import check
from rota.services.users import change_roles, give_passphrase, remove_user
from rota.storage import engine
from rota.storage.accesses import AnyAccess
from rota.storage.database import Database
from rota.storage.ledger import change_digest
from rota.storage.moving import move
from rota.storage.schema import journal_change, journal_entry
from rota.storage.server_access import set_up_server
from tests.hospital_server import ADMIN, PASSWORD, HospitalServer
from tests.made_rows import made_entry, sealed_entry

ACCESS = AnyAccess()
HOSTILE = 'a"b\\c/\x01\x1f\x7f\n\r\t\b\f\u2028\u2029\ufeff é 😀 {"x":[1]} \' $$ %s :x'
NEWEST = select(journal_entry).order_by(journal_entry.c.id.desc()).limit(1)
Row = dict[str, Any]


def change(connection: Connection, entry: Row, **said: Any) -> Row:
    """Add a change as the program would, but for what is said; return the entry that holds it."""
    row: Row = {"table_name": "setting", "row_key": '{"name":"x"}', "before": None}
    row |= {"after": '{"name":"x","value":"y"}', "action_id": entry["action_id"]} | said
    values = (row[name] for name in ("table_name", "row_key", "before", "after"))
    row = {"sha256": change_digest(*values)} | row
    connection.execute(insert(journal_change).inline(), [row])
    digests = sha256(row["sha256"].encode()).hexdigest()
    return sealed_entry({**entry, "changes": 1, "changes_sha256": digests})


def note(table: str, key: str, after: str) -> Callable[[Connection, Row], Row]:
    return lambda at, mine: change(at, mine, table_name=table, row_key=key, after=after)


LIES: dict[str, Callable[[Connection, Row], Row]] = {
    "garbage": lambda _, mine: {**mine, "sha256": "x" * 64},
    "changes that are not there": lambda _, mine: sealed_entry({**mine, "changes": 1}),
    "digest of changes": lambda _, mine: sealed_entry({**mine, "changes_sha256": "0" * 64}),
    "words": lambda _, mine: {**mine, "text": "something else"},
    "long ago": lambda _, mine: sealed_entry({**mine, "at": mine["at"] - timedelta(hours=1)}),
    "to come": lambda _, mine: sealed_entry({**mine, "at": mine["at"] + timedelta(hours=1)}),
    "too fine a time": lambda _, mine: sealed_entry(
        {**mine, "at": mine["at"] + timedelta(microseconds=7)}
    ),
    "undo of nothing": lambda _, mine: sealed_entry({**mine, "step": "undo"}),
    "undo of what is to come": lambda _, mine: sealed_entry(
        {**mine, "step": "undo", "reverses": mine["id"]}
    ),
    "digest of a change": lambda at, mine: change(at, mine, sha256="0" * 64),
    "a high number": lambda at, mine: change(at, mine, id=2_000_000_000),
    "a low number": lambda at, mine: change(at, mine, id=0),
    "no such table": note("nothing", "{}", "{}"),
    "no such column": note("setting", '{"name":"x"}', '{"nothing":1}'),
    "no row": note("setting", "x", "{}"),
    "too deep": note("setting", '{"name":"x"}', '{"value":[1]}'),
    "words that are there": note("journal_entry", '{"id": 1}', '{"rest_sha256": "0"}'),
    "words to come": note("journal_entry", '{"id": 999}', '{"rest_sha256": "0"}'),
    "rows that stray": note("journal_change", '{"table":"staff"}', '{"touched":"many"}'),
}


def test_a_login_adds_to_the_journal_only_what_holds(hospital: HospitalServer) -> None:
    hospital.set_up([("rolf", RoleGiven(Role.ROTA_MANAGER))])
    who = hospital.login("rolf")
    with closing(ACCESS.sign_in(hospital.everybody, utc_now, who, PASSWORD)) as storage:
        with storage.write("sign in", HOSTILE, undoable=False) as work:
            work.record(HOSTILE)
        for name, lie in LIES.items():
            assert added(storage, who, lie) in ("23000", "SRC01", "22P02"), name
        assert added(storage, who, truth) == ""
        assert check(storage).bad_entry is None
    admin = hospital.login(ADMIN)
    with closing(ACCESS.sign_in(hospital.everybody, utc_now, admin, PASSWORD)) as storage:
        for words in ("text = ''", "text = '', why = '', salt = ''"):
            erase = f"UPDATE journal_entry SET {words} WHERE id = 1"
            assert saved(storage, lambda at, erase=erase: at.execute(text(erase))) == "23000"
    with closing(ACCESS.open(hospital.owner, utc_now)) as storage:
        assert check(storage).bad_entry is None
        with psycopg.connect(hospital.superuser) as other:  # who stands above all of this
            other.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
            other.execute("UPDATE journal_entry SET program = 'x' WHERE who = %s", [who])
        said = " ".join(check(storage).words)
        assert f", by {who}): the entry was changed. Somebody changed this database" in said


def truth(connection: Connection, mine: Row) -> Row:
    """Return what the program would write of a row with texts that are hard to write."""
    before = json.dumps({"name": "x", "value": HOSTILE}, ensure_ascii=False)
    return change(
        connection, {**mine, "action": HOSTILE, "key": HOSTILE}, before=before, after=None
    )


def added(storage: Database, who: str, made: Callable[[Connection, Row], Row]) -> str:
    """Add an entry by SQL; return the state with which the server refused it."""

    def add(connection: Connection) -> None:
        newest = connection.execute(NEWEST).one()
        mine = made_entry(newest.id + 1, newest.sha256, who)
        connection.execute(insert(journal_entry), [made(connection, mine)])

    return saved(storage, add)


def saved(storage: Database, work: Callable[[Connection], object]) -> str:
    try:
        with storage._engine.begin() as connection:
            work(connection)
    except DBAPIError as error:
        return str(getattr(error.orig, "sqlstate", "none"))
    return ""


def stop_in_the_middle(storage: Database, hospital: HospitalServer) -> None:
    with storage.write("sign in", undoable=False) as work:
        with psycopg.connect(hospital.superuser) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [engine._LOCK])  # put out by then
        work.record("x")


def test_who_is_let_in_no_more_is_told_so_and_not_of_an_outage(hospital: HospitalServer) -> None:
    hospital.set_up([("cleo", RoleGiven(Role.CLERK)), ("hedda", RoleGiven(Role.HEAD, "Surgery"))])
    boss, cleo, hedda = map(hospital.login, (ADMIN, "cleo", "hedda"))
    with (
        closing(ACCESS.sign_in(hospital.everybody, utc_now, boss, PASSWORD)) as ann,
        closing(ACCESS.sign_in(hospital.everybody, utc_now, cleo, PASSWORD)) as hers,
        closing(ACCESS.sign_in(hospital.everybody, utc_now, hedda, PASSWORD)) as other,
    ):
        bell = other.bell()
        since = hers.news(None).entry
        change_roles(ann, cleo, {RoleGiven(Role.HEAD, "Surgery")})
        assert hers.news(since).new_roles
        assert not other.news(since).new_roles
        assert not ann.news(since).new_roles
        remove_user(ann, hedda, "left")
        assert bell is not None
        bell.close()
        for ask in (lambda: other.news(since), other.bell, other.read().__enter__):
            with pytest.raises(Unavailable, match="You were signed out") as told:
                ask()
            assert told.value.code == "signed_out"
        # A passphrase of somebody else's choosing lets nobody in again by the old one.
        give_passphrase(ann, cleo, "four green bottles on a wall")
        hers._engine.dispose()
        with pytest.raises(Unavailable, match="You were signed out"):
            hers.news(since)


def test_a_wrong_clock_is_said_in_words(hospital: HospitalServer) -> None:
    hospital.set_up()
    with pytest.raises(Unavailable, match="clock is more than 5 minutes"):
        ACCESS.sign_in(
            hospital.everybody,
            lambda: utc_now() - timedelta(minutes=6),
            hospital.login(ADMIN),
            PASSWORD,
        )


def test_nobody_waits_for_ever_for_whoever_saves(
    hospital: HospitalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rota.storage.engine.BUSY_SECONDS", 1)
    monkeypatch.setattr("rota.storage.engine.IDLE_SECONDS", 1)
    hospital.set_up()
    with closing(ACCESS.open(hospital.owner, utc_now)) as storage:
        with psycopg.connect(hospital.superuser) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [engine._LOCK])
            with (
                pytest.raises(Unavailable, match="Somebody else is saving"),
                storage.write("sign in", undoable=False) as work,
            ):
                work.record("x")
        with pytest.raises(Unavailable, match="took too long"):
            stop_in_the_middle(storage, hospital)
        with storage.write("sign in", undoable=False) as work:
            work.record("x")
        with psycopg.connect(hospital.superuser) as other:
            said = other.execute("SHOW idle_in_transaction_session_timeout").fetchone()
            assert said != ("0",)


def test_a_file_with_users_moves_there_and_holds(hospital: HospitalServer, tmp_path: Path) -> None:
    """The keys of a file are of no use to a server; what the journal tells of them is no fault."""
    asha, file = hospital.login("asha"), str(tmp_path / "hospital.db")
    roles = frozenset({RoleGiven(Role.ADMINISTRATOR), RoleGiven(Role.ROTA_MANAGER)})
    ACCESS.create(file, utc_now, NewUser(asha, "Asha", roles, PASSWORD))
    set_up_server(hospital.owner, utc_now)
    with closing(ACCESS.sign_in(file, utc_now, asha, PASSWORD)) as storage:
        assert move(storage, hospital.owner, utc_now).without_key == (asha,)
    with closing(ACCESS.open(hospital.owner, utc_now)) as storage:
        give_passphrase(storage, asha, PASSWORD)
    with closing(ACCESS.sign_in(hospital.everybody, utc_now, asha, PASSWORD)) as storage:
        assert storage.user.roles == roles
        assert check(storage).sound
