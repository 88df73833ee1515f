"""How long the strike board takes: 1,200 people, 40 services, a window of 72 hours.

Two things are measured on the made-up hospital: the whole gap computation, read from the file, and
moving one person's cover in the real page until the changed board is painted and saved. Beside each
stands the plain way in the same run: minute by minute, and everything anew.

Run ``python -m tests.benchmarks.board --json``: one object a line.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

import main
from rota.domain.cover import CoverPerson, Presence, fits
from rota.domain.duties import Assignment
from rota.domain.grades import GradeLadder
from rota.domain.requirements import CoverRequirement
from rota.domain.times import to_local
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.ports import Storage
from rota.services.strike_board import read_board
from rota.storage.database import Database
from ui.assembly import assemble
from ui.desktop import keep_the_window_quick
from ui.pages.cover import CoverPage
from ui.shots import settle
from ui.theme import apply_theme
from ui.widgets.ribbon_values import CoverMove

NOW = datetime(2016, 1, 8, 9, tzinfo=UTC)
WINDOW = 2
GAPS_AIM_MS, MOVE_AIM_MS = 150.0, 50.0
MINUTE = timedelta(minutes=1)


def hospital(folder: Path) -> Database:
    """The made-up hospital with its second strike made 72 hours long."""
    path = folder / "hospital.db"
    with redirect_stdout(sys.stderr):
        main.main(["demo", "--out", str(path), "--appointments", "100"])
    longer = ["window", "revise", str(WINDOW), "--end", "2016-01-29 08:00", "--why", "72 hours"]
    with redirect_stdout(sys.stderr):
        main.main([*longer, "--database", str(path)])
    return Database(str(path), lambda: NOW, "benchmark")


def median_ms(work: Callable[[], object], times: int) -> float:
    """The median of several runs in milliseconds, after one that warms up."""
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def missing_minutes(storage: Storage, ladder: GradeLadder) -> int:
    """Ours: read and compute every gap of the window."""
    with storage.read() as work:
        picture = CoverPicture(read_cover(work, WINDOW), ladder)
        return sum(each.missing_minutes for each in picture.cover)


def minute_by_minute(storage: Storage, ladder: GradeLadder) -> int:
    """The plain way: for every minute and service, who is required, who is there, who fits."""
    with storage.read() as work:
        picture = CoverPicture(read_cover(work, WINDOW), ladder)
        people = picture.reading.people
        present, needs = picture.present, picture.reading.needs
    start, end = picture.span
    missing = 0
    for service_id, level in picture.levels.items():
        wanted = [need for need in needs.get(service_id, ()) if need.level is level]
        stays = present.get(service_id, ())
        at = start
        while wanted and at < end:
            missing += _missing_at(at, wanted, stays, people, ladder)
            at += MINUTE
    return missing


def _missing_at(
    at: datetime,
    wanted: Sequence[CoverRequirement],
    stays: Sequence[Presence],
    people: Mapping[str, CoverPerson],
    ladder: GradeLadder,
) -> int:
    local = to_local(at)
    places = [need.post for need in wanted if need.holds(local) for _ in range(need.number)]
    kinds: dict[str, set[object]] = defaultdict(set)
    for stay in stays:
        if stay.start <= at < stay.end:
            kinds[stay.staff_id].add(stay.kind)
    could = {
        staff_id: [
            index
            for index, post in enumerate(places)
            if (None in held or held & post.kinds) and fits(people[staff_id], post, ladder)
        ]
        for staff_id, held in kinds.items()
    }
    taken: dict[int, str] = {}
    filled = sum(_place(each, could, taken, set()) for each in could)
    return len(places) - filled


def _place(
    who: str, could: Mapping[str, list[int]], taken: dict[int, str], tried: set[int]
) -> bool:
    for index in could[who]:
        if index not in tried:
            tried.add(index)
            if index not in taken or _place(taken[index], could, taken, tried):
                taken[index] = who
                return True
    return False


def measure_gaps(storage: Storage, runs: int) -> dict[str, object]:
    """The whole gap computation, ours and minute by minute; both must find the same."""
    ladder = main.tools().rules.ladder
    ours = median_ms(lambda: missing_minutes(storage, ladder), runs)
    begun = time.perf_counter()
    plain = minute_by_minute(storage, ladder)
    yardstick = (time.perf_counter() - begun) * 1000
    found = missing_minutes(storage, ladder)
    if found != plain:
        raise AssertionError(f"the two ways differ: {found} and {plain} missing person-minutes")
    return line("gaps of 72 hours", ours, yardstick, "minute by minute", GAPS_AIM_MS)


def measure_moves(storage: Database, runs: int) -> Iterator[dict[str, object]]:
    """Drop one person's cover elsewhere on the real page, until the changed board is painted."""
    ladder = main.tools().rules.ladder
    give_cover(storage, ladder)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    window = assemble(main.tools(), storage, lambda: NOW)
    window.resize(1280, 800)
    window.show()
    keep_the_window_quick()
    settle(app, window.jobs)
    window.strip.choose(WINDOW)
    window.show_page("page_cover")
    settle(app, window.jobs)
    page = window.current_page
    assert isinstance(page, CoverPage)
    painted, saved, anew = [], [], []
    for number in range(runs + 1):
        move = next_move(page, number)
        before = page.strike_board
        begun = time.perf_counter()
        page.ribbon.cover_moved.emit(move)
        page.ribbon.viewport().repaint()
        painted.append((time.perf_counter() - begun) * 1000)
        if page.strike_board is before:
            raise AssertionError("the board did not change")
        settle(app, window.jobs)
        saved.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        page.show_board(read_board(storage, WINDOW, ladder))
        page.ribbon.viewport().repaint()
        anew.append((time.perf_counter() - begun) * 1000)
    window.close()
    plain = statistics.median(anew[1:])
    beside = "everything read, worked out and painted anew"
    yield line("move one person", statistics.median(painted[1:]), plain, beside, MOVE_AIM_MS)
    done = statistics.median(saved[1:])
    print(f"the same until it is judged, saved and read again: {done:.0f} ms", file=sys.stderr)


def give_cover(storage: Storage, ladder: GradeLadder) -> None:
    """Let forty people cover somewhere for four hours, so that there is something to move."""
    board = read_board(storage, WINDOW, ladder)
    start = board.picture.span[0] + timedelta(hours=24)
    people = sorted(board.picture.reading.people)[::25][:40]
    services = sorted(board.picture.levels)
    with storage.write("benchmark") as work:
        for number, staff_id in enumerate(people):
            place = services[number % len(services)]
            work.cover.add(Assignment(WINDOW, staff_id, place, start, start + timedelta(hours=4)))


def next_move(page: CoverPage, number: int) -> CoverMove:
    """Somebody's cover, half an hour later and at the next service."""
    board = page.strike_board
    assert board is not None
    given = sorted(board.assignments, key=lambda each: each.assignment_id)[number % 40]
    services = sorted(board.picture.levels)
    place = services[(services.index(given.service_id) + 1) % len(services)]
    later = timedelta(minutes=30)
    return CoverMove(given.assignment_id, place, given.start + later, given.end + later)


def line(name: str, ours: float, yardstick: float, beside: str, aim: float) -> dict[str, object]:
    """One measured thing beside its yardstick."""
    return {
        "name": name,
        "ours": round(ours, 1),
        "yardstick": round(yardstick, 1),
        "yardstick_name": beside,
        "unit": "ms",
        "ratio": round(yardstick / ours, 1),
        "aim": aim,
        "met": ours < aim,
    }


def lines(storage: Database, runs: int) -> Iterator[dict[str, object]]:
    """Everything measured."""
    yield measure_gaps(storage, runs)
    yield from measure_moves(storage, runs)


def run() -> None:
    """Measure and print."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--runs", type=int, default=15)
    said.add_argument("--json", action="store_true")
    words = said.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        storage = hospital(Path(folder))
        for each in lines(storage, words.runs):
            met = "met" if each["met"] else "missed"
            text = (
                f"{each['name']}: {each['ours']} ms, {each['yardstick_name']} "
                f"{each['yardstick']} ms ({each['ratio']} times), aim {each['aim']} ms {met}"
            )
            print(json.dumps(each) if words.json else text, flush=True)
        storage.close()


if __name__ == "__main__":
    run()
