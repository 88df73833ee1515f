"""Letters sent to a printer, and what became of them.

A run is saved before it is sent. A crash in between leaves a run of which nobody knows whether it
was printed; the clerk is asked, and until then the same letters are not sent again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.letter_rules import LetterRules
from rota.domain.letters import MadeLetter
from rota.domain.permissions import See, refuse_sight
from rota.domain.printing import MOST_COPIES, SIDES, PrintOrder, PrintRun
from rota.services.batch_gate import find_batch, late_now, untrue_in
from rota.services.ports import Cutter, Printers, Storage, Work
from rota.services.windows import count_of

QUEUE = "queue"
POSTED = "posted"
"""What became of a run whose letters were posted before anybody said whether it came out."""

NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class PrintSent:
    """A run as it was sent. ``references`` are its letters, in their order.

    ``withdrawn`` are those left out because they are no longer true or must be held; of these
    ``take_out`` may lie printed already. ``too_late`` names appointments whose letter can no longer
    arrive in time, ``first_class`` the second-class letters that only first class still brings in
    time. ``is_repeat``: the same click had come before, and nothing was sent again.
    """

    run_id: int
    sheets: int
    references: tuple[str, ...]
    withdrawn: tuple[str, ...]
    take_out: tuple[str, ...]
    too_late: tuple[str, ...]
    is_repeat: bool
    job: str
    changes: Changes
    first_class: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintStarted:
    """A run that is saved and may be printed now, and its pages; none for a repeat."""

    sent: PrintSent
    pdf: bytes


def print_letters(
    storage: Storage,
    rules: LetterRules,
    batch: int,
    order: PrintOrder,
    key: str,
    now: datetime,
    printers: Printers,
    cutter: Cutter,
    references: Collection[str] | None = None,
    again: bool = False,
) -> PrintSent:
    """Send letters of a batch to a printer: those named, or all that are not known to be printed.

    The whole batch goes as the very bytes that were made. The same ``key`` never sends twice.
    Refuses letters of a run that nobody has answered for, unless they are to go ``again``, and
    whatever the printer will not take. Raises Unavailable when the printers do not answer: then
    nobody knows whether it prints, and the run waits for an answer.
    """
    started = begin_printing(
        storage, rules, batch, order, key, QUEUE, now, cutter, references, again
    )
    sent = started.sent
    if sent.is_repeat or not started.pdf:
        return sent
    try:
        job = printers.send(started.pdf, order, f"Batch {batch}, run {sent.run_id}")
    except Refused:
        with storage.write("letters not printed", undoable=False) as work:
            work.prints.end(sent.run_id, NOT_SENT, now)
            work.say(f"The printer did not take run {sent.run_id} of batch {batch}.")
        raise
    with storage.write("letters sent", undoable=False) as work:
        work.prints.set_job(sent.run_id, job)
        work.say(f"The printer took run {sent.run_id} of batch {batch}.")
    return replace(sent, job=job)


def begin_printing(
    storage: Storage,
    rules: LetterRules,
    batch: int,
    order: PrintOrder,
    key: str,
    how: str,
    now: datetime,
    cutter: Cutter,
    references: Collection[str] | None = None,
    again: bool = False,
) -> PrintStarted:
    """Save a run and return its pages, for a way of printing of one's own; refuses as above.

    The gate is asked again: letters no longer true, or now held, are withdrawn and left out.
    """
    _check_order(order)
    with storage.write("letters print", undoable=False) as work:
        earlier = work.prints.by_key(key)
        if earlier is not None:
            _refuse_other(work, earlier, batch, references)
            return PrintStarted(_repeated(earlier), b"")
        row = find_batch(work, batch)
        wanted = _wanted(work, batch, references, again)
        unsure = _refuse_untold(work, batch, wanted, again)
        untrue = {each.reference for each in untrue_in(work, batch, now)}
        out = [each for each in wanted if each.reference in untrue]
        good = [each for each in wanted if each.reference not in untrue]
        work.prints.withdraw([each.reference for each in out], now)
        pdf = b""
        if good:
            pdf = work.letters.pdf(batch)
            if len(good) < row.letters:
                pdf = cutter.cut(pdf, [(each.first_page, each.pages) for each in good])
        run = PrintRun(
            0,
            batch,
            how,
            order.printer,
            order.copies,
            order.sides,
            order.media,
            tuple(each.reference for each in good),
            _sheets(good, order.sides),
            now,
            work.who,
            "",
            None,
        )
        run_id = work.prints.add(run, key, hashlib.sha256(pdf).hexdigest()) if good else 0
        withdrawn = tuple(each.reference for each in out)
        late = late_now(work, good, rules, now)
        work.say(_sentence(batch, run_id, len(good), len(out)))
    printed = {each.reference for each in out if each.printed_at} | unsure
    take_out = tuple(each for each in withdrawn if each in printed)
    sent = PrintSent(
        run_id,
        run.sheets,
        run.references,
        withdrawn,
        take_out,
        late.appointments,
        False,
        "",
        work.changes,
        late.second_class,
    )
    return PrintStarted(sent, pdf)


def _sentence(batch: int, run_id: int, letters: int, out: int) -> str:
    left = f" {count_of(out, 'letter', 'letters')} withdrawn, no longer true." if out else ""
    if not letters:
        return f"Sent nothing of batch {batch} to be printed.{left}"
    return f"Run {run_id} of batch {batch}: {count_of(letters, 'letter', 'letters')}.{left}"


def _refuse_other(
    work: Work, earlier: PrintRun, batch: int, references: Collection[str] | None
) -> None:
    """Refuse a key that came before with other letters; those withdrawn then are no others."""
    sent = set(earlier.references)
    if references is None:
        unprinted = (each for each in work.letters.unposted(batch) if each.printed_at is None)
        more, is_whole = {each.reference for each in unprinted} - sent, True
    else:
        more = {each for each in set(references) - sent if not _is_out(work, each)}
        is_whole = sent <= set(references)
    if earlier.batch != batch or more or not is_whole:
        raise Refused(
            "key_used",
            f"Run {earlier.run_id} had the same key and other letters. Nothing was sent now: try "
            "again with a new key.",
        )


def _is_out(work: Work, reference: str) -> bool:
    letter = work.letters.one(reference)
    return letter is not None and letter.withdrawn_at is not None


def _repeated(run: PrintRun) -> PrintSent:
    return PrintSent(run.run_id, run.sheets, run.references, (), (), (), True, run.job, Changes())


def _sheets(letters: Sequence[MadeLetter], sides: str) -> int:
    """Return the sheets of one copy; printed on one side, a letter's blank back takes one too."""
    sheets = sum(each.sheets for each in letters)
    return 2 * sheets if sides == "one-sided" else sheets


def _check_order(order: PrintOrder) -> None:
    if not order.printer.strip():
        raise Refused("no_printer", "Choose a printer.")
    if order.sides not in SIDES:
        raise Refused("unknown_sides", f"Sides are one of: {', '.join(SIDES)}.")
    if not 1 <= order.copies <= MOST_COPIES:
        raise Refused("copies", f"Print from 1 to {MOST_COPIES} copies.")


def _wanted(
    work: Work, batch: int, references: Collection[str] | None, again: bool
) -> list[MadeLetter]:
    letters = work.letters.unposted(batch)
    if references is not None and not references:
        raise Refused("no_letter", "Name at least one letter to print.")
    if references is not None:
        there = {each.reference for each in letters}
        for reference in sorted(set(references) - there):
            raise Refused("not_to_print", _why_not(work, batch, reference))
        return [each for each in letters if each.reference in references]
    if not letters:
        raise Refused("nothing_to_print", f"Batch {batch} has no letter left to be posted.")
    wanted = letters if again else [each for each in letters if each.printed_at is None]
    if not wanted:
        raise Refused(
            "printed_before",
            f"All letters of batch {batch} were printed. Name the ones to print again, or say "
            "that all are to go again.",
        )
    return wanted


def _why_not(work: Work, batch: int, reference: str) -> str:
    letter = work.letters.one(reference)
    if letter is None or letter.batch != batch:
        return f"Batch {batch} has no letter {reference}."
    if letter.returned_at is not None:
        return f"{reference} came back by post. Its patient is in the queue again for a new letter."
    if letter.posted_at is not None:
        return f"{reference} was posted: printed again, the patient would get it twice."
    return f"{reference} was taken out of batch {batch} because it is no longer true."


def _refuse_untold(
    work: Work, batch: int, wanted: Sequence[MadeLetter], again: bool
) -> frozenset[str]:
    """Return which of these letters may lie printed already; refuse them unless said so."""
    asked = {each.reference for each in wanted}
    runs = [each for each in work.prints.untold() if each.batch == batch]
    runs = [each for each in runs if not asked.isdisjoint(each.references)]
    if runs and not again:
        raise Refused(
            "unanswered_run",
            f"Run {runs[0].run_id} of batch {batch} was sent to {runs[0].printer or 'a printer'}, "
            "and nobody has said whether it printed. Look at the printer and say so first, or say "
            "that all are to go again.",
        )
    return frozenset(each for run in runs for each in run.references)


def untold_runs(storage: Storage) -> list[PrintRun]:
    """Return the runs of which nobody has said whether they printed, oldest first."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        return work.prints.untold()


def from_here(storage: Storage, batch: int, reference: str) -> tuple[str, ...]:
    """Return a batch's unposted letters from one on, in their order."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        find_batch(work, batch)
        there = [each.reference for each in work.letters.unposted(batch)]
        if reference not in there:
            raise Refused("not_to_print", _why_not(work, batch, reference))
    return tuple(there[there.index(reference) :])


def say_printed(
    storage: Storage, run_id: int, outcome: str, from_reference: str | None, now: datetime
) -> Changes:
    """Record whether a run came out: ``yes``, ``no``, or ``from`` a letter on it did not.

    Those that did not may be sent again. Refuses a run that was answered for, or whose letters
    were posted meanwhile.
    """
    with storage.write("letters printed", undoable=False) as work:
        run = work.prints.one(run_id)
        if run is None:
            raise Refused("unknown_run", f"There is no print run {run_id}.")
        if run.outcome == POSTED:
            raise Refused(
                "posted_before",
                f"The letters of run {run_id} were posted, as printed elsewhere. If some of them "
                "never left, mark each as returned: its patient is in the queue again.",
            )
        if not run.is_untold:
            raise Refused("said_before", f"Run {run_id} was answered for: {run.outcome}.")
        out = _came_out(run, outcome, from_reference)
        work.prints.mark_printed(out, now)
        said = f"from {from_reference}" if outcome == "from" else outcome
        work.prints.end(run_id, said, now)
        letters = count_of(len(run.references), "letter", "letters")
        work.say(f"Run {run_id} of batch {run.batch}: {len(out):,} of {letters} printed.")
    return work.changes


def _came_out(run: PrintRun, outcome: str, from_reference: str | None) -> tuple[str, ...]:
    match outcome:
        case "yes":
            return run.references
        case "no":
            return ()
        case "from" if from_reference in run.references:
            return run.references[: run.references.index(from_reference)]
        case "from":
            raise Refused(
                "unknown_letter",
                f"Run {run.run_id} has no letter {from_reference}. Name the first that did not "
                f"print, from {run.references[0]} to {run.references[-1]}.",
            )
    raise Refused("unknown_outcome", "Say yes, no, or from which letter on it did not print.")
