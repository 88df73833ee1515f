"""Protecting a file, letting in, letting go and changing a passphrase, killed at any line of it.

Afterwards whoever stays opens the file, all of it; the recovery code too; and once the removal is
done, who left opens nothing with the box as it was when they were in, nor by a key that they put in
the box themselves.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from rota.domain.errors import Refused
from rota.domain.times import utc_now
from rota.domain.users import Door, NewUser, Role, RoleGiven
from rota.services.history import check
from rota.services.users import add_user, change_passphrase, remove_user
from rota.storage import keybox, keyfile, sealing
from rota.storage.access import FileAccess
from rota.storage.database import Database
from rota.storage.keybox import RECOVERY, plain_code, unlock
from rota.storage.keyfile import box_paths
from rota.storage.rekeying import opens
from rota.storage.secret import to_bytes
from tests.apart import run_apart, wait_until
from tests.reliability.proof import Outcome, Proof

ASHA, BEN, NEW = "purple cow over moon", "four green bottles hang", "nine long walks home"
BACK_DOOR = "back door"
ALL = frozenset({RoleGiven(Role.ADMINISTRATOR)})
STORAGE = str(Path(keybox.__file__).parent)
EVENTS = ("take at rekey", "protect at swap", "take", "change", "protect", "give", "take in time")
MARK = {f"mark {number}": "kept" for number in range(100)} | {"long": "kept " * 400_000}
"""What must not be lost; long enough that a kill finds the file being encrypted anew."""


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Kill one act after another; each round has files of its own."""
    figures = sealing.MEMORY_KIB, sealing.PASSES, sealing.LANES
    _quick()
    try:
        return _rounds(folder, rounds, guarded)
    finally:
        sealing.MEMORY_KIB, sealing.PASSES, sealing.LANES = figures


def _rounds(folder: Path, rounds: int, guarded: bool) -> Outcome:
    outcome, random, access = Outcome(), Random(2016), FileAccess()
    code = _templates(folder, access)
    lines = {act: _lines(folder, act) for act in ("take", "change", "protect", "give")}
    for number in range(rounds):
        event = EVENTS[number % len(EVENTS)]
        act, _, moment = event.partition(" ")
        home = _copied(folder, act, folder / str(number))
        line = random.randint(1, lines[act]) if not moment else 0
        _killed(home, act, line, moment, guarded, random)
        outcome.tried += 1
        outcome.count(act)
        if home.with_name("hospital.db-journal").exists():
            outcome.count("cut while encrypting")
        outcome.faults += [f"{event}, line {line}: {each}" for each in _faults(home, access, code)]
        shutil.rmtree(home.parent)
    return outcome


def _quick() -> None:
    """Let Argon2id take no time: it is not what is tried here."""
    sealing.MEMORY_KIB, sealing.PASSES, sealing.LANES = 256, 1, 1


def _templates(folder: Path, access: FileAccess) -> str:
    """Make a plain file and one protected for two; return its recovery code."""
    plain, safe = folder / "plain" / "hospital.db", folder / "safe" / "hospital.db"
    with (
        closing(Database(str(plain), utc_now, "proof")) as storage,
        storage.write("proof") as work,
    ):
        work.settings.put(MARK)
    safe.parent.mkdir()
    shutil.copy(plain, safe)
    code = access.protect(str(safe), utc_now, NewUser("asha", "Asha Rao", ALL, ASHA))
    with closing(access.sign_in(str(safe), utc_now, "asha", ASHA)) as storage:
        add_user(storage, NewUser("ben", "Ben Oak", ALL, BEN))
    _plant(safe)
    return code


def _plant(home: Path) -> None:
    """Put a key of Ben's own in the box under a name nobody has, signed as only a user can."""
    bens = unlock(home, "ben", BEN)
    assert bens is not None
    kept = keyfile.copies(home)[0]
    name = kept.name(BACK_DOOR)
    boxes = {**kept.boxes, name: sealing.make_box(name, BEN, to_bytes(bens.secrets))}
    keyfile.write(home, replace(kept, boxes=boxes).signed(bens.secret))


def _copied(folder: Path, act: str, to: Path) -> Path:
    shutil.copytree(folder / ("plain" if act == "protect" else "safe"), to)
    return to / "hospital.db"


def _lines(folder: Path, act: str) -> int:
    """Return how many lines of the storage an act runs through."""
    home = _copied(folder, act, folder / f"{act} whole")
    counted = home.with_name("counted")
    process = run_apart(do, home, act, 0, "", True, counted)
    process.join()
    return int(counted.read_text())


def _killed(home: Path, act: str, line: int, moment: str, guarded: bool, random: Random) -> None:
    begun = home.with_name("counted")
    process = run_apart(do, home, act, line, moment, guarded, begun)
    if moment == "in time":
        wait_until(begun.exists, every=0.001)
        time.sleep(random.uniform(0, 0.15))
        process.kill()
    process.join()


def do(home: Path, act: str, line: int, moment: str, guarded: bool, counted: Path) -> None:
    """Do one act; the program ends itself, as by kill -9, at a line or at a moment."""
    _quick()
    if not guarded:
        _without_guard(home)
    access, address = FileAccess(), str(home)
    storage: Any = None
    if act != "protect":
        login, passphrase = ("ben", BEN) if act == "change" else ("asha", ASHA)
        storage = access.sign_in(address, utc_now, login, passphrase)
    if moment.startswith("at "):
        name = moment.removeprefix("at ")
        module = keybox if name == "rekey" else sys.modules[FileAccess.__module__]
        setattr(module, name, _die)
    if moment == "in time":
        counted.touch()
    seen = _end_at(line)
    if act == "protect":
        access.protect(address, utc_now, NewUser("asha", "Asha Rao", ALL, ASHA))
    elif act == "take":
        remove_user(storage, "ben", "left")
    elif act == "give":
        add_user(storage, NewUser("carol", "Carol Ash", ALL, NEW))
    else:
        change_passphrase(storage, BEN, NEW)
    sys.settrace(None)
    counted.write_text(str(seen[0]))


def _die(*_given: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _end_at(line: int) -> list[int]:
    """Count the lines of the storage that are run from now on, and end the program at one."""
    seen = [0]

    def each(_frame: FrameType, event: str, _given: object) -> Any:
        seen[0] += event == "line"
        if seen[0] == line:
            _die()
        return each

    def called(frame: FrameType, _event: str, _given: object) -> Any:
        return each if frame.f_code.co_filename.startswith(STORAGE) else None

    sys.settrace(called)
    return seen


def _without_guard(home: Path) -> None:
    """Keep one copy of the box, written over itself, with the newest secret alone in it."""
    box_paths(home)[1].unlink(missing_ok=True)

    def bare(path: Path, body: bytes) -> None:
        path.write_bytes(body)

    keyfile.write_whole = bare
    keyfile.box_paths = lambda database: (box_paths(database)[0],) * 2
    keybox.to_bytes = lambda kept: to_bytes(kept[:1])


def _faults(home: Path, access: FileAccess, code: str) -> list[str]:
    """Return what is wrong for those who stay, and what who left can still open."""
    address = str(home)
    try:
        if access.door(address) is Door.OPEN:
            with closing(access.open(address, utc_now)) as storage:
                faults = _marks(storage)
            access.protect(address, utc_now, NewUser("asha", "Asha Rao", ALL, ASHA))
            return faults + _enters(access, address, "asha", (ASHA,))
        faults = _enters(access, address, "asha", (ASHA,))
        safe = home.parent.parent / "safe" / "hospital.db"
        if unlock(home, "ben", BEN) is None and unlock(home, "ben", NEW) is None:
            return faults + _left(home, safe)
        faults += _enters(access, address, "ben", (BEN, NEW))
        if unlock(home, RECOVERY, plain_code(code)) is None:
            faults.append("the recovery code opens nothing")
        with closing(access.sign_in(address, utc_now, "asha", ASHA)) as storage:
            remove_user(storage, "ben", "left")
        return faults + _left(home, safe)
    except Exception as error:  # noqa: BLE001 - any fault is the finding
        return [f"{type(error).__name__}: {error}"]


def _left(home: Path, box: Path) -> list[str]:
    """Return what Ben opens with the box of when he was in."""
    known = (unlock(box, "ben", BEN), unlock(home, BACK_DOOR, BEN))
    if any(opens(home, each) for keys in known if keys is not None for each in keys.secrets):
        return ["who left still opens the file"]
    return []


def _enters(
    access: FileAccess, address: str, login: str, passphrases: tuple[str, ...]
) -> list[str]:
    for each in passphrases:
        with suppress(Refused), closing(access.sign_in(address, utc_now, login, each)) as storage:
            return _marks(storage)
    return [f"{login} is locked out"]


def _marks(storage: Any) -> list[str]:
    with storage.read() as work:
        kept = MARK.items() <= work.settings.all().items()
    return [] if kept and check(storage).sound else ["something was lost"]


PROOF = Proof(
    "keys",
    "protecting, letting in and out and changing a passphrase, killed at any line, locks nobody out"
    " who stays, loses nothing, and lets nobody in who left",
    "two copies of the key box, and both secrets in it until the file has the new one",
    run,
    rounds=140,
    short=8,
    needs=lambda: "" if os.name == "posix" else "kill -9 is not to be had on this system",
)
