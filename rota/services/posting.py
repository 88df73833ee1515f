"""Letters posted, and letters that the post brought back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.letter_rules import LetterRules
from rota.domain.letters import BatchRow, MadeLetter
from rota.domain.permissions import See, refuse_sight
from rota.domain.printing import PrintRun
from rota.domain.times import short_words
from rota.services.batch_gate import Late, find_batch, late_now, untrue_in
from rota.services.ports import Storage, Work
from rota.services.printing import POSTED
from rota.services.windows import count_of


@dataclass(frozen=True, slots=True)
class BeforePosting:
    """What to know before a batch is posted.

    ``unprinted`` counts the letters that nobody has said were printed; ``unanswered`` are the runs
    that nobody has answered for, ``spoilt`` the letters known not to have come out of a printer.
    """

    untrue: tuple[MadeLetter, ...]
    unprinted: int
    unanswered: tuple[PrintRun, ...]
    spoilt: tuple[str, ...]
    late: Late


@dataclass(frozen=True, slots=True)
class Posted:
    """What posting a batch came to: letters gone, appointments whose letter comes too late.

    ``not_printed``: how many of them nobody has said were printed. ``first_class`` went by first
    class although they were made for second; ``second_class`` went by second class, too late for
    it.
    """

    number: int
    too_late: tuple[str, ...]
    left_out: tuple[str, ...]
    changes: Changes
    not_printed: int = 0
    first_class: tuple[str, ...] = ()
    second_class: tuple[str, ...] = ()


def before_posting(
    storage: Storage, rules: LetterRules, batch: int, now: datetime
) -> BeforePosting:
    """Return what somebody is asked about before a batch counts as posted."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        row, letters = find_batch(work, batch), work.letters.unposted(batch)
        return BeforePosting(
            tuple(untrue_in(work, batch, now)),
            row.unprinted,
            _unanswered(row, letters),
            _spoilt(row, letters),
            late_now(work, letters, rules, now),
        )


def mark_posted(
    storage: Storage,
    batch: int,
    now: datetime,
    rules: LetterRules,
    without: Collection[str] = (),
    as_printed: bool | Collection[str] = False,
    printed_elsewhere: bool = False,
    first_class: bool = False,
) -> Posted:
    """Record that a batch went into the post: only now have its patients been told.

    Refuses while the batch holds letters that are no longer true, unless they were taken out
    (``without``, by reference) or went all the same (``as_printed``: these, or any). Refuses while
    nobody has said whether a run came out, and letters known not to have come out, unless they
    were ``printed_elsewhere``. ``first_class``: those made for second class that it no longer
    brings in time went by first class.
    """
    with storage.write("letters posted", undoable=False) as work:
        row = find_batch(work, batch)
        if now < row.made_at:
            made = short_words(row.made_at)
            raise Refused(
                "before_making",
                f"Batch {batch} was made on {made}: it cannot have been posted before.",
            )
        letters = work.letters.unposted(batch)
        strange = set(without) - {each.reference for each in letters}
        if strange:
            raise Refused(
                "unknown_letter",
                f"Batch {batch} has no unposted letter {', '.join(sorted(strange))}.",
            )
        untrue = _check_true(work, batch, now, without, as_printed)
        gone = [each for each in letters if each.reference not in without]
        if not printed_elsewhere:
            _check_printed(row, gone)
        late = late_now(work, gone, rules, now)
        by_first = late.second_class if first_class else ()
        by_second = () if first_class else late.second_class
        number = work.letters.post(batch, now, without, untrue, by_first)
        for run in row.runs:
            if run.is_untold:
                work.prints.end(run.run_id, POSTED, now)
        left = tuple(each.reference for each in letters if each.reference in without)
        work.say(_sentence(batch, number, len(left), len(by_first)))
    unsaid = sum(each.printed_at is None for each in gone)
    lost = (
        *late.appointments,
        *(
            each
            for letter in gone
            if letter.reference in by_second
            for each in letter.appointment_ids
            if each not in late.appointments
        ),
    )
    return Posted(number, lost, left, work.changes, unsaid, by_first, by_second)


def _sentence(batch: int, number: int, out: int, by_first: int) -> str:
    said = f"Posted batch {batch}: {count_of(number, 'letter', 'letters')}."
    if out:
        said += f" {count_of(out, 'letter', 'letters')} taken out."
    if by_first:
        said += f" {count_of(by_first, 'letter', 'letters')} by first class instead of second."
    return said


def _unanswered(row: BatchRow, letters: Sequence[MadeLetter]) -> tuple[PrintRun, ...]:
    there = {each.reference for each in letters}
    return tuple(run for run in row.runs if run.is_untold and not there.isdisjoint(run.references))


def _spoilt(row: BatchRow, letters: Sequence[MadeLetter]) -> tuple[str, ...]:
    """Return the letters that somebody said did not come out, and that did not come out since."""
    spoilt = {each for run in row.runs for each in run.spoilt}
    return tuple(
        each.reference for each in letters if each.printed_at is None and each.reference in spoilt
    )


def _check_printed(row: BatchRow, gone: Sequence[MadeLetter]) -> None:
    """Refuse letters that may not have come out of the printer."""
    unanswered, spoilt = _unanswered(row, gone), _spoilt(row, gone)
    if unanswered:
        run = unanswered[0]
        raise Refused(
            "unanswered_run",
            f"Run {run.run_id} of batch {row.batch} was sent to {run.printer or 'a printer'}, and "
            "nobody has said whether it printed. Say so first, or say that these letters were "
            "printed elsewhere.",
        )
    if spoilt:
        letters = count_of(len(spoilt), "letter", "letters")
        raise Refused(
            "not_printed",
            f"{letters} of batch {row.batch} did not come out of the printer, from {spoilt[0]} "
            "on. Print the rest first, take them out, or say that they were printed elsewhere.",
        )


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
    work: Work,
    batch: int,
    now: datetime,
    without: Collection[str],
    as_printed: bool | Collection[str],
) -> frozenset[str]:
    """Return the letters that go although they are no longer true; refuse them unless said so."""
    wrong = [each for each in untrue_in(work, batch, now) if each.reference not in without]
    unsaid = [each for each in wrong if not _went(each.reference, as_printed)]
    if unsaid:
        where = ", ".join(
            f"{each.reference} ({pages_words(each.first_page, each.pages)})" for each in unsaid
        )
        raise Refused(
            "untrue_letters",
            f"These letters of batch {batch} are no longer true: {where}. Take them out of the "
            "pile and say so, or say that they went as printed.",
        )
    return frozenset(each.reference for each in wrong)


def pages_words(first: int, number: int) -> str:
    """Return where a letter lies in the file: ``page 7``, ``pages 7 to 8``."""
    return f"page {first}" if number == 1 else f"pages {first} to {first + number - 1}"


def _went(reference: str, as_printed: bool | Collection[str]) -> bool:
    return as_printed if isinstance(as_printed, bool) else reference in as_printed
