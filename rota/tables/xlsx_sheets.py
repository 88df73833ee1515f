"""XLSX workbooks: the first sheet whose heading row is the one looked for, streamed."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import islice
from pathlib import Path
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet

from rota.domain.errors import Refused
from rota.tables.sheets import HEADING_WITHIN, MAX_ROWS, SheetRow
from rota.tables.workbook_checks import check_workbook
from rota.tables.xlsx_rows import CellStyle, RowStream, WorkbookParts
from rota.tables.zipped_xml import ZippedSheet, refusing

# What openpyxl, zipfile and the XML parsers raise for workbooks that are not well made.
# ElementTree's parse errors are SyntaxErrors, entities that defusedxml forbids are ValueErrors.
_DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError,
    OSError, RecursionError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error,
    zipfile.BadZipFile, zlib.error, expat.ExpatError,
)  # fmt: skip


class XlsxSheet(ZippedSheet):
    """One sheet of a workbook. The zip is checked for traps before anything is parsed."""

    def __init__(self, path: Path, recognises: Callable[[tuple[str, ...]], bool]) -> None:
        sizes = check_workbook(path)
        with refusing(_DAMAGE), ExitStack() as held:
            archive, self._parts, names = _open_book(path)
            self._archive = held.enter_context(archive)
            name = self._choose(names, recognises)
            self._size = sizes[name]
            self._source = self._archive.open(name)
            held.pop_all()
        self._stream: RowStream = RowStream(self._source, self._parts)

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows; cells that hold an error such as #REF! are faults."""
        with refusing(_DAMAGE):
            for row in self._stream:
                if not 0 < row.number <= MAX_ROWS:
                    raise Refused("too_many_rows", f"The file has more than {MAX_ROWS:,} rows.")
                yield row

    def _choose(self, names: list[str], recognises: Callable[[tuple[str, ...]], bool]) -> str:
        """Return the first sheet with the heading, else the first with any row."""
        filled = ""
        for name in names:
            with self._archive.open(name) as source:
                top = list(islice(RowStream(source, self._parts), HEADING_WITHIN))
            if any(recognises(row.cells) for row in top):
                return name
            if top:
                filled = filled or name
        if not filled:
            raise Refused("file_empty", "The workbook has no rows.")
        return filled


def _open_book(path: Path) -> tuple[zipfile.ZipFile, WorkbookParts, list[str]]:
    """Return the workbook's zip, what its cells refer to, and its sheets, visible ones first.

    openpyxl reads the parts one by one: its ``load_workbook`` would also read every sheet that
    lacks a dimension to its end (measured: twice the time of reading it once).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = ExcelReader(path, read_only=True, data_only=True, keep_links=False)
        try:
            reader.read_manifest()
            reader.read_strings()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            found = [(sheet.state, rel) for sheet, rel in reader.parser.find_sheets()]
        except BaseException:
            reader.archive.close()
            raise
    sheets = [(state, rel.target) for state, rel in found if "chartsheet" not in rel.Type]
    visible = [target for state, target in sheets if state == "visible"]
    names = visible or [target for _, target in sheets]
    parts = WorkbookParts(reader.shared_strings, _styles_of(reader), reader.wb.epoch)
    return reader.archive, parts, [name for name in names if name in reader.valid_files]


def _styles_of(reader: ExcelReader) -> Callable[[int], CellStyle]:
    # A workbook's styles have no public name; public cells would need openpyxl's row reader.
    cells = reader.wb._cell_styles  # type: ignore[attr-defined]
    formats = reader.wb._number_formats  # type: ignore[attr-defined]

    @cache
    def style(style_id: int) -> CellStyle:
        number = cells[style_id].numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return CellStyle.of(BUILTIN_FORMATS.get(number, "General"))
        return CellStyle.of(formats[number - BUILTIN_FORMATS_MAX_SIZE])

    return style
