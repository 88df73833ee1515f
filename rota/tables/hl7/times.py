"""Reads HL7 v2 times: ``YYYYMMDDHHMM[SS[.S]][+ZZZZ]``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from rota.domain.times import iso_utc, to_utc

_TIME = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})?(\d{2})?(?:\.\d{1,9})?)?([+-]\d{4})?", re.ASCII
)


def time_cell(said: str) -> str:
    """Return a time as a cell of a table; what is none is left for the reader to refuse.

    Without an offset it is the hospital's local time, as trusts send it: the standard would take
    the header's offset, which is that of the day of sending, not of the appointment.
    """
    match = _TIME.fullmatch(said)
    if match is None:
        return said
    year, month, day, hour, minute, second, offset = match.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    clock = f"{hour}:{minute or '00'}:{second or '00'}"
    if offset is None:
        return f"{year}-{month}-{day} {clock}".removesuffix(":00")
    found = _instant(match)
    return said if found is None or found.year < 1000 else iso_utc(found)


def moment(said: str) -> datetime | None:
    """Return a time as an instant; None for a bare date or anything else."""
    match = _TIME.fullmatch(said)
    return None if match is None or match.group(4) is None else _instant(match)


def day_cell(said: str) -> str:
    """Return the day of a time as a cell; a birth at 11:26 is a date of birth."""
    match = _TIME.fullmatch(said)
    return "-".join(match.group(1, 2, 3)) if match else said


def _instant(match: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (int(each or 0) for each in match.groups()[:6])
    offset = match.group(7)
    try:
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        if offset is None:
            return to_utc(naive)
        minutes = int(offset[1:3]) * 60 + int(offset[3:])
        zone = timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
        return naive.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
