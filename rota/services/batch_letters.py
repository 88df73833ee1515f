"""The letters of a batch, and those that were posted, to choose one of."""

from __future__ import annotations

from rota.domain.batch_letters import BatchLetter, in_whole_pile
from rota.domain.errors import Refused
from rota.domain.permissions import See, refuse_sight
from rota.services.ports import Storage


def letters_of_batch(storage: Storage, batch: int) -> list[BatchLetter]:
    """Return every letter of a batch in the order of its file. Refuses a batch there is not."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        found = work.letter_list.of_batch(batch)
    if not found:
        raise Refused("unknown_batch", f"There is no batch {batch}.")
    return in_whole_pile(found)


def posted_letters(storage: Storage) -> list[BatchLetter]:
    """Return every letter that was posted and did not come back, the newest first."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        return work.letter_list.posted()
