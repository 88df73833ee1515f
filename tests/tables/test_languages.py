"""The languages of letters: which one a record means, and the words and letters of each."""

from __future__ import annotations

import json
import string
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest
import typst

import rota.tables.rulebook as rulebook
from rota.domain.languages import is_english, language_of
from rota.domain.letter_content import Labels
from rota.domain.letter_phrases import Phrases
from rota.letters.page_data import FONTS
from rota.tables.date_words import LocalDates
from rota.tables.languages import clocks, languages
from tests.tables.test_date_words import DAYS

RESOURCES = Path(rulebook.__file__).parents[2] / "resources"
NHS_NOTIFY = (
    "Albanian|Arabic|Bengali|Bulgarian|Chinese (simplified)|French|German|Greek|Gujarati|Hindi|"
    "Hungarian|Italian|Kurdish|Latvian|Lithuanian|Nepali|Persian|Polish|Portuguese|Punjabi|Russian|"
    "Romanian|Slovak|Somali|Spanish|Tamil|Turkish|Urdu"
).split("|")
DRAFTED = {"ar", "bn", "cy", "pl", "ur"}


def _tag(text: str) -> str:
    found = language_of(text, languages())
    return found.tag if found else ""


def test_the_languages_are_those_of_nhs_notify_and_welsh() -> None:
    assert [each.name for each in languages()] == [
        *sorted(NHS_NOTIFY[:20]),
        *NHS_NOTIFY[20:],
        "Welsh",
    ]
    assert all(each.source for each in languages())
    assert len({each.tag for each in languages()}) == 29


def test_no_spelling_means_two_languages_or_english() -> None:
    spelled = [
        (" ".join(spelling.casefold().split()), each.tag)
        for each in languages()
        for spelling in (each.tag, each.name, each.own_name, *each.spellings)
    ]
    tag_of = dict(spelled)
    assert all(tag_of[spelling] == tag == _tag(spelling) for spelling, tag in spelled)
    assert not any(is_english(spelling) for spelling in tag_of)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (" polish ", "pl"),
        ("POL", "pl"),
        ("pl-PL", "pl"),
        ("pt_BR", "pt"),
        ("Bangla", "bn"),
        ("Farsi", "fa"),
        ("Panjabi", "pa-Guru"),
        ("Sorani", "ckb"),
        ("Gujerati", "gu"),
        ("Portugese", "pt"),
        ("Cymraeg", "cy"),
        ("বাংলা", "bn"),
        ("Main spoken language Polish (finding)", "pl"),
        ("Language: Urdu", "ur"),
        ("zh-CN", "zh-Hans"),
        ("Turkish.", "tr"),
    ],
)
def test_a_record_is_understood_however_it_spells_a_language(text: str, tag: str) -> None:
    assert _tag(text) == tag
    assert not is_english(text)


def test_what_is_not_listed_is_never_guessed() -> None:
    asked = (
        "Cantonese|zh-HK|zh-TW|pa-PK|ku-TR|Dari|Kurmanji|Shahmukhi|Sylheti|Tigrinya|q4|BSL|Pol ish|"
    )
    asked += "Polish/English|Ukrainian|pl-PL-x|xx|Pashto"
    for text in asked.split("|"):
        assert _tag(text) == "", text
        assert not is_english(text), text


def test_english_or_nothing_said_is_no_other_language() -> None:
    for text in ("", "  ", "English", "ENG", "en", "en-GB", "en_US", "Unknown", "Not stated", "-"):
        assert _tag(text) == ""
        assert is_english(text), text


def test_every_language_has_its_words_and_five_have_drafted_phrases() -> None:
    english = {name: _fields(text) for name, text in asdict(Phrases()).items()}
    for each in languages():
        assert all(asdict(each.labels).values())
        assert each.labels != Labels(), each.tag
        assert (each.phrases != Phrases()) == (each.tag in DRAFTED)
        assert {name: _fields(text) for name, text in asdict(each.phrases).items()} == english
        assert all(asdict(each.phrases).values())


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_fonts_show_every_language_but_chinese(tmp_path: Path) -> None:
    """A glyph that no font has fails the typesetter under PDF/A, as it does for a real letter."""
    page = tmp_path / "words.typ"
    page.write_text(
        f"#set text(font: {json.dumps(FONTS).replace('[', '(').replace(']', ')')})\n"
        "#sys.inputs.words #strong(sys.inputs.words)"
    )
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[RESOURCES / "fonts"]
    )
    dates = LocalDates(clocks())
    for each in languages():
        said = [dates.day(each.tag, day) for day in DAYS[::11]]
        drafts = (RESOURCES / "letters" / "wordings" / each.tag).glob("*.txt")
        words = [
            each.own_name,
            *asdict(each.labels).values(),
            *asdict(each.phrases).values(),
            *said,
        ]
        words += [draft.read_text(encoding="utf-8") for draft in drafts]
        try:
            typst.compile(
                page, font_paths=fonts, sys_inputs={"words": " ".join(words)}, pdf_standards="a-2b"
            )
        except typst.TypstError:
            assert not each.has_font, each.tag
        else:
            assert each.has_font, each.tag


def test_the_demo_asks_for_languages_that_are_known_and_for_some_that_are_not() -> None:
    with (RESOURCES / "demo" / "names.toml").open("rb") as file:
        people = tomllib.load(file)["people"]
    asked = {language for each in people for language in each.get("letters", {})}
    assert {text for text in asked if not _tag(text)} == {
        "Cantonese", "Pashto", "Ukrainian", "Vietnamese",
    }  # fmt: skip
    assert DRAFTED - {"cy"} <= {_tag(text) for text in asked}
