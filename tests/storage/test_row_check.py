"""Rows changed behind the program's back are found by what the journal has of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from rota.domain.attendance import AttendanceRecord
from rota.domain.codes import Answer, Attendance, Decision, Level
from rota.domain.sign_offs import SignOff
from rota.domain.users import Role, RoleGiven, User
from rota.services.deciding import decide
from rota.services.declarations import declare
from rota.services.history import check, redo, undo
from rota.services.purging import purge_due
from rota.services.rights import Who, erase_person
from rota.storage.database import Database
from rota.storage.engine import open_engine
from rota.storage.row_check import strayed_rows
from tests.engines import Clock
from tests.reliability.letters import PaperTypesetter
from tests.rights_hospital import LATER, RULES, live, people
from tests.strike_hospital import NOW, add_visits, fill

ATTACKS = {
    "user_account (asha)": "UPDATE user_account SET removed_at = NULL",
    "user_account (eve)": "INSERT INTO user_account VALUES ('eve', 'Eve', '{at}', NULL)",
    "user_role (asha, administrator)": "DELETE FROM user_role WHERE role = 'administrator'",
    "user_role (asha, clerk)": "INSERT INTO user_role VALUES ('asha', 'clerk', '')",
    "declaration (1)": "UPDATE declaration SET answer = 'striking'",
    "declaration (1) ": "DELETE FROM declaration",
    "declaration (1)  ": "INSERT INTO declaration VALUES (1, 'S2', 'striking')",
    "decision (A1)": "UPDATE decision SET decision = 'keep' WHERE appointment_id = 'A1'",
    "decision (A2)": "DELETE FROM decision WHERE appointment_id = 'A2'",
    "sign_off (1)": "UPDATE sign_off SET withdrawn_at = '{at}'",
    "attendance (1)": "UPDATE attendance SET minutes_lost = 5",
    "strike_window (1)": "UPDATE strike_window SET state = 'called_off'",
    "window_revision (1, 1)": "UPDATE window_revision SET start = '{at}'",
    "service_level (1, 1)": "UPDATE service_level SET level = 'normal'",
    "emergency_mark (1, D3)": "UPDATE emergency_mark SET emergency = 0",
    "emergency_mark (1, D1)": "INSERT INTO emergency_mark VALUES (1, 'D1', 1)",
    "appointment (A1)": "UPDATE appointment SET do_not_post = 1 WHERE appointment_id = 'A1'",
    "setting (hospital.name)": "INSERT INTO setting VALUES ('hospital.name', 'Elsewhere')",
}
"""What is named, and what was done. Of who struck nothing is named but the strike."""


@pytest.fixture
def hospital(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path)
    add_visits(database, tmp_path)
    decide(database, ["A1", "A2"], Decision.POSTPONE, "no doctor")
    decide(database, ["A2"], Decision.KEEP, "a doctor was found")
    declare(database, 1, "S1", Answer.WORKING)
    roles = frozenset({RoleGiven(Role.ADMINISTRATOR), RoleGiven(Role.HEAD, "Surgery")})
    with database.write("settings") as work:
        work.users.add(User("asha", "Asha Rao", roles), NOW)
        work.users.remove("asha", NOW)
        work.users.add(User("asha", "Asha Rao", roles), NOW)
        work.windows.set_level(1, [1], Level.EMERGENCY_ONLY)
        work.windows.set_marks(1, {"D3": True})
        work.review.sign(
            SignOff(1, 1, "Medicine", "Dr X", "director", "", NOW, "asha", (), "0" * 64)
        )
        work.attendance.put([AttendanceRecord(1, "D1", "S1", Attendance.WORKED, "asha", NOW)])
    return database


def test_what_is_done_past_the_journal_is_found_and_named(hospital: Database, address: str) -> None:
    with hospital.write("settings") as work:
        work.users.remove("asha", NOW + timedelta(days=1))
        work.users.set_roles("asha", {RoleGiven(Role.ADMINISTRATOR)})
    undo(hospital)
    redo(hospital)
    assert check(hospital).faults == ()
    engine = open_engine(address)
    with engine.connect() as connection:
        for named, statement in ATTACKS.items():
            began = connection.begin()
            connection.execute(text(statement.format(at="2016-01-09T09:00:00+00:00")))
            found = strayed_rows(connection)
            began.rollback()
            assert found[0] == f"A row of {named.strip()} is not as the journal has it.", named
            assert len(found) == 2, named
        assert strayed_rows(connection) == []
        connection.execute(text("UPDATE duty SET grade_min = 'FY1'"))
        assert len(strayed_rows(connection)) == 6, "five rows, and what to do"
        connection.rollback()
    engine.dispose()


def test_what_was_erased_is_no_finding_and_what_is_left_is_still_watched(
    database: Database, address: str, clock: Clock, tmp_path: Path
) -> None:
    patients, left = people(3), people(1, 5, "ST")[0]
    live(database, clock, tmp_path, patients, PaperTypesetter(), None, [left])  # type: ignore[arg-type]
    declare(database, 1, "S1", Answer.WORKING)
    clock.now = LATER
    cut = PaperTypesetter().cut
    erase_person(database, Who.PATIENT, patients[0].ref, cut, LATER)  # type: ignore[arg-type]
    purge_due(database, LATER, RULES.ladder)
    erase_person(database, Who.STAFF, left.ref, cut, LATER)  # type: ignore[arg-type]
    assert check(database).faults == ()
    declare(database, 1, "S1", Answer.WORKING)
    engine = open_engine(address)
    with engine.connect() as connection:
        for statement, named in (
            ("UPDATE declaration SET answer = 'striking'", "declaration (1)"),
            ("INSERT INTO declaration VALUES (1, 'S2', 'striking')", "declaration (1)"),
            (f"DELETE FROM decision WHERE appointment_id = 'V{patients[1].ref}-1'", "decision"),
        ):
            began = connection.begin()
            connection.execute(text(statement))
            assert named in strayed_rows(connection)[0]
            began.rollback()
    engine.dispose()
