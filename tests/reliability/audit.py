"""Attacks on a hospital file by somebody who can write to it: on its journal, and past it.

They know how the program works: they take its guards away first and put them back afterwards, and
work out every digest anew where that helps. They have the key that encrypts a protected file, but
neither its seal nor the paper and the second file on which the journal's state was noted.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select, text, update

from rota.domain.users import Role, RoleGiven, User
from rota.storage.anchors import ENDING, Anchors
from rota.storage.database import Database
from rota.storage.engine import open_engine
from rota.storage.journal_check import first_bad_entry
from rota.storage.journal_guards import guard_faults, guards
from rota.storage.ledger import entry_digest, words_digest
from rota.storage.row_check import strayed_rows
from rota.storage.schema import journal_change, journal_entry
from rota.storage.secret import Secret, new_secret
from tests.reliability.proof import Outcome, Proof

BEGAN = datetime(2016, 1, 8, 9, tzinfo=UTC)
NOTED_EVERY = 10
SMALLEST = 3 * NOTED_EVERY


@dataclass(frozen=True, slots=True)
class Victim:
    """A file, its secret, and how many entries it has. An attack is on entry ``at``."""

    path: Path
    secret: Secret | None
    entries: int

    @property
    def at(self) -> int:
        """An entry in the middle, right after a noted one."""
        return self.entries // 2 // NOTED_EVERY * NOTED_EVERY + 1

    @property
    def noted_after(self) -> int:
        """The first entry from there on whose digest was noted."""
        return self.at + NOTED_EVERY - 1


Attack = Callable[[Connection, Victim], int]
"""Does its harm and returns the number of the entry that must be named."""


def change(column: str, value: object) -> Attack:
    """Change one thing in an entry."""

    def attack(connection: Connection, victim: Victim) -> int:
        where = journal_entry.c.id == victim.at
        connection.execute(update(journal_entry).where(where).values({column: value}))
        return victim.at

    return attack


def delete_one(connection: Connection, victim: Victim) -> int:
    """Take an entry out, with its changes."""
    _delete(connection, f"= {victim.at}")
    return victim.at


def delete_last(connection: Connection, victim: Victim) -> int:
    """Cut the newest entries off."""
    _delete(connection, f"> {victim.at}")
    return victim.at + 1


def renumber(connection: Connection, victim: Victim) -> int:
    """Take an entry out and close the gap."""
    _delete(connection, f"= {victim.at}")
    connection.execute(text(f"UPDATE journal_entry SET id = id - 1 WHERE id > {victim.at}"))
    return victim.at


def swap(connection: Connection, victim: Victim) -> int:
    """Let two entries change places."""
    for old, new in ((victim.at, -1), (victim.at + 1, victim.at), (-1, victim.at + 1)):
        where = journal_entry.c.id == old
        connection.execute(update(journal_entry).where(where).values(id=new))
    return victim.at


def change_value(connection: Connection, victim: Victim) -> int:
    """Change what an entry says a value became."""
    values = {"after": '{"name":"proof","value":"forged"}'}
    where = journal_change.c.action_id == _action(victim.at)
    connection.execute(update(journal_change).where(where).values(values))
    return victim.at


def remove_change(connection: Connection, victim: Victim) -> int:
    """Take one recorded change out of an entry."""
    where = f"(SELECT min(id) FROM journal_change WHERE action_id = ({_action_sql(victim.at)}))"
    connection.execute(text(f"DELETE FROM journal_change WHERE id = {where}"))
    return victim.at


def insert_forged(connection: Connection, victim: Victim) -> int:
    """Put in an entry of somebody else's, right in itself; those after it move up."""
    rows = _rows(connection)
    forged = {**rows[victim.at - 1], "action_id": "forged", "who": "somebody else", "mac": None}
    forged |= {"id": victim.at, "changes": 0, "changes_sha256": hashlib.sha256(b"").hexdigest()}
    forged["sha256"] = entry_digest(forged)
    connection.execute(text(f"UPDATE journal_entry SET id = -id - 1 WHERE id >= {victim.at}"))
    connection.execute(text("UPDATE journal_entry SET id = -id WHERE id < 0"))
    connection.execute(journal_entry.insert(), [forged])
    return victim.at if victim.secret is not None else victim.at + 1


def rebuild(connection: Connection, victim: Victim) -> int:
    """Change who did something and work every digest after it out anew."""
    previous = ""
    for row in _rows(connection):
        if row["id"] >= victim.at:
            if row["id"] == victim.at:
                row["who"], row["text"] = "somebody else", "Something else."
                row["words_sha256"] = words_digest(row)
            row["previous_sha256"] = previous or row["previous_sha256"]
            row["sha256"] = entry_digest(row)
            where = journal_entry.c.id == row["id"]
            connection.execute(update(journal_entry).where(where).values(row))
        previous = row["sha256"]
    return victim.at if victim.secret is not None else victim.noted_after


def nothing(_connection: Connection, victim: Victim) -> int:
    """Do no harm here: the whole file is put back as it once was."""
    return victim.entries // 2 + 1


PAST_IT = {
    "a row changed past the journal": "UPDATE setting SET value = 'forged' WHERE name = 'proof.a'",
    "a row put in past it": "INSERT INTO user_role VALUES ('asha', 'administrator', '')",
    "a row deleted past it": "DELETE FROM user_role",
}
"""What leaves the journal sound: the rows are held against it."""


ATTACKS: dict[str, Attack] = {
    "the text changed": change("text", "Something else."),
    "the person changed": change("who", "somebody else"),
    "the time changed": change("at", BEGAN),
    "an entry deleted": delete_one,
    "the last entries deleted": delete_last,
    "entries renumbered": renumber,
    "two entries swapped": swap,
    "a value changed": change_value,
    "a change removed": remove_change,
    "a forged entry put in": insert_forged,
    "an old copy put back": nothing,
    "the chain made anew": rebuild,
}


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Make a plain and a protected file of so many entries; try every attack on a copy of each."""
    outcome = Outcome()
    for secret in (None, new_secret()):
        kind = "plain" if secret is None else "protected"
        place = folder / kind
        place.mkdir()
        victim = Victim(place / "hospital.db", secret, max(rounds, SMALLEST))
        _fill(victim)
        if guarded and secret is None:
            _time_check(victim, outcome)
        if found := _found(victim, guarded):
            outcome.faults.append(f"{kind}, nothing done: found entry {found[0]}, {found[1]}")
        for name, attack in ATTACKS.items():
            outcome.tried += 1
            named, wanted = _attacked(victim, attack, guarded)
            if named is None:
                outcome.faults.append(f"{kind}, {name}: not found")
            elif named[0] != wanted:
                outcome.faults.append(f"{kind}, {name}: named {named[0]} instead of {wanted}")
        for name, statement in PAST_IT.items():
            outcome.tried += 1
            if not _rows_found(victim, statement, guarded):
                outcome.faults.append(f"{kind}, {name}: not found")
    return outcome


def _fill(victim: Victim) -> None:
    """Write the entries; half way keep a copy, and note every so many how far it has come."""
    moment = [BEGAN]
    address = str(victim.path)
    old = victim.path.with_name("old.db")
    with closing(Database(address, lambda: moment[0], "proof", secret=victim.secret)) as database:
        with database.write("proof") as work:
            work.users.add(User("asha", "Asha", frozenset({RoleGiven(Role.CLERK)})), BEGAN)
        for number in range(2, victim.entries + 1):
            moment[0] += timedelta(seconds=1)
            with database.write("proof", "because", number % NOTED_EVERY > 0) as work:
                work.settings.put({"proof.a": str(number), "proof.b": str(number)})
                work.say(f"Saved {number}.")
            if number == victim.entries // 2:
                database.back_up(old)


def _attacked(victim: Victim, attack: Attack, guarded: bool) -> tuple[tuple[int, str] | None, int]:
    path = victim.path.with_name("attacked.db")
    shutil.copy(victim.path.with_name("old.db") if attack is nothing else victim.path, path)
    shutil.copy(f"{victim.path}{ENDING}", f"{path}{ENDING}")
    copy = Victim(path, victim.secret, victim.entries)
    engine = open_engine(str(path), victim.secret)
    try:
        _let_dangle(engine)
        with engine.begin() as connection:
            kept = guards(connection)
            for name in kept:
                connection.execute(text(f"DROP TRIGGER {name}"))
            wanted = attack(connection, copy)
            for written in kept.values():
                connection.execute(text(written))
            assert not guard_faults(connection)
    finally:
        engine.dispose()
    return _found(copy, guarded), wanted


def _rows_found(victim: Victim, statement: str, guarded: bool) -> list[str]:
    """Do something past the journal, say what a check finds, and take it back."""
    engine = open_engine(str(victim.path), victim.secret)
    try:
        with engine.connect() as connection:
            assert connection.execute(text(statement)).rowcount
            return strayed_rows(connection) if guarded else []
    finally:
        engine.dispose()


def _let_dangle(engine: Engine) -> None:
    """Have the one connection follow no links between rows: an attacker's program need not."""
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA foreign_keys = OFF")
    raw.close()


def _found(victim: Victim, guarded: bool) -> tuple[int, str] | None:
    """Check a file; without the guard neither the seal is known nor what was noted."""
    engine = open_engine(str(victim.path), victim.secret)
    seal = victim.secret.seal if victim.secret is not None and guarded else None
    try:
        with engine.connect() as connection:
            return first_bad_entry(connection, seal, Anchors(victim.path).all() if guarded else ())
    finally:
        engine.dispose()


def _all_rows(victim: Victim) -> list[str]:
    engine = open_engine(str(victim.path), victim.secret)
    try:
        with engine.connect() as connection:
            return strayed_rows(connection)
    finally:
        engine.dispose()


def _time_check(victim: Victim, outcome: Outcome) -> None:
    """Count how long the whole check takes, and nothing but SHA-256 over the same rows."""
    began = time.process_time()
    _found(victim, guarded=True)
    chain = time.process_time() - began
    if found := _all_rows(victim):
        outcome.faults.append(f"plain, nothing done: {found[0]}")
    whole = time.process_time() - began
    engine = open_engine(str(victim.path), victim.secret)
    with engine.connect() as connection:
        rows = [
            *connection.execute(select(journal_entry)),
            *connection.execute(select(journal_change)),
        ]
    engine.dispose()
    bodies = ["|".join(map(str, row)).encode() for row in rows]
    began = time.process_time()
    for each in bodies:
        hashlib.sha256(each).digest()
    bare = time.process_time() - began
    outcome.count("entries", victim.entries)
    outcome.count("check_ms", round(1000 * whole))
    outcome.count("of_it_rows_ms", round(1000 * (whole - chain)))
    outcome.count("times_bare_sha256", round(chain / bare))


def _rows(connection: Connection) -> list[dict[str, Any]]:
    query = select(journal_entry).order_by(journal_entry.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _action_sql(entry: int) -> str:
    return f"SELECT action_id FROM journal_entry WHERE id = {entry}"


def _action(entry: int) -> Any:
    return select(journal_entry.c.action_id).where(journal_entry.c.id == entry).scalar_subquery()


def _delete(connection: Connection, which: str) -> None:
    actions = f"SELECT action_id FROM journal_entry WHERE id {which}"
    connection.execute(text(f"DELETE FROM journal_change WHERE action_id IN ({actions})"))
    connection.execute(text(f"DELETE FROM journal_entry WHERE id {which}"))


PROOF = Proof(
    "audit",
    "whatever is done behind the program's back is found: the entry's number, or the row's key",
    "the seal, the journal's state noted elsewhere, and rows held against the journal",
    run,
    rounds=20_000,
    short=60,
)
