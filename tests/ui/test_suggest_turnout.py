"""Suggest cover on the Cover page: the cautious turnout, who is next, and who is missed most."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from rota.domain.importing import ImportKind
from rota.services.assigning import assign
from rota.services.cover_orders import CoverOrder
from rota.services.importing import ImportOrder, import_file
from rota.services.suggesting import Turnout
from tests.strike_hospital import ED, NOW, START, WARD
from tests.ui.cover_people import FINN, GIL, add_people, cover_page, press, rest
from ui.desk import Desk
from ui.pages.cover import CoverPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk, tmp_path: Path) -> CoverPage:
    add_people(small_desk, tmp_path)
    return cover_page(qtbot, small_desk)


def suggest(qtbot: QtBot, page: CoverPage, desk: Desk) -> None:
    qtbot.mouseClick(page.face.foot.suggest, LEFT)
    rest(qtbot, desk)


def turn(qtbot: QtBot, page: CoverPage, desk: Desk) -> None:
    """Click the switch of the turnout."""
    switch = page.face.suggest.cautious
    qtbot.mouseClick(switch, LEFT, pos=QPoint(8, switch.height() // 2))
    rest(qtbot, desk)


def sentences(page: CoverPage) -> list[str]:
    return [each.sentence for each in page.face.suggest.plan.plan_model.entries]


def test_the_switch_makes_another_plan_that_counts_on_nobody_called_out(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    assert panel.shown is not None
    assert panel.shown.turnout is Turnout.DECLARED
    turn(qtbot, page, small_desk)
    assert panel.shown is not None
    assert panel.shown.turnout is Turnout.CAUTIOUS
    assert panel.said.text().startswith(
        "Counting on nobody called out during the strike: missing now "
    )
    assert GIL not in {each.staff_id for each in panel.shown.assignments}
    turn(qtbot, page, small_desk)
    assert panel.shown is not None
    assert panel.shown.turnout is Turnout.DECLARED


def _needed(desk: Desk, folder: Path) -> None:
    """The wards need somebody while Gil, who said that he will work, is there."""
    path = folder / "needed.csv"
    path.write_text(
        "service,department,site,level,from,to,number,grade_min\n"
        f"{WARD},Medicine,St Anne,emergency_only,09:00,17:00,2,CT\n",
        encoding="utf-8",
    )
    order = ImportOrder(ImportKind.REQUIREMENTS, path)
    assert import_file(desk.storage, desk.tools.reader, order, NOW).saved


def test_without_gaps_the_cautious_turnout_may_still_have_some(
    qtbot: QtBot, small_desk: Desk, tmp_path: Path
) -> None:
    add_people(small_desk, tmp_path)
    _needed(small_desk, tmp_path)
    page = cover_page(qtbot, small_desk)
    suggest(qtbot, page, small_desk)
    press(qtbot, small_desk, page.face.suggest, "suggest_accept")
    assert page.gaps.text == "No gaps"
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    assert panel.said.text() == "There are no gaps: everybody who is needed is there."
    turn(qtbot, page, small_desk)
    assert panel.shown is not None
    assert panel.shown.missing_before == 8 * 60
    assert page.gaps.text != "No gaps"
    if not panel.shown.assignments:
        assert panel.shown.unfilled
    qtbot.keyClick(panel.plan, Qt.Key.Key_Escape)
    assert page.gaps.text == "No gaps"


def test_a_cautious_plan_is_accepted_in_part_and_planned_again(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    turn(qtbot, page, small_desk)
    panel = page.face.suggest
    assert panel.shown is not None
    number = len(panel.shown.assignments)
    assert number == 3
    plan = panel.plan
    place = plan.visualRect(plan.plan_model.index(1)).topLeft() + QPoint(12, 12)
    qtbot.mouseClick(plan.viewport(), LEFT, pos=place)
    kept = [panel.shown.assignments[at].staff_id for at in panel.ticked]
    press(qtbot, small_desk, panel, "suggest_accept")
    with small_desk.storage.read() as work:
        assert [each.staff_id for each in work.cover.of_window(1)] == kept
    suggest(qtbot, page, small_desk)
    assert panel.cautious.isChecked()
    assert panel.shown is not None
    assert panel.shown.turnout is Turnout.CAUTIOUS
    assert not {each.staff_id for each in panel.shown.assignments} & set(kept)
    assert panel.shown.missing_after == 0


def test_a_change_of_the_board_ends_a_cautious_plan_too(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    turn(qtbot, page, small_desk)
    with small_desk.storage.read() as work:
        ed = next(each for each in work.duties.services() if each.name == ED)
    order = CoverOrder(1, FINN, ed.service_id, START.replace(hour=9), START.replace(hour=12))
    made = assign(small_desk.storage, order, small_desk.tools.rules)
    small_desk.bus.publish(made.changes)
    rest(qtbot, small_desk)
    panel = page.face.suggest
    assert panel.said.text() == "Something changed on the board since this plan was begun."
    press(qtbot, small_desk, panel, "suggest_again")
    assert panel.shown is not None
    assert panel.shown.turnout is Turnout.CAUTIOUS
    given = [each for each in panel.shown.board.assignments if each.staff_id == FINN]
    assert any(each.assignment_id for each in given)  # what was done by hand stays


def test_the_keys_stay_on_the_switch(qtbot: QtBot, page: CoverPage, small_desk: Desk) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    suggest(qtbot, page, small_desk)
    switch = page.face.suggest.cautious
    switch.setFocus()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    rest(qtbot, small_desk)
    assert switch.isChecked()
    assert page.window().focusWidget() is switch


def test_the_list_names_who_is_next_and_who_is_missed_most(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    plan = panel.shown
    assert plan is not None
    said = sentences(page)
    gil = next(each for each in said if each.startswith("Gil Ward"))
    short = "leaves a duty, leaves Medical wards short"
    assert gil.endswith(f"Next in line: Hal Young (acting down, {short})")
    first = plan.hurts_most[0]
    at = next(n for n, each in enumerate(said) if each.startswith("Missed most"))
    assert said[at + 2].startswith(f"{first.name}, ")
    assert "more missing" in said[at + 2]
    model = panel.plan.plan_model
    assert model.place_at(at + 2) is None
    assert model.place_at(1) is not None


def test_what_stays_open_says_what_kind_of_care_it_is(qtbot: QtBot, small_desk: Desk) -> None:
    page = cover_page(qtbot, small_desk)
    suggest(qtbot, page, small_desk)
    left = [each for each in sentences(page) if each.startswith("Emergency department")]
    assert len(left) == 2
    for each in left:
        assert each.startswith("Emergency department, 1 missing · critical: emergency.")
    assert "1 would be on site 24 h or more. Nearest: Carol Reid: 24 h 30" in left[1]
