"""The print file: chunks of letters joined into one PDF, every letter on sheets of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self

import pikepdf
from pikepdf import Array, Dictionary, Name

from rota.letters.press import Pages

A4_POINTS = (595.276, 841.89)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the letter with this number in the run lies: ``sides`` counts a blank back too."""

    number: int
    first_page: int
    pages: int
    sides: int


class PrintFile:
    """A PDF that grows by chunks. Every letter starts on the front of a sheet.

    The first chunk is the base, so that its PDF/A marks and colour profile stay; structure tags
    would be lost in joining, which is why the press writes none.
    """

    def __init__(self) -> None:
        self._joined: pikepdf.Pdf | None = None
        # qpdf reads the pages of a source only when saving, so the sources stay open.
        self._sources: list[pikepdf.Pdf] = []
        self._branches: list[pikepdf.Object] = []
        self._sides = 0
        self.placed: list[Placed] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for source in self._sources:
            source.close()

    def add(self, chunk: Pages, numbers: Sequence[int]) -> None:
        """Append a chunk; ``numbers`` are its letters' numbers in the run. Not after ``save``."""
        source = pikepdf.open(BytesIO(chunk.pdf))
        self._sources.append(source)
        if len(source.pages) % 2:
            source.add_blank_page(page_size=A4_POINTS)
        sides = len(source.pages)
        starts = [span.first for span in chunk.spans]
        for number, span, end in zip(numbers, chunk.spans, [*starts[1:], sides + 1], strict=True):
            pages = span.last - span.first + 1
            self.placed.append(Placed(number, self._sides + span.first, pages, end - span.first))
        self._sides += sides
        if self._joined is None:
            self._joined = pikepdf.open(BytesIO(chunk.pdf))
            self._sources.append(self._joined)
        self._branches.append(_branch(self._joined, source))

    def remove(self, numbers: Collection[int]) -> None:
        """Take letters out of a saved file; those behind them move up by whole sheets."""
        kept: list[Placed] = []
        gone = 0
        for place in self.placed:
            first = place.first_page - gone
            if place.number in numbers:
                assert self._joined is not None
                del self._joined.pages[first - 1 : first - 1 + place.sides]
                gone += place.sides
            else:
                kept.append(Placed(place.number, first, place.pages, place.sides))
        self.placed = kept

    def save(self) -> bytes:
        """The file's bytes, the same for the same letters; no bytes when no letter is in it."""
        if self._joined is None or not self.placed:
            return b""
        self._graft()
        into = BytesIO()
        self._joined.save(
            into,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return into.getvalue()

    def _graft(self) -> None:
        """Hang the branches on a new page tree.

        ``pages.extend`` takes time with the square of the pages: 19 s against 1.4 s for 10,000
        letters. So the tree is built by hand, once, before anybody asks for its pages.
        """
        if self._joined is None or not self._branches:
            return
        root = self._joined.make_indirect(
            Dictionary(Type=Name.Pages, Kids=Array(self._branches), Count=self._sides)
        )
        for branch in self._branches:
            branch.Parent = root
        self._joined.Root.Pages = root
        self._branches = []


def _branch(into: pikepdf.Pdf, source: pikepdf.Pdf) -> pikepdf.Object:
    """A source's pages copied into the joined file as one branch of its page tree."""
    pages = [into.copy_foreign(page.obj) for page in source.pages]
    branch = into.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(pages), Count=len(pages)))
    for page in pages:
        page.Parent = branch
    return branch
