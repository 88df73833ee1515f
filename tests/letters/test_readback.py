"""The read-back sees each kind of wrong page."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.letter_content import AppointmentLine, LetterContent, TypesetLetter
from rota.letters.readback import read_back
from rota.letters.typesetter import TypstTypesetter
from rota.tables.envelopes import C5, DL
from tests.letters.samples import ARABIC, POSTPONED, numbered, with_page_text_replaced


def verdict(
    printed: LetterContent, record: LetterContent, profile: EnvelopeProfile = C5
) -> str | None:
    batch = TypstTypesetter(C5).typeset([printed])
    (place,) = batch.letters
    (found,) = read_back(batch.pdf, [(record, place)], profile)
    return None if found is None else f"{found.code}: {found.text}"


def test_a_right_letter_passes():
    assert verdict(POSTPONED, POSTPONED) is None
    assert verdict(ARABIC, ARABIC) is None


ROW = POSTPONED.appointments[0]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"address": ("Mr Somebody Else", *POSTPONED.address[1:])}, "the address in the window"),
        ({"address": (*POSTPONED.address[:-1], "NB2 4XZ")}, "the address in the window"),
        ({"address": POSTPONED.address[:-1]}, "the address in the window"),
        ({"reference": "RR-2026-000124"}, "the reference"),
        ({"appointments": (replace(ROW, day="Thursday 17 September 2026"),)}, "date or time"),
        ({"appointments": (replace(ROW, time="10:31am"),)}, "date or time"),
    ],
)
def test_a_letter_that_differs_from_the_record_is_found(change, part):
    said = verdict(POSTPONED, replace(POSTPONED, **change))
    assert said is not None
    assert said.startswith("read_back")
    assert part in said


@pytest.mark.parametrize(
    "change",
    [
        {"address": ("فاطمة العبدالاه", *ARABIC.address[1:])},
        {"address": (ARABIC.address[0], "21 High Street", *ARABIC.address[2:])},
        {"reference": "RR-2026-000002"},
        {"appointments": (AppointmentLine("", "", "الاثنين 16 يونيو 2026", "10:30am"),)},
        {"appointments": (AppointmentLine("", "", "الاثنين 15 يونيو 2026", "03:10am"),)},
    ],
)
def test_a_wrong_right_to_left_letter_is_found(change):
    assert verdict(ARABIC, replace(ARABIC, **change)) is not None


def test_an_address_outside_the_envelope_window_is_found():
    assert "address" in str(verdict(POSTPONED, POSTPONED, DL))


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (TypesetLetter("", 1, 1), None),
        (TypesetLetter("", 1, 3), "the number of pages"),
        (TypesetLetter("", 2, 1), "the number of pages"),
    ],
)
def test_a_wrong_page_plan_is_found(place, part):
    (letter,) = numbered(1)
    batch = TypstTypesetter(C5).typeset([letter])
    assert batch.letters[0].pages == 1
    (found,) = read_back(batch.pdf, [(letter, place)], C5)
    assert (found is None) if part is None else (found is not None and part in found.text)


def test_pages_swapped_between_letters_are_found():
    letters = numbered(2)
    batch = TypstTypesetter(C5).typeset(letters)
    faulty = with_page_text_replaced(batch.pdf, 3, 1)
    first, second = read_back(faulty, list(zip(letters, batch.letters, strict=True)), C5)
    assert first is None
    assert second is not None
    assert second.code == "read_back"


def test_ink_on_a_blank_back_is_found():
    letters = numbered(2)
    batch = TypstTypesetter(C5).typeset(letters)
    faulty = with_page_text_replaced(batch.pdf, 2, 1)
    first, second = read_back(faulty, list(zip(letters, batch.letters, strict=True)), C5)
    assert first is not None
    assert second is None


@pytest.mark.parametrize(
    ("drawing", "part"),
    [
        pytest.param(b"q 60 620 20 2 re f Q", "what the envelope window may show", id="a bar"),
        pytest.param(b"q 1 w 60 640 m 200 640 l S Q", "what the envelope window may show",
                     id="a line through the window"),
        pytest.param(b"q 1 w 60 400 m 200 400 l S Q", None, id="a line below the window"),
    ],
)  # fmt: skip
def test_nothing_may_be_drawn_where_the_window_may_show_it(drawing: bytes, part: str | None):
    """On C5 the window may show 53.5 to 102 mm from the top: 552 to 690 points from the bottom."""
    batch = TypstTypesetter(C5).typeset([POSTPONED])
    with pikepdf.open(BytesIO(batch.pdf)) as document:
        document.pages[0].contents_add(drawing)
        into = BytesIO()
        document.save(into)
    (found,) = read_back(into.getvalue(), [(POSTPONED, batch.letters[0])], C5)
    assert (found is None) if part is None else (found is not None and part in found.text)
