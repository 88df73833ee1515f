"""What the letters' page knows: the queue, the batches and how far the hospital has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.letters import BatchRow
from rota.domain.trust import TrustDetails
from rota.services.batches import batches
from rota.services.hospital_details import read_trust_details
from rota.services.letter_queue import QueuedLetter, letter_queue
from ui.desk import Desk


@dataclass(frozen=True, slots=True)
class LettersView:
    """Everything the page shows, read in one go."""

    queue: tuple[QueuedLetter, ...]
    batches: tuple[BatchRow, ...]
    details: TrustDetails
    strikes: int
    appointments: int
    decisions: int

    @property
    def is_bare(self) -> bool:
        """Whether nothing at all was entered yet."""
        return not (self.strikes or self.appointments or self.queue or self.batches)


def read_letters(desk: Desk, now: datetime) -> LettersView:
    """Read the whole view; for the database's thread."""
    queue = letter_queue(desk.storage, desk.tools.rules.letters, now)
    with desk.storage.read() as work:
        strikes, appointments = len(work.windows.all()), work.appointments.count()
        decisions = len(work.appointments.decided())
    return LettersView(
        tuple(queue),
        tuple(batches(desk.storage)),
        read_trust_details(desk.storage),
        strikes,
        appointments,
        decisions,
    )
