"""Post bags: letters of one class for one postcode area, in the order of their postcodes."""

from __future__ import annotations

import re
from dataclasses import dataclass

CLASSES = ("first", "second", "by_hand")
"""Classes in the order in which their letters are printed; ``by_hand`` goes into no post bag."""

MANIFEST_HEADINGS = ("Class", "Bag", "Letters", "Sheets", "First", "Last")

_OUTWARD = re.compile(r"([A-Z]{1,2})([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class BagRow:
    """The letters of one class for one postcode area, and the references they run between."""

    post_class: str
    bag: str
    letters: int
    sheets: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a batch consists of, bag by bag: what is handed to the post room with it."""

    batch: int
    rows: tuple[BagRow, ...]

    @property
    def letters(self) -> int:
        """Return the number of letters."""
        return sum(row.letters for row in self.rows)

    @property
    def sheets(self) -> int:
        """Return the number of sheets of paper."""
        return sum(row.sheets for row in self.rows)


def bag_of(postcode: str) -> str:
    """Return the postcode area, such as ``SW``; nothing for what is no British postcode."""
    found = _OUTWARD.match(postcode.strip().upper())
    return found[1] if found else ""


def bag_order(postcode: str) -> tuple[str, int, str]:
    """Return what puts postcodes in the order of their bags, SW2 before SW11."""
    plain = postcode.strip().upper()
    found = _OUTWARD.match(plain)
    return (found[1], int(found[2]), plain) if found else ("", 0, plain)
