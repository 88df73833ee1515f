"""Letters as records: what each told about which appointment, and the batches they were made in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.codes import Decision, LetterKind, Mode

PREFIX = "SR-"
"""How a letter's reference begins; its number follows."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """What one letter tells about one appointment, and the window revision it relied on."""

    appointment_id: str
    window_id: int | None
    window_revision: int | None
    decision: Decision
    told_start: datetime
    new_start: datetime | None
    said_sha256: str
    told_site: str
    told_mode: Mode


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """One letter made: where it stands in its batch and what it was made from."""

    reference: str
    patient_id: str
    kind: LetterKind
    first_page: int
    pages: int
    template: str
    content_sha256: str
    lines: tuple[LetterLine, ...]


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line of a letter that was made and not posted yet."""

    batch: int
    reference: str
    appointment_id: str
    decision: Decision
    told_start: datetime
    new_start: datetime | None
    window_id: int | None
    window_revision: int | None
    said_sha256: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One print batch: its letters and pages, and how many were posted when."""

    batch: int
    made_at: datetime
    letters: int
    pages: int
    posted: int
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A letter in a batch: where it stands in the file and which appointments it tells of."""

    reference: str
    first_page: int
    pages: int
    appointment_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterSent:
    """A letter that was made about an appointment: posted, taken out, or neither yet."""

    reference: str
    kind: LetterKind
    appointment_id: str
    posted_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterFault:
    """Why a letter could not be typeset, kept until the patient's details change."""

    appointment_id: str
    code: str
    text: str
    patient_sha256: str
