"""Waiting after failed tries to sign in, kept beside the file so that a restart forgets nothing.

It slows whoever sits at the program. Whoever can copy the file and its key box tries elsewhere, and
there it is Argon2id and the length of the passphrase that stand in the way; whoever can delete the
count beside the file does away with the wait as well.
A try is counted before it is known whether it is right, so stopping the program saves no wait. No
clock is asked that anybody could put back or forward: only how long the computer has been on. Was
it started again since, then it is what it has been on by now. Each computer waits by its own: one
that hears of new wrong tries waits from then on, however long ago they were.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rota.domain.errors import Refused, Unavailable
from rota.storage.durable import in_turn, write_whole

FREE = 5
"""Wrong tries before the first wait."""
FIRST_WAIT, LONGEST_WAIT = 15.0, 900.0
"""Seconds. Each further wrong try doubles the wait. No standard gives figures: NIST SP 800-63B-4,
3.2.2, allows 100 tries in a row at the most, which take more than a day here."""
UNCOUNTED = 5.0
"""Seconds that a try takes longer where it cannot be counted."""
MOST = 200
"""Logins remembered; of more, those tried least are forgotten."""
MOST_COMPUTERS = 50
"""Computers remembered for a login; one that is forgotten waits as one that was never there."""
ATTEMPTS, PAUSE = 5, 0.05
"""How often to write the count where another program has just opened it, and seconds between."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Wrong tries of one login since it last signed in. ``told``: how many the journal has.

    ``heard``: how many there were when a computer last heard of new ones, and for how many seconds
    it had been on then.
    """

    number: int
    told: int = 0
    heard: Mapping[str, tuple[int, float]] = field(default_factory=dict)

    def heard_by(self, computer: str, up: float) -> Failed:
        """Return it with a computer knowing of all of them."""
        others = [each for each in self.heard.items() if each[0] != computer]
        return replace(self, heard=dict([*others, (computer, (self.number, up))][-MOST_COMPUTERS:]))


class Tries:
    """The wrong tries at one file."""

    def __init__(
        self, database: Path, up: Callable[[], float] = time.monotonic, computer: str = ""
    ) -> None:
        self._database = database
        self._path = database.with_name(f"{database.name}.tries")
        self._up = up
        self._computer = computer or this_computer()

    def wait_seconds(self, login: str) -> float:
        """Return how long the next try of a login must wait on this computer."""
        failed = self._all().get(_key(login), Failed(0))
        if wait_after(failed.number) and not self._has_heard(failed):
            with in_turn(self._database):
                return self._wait(login)
        return self._left(failed)

    def _wait(self, login: str) -> float:
        """Return how long to wait; a computer that hears of new wrong tries waits from now on."""
        everybody = self._all()
        failed = everybody.get(_key(login), Failed(0))
        if wait_after(failed.number) and not self._has_heard(failed):
            failed = failed.heard_by(self._computer, self._up())
            with suppress(Unavailable):
                self._save({**everybody, _key(login): failed})
        return self._left(failed)

    def begin(self, login: str) -> None:
        """Count a try as wrong until it is known to be right. Refuses one that comes too early.

        One that cannot be counted, as on a full disk, takes ``UNCOUNTED`` seconds longer instead:
        nobody is kept from the plan of the day by a full disk.
        """
        with in_turn(self._database):
            if left := self._wait(login):
                raise Refused(
                    "wait", f"There were too many wrong tries. Wait {_words(left)}, then try again."
                )
            everybody = self._all()
            failed = everybody.get(_key(login), Failed(0))
            failed = replace(failed, number=failed.number + 1)
            failed = failed.heard_by(self._computer, self._up())
            try:
                self._save({**everybody, _key(login): failed})
            except Unavailable:
                time.sleep(UNCOUNTED)

    def right(self, login: str) -> None:
        """Take back the count of the try under way: it was right, and nothing keeps it out."""
        with in_turn(self._database), suppress(Unavailable):
            everybody = self._all()
            if (failed := everybody.get(_key(login))) is not None:
                everybody[_key(login)] = replace(failed, number=max(0, failed.number - 1))
                self._save(everybody)

    def untold(self, logins: Iterable[str]) -> list[str]:
        """Say for each login how many wrong tries the journal does not have yet: ``2 as asha``."""
        names = {_key(login): login for login in logins}
        counts = Counter[str]()
        for key, each in self._all().items():
            counts[names.get(key, "")] += max(0, each.number - each.told)
        return [
            f"{number:,} as {name}" if name else f"{number:,} with a login that nobody has"
            for name, number in sorted(counts.items(), key=lambda each: (not each[0], each[0]))
            if number
        ]

    def told(self, login: str) -> None:
        """The journal has them all, and a login is in: its own tries are forgotten."""
        with in_turn(self._database), suppress(Unavailable):
            self._save(
                {
                    key: replace(each, told=each.number)
                    for key, each in self._all().items()
                    if key != _key(login)
                }
            )

    def _has_heard(self, failed: Failed) -> bool:
        return failed.heard.get(self._computer, (0, 0.0))[0] >= failed.number

    def _left(self, failed: Failed) -> float:
        """Return the seconds of a wait that have not surely passed on this computer."""
        _, up = failed.heard.get(self._computer, (0, 0.0))
        running = self._up()
        since = 0.0 if not self._has_heard(failed) else running if running < up else running - up
        return max(0.0, wait_after(failed.number) - since)

    def _all(self) -> dict[str, Failed]:
        try:
            found = json.loads(self._path.read_bytes())
            return {str(key): _checked(value) for key, value in found.items()}
        except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return {}

    def _save(self, everybody: dict[str, Failed]) -> None:
        most = sorted(everybody.items(), key=lambda each: -each[1].number)[:MOST]
        for attempt in range(ATTEMPTS):
            try:
                if most:
                    body = json.dumps({key: asdict(each) for key, each in most}).encode()
                    write_whole(self._path, body)
                else:
                    self._path.unlink(missing_ok=True)
            except OSError as error:
                if attempt + 1 < ATTEMPTS and isinstance(error, PermissionError):
                    time.sleep(PAUSE)  # on Windows a file that somebody reads is not replaced
                    continue
                raise Unavailable(
                    "tries_not_written",
                    f"{self._path.name} was not written beside the file: {error.strerror}.",
                ) from error
            return


def wait_after(number: int) -> float:
    """Return the seconds to wait after so many wrong tries in a row."""
    over = number - FREE
    return 0.0 if over < 0 else min(FIRST_WAIT * 2.0 ** min(over, 20), LONGEST_WAIT)


def _key(login: str) -> str:
    return hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()


def this_computer() -> str:
    """Return what tells this computer from others that open the same file; it names nobody."""
    return hashlib.sha256(f"{platform.node()} {uuid.getnode()}".encode()).hexdigest()[:16]


def _checked(said: Mapping[str, Any]) -> Failed:
    """Read one count. Raises one of the errors of what is none."""
    heard = {str(name): (number, up) for name, (number, up) in said["heard"].items()}
    whole = [said["number"], said["told"], *(number for number, _ in heard.values())]
    ups = [up for _, up in heard.values()]
    if any(type(each) is not int or each < 0 for each in whole) or any(
        type(each) not in (int, float) or not math.isfinite(each) for each in ups
    ):
        raise ValueError("not a count of tries")
    return Failed(said["number"], said["told"], heard)


def _words(seconds: float) -> str:
    if seconds <= 60:
        return "1 second" if seconds <= 1 else f"{int(-(-seconds // 1))} seconds"
    minutes = int(-(-seconds // 60))
    return f"{minutes} minutes"
