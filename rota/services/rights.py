"""Deleting one patient or member of staff for good, when they ask and nothing speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rota.domain.backups import MONTHLY, SECOND_PLACE
from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.permissions import refuse
from rota.domain.retention import Erased, Held, held_by
from rota.services.declarations import kept_days, purge_at
from rota.services.deleting_clock import judged_by
from rota.services.ports import Storage, Work
from rota.services.windows import count_of

ERASE = "rights erase"
Cut = Callable[[bytes, Sequence[tuple[int, int]]], bytes]


class Who(StrEnum):
    """Whose records they are."""

    PATIENT = "patient"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why somebody's records should stay. Only a hold cannot be gone past with a reason."""

    code: str
    text: str
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What deleting one person would take, what speaks against it, and what it cannot reach.

    ``backups`` are copies made before, those in the second place and files set aside by a restore
    too. A backup is gone by ``copies_until``, but the newest, and what was set aside, stay.
    ``same_number``: other hospital numbers with the same NHS number, which are not deleted.
    """

    who: Who
    ref: str
    erased: Erased
    objections: tuple[Objection, ...]
    backups: tuple[str, ...]
    copies_until: datetime | None
    same_number: tuple[str, ...]


def preview_erasure(storage: Storage, who: Who, ref: str, now: datetime) -> ErasurePreview:
    """Return what would be deleted. Nothing is: it is done and taken back."""
    refuse(storage.user, ERASE)
    now = judged_by(storage, now)
    with storage.read() as work:
        find(work, who, ref)
        objections = tuple(_objections(work, who, ref, now))
        same = tuple(work.records.same_number(ref)) if who is Who.PATIENT else ()
    with storage.rehearse(ERASE) as work:
        erased = _erase(work, who, ref, lambda pdf, _spans: pdf)
    kept = storage.backups
    with storage.read() as work:
        second = work.settings.all().get(SECOND_PLACE, "")
    paths = [] if kept is None else kept.copies(second)
    newest = max([now, *(each.at for each in ([] if kept is None else kept.all()))])
    until = newest + MONTHLY if paths else None
    return ErasurePreview(who, ref, erased, objections, tuple(paths), until, same)


def erase_person(
    storage: Storage, who: Who, ref: str, cut: Cut, now: datetime, why: str = ""
) -> tuple[Erased, Changes]:
    """Delete one person for good. It cannot be undone.

    Refuses while something speaks against it; given why, only while a hold does. The reason is
    kept in the history and must not name the person.
    """
    now = judged_by(storage, now)
    with storage.write(ERASE, why.strip(), undoable=False) as work:
        find(work, who, ref)
        objections = _objections(work, who, ref, now)
        against = [each for each in objections if each.is_final or not why.strip()]
        if against:
            raise Refused(against[0].code, " ".join(each.text for each in against))
        erased = _erase(work, who, ref, cut)
        work.say(_sentence(who, erased))
        storage.note_gone((who.value, ref))
    return erased, work.changes


def erase_again(storage: Storage, cut: Cut) -> Changes:
    """Delete again, after a backup was put back, whoever was deleted for good since it was made."""
    again = storage.gone_again()
    if not again:
        return Changes()
    number = count_of(len(again), "person", "people")
    why = "A backup was put back"
    with storage.write(ERASE, why, undoable=False) as work:
        for who, ref in again:
            _erase(work, Who(who), ref, cut)
        work.say(f"Deleted {number} for good again, of before the backup was put back.")
    return work.changes


def find(work: Work, who: Who, ref: str) -> None:
    """Refuse an id of which nothing is kept."""
    if who is Who.PATIENT and not work.records.visits_ever([ref]):
        raise Refused("unknown_patient", "Nothing is kept under this hospital number.")
    if who is Who.STAFF and not work.records.of_staff(ref)["staff"]:
        raise Refused("unknown_person", "Nobody has this staff number.")


def _erase(work: Work, who: Who, ref: str, cut: Cut) -> Erased:
    if who is Who.PATIENT:
        return work.records.erase_patients([ref], cut)
    return work.records.erase_staff([ref])


def _sentence(who: Who, erased: Erased) -> str:
    whom = "patient" if who is Who.PATIENT else "member of staff"
    pages = f", {count_of(erased.pages, 'page', 'pages')} of print files" if erased.pages else ""
    return (
        f"Deleted one {whom} for good: {count_of(erased.total, 'record', 'records')}{pages}, "
        f"{count_of(erased.history, 'value', 'values')} and "
        f"{count_of(erased.sentences, 'sentence', 'sentences')} of the history."
    )


def _objections(work: Work, who: Who, ref: str, now: datetime) -> list[Objection]:
    held = held_by(work.records.holds())
    found = [] if not _is_held(held, who, ref) else [_HELD]
    if who is Who.PATIENT:
        return [*found, *_of_patient(work, ref, now)]
    return [*found, *_of_staff(work, ref, now)]


_HELD = Objection(
    "held", "A hold keeps these records, such as for a court. Lift it first.", is_final=True
)


def _is_held(held: Held, who: Who, ref: str) -> bool:
    return (
        held.everything
        or bool(held.windows)
        or ref in (held.patients if who is Who.PATIENT else held.staff)
    )


def _of_patient(work: Work, ref: str, now: datetime) -> list[Objection]:
    found = []
    if number := work.records.open_visits(ref, now):
        come = count_of(number, "appointment is", "appointments are")
        found.append(Objection("visits_to_come", f"{come} still to come."))
    if number := work.records.open_letters(ref):
        made = count_of(number, "letter is", "letters are")
        found.append(Objection("letters_open", f"{made} made and neither posted nor taken out."))
    return found


def _of_staff(work: Work, ref: str, now: datetime) -> list[Objection]:
    found = []
    if work.people.staff.known([ref]):
        found.append(Objection("still_here", "They are on the list of staff: retire them first."))
    far = now + timedelta(days=3650)
    if number := len(work.duties.held_by([ref], now, far)):
        found.append(
            Objection("duties_to_come", f"{count_of(number, 'duty is', 'duties are')} to come.")
        )
    days, theirs = kept_days(work), work.records.windows_of_staff(ref)
    open_ = [
        each
        for each in work.windows.all()
        if each.window_id in theirs and not ((at := purge_at(each, days)) and at <= now)
    ]
    if open_:
        strikes = count_of(len(open_), "strike", "strikes")
        found.append(
            Objection("strike_open", f"Records of {strikes} are still needed, such as for payroll.")
        )
    return found
