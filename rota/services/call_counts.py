"""How many patients of a phone list know, are to be rung, and cannot be rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rota.services.phoning import PhoneCall, calls_to_make


@dataclass(frozen=True, slots=True)
class CallCounts:
    """How many patients know, are to be rung, and cannot be rung; each counts once."""

    told: int
    to_ring: int
    no_number: int


def count_calls(listed: Sequence[PhoneCall]) -> CallCounts:
    """Count the patients of a phone list; whoever can be rung about one thing is rung."""
    left = calls_to_make(listed)
    to_ring = {each.patient_id for each in left if each.phone}
    no_number = {each.patient_id for each in left} - to_ring
    told = {each.patient_id for each in listed} - to_ring - no_number
    return CallCounts(len(told), len(to_ring), len(no_number))
