"""What the template is told: the measures of the page and each letter, as plain JSON values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rota.domain.directions import END_MARK, RTL_MARK, held_left_to_right, is_ltr
from rota.domain.envelopes import RIGHT_MARGIN_MM, SHEET_WIDTH_MM, EnvelopeProfile, Rect
from rota.domain.letter_content import (
    AppointmentLine,
    Block,
    Labels,
    LetterContent,
    LetterPart,
    Run,
)
from rota.letters.picture_data import drawing_key

FONTS = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Hebrew",
    "Noto Sans Tamil",
)
LARGE_PRINT_POINTS = 16.0
EASY_READ_POINTS = 14.0
LOGO_HEIGHTS_MM = (16.0, 12.0, 9.0)
"""How high a logo may be: the first at which all fits beside the window."""
PICTURE_MM = 25.0
PICTURE_GAP_MM = 7.0
SMALLEST_LEFT_MARGIN_MM = 15.0
POINTS_PER_MM = 72 / 25.4

# Royal Mail asks for 10 to 12 points. Seven lines fit the C5 window only at 8, which is also
# what GOV.UK Notify prints. Pitch is from line to line, as a multiple of the size.
ADDRESS_SIZES = (
    (11.0, 1.2),
    (10.5, 1.2),
    (10.0, 1.2),
    (9.5, 1.15),
    (9.0, 1.12),
    (8.5, 1.1),
    (8.0, 1.07),
)
# Noto Sans: height of a capital, and room for an accent above it and a tail below the line.
CAP_HEIGHT = 0.714
ACCENT_ROOM = 0.44

ENGLISH_LABELS = Labels()
WORDS = {**asdict(ENGLISH_LABELS), "undelivered": "If undelivered, please return to:"}
TABLE_SHARES = (3.4, 2.1, 2.5, 1.4)
CELL_PADDING_MM = 2.0
# A bullet's indent, mark and gap.
BULLET_INDENT_MM = 8.0
HEADING = 1.15
# Beside the widest label at the largest print size.
LARGE_VALUE_WIDTH_MM = 80.0
# The widest letter of Noto Sans is just under one em; bold adds a little.
WIDEST_LETTER = 1.1

_RTL_LANGUAGES = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_RTL_SCRIPTS = frozenset({"arab", "aran", "hebr", "thaa"})
_WORD = re.compile(r"[^\s\-–—/]+")
# A longer value may not fit on one line, so it is not held together.
LONGEST_KEPT = 40

Json = dict[str, Any]


def layout_data(profile: EnvelopeProfile) -> Json:
    """The measures of the page, in millimetres, for one envelope."""
    left = max(SMALLEST_LEFT_MARGIN_MM, profile.safe.left)
    body_width = SHEET_WIDTH_MM - RIGHT_MARGIN_MM - left
    return {
        "words": WORDS,
        "fonts": FONTS,
        "margin_left": left,
        "margin_right": RIGHT_MARGIN_MM,
        "margin_top": 18.0,
        "margin_bottom": 19.0,
        "body_top": profile.body_top,
        "body_width": body_width,
        "table_shares": TABLE_SHARES,
        "cell_padding": CELL_PADDING_MM,
        "cell_widths": _cell_widths(body_width),
        "large_value_width": LARGE_VALUE_WIDTH_MM,
        "address": _rect(profile.safe),
        "address_sizes": [{"points": size, "pitch": pitch} for size, pitch in ADDRESS_SIZES],
        "cap_height": CAP_HEIGHT,
        "accent_room": ACCENT_ROOM,
        "column": _rect(profile.column),
        "logo_heights": LOGO_HEIGHTS_MM,
        "picture": PICTURE_MM,
        "picture_gap": PICTURE_GAP_MM,
    }


def letter_data(letter: LetterContent, layout: Json, number: int) -> Json:
    """One letter for the template; ``number`` names it inside its chunk."""
    easy = letter.layout == "easy_read"
    points = max(letter.font_points, EASY_READ_POINTS) if easy else letter.font_points
    large = easy or points >= LARGE_PRINT_POINTS
    body, column = layout["body_width"], layout["column"]["width"]
    contact = (body, points) if large else (column, 9.0)
    page = _Page(points, body, [LARGE_VALUE_WIDTH_MM] * 4 if large else layout["cell_widths"], easy)
    show = _Show(reads_right_to_left(letter.language))
    other = letter.translation
    parts = (other, letter) if other else (letter,)
    return {
        "id": str(number),
        "reference": letter.reference,
        "trust": show.text(letter.trust_name, column, max(points, 13.0)),
        "logo": letter.logo and drawing_key(letter.logo),
        "contact": [show.text(line, *contact) for line in letter.contact_lines],
        "return_address": show.text(letter.return_address, body, points if large else 8.0),
        "address": letter.address,
        "date": letter.date if is_ltr(letter.date) else f"{RTL_MARK}{letter.date}{END_MARK}",
        "other": other and _other_words(other),
        "parts": [_part_data(part, page, letter) for part in parts],
        "points": points,
        "heading_points": points * HEADING,
        "large": large,
        "easy": easy,
        **_tongue(letter.language),
    }


@dataclass(frozen=True, slots=True)
class _Page:
    """The print size of a letter and the widths of its text and its cells in millimetres."""

    points: float
    body: float
    cells: list[float]
    easy: bool


def _part_data(part: LetterContent | LetterPart, page: _Page, letter: LetterContent) -> Json:
    tongue = _tongue(part.language)
    show = _Show(tongue["rtl"])
    points, body = page.points, page.body
    labels = part.labels if isinstance(part, LetterPart) else ENGLISH_LABELS
    pictures = {each.name: drawing_key(each) for each in letter.pictures} if page.easy else {}
    width = body - PICTURE_MM - PICTURE_GAP_MM if page.easy else body
    return {
        "words": None if labels == ENGLISH_LABELS else asdict(labels),
        "salutation": show.text(part.salutation, body, points),
        "heading": show.text(part.heading, body, points * HEADING),
        "before": [show.block(block, width, points, pictures) for block in part.before_table],
        "rows": [show.row(row, page.cells, points) for row in part.appointments],
        "after": [show.block(block, width, points, pictures) for block in part.after_table],
        "sign_off": [show.text(line, body, points) for line in part.sign_off],
        **tongue,
    }


def _other_words(part: LetterPart) -> Json:
    """What the head and the foot of a letter say in its other language."""
    labels = part.labels
    marked = _in_own_direction if reads_right_to_left(part.language) else str
    return {
        "dated": marked(f"{labels.date}: {part.date}"),
        "reference": marked(labels.reference),
        "page": labels.page,
        "of": labels.of,
        **_tongue(part.language),
    }


def _in_own_direction(text: str) -> str:
    return f"{RTL_MARK}{held_left_to_right(text)}{END_MARK}"


def _tongue(language: str) -> Json:
    """A BCP 47 tag as the template takes it; what is no tag counts as English."""
    primary, _, rest = language.partition("-")
    region = rest.rpartition("-")[2]
    return {
        "lang": primary.lower() if re.fullmatch("[A-Za-z]{2,3}", primary) else "en",
        "region": region.upper() if re.fullmatch("[A-Za-z]{2}", region) else None,
        "rtl": reads_right_to_left(language),
    }


def reads_right_to_left(language: str) -> bool:
    """Whether a BCP 47 tag means right-to-left text; a named script outweighs the language.

    Typst takes Punjabi for right-to-left, which is wrong for Gurmukhi, so it is told each time.
    """
    primary, *others = language.lower().split("-")
    scripts = [part for part in others if len(part) == 4 and part.isalpha()]
    return scripts[0] in _RTL_SCRIPTS if scripts else primary in _RTL_LANGUAGES


def _rect(rect: Rect) -> Json:
    return {"left": rect.left, "top": rect.top, "width": rect.width, "height": rect.height}


def _cell_widths(body_width: float) -> list[float]:
    share = body_width / sum(TABLE_SHARES)
    return [share * part - 2 * CELL_PADDING_MM for part in TABLE_SHARES]


@dataclass(frozen=True, slots=True)
class _Show:
    """Puts a letter's texts into the form the template takes."""

    rtl: bool

    def text(self, text: str, width_mm: float, points: float) -> str | Json:
        """The text; words that may be too wide for one line are named, to be measured."""
        shown = held_left_to_right(text) if self.rtl else text
        most = width_mm * POINTS_PER_MM / (points * WIDEST_LETTER)
        if len(text) <= most:
            return shown
        long = [word for word in dict.fromkeys(_WORD.findall(shown)) if len(word) > most]
        return {"text": shown, "long": long, "width": width_mm} if long else shown

    def block(
        self, block: Block, width_mm: float, points: float, pictures: Mapping[str, str]
    ) -> Json:
        width = width_mm - BULLET_INDENT_MM if block.style == "bullet" else width_mm
        runs = [self.run(run, width, points) for run in block.runs]
        return {"style": block.style, "runs": runs, "picture": pictures.get(block.picture)}

    def run(self, run: Run, width_mm: float, points: float) -> Json:
        kept = run.keep_ltr and len(run.text) <= LONGEST_KEPT
        return {"text": self.text(run.text, width_mm, points), "bold": run.bold, "ltr": kept}

    def row(self, row: AppointmentLine, widths: list[float], points: float) -> Json:
        values = (row.what, row.where, row.day, row.time)
        what, where, day, time = (
            self.text(value, width, points) for value, width in zip(values, widths, strict=True)
        )
        return {"what": what, "where": where, "day": day, "time": time}
