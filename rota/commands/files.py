"""Commands that bring files in, make a demo and look after the database file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rota.commands.context import Context
from rota.domain.backups import Why
from rota.domain.errors import Refused
from rota.domain.importing import COLUMNS, EXTRA_COLUMNS, ColumnMapping, ImportKind, RowProblem
from rota.domain.journal import read_anchor
from rota.services.backups import back_up_before
from rota.services.demo import fill
from rota.services.history import check as check_all
from rota.services.history import redo as redo_one
from rota.services.history import undo as undo_one
from rota.services.importing import ImportOrder, ImportOutcome, import_file, reconciled
from rota.services.windows import count_of

SHOWN = 20
"""How many problems the words list; the JSON has them all."""


def load(context: Context) -> int:
    """Import one file."""
    said = context.words
    order = ImportOrder(
        said.kind,
        Path(said.file),
        said.window,
        said.profile,
        _mapping(said.kind, said.map, said.given),
        said.dry_run,
        said.partial,
        said.replace,
        said.take_file,
    )
    storage = context.storage()
    if not order.dry_run and (fault := back_up_before(storage, Why.IMPORT, context.tools.clock())):
        context.say(fault)
    clock = context.tools.rules.posting
    outcome = import_file(storage, context.tools.reader, order, context.now(), clock=clock)
    for warning in outcome.warnings[:SHOWN]:
        context.say(f"Note, {_where(warning)}: {warning.text}")
    for error in outcome.errors[:SHOWN]:
        context.say(f"{_where(error).capitalize()}: {error.text}")
    if len(outcome.errors) > SHOWN:
        context.say(f"... and {len(outcome.errors) - SHOWN:,} more (--json lists them all)")
    context.answer(_document(outcome), _sentence(order, outcome))
    return 1 if outcome.errors and not (order.partial and outcome.saved) else 0


def _mapping(kind: ImportKind, mapped: Sequence[str], given: Sequence[str]) -> ColumnMapping | None:
    if not mapped and not given:
        return None
    columns = dict(_pair(each, f"HEADING=COLUMN, a column of {kind}") for each in mapped)
    for each in columns.values():
        if each not in (*COLUMNS[kind], *EXTRA_COLUMNS.get(kind, ()), ""):
            raise Refused("bad_mapping", f"{each} is not a column of {kind} files.")
    values = dict(_pair(each, "COLUMN=VALUE") for each in given)
    return ColumnMapping(kind, columns, given=values)


def _pair(said: str, form: str) -> tuple[str, str]:
    name, equals, value = said.partition("=")
    if not equals:
        raise Refused("bad_mapping", f"{said}: write {form}.")
    return name.strip(), value.strip()


def _where(problem: RowProblem) -> str:
    return f"row {problem.row}" + (f", {problem.column}" if problem.column else "")


def _sentence(order: ImportOrder, outcome: ImportOutcome) -> str:
    counts = (
        f"{outcome.rows:,} rows: {outcome.added:,} new, {outcome.changed:,} changed, "
        f"{outcome.unchanged:,} as before, {outcome.rejected:,} refused"
    )
    if outcome.vanished:
        gone = f"{len(outcome.vanished):,} no longer in the file"
        counts += f", {gone}" + (" and retired" if outcome.retired else "")
    if outcome.kept:
        counts += f", {outcome.kept:,} kept as corrected here (--take-file takes the file's)"
    counts = ", ".join([counts, *reconciled(outcome)])
    if outcome.saved:
        return f"{counts}. Saved."
    if order.dry_run:
        return f"{counts}. A dry run: nothing was saved."
    return f"{counts}. Nothing was saved: mend the rows, or use --partial."


def _document(outcome: ImportOutcome) -> dict[str, Any]:
    return {
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "rejected": outcome.rejected,
        "errors": [_problem(each) for each in outcome.errors],
        "warnings": [_problem(each) for each in outcome.warnings],
        "saved": outcome.saved,
        "added": outcome.added,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "changed_ids": outcome.changed_ids,
        "vanished": outcome.vanished,
        "retired": outcome.retired,
        "kept": outcome.kept,
        "cancelled": outcome.cancelled,
        "as_decided": outcome.as_decided,
        "noted": {what.value: number for what, number in sorted(outcome.noted.items())},
        "differences": [asdict(each) for each in outcome.differences],
        "differences_left_out": outcome.found.left_out,
    }


def _problem(problem: RowProblem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "value_shown": problem.value_shown,
        "code": problem.code,
        "text": problem.text,
    }


def demo(context: Context) -> int:
    """Make a made-up hospital in a SQLite file."""
    said = context.words
    out = Path(said.out)
    if out.exists():
        raise Refused("file_exists", f"{out} is there already. Choose another name.")
    if said.staff < 1 or said.appointments < 0:
        raise Refused("too_small", "A demo needs at least one member of staff.")
    try:
        make_demo(context, str(out))
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            out.with_name(out.name + ending).unlink(missing_ok=True)
        raise
    context.answer({"database": str(out)}, f"Made {out}.")
    return 0


def make_demo(context: Context, address: str) -> None:
    """Fill a new database with the made-up hospital."""
    said = context.words
    with tempfile.TemporaryDirectory() as folder:
        files = context.tools.make_demo(
            Path(folder),
            getattr(said, "staff", 1200),
            getattr(said, "appointments", 1228),
            getattr(said, "seed", 2016),
        )
        storage = context.tools.open_storage(address, lambda: files.present)
        try:
            fill(storage, context.tools.reader, context.tools.rules, files, context.say)
        finally:
            storage.close()


def check(context: Context) -> int:
    """Check the file, its links and the journal, also against anchors from paper."""
    given = [read_anchor(each) for each in context.words.anchor]
    health = check_all(context.storage(), given)
    lines = [*health.faults, *health.words]
    if health.sound:
        held = f" and {count_of(health.anchors, 'anchor', 'anchors')}" if health.anchors else ""
        lines.append(f"All is well: {health.entries:,} journal entries, every digest{held} holds.")
    document = {
        "sound": health.sound,
        "faults": list(health.faults),
        "first_bad_entry": health.bad_entry,
        "reason": health.bad_reason,
        "entries": health.entries,
        "anchors": health.anchors,
        "words": list(health.words),
    }
    context.answer(document, "\n".join(lines))
    return 0 if health.sound else 1


def undo(context: Context) -> int:
    """Take back the newest action."""
    entry, changes = undo_one(context.storage())
    context.answer({"undid": entry.entry, "entry": changes.entry}, changes.text)
    return 0


def redo(context: Context) -> int:
    """Do again what was undone."""
    entry, changes = redo_one(context.storage())
    context.answer({"redid": entry.entry, "entry": changes.entry}, changes.text)
    return 0
