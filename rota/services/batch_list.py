"""The batches there are, and their print files as they were made."""

from __future__ import annotations

from rota.domain.errors import Refused
from rota.domain.letters import BatchRow
from rota.domain.permissions import See, refuse_sight
from rota.services.ports import Storage


def batches(storage: Storage) -> list[BatchRow]:
    """Return every batch, newest first."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        return work.letters.batches()


def batch_pdf(storage: Storage, batch: int) -> bytes:
    """Return a batch's print file exactly as it was made."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        return work.letters.pdf(batch)


def made_pages(storage: Storage, batch: int, reference: str) -> tuple[bytes, int, int]:
    """Return a batch's print file, and where in it one letter stands: first page and pages."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        found = work.letters.pages_of(reference)
        if found is None:
            raise Refused("unknown_letter", f"There is no letter {reference}.")
        return (work.letters.pdf(batch), *found)
