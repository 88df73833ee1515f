"""What the letters' page knows: the queue, the batches and how far the hospital has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.errors import Refused
from rota.domain.letters import BatchRow
from rota.domain.releases import Release
from rota.domain.trust import LetterSetup
from rota.services.batch_list import batches
from rota.services.hospital_details import letter_setup, read_trust_details
from rota.services.letter_queue import QueuedLetter, letter_queue
from rota.services.releases import open_releases, releases_in_use
from ui.desk import Desk


@dataclass(frozen=True, slots=True)
class LettersView:
    """Everything the page shows, read in one go.

    ``setup_fault`` says what is wrong with the set-up of letters; ``who`` uses the program.
    ``releases`` wait for an answer; by those ``in_use`` letters of the queue may leave.
    """

    queue: tuple[QueuedLetter, ...]
    batches: tuple[BatchRow, ...]
    setup: LetterSetup
    strikes: int
    appointments: int
    decisions: int
    releases: tuple[Release, ...] = ()
    who: str = ""
    setup_fault: str = ""
    in_use: tuple[Release, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Whether nothing at all was entered yet."""
        return not (self.strikes or self.appointments or self.queue or self.batches)


def read_letters(desk: Desk, now: datetime) -> LettersView:
    """Read the whole view; for the database's thread."""
    rules = desk.tools.rules.letters
    queue = letter_queue(desk.storage, rules, now)
    setup, fault = _setup(desk)
    with desk.storage.read() as work:
        strikes, appointments = len(work.windows.all()), work.appointments.count()
        decisions, who = len(work.appointments.decided()), work.who
    return LettersView(
        tuple(queue),
        tuple(batches(desk.storage)),
        setup,
        strikes,
        appointments,
        decisions,
        tuple(open_releases(desk.storage)),
        who,
        fault,
        tuple(releases_in_use(desk.storage, queue)),
    )


def _setup(desk: Desk) -> tuple[LetterSetup, str]:
    """What is set up for letters; where that cannot be used, the details and why."""
    try:
        with desk.storage.read() as work:
            return letter_setup(work, desk.tools.rules.letters), ""
    except Refused as error:
        return LetterSetup(read_trust_details(desk.storage)), error.text
