"""Letters: who needs one, why it may not leave, and the batches that are printed and posted."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade, Patient
from rota.domain.changes import Changes
from rota.domain.codes import Decision, LetterKind, WindowType
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.letter_content import LetterContent, LetterException, TypesetBatch
from rota.domain.letters import (
    PREFIX,
    BatchRow,
    LetterFault,
    LetterLine,
    LetterRecord,
    LineTold,
    MadeLetter,
)
from rota.domain.posting import PostingClock
from rota.domain.suppression import WRITABLE, patient_holds
from rota.domain.telling import Told, kind_needed, to_tell
from rota.domain.windows import StrikeWindow
from rota.domain.wording import VERSION, TrustDetails, VisitTold, write
from rota.services.calendar import home_nation
from rota.services.ports import Storage, Typesetter, Work
from rota.services.windows import count_of

LETTER_SETTINGS = tuple(field.name for field in fields(TrustDetails))


@dataclass(frozen=True, slots=True)
class QueuedLetter:
    """One appointment whose patient must be told something, and where its letter stands.

    ``state`` is ready, held, in_batch (made, not posted) or withdraw (made, but no longer true).
    """

    visit: Appointment
    service: Service
    made: DecisionMade | None
    kind: LetterKind
    state: str
    channel: str
    last_first: datetime
    last_second: datetime
    holds: tuple[str, ...]
    batch: int | None
    reference: str

    @property
    def appointment_id(self) -> str:
        """Return the appointment's id."""
        return self.visit.appointment_id


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


def letter_queue(storage: Storage, clock: PostingClock, now: datetime) -> list[QueuedLetter]:
    """Return every letter needed or made and not posted, the most pressing first."""
    with storage.read() as work:
        return _queue(work, clock, now)


def _queue(work: Work, clock: PostingClock, now: datetime) -> list[QueuedLetter]:
    decided, told, waiting = (
        work.appointments.decided(),
        work.letters.told(),
        work.letters.waiting(),
    )
    ids = decided.keys() | told.keys() | waiting.keys()
    visits = work.appointments.visits.existing(ids)
    gone = work.appointments.visits.retired(ids)
    services = {each.service_id: each for each in work.duties.services()}
    windows = work.windows.all()
    clock, faults = local_clock(work, clock), work.letters.faults()
    doubtful = _doubtful_patients(work, [*visits.values(), *gone.values()])
    queue = []
    for appointment_id, visit in {**visits, **gone}.items():
        made, letter = decided.get(appointment_id), waiting.get(appointment_id)
        service = services[visit.service_id]
        kind = kind_needed(visit.start, made, told.get(appointment_id))
        changed = _strike_changed(made, visit, service.site, windows)
        if kind is None and letter is None and not changed:
            continue
        holds = _holds(visit, made, kind)
        fault = faults.get(appointment_id)
        if fault is not None and fault.patient_sha256 == _patient_digest(visit.patient):
            holds.append("not_printable")
        if appointment_id in doubtful:
            holds.append("details_differ")
        if appointment_id in gone:
            holds.append("retired")
        if changed:
            holds.append("strike_changed")
        queue.append(_entry(visit, service, made, kind, letter, holds, clock, now))
    queue.sort(key=lambda each: (each.visit.start, each.visit.patient.patient_id))
    return queue


def _doubtful_patients(work: Work, visits: Sequence[Appointment]) -> set[str]:
    """Return the appointments of patients on whom the records disagree.

    All appointments of the same patient ids and NHS numbers are compared, also those nobody
    decided on: the newest address, a death or a no-post flag may stand in another row.
    """
    everyone = [*work.appointments.of_same_people(visits), *visits]
    known: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for visit in everyone:
        patient = visit.patient
        said = (
            *(patient.title, patient.forename, patient.surname, patient.date_of_birth),
            *(patient.address, patient.postcode, patient.format),
            *(patient.deceased, patient.do_not_post),
        )
        known[f"id {patient.patient_id}"].add(said)
        if patient.nhs_number:
            known[f"nhs {patient.nhs_number}"].add(said)
    return {
        visit.appointment_id
        for visit in visits
        if len(known[f"id {visit.patient.patient_id}"]) > 1
        or len(known.get(f"nhs {visit.patient.nhs_number}", ())) > 1
    }


def local_clock(work: Work, clock: PostingClock) -> PostingClock:
    """Return the posting clock of the hospital's nation, with postal strikes taken into account."""
    nation = home_nation(work.settings.all())
    return clock.in_nation(nation).stopped_by(work.windows.all())


def _holds(visit: Appointment, made: DecisionMade | None, kind: LetterKind | None) -> list[str]:
    holds = list(patient_holds(visit.patient))
    if made is not None and made.decided_start != visit.start:
        holds.append("changed_since_decision")
    if kind is not None and kind not in WRITABLE:
        holds.append("no_wording")
    return holds


def _strike_changed(
    made: DecisionMade | None, visit: Appointment, site: str, windows: Sequence[StrikeWindow]
) -> bool:
    """Say whether the strike that a decision relied on no longer holds for the appointment.

    It holds while the window stands and the appointment shares time with it (after a revision:
    starts inside it), or while another standing strike calls out the same staff then.
    """
    if made is None or made.decision is Decision.KEEP or made.window_id is None:
        return False
    window = next(each for each in windows if each.window_id == made.window_id)
    return not any(
        _still_strikes(each, window, made.window_revision, visit)
        for each in windows
        if each.removes_duties and each.terms.affects_site(site)
    )


def _still_strikes(
    other: StrikeWindow, relied: StrikeWindow, revision: int | None, visit: Appointment
) -> bool:
    if (other.window_id, other.revision) == (relied.window_id, revision):
        return other.terms.overlaps(visit.start, visit.end)
    strikes = other.terms.type is not WindowType.ACTION_SHORT_OF_STRIKE
    same_staff = bool(other.terms.groups & relied.terms.groups)
    return strikes and same_staff and other.terms.holds(visit.start)


def _entry(
    visit: Appointment,
    service: Service,
    made: DecisionMade | None,
    kind: LetterKind | None,
    letter: LineTold | None,
    holds: Sequence[str],
    clock: PostingClock,
    now: datetime,
) -> QueuedLetter:
    state = "held" if holds else "ready"
    if letter is not None:
        stands = not holds and _still_true(letter, visit, service, made)
        state = "in_batch" if stands else "withdraw"
    local = any(code != "no_wording" for code in holds)
    return QueuedLetter(
        visit,
        service,
        made,
        kind or LetterKind.GOING_AHEAD,
        state,
        "local" if local else clock.channel(now, visit.start),
        clock.last_safe("first", visit.start),
        clock.last_safe("second", visit.start),
        tuple(holds),
        None if letter is None else letter.batch,
        "" if letter is None else letter.reference,
    )


def _still_true(
    letter: LineTold, visit: Appointment, service: Service, made: DecisionMade | None
) -> bool:
    """Say whether a letter made and not posted still says what would be written now."""
    wanted = to_tell(made.decision, made.new_start) if made else Told()
    same = letter.told_start == visit.start and wanted.says(Told(letter.decision, letter.new_start))
    return same and letter.said_sha256 == _said_digest(visit, service)


def letters_needed(work: Work) -> set[str]:
    """Return the appointments whose patient was last told something else than what is decided."""
    decided, told = work.appointments.decided(), work.letters.told()
    visits = work.appointments.visits.existing(decided.keys() | told.keys())
    return {
        appointment_id
        for appointment_id, visit in visits.items()
        if kind_needed(visit.start, decided.get(appointment_id), told.get(appointment_id))
    }


def trust_details(work: Work) -> TrustDetails:
    """Return what the settings say of the hospital."""
    settings = work.settings.all()
    return TrustDetails(**{name: settings.get(name, "") for name in LETTER_SETTINGS})


def read_trust_details(storage: Storage) -> TrustDetails:
    """Return what the settings say of the hospital."""
    with storage.read() as work:
        return trust_details(work)


def save_trust_details(storage: Storage, details: TrustDetails) -> Changes:
    """Keep what letters say of the hospital."""
    with storage.write("settings") as work:
        work.settings.put(asdict(details))
        work.say("Changed what letters say of the hospital.")
    return work.changes


def preview(
    storage: Storage, typesetter: Typesetter, queued: QueuedLetter, now: datetime
) -> tuple[bytes, tuple[LetterException, ...]]:
    """Typeset the letter of one queued appointment as it would print now, and keep nothing."""
    batch = typeset_preview(typesetter, preview_content(storage, [queued], now))
    return batch.pdf, batch.exceptions


def letter_group(queue: Sequence[QueuedLetter], queued: QueuedLetter) -> list[QueuedLetter]:
    """Return every appointment that the same letter would tell of, the chosen one among them."""
    if queued.state != "ready":
        return [queued]
    ready = [each for each in queue if each.state == "ready"]
    return next((group for group in _by_patient(ready) if queued in group), [queued])


def preview_content(
    storage: Storage, group: Sequence[QueuedLetter], now: datetime
) -> LetterContent:
    """Return what the letter of a group of appointments would say if it were made now."""
    with storage.read() as work:
        return _content("PREVIEW", group, trust_details(work), now)


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
    storage: Storage, clock: PostingClock, now: datetime, chosen: Collection[str] | None = None
) -> BatchPlan:
    """Read what every letter that is ready would say, one letter for each patient."""
    with storage.read() as work:
        ready = [each for each in _queue(work, clock, now) if each.state == "ready"]
        if chosen is not None:
            ready = [each for each in ready if each.appointment_id in chosen]
        details, last = trust_details(work), work.letters.last_reference()
    groups = {
        f"{PREFIX}{last + number:06d}": tuple(group)
        for number, group in enumerate(_by_patient(ready), start=1)
    }
    written = tuple(_content(ref, group, details, now) for ref, group in groups.items())
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
            plan.groups[done.reference][0].kind,
            done.first_page,
            done.pages,
            f"{plan.groups[done.reference][0].kind}-{VERSION}",
            hashes[done.reference],
            tuple(_letter_line(each) for each in plan.groups[done.reference]),
        )
        for done in typeset.letters
    )
    last = max((done.first_page + done.pages - 1 for done in typeset.letters), default=0)
    pages = last + last % 2  # the last letter's blank back is printed too
    faults = tuple(
        LetterFault(
            each.appointment_id, fault.code, fault.text, _patient_digest(each.visit.patient)
        )
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
    clock: PostingClock,
    now: datetime,
    chosen: set[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rendered:
    """Make a batch of every letter that is ready, one letter for each patient.

    The pages are typeset and read back before anything is saved; the batch is saved before its
    file is handed out, so that a crash can never let the same letter be made twice.
    """
    plan = plan_batch(storage, clock, now, chosen)
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
    visits = work.appointments.visits.existing([line.appointment_id for line in lines])
    services = {each.service_id: each for each in work.duties.services()}
    decided = work.appointments.decided()
    for line in lines:
        visit, made = visits.get(line.appointment_id), decided.get(line.appointment_id)
        wanted = to_tell(made.decision, made.new_start) if made else Told()
        same = visit is not None and line.said_sha256 == _said_digest(
            visit, services[visit.service_id]
        )
        if not same or not wanted.says(Told(line.decision, line.new_start)):
            raise Refused(
                "changed_meanwhile",
                "An appointment or a patient changed while the letters were being made. "
                "Nothing was kept: make the batch again.",
            )


def _by_patient(ready: Sequence[QueuedLetter]) -> list[list[QueuedLetter]]:
    """Group what is ready so that a patient gets one letter; sorted by postcode for the post."""
    groups: dict[tuple[str, str], list[QueuedLetter]] = defaultdict(list)
    for each in ready:
        groups[each.visit.patient.patient_id, each.kind].append(each)
    return sorted(
        groups.values(),
        key=lambda group: (group[0].visit.patient.postcode, group[0].visit.patient.patient_id),
    )


def _content(
    reference: str, group: Sequence[QueuedLetter], details: TrustDetails, now: datetime
) -> LetterContent:
    visits = [
        VisitTold(
            each.visit,
            each.service.name,
            each.service.site,
            each.made.new_start if each.made and each.kind is LetterKind.RESCHEDULED else None,
            each.made is not None and each.made.window_id is not None,
        )
        for each in group
    ]
    return write(group[0].kind, reference, group[0].visit.patient, visits, details, now)


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
        _said_digest(queued.visit, queued.service),
    )


def _said_digest(visit: Appointment, service: Service) -> str:
    """Return a digest of everything of an appointment and its patient that a letter depends on."""
    patient = visit.patient
    said = (
        _patient_digest(patient),
        *(patient.date_of_birth, patient.format, patient.deceased, patient.do_not_post),
        *(visit.start, visit.kind, visit.mode, service.name, service.site),
    )
    return hashlib.sha256("\n".join(map(str, said)).encode("utf-8", "surrogatepass")).hexdigest()


def _patient_digest(patient: Patient) -> str:
    """Return a digest of what a letter prints of a patient: a fault stands until it changes."""
    said = (patient.title, patient.forename, patient.surname, *patient.address, patient.postcode)
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()


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
    visits = work.appointments.visits.existing(ids)
    services = {each.service_id: each for each in work.duties.services()}
    windows = work.windows.all()
    doubtful = _doubtful_patients(work, list(visits.values()))

    def holds(appointment_id: str) -> bool:
        visit, made = visits.get(appointment_id), decided.get(appointment_id)
        if visit is None or appointment_id in doubtful:
            return False
        service = services[visit.service_id]
        if _holds(visit, made, None) or _strike_changed(made, visit, service.site, windows):
            return False
        return _still_true(waiting[appointment_id], visit, service, made)

    return [letter for letter in letters if not all(map(holds, letter.appointment_ids))]


def mark_posted(
    storage: Storage,
    batch: int,
    now: datetime,
    clock: PostingClock,
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
        _check_true(work, batch, without, as_printed)
        gone = [each for each in letters if each.reference not in without]
        too_late = _too_late(work, gone, clock, now)
        number = work.letters.post(batch, now, without)
        left = tuple(each.reference for each in letters if each.reference in without)
        out = f" {count_of(len(left), 'letter', 'letters')} taken out." if left else ""
        work.say(f"Posted batch {batch}: {count_of(number, 'letter', 'letters')}.{out}")
    return Posted(number, too_late, left, work.changes)


def _check_true(work: Work, batch: int, without: Collection[str], as_printed: bool) -> None:
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


def _too_late(
    work: Work, gone: Sequence[MadeLetter], clock: PostingClock, now: datetime
) -> tuple[str, ...]:
    clock = local_clock(work, clock)
    ids = [each for letter in gone for each in letter.appointment_ids]
    visits = work.appointments.visits.existing(ids)
    return tuple(
        each
        for each in ids
        if each in visits and now > clock.last_safe("first", visits[each].start)
    )


def counts_by_state(queue: Sequence[QueuedLetter]) -> Mapping[str, int]:
    """Return how many letters are in each state."""
    counts: dict[str, int] = defaultdict(int)
    for each in queue:
        counts[each.state] += 1
    return counts
