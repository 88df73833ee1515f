"""The file of a batch once more: what may still leave of it, or all of it as it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.errors import Refused
from rota.domain.permissions import See, refuse_sight
from rota.services.batch_gate import find_batch, untrue_in
from rota.services.ports import Cutter, Storage


@dataclass(frozen=True, slots=True)
class BatchAgain:
    """A batch's file; ``left_out`` are the letters that are not in it, by reference."""

    pdf: bytes
    left_out: tuple[str, ...]


def batch_again(
    storage: Storage, batch: int, now: datetime, cutter: Cutter, whole: bool = False
) -> BatchAgain:
    """Return a batch's file without letters that were taken out or are no longer true.

    The ``whole`` is the very file that was made; so is one of which nothing is left out. Refuses a
    batch of which no letter is left.
    """
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        pdf = work.letters.pdf(batch)
        if whole:
            return BatchAgain(pdf, ())
        find_batch(work, batch)
        letters = work.letter_list.of_batch(batch)
        untrue = {each.reference for each in untrue_in(work, batch, now)}
    kept = [e for e in letters if e.withdrawn_at is None and e.reference not in untrue]
    left_out = tuple(each.reference for each in letters if each not in kept)
    if not left_out:
        return BatchAgain(pdf, ())
    if not kept:
        raise Refused(
            "nothing_left",
            f"Every letter of batch {batch} was taken out or is no longer true.",
        )
    return BatchAgain(cutter.cut(pdf, [(each.page, each.pages) for each in kept]), left_out)
