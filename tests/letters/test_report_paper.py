"""Reports on paper: read back through pdfium, and judged by a checker for people who cannot see."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf
import pytest

from rota.domain.report_words import row_words
from rota.domain.reports import Column, ColumnKind, Report, Table
from rota.letters import papers
from rota.letters.page_data import POINTS_PER_MM
from rota.letters.pdfium import LOCK, opened
from tests.letters.test_papers import squeezed, text_of
from tests.report_samples import AWKWARD, FACTS, HEAT, LYING, STANDING, gaps, naughty, report

WIDE = replace(report(70), is_landscape=True)


def errors(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    result = outloud.check(str(path))
    assert result.error is None
    return [f"{each.rule} {each.message}" for each in result.findings if each.severity == "error"]


def lines_of(table: Table) -> list[str]:
    rows = (*table.rows, table.totals) if table.totals else table.rows
    return [squeezed("".join(papers.plain(cell) for cell in row_words(table.columns, row)))
            for row in rows]  # fmt: skip


@pytest.mark.parametrize("made", [report(70), WIDE], ids=["upright", "landscape"])
def test_every_row_reads_back_whole_and_headings_stand_on_every_page(
    made: Report, tmp_path: Path
) -> None:
    pdf = papers.report(made)
    pages = text_of(pdf)
    text = squeezed("".join(pages))
    for table in made.tables:
        for line in lines_of(table) or [squeezed(table.empty)]:
            assert line in text
    for fact in FACTS:
        assert squeezed(fact.label + fact.value) in text
    listed = [page for page in pages if "Ward" in page]
    assert len(listed) > 1
    assert all("Service Day From Missing Hours" in page for page in listed)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "As of Fri 8 Jul 2016 10:00. Strike window 1, revision 2" in page
    with opened(pdf) as document, LOCK:
        wide = round(document[0].get_width() / POINTS_PER_MM)
    assert wide == (297 if made.is_landscape else 210)
    assert errors(pdf, tmp_path) == []


def test_it_is_tagged_with_a_title_headings_and_words_for_every_picture() -> None:
    with pikepdf.open(BytesIO(papers.report(report()))) as pdf:
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.Root.Metadata.read_bytes()
        with pdf.open_metadata() as about:
            assert about["dc:title"] == "Situation return"
        found = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        tags = [each for each in found if "/S" in each and "/P" in each]
        told = {str(each.Alt) for each in tags if "/Alt" in each}
        kinds = [str(each.S) for each in tags]
    assert {LYING.words, STANDING.words, HEAT.words} <= told
    assert kinds.count("/H1") == 1
    assert kinds.count("/TH") == len(gaps(1).columns)


def test_one_page_is_kept_in_smaller_letters_where_they_suffice() -> None:
    short = replace(report(0), parts=(gaps(56),))
    usual = text_of(papers.report(short))
    assert len(usual) == 2
    (page,) = text_of(papers.report(replace(short, page_limit=1)))
    assert all(line in squeezed(page) for line in lines_of(gaps(56)))
    long = text_of(papers.report(replace(short, parts=(gaps(120),), page_limit=1)))
    assert len(long) > 2, "in usual letters, since no size fits"
    assert all(line in squeezed("".join(long)) for line in lines_of(gaps(120)))


def test_groups_stand_over_their_columns_and_each_table_on_its_own_page(tmp_path: Path) -> None:
    """What columns count is said once, and a pair of zeros is a dot."""
    columns = (
        Column("place", "Specialty"),
        *(
            Column(f"{grade}{kind}", f"{grade}: {kind}", ColumnKind.NUMBER, what, 1, grade)
            for grade in ("Specialty Registrar", "Specialty, associate specialist and staff grade")
            for kind, what in (("at work", "Who is there"), ("baseline", "Who is there usually"))
        ),
    )
    table = Table("a", "First", columns, (("ED", 0, 12, 0, 0),) * 3, own_page=True)
    made = replace(
        report(0), parts=(table, replace(table, code="b", title="Second")), is_landscape=True
    )
    pdf = papers.report(made)
    _, first, second = text_of(pdf)
    for page in (first, second):
        assert "Specialty Registrar" in page
        assert "Specialty at work baseline at work baseline" in page
        assert "ED 0 12 · ·" in page
    assert "Who is there usually" not in first
    assert second.count("Who is there usually") == 1
    assert errors(pdf, tmp_path) == []


def test_a_cell_longer_than_a_page_is_printed_whole() -> None:
    long = " ".join(f"person{at}" for at in range(2000))
    table = Table("who", "Who", (Column("a", "A"), Column("b", "B"), Column("c", "C")),
                  (("ED", long, ""), ("Ward", "nobody", "")))  # fmt: skip
    pages = text_of(papers.report(replace(report(0), parts=(table,))))
    assert len(pages) > 2
    text = squeezed("".join(pages))
    assert all(f"person{at}" in text for at in range(2000))
    assert "Wardnobody" in text


def test_no_string_breaks_a_report_or_runs_off_its_page(tmp_path: Path) -> None:
    pdf = papers.report(naughty())
    text = squeezed("".join(text_of(pdf)))
    for each in AWKWARD:
        assert squeezed(papers.plain(each)) in text
    with opened(pdf) as document, LOCK:
        for page in document:
            read, width = page.get_textpage(), page.get_width()
            edges = [read.get_charbox(at)[2] for at in range(read.count_chars())]
            assert max(edges, default=0) < width - 30
    assert errors(pdf, tmp_path) == []


def test_the_same_report_gives_the_same_bytes() -> None:
    assert papers.report(report()) == papers.report(report())
