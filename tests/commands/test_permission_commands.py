"""What the commands show to whom: a person's own answer to a strike to rota managers only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from rota.commands import run as running
from rota.commands.run import COMMANDS, run
from rota.commands.words import build_parser
from rota.domain.codes import Answer
from rota.domain.importing import ImportKind
from rota.domain.times import Clock
from rota.domain.users import Role, RoleGiven, User
from rota.services.declarations import declare
from rota.services.importing import ImportOrder, import_file
from rota.storage.database import Database
from tests.engines import SqliteFiles
from tests.strike_hospital import NOW, START, VISITS, fill, tools

READING = {
    "affected": "--window 1",
    "gaps": "--window 1",
    "window list": "",
    "window show": "1",
    "dispute list": "",
    "candidates": "--window 1 --service Emergency~department --start 2016-01-12T08:30 "
    "--end 2016-01-12T20:00",
    "cover list": "--window 1",
    "suggest cover": "--window 1 --seconds 1",
    "person show": "--staff S4 --window 1",
    "attendance list": "--window 1",
    "day roll": "--window 1 --at 2016-01-12T09:00",
    "day flags": "--window 1",
    "day handover": "--window 1 --out {out}/sheet.pdf",
    "derogation list": "--window 1",
    "tell list": "--window 1",
    "turnout list": "",
    "review show": "--window 1",
    "report sitrep": "--window 1",
    "report brief": "--window 1",
    "report gaps": "--window 1",
    "report grid": "--window 1",
    "report cancelled": "--window 1",
    "report attendance": "--window 1",
    "report pack": "--window 1 --out {out}/pack.zip",
    "rota": "--window 1 --out {out}/rota.pdf",
    "tell notices": "--window 1 --out {out}/notices",
    "attendance payroll": "--window 1 --out {out}/payroll.csv",
    "window export": "--out {out}/windows.csv",
    "patient show": "--appointment A1",
    "letters queue": "",
    "letters phone-list": "--window 1",
    "letters releases": "",
    "extract notes": "",
    "triage": "--window 1",
    "triage prices": "--window 1",
    "requirements show": "",
    "permissions": "",
}
"""The commands that show what there is, with their words; ``~`` stands for a blank."""
TELLING = ("affected", "person show", "attendance list", "day roll")
"""Some of those that do tell a rota manager who said what."""
THEIRS = {"S1", "S4", "Okafor", "Patel"}
"""Who said that they strike, and who that they work: neither sees any of the patients shown."""
TURNED_AWAY = {"not_allowed", "not_shown", "not_your_department"}


@pytest.fixture(autouse=True)
def _words_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of the command line are built once: every command of this file is run often."""
    monkeypatch.setattr(running, "build_parser", cache(build_parser))


@pytest.fixture
def address(sqlite_files: SqliteFiles, tmp_path: Path) -> str:
    """The hospital of five people; two of them told the trust what they will do."""
    address = str(sqlite_files.copy_to(tmp_path / "hospital.db"))
    with closing(Database(address, lambda: NOW, "tester")) as storage:
        fill(storage, tmp_path)
        path = tmp_path / "visits.csv"
        path.write_text(VISITS, encoding="utf-8")
        import_file(storage, tools().reader, ImportOrder(ImportKind.APPOINTMENTS, path), NOW)
        declare(storage, 1, "S1", Answer.STRIKING)
        declare(storage, 1, "S4", Answer.WORKING)
    return address


def said_to(
    role: Role, address: str, out: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[str, str, str]]:
    """Run every command as somebody of a role: its name, its answer, the code of a refusal."""
    user = User(role.value, role.value, frozenset({RoleGiven(role)}))

    def opened(where: str, clock: Clock) -> Database:
        return Database(where, clock, user)

    given = replace(tools(), open_storage=opened)
    for name in TELLING if role is Role.ROTA_MANAGER else READING:
        words = READING[name]
        asked = [each.replace("~", " ").format(out=out) for each in f"{name} {words}".split()]
        now = START if name.startswith("day") else NOW
        capsys.readouterr()
        run(
            [*asked, "--database", address, "--json", "--now", _local(now)], lambda: given, _no, _no
        )
        answer, _told = capsys.readouterr()
        document = json.loads(answer)
        refused = document["error"]["code"] if "error" in document else ""
        assert refused != "fault", (name, document)
        yield name, answer, refused


def _local(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _no(_context: object) -> int:
    raise AssertionError("no window is opened here")


def test_nobody_but_a_rota_manager_is_told_who_strikes(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set(READING) <= set(COMMANDS)
    shown: dict[Role, set[str]] = {}
    for role in Role:
        telling, answered = set(), set()
        for name, answer, refused in said_to(role, address, tmp_path, capsys):
            assert refused in {*TURNED_AWAY, "", "nothing_settled", "nobody_to_tell"}, name
            if refused not in TURNED_AWAY:
                answered.add(name)
            if any(f'"{each}' in answer or f"{each}," in answer for each in THEIRS):
                telling.add(name)
        if role is Role.ROTA_MANAGER:
            assert telling == set(TELLING)
        else:
            assert telling == set(), role
        shown[role] = answered
    everybody = shown[Role.CLERK] & shown[Role.HEAD] & shown[Role.ADMINISTRATOR]
    assert everybody >= {"affected", "gaps", "window list", "window show", "dispute list"}
    patients = {"patient show", "letters queue", "letters phone-list", "triage", "extract notes"}
    assert patients <= shown[Role.CLERK]
    assert not patients & (shown[Role.HEAD] | shown[Role.ADMINISTRATOR])
    assert "review show" in shown[Role.HEAD]
    assert "review show" not in shown[Role.ADMINISTRATOR]
    reports = {each for each in READING if each.startswith("report ")}
    for role in (Role.HEAD, Role.CLERK):
        assert shown[role] & reports == {"report brief", "report gaps", "report cancelled"}
        assert "turnout list" not in shown[role]


def test_a_head_reads_of_the_own_department_only(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for department, wanted in (("Medicine", {"A1", "A2"}), ("Emergency", set())):
        user = User("h", "H", frozenset({RoleGiven(Role.HEAD, department)}))
        given = replace(tools(), open_storage=lambda at, clock, u=user: Database(at, clock, u))
        more = ["--window", "1", "--database", address, "--json", "--now", _local(NOW)]
        run(["affected", *more], lambda given=given: given, _no, _no)
        found = json.loads(capsys.readouterr().out)
        assert "error" not in found, found
        assert {each["appointment_id"] for each in found["appointments"]} == wanted
        assert "duties" not in found, "which of a group are lost tells what each holder said"
        run(["affected", "--duties", *more], lambda given=given: given, _no, _no)
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_shown"
        run(["gaps", "--absent", "S3", *more], lambda given=given: given, _no, _no)
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_shown"
        run(["review", "show", *more], lambda given=given: given, _no, _no)
        shown = json.loads(capsys.readouterr().out)["departments"]
        assert [each["department"] for each in shown] == [department]
        other = "Emergency" if department == "Medicine" else "Medicine"
        run(["review", "show", *more, "--department", other], lambda given=given: given, _no, _no)
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_shown"
