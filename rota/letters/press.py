"""The typesetting engine: a few letters in, a PDF/A-2b out and where each letter lies in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import typst

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.letter_content import LetterContent, Picture
from rota.letters.faults import SENTENCES, code_points
from rota.letters.page_data import layout_data, letter_data
from rota.letters.picture_data import drawing_data, drawing_key
from rota.letters.pictures import as_dots
from rota.letters.shipped import shipped_fonts, template

_FAULT = re.compile(r"letter-fault:([a-z_]+)")
_MISSING = re.compile(r"the text `\"(.*?)\"` could not be displayed", re.DOTALL)


Standard = Literal["a-2b", "ua-1"]


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
        page = template("letter")
        self._layout = layout_data(profile)
        self._layout_json = json.dumps(self._layout)
        self._made_at = int(made_at.timestamp())
        self._compiler = typst.Compiler(
            str(page), root=str(page.parent), font_paths=shipped_fonts()
        )
        self._pictures: dict[str, Picture] = {}
        self._pictures_json = "{}"

    def typeset(self, letters: Sequence[LetterContent]) -> Pages | Jam:
        """All the letters in one PDF/A-2b, each beginning on an odd page, or the first fault met.

        A missing glyph stops PDF/A; a warning (an unknown font, say) counts as a failure too.
        """
        return self._pages(letters, "Letters", "a-2b")

    def copy(self, letter: LetterContent) -> Pages | Jam:
        """One letter as a tagged PDF/UA-1, for a reader on a screen, or the first fault met."""
        return self._pages([letter], letter.heading or letter.salutation or "Letter", "ua-1")

    def _pages(
        self, letters: Sequence[LetterContent], title: str, standard: Standard
    ) -> Pages | Jam:
        tagged = standard == "ua-1"
        data = [letter_data(letter, self._layout, n) for n, letter in enumerate(letters)]
        try:
            pdf, warnings = self._compiler.compile_with_warnings(
                format="pdf",
                sys_inputs={
                    "title": title,
                    "tagged": "yes" if tagged else "no",
                    "layout": self._layout_json,
                    "letters": json.dumps(data, ensure_ascii=False),
                    "pictures": self._drawn(letters),
                },
                pdf_standards=[standard],
                pdf_tags=tagged,
                timestamp=self._made_at,
            )
        except typst.TypstError as error:
            return _jam(error)
        if warnings or not isinstance(pdf, bytes):
            return Jam("not_typeset")
        (spans,) = json.loads(self._compiler.query("<page-map>", field="value"))
        return Pages(pdf, tuple(Span(first, last) for first, last in spans))

    def _drawn(self, letters: Sequence[LetterContent]) -> str:
        """The pictures of these letters. Mostly those of the letters before: one logo for all."""
        wanted = {key: each for letter in letters for key, each in _pictures(letter)}
        if wanted != self._pictures:
            self._pictures = wanted
            self._pictures_json = json.dumps(
                {key: drawing_data(each) for key, each in wanted.items()}, ensure_ascii=False
            )
        return self._pictures_json


def _pictures(letter: LetterContent) -> Iterator[tuple[str, Picture]]:
    """A letter's pictures under the keys that ``letter_data`` names them by."""
    if letter.logo is not None:
        yield drawing_key(letter.logo), as_dots(letter.logo)
    if letter.layout == "easy_read":
        for picture in letter.pictures:
            yield drawing_key(picture), picture


def _jam(error: typst.TypstError) -> Jam:
    # The engine's own message may quote the patient's name, so nothing of it is passed on.
    if (fault := _FAULT.search(error.message)) and fault[1] in SENTENCES:
        return Jam(fault[1])
    if missing := _MISSING.findall(error.diagnostic):
        return Jam("missing_glyph", code_points("".join(missing)))
    return Jam("not_typeset")
