"""``report``: files, the same figures as JSON, the strike pack, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run, run_words

pytestmark = pytest.mark.one_engine


def test_reports_to_a_file_to_the_terminal_and_as_json(
    hospital: Run, in_words: Run, tmp_path: Path
) -> None:
    for code in ("brief", "gaps", "sitrep", "grid", "attendance", "cancelled"):
        said = hospital("report", code, "--window", 1).json
        assert (said["report"], said["window"], said["revision"]) == (code, 1, 1)
        assert all(each["value"] for each in said["facts"])
        assert said["tables"] or said["words"]
    out = tmp_path / "gaps.json"
    answer = hospital("report", "gaps", "--window", 1, "--out", out).json
    assert answer.pop("files") == [str(out)]
    assert json.loads(out.read_bytes()) == answer
    gaps = hospital("gaps", "--window", 1).json["gaps"]
    (table,) = (each for each in answer["tables"] if each["code"] == "gaps")
    keys = "service", "site", "start_utc", "end_utc", "missing"
    assert [[row[key] for key in keys] for row in table["rows"]] == [
        [row[key] for key in keys] for row in gaps
    ]
    assert gaps
    hospital("decide", "--appointment", "A1", "--decision", "postpone", "--why", "Nobody is there")
    assert "What happened\nNot shown: the" in in_words("report", "cancelled", "--window", 1).out
    for ending in ("pdf", "xlsx", "csv"):
        path = tmp_path / f"gaps.{ending}"
        hospital("report", "gaps", "--window", 1, "--out", path)
        assert path.stat().st_size > 100
    hospital("report", "gaps", "--window", 1, "--out", tmp_path / "s.csv", "--table", "services")
    assert (tmp_path / "s.csv").read_bytes().decode("utf-8-sig").startswith("Service,Department")


@pytest.mark.usefixtures("hospital")
def test_what_is_refused_leaves_no_file(program: Run, tmp_path: Path) -> None:
    for words, code in (
        (("gaps", "--window", 1, "--out", tmp_path / "gaps.docx"), "bad_ending"),
        (("pack", "--window", 1, "--out", tmp_path / "pack.pdf"), "bad_ending"),
        (("gaps", "--window", 9, "--out", tmp_path / "gaps.pdf"), "unknown_window"),
        (("gaps", "--window", 1, "--out", tmp_path / "x.csv", "--table", "no"), "no_table"),
        (("gaps", "--window", 1, "--out", tmp_path / "no" / "gaps.csv"), "not_written"),
        (("check", tmp_path / "nothing.zip"), "not_read"),
    ):
        assert program("report", *words).error == code
    assert program("report", "nosuch", "--window", 1).code == 2
    assert not [each for each in tmp_path.iterdir() if each.suffix in (".pdf", ".docx", ".csv")]


def test_the_pack_and_its_check(
    hospital: Run, program: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "strike.zip"
    said = hospital("report", "pack", "--window", 1, "--out", out).json
    assert (said["files"], said["names_patients"]) == ([str(out)], False)
    checked = hospital("report", "check", out).json
    assert (checked["faults"], checked["in_history"]) == ([], True)
    assert checked["sealed_sha256"] == said["sealed_sha256"]
    alone = run_words(capsys, "report", "check", str(out))
    assert f"agrees with itself: seal {said['sealed_sha256']}" in alone.out
    assert "compare the seal" in alone.out
    elsewhere = "--database", str(tmp_path / "elsewhere.db"), "--json"
    assert run_words(capsys, "report", "check", str(out), *elsewhere).error == "pack_unknown"
    data = bytearray(out.read_bytes())
    at = data.index(b"cover.csv") + 20
    data[at] ^= 1
    out.write_bytes(bytes(data))
    assert program("report", "check", out).error == "pack_changed"
