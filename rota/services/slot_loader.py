"""What a file of free slots does to the database."""

from __future__ import annotations

from collections.abc import Sequence

from rota.domain.importing import RowProblem
from rota.domain.slots import Slot
from rota.services.loading import KeyedLoader, Places, Row, placed
from rota.services.ports import Work


class SlotLoader(KeyedLoader[str, Slot]):
    """Where clinics and lists still have room. A place that is held stays held."""

    column = "slot_id"
    can_retire = True

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.slots.slots)
        self._places = Places(work, self.tally)

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
