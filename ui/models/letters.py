"""The columns of the letters' queue, and what stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from rota.domain.codes import LetterKind
from rota.domain.suppression import NOTES
from rota.services.letter_queue import QueuedLetter
from ui import formats
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.models.visits import listed_name
from ui.wording import capital, channel_words, code_words, holds_in_short, note_in_short

QUEUE_COLUMNS: tuple[Column[QueuedLetter], ...] = (
    Column("Patient", lambda row: listed_name(row.visit), width=21),
    Column("Letter", lambda row: _kind(row), width=11),
    Column("Appointment", lambda row: _appointment(row), lambda row: row.visit.start, width=14),
    Column(
        "State",
        lambda row: state_words(row),
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
        tone=lambda row: Tone.SHORT if is_late(row) else None,
        width=14,
    ),
    Column("Send by", lambda row: channel_words(row.channel), width=14),
    Column("Postcode", lambda row: row.visit.patient.postcode, width=9),
    Column("Service", lambda row: row.service.name, width=24),
)

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
    return "; ".join((said, *map(note_in_short, row.notes)))


def _state_tip(row: QueuedLetter) -> str:
    """The state, and each note in a whole sentence."""
    return "\n".join((state_words(row), *(NOTES[code] for code in row.notes if code in NOTES)))


def is_late(row: QueuedLetter) -> bool:
    """Whether the letter, made or still to be made, can no longer arrive: the phone is left."""
    return row.channel == "phone" and row.state in ("ready", "in_batch")


def letters_of(rows: Iterable[QueuedLetter]) -> int:
    """How many letters these rows are: made ones by reference, others by patient."""
    return len({row.reference or (row.visit.patient.patient_id,) for row in rows})


def late_words(queue: Iterable[QueuedLetter]) -> str:
    """Which letters can no longer arrive in time, batch by batch; nothing when all can."""
    late: dict[int | None, list[QueuedLetter]] = defaultdict(list)
    for row in queue:
        if is_late(row):
            late[row.batch if row.state == "in_batch" else None].append(row)
    parts = [
        f"{formats.count(letters_of(late[batch]), 'letter')} of batch {batch}"
        for batch in sorted(each for each in late if each is not None)
    ]
    if None in late:
        parts.append(f"{formats.count(letters_of(late[None]), 'letter')} not made yet")
    if not parts:
        return ""
    listed = " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
    return f"{listed} can no longer arrive in time: phone these patients."


def untrue_words(rows: Iterable[QueuedLetter]) -> str:
    """Why a letter is no longer true: what holds it now, or that it was decided otherwise."""
    found = dict.fromkeys(
        holds_in_short(row.holds) if row.holds else "decided otherwise since, or moved"
        for row in rows
        if row.state == "withdraw"
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
    return "Phone/video" if row.kind is LetterKind.MODE_CHANGE else code_words(row.kind)


def _appointment(row: QueuedLetter) -> str:
    return formats.moment(row.visit.start)


def _deadline(row: QueuedLetter) -> str:
    at = last_safe(row)
    if at is not None:
        return formats.moment(at)
    return "Decide again" if DECIDE_AGAIN & {*row.holds} else channel_words(row.channel)


def _deadline_tip(row: QueuedLetter) -> str:
    at = last_safe(row)
    said = channel_words(row.channel)
    return _deadline(row) if at is None else f"{said}, posted before {formats.moment(at)}"


def _state_tone(row: QueuedLetter) -> Tone | None:
    tones = {"held": Tone.LOST, "withdraw": Tone.SHORT, "ready": Tone.COVERED}
    return tones.get(row.state, Tone.MUTED)
