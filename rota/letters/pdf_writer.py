"""Writes a PDF object by object, so that a long file never lies in memory as objects.

Joining with qpdf alone holds every object of every source until the end: about 30 KB for a letter
of 4 KB. Here a source is read, its objects written under new numbers, and closed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, Stream, String

_IMAGE = Name.Image


class PdfWriter:
    """A PDF 1.7 file that grows by one numbered object at a time."""

    def __init__(self) -> None:
        self._out = BytesIO()
        self._places: list[int] = []
        self._once: dict[bytes, int] = {}
        # Four bytes above 127 tell every program on the way that the file is not text.
        self._out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """Return a number for an object that is written later."""
        self._places.append(0)
        return len(self._places)

    def write(self, number: int, body: bytes) -> None:
        """Write the object of a reserved number."""
        self._places[number - 1] = self._out.tell()
        self._out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def add(self, body: bytes) -> int:
        """Write an object under the next number and return it."""
        number = self.reserve()
        self.write(number, body)
        return number

    def add_once(self, body: bytes) -> int:
        """Write an object unless the very same was added so before; return its number."""
        digest = hashlib.sha256(body).digest()
        number = self._once.get(digest)
        if number is None:
            number = self._once[digest] = self.add(body)
        return number

    def finish(self, root: int, info: int | None) -> bytes:
        """Close the file with its table of objects; the same objects give the same bytes."""
        table = self._out.tell()
        count = len(self._places) + 1
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        self._out.write(b"".join(b"%010d 00000 n \n" % place for place in self._places))
        mark = hashlib.md5(self._out.getbuffer(), usedforsecurity=False).hexdigest().encode()
        about = b"" if info is None else b"/Info %d 0 R " % info
        self._out.write(
            b"trailer\n<< /Size %d /Root %d 0 R %b/ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n"
            % (count, root, about, mark, mark, table)
        )
        return self._out.getvalue()


class Copier:
    """Copies objects of one open source, and all they refer to, each once."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._numbers: dict[tuple[int, int], int] = {}
        self._in_picture = False

    def dictionary(self, source: Object, instead: Mapping[str, bytes]) -> bytes:
        """Return a dictionary as PDF text, some of its values replaced or added."""
        values = {key: self.text(value) for key, value in source.items() if key not in instead}
        return dictionary({**values, **instead})

    def text(self, value: object) -> bytes:
        """Return a value as PDF text; what it refers to is written first."""
        if isinstance(value, Object) and value.is_indirect:
            return reference(self._number(value))
        return self._direct(value)

    def _number(self, value: Object) -> int:
        known = self._numbers.get(value.objgen)
        if known is not None:
            return known
        if self._in_picture or (isinstance(value, Stream) and value.get("/Subtype") == _IMAGE):
            return self._shared(value)
        known = self._numbers[value.objgen] = self._writer.reserve()
        self._writer.write(known, self._direct(value))
        return known

    def _shared(self, value: Object) -> int:
        """A picture, or a part of one, stands once in a file: every source has the same logo."""
        outside, self._in_picture = self._in_picture, True
        known = self._numbers[value.objgen] = self._writer.add_once(self._direct(value))
        self._in_picture = outside
        return known

    def _direct(self, value: object) -> bytes:
        match value:
            case Stream():
                data = value.read_raw_bytes()
                head = self.dictionary(value, {"/Length": b"%d" % len(data)})
                return b"%b\nstream\n%b\nendstream" % (head, data)
            case Dictionary():
                if value.get("/Type") in (Name.Page, Name.Pages):
                    raise ValueError("a page may not be copied as a part of another object")
                return self.dictionary(value, {})
            case Array():
                return b"[%b]" % b" ".join(map(self.text, value))
            case Name() | String():
                return bytes(value.unparse())
            case bool():
                return b"true" if value else b"false"
            case int() | Decimal():
                return format(value, "f" if isinstance(value, Decimal) else "d").encode()
            case None:
                return b"null"
            case _:
                raise TypeError(f"no PDF value: {type(value).__name__}")


def dictionary(values: Mapping[str, bytes]) -> bytes:
    """Return PDF text for a dictionary of values that are PDF text already."""
    return b"<< %b >>" % b" ".join(b"%b %b" % (_name(key), values[key]) for key in sorted(values))


def reference(number: int) -> bytes:
    """Return PDF text that refers to an object."""
    return b"%d 0 R" % number


@cache
def _name(key: str) -> bytes:
    return bytes(Name(key).unparse())
