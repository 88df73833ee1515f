"""A typeset run cut into files of so many sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rota.domain.letter_content import TypesetLetter
from rota.services.ports import Cutter

PARTS_A_PIECE = 6
"""Opening a file costs as much as it has pages, so many parts are cut out of pieces of it."""


def by_sheets(
    letters: Sequence[TypesetLetter], most: int, apart: Collection[str]
) -> list[list[TypesetLetter]]:
    """Return letters in their order, in parts of at most so many sheets.

    Those ``apart``, by reference, share no part with the others. A letter of more sheets than that
    is a part of its own.
    """
    parts: list[list[TypesetLetter]] = []
    room, was_apart = 0, False
    for letter in letters:
        is_apart = letter.reference in apart
        if not parts or sheets_of(letter) > room or is_apart != was_apart:
            parts.append([])
            room = most
        parts[-1].append(letter)
        room -= sheets_of(letter)
        was_apart = is_apart
    return parts


def cut_apart(
    pdf: bytes, parts: Sequence[Sequence[TypesetLetter]], cutter: Cutter
) -> Iterator[tuple[bytes, Sequence[TypesetLetter], int]]:
    """Yield the file of each part, its letters where they lie in it, and its number of pages."""
    if len(parts) == 1:
        yield pdf, *_moved_up(parts[0])
    elif len(parts) <= PARTS_A_PIECE:
        for part in parts:
            yield cutter.cut(pdf, _spans(part)), *_moved_up(part)
    else:
        for start in range(0, len(parts), PARTS_A_PIECE):
            some = parts[start : start + PARTS_A_PIECE]
            together = [each for part in some for each in part]
            piece, letters = cutter.cut(pdf, _spans(together)), iter(_moved_up(together)[0])
            yield from cut_apart(piece, [[next(letters) for _ in part] for part in some], cutter)


def sheets_of(letter: TypesetLetter) -> int:
    """Return how many sheets a letter takes, printed on both sides."""
    return (letter.pages + 1) // 2


def _spans(letters: Sequence[TypesetLetter]) -> list[tuple[int, int]]:
    return [(each.first_page, each.pages) for each in letters]


def _moved_up(letters: Sequence[TypesetLetter]) -> tuple[list[TypesetLetter], int]:
    """Return letters as they lie in a file of their own, and its pages; blank backs count too."""
    moved, pages = [], 0
    for each in letters:
        moved.append(replace(each, first_page=pages + 1))
        pages += 2 * sheets_of(each)
    return moved, pages
