"""The wordings and pictures that come with the program, each printed for every made-up patient."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import typst

from rota.domain.languages import ENGLISH
from rota.domain.letter_content import Block, LetterContent, LetterPart
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.trust import LetterSetup, TrustDetails
from rota.domain.wording_parse import parse_wording
from rota.domain.wording_samples import Sample, SampleGround, sample_letter
from rota.tables.letter_rules import letter_rules

RULES = letter_rules()
HOSPITAL = TrustDetails(
    "Northbridge General Hospital", "1 Bridge Way", "01632 960001", "Monday to Friday, 8am to 6pm",
    "appointments@example.org", "PO Box 1", "Pat Lee", "Head of appointments",
)  # fmt: skip
GROUND = SampleGround(
    LetterSetup(HOSPITAL), RULES.wordings, RULES, datetime(2016, 1, 8, 12, tzinfo=UTC)
)
DRAFTED = ("ar", "bn", "cy", "pl", "ur")
PICTURES = {picture.name: picture for picture in RULES.pictures}
EASY = [each for each in RULES.wordings if each.form is WordingForm.EASY_READ]
LONGEST_SENTENCE = 20
"""Words, in easy read."""


def test_every_kind_has_its_english_its_five_drafts_and_easy_read() -> None:
    shipped = {(each.language, each.form, each.kind) for each in RULES.wordings}
    assert shipped == {
        (language, form, kind)
        for kind in WordingKind
        for language, form in (
            (ENGLISH, WordingForm.LETTER),
            (ENGLISH, WordingForm.EASY_READ),
            *((tag, WordingForm.LETTER) for tag in DRAFTED),
        )
    }


def test_every_wording_reads_without_a_problem() -> None:
    for each in RULES.wordings:
        parsed = parse_wording(each.body, each.kind, each.form, frozenset(PICTURES))
        assert parsed.problems == (), each.name


def test_a_draft_is_never_ready_to_print() -> None:
    ready = {each.name for each in RULES.wordings if each.state is WordingState.APPROVED}
    assert {name.rpartition(" ")[0] for name in ready} == {
        f"{kind} en-GB letter 0" for kind in WordingKind
    }


def test_the_name_of_a_shipped_wording_changes_with_its_text() -> None:
    shipped = RULES.wordings[0]
    assert replace(shipped, body=f"{shipped.body} ").name != shipped.name
    assert shipped.name.endswith(shipped.sha256[:12])


@pytest.mark.parametrize("language", DRAFTED)
def test_a_translation_says_block_for_block_what_the_english_says(language: str) -> None:
    for wording in RULES.wordings:
        if wording.language != language:
            continue
        for sample in Sample:
            letter = sample_letter(GROUND, wording, sample)
            part = letter.translation
            assert part is not None
            where = f"{wording.name} {sample}"
            assert _shape(part) == _shape(letter), where
            assert _facts(part) == _facts(letter), where
            assert part.salutation != letter.salutation
            assert not set(_sentences(part)) & set(_sentences(letter)), where


def _shape(part: LetterContent | LetterPart) -> list[str]:
    blocks = (*part.before_table, "table", *part.after_table)
    shape = [block.style if isinstance(block, Block) else block for block in blocks]
    # Two paragraphs in one language may be one in another, but bullets and headings stand alone.
    return [
        style for at, style in enumerate(shape) if style != "paragraph" or shape[at - 1] != style
    ]


def _facts(part: LetterContent | LetterPart) -> Counter[str]:
    """Return the numbers of a letter that must not be lost, but for days and times."""
    said = " ".join(_sentences(part))
    return Counter(re.findall(r"\b(?:111|999|2016|01632 960001|\S+@example\.org)\b", said))


def _sentences(part: LetterContent | LetterPart) -> list[str]:
    blocks = (*part.before_table, *part.after_table)
    return [part.heading, *("".join(run.text for run in block.runs) for block in blocks)]


@pytest.mark.parametrize("wording", EASY, ids=lambda wording: wording.kind)
def test_easy_read_has_short_sentences_and_a_picture_beside_each_idea(wording: Wording) -> None:
    for sample in Sample:
        letter = sample_letter(GROUND, wording, sample)
        assert letter.layout == "easy_read"
        for block in (*letter.before_table, *letter.after_table):
            assert (block.style == "heading") is not bool(block.picture)
            said = "".join(run.text for run in block.runs)
            for sentence in re.split(r"(?<=[.?!]) ", said):
                assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
        named = {block.picture for block in (*letter.before_table, *letter.after_table)} - {""}
        assert named <= {picture.name for picture in letter.pictures}


def test_easy_read_tells_the_same_as_the_letter() -> None:
    """Both hold the same days, numbers and safety words, for every made-up patient."""
    english = {each.kind: each for each in RULES.wordings if each.state is WordingState.APPROVED}
    for easy in EASY:
        for sample in Sample:
            printed = sample_letter(GROUND, easy, sample)
            plain = sample_letter(GROUND, english[easy.kind], sample)
            assert printed.appointments == plain.appointments
            assert set(_facts(printed)) == set(_facts(plain)), f"{easy.name} {sample}"


@pytest.mark.parametrize(
    "kind",
    [each for each in WordingKind if each not in (WordingKind.SEVERAL, WordingKind.CORRECTION)],
)
def test_easy_read_says_what_happened_then_what_to_do_then_the_details(kind: WordingKind) -> None:
    (wording,) = (each for each in EASY if each.kind is kind)
    said = _sentences(sample_letter(GROUND, wording, Sample.PLAIN))[1:]
    what_to_do = next(at for at, each in enumerate(said) if "lease" in each and "come" in each)
    details = next(at for at, each in enumerate(said) if "2016" in each)
    assert 1 <= what_to_do < details
    assert what_to_do <= 2


def test_pictures_are_plain_drawings_in_black_and_white_with_words_for_them() -> None:
    used = {
        line for each in EASY for line in re.findall(r"^(?:\[.*?\] )?\((\w+)\)", each.body, re.M)
    }
    assert used <= set(PICTURES)
    for name, picture in PICTURES.items():
        assert picture.media == "svg"
        assert picture.alt
        drawing = ET.fromstring(picture.data)
        shapes = {element.tag.rpartition("}")[2] for element in drawing.iter()}
        assert shapes <= {"svg", "path", "rect", "circle"}, name
        paints = set(re.findall(rb'(?:fill|stroke)="([^"]*)"', picture.data))
        assert paints <= {b"none", b"#000", b"#fff"}, name


def test_every_picture_can_be_typeset() -> None:
    shown = "".join(f'#image(bytes(sys.inputs.at("{name}")), width: 2cm)\n' for name in PICTURES)
    drawings = {name: picture.data.decode() for name, picture in PICTURES.items()}
    assert typst.compile(shown.encode(), sys_inputs=drawings, pdf_standards="a-2b").startswith(
        b"%PDF"
    )
