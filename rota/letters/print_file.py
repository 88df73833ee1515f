"""The print file: chunks of letters joined into one PDF, every letter on sheets of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from rota.letters.pdf_writer import Copier, PdfWriter, dictionary, reference
from rota.letters.press import Pages, Span

LETTERS_A_BRANCH = 50
_MARKS = ("/Type", "/Lang", "/Metadata", "/OutputIntents", "/ViewerPreferences")
_BLANK = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595.2756 841.8898] /Resources << >> >>"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the letter with this number in the run lies; ``pages`` leaves out a blank back."""

    number: int
    first_page: int
    pages: int


class PrintFile:
    """A PDF that grows by chunks. Every letter starts on the front of a sheet.

    The first chunk lends its PDF/A marks and colour profile; structure tags would be lost in
    joining, which is why the press writes none.
    """

    def __init__(self) -> None:
        self._chunks: list[tuple[bytes, dict[int, Span]]] = []

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Where each letter lies now."""
        answer: list[Placed] = []
        first = 1
        for _, letters in self._chunks:
            for number, span in letters.items():
                pages = span.last - span.first + 1
                answer.append(Placed(number, first, pages))
                first += pages + pages % 2
        return tuple(answer)

    def add(self, chunk: Pages, numbers: Sequence[int]) -> None:
        """Append a chunk; ``numbers`` are its letters' numbers in the run."""
        self._chunks.append((chunk.pdf, dict(zip(numbers, chunk.spans, strict=True))))

    def remove(self, numbers: Collection[int]) -> None:
        """Take letters out again; the ones behind them move up by whole sheets."""
        for _, letters in self._chunks:
            for number in letters.keys() & set(numbers):
                del letters[number]

    def save(self) -> bytes:
        """The file's bytes, the same for the same letters; no bytes when no letter is in it."""
        if not self.placed:
            return b""
        out = PdfWriter()
        tree = _PageTree(out)
        marks: dict[str, bytes] | None = None
        info = 0
        for pdf, spans in self._chunks:
            if not spans:
                continue
            with pikepdf.open(BytesIO(pdf)) as source:
                copier = Copier(out)
                if marks is None:
                    marks = {key: copier.text(source.Root[key]) for key in _MARKS}
                    info = out.add(copier.dictionary(source.trailer.Info, {}))
                pages = list(source.pages)
                for span in spans.values():
                    hung = {"/Parent": tree.parent}
                    own = pages[span.first - 1 : span.last]
                    tree.add([copier.dictionary(page.obj, hung) for page in own])
        assert marks is not None
        return out.finish(out.add(dictionary({**marks, "/Pages": tree.finish()})), info)


class _PageTree:
    """The pages in branches of some letters each, since one long list is slow to read."""

    def __init__(self, out: PdfWriter) -> None:
        self._out = out
        self._root, self._branch = out.reserve(), 0
        self._branches: list[bytes] = []
        self._kids: list[bytes] = []
        self._letters = self._count = 0

    @property
    def parent(self) -> bytes:
        """The reference that the next letter's pages carry."""
        if not self._kids:
            self._branch = self._out.reserve()
        return reference(self._branch)

    def add(self, pages: Sequence[bytes]) -> None:
        """Hang a letter's pages in; an odd number gets a blank back."""
        self._kids += [reference(self._out.add(page)) for page in pages]
        if len(pages) % 2:
            self._kids.append(reference(self._out.add(_BLANK % self._branch)))
        self._letters += 1
        if self._letters % LETTERS_A_BRANCH == 0:
            self._close()

    def finish(self) -> bytes:
        """Write what is left; return the reference of the whole tree."""
        if self._kids:
            self._close()
        self._out.write(self._root, self._node(self._branches, self._count, {}))
        return reference(self._root)

    def _close(self) -> None:
        above = {"/Parent": reference(self._root)}
        self._out.write(self._branch, self._node(self._kids, len(self._kids), above))
        self._branches.append(reference(self._branch))
        self._count += len(self._kids)
        self._kids = []

    @staticmethod
    def _node(kids: Sequence[bytes], count: int, above: dict[str, bytes]) -> bytes:
        listed = {"/Type": b"/Pages", "/Kids": b"[%b]" % b" ".join(kids), "/Count": b"%d" % count}
        return dictionary(listed | above)
