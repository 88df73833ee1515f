"""Batches of letters: planned in the order of the post, typeset, cut by sheets and saved.

All batches of a run are saved in one transaction. Either every letter of it counts as made, or
none does and all of them are still in the queue: no crash leaves some letters of a run made twice
or a clerk with half a run, and whether anything changed meanwhile is asked once for all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.codes import Decision
from rota.domain.letter_bodies import body_of, digest_of
from rota.domain.letter_content import (
    LetterContent,
    LetterException,
    TypesetLetter,
)
from rota.domain.letter_rules import LetterRules
from rota.domain.letters import PREFIX, LetterFault, LetterLine, LetterRecord
from rota.domain.permissions import See, refuse_sight
from rota.domain.post_bags import CLASSES, bag_of, bag_order
from rota.domain.telling import to_tell
from rota.services.batch_cutting import by_sheets, cut_apart
from rota.services.batch_gate import refuse_changed, refuse_doubles
from rota.services.batch_sizes import USUAL, sheets_in
from rota.services.hospital_details import letter_setup
from rota.services.letter_contents import written_letters
from rota.services.letter_queue import QueuedLetter, by_patient, letter_kind, queue_in
from rota.services.letter_truth import patient_digest
from rota.services.ports import Storage, Typesetter, Work
from rota.services.windows import count_of

BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """One letter to be made: what it says, by which wording, of which appointments.

    ``cover`` is the sheet that is printed instead where the letter itself goes in another medium.
    """

    content: LetterContent
    template: str
    group: tuple[QueuedLetter, ...]
    hospital_sha256: str
    cover: LetterContent | None = None


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a run would hold, in the order of the post; nothing is typeset yet."""

    letters: tuple[PlannedLetter, ...]
    missing_details: tuple[str, ...]
    sheets_a_batch: int = USUAL

    @property
    def contents(self) -> tuple[LetterContent, ...]:
        """Return what the letters say."""
        return tuple(each.content for each in self.letters)


@dataclass(frozen=True, slots=True)
class MadeBatch:
    """One batch typeset and read back; ``pages`` counts blank backs too.

    ``enclosed`` is an archive of what goes with its sheets in another medium than print.
    """

    records: tuple[LetterRecord, ...]
    pages: int
    pdf: bytes
    medium: str = "print"
    enclosed: bytes | None = None


@dataclass(frozen=True, slots=True)
class MadeLetters:
    """A run typeset and cut into batches, and what was left out; nothing is saved yet.

    ``late`` counts the letters that can no longer arrive in time and whose patients nobody has
    rung yet: they are made all the same, to confirm the call or to be handed over.
    """

    batches: tuple[MadeBatch, ...]
    exceptions: tuple[LetterException, ...]
    faults: tuple[LetterFault, ...]
    missing_details: tuple[str, ...]
    late: int = 0

    @property
    def records(self) -> tuple[LetterRecord, ...]:
        """Return the letters of all batches."""
        return tuple(record for batch in self.batches for record in batch.records)


@dataclass(frozen=True, slots=True)
class RenderedBatch:
    """One batch as it was saved."""

    batch: int
    letters: int
    pages: int
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """The batches of a run, what was left out and why, and what the trust lacks.

    ``late`` counts the letters whose patients are to be rung first.
    """

    batches: tuple[RenderedBatch, ...]
    exceptions: tuple[LetterException, ...]
    missing_details: tuple[str, ...]
    changes: Changes
    faults: tuple[LetterFault, ...] = ()
    late: int = 0

    @property
    def batch(self) -> int | None:
        """Return the number of the first batch; None when no letter was made."""
        return self.batches[0].batch if self.batches else None

    @property
    def letters(self) -> int:
        """Return how many letters were made in all."""
        return sum(each.letters for each in self.batches)

    @property
    def pages(self) -> int:
        """Return how many pages they have in all, blank backs too."""
        return sum(each.pages for each in self.batches)

    @property
    def pdf(self) -> bytes:
        """Return the print file of the first batch."""
        return self.batches[0].pdf if self.batches else b""


def plan_batch(
    storage: Storage, rules: LetterRules, now: datetime, chosen: Collection[str] | None = None
) -> BatchPlan:
    """Read what every letter that is ready would say, one letter for each patient."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        ready = [each for each in queue_in(work, rules, now) if each.state == "ready"]
        if chosen is not None:
            ready = [each for each in ready if each.appointment_id in chosen]
        return plan_of(work, rules, ready, now)


def plan_of(
    work: Work, rules: LetterRules, ready: Sequence[QueuedLetter], now: datetime
) -> BatchPlan:
    """Return what a run of these letters would hold."""
    last = work.letters.last_reference()
    groups = {
        f"{PREFIX}{last + number:06d}": tuple(group)
        for number, group in enumerate(sorted(by_patient(ready), key=_post_order), start=1)
    }
    written = written_letters(work, rules, groups, now)
    setup, sheets = letter_setup(work, rules), sheets_in(work.settings.all())
    planned = tuple(
        PlannedLetter(
            written[each].content, written[each].template, group, written[each].hospital_sha256
        )
        for each, group in groups.items()
    )
    return BatchPlan(planned, (*setup.missing, *setup.lacking), sheets)


def _post_order(group: Sequence[QueuedLetter]) -> tuple[int, tuple[str, int, str], str]:
    patient_id = group[0].visit.patient.patient_id
    return CLASSES.index(_post_class(group)), bag_order(_postcode(group)), patient_id


def _postcode(group: Sequence[QueuedLetter]) -> str:
    """Return the postcode a letter goes to: the last line of an address let go, if there is one."""
    own = group[0].address
    return own[-1] if own else group[0].visit.patient.postcode


def _post_class(group: Sequence[QueuedLetter]) -> str:
    """Return how a letter goes: by hand, or by the class its most pressing appointment needs."""
    channels = {each.channel for each in group}
    if "local" in channels:
        return BY_HAND
    return "second" if channels == {"second"} else "first"


def is_late(queued: QueuedLetter) -> bool:
    """Say whether a letter can no longer arrive in time and nobody has rung its patient yet."""
    return queued.too_late and queued.told_at is None


def typeset_batch(
    plan: BatchPlan,
    typesetter: Typesetter,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> MadeLetters:
    """Typeset a planned run once, read it back, and cut it into batches; touches no database."""
    if not plan.letters:
        return MadeLetters((), (), (), plan.missing_details)
    printed = [each.cover or each.content for each in plan.letters]
    typeset = typesetter.typeset(printed, progress, cancelled)
    planned = {each.content.reference: each for each in plan.letters}
    apart = {ref for ref, each in planned.items() if _post_class(each.group) == BY_HAND}
    parts = by_sheets(typeset.letters, plan.sheets_a_batch, apart)
    batches = tuple(
        MadeBatch(tuple(_record(planned[each.reference], each) for each in letters), pages, pdf)
        for pdf, letters, pages in cut_apart(typeset.pdf, parts, typesetter)
    )
    faults = tuple(
        LetterFault(
            each.appointment_id,
            fault.code,
            fault.text,
            patient_digest(each.visit.patient, each.address),
        )
        for fault in typeset.exceptions
        if fault.reference in planned
        for each in planned[fault.reference].group
    )
    made = {each.reference for each in typeset.letters}
    late = sum(any(map(is_late, planned[each].group)) for each in made)
    return MadeLetters(batches, typeset.exceptions, faults, plan.missing_details, late)


def _record(planned: PlannedLetter, done: TypesetLetter) -> LetterRecord:
    content, group = planned.content, planned.group
    return LetterRecord(
        done.reference,
        group[0].visit.patient.patient_id,
        letter_kind(group),
        done.first_page,
        done.pages,
        planned.template,
        digest_of(body_of(content)),
        tuple(_letter_line(each) for each in group),
        content.translation.language if content.translation else content.language,
        _post_class(group),
        bag_of(_postcode(group)),
        content,
        planned.hospital_sha256,
    )


def _letter_line(queued: QueuedLetter) -> LetterLine:
    """Return what a letter says of one appointment, and the revision its decision relied on."""
    made = queued.made
    decision = Decision.KEEP if made is None else made.decision
    return LetterLine(
        queued.appointment_id,
        None if made is None else made.window_id,
        None if made is None else made.window_revision,
        decision,
        queued.visit.start,
        None if made is None else to_tell(decision, made.new_start).new_start,
        queued.said_sha256,
        queued.service.site,
        queued.visit.mode,
    )


def save_batches(storage: Storage, made: MadeLetters, now: datetime) -> Rendered:
    """Save a typeset run, so that its letters count as made. Nothing is saved of an empty one.

    Raises Refused when somebody else made any of these letters meanwhile, or one is out of date.
    """
    if not made.batches and not made.faults:
        return Rendered((), made.exceptions, made.missing_details, Changes())
    with storage.write("letters render", undoable=False) as work:
        work.letters.put_faults(made.faults)
        if made.batches:
            refuse_doubles(work, made.records)
            refuse_changed(work, made.records, now)
        saved = tuple(_save(work, each, now) for each in made.batches)
        work.say(_sentence(saved, len(made.faults)))
    return Rendered(
        saved, made.exceptions, made.missing_details, work.changes, made.faults, made.late
    )


def _save(work: Work, made: MadeBatch, now: datetime) -> RenderedBatch:
    digest = hashlib.sha256(made.pdf).hexdigest()
    batch = work.letters.add_batch(
        now, made.pages, digest, made.pdf, made.records, made.medium, made.enclosed
    )
    return RenderedBatch(batch, len(made.records), made.pages, made.pdf)


def _sentence(saved: Sequence[RenderedBatch], faults: int) -> str:
    left = f"; {faults} could not be typeset" if faults else ""
    if not saved:
        return f"Made no letters{left}."
    letters = count_of(sum(each.letters for each in saved), "letter", "letters")
    first, last = saved[0].batch, saved[-1].batch
    which = f"batch {first}" if first == last else f"batches {first} to {last}"
    return f"Made {which} of {letters}{left}."


def render(
    storage: Storage,
    typesetter: Typesetter,
    rules: LetterRules,
    now: datetime,
    chosen: set[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rendered:
    """Make batches of every letter that is ready, one letter for each patient.

    The pages are typeset and read back before anything is saved; the batches are saved before
    their files are handed out, so that a crash can never let the same letter be made twice.
    """
    plan = plan_batch(storage, rules, now, chosen)
    return save_batches(storage, typeset_batch(plan, typesetter, progress, cancelled), now)
