"""Heads of department sign a plan, comment on it, send it back, or withdraw a signature."""

from __future__ import annotations

from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.permissions import refuse
from rota.domain.rules import Rulebook
from rota.domain.sign_offs import NoteKind, ReviewNote, SignOff
from rota.domain.users import signed_in_name
from rota.services.cover_picture import find_window
from rota.services.ports import Storage, Work
from rota.services.review import Standing, review_in

MEANWHILE = (
    "Something changed while you were reading. Look at what is new, then sign what holds now."
)


def sign(
    storage: Storage,
    rules: Rulebook,
    window_id: int,
    department: str,
    name: str,
    role: str,
    note: str,
    seen_sha256: str,
    now: datetime,
) -> Changes:
    """Sign a department's plan as it was seen. Refuses when it is not what holds now.

    Every fact seen is kept with the signature, and a digest seals them with the revision.
    """
    name = signed_in_name(storage.user, name)
    _need(name, "name_missing", "Give the name of whoever signs.")
    _need(role, "role_missing", "Give the role in which you sign, such as clinical director.")
    with storage.write("sign off", note.strip()) as work:
        review = review_in(work, window_id, rules, now, (department,))
        each = review.department(department)
        if each is None:
            raise _unknown(work, window_id, department)
        refuse(work.user, "sign off", each.department)
        if each.state is Standing.SENT_BACK:
            raise Refused(
                "sent_back",
                f"The plan of {each.department} was sent back. Settle that before it is signed.",
            )
        if each.seen_sha256 != seen_sha256:
            raise Refused("changed_meanwhile", MEANWHILE)
        work.review.sign(
            SignOff(
                window_id,
                review.window.revision,
                each.department,
                name.strip(),
                role.strip(),
                note.strip(),
                now,
                work.who,
                each.seen,
                each.seen_sha256,
            )
        )
        work.say(f"{each.department}: signed off at revision {review.window.revision}.")
    return work.changes


def withdraw(
    storage: Storage, window_id: int, sign_off_id: int, why: str, now: datetime
) -> Changes:
    """Withdraw a signature; it stays on record with the reason."""
    _need(why, "why_missing", "Say why the signature is withdrawn.")
    with storage.write("withdraw signature", why.strip()) as work:
        signed = {each.sign_off_id: each for each in work.review.sign_offs(window_id)}
        if sign_off_id not in signed:
            raise Refused("unknown_signature", f"There is no signature {sign_off_id}.")
        refuse(work.user, "withdraw signature", signed[sign_off_id].department)
        if not signed[sign_off_id].is_standing:
            raise Refused("withdrawn", "That signature was withdrawn already.")
        work.review.withdraw(sign_off_id, now, why.strip())
        work.say(f"{signed[sign_off_id].department}: the signature was withdrawn.")
    return work.changes


def comment(
    storage: Storage,
    window_id: int,
    department: str,
    text: str,
    name: str,
    now: datetime,
    about: str = "",
) -> Changes:
    """Keep a comment on a department's plan. ``about``: the key of the gap it is about."""
    return _note(storage, window_id, department, NoteKind.COMMENT, text, name, now, about)


def send_back(
    storage: Storage,
    window_id: int,
    department: str,
    text: str,
    name: str,
    now: datetime,
    about: str = "",
) -> Changes:
    """Send a department's plan back to be changed; nobody signs it until that is settled."""
    return _note(storage, window_id, department, NoteKind.SENT_BACK, text, name, now, about)


def settle_note(storage: Storage, window_id: int, note_id: int, by: str, now: datetime) -> Changes:
    """Mark a note as settled, by whom and when."""
    by = signed_in_name(storage.user, by)
    _need(by, "name_missing", "Say who settled it.")
    with storage.write("settle note") as work:
        notes = {each.note_id: each for each in work.review.notes(window_id)}
        if note_id not in notes:
            raise Refused("unknown_note", f"There is no note {note_id}.")
        refuse(work.user, "settle note", notes[note_id].department)
        if notes[note_id].settled_at is not None:
            raise Refused("settled", "That note was settled already.")
        work.review.settle(note_id, now, by.strip())
        work.say(f"{notes[note_id].department}: a note was settled.")
    return work.changes


def _note(
    storage: Storage,
    window_id: int,
    department: str,
    kind: NoteKind,
    text: str,
    name: str,
    now: datetime,
    about: str,
) -> Changes:
    name = signed_in_name(storage.user, name)
    _need(text, "text_missing", "Write what is to be said.")
    _need(name, "name_missing", "Give the name of whoever says it.")
    is_back = kind is NoteKind.SENT_BACK
    with storage.write("send back" if is_back else "comment") as work:
        known = _departments(work, window_id)
        named = known.get(department.strip().casefold())
        if named is None:
            raise _unknown(work, window_id, department)
        refuse(work.user, "comment", named)
        work.review.add_note(
            ReviewNote(window_id, named, kind, about, text.strip(), name.strip(), now)
        )
        work.say(f"{named}: {'the plan was sent back' if is_back else 'a comment was added'}.")
    return work.changes


def _departments(work: Work, window_id: int) -> dict[str, str]:
    terms = find_window(work, window_id).terms
    return {
        each.department.casefold(): each.department
        for each in work.duties.services()
        if terms.affects_site(each.site)
    }


def _unknown(work: Work, window_id: int, department: str) -> Refused:
    known = ", ".join(sorted(_departments(work, window_id).values())) or "none"
    return Refused(
        "unknown_department",
        f"This strike reaches no department called {department.strip()}. It reaches: {known}.",
    )


def _need(text: str, code: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(code, sentence)
