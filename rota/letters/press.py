"""The typesetting engine: a few letters in, a PDF/A-2b out and where each letter lies in it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Unavailable
from rota.domain.letter_content import LetterContent
from rota.letters.faults import SENTENCES, code_points
from rota.letters.page_data import FONTS, layout_data, letter_data

_FAULT = re.compile(r"letter-fault:([a-z_]+)")
_MISSING = re.compile(r"the text `\"(.*?)\"` could not be displayed", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last page of one letter, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Typeset letters: the PDF and the span of each letter, in the order given."""

    pdf: bytes
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Jam:
    """Why some letters could not be typeset together: a code and a detail of ``SENTENCES``."""

    code: str
    detail: str = ""


class Press:
    """One compiler with the shipped fonts; serves one thread at a time.

    Raises Unavailable when the template or a font is missing from the installation.
    """

    def __init__(self, profile: EnvelopeProfile, made_at: datetime) -> None:
        template = _resources() / "letters" / "letter.typ"
        if not template.is_file():
            raise Unavailable(
                "letter_template", "The letter template is missing. Install the program again."
            )
        self._layout = layout_data(profile)
        self._layout_json = json.dumps(self._layout)
        self._made_at = int(made_at.timestamp())
        self._compiler = typst.Compiler(
            str(template), root=str(template.parent), font_paths=shipped_fonts()
        )

    def typeset(self, letters: Sequence[LetterContent]) -> Pages | Jam:
        """All the letters in one PDF, each beginning on an odd page, or the first fault met.

        A missing glyph stops PDF/A; a warning (an unknown font, say) counts as a failure too.
        """
        data = [letter_data(letter, self._layout, n) for n, letter in enumerate(letters)]
        try:
            pdf, warnings = self._compiler.compile_with_warnings(
                format="pdf",
                sys_inputs={
                    "layout": self._layout_json,
                    "letters": json.dumps(data, ensure_ascii=False),
                },
                pdf_standards=["a-2b"],
                pdf_tags=False,
                timestamp=self._made_at,
            )
        except typst.TypstError as error:
            return _jam(error)
        if warnings or not isinstance(pdf, bytes):
            return Jam("not_typeset")
        (spans,) = json.loads(self._compiler.query("<page-map>", field="value"))
        return Pages(pdf, tuple(Span(first, last) for first, last in spans))


def _jam(error: typst.TypstError) -> Jam:
    # The engine's own message may quote the patient's name, so nothing of it is passed on.
    if (fault := _FAULT.search(error.message)) and fault[1] in SENTENCES:
        return Jam(fault[1])
    if missing := _MISSING.findall(error.diagnostic):
        return Jam("missing_glyph", code_points("".join(missing)))
    return Jam("not_typeset")


def _resources() -> Path:
    return Path(str(files("resources")))


@cache
def shipped_fonts() -> typst.Fonts:
    """The fonts of the installation and no others, so that every machine prints the same."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_resources() / "fonts")],
    )
    if missing := sorted(set(FONTS) - set(fonts.families())):
        raise Unavailable(
            "letter_fonts",
            f"The letter fonts are not complete ({', '.join(missing)}). Install the program again.",
        )
    return fonts
