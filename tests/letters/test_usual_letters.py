"""The usual letters, by the program's own wordings, each on one page."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2
import pytest

from rota.domain.letter_wording import WordingKind, WordingState
from rota.domain.trust import LetterSetup, TrustDetails
from rota.domain.wording_samples import Sample, SampleGround, sample_letter
from rota.letters.typesetter import TypstTypesetter
from rota.tables.envelopes import C5, DL
from rota.tables.letter_rules import letter_rules

RULES = letter_rules()
HOSPITAL = TrustDetails(
    "Northbridge General Hospital", "1 Bridge Way\nNorthbridge\nNB1 1AA", "01632 960001",
    "Monday to Friday, 8am to 6pm", "appointments@northbridge.example.org",
    "PO Box 1, Northbridge NB1 1AA", "Pat Lee", "Head of appointments",
)  # fmt: skip
GROUND = SampleGround(
    LetterSetup(HOSPITAL), RULES.wordings, RULES, datetime(2016, 1, 8, 12, tzinfo=UTC)
)
USUAL = (Sample.PLAIN, Sample.SEVERAL, Sample.CHILD, Sample.PREPARED, Sample.REPLACES)
TOLD_ONE_BY_ONE = (WordingKind.SEVERAL, WordingKind.CORRECTION)


@pytest.mark.parametrize("envelope", [C5, DL], ids=lambda envelope: envelope.name)
def test_a_letter_about_one_or_two_appointments_fits_one_page(envelope):
    """Whole and at 12 points; a correction, which tells of each by itself, with one."""
    english = [each for each in RULES.wordings if each.state is WordingState.APPROVED]
    letters = [
        sample_letter(GROUND, wording, sample)
        for wording in english
        for sample in USUAL
        if wording.kind not in TOLD_ONE_BY_ONE
    ]
    letters += [
        sample_letter(GROUND, wording, Sample.PLAIN)
        for wording in english
        if wording.kind is WordingKind.CORRECTION
    ]
    for letter in letters:
        assert letter.font_points == 12
        made = TypstTypesetter(envelope).typeset([letter])
        with pypdfium2.PdfDocument(made.pdf) as document:
            said = document[0].get_textpage().get_text_range()
        assert "Page 1 of 1" in said, f"{letter.heading} {letter.reference}"
        assert "Head of appointments" in said
