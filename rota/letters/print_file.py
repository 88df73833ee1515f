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
LETTERS_A_BRANCH = 50


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the letter with this number in the run lies; ``pages`` leaves out a blank back."""

    number: int
    first_page: int
    pages: int


class PrintFile:
    """A PDF that grows by chunks. Every letter starts on the front of a sheet.

    The first chunk is the base, so that its PDF/A marks and colour profile stay; structure tags
    would be lost in joining, which is why the press writes none.
    """

    def __init__(self) -> None:
        self._joined: pikepdf.Pdf | None = None
        # qpdf reads the pages of a source only when saving, so the sources stay open.
        self._sources: list[pikepdf.Pdf] = []
        self._letters: dict[int, _Letter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for source in self._sources:
            source.close()

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Where each letter lies now."""
        answer: list[Placed] = []
        first = 1
        for number, letter in self._letters.items():
            answer.append(Placed(number, first, letter.pages))
            first += len(letter.sides)
        return tuple(answer)

    def add(self, chunk: Pages, numbers: Sequence[int]) -> None:
        """Append a chunk; ``numbers`` are its letters' numbers in the run."""
        source = self._opened(chunk)
        if self._joined is None:
            self._joined = self._opened(chunk)
        if len(source.pages) % 2:
            source.add_blank_page(page_size=A4_POINTS)
        sides = [self._joined.copy_foreign(page.obj) for page in source.pages]
        ends = [*(span.first for span in chunk.spans[1:]), len(sides) + 1]
        for number, span, end in zip(numbers, chunk.spans, ends, strict=True):
            own = tuple(sides[span.first - 1 : end - 1])
            self._letters[number] = _Letter(own, span.last - span.first + 1)

    def remove(self, numbers: Collection[int]) -> None:
        """Take letters out again; the ones behind them move up by whole sheets."""
        for number in numbers:
            del self._letters[number]

    def save(self) -> bytes:
        """The file's bytes, the same for the same letters; no bytes when no letter is in it."""
        if self._joined is None or not self._letters:
            return b""
        _hang(self._joined, [letter.sides for letter in self._letters.values()])
        into = BytesIO()
        self._joined.save(
            into,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return into.getvalue()

    def _opened(self, chunk: Pages) -> pikepdf.Pdf:
        source = pikepdf.open(BytesIO(chunk.pdf))
        self._sources.append(source)
        return source


@dataclass(frozen=True, slots=True)
class _Letter:
    sides: tuple[pikepdf.Object, ...]
    pages: int


def _hang(pdf: pikepdf.Pdf, letters: Sequence[tuple[pikepdf.Object, ...]]) -> None:
    """Give a PDF a page tree of these pages and no others, in branches of some letters each.

    ``pages.extend`` takes time with the square of the pages: 19 s against 1.4 s for 10,000
    letters.
    """
    branches: list[pikepdf.Object] = []
    for start in range(0, len(letters), LETTERS_A_BRANCH):
        sides = [side for letter in letters[start : start + LETTERS_A_BRANCH] for side in letter]
        branch = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(sides), Count=len(sides)))
        for side in sides:
            side.Parent = branch
        branches.append(branch)
    root = pdf.make_indirect(
        Dictionary(Type=Name.Pages, Kids=Array(branches), Count=sum(map(len, letters)))
    )
    for each in branches:
        each.Parent = root
    pdf.Root["/Pages"] = root
