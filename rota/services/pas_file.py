"""What was decided here, as a file for the hospital's own system (the PAS), which stays the master.

Each decision goes out once: what was handed over is remembered, and only what differs from it goes
into the next file. The file names no patient beyond the hospital's own number. What must be looked
at again before anybody hears of it is left out and counted, as the letter queue holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.changes import Changes
from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.domain.extracts import Handover, is_adopted
from rota.domain.times import written
from rota.services.decision_judge import DecisionJudge
from rota.services.exporting import write_file
from rota.services.ports import Exporter, Storage, Work
from rota.services.windows import count_of

HEADINGS = (
    "appointment_id", "patient_id", "clinic_code", "old_start", "decision", "new_start", "slot_id",
    "attended_code", "agreed", "strike",
)  # fmt: skip

BY_PROVIDER = "4"
"""Attended or did not attend, NHS Data Dictionary: cancelled or postponed by the provider. Never 3,
which says that the patient did not come."""

CANCELS = frozenset({Decision.POSTPONE, Decision.REBOOK})

LEFT_OUT = {
    "changed_since_decision": "moved in the hospital's own system since: decide again",
    "deceased": "the patient is recorded as having died",
    "strike_changed": "the strike changed or was called off: decide again",
    "slot_changed": "the slot was changed or withdrawn by its clinic: look for a date again",
    "new_date_in_strike": "the new date lies in a strike",
}
"""Why a decision is not handed over, by the code under which the letter queue holds its letter."""


@dataclass(frozen=True, slots=True)
class PasFile:
    """A file written: where, how many rows, and how many decisions were left out of it, by reason.

    Without rows nothing was written: there was nothing to hand over.
    """

    path: Path
    rows: int
    left_out: Mapping[str, int]
    changes: Changes

    @property
    def left_out_words(self) -> list[str]:
        """Return for each reason how many were left out, in words."""
        return [f"{number:,} left out: {LEFT_OUT[why]}." for why, number in self.left_out.items()]


def write_pas_file(
    storage: Storage,
    exporter: Exporter,
    out: Path,
    now: datetime,
    everything: bool = False,
    replace: bool = False,
) -> PasFile:
    """Write what changed since the last such file, or ``everything`` that is decided, as CSV.

    A decision taken back since goes out as ``keep``. Undo forgets that the file was written.
    Refuses to take the place of a file that is there unless told to ``replace`` it: what it holds
    counts as handed over. Raises Unavailable when it cannot be written; then nothing counts so.
    """
    with storage.write("pas out") as work:
        handed = {each.appointment_id: each for each in work.slots.handovers.all()}
        decided = work.appointments.decided()
        visits = work.appointments.visits.existing(decided.keys() | handed.keys())
        judge = DecisionJudge(work)
        wanted, left = [], Counter[str]()
        for key, visit in visits.items():
            made = decided.get(key)
            if made is not None and is_adopted(made, visit.start):
                continue
            given = _handover(visit, made, now)
            is_moved = made is not None and made.decided_start != visit.start
            is_new = _is_new(given, handed.get(key)) or (everything and made is not None)
            if why := _why_not(judge, visit, made) if is_new or is_moved else "":
                left[why] += 1
            elif is_new:
                wanted.append((given, visit, made))
        left_out = {why: left[why] for why in LEFT_OUT if left[why]}
        if not wanted:
            return PasFile(out, 0, left_out, work.changes)
        if out.exists() and not replace:
            raise Refused("file_exists", f"{out} is there already. Choose another name.")
        wanted.sort(key=lambda row: (row[0].old_start, row[0].appointment_id))
        write_file(out, exporter.safe_csv(HEADINGS, _rows(work, wanted)))
        work.slots.handovers.put([given for given, _, _ in wanted])
        work.say(f"Handed over {count_of(len(wanted), 'decision', 'decisions')} as a file.")
    return PasFile(out, len(wanted), left_out, work.changes)


def _why_not(judge: DecisionJudge, visit: Appointment, made: DecisionMade | None) -> str:
    """Return the first reason in the order of ``LEFT_OUT``; empty when the decision may go out."""
    found = {*judge.faults(visit, made), *(("deceased",) if visit.patient.deceased else ())}
    return next((why for why in LEFT_OUT if why in found), "")


def _handover(visit: Appointment, made: DecisionMade | None, now: datetime) -> Handover:
    decision = Decision.KEEP if made is None else made.decision
    new_start = None if made is None else made.new_start
    return Handover(visit.appointment_id, decision, visit.start, new_start, now)


def _is_new(given: Handover, before: Handover | None) -> bool:
    """Say whether the hospital's own system does not know this: unasked, it keeps what it has."""
    if before is None or before.old_start != given.old_start:
        return given.decision is not Decision.KEEP
    return (given.decision, given.new_start) != (before.decision, before.new_start)


def _rows(
    work: Work, wanted: Sequence[tuple[Handover, Appointment, DecisionMade | None]]
) -> list[tuple[str, ...]]:
    titles = {each.window_id: each.title for each in work.windows.all()}
    held = work.slots.holds.existing([given.appointment_id for given, _, _ in wanted])
    rows: list[tuple[str, ...]] = []
    for given, visit, made in wanted:
        slot = held.get(given.appointment_id)
        window_id = None if made is None else made.window_id
        rows.append(
            (
                given.appointment_id,
                visit.patient.patient_id,
                visit.clinic_code,
                written(given.old_start),
                given.decision.value,
                "" if given.new_start is None else written(given.new_start),
                "" if slot is None else slot.slot_id,
                BY_PROVIDER if given.decision in CANCELS else "",
                "" if made is None else made.agreed,
                "" if window_id is None else titles[window_id],
            )
        )
    return rows
