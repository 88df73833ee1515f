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
        (2, "unknown_field")
    ]
    number = str(program("wording", "import", str(bad)).json["wording"])
    assert program("wording", "approve", number, "--who", "A").error == "wording_problems"
    bad.write_bytes(b"\xff\x00\x01")
    assert program("wording", "import", str(bad)).error == "not_utf8"
    assert program("wording", "retire", "99", "--why", "x").error == "unknown_wording"
    missing = program("wording", "show", "postponed", "--version", "9")
    assert missing.error == "unknown_wording"
