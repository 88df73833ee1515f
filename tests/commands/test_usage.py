"""Bad usage is exit 2, a refusal exit 1; options come after the words; never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rota.commands.run import COMMANDS
from tests.commands.conftest import Run, run_words
from tests.engines import SqliteFiles

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "words",
    [
        "nonsense", "window", "window add", "window nonsense", "window show", "window show one",
        "window confirm 1", "import", "import staff", "import nonsense file.csv", "decide",
        "affected", "affected --window one", "gaps", "letters", "letters render",
        "letters posted", "demo", "backup", "restore", "mark --window 1", "level --window 1",
        "shots", "shots --out x --scale 3", "--nonsense",
        "window list --now nonsense", "window list --now 2016-13-01",
        "mark --window 1 --duty D --emergency perhaps --why x",
        "decide --appointment A --decision nonsense --why x",
        "window add --dispute D --union U --groups wizards --start 2016-01-12 --type full_walkout",
        "window add --dispute D --union U --groups nurse --start 32/01/2016 --type full_walkout",
        "window add --dispute D --union U --groups nurse --start 2016-01-12 --type nonsense",
    ],
)  # fmt: skip
def test_bad_usage_is_exit_2_with_a_message(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = run_words(capsys, *words.split())
    assert said.code == 2
    assert said.out == ""
    assert "error:" in said.err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = run_words(capsys, *command.split(), "--help")
    assert said.code == 0
    for option in ("--database", "--json", "--now"):
        assert option in said.out


def test_a_refusal_is_one_json_document_and_one_sentence(
    sqlite_files: SqliteFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = sqlite_files.copy_to(tmp_path / "h.db")
    said = run_words(capsys, "window", "show", "7", "--database", address, "--json")
    assert said.code == 1
    assert json.loads(said.out) == {
        "error": {"code": "unknown_window", "text": "There is no strike window 7."}
    }
    assert said.err == "There is no strike window 7.\n"
    plain = run_words(capsys, "window", "show", "7", "--database", address)
    assert (plain.code, plain.out, plain.err) == (1, "", "There is no strike window 7.\n")


def test_options_are_taken_before_and_after_the_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "h.db")
    for words in (
        ("--database", path, "--json", "window", "list"),
        ("window", "list", "--json", "--database", path),
    ):
        assert json.loads(run_words(capsys, *words).out) == {"windows": []}


def test_a_file_that_is_not_there_is_created(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new folder" / "hospital.db"
    assert run_words(capsys, "window", "list", "--database", str(path)).code == 0
    assert path.is_file()


def test_an_open_file_that_was_deleted_is_created_anew_and_its_backups_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hospital.db"
    at = ("--database", str(path))
    run_words(capsys, "hospital", "--name", "Our Hospitals", *at)
    assert run_words(capsys, "backups", "make", *at).code == 0
    path.unlink()
    made = run_words(capsys, "window", "list", *at)
    assert made.code == 0
    assert "backups of an earlier one" in made.err
    assert run_words(capsys, "check", *at).code == 0


def test_the_present_is_what_now_says(hospital: Run) -> None:
    """The window was recorded at the present that ``--now`` gave."""
    shown = hospital("window", "show", "1").json
    assert shown["revisions"][0]["made_at_utc"] == "2016-01-08T09:00:00+00:00"


@pytest.mark.parametrize(
    "address",
    [
        "mysql://host/db",
        "postgresql://host:notaport/db",
        "postgres:///x?host=/nowhere",
        "/dev/null/x",
    ],
)
def test_a_database_out_of_reach_is_exit_1_with_a_sentence(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run_words(capsys, "window", "list", "--database", address, "--json")
    assert said.code == 1
    assert said.json["error"]["text"].endswith(".")


def test_numbers_too_large_for_a_database_are_refused(program: Run, tmp_path: Path) -> None:
    huge = str(10**25)
    assert program("window", "show", huge).error == "unknown_window"
    assert program("letters", "posted", "--batch", huge).error == "unknown_batch"
    assert (
        program("letters", "render", "--batch", huge, "--out", tmp_path).error == "cannot_be_kept"
    )
    assert program("affected", "--window", huge).error == "unknown_window"


@pytest.mark.parametrize(
    "text",
    ["Zoë 😀 李", "a\x00b", "a\udcffb", "x" * 100_000, "'; --", "\u202e"],
    ids=["letters of the world", "NUL", "half a character", "long", "quote", "right to left"],
)
def test_any_text_is_kept_or_refused_in_words(hospital: Run, program: Run, text: str) -> None:
    said = program("window", "suspend", "1", "--why", text)
    assert said.code in (0, 1)
    assert "went wrong" not in said.err
    assert program("check").code == 0


def test_a_narrow_output_does_not_stop_an_answer(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    """A terminal or pipe that cannot show every letter, as an old Windows console."""
    address = sqlite_files.copy_to(tmp_path / "h.db")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "main.py", *words, "--database", address],
            cwd=ROOT, capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip

    added = run("window", "add", "--dispute", "Zoë 李", "--union", "BMA", "--groups", "nurse",
                "--start", "2016-01-12", "--type", "full_walkout")  # fmt: skip
    assert added.returncode == 0, added.stderr
    listed = run("window", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    assert json.loads(listed.stdout)["windows"][0]["dispute"] == "Zoë 李"
    assert run("window", "list").returncode == 0
