"""Cuts a file of HL7 v2 messages into messages, segments, fields and components (ER7).

A parser of our own: the format's core is six separators and their escapes, while files say in their
header what they are not, lack fields, mix line ends and carry the framing bytes of the wire, all of
which the known libraries refuse or read wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rota.domain.errors import Refused
from rota.tables.entries import MAX_BYTES
from rota.tables.hl7.escapes import Marks, unescaped

MAX_MESSAGES = 1_000_000
MAX_SEGMENTS = 2_000
"""In one message; a real one has a few dozen."""

_FRAMING = bytes.maketrans(b"\x0b\x1c\x00", b"   ")
_SEGMENT = re.compile(rb"[A-Z][A-Z0-9]{2}$")
_HEAD = re.compile(rb"(?:MSH|FHS|BHS)([^A-Za-z0-9\s\"'])([^A-Za-z0-9\s\"']{1,5})?\1")
_WRAPPERS = frozenset({b"FHS", b"BHS", b"BTS", b"FTS"})
_BYTE_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CHARSETS = {
    "": "", "ASCII": "", "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8", "UNICODE": "utf-8",
    **{f"8859/{part}": f"iso8859_{part}" for part in range(1, 17) if part != 12},
    "WINDOWS-1252": "cp1252", "CP1252": "cp1252",
}  # fmt: skip
_BLANK = frozenset({"", '""'})
"""What a field holds that says nothing, or that a value is to be deleted."""

_LINE = re.compile(rb"[^\r\n\x0b\x1c]+")


def is_hl7(head: bytes) -> bool:
    """Say whether a file starts as HL7 v2 messages do."""
    text = head
    for mark, encoding in _BYTE_MARKS:
        if head.startswith(mark):
            text = head[len(mark) :].decode(encoding, "ignore").encode()
    return _HEAD.match(text.lstrip(b"\x0b\x1c\r\n\t ")) is not None


@dataclass(slots=True)
class Segment:
    """One segment: its name and its fields, cut but not yet unescaped. Fields count from 1."""

    name: str
    fields: list[str]
    marks: Marks
    charset: str

    def repeats(self, number: int) -> list[Field]:
        """Return the repetitions of a field; none where it is blank or deleted (``""``)."""
        if number >= len(self.fields):
            return []
        several = self.fields[number].split(self.marks.repetition)
        return [Field(each, self) for each in several if each.strip() not in _BLANK]

    def get(self, number: int, component: int = 1, part: int = 1) -> str:
        """Return a part of a component of a field's first repetition, unescaped."""
        if number >= len(self.fields) or not self.fields[number]:
            return ""
        text = self.fields[number]
        if self.marks.repetition in text or text.strip() in _BLANK:
            several = self.repeats(number)
            return several[0].get(component, part) if several else ""
        return _part_of(text, self, component, part)


@dataclass(slots=True)
class Field:
    """One repetition of a field."""

    text: str
    segment: Segment

    def get(self, component: int = 1, part: int = 1) -> str:
        """Return a part of a component, both counted from 1, unescaped and trimmed."""
        return _part_of(self.text, self.segment, component, part)

    def parts(self, component: int) -> list[str]:
        """Return the parts (sub-components) of a component, unescaped and trimmed."""
        marks = self.segment.marks
        several = self.text.split(marks.component)
        if component > len(several):
            return []
        count = several[component - 1].count(marks.part) + 1
        return [self.get(component, part) for part in range(1, count + 1)]


def _part_of(text: str, segment: Segment, component: int, part: int) -> str:
    marks = segment.marks
    several = text.split(marks.component, component)
    if component > len(several):
        return ""
    parts = several[component - 1].split(marks.part, part)
    found = parts[part - 1].strip() if part <= len(parts) else ""
    if found in _BLANK:
        return ""
    return unescaped(found, marks, segment.charset).strip() if marks.escape in found else found


@dataclass(slots=True)
class Message:
    """One message and its place in the file, from 1."""

    number: int
    segments: dict[str, list[Segment]] = field(default_factory=dict)
    stray_lines: int = 0
    is_misread: bool = False

    def add(self, segment: Segment) -> None:
        """Add the next segment."""
        self.segments.setdefault(segment.name, []).append(segment)

    def first(self, name: str) -> Segment | None:
        """Return the first segment of a name."""
        several = self.segments.get(name)
        return several[0] if several else None

    def all(self, name: str) -> list[Segment]:
        """Return the segments of a name, in order."""
        return self.segments.get(name, [])

    def get(self, name: str, number: int, component: int = 1, part: int = 1) -> str:
        """Return a part of the first segment of a name; empty where there is none."""
        segment = self.first(name)
        return segment.get(number, component, part) if segment else ""


@dataclass(slots=True)
class _Raw:
    number: int
    lines: list[bytes]
    stray_lines: int = 0


class MessageFile:
    """The messages of a file. Raises Refused when it is too large or holds far too much."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            size = f"{MAX_BYTES // 10**6:,} MB"
            raise Refused("file_too_large", f"The file is larger than {size}: split it in two.")
        self._data, self._encoding = _plain_bytes(data)

    def messages(self) -> Iterator[Message]:
        """Yield the messages, in order; the file can be gone through again."""
        return map(self._message, _raw_messages(self._data))

    def _message(self, raw: _Raw) -> Message:
        marks = _marks(raw.lines[0])
        charset, lines, is_misread = _decoded(raw.lines, marks, self._encoding)
        message = Message(raw.number, stray_lines=raw.stray_lines, is_misread=is_misread)
        for line in lines:
            cut = line.split(marks.field)
            fields = [cut[0], marks.field, *cut[1:]] if cut[0] == "MSH" else cut
            message.add(Segment(cut[0], fields, marks, charset))
        return message


def _plain_bytes(data: bytes) -> tuple[bytes, str]:
    """Return the bytes in an encoding that keeps ASCII, and that encoding if it is certain."""
    for mark, encoding in _BYTE_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode(), "utf-8"
    return data, ""


def _raw_messages(data: bytes) -> Iterator[_Raw]:
    """Yield the lines of each message; what is no segment is joined to the one before it."""
    found: _Raw | None = None
    number = 0
    separator = b"|"
    for line in _LINE.finditer(data):
        stripped = line.group().translate(_FRAMING).strip()
        if not stripped:
            continue
        if stripped[:3] in _WRAPPERS and not stripped[3:4].isalnum():
            continue
        if stripped.startswith(b"MSH") and _HEAD.match(stripped):
            if found is not None:
                yield found
            number += 1
            if number > MAX_MESSAGES:
                raise Refused("too_many_rows", f"The file has over {MAX_MESSAGES:,} messages.")
            separator = stripped[3:4]
            found = _Raw(number, [stripped])
        elif found is not None:
            _add_line(found, stripped, separator)
    if found is not None:
        yield found


def _add_line(found: _Raw, line: bytes, separator: bytes) -> None:
    name, _, _ = line.partition(separator)
    if not _SEGMENT.match(name):
        found.lines[-1] += b" " + line
        found.stray_lines += 1
    elif len(found.lines) >= MAX_SEGMENTS:
        raise Refused("too_many_rows", f"A message has more than {MAX_SEGMENTS:,} segments.")
    else:
        found.lines.append(line)


def _marks(head: bytes) -> Marks:
    match = _HEAD.match(head)
    separator = match.group(1) if match else b"|"
    others = (match.group(2) or b"") if match else b""
    said = [bytes([each]).decode("latin-1") for each in others]
    component, repetition, escape, part = (*said, *"^~\\&"[len(said) :])[:4]
    return Marks(separator.decode("latin-1"), component, repetition, escape, part)


def _decoded(lines: list[bytes], marks: Marks, known: str) -> tuple[str, list[str], bool]:
    """Return the charset, the lines as text, and whether letters may have been misread.

    MSH-18 says the charset; where it does not, or wrongly, UTF-8 is tried before Windows-1252.
    """
    whole = b"\r".join(lines)
    fields = lines[0].decode("latin-1").split(marks.field)
    named = fields[17].split(marks.repetition)[0].strip().upper() if len(fields) > 17 else ""
    said = known or _CHARSETS.get(named, "")
    for charset in dict.fromkeys((said or "utf-8", "utf-8")):
        try:
            return charset, whole.decode(charset).split("\r"), False
        except UnicodeDecodeError:
            continue
    text = whole.decode("cp1252", "replace")
    return "cp1252", text.split("\r"), bool(said) or "\ufffd" in text
