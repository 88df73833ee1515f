"""Paragraphs, headings and bullets of a letter, with their numbers held together."""

from __future__ import annotations

import re

from rota.domain.letter_content import Block, Run

_NUMBERS = re.compile(r"(\+?\d[\d ]{2,}\d|\d+)")


def paragraph(text: str, bold: bool = False) -> Block:
    """Return a paragraph."""
    return Block("paragraph", _runs(text, bold))


def heading(text: str) -> Block:
    """Return a heading."""
    return Block("heading", _runs(text))


def bullet(text: str) -> Block:
    """Return a bullet."""
    return Block("bullet", _runs(text))


def _runs(text: str, bold: bool = False) -> tuple[Run, ...]:
    """Cut text so that numbers and phones hold together and run left to right."""
    parts = [part for part in _NUMBERS.split(text) if part]
    return tuple(Run(part, bold, keep_ltr=bool(_NUMBERS.fullmatch(part))) for part in parts)
