"""Batches: letters made, checked, saved, printed and posted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from rota.domain.appointments import Appointment
from rota.domain.changes import Changes
from rota.domain.codes import Decision, LetterKind
from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused
from rota.domain.extracts import as_decided
from rota.domain.letter_content import LetterContent, LetterException, TypesetBatch
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_sentences import VisitTold
from rota.domain.letters import (
    PREFIX,
    BatchRow,
    LetterFault,
    LetterLine,
    LetterRecord,
    MadeLetter,
)
from rota.domain.telling import KIND_OF, Told, to_tell
from rota.domain.trust import TrustDetails
from rota.domain.wording import VERSION, write
from rota.services.hospital_details import trust_details
from rota.services.letter_queue import (
    QueuedLetter,
    by_patient,
    letter_kind,
    local_clock,
    queue_in,
)
from rota.services.letter_truth import Truth, patient_digest, said_digest
from rota.services.ports import Storage, Typesetter, Work
from rota.services.post_times import envelope_in_use
from rota.services.windows import count_of


@dataclass(frozen=True, slots=True)
class Rendered:
    """A batch made: its number, letters, what was left out and why, and what the trust lacks."""

    batch: int | None
    letters: int
    pages: int
    pdf: bytes
    exceptions: tuple[LetterException, ...]
    missing_details: tuple[str, ...]
    changes: Changes
    faults: tuple[LetterFault, ...] = ()


def preview_content(
    storage: Storage, rules: LetterRules, group: Sequence[QueuedLetter], now: datetime
) -> LetterContent:
    """Return what the letter of a group of appointments would say if it were made now."""
    with storage.read() as work:
        return _content("PREVIEW", group, trust_details(work), envelope_in_use(work, rules), now)


def typeset_preview(typesetter: Typesetter, content: LetterContent) -> TypesetBatch:
    """Typeset one letter to look at; touches no database."""
    return typesetter.typeset([content])


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a batch would hold, as read from the database; nothing is typeset yet."""

    contents: tuple[LetterContent, ...]
    groups: Mapping[str, tuple[QueuedLetter, ...]]
    missing_details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeBatch:
    """A batch typeset and read back; nothing is saved yet."""

    records: tuple[LetterRecord, ...]
    pages: int
    pdf: bytes
    exceptions: tuple[LetterException, ...]
    faults: tuple[LetterFault, ...]
    missing_details: tuple[str, ...]


def plan_batch(
    storage: Storage, rules: LetterRules, now: datetime, chosen: Collection[str] | None = None
) -> BatchPlan:
    """Read what every letter that is ready would say, one letter for each patient."""
    with storage.read() as work:
        ready = [each for each in queue_in(work, rules, now) if each.state == "ready"]
        if chosen is not None:
            ready = [each for each in ready if each.appointment_id in chosen]
        details, last = trust_details(work), work.letters.last_reference()
        envelope = envelope_in_use(work, rules)
    groups = {
        f"{PREFIX}{last + number:06d}": tuple(group)
        for number, group in enumerate(by_patient(ready), start=1)
    }
    written = tuple(_content(ref, group, details, envelope, now) for ref, group in groups.items())
    return BatchPlan(written, groups, details.missing)


def typeset_batch(
    plan: BatchPlan,
    typesetter: Typesetter,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> MadeBatch:
    """Typeset a planned batch and read it back; touches no database."""
    if not plan.contents:
        return MadeBatch((), 0, b"", (), (), plan.missing_details)
    typeset = typesetter.typeset(plan.contents, progress, cancelled)
    hashes = {content.reference: _digest(content) for content in plan.contents}
    records = tuple(
        LetterRecord(
            done.reference,
            plan.groups[done.reference][0].visit.patient.patient_id,
            letter_kind(plan.groups[done.reference]),
            done.first_page,
            done.pages,
            f"{letter_kind(plan.groups[done.reference])}-{VERSION}",
            hashes[done.reference],
            tuple(_letter_line(each) for each in plan.groups[done.reference]),
        )
        for done in typeset.letters
    )
    last = max((done.first_page + done.pages - 1 for done in typeset.letters), default=0)
    pages = last + last % 2  # the last letter's blank back is printed too
    faults = tuple(
        LetterFault(each.appointment_id, fault.code, fault.text, patient_digest(each.visit.patient))
        for fault in typeset.exceptions
        for each in plan.groups.get(fault.reference, ())
    )
    return MadeBatch(records, pages, typeset.pdf, typeset.exceptions, faults, plan.missing_details)


def save_batch(storage: Storage, made: MadeBatch, now: datetime) -> Rendered:
    """Save a typeset batch, so that its letters count as made. Nothing is saved of an empty one.

    Raises Refused when somebody else made any of these letters meanwhile.
    """
    if not made.records and not made.faults:
        return Rendered(None, 0, 0, b"", made.exceptions, made.missing_details, Changes())
    batch, changes = _save(storage, made, now)
    return Rendered(
        batch,
        len(made.records),
        made.pages,
        made.pdf,
        made.exceptions,
        made.missing_details,
        changes,
        made.faults,
    )


def render(
    storage: Storage,
    typesetter: Typesetter,
    rules: LetterRules,
    now: datetime,
    chosen: set[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rendered:
    """Make a batch of every letter that is ready, one letter for each patient.

    The pages are typeset and read back before anything is saved; the batch is saved before its
    file is handed out, so that a crash can never let the same letter be made twice.
    """
    plan = plan_batch(storage, rules, now, chosen)
    return save_batch(storage, typeset_batch(plan, typesetter, progress, cancelled), now)


def _save(storage: Storage, made: MadeBatch, now: datetime) -> tuple[int | None, Changes]:
    with storage.write("letters render", undoable=False) as work:
        work.letters.put_faults(made.faults)
        batch = None
        if made.records:
            _refuse_doubles(work, made.records)
            _refuse_changed(work, made.records)
            digest = hashlib.sha256(made.pdf).hexdigest()
            batch = work.letters.add_batch(now, made.pages, digest, made.pdf, made.records)
        letters = count_of(len(made.records), "letter", "letters")
        left = f"; {len(made.faults)} could not be typeset" if made.faults else ""
        work.say(f"Made batch {batch} of {letters}{left}." if batch else f"Made no letters{left}.")
    return batch, work.changes


def _refuse_doubles(work: Work, records: Sequence[LetterRecord]) -> None:
    made, first = work.letters.waiting(), records[0].reference.removeprefix(PREFIX)
    doubled = any(line.appointment_id in made for record in records for line in record.lines)
    if doubled or int(first) <= work.letters.last_reference():
        raise Refused("made_meanwhile", "Somebody else has just made these letters. Look again.")


def _refuse_changed(work: Work, records: Sequence[LetterRecord]) -> None:
    """Refuse a batch when a patient or appointment changed while it was being typeset."""
    lines = [line for record in records for line in record.lines]
    visits = _visits(work, [line.appointment_id for line in lines])
    services = {each.service_id: each for each in work.duties.services()}
    decided = work.appointments.decided()
    for line in lines:
        visit, made = visits.get(line.appointment_id), decided.get(line.appointment_id)
        wanted = to_tell(made.decision, made.new_start) if made else Told()
        same = visit is not None and line.said_sha256 == said_digest(
            visit, services[visit.service_id], line.decision
        )
        if not same or not wanted.says(Told(line.decision, line.new_start)):
            raise Refused(
                "changed_meanwhile",
                "An appointment or a patient changed while the letters were being made. "
                "Nothing was kept: make the batch again.",
            )


def _visits(work: Work, ids: Collection[str]) -> dict[str, Appointment]:
    """Return appointments as their letters tell of them."""
    decided = work.appointments.decisions.existing(ids)
    there = work.appointments.visits.existing(ids)
    return {key: as_decided(visit, decided.get(key)) for key, visit in there.items()}


def _content(
    reference: str,
    group: Sequence[QueuedLetter],
    details: TrustDetails,
    envelope: EnvelopeProfile | None,
    now: datetime,
) -> LetterContent:
    visits = [
        VisitTold(
            each.visit,
            each.service.name,
            each.service.site,
            to_tell(each.made.decision, each.made.new_start).new_start if each.made else None,
            each.made is not None and each.made.window_id is not None,
            _news(each),
            each.replaces,
        )
        for each in sorted(group, key=lambda each: each.visit.start)
    ]
    patient = group[0].visit.patient
    letter = write(letter_kind(group), reference, patient, visits, details, now)
    return replace(letter, envelope=envelope)


def _news(queued: QueuedLetter) -> LetterKind:
    """Return what a letter tells of an appointment; a correction tells what holds now."""
    if queued.kind is not LetterKind.CORRECTION:
        return queued.kind
    return KIND_OF[Decision.KEEP if queued.made is None else queued.made.decision]


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
        said_digest(queued.visit, queued.service, decision),
        queued.service.site,
        queued.visit.mode,
    )


def _digest(content: LetterContent) -> str:
    body = json.dumps(asdict(content), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def batch_pdf(storage: Storage, batch: int) -> bytes:
    """Return a batch's print file exactly as it was made."""
    with storage.read() as work:
        return work.letters.pdf(batch)


def made_pages(storage: Storage, batch: int, reference: str) -> tuple[bytes, int, int]:
    """Return a batch's print file, and where in it one letter stands: first page and pages."""
    with storage.read() as work:
        found = work.letters.pages_of(reference)
        if found is None:
            raise Refused("unknown_letter", f"There is no letter {reference}.")
        return (work.letters.pdf(batch), *found)


def batches(storage: Storage) -> list[BatchRow]:
    """Return every batch, newest first."""
    with storage.read() as work:
        return work.letters.batches()


@dataclass(frozen=True, slots=True)
class Posted:
    """What posting a batch came to: letters gone, appointments whose letter comes too late."""

    number: int
    too_late: tuple[str, ...]
    left_out: tuple[str, ...]
    changes: Changes


def untrue_letters(storage: Storage, batch: int) -> list[MadeLetter]:
    """Return the letters of a batch that are no longer true, and where they lie in it."""
    with storage.read() as work:
        return _untrue(work, batch)


def _untrue(work: Work, batch: int) -> list[MadeLetter]:
    letters = work.letters.unposted(batch)
    decided, waiting = work.appointments.decided(), work.letters.waiting()
    ids = [each for letter in letters for each in letter.appointment_ids]
    visits = _visits(work, ids)
    truth = Truth(work, list(visits.values()))

    def holds(appointment_id: str) -> bool:
        visit, made = visits.get(appointment_id), decided.get(appointment_id)
        if visit is None or truth.holds(visit, made, None):
            return False
        return truth.stands(waiting[appointment_id], visit, made)

    return [letter for letter in letters if not all(map(holds, letter.appointment_ids))]


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
        if all(each.batch != batch for each in work.letters.batches()):
            raise Refused("unknown_batch", f"There is no batch {batch}.")
        letters = work.letters.unposted(batch)
        strange = set(without) - {each.reference for each in letters}
        if strange:
            raise Refused(
                "unknown_letter",
                f"Batch {batch} has no unposted letter {', '.join(sorted(strange))}.",
            )
        untrue = _check_true(work, batch, without, as_printed)
        gone = [each for each in letters if each.reference not in without]
        too_late = _too_late(work, gone, rules, now)
        number = work.letters.post(batch, now, without, untrue)
        left = tuple(each.reference for each in letters if each.reference in without)
        out = f" {count_of(len(left), 'letter', 'letters')} taken out." if left else ""
        work.say(f"Posted batch {batch}: {count_of(number, 'letter', 'letters')}.{out}")
    return Posted(number, too_late, left, work.changes)


def _check_true(
    work: Work, batch: int, without: Collection[str], as_printed: bool
) -> frozenset[str]:
    """Return the letters that go although they are no longer true; refuse them unless said so."""
    wrong = [each for each in _untrue(work, batch) if each.reference not in without]
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


def _too_late(
    work: Work, gone: Sequence[MadeLetter], rules: LetterRules, now: datetime
) -> tuple[str, ...]:
    clock = local_clock(work, rules.posting)
    ids = [each for letter in gone for each in letter.appointment_ids]
    visits = _visits(work, ids)
    return tuple(
        each
        for each in ids
        if each in visits and now > clock.last_safe("first", visits[each].start)
    )
