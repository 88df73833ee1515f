"""The commands about keeping and deleting: what they answer, and that nothing goes unasked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import main
from tests.small_hospital import open_copy

Run = Callable[..., tuple[int, dict[str, Any], str]]
LATER = ("--now", "2016-08-01 09:00")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    _, storage = open_copy(tmp_path, 1)
    storage.close()
    path = str(tmp_path / "hospital.db")

    def once(*words: str) -> tuple[int, dict[str, Any], str]:
        status = main.main([*words, "--json", "--database", path, *LATER])
        said = capsys.readouterr()
        return status, json.loads(said.out), said.err

    return once


def test_periods_are_shown_set_and_run(run: Run) -> None:
    _, shown, _ = run("retention", "show")
    kinds = {each["kind"]: each for each in shown["periods"]}
    assert kinds["patients"]["days"] == 2922
    assert kinds["turnout_totals"]["days"] is None
    assert run("retention", "set", "turnout_totals", "9", "--why", "x")[0] == 1
    assert run("retention", "set", "patients", "60", "--why", "the IG lead decided")[0] == 0
    _, due, _ = run("retention", "preview")
    assert {each["kind"]: each["number"] for each in due["due"]}["patients"] == 6
    _, done, _ = run("retention", "run")
    assert done["patients"] == 6
    assert run("retention", "run")[1] == {"strikes": 0}
    assert run("check")[0] == 0


def test_nobody_is_deleted_without_yes_nor_while_held(run: Run, tmp_path: Path) -> None:
    status, told, said = run("rights", "erase", "--patient", "P5")
    assert (status, told["records"]["appointment"]) == (0, 1)
    assert "Nothing was deleted" in said
    run("rights", "hold", "--patient", "P5", "--why", "complaint")
    status, told, _ = run("rights", "erase", "--patient", "P5", "--yes")
    assert (status, told["error"]["code"]) == (1, "held")
    run("rights", "lift", "1", "--why", "answered")
    out = tmp_path / "kept.zip"
    assert run("rights", "export", "--patient", "P5", "--out", str(out))[1]["records"] == 1
    assert out.stat().st_size > 1000
    assert run("rights", "erase", "--patient", "P5", "--yes")[0] == 0
    status, told, _ = run("rights", "preview", "--patient", "P5")
    assert (status, told["error"]["code"]) == (1, "unknown_patient")
