"""Protecting the hospital file and its users from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import main
from rota.domain.times import iso_utc, utc_now
from rota.domain.users import NewUser, Role, RoleGiven
from rota.services.users import add_user
from rota.storage import sealing
from tests.commands.conftest import NOW, Said, run_words

ASHA, BEN, NEW = "purple cow over moon", "four green bottles hang", "nine long walks home"


class Desk:
    """One computer: its files of passphrases, and who sits there."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys
        self.path = folder / "hospital.db"

    def file(self, text: str, ending: str = "\n") -> str:
        path = self._folder / f"line-{abs(hash(text))}"
        path.write_text(text + ending, encoding="utf-8", newline="")
        return str(path)

    def run(self, *words: str, login: str = "", passphrase: str = "", json: bool = True) -> Said:
        given = ["--database", str(self.path), "--now", NOW, *(["--json"] if json else [])]
        if login:
            given += ["--login", login]
        if passphrase:
            given += ["--passphrase-file", self.file(passphrase)]
        return run_words(self._capsys, *words, *given)

    def asha(self, *words: str) -> Said:
        return self.run(*words, login="asha", passphrase=ASHA)


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    for name, value in (("MEMORY_KIB", 256), ("PASSES", 1), ("LANES", 1)):
        monkeypatch.setattr(sealing, name, value)
    for name in ("STRIKE_ROTA_LOGIN", "STRIKE_ROTA_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, capsys)


def test_a_hospital_from_protecting_it_to_somebody_leaving(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = utc_now()
    assert desk.run("hospital", "--name", "St Elsewhere's").code == 0
    assert desk.run("check").code == 0
    made = desk.run("protect", "Asha", "--name", "Asha Rao", "--new-passphrase-file",
                    desk.file(ASHA))  # fmt: skip
    assert made.code == 0, made
    assert made.json["made"] is False
    assert len(made.json["recovery_code"]) == 35
    assert "Copies made elsewhere are not" in made.err
    assert desk.run("check").error == "sign_in"
    assert "--login NAME" in desk.run("check", json=False).err
    assert desk.run("check", login="asha").error == "no_passphrase"
    assert desk.run("check", login="asha", passphrase=BEN).error == "not_let_in"
    assert desk.asha("check").json["sound"]

    added = desk.asha("user", "add", "ben", "--name", "Ben Oak", "--role", "head:Surgery",
                      "--role", "clerk", "--new-passphrase-file", desk.file(BEN))  # fmt: skip
    assert added.code == 0, added
    listed = desk.asha("user", "list").json["users"]
    assert [(each["login"], each["removed_utc"]) for each in listed] == [
        ("asha", None), ("ben", None),
    ]  # fmt: skip
    assert listed[1]["roles"] == [
        {"role": "clerk", "department": None}, {"role": "head", "department": "Surgery"},
    ]  # fmt: skip
    monkeypatch.setenv("STRIKE_ROTA_LOGIN", "ben")
    monkeypatch.setenv("STRIKE_ROTA_PASSPHRASE", BEN)
    assert desk.run("check").json["sound"]
    assert desk.run("user", "list").error == "not_allowed"
    assert desk.run("user", "passphrase", "--new-passphrase-file", desk.file(NEW)).code == 0
    assert desk.run("check").error == "not_let_in"
    monkeypatch.setenv("STRIKE_ROTA_PASSPHRASE", NEW)
    assert desk.run("check").code == 0

    assert desk.asha("user", "roles", "ben", "--role", "clerk").code == 0
    assert desk.asha("user", "roles", "asha", "--role", "clerk").error == "last_administrator"
    assert desk.asha("user", "remove", "ben", "--why", "left").code == 0
    assert desk.run("check").error == "not_let_in"
    assert desk.asha("undo").error == "nothing_to_undo"
    removed = desk.asha("user", "list").json["users"][1]
    assert (removed["login"], removed["roles"]) == ("ben", [])
    assert removed["removed_utc"] >= iso_utc(begun), "the real time, whatever --now says"


def test_an_administrator_who_leaves_and_an_older_copy_put_back(desk: Desk) -> None:
    made = desk.run("protect", "asha", "--name", "Asha Rao", "--new-passphrase-file",
                    desk.file(ASHA))  # fmt: skip
    adding = ("user", "add", "ben", "--name", "Ben Oak", "--new-passphrase-file", desk.file(BEN))
    for blank in ("rota_manager:", "rota_manager: "):
        assert desk.asha(*adding, "--role", blank).code == 2
    assert desk.asha(*adding, "--role", "administrator").code == 0
    beside = [desk.path.with_name(desk.path.name + each) for each in ("", ".keys", ".keys2")]
    before = [each.read_bytes() for each in beside]
    code = desk.asha("user", "remove", "ben", "--why", "left").json["recovery_code"]
    reset = ("user", "reset", "asha", "--new-passphrase-file", desk.file(NEW), "--code-file")
    assert desk.run(*reset, desk.file(made.json["recovery_code"])).error == "wrong_code"
    assert desk.run(*reset, desk.file(code)).code == 0
    assert "missing" not in desk.run("check", login="asha", passphrase=NEW).err
    for path, body in zip(beside, before, strict=True):
        path.write_bytes(body)
    said = desk.run("hospital", login="ben", passphrase=BEN, json=False)
    assert said.code == 0
    assert "This file is older than it was on " in said.err
    assert "entries are missing. Was a copy put back?" in said.err


def test_a_new_file_is_made_protected_and_a_code_from_paper_opens_it_again(desk: Desk) -> None:
    made = desk.run("protect", "asha", "--name", "Asha Rao", "--role", "administrator",
                    "--new-passphrase-file", desk.file(ASHA))  # fmt: skip
    assert made.json["made"] is True
    code = made.json["recovery_code"]
    words = ("user", "reset", "asha", "--code-file", desk.file(code.lower(), "\r\n"))
    assert desk.run(*words, "--new-passphrase-file", desk.file("short")).error == "passphrase_short"
    again = desk.run(*words, "--new-passphrase-file", desk.file(NEW))
    assert again.code == 0, again
    assert again.json["recovery_code"] != code
    assert desk.asha("check").error == "not_let_in"
    newest = desk.run("user", "recovery-code", login="asha", passphrase=NEW).json["recovery_code"]
    assert newest not in (code, again.json["recovery_code"])
    said = desk.run("user", "list", login="asha", passphrase=NEW, json=False).out
    assert said.splitlines()[1].split() == ["asha", "Asha", "Rao", "administrator"]


def test_a_role_is_for_a_department_that_the_hospital_has(desk: Desk, tmp_path: Path) -> None:
    duties = tmp_path / "duties.csv"
    duties.write_text(
        "duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id\n"
        "D1,Wards,General Surgery,St Anne,resident_doctor,CT,12/01/2016 08:00,12/01/2016 20:00,"
        "ward,\n",
        encoding="utf-8",
    )
    desk.run("protect", "asha", "--name", "Asha Rao", "--new-passphrase-file", desk.file(ASHA))
    first = desk.run("user", "add", "ben", "--name", "B", "--role", "head:Medicine",
                     "--new-passphrase-file", desk.file(BEN), login="asha", passphrase=ASHA,
                     json=False)  # fmt: skip
    assert first.code == 0
    assert "its name was not checked" in first.out
    assert desk.asha("import", "duties", str(duties)).code == 0
    words = ("user", "add", "cy", "--name", "Cy", "--new-passphrase-file", desk.file(NEW))
    wrong = desk.asha(*words, "--role", "clerk:General Surgeryy")
    assert wrong.error == "unknown_department"
    assert (
        wrong.json["error"]["text"]
        == "There is no department General Surgeryy. Did you mean General Surgery?"
    )
    assert desk.asha(*words, "--role", "clerk:Zebra").json["error"]["text"] == (
        "There is no department Zebra. There are: General Surgery."
    )
    assert desk.asha(*words, "--role", "clerk:general  surgery").code == 0
    assert desk.asha("user", "list").json["users"][2]["roles"] == [
        {"role": "clerk", "department": "General Surgery"}
    ]
    more = ("--role", "head:Medicine", "--role", "clerk")
    assert desk.asha("user", "roles", "ben", *more).code == 0, "they have the one already"
    assert desk.asha("user", "roles", "cy", *more).error == "unknown_department"


def test_files_of_passphrases_that_cannot_be_used_say_why(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"caf\xe9 by the sea side")
    for name, code in (("nowhere", "no_file"), (str(tmp_path), "no_file")):
        words = ("protect", "asha", "--name", "A", "--new-passphrase-file", name)
        assert desk.run(*words).error == code
    for name, code in ((desk.file("  "), "empty_file"), (str(tmp_path / "latin"), "not_text")):
        words = ("protect", "asha", "--name", "A", "--new-passphrase-file", name)
        assert desk.run(*words).error == code
    assert not desk.path.exists()
    assert desk.run("user", "add", "ben", "--name", "B", "--role", "boss",
                    "--new-passphrase-file", desk.file(BEN)).code == 2  # fmt: skip


def test_a_file_that_is_open_asks_nobody_whoever_signs_in(desk: Desk) -> None:
    assert desk.asha("check").code == 0
    assert desk.run("user", "list").json == {"users": []}
    assert desk.asha("user", "remove", "ben", "--why", "left").error == "not_protected"


def test_no_passphrase_is_in_any_answer_or_file(desk: Desk, tmp_path: Path) -> None:
    said = [desk.run("protect", "asha", "--name", "Asha Rao", "--new-passphrase-file",
                     desk.file(ASHA))]  # fmt: skip
    said += [
        desk.asha("check"),
        desk.run("check", login="asha", passphrase="wrong but long"),
        desk.asha("user", "passphrase", "--new-passphrase-file", desk.file(NEW)),
    ]
    for each in said:
        for passphrase in (ASHA, NEW, "wrong but long"):
            assert passphrase not in each.out + each.err
    for path in tmp_path.glob("hospital*"):
        body = path.read_bytes()
        assert not any(each.encode() in body for each in (ASHA, NEW, "wrong but long")), path
    assert json.loads((tmp_path / "hospital.db.keys").read_text())["version"] == 1


def test_access_gives_a_storage_that_fits_the_services(desk: Desk) -> None:
    desk.run("protect", "asha", "--name", "Asha Rao", "--new-passphrase-file", desk.file(ASHA))
    tools = main.tools()
    storage = tools.access.sign_in(str(desk.path), tools.clock, "asha", ASHA)
    add_user(storage, NewUser("carol", "Carol Ash", frozenset({RoleGiven(Role.CLERK)}), BEN))
    storage.close()
    assert desk.run("check", login="carol", passphrase=BEN).code == 0
