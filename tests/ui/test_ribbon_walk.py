from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.ribbon_hands import COVER, POST, SHAH, working_ribbon
from tests.ui.samples import at, ribbon_rows, ribbon_view
from ui.widgets.ribbon import Ribbon, RibbonSpot

Key, Held = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ribbon(qtbot: QtBot) -> Ribbon:
    made = working_ribbon()
    qtbot.addWidget(made)
    made.show()
    return made


def press(qtbot: QtBot, ribbon: Ribbon, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(ribbon, key)


def test_up_and_down_walk_every_line(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("majors")
    walked = []
    for _ in range(5):
        press(qtbot, ribbon, Key.Key_Down)
        row, lane = ribbon.current_row, ribbon.current_lane
        walked.append(lane.text if lane else row.service if row else "")
    assert walked == [
        "Registrar or above, airway",
        "Sunita Shah, SAS",
        "Ben Hart, CT",
        "Resuscitation",
        "Minors",
    ]


def test_ctrl_steps_through_every_stretch_of_a_service(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("majors")
    said = []
    for _ in range(2):
        qtbot.keyClick(ribbon, Key.Key_Right, Held.ControlModifier)
        said.append(ribbon.accessibleDescription())
    assert said[0] == "ED majors. Tue 12 Jan 08:00 to 20:00: 3 of 3"
    assert said[1].startswith("ED majors. Tue 12 Jan 20:00 to 00:00: 2 of 3, 1 missing. Needs ST4")
    assert ribbon.current_gap is not None


def test_every_cell_is_a_sentence(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("majors")
    press(qtbot, ribbon, Key.Key_Down)
    assert ribbon.accessibleDescription().startswith("ED majors. Registrar or above, airway: Tue")
    press(qtbot, ribbon, Key.Key_Right, Key.Key_Right)
    assert ribbon.accessibleDescription() == (
        "ED majors. Registrar or above, airway. Tue 12 Jan 20:00 to 00:00: 0 of 1, 1 missing"
    )
    gap = ribbon.current_gap
    assert gap is not None
    assert gap.lane == POST
    press(qtbot, ribbon, Key.Key_Down, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert ribbon.accessibleDescription() == (
        "ED majors. Sunita Shah, SAS. Tue 12 Jan 22:00 to 02:00: cover? not answered yet"
    )
    said = ribbon.tip_at(ribbon.place_of("majors", COVER, SHAH).center())
    assert said == "Sunita Shah, SAS\nED majors\nTue 12 Jan 14:00 to 19:00: cover"


def test_closing_a_service_puts_the_cursor_on_it(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("majors")
    press(qtbot, ribbon, Key.Key_Down, Key.Key_Space)
    assert ribbon.current_lane is None
    assert ribbon.current_row is not None
    assert ribbon.accessibleDescription().startswith("ED majors, Emergency")


def test_shift_and_ctrl_choose_services(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("resus")
    assert ribbon.selected_services() == ("resus",)
    with qtbot.waitSignal(ribbon.selection_changed):
        qtbot.keyClick(ribbon, Key.Key_Down, Held.ShiftModifier)
    assert ribbon.selected_services() == ("resus", "minors")
    qtbot.keyClick(ribbon, Key.Key_Up, Held.ShiftModifier)
    qtbot.keyClick(ribbon, Key.Key_Up, Held.ShiftModifier)
    assert ribbon.selected_services() == ("majors", "resus")
    stroke = ribbon.place_of("stroke").topLeft() + QPoint(60, 10)
    qtbot.mouseClick(ribbon.viewport(), LEFT, Held.ControlModifier, stroke)
    assert ribbon.selected_services() == ("majors", "resus", "stroke")
    qtbot.mouseClick(ribbon.viewport(), LEFT, Held.ControlModifier, stroke)
    assert ribbon.selected_services() == ("majors", "resus")
    ribbon.select("minors")
    qtbot.mouseClick(ribbon.viewport(), LEFT, Held.ShiftModifier, stroke)
    assert ribbon.selected_services() == ("minors", "scopes", "stroke")
    qtbot.keyClick(ribbon, Key.Key_A, Held.ControlModifier)
    assert len(ribbon.selected_services()) == 5
    with qtbot.waitSignal(ribbon.selection_changed):
        ribbon.show_view(ribbon_view(ribbon_rows()[:2]))
    assert ribbon.selected_services() == ("majors", "resus")
    press(qtbot, ribbon, Key.Key_Down)
    assert len(ribbon.selected_services()) == 1


def test_services_are_copied_as_a_table(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("scopes")
    qtbot.keyClick(ribbon, Key.Key_Down, Held.ShiftModifier)
    qtbot.keyClick(ribbon, Key.Key_C, Held.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text == ribbon.copy_text()
    lines = [line.split("\t") for line in text.splitlines()]
    assert lines[0] == [
        *("Site", "Department", "Service", "From", "To"),
        *("Required", "There", "Missing", "Who is missing"),
    ]
    assert lines[1] == ["St Anne", "Medicine", "Endoscopy", *[""] * 5, "Unspecified"]
    assert lines[3][2:8] == ["Stroke", "Tue 12 Jan 16:00", "Wed 13 Jan 08:30", "2", "0", "2"]
    assert {len(line) for line in lines} == {9}


def test_a_persons_lane_is_copied_with_its_bars(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("majors")
    press(qtbot, ribbon, Key.Key_Down, Key.Key_Down)
    assert ribbon.copy_text().splitlines() == [
        "Service\tWho\tFrom\tTo\tWhat",
        "ED majors\tSunita Shah, SAS\tTue 12 Jan 14:00\tTue 12 Jan 19:00\tcover",
        "ED majors\tSunita Shah, SAS\tTue 12 Jan 22:00\tWed 13 Jan 02:00\tcover? not answered yet",
    ]


@pytest.mark.parametrize(
    ("key", "held"), [(Key.Key_Menu, Held.NoModifier), (Key.Key_F10, Held.ShiftModifier)]
)
def test_the_keyboard_asks_for_a_menu(
    ribbon: Ribbon, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    ribbon.select("majors")
    press(qtbot, ribbon, Key.Key_Down, Key.Key_Down, Key.Key_Right)
    with qtbot.waitSignal(ribbon.menu_asked) as asked:
        qtbot.keyClick(ribbon, key, held)
    spot, place = asked.args
    assert spot == RibbonSpot(ribbon.current_row, SHAH, COVER)
    assert ribbon.rect().contains(ribbon.mapFromGlobal(place))


def test_a_right_click_points_and_asks_for_a_menu(ribbon: Ribbon, qtbot: QtBot) -> None:
    assert ribbon.view is not None
    gap = ribbon.view.rows[0].gaps[0]
    assert gap.start == at(12, 20)
    place = ribbon.place_of("majors", gap).center()
    viewport = ribbon.viewport()
    mouse = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(mouse, place, viewport.mapToGlobal(place), Held.NoModifier)
    with qtbot.waitSignal(ribbon.menu_asked) as asked, qtbot.assertNotEmitted(ribbon.gap_activated):
        QApplication.sendEvent(viewport, event)
    assert asked.args[0] == RibbonSpot(ribbon.view.rows[0], gap=gap)
    assert ribbon.current_gap is not None
