"""Letters in the five drafted languages, typeset and read out of the finished PDF again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rota.domain.directions import END_MARK, LTR_MARK
from rota.domain.letter_content import LetterContent, LetterPart
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.domain.trust import SiteDetails
from rota.domain.wording_samples import Sample, sample_letter
from rota.letters.pdfium import opened
from rota.letters.readback import PageText, read_page, squashed
from rota.letters.typesetter import TypstTypesetter
from rota.tables.envelopes import C5
from tests.tables.test_shipped_wordings import GROUND, RULES

FOOT = re.compile(r"(?:Ifundelivered.{,60}?)?Ourreference:SR-\d.{,40}?Page\dof\d")
SAMPLES = {
    WordingKind.MODE_CHANGE: Sample.PLAIN,
    WordingKind.SEVERAL: Sample.PLAIN,
    WordingKind.GOING_AHEAD: Sample.TAKEN_BACK,
}


def _letters(language: str) -> list[LetterContent]:
    made = [
        sample_letter(GROUND, wording, SAMPLES[wording.kind])
        for wording in RULES.wordings
        if wording.language == language
        and wording.kind in SAMPLES
        and wording.form is WordingForm.LETTER
    ]
    return [replace(letter, reference=f"SR-{number}") for number, letter in enumerate(made)]


def _read(letter: LetterContent) -> list[PageText]:
    batch = TypstTypesetter(C5).typeset([letter])
    assert batch.exceptions == ()
    with opened(batch.pdf) as document:
        return [read_page(document, page, C5) for page in range(batch.letters[0].pages)]


def _said(part: LetterPart) -> list[str]:
    blocks = (*part.before_table, *part.after_table)
    rows = [value for row in part.appointments for value in (row.where, row.day, row.time)]
    return [part.heading, *("".join(run.text for run in block.runs) for block in blocks), *rows]


@pytest.mark.parametrize("language", ["cy", "pl", "bn"])
def test_every_sentence_is_found_letter_for_letter(language: str) -> None:
    for letter in _letters(language):
        assert letter.translation is not None
        # A sentence may run over the foot of a page: the foot's words are cut out.
        whole = FOOT.sub("", "".join(squashed(page.whole) for page in _read(letter)))
        missing = [said for said in _said(letter.translation) if squashed(said) not in whole]
        assert missing == []


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_every_word_is_found_and_no_number_is_turned_round(language: str) -> None:
    """Right-to-left words are found letter for letter, in the order that the eye meets them."""
    for letter in _letters(language):
        part = letter.translation
        assert part is not None
        pages = _read(letter)
        words = {word for said in _said(part) for word in re.findall(r"[^\W\d_]+", said)}
        assert len(words) > 80
        assert [word for word in words if not any(page.holds(word) for page in pages)] == []
        lines = [line for page in pages for line in page.seen]
        said = " ".join(_said(part))
        for number in re.findall(r"\d+:\d\d|01632 960001|\S+@\S+\.org|2016|111|999", said):
            assert any(number.replace(" ", "") in line for line in lines), number
        turned = [f"{each[3:]}:{each[:2]}" for each in set(re.findall(r"\d\d:\d\d", said))]
        assert not [each for each in turned for line in lines if each in line]
        assert not any("96000101632" in line for line in lines)


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_names_with_commas_and_brackets_are_not_turned_round(language: str) -> None:
    """A service, a site and a name are the hospital's own words, whatever stands round them."""
    site = "Level 2, East (B), St Anne"
    setup = replace(GROUND.setup, sites={site: SiteDetails(site)})
    wording = next(
        each
        for each in RULES.wordings
        if (each.kind, each.language) == (WordingKind.SEVERAL, language)
    )
    letter = sample_letter(replace(GROUND, setup=setup), wording, Sample.PLAIN)
    assert letter.translation is not None
    what = [row.what for row in letter.translation.appointments]
    assert f"{LTR_MARK}Ear, nose and throat{END_MARK}" in what[1]
    lines = [line for page in _read(letter)[:2] for line in page.seen]
    for name in ("Ear,nose", "Level2,East", "MrsExample", "Mondayto", "Friday,8amto6pm"):
        assert any(name in line for line in lines), (name, lines)
    # The bracket after the old time closes what stands to its right.
    assert not any("10:20)" in line or "10:20(" in line for line in lines)
