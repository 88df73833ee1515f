"""Tells the parts of a wording apart while it is typed: headings, bold, fields, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtGui import QFont, QPalette, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from ui.colours import Role, Tone, tone_colours

_PATTERNS = (
    (re.compile(r"^(?:\[[^\]]*\] )?##? .*$"), "heading"),
    (re.compile(r"^\[\[\w+\]\]$"), "place"),
    (re.compile(r"\*\*.+?\*\*"), "bold"),
    (re.compile(r"^\[(?!\[)[^\]]*\]"), "condition"),
    (re.compile(r"(?:^|(?<=\] ))(?:>|-|##?) "), "mark"),
    (re.compile(r"(?:^|(?<=\] )|(?<=- ))\([\w-]+\) "), "picture"),
)
_BRACES = re.compile(r"\{\{|\}\}| \? | : ")
_TONES = {
    "place": Tone.EMERGENCY,
    "mark": Tone.MUTED,
    "condition": Tone.STRIKING,
    "picture": Tone.LEAVE,
    "field": Tone.EMERGENCY,
}

Stretch = tuple[int, int, str]


class WordingColours(QSyntaxHighlighter):
    """Headings and bold words in bold; fields, conditions and pictures each in a colour."""

    def __init__(self, document: QTextDocument, palette: Callable[[], QPalette]) -> None:
        super().__init__(document)
        self._palette = palette
        self._formats = self._made()

    def dress(self) -> None:
        """Take the colours of the palette in use now."""
        self._formats = self._made()
        self.rehighlight()

    def _made(self) -> dict[str, QTextCharFormat]:
        palette, made = self._palette(), {}
        for name in ("heading", "bold", *_TONES):
            each = QTextCharFormat()
            if name in ("heading", "bold", "place"):
                each.setFontWeight(QFont.Weight.Bold)
            if tone := _TONES.get(name):
                each.setForeground(tone_colours(palette, tone).mark)
            else:
                each.setForeground(palette.color(Role.Text))
            made[name] = each
        return made

    def highlightBlock(self, text: str) -> None:
        """Dress one line."""
        for start, end, name in stretches(text):
            # Qt counts UTF-16 units, Python characters: a rare letter counts twice.
            self._lay(_units(text[:start]), _units(text[start:end]), self._formats[name])

    def _lay(self, start: int, length: int, wanted: QTextCharFormat) -> None:
        """Put a look over what is there already: a field in a heading stays bold."""
        for at in range(start, start + length):
            merged = QTextCharFormat(self.format(at))
            merged.merge(wanted)
            self.setFormat(at, 1, merged)


def stretches(line: str) -> Iterator[Stretch]:
    """Return what is what in a line: start, end and its look; later ones lie over earlier."""
    for pattern, name in _PATTERNS:
        for found in pattern.finditer(line):
            yield found.start(), found.end(), name
    yield from _filled(line)


def _filled(line: str) -> Iterator[Stretch]:
    """Fields whole; of a choice its condition and its marks, since its texts are plain words."""
    opened: list[list[int]] = []
    for found in _BRACES.finditer(line):
        if found[0] == "{{":
            opened.append([found.start()])
        elif not opened:
            continue
        elif found[0] == "}}":
            marks = opened.pop()
            if len(marks) == 1:
                yield marks[0], found.end(), "field"
            else:
                yield found.start(), found.end(), "condition"
        elif found[0] == " ? " and len(opened[-1]) == 1:
            yield opened[-1][0], found.end(), "condition"
            opened[-1].append(found.start())
        elif found[0] == " : " and len(opened[-1]) == 2:
            yield found.start(), found.end(), "condition"
            opened[-1].append(found.start())


def _units(text: str) -> int:
    return len(text) + sum(ord(each) > 0xFFFF for each in text)
