"""Papers for staff: notices of cover and the rota, as tagged PDFs. Data never becomes markup."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from rota.domain.call_sheets import CallSheet
from rota.domain.codes import words
from rota.domain.cover_notices import NoticePage
from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Unavailable
from rota.domain.post_bags import MANIFEST_HEADINGS, Manifest
from rota.domain.reports import Report
from rota.domain.rota_sheets import RotaPaper
from rota.domain.times import short_words
from rota.letters.page_data import FONTS
from rota.letters.preview import page_count
from rota.letters.report_paper import SIZES, report_data
from rota.letters.test_sheet import sheet_data

NOT_SHOWN = "?"
"""Stands for a character that none of the shipped fonts has."""

_MISSING = re.compile(r"the text `\"(.*?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
_KEPT_UNSEEN = "\u200c\u200d"
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MOST_TRIES = 20


def cover_notices(pages: Sequence[NoticePage], made_at: datetime) -> bytes:
    """Return one PDF with every person's notice, each from a new page, in the order given.

    Raises Unavailable when the template or a font is missing from the installation.
    """
    return _typeset("cover_notice", [asdict(page) for page in pages], made_at, tagged=True)


def rota_paper(paper: RotaPaper, made_at: datetime) -> bytes:
    """Return the rota as a PDF in black and white, headings repeated on every page.

    Raises Unavailable when the template or a font is missing from the installation.
    """
    # Tags for every cell make a file of a whole hospital five times as large; it is for paper.
    return _typeset("rota_paper", asdict(paper), made_at, tagged=False)


def call_sheet(sheet: CallSheet, made_at: datetime) -> bytes:
    """Return whom to phone as a PDF to write on, headings repeated on every page.

    Raises Unavailable when the template or a font is missing from the installation.
    """
    return _typeset("call_sheet", asdict(sheet), made_at, tagged=False)


def test_sheet(profile: EnvelopeProfile, made_at: datetime) -> bytes:
    """Return a page to try a window envelope with: what shows, what may show, where to fold.

    Refuses an envelope that leaves no room for a letter. Raises Unavailable as the others do.
    """
    profile.check()
    return _typeset("test_sheet", sheet_data(profile), made_at, tagged=False)


def manifest_page(manifest: Manifest, made_at: datetime) -> bytes:
    """Return what the post room is handed with a batch; counts and references, no patient.

    Raises Unavailable as the others do.
    """
    rows = [
        (words(row.post_class), row.bag, str(row.letters), str(row.sheets), row.first, row.last)
        for row in manifest.rows
    ]
    data = {
        "title": f"Batch {manifest.batch}: what is in it",
        "facts": [f"Written {short_words(made_at)}."],
        "headings": MANIFEST_HEADINGS,
        "rows": rows,
        "total": ["In all", "", f"{manifest.letters:,}", f"{manifest.sheets:,}", "", ""],
    }
    return _typeset("manifest", data, made_at, tagged=True)


def report(report: Report) -> bytes:
    """Return a report as a tagged PDF, in smaller letters where it has a limit of pages.

    One that does not fit its pages in the smallest letters takes more of them, in the usual ones.
    Raises Unavailable as the others do.
    """
    usual = _typeset("report", report_data(report, SIZES[0]), report.made_at, tagged=True)
    if not report.page_limit or page_count(usual) <= report.page_limit:
        return usual
    for size in SIZES[1:]:
        pdf = _typeset("report", report_data(report, size), report.made_at, tagged=True)
        if page_count(pdf) <= report.page_limit:
            return pdf
    return usual


def plain(text: str) -> str:
    """Return text on one line without controls, half characters and marks that turn text round."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(
        each
        for each in spaced
        if each in _KEPT_UNSEEN or unicodedata.category(each) not in _DROPPED
    )


def _typeset(template: str, data: Any, made_at: datetime, *, tagged: bool) -> bytes:
    """Typeset; characters that the fonts lack are asked of the engine and printed as a ``?``."""
    import typst  # slow to load, and seldom needed

    from rota.letters.shipped import shipped_fonts

    source = Path(str(files("resources"))) / "letters" / f"{template}.typ"
    if not source.is_file():
        raise Unavailable(
            "paper_template", "A template for paper is missing. Install the program again."
        )
    compiler = typst.Compiler(str(source), root=str(source.parent), font_paths=shipped_fonts())
    clean = _each_text(data, plain)
    for _ in range(_MOST_TRIES):
        try:
            pdf = compiler.compile(
                format="pdf",
                sys_inputs={
                    "fonts": json.dumps(FONTS),
                    "data": json.dumps(clean, ensure_ascii=False),
                },
                pdf_standards=["ua-1" if tagged else "a-2b"],
                pdf_tags=tagged,
                timestamp=int(made_at.timestamp()),
            )
        except typst.TypstError as error:
            missing = _lacking(_MISSING.findall(error.diagnostic))
            if not missing:
                # The engine's own message may quote a name, so nothing of it is passed on.
                raise Unavailable(
                    "not_typeset",
                    "The paper could not be laid out. Report this to the person who looks after "
                    "the program.",
                ) from None
            clean = _each_text(clean, partial(_shown, missing))
        else:
            assert isinstance(pdf, bytes)
            return pdf
    raise Unavailable("not_typeset", "Too many characters of the names have no letter to print.")


def _lacking(shown: Sequence[str]) -> set[str]:
    """Return the characters that no font has, of what the engine says could not be shown.

    It writes marks as ``\\u{e49}``, and names the letter that carries a mark as well: what every
    font has is never to blame, or one odd name would take digits out of every word.
    """
    found = "".join(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in shown)
    return {each for each in found if not each.isascii()}


def _shown(missing: set[str], text: str) -> str:
    return "".join(NOT_SHOWN if each in missing else each for each in text)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return plain data with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(each, change) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(each, change) for each in value]
    return value
