"""Logos and easy-read pictures: whether they can be printed, and what is printed of them."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import typst

from rota.domain.letter_content import LetterContent, Picture
from rota.letters.page_data import LOGO_HEIGHTS_MM
from rota.letters.picture_data import drawing_data
from rota.letters.shipped import shipped_fonts, template

LARGEST_BYTES = 1_000_000
PRINT_DPI = 600

_STARTS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "svg": b""}
# What a drawing may not bring along: files from elsewhere, programs, and words, since the fonts
# they want are not here and they would print as nothing.
_NOT_IN_DRAWING = re.compile(
    r"<!ENTITY|@import|<(?:\w+:)?(?:script|foreignObject|text|tspan)\b"
    r"|href\s*=\s*[\"'](?!#|data:image/)",
    re.IGNORECASE,
)


def bad_pictures(letter: LetterContent) -> str:
    """Return which picture of a letter cannot be printed, or an empty text."""
    if letter.logo is not None and not can_be_printed(letter.logo):
        return "the logo"
    if letter.layout == "letter":
        return ""
    if not all(map(can_be_printed, letter.pictures)):
        return "a picture"
    known = {picture.name for picture in letter.pictures}
    parts = (letter, letter.translation) if letter.translation else (letter,)
    named = {block.picture for part in parts for block in (*part.before_table, *part.after_table)}
    return "" if named - {""} <= known else "a picture"


@lru_cache(maxsize=500)
def can_be_printed(picture: Picture) -> bool:
    """Whether a picture is what it says it is, has a description and needs nothing elsewhere."""
    data = picture.data
    if not 0 < len(data) <= LARGEST_BYTES or not picture.alt.strip():
        return False
    if not data.startswith(_STARTS[picture.media]):
        return False
    if picture.media == "svg":
        try:
            if _NOT_IN_DRAWING.search(data.decode()):
                return False
        except UnicodeDecodeError:
            return False
    return _drawn(picture) is not None


@lru_cache(maxsize=8)
def as_dots(logo: Picture) -> Picture:
    """Return a logo that is a drawing as dots, for print; any other as it is.

    The engine writes a drawing's lines into every page it stands on, but dots once in a file.
    """
    if logo.media != "svg":
        return logo
    dots = _drawn(logo)
    return logo if dots is None else Picture(logo.name, "png", dots, logo.alt)


def _drawn(picture: Picture) -> bytes | None:
    """The picture as dots as high as a logo, or None when the engine cannot read it."""
    page = template("picture")
    compiler = typst.Compiler(str(page), root=str(page.parent), font_paths=shipped_fonts())
    try:
        dots = compiler.compile(
            format="png",
            ppi=PRINT_DPI,
            sys_inputs={
                "picture": json.dumps(drawing_data(picture)),
                "height": str(LOGO_HEIGHTS_MM[0]),
            },
        )
    except typst.TypstError:
        return None
    return dots if isinstance(dots, bytes) else None
