"""How many sheets a batch may have: what one tray holds, and what a jam may spoil."""

from __future__ import annotations

from collections.abc import Mapping

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.services.ports import Storage

SHEETS_A_BATCH = "sheets_a_batch"
"""The setting with the most sheets of a batch; blank: 250, a small tray."""

USUAL, MOST = 250, 5000


def sheets_in(settings: Mapping[str, str]) -> int:
    """Return how many sheets a batch may have."""
    return int(settings.get(SHEETS_A_BATCH, "") or USUAL)


def read_batch_size(storage: Storage) -> int:
    """Return how many sheets a batch may have."""
    with storage.read() as work:
        return sheets_in(work.settings.all())


def save_batch_size(storage: Storage, sheets: int) -> Changes:
    """Keep how many sheets a batch may have. Refuses less than 1 and more than 5,000."""
    if not 1 <= sheets <= MOST:
        raise Refused("batch_size", f"A batch has from 1 to {MOST:,} sheets.")
    with storage.write("settings") as work:
        work.settings.put({SHEETS_A_BATCH: str(sheets)})
        work.say(f"Batches have at most {sheets:,} sheets from now on.")
    return work.changes
