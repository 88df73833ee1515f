"""OpenDocument spreadsheets written by hand, as LibreOffice and Excel write them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:automatic-styles><style:style style:name="gone" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def cell(text: str = "", repeated: int = 1, **value: str) -> str:
    """Return a cell: text shown, and its typed value (``float=\"5\"``, ``date=\"2016-01-12\"``)."""
    times = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    typed = ""
    for kind, said in value.items():
        name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}
        typed = f' office:value-type="{kind}" office:{name.get(kind, "value")}="{said}"'
    shown = f"<text:p>{escape(text)}</text:p>" if text else ""
    return f"<table:table-cell{times}{typed}>{shown}</table:table-cell>"


def row(*cells: str, repeated: int = 1) -> str:
    """Return a row; a cell that is no XML is text."""
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    inner = "".join(each if each.startswith("<") else cell(each) for each in cells)
    return f"<table:table-row{times}>{inner}</table:table-row>"


def sheet(*rows: str, style: str = "") -> str:
    """Return a sheet."""
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="S"{styled}>{"".join(rows)}</table:table>'


def write_ods(
    folder: Path,
    *sheets: str,
    more: Mapping[str, bytes] | None = None,
    kind: str = KIND,
    content: bytes | None = None,
) -> Path:
    """Write a spreadsheet of these sheets."""
    path = folder / "file.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content or f"{HEAD}{''.join(sheets)}{TAIL}".encode())
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return path


def rows_of_text(rows: Iterable[Iterable[str]]) -> list[str]:
    """Return rows whose cells are all text."""
    return [row(*cells) for cells in rows]
