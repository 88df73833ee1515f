"""Backups of the hospital file: made by themselves, before what is risky, and when asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rota.domain.backups import (
    LEAST_MINUTES,
    MINUTES,
    MOST_MINUTES,
    SECOND_PLACE,
    Backup,
    Made,
    Restored,
    Why,
    is_due,
    minutes_of,
    newest_good,
)
from rota.domain.changes import Changes, Kind
from rota.domain.errors import Refused, Unavailable
from rota.domain.permissions import may
from rota.domain.times import short_words
from rota.services.ports import Backups, Progress, Storage, no_progress
from rota.services.rights import ERASE, Cut, erase_again
from rota.services.windows import count_of


@dataclass(frozen=True, slots=True)
class BackupsKept:
    """The backups there are, newest first, and how they are made. ``minutes`` 0: none by itself.

    ``folder`` is None where a server looks after its own. ``restored`` waits to be confirmed.
    """

    backups: tuple[Backup, ...] = ()
    minutes: int = 0
    second: str = ""
    folder: Path | None = None
    restored: Restored | None = None


def read_backups(storage: Storage) -> BackupsKept:
    """Return the backups and how they are made."""
    kept = storage.backups
    if kept is None:
        return BackupsKept()
    minutes, second = _policy(storage)
    return BackupsKept(tuple(kept.all()), minutes, second, kept.folder, storage.restored)


def save_policy(storage: Storage, minutes: int, second: str) -> Changes:
    """Keep how often backups are made, and where the second one goes; blank: nowhere else."""
    if minutes != 0 and not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise Refused(
            "bad_minutes",
            f"Backups are made every {LEAST_MINUTES} to {MOST_MINUTES:,} minutes, or with 0 not by "
            "themselves.",
        )
    second, kept = second.strip(), storage.backups
    if second:
        second = str(Path(second).absolute())
    if kept is not None and second and is_beside(Path(second), kept.folder):
        raise Refused(
            "same_place",
            "The second place must not be where the hospital file and its backups lie. Choose a "
            "folder on another disk or a share.",
        )
    if second and not Path(second).is_dir():
        raise Refused("no_place", f"There is no folder {second}. Connect the disk, or choose one.")
    with storage.write("backup") as work:
        work.settings.put({MINUTES: str(minutes), SECOND_PLACE: second})
        work.say("Changed how backups are made.")
    return work.changes


def back_up_now(storage: Storage, now: datetime, told: Progress = no_progress) -> Made:
    """Make a backup because somebody asks for one. Raises Unavailable with what to do."""
    return _of_a_file(storage).make(Why.ASKED, now, _policy(storage)[1], told)


def back_up_due(storage: Storage, now: datetime, told: Progress = no_progress) -> Made | None:
    """Make a backup if one is due: something changed, and the last is old enough."""
    kept = storage.backups
    if kept is None:
        return None
    minutes, second = _policy(storage)
    if not is_due(newest_good(kept.all()), kept.head(), now, minutes):
        return None
    return kept.make(Why.TIMED, now, second, told)


def back_up_before(storage: Storage, why: Why, now: datetime) -> str:
    """Make a backup before something risky, unless the newest one holds all there is.

    Returns what went wrong, in words: what is about to be done is whole or nothing by itself, and
    a full disk must not keep anybody from calling a strike off.
    """
    kept = storage.backups
    if kept is None:
        return ""
    newest, head = newest_good(kept.all()), kept.head()
    if head.entries == 0 or (newest is not None and newest.head == head):
        return ""
    try:
        return kept.make(why, now, _policy(storage)[1]).second_fault
    except Unavailable as error:
        return error.text


def confirm_restored(storage: Storage, cut: Cut | None = None) -> Changes:
    """Somebody has looked at what a backup did not know: letters may go out again.

    First those are deleted again who were deleted for good. Refuses whoever may not do that.
    """
    found = storage.restored
    if found is None:
        raise Refused("nothing_restored", "No backup was put back that waits to be confirmed.")
    if again := storage.gone_again():
        if cut is None or not may(storage.user, ERASE):
            whose = count_of(len(again), "person", "people")
            raise Refused(
                "gone_again",
                f"Records of {whose} were deleted for good and are in this file again. Ask "
                "an administrator to confirm: they are deleted again first.",
            )
        erase_again(storage, cut)
    lost = "an unknown number of" if found.lost is None else f"{len(found.lost):,}"
    of = "" if found.backup_at is None else f" of {short_words(found.backup_at)}"
    with storage.write("restore", undoable=False) as work:
        work.record(
            f"Confirmed after a backup{of} was put back on {short_words(found.restored_at)}: "
            f"{lost} actions made after it are not in this file."
        )
    storage.confirm_restored()
    return replace(work.changes, kinds=frozenset({Kind.SETTINGS}))


def is_beside(place: Path, folder: Path) -> bool:
    """Whether a place is the folder of the hospital file, or that of its backups or in it."""
    place, folder = place.resolve(), folder.resolve()
    return place in (folder, folder.parent) or folder in place.parents


def is_restored(storage: Storage) -> bool:
    """Whether a backup was put back and nobody has confirmed it yet."""
    return storage.is_waiting


def _policy(storage: Storage) -> tuple[int, str]:
    with storage.read() as work:
        settings = work.settings.all()
    return minutes_of(settings), settings.get(SECOND_PLACE, "")


def _of_a_file(storage: Storage) -> Backups:
    kept = storage.backups
    if kept is None:
        raise Refused("not_a_file", "A PostgreSQL database is backed up with pg_dump.")
    return kept
