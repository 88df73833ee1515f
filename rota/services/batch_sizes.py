"""How many sheets a batch may have: what one tray holds, and what a jam may spoil."""

from __future__ import annotations

from collections.abc import Mapping

SHEETS_A_BATCH = "sheets_a_batch"
"""The setting with the most sheets of a batch; blank: 250, a small tray."""

USUAL, MOST = 250, 5000


def sheets_in(settings: Mapping[str, str]) -> int:
    """Return how many sheets a batch may have."""
    return int(settings.get(SHEETS_A_BATCH, "") or USUAL)
