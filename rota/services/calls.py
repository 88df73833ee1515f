"""Calls to patients: what came of each, kept with what was decided at the time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.calls import OF_CALLS, CallMade, CallOutcome
from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.extracts import as_decided
from rota.domain.letter_rules import LetterRules
from rota.domain.telling import Told, to_tell
from rota.services.decision_judge import DecisionJudge
from rota.services.letter_queue import queue_in
from rota.services.letter_truth import phone_digest
from rota.services.ports import Storage, Work

_SAID = {
    CallOutcome.TOLD: "told",
    CallOutcome.MESSAGE_LEFT: "message left",
    CallOutcome.TRY_AGAIN: "to be tried again",
    CallOutcome.WRONG_NUMBER: "wrong number",
}
MUST_SETTLE = frozenset(
    {
        "changed_since_decision",
        "strike_changed",
        "slot_changed",
        "new_date_in_strike",
        "at_risk_undecided",
        "deceased",
    }
)
"""Nobody is told what has to be decided first."""


@dataclass(frozen=True, slots=True)
class Called:
    """A call as it was kept."""

    call: CallMade
    changes: Changes


def record_call(
    storage: Storage,
    rules: LetterRules,
    appointment_id: str,
    outcome: str,
    who: str,
    note: str,
    now: datetime,
) -> Called:
    """Keep what came of a call about an appointment; ``who`` blank is whoever uses the program.

    Refuses ``told`` while what was decided does not hold any more, or nobody decided: the patient
    would be told something that is not so.
    """
    came = _outcome(outcome)
    with storage.write("phone call") as work:
        asked = [appointment_id]
        visits = work.appointments.visits.existing(asked)
        visits |= work.appointments.visits.retired(asked)
        if appointment_id not in visits:
            raise Refused("unknown_appointment", f"There is no appointment {appointment_id}.")
        made = work.appointments.decisions.existing(asked).get(appointment_id)
        visit = as_decided(visits[appointment_id], made)
        if came is CallOutcome.TOLD:
            _check_true(work, rules, visit, made, now)
        tells = to_tell(made.decision, made.new_start) if made else Told()
        call = CallMade(
            0, appointment_id, now, who.strip() or work.who, came, note.strip(), tells.decision,
            tells.new_start, visit.start, visit.patient.patient_id, phone_digest(visit.patient),
        )  # fmt: skip
        (call_id,) = work.gate.add_calls([call])
        call = replace(call, call_id=call_id)
        work.say(f"Phone call about appointment {appointment_id}: {_SAID[came]}.")
    return Called(call, work.changes)


def _outcome(text: str) -> CallOutcome:
    if text not in OF_CALLS:
        known = ", ".join(OF_CALLS)
        raise Refused("unknown_outcome", f"What came of a call is one of: {known}.")
    return CallOutcome(text)


def _check_true(
    work: Work, rules: LetterRules, visit: Appointment, made: DecisionMade | None, now: datetime
) -> None:
    if made is None and DecisionJudge(work).is_struck(visit):
        raise Refused(
            "not_decided",
            "A strike stands over this appointment and nobody has decided on it. Decide first, "
            "then tell the patient.",
        )
    queue = queue_in(work, rules, now)
    queued = next((e for e in queue if e.appointment_id == visit.appointment_id), None)
    if queued is not None and MUST_SETTLE & set(queued.holds):
        raise Refused(
            "not_settled",
            "What was decided about this appointment does not hold any more. Decide again, then "
            "tell the patient.",
        )
