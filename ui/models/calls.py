"""The calls to make: whom, on which number, and what came of it so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.calls import CallOutcome
from rota.services.phoning import PhoneCall, calls_to_make, phone_list
from ui import formats
from ui.call_words import OUTCOMES
from ui.colours import Tone
from ui.desk import Desk
from ui.models.table import Column, TableModel

COLUMNS: tuple[Column[PhoneCall], ...] = (
    Column("Patient", lambda row: row.name, width=22),
    Column("Phone", lambda row: number_words(row), width=13),
    Column("Appointment", lambda row: formats.moment(row.start), lambda row: row.start, width=14),
    Column(
        "Outcome",
        lambda row: outcome_words(row),
        tip=lambda row: row.note or outcome_words(row),
        tone=lambda row: _tone(row),
        width=16,
    ),
)


@dataclass(frozen=True, slots=True)
class CallsView:
    """Everything the call sheet shows, and who is taken to be ringing."""

    rows: tuple[PhoneCall, ...]
    who: str

    @property
    def left(self) -> int:
        """How many are still to be told."""
        return len(calls_to_make(self.rows))

    @property
    def told(self) -> int:
        """How many know already."""
        return len(self.rows) - self.left


def call_model() -> TableModel[PhoneCall]:
    """A table of calls."""
    return TableModel(COLUMNS, lambda row: row.appointment_id)


def read_calls(desk: Desk, now: datetime, window_id: int) -> CallsView:
    """Read the sheet of one strike; for the database's thread."""
    listed = phone_list(desk.storage, desk.tools.rules.letters, now, window_id)
    with desk.storage.read() as work:
        return CallsView(tuple(listed), work.who)


def number_words(row: PhoneCall) -> str:
    """The number, or that there is none."""
    return row.phone or "No number"


def outcome_words(row: PhoneCall) -> str:
    """What came of the calls so far: the last outcome, and how often it was tried."""
    if row.is_told:
        return "Told"
    if not row.calls:
        return "To ring"
    said = OUTCOMES[row.calls[-1].outcome]
    if row.calls[-1].outcome is CallOutcome.TOLD:
        said = "Told something else"
    return said if row.tries < 2 else f"{said}, {row.tries} calls"


def _tone(row: PhoneCall) -> Tone:
    if row.is_told:
        return Tone.COVERED
    is_wrong = row.calls and row.calls[-1].outcome is CallOutcome.WRONG_NUMBER
    return Tone.SHORT if is_wrong or not row.phone else Tone.WARNING
