"""The gate once more: which letters that were made may no longer be saved, printed or posted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.appointments import Appointment
from rota.domain.errors import Refused
from rota.domain.extracts import as_decided
from rota.domain.letter_rules import LetterRules
from rota.domain.letters import PREFIX, BatchRow, LetterRecord, MadeLetter
from rota.domain.permissions import See, refuse_sight
from rota.domain.suppression import without_medium
from rota.domain.telling import Told, first_due, to_tell
from rota.services.letter_basis import Bases
from rota.services.letter_queue import local_clock
from rota.services.letter_truth import Truth
from rota.services.ports import Storage, Work


def untrue_letters(storage: Storage, batch: int, now: datetime) -> list[MadeLetter]:
    """Return the letters of a batch that are no longer true, and where they lie in it."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        return untrue_in(work, batch, now)


def untrue_in(work: Work, batch: int, now: datetime) -> list[MadeLetter]:
    """Return a batch's open letters that would be held, or would say something else, by now."""
    letters = work.letters.unposted(batch)
    decided, waiting = work.appointments.decided(), work.letters.waiting()
    ids = [each for letter in letters for each in letter.appointment_ids]
    visits = visits_told(work, ids)
    truth = Truth(work, list(visits.values()), now)

    def holds(appointment_id: str) -> bool:
        visit, made = visits.get(appointment_id), decided.get(appointment_id)
        if visit is None:
            return False
        letter = waiting[appointment_id]
        if without_medium(truth.holds(visit, made, None), letter.medium):
            return False
        return truth.stands(letter, visit, made)

    return [letter for letter in letters if not all(map(holds, letter.appointment_ids))]


def visits_told(work: Work, ids: Collection[str]) -> dict[str, Appointment]:
    """Return appointments as their letters tell of them."""
    decided = work.appointments.decisions.existing(ids)
    there = work.appointments.visits.existing(ids)
    return {key: as_decided(visit, decided.get(key)) for key, visit in there.items()}


def find_batch(work: Work, batch: int) -> BatchRow:
    """Return one batch. Refuses a number that none has."""
    found = work.letters.batches(batch)
    if not found:
        raise Refused("unknown_batch", f"There is no batch {batch}.")
    return found[0]


@dataclass(frozen=True, slots=True)
class Late:
    """Which letters, posted now, come too late for their appointments.

    ``appointments`` are the ids of those that even first class does not reach in time;
    ``second_class`` the references of second-class letters that only first class brings in time.
    """

    appointments: tuple[str, ...]
    second_class: tuple[str, ...]


def late_now(work: Work, letters: Sequence[MadeLetter], rules: LetterRules, now: datetime) -> Late:
    """Return which letters come too late if they are posted now."""
    clock = local_clock(work, rules.posting)
    ids = [each for letter in letters for each in letter.appointment_ids]
    visits, decided = visits_told(work, ids), work.appointments.decisions.existing(ids)

    def is_late(appointment_id: str, post_class: str) -> bool:
        visit = visits.get(appointment_id)
        if visit is None:
            return False
        due = first_due(visit.start, decided.get(appointment_id))
        return now > clock.last_safe(post_class, due)

    lost = [each for letter in letters for each in letter.appointment_ids if is_late(each, "first")]
    second = [
        letter.reference
        for letter in letters
        if letter.post_class == "second"
        and any(is_late(each, "second") and each not in lost for each in letter.appointment_ids)
    ]
    return Late(tuple(lost), tuple(second))


def refuse_doubles(work: Work, records: Sequence[LetterRecord]) -> None:
    """Refuse a run some of whose letters were made by somebody else meanwhile."""
    made, first = work.letters.waiting(), records[0].reference.removeprefix(PREFIX)
    doubled = any(line.appointment_id in made for record in records for line in record.lines)
    if doubled or int(first) <= work.letters.last_reference():
        raise Refused("made_meanwhile", "Somebody else has just made these letters. Look again.")


def refuse_changed(work: Work, records: Sequence[LetterRecord], now: datetime) -> None:
    """Refuse a run when a patient or appointment changed while it was being typeset."""
    lines = [line for record in records for line in record.lines]
    visits = visits_told(work, [line.appointment_id for line in lines])
    decided = work.appointments.decided()
    if any(map(Bases(work).is_over, (record.basis for record in records))):
        raise Refused(
            "changed_meanwhile",
            "A wording, a language or the hospital's details changed while the letters were being "
            "made. Nothing was kept: make the batch again.",
        )
    truth = Truth(work, list(visits.values()), now)
    for line in lines:
        visit, made = visits.get(line.appointment_id), decided.get(line.appointment_id)
        wanted = to_tell(made.decision, made.new_start) if made else Told()
        same = visit is not None and line.said_sha256 == truth.said_now(visit, made, line.decision)
        if not same or not wanted.says(Told(line.decision, line.new_start)):
            raise Refused(
                "changed_meanwhile",
                "An appointment or a patient changed while the letters were being made. "
                "Nothing was kept: make the batch again.",
            )
