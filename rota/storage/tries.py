"""Waiting after failed tries to sign in, kept beside the file so that a restart forgets nothing.

It slows whoever sits at the program. Whoever can copy the file and its key box tries elsewhere, and
there it is Argon2id and the length of the passphrase that stand in the way.
A try is counted before it is known whether it is right, so stopping the program saves no wait. No
clock is asked that anybody could put back or forward: only how long the computer has been on. Was
it started again since, then it is what it has been on by now.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rota.domain.errors import Refused, Unavailable
from rota.storage.durable import write_whole

FREE = 5
"""Wrong tries before the first wait."""
FIRST_WAIT, LONGEST_WAIT = 15.0, 900.0
"""Seconds. Each further wrong try doubles the wait. No standard gives figures: NIST SP 800-63B-4,
3.2.2, allows 100 tries in a row at the most, which take more than a day here."""
MOST = 200
"""Logins remembered; of more, those tried least are forgotten."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Wrong tries of one login since it last signed in. ``told``: how many the journal has."""

    number: int
    up: float
    """When the last was: seconds that the computer had been on."""
    told: int = 0


class Tries:
    """The wrong tries at one file."""

    def __init__(self, database: Path, up: Callable[[], float] = time.monotonic) -> None:
        self._path = database.with_name(f"{database.name}.tries")
        self._up = up

    def wait_seconds(self, login: str) -> float:
        """Return how long the next try of a login must wait."""
        failed = self._all().get(_key(login))
        return 0.0 if failed is None else max(0.0, wait_after(failed.number) - self._since(failed))

    def begin(self, login: str) -> None:
        """Count a try as wrong until it is known to be right. Refuses one that comes too early."""
        if left := self.wait_seconds(login):
            raise Refused(
                "wait", f"There were too many wrong tries. Wait {_words(left)}, then try again."
            )
        everybody = self._all()
        number = everybody.get(_key(login), Failed(0, 0.0)).number + 1
        told = everybody.get(_key(login), Failed(0, 0.0)).told
        self._save({**everybody, _key(login): Failed(number, self._up(), told)})

    def right(self, login: str) -> None:
        """Take back the count of the try under way: it was right."""
        everybody = self._all()
        if (failed := everybody.get(_key(login))) is not None:
            everybody[_key(login)] = replace(failed, number=failed.number - 1)
            self._save(everybody)

    def untold(self, logins: Iterable[str]) -> list[str]:
        """Say in a part of a sentence for each login what the journal does not have yet."""
        names = {_key(login): login for login in logins}
        unknown = "a login that is not known"
        counts = Counter[str]()
        for key, each in self._all().items():
            counts[names.get(key, unknown)] += max(0, each.number - each.told)
        return [
            f"{number:,} {'try' if number == 1 else 'tries'} to sign in as {name} failed"
            for name, number in sorted(counts.items())
            if number
        ]

    def told(self, login: str) -> None:
        """The journal has them all, and a login is in: its own tries are forgotten."""
        self._save(
            {
                key: replace(each, told=each.number)
                for key, each in self._all().items()
                if key != _key(login)
            }
        )

    def _since(self, failed: Failed) -> float:
        """Return the seconds that have surely passed since the last wrong try."""
        running = self._up()
        return running if running < failed.up else running - failed.up

    def _all(self) -> dict[str, Failed]:
        try:
            found = json.loads(self._path.read_bytes())
            return {str(key): _checked(Failed(**value)) for key, value in found.items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def _save(self, everybody: dict[str, Failed]) -> None:
        most = sorted(everybody.items(), key=lambda each: -each[1].number)[:MOST]
        try:
            if most:
                body = json.dumps({key: asdict(each) for key, each in most}).encode()
                write_whole(self._path, body)
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(
                "tries_not_written",
                f"{self._path.name} was not written beside the file: {error.strerror}. "
                "Nobody can sign in until it can be.",
            ) from error


def wait_after(number: int) -> float:
    """Return the seconds to wait after so many wrong tries in a row."""
    over = number - FREE
    return 0.0 if over < 0 else min(FIRST_WAIT * 2.0 ** min(over, 20), LONGEST_WAIT)


def _key(login: str) -> str:
    return hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()


def _checked(failed: Failed) -> Failed:
    wrong = type(failed.up) not in (int, float) or not math.isfinite(failed.up)
    if wrong or any(type(each) is not int or each < 0 for each in (failed.number, failed.told)):
        raise ValueError("not a count of tries")
    return failed


def _words(seconds: float) -> str:
    if seconds <= 60:
        return "1 second" if seconds <= 1 else f"{int(-(-seconds // 1))} seconds"
    minutes = int(-(-seconds // 60))
    return f"{minutes} minutes"
