"""Letters as records: what each told about which appointment, and the batches they were made in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.addresses import place_key
from rota.domain.appointments import Patient
from rota.domain.codes import Decision, LetterKind, Mode
from rota.domain.letter_content import LetterContent
from rota.domain.printing import PrintRun

PREFIX = "SR-"
"""How a letter's reference begins; its number follows."""
LAST_LETTER = "last_letter"
"""The setting that remembers the highest number of a letter that was deleted for good."""


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
    hospital_sha256: str = ""

    @property
    def basis(self) -> LetterBasis:
        """Return what it was made by."""
        sites = frozenset(line.told_site for line in self.lines)
        return LetterBasis(
            self.reference, self.template, self.language, self.hospital_sha256, sites
        )


@dataclass(frozen=True, slots=True)
class LetterBasis:
    """By what a letter was made: its wordings, its language, and what it says of the hospital.

    ``template`` names the wordings, ``sites`` are those of its appointments. ``hospital_sha256``
    is the digest of the hospital's name and phone on it; empty where that was not kept.
    """

    reference: str
    template: str
    language: str
    hospital_sha256: str
    sites: frozenset[str]


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
    ``unprinted`` counts letters still to be posted that nobody has said were printed.
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
    unprinted: int = 0

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
    content_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedLetter:
    """A letter that the post brought back, and no later one went to the same address.

    ``address`` is what was printed in the window, name first and postcode last; empty for a
    letter made before addresses were kept. ``nhs_numbers`` are those of its patient.
    """

    reference: str
    patient_id: str
    returned_at: datetime
    why: str
    address: tuple[str, ...]
    nhs_numbers: frozenset[str] = frozenset()

    def is_of(self, patient: Patient) -> bool:
        """Say whether it was written to a patient, also under another id."""
        return patient.patient_id == self.patient_id or patient.nhs_number in self.nhs_numbers

    def went_to(self, address: Sequence[str]) -> bool:
        """Say whether it went to an address, however that is written; not known counts."""
        return not self.address or place_key(self.address[1:]) == place_key(address[1:])


@dataclass(frozen=True, slots=True)
class LetterFault:
    """Why a letter could not be typeset, kept until the patient's details change."""

    appointment_id: str
    code: str
    text: str
    patient_sha256: str
