"""A gap in words: in its box on the board, and in the list."""

from __future__ import annotations

from dataclasses import dataclass

from ui import formats
from ui.paper.sheet import Sheet
from ui.widgets.ribbon_values import RibbonSegment

MISSING = "Missing: "


@dataclass(frozen=True, slots=True)
class CutOff:
    """Whether a gap began before its page, and whether it goes on after it."""

    before: bool = False
    after: bool = False

    def words(self, segment: RibbonSegment) -> str:
        """``, since Tue 20:30``; nothing where it lies on its page whole."""
        said = ""
        if self.before:
            said += f", since {formats.moment(segment.start)}"
        if self.after:
            said += f", to {formats.moment(segment.end)}"
        return said


def who_is_missing(segment: RibbonSegment) -> str:
    """``2 core trainees (CT) or above; 1 nurse``."""
    return segment.text.removeprefix(MISSING)


def gap_lines(
    sheet: Sheet, segment: RibbonSegment, cut: CutOff, width: float, most: int = 2
) -> list[str]:
    """The fullest wording that fits into so many lines of a box, the number at the least."""
    number = f"{formats.number(segment.missing)} missing"
    who = who_is_missing(segment).removeprefix(f"{segment.missing} ")
    edges = cut.words(segment)
    fullest = [f"{number}{edges}: {who}", f"{number}: {who}"] if who else []
    for said in (*fullest, f"{number}{edges}", number):
        lines = sheet.wrapped(said, width, bold=True)
        if len(lines) <= most and all(sheet.width_of(x, bold=True) <= width for x in lines):
            return lines
    return [f"−{formats.number(segment.missing)}"]
