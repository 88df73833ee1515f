"""Cells of a workbook as the text a CSV file would hold."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

Shows = Literal["", "date", "time", "both"]

_LITERALS = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}")
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")
_FIRST_DAY_YEARS = (1899, 1900, 1904)
_SECOND = timedelta(seconds=1)


def cell_text(value: object, number_format: str) -> str:
    """Return a cell's value as text.

    Dates are ISO; a time is written where the cell's format shows one or it is not midnight.
    """
    match value:
        case None:
            return ""
        case str():
            return _ESCAPED.sub(_unescape, value) if "_x00" in value else value
        case bool():
            return "Y" if value else "N"
        case int() | float():
            return _number(value, number_format)
        case datetime():
            return _moment(value, number_format)
        case date():
            return value.isoformat()
        case time():
            return _clock(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
        case timedelta():
            return _clock(value)
        case _:
            return str(value)


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match.group(1), 16))


def _number(value: float, number_format: str) -> str:
    if isinstance(value, float):
        if not value.is_integer():
            return format(value, ".15g")
        value = int(value)
    text = str(value)
    # A staff number shown as 00007 by its format is 00007, as it would be in a CSV file.
    return text.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else text


def _moment(value: datetime, number_format: str) -> str:
    if value.microsecond:
        value = (value + _SECOND / 2).replace(microsecond=0)
    shows = shown_by(number_format)
    if shows == "time" and value.year in _FIRST_DAY_YEARS:
        return _clock(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    if value.time() == time(0, 0) and shows not in ("both", "time"):
        return value.date().isoformat()
    return value.isoformat(" ", "seconds" if value.second else "minutes")


def _clock(length: timedelta) -> str:
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


@lru_cache(maxsize=512)
def shown_by(number_format: str) -> Shows:
    """Return what a number format shows of a moment: its date, its time, both or neither."""
    codes = _LITERALS.sub("", number_format.split(";")[0]).lower()
    has_time = bool(re.search(r"[hs]", codes))
    has_date = bool(re.search(r"[dy]", codes)) or ("m" in codes and not has_time)
    if has_date and has_time:
        return "both"
    return "date" if has_date else "time" if has_time else ""
