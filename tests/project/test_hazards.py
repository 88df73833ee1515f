"""The hazard log names only tests and proofs that there are."""

from __future__ import annotations

import re
from pathlib import Path

from tests.reliability.every import PROOFS

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \|.*\| (.*) \|$", re.MULTILINE)
LEAST = 30


def test_every_hazard_names_a_test_or_a_proof_that_there_is():
    rows = ROW.findall((ROOT / "docs" / "hazards.md").read_text())
    assert len(rows) >= LEAST
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    missing = []
    for number, shown in rows:
        named = re.findall(r"(proof )?`([^`]+)`", shown)
        assert named, f"hazard {number} is shown by nothing"
        missing.extend(name for proof, name in named if not _is_there(bool(proof), name))
    assert missing == []


def _is_there(is_proof: bool, name: str) -> bool:
    if is_proof:
        return name in PROOFS
    path, _, function = name.partition("::")
    file = ROOT / "tests" / path
    return file.is_file() and (not function or f"def {function}(" in file.read_text())
