"""How long a large import takes, and that its memory does not grow with the file.

``python -m tests.benchmarks.import_memory --appointments 100000`` prints one JSON line: seconds
and peak memory of importing a tenth and all of the appointments, each in a program of its own;
seconds of ``affected --appointments``; and beside them a naive yardstick, a query for each row.
"""

from __future__ import annotations

import argparse
import csv
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from rota.demo.maker import make_demo_files
from rota.domain.importing import COLUMNS, ImportKind

ROOT = Path(__file__).resolve().parents[2]
STAFF, SEED = 3000, 2016
FIRST = (
    ImportKind.WINDOWS, ImportKind.STAFF, ImportKind.REQUIREMENTS, ImportKind.DUTIES,
    ImportKind.ABSENCES,
)  # fmt: skip
MEASURED = """
import json, sys, time
import main
words = sys.argv[1:]
started = time.perf_counter()
code = main.main(words)
seconds = time.perf_counter() - started
lines = open("/proc/self/status").read().splitlines()
peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(json.dumps({"code": code, "seconds": round(seconds, 2), "peak_mb": round(peak / 1024, 1)}),
      file=sys.stderr)
"""


def run(database: Path, *words: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run a command in a program of its own; return its answer, and its seconds and memory."""
    told = [str(word) for word in words]
    command = [sys.executable, "-c", MEASURED, *told, "--database", str(database), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])
    if measured["code"]:
        raise SystemExit(f"{' '.join(told)}: {done.stderr}")
    return json.loads(done.stdout), measured


def first_rows(path: Path, rows: int) -> Path:
    """Write the first rows of a file into a file of their own."""
    out = path.with_name(f"first-{rows}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        with out.open("w", encoding="utf-8", newline="") as head:
            csv.writer(head).writerows(islice(lines, rows + 1))
    return out


def timed(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return round(time.perf_counter() - started, 2)


def naive_import(path: Path, database: Path) -> None:
    """Look up each row's clinician and id, then save the row: no rules, no journal."""
    columns = COLUMNS[ImportKind.APPOINTMENTS]
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE staff (staff_id TEXT PRIMARY KEY)")
    connection.execute(f"CREATE TABLE visit ({', '.join(columns)}, PRIMARY KEY (appointment_id))")
    marks = ", ".join("?" * len(columns))
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            who = (row["clinician_staff_id"],)
            connection.execute("SELECT 1 FROM staff WHERE staff_id = ?", who).fetchone()
            known = connection.execute(
                "SELECT * FROM visit WHERE appointment_id = ?", (row["appointment_id"],)
            ).fetchone()
            if known is None:
                values = [row.get(column, "") for column in columns]
                connection.execute(f"INSERT INTO visit VALUES ({marks})", values)
    connection.commit()
    connection.close()


def naive_affected(database: Path, window: int) -> None:
    """Ask for each appointment who its clinician is and whether they declared working."""
    connection = sqlite3.connect(database)
    visits = connection.execute(
        "SELECT appointment_id, clinician_staff_id, start, service_id FROM appointment"
    ).fetchall()
    for _, who, start, service in visits:
        for query, values in (
            ("SELECT staff_group FROM staff WHERE staff_id = ?", (who,)),
            ("SELECT answer FROM declaration WHERE window_id = ? AND staff_id = ?", (window, who)),
            ("SELECT duty_id FROM duty WHERE staff_id = ? AND start <= ? AND \"end\" > ?",
             (who, start, start)),
            ("SELECT level FROM service_level WHERE window_id = ? AND service_id = ?",
             (window, service)),
        ):  # fmt: skip
            connection.execute(query, values).fetchall()
    connection.close()


def measure(appointments: int, folder: Path) -> dict[str, Any]:
    """Make the files, import them and answer with every figure."""
    demo = make_demo_files(folder, STAFF, appointments, SEED)
    whole = demo.files[ImportKind.APPOINTMENTS]
    part = first_rows(whole, appointments // 10)
    figures: dict[str, Any] = {"appointments": appointments, "staff": STAFF}
    for name, path in (("tenth", part), ("whole", whole)):
        database = folder / f"{name}.db"
        for kind in FIRST:
            run(database, "import", kind.value, demo.files[kind])
        answer, figures[name] = run(database, "import", "appointments", path)
        figures[name]["rows"] = answer["accepted"]
    figures["memory_ratio"] = round(figures["whole"]["peak_mb"] / figures["tenth"]["peak_mb"], 2)
    listed, _ = run(database, "window", "list")
    window = next(row["window"] for row in listed["windows"] if row["state"] == "confirmed")
    words = ("affected", "--window", window, "--appointments")
    answer, figures["affected"] = run(database, *words)
    figures["affected"]["at_risk"] = len(answer["appointments"])
    figures["naive_import_seconds"] = timed(lambda: naive_import(whole, folder / "naive.db"))
    figures["naive_affected_seconds"] = timed(lambda: naive_affected(database, window))
    return figures


def main() -> None:
    """Print the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.import_memory")
    parser.add_argument("--appointments", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(asked.appointments, Path(folder))))


if __name__ == "__main__":
    main()
