"""Keeps a spreadsheet from running a cell of text as a formula, and takes that back on reading."""

from __future__ import annotations

import re

# A full-width = + - @ counts too: some spreadsheets turn it into the plain one.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")


def protected(text: str) -> str:
    """Return text that no spreadsheet runs: a cell that begins like a formula gets an apostrophe.

    One that begins with apostrophes and then like a formula gets one more, so that
    ``unprotected`` gives every text back as it was.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unprotected(text: str) -> str:
    """Return the text of a cell without the one apostrophe that ``protected`` (or Excel) added."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
