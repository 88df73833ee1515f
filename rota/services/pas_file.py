"""What was decided here, as a file for the hospital's own system (the PAS), which stays the master.

Each decision goes out once: what was handed over is remembered, and only what differs from it goes
into the next file. The file names no patient beyond the hospital's own number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.changes import Changes
from rota.domain.codes import Decision
from rota.domain.extracts import Handover, is_adopted
from rota.domain.times import written
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


@dataclass(frozen=True, slots=True)
class PasFile:
    """A file written: where, how many rows, and how many decisions were left out of it.

    ``stale``: the appointment was moved in the hospital's own system after it was decided on.
    """

    path: Path
    rows: int
    stale: int
    changes: Changes


def write_pas_file(
    storage: Storage, exporter: Exporter, out: Path, now: datetime, everything: bool = False
) -> PasFile:
    """Write what changed since the last such file, or ``everything`` that is decided, as CSV.

    A decision taken back since goes out as ``keep``. Undo forgets that the file was written. Raises
    Unavailable when it cannot be written; then nothing counts as handed over.
    """
    with storage.write("pas out") as work:
        handed = {each.appointment_id: each for each in work.slots.handovers.all()}
        decided = work.appointments.decided()
        visits = work.appointments.visits.existing(decided.keys() | handed.keys())
        wanted, stale = [], 0
        for key, visit in visits.items():
            made = decided.get(key)
            if made is not None and is_adopted(made, visit.start):
                continue
            if made is not None and made.decided_start != visit.start:
                stale += 1
                continue
            given = _handover(visit, made, now)
            if _is_new(given, handed.get(key)) or (everything and made is not None):
                wanted.append((given, visit, made))
        wanted.sort(key=lambda row: (row[0].old_start, row[0].appointment_id))
        write_file(out, exporter.safe_csv(HEADINGS, _rows(work, wanted)))
        work.slots.handovers.put([given for given, _, _ in wanted])
        work.say(f"Handed over {count_of(len(wanted), 'decision', 'decisions')} as a file.")
    return PasFile(out, len(wanted), stale, work.changes)


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
