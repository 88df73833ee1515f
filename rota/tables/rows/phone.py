"""Phone numbers, and what a spreadsheet does to them."""

from __future__ import annotations

import re

from rota.tables.rows.fields import Text
from rota.tables.rows.record import Column, Record

_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
_LOST_ZERO = re.compile(r"([12378]\d{9})(\.0+)?", re.ASCII)
"""The ten digits after the 0 of a number in the United Kingdom (Ofcom, National Telephone Numbering
Plan: 01 and 02 are areas, 03 and 08 other services, 07 mobiles). With gaps it was never a number
cell, so nothing was lost.
"""


class Phone(Text):
    """A phone number as written, with its first 0 put back where a spreadsheet took it."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)

    def __call__(self, record: Record) -> str:
        """Return the number; one that Excel has rounded is none."""
        text = super().__call__(record)
        if not text or text.startswith(("0", "+")):
            return text
        if _ROUNDED.fullmatch(text):
            sentence = "Excel has rounded this number, so it is lost and left blank."
            record.warn(self.column, "phone_rounded", sentence)
            return ""
        if match := _LOST_ZERO.fullmatch(text):
            sentence = "The number had lost its first 0, as Excel does; it was put back."
            record.warn(self.column, "zero_put_back", sentence)
            return f"0{match.group(1)}"
        return text
