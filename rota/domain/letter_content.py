"""What goes on one letter, as data: the typesetter gets this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["paragraph", "heading", "bullet"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text inside a block. ``keep_ltr`` holds numbers, dates and phones together."""

    text: str
    bold: bool = False
    keep_ltr: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or bullet."""

    style: Style
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """One row of the appointments table, already in words for the patient."""

    what: str
    where: str
    day: str
    time: str


@dataclass(frozen=True, slots=True)
class LetterContent:
    """One letter, whole. Every string is data, never markup.

    ``address`` is 2 to 7 lines with the postcode last; ``font_points`` is 12 for standard print
    and 16 or more for large print; ``language`` is a BCP 47 tag. ``envelope`` names the window
    envelope it goes in; blank is the program's own.
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
    envelope: str = ""


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
class TypesetBatch:
    """A finished print file: the PDF's bytes, the letters in it, and the ones left out."""

    pdf: bytes
    letters: tuple[TypesetLetter, ...]
    exceptions: tuple[LetterException, ...]
