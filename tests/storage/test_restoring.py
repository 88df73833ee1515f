"""Backups put back: who may sign in afterwards, what waits, and a restore that is killed."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.backups import Damaged
from rota.domain.errors import Refused
from rota.domain.times import utc_now
from rota.domain.users import NewUser, Role, RoleGiven
from rota.services.backups import back_up_now, confirm_restored
from rota.services.users import add_user, remove_user
from rota.storage import restoring, sealing
from rota.storage.access import FileAccess
from rota.storage.database import Database
from rota.storage.keyfile import box_paths
from rota.storage.restoring import restore

PASSPHRASE = "seven quiet herons over the weir"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADMINISTRATOR = frozenset({RoleGiven(Role.ADMINISTRATOR)})
LOGINS = ("asha", "ben", "cleo")

pytestmark = pytest.mark.one_engine


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a passphrase cheap to try: what it costs is not looked at here."""
    for name, value in (("MEMORY_KIB", 256), ("PASSES", 1), ("LANES", 1)):
        monkeypatch.setattr(sealing, name, value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hospital.db"


def entered(path: Path, login: str, passphrase: str = PASSPHRASE) -> Database:
    return FileAccess().sign_in(str(path), utc_now, login, passphrase)


def founder(login: str = "asha") -> NewUser:
    return NewUser(login, login.title(), ADMINISTRATOR, PASSPHRASE)


def put(database: Database, **values: str) -> None:
    with database.write("settings") as work:
        work.settings.put(values)
        work.say(f"Set {', '.join(values.values())}")


def who_gets_in(path: Path) -> list[str]:
    found = []
    for login in LOGINS:
        try:
            entered(path, login).close()
            found.append(login)
        except Refused:
            pass
    return found


def new_file(path: Path) -> str:
    return FileAccess().create(str(path), utc_now, founder())


def test_who_could_sign_in_before_a_backup_was_put_back_can_after_and_nobody_else(
    path: Path,
) -> None:
    new_file(path)
    with closing(entered(path, "asha")) as storage:
        add_user(storage, founder("cleo"))
        old = back_up_now(storage, NOW).backup.path
        add_user(storage, founder("ben"))
        remove_user(storage, "cleo", "left")
        found = storage.restore(old)
    assert [each.action for each in found.lost or ()] == ["user add", "user remove"]
    assert who_gets_in(path) == ["asha", "ben"]
    with closing(entered(path, "ben")) as storage:
        assert storage.restored is not None
        with storage.read() as work:
            actions = [(each.action, each.text) for each in work.journal.entries()]
        assert storage.user.roles == ADMINISTRATOR
        remove_user(storage, "asha", "left")  # the keys noted are theirs
    assert [text for action, text in actions if action == "restore"] == [
        "Whoever could sign in before the backup was put back still can."
    ]
    assert who_gets_in(path) == ["ben"]


def test_a_backup_of_before_the_file_was_protected_locks_nobody_out(path: Path) -> None:
    with closing(plain(path)) as database:
        put(database, a="1")
        old = back_up_now(database, NOW).backup.path
    FileAccess().protect(str(path), utc_now, founder())
    with closing(entered(path, "asha")) as storage:
        add_user(storage, founder("ben"))
        storage.restore(old)
    assert who_gets_in(path) == ["asha", "ben"]


def test_after_damage_the_newest_backup_says_who_may_sign_in(path: Path) -> None:
    new_file(path)
    with closing(entered(path, "asha")) as storage:
        old = back_up_now(storage, NOW).backup.path
        add_user(storage, founder("ben"))
        back_up_now(storage, NOW + timedelta(minutes=20))
    path.write_bytes(path.read_bytes()[:5000])
    assert restore(str(path), old).lost is None
    assert who_gets_in(path) == ["asha", "ben"]


def test_where_nothing_says_who_may_sign_in_the_recovery_code_lets_in_an_administrator(
    path: Path,
) -> None:
    with closing(plain(path)) as database:
        put(database, a="1")
        old = back_up_now(database, NOW).backup.path
    code = FileAccess().protect(str(path), utc_now, founder())
    path.write_bytes(path.read_bytes()[:5000])
    restore(str(path), old)
    with pytest.raises(Refused, match="recovery code"):
        entered(path, "asha")
    FileAccess().reset(str(path), utc_now, "asha", code, PASSPHRASE)
    with closing(entered(path, "asha")) as storage:
        assert storage.user.roles == ADMINISTRATOR
        with storage.read() as work:
            assert work.settings.all()["a"] == "1"


def test_a_file_that_is_gone_waits_for_somebody_to_look(path: Path) -> None:
    new_file(path)
    with closing(entered(path, "asha")) as storage:
        old = back_up_now(storage, NOW).backup.path
    path.unlink()
    assert restore(str(path), old).lost is None
    with closing(entered(path, "asha")) as storage:
        assert storage.restored is not None
        assert storage.restored.lost is None
        confirm_restored(storage)


def test_two_restores_in_a_row_are_one_list_until_somebody_has_looked(path: Path) -> None:
    new_file(path)
    with closing(entered(path, "asha")) as storage:
        old = back_up_now(storage, NOW).backup.path
        put(storage, a="1")
        later = back_up_now(storage, NOW + timedelta(minutes=20)).backup.path
        put(storage, a="2")
        storage.restore(old)
    with closing(entered(path, "asha")) as storage:
        put(storage, a="3")
        found = storage.restore(old)
    assert settings_in(found.lost) == ["Set 1", "Set 2", "Set 3"]
    with closing(entered(path, "asha")) as storage:
        assert settings_in(storage.restored.lost) == ["Set 1", "Set 2", "Set 3"]
        found = storage.restore(later)
    assert settings_in(found.lost) == ["Set 2", "Set 3"]  # the first is in the file again
    with closing(entered(path, "asha")) as storage:
        confirm_restored(storage)
        assert storage.restored is None


def settings_in(lost: object) -> list[str]:
    return sorted(each.text for each in lost if each.action == "settings")  # type: ignore[attr-defined]


def test_a_restore_that_is_killed_leaves_the_old_file_or_the_new_one_never_none(path: Path) -> None:
    with closing(plain(path)) as storage:
        put(storage, a="0")
        old = back_up_now(storage, NOW).backup.path
        put(storage, b="1")
    here, seen = path.read_bytes(), set()
    for number in range(1, 40):
        if (child := os.fork()) == 0:
            try:
                die_at(number)
                restore(str(path), old)
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        assert path.exists()
        with closing(plain(path)) as storage:
            with storage.read() as work:
                is_old = "b" in work.settings.all()
            assert (storage.restored is None) == is_old, number
            if not is_old:
                assert settings_in(storage.restored.lost) == ["Set 1"]
                path.write_bytes(here)
                restoring.confirmed(path)
        seen.add(is_old)
        if status == 0:
            break
    assert seen == {True, False}
    assert status == 0


def plain(path: Path) -> Database:
    return Database(str(path), utc_now, "tester")


def die_at(number: int) -> None:
    """Kill this process at the number-th change to the disk."""
    left = iter(range(number - 1))

    def dying(real: object) -> object:
        def act(*given: object, **named: object) -> object:
            if next(left, None) is None:
                os._exit(9)
            return real(*given, **named)  # type: ignore[operator]

        return act

    for owner, names in ((Path, ("replace", "unlink")), (os, ("link", "fsync"))):
        for name in names:
            setattr(owner, name, dying(getattr(owner, name)))


@pytest.mark.parametrize("junk", [b"junk", None])
def test_a_key_box_that_cannot_be_read_comes_back_from_beside_a_backup(
    junk: bytes | None, path: Path
) -> None:
    new_file(path)
    with closing(entered(path, "asha")) as storage:
        put(storage, a="1")
        back_up_now(storage, NOW)
        put(storage, a="2")
    for box in box_paths(path):
        box.unlink() if junk is None else box.write_bytes(junk)
    with closing(entered(path, "asha")) as storage, storage.read() as work:
        assert work.settings.all()["a"] == "2"


def test_a_damaged_file_whose_log_was_left_can_be_replaced(path: Path) -> None:
    new_file(path)
    with closing(entered(path, "asha")) as storage:
        old = back_up_now(storage, NOW).backup.path
    if (child := os.fork()) == 0:
        put(entered(path, "asha"), a="1")
        os._exit(9)
    os.waitpid(child, 0)
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size
    path.write_bytes(b"x" * 5000)
    found = restore(str(path), old)
    assert found.aside is not None
    assert found.aside.with_name(found.aside.name + "-wal").exists()
    assert not log.exists()
    assert who_gets_in(path) == ["asha"]


def test_a_backup_that_was_damaged_since_is_not_offered(path: Path) -> None:
    with closing(plain(path)) as storage:
        put(storage, a="1")
        good = back_up_now(storage, NOW).backup
        put(storage, a="2")
        rotten = back_up_now(storage, NOW + timedelta(minutes=20)).backup.path
    body = bytearray(rotten.read_bytes())
    body[len(body) // 2] ^= 1
    rotten.write_bytes(body)
    path.write_bytes(b"")
    with pytest.raises(Damaged) as caught:
        plain(path)
    assert caught.value.backup == good
