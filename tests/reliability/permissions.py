"""What a login may do on a PostgreSQL server, tried with SQL on every table, is what is written.

Each role is tried for the whole hospital and for one department: every verb, every column, on a row
of that department and on one of another. What must come of it is worked out of the table of rights
alone; what does come of it is the server's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from rota.domain.permissions import Reach
from rota.domain.times import utc_now
from rota.domain.users import Role, RoleGiven, User
from rota.storage.engine import open_engine
from rota.storage.schema import JOURNALS, journal_change, journal_entry, metadata
from rota.storage.server_access import ServerAccess, set_up_server
from rota.storage.server_rights import OF_DEPARTMENT, Verb, private_tables, rights
from tests.engines import Postgresql
from tests.made_rows import fill_tables, made_entry, made_row
from tests.reliability.proof import Outcome, Proof

OWN, OTHER = "Surgery", "Medicine"
SAID_NO = ("42501", "23000")
"""No right to it; or the journal's own guard, which lets values be erased and nothing else."""
RIGHTS = rights()


@dataclass(frozen=True)
class Login:
    name: str
    role: Role | None
    department: str = ""


FIRST = (
    *("declaration", "staff", "appointment", "decision", "sign_off", "user_role", "day_tick"),
    *("attendance", "assignment", "letter", "review_note", "user_account", "window_consequence"),
)
"""The tables that a short run looks at."""
SOME = 3
"""How many columns that one may change are tried, and how many that one may not; the last run
that looks at every table tries every column."""

LOGINS = (
    *(Login(f"whole.{role}", role) for role in Role),
    *(Login(f"surgery.{role}", role, OWN) for role in Role),
    Login("nothing", None),
)


def run(_folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Try every login on so many tables; on all of them, every column."""
    outcome, server = Outcome(), Postgresql()
    others = (each for each in metadata.sorted_tables if each.name not in FIRST)
    tables = [*(metadata.tables[each] for each in FIRST), *others]
    tables = [each for each in tables if each not in JOURNALS]
    try:
        address = server.create()
        _people(address)
        if not guarded:
            _weaken(address)
        engine = open_engine(address)
        with engine.connect() as connection:
            for login in LOGINS:
                _Trial(connection, login, outcome, rounds >= len(tables)).run(tables[:rounds])
            connection.rollback()
        engine.dispose()
    finally:
        server.stop()
    return outcome


def _people(address: str) -> None:
    """Set the server up, with a row of every table for two departments, and let everybody in."""
    set_up_server(address, utc_now)
    engine = open_engine(address)
    with engine.begin() as connection:
        fill_tables(connection, (OWN, OTHER))
    engine.dispose()
    with closing(ServerAccess().open(address, utc_now)) as storage:
        assert storage.keys is not None
        for login in LOGINS:
            given = {RoleGiven(login.role, login.department)} if login.role else set()
            storage.keys.give(login.name, "no one signs in here")
            with storage.write("user add", undoable=False) as work:
                work.users.add(User(login.name, login.name, frozenset(given)), work.now)
                work.say("Added")


def _weaken(address: str) -> None:
    """Undo two of the guards, as a hurried hand might."""
    engine = open_engine(address)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE declaration DISABLE ROW LEVEL SECURITY"))
        name = connection.scalar(text("SELECT current_database() || '_head'"))
        connection.execute(text(f'GRANT UPDATE (surname) ON staff TO "{name}"'))
        connection.execute(text("CREATE POLICY more ON staff FOR UPDATE USING (true)"))
    engine.dispose()


class _Trial:
    """All that one login tries; nothing of it is kept."""

    def __init__(
        self, connection: Connection, login: Login, outcome: Outcome, every_column: bool
    ) -> None:
        self._connection = connection
        self._login = login
        self._columns = None if every_column else SOME
        self._outcome = outcome

    def run(self, tables: list[Table]) -> None:
        self._connection.execute(text(f"SET SESSION AUTHORIZATION '{self._login.name}'"))
        for table in tables:
            both = self._login.department and table.name in OF_DEPARTMENT
            for number, department in ((1, OWN), (2, OTHER)) if both else ((1, OWN),):
                for verb in Verb:
                    for column, statement in self._statements(table, verb, number, department):
                        expected = self._expected(table, verb, department, column)
                        what = f"{verb} {table.name}.{column} of {department}"
                        self._compare(what, statement, expected)
        for what, statement, expected in self._journal():
            self._compare(what, statement, expected)
        self._connection.execute(text("RESET SESSION AUTHORIZATION"))

    def _statements(
        self, table: Table, verb: Verb, number: int, department: str
    ) -> Iterator[tuple[str, Any]]:
        row = made_row(table, number, department)
        here = [column == row[column.name] for column in table.primary_key.columns]
        if verb is Verb.SELECT:
            yield "", select(*table.primary_key.columns).where(*here)
        elif verb is Verb.DELETE:
            yield "", delete(table).where(*here)
        elif verb is Verb.INSERT:
            new = made_row(table, number + 2, department, number)
            keys = [each.name for each in table.primary_key.columns if not each.foreign_keys]
            yield "", insert(table).values({**row, **{key: new[key] for key in keys}})
        else:
            for column in self._chosen(table):
                yield column, update(table).where(*here).values({column: table.c[column]})

    def _chosen(self, table: Table) -> list[str]:
        """Return columns to change: some that one may, and some that one may not."""
        names = [each.name for each in table.columns]
        right = self._right(table.name, Verb.UPDATE)
        allowed = [each for each in names if right is not None and each in right.columns]
        refused = [each for each in names if each not in allowed]
        return [*allowed[: self._columns], *refused[: self._columns]]

    def _right(self, table: str, verb: Verb) -> Any:
        role = self._login.role
        return None if role is None else RIGHTS.get((role, table, verb))

    def _expected(self, table: Table, verb: Verb, department: str, column: str) -> bool:
        right = self._right(table.name, verb)
        if right is None or (column and column not in right.columns):
            return False
        is_found = verb not in (Verb.UPDATE, Verb.DELETE) or self._expected(
            table, Verb.SELECT, department, ""
        )
        if not is_found:  # a row that is not shown cannot be changed
            return False
        if right.reach is Reach.SHARED or not self._login.department:
            return True
        is_here = table.name not in OF_DEPARTMENT or self._login.department == department
        return right.reach is Reach.OWN and is_here

    def _journal(self) -> Iterator[tuple[str, Any, bool]]:
        """Say what a login may do to the journal, case by case."""
        known = self._login.role is not None
        sees_all = self._login.role is Role.ROTA_MANAGER and not self._login.department
        erases = self._login.role is Role.ADMINISTRATOR and not self._login.department
        query = select(journal_entry).order_by(journal_entry.c.id.desc()).limit(1)
        yield "SELECT journal_entry", query, known
        yield "DELETE journal_entry", delete(journal_entry), False
        yield "DELETE journal_change", delete(journal_change), False
        yield "UPDATE journal_entry.who", update(journal_entry).values(who="x"), False
        yield "UPDATE journal_entry.text", update(journal_entry).values(text="x"), False
        bare = {"row_key": "", "before": None, "after": None}
        yield "erase what is not private", update(journal_change).values(bare), erases
        self._connection.execute(text("RESET SESSION AUTHORIZATION"))
        last = self._connection.execute(query).one()
        private = {"action_id": "action-x", "sha256": "x", "row_key": "k", "after": "{}"}
        table_name = sorted(private_tables())[0]
        nested = self._connection.begin_nested()
        change = {**private, "table_name": table_name}
        self._connection.execute(insert(journal_change).values(change))
        self._connection.execute(text(f"SET SESSION AUTHORIZATION '{self._login.name}'"))
        mine = made_entry(last.id + 1, last.sha256, self._login.name)
        theirs = {**mine, "who": "whole.clerk"}
        yield "INSERT one's own entry", insert(journal_entry).values(mine), known
        if self._login.name != theirs["who"]:
            yield "INSERT an entry of somebody else", insert(journal_entry).values(theirs), False
        here = journal_change.c.table_name == table_name
        yield "SELECT a private change", select(journal_change.c.after).where(here), sees_all
        erased = update(journal_change).where(here).values(bare)
        yield "erase a private change", erased, sees_all
        nested.rollback()

    def _compare(self, what: str, statement: Any, expected: bool) -> None:
        found = self._may(statement)
        self._outcome.tried += 1
        if found is not expected:
            words = ("may", "must not") if found else ("may not", "must")
            self._outcome.faults.append(f"{self._login.name} {words[0]} {what}, but {words[1]}")

    def _may(self, statement: Any) -> bool:
        nested = self._connection.begin_nested()
        try:
            return self._touched(self._connection.execute(statement))
        except DBAPIError as error:
            # What fails for another reason was let through to there.
            return getattr(error.orig, "sqlstate", "") not in SAID_NO
        finally:
            nested.rollback()

    @staticmethod
    def _touched(result: Any) -> bool:
        return result.is_insert or bool(
            result.fetchall() if result.returns_rows else result.rowcount
        )


PROOF = Proof(
    "permissions",
    "on a server every login may do with SQL what its role includes, in its departments, no more",
    "row rules of one table, and a column that was never granted",
    run,
    rounds=len(metadata.tables),
    short=len(FIRST),
)
