from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from rota.domain.errors import Refused, Unavailable
from rota.domain.importing import RowProblem
from rota.services.print_files import check_folder, write_batch, write_problems


def test_a_batch_is_written_whole_for_its_owner_only(tmp_path: Path) -> None:
    path = write_batch(tmp_path / "new" / "folder", 14, b"%PDF")
    assert path.name == "batch-0014.pdf"
    assert path.read_bytes() == b"%PDF"
    assert path.stat().st_mode & 0o077 == 0
    assert os.listdir(path.parent) == ["batch-0014.pdf"]


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(Refused, match="cannot be made"):
        check_folder(tmp_path / "taken")


def test_a_file_that_cannot_be_written_says_that_the_batch_is_kept(tmp_path: Path) -> None:
    (tmp_path / "batch-0001.pdf").mkdir()
    with pytest.raises(Unavailable, match="Batch 1 is kept"):
        write_batch(tmp_path, 1, b"%PDF")


def test_problems_are_written_so_that_no_cell_runs(tmp_path: Path) -> None:
    problems = (RowProblem(2, "start", "x", "=1+1 is not a time"), RowProblem(3, "", "y", "odd"))
    path = write_problems(tmp_path / "problems.csv", problems)
    assert list(csv.reader(path.read_text("utf-8-sig").splitlines())) == [
        ["row", "column", "problem"],
        ["2", "start", "'=1+1 is not a time"],
        ["3", "", "odd"],
    ]


def test_problems_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="could not be written"):
        write_problems(tmp_path / "nowhere" / "problems.csv", ())
