from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Level, WindowState, WindowType
from rota.domain.importing import ImportKind
from rota.services.history import undo
from rota.services.importing import ImportOrder, import_file
from rota.services.windows import set_level
from tests.moving import move_window
from tests.strike_hospital import ED, END, START, WARD, add_strike
from tests.ui.accessible import unnamed
from ui.desk import Desk
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.requirements import RequirementsDialog
from ui.pages.cover import CoverPage
from ui.pages.page import Place

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk) -> CoverPage:
    made = CoverPage(small_desk)
    small_desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    made.show_window(1)
    qtbot.waitUntil(lambda: made.board is not None and not small_desk.jobs.is_busy)
    return made


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    button = root.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def answer(qtbot: QtBot, page: CoverPage, desk: Desk, reason: str, choice: str = "") -> None:
    dialog = page.findChild(ReasonDialog)
    assert dialog is not None
    if choice:
        dialog.findChild(QRadioButton, f"choice_{choice}").click()
    field = dialog.findChild(QComboBox, "reason")
    qtbot.keyClicks(field, reason)
    with qtbot.waitSignal(desk.bus.changed):
        press(qtbot, dialog, "save")
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)


def gaps(page: CoverPage) -> int:
    assert page.board is not None
    return page.board.gap_count


def shown(page: CoverPage) -> list[str]:
    view = page.ribbon.view
    return [row.service for row in view.rows] if view else []


def test_the_board_says_what_is_missing_and_when(page: CoverPage) -> None:
    assert page.face.foot.counts.text() == "09:00: 1 of 2   20:00: 1 of 1"
    assert page.face.foot.worst.text() == "worst: Tue 12 Jan 08:30, 1 missing"
    assert page.gaps.text == "2 gaps, 23 h 30 min of cover missing"
    assert page.badge() == "2"
    assert shown(page) == [ED, WARD]


def test_it_begins_at_the_worst_gap_and_says_why(page: CoverPage, qtbot: QtBot) -> None:
    assert page.panel.title.text() == "Missing: 1 core trainee (CT) or above"
    assert page.panel.subtitle.text() == f"{ED} · Tue 12 Jan 20:30 to Wed 13 Jan 08:30"
    press(qtbot, page.panel, "gap_service")
    said = " ".join(label.text() for label in page.panel.findChildren(QLabel))
    assert "It needs 1 person then; nobody is there." in said
    assert "Next: mark a lost duty as emergency cover, or find someone." in said
    assert "Dev Patel, ST · ward, 20:00 to 08:30" in said
    assert "Ada Okafor" not in said
    press(qtbot, page.panel, "gap_people")
    assert page.panel.shown is page.panel.gap


def test_the_arrows_walk_to_the_other_gap(page: CoverPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.ribbon, Qt.Key.Key_Left)
    assert page.panel.subtitle.text() == f"{ED} · Tue 12 Jan 08:30 to 20:00"
    press(qtbot, page.panel, "gap_service")
    said = " ".join(label.text() for label in page.panel.findChildren(QLabel))
    assert "Carol Reid, consultant · ward, 08:00 to 20:30" in said


def test_a_click_on_a_gap_opens_the_people(page: CoverPage, qtbot: QtBot) -> None:
    row = page.ribbon.view.rows[0]
    place = page.ribbon.place_of(row.key, row.gaps[0]).center()
    qtbot.mouseClick(page.ribbon.viewport(), LEFT, pos=place)
    below = page.ribbon.place_of(row.key).center() + QPoint(0, 30)
    assert "Carol Reid, consultant" in page.ribbon.tip_at(QPoint(20, below.y()))


def test_marking_a_duty_fills_the_gap_and_undo_opens_it_again(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    press(qtbot, page.panel, "gap_mark")
    marks = page.panel.marks
    marks.table.select_keys(frozenset({"D4"}))
    press(qtbot, page.panel, "service_duties_mark")
    answer(qtbot, page, small_desk, "Agreed with the union")
    assert gaps(page) == 1
    assert [(d.duty_id, d.is_emergency) for d in marks.model.rows] == [("D1", False), ("D4", True)]
    _, changes = undo(small_desk.storage)
    small_desk.bus.publish(changes)
    qtbot.waitUntil(lambda: gaps(page) == 2)


def test_a_mark_can_be_taken_off(page: CoverPage, small_desk: Desk, qtbot: QtBot) -> None:
    press(qtbot, page.panel, "gap_service")
    press(qtbot, page.panel, "mark_whole")
    answer(qtbot, page, small_desk, "Needed")
    assert gaps(page) == 0
    assert page.gaps.text == "No gaps"
    page.panel.marks.table.selectAll()
    press(qtbot, page.panel, "service_duties_unmark")
    answer(qtbot, page, small_desk, "In error")
    assert gaps(page) == 2


def test_a_reason_is_wanted(page: CoverPage, qtbot: QtBot) -> None:
    press(qtbot, page.panel, "gap_service")
    press(qtbot, page.panel, "mark_whole")
    dialog = page.findChild(ReasonDialog)
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.reason, "   ")
    assert not dialog.save.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert gaps(page) == 2


def test_the_level_of_a_service_is_set_with_a_reason(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    press(qtbot, page.panel, "gap_service")
    press(qtbot, page.panel, "change_level")
    answer(qtbot, page, small_desk, "Not safe", "suspended")
    assert page.board.services[0].level is Level.SUSPENDED
    assert gaps(page) == 0
    assert page.panel.title.text() == ED
    assert page.ribbon.view.rows[0].note == "Suspended: needs nobody"


def test_a_refusal_is_said_in_the_dialog(page: CoverPage, small_desk: Desk, qtbot: QtBot) -> None:
    page.tasks.errands.mark(1, ("D9",), emergency=True)
    dialog = page.findChild(ReasonDialog)
    qtbot.keyClicks(dialog.reason, "Needed")
    press(qtbot, dialog, "save")
    qtbot.waitUntil(lambda: dialog.refusal.isVisible())
    assert dialog.refusal.text() == "There is no duty D9."
    assert dialog.save.isEnabled()
    dialog.reject()


def test_filters_show_gaps_and_services_without_requirements(page: CoverPage, qtbot: QtBot) -> None:
    page.filters.choose("gaps")
    assert shown(page) == [ED]
    page.filters.choose("unset")
    assert shown(page) == [WARD]
    page.ribbon.select(page.ribbon.view.rows[0].key)
    assert page.panel.title.text() == WARD
    page.filters.choose("all")
    assert shown(page) == [ED, WARD]


def test_search_narrows_services_and_duties(page: CoverPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.filters.field, "medical")
    qtbot.keyClick(page.filters.field, Qt.Key.Key_Return)
    assert shown(page) == [WARD]
    qtbot.keyClick(page.filters.field, Qt.Key.Key_Down)
    assert page.window().focusWidget() is page.ribbon
    assert page.panel.title.text() == WARD
    page.filters.choose("duties")
    assert [duty.duty_id for duty in page.face.marks.shown] == ["D3"]


def test_what_a_service_needs_is_one_click_from_its_panel(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    page.ribbon.select(page.ribbon.view.rows[1].key)
    press(qtbot, page.panel, "set_needs")
    qtbot.waitUntil(lambda: not small_desk.jobs.is_busy)
    dialog = page.findChild(RequirementsDialog)
    assert dialog is not None
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert WARD in said
    dialog.reject()


def test_the_list_of_duties_is_sorted_marked_and_copied(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    page.filters.choose("duties")
    table = page.face.marks.table
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [duty.name for duty in page.face.marks.shown] == ["Ada Okafor", "Ben Hart", "Dev Patel"]
    table.select_keys(frozenset({"D1", "D4"}))
    assert page.face.marks.said.text() == "2 duties chosen, 24 h 30 min lost"
    press(qtbot, page, "affected_duties_mark")
    answer(qtbot, page, small_desk, "Needed")
    assert gaps(page) == 0
    table.select_keys(frozenset({"D1"}))
    press(qtbot, page, "affected_duties_copy")
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].startswith("Service\tWho\tGrade")
    assert copied[1].startswith(f"{ED}\tAda Okafor\tST\tWard\tTue 12 Jan 08:00")


def test_in_a_full_walkout_nothing_can_be_marked(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    other = add_strike(small_desk.storage, START, None, WindowType.FULL_WALKOUT)
    page.show_window(other)
    qtbot.waitUntil(lambda: page.board is not None and page.board.window.window_id == other)
    page.filters.choose("duties")
    page.face.marks.table.selectAll()
    assert not page.face.marks.mark.isEnabled()
    assert "changes nothing" in page.face.marks.said.text()


@pytest.mark.parametrize(
    ("state", "said"),
    [(WindowState.SUSPENDED, "Suspended"), (WindowState.CALLED_OFF, "Called off")],
)
def test_a_strike_that_fell_says_so_and_has_no_badge(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path, state: WindowState, said: str
) -> None:
    assert page.badge() == "2"
    storage = small_desk.storage
    small_desk.bus.publish(move_window(storage, 1, state, "talks"))
    qtbot.waitUntil(lambda: bool(page.face.notice.text))
    assert page.face.notice.text == (
        f"{said}: nothing is lost; gaps shown are what the rota itself lacks."
    )
    assert page.face.marks.model.rows == ()
    small_desk.bus.publish(set_level(storage, 1, ED, Level.NORMAL, "as usual"))
    add_need(small_desk, tmp_path)
    page.load()
    qtbot.waitUntil(lambda: gaps(page) > 0)
    assert page.badge() == ""


def add_need(desk: Desk, folder: Path) -> None:
    """Ask for more than the rota has, so that a gap is there without any strike."""
    text = (
        "service,department,site,level,from,to,number,grade_min,competencies\n"
        f"{ED},Emergency,St Anne,normal,00:00,00:00,2,ST,airway\n"
    )
    path = folder / "more.csv"
    path.write_text(text, encoding="utf-8")
    order = ImportOrder(ImportKind.REQUIREMENTS, path)
    outcome = import_file(desk.storage, desk.tools.reader, order, START)
    assert outcome.saved, outcome.errors


def test_who_is_missing_is_said_in_whole_words(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    small_desk.bus.publish(set_level(small_desk.storage, 1, ED, Level.NORMAL, "as usual"))
    add_need(small_desk, tmp_path)
    page.load()
    wanted = "2 registrars (ST) or above with airway skills"
    qtbot.waitUntil(lambda: wanted in page.ribbon.view.rows[0].sentence)
    page.ribbon.select(page.ribbon.view.rows[0].key, page.ribbon.view.rows[0].gaps[0])
    assert page.panel.title.text() == f"Missing: {wanted}"


def test_three_days_fit_and_begin_at_the_first(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    other = add_strike(small_desk.storage, START, END + timedelta(days=2))
    page.show_window(other)
    qtbot.waitUntil(lambda: page.board is not None and page.board.window.window_id == other)
    assert page.face.foot.counts.text().splitlines()[0].startswith("09:00: Tue\N{NO-BREAK SPACE}1")
    assert len(page.face.foot.counts.text().splitlines()) == 2
    for label in (page.face.foot.counts, page.face.foot.worst):
        wanted = max(map(label.fontMetrics().horizontalAdvance, label.text().splitlines()))
        qtbot.waitUntil(lambda label=label, wanted=wanted: label.width() >= wanted)
    bar = page.ribbon.horizontalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == 0
    page.resize(1000, 600)
    qtbot.waitUntil(lambda: page.ribbon.viewport().width() < 700)
    assert bar.value() == 0


def test_a_suspended_service_says_it_needs_nobody(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    small_desk.bus.publish(set_level(small_desk.storage, 1, ED, Level.SUSPENDED, "not safe"))
    qtbot.waitUntil(lambda: gaps(page) == 0)
    said = " ".join(label.text() for label in page.panel.findChildren(QLabel))
    assert "it needs nobody" in said


def test_another_strike_that_is_no_longer_chosen_is_dropped(page: CoverPage) -> None:
    old = page.strike_board
    page.window_id = 2
    page.show_board(old)
    assert page.strike_board is old
    page.show_window(None)
    assert page.board is None
    assert page.first.title.text() == "No strike is entered yet"
    assert page.middle.currentWidget() is page.first


def test_without_a_strike_it_leads_to_the_strikes(page: CoverPage, qtbot: QtBot) -> None:
    page.show_window(None)
    with qtbot.waitSignal(page.place_asked) as asked:
        press(qtbot, page, "first_strike")
    assert asked.args == [Place("page_strikes")]


def test_every_control_has_a_name(page: CoverPage, qtbot: QtBot) -> None:
    assert unnamed(page) == []
    page.filters.choose("duties")
    assert unnamed(page) == []
    press(qtbot, page, "filter_all")
    press(qtbot, page.panel, "gap_service")
    press(qtbot, page.panel, "change_level")
    dialog = page.findChild(ReasonDialog)
    assert unnamed(dialog) == []
    dialog.reject()
