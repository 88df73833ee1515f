"""Commands that write strike windows and notices to files."""

from __future__ import annotations

from pathlib import Path

from rota.commands.context import Context
from rota.services.exporting import export_notice, export_windows


def windows(context: Context) -> int:
    """Write every window as a calendar or as CSV."""
    said, storage = context.words, context.storage()
    path = export_windows(storage, context.tools.exporter, Path(said.out), context.now())
    return _written(context, path)


def notice(context: Context) -> int:
    """Write a notice about one window."""
    said, storage = context.words, context.storage()
    path = export_notice(storage, said.kind, said.window, Path(said.out), context.now())
    return _written(context, path)


def _written(context: Context, path: Path) -> int:
    context.answer({"files": [str(path)]}, f"Wrote {path}.")
    return 0
