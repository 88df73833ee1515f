"""Letters as records: what each told about which appointment, and the batches they were made in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.codes import Decision, LetterKind, Mode
from rota.domain.letter_content import LetterContent
from rota.domain.printing import PrintRun

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
    """One letter made: where it stands in its batch, what it was made from and what it says."""

    reference: str
    patient_id: str
    kind: LetterKind
    first_page: int
    pages: int
    template: str
    content_sha256: str
    lines: tuple[LetterLine, ...]
    language: str = "en-GB"
    post_class: str = ""
    bag: str = ""
    content: LetterContent | None = None


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line of a letter that was made and not posted yet; ``medium`` is its batch's."""

    batch: int
    reference: str
    appointment_id: str
    decision: Decision
    told_start: datetime
    new_start: datetime | None
    window_id: int | None
    window_revision: int | None
    said_sha256: str
    medium: str = "print"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch: its letters and pages, and how many were printed, posted, taken out, returned.

    ``first`` and ``last`` are references; ``runs`` lists what was sent to a printer, oldest first.
    """

    batch: int
    made_at: datetime
    letters: int
    pages: int
    posted: int
    posted_at: datetime | None
    medium: str = "print"
    first: str = ""
    last: str = ""
    printed: int = 0
    withdrawn: int = 0
    returned: int = 0
    post_classes: tuple[str, ...] = ()
    runs: tuple[PrintRun, ...] = ()

    @property
    def sheets(self) -> int:
        """Return how many sheets of paper it takes, printed on both sides."""
        return (self.pages + 1) // 2

    @property
    def unposted(self) -> int:
        """Return how many letters are still to be posted."""
        return self.letters - self.posted - self.withdrawn


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A letter in a batch: where it stands in the file and which appointments it tells of."""

    reference: str
    first_page: int
    pages: int
    appointment_ids: tuple[str, ...]
    printed_at: datetime | None = None
    post_class: str = ""

    @property
    def sheets(self) -> int:
        """Return how many sheets it takes, printed on both sides."""
        return (self.pages + 1) // 2


@dataclass(frozen=True, slots=True)
class LetterState:
    """Where one letter stands: in which batch, and when it was printed, posted and so on."""

    reference: str
    batch: int
    printed_at: datetime | None
    posted_at: datetime | None
    withdrawn_at: datetime | None
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterSent:
    """A letter that was made about an appointment: posted, taken out, or neither yet."""

    reference: str
    kind: LetterKind
    appointment_id: str
    posted_at: datetime | None
    withdrawn_at: datetime | None
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReturnedLetter:
    """A letter that the post brought back, and no later one went to the same patient.

    ``address`` is what was printed in the window, name first and postcode last; empty for a
    letter made before addresses were kept.
    """

    reference: str
    patient_id: str
    returned_at: datetime
    why: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterFault:
    """Why a letter could not be typeset, kept until the patient's details change."""

    appointment_id: str
    code: str
    text: str
    patient_sha256: str
