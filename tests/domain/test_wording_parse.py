"""A wording as it is typed: what is read of it, and each problem at its place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from rota.domain.letter_phrases import Phrases
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.domain.wording_fields import CONDITIONS, FIELDS
from rota.domain.wording_parse import LONGEST, parse_wording
from rota.domain.wording_text import ParsedWording
from rota.tables.languages import languages
from rota.tables.pictures import pictures
from rota.tables.wordings import wordings

HEAD = "# Your appointment\n> Dear {{name}}\n"
TAIL = "\n[[appointments]]\n[[sign_off]]\n"
PICTURES = frozenset(each.name for each in pictures())


def read(
    line: str,
    kind: WordingKind = WordingKind.POSTPONED,
    form: WordingForm = WordingForm.LETTER,
    named: frozenset[str] | None = None,
) -> ParsedWording:
    return parse_wording(HEAD + line + TAIL, kind, form, named)


@pytest.mark.parametrize(
    ("line", "marked", "code"),
    [
        ("See {{servce}}.", "{{servce}}", "unknown_field"),
        ("{{ }}", "{{ }}", "unknown_field"),
        ("[only svral] Hello", "svral", "unknown_condition"),
        ("[only] Hello", "[only]", "no_condition"),
        ("{{childs ? a : b}}", "childs", "unknown_condition"),
        ("{{child ? a : b", "{{child ? a : b", "unclosed"),
        ("a }} b", "}}", "stray_close"),
        ("a ** b", "**", "unclosed_bold"),
        ("{{child ? **a : b**}}", "**", "unclosed_bold"),
        ("{{child ? }}", "{{child ? }}", "empty_choice"),
        ("{{child ? a : b : c}}", ":", "two_colons"),
        ("{{child ? {{one ? a}} : b}}", "{{one ? a}}", "nested_choice"),
        ("{{old_day}}", "{{old_day}}", "of_one"),
        ("[only several] {{service}}", "{{service}}", "of_one"),
        ("{{several ? {{site}} : here}}", "{{site}}", "of_one"),
        ("[only one] {{new_day}}", "{{new_day}}", "no_such_news"),
        ("[each] {{call_number}}", "{{call_number}}", "no_such_news"),
        ("Phone {{phone}}", "{{phone}}", "may_be_blank"),
        ("[only has_phone] {{phone_hours}}", "{{phone_hours}}", "may_be_blank"),
        ("{{has_email ? us : {{email}}}}", "{{email}}", "may_be_blank"),
        ("[only rescheduled] Hello", "rescheduled", "one_news"),
        ("[each mixed] Hello", "mixed", "of_all"),
        ("[only one, several] Hello", "one, several", "never_holds"),
        ("[only child, not child] Hello", "child, not child", "never_holds"),
        ("[only one] {{not one ? a : b}}", "not one", "never_holds"),
        ("Hello [only one] you", "[only one]", "misplaced"),
        ("Here [[appointments]]", "[[appointments]]", "misplaced"),
        ("[[apointments]]", "[[apointments]]", "unknown_place"),
        ("[[appointments]]\nHello", "[[appointments]]", "second_appointments"),
        ("### Hello", "###", "bad_mark"),
        ("-", "-", "bad_mark"),
        ("##Hello", "##H", "bad_mark"),
        ("[only one]", "[only one]", "no_words"),
        ("# Hello", "#", "second_heading"),
        ("> Hello", ">", "second_salutation"),
        ("Hel\u202elo", "\u202e", "bad_character"),
        ("Hel\x07lo", "\x07", "bad_character"),
    ],
)
def test_each_problem_is_marked_where_it_stands(line: str, marked: str, code: str) -> None:
    found = read(line)
    assert found.wording is None
    lines = (HEAD + line + TAIL).split("\n")
    said = {
        (each.code, lines[each.line - 1][each.column - 1 : each.column - 1 + each.length])
        for each in found.problems
    }
    if code == "second_appointments":
        assert [(each.code, each.line) for each in found.problems] == [(code, 5)]
    elif code == "no_condition":
        assert code in {each.code for each in found.problems}
    else:
        assert (code, marked) in said
    assert all(each.text[-1] in ".:?" or "}}" in each.text for each in found.problems)


@pytest.mark.parametrize(
    "line",
    [
        "Plain words, a { brace }, a * and 10:30 : there.",
        "[only one] {{service}} at {{site}}, {{old_day}} {{old_time}}",
        "[only not several] {{service}}",
        "{{several ? These appointments : {{old_day}}}}",
        "{{not several ? {{old_day}} : these}}",
        "{{child, strike ? yes : no}}",
        "[only has_phone] {{phone}} {{has_hours ? ({{phone_hours}})}}",
        "[each at_hospital] - {{old_day}} **{{site}}**",
        "[each] - {{old_day}}",
        "[ only  child ,  not strike ] Hello",
        "(phone) is a plain word in a letter",
        "  ## Indented",
        "-5 degrees",
    ],
)
def test_what_may_be_written(line: str) -> None:
    assert read(line).problems == ()


@pytest.mark.parametrize(
    ("line", "kind", "is_fine"),
    [
        ("[only one] {{new_day}}", "rescheduled", True),
        ("[each rescheduled] {{new_day}}", "several", True),
        ("[each postponed] {{new_day}}", "several", False),
        ("[each] {{new_day}}", "several", False),
        ("[only one, rescheduled] {{new_time}}", "correction", True),
        ("[only one] {{new_time}}", "correction", False),
        ("{{call_number}}", "mode_change", True),
        ("[each mode_change] {{call_number}}", "several", True),
        ("[only same, mode_change] {{call_number}}", "several", False),
        ("[only one] Hello", "several", False),
        ("[each postponed, rescheduled] Hello", "several", False),
        ("[only postponed, rescheduled] Hello", "several", True),
    ],
)
def test_what_is_known_depends_on_the_kind(line: str, kind: str, is_fine: bool) -> None:
    assert (read(line, WordingKind(kind)).problems == ()) is is_fine


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("", {"no_heading", "no_salutation", "no_appointments", "no_sign_off"}),
        (f"Hello\n{HEAD}{TAIL}", {"heading_place", "salutation_place"}),
        (f"# A\nHello\n> Dear {{{{name}}}}{TAIL}", {"salutation_place"}),
        (f"{HEAD}[[sign_off]]\n[[appointments]]", {"after_sign_off"}),
        (f"{HEAD}[[appointments]]", {"no_sign_off"}),
        (f"# **A**\n> Dear {{{{name}}}}{TAIL}", {"bold_here"}),
        (f"[only child] # A\n> Dear {{{{name}}}}{TAIL}", {"prefix_here"}),
        (f"# {{{{child ? A}}}}\n> Dear {{{{name}}}}{TAIL}", {"may_be_blank"}),
        (f"# The {{{{one ? {{{{service}}}} : clinics}}}}\n> Hi{TAIL}", {"private"}),
        (f"# A\n> Dear patient of {{{{one ? {{{{site}}}} : us}}}}{TAIL}", {"private"}),
        ("x" * (LONGEST + 1), {"too_long"}),
    ],
)
def test_what_every_letter_must_have_and_where(body: str, codes: set[str]) -> None:
    found = parse_wording(body, WordingKind.POSTPONED, WordingForm.LETTER)
    assert {each.code for each in found.problems} == codes


def test_a_field_not_known_names_the_nearest() -> None:
    assert "{{hospital}}" in read("{{hosptal}}").problems[0].text
    assert "Did you mean" not in read("{{xyzzy}}").problems[0].text


def test_pictures_stand_in_easy_read_and_must_be_known() -> None:
    easy = WordingForm.EASY_READ
    for line in ("(phone) - Ring us.", "[only child] (phone) Ring us.", "(phone) [only child] R"):
        found = read(line, form=easy, named=PICTURES)
        assert found.wording is not None
        assert found.wording.before[0].picture == "phone"
    (problem,) = read("(fone) Ring us.", form=easy, named=PICTURES).problems
    assert (problem.code, problem.column, problem.length) == ("no_picture", 1, 6)
    assert "(phone)" in problem.text


def test_no_text_takes_long_to_read() -> None:
    """What is typed is read at every key: even nonsense of the greatest length is read at once."""
    for piece in ("{{", "}}", "**", "[[", "[only ", " : ", "{{a?", "{{one ? ", "[[ ", "- ", " \n"):
        for body in (piece * (LONGEST // len(piece)), "[[" + " " * (LONGEST - 3) + "x"):
            started = time.process_time()
            parse_wording(body, WordingKind.SEVERAL, WordingForm.EASY_READ)
            assert time.process_time() - started < 2


def test_every_wording_that_comes_with_the_program_can_be_read() -> None:
    shipped = wordings()
    kinds = {each.kind for each in shipped if each.language == "en-GB" and each.form == "letter"}
    assert kinds == set(WordingKind)
    for each in shipped:
        found = parse_wording(each.body, each.kind, each.form, PICTURES)
        assert (each.name, found.problems) == (each.name, ())


def test_the_phrases_of_every_language_fill_in() -> None:
    filled = {"what": "A", "service": "B", "day": "C", "time": "D", "news": "E", "name": "F"}
    english = Phrases()
    for language in languages():
        for name in Phrases.__dataclass_fields__:
            said, model = getattr(language.phrases, name), getattr(english, name)
            wanted = [each for each in filled if f"{{{each}}}" in model]
            assert all(f"{{{each}}}" in said for each in wanted), (language.tag, name)
            assert "{" not in said.format(**filled)


def test_fields_and_conditions_say_what_they_are() -> None:
    for name, field in FIELDS.items():
        assert (field.name, field.needs in ("", *CONDITIONS)) == (name, True)
        assert field.meaning
        assert field.sample
    assert all(CONDITIONS.values())


def test_the_manual_names_every_field_and_condition() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "letter-wordings.md").read_text("utf-8")
    for field in FIELDS.values():
        assert f"| `{{{{{field.name}}}}}` | {field.meaning} | {field.sample} |" in manual
    for name, meaning in CONDITIONS.items():
        assert f"| `{name}` | {meaning} |" in manual
    example = "\n".join(line[4:] for line in manual.split("\n") if line.startswith("    "))
    found = parse_wording(example, WordingKind.POSTPONED, WordingForm.LETTER)
    assert found.problems == ()
