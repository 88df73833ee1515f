"""The columns of the letters' queue, and what stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from rota.domain.codes import LetterKind
from rota.domain.suppression import NOTES
from rota.services.letter_queue import QueuedLetter
from rota.services.phoning import is_to_ring
from ui import formats
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.models.visits import listed_name
from ui.wording import (
    capital,
    channel_words,
    class_words,
    code_words,
    holds_in_short,
    note_in_short,
)

QUEUE_COLUMNS: tuple[Column[QueuedLetter], ...] = (
    Column("Patient", lambda row: listed_name(row.visit), width=22),
    Column("Letter", lambda row: _kind(row), width=11),
    Column("Appointment", lambda row: _appointment(row), lambda row: row.visit.start, width=13),
    Column(
        "State",
        lambda row: _state_in_short(row),
        tip=lambda row: _state_tip(row),
        spoken=lambda row: _state_tip(row),
        tone=lambda row: _state_tone(row),
        width=19,
    ),
    Column(
        "Post by",
        lambda row: _deadline(row),
        lambda row: last_safe(row),
        tip=lambda row: _deadline_tip(row),
        tone=lambda row: Tone.SHORT if is_to_ring(row) else None,
        width=15,
    ),
)

_UNTRUE = {
    "moved": "the appointment was moved since",
    "decided_otherwise": "decided otherwise since",
    "not_needed": "the patient knows already",
    "wording_changed": "the wording or the hospital's details changed since",
    "details_changed": "details of the patient or the appointment changed since",
}
"""Why a letter that was made does not stand any more."""

DECIDE_AGAIN = frozenset({"strike_changed", "changed_since_decision", "new_date_in_strike"})
"""Holds that a new decision settles."""


def queue_model() -> TableModel[QueuedLetter]:
    """A table of the queue, one row for each appointment."""
    return TableModel(QUEUE_COLUMNS, lambda row: row.appointment_id)


def state_words(row: QueuedLetter) -> str:
    """Where a letter stands, and what to know of it in a word or two."""
    match row.state:
        case "held":
            said = f"Held: {holds_in_short(row.holds)}"
        case "in_batch":
            said = f"In batch {row.batch}, not posted"
        case "withdraw":
            said = f"Take out of batch {row.batch}"
        case state:
            said = capital(state)
    told = [told_words(row)] if row.told_at is not None else []
    return "; ".join((said, *told, *map(note_in_short, row.notes)))


def _state_in_short(row: QueuedLetter) -> str:
    """``Told by phone`` says more than that a letter is ready; the rest is in the tip."""
    is_told = row.told_at is not None and row.state == "ready"
    if not is_told:
        return state_words(row)
    return "; ".join(("Told by phone", *map(note_in_short, row.notes)))


def told_words(row: QueuedLetter) -> str:
    """``told by phone Fri 8 Jan 10:05``; nothing while nobody told the patient."""
    return f"told by phone {formats.moment(row.told_at)}" if row.told_at is not None else ""


def _state_tip(row: QueuedLetter) -> str:
    """The state, and each note in a whole sentence."""
    return "\n".join((state_words(row), *(NOTES[code] for code in row.notes if code in NOTES)))


def letters_of(rows: Iterable[QueuedLetter]) -> int:
    """How many letters these rows are: made ones by reference, others by patient."""
    return len({row.reference or (row.visit.patient.patient_id,) for row in rows})


def late_words(queue: Iterable[QueuedLetter]) -> str:
    """Whose letters can no longer arrive in time, batch by batch; nothing once all are told."""
    late: dict[int, list[QueuedLetter]] = defaultdict(list)
    unmade: dict[str, list[QueuedLetter]] = defaultdict(list)
    for row in filter(is_to_ring, queue):
        if row.batch is not None:
            late[row.batch].append(row)
        else:
            unmade[row.state].append(row)
    parts = [f"{formats.number(len(late[batch]))} in batch {batch}" for batch in sorted(late)]
    parts += [
        f"{formats.number(len(unmade[state]))} {said}"
        for state, said in (("ready", "not made yet"), ("held", "held"))
        if state in unmade
    ]
    if not parts:
        return ""
    number = sum(map(len, (*late.values(), *unmade.values())))
    return (
        f"The letters about {formats.count(number, 'appointment')} can no longer arrive in time "
        f"({', '.join(parts)}): phone these patients."
    )


def untrue_words(rows: Iterable[QueuedLetter]) -> str:
    """Why a letter is no longer true: what holds it now, or what changed since it was made."""
    found = dict.fromkeys(
        said
        for row in rows
        if row.state == "withdraw"
        for said in (holds_in_short(row.holds), _UNTRUE.get(row.untrue, ""))
        if said
    )
    return "; ".join(found) or "no longer as printed"


def last_safe(row: QueuedLetter) -> datetime | None:
    """The last moment to post by the class it goes; None when post is no use."""
    match row.channel:
        case "second":
            return row.last_second
        case "first":
            return row.last_first
        case _:
            return None


def _kind(row: QueuedLetter) -> str:
    if row.to_decide:
        return "Decide again"
    return "Phone/video" if row.kind is LetterKind.MODE_CHANGE else code_words(row.kind)


def _appointment(row: QueuedLetter) -> str:
    return formats.moment(row.visit.start)


def _deadline(row: QueuedLetter) -> str:
    at = last_safe(row)
    if at is not None:
        return f"{class_words(row.channel)} {formats.moment(at)}"
    if row.too_late and row.told_at is not None:
        return "Confirms the call"
    if DECIDE_AGAIN & {*row.holds}:
        return "Decide again"
    return channel_words("phone" if is_to_ring(row) else row.channel)


def _deadline_tip(row: QueuedLetter) -> str:
    at = last_safe(row)
    said = channel_words(row.channel)
    return _deadline(row) if at is None else f"{said}, posted before {formats.moment(at)}"


def _state_tone(row: QueuedLetter) -> Tone | None:
    tones = {"held": Tone.LOST, "withdraw": Tone.SHORT, "ready": Tone.COVERED}
    return tones.get(row.state, Tone.MUTED)
