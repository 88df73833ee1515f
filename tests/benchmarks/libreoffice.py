"""The same letters by LibreOffice's own mail merge, as a yardstick; it stands in for Word.

The merge runs inside LibreOffice, by a macro: a template with a field for every text, the letters
as rows of a CSV file, one PDF out. Debian's packages for it: libreoffice-writer, libreoffice-base,
libreoffice-base-drivers.
"""

from __future__ import annotations

import csv
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2 as pdfium

from rota.domain.letter_content import Block, LetterContent

PARTS = ("libdbaxmllo.so", "libflatlo.so", "libsdbc2.so")
"""What LibreOffice's mail merge needs beside the writer."""

PLACE = 'text:database-name="letters" text:table-name="rows" text:table-type="table"'
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{what}:1.0"'
    for name, what in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("draw", "drawing"),
    )
)  # fmt: skip
_TEMPLATE = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_SPACES} office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:style style:name="Frame" style:family="graphic"/></office:styles>
<office:automatic-styles>
<style:style style:name="Placed" style:family="graphic" style:parent-style-name="Frame">
<style:graphic-properties style:vertical-pos="from-top" style:vertical-rel="page"
 style:horizontal-pos="from-left" style:horizontal-rel="page" style:wrap="run-through"
 draw:fill="none" fo:border="none"/></style:style>
<style:style style:name="Right" style:family="paragraph">
<style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Part" style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="3mm"/></style:style>
<style:style style:name="First" style:family="paragraph">
<style:paragraph-properties fo:margin-top="82mm"/></style:style>
<style:style style:name="Head" style:family="paragraph">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm"
 fo:page-height="297mm" fo:margin="20mm"/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">
<style:footer><text:p>Our reference: <text:database-display {PLACE}
 text:column-name="reference"/> Page <text:page-number/> of <text:page-count/></text:p>
</style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>
%s
</office:text></office:body></office:document>
"""
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Main(folder As String)
  Dim sources, source, merge
  On Error GoTo Failed
  Dim settings(2) As New com.sun.star.beans.PropertyValue
  settings(0).Name = "Extension"
  settings(0).Value = "csv"
  settings(1).Name = "HeaderLine"
  settings(1).Value = True
  settings(2).Name = "CharSet"
  settings(2).Value = "utf-8"
  sources = createUnoService("com.sun.star.sdb.DatabaseContext")
  source = sources.createInstance()
  source.URL = "sdbc:flat:" &amp; folder &amp; "/data"
  source.Info = settings()
  source.DatabaseDocument.storeAsURL(folder &amp; "/letters.odb", Array())
  sources.registerObject("letters", source)
  merge = createUnoService("com.sun.star.text.MailMerge")
  merge.DataSourceName = "letters"
  merge.CommandType = com.sun.star.sdb.CommandType.TABLE
  merge.Command = "rows"
  merge.DocumentURL = folder &amp; "/template.fodt"
  merge.OutputType = com.sun.star.text.MailMergeType.FILE
  merge.OutputURL = folder
  merge.FileNamePrefix = "merged"
  merge.SaveAsSingleFile = True
  merge.SaveFilter = "writer_pdf_Export"
  merge.execute(Array())
  Exit Sub
Failed:
  Open ConvertFromURL(folder) &amp; "/failed.txt" For Output As #1
  Print #1, Error$
  Close #1
End Sub
</script:module>
"""


class Absent(Exception):
    """LibreOffice, or what its mail merge needs, is not installed here."""


def merge_seconds(letters: list[LetterContent]) -> float:
    """Return the seconds of processor that LibreOffice's mail merge takes for the letters.

    Its own start is taken off. Raises Absent where it is not installed.
    """
    program = shutil.which("soffice")
    home = Path(program).resolve().parent if program else Path()
    if program is None or not all((home / part).exists() for part in PARTS):
        raise Absent
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        run = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
               "--norestore"]  # fmt: skip
        _seconds([*run, "--terminate_after_init"])  # makes the profile
        start = _seconds([*run, "--terminate_after_init"])
        module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
        module.write_text(_MACRO, encoding="utf-8")
        _write_rows(folder, letters)
        whole = _seconds([*run, f'macro:///Standard.Module1.Main("{folder.as_uri()}")'])
        if (failed := folder / "failed.txt").exists():
            raise SystemExit(f"LibreOffice's mail merge failed: {failed.read_text()}")
        (merged,) = folder.glob("merged*.pdf")
        with pdfium.PdfDocument(merged) as pdf:
            assert len(pdf) >= len(letters)
    return whole - start


def _seconds(words: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _write_rows(folder: Path, letters: list[LetterContent]) -> None:
    """Write the letters as rows and the template with a field for each of their texts."""
    rows = [[*_texts(letter)] for letter in letters]
    names: dict[str, str] = {}
    for row in rows:
        names |= {name: style for style, name, _ in row}
    (folder / "data").mkdir()
    with (folder / "data" / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(names))
        writer.writeheader()
        writer.writerows({name: text for _, name, text in row} for row in rows)
    fields = {
        part: "\n".join(_field(name, style) for name, style in names.items() if style in styles)
        for part, styles in _PARTS.items()
    }
    cells = [_field(name, style) for name, style in names.items() if style == "Cell"]
    frames = _frame("114mm", "12mm", "76mm", "94mm", fields["beside"])
    frames += _frame("20mm", "67mm", "71mm", "22mm", fields["window"])
    text = f"<text:p>{frames}</text:p>{fields['body']}{_table(cells)}"
    (folder / "template.fodt").write_text(_TEMPLATE % text, encoding="utf-8")


_PARTS = {"window": ("Line",), "beside": ("Right",), "body": ("First", "Head", "Part")}


def _table(cells: list[str]) -> str:
    """A table of one row."""
    shown = "".join(f"<table:table-cell>{each}</table:table-cell>" for each in cells)
    return (
        f'<table:table><table:table-column table:number-columns-repeated="{len(cells)}"/>'
        f"<table:table-row>{shown}</table:table-row></table:table>"
    )


def _frame(left: str, top: str, width: str, height: str, shown: str) -> str:
    """A frame at its place on the sheet, as LibreOffice's own assistant places an address."""
    return (
        f'<draw:frame draw:style-name="Placed" text:anchor-type="paragraph" svg:x="{left}" '
        f'svg:y="{top}" svg:width="{width}" svg:height="{height}">'
        f"<draw:text-box>{shown}</draw:text-box></draw:frame>"
    )


def _field(name: str, style: str) -> str:
    shown = f'<text:database-display {PLACE} text:column-name="{escape(name)}"/>'
    return f'<text:p text:style-name="{style}">{shown}</text:p>'


def _texts(letter: LetterContent) -> Iterator[tuple[str, str, str]]:
    """Each text of a letter with its style and the name of its field."""
    yield "Right", "trust", letter.trust_name
    for number, line in enumerate(letter.contact_lines):
        yield "Right", f"contact{number}", line
    yield "Right", "date", f"Date: {letter.date}"
    yield "Right", "reference", letter.reference
    for number, line in enumerate(letter.address):
        yield "Line", f"address{number}", line
    yield "First", "salutation", letter.salutation
    yield "Head", "heading", letter.heading
    for number, block in enumerate((*letter.before_table, *letter.after_table)):
        yield "Part", f"block{number}", _words(block)
    for number, row in enumerate(letter.appointments[:1]):
        for part in ("what", "where", "day", "time"):
            yield "Cell", f"{part}{number}", getattr(row, part)
    for number, line in enumerate(letter.sign_off):
        yield "Part", f"sign{number}", line


def _words(block: Block) -> str:
    return ("• " if block.style == "bullet" else "") + "".join(run.text for run in block.runs)
