"""A database on a real server that asks for passwords, and people with logins of their own."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from pathlib import Path

import psycopg

from rota.domain.times import utc_now
from rota.domain.users import NewUser, Role, RoleGiven
from rota.services.users import add_user
from rota.storage.server_access import ServerAccess, set_up_server
from tests.engines import Postgresql

PASSWORD = "a-long-road-to-the-harbour"
ADMIN = "ann.admin"


class HospitalServer:
    """One database, owned by a login that is no superuser; ``everybody`` asks for a login."""

    def __init__(self, server: Postgresql) -> None:
        address = server.create("template1")
        self.name = address.partition("?")[0].rpartition("/")[2]
        self.superuser = address
        self.everybody = address.replace("postgres:@", "")
        self.owner = address.replace("postgres:@", f"{self.name}_owner:{PASSWORD}@")
        with psycopg.connect(address, autocommit=True) as admin:
            hba = admin.execute("SHOW hba_file").fetchone()
            assert hba is not None
            Path(hba[0]).write_text("local all postgres trust\nlocal all all scram-sha-256\n")
            admin.execute("SELECT pg_reload_conf()")
            owner = f"{self.name}_owner"
            admin.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD '{PASSWORD}'".encode())
            admin.execute(f"ALTER DATABASE {self.name} OWNER TO {owner}".encode())

    def login(self, said: str) -> str:
        """Return a login that no other test has: the server knows those of all databases."""
        return f"{said}.{self.name.replace('_', '')}"

    def set_up(self, people: Collection[tuple[str, RoleGiven]] = ()) -> None:
        """Set it up as its owner and let people in, the administrator first."""
        set_up_server(self.owner, utc_now)
        with closing(ServerAccess().open(self.owner, utc_now)) as storage:
            for said, role in ((ADMIN, RoleGiven(Role.ADMINISTRATOR)), *people):
                login = self.login(said)
                add_user(storage, NewUser(login, said, frozenset({role}), PASSWORD))

    def believe_any_clock(self) -> None:
        """Let people save by the set clock of a test; all else of an entry is held to as it is."""
        with psycopg.connect(self.owner, autocommit=True) as owner:
            query = "SELECT pg_get_functiondef('journal_entry_holds'::regproc)"
            (made,) = owner.execute(query).fetchone() or ("",)
            assert "interval '5 minutes'" in made
            owner.execute(made.replace("interval '5 minutes'", "interval '50 years'").encode())

    def address_of(self, said: str) -> str:
        """Return the address by which somebody comes in."""
        return self.superuser.replace("postgres:@", f"{self.login(said)}:{PASSWORD}@")
