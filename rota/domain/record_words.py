"""What a person is told of each thing kept about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableWords:
    """One kind of record. ``columns``: each with what it means, in the order shown.

    ``staff`` columns name somebody else. What is not in ``columns`` is ``left_out``.
    """

    title: str
    columns: Mapping[str, str]
    staff: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


RecordWords = Mapping[str, TableWords]
"""By the name of the table."""
