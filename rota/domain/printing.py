"""Printers, what is asked of one, and what was sent to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SIDES = ("two-sided-long-edge", "two-sided-short-edge", "one-sided")
"""How paper may be printed on, by the names of the Internet Printing Protocol (RFC 8011)."""

MOST_COPIES = 99


@dataclass(frozen=True, slots=True)
class PrinterInfo:
    """A printer: the sides it prints on, its sizes and trays; empty where it does not say."""

    name: str
    is_default: bool
    sides: tuple[str, ...]
    media: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What to ask of a printer; ``media`` is a size, with a tray behind a comma: ``A4,Tray2``."""

    printer: str
    copies: int = 1
    sides: str = "two-sided-long-edge"
    media: str = "A4"


@dataclass(frozen=True, slots=True)
class PrintRun:
    """Letters of one batch sent to a printer at once, and whether they came out.

    ``how`` is ``queue`` (handed over as a PDF) or what the window did instead. ``outcome`` is yes,
    no, ``from SR-000012`` (that one and those behind it did not), ``not_sent``, ``posted`` (its
    letters were printed elsewhere and posted), or nothing: nobody has said yet.
    """

    run_id: int
    batch: int
    how: str
    printer: str
    copies: int
    sides: str
    media: str
    references: tuple[str, ...]
    sheets: int
    sent_at: datetime
    who: str
    outcome: str
    ended_at: datetime | None
    job: str = ""

    @property
    def is_untold(self) -> bool:
        """Return whether nobody has said yet if it came out."""
        return not self.outcome

    @property
    def spoilt(self) -> tuple[str, ...]:
        """Return the letters of which somebody said that they did not come out."""
        if self.outcome == "no":
            return self.references
        first = self.outcome.removeprefix("from ")
        return self.references[self.references.index(first) :] if first in self.references else ()
