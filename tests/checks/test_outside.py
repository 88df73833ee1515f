"""The program agrees with a recomputation that shares no line with it, minute by minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.outside import examine, in_this_process


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "style"), [(1, "mixed"), (2, "ordinary"), (3, "clock_change")], ids=str
)
def test_the_program_agrees_with_an_outside_check(seed: int, style: str, tmp_path: Path) -> None:
    outcome = examine(seed, tmp_path, style, run_words=in_this_process)
    assert outcome.windows
    assert outcome.disagreements == []
