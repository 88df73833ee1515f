"""The price of a gap in patients, in the panel about it and beside each person who could cover."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rota.services.gap_prices import price_of
from rota.storage.database import Database
from tests.engines import SqliteFiles
from tests.strike_hospital import tools
from tests.triage_hospital import CHEST, NOW, fill
from tests.ui.cover_people import cover_page, rest
from ui.bus import Bus
from ui.desk import Desk
from ui.jobs import Jobs
from ui.pages.cover import CoverPage


@pytest.fixture
def desk(sqlite_files: SqliteFiles, jobs: Jobs, tmp_path: Path) -> Desk:
    storage = Database(sqlite_files.copy_to(tmp_path / "triage.db"), lambda: NOW, "tester")
    folder = tmp_path / "files"
    folder.mkdir()
    fill(storage, folder)
    return Desk(tools(), storage, jobs, Bus(jobs), lambda: NOW)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> CoverPage:
    return cover_page(qtbot, desk)


def go_to(qtbot: QtBot, page: CoverPage, desk: Desk, service: str) -> None:
    row = next(each for each in page.ribbon.view.rows if each.service == service)
    page.ribbon.select(row.key, row.gaps[0])
    rest(qtbot, desk)


def lines_of(page: CoverPage, staff_id: str) -> list[str]:
    model = page.panel.gap.people.model
    return [line.text for line in model.entries[model.place_of(staff_id)].lines]


def test_a_gap_says_whom_it_costs_their_appointment(
    qtbot: QtBot, page: CoverPage, desk: Desk
) -> None:
    go_to(qtbot, page, desk, CHEST)
    panel = page.panel.gap
    gap = panel.gap
    assert gap is not None
    rules = desk.tools.rules
    price = price_of(desk.storage, rules, 1, gap.service_id, gap.start, gap.end)
    assert panel.price.isVisible()
    assert panel.price.text() == f"Price if left open: 3 patients · harm {price.weight}"


def test_the_list_says_whom_each_keeps_and_who_would_lose_theirs(
    qtbot: QtBot, page: CoverPage, desk: Desk
) -> None:
    go_to(qtbot, page, desk, CHEST)
    assert "Keeps 3 patients" in lines_of(page, "C2")
    assert not any("would lose" in each for each in lines_of(page, "C2"))
    assert "8 patients would lose their appointment" in lines_of(page, "C1")


def test_a_gap_that_displaces_nobody_has_no_price(
    qtbot: QtBot, page: CoverPage, desk: Desk
) -> None:
    go_to(qtbot, page, desk, CHEST)
    go_to(qtbot, page, desk, "Acute take")
    assert not page.panel.gap.price.isVisible()
