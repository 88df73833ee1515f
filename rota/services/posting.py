"""Letters posted, and letters that the post brought back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.letter_rules import LetterRules
from rota.services.batch_gate import find_batch, too_late, untrue_in
from rota.services.ports import Storage, Work
from rota.services.windows import count_of


@dataclass(frozen=True, slots=True)
class Posted:
    """What posting a batch came to: letters gone, appointments whose letter comes too late.

    ``not_printed``: how many of them nobody has said were printed.
    """

    number: int
    too_late: tuple[str, ...]
    left_out: tuple[str, ...]
    changes: Changes
    not_printed: int = 0


def mark_posted(
    storage: Storage,
    batch: int,
    now: datetime,
    rules: LetterRules,
    without: Collection[str] = (),
    as_printed: bool = False,
) -> Posted:
    """Record that a batch went into the post: only now have its patients been told.

    Refuses while the batch holds letters that are no longer true, unless they were taken out
    (``without``, by reference) or went all the same (``as_printed``).
    """
    with storage.write("letters posted", undoable=False) as work:
        find_batch(work, batch)
        letters = work.letters.unposted(batch)
        strange = set(without) - {each.reference for each in letters}
        if strange:
            raise Refused(
                "unknown_letter",
                f"Batch {batch} has no unposted letter {', '.join(sorted(strange))}.",
            )
        untrue = _check_true(work, batch, now, without, as_printed)
        gone = [each for each in letters if each.reference not in without]
        late = too_late(work, gone, rules, now)
        number = work.letters.post(batch, now, without, untrue)
        left = tuple(each.reference for each in letters if each.reference in without)
        out = f" {count_of(len(left), 'letter', 'letters')} taken out." if left else ""
        work.say(f"Posted batch {batch}: {count_of(number, 'letter', 'letters')}.{out}")
    unsaid = sum(each.printed_at is None for each in gone)
    return Posted(number, late, left, work.changes, unsaid)


def mark_returned(storage: Storage, reference: str, why: str, now: datetime) -> Changes:
    """Record that the post brought a letter back: its patient counts as not told by it.

    Refuses a letter that was not posted or came back before, and a blank reason.
    """
    if not why.strip():
        raise Refused("no_reason", "Say why the letter came back, as it stands on the envelope.")
    with storage.write("letters returned") as work:
        letter = work.letters.one(reference)
        if letter is None:
            raise Refused("unknown_letter", f"There is no letter {reference}.")
        if letter.posted_at is None:
            raise Refused("not_posted", f"{reference} was never posted, so it cannot come back.")
        if letter.returned_at is not None:
            raise Refused("returned_before", f"{reference} is already marked as returned.")
        if now < letter.posted_at:
            raise Refused("before_posting", f"{reference} cannot come back before it was posted.")
        work.letters.mark_returned(reference, why.strip(), now)
        work.say(f"Letter {reference} came back by post: its patient has not been told.")
    return work.changes


def _check_true(
    work: Work, batch: int, now: datetime, without: Collection[str], as_printed: bool
) -> frozenset[str]:
    """Return the letters that go although they are no longer true; refuse them unless said so."""
    wrong = [each for each in untrue_in(work, batch, now) if each.reference not in without]
    if wrong and not as_printed:
        where = ", ".join(
            f"{each.reference} (pages {each.first_page} to {each.first_page + each.pages - 1})"
            for each in wrong
        )
        raise Refused(
            "untrue_letters",
            f"These letters of batch {batch} are no longer true: {where}. Take them out of the "
            "envelopes and say so (--without), or say that they went as printed (--as-printed).",
        )
    return frozenset(each.reference for each in wrong)
