"""Backups of a hospital file: what one is, when the next is due, and which older ones go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from rota.domain.errors import Unavailable
from rota.domain.journal import Anchor
from rota.domain.times import short_words, to_local


class Why(StrEnum):
    """What a backup was made for."""

    TIMED = "timed"
    IMPORT = "import"
    CALL_OFF = "call-off"
    UPGRADE = "upgrade"
    ASKED = "asked"


WHY_WORDS = {
    Why.TIMED: "made by itself",
    Why.IMPORT: "before an import",
    Why.CALL_OFF: "before a call-off",
    Why.UPGRADE: "before an upgrade of the program",
    Why.ASKED: "asked for",
}

MINUTES, SECOND_PLACE = "backup.minutes", "backup.second_place"
"""The settings: minutes between backups while something changes (0: none by itself), a folder."""

USUAL_MINUTES = 15
LEAST_MINUTES, MOST_MINUTES = 5, 24 * 60

RECENT = timedelta(hours=2)
HOURLY, DAILY, MONTHLY = timedelta(days=1), timedelta(days=31), timedelta(days=366)
"""How old a backup may be to stay as one of its hour, of its day, of its month."""

FAR = timedelta(days=7)
"""No backup for so long, or one so far back: the clock may be wrong. What was made before is judged
by the clock of then, until backups were made for as long by the new one."""

NOTHING = Anchor(0, "")
"""The end of a journal in which there is nothing."""

OUTWARD = frozenset(
    {
        "letters copied",
        "letters handed out",
        "letters messages",
        "letters posted",
        "letters print",
        "letters render",
        "pas out",
    }
)
"""Actions, by the names the journal has for them, that send something out of the hospital file."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. ``size`` in bytes; ``is_checked``: it was verified whole when it was made.

    ``sha256`` is of the file as it was verified. ``number`` counts those made of a file, whatever
    the clock says; 0 where it is not known.
    """

    path: Path
    at: datetime
    why: Why
    size: int = 0
    head: Anchor = NOTHING
    schema: str = ""
    sha256: str = ""
    is_checked: bool = False
    is_encrypted: bool = False
    number: int = 0

    @property
    def order(self) -> tuple[int, datetime, int, str]:
        """What was made later, though the clock was set; of two in one second, what holds more."""
        return self.number, self.at, self.head.entries, self.path.name

    @property
    def words(self) -> str:
        """Say which one it is: Tue 12 Jan 2016 08:00, before an import."""
        return f"{short_words(self.at)}, {WHY_WORDS[self.why]}"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup just made; ``second_fault`` says why none lies in the second place."""

    backup: Backup
    second: Path | None = None
    second_fault: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """Something done after a backup was made, which the file does not know once it is put back."""

    entry: int
    at: datetime
    who: str
    action: str
    text: str

    @property
    def is_outward(self) -> bool:
        """Whether it sent something to somebody, or told them."""
        return self.action in OUTWARD or self.action == "phone call"


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup put in the place of a file.

    ``aside`` is where the old file lies, if there was one. ``lost`` is what its journal has beyond
    the backup, oldest first; None where that cannot be read. While ``waits``, nothing is sent.
    """

    backup_at: datetime | None
    restored_at: datetime
    aside: Path | None = None
    lost: tuple[Lost, ...] | None = ()

    @property
    def waits(self) -> bool:
        """Whether letters may have gone out that the file does not know."""
        return self.lost is None or bool(self.lost)


class Damaged(Unavailable):
    """A hospital file that cannot be trusted as it is; ``backup`` is the newest good one."""

    def __init__(self, path: Path, why: str, backup: Backup | None, said: str = "") -> None:
        if backup is None:
            advice = "No backup of it was found. Ask whoever looks after this computer for one."
        else:
            advice = (
                f"The newest good backup is of {backup.words}: {backup.path}. "
                "Put it back with: restore, and the name of that file."
            )
        super().__init__(
            "damaged",
            f"{said or f'{path.name} is damaged: {why}.'} It was left as it is. {advice}",
        )
        self.path = path
        self.why = why
        self.backup = backup


def is_due(newest: Backup | None, head: Anchor, now: datetime, minutes: int) -> bool:
    """Whether a backup should be made now: something changed, and the last is old enough."""
    if minutes <= 0 or head.entries == 0:
        return False
    if newest is None:
        return True
    is_old = not newest.at <= now < newest.at + timedelta(minutes=minutes)
    return is_old and newest.head != head


def minutes_of(settings: dict[str, str]) -> int:
    """Return the minutes between backups that are set, or the usual ones."""
    said = settings.get(MINUTES, "")
    return int(said) if said.isdecimal() else USUAL_MINUTES


def newest_good(backups: Collection[Backup]) -> Backup | None:
    """Return the newest backup that was verified."""
    return max((b for b in backups if b.is_checked), key=lambda b: b.order, default=None)


def to_thin(backups: Sequence[Backup], now: datetime) -> list[Backup]:
    """Return those that may go: all of two hours stay, then the last of an hour, a day, a month.

    Hours, days and months are those of the hospital's clock, so that what stays today is what the
    next thinning wants to keep. The newest good one never goes, nor one dated in the future.
    """
    kept: set[tuple[str, object]] = set()
    safe = newest_good(backups)
    gone = []
    for each in sorted(backups, key=lambda b: b.order, reverse=True):
        slot = _slot(each.at, now - each.at)
        if each is safe or (slot is not None and (slot[0] == "all" or slot not in kept)):
            if slot is not None and each.is_checked:  # what is not good keeps no good one out
                kept.add(slot)
        else:
            gone.append(each)
    return gone


def to_thin_safely(backups: Sequence[Backup], now: datetime) -> list[Backup]:
    """Return those that may go; a clock that was set just now lets nothing go."""
    made = sorted(backups, key=lambda each: each.order)
    for later in range(len(made) - 1, 0, -1):
        before, after = made[:later], made[later:]
        if abs(after[0].at - before[-1].at) > FAR:
            if abs(now - after[0].at) < FAR:
                return [*to_thin(before, min(now, before[-1].at)), *to_thin(after, now)]
            break
    return to_thin(backups, now)


def _slot(at: datetime, age: timedelta) -> tuple[str, object] | None:
    local = to_local(at)
    if age <= RECENT:
        return "all", None
    if age <= HOURLY:
        return "hour", at.replace(minute=0, second=0, microsecond=0)
    if age <= DAILY:
        return "day", local.date()
    if age <= MONTHLY:
        return "month", (local.year, local.month)
    return None
