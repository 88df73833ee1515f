"""The last check before printing: read each finished page and compare it with the record."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rota.domain.directions import is_ltr
from rota.domain.envelopes import SHEET_HEIGHT_MM, SHEET_WIDTH_MM, EnvelopeProfile, Rect
from rota.domain.letter_content import LetterContent, LetterException, TypesetLetter
from rota.letters.faults import left_out
from rota.letters.page_data import POINTS_PER_MM, WORDS
from rota.letters.pdfium import LOCK, opened

# Printers cannot print the outermost 4 to 5 mm of a sheet.
UNPRINTABLE_MM = 5.0
# pdfium's boxes follow a font's ascent and descent, a little beyond the ink.
BOX_SLACK_MM = 1.0
# The closest lines of an address lie 3 mm apart.
SAME_LINE_MM = 1.2
# pdfium keeps all it has read until a file is closed: 12 KB for each letter.
LETTERS_AN_OPENING = 500

_DROPPED = re.compile(r"[\s\u00ad\u061c\u200b-\u200f\u2060-\u2069\ufeff]")
# pdfium gives a hyphen at a line's end as one of these.
_LINE_END_HYPHEN = re.compile("[\x02\ufffe]")
_TWICE = re.compile(r"([^\W\d_])\1+")
_BRACKETS = str.maketrans(")]}>»", "([{<«")


@dataclass(frozen=True, slots=True)
class PageText:
    """What pdfium read on a page: all text, the text in the window, every text box in mm.

    ``flat`` is all text as ``squashed`` gives it. ``ink`` are the boxes of all else that is drawn:
    lines, pictures, shades.

    ``seen`` and ``window_seen`` are set only on a page with right-to-left letters: the lines as
    the eye meets them from left to right, since pdfium may turn whole lines of such a page round.
    """

    whole: str
    flat: str
    window: str
    boxes: tuple[Rect, ...]
    ink: tuple[Rect, ...] = ()
    seen: tuple[str, ...] = ()
    window_seen: tuple[str, ...] = ()

    def holds(self, value: str) -> bool:
        """Whether a value of the record stands on the page.

        Where vowel marks are set, a reader of PDFs may give a letter twice and lose its mark. Such
        a value counts as found when all but that agrees; of numbers nothing is ever left out.
        """
        if self._holds(value, self.flat, self.seen):
            return True
        if not any(map(_is_mark, value)):
            return False
        seen = tuple(map(_without_marks, self.seen))
        return self._holds(_without_marks(value), _without_marks(self.flat), seen)

    @staticmethod
    def _holds(value: str, flat: str, seen: tuple[str, ...]) -> bool:
        if not seen:
            return squashed(value) in flat
        words = value.split()
        return any(_wraps_from(words, seen[start:]) for start in range(len(seen)))

    def shows_address(self, address: tuple[str, ...]) -> bool:
        """Whether the window holds the address and nothing else."""
        if not self.window_seen:
            return squashed("".join(address)) == squashed(self.window)
        return len(address) == len(self.window_seen) and all(
            len(_unmirrored(line)) == len(seen) and _in_one_line(line, (seen,))
            for line, seen in zip(address, self.window_seen, strict=True)
        )


def read_back(
    pdf: bytes,
    planned: list[tuple[LetterContent, TypesetLetter]],
    profile: EnvelopeProfile,
) -> Iterator[LetterException | None]:
    """For each planned letter in turn: nothing when its pages are right, or what is wrong.

    Right means: the window shows the address and nothing else, neither text nor lines nor pictures,
    and the address lies wholly inside what is surely seen;
    the reference and "Page n of m" stand on every page; the letter's date and every appointment's
    date and time are there, in each language of the letter; no text runs off the page; a blank
    back is blank.
    """
    with opened(pdf) as document, LOCK:
        pages = len(document)
    miscounted = pages != sum(_sides(place) for _, place in planned)
    for start in range(0, len(planned), LETTERS_AN_OPENING):
        with opened(pdf) as document:
            for letter, place in planned[start : start + LETTERS_AN_OPENING]:
                fault = _fault(document, pages, letter, place, profile)
                if fault is None and miscounted:
                    fault = left_out(letter.reference, "read_back", "the number of pages")
                yield fault


def read_back_alone(
    pdf: bytes, letter: LetterContent, profile: EnvelopeProfile
) -> LetterException | None:
    """What is wrong with a letter in a file of its own, which has no blank back."""
    with opened(pdf) as document:
        with LOCK:
            pages = len(document)
        return _page_fault(document, pages, letter, TypesetLetter("", 1, pages), profile)


def _sides(place: TypesetLetter) -> int:
    return place.pages + place.pages % 2


def _fault(
    document: pdfium.PdfDocument,
    pages: int,
    letter: LetterContent,
    place: TypesetLetter,
    profile: EnvelopeProfile,
) -> LetterException | None:
    if place.first_page % 2 == 0 or place.first_page - 1 + _sides(place) > pages:
        return left_out(letter.reference, "read_back", "the number of pages")
    return _page_fault(document, _sides(place), letter, place, profile)


def _page_fault(
    document: pdfium.PdfDocument,
    sides: int,
    letter: LetterContent,
    place: TypesetLetter,
    profile: EnvelopeProfile,
) -> LetterException | None:
    texts = [read_page(document, place.first_page - 1 + side, profile) for side in range(sides)]
    if any(_off_page(box) for page in texts for box in page.boxes):
        return left_out(letter.reference, "off_page")
    part = _wrong_part(letter, texts, place.pages, profile)
    return left_out(letter.reference, "read_back", part) if part else None


def _wrong_part(
    letter: LetterContent, texts: list[PageText], pages: int, profile: EnvelopeProfile
) -> str | None:
    first, written = texts[0], texts[:pages]
    if not first.shows_address(letter.address):
        return "the address in the window"
    if not all(_inside_window(box, profile) for box in first.boxes):
        return "the place of the address"
    if any(_may_show(box, profile) for box in first.ink):
        return "what the envelope window may show"
    if not all(page.holds(letter.reference) for page in written):
        return "the reference"
    for number, page in enumerate(written, start=1):
        if not page.holds(f"{WORDS['page']} {number} {WORDS['of']} {pages}"):
            return "the page number"
    if any(page.flat for page in texts[pages:]):
        return "the blank back of the last sheet"
    parts = (letter, letter.translation) if letter.translation else (letter,)
    if not all(first.holds(part.date) for part in parts):
        return "the date"
    told = [value for part in parts for row in part.appointments for value in (row.day, row.time)]
    if not all(any(page.holds(value) for page in written) for value in told):
        return "an appointment's date or time"
    return None


def squashed(text: str) -> str:
    """A text as pdfium and the record must agree on it: no spaces, no unseen marks, ligatures
    taken apart."""
    text = _LINE_END_HYPHEN.sub("-", text)
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def _unmirrored(text: str) -> str:
    return squashed(text).translate(_BRACKETS)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc")


def _without_marks(text: str) -> str:
    """Text without its vowel marks, letters that then stand twice running given once."""
    return _TWICE.sub(r"\1", "".join(each for each in text if not _is_mark(each)))


def _wraps_from(words: list[str], lines: tuple[str, ...]) -> bool:
    """Whether words fill the end of one cell's line, then the next line, and so on.

    The next line of the cell beside it may lie a little higher and so come between; that is
    allowed for only after more than one word, lest a lone number be found in another value.
    """
    if not words or not lines:
        return not words
    return any(
        _in_one_line(" ".join(words[:cut]), lines[:1])
        and any(
            _wraps_from(words[cut:], lines[skipped:]) for skipped in ((1, 2) if cut > 1 else (1,))
        )
        for cut in range(len(words), 0, -1)
    )


def _in_one_line(value: str, lines: tuple[str, ...]) -> bool:
    """Whether a value stands whole in a line as seen from left to right.

    Right-to-left text must be there letter for letter but in any order: joined letters such as
    lam-alef come out of a PDF in either order.
    """
    wanted = _unmirrored(value)
    if is_ltr(value):
        return any(wanted in line for line in lines)
    letters = Counter(wanted)
    return any(
        Counter(line[start : start + len(wanted)]) == letters
        for line in lines
        for start in range(len(line) - len(wanted) + 1)
    )


def read_page(document: pdfium.PdfDocument, index: int, profile: EnvelopeProfile) -> PageText:
    """What stands on a page, counted from 0, and in the window of the envelope.

    What is drawn is asked of front pages only: no other lies behind the window.
    """
    with LOCK:
        page = document[index]
        text = page.get_textpage()
        try:
            height = page.get_height()
            zone = profile.private
            window = text.get_text_bounded(
                left=zone.left * POINTS_PER_MM,
                right=zone.right * POINTS_PER_MM,
                top=height - zone.top * POINTS_PER_MM,
                bottom=height - zone.bottom * POINTS_PER_MM,
            )
            boxes = tuple(
                _box(text.get_rect(number), height) for number in range(text.count_rects())
            )
            ink = tuple(
                _box(each.get_bounds(), height)
                for each in (page.get_objects(max_depth=1) if index % 2 == 0 else ())
                if each.type != raw.FPDF_PAGEOBJ_TEXT
            )
            whole = text.get_text_range()
            if is_ltr(whole):
                return PageText(whole, squashed(whole), window, boxes, ink)
            placed = _placed(text, height)
            inside = [
                each
                for each in placed
                if zone.left < each[1] < zone.right and zone.top < each[2] < zone.bottom
            ]
            return PageText(
                whole, squashed(whole), window, boxes, ink, _seen_lines(placed), _seen_lines(inside)
            )
        finally:
            text.close()
            page.close()


def _placed(text: pdfium.PdfTextPage, height: float) -> list[tuple[str, float, float]]:
    """Each printed character with its place on the sheet: from the left and to its baseline."""
    placed = []
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if character.isspace() or raw.FPDFText_IsGenerated(text.raw, index) == 1:
            continue
        raw.FPDFText_GetCharOrigin(text.raw, index, ctypes.byref(x), ctypes.byref(y))
        placed.append((character, x.value / POINTS_PER_MM, (height - y.value) / POINTS_PER_MM))
    return placed


def _seen_lines(placed: list[tuple[str, float, float]]) -> tuple[str, ...]:
    """The characters as lines from the top down, each from left to right, without spaces."""
    lines: list[list[tuple[str, float, float]]] = []
    for each in sorted(placed, key=itemgetter(2)):
        if lines and each[2] - lines[-1][0][2] < SAME_LINE_MM:
            lines[-1].append(each)
        else:
            lines.append([each])
    return tuple(
        _unmirrored("".join(character for character, *_ in sorted(line, key=itemgetter(1))))
        for line in lines
    )


def _box(points: tuple[float, float, float, float], height: float) -> Rect:
    left, bottom, right, top = points
    return Rect(
        left / POINTS_PER_MM,
        (height - top) / POINTS_PER_MM,
        right / POINTS_PER_MM,
        (height - bottom) / POINTS_PER_MM,
    )


def _off_page(box: Rect) -> bool:
    return (
        box.left < UNPRINTABLE_MM
        or box.top < UNPRINTABLE_MM
        or box.right > SHEET_WIDTH_MM - UNPRINTABLE_MM
        or box.bottom > SHEET_HEIGHT_MM - UNPRINTABLE_MM
    )


def _may_show(box: Rect, profile: EnvelopeProfile) -> bool:
    private = profile.private
    return (
        box.left < private.right
        and box.right > private.left
        and box.top < private.bottom
        and box.bottom > private.top
    )


def _inside_window(box: Rect, profile: EnvelopeProfile) -> bool:
    """Whether a box that the window may show lies wholly where it is surely seen."""
    safe = profile.safe
    return not _may_show(box, profile) or (
        box.left >= safe.left - BOX_SLACK_MM
        and box.right <= safe.right + BOX_SLACK_MM
        and box.top >= safe.top - BOX_SLACK_MM
        and box.bottom <= safe.bottom + BOX_SLACK_MM
    )
