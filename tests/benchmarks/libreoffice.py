"""The same letters by LibreOffice, as a yardstick: merged into one document and printed to a PDF.

LibreOffice stands in for Word. Its own mail merge needs its database parts (libreoffice-base) as
well; merging the letters beforehand spares it that work, so that it comes off better here than it
would in a hospital.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from rota.domain.letter_content import Block, LetterContent

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{what}:1.0"'
    for name, what in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_SPACES} office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:style style:name="New" style:family="paragraph" style:master-page-name="Letter">
<style:paragraph-properties fo:text-align="end" style:page-number="1"/></style:style>
<style:style style:name="Right" style:family="paragraph">
<style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Line" style:family="paragraph"/>
<style:style style:name="Part" style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="3mm"/></style:style>
<style:style style:name="Bold" style:family="text">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm"
 fo:page-height="297mm" fo:margin="20mm"/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Letter" style:page-layout-name="A4">
<style:footer><text:p>Page <text:page-number/></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>
"""
_FOOT = "</office:text></office:body></office:document>\n"


class Absent(Exception):
    """LibreOffice is not installed here."""


def libreoffice_pages(letters: list[LetterContent]) -> tuple[float, int]:
    """Return the seconds of processor LibreOffice takes for the letters, and the PDF's pages.

    The start of the program is not counted: one letter is printed first, and taken off. Raises
    Absent where LibreOffice is not installed.
    """
    program = shutil.which("soffice")
    if program is None:
        raise Absent
    with tempfile.TemporaryDirectory() as folder:
        _converted(program, Path(folder), letters[:1])
        _, start = _converted(program, Path(folder), letters[:1])
        pages, whole = _converted(program, Path(folder), letters)
    return whole - start, pages


def _converted(program: str, folder: Path, letters: list[LetterContent]) -> tuple[int, float]:
    import pypdfium2 as pdfium

    document = folder / "letters.fodt"
    document.write_text(_HEAD + "\n".join(map(_letter, letters)) + _FOOT, encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(document)],
        check=True, capture_output=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pdfium.PdfDocument(folder / "letters.pdf") as pdf:
        pages = len(pdf)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return pages, taken


def _letter(letter: LetterContent) -> str:
    return "\n".join(_parts(letter))


def _parts(letter: LetterContent) -> Iterator[str]:
    yield _paragraph("New", letter.trust_name, bold=True)
    for line in (*letter.contact_lines, f"Date: {letter.date}", letter.reference):
        yield _paragraph("Right", line)
    for line in letter.address:
        yield _paragraph("Line", line)
    yield _paragraph("Part", letter.salutation)
    yield _paragraph("Part", letter.heading, bold=True)
    yield from map(_block, letter.before_table)
    columns = '<table:table-column table:number-columns-repeated="4"/>'
    rows = [("Appointment", "Where", "Date", "Time")]
    rows += [(row.what, row.where, row.day, row.time) for row in letter.appointments]
    yield f"<table:table>{columns}{''.join(map(_row, rows))}</table:table>"
    yield from map(_block, letter.after_table)
    for line in letter.sign_off:
        yield _paragraph("Line", line)


def _row(cells: tuple[str, ...]) -> str:
    shown = "".join(f"<table:table-cell>{_paragraph('Line', each)}</table:table-cell>" for each in cells)
    return f"<table:table-row>{shown}</table:table-row>"


def _block(block: Block) -> str:
    shown = "".join(_span(run.text, run.bold or block.style == "heading") for run in block.runs)
    mark = "• " if block.style == "bullet" else ""
    return f'<text:p text:style-name="Part">{mark}{shown}</text:p>'


def _paragraph(style: str, words: str, *, bold: bool = False) -> str:
    return f'<text:p text:style-name="{style}">{_span(words, bold)}</text:p>'


def _span(words: str, bold: bool) -> str:
    shown = escape(words)
    return f'<text:span text:style-name="Bold">{shown}</text:span>' if bold else shown
