"""Letters as tagged PDFs for a screen, one file each, named by their reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rota.domain.changes import Changes
from rota.domain.errors import Refused, Unavailable
from rota.domain.letter_content import LetterContent
from rota.domain.permissions import See, refuse_sight
from rota.services.batch_gate import find_batch, untrue_in
from rota.services.letters_out import UNTRUE, LeftOut, refuse_other_medium
from rota.services.ports import Storage, Typesetter, Work
from rota.services.print_files import check_folder, write_whole
from rota.services.windows import count_of

TAKEN_OUT = "It was taken out of its batch because it was no longer true."


@dataclass(frozen=True, slots=True)
class Copies:
    """Tagged PDFs by reference, and the letters that have none."""

    batch: int
    files: dict[str, bytes]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Copied:
    """The files written, and the letters left out."""

    paths: tuple[Path, ...]
    left_out: tuple[LeftOut, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class ToCopy:
    """What letters say that may be copied, by reference, and which may not."""

    batch: int
    contents: dict[str, LetterContent]
    left_out: tuple[LeftOut, ...]


def batch_of(storage: Storage, reference: str) -> int:
    """Return the batch of a letter. Refuses a reference that no letter has."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        found = work.letters.one(reference)
    if found is None:
        raise Refused("unknown_letter", f"There is no letter {reference}.")
    return found.batch


def to_copy(storage: Storage, batch: int, reference: str | None, now: datetime) -> ToCopy:
    """Read the letters of a batch, or one of them, posted or not.

    Those taken out and those no longer true before they were posted are left out. Refuses a batch
    in braille or to listen to: its patients get no other format.
    """
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        refuse_other_medium(work, batch)
        untrue = {each.reference for each in untrue_in(work, batch, now)}
        contents: dict[str, LetterContent] = {}
        out = []
        for each in work.letter_list.of_batch(batch):
            if reference is not None and each.reference != reference:
                continue
            if each.withdrawn_at is not None:
                out.append(LeftOut(each.reference, "taken_out", TAKEN_OUT))
            elif each.reference in untrue:
                out.append(LeftOut(each.reference, "untrue", UNTRUE))
            else:
                _read(work, each.reference, contents, out)
    return ToCopy(batch, contents, tuple(out))


def _read(
    work: Work, reference: str, contents: dict[str, LetterContent], out: list[LeftOut]
) -> None:
    try:
        contents[reference] = work.letters.content(reference)
    except Refused as error:
        out.append(LeftOut(reference, error.code, error.text))


def make_copies(
    found: ToCopy,
    typesetter: Typesetter,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Copies:
    """Typeset the copies, each read back; touches no database and writes no file.

    Raises Refused with the code ``cancelled`` once asked to stop.
    """
    files, out = {}, list(found.left_out)
    for number, (reference, content) in enumerate(found.contents.items(), start=1):
        if cancelled is not None and cancelled():
            raise Refused("cancelled", "The copies were stopped. None was kept.")
        try:
            files[reference] = typesetter.copy(content)
        except Refused as error:
            out.append(LeftOut(reference, error.code, error.text))
        if progress is not None:
            progress(number, len(found.contents))
    return Copies(found.batch, files, tuple(out))


def write_copies(storage: Storage, out: Path, copies: Copies) -> Copied:
    """Record the copies and write them into a folder, in the place of older ones.

    Raises Unavailable when one cannot be written.
    """
    check_folder(out)
    if not copies.files:
        return Copied((), copies.left_out, Changes())
    with storage.write("letters copied", undoable=False) as work:
        find_batch(work, copies.batch)
        letters = count_of(len(copies.files), "letter", "letters")
        work.record(f"Copied {letters} of batch {copies.batch} to files.")
    paths = []
    for reference, pdf in copies.files.items():
        path = out / f"{reference}.pdf"
        try:
            write_whole(path, pdf)
        except OSError as error:
            raise Unavailable(
                "not_written", f"{path} cannot be written: {error.strerror}."
            ) from error
        paths.append(path)
    return Copied(tuple(paths), copies.left_out, work.changes)


def copy_letters(
    storage: Storage,
    typesetter: Typesetter,
    batch: int,
    reference: str | None,
    out: Path,
    now: datetime,
) -> Copied:
    """Copy the letters of a batch, or one of them, into a folder."""
    return write_copies(
        storage, out, make_copies(to_copy(storage, batch, reference, now), typesetter)
    )
