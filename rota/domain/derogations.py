"""Derogations: exceptions a union agrees to once a strike has begun. Never planned cover."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rota.domain.codes import DerogationAnswer


@dataclass(frozen=True, slots=True)
class Derogation:
    """One request: what is asked for and why, what was tried before, and what was decided.

    ``tried`` holds the codes of the evidence checklist. ``derogation_id`` 0 is not yet recorded.
    """

    window_id: int
    service_id: int
    start: datetime
    end: datetime
    grade: str
    number: int
    risk: str
    tried: frozenset[str] = field(default_factory=frozenset)
    requested_by: str = ""
    asked_at: datetime | None = None
    decide_by: datetime | None = None
    nhse_answer: DerogationAnswer = DerogationAnswer.NONE
    nhse_at: datetime | None = None
    union_answer: DerogationAnswer = DerogationAnswer.NONE
    union_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    outcome: str = ""
    derogation_id: int = 0
