"""Holds let go: one person asks, another answers, and it holds while what was judged is the same.

Which holds may be let go is data (``RELEASABLE``); every other one must be settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.extracts import as_decided
from rota.domain.letter_rules import LetterRules
from rota.domain.permissions import See, refuse_sight
from rota.domain.releases import (
    FOR_ONE_DAY,
    RELEASABLE,
    WITHDRAWN,
    Release,
    address_fault,
    address_given,
    same_person,
)
from rota.domain.suppression import HOLDS
from rota.domain.users import signed_in_name
from rota.services.letter_queue import QueuedLetter, queue_in
from rota.services.ports import Storage, Work
from rota.services.release_basis import Basis, is_of_today
from rota.services.windows import count_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, and waits for a second person."""

    releases: tuple[Release, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Answered:
    """A release with its answer."""

    release: Release
    changes: Changes


def ask_release(
    storage: Storage,
    rules: LetterRules,
    appointment_ids: Sequence[str],
    code: str,
    why: str,
    who: str,
    now: datetime,
    address: Sequence[str] = (),
    hand_to: str = "",
) -> Asked:
    """Ask that one hold of some letters be let go; another person has to agree.

    Refuses a hold that cannot be let go or that does not stand, and what somebody would take by
    hand without saying who.
    """
    lines, hand_to = address_given(address), hand_to.strip()
    who = signed_in_name(storage.user, who)
    _check(code, why, who, lines, hand_to)
    with storage.write("ask for a release") as work:
        queue = {each.appointment_id: each for each in queue_in(work, rules, now)}
        basis = Basis(work)
        known = work.gate.releases()
        asked = []
        for key in dict.fromkeys(appointment_ids):
            queued = queue.get(key)
            if queued is None or not _stands(queued, code):
                raise Refused(
                    "not_held",
                    f"The letter about appointment {key} is not held for that reason: "
                    f"{HOLDS[code].text}",
                )
            digest = basis.of(code, queued.visit, queued.made)
            if any(_waits(each, key, code, digest) for each in known):
                raise Refused(
                    "asked_before", f"A release of appointment {key} waits for its answer already."
                )
            asked.append(Release(0, key, code, why.strip(), lines, hand_to, who.strip(), now,
                                 basis_sha256=digest))  # fmt: skip
        made = work.gate.add_releases(asked)
        letters = count_of(len(made), "letter", "letters")
        held = HOLDS[code].text.partition(".")[0]
        held = held[:1].lower() + held[1:]
        work.say(f"Asked for the release of {letters}: {held}.")
    return Asked(tuple(made), work.changes)


def _stands(queued: QueuedLetter, code: str) -> bool:
    """Say whether a hold stands; one let go may be asked for anew where its lines did not print."""
    in_vain = code in queued.released and "not_printable" in queued.holds
    return code in queued.holds or in_vain


def _waits(release: Release, appointment_id: str, code: str, basis: str) -> bool:
    same = (release.appointment_id, release.code, release.basis_sha256)
    return release.is_open and same == (appointment_id, code, basis)


def _check(code: str, why: str, who: str, lines: tuple[str, ...], hand_to: str) -> None:
    releasable = RELEASABLE.get(code)
    if releasable is None:
        raise Refused(
            "not_releasable",
            "This hold cannot be let go, only settled: "
            + (HOLDS[code].text if code in HOLDS else f"there is no hold '{code}'."),
        )
    if not why.strip():
        raise Refused("why_missing", "Say why the letter may go.")
    if not who.strip():
        raise Refused("who_missing", "Say who asks.")
    if releasable.needs_address and not lines:
        raise Refused(
            "address_missing", "Say what to print in the window: who it is for, and where."
        )
    if lines and (fault := address_fault(lines)):
        raise Refused("address_refused", fault)
    if lines and not releasable.by_hand:
        raise Refused(
            "address_unwanted",
            "This letter goes to the patient's own address: correct that in the patient's details.",
        )
    if releasable.by_hand and not hand_to:
        raise Refused("hand_to_missing", "Say who takes this letter by hand.")


def answer_release(
    storage: Storage, release_id: int, yes: bool, who: str, now: datetime
) -> Answered:
    """Record what a second person says to a release.

    Refuses the person who asked, a release answered before, and one whose ground has changed.
    Who signed in answers under their own name.
    """
    who = signed_in_name(storage.user, who)
    if not who.strip():
        raise Refused("who_missing", "Say who answers.")
    with storage.write("answer a release") as work:
        asked = _find(work, release_id)
        if not asked.is_open:
            raise Refused("answered_before", f"Release {release_id} was answered before.")
        if same_person(asked.asked_by, who):
            raise Refused("same_person", "Somebody else than who asked must agree.")
        is_past = asked.code in FOR_ONE_DAY and not is_of_today(asked, now)
        if yes and (is_past or asked.basis_sha256 != _basis_now(work, asked)):
            raise Refused(
                "changed_since",
                "What was to be judged has changed since. Look again, then ask anew.",
            )
        given = replace(
            asked, answered_by=who.strip(), answered_at=now, answer="yes" if yes else "no"
        )
        work.gate.answer(given)
        work.say(f"Release {release_id} {'agreed' if yes else 'refused'}.")
    return Answered(given, work.changes)


def withdraw_release(storage: Storage, release_id: int, who: str, now: datetime) -> Answered:
    """Take back a release that was asked for or agreed: the letter is held as before.

    A letter made by it and not posted is to be taken out. Refuses one that was refused or taken
    back before.
    """
    who = signed_in_name(storage.user, who)
    if not who.strip():
        raise Refused("who_missing", "Say who takes it back.")
    with storage.write("withdraw a release") as work:
        asked = _find(work, release_id)
        if not (asked.is_open or asked.is_given):
            raise Refused("not_in_force", f"Release {release_id} is not in force: nothing to do.")
        given = replace(asked, answered_by=who.strip(), answered_at=now, answer=WITHDRAWN)
        work.gate.answer(given)
        work.say(f"Release {release_id} taken back.")
    return Answered(given, work.changes)


def _find(work: Work, release_id: int) -> Release:
    found = next((each for each in work.gate.releases() if each.release_id == release_id), None)
    if found is None:
        raise Refused("unknown_release", f"There is no release {release_id}.")
    return found


def _basis_now(work: Work, asked: Release) -> str:
    key = asked.appointment_id
    made = work.appointments.decisions.existing([key]).get(key)
    found = work.appointments.visits.existing([key]) | work.appointments.visits.retired([key])
    return Basis(work).of(asked.code, as_decided(found[key], made), made)


def open_releases(storage: Storage) -> list[Release]:
    """Return the releases that wait for an answer, the oldest first."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        return [each for each in work.gate.releases() if each.is_open]


def releases_in_use(storage: Storage, queue: Sequence[QueuedLetter]) -> list[Release]:
    """Return the releases by which letters of a queue may leave, the oldest first."""
    refuse_sight(storage.user, See.PATIENTS)
    used = {(each.appointment_id, code) for each in queue for code in each.released}
    with storage.read() as work:
        given = [each for each in work.gate.releases() if each.is_given]
    newest = {(each.appointment_id, each.code): each for each in given}
    return [each for key, each in newest.items() if key in used]
