"""How fast letters are typeset, joined and read back, and in how much memory.

``python -m tests.benchmarks.letters --json`` prints one object a line; ``--short`` makes a tenth of
the letters. Each figure is taken in a program of its own, by processor time. The bare compile call
is the engine's own work on the same letters in the same chunks: nothing joined, nothing read back.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import AppointmentKind, LetterFormat, LetterKind, Mode, Priority
from rota.domain.letter_content import LetterContent
from rota.domain.trust import TrustDetails
from rota.domain.visit_told import VisitTold
from rota.letters.press import Jam, Press
from rota.letters.typesetter import CHUNK, NO_TIME, TypstTypesetter
from rota.tables.envelopes import C5
from tests.benchmarks.libreoffice import Absent, merge_seconds
from tests.domain.writing import write

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 1_000, 10_000
MOST_MEMORY_MB, MOST_GROWTH, MOST_KB, LEAST_OF_BARE = 600, 12, 5.0, 0.6
LEAST_OF_LIBREOFFICE = 10
TRUST = TrustDetails(
    "Northbridge University Hospitals", "1 Hospital Road\nNorthbridge NB1 1AA", "01632 960001",
    "Monday to Friday, 8am to 6pm", "appointments@example.org", "PO Box 100, Northbridge NB1 1AA",
    "Amina Zaman", "Medical Director",
)  # fmt: skip
WRITTEN = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
STRIKE = datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
FORENAMES = ("Siobhán", "Łukasz", "Nasrin", "Amaka", "Tom", "Zoë", "Gurpreet", "Anne-Marie")
SURNAMES = ("O'Neill", "Żółkiewski", "Begum", "Okonkwo", "Smith", "Ågård", "Singh", "Lloyd-Jones")
KINDS = (LetterKind.POSTPONED, LetterKind.RESCHEDULED, LetterKind.CONDITIONAL)

Line = dict[str, Any]


def letter(number: int) -> LetterContent:
    """A made-up patient's letter; every twentieth is in large print."""
    large = number % 20 == 7
    patient = Patient(
        f"P{number}", "", ("Ms", "Mr", "Dr")[number % 3], FORENAMES[number % 8],
        SURNAMES[number // 8 % 8], date(1960, 2, 1), (f"{number} Long Acre", "NORTHBRIDGE"),
        f"SW{1 + number % 20} {number % 10}QT", "07700 900123", "", "",
        LetterFormat.LARGE_PRINT if large else LetterFormat.STANDARD, False, False,
    )  # fmt: skip
    visit = Appointment(
        f"A{number}", patient, 1, "C1", "S1", (), STRIKE + timedelta(minutes=10 * (number % 50)),
        20, tuple(AppointmentKind)[number % 6], Mode.FACE_TO_FACE, Priority.ROUTINE, None, None, 0,
        False,
    )  # fmt: skip
    kind = KINDS[number % 3]
    moved = visit.start + timedelta(days=30) if kind is LetterKind.RESCHEDULED else None
    told = [VisitTold(visit, "Chest clinic", "Northbridge General Hospital", moved)]
    return write(kind, f"SR-{number:06d}", patient, told, TRUST, WRITTEN)


def make(letters: list[LetterContent]) -> Line:
    """Typeset, join and read back letters, as a batch is made."""
    batch = TypstTypesetter(C5).typeset(letters)
    assert len(batch.letters) == len(letters)
    return {"kb_each": len(batch.pdf) / len(letters) / 1000}


def bare(letters: list[LetterContent]) -> Line:
    """Only call the typesetting engine on the letters, in the same chunks."""
    press = Press(C5, NO_TIME)
    for start in range(0, len(letters), CHUNK):
        assert not isinstance(press.typeset(letters[start : start + CHUNK]), Jam)
    return {}


def merge(letters: list[LetterContent]) -> Line:
    """Let LibreOffice's mail merge make the letters, where it is installed."""
    try:
        return {"merge_seconds": merge_seconds(letters)}
    except Absent:
        return {"merge_seconds": None}


JOBS: dict[str, Callable[[list[LetterContent]], Line]] = {
    "make": make,
    "bare": bare,
    "merge": merge,
}


def run(job: str, count: int) -> Line:
    """Do a job in a program of its own; return its seconds of processor and its peak memory."""
    command = [sys.executable, "-m", "tests.benchmarks.letters", "--job", job, str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    measured: Line = json.loads(done.stdout)
    return measured


def do(job: str, count: int) -> None:
    """Do a job here and print what it took, the making of the letters' words left out."""
    letters = [letter(number) for number in range(count)]
    started = time.process_time()
    figures = JOBS[job](letters)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mb = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, **figures}))


def compared(name: str, ours: float, other: tuple[str, float], unit: str, aim: str,
             met: bool) -> Line:  # fmt: skip
    """Return one line of the report."""
    return {
        "name": name, "ours": round(ours, 1), "yardstick": round(other[1], 1),
        "yardstick_name": other[0], "unit": unit, "ratio": round(ours / other[1], 2), "aim": aim,
        "met": met,
    }  # fmt: skip


def measure(few: int, many: int) -> Iterator[Line]:
    """Measure each figure and what it is compared with in the same run."""
    # Other programs slow a processor down: the short run is taken before and after the long one.
    before, large, small, engine = (
        run(*each) for each in (("make", few), ("make", many), ("make", few), ("bare", few))
    )
    short = (before["seconds"] + small["seconds"]) / 2
    ours, theirs = few / small["seconds"], few / engine["seconds"]
    yield compared(
        f"{few:,} letters typeset, joined and read back", ours, ("bare compile call", theirs),
        "letters/CPU s", f"at least {LEAST_OF_BARE:.0%}", ours >= LEAST_OF_BARE * theirs,
    )  # fmt: skip
    most = MOST_GROWTH * many / few / 10
    yield compared(
        f"time for {many:,} letters", large["seconds"], (f"{few:,} letters", short), "CPU s",
        f"at most {most:g} times", large["seconds"] <= most * short,
    )  # fmt: skip
    yield compared(
        f"peak memory for {many:,} letters", large["peak_mb"],
        (f"{few:,} letters", small["peak_mb"]), "MB", f"at most {MOST_MEMORY_MB} MB",
        large["peak_mb"] <= MOST_MEMORY_MB,
    )  # fmt: skip
    yield compared(
        f"size of {many:,} letters", large["kb_each"], ("the aim", MOST_KB), "KB a letter",
        f"at most {MOST_KB:g} KB", large["kb_each"] <= MOST_KB,
    )  # fmt: skip
    yield beside_libreoffice(few, small["seconds"])


def beside_libreoffice(few: int, seconds: float) -> Line:
    """Compare with the mail merge of LibreOffice, or say that it is not here."""
    name, aim = (
        f"{few:,} letters by mail merge",
        f"at least {LEAST_OF_LIBREOFFICE} times, of {FEW:,}",
    )
    theirs = run("merge", few)["merge_seconds"]
    if theirs is None:
        return {
            "name": name, "ours": round(few / seconds, 1), "yardstick": None,
            "yardstick_name": "LibreOffice's mail merge, which is not installed here",
            "unit": "letters/CPU s", "ratio": None, "aim": aim, "met": None,
        }  # fmt: skip
    line = compared(
        name, few / seconds, ("LibreOffice's mail merge", few / theirs), "letters/CPU s", aim,
        theirs >= LEAST_OF_LIBREOFFICE * seconds,
    )  # fmt: skip
    # Its time grows faster than the letters, so that fewer prove nothing.
    return line if few == FEW else {**line, "met": None}


def main() -> None:
    """Print the figures, one line each."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.letters")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--short", action="store_true", help="a tenth of the letters")
    parser.add_argument("--job", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.job:
        do(asked.job[0], int(asked.job[1]))
        return
    for each in measure(FEW // 10, MANY // 10) if asked.short else measure(FEW, MANY):
        if asked.json:
            print(json.dumps(each), flush=True)
        else:
            met = {True: "met", False: "NOT MET", None: "not judged"}[each["met"]]
            print(
                f"{each['name']}: {each['ours']} {each['unit']} beside {each['yardstick']} "
                f"({each['yardstick_name']}), ratio {each['ratio']}; {each['aim']}: {met}",
                flush=True,
            )


if __name__ == "__main__":
    main()
