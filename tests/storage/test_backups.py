"""Backups, plain and encrypted: made, listed, put back; what was there is set aside."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.backups import Damaged, Why
from rota.domain.errors import Refused, Unavailable
from rota.domain.times import utc_now
from rota.domain.users import Door, NewUser, Role, RoleGiven
from rota.services.backups import (
    back_up_before,
    back_up_due,
    back_up_now,
    confirm_restored,
    read_backups,
    save_policy,
)
from rota.services.history import check
from rota.storage.access import FileAccess
from rota.storage.backup_folder import all_in, second_folder
from rota.storage.database import Database
from rota.storage.keybox import KeyBox, new_box
from rota.storage.rekeying import is_plain
from rota.storage.restoring import restore
from rota.storage.secret import Secret, new_secret

PASSPHRASE = "seven quiet herons over the weir"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Open = Callable[[], Database]


@pytest.fixture(params=["plain", "encrypted"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Open one hospital file, again and again."""
    path, keys = tmp_path / "hospital.db", None
    if request.param == "encrypted":
        keys = new_box(path, new_secret())
    opened(path, keys).close()
    if keys is not None:
        keys.settle()
    return lambda: opened(path, keys)


def opened(path: Path, keys: KeyBox | None) -> Database:
    secret = None if keys is None else keys.secret
    return Database(str(path), utc_now, "tester", secret=secret, keys=keys)


def put(database: Database, **values: str) -> None:
    with database.write("settings") as work:
        work.settings.put(values)
        work.say("Changed a setting")


def values(database: Database) -> dict[str, str]:
    with database.read() as work:
        return work.settings.all()


def test_a_backup_is_verified_noted_private_and_opens_by_itself(opens: Open) -> None:
    with closing(opens()) as database:
        put(database, a="1")
        made = back_up_now(database, NOW).backup
        (found,) = read_backups(database).backups
        assert found == made
        with database.read() as work:
            assert (made.head.entries, made.head.sha256) == work.journal.head()
        assert made.is_encrypted == (database.keys is not None)
        keys = database.keys
    note = json.loads(made.path.with_name(made.path.name + ".json").read_bytes())
    assert note["rows"]["setting"] == 1
    assert "Changed a setting" not in json.dumps(note)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
    assert (b"alembic_version" in made.path.read_bytes()) == (keys is None)
    assert made.path.with_name(made.path.name + ".keys").exists() == (keys is not None)
    with closing(opened(made.path, keys)) as copy:
        assert values(copy) == {"a": "1"}
        assert check(copy).sound


def test_a_backup_is_made_only_when_something_changed_and_the_last_is_old_enough(
    opens: Open,
) -> None:
    with closing(opens()) as database:
        assert back_up_due(database, NOW) is None
        assert back_up_before(database, Why.IMPORT, NOW) == ""
        put(database, a="1")
        assert back_up_due(database, NOW) is not None
        assert back_up_due(database, NOW + timedelta(hours=1)) is None
        put(database, a="2")
        assert back_up_due(database, NOW + timedelta(minutes=14)) is None
        assert back_up_due(database, NOW + timedelta(minutes=15)) is not None
        assert back_up_before(database, Why.IMPORT, NOW + timedelta(minutes=16)) == ""
        save_policy(database, 0, "")
        assert back_up_due(database, NOW + timedelta(hours=2)) is None
        assert back_up_before(database, Why.CALL_OFF, NOW + timedelta(hours=2)) == ""
        whys = [each.why for each in read_backups(database).backups]
    assert whys == [Why.CALL_OFF, Why.TIMED, Why.TIMED]


def test_a_second_place_holds_the_same_and_its_absence_is_said(opens: Open, tmp_path: Path) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    with closing(opens()) as database:
        put(database, a="1")
        save_policy(database, 15, str(place))
        made = back_up_now(database, NOW)
        assert made.second is not None
        assert made.second.read_bytes() == made.backup.path.read_bytes()
        (found,) = all_in(second_folder(tmp_path / "hospital.db", place))
        assert found.is_checked
        shutil.rmtree(place)
        gone = back_up_now(database, NOW + timedelta(minutes=1))
        assert gone.second is None
        assert "second place" in gone.second_fault
        with pytest.raises(Refused, match="no folder"):
            save_policy(database, 15, str(place))
        for bad in (tmp_path, database.backups.folder):
            with pytest.raises(Refused, match="must not be"):
                save_policy(database, 15, str(bad))
        with pytest.raises(Refused, match="minutes"):
            save_policy(database, 1, "")


def test_a_backup_that_does_not_hold_what_the_file_does_is_not_kept(
    opens: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rota.storage.backups as backups

    with closing(opens()) as database:
        put(database, a="1")
        good = back_up_now(database, NOW).backup
        put(database, a="2")
        real = backups.check
        monkeypatch.setattr(backups, "check", lambda *given: real(good.path, given[1]))
        with pytest.raises(Unavailable):
            back_up_now(database, NOW + timedelta(hours=30))
        assert read_backups(database).backups == (good,)
        assert sorted(each.suffix for each in good.path.parent.glob("*.part*")) == []


def test_two_windows_make_one_backup_and_neither_spoils_the_others(
    opens: Open, tmp_path: Path
) -> None:
    with closing(opens()) as database, closing(opens()) as other:
        put(database, a="1")
        folder = database.backups.folder
        folder.mkdir()
        theirs = folder / "20261123T090000Z-timed.db.77-abcd.part"
        theirs.write_bytes(b"half")
        first = database.backups.make(Why.TIMED, NOW)
        assert other.backups.make(Why.TIMED, NOW + timedelta(seconds=1)).backup == first.backup
        asked = other.backups.make(Why.ASKED, NOW).backup
        assert asked.path != first.backup.path
        assert theirs.exists()
        os.utime(theirs, (0, 0))
        database.backups.make(Why.ASKED, NOW)
        assert not theirs.exists()
        assert [each.number for each in database.backups.all()] == [3, 2, 1]


def test_saving_goes_on_while_a_backup_is_made(opens: Open) -> None:
    with closing(opens()) as database:
        put(database, **{f"{number}": "x" * 400 for number in range(30_000)})
        saved: list[float] = []

        def told(done: float) -> None:
            put(database, saved=str(done))
            saved.append(done)

        back_up_now(database, NOW, told)
        assert len(saved) > 1
        assert values(database)["saved"] == str(saved[-1])
        newest = read_backups(database).backups[0]
        with database.read() as work:
            assert newest.head.entries == work.journal.head()[0] - len(saved)


def test_a_backup_that_is_stopped_leaves_nothing(opens: Open) -> None:
    def told(_done: float) -> None:
        raise KeyboardInterrupt

    with closing(opens()) as database:
        put(database, a="1")
        with pytest.raises(KeyboardInterrupt):
            back_up_now(database, NOW, told)
        assert list(database.backups.folder.iterdir()) == []
        put(database, a="2")


def test_what_was_done_after_the_backup_is_listed_and_letters_wait_until_it_is_confirmed(
    opens: Open, tmp_path: Path
) -> None:
    with closing(opens()) as database:
        put(database, a="1")
        made = back_up_now(database, NOW).backup
        put(database, a="2")
        found = database.restore(made.path)
    assert [each.text for each in found.lost or ()] == ["Changed a setting"]
    assert found.aside is not None
    assert found.aside.exists()
    with closing(opens()) as database:
        assert values(database) == {"a": "1"}
        assert database.restored == found
        put(database, b="work goes on")
        with (
            pytest.raises(Refused, match="A backup was put back"),
            database.write("letters print"),
        ):
            pass
        assert "1 actions made after it" in confirm_restored(database).text
        assert database.restored is None
        with database.write("letters print"):
            pass
        assert check(database).sound
        with pytest.raises(Refused):
            confirm_restored(database)
    with closing(opened(found.aside, database.keys)) as aside:
        assert values(aside) == {"a": "2"}


def test_nothing_is_held_back_when_the_backup_lacks_nothing(opens: Open) -> None:
    with closing(opens()) as database:
        put(database, a="1")
        found = database.restore(back_up_now(database, NOW).backup.path)
    assert found.lost == ()
    with closing(opens()) as database:
        assert database.restored is None
        with database.write("letters print"):
            pass


def test_a_file_that_is_open_elsewhere_is_not_replaced(opens: Open) -> None:
    with closing(opens()) as database, closing(opens()) as other:
        put(database, a="1")
        made = back_up_now(database, NOW).backup
        put(other, a="2")
        with pytest.raises(Refused, match="another window"):
            database.restore(made.path)
        assert values(other) == {"a": "2"}


@pytest.mark.parametrize("kind", ["emptied", "gone", "cut", "zeroed", "a bit"])
def test_damage_is_noticed_before_use_and_the_newest_backup_brings_it_back(
    kind: str, opens: Open, tmp_path: Path
) -> None:
    path = tmp_path / "hospital.db"
    with closing(opens()) as database:
        put(database, a="1")
        back_up_now(database, NOW)
        made = back_up_now(database, NOW + timedelta(minutes=1)).backup
    body = bytearray(path.read_bytes())
    if kind == "gone":
        path.unlink()
        if database.keys is None:  # a command makes it anew; a window asks at the door
            assert FileAccess().door(str(path)) is Door.DAMAGED
            return
    elif kind == "emptied":
        path.write_bytes(b"")
    elif kind == "cut":
        path.write_bytes(body[: len(body) // 2])
    elif kind == "zeroed":
        path.write_bytes(bytes(len(body)))
    else:
        at = 4096 + 10 if database.keys else 30  # plain: only what says something is noticed
        body[at] ^= 0x10 if database.keys else 0xFF
        path.write_bytes(body)
        if database.keys is None:
            return  # one bit of a plain file mostly goes unseen; see the proof "damage"
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(Damaged) as caught:
        opens()
    assert caught.value.backup == made
    assert str(made.path) in caught.value.text
    assert (path.read_bytes() if path.exists() else None) == before
    found = restore(str(path), made.path)  # nobody can sign in: it is known by its digest
    if before is not None:
        assert found.aside is not None
        assert found.aside.read_bytes() == before
    assert found.waits
    with closing(opens()) as database:
        assert values(database) == {"a": "1"}


def test_a_backup_of_before_somebody_left_is_given_the_newest_secret(tmp_path: Path) -> None:
    path = tmp_path / "hospital.db"
    keys = new_box(path, new_secret())
    keys.give("asha", PASSPHRASE)
    keys.give("ben", "another long passphrase here")
    with closing(opened(path, keys)) as database:
        keys.settle()
        put(database, a="1")
        made = back_up_now(database, NOW).backup
    old = keys.secret
    keys.take("ben")
    with closing(opened(path, keys)) as database:
        put(database, a="2")
        database.restore(made.path)
    assert keys.secret != old
    assert not opens_with(path, old)
    with closing(opened(path, keys)) as database:
        assert values(database) == {"a": "1"}


def opens_with(path: Path, secret: Secret) -> bool:
    from rota.storage.rekeying import opens

    return opens(path, secret)


def test_what_is_no_backup_of_this_file_is_refused_and_nothing_is_touched(
    opens: Open, tmp_path: Path
) -> None:
    path = tmp_path / "hospital.db"
    with closing(opens()) as database:
        put(database, a="1")
        made = back_up_now(database, NOW).backup
    body = bytearray(made.path.read_bytes())
    body[len(body) // 2] ^= 1
    bad = tmp_path / made.path.name
    bad.write_bytes(body)
    text = tmp_path / "text.db"
    text.write_text("not a hospital file at all")
    before = path.read_bytes()
    for each in (text, tmp_path / "none.db", path, *([bad] if database.keys else [])):
        with pytest.raises(Refused):
            restore(str(path), each)
    assert path.read_bytes() == before


def test_an_open_backup_does_not_take_the_place_of_an_encrypted_file(tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    opened(plain, None).close()
    path = tmp_path / "hospital.db"
    keys = new_box(path, new_secret())
    keys.give("asha", PASSPHRASE)
    opened(path, keys).close()
    with pytest.raises(Refused, match="not encrypted"):
        restore(str(path), plain)


def test_protecting_a_file_encrypts_the_backups_it_had_and_they_can_be_put_back(
    tmp_path: Path,
) -> None:
    path, place = tmp_path / "hospital.db", tmp_path / "stick"
    place.mkdir()
    with closing(opened(path, None)) as database:
        put(database, a="Mwangi")
        save_policy(database, 15, str(place))
        back_up_now(database, NOW)
        put(database, a="Mwangi again")
        database.restore(back_up_now(database, NOW + timedelta(minutes=1)).backup.path)
    role = RoleGiven(Role.ADMINISTRATOR)
    founder = NewUser("asha", "Asha", frozenset({role}), PASSPHRASE)
    access = FileAccess()
    access.protect(str(path), utc_now, founder)
    whole = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert [each.name for each in whole if b"Mwangi" in each.read_bytes()] == []
    signed_in = access.sign_in(str(path), utc_now, "asha", PASSPHRASE)
    with closing(signed_in) as database:
        kept = read_backups(database).backups
        assert [(each.is_checked, each.is_encrypted) for each in kept] == [(True, True)] * 2
        database.restore(kept[-1].path)
    assert not is_plain(path)
