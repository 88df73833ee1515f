"""What came of calls, in words."""

from __future__ import annotations

from rota.domain.calls import CallMade, CallOutcome
from rota.services.call_sheets import outcome_words
from rota.services.phoning import PhoneCall
from ui import formats

OUTCOMES = {
    CallOutcome.TOLD: "Told",
    CallOutcome.MESSAGE_LEFT: "Message left",
    CallOutcome.TRY_AGAIN: "Try again",
    CallOutcome.WRONG_NUMBER: "Wrong number",
    CallOutcome.MESSAGE_SENT: "Message handed out",
}
"""What came of a call or message, in short."""


def call_line(row: PhoneCall, call: CallMade) -> str:
    """``Thu 7 Jan 09:12, Ann: message left (asked to ring back)``."""
    said = outcome_words(row, call)
    note = f" ({call.note})" if call.note else ""
    return f"{formats.moment(call.at)}, {call.by}: {said}{note}"
