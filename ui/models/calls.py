"""The calls to make: whom, on which number, and what came of it so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.calls import CallOutcome
from rota.services import call_sheets
from rota.services.call_counts import CallCounts, count_calls
from rota.services.phoning import PhoneCall, phone_list
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.models.table import Column, TableModel
from ui.wording import capital

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
    def counts(self) -> CallCounts:
        """How many patients know, are to be rung, and cannot be rung."""
        return count_calls(self.rows)


def call_model() -> TableModel[PhoneCall]:
    """A table of calls."""
    return TableModel(COLUMNS, lambda row: row.appointment_id)


def read_calls(desk: Desk, now: datetime, window_id: int) -> CallsView:
    """Read the sheet of one strike; for the database's thread."""
    listed = phone_list(desk.storage, desk.tools.rules.letters, now, window_id)
    with desk.storage.read() as work:
        return CallsView(tuple(listed), work.who)


def number_words(row: PhoneCall) -> str:
    """The number, or why there is none."""
    return capital(call_sheets.number_words(row))


def outcome_words(row: PhoneCall) -> str:
    """What came of the calls so far: the last outcome, and how often it was tried."""
    if row.is_told:
        return "Told"
    if not row.calls:
        return "To ring" if row.phone else "To tell another way"
    said = capital(call_sheets.last_outcome(row))
    return said if row.tries < 2 else f"{said}, {row.tries} calls"


def _tone(row: PhoneCall) -> Tone:
    if row.is_told:
        return Tone.COVERED
    is_wrong = row.calls and row.calls[-1].outcome is CallOutcome.WRONG_NUMBER
    return Tone.SHORT if is_wrong or not row.phone else Tone.WARNING
