"""Why a letter was left out of a print file, in sentences that name no patient."""

from __future__ import annotations

from rota.domain.letter_content import LetterException

SENTENCES = {
    "address_too_long": "The address has more lines than the envelope window can show. Shorten it "
    "to seven lines or fewer.",
    "address_too_wide": "A line of the address is wider than the envelope window. Split it over "
    "two lines or shorten it.",
    "bad_character": "The record holds a character that cannot be printed or that hides or turns "
    "round text ({detail}). Correct the record it came from.",
    "bad_picture": "On this letter, {detail} cannot be printed. It must be an RGB PNG or JPEG of "
    "at most 1 MB, whole, with a description in words.",
    "contact_too_long": "The trust's name and contact details do not fit beside the envelope "
    "window. Shorten them.",
    "double_reference": "More than one letter of this run has this reference, so none of them "
    "was printed.",
    "font_size": "The print size of this letter is not between 10 and 32 points.",
    "missing_glyph": "The letter holds a character that the letter fonts cannot show ({detail}). "
    "Write it in other letters or send this letter by hand.",
    "no_address": "The address has fewer than two lines.",
    "no_reference": "The letter has no reference, so it could not be found again after printing.",
    "not_typeset": "The letter could not be laid out. Print the rest and report this reference to "
    "the person who looks after the program.",
    "off_page": "Some of the letter's text would run off the edge of the page.",
    "read_back": "The finished page was read back and {detail} did not match the record. Print the "
    "rest and send this letter by hand.",
}


def left_out(reference: str, code: str, detail: str = "") -> LetterException:
    """The exception for a letter; ``detail`` may name a part of the page, never its contents."""
    return LetterException(reference, code, SENTENCES[code].format(detail=detail))


def code_points(characters: str) -> str:
    """Characters named by number, at most three: "U+674E, U+9F8D"."""
    distinct = list(dict.fromkeys(characters))[:3]
    return ", ".join(f"U+{ord(character):04X}" for character in distinct)
