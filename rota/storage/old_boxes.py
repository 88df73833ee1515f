"""Key boxes kept beside backups, for when the one beside the hospital file is lost or damaged.

An older box opens what it opened. It brings back nobody who left: the file has another secret by
then, which no box of before holds.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from rota.domain.errors import Unavailable
from rota.storage.backup_folder import all_in, folder_of
from rota.storage.backups import copy_boxes
from rota.storage.durable import in_turn
from rota.storage.keyfile import box_paths, copies


def box_beside_backup(path: Path) -> Path | None:
    """Return the backup with the newest sound key box; None: there is none."""
    found: list[tuple[int, Path]] = []
    for each in all_in(folder_of(path)):
        with suppress(Unavailable):
            found.append((copies(each.path)[0].serial, each.path))
    return max(found, default=(0, None))[1]


def bring_back_box(path: Path) -> None:
    """Put the newest sound key box in the place of one that cannot be read, which is set aside.

    Nothing is done where the one in place can be read, or no other is found.
    """
    if not path.exists() or _is_sound(path) or (backup := box_beside_backup(path)) is None:
        return
    with in_turn(path), suppress(OSError):
        if _is_sound(path):
            return
        for each in box_paths(path):
            if each.exists():
                each.replace(each.with_name(f"{each.name}.damaged"))
        copy_boxes(backup, path)


def _is_sound(path: Path) -> bool:
    try:
        return bool(copies(path))
    except Unavailable:
        return False
