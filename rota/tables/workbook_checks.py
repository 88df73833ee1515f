"""Looks at a workbook's zip before anything parses it: bombs, macros, passwords, entities."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from rota.domain.errors import Refused

MAX_PARTS = 1_000
MAX_UNPACKED = 600_000_000
MAX_STRINGS = 200_000_000
_SUSPECT_SIZE = 5_000_000
_SUSPECT_RATIO = 120
"""Sheets of real rotas shrink 8 to 40 times; bombs hundreds of times."""
_SUSPECT_ODS_RATIO = 400
"""OpenDocument wraps each cell in far more words, so an honest list shrinks up to 250 times."""

_MAX_PROLOG = 1 << 20
_CHUNK = 4096

DAMAGED = "The workbook is damaged or cut short: open it in Excel, save it again and try that."

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip


class _Seen(Exception):
    """The first element was met, so the part has no document type."""


def check_workbook(path: Path) -> Mapping[str, int]:
    """Refuse a zip that is not an ordinary .xlsx workbook, or that may be a trap.

    Returns the unpacked size in bytes of each part.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            _check_contents(archive, {part.filename for part in parts})
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_entities(archive, part)
            return {part.filename: part.file_size for part in parts}
    except _DAMAGE as error:
        raise Refused("workbook_damaged", DAMAGED) from error


def is_open_document(path: Path) -> bool:
    """Say whether a zip is an OpenDocument file of any kind."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "mimetype" in archive.namelist() and "content.xml" in archive.namelist()
    except _DAMAGE as error:
        raise Refused("workbook_damaged", DAMAGED) from error


def check_open_document(path: Path) -> Mapping[str, int]:
    """Refuse a zip that is not an ordinary .ods spreadsheet, or that may be a trap.

    Returns the unpacked size in bytes of each part.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts, _SUSPECT_ODS_RATIO)
            _check_kind(archive, {part.filename for part in parts})
            for part in parts:
                if part.filename.lower().endswith(".xml"):
                    _check_entities(archive, part)
            return {part.filename: part.file_size for part in parts}
    except _DAMAGE as error:
        raise Refused("workbook_damaged", DAMAGED) from error


def _check_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    with archive.open("mimetype") as file:
        kind = file.read(_CHUNK).strip()
    if not kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise Refused("not_a_table", "This is an OpenDocument file, but not a spreadsheet.")
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        _refuse_macros()
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as file:
            if b"encryption-data" in file.read(_MAX_PROLOG):
                raise Refused("workbook_password", "The file has a password: save it without one.")


def _check_sizes(parts: list[zipfile.ZipInfo], most: int = _SUSPECT_RATIO) -> None:
    if len(parts) > MAX_PARTS:
        raise Refused("workbook_trap", f"The workbook has more than {MAX_PARTS:,} parts inside.")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(
            "workbook_password", "The file has a password: save it as .xlsx or CSV without one."
        )
    for part in parts:
        if ".." in PurePosixPath(part.filename.replace("\\", "/")).parts:
            raise Refused("workbook_trap", "The workbook has parts with names that no Excel gives.")
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > _SUSPECT_SIZE and ratio > most:
            raise Refused("workbook_trap", "The workbook unpacks to far more than a rota holds.")
        if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > MAX_STRINGS:
            raise Refused("file_too_large", "The workbook holds too much text: save it as CSV.")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("file_too_large", "The workbook is too large: save it as CSV.")


def _check_contents(archive: zipfile.ZipFile, names: set[str]) -> None:
    lower = {name.lower().lstrip("/") for name in names}
    if any(name.endswith("vbaproject.bin") for name in lower):
        _refuse_macros()
    if "xl/workbook.bin" in lower:
        raise Refused("not_a_table", "This is an .xlsb workbook: save it as .xlsx or CSV.")
    if not any(name.endswith("workbook.xml") for name in lower):
        raise Refused("not_a_table", "This file is not a workbook: use an .xlsx or CSV file.")
    if b"macroenabled" in archive.read("[Content_Types].xml").lower():
        _refuse_macros()


def _refuse_macros() -> None:
    raise Refused("workbook_macros", "The workbook has macros: save it as .xlsx or CSV.")


def _check_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part with a document type: entities need one, Excel writes none."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = _stop
    read = 0
    with archive.open(part) as file:
        try:
            while (chunk := file.read(_CHUNK)) and read < _MAX_PROLOG:
                read += len(chunk)
                parser.Parse(chunk)
        except (_Seen, expat.ExpatError):
            return
    if read >= _MAX_PROLOG:
        raise Refused("workbook_damaged", DAMAGED)


def refuse_doctype(*_: object) -> None:
    """Refuse the part of a workbook that an XML parser meets a document type in."""
    raise Refused("workbook_trap", "The workbook holds XML entities, which no Excel writes.")


def _stop(*_: object) -> None:
    raise _Seen
