"""Every proof in short: it holds, and without its guard it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.__main__ import main
from tests.reliability.every import PROOFS
from tests.reliability.proof import prove


@pytest.mark.slow
@pytest.mark.parametrize("name", PROOFS)
def test_the_promise_holds_and_breaks_without_its_guard(name: str, tmp_path: Path) -> None:
    proof = PROOFS[name]
    if lacking := proof.needs():
        pytest.skip(lacking)
    found = prove(proof, tmp_path, max(proof.short // 2, 1), proof.short)
    assert found["ok"], found


def test_the_proofs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.splitlines()] == list(PROOFS)
