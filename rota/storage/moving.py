"""Moving a whole hospital between a file and a server: copied, compared, and all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    LargeBinary,
    Table,
    func,
    insert,
    literal_column,
    select,
    text,
)

from rota.domain.errors import Refused, Unavailable
from rota.domain.servers import FirstKey, Moved
from rota.domain.users import Role
from rota.storage.database import Database
from rota.storage.engine import open_engine, reading, wait_to_write
from rota.storage.journal_check import first_bad_entry
from rota.storage.keybox import new_box
from rota.storage.keyfile import box_paths
from rota.storage.known_keys import NOTED
from rota.storage.ledger import Action, Ledger, encode, entry_mac
from rota.storage.person import who_is_here
from rota.storage.protecting import part_of, plain_faults, remove_part, swap
from rota.storage.row_check import TOUCHED, note_strays
from rota.storage.schema import journal_entry, metadata, setting, user_account, user_role
from rota.storage.secret import Secret, new_secret
from rota.storage.server_keys import server_faults

BATCH = 2000
FILES = 20
"""Rows copied at once where each holds a whole print file."""
Clock = Callable[[], datetime]


def move(source: object, to: str, clock: Clock, key: FirstKey | None = None) -> Moved:
    """Copy a hospital to where there is none yet, and compare every row. The source stays as it is.

    A server's database must be empty, a file must not be there; with a key the file is encrypted.
    Nothing is kept of a copy that differs, or of one that was interrupted.
    """
    if not isinstance(source, Database):
        raise TypeError("only a database of ours can be moved")
    secret = None if source.keys is None else source.keys.secret
    engine = open_engine(source.address, secret)
    try:
        with server_faults(), _all_of(engine) as connection:
            if "://" in to:
                Database(to, clock, who_is_here()).close()
                return _copied(connection, to, None, clock)
            return _into_file(connection, Path(to), clock, key)
    finally:
        engine.dispose()


@contextmanager
def _all_of(engine: Engine) -> Iterator[Connection]:
    """Read within one unchanging view, or not at all: a server must not leave out a row."""
    owns = text(
        "SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = 'staff'::regclass"
    )
    with reading(engine) as connection, connection.begin():
        if engine.dialect.name == "postgresql" and not connection.scalar(owns):
            connection.execute(text("SET LOCAL row_security = off"))  # then what is hidden refuses
        yield connection


def _into_file(connection: Connection, path: Path, clock: Clock, key: FirstKey | None) -> Moved:
    if path.exists() or any(each.exists() for each in box_paths(path)):
        raise Refused("file_exists", f"{path} is there already. Choose another name.")
    _refuse_wrong_key(connection, key)
    secret, code = None if key is None else new_secret(), ""
    try:
        with plain_faults():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            remove_part(path)
        if secret is not None and key is not None:
            keys = new_box(path, secret)
            keys.give(key.login, key.passphrase)
            code = keys.new_recovery_code()
        part = str(part_of(path))
        Database(part, clock, who_is_here(), secret=secret).close()
        moved = _copied(connection, part, secret, clock)
        with plain_faults():
            swap(path, part_of(path))
    except BaseException:
        for each in (path, *box_paths(path)):
            each.unlink(missing_ok=True)
        remove_part(path)
        raise
    if key is not None:
        keys.settle()
    others = tuple(each for each in moved.without_key if key is None or each != key.login)
    return Moved(moved.tables, moved.rows, moved.entries, moved.digest, others, code)


def _refuse_wrong_key(connection: Connection, key: FirstKey | None) -> None:
    """Refuse to make a file that nobody could open, or let others into."""
    may = select(user_role.c.login).where(
        user_role.c.role == Role.ADMINISTRATOR, user_role.c.department == ""
    )
    administrators = sorted(connection.scalars(may))
    if key is None and _users(connection):
        raise Refused(
            "needs_a_key",
            "This hospital has users: give --user LOGIN and --new-passphrase-file FILE of an "
            "administrator, so that the new file is encrypted and somebody can open it.",
        )
    if key is not None and key.login not in administrators:
        raise Refused(
            "needs_an_administrator",
            f"{key.login} is no administrator of this hospital. "
            f"Those who are: {', '.join(administrators) or 'nobody'}.",
        )


def _users(connection: Connection) -> tuple[str, ...]:
    query = select(user_account.c.login).where(user_account.c.removed_at.is_(None))
    return tuple(sorted(connection.scalars(query)))


def _copied(source: Connection, to: str, secret: Secret | None, clock: Clock) -> Moved:
    """Fill a database that has the present schema and nothing in it, in one transaction."""
    engine = open_engine(to, secret)
    try:
        with engine.begin() as target:
            wait_to_write(target)
            seal = None if secret is None else secret.seal
            moved = _filled(source, target, seal)
            _note_keys_left(source, target, seal, clock)
            return moved
    finally:
        engine.dispose()


def _note_keys_left(
    source: Connection, target: Connection, seal: bytes | None, clock: Clock
) -> None:
    """Note that the journal tells of keys which were left behind, so that nobody misses them."""
    noted = setting.c.name.startswith(NOTED, autoescape=True)
    number = source.scalar(select(func.count()).select_from(setting).where(noted)) or 0
    at = clock().astimezone(UTC).replace(microsecond=0)
    action = Action("move", who_is_here(), at, "strike-rota", undoable=False)
    ledger = Ledger(target, action, seal)
    ledger.text = "Moved here. Keys stayed behind: each person gets a new one."
    note_strays(ledger, setting.name, TOUCHED, number)
    ledger.close()


def _filled(source: Connection, target: Connection, seal: bytes | None) -> Moved:
    for table in metadata.sorted_tables:
        if target.execute(select(literal_column("1")).select_from(table).limit(1)).first():
            raise Refused(
                "not_empty", "There is a hospital already where this one should go. Nothing moved."
            )
    read = {table.name: _Digest() for table in _in_order()}
    for table in _in_order():
        for rows in _rows(source, table):
            if table is journal_entry:
                rows = [{**row, "mac": _mac(seal, row)} for row in rows]
            target.execute(insert(table), rows)
            read[table.name].add(table, rows)
    _set_counters(source, target)
    _compare(target, read, seal)
    rows_read = sum(each.rows for each in read.values())
    entries = read[journal_entry.name].rows
    return Moved(len(read), rows_read, entries, _of_all(read.values()), _users(target))


def _in_order() -> list[Table]:
    """Return the tables in the order in which they are filled: changes before their entry."""
    return [*(each for each in metadata.sorted_tables if each is not journal_entry), journal_entry]


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    size = FILES if any(isinstance(each.type, LargeBinary) for each in table.columns) else BATCH
    query = select(table).order_by(*table.primary_key.columns)
    if table is setting:  # whose key is whose is the old key box's; who signs in is noted anew
        query = query.where(~setting.c.name.startswith(NOTED, autoescape=True))
    with connection.execute(query.execution_options(yield_per=size)) as found:
        for some in found.mappings().partitions():
            yield [dict(row) for row in some]


def _mac(seal: bytes | None, row: Mapping[str, Any]) -> str | None:
    """Seal an entry with the key of where it comes to; a server and an open file have none."""
    return None if seal is None else entry_mac(seal, row["sha256"])


def _set_counters(source: Connection, target: Connection) -> None:
    """Let numbers go on where they were: that of a row long gone is not given again."""
    for table in metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement is True:
            last = _last_number(source, table)
            if last:
                _set_last_number(target, table, last)


def _last_number(connection: Connection, table: Table) -> int:
    if connection.dialect.name == "postgresql":
        said = "SELECT coalesce(pg_sequence_last_value(CAST(:name AS regclass)), 0)"
        return int(connection.scalar(text(said), {"name": f"{table.name}_id_seq"}) or 0)
    said = "SELECT seq FROM sqlite_sequence WHERE name = :name"
    return int(connection.scalar(text(said), {"name": table.name}) or 0)


def _set_last_number(connection: Connection, table: Table, last: int) -> None:
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(sequence, last)))
        return
    given = {"name": table.name, "last": last}
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), given)
    connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), given)


def _compare(target: Connection, read: Mapping[str, _Digest], seal: bytes | None) -> None:
    """Read everything back. Raises Unavailable, which takes all of it back, where it differs."""
    for table in _in_order():
        found = _Digest()
        for rows in _rows(target, table):
            found.add(table, rows)
        if found != read[table.name]:
            raise Unavailable(
                "not_the_same",
                f"The copy of {table.name} was not the same, so nothing was moved. "
                "Run check where it came from, and try again.",
            )
    if bad := first_bad_entry(target, seal):
        raise Unavailable(
            "journal_broken",
            f"Nothing was moved, as the journal does not hold: entry {bad[0]}, {bad[1]}.",
        )


class _Digest:
    """What a table holds, whatever the order in which it is read."""

    def __init__(self) -> None:
        self.rows = 0
        self.sum = 0

    def add(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Count rows in."""
        for row in rows:
            digest = hashlib.sha256(encode(table, row).encode()).digest()
            self.sum = (self.sum + int.from_bytes(digest)) % (1 << 256)
            self.rows += 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Digest) and (self.rows, self.sum) == (other.rows, other.sum)

    def __hash__(self) -> int:
        return hash((self.rows, self.sum))


def _of_all(digests: Iterable[_Digest]) -> str:
    said = ",".join(f"{each.rows}:{each.sum:x}" for each in digests)
    return hashlib.sha256(said.encode()).hexdigest()
