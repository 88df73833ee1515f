"""Files damaged in every way: noticed before they are used, and never taken for new ones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from rota.domain.backups import Damaged, Why
from rota.domain.times import utc_now
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import new_file, opened, save

Damage = Callable[[bytearray, Random], bytes | None]
PAGE = 4096


def _bit(body: bytearray, random: Random) -> bytes:
    body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    return bytes(body)


def _heading(body: bytearray, random: Random) -> bytes:
    body[random.randrange(100)] ^= 1 << random.randrange(8)
    return bytes(body)


def _zeroed(body: bytearray, random: Random) -> bytes:
    at = random.randrange(len(body) // PAGE) * PAGE
    return bytes(body[:at] + bytes(PAGE) + body[at + PAGE :])


def _random(body: bytearray, random: Random) -> bytes:
    at = random.randrange(len(body) - PAGE)
    return bytes(body[:at] + random.randbytes(PAGE) + body[at + PAGE :])


def _swapped(body: bytearray, random: Random) -> bytes:
    one, other = (each * PAGE for each in random.sample(range(len(body) // PAGE), 2))
    body[one : one + PAGE], body[other : other + PAGE] = (
        body[other : other + PAGE],
        body[one : one + PAGE],
    )
    return bytes(body)


def _cut(body: bytearray, random: Random) -> bytes:
    return bytes(body[: random.randrange(len(body))])


def _emptied(_body: bytearray, _random: Random) -> bytes:
    return b""


def _gone(_body: bytearray, _random: Random) -> None:
    return None


KINDS: tuple[Damage, ...] = (_heading, _zeroed, _random, _swapped, _cut, _emptied, _gone)


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Damage a file by one bit ``rounds`` times, and once a tenth of that in each other way.

    Without its guard, encryption, the file is plain: SQLite has no check of its pages.
    """
    outcome, random = Outcome(), Random(2016)
    path = new_file(folder / ("encrypted.db" if guarded else "hospital.db"))
    with closing(opened(path)) as database:
        for number in range(1, 30):
            list(save(database, "a", number))
        newest = database.backups.make(Why.ASKED, utc_now()).backup
    sound = path.read_bytes()
    for damage in (*(_bit,) * rounds, *KINDS * max(rounds // 10, 1)):
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        body = damage(bytearray(sound), random)
        if body is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(body)
        outcome.tried += 1
        outcome.count(damage.__name__.strip("_"))
        found = _opened(path)
        if not isinstance(found, Damaged):
            outcome.faults.append(f"{damage.__name__.strip('_')}: {found}")
        elif found.backup != newest:
            outcome.faults.append("the newest backup is not offered")
        elif (path.read_bytes() if path.exists() else None) != body:
            outcome.faults.append("the damaged file was changed")
    return outcome


def _opened(path: Path) -> Damaged | str:
    """Return how a file was refused, or what it was opened as."""
    try:
        with closing(opened(path)) as database, database.read() as work:
            return "opened, and used" if work.settings.all() else "opened as empty"
    except Damaged as found:
        return found
    except Exception as error:  # noqa: BLE001 - any other end is the finding
        return type(error).__name__


PROOF = Proof(
    "damage",
    "a damaged file is noticed before it is used, never opened as empty, and a backup is offered",
    "encryption, which seals every page",
    run,
    rounds=200,
    short=20,
)
