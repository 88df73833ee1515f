"""The check before typesetting: tidy what is harmless, hold back what must not be posted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TypeVar

from rota.domain.letter_content import (
    AppointmentLine,
    Block,
    LetterContent,
    LetterException,
    LetterPart,
)
from rota.letters.faults import code_points, left_out
from rota.letters.pictures import bad_pictures

MOST_ADDRESS_LINES = 7
FEWEST_ADDRESS_LINES = 2
SMALLEST_POINTS = 10.0
LARGEST_POINTS = 32.0

# Half of a surrogate pair, controls, "not a character", the mark of a failed decoding, tags.
_BAD = re.compile(
    "[\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ufdd0-\ufdef"
    "\ufff9-\uffff\U000e0000-\U000e007f]"
)
# A translated wording may need isolates; an address never does, and they could turn it round.
_BAD_IN_ADDRESS = re.compile("[\u2066-\u2069]")
_UNSEEN = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
_LINE_ENDS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")


def cleaned(letter: LetterContent) -> LetterContent | LetterException:
    """The letter with stray spaces, line ends and unseen marks gone, or why it cannot be printed.

    Control characters, broken encodings and marks that reverse text are never repaired by
    guessing: such a letter is left out with the code ``bad_character``.
    """
    bad = "".join(found for text in _every_text(letter) for found in _BAD.findall(text))
    bad += "".join(found for line in letter.address for found in _BAD_IN_ADDRESS.findall(line))
    if bad:
        return left_out(letter.reference, "bad_character", code_points(bad))
    tidy = _tidied(letter)
    if not tidy.reference:
        return left_out(letter.reference, "no_reference")
    if len(tidy.address) < FEWEST_ADDRESS_LINES:
        return left_out(letter.reference, "no_address")
    if len(tidy.address) > MOST_ADDRESS_LINES:
        return left_out(letter.reference, "address_too_long")
    if not SMALLEST_POINTS <= tidy.font_points <= LARGEST_POINTS:
        return left_out(letter.reference, "font_size")
    if bad := bad_pictures(letter):
        return left_out(letter.reference, "bad_picture", bad)
    # Nearly every letter is tidy: ten thousand copies would be 50 MB.
    return letter if tidy == letter else tidy


def _every_text(letter: LetterContent) -> Iterator[str]:
    yield from (letter.reference, letter.trust_name, letter.return_address)
    yield from letter.contact_lines
    yield from letter.address
    yield from _part_texts(letter)
    if letter.translation is not None:
        yield from _part_texts(letter.translation)
        labels = letter.translation.labels
        yield from (getattr(labels, each.name) for each in fields(labels))
    for picture in (*letter.pictures, *filter(None, [letter.logo])):
        yield picture.alt


def _part_texts(part: LetterContent | LetterPart) -> Iterator[str]:
    yield from (part.date, part.salutation, part.heading, part.language)
    yield from part.sign_off
    for block in (*part.before_table, *part.after_table):
        yield from (run.text for run in block.runs)
    for row in part.appointments:
        yield from (row.what, row.where, row.day, row.time)


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", _LINE_ENDS.sub(" ", _UNSEEN.sub("", text)))


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in map(_line, texts) if line)


def _blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(
        replace(block, runs=tuple(replace(run, text=_text(run.text)) for run in block.runs))
        for block in blocks
    )


def _row(row: AppointmentLine) -> AppointmentLine:
    return AppointmentLine(_line(row.what), _line(row.where), _line(row.day), _line(row.time))


def _tidied(letter: LetterContent) -> LetterContent:
    tidy = _tidied_part(letter)
    return replace(
        tidy,
        reference=_line(letter.reference),
        trust_name=_line(letter.trust_name),
        contact_lines=_lines(letter.contact_lines),
        return_address=_line(letter.return_address),
        address=_lines(letter.address),
        translation=letter.translation and _tidied_part(letter.translation),
    )


Part = TypeVar("Part", LetterContent, LetterPart)


def _tidied_part(part: Part) -> Part:
    return replace(
        part,
        date=_line(part.date),
        salutation=_line(part.salutation),
        heading=_line(part.heading),
        before_table=_blocks(part.before_table),
        appointments=tuple(map(_row, part.appointments)),
        after_table=_blocks(part.after_table),
        sign_off=_lines(part.sign_off),
    )
