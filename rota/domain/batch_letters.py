"""One letter of a batch as a person looks for it: reference, sheet, page and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.printing import PrintRun


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """Where a letter lies in the pile and in the file, and how far it came.

    ``sheet`` and ``page`` count from 1; ``name`` is who the letter was written to.
    """

    batch: int
    reference: str
    name: str
    postcode: str
    page: int
    pages: int
    printed_at: datetime | None = None
    prints: int = 0
    posted_at: datetime | None = None
    withdrawn_at: datetime | None = None
    returned_at: datetime | None = None
    sheet: int = 0

    @property
    def sheets(self) -> int:
        """Return how many sheets it takes, printed on both sides."""
        return (self.pages + 1) // 2


def in_whole_pile(letters: Sequence[BatchLetter]) -> list[BatchLetter]:
    """Return the letters of a whole batch with their sheets: each begins on a new one."""
    return [replace(each, sheet=(each.page + 1) // 2) for each in letters]


def in_run(letters: Sequence[BatchLetter], run: PrintRun) -> list[BatchLetter]:
    """Return the letters sent to a printer at once, sheets and pages counted in that pile.

    On one side a letter takes its pages and the blank back that the file gives it.
    """
    by_reference = {each.reference: each for each in letters}
    pile: list[BatchLetter] = []
    sheet = page = 1
    for reference in run.references:
        letter = by_reference.get(reference)
        if letter is not None:
            pile.append(replace(letter, sheet=sheet, page=page))
            sheet += letter.sheets * (2 if run.sides == "one-sided" else 1)
            page += 2 * letter.sheets
    return pile
