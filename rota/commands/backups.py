"""Commands about backups: made, listed, put back, and what was lost by it looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.backups import WHY_WORDS, Backup, Damaged, Restored
from rota.domain.errors import Refused
from rota.domain.times import short_words
from rota.domain.users import Door
from rota.services.backups import back_up_now, confirm_restored, read_backups, save_policy
from rota.services.ports import Storage

SHOWN = 20
"""How much of what was lost the words list; the JSON has all of it."""


def backup(context: Context) -> int:
    """Write a verified copy of the hospital file."""
    out = Path(context.words.out)
    context.storage().back_up(out)
    context.answer({"backup": str(out)}, f"Wrote {out} and checked it.")
    return 0


def make(context: Context) -> int:
    """Make a backup among the others, and let older ones go."""
    made = back_up_now(context.storage(), context.tools.clock())
    if made.second_fault:
        context.say(made.second_fault)
    second = "" if made.second is None else f" A second one is {made.second}."
    document = {
        "backup": str(made.backup.path),
        "second": None if made.second is None else str(made.second),
        "second_fault": made.second_fault,
    }
    context.answer(document, f"Wrote {made.backup.path} and checked it.{second}")
    return 0


def list_all(context: Context) -> int:
    """List the backups, newest first."""
    kept = read_backups(_there(context))
    rows = tuple(
        (
            short_words(each.at),
            WHY_WORDS[each.why],
            f"{each.size:,}",
            "checked" if each.is_checked else "not known to be whole",
            str(each.path),
        )
        for each in kept.backups
    )
    text = table(("made", "why", "bytes", "", "file"), rows) if rows else "There is no backup yet."
    document = {
        "backups": [_backup(each) for each in kept.backups],
        "minutes": kept.minutes,
        "second_place": kept.second,
        "folder": None if kept.folder is None else str(kept.folder),
        "to_confirm": None if kept.restored is None else _restored(kept.restored),
    }
    context.answer(document, text)
    return 0


def _there(context: Context) -> Storage:
    """Open what is there: to look at backups makes no file."""
    if context.tools.access.door(context.address) is Door.NEW:
        raise Refused("no_file", f"There is no file {context.address}.")
    return context.storage()


def keep(context: Context) -> int:
    """Set how backups are made."""
    storage, said = context.storage(), context.words
    kept = read_backups(storage)
    minutes = kept.minutes if said.minutes is None else said.minutes
    second = kept.second if said.second is None else said.second
    save_policy(storage, minutes, second)
    often = f"every {minutes} minutes while something changes" if minutes else "not by themselves"
    also = f", and in {second}" if second.strip() else ""
    context.answer({"minutes": minutes, "second_place": second}, f"Backups are made {often}{also}.")
    return 0


def lacking(context: Context) -> int:
    """Show what was done after the backup that was put back."""
    found = _there(context).restored
    text = "No backup was put back that waits for anybody."
    if found is not None:
        text = "\n".join(_lost_lines(found))
    context.answer({"to_confirm": None if found is None else _restored(found)}, text)
    return 0


def confirm(context: Context) -> int:
    """Let letters go out again after a backup was put back."""
    changes = confirm_restored(context.storage(), context.tools.typesetter().cut)
    context.answer({"confirmed": True, "entry": changes.entry}, changes.text)
    return 0


def restore(context: Context) -> int:
    """Put a backup in the place of the hospital file; the old file is kept."""
    found = _put_back(context, Path(context.words.file))
    kept = "" if found.aside is None else f" The file that was there is kept as {found.aside}."
    for line in _lost_lines(found):
        context.say(line)
    document = {
        "database": context.address,
        "set_aside": None if found.aside is None else str(found.aside),
        **_restored(found),
    }
    context.answer(document, f"Restored {context.address}.{kept}")
    return 0


def _put_back(context: Context, backup: Path) -> Restored:
    """Restore as who signed in, where the file can be opened; else by the backup alone."""
    if context.tools.access.door(context.address) is Door.LOCKED:
        try:
            return context.storage().restore(backup)
        except Damaged:
            pass  # nobody can sign in to it: the backup is known by its digest
        finally:
            context.close()
    return context.tools.restore(context.address, backup)


def _lost_lines(found: Restored) -> list[str]:
    if not found.waits:
        return []
    lines = [
        "Letters may have gone out that this file does not know: nothing is sent from it until "
        "somebody says: backups confirm."
    ]
    if found.lost is None:
        return [*lines, "What was done after the backup cannot be read from the old file."]
    lines.append(f"Done after the backup, and not in this file ({len(found.lost):,}):")
    for each in found.lost[:SHOWN]:
        lines.append(f"  {short_words(each.at)}, {each.who}: {each.text or each.action}")
    if len(found.lost) > SHOWN:
        lines.append(f"  ... and {len(found.lost) - SHOWN:,} more (backups lacking --json)")
    return lines


def _restored(found: Restored) -> dict[str, Any]:
    lost = None
    if found.lost is not None:
        lost = [
            {
                "entry": each.entry,
                **both_times("at", each.at),
                "who": each.who,
                "action": each.action,
                "text": each.text,
                "outward": each.is_outward,
            }
            for each in found.lost
        ]
    return {
        **both_times("backup_at", found.backup_at),
        **both_times("restored_at", found.restored_at),
        "waits": found.waits,
        "lost": lost,
    }


def _backup(each: Backup) -> dict[str, Any]:
    return {
        "file": str(each.path),
        **both_times("at", each.at),
        "why": each.why.value,
        "size": each.size,
        "checked": each.is_checked,
        "encrypted": each.is_encrypted,
        "schema": each.schema,
        "journal_entries": each.head.entries,
        "sha256": each.sha256,
    }
