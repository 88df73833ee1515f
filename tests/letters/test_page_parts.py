"""Envelopes, cleaning, number direction and preview pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rota.domain.directions import held_left_to_right, put
from rota.domain.envelopes import Rect
from rota.domain.errors import Refused
from rota.domain.letter_content import LetterContent
from rota.letters.cleaning import cleaned
from rota.letters.page_data import reads_right_to_left
from rota.letters.preview import page_count, page_image
from rota.letters.typesetter import TypstTypesetter
from rota.tables.envelopes import C5, DL
from tests.letters.samples import POSTPONED, numbered


def rounded(rect: Rect) -> tuple[float, ...]:
    return tuple(round(side, 1) for side in (rect.left, rect.top, rect.right, rect.bottom))


def test_the_zones_of_the_stock_envelopes():
    assert rounded(C5.safe) == (20, 67, 91, 88.5)
    assert rounded(C5.private) == (1, 53.5, 110, 102)
    assert rounded(DL.safe) == (20, 57, 100, 81)
    assert rounded(DL.private) == (10, 46, 110, 92)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"envelope_width": 205}, "envelope_too_small"),
        ({"window_width": 50}, "window_too_small"),
        ({"window_left": 110}, "window_position"),
    ],
)
def test_an_envelope_that_cannot_work_is_refused(change, code):
    with pytest.raises(Refused) as refusal:
        TypstTypesetter(replace(C5, **change))
    assert refusal.value.code == code


def test_cleaning_tidies_what_is_harmless():
    letter = replace(
        POSTPONED,
        address=("  Ann\u00a0 \tLee ", "", "1 High\nStreet", "NB1\u200b 1AA"),
        salutation="Dear Cafe\u0301",
    )
    tidy = cleaned(letter)
    assert isinstance(tidy, LetterContent)
    assert tidy.address == ("Ann Lee", "1 High Street", "NB1 1AA")
    assert tidy.salutation == "Dear Café"


@pytest.mark.parametrize(
    ("language", "rtl"),
    [("ar", True), ("ur-PK", True), ("en-GB", False), ("pa", False), ("pa-Arab-PK", True),
     ("ku-Latn", False), ("he", True), ("cy", False)],
)  # fmt: skip
def test_direction_by_language(language, rtl):
    assert reads_right_to_left(language) is rtl


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("01632 960001", "<01632 960001>"),
        ("هاتف: 01632 960001.", "هاتف: <01632 960001>."),
        ("Level 2, الطابق", "<Level 2>, الطابق"),
        ("Level 2", "<Level 2>"),
        ("الساعة 10:30am", "الساعة <10:30am>"),
        ("(كان: 10:20)۔", "(كان: <10:20>)۔"),
        ("(GP) هاتف", "<(GP)> هاتف"),
        ("(10:20، هاتف)", "(<10:20>، هاتف)"),
        ("يوم", "يوم"),
        (" ", " "),
    ],
)
def test_numbers_in_right_to_left_text_are_held_together(text, marked):
    assert held_left_to_right(text).replace("\u2066", "<").replace("\u2069", ">") == marked


def test_a_value_among_words_from_the_right_is_held_whole():
    held = put("{what}، {service}", what="موعد", service="Ear, nose and throat")
    assert held == "موعد، \u2066Ear, nose and throat\u2069"
    assert held_left_to_right(f"{held} (10:20)") == f"{held} \u2066(10:20)\u2069"
    assert put("{what}, {service}", what="Visit", service="Ear, nose") == "Visit, Ear, nose"


def test_a_page_is_drawn_at_the_width_asked_for():
    pdf = TypstTypesetter(C5).typeset(numbered(2)).pdf
    assert page_count(pdf) == 4
    width, height, pixels = page_image(pdf, 1, 333)
    assert width == 333
    assert abs(height - 333 * 297 / 210) <= 1
    assert len(pixels) == width * height * 4
    assert pixels[:3] == b"\xff\xff\xff"
    assert min(pixels[0::4]) < 60
    assert min(page_image(pdf, 2, 333)[2]) == 255
    with pytest.raises(IndexError):
        page_image(pdf, 5, 333)
