"""``window export`` and ``notice``: the files they write, their answer, and what is bad usage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Run, run_words

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("words", "name", "begins"),
    [
        ("window export", "w.ics", "BEGIN:VCALENDAR"),
        ("window export", "w.CSV", "\ufeffdispute,union,groups,start,end,type,outcome,note"),
        ("notice public --window 1", "n.txt", "What this strike means for your appointment"),
        ("notice public --window 1", "n.html", "<!DOCTYPE html>"),
        ("notice staff --window 1", "n.txt", "Industrial action"),
    ],
)
def test_a_file_is_written_and_named(
    words: str, name: str, begins: str, hospital: Run, tmp_path: Path
) -> None:
    out = tmp_path / name
    assert hospital(*words.split(), "--out", out).json == {"files": [str(out)]}
    assert out.read_text("utf-8").startswith(begins)


def test_an_export_imports_again_as_before(hospital: Run, tmp_path: Path) -> None:
    for name in ("w.csv", "w.ics"):
        hospital("window", "export", "--out", tmp_path / name)
        answer = hospital("import", "windows", tmp_path / name).json
        assert (answer["unchanged"], answer["added"], answer["errors"]) == (1, 0, [])


@pytest.mark.parametrize(
    "words",
    [
        "window export", "window export --out w.xlsx", "notice", "notice nobody --window 1",
        "notice public --out n.txt", "notice public --window 1 --out n.pdf",
        "notice staff --window one --out n.txt",
    ],
)  # fmt: skip
def test_bad_usage_is_exit_2(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(capsys, *words.split()).code == 2


def test_a_window_that_is_not_there_and_a_folder_that_is_not_there(
    program: Run, tmp_path: Path
) -> None:
    out = tmp_path / "n.txt"
    refused = program("notice", "public", "--window", 9, "--out", out)
    assert refused.error == "unknown_window"
    assert not out.exists()
    assert program("window", "export", "--out", tmp_path / "no" / "w.ics").error == "not_written"
