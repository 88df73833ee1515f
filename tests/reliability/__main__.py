"""``python -m tests.reliability --list | NAME [--short] [--rounds N]``: one JSON line a proof."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.reliability.every import PROOFS
from tests.reliability.proof import prove


def main(words: Sequence[str]) -> int:
    """Run proofs; exit 1 when one does not hold or its control finds nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("name", nargs="*", choices=[*PROOFS, []], help="which; none is all of them")
    parser.add_argument("--list", action="store_true", help="name the proofs")
    parser.add_argument("--short", action="store_true", help="few rounds, as in the test suite")
    parser.add_argument("--rounds", type=int, help="how many rounds")
    said = parser.parse_args(words)
    if said.list:
        for proof in PROOFS.values():
            print(f"{proof.name:12} {proof.promise}")
        return 0
    holds = True
    for name in said.name or PROOFS:
        holds &= _one(name, said.rounds, said.short)
    return 0 if holds else 1


def _one(name: str, rounds: int | None, short: bool) -> bool:
    proof = PROOFS[name]
    if lacking := proof.needs():
        print(json.dumps({"name": name, "skipped": lacking, "ok": None}), flush=True)
        return True
    with tempfile.TemporaryDirectory(prefix="rota-proof-") as folder:
        wanted = rounds or (proof.short if short else proof.rounds)
        found = prove(proof, Path(folder), wanted, max(proof.short, wanted // 10))
    print(json.dumps(found), flush=True)
    return bool(found["ok"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
