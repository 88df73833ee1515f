from __future__ import annotations

from dataclasses import replace

import pytest

from rota.domain.letter_bodies import body_of, content_of, picture_digests, pictures_of
from rota.domain.letter_content import Block, Labels, LetterPart, Picture, Run
from rota.tables.envelopes import C5
from tests.letters.samples import POSTPONED

PART = LetterPart(
    "ur", "١ جون", "Dear", "Heading \ud83d", (Block("bullet", (Run("a", True, True),), "clock"),),
    POSTPONED.appointments, (), ("A", ""), Labels(date="تاریخ"),
)  # fmt: skip
LOGO, CLOCK = Picture("logo", "png", b"\x89PNG\x00", "Logo"), Picture("clock", "svg", b"<svg/>", "")
WHOLE = replace(
    POSTPONED, translation=PART, layout="easy_read", logo=LOGO, pictures=(CLOCK, LOGO), envelope=C5
)


@pytest.mark.parametrize("letter", [POSTPONED, WHOLE])
def test_a_letter_read_back_is_the_very_same_letter(letter: object) -> None:
    assert content_of(body_of(letter), pictures_of(letter)) == letter


def test_a_picture_stands_in_a_letter_by_its_digest_alone() -> None:
    body = body_of(WHOLE)
    assert "PNG" not in body
    assert picture_digests(body) == pictures_of(WHOLE).keys()
    assert len(pictures_of(WHOLE)) == 2
    changed = replace(WHOLE, logo=replace(LOGO, data=b"another"))
    assert body_of(changed) != body


def test_every_field_is_written_out_so_that_a_later_default_changes_no_record() -> None:
    assert '"layout":"letter"' in body_of(POSTPONED)
    assert '"font_points":12.0' in body_of(POSTPONED)
