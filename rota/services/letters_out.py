"""Which letters of a batch may leave in another way than its print, and why others may not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from rota.domain.errors import Refused
from rota.domain.letter_content import LetterContent
from rota.domain.letters import MadeLetter
from rota.services.batch_gate import find_batch, untrue_in
from rota.services.ports import Work


@dataclass(frozen=True, slots=True)
class OutLetter:
    """A letter of a batch and what it says."""

    made: MadeLetter
    content: LetterContent

    @property
    def reference(self) -> str:
        """Return its reference."""
        return self.made.reference


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a letter does not leave this way; the text names no patient."""

    reference: str
    code: str
    text: str


UNTRUE = "It is no longer true, or must be held: it is taken out when the batch is printed."
BY_HAND = "Somebody takes it by hand."


def refuse_other_medium(work: Work, batch: int) -> None:
    """Refuse a batch that is not on paper: its patients get no other format."""
    medium = find_batch(work, batch).medium
    if medium != "print":
        raise Refused(
            "other_format",
            f"Batch {batch} is {medium}: its patients need that format and get no other one.",
        )


def open_letters(
    work: Work, batch: int, now: datetime, references: Collection[str] | None = None
) -> tuple[list[OutLetter], list[LeftOut]]:
    """Return a batch's letters that are not posted and still true, and what is left out and why.

    What nobody can read any more is left out as well. Refuses a batch in another medium.
    """
    refuse_other_medium(work, batch)
    untrue = {each.reference for each in untrue_in(work, batch, now)}
    good: list[OutLetter] = []
    out: list[LeftOut] = []
    for made in work.letters.unposted(batch):
        if references is not None and made.reference not in references:
            continue
        if made.reference in untrue:
            out.append(LeftOut(made.reference, "untrue", UNTRUE))
            continue
        try:
            good.append(OutLetter(made, work.letters.content(made.reference)))
        except Refused as error:
            out.append(LeftOut(made.reference, error.code, error.text))
    return good, out
