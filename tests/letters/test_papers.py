"""Papers for staff, typeset to real PDFs and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdfium2.raw import FPDF_PAGEOBJ_PATH as PATH

from rota.domain.cover_notices import NoticePage, NoticeRow
from rota.domain.rota_sheets import PaperSize, RotaLine, RotaPaper, RotaTable
from rota.letters import papers
from rota.letters.page_data import POINTS_PER_MM
from rota.letters.pdfium import LOCK, opened
from rota.tables.envelopes import profile_of

NOW = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)
PAGE = NoticePage(
    "St Anne's Hospital", "Friday 8 January 2016", "Dr Ada Okafor", "Cover", "Your cover",
    "You are down for the cover below.",
    (NoticeRow("ED, St Anne", "Tuesday 12 January 2016, 08:00 to 20:00", "12 h", ("Note.",)),),
    ("To answer or ask, ring: 1234.",),
)  # fmt: skip
LINE = RotaLine("08:00 to 20:00", "Ada Okafor", "ST", "ward", "bleep 1234")
TABLE = RotaTable("ED", "Emergency, St Anne", "Tue 12 Jan", (LINE,), ("1 missing, ST",))
ROTA = RotaPaper("Rota, Tue 12 Jan", ("St Anne's",), (TABLE,), "Printed by tester")


def text_of(pdf: bytes) -> list[str]:
    """The text of each page, on one line."""
    with opened(pdf) as document, LOCK:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\ufffe", "").replace("\u200b", "")


HOSTILE = (
    "Siobhán O'Neill-Ó Briain",
    'Name" + sys.inputs + "',
    "#panic() $x^2$ *bold* _it_ `raw` @ref <label>",
    "\\#let x = 1; //comment /* */",
    "Zoë Łukasz Nguyễn Đức",
    "\u202eevil\u0007 name",
    "عبد الله",
    "W" * 300,
    "Anne-Marie " * 30,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_printed_as_it_is_and_breaks_no_page(name: str) -> None:
    (page,) = text_of(papers.cover_notices([replace(PAGE, name=name)], NOW))
    shown = squeezed(papers.plain(name))
    if name.isascii() or "Łukasz" in name or "Siobhán" in name:
        assert shown in squeezed(page)
    assert "Page 1 of 1" in page
    lines = (replace(LINE, name=name), replace(LINE, phone=name))
    rota = replace(ROTA, tables=(replace(TABLE, lines=lines),))
    text = squeezed("".join(text_of(papers.rota_paper(rota, NOW))))
    assert "bleep1234" in text


@pytest.mark.parametrize("size", PaperSize)
def test_no_word_runs_off_the_paper(size: PaperSize) -> None:
    lines = tuple(replace(LINE, name=name, what=name, phone=name) for name in HOSTILE)
    rota = replace(ROTA, tables=(replace(TABLE, service="W" * 200, lines=lines),), size=size)
    with opened(papers.rota_paper(rota, NOW)) as document, LOCK:
        for page in document:
            text, width = page.get_textpage(), page.get_width()
            edges = [text.get_charbox(at)[2] for at in range(text.count_chars())]
            assert max(edges) < width - 40


def test_a_letter_that_no_font_has_is_a_question_mark_and_the_rest_is_printed() -> None:
    (page,) = text_of(papers.cover_notices([replace(PAGE, name="Dr 李 Ng 𝔘")], NOW))
    assert "Dear Dr ? Ng ?," in page


def test_each_notice_begins_a_page_and_counts_its_own() -> None:
    rows = tuple(replace(PAGE.rows[0], what=f"Service {n}") for n in range(40))
    pages = text_of(papers.cover_notices([replace(PAGE, rows=rows), PAGE], NOW))
    ends = [page.rpartition("Page ")[2] for page in pages]
    assert ends[-1] == "1 of 1"
    assert ends[0] == f"1 of {len(pages) - 1}"
    assert all("Where and when" in page for page in pages)


def test_a_long_service_repeats_its_heading_on_every_page() -> None:
    table = replace(TABLE, lines=(LINE,) * 120)
    pages = text_of(papers.rota_paper(replace(ROTA, tables=(table,)), NOW))
    assert len(pages) > 2
    assert all("Phone or bleep" in page and "ED" in page for page in pages)
    assert [f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1)] == [True] * len(
        pages
    )
    assert all("Printed by tester" in page for page in pages)
    assert "Open: 1 missing, ST" in pages[-1]


def test_the_paper_is_the_one_asked_for() -> None:
    widths = {}
    for size in PaperSize:
        with opened(papers.rota_paper(replace(ROTA, size=size), NOW)) as document, LOCK:
            widths[size] = round(document[0].get_width() / 72 * 25.4)
    assert widths == {PaperSize.A4: 210, PaperSize.A3: 297}


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert papers.rota_paper(ROTA, NOW) == papers.rota_paper(ROTA, NOW)


@pytest.mark.parametrize("name", ["C5", "DL"])
def test_a_sheet_to_try_an_envelope_with_draws_the_zones_of_the_profile(name: str) -> None:
    """The boxes as pdfium finds them on the page are those the letters are laid out by."""
    profile = profile_of(name)
    pdf = papers.test_sheet(profile, NOW)
    (text,) = text_of(pdf)
    assert f"Envelope {name}" in text
    assert "Ms Ann Example" in text
    with opened(pdf) as document, LOCK:
        page = document[0]
        height = page.get_height()
        drawn = [each.get_bounds() for each in page.get_objects() if each.type == PATH]
    found = [(left, height - top, right, height - bottom) for left, bottom, right, top in drawn]
    for zone in (profile.private, profile.safe):
        wanted = (zone.left, zone.top, zone.right, zone.bottom)
        assert any(
            all(abs(a / POINTS_PER_MM - b) < 0.5 for a, b in zip(each, wanted, strict=True))
            for each in found
        )
