"""Braille as an embosser takes it: BRF, lines of cells on numbered pages.

A cell is one character of North American braille ASCII. Sources: the file format by its use (plain
ASCII, CR LF, a form feed after each page); UEB for the signs of numbers, bullets and a word
that goes on in the next line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rota.domain.letter_plain import PlainStyle

CELLS = 40
LINES = 25

NUMBER_SIGN, CONTINUED, BULLET = "#", '"', "_4"
_DIGITS = str.maketrans("1234567890", "ABCDEFGHIJ")


@dataclass(frozen=True, slots=True)
class BrailleBlock:
    """A block in cells, words divided by spaces; ``lines`` are those that begin a new line."""

    style: PlainStyle
    lines: tuple[str, ...]


def brf(blocks: Iterable[BrailleBlock]) -> bytes:
    """Return blocks as a BRF file of 25 lines of 40 cells; the last line has the page's number."""
    pages = list(_pages(blocks))
    sheets = []
    for number, page in enumerate(pages, start=1):
        filled = [*page, *[""] * (LINES - 1 - len(page)), _number(number).rjust(CELLS)]
        sheets.append("\r\n".join(filled) + "\r\n\f")
    return "".join(sheets).encode("ascii")


def _number(number: int) -> str:
    return NUMBER_SIGN + str(number).translate(_DIGITS)


def _pages(blocks: Iterable[BrailleBlock]) -> Iterator[list[str]]:
    page: list[str] = []
    for lines in _laid_out(blocks):
        # A heading does not stand alone at the foot of a page.
        if page and len(lines) > 1 and len(page) + len(lines) > LINES - 1:
            yield page
            page = []
        for line in lines:
            if len(page) == LINES - 1:
                yield page
                page = []
            if line or page:
                page.append(line)
    if page:
        yield page


def _laid_out(blocks: Iterable[BrailleBlock]) -> Iterator[list[str]]:
    """Yield the lines of what must stay together; headings go with the block behind them."""
    heading: list[str] = []
    for block in blocks:
        mark = f"{BULLET} " if block.style == "bullet" else ""
        lines = [
            shown
            for cells in block.lines
            for shown in wrapped(mark + cells, *_INDENTS[block.style])
        ]
        if block.style in ("title", "heading"):
            heading += ["", *(_centred(line) for line in lines)]
            continue
        if block.style == "row":
            lines = ["", *lines]
        if heading:
            yield [*heading, *lines[:1]]
            lines, heading = lines[1:], []
        for line in lines:
            yield [line]
    if heading:
        yield heading


_INDENTS: dict[PlainStyle, tuple[int, int]] = {
    "title": (0, 0),
    "heading": (0, 0),
    "paragraph": (2, 0),
    "bullet": (0, 2),
    "row": (0, 2),
}
"""Cells that the first line of a block is moved in, and those behind it."""


def _centred(line: str) -> str:
    return line.center(CELLS).rstrip()


def wrapped(cells: str, first: int, others: int) -> list[str]:
    """Return cells as lines of at most 40, broken at spaces.

    A word that is longer than a line is broken after the sign of UEB that says that it goes on.
    """
    lines, line = [], " " * first
    room = CELLS - others
    for word in cells.split():
        while len(word) > room:
            space = CELLS - len(line) - (1 if line.strip() else 0)
            if space < room // 2:
                lines.append(line.rstrip())
                line = " " * others
                space = room
            gap = " " if line.strip() else ""
            lines.append(f"{line}{gap}{word[: space - 1]}{CONTINUED}")
            word, line = word[space - 1 :], " " * others
        gap = " " if line.strip() else ""
        if len(line) + len(gap) + len(word) > CELLS:
            lines.append(line.rstrip())
            line, gap = " " * others, ""
        line += gap + word
    if line.strip():
        lines.append(line.rstrip())
    return lines
