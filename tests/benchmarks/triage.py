"""How long triage takes: 1,200 people, 10,000 appointments and more in one strike.

Run ``python -m tests.benchmarks.triage --json [--appointments N]``: one object, in seconds of
processor time. A third of the appointments fall into the strike measured.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import main
from rota.services.candidates import find_candidates
from rota.services.gap_prices import gap_prices, volunteers
from rota.services.triage import accept_triage, propose_triage
from rota.storage.database import Database

NOW = datetime(2016, 1, 8, 9, tzinfo=UTC)
WINDOW = 1
Answer = TypeVar("Answer")


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """An answer and the processor seconds it took."""
    begun = time.process_time()
    answer = work()
    return answer, round(time.process_time() - begun, 2)


def measure(storage: Database) -> dict[str, float]:
    """Proposals, the price of every gap, everybody who could take the dearest, accepting all."""
    rules = main.tools().rules
    found, proposing = timed(lambda: propose_triage(storage, rules, WINDOW, NOW))
    prices, pricing = timed(lambda: gap_prices(storage, rules, WINDOW))
    gap = prices[0]
    able = find_candidates(storage, WINDOW, gap.service_id, "", gap.start, gap.end, rules)
    asked, asking = timed(lambda: volunteers(storage, rules, WINDOW, able))
    _, accepting = timed(lambda: accept_triage(storage, rules, WINDOW, NOW))
    return {
        "at_risk": len(found.rows),
        "propose_s": proposing,
        "gaps": len(prices),
        "prices_s": pricing,
        "volunteers": len(asked),
        "volunteers_s": asking,
        "accept_s": accepting,
    }


def run() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--appointments", type=int, default=34_000)
    words.add_argument("--json", action="store_true")
    said = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hospital.db"
        with redirect_stdout(sys.stderr):
            main.main(["demo", "--out", str(path), "--appointments", str(said.appointments)])
        storage = Database(str(path), lambda: NOW, "benchmark")
        found = measure(storage)
        storage.close()
    print(json.dumps(found) if said.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


if __name__ == "__main__":
    run()
