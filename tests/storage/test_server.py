"""A hospital on a server of its own: set up, entered by one's own login, moved there and back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

import main
from rota.domain.errors import Refused, Unavailable
from rota.domain.permissions import Area
from rota.domain.servers import FirstKey
from rota.domain.times import utc_now
from rota.domain.users import Door, NewUser, Role, RoleGiven
from rota.services.history import check
from rota.services.users import (
    add_user,
    change_passphrase,
    change_roles,
    give_passphrase,
    remove_user,
)
from rota.storage.accesses import AnyAccess
from rota.storage.database import Database
from rota.storage.moving import move
from rota.storage.schema import JOURNALS, metadata
from rota.storage.server_access import set_up_server
from rota.storage.server_rights import WRITES
from tests import cover_hospital
from tests.engines import Clock, SqliteFiles, dump, filling
from tests.hospital_server import ADMIN, PASSWORD, HospitalServer

ANOTHER = "four green bottles on a wall"
ACCESS = AnyAccess()


def refusal(hospital: HospitalServer, said: str, passphrase: str) -> str:
    with pytest.raises((Refused, Unavailable)) as refused:
        ACCESS.sign_in(hospital.everybody, utc_now, said, passphrase)
    return str(refused.value.code)  # type: ignore[union-attr]


def test_everybody_comes_in_by_a_login_of_their_own(hospital: HospitalServer) -> None:
    clerk = hospital.login("cleo")
    assert ACCESS.door(hospital.everybody) is Door.SERVER
    assert ACCESS.door(hospital.owner) is Door.OPEN
    hospital.set_up()
    assert refusal(hospital, hospital.login(ADMIN), ANOTHER) == "not_let_in"
    assert refusal(hospital, "nobody", PASSWORD) == "not_let_in"

    admin = ACCESS.sign_in(hospital.everybody, utc_now, hospital.login(ADMIN), PASSWORD)
    add_user(admin, NewUser(clerk, "Cleo", frozenset({RoleGiven(Role.CLERK)}), PASSWORD))
    with closing(ACCESS.sign_in(hospital.everybody, utc_now, clerk, PASSWORD)) as storage:
        assert storage.user.roles == {RoleGiven(Role.CLERK)}
        assert not storage.user.is_open
        assert groups_of(hospital, clerk) == {"clerk", "user"}
        assert storage.keys is not None
        assert storage.keys.holds(clerk)
        for forbidden in (
            lambda: storage.keys.give(hospital.login(ADMIN), PASSWORD),
            lambda: storage.keys.take(hospital.login(ADMIN)),
        ):
            with pytest.raises(Unavailable, match="does not let this login"):
                forbidden()
        assert check(storage).sound
        change_roles(admin, clerk, {RoleGiven(Role.HEAD, "Surgery")})
        assert groups_of(hospital, clerk) == {"head", "user"}

        with pytest.raises(Refused, match="old passphrase"):
            change_passphrase(storage, ANOTHER, ANOTHER)
        change_passphrase(storage, PASSWORD, ANOTHER)
        storage._engine.dispose()  # as after a restart of the server: it comes in again
        assert check(storage).sound
        assert refusal(hospital, clerk, PASSWORD) == "not_let_in"
        give_passphrase(admin, clerk, PASSWORD)
        with pytest.raises(Refused, match="no recovery code"):
            storage.keys.new_code()

        remove_user(admin, clerk, "left")
        with pytest.raises((Refused, Unavailable)), storage.read():
            pass
    assert refusal(hospital, clerk, PASSWORD) == "not_let_in"
    assert groups_of(hospital, clerk) == set()
    assert check(admin).sound
    admin.close()


def groups_of(hospital: HospitalServer, login: str) -> set[str]:
    with psycopg.connect(hospital.superuser) as connection:
        rows = connection.execute(
            "SELECT many.rolname FROM pg_auth_members m JOIN pg_roles one ON one.oid = m.member "
            "JOIN pg_roles many ON many.oid = m.roleid WHERE one.rolname = %s",
            [login],
        )
        return {row[0].removeprefix(f"{hospital.name}_") for row in rows}


def test_logins_that_are_not_the_hospitals_stay_out(hospital: HospitalServer) -> None:
    with psycopg.connect(hospital.superuser, autocommit=True) as admin:
        stranger = hospital.login("stranger")
        admin.execute(f"CREATE ROLE \"{stranger}\" LOGIN PASSWORD '{PASSWORD}'".encode())
        with pytest.raises(Refused) as refused:
            set_up_server(hospital.superuser.replace("postgres:@", f"{stranger}:{PASSWORD}@"),
                          utc_now)  # fmt: skip
        assert refused.value.code == "not_the_owner"
        hospital.set_up()
        assert refusal(hospital, stranger, PASSWORD) == "not_let_in"
        admin.execute(f'GRANT CONNECT ON DATABASE {hospital.name} TO "{stranger}"'.encode())
        assert refusal(hospital, stranger, PASSWORD) == "not_a_user"
        with closing(ACCESS.open(hospital.owner, utc_now)) as storage:
            theirs = NewUser(stranger, "S", frozenset({RoleGiven(Role.CLERK)}), PASSWORD)
            with pytest.raises(Refused, match="for something else"):
                add_user(storage, theirs)
            assert storage.user.has(Role.ADMINISTRATOR)  # there are users: no more anybody
            assert not storage.user.is_open


def test_what_a_server_says_no_to_is_said_in_words(hospital: HospitalServer) -> None:
    hospital.set_up()
    with psycopg.connect(hospital.superuser, autocommit=True) as admin:
        login, missing = hospital.login("full"), hospital.superuser.replace(hospital.name, "none")
        admin.execute(
            f"CREATE ROLE \"{login}\" LOGIN CONNECTION LIMIT 0 PASSWORD '{PASSWORD}'".encode()
        )
    full = hospital.superuser.replace("postgres:@", f"{login}:{PASSWORD}@")
    slow = f"{hospital.owner}&options=-c%20statement_timeout%3D100"
    found = {}
    with psycopg.connect(hospital.superuser) as busy:
        busy.execute("LOCK TABLE alembic_version")
        for name, address in {
            "wrong": hospital.superuser.replace("postgres:@", f"{login}:x@"),
            "none": missing, "full": full, "slow": slow,
            "unsealed": "postgresql://a:b@127.0.0.1:1/x?sslmode=verify-full",
        }.items():  # fmt: skip
            with pytest.raises(Unavailable) as fault:
                Database(address, utc_now, "tester").close()
            assert PASSWORD not in fault.value.text
            found[name] = fault.value.code
    assert found == {
        "wrong": "not_let_in", "none": "database_missing", "full": "server_full",
        "slow": "server_took_too_long", "unsealed": "server_unreachable",
    }  # fmt: skip


def test_a_hospital_moves_to_a_server_and_back_and_is_the_same(
    hospital: HospitalServer, sqlite_files: SqliteFiles, tmp_path: Path, clock: Clock
) -> None:
    fill = filling(cover_hospital.fill_more, clock)
    there = sqlite_files.copy_to(tmp_path / "there.db", "cover hospital", fill)
    before = dump(there)
    with closing(Database(there, clock, "tester")) as source:
        moved = move(source, hospital.owner, clock)
        with pytest.raises(Refused, match="already"):
            move(source, hospital.owner, clock)
    assert moved.rows == sum(len(rows) for rows in before.values())
    assert dump(there) == before == dump(hospital.superuser)

    with closing(Database(hospital.owner, clock, "tester")) as source:
        set_up_server(hospital.owner, clock)
        back = str(tmp_path / "back.db")
        assert move(source, back, clock).digest == moved.digest
        with pytest.raises(Refused, match="there already"):
            move(source, back, clock)
    assert dump(back) == before
    for each in (back, hospital.owner):
        with closing(Database(each, clock, "tester")) as storage:
            with storage.write("settings") as work:
                work.settings.put({"proof": "1"})  # its number goes on where the journal was
            assert check(storage).sound

    hospital.set_up()
    safe = tmp_path / "safe.db"
    with closing(ACCESS.open(hospital.owner, clock)) as source:
        with pytest.raises(Refused, match="has users"):
            move(source, str(safe), clock)
        with pytest.raises(Refused, match="no administrator"):
            move(source, str(safe), clock, FirstKey("nobody", ANOTHER))
        assert not list(tmp_path.glob("safe*"))
        made = move(source, str(safe), clock, FirstKey(hospital.login(ADMIN), ANOTHER))
    assert made.recovery_code
    assert b"Okafor" not in safe.read_bytes()
    with closing(ACCESS.sign_in(str(safe), clock, hospital.login(ADMIN), ANOTHER)) as storage:
        assert check(storage).sound


def test_nothing_is_moved_of_a_journal_that_does_not_hold(
    hospital: HospitalServer, sqlite_files: SqliteFiles, tmp_path: Path, clock: Clock
) -> None:
    fill = filling(cover_hospital.fill_more, clock)
    there = sqlite_files.copy_to(tmp_path / "there.db", "cover hospital", fill)
    with closing(Database(there, clock, "tester")) as source:
        with source._engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER journal_change_only_erased")
            connection.exec_driver_sql("UPDATE journal_change SET after = '{}' WHERE id = 3")
        with pytest.raises(Unavailable, match="does not hold: entry 1"):
            move(source, hospital.owner, clock)
        assert not any(dump(hospital.superuser).values())
        with pytest.raises(Unavailable, match="does not hold"):
            move(source, str(tmp_path / "new.db"), clock)
    assert not list(tmp_path.glob("new*"))


def test_the_commands_move_and_set_up(
    hospital: HospitalServer,
    sqlite_files: SqliteFiles,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = sqlite_files.copy_to(tmp_path / "there.db")
    assert main.main(["--database", there, "move", "--to", hospital.owner]) == 0
    assert "compared every one" in capsys.readouterr().out
    assert main.main(["--database", there, "server", "setup"]) == 1
    assert main.main(["--database", hospital.owner, "server", "setup", "--json"]) == 0
    assert f'"database": "{hospital.name}"' in capsys.readouterr().out


def test_every_area_and_table_is_spoken_for() -> None:
    """A new table that nobody may write would only be noticed on a server."""
    assert set(WRITES) == set(Area)
    tables = {name for area in WRITES.values() for name in area}
    assert tables == set(metadata.tables) - {each.name for each in JOURNALS}
    for area in WRITES.values():
        for name, write in area.items():
            assert set(write.columns) - {"*"} <= set(metadata.tables[name].columns.keys())
