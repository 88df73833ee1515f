"""OpenDocument spreadsheets: the first sheet whose heading row is the one looked for, streamed."""

from __future__ import annotations

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from xml.parsers import expat

from rota.domain.errors import Refused
from rota.tables.ods_rows import OdsStream
from rota.tables.sheets import HEADING_WITHIN, SheetRow
from rota.tables.workbook_checks import check_open_document
from rota.tables.zipped_xml import ZippedSheet, refusing

CONTENT = "content.xml"
_DAMAGE = (
    EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError, OverflowError,
    zipfile.BadZipFile, zlib.error, expat.ExpatError,
)  # fmt: skip


class OdsSheet(ZippedSheet):
    """One sheet of a spreadsheet. The zip is checked for traps before anything is parsed."""

    def __init__(self, path: Path, recognises: Callable[[tuple[str, ...]], bool]) -> None:
        self._size = check_open_document(path)[CONTENT]
        with refusing(_DAMAGE), ExitStack() as held:
            self._archive = held.enter_context(zipfile.ZipFile(path))
            self._sheet = self._choose(recognises)
            self._source = self._archive.open(CONTENT)
            held.pop_all()
        self._stream: OdsStream = OdsStream(self._source)

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows; cells that hold an error such as #REF! are faults."""
        with refusing(_DAMAGE):
            for found in self._stream:
                if found.sheet == self._sheet:
                    yield found.row
                elif found.sheet > self._sheet:
                    return

    def _choose(self, recognises: Callable[[tuple[str, ...]], bool]) -> int:
        """Return the first sheet with the heading, else the first with any row."""
        looked_at: dict[int, int] = defaultdict(int)
        hidden_match: int | None = None
        with self._archive.open(CONTENT) as source:
            stream = OdsStream(source)
            for found in stream:
                looked_at[found.sheet] += 1
                if looked_at[found.sheet] <= HEADING_WITHIN and recognises(found.row.cells):
                    if found.sheet not in stream.hidden:
                        return found.sheet
                    hidden_match = found.sheet if hidden_match is None else hidden_match
        shown = [sheet for sheet in looked_at if sheet not in stream.hidden]
        if shown:
            return shown[0]
        if not looked_at:
            raise Refused("file_empty", "The workbook has no rows.")
        return hidden_match if hidden_match is not None else min(looked_at)
