"""The program itself, open at each role's own login on a server: what a role includes works there.

The server must not be in the way of anything that the table of permissions allows; what it forbids
is refused by the program, and by the server to whoever goes past the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from rota.domain.codes import Answer, Decision
from rota.domain.errors import Refused
from rota.domain.permissions import Area, may
from rota.domain.users import Role, RoleGiven
from rota.services import declarations, review, sign_offs
from rota.services.batch_making import render
from rota.services.deciding import decide
from rota.services.history import check, undo
from rota.services.rights import Who, erase_person
from rota.services.strike_picture import StrikePicture
from rota.services.users import change_roles
from rota.storage.accesses import AnyAccess
from rota.storage.database import Database, Work
from rota.storage.ledger import Action, Ledger
from rota.storage.moving import move
from tests.conftest import chosen_engines
from tests.engines import Clock, Postgresql, SqliteFiles, dump
from tests.hospital_server import ADMIN, PASSWORD, HospitalServer
from tests.reliability.letters import PaperTypesetter
from tests.rights_hospital import at_rest, live, people
from tests.services import test_permissions as matrix
from tests.strike_hospital import NOW, tools

address = matrix.address
"""The hospital of the matrix, here moved to a server."""
ACCESS = AnyAccess()
PEOPLE = {
    f"{each.role}.{each.department}".rstrip(".").lower(): each
    for user in matrix.EVERYONE
    for each in user.roles
    if each.role is not Role.ADMINISTRATOR or not each.department
}


@pytest.fixture
def hospital(request: pytest.FixtureRequest, address: str) -> Iterator[HospitalServer]:
    if "postgresql" not in chosen_engines(request.config):
        pytest.skip("a matter of PostgreSQL, which was left out")
    server: Postgresql = request.getfixturevalue("postgresql")
    made = HospitalServer(server)
    with closing(Database(address, lambda: NOW, "tester")) as source:
        move(source, made.owner, lambda: NOW)
    made.set_up(tuple(PEOPLE.items()))
    made.believe_any_clock()
    yield made
    server.drop(made.superuser)


class Undone(matrix.Trying):
    """A database in which everything is saved for real, journal and all, and then taken back."""

    @contextmanager
    def write(self, action: str, why: str = "", *_: object, **__: object) -> Iterator[Work]:
        with self.rehearse(action) as work:
            connection = work.users._connection
            head = Action(action, self.user.login, NOW, "test", why)
            real = Work(connection, Ledger(connection, head), self.user)
            yield real
            real.finish()


def _signing(seen_by: Database) -> matrix.Act:
    """Sign what somebody saw who may see all: the matrix asks who may sign, not who may see."""

    def act(storage: Database, department: str) -> object:
        seen = review.read_review(seen_by, 1, tools().rules, NOW).department(department)
        assert seen is not None
        about = department, "Dr X", "director", "", seen.seen_sha256
        return sign_offs.sign(storage, tools().rules, 1, *about, NOW)

    return act


def _tried(storage: Undone, act: Callable[..., object], department: str) -> str:
    try:
        act(storage, department)
    except Refused as refused:
        return refused.code
    return ""


def test_a_login_of_its_own_can_do_all_that_its_role_includes(
    hospital: HospitalServer, tmp_path: Path
) -> None:
    acts = {area: act for area, (_, act) in matrix.ACTS.items()}
    reader = Database(hospital.superuser, lambda: NOW, "tester")
    acts[Area.REVIEW] = _signing(reader)
    wrong = []
    for said, given in PEOPLE.items():
        with closing(ACCESS.open(hospital.address_of(said), lambda: NOW)) as one:
            user = one.user
            assert user.roles == {given}
        with closing(Undone(hospital.address_of(said), lambda: NOW, user)) as storage:
            storage.folder = tmp_path
            for area, act in acts.items():
                for department in matrix._of(area):
                    came = _tried(storage, act, department)
                    about = department if len(matrix._of(area)) > 1 else None
                    wanted = may(user, matrix.ACTS[area][0], about)
                    fits = (
                        came == matrix.STOPS_AT.get(area, "")
                        if wanted
                        else (came in matrix.PERMISSION)
                    )
                    if not fits:
                        wrong.append((said, area.name, department, came))
    reader.close()
    assert wrong == []


def _seen(storage: Database) -> tuple[object, list[str]]:
    with storage.read() as work:
        picture = StrikePicture(work, 1, tools().rules.ladder)
        return picture.facts, [each.visit.appointment_id for each in picture.at_risk]


def test_each_role_sees_the_same_gaps_and_does_its_work(hospital: HospitalServer) -> None:
    """The board works out of who declared working, which neither clerk nor head may read."""

    def opened(said: str) -> Database:
        return ACCESS.sign_in(hospital.everybody, lambda: NOW, hospital.login(said), PASSWORD)

    with (
        closing(opened("rota_manager")) as manager,
        closing(opened("clerk")) as clerk,
        closing(opened("head.medicine")) as head,
    ):
        seen = [_seen(each) for each in (manager, clerk, head)]
        assert seen[0][1]
        assert seen[0] == seen[1] == seen[2]
        with manager.read() as work:
            assert len(work.windows.declared(1)) == 2
        with clerk.read() as work:
            assert work.windows.declared(1) == {}
            assert work.windows.working([1]) == {1: {"S4"}}

        decide(clerk, ["M1"], Decision.POSTPONE, "no doctor")
        made = render(clerk, tools().typesetter(), tools().rules.letters, NOW)
        assert made.batch is not None
        _signing(head)(head, "Medicine")
        declarations.declare(manager, 1, "S2", Answer.STRIKING)
        undo(manager)
        with manager.read() as work:
            assert len(work.windows.declared(1)) == 2
        with pytest.raises(Refused, match="rota manager"):
            declarations.declare(clerk, 1, "S2", Answer.STRIKING)
        with pytest.raises(Refused, match="not for Emergency"):
            sign_offs.comment(head, 1, "Emergency", "thin", "Dr X", NOW)
        for each in (manager, clerk, head):
            assert check(each).sound

    for said, statement in {
        "clerk": "INSERT INTO declaration VALUES (1, 'S2', 'striking')",
        "head.medicine": "UPDATE appointment SET surname = 'x'",
        "administrator": "UPDATE journal_entry SET who = 'clerk'",
    }.items():
        with (
            psycopg.connect(hospital.address_of(said)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(sql.SQL(statement))  # type: ignore[arg-type]


def test_erasing_on_a_server_is_done_whole_or_refused(
    request: pytest.FixtureRequest, sqlite_files: SqliteFiles, tmp_path: Path, clock: Clock
) -> None:
    if "postgresql" not in chosen_engines(request.config):
        pytest.skip("a matter of PostgreSQL, which was left out")
    server: Postgresql = request.getfixturevalue("postgresql")
    (gone, stays), (left,) = people(2), people(1, kind="ST")
    typesetter = PaperTypesetter()
    made = HospitalServer(server)
    with closing(Database(sqlite_files.copy_to(tmp_path / "h.db"), clock, "tester")) as source:
        live(source, clock, tmp_path, (gone, stays), typesetter, None, [left])  # type: ignore[arg-type]
        move(source, made.owner, clock)
    made.set_up([("rota_manager", RoleGiven(Role.ROTA_MANAGER))])
    made.believe_any_clock()
    at_rest(clock)
    who = Who.PATIENT, gone.ref, typesetter.cut, clock.now
    with closing(ACCESS.open(made.address_of(ADMIN), clock)) as admin:
        with pytest.raises(Refused, match="rota manager for the whole hospital too"):
            erase_person(admin, *who)  # type: ignore[arg-type]
        both = {RoleGiven(Role.ROTA_MANAGER), RoleGiven(Role.ADMINISTRATOR)}
        change_roles(admin, made.login(ADMIN), both)
    with closing(ACCESS.open(made.address_of(ADMIN), clock)) as admin:
        erase_person(admin, *who)  # type: ignore[arg-type]
        erase_person(admin, Who.STAFF, left.ref, *who[2:])  # type: ignore[arg-type]
        assert check(admin).sound
    said = repr(dump(made.superuser))
    assert [text for each in (gone, left) for text in each.strings if text in said] == []
    assert stays.surname in said
    server.drop(made.superuser)
