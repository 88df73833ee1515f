"""Wordings by command: listed, sent to an agency, brought back, checked, approved, retired."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Run


@pytest.mark.one_engine
def test_a_translation_comes_back_from_an_agency_and_is_approved(
    program: Run, in_words: Run, tmp_path: Path
) -> None:
    listed = program("wording", "list").json["wordings"]
    english = [each for each in listed if each["language"] == "en-GB" and each["form"] == "letter"]
    assert [each["in_use"] for each in english] == [0] * 7
    welsh = next(each for each in listed if (each["kind"], each["language"]) == ("postponed", "cy"))
    assert (welsh["in_use"], welsh["shipped"], welsh["versions"]) == (None, True, [])
    out = tmp_path / "cy.txt"
    said = program("wording", "export", "postponed", "--language", "cy", "--out", str(out))
    assert said.json["file"] == str(out)
    assert out.read_text(encoding="utf-8").startswith("Strike Rota wording\nkind: postponed\n")
    assert in_words("wording", "check", str(out)).out.strip() == "Nothing is wrong with it."
    draft = program("wording", "import", str(out)).json
    assert (draft["state"], draft["version"], draft["language"]) == ("draft", 1, "cy")
    number = str(draft["wording"])
    assert program("wording", "approve", number, "--who", "Ann").error == "checker_missing"
    done = program("wording", "approve", number, "--who", "Ann", "--checked-by", "Bea").json
    assert (done["state"], done["approved_by"], done["checked_by"]) == ("approved", "Ann", "Bea")
    shown = program("wording", "show", "postponed", "--language", "cy").json
    assert (shown["version"], shown["sha256"]) == (1, draft["sha256"])
    assert program("wording", "retire", number, "--why", "A mistake").json["note"] == ("A mistake")
    assert "nothing yet" in in_words("wording", "list").out


@pytest.mark.one_engine
def test_what_is_wrong_in_a_file_is_said_line_by_line(
    program: Run, in_words: Run, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.txt"
    words = in_words("wording", "show", "postponed").out.replace("{{name}}", "{{nam}}")
    head = "Strike Rota wording\nkind: postponed\nlanguage: en-GB\nform: letter\n\n"
    bad.write_text(head + words, encoding="utf-8")
    found = program("wording", "check", str(bad))
    assert found.code == 1
    assert [(each["line"], each["code"]) for each in found.json["problems"]] == [
        (7, "unknown_field")
    ]
    number = str(program("wording", "import", str(bad)).json["wording"])
    assert program("wording", "approve", number, "--who", "A").error == "wording_problems"
    bad.write_bytes(b"\xff\x00\x01")
    assert program("wording", "import", str(bad)).error == "not_utf8"
    assert program("wording", "retire", "99", "--why", "x").error == "unknown_wording"
    missing = program("wording", "show", "postponed", "--version", "9")
    assert missing.error == "unknown_wording"


@pytest.mark.one_engine
def test_a_language_without_a_draft_goes_out_in_english_and_is_warned_of(
    program: Run, in_words: Run, tmp_path: Path
) -> None:
    out = tmp_path / "so.txt"
    program("wording", "export", "postponed", "--language", "so", "--out", str(out))
    text = out.read_text(encoding="utf-8")
    assert "language: so" in text
    assert "# {{child ? Your child's" in text
    assert "same as the English" in in_words("wording", "check", str(out)).out
    out.write_text(text.replace("{{name}}", "{{nam}}"), encoding="utf-8")
    kept = program("wording", "import", str(out)).json
    assert [(each["line"], each["code"]) for each in kept["problems"]] == [(7, "unknown_field")]
    out.write_text(text.replace("language: so", "language: tlh"), encoding="utf-8")
    assert program("wording", "check", str(out)).error == "unknown_language"
    nowhere = ("wording", "export", "postponed", "--language", "tlh", "--out", str(out))
    assert program(*nowhere).error == "unknown_language"
    assert program("wording", "show", "postponed", "--form", "easy").json["form"] == "easy_read"
    program("wording", "export", "postponed", "--out", str(out))
    text = out.read_text(encoding="utf-8").replace("999", "01632 960001")
    out.write_text(text, encoding="utf-8")
    checked = program("wording", "check", str(out)).json
    assert checked["warnings"][0] == "It does not name 999 any more."
    assert "01632 960001 is written by hand" in checked["warnings"][1]
    assert [line[0] for line in checked["difference"]] == ["-", "+"]
