"""Reads single words of the command line: times, codes, lists."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rota.domain.errors import Refused
from rota.domain.times import TimeUnreadable, read_day, read_local

Add = Callable[..., argparse.ArgumentParser]


def local_time(text: str) -> datetime:
    """Read a local time; anything else is bad usage."""
    try:
        return read_local(text).instant
    except TimeUnreadable as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def local_day(text: str) -> date:
    """Read a date; anything else is bad usage."""
    try:
        return read_day(text)
    except TimeUnreadable as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def whole_number(text: str) -> int:
    """Read a whole number; anything else is bad usage, said in words."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def code_of(codes: type[StrEnum]) -> Callable[[str], Any]:
    """Return a reader of one code of a closed list."""

    def read(text: str) -> Any:
        try:
            return codes(text.strip())
        except ValueError:
            allowed = ", ".join(code.value for code in codes)
            raise argparse.ArgumentTypeError(f"{text!r} is not one of: {allowed}") from None

    return read


def several(read: Callable[[str], Any] = str) -> Callable[[str], list[Any]]:
    """Return a reader of a comma-separated list."""
    return lambda text: [read(part.strip()) for part in text.split(",") if part.strip()]


def lengths(number: int, between: str) -> Callable[[str], list[float]]:
    """Return a reader of so many lengths in millimetres."""

    def read(text: str) -> list[float]:
        try:
            found = [float(part) for part in text.lower().split(between)]
        except ValueError:
            found = []
        if len(found) != number:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not {number} lengths with {between!r} between"
            )
        return found

    return read


def check_chosen(chosen: Sequence[str]) -> None:
    """Refuse a list that was given and is empty: it must not come to mean everybody."""
    if not chosen:
        raise Refused("nothing_chosen", "Choose at least one appointment.")


def yes_or_no(text: str) -> bool:
    """Read yes or no."""
    if text.lower() not in {"yes", "no"}:
        raise argparse.ArgumentTypeError(f"{text!r} is neither yes nor no")
    return text.lower() == "yes"


def share_of_grade(text: str) -> tuple[str, int]:
    """Read a grade and a whole per cent: ``ST=20``."""
    grade, _, share = text.partition("=")
    if not grade.strip() or not share.isdecimal() or int(share) > 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not like ST=20")
    return grade.strip(), int(share)


def ending_in(*endings: str) -> Callable[[str], str]:
    """Return a reader of a file name whose ending says what to write."""

    def read(text: str) -> str:
        if not text.lower().endswith(endings):
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(endings)}")
        return text

    return read


def skills(text: str) -> frozenset[str]:
    """Read competencies between semicolons or commas, as files hold them."""
    parts = text.replace(",", ";").split(";")
    return frozenset(" ".join(part.lower().split()) for part in parts if part.strip())


def seconds(text: str) -> float:
    """Read a length of time in seconds; more than nothing, at most an hour."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds, 1 to 3600")
    return number


def clock_is_right(parser: argparse.ArgumentParser) -> None:
    """Let somebody say so where nothing happened for long, or the clock is far ahead."""
    parser.add_argument(
        "--clock-is-right",
        action="store_true",
        help="delete though nothing happened for long before what the clock says",
    )
