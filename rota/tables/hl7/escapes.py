"""The separators that an HL7 v2 message declares, and how it writes them within a text."""

from __future__ import annotations

from dataclasses import dataclass

_ESCAPE_END = 80
_BREAKS = frozenset({".br", ".sp", ".sk", ".ce", ".in", ".ti"})


@dataclass(frozen=True, slots=True)
class Marks:
    """The separators that a message declares."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    part: str = "&"


def unescaped(text: str, marks: Marks, charset: str) -> str:
    """Return a text with its escapes undone; those of layout become spaces, others are dropped."""
    out: list[str] = []
    at = 0
    while True:
        start = text.find(marks.escape, at)
        end = text.find(marks.escape, start + 1, start + _ESCAPE_END) if start >= 0 else -1
        if start < 0 or end < 0:
            out.append(text[at:])
            return "".join(out)
        out.append(text[at:start])
        out.append(_meaning(text[start + 1 : end], marks, charset))
        at = end + 1


def _meaning(code: str, marks: Marks, charset: str) -> str:
    simple = {
        "F": marks.field, "S": marks.component, "R": marks.repetition, "T": marks.part,
        "E": marks.escape,
    }  # fmt: skip
    if code in simple:
        return simple[code]
    if code[:3].lower() in _BREAKS:
        return " "
    if code[:1] == "X":
        try:
            return bytes.fromhex(code[1:]).decode(charset, "replace").replace("\x00", "\ufffd")
        except ValueError:
            return "\ufffd"
    return ""
