"""Wordings out to a translation agency and back, as text files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rota.domain.errors import Unavailable
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording
from rota.domain.wording_file import MOST_BYTES, WordingFile, read_wording, wording_text
from rota.services.exporting import write_file
from rota.services.ports import Storage
from rota.services.wording_versions import Drafted, start_draft


def export_wording(wording: Wording, out: Path) -> Path:
    """Write a wording to a text file in UTF-8 and return its path. Raises Unavailable."""
    write_file(out, wording_text(wording).encode())
    return out


def open_wording(path: Path) -> WordingFile:
    """Read a text file. Refuses what is no wording; raises Unavailable where none can be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unavailable(
            "file_unreadable", f"{path.name} cannot be read: {error.strerror}."
        ) from error
    return read_wording(data)


def import_wording(storage: Storage, rules: LetterRules, path: Path) -> Drafted:
    """Keep a file's text as a new draft, whatever problems it has: they are mended here.

    Refuses a language that the program does not know.
    """
    read = open_wording(path)
    note = f"From the file {path.name[:60]}"
    kept = start_draft(storage, rules, read.kind, read.language, read.form, read.body, note)
    return replace(kept, lines_before=read.lines_before)
