"""What goes on one letter, as data: the typesetter gets this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rota.domain.envelopes import EnvelopeProfile

Style = Literal["paragraph", "heading", "bullet"]
Layout = Literal["letter", "easy_read"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text inside a block. ``keep_ltr`` holds numbers, dates and phones together."""

    text: str
    bold: bool = False
    keep_ltr: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or bullet. ``picture`` names the picture beside it, in easy read."""

    style: Style
    runs: tuple[Run, ...]
    picture: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """One row of the appointments table, already in words for the patient."""

    what: str
    where: str
    day: str
    time: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The words round a letter's facts that no wording holds, in one language."""

    date: str = "Date"
    reference: str = "Our reference"
    what: str = "Appointment"
    where: str = "Where"
    day: str = "Date"
    time: str = "Time"
    contact: str = "How to contact us"
    page: str = "Page"
    of: str = "of"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on paper: PNG, JPEG or SVG. ``alt`` is read out where it cannot be seen."""

    name: str
    media: Literal["png", "jpg", "svg"]
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class LetterPart:
    """The whole letter once more in another language; ``language`` is a BCP 47 tag."""

    language: str
    date: str
    salutation: str
    heading: str
    before_table: tuple[Block, ...]
    appointments: tuple[AppointmentLine, ...]
    after_table: tuple[Block, ...]
    sign_off: tuple[str, ...]
    labels: Labels


@dataclass(frozen=True, slots=True)
class LetterContent:
    """One letter, whole. Every string is data, never markup.

    ``address`` is 2 to 7 lines with the postcode last; ``font_points`` is 12 for standard print
    and 16 or more for large print; ``language`` is a BCP 47 tag. ``envelope`` is the window
    envelope it goes in; None is the program's own. ``translation`` is printed before the English.
    ``pictures`` are those that its blocks name.
    """

    reference: str
    trust_name: str
    contact_lines: tuple[str, ...]
    return_address: str
    address: tuple[str, ...]
    date: str
    salutation: str
    heading: str
    before_table: tuple[Block, ...]
    appointments: tuple[AppointmentLine, ...]
    after_table: tuple[Block, ...]
    sign_off: tuple[str, ...]
    font_points: float = 12.0
    language: str = "en-GB"
    envelope: EnvelopeProfile | None = None
    translation: LetterPart | None = None
    layout: Layout = "letter"
    logo: Picture | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class TypesetLetter:
    """Where one letter stands in a finished batch: page numbers count from 1."""

    reference: str
    first_page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LetterException:
    """A letter that could not be typeset or did not read back right, and why."""

    reference: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class AreaFault:
    """Why a posting service would send a letter's file back: a page, from 1, or 0 for the file."""

    page: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class TypesetBatch:
    """A finished print file: the PDF's bytes, the letters in it, and the ones left out."""

    pdf: bytes
    letters: tuple[TypesetLetter, ...]
    exceptions: tuple[LetterException, ...]
