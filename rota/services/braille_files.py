"""Letters as braille files, or as text for a transcriber where no braille can be made of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rota.domain.braille_pages import BrailleBlock, brf
from rota.domain.languages import ENGLISH
from rota.domain.letter_content import LetterContent
from rota.domain.letter_plain import PlainPart, plain_parts, plain_text
from rota.services.ports import Braille


@dataclass(frozen=True, slots=True)
class BrailleFiles:
    """Files by their names, and what to know of them; no note names a patient."""

    files: Mapping[str, bytes]
    notes: tuple[str, ...]


def braille_files(letters: Mapping[str, LetterContent], braille: Braille) -> BrailleFiles:
    """Return each letter by its reference as a BRF file.

    A translation that cannot be brailled is left out, the English says the same. An English letter
    that cannot goes as text for a transcriber; so do all where braille cannot be made at all.
    """
    if why := braille.lacking():
        files = {f"{each}.txt": plain_text(said).encode() for each, said in letters.items()}
        return BrailleFiles(files, (why,))
    parts = {reference: plain_parts(said) for reference, said in letters.items()}
    cells = _Cells([part for each in parts.values() for part in each], braille)
    files, notes = {}, []
    for reference, of_letter in parts.items():
        good = [part for part in of_letter if cells.has(part)]
        if any(part not in good for part in of_letter if part.language == ENGLISH):
            files[f"{reference}.txt"] = plain_text(letters[reference]).encode()
            notes.append(
                f"{reference} holds a character that braille has no cells for: its text is there "
                "for a transcriber."
            )
            continue
        if len(good) < len(of_letter):
            notes.append(f"{reference} is in English only: its other language cannot be brailled.")
        files[f"{reference}.brf"] = brf(block for part in good for block in cells.blocks(part))
    return BrailleFiles(files, tuple(notes))


class _Cells:
    """The cells of every line of many letters, asked for by language, all at once."""

    def __init__(self, parts: list[PlainPart], braille: Braille) -> None:
        self._known: dict[tuple[str, str], str] = {}
        for language in dict.fromkeys(part.language for part in parts):
            if not braille.has_table(language):
                continue
            lines = list(
                dict.fromkeys(
                    line for part in parts if part.language == language for line in _lines(part)
                )
            )
            unknown = set(braille.unknown_characters(language, lines))
            lines = [line for line in lines if unknown.isdisjoint(line)]
            made = braille.cells(language, lines)
            self._known |= {
                (language, line): found for line, found in zip(lines, made, strict=True)
            }

    def has(self, part: PlainPart) -> bool:
        """Return whether all of a part is in braille."""
        return all((part.language, line) in self._known for line in _lines(part))

    def blocks(self, part: PlainPart) -> list[BrailleBlock]:
        """Return a part in braille."""
        return [
            BrailleBlock(
                each.style,
                tuple(self._known[(part.language, line)] for line in _split(each.text)),
            )
            for each in part.blocks
        ]


def _lines(part: PlainPart) -> list[str]:
    return [line for each in part.blocks for line in _split(each.text)]


def _split(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split("\n")
