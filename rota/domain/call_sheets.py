"""The call sheet on paper: whom to phone, what to say, and room to write what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallRow:
    """One patient to phone, already in words. ``tries`` says what came of earlier calls."""

    name: str
    phone: str
    appointment: str
    reference: str
    tell: str
    tries: str
    note: str


@dataclass(frozen=True, slots=True)
class CallSheet:
    """A whole call sheet as it is printed; ``apart`` are those whom nobody can ring."""

    title: str
    rows: tuple[CallRow, ...]
    foot: str
    apart: tuple[CallRow, ...] = ()
