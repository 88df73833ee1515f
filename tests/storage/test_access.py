"""Making, protecting, opening and getting back into a hospital file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rota.domain.errors import Refused, Unavailable
from rota.domain.times import short_words
from rota.domain.users import Door, NewUser, Role, RoleGiven
from rota.services.history import check
from rota.services.users import (
    add_user,
    change_passphrase,
    change_roles,
    give_passphrase,
    new_recovery_code,
    remove_user,
    users,
)
from rota.storage import access as access_module
from rota.storage import protecting, sealing
from rota.storage.access import FileAccess
from rota.storage.database import Database
from rota.storage.keybox import unlock
from rota.storage.keyfile import box_paths, copies, write
from rota.storage.secret import to_bytes
from tests.engines import Clock, SqliteFiles

ASHA, BEN, NEW = "purple cow over moon", "four green bottles hang", "nine long walks home"
ADMINISTRATOR = frozenset({RoleGiven(Role.ADMINISTRATOR)})
FOUNDER = NewUser("Asha ", "Asha  Rao", ADMINISTRATOR, ASHA)
BEN_OAK = NewUser("ben", "Ben Oak", frozenset({RoleGiven(Role.HEAD, "Surgery")}), BEN)
CAROL = NewUser("carol", "Carol Ash", ADMINISTRATOR, "a third one of these")
SECRET_WORD = "Zebulon Quartermaine"
"""A name that must be read in no file once it is encrypted."""


class Uptime:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MEMORY_KIB", 256)
    monkeypatch.setattr(sealing, "PASSES", 1)
    monkeypatch.setattr(sealing, "LANES", 1)


@pytest.fixture
def up() -> Uptime:
    return Uptime()


@pytest.fixture
def access(up: Uptime) -> FileAccess:
    return FileAccess(up)


SignIn = Callable[..., Database]


@pytest.fixture
def sign_in(access: FileAccess, clock: Clock, path: Path) -> Iterator[SignIn]:
    """Sign in to the file; whatever was opened is let go at the end."""
    opened: list[Database] = []

    def enter(login: str = "asha", passphrase: str = ASHA) -> Database:
        opened.append(access.sign_in(str(path), clock, login, passphrase))
        return opened[-1]

    yield enter
    for each in opened:
        each.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hospital.db"


@pytest.fixture
def plain(sqlite_files: SqliteFiles, path: Path, clock: Clock) -> Path:
    """A plain file with a name in it."""
    sqlite_files.copy_to(path)
    with closing(Database(str(path), clock, "x")) as storage, storage.write("x") as work:
        work.settings.put({f"line {number}": SECRET_WORD for number in range(300)})
    return path


def journal(storage: Database) -> list[tuple[str, str, str]]:
    with storage.read() as work:
        return [(each.who, each.action, each.text) for each in work.journal.entries()]


def test_a_file_made_protected_is_opened_by_its_first_user_only(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn
) -> None:
    assert access.door(str(path)) is Door.NEW
    access.create(str(path), clock, FOUNDER)
    assert access.door(str(path)) is Door.LOCKED
    storage = sign_in(" ASHA")
    assert (storage.user.login, storage.user.name, storage.user.roles, storage.user.is_open) == (
        "asha", "Asha Rao", ADMINISTRATOR, False,
    )  # fmt: skip
    assert check(storage).sound
    for login, passphrase in (("asha", BEN), ("ben", ASHA)):
        with pytest.raises(Refused) as caught:
            sign_in(login, passphrase)
        assert caught.value.text == "The login or the passphrase is not right."
    with pytest.raises(Refused, match="there already"):
        access.create(str(path), clock, FOUNDER)
    left = {each.name for each in path.parent.iterdir()}
    assert not any("part" in each or "plain" in each for each in left)


def test_the_first_user_must_be_able_to_let_others_in(access: FileAccess, clock: Clock) -> None:
    for founder, code in (
        (BEN_OAK, "no_administrator"),
        (NewUser("a", "", ADMINISTRATOR, ASHA), "name_missing"),
        (NewUser("a b", "A", ADMINISTRATOR, ASHA), "login_has_spaces"),
        (NewUser("asha", "A", ADMINISTRATOR, "short"), "passphrase_short"),
    ):
        with pytest.raises(Refused) as caught:
            access.create("unused.db", clock, founder)
        assert caught.value.code == code
    assert not Path("unused.db.keys").exists()


def test_a_plain_file_is_encrypted_with_all_that_is_in_it(
    access: FileAccess, clock: Clock, plain: Path, sign_in: SignIn
) -> None:
    old = os.open(plain, os.O_RDONLY)
    assert SECRET_WORD.encode() in plain.read_bytes()
    access.protect(str(plain), clock, FOUNDER)
    assert os.pread(old, 1 << 22, 0).strip(b"\0") == b"", "the plain one was overwritten"
    os.close(old)
    storage = sign_in()
    with storage.read() as work:
        assert sum(each == SECRET_WORD for each in work.settings.all().values()) == 300
    assert check(storage).sound
    storage.close()
    for each in plain.parent.iterdir():
        assert SECRET_WORD.encode() not in each.read_bytes(), each
    assert access.door(str(plain)) is Door.LOCKED
    with pytest.raises(Refused, match="protected already"):
        access.protect(str(plain), clock, FOUNDER)


def test_a_file_that_others_have_open_or_that_is_none_is_not_protected(
    access: FileAccess, clock: Clock, plain: Path, tmp_path: Path
) -> None:
    before = plain.read_bytes()
    with (
        closing(Database(str(plain), clock, "other")) as other,
        other.read(),
        pytest.raises(Refused, match="open in another window"),
    ):
        access.protect(str(plain), clock, FOUNDER)
    (tmp_path / "notes.db").write_text("these are my own notes")
    for name in ("notes.db", "nothing.db"):
        with pytest.raises(Refused):
            access.protect(str(tmp_path / name), clock, FOUNDER)
    assert plain.read_bytes() == before
    assert access.door(str(plain)) is Door.OPEN
    access.protect(str(plain), clock, FOUNDER)


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM safe.setting WHERE name = 'line 7'",
        "UPDATE safe.setting SET value = 'other' WHERE name = 'line 7'",
        "CREATE TABLE safe.more (x TEXT)",
        "PRAGMA safe.application_id=0",
    ],
)
def test_a_copy_that_is_not_the_same_is_thrown_away(
    spoil: str, access: FileAccess, clock: Clock, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove = protecting._prove

    def spoilt(connection: Any) -> None:
        connection.execute(spoil)
        prove(connection)

    monkeypatch.setattr(protecting, "_prove", spoilt)
    with pytest.raises(Unavailable, match="not the same"):
        access.protect(str(plain), clock, FOUNDER)
    assert access.door(str(plain)) is Door.OPEN
    assert SECRET_WORD.encode() in plain.read_bytes()


def test_a_box_left_by_a_protection_cut_short_keeps_nobody_out(
    access: FileAccess,
    clock: Clock,
    plain: Path,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cut(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(access_module, "swap", cut)
    with pytest.raises(KeyboardInterrupt):
        access.protect(str(plain), clock, FOUNDER)
    assert all(each.exists() for each in box_paths(plain))
    assert access.door(str(plain)) is Door.OPEN
    monkeypatch.undo()
    access.protect(str(plain), clock, FOUNDER)
    assert check(sign_in()).sound


def test_a_plain_file_in_the_place_of_a_protected_one_is_not_opened_unasked(
    access: FileAccess, clock: Clock, plain: Path, sign_in: SignIn
) -> None:
    body = plain.read_bytes()
    access.protect(str(plain), clock, FOUNDER)
    plain.write_bytes(body)
    assert access.door(str(plain)) is Door.LOCKED
    with pytest.raises(Unavailable) as caught:
        sign_in()
    assert caught.value.code == "damaged"


def test_signing_in_is_in_the_journal_and_so_is_what_failed(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn, up: Uptime
) -> None:
    access.create(str(path), clock, FOUNDER)
    for _ in range(5):
        with pytest.raises(Refused):
            sign_in("asha", "wrong one")
    assert access.wait_seconds(str(path), "Asha") == 15
    with pytest.raises(Refused) as caught:
        sign_in()
    assert caught.value.code == "wait"
    clock.pass_(days=-400)
    assert FileAccess(up).wait_seconds(str(path), "asha") == 15
    up.seconds += 15
    storage = sign_in()
    assert access.wait_seconds(str(path), "asha") == 0
    assert journal(storage)[-2:] == [
        ("asha", "sign in failed", "Tries to sign in that failed: 5 as asha."),
        ("asha", "sign in", "Signed in."),
    ]


def test_users_come_change_and_go(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn
) -> None:
    access.create(str(path), clock, FOUNDER)
    asha = sign_in()
    add_user(asha, BEN_OAK)
    for new, code in (
        (BEN_OAK, "login_exists"),
        (NewUser("BEN", "B", ADMINISTRATOR, BEN), "login_exists"),
        (NewUser("dee", "Dee", frozenset(), BEN), "no_role"),
        (NewUser("dee", "Dee Dee Dee Dee", ADMINISTRATOR, "Dee Dee Dee Dee 1"), "passphrase_own"),
    ):
        with pytest.raises(Refused) as caught:
            add_user(asha, new)
        assert caught.value.code == code
    for act in (
        lambda: change_roles(asha, "asha", BEN_OAK.roles),
        lambda: remove_user(asha, "asha", "left"),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code in ("last_administrator", "own_login")
    change_roles(asha, "Ben", frozenset({RoleGiven(Role.CLERK)}))
    ben = sign_in("ben", BEN)
    assert ben.user.roles == {RoleGiven(Role.CLERK)}
    with pytest.raises(Refused) as caught:
        add_user(ben, CAROL)
    assert caught.value.code == "not_allowed"
    with pytest.raises(Refused, match="open in another window"), ben.read():
        remove_user(asha, "ben", "left")
    change_passphrase(ben, BEN, NEW)
    ben.close()
    remove_user(asha, "ben", "left the trust")
    for passphrase in (BEN, NEW):
        with pytest.raises(Refused):
            sign_in("ben", passphrase)
    assert [each.user.login for each in users(asha)] == ["asha", "ben"]
    add_user(asha, BEN_OAK)
    assert sign_in("ben", BEN).user.name == "Ben Oak"
    give_passphrase(asha, "ben", "they forgot the other")
    assert sign_in("ben", "they forgot the other").user.login == "ben"
    assert check(asha).sound
    with asha.read() as work:
        assert work.journal.next_undo() is None


def test_who_may_know_the_recovery_code_takes_it_along_in_vain(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn
) -> None:
    code = access.create(str(path), clock, FOUNDER)
    asha = sign_in()
    for new in (CAROL, BEN_OAK):
        add_user(asha, new)
    assert remove_user(asha, "ben", "left").code == ""
    removed = remove_user(asha, "carol", "left")
    assert "A new recovery code was made" in removed.changes.text
    with pytest.raises(Refused, match="not right"):
        access.reset(str(path), clock, "asha", code, NEW)
    asha.close()
    newest = access.reset(str(path), clock, "asha", removed.code, NEW)
    with closing(sign_in("asha", NEW)) as asha:
        add_user(asha, BEN_OAK)
    access.reset(str(path), clock, "ben", newest, "Bens own next words")  # Ben is shown the next
    asha = sign_in("asha", NEW)
    assert remove_user(asha, "ben", "left").code
    assert check(asha).sound


def test_what_a_leaver_planted_in_the_key_box_opens_nothing_and_is_said(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn
) -> None:
    access.create(str(path), clock, FOUNDER)
    asha = sign_in()
    for new in (BEN_OAK, CAROL):
        add_user(asha, new)
    asha.close()
    bens = unlock(path, "ben", BEN)
    assert bens is not None
    kept = copies(path)[0]
    planted = {
        kept.name(each): sealing.make_box(
            kept.name(each), "a back door of mine", to_bytes(bens.secrets)
        )
        for each in ("carol", "nobody here")
    }
    write(path, replace(kept, boxes={**kept.boxes, **planted}).signed(bens.secret))
    with closing(sign_in("carol", "a back door of mine")) as backdoor:
        assert "another key than the one given" in journal(backdoor)[-1][2]
    asha = sign_in()
    text = remove_user(asha, "ben", "left").changes.text
    assert "given to carol" in text
    assert "1 key of nobody here" in text
    for login in ("carol", "nobody here"):
        assert unlock(path, login, "a back door of mine") is None
    give_passphrase(asha, "carol", NEW)
    remove_user(asha, "carol", "left")
    assert check(asha).sound


def test_an_older_copy_put_back_is_told_at_each_opening(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn
) -> None:
    access.create(str(path), clock, FOUNDER)
    asha = sign_in()
    add_user(asha, BEN_OAK)
    assert asha.older is None
    asha.close()
    beside = (path, *box_paths(path))
    before = [each.read_bytes() for each in beside]
    asha = sign_in()
    assert asha.older is None
    backup = path.parent / "backup.db"
    asha.back_up(backup)
    remove_user(asha, "ben", "left")
    asha.close()
    for each, body in zip(beside, before, strict=True):
        each.write_bytes(body)
    with closing(sign_in("ben", BEN)) as bens:
        assert bens.older is not None
        assert bens.older.words == (
            f"This file is older than it was on {short_words(clock())}: {bens.older.missing} "
            "entries are missing. Was a copy put back?"
        )
        assert bens.older.missing == 2
    for _ in range(4):
        asha = sign_in()
        assert asha.older is not None
        asha.close()
    assert asha.older.missing == 0
    assert "other entries stand in its history" in asha.older.words
    asha = sign_in()
    asha.restore(backup)
    assert sign_in().older is None


def test_a_full_disk_leaves_the_recovery_code_that_was_shown(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = access.create(str(path), clock, FOUNDER)

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("rota.storage.keyfile.write_whole", full)
        with pytest.raises(Unavailable, match="still hold"):
            access.reset(str(path), clock, "asha", code, NEW)
        with closing(sign_in()) as asha, pytest.raises(Unavailable, match="still hold"):
            new_recovery_code(asha)
    with monkeypatch.context() as patch:
        patch.setattr("rota.storage.database.Work.finish", full)
        with pytest.raises(OSError, match="No space"):
            access.reset(str(path), clock, "asha", code, NEW)
    access.reset(str(path), clock, "asha", code, NEW)
    asha = sign_in("asha", NEW)
    add_user(asha, CAROL)
    assert remove_user(asha, "carol", "left").code, "all keys are those noted"
    assert "void" in journal(asha)[-1][2]


def test_a_role_whose_department_is_blank_is_refused(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn
) -> None:
    blank = frozenset({RoleGiven(Role.ROTA_MANAGER, " ")})
    with pytest.raises(Refused) as caught:
        access.create(str(path), clock, NewUser("asha", "Asha Rao", ADMINISTRATOR | blank, ASHA))
    assert caught.value.code == "department_missing"
    access.create(str(path), clock, FOUNDER)
    for act in (
        lambda: add_user(sign_in(), NewUser("ben", "Ben Oak", blank, BEN)),
        lambda: change_roles(sign_in(), "asha", ADMINISTRATOR | blank),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "department_missing"


def test_the_recovery_code_lets_somebody_back_in_once(
    access: FileAccess, clock: Clock, path: Path, sign_in: SignIn, up: Uptime
) -> None:
    code = access.create(str(path), clock, FOUNDER)
    for wrong, login, why in (("AAAAA-BBBBB", "asha", "wrong_code"), (code, "ben", "unknown_user")):
        with pytest.raises(Refused) as caught:
            access.reset(str(path), clock, login, wrong, NEW)
        assert caught.value.code == why
    following = access.reset(str(path), clock, "Asha", f" {code.lower()} ", NEW)
    assert sign_in("asha", NEW).user.login == "asha"
    with pytest.raises(Refused):
        sign_in("asha", ASHA)
    with pytest.raises(Refused):
        access.reset(str(path), clock, "asha", code, BEN)
    newest = new_recovery_code(sign_in("asha", NEW))
    assert len({code, following, newest}) == 3
    with pytest.raises(Refused):
        access.reset(str(path), clock, "asha", following, BEN)
    access.reset(str(path), clock, "asha", newest, BEN)


def test_a_file_that_is_open_has_no_users(access: FileAccess, clock: Clock, plain: Path) -> None:
    with closing(access.open(str(plain), clock)) as storage:
        assert users(storage) == []
        with pytest.raises(Refused, match="Protect it first"):
            add_user(storage, BEN_OAK)
    with pytest.raises(Refused, match="asks nobody"):
        access.sign_in(str(plain), clock, "asha", ASHA)
    assert access.door("postgresql://host/db") is Door.SERVER
