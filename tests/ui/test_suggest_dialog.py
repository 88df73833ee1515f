"""Suggest cover, on the Cover page: a plan seen on the board, accepted whole, in part or not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rota.domain.codes import CoverKind, WindowState
from rota.domain.cover_problem import CoverPlan, CoverProblem, PlanStatus
from rota.domain.duties import Assignment
from rota.services.assigning import assign
from rota.services.cover_orders import CoverOrder
from rota.services.history import undo
from rota.services.ports import Solver
from rota.services.suggesting import Suggested
from tests.engines import dump
from tests.moving import move_window
from tests.strike_hospital import ED, START
from tests.ui.accessible import unnamed
from tests.ui.cover_people import FINN, HAL, add_people, cover_page, rest
from ui.colours import Tone
from ui.desk import Desk
from ui.pages.cover import CoverPage
from ui.suggest_words import nights
from ui.widgets.board_rows import person

LEFT = Qt.MouseButton.LeftButton
ALL_MISSING = "2 gaps, 23 h 30 min of cover missing"


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk, tmp_path: Path) -> CoverPage:
    add_people(small_desk, tmp_path)
    return cover_page(qtbot, small_desk)


def recorded(desk: Desk) -> list[Assignment]:
    with desk.storage.read() as work:
        return [each for each in work.cover.of_window(1) if not each.stood_down]


def suggest(qtbot: QtBot, page: CoverPage, desk: Desk) -> None:
    qtbot.mouseClick(page.face.foot.suggest, LEFT)
    rest(qtbot, desk)


def click(qtbot: QtBot, page: CoverPage, name: str) -> None:
    button = page.face.suggest.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible(), name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def tick(qtbot: QtBot, page: CoverPage, row: int) -> None:
    """Click the box of a row."""
    plan = page.face.suggest.plan
    place = plan.visualRect(plan.plan_model.index(row)).topLeft() + QPoint(12, 12)
    qtbot.mouseClick(plan.viewport(), LEFT, pos=place)


def gap_count(page: CoverPage) -> int:
    assert page.board is not None
    return page.board.gap_count


def dashed(page: CoverPage) -> list[str]:
    """The people of the board's suggested bars."""
    return [
        lane.text
        for row in page.ribbon.view.rows
        for lane in row.lanes
        for bar in lane.bars
        if bar.tone is Tone.ACCENT and bar.text == "suggested" and bar.key is None
    ]


def offered(page: CoverPage) -> list[QRadioButton]:
    """The buttons that choose a plan, from left to right."""
    buttons = page.face.suggest.offers.findChildren(QRadioButton)
    return sorted((each for each in buttons if each.isVisible()), key=lambda each: each.x())


def people(page: CoverPage) -> list[str]:
    """Whom the list of the plan names, with their grades."""
    plan = page.face.suggest.shown
    assert plan is not None
    return sorted(person(each.name, each.grade) for each in plan.assignments)


def test_a_plan_is_shown_on_the_board_and_not_saved(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    before = dump(small_desk.storage.address)
    assert page.gaps.text == ALL_MISSING
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    assert panel.said.text() == (
        "Missing now 23 h 30 min, with this plan none. No plan is better: proved."
    )
    assert page.gaps.text == "No gaps"
    assert sorted(dashed(page)) == people(page)
    assert len(people(page)) == 2
    assert not page.panel.isVisible()
    assert page.badge() == "2"
    assert page.face.foot.others.text() == "Suggested, not saved"
    assert page.face.foot.others.isVisible()
    assert dump(small_desk.storage.address) == before


def test_accepting_all_records_it_and_one_undo_takes_it_back(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    click(qtbot, page, "suggest_accept")
    rest(qtbot, small_desk)
    assert len(recorded(small_desk)) == 2
    assert page.gaps.text == "No gaps"
    assert dashed(page) == []
    assert page.panel.isVisible()
    assert not page.face.suggest.isVisible()
    _, changes = undo(small_desk.storage)
    small_desk.bus.publish(changes)
    rest(qtbot, small_desk)
    assert recorded(small_desk) == []
    assert page.gaps.text == ALL_MISSING


def test_what_is_not_ticked_leaves_the_board_and_is_not_accepted(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    tick(qtbot, page, 1)
    assert gap_count(page) == 1
    assert len(dashed(page)) == 1
    assert panel.all.text() == "1 of 2 ticked"
    assert panel.accept.text() == "&Accept 1"
    assert page.ribbon.current_gap is not None
    assert panel.shown is not None
    (number,) = panel.ticked
    kept = panel.shown.assignments[number]
    click(qtbot, page, "suggest_accept")
    rest(qtbot, small_desk)
    assert [each.staff_id for each in recorded(small_desk)] == [kept.staff_id]
    assert gap_count(page) == 1


def test_the_box_above_ticks_all_and_none(qtbot: QtBot, page: CoverPage, small_desk: Desk) -> None:
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    qtbot.mouseClick(panel.all, LEFT, pos=QPoint(8, panel.all.height() // 2))
    assert panel.ticked == frozenset()
    assert page.gaps.text == ALL_MISSING
    assert not panel.accept.isEnabled()
    qtbot.mouseClick(panel.all, LEFT, pos=QPoint(8, panel.all.height() // 2))
    assert len(panel.ticked) == 2
    assert page.gaps.text == "No gaps"


def test_the_keys_work_in_the_whole_window_while_the_page_is_shown(
    qtbot: QtBot, small_desk: Desk, tmp_path: Path
) -> None:
    add_people(small_desk, tmp_path)
    window = QWidget()
    qtbot.addWidget(window)
    across = QVBoxLayout(window)
    search = QLineEdit()
    across.addWidget(search)
    page = cover_page(qtbot, small_desk)
    across.addWidget(page)
    window.show()
    page.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    search.setFocus()
    page.hide()
    qtbot.keyClick(search, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert not page.face.is_suggesting
    page.show()
    qtbot.keyClick(search, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, small_desk)
    assert page.face.suggest.shown is not None
    page.setParent(None)


def test_by_keys_alone(qtbot: QtBot, page: CoverPage, small_desk: Desk) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.ribbon, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, small_desk)
    panel = page.face.suggest
    assert page.window().focusWidget() is panel.plan
    qtbot.keyClick(panel.plan, Qt.Key.Key_Space)
    assert panel.all.text() == "1 of 2 ticked"
    qtbot.keyClick(panel.plan, Qt.Key.Key_Down)
    bar = page.ribbon.current_bar
    assert bar is not None
    assert bar.text == "suggested"
    qtbot.keyClick(panel.plan, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not panel.isVisible())
    rest(qtbot, small_desk)
    assert len(recorded(small_desk)) == 1
    assert page.window().focusWidget() is page.ribbon


@pytest.mark.parametrize("by_key", [True, False], ids=["escape", "accept none"])
def test_closing_shows_the_real_board_again(
    qtbot: QtBot, page: CoverPage, small_desk: Desk, by_key: bool
) -> None:
    suggest(qtbot, page, small_desk)
    if by_key:
        qtbot.keyClick(page.face.suggest.plan, Qt.Key.Key_Escape)
    else:
        click(qtbot, page, "suggest_close")
    assert page.gaps.text == ALL_MISSING
    assert dashed(page) == []
    assert page.panel.isVisible()
    assert page.face.foot.suggest.isVisible()
    assert recorded(small_desk) == []


def test_three_other_plans_stand_beside_it_and_one_is_chosen(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    keys = [offer.key for offer in panel.offers.offers]
    assert keys == ["balanced", "fewest_moved", "fairest", "fewest_patients"]
    assert panel.offers.offers[0].figures[0] == "none"
    qtbot.waitUntil(lambda: len(offered(page)) == 4)
    buttons = offered(page)
    assert [each.isChecked() for each in buttons] == [True, False, False, False]
    qtbot.mouseClick(buttons[2], LEFT, pos=QPoint(8, buttons[2].height() // 2))
    assert panel.shown is not None
    assert panel.shown.aim == "fairest"
    assert sorted(dashed(page)) == people(page)
    marked = [each for each in panel.plan.plan_model.entries if "not in Balanced" in each.beside]
    assert panel.more.text().startswith(f"{len(marked)} of 2") or not marked
    wanted = {(each.staff_id, each.start) for each in panel.shown.assignments}
    click(qtbot, page, "suggest_accept")
    rest(qtbot, small_desk)
    assert {(each.staff_id, each.start) for each in recorded(small_desk)} == wanted


def test_what_stays_open_is_explained(qtbot: QtBot, small_desk: Desk) -> None:
    page = cover_page(qtbot, small_desk)
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    assert panel.shown is not None
    left = panel.shown.unfilled[0]
    assert sum(why.people for why in left.why) == 5
    model = panel.plan.plan_model
    row = model.place_of("open 0")
    said = model.entries[row].sentence
    assert "Emergency department, 1 missing · critical: emergency. Tue 08:30 to 20:00" in said
    assert "1 there already" in said
    assert "1 more: CT or above, Tue 12 Jan, 08:30 to 20:00" in said
    panel.plan.setCurrentIndex(model.index(row))
    assert page.ribbon.current_gap is not None
    assert page.ribbon.current_gap.segment.missing == 1


class PatientSolver:
    """The real solver, which tells its plan and then goes on searching until it is cancelled."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver

    def plan(
        self,
        problem: CoverProblem,
        seconds: float,
        seed: int,
        progress: Callable[[CoverPlan], None],
        cancelled: Callable[[], bool],
    ) -> CoverPlan:
        """Find the plan, and wait."""
        found = self._solver.plan(problem, seconds, seed, lambda _plan: None, cancelled)
        progress(found)
        while not cancelled():
            time.sleep(0.002)
        return replace(found, status=PlanStatus.FEASIBLE)


@pytest.fixture
def patient(qtbot: QtBot, small_desk: Desk, tmp_path: Path) -> tuple[CoverPage, Desk]:
    """A page whose search only ends when it is cancelled, with its first plan on the board."""
    add_people(small_desk, tmp_path)
    tools = replace(small_desk.tools, solver=PatientSolver(small_desk.tools.solver))
    desk = replace(small_desk, tools=tools)
    page = cover_page(qtbot, desk)
    qtbot.mouseClick(page.face.foot.suggest, LEFT)
    qtbot.waitUntil(lambda: page.gaps.text == "No gaps")
    return page, desk


def test_the_window_stays_live_and_cancel_keeps_the_best_plan(
    qtbot: QtBot, patient: tuple[CoverPage, Desk]
) -> None:
    page, desk = patient
    panel = page.face.suggest
    assert panel.said.text().startswith("A plan so far: none missing.")
    assert len(dashed(page)) == 2
    assert not panel.accept.isEnabled()
    assert not panel.all.isVisible()
    qtbot.keyClick(page.ribbon, Qt.Key.Key_Down)
    assert page.ribbon.current_row is not None
    assert desk.jobs.is_busy
    pressed = time.monotonic()
    click(qtbot, page, "suggest_stop")
    qtbot.waitUntil(lambda: panel.accept.isEnabled())
    assert time.monotonic() - pressed < 0.5
    assert "No plan leaves less missing" in panel.said.text()
    assert len(panel.ticked) == 2
    click(qtbot, page, "suggest_accept")
    rest(qtbot, desk)
    assert len(recorded(desk)) == 2


def test_closing_in_the_middle_of_a_search_ends_it(
    qtbot: QtBot, patient: tuple[CoverPage, Desk]
) -> None:
    page, desk = patient
    click(qtbot, page, "suggest_close")
    rest(qtbot, desk)
    assert page.gaps.text == ALL_MISSING
    assert not page.face.suggest.isVisible()
    assert recorded(desk) == []


def test_a_board_that_changes_meanwhile_wants_another_search(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    with small_desk.storage.read() as work:
        ed = next(each for each in work.duties.services() if each.name == ED)
    order = CoverOrder(1, FINN, ed.service_id, START.replace(hour=9), START.replace(hour=12))
    made = assign(small_desk.storage, order, small_desk.tools.rules)
    small_desk.bus.publish(made.changes)
    rest(qtbot, small_desk)
    panel = page.face.suggest
    assert panel.said.text() == "Something changed on the board since this plan was begun."
    assert not panel.accept.isVisible()
    assert dashed(page) == []
    click(qtbot, page, "suggest_again")
    rest(qtbot, small_desk)
    assert panel.accept.isEnabled()


def test_a_plan_that_no_longer_holds_is_refused_and_nothing_is_saved(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    with small_desk.storage.read() as work:
        ed = next(each for each in work.duties.services() if each.name == ED)
    order = CoverOrder(
        1, HAL, ed.service_id, START.replace(minute=30), START.replace(hour=20), "agreed"
    )
    assign(small_desk.storage, order, small_desk.tools.rules, "agreed")
    before = recorded(small_desk)
    click(qtbot, page, "suggest_accept")
    rest(qtbot, small_desk)
    panel = page.face.suggest
    assert panel.notice.text.endswith("Suggest again.")
    assert panel.again.isVisible()
    assert recorded(small_desk) == before


def test_a_strike_that_is_off_needs_no_cover(qtbot: QtBot, small_desk: Desk) -> None:
    move_window(small_desk.storage, 1, WindowState.CALLED_OFF, "agreed")
    page = cover_page(qtbot, small_desk)
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    assert panel.said.text() == (
        "This strike is called off: it takes nobody away, so no cover is needed."
    )
    assert panel.close_.text() == "&Close"
    assert not panel.accept.isVisible()
    click(qtbot, page, "suggest_close")
    assert page.panel.isVisible()


def test_without_requirements_it_says_that_nothing_is_known(qtbot: QtBot, small_desk: Desk) -> None:
    with small_desk.storage.write("none") as work:
        held = work.requirements.all()
        work.requirements.replace({(each.service_id, each.level) for each in held}, [])
    page = cover_page(qtbot, small_desk)
    suggest(qtbot, page, small_desk)
    assert page.face.suggest.said.text() == (
        "No service has a requirement at its level, so nothing is known to be missing. "
        "Set requirements first."
    )
    assert not page.face.suggest.accept.isVisible()


def test_without_gaps_there_is_nothing_to_suggest(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    for _ in range(2):
        suggest(qtbot, page, small_desk)
        if page.face.suggest.accept.isVisible():
            click(qtbot, page, "suggest_accept")
            rest(qtbot, small_desk)
    assert page.face.suggest.said.text() == ("There are no gaps: everybody who is needed is there.")


def test_what_if_and_a_plan_are_not_tried_at_once(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    action = page.findChild(QAction, "more_what_if")
    assert action is not None
    action.trigger()
    assert page.face.what_if.isVisible()
    suggest(qtbot, page, small_desk)
    assert not page.face.what_if.isVisible()
    assert page.gaps.text == "No gaps"
    action.trigger()
    assert not page.face.suggest.isVisible()
    assert page.gaps.text == ALL_MISSING


def test_everything_is_spoken_and_nothing_is_cut_off(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suggest(qtbot, page, small_desk)
    panel = page.face.suggest
    assert unnamed(panel) == []
    entry = panel.plan.plan_model.index(1)
    assert "Emergency department" in entry.data(Qt.ItemDataRole.AccessibleTextRole)
    balanced = panel.findChild(QRadioButton, "offer_balanced")
    assert balanced is not None
    assert "Missing after: none" in balanced.accessibleName()
    for each in (*panel.findChildren(QAbstractButton), *panel.findChildren(QLabel)):
        if each.isVisible() and not (isinstance(each, QLabel) and each.wordWrap()):
            assert each.width() >= each.sizeHint().width() - 1, each.text()
            right = each.mapTo(panel, each.rect().topRight()).x()
            assert right <= panel.width(), each.text()


def test_nights_are_counted_for_each_person_once() -> None:
    def held(staff_id: str, start: int, end: int) -> Suggested:
        times = (
            datetime(2016, 1, 12, tzinfo=UTC) + timedelta(hours=start),
            datetime(2016, 1, 12, tzinfo=UTC) + timedelta(hours=end),
        )
        return Suggested(staff_id, "A", "ST", 1, "Ward", *times, CoverKind.BANK, False, "bank", ())

    assert nights([held("S1", 20, 26), held("S1", 26, 32)]) == 1
    assert nights([held("S1", 20, 32), held("S2", 20, 32)]) == 2
    assert nights([held("S1", 20, 25)]) == 0
    assert nights([held("S1", 20, 56)]) == 2
