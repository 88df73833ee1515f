"""The board and ``gaps`` are two ways to say one thing: they agree on every segment.

Also, a board changed in memory is the board that would be read once the change is saved.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import main
from rota.domain.codes import Level, Reply
from rota.domain.duties import Assignment
from rota.services.board import BoardView
from rota.services.strike_board import read_board
from rota.services.windows import set_level
from rota.storage.database import Database
from tests.strike_hospital import NOW, tools

LADDER = tools().rules.ladder
QUARTER = timedelta(minutes=15)
Gap = tuple[str, str, str, str, str, int]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up hospital of 300 people, with some cover, a service suspended and one declined."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    words = ["demo", "--out", str(path), "--staff", "300", "--appointments", "20"]
    assert main.main(words) == 0
    storage = Database(str(path), lambda: NOW, "tester")
    with storage.write("cover") as work:
        for given in random_cover(storage, 2, random.Random(5), 40):
            work.cover.add(given)
    set_level(storage, 2, "Acute take", Level.NORMAL, "trial")
    set_level(storage, 2, "Labour Ward", Level.SUSPENDED, "trial")
    storage.close()
    return path


@pytest.fixture
def storage(demo: Path) -> Iterator[Database]:
    made = Database(str(demo), lambda: NOW, "tester")
    yield made
    made.close()


def random_cover(
    storage: Database, window_id: int, lot: random.Random, number: int
) -> list[Assignment]:
    board = read_board(storage, window_id, LADDER)
    people, services = sorted(board.picture.reading.people), sorted(board.picture.levels)
    start, end = board.picture.span
    made = []
    for _ in range(number):
        begin = start + timedelta(minutes=15 * lot.randrange((end - start) // QUARTER))
        made.append(
            Assignment(
                window_id,
                lot.choice(people),
                lot.choice(services),
                begin,
                begin + timedelta(minutes=lot.randrange(15, 900)),
                leaves_duties=lot.random() < 0.5,
                reply=lot.choice(list(Reply)),
            )
        )
    return made


def gaps_by_command(capsys: pytest.CaptureFixture[str], path: Path, window: int) -> Any:
    capsys.readouterr()
    words = ["gaps", "--window", str(window), "--json", "--database", str(path)]
    assert main.main(words) == 0
    return json.loads(capsys.readouterr().out)


def gaps_of_segments(view: BoardView) -> set[Gap]:
    """Longest stretches in which the same number of a post is missing, read off the segments."""
    found: set[Gap] = set()
    for each in view.services:
        runs: dict[str, list[tuple[datetime, datetime, int]]] = defaultdict(list)
        for segment in each.segments:
            for post, missing in segment.wanted:
                run = runs[post]
                if run and run[-1][1] == segment.start and run[-1][2] == missing:
                    run[-1] = run[-1][0], segment.end, missing
                else:
                    run.append((segment.start, segment.end, missing))
        place = each.service
        for post, run in runs.items():
            for start, end, missing in run:
                stretch = start.isoformat(), end.isoformat()
                found.add((place.site, place.name, post, *stretch, missing))
    return found


@pytest.mark.parametrize("window", [1, 2, 3])
def test_the_board_and_the_command_agree_on_every_segment(
    window: int, demo: Path, storage: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    view = read_board(storage, window, LADDER).view
    said = gaps_by_command(capsys, demo, window)
    assert gaps_of_segments(view) == {
        (
            gap["site"], gap["service"], gap["requirement"],
            gap["start_utc"], gap["end_utc"], gap["missing"],
        )
        for gap in said["gaps"]
    }  # fmt: skip
    minutes = {
        each.service.name: sum(
            s.missing * int((s.end - s.start).total_seconds() // 60) for s in each.segments
        )
        for each in view.services
        if each.specified
    }
    assert minutes == said["missing_person_minutes"]
    assert sorted(view.unspecified) == said["unspecified"]


@pytest.mark.parametrize("window", [1, 2, 3])
def test_segments_lie_end_to_end_over_the_whole_board(window: int, storage: Database) -> None:
    view = read_board(storage, window, LADDER).view
    for each in view.services:
        if each.segments:
            edges = [(s.start, s.end) for s in each.segments]
            assert edges[0][0] == view.start
            assert edges[-1][1] == view.end
            assert all(one[1] == other[0] for one, other in pairwise(edges))
            assert all(s.missing == sum(n for _, n in s.wanted) for s in each.segments)
            assert all(s.required == sum(n for _, n in s.by_post) for s in each.segments)


@pytest.mark.parametrize("seed", range(6))
def test_a_board_changed_in_memory_is_the_one_read_after_saving(
    seed: int, demo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(demo.read_bytes())
    storage = Database(str(path), lambda: NOW, "tester")
    lot = random.Random(seed)
    board = read_board(storage, 2, LADDER)
    for change in range(4):
        if change % 2:
            moved = lot.choice(board.assignments)
            later = moved.end + timedelta(minutes=lot.randrange(15, 300))
            with storage.write("move") as work:
                work.cover.change([replace(moved, end=later)])
        else:
            with storage.write("cover") as work:
                for given in random_cover(storage, 2, lot, 2):
                    work.cover.add(given)
        again = read_board(storage, 2, LADDER)
        board = board.with_cover(again.assignments)
        assert board.view == again.view
    storage.close()
