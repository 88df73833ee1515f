"""What a file of free slots does to the database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from rota.domain.importing import ImportKind, RowProblem
from rota.domain.slots import Slot, SlotHold
from rota.services.extract_age import last_made
from rota.services.held_slots import lost_columns, slots_astray
from rota.services.loading import KeyedLoader, Places, Row, placed
from rota.services.ports import Work


class SlotLoader(KeyedLoader[str, Slot]):
    """Where clinics and lists still have room. A place that is held stays held.

    But where the hospital's own system has the booking, a list made since then leaves the place out
    by itself, so that it is let go here.
    """

    column = "slot_id"
    can_retire = True

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.slots.slots)
        self._places = Places(work, self.tally)

    @cached_property
    def _held(self) -> list[SlotHold]:
        """Every place held, read once: no slot that is loaded changes who holds one."""
        return self.work.slots.holds.all()

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Slot]]:
        """Find or create the service; a named clinician must be known, retired or not."""
        kept = self.known_staff(rows, "clinician_staff_id", lambda slot: slot.clinician_staff_id)
        return placed(kept, self._places)

    def of_retired(self, row: Row, column: str) -> Sequence[Row]:
        """A slot of somebody who is retired here is left out: nobody would see the patient."""
        text = "The clinician is retired here, so the slot was left out."
        self.tally.warnings.append(RowProblem(row.number, column, "retired_staff", text))
        return ()

    def key_of(self, value: Slot) -> str:
        """Return the slot id."""
        return value.slot_id

    def after_change(self, pairs: Sequence[tuple[Slot, Slot]]) -> None:
        """Warn where a slot changes under a patient who holds a place in it."""
        changed = {new.slot_id: new for _, new in pairs}
        held = [each for each in self._held if each.slot_id in changed]
        here = {old.slot_id: old for old, _ in pairs}
        columns = {
            (each.slot_id, name)
            for each in held
            for name in lost_columns(each, here[each.slot_id], changed[each.slot_id])
        }
        for slot_id, column in sorted(columns):
            self._warn(self._seen[slot_id], column, f"its {column.split('_')[0]} changed")

    def retire_vanished(self) -> None:
        """Take out of use what the file no longer has, and warn where a place in it is held."""
        gone = set(self._vanished())
        super().retire_vanished()
        for slot_id in sorted(set(slots_astray(self.work, gone).values())):
            self._warn(1, self.column, f"slot {slot_id} is no longer in the file", True)

    def _warn(self, row: int, column: str, what: str, value_shown: bool = False) -> None:
        text = f"A place is held here for a patient, but {what}. Look at the new date again."
        self.tally.warnings.append(RowProblem(row, column, "held_slot", text, value_shown))

    def finish(self) -> None:
        """List what the file no longer has, and let go of places that it knows to be taken."""
        super().finish()
        if not self._is_made_before_the_appointments():
            self.work.slots.holds.retire(self._booked())

    def _is_made_before_the_appointments(self) -> bool:
        slots = last_made(self.work, ImportKind.SLOTS)
        appointments = last_made(self.work, ImportKind.APPOINTMENTS)
        if slots is None or appointments is None:
            return self.is_older
        return self.is_older or slots < appointments

    def _booked(self) -> list[str]:
        """Return the appointments that hold a place and have its time in the extract too."""
        ids = [each.appointment_id for each in self._held]
        visits = self.work.appointments.visits.existing(ids)
        slots = self._store.existing([each.slot_id for each in self._held])
        return [
            each.appointment_id
            for each in self._held
            if (visit := visits.get(each.appointment_id)) is not None
            and (slot := slots.get(each.slot_id)) is not None
            and visit.start == slot.start
        ]
