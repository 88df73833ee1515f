"""Cells of an OpenDocument spreadsheet as the text a CSV file would hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from rota.tables.xlsx_cells import cell_text

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_TYPE, _VALUE, _DATE, _TIME, _FLAG, _STRING = (
    f"{OFFICE} {name}"
    for name in (
        "value-type", "value", "date-value", "time-value", "boolean-value", "string-value",
    )
)  # fmt: skip
_ERROR_TYPE = f"{_CALC} value-type"
_LENGTH = re.compile(r"P(?:(\d{1,6})D)?T(\d{1,6})H(\d{1,6})M(\d{1,6})(?:[.,]\d{1,12})?S", re.ASCII)
_PADDED = re.compile(r"0\d+", re.ASCII)
_ERROR = re.compile(r"(Err:\d{3}|#[A-Z/0]{2,7}[!?]?)")
_BASE_YEARS = (1899, 1900, 1904)


class ErrorCell(ValueError):
    """The cell holds an error instead of a value; the message is the error as shown."""


def ods_text(attributes: Mapping[str, str], shown: str) -> str:
    """Return a cell's value as text, by its attributes and by what the sheet shows of it.

    Raises ErrorCell for #REF! and its like, ValueError for a value that is not of its type.
    """
    kind = attributes.get(_TYPE, "")
    if attributes.get(_ERROR_TYPE) == "error" or (kind and _ERROR.fullmatch(shown)):
        raise ErrorCell(shown)
    match kind:
        case "float" | "percentage" | "currency":
            return _number(attributes[_VALUE], shown)
        case "date":
            return _moment(attributes[_DATE], shown)
        case "time":
            return _length(attributes[_TIME])
        case "boolean":
            return cell_text(attributes[_FLAG] == "true", "")
        case _:
            return cell_text(shown or attributes.get(_STRING, ""), "")


def _number(raw: str, shown: str) -> str:
    value = float(raw)
    # A staff number shown as 00007 by its format is 00007, as it would be in a CSV file.
    if _PADDED.fullmatch(shown) and float(shown) == value:
        return shown
    return cell_text(value, "")


def _moment(raw: str, shown: str) -> str:
    moment = datetime.fromisoformat(raw)
    if moment.tzinfo is not None:
        moment = moment.replace(tzinfo=None)
    if moment.year in _BASE_YEARS and ":" in shown:
        return cell_text(moment, "hh:mm")
    return cell_text(moment, "yyyy-mm-dd hh:mm" if ":" in shown else "yyyy-mm-dd")


def _length(raw: str) -> str:
    match = _LENGTH.fullmatch(raw)
    if match is None:
        raise ValueError("no such length of time")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return cell_text(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds), "")
