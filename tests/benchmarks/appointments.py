"""How long a list of 100,000 and of 1,000,000 appointments takes, and what memory it holds.

Each question is asked of the services as the page asks them, over a made-up file: the first rows,
and everything behind them. Beside them stands the plain way in the same run: every row loaded into
Python once, then filtered and put in order there.

Run ``python -m tests.benchmarks.appointments --json``: one object a line. Each size is measured in
a program of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

from rota.domain.appointments import Risk
from rota.domain.codes import (
    AppointmentKind,
    LetterFormat,
    LossPolicy,
    Mode,
    Priority,
    StaffGroup,
    WindowState,
    WindowType,
)
from rota.domain.searching import plain_order, search_words
from rota.domain.visit_filters import PRESSING, Shown, VisitFact, VisitFilter, VisitOrder
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.appointment_list import (
    PAGE,
    Asked,
    VisitPicture,
    every_page,
    first_rows,
    keys_in,
    rows_of,
)
from rota.storage.database import Database
from rota.storage.schema import appointment, service

NOW = datetime(2016, 1, 8, 9, tzinfo=UTC)
AIM_MS = 100.0
SIZES = (100_000, 1_000_000)
SERVICES = 60
AT_RISK = 10_000
TERMS = WindowTerms(
    NOW, NOW + timedelta(days=1), WindowType.FULL_WALKOUT, frozenset({StaffGroup.RESIDENT_DOCTOR}),
    policy=LossPolicy.START_INSIDE,
)  # fmt: skip
FIRST = "Amara Owen Siobhan Nasrin Tunde Chloé Wei Aleksander Grace Ravi Hannah Idris".split()
LAST = (
    "O'Neill Begum Ashworth Price Okafor Zephaniah Ng Núñez Williams Patel Łukasiewicz Smith "
    "Jones Taylor Kowalski Hughes Ahmed Morgan Walker Khan"
).split()


def rows(number: int) -> Iterator[dict[str, Any]]:
    """Made-up appointments: two years of days, sixty services, no two patients the same."""
    made = random.Random(number)
    for at in range(number):
        surname = f"{made.choice(LAST)}{'' if at % 3 else '-' + made.choice(LAST)}"
        forename, patient = made.choice(FIRST), f"P{at:07}"
        nhs = f"{made.randrange(10**9):09}0"
        start = NOW + timedelta(minutes=15 * made.randrange(40_000))
        key, clinic = f"A{at:07}", f"C{at % 400:03}"
        postcode = f"SW{at % 20} {at % 9}QT"
        found = " ".join((surname, forename, key, patient, nhs, clinic, postcode.replace(" ", "")))
        yield {
            "appointment_id": key, "patient_id": patient, "nhs_number": nhs, "title": "Ms",
            "forename": forename, "surname": surname, "date_of_birth": None,
            "address": ("1 Long Road", "London"), "postcode": postcode, "phone": "020 7946 0001",
            "email": "", "language": "English", "format": LetterFormat.STANDARD,
            "do_not_post": False, "deceased": False, "service_id": 1 + at % SERVICES,
            "clinic_code": clinic, "clinician_staff_id": None, "needs": (), "start": start,
            "end": start + timedelta(minutes=20), "duration_minutes": 20,
            "kind": made.choice(tuple(AppointmentKind)), "mode": Mode.FACE_TO_FACE,
            "priority": made.choice(tuple(Priority)), "rtt_start": None, "cancer_day_62": None,
            "times_postponed": made.randrange(3), "transport_booked": False, "retired": False,
            "by_hand": False, "corrected": frozenset(),
            "found_by": plain_order(found.replace("'", "")),
        }  # fmt: skip


def fill(database: Database, number: int) -> None:
    """Write the services and the appointments straight into the file, without a journal."""
    with database._engine.begin() as connection:
        names = [
            {"id": each, "name": f"Service {each:02}", "department": "Surgery", "site": "Main"}
            for each in range(1, SERVICES + 1)
        ]
        connection.execute(insert(service), names)
        held: list[dict[str, Any]] = []
        for row in rows(number):
            held.append(row)
            if len(held) == 5000:
                connection.execute(insert(appointment), held)
                held = []
        if held:
            connection.execute(insert(appointment), held)
        connection.execute(text("ANALYZE"))


def picture(database: Database, number: int, window: StrikeWindow) -> VisitPicture:
    """A strike that puts 10,000 of them at risk, whatever its days."""
    step = number // AT_RISK
    facts = {
        f"A{at * step:07}": VisitFact((Risk.CLINICIAN_ABSENT,), place=at + 1)
        for at in range(AT_RISK)
    }
    with database.read() as work:
        services = {each.service_id: each for each in work.duties.services()}
        return VisitPicture(window, facts, services, work.appointments.count())


def the_window(database: Database) -> StrikeWindow:
    with database.write("window") as work:
        key = work.windows.add("Pay", "BMA", WindowState.CONFIRMED, TERMS, NOW, "")
    with database.read() as work:
        return next(each for each in work.windows.all() if each.window_id == key)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a clerk asks, and the same in plain Python over rows held in memory."""

    name: str
    asked: Asked
    test: Callable[[Any], bool]
    key: Callable[[Any], Any]


EVERY = VisitFilter(shown=Shown.ALL, everywhere=True)
FEW = frozenset({Priority.SUSPECTED_CANCER, Priority.P1A})


def questions(at_risk: frozenset[str], one: str) -> list[Question]:
    """Opening, putting in order, filtering and searching."""

    def start(row: Any) -> Any:
        return (row.start, row.appointment_id)

    def everything(_row: Any) -> bool:
        return True

    def asked(order: VisitOrder = VisitOrder.WHEN, **parts: Any) -> Asked:
        return Asked(replace(EVERY, **parts), order)

    words = search_words("zephaniah amara")
    return [
        Question("open", asked(), everything, start),
        Question(
            "by name", asked(VisitOrder.PATIENT), everything,
            lambda row: (plain_order(row.surname), plain_order(row.forename), row.appointment_id),
        ),
        Question(
            "by priority", asked(VisitOrder.PRIORITY), everything,
            lambda row: (PRESSING.index(row.priority), row.start),
        ),
        Question(
            "at risk, least harm first", asked(VisitOrder.HARM, shown=Shown.AT_RISK),
            lambda row: row.appointment_id in at_risk, lambda row: row.appointment_id,
        ),
        Question(
            "one service", asked(service="Service 07"), lambda row: row.service_id == 7, start
        ),
        Question(
            "cancer or P1a", asked(priorities=FEW), lambda row: row.priority in FEW, start
        ),
        Question(
            "search a name", asked(text="zephaniah amara"),
            lambda row: all(word in plain_order(f"{row.surname} {row.forename}") for word in words),
            start,
        ),
        Question(
            "search a number", asked(text=one), lambda row: row.nhs_number == one, start
        ),
        Question(
            "search what is not there", asked(text="xyzzy"),
            lambda row: "xyzzy" in plain_order(f"{row.surname} {row.forename}"), start,
        ),
    ]  # fmt: skip


def median_ms(work: Callable[[], object], times: int = 5) -> float:
    """The median of several runs in milliseconds, after one that warms up."""
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def resident_mb() -> float:
    """Memory of this program in MB, as Linux counts it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def load_all(database: Database) -> Sequence[Any]:
    """The yardstick's rows: what a list needs of every appointment, in memory."""
    table = appointment.c
    columns = (
        table.appointment_id, table.surname, table.forename, table.nhs_number, table.start,
        table.service_id, table.kind, table.priority, table.times_postponed,
    )  # fmt: skip
    with database._engine.connect() as connection:
        return connection.execute(select(*columns)).all()


def measure(number: int) -> Iterator[dict[str, Any]]:
    """Every figure of one size, one at a time."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(str(Path(folder) / "hospital.db"), lambda: NOW, "benchmark")
        fill(database, number)
        found = picture(database, number, the_window(database))
        nhs = str(load_one(database))
        asked = questions(frozenset(found.facts), nhs)
        yield from _ours(database, found, number, asked)
        database.close()


def _ours(
    database: Database, found: VisitPicture, number: int, asked: Sequence[Question]
) -> Iterator[dict[str, Any]]:
    figures: dict[str, tuple[float, float, int]] = {}
    before = resident_mb()
    for each in asked:
        first = median_ms(lambda each=each: first_rows(database, found, each.asked))
        begun = time.perf_counter()
        pages = every_page(database, found, each.asked)
        figures[each.name] = (first, (time.perf_counter() - begun) * 1000, pages.count)
    pages = every_page(database, found, asked[0].asked)
    end = median_ms(
        lambda: rows_of(
            database, found, keys_in(pages.pages, [(pages.count - PAGE, pages.count - 1)])
        )
    )
    held = sum(map(sys.getsizeof, pages.pages)) / 1e6
    grown = resident_mb() - before
    begun = time.perf_counter()
    rows_there = load_all(database)
    loaded = (time.perf_counter() - begun) * 1000
    plain_mb = resident_mb() - before - grown
    ratios = []
    for each in asked:
        begun = time.perf_counter()
        expected = sorted(filter(each.test, rows_there), key=each.key)
        plain = (time.perf_counter() - begun) * 1000
        first, whole, count = figures[each.name]
        assert count == len(expected), (each.name, count, len(expected))
        ratios.append(first)
        yield {
            "rows": number, "question": each.name, "found": count, "first_rows_ms": round(first, 1),
            "every_id_ms": round(whole, 1), "yardstick": "all rows in Python, already loaded",
            "yardstick_ms": round(plain, 1), "ratio": round(first / plain, 3),
        }  # fmt: skip
    yield {
        "rows": number, "question": "jump to the end", "first_rows_ms": round(end, 1),
        "yardstick": "loading all rows into Python", "yardstick_ms": round(loaded, 1),
        "ratio": round(end / loaded, 5),
    }  # fmt: skip
    yield {
        "rows": number, "question": "memory", "ids_mb": round(held, 1),
        "grown_mb": round(grown, 1), "yardstick": "loading all rows into Python",
        "yardstick_mb": round(plain_mb, 1), "ratio": round(grown / max(plain_mb, 0.1), 3),
    }  # fmt: skip
    yield {
        "rows": number, "question": "median of first rows", "aim_ms": AIM_MS,
        "first_rows_ms": round(statistics.median(ratios), 1),
    }  # fmt: skip


def load_one(database: Database) -> str:
    """The NHS number of some appointment in the middle."""
    with database._engine.connect() as connection:
        query = select(appointment.c.nhs_number).where(appointment.c.appointment_id == "A0050000")
        return str(connection.execute(query).scalar_one())


def main() -> None:
    """Print one object a line for each size."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.appointments")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int)
    asked = parser.parse_args()
    if asked.rows is not None:
        for figures in measure(asked.rows):
            print(json.dumps(figures), flush=True)
        return
    for size in SIZES:
        words = [sys.executable, "-m", "tests.benchmarks.appointments", "--rows", str(size)]
        subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
