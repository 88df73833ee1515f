"""Writing finished files for people: whole or not at all, readable by their owner only."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from rota.domain.errors import Refused, Unavailable
from rota.domain.importing import RowProblem

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that starts with one of these."""


def check_folder(out: Path) -> None:
    """Make a folder if it is not there. Refuses one that cannot be made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("no_folder", f"{out} cannot be made: {error.strerror}.") from error


def write_batch(out: Path, batch: int, pdf: bytes) -> Path:
    """Write a print file into a folder; its name holds no patient.

    Raises Unavailable when it cannot be written; the batch itself is kept all the same.
    """
    check_folder(out)
    try:
        path = _free_name(out, f"batch-{batch:04d}", pdf)
        write_whole(path, pdf)
    except OSError as error:
        raise Unavailable(
            "not_written",
            f"Batch {batch} is kept, but its file could not be written: {error.strerror}. "
            f"Mend that and write batch {batch} again.",
        ) from error
    return path


def _free_name(out: Path, name: str, pdf: bytes) -> Path:
    """Return a name that is free or already holds these very bytes: never another batch's file."""
    number = 1
    path = out / f"{name}.pdf"
    while path.exists() and path.read_bytes() != pdf:
        number += 1
        path = out / f"{name}-{number}.pdf"
    return path


def write_problems(path: Path, problems: Sequence[RowProblem]) -> Path:
    """Write the problems of an import as CSV: row, column, reason. Raises Unavailable."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("row", "column", "problem"))
    writer.writerows((each.row, _plain(each.column), _plain(each.text)) for each in problems)
    try:
        write_whole(path, text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise Unavailable(
            "not_written", f"{path} could not be written: {error.strerror}."
        ) from error
    return path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name first, so that it is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
