"""What sheets that are XML in a zip have in common: read as a stream, and refused when damaged."""

from __future__ import annotations

import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from rota.domain.errors import Refused
from rota.tables.sheets import Fault
from rota.tables.workbook_checks import DAMAGED, refuse_doctype

_CHUNK = 1 << 16


class XmlStream(ABC):
    """Reads XML a chunk at a time; a subclass takes its elements."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.bytes_read = 0

    @abstractmethod
    def _start(self, tag: str, attributes: dict[str, str]) -> None: ...

    @abstractmethod
    def _characters(self, text: str) -> None: ...

    @abstractmethod
    def _end(self, tag: str) -> None: ...

    def _chunks(self) -> Iterator[None]:
        """Parse chunk after chunk, and give way after each. Raises ExpatError when ill made."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = refuse_doctype
        while chunk := self._source.read(_CHUNK):
            self.bytes_read += len(chunk)
            parser.Parse(chunk)
            yield
        parser.Parse(b"", True)
        yield


class ZippedSheet:
    """One sheet that is open in its zip; ``_size`` is the unpacked size of its part in bytes."""

    _archive: zipfile.ZipFile
    _source: IO[bytes]
    _stream: XmlStream
    _size: int

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Return nothing: a workbook says how it is encoded."""
        return ()

    @property
    def fraction_read(self) -> float:
        """Return how much of the part's XML has been read."""
        return min(1.0, self._stream.bytes_read / max(1, self._size))

    def close(self) -> None:
        """Close the workbook."""
        self._source.close()
        self._archive.close()


@contextmanager
def refusing(damage: tuple[type[Exception], ...]) -> Iterator[None]:
    """Refuse a damaged workbook in a sentence, whatever its reader raises for it."""
    try:
        yield
    except damage as error:
        raise Refused("workbook_damaged", DAMAGED) from error
