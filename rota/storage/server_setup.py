"""Setting up a hospital's database on a server: group roles, grants, row rules and functions.

It is done by the owner of the database, in one transaction, and can be done again at any time:
after an upgrade, or after a restore under another name. What somebody granted by hand in between
is taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Table, text

from rota.domain.errors import Refused
from rota.domain.permissions import Reach
from rota.domain.servers import ServerSetUp
from rota.domain.users import Role
from rota.storage.schema import JOURNALS, PRIVATE, metadata, user_role
from rota.storage.sealed import sealed_change
from rota.storage.server_functions import OPEN_TO_USERS, USERS, functions, group
from rota.storage.server_rights import (
    JOURNAL_ERASED,
    OF_DEPARTMENT,
    WORDS_ERASED,
    Rights,
    Verb,
    reaches_by_role,
    rights,
)

DEFAULTS = {"lock_timeout": "10s", "idle_in_transaction_session_timeout": "15min"}
"""What holds for every session that asks for nothing else: nobody waits for ever."""
LONGEST = 63
"""Bytes that a name on the server may have."""


def set_up(connection: Connection, given: Rights | None = None) -> ServerSetUp:
    """Make everything that keeps roles apart, in the caller's transaction."""
    given = rights() if given is None else given
    database = str(connection.scalar(text("SELECT current_database()")))
    owner = str(connection.scalar(text("SELECT current_user")))
    refuse_to_others(connection)
    groups = _make_groups(connection, database)
    for statement in list(_closed(connection, database, groups)):
        _run(connection, statement)
    tables = list(metadata.tables.values())
    policies = 0
    for table in tables:
        _drop_policies(connection, table.name)
        for statement in _granted(table, groups, given):
            _run(connection, statement)
        for statement in _guarded(table, groups, owner, given):
            _run(connection, statement)
            policies += 1
    for statement in _functions(groups[USERS]):
        _run(connection, statement)
    connection.execute(text("SELECT user_follow(login) FROM user_account"))
    return ServerSetUp(database, owner, tuple(groups.values()), len(tables), policies)


def _run(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement.replace("%", "%%"))


def _name(said: str) -> str:
    return '"' + said.replace('"', '""') + '"'


def refuse_to_others(connection: Connection) -> None:
    """Refuse to set up what somebody does not own, or could not make logins for."""
    query = text(
        "SELECT pg_has_role(current_user, d.datdba, 'MEMBER') AS owns, r.rolsuper,"
        " r.rolcreaterole, d.datname FROM pg_database d, pg_roles r"
        " WHERE d.datname = current_database() AND r.rolname = current_user"
    )
    who = connection.execute(query).one()
    if not (who.rolsuper or (who.owns and who.rolcreaterole)):
        raise Refused(
            "not_the_owner",
            "The server is set up by the login that owns the database and may create logins "
            "(CREATEROLE). Ask the server's administrator.",
        )
    if len(group(who.datname, Role.ADMINISTRATOR).encode()) > LONGEST:
        raise Refused("name_too_long", f"The database's name is too long: {who.datname}.")


def _make_groups(connection: Connection, database: str) -> dict[str, str]:
    """Create the roles that are missing; return their quoted names, by ours."""
    wanted = {each: group(database, each) for each in (USERS, *(role.value for role in Role))}
    there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    for name in wanted.values():
        if name not in there:
            _run(connection, f"CREATE ROLE {_name(name)} NOLOGIN")
    return {each: _name(name) for each, name in wanted.items()}


def _closed(connection: Connection, database: str, groups: dict[str, str]) -> Iterator[str]:
    """Take everything from everybody, then let the hospital's logins in at the door."""
    logins = connection.scalars(
        text(
            "SELECT m.member::regrole::text FROM pg_auth_members m"
            " WHERE m.roleid = CAST(:users AS regrole) AND NOT m.admin_option"
        ),
        {"users": groups[USERS]},
    )
    everybody = ", ".join(("PUBLIC", *groups.values(), *logins))
    yield f"REVOKE ALL ON DATABASE {_name(database)} FROM {everybody}"
    yield f"REVOKE ALL ON SCHEMA public FROM {everybody}"
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {everybody}"
    query = (
        "SELECT DISTINCT c.relname AS name FROM pg_attribute a JOIN pg_class c ON c.oid ="
        " a.attrelid WHERE a.attacl IS NOT NULL AND c.relnamespace = 'public'::regnamespace"
    )
    for row in connection.execute(text(query)):
        columns = ", ".join(_name(each.name) for each in metadata.tables[row.name].columns)
        yield f"REVOKE ALL ({columns}) ON {_name(row.name)} FROM {everybody}"
    for each, value in DEFAULTS.items():
        yield f"ALTER DATABASE {_name(database)} SET {each} = '{value}'"
    yield f"GRANT CONNECT ON DATABASE {_name(database)} TO {groups[USERS]}"
    yield f"GRANT USAGE ON SCHEMA public TO {groups[USERS]}"
    yield f"GRANT SELECT ON alembic_version TO {groups[USERS]}"


def _granted(table: Table, groups: dict[str, str], given: Rights) -> Iterator[str]:
    name = _name(table.name)
    for role in Role:
        who = groups[role.value]
        for verb in Verb:
            right = given.get((role, table.name, verb))
            if right is None:
                # Whoever may read none of its rows is shown none: what is worked out of a private
                # table is then worked out without it, and nothing fails.
                if verb is Verb.SELECT:
                    yield f"GRANT SELECT ON {name} TO {who}"
                continue
            columns = ""
            if verb is Verb.UPDATE and right.columns != set(table.c.keys()):
                columns = f" ({', '.join(_name(each) for each in sorted(right.columns))})"
            yield f"GRANT {verb}{columns} ON {name} TO {who}"
            if verb is Verb.INSERT and "id" in table.c and table.c.id.autoincrement is True:
                yield f"GRANT USAGE ON SEQUENCE {_name(table.name + '_id_seq')} TO {who}"


def _drop_policies(connection: Connection, table: str) -> None:
    query = text("SELECT policyname FROM pg_policies WHERE tablename = :table")
    for name in connection.scalars(query, {"table": table}).all():
        _run(connection, f"DROP POLICY {_name(name)} ON {_name(table)}")


def _guarded(table: Table, groups: dict[str, str], owner: str, given: Rights) -> Iterator[str]:
    """Give a table its row rules. A table without one would show no row to anybody."""
    name = _name(table.name)
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY owner ON {name} TO {_name(owner)} USING (true) WITH CHECK (true)"
    for verb in Verb:
        reaches = reaches_by_role(given, table.name, verb)
        roles = [role for some in reaches.values() for role in some]
        if not roles:
            continue
        who = ", ".join(groups[role.value] for role in roles)
        using, check = _conditions(table, verb, reaches)
        rule = "" if verb is Verb.INSERT else f" USING ({using})"
        if verb in (Verb.INSERT, Verb.UPDATE):
            rule += f" WITH CHECK ({check})"
        yield f"CREATE POLICY {verb.lower()}s ON {name} FOR {verb} TO {who}{rule}"


def _conditions(table: Table, verb: Verb, reaches: dict[Reach, list[Role]]) -> tuple[str, str]:
    if table not in JOURNALS:
        rule = _reached(table.name, reaches)
        return rule, rule
    if verb is Verb.INSERT:
        own = "who = session_user" if table.name == "journal_entry" else "true"
        return "", own
    if table.name == "journal_entry":
        bare = " AND ".join(f"{each} = ''" for each in WORDS_ERASED)
        return (_reached(table.name, reaches), bare) if verb is Verb.UPDATE else ("true", "")
    seen = _seen_changes()
    bare = " AND ".join(
        f"{_name(each)} {'= ' + repr('') if each == 'row_key' else 'IS NULL'}"
        for each in JOURNAL_ERASED
    )
    return (f"({seen}) AND {_erasable(reaches)}", bare) if verb is Verb.UPDATE else (seen, "")


def _seen_changes() -> str:
    """Changes of private tables: whoever reads those for the whole hospital, and one's own."""
    readers = reaches_by_role(rights(), "declaration", Verb.SELECT)
    whole = _has_role([role for some in readers.values() for role in some], whole=True)
    any_of = _has_role([role for some in readers.values() for role in some])
    own = (
        "EXISTS (SELECT FROM journal_entry e WHERE e.action_id = journal_change.action_id"
        " AND e.who = session_user)"
    )
    return f"NOT ({PRIVATE.text}) OR {whole} OR ({any_of} AND {own})"


def _erasable(reaches: dict[Reach, list[Role]]) -> str:
    """Private values by those who read them; others by those who see to people's rights."""
    others = _has_role(reaches.get(Reach.WHOLE, []), whole=True)
    return f"({PRIVATE.text} OR {others})"


def _has_role(roles: Iterable[Role], whole: bool = False) -> str:
    listed = ", ".join(f"'{each}'" for each in roles)
    more = " AND r.department = ''" if whole else ""
    return (
        f"EXISTS (SELECT FROM {user_role.name} r WHERE r.login = session_user"
        f" AND r.role IN ({listed}){more})"
    )


def _reached(table: str, reaches: dict[Reach, list[Role]]) -> str:
    """Return the condition that somebody's role reaches a row."""
    if set(reaches) == {Reach.SHARED} and len(reaches[Reach.SHARED]) == len(Role):
        return "true"
    shared, own, whole = (reaches.get(each, []) for each in (Reach.SHARED, Reach.OWN, Reach.WHOLE))
    department = OF_DEPARTMENT.get(table)
    if department is None:
        shared, own = [*shared, *own], []
    parts = [_has_role(shared)] if shared else []
    if own or whole:
        parts.append(_has_role([*own, *whole], whole=True))
    if own and department is not None:
        listed = ", ".join(f"'{each}'" for each in own)
        parts.append(
            f"lower({department.format(row=table)}) IN (SELECT lower(r.department)"  # noqa: S608
            f" FROM {user_role.name} r WHERE r.login = session_user AND r.role IN ({listed})"
            " AND r.department <> '')"
        )
    return " OR ".join(parts)


def _functions(users: str) -> Iterator[str]:
    yield functions()
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC"
    for name in OPEN_TO_USERS:
        yield f"GRANT EXECUTE ON FUNCTION {name} TO {users}"
    columns = ", ".join(
        f"CASE WHEN {_seen_changes()} THEN {_name(each)}"
        f" {'ELSE ' + repr('') if each == 'row_key' else ''} END AS {_name(each)}"
        if each in JOURNAL_ERASED
        else _name(each)
        for each in sealed_change.c.keys()  # noqa: SIM118 - their names, not the columns
    )
    name = sealed_change.name
    yield f"CREATE OR REPLACE VIEW {name} AS SELECT {columns} FROM journal_change"  # noqa: S608
    yield f"GRANT SELECT ON {name} TO {users}"
