"""How long reading FHIR, HL7 v2 and OpenDocument files takes, and how much memory.

``python -m tests.benchmarks.import_formats --rows 100000`` prints one JSON line: for a tenth and
all of the rows, in a program of its own each, the file's size, processor seconds and peak memory.
FHIR is held whole, so it is measured with a tenth of the rows at most.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rota.domain.importing import ImportKind
from tests.tables.builders import row_of
from tests.tables.messages import (
    APPOINTMENT,
    OTHERS,
    PATIENT,
    bundle,
    changed,
    message,
    write_hl7,
    write_json,
)
from tests.tables.open_documents import rows_of_text, sheet, write_ods

ROOT = Path(__file__).resolve().parents[2]
MEASURED = """
import json, sys, time
from rota.domain.importing import ImportKind
from tests.tables.builders import reader
before = time.process_time()
with reader().open(ImportKind.APPOINTMENTS, sys.argv[1]) as table:
    good = sum(row.value is not None for row in table)
seconds = time.process_time() - before
lines = open("/proc/self/status").read().splitlines()
peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(json.dumps({"good": good, "cpu_seconds": round(seconds, 2), "peak_mb": round(peak / 1024)}))
"""


def fhir(folder: Path, rows: int) -> Path:
    made = []
    for at in range(rows):
        patient = {"actor": {"reference": f"Patient/p{at}"}}
        parts = [patient, *APPOINTMENT["participant"][1:]]
        made += [
            changed(PATIENT, id=f"p{at}", identifier=[{"value": f"P{at}"}]),
            changed(APPOINTMENT, id=f"a{at}", participant=parts),
        ]
    return write_json(folder, bundle(*made, *OTHERS[1:]))


def hl7(folder: Path, rows: int) -> Path:
    return write_hl7(folder, *(message(SCH={1: f"A{at}"}) for at in range(rows)))


def ods(folder: Path, rows: int) -> Path:
    made = (
        row_of(ImportKind.APPOINTMENTS, appointment_id=f"A{at}", patient_id=f"P{at}")
        for at in range(rows)
    )
    first = row_of(ImportKind.APPOINTMENTS)
    return write_ods(folder, sheet(*rows_of_text([list(first), *(row.values() for row in made)])))


def measured(path: Path) -> dict[str, Any]:
    """Read a file in a program of its own."""
    command = [sys.executable, "-c", MEASURED, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return {"file_mb": round(path.stat().st_size / 1e6, 1), **figures}


def main() -> None:
    """Print the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.import_formats")
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args().rows
    figures: dict[str, Any] = {}
    for make, most in ((fhir, asked // 10), (hl7, asked), (ods, asked)):
        for rows in (most // 10, most):
            with tempfile.TemporaryDirectory() as folder:
                figures[f"{make.__name__} {rows:,}"] = measured(make(Path(folder), rows))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
