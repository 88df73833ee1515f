"""The tagged copy of a letter, judged by a checker of PDFs for people who cannot see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf
import pytest

from rota.domain.errors import Refused
from rota.domain.letter_content import LetterContent
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.domain.trust import LetterSetup, TrustDetails
from rota.domain.wording_samples import Sample, SampleGround, sample_letter
from rota.letters.typesetter import TypstTypesetter
from rota.tables.envelopes import C5
from rota.tables.letter_rules import letter_rules
from tests.letters.samples import EASY_READ, LOGO, POSTPONED, TRANSLATED

RULES = letter_rules()
TRUST = TrustDetails("Northbridge Hospitals", "1 Hospital Road", "01632 960001", "8am to 6pm", "",
                     "PO Box 100", "Amina Zaman", "Medical Director")  # fmt: skip
GROUND = SampleGround(
    LetterSetup(TRUST, logo=LOGO), RULES.wordings, RULES, datetime(2016, 1, 4, 9, tzinfo=UTC)
)
SETTER = TypstTypesetter(C5)


def findings(letter: LetterContent, folder: Path) -> list[str]:
    path = folder / "letter.pdf"
    path.write_bytes(SETTER.copy(letter))
    result = outloud.check(str(path))
    assert result.error is None
    return [f"{each.rule} {each.message}" for each in result.findings if each.severity == "error"]


def test_the_checker_finds_no_error_in_any_wording_of_the_program(tmp_path):
    """Each wording once, in standard and large print by turns, every kind in both in English."""
    for number, wording in enumerate(RULES.wordings):
        english = wording.language == "en-GB" and wording.form is WordingForm.LETTER
        samples = [Sample.PLAIN, Sample.LARGE_PRINT] if english else [
            (Sample.PLAIN, Sample.LARGE_PRINT)[number % 2]
        ]  # fmt: skip
        for sample in samples:
            letter = sample_letter(GROUND, wording, sample)
            assert findings(letter, tmp_path) == [], (wording.name, sample)
    assert {each.kind for each in RULES.wordings} == set(WordingKind)


@pytest.mark.parametrize("letter", [TRANSLATED, replace(TRANSLATED, font_points=18.0), EASY_READ])
def test_the_checker_finds_no_error_in_a_sample(letter, tmp_path):
    assert findings(letter, tmp_path) == []


def test_the_checker_can_find_one(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(SETTER.typeset([POSTPONED]).pdf)
    assert outloud.check(str(path)).errors > 0


def test_a_copy_is_marked_tagged_and_names_its_languages():
    with pikepdf.open(BytesIO(SETTER.copy(TRANSLATED))) as pdf:
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.Root.Metadata.read_bytes()
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        with pdf.open_metadata() as about:
            assert about["dc:title"] == POSTPONED.heading
        spoken = {str(each.Lang) for each in pdf.objects
                  if isinstance(each, pikepdf.Dictionary) and "/Lang" in each}  # fmt: skip
    assert {"en-GB", "ar"} <= spoken


def test_a_letter_that_could_not_be_printed_has_no_copy_either():
    for change, code in (
        ({"salutation": "Dear 李"}, "missing_glyph"),
        ({"address": ()}, "no_address"),
    ):
        with pytest.raises(Refused) as refusal:
            SETTER.copy(replace(POSTPONED, **change))
        assert refusal.value.code == code
