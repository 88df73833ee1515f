"""What the readers of public yardsticks share: a file is read whole and known, or it is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

MOST = 10**9  # beyond any number of these files, and well within those of the engines
MOST_DAYS = 3660


class Unreadable(ValueError):
    """A file that cannot be planned from; its text is a sentence for whoever gave the file."""


def read_text(path: Path) -> str:
    """Return the text of a file."""
    if path.is_dir():
        raise Unreadable(f"{path} is a folder, not a file.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}.") from None
    except OSError as fault:
        raise Unreadable(f"{path} cannot be opened: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise Unreadable("The file is not text in UTF-8.") from None
    if not text.strip():
        raise Unreadable("The file is empty.")
    return text


def whole(number: object, what: str, least: int = 0, most: int = MOST) -> int:
    """Return a whole number within its limits."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise Unreadable(f"{what} must be a whole number, not {shown(number)}.")
    if not least <= number <= most:
        raise Unreadable(f"{what} must be from {least} to {most}, not {shown(number)}.")
    return number


def whole_in(text: str, what: str, least: int = 0, most: int = MOST) -> int:
    """Return the whole number that a text is."""
    try:
        number = int(text)
    except ValueError:
        raise Unreadable(f"{what} must be a whole number, not {shown(text)}.") from None
    return whole(number, what, least, most)


def known(name: Any, names: Any, what: str) -> Any:
    """Return a name, which must be one of those given before."""
    if name not in names:
        raise Unreadable(f"{what} names {shown(name)}, which the file does not know.")
    return name


def shown(value: object) -> str:
    """Return a value as a sentence shows it: on one line, and not at length."""
    try:
        text = repr(value)
    except ValueError:  # a number of thousands of digits
        return "a number that is far too long"
    return text if len(text) <= 40 else f"{text[:40]}…"
