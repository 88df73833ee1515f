"""CSV files as Excel, SQL exports and old systems write them: encodings, delimiters, quotes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from rota.domain.errors import Refused
from rota.tables.sheets import MAX_COLUMNS, MAX_FIELD, MAX_ROWS, Fault, SheetRow, is_blank

UNREADABLE = "\udc80"
"""What stands in the text for bytes that mean nothing in the file's encoding."""

_MAX_LINE = 4_000_000
_MAX_LINES_OF_ROW = 100
_CHUNK = 1 << 20
_DELIMITERS = ",\t;|"
_SEPARATOR_LINE = re.compile(r'"?sep=([,;|\t:^~ ])"?[\r\n]*', re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNICODE_MARKS = tuple(mark for mark, _ in _BOMS)
"""What Unicode files may start with."""


def _mark_unreadable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNREADABLE, error.end


codecs.register_error("rota.unreadable", _mark_unreadable)


class _LineTooLong(Exception):
    """A line without an end; it was skipped."""


class _Lines:
    """Feeds lines to the csv reader and knows how many the present row has taken."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self.taken = 0
        self.characters = 0
        self.ended_inside = False

    def begin_row(self) -> None:
        """Forget the last row."""
        self.taken = self.characters = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(_MAX_LINE)
        if not line:
            self.ended_inside = self.taken > 0
            raise StopIteration
        self.taken += 1
        self.characters += len(line)
        if len(line) >= _MAX_LINE:
            self._skip_line(line)
            raise _LineTooLong
        return line

    def _skip_line(self, line: str) -> None:
        while line and line[-1] not in "\r\n":
            line = self._text.readline(_MAX_LINE)

    def drain(self) -> int:
        """Read on to the end and return how many lines there were."""
        count = 0
        while line := self._text.readline(_MAX_LINE):
            count += line[-1] in "\r\n" or len(line) < _MAX_LINE
        return count


class CsvSheet:
    """A CSV file, its encoding and delimiter found out. ``file`` is open and at its start."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("rb")
        try:
            self._size = max(path.stat().st_size, 1)
            self.encoding, skip, self.warnings = _find_encoding(self._raw)
            self._raw.seek(skip)
            self._text = io.TextIOWrapper(
                self._raw, encoding=self.encoding, errors="rota.unreadable", newline=""
            )
            self.delimiter, self._start = _find_delimiter(self._text)
        except BaseException:
            self._raw.close()
            raise

    @property
    def fraction_read(self) -> float:
        """Return how much of the file's bytes have been read."""
        return 1.0 if self._raw.closed else min(1.0, self._raw.tell() / self._size)

    def close(self) -> None:
        """Close the file."""
        self._text.close()

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows; a quotation mark never closed ends the file with a fault."""
        self._text.seek(self._start)
        lines = _Lines(self._text)
        # The csv module's own limit of 131,072 characters a field lies above ours.
        reader = csv.reader(lines, delimiter=self.delimiter, skipinitialspace=True)
        number = 0
        while not lines.ended_inside:
            number += 1
            if number > MAX_ROWS:
                raise Refused("too_many_rows", f"The file has more than {MAX_ROWS:,} rows.")
            lines.begin_row()
            row = _next_row(reader, lines, number)
            if row is None:
                return
            if row.faults or not is_blank(row.cells):
                yield row


def _next_row(reader: Iterator[list[str]], lines: _Lines, number: int) -> SheetRow | None:
    try:
        cells = tuple(next(reader))
    except StopIteration:
        return None
    except _LineTooLong:
        return SheetRow(number, (), (Fault("line_too_long", "This line has no end."),))
    except csv.Error:
        if lines.taken > 1:
            lines.ended_inside = True
            return SheetRow(number, (), (_unclosed(number, lines.taken - 1 + lines.drain()),))
        return SheetRow(number, (), (_field_too_long(None),))
    if lines.ended_inside:
        return SheetRow(number, cells, (_unclosed(number, lines.taken - 1),))
    if len(cells) <= MAX_COLUMNS and lines.taken < _MAX_LINES_OF_ROW and lines.characters < 90_000:
        return SheetRow(number, cells)
    return SheetRow(number, cells[:MAX_COLUMNS], tuple(_excesses(cells, lines.taken)))


def _excesses(cells: tuple[str, ...], lines: int) -> Iterator[Fault]:
    if lines >= _MAX_LINES_OF_ROW:
        yield Fault(
            "row_spans_lines",
            f"This row runs over {lines:,} lines; a quotation mark is probably not closed.",
        )
    if any(cells[MAX_COLUMNS:]):
        yield Fault("too_many_cells", f"This row has more than {MAX_COLUMNS} cells.", MAX_COLUMNS)
    for at, cell in enumerate(cells[:MAX_COLUMNS]):
        if len(cell) > MAX_FIELD:
            yield _field_too_long(at)


def _field_too_long(at: int | None) -> Fault:
    return Fault("field_too_long", f"A cell may hold at most {MAX_FIELD:,} characters.", at)


def _unclosed(number: int, lines: int) -> Fault:
    unread = "1 line after it was" if lines == 1 else f"{lines:,} lines after it were"
    return Fault(
        "unclosed_quote",
        f"A quotation mark opened in row {number} is never closed, so this row and the "
        f"{unread} not read.",
    )


def _find_encoding(raw: io.BufferedReader) -> tuple[str, int, tuple[Fault, ...]]:
    """Return the encoding, how many bytes of mark to skip, and what is odd."""
    head = raw.read(4096)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark), ()
    if encoding := _silent_utf16(head):
        return encoding, 0, ()
    raw.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8_seen = False
    while chunk := raw.read(_CHUNK):
        try:
            utf8_seen |= not decoder.decode(chunk).isascii()
        except UnicodeDecodeError as error:
            utf8_seen |= not error.object[: error.start].isascii()
            return "cp1252", 0, (_MIXED,) if utf8_seen else ()
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # Only the last character is cut off: a file cut short, not another encoding.
        return "utf-8" if utf8_seen else "cp1252", 0, ()
    return "utf-8", 0, ()


_MIXED = Fault(
    "mixed_encoding",
    "The file mixes two encodings (UTF-8 and Windows-1252), so some accented letters may be "
    "wrong; save it again as CSV UTF-8.",
)


def _silent_utf16(head: bytes) -> str:
    """Return the UTF-16 flavour of text without a mark: every other byte is then NUL."""
    even, odd = head[0::2], head[1::2]
    if odd and odd.count(0) > len(odd) * 0.4 and even.count(0) < len(even) * 0.05:
        return "utf-16-le"
    if even and even.count(0) > len(even) * 0.4 and odd.count(0) < len(odd) * 0.05:
        return "utf-16-be"
    return ""


def _find_delimiter(text: io.TextIOWrapper) -> tuple[str, int]:
    """Return the delimiter and where the rows start, from ``sep=`` or the first rows.

    The first row with any delimiter outside quotation marks decides: the heading row, so that
    lists inside cells do not. Titles above it may have none.
    """
    start = text.tell()
    line = text.readline(_MAX_LINE)
    if match := _SEPARATOR_LINE.fullmatch(line):
        return match.group(1), text.tell()
    counts = dict.fromkeys(_DELIMITERS, 0)
    inside = False
    for _ in range(_MAX_LINES_OF_ROW):
        for character in line:
            if character == '"':
                inside = not inside
            elif not inside and character in counts:
                counts[character] += 1
        if not inside and any(counts.values()):
            break
        line = text.readline(_MAX_LINE)
    return max(counts, key=lambda each: counts[each]), start
