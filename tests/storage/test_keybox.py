"""The key box: who it opens for, what damage and tampering do to it, and who leaves."""

from __future__ import annotations

import hashlib
import json
import shutil
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from rota.domain.errors import Refused, Unavailable
from rota.domain.times import utc_now
from rota.domain.users import NewKey, User
from rota.storage import sealing
from rota.storage.database import Database
from rota.storage.durable import write_whole
from rota.storage.engine import open_engine
from rota.storage.keybox import RECOVERY, KeyBox, new_box, plain_code, unlock
from rota.storage.keyfile import box_paths, copies, parse, write
from rota.storage.rekeying import opens
from rota.storage.secret import new_secret, to_bytes

ASHA, BEN = "purple cow over moon", "four green bottles hang"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures of Argon2id are looked at in one test only; here they only take time."""
    monkeypatch.setattr(sealing, "MEMORY_KIB", 256)
    monkeypatch.setattr(sealing, "PASSES", 1)
    monkeypatch.setattr(sealing, "LANES", 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hospital.db"


@pytest.fixture
def keys(path: Path) -> KeyBox:
    """An encrypted file, and a box that Asha and Ben have a place in."""
    made = new_box(path, new_secret())
    made.give("asha", ASHA)
    made.give("ben", BEN)
    with (
        closing(Database(str(path), utc_now, "tester", secret=made.secret)) as storage,
        storage.write("protect") as work,
    ):
        for login in ("asha", "ben"):
            work.users.add(User(login, login), work.now)
            work.users.note_key(NewKey(login, made.sha256(login)))
    made.settle()
    return made


def opened(path: Path, login: str, passphrase: str) -> KeyBox:
    found = unlock(path, login, passphrase)
    assert found is not None
    return found


def test_the_figures_are_those_that_are_recommended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert (sealing.MEMORY_KIB, sealing.PASSES, sealing.LANES) == (64 * 1024, 3, 4)
    box = sealing.make_box("name", "passphrase", b"content")
    assert (box.memory_kib, box.passes, box.lanes) == (64 * 1024, 3, 4)
    assert sealing.open_box(box, "name", "passphrase") == b"content"


def test_a_login_with_its_passphrase_gets_the_secret_and_nobody_else(
    path: Path, keys: KeyBox
) -> None:
    assert opened(path, "asha", ASHA).secret == keys.secret
    assert opened(path, "ben", BEN).secret == keys.secret
    for login, passphrase in (("asha", BEN), ("asha", ""), ("carol", ASHA), ("ben", "\ud800")):
        assert unlock(path, login, passphrase) is None
    body = path.with_name("hospital.db.keys").read_bytes()
    assert b"asha" not in body
    assert keys.secret.data.hex().encode() not in body
    assert b64encode(keys.secret.data) not in body


def test_letters_with_accents_are_one_however_they_were_typed(path: Path, keys: KeyBox) -> None:
    keys.give("zoë", "cafe\u0301 at the sea")
    assert opened(path, "zoë", "caf\u00e9 at the sea").holds("zoë")


def test_a_box_moved_to_another_login_opens_nothing(path: Path, keys: KeyBox) -> None:
    kept = copies(path)[0]
    moved = {**kept.boxes, kept.name("ben"): kept.boxes[kept.name("asha")]}
    write(path, replace(kept, boxes=moved).signed(keys.secret))
    assert unlock(path, "ben", ASHA) is None


def test_a_changed_passphrase_opens_and_the_old_one_does_not(path: Path, keys: KeyBox) -> None:
    with pytest.raises(Refused, match="old passphrase"):
        keys.change("asha", BEN, "nine long walks home")
    new = keys.change("asha", ASHA, "nine long walks home")
    assert unlock(path, "asha", "nine long walks home") is None, "not before it is kept"
    new.keep()
    assert unlock(path, "asha", ASHA) is None
    assert opened(path, "asha", "nine long walks home").is_right("asha", "nine long walks home")


def test_a_recovery_code_opens_as_it_is_copied_from_paper_until_there_is_a_new_one(
    path: Path, keys: KeyBox
) -> None:
    code = keys.new_recovery_code()
    assert [len(each) for each in code.split("-")] == [5] * 6
    assert opened(path, RECOVERY, plain_code(code.lower().replace("-", " "))).secret == keys.secret
    keys.new_recovery_code()
    assert unlock(path, RECOVERY, plain_code(code)) is None


def test_who_leaves_opens_nothing_with_an_old_box_and_the_others_need_not_be_asked(
    path: Path, keys: KeyBox, tmp_path: Path
) -> None:
    code = keys.new_recovery_code()
    away = tmp_path / "away"
    away.mkdir()
    for each in box_paths(path):
        shutil.copy(each, away / each.name)
    old = keys.secret
    keys.take("ben")
    assert unlock(path, "ben", BEN) is None
    known = opened(away / path.name, "ben", BEN)
    assert known.secret == old
    assert not opens(path, old)
    asha = opened(path, "asha", ASHA)
    asha.settle()
    assert opens(path, asha.secret)
    assert asha.secrets[1:] == (old,)
    assert asha.secret.seal == old.seal
    assert opened(path, RECOVERY, plain_code(code)).secret == asha.secret
    shutil.copy(away / box_paths(path)[0].name, box_paths(path)[0])
    shutil.copy(away / box_paths(path)[1].name, box_paths(path)[1])
    stale = opened(path, "ben", BEN)
    with pytest.raises(Unavailable, match=r"key box beside hospital\.db does not"):
        stale.settle()


def test_what_is_saved_before_and_after_somebody_left_is_there(path: Path, keys: KeyBox) -> None:
    with closing(Database(str(path), utc_now, "x", secret=keys.secret, keys=keys)) as storage:
        with storage.write("proof") as work:
            work.settings.put({"before": "1"})
        keys.take("ben")
        with storage.write("proof") as work:
            work.settings.put({"after": "2"})
    asha = opened(path, "asha", ASHA)
    asha.settle()
    with (
        closing(Database(str(path), utc_now, "x", secret=asha.secret, keys=asha)) as storage,
        storage.read() as work,
    ):
        assert {"before": "1", "after": "2"}.items() <= work.settings.all().items()


def test_nobody_is_taken_out_while_another_window_is_open(path: Path, keys: KeyBox) -> None:
    other = Database(str(path), utc_now, "other", secret=keys.secret)
    with other.read(), pytest.raises(Refused, match="open in another window"):
        keys.take("ben")
    other.close()
    assert opened(path, "ben", BEN).secret == keys.secret
    assert opens(path, keys.secret)


def test_a_backup_of_before_opens_with_its_own_box_and_by_those_who_stayed(
    path: Path, keys: KeyBox, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    for old, new in zip((path, *box_paths(path)), (backup, *box_paths(backup)), strict=True):
        shutil.copy(old, new)
    keys.take("ben")
    assert opens(backup, opened(path, "asha", ASHA).secrets[1])
    theirs = opened(backup, "ben", BEN)
    theirs.settle()
    assert opens(backup, theirs.secret)


def test_a_rekey_cut_short_is_finished_by_who_comes_next(
    path: Path, keys: KeyBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = keys.secret

    def cut(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rota.storage.keybox.rekey", cut)
    with pytest.raises(KeyboardInterrupt):
        keys.take("ben")
    assert keys.secret == old
    monkeypatch.undo()
    assert opens(path, old)
    asha = opened(path, "asha", ASHA)
    window = Database(str(path), utc_now, "other", secret=old)
    asha.settle()
    assert asha.secret == old, "somebody else has it open: it waits"
    assert asha.secrets[0] == old
    assert len(asha.secrets) == 2
    window.close()
    asha.settle()
    assert (asha.secret != old, opens(path, old), opens(path, asha.secret)) == (True, False, True)


def damage(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def test_a_damaged_copy_is_passed_over_and_mended_by_the_next_write(
    path: Path, keys: KeyBox
) -> None:
    first, second = box_paths(path)
    for hurt in (damage, Path.unlink, lambda each: each.write_bytes(b"")):
        hurt(first)
        assert opened(path, "asha", ASHA).secret == keys.secret
        keys.give("ben", BEN)
        assert first.read_bytes() == second.read_bytes()
    damage(first)
    damage(second)
    with pytest.raises(Unavailable, match="missing or damaged") as caught:
        unlock(path, "asha", ASHA)
    assert caught.value.code == "no_keys"


def test_of_two_copies_that_a_crash_left_apart_the_newer_counts(path: Path, keys: KeyBox) -> None:
    first, second = box_paths(path)
    old = second.read_bytes()
    keys.change("asha", ASHA, "nine long walks home").keep()
    for stale in (second, first):
        keys.give("ben", BEN)
        stale.write_bytes(old)
        assert unlock(path, "asha", ASHA) is None
        assert opened(path, "asha", "nine long walks home").secret == keys.secret


def test_a_box_slipped_in_is_not_given_the_next_secret(path: Path, keys: KeyBox) -> None:
    stranger = sealing.make_box(copies(path)[0].name("mallory"), "let me in, please do", b"")
    kept = copies(path)[0]
    forged = replace(kept, serial=99, boxes={**kept.boxes, kept.name("mallory"): stranger})
    box_paths(path)[0].write_bytes(forged.to_bytes())
    assert opened(path, "asha", ASHA).secret == keys.secret, "the other copy is as it was"
    keys.take("ben")
    assert not keys.holds("mallory")
    write(path, replace(copies(path)[0], serial=200, boxes=forged.boxes))
    with pytest.raises(Unavailable):
        keys.take("asha")


def plant(path: Path, keys: KeyBox, login: str, passphrase: str) -> None:
    """Put a key in the box as anybody can who is in: with the secret, past the program."""
    kept = copies(path)[0]
    box = sealing.make_box(kept.name(login), passphrase, to_bytes(keys.secrets))
    boxes = {**kept.boxes, kept.name(login): box}
    write(path, replace(kept, boxes=boxes).signed(keys.secret))


def test_a_key_that_the_file_does_not_know_is_not_given_the_next_secret(
    path: Path, keys: KeyBox
) -> None:
    note(path, keys, keys.new_code())
    old_code = keys.new_recovery_code()  # its key is another one than was noted
    keys.give("carol", ASHA)
    add(path, keys, "carol")
    note(path, keys, NewKey("carol", keys.sha256("carol")))
    plant(path, keys, "nobody here", "let me in, please do")
    plant(path, keys, "carol", "let me in, please do")
    asha = opened(path, "asha", ASHA)
    asha.settle()
    taken = asha.take("ben")
    assert (taken.left_out, taken.strangers) == (("carol",), 1)
    assert taken.code is not None
    for login in ("nobody here", "carol", "ben"):
        assert not asha.holds(login)
        assert unlock(path, login, "let me in, please do") is None
    assert unlock(path, RECOVERY, plain_code(old_code)) is None
    code = opened(path, RECOVERY, plain_code(taken.code.code))
    assert code.secret == opened(path, "asha", ASHA).secret == asha.secret


def add(path: Path, keys: KeyBox, login: str) -> None:
    with (
        closing(Database(str(path), utc_now, "x", secret=keys.secret)) as storage,
        storage.write("x") as work,
    ):
        work.users.add(User(login, login), work.now)


def note(path: Path, keys: KeyBox, key: NewKey) -> None:
    with (
        closing(Database(str(path), utc_now, "x", secret=keys.secret)) as storage,
        storage.write("x") as work,
    ):
        work.users.note_key(key)


def test_whose_own_key_is_not_the_noted_one_takes_out_nobody_before_they_change_it(
    path: Path, keys: KeyBox
) -> None:
    asha = opened(path, "asha", ASHA)
    note(path, keys, NewKey("asha", "0" * 64))
    with pytest.raises(Refused, match="Change your passphrase"):
        asha.take("ben")
    assert asha.holds("ben")
    assert opens(path, keys.secret)
    new = asha.change("asha", ASHA, "nine long walks home")
    note(path, keys, new)
    new.keep()
    asha.take("ben")
    assert opened(path, "asha", "nine long walks home").secret == asha.secret


def test_while_a_key_is_changed_either_is_known(path: Path, keys: KeyBox) -> None:
    old = keys.sha256("asha")
    note(path, keys, keys.new_key("asha", "nine long walks home"))  # and never kept, as by a crash
    keys.take("ben")
    assert (keys.holds("asha"), keys.sha256("asha")) == (True, old)


def test_who_is_let_in_while_somebody_is_taken_out_stays_in(path: Path, keys: KeyBox) -> None:
    def meanwhile() -> None:
        keys.renew = lambda: None
        add(path, keys, "late")
        opened(path, "asha", ASHA).give("late", "a phrase for the late one")

    keys.renew = meanwhile
    keys.take("ben")
    assert opened(path, "late", "a phrase for the late one").secret == keys.secret


def test_a_copy_forged_with_an_old_secret_keeps_nobody_out(path: Path, keys: KeyBox) -> None:
    old, first = keys.secret, box_paths(path)[0]
    before = copies(path)[0]
    keys.take("ben")
    for boxes in (before.boxes, {}):
        forged = replace(before, serial=999, boxes=boxes).signed(old)
        first.write_bytes(forged.to_bytes())
        assert opened(path, "asha", ASHA).secret == keys.secret
    assert unlock(path, "asha", BEN) is None
    found = opened(path, "asha", ASHA)
    found.settle()
    found.give("carol", BEN)
    assert copies(path)[0].serial < 999
    assert len(copies(path)) == 1, "the forged copy was written over"


def test_many_keys_given_at_once_are_all_there(path: Path, keys: KeyBox) -> None:
    new = [keys.new_key(f"user{number}", "a phrase for each one") for number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda each: each.keep(), new))
    assert all(keys.holds(each.login) for each in new)
    assert not list(path.parent.glob("*.part"))


def test_a_full_disk_leaves_the_old_key_or_the_new_one_in_force(
    path: Path, keys: KeyBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(at: Path, body: bytes) -> None:
        if at in fails:
            raise OSError(28, "No space left on device")
        write_whole(at, body)

    monkeypatch.setattr("rota.storage.keyfile.write_whole", full)
    first, second = box_paths(path)
    fails: set[Path] = set()
    code = keys.new_recovery_code()
    for also in (second, first):
        fails |= {first, also}
        with pytest.raises(Unavailable, match="of before still hold"):
            keys.new_recovery_code()
        assert unlock(path, RECOVERY, plain_code(code)) is not None
        fails.clear()
    fails.add(second)
    following = keys.new_recovery_code()
    assert unlock(path, RECOVERY, plain_code(code)) is None
    assert unlock(path, RECOVERY, plain_code(following)) is not None


HOSTILE = [
    ("memory_kib", 1 << 40), ("memory_kib", 0), ("memory_kib", -1), ("memory_kib", True),
    ("memory_kib", "65536"), ("memory_kib", 65536.0), ("passes", 1 << 31), ("passes", 0),
    ("lanes", 10**6), ("lanes", None), ("salt", ""), ("salt", "****"), ("nonce", 7),
    ("wrapped", []), ("public", "AAAA"), ("sender", {}), ("sealed", 3),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), HOSTILE)
def test_figures_that_no_box_has_are_refused_before_they_are_tried(
    name: str, value: object, path: Path, keys: KeyBox
) -> None:
    said = json.loads(box_paths(path)[0].read_bytes())
    del said["sha256"]
    for box in said["boxes"].values():
        box[name] = value
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    for each in box_paths(path):
        each.write_text(json.dumps({**said, "sha256": digest}))
    with pytest.raises(Unavailable) as caught:
        unlock(path, "asha", ASHA)
    assert caught.value.code == "no_keys"


@pytest.mark.parametrize("signature", ["é", "\ud800", "AB", "zz", "0x"])
def test_a_signature_that_is_none_is_refused_as_damage(
    signature: str, path: Path, keys: KeyBox
) -> None:
    said = json.loads(box_paths(path)[0].read_bytes()) | {"signature": signature}
    del said["sha256"]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    box_paths(path)[0].write_text(json.dumps({**said, "sha256": digest}))
    assert opened(path, "asha", ASHA).secret == keys.secret, "the other copy is as it was"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[]", b"null", b"7", b"\xff\xfe", b"[" * 100_000, b'{"version": 1}',
        b'{"version": 1, "boxes": 7, "sha256": "x"}', b'{"version": ' + b"9" * 5000 + b"}",
        b'{"a":' * 50_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_key_box_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which of them is no matter
        parse(body)


def test_the_file_is_unreadable_without_its_secret(path: Path, keys: KeyBox) -> None:
    assert path.read_bytes()[:6] != b"SQLite"
    with pytest.raises(Unavailable) as caught:
        Database(str(path), utc_now, "x")
    assert caught.value.code == "not_a_database"
    with pytest.raises(Unavailable):
        Database(str(path), utc_now, "x", secret=new_secret())
    engine = open_engine(str(path), keys.secret)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM journal_entry")).scalar() == 1
    engine.dispose()
