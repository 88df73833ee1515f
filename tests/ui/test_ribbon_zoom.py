from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.ribbon_hands import working_ribbon
from tests.ui.samples import LAST, START, at, ribbon_view
from ui.widgets.ribbon import Ribbon
from ui.widgets.ribbon_ticks import ticks
from ui.widgets.zoom_bar import ZoomBar

Key, Held = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ribbon(qtbot: QtBot) -> Ribbon:
    made = working_ribbon()
    qtbot.addWidget(made)
    made.show()
    return made


def turn(ribbon: Ribbon, place: QPoint, notches: int) -> None:
    viewport = ribbon.viewport()
    event = QWheelEvent(
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Held.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_the_wheel_zooms_around_the_mouse(ribbon: Ribbon) -> None:
    place = QPoint(700, 200)
    before, width = ribbon.time_at(place.x()), ribbon.hour_width
    turn(ribbon, place, 4)
    after = ribbon.time_at(place.x())
    assert before is not None
    assert after is not None
    assert ribbon.hour_width == pytest.approx(width * 1.5**2)
    assert abs(after - before) < timedelta(minutes=3)
    turn(ribbon, place, -20)
    assert ribbon.hour_width == pytest.approx(width, rel=0.01)


def test_keys_zoom_from_all_of_it_to_quarters_and_keep_the_cursor_still(
    ribbon: Ribbon, qtbot: QtBot
) -> None:
    assert ribbon.view is not None
    gap = ribbon.view.rows[0].gaps[0]
    ribbon.select("majors", gap)
    left = ribbon.place_of("majors", gap).left()
    with qtbot.waitSignal(ribbon.zoom_changed):
        qtbot.keyClick(ribbon, Key.Key_Plus, Held.ControlModifier)
    assert abs(ribbon.place_of("majors", gap).left() - left) <= 1
    for _ in range(12):
        qtbot.keyClick(ribbon, Key.Key_Plus, Held.ControlModifier)
    assert ribbon.zoom_words == "15 min"
    assert not ribbon.can_zoom_in
    assert not ribbon.viewport().grab().isNull()
    for _ in range(20):
        qtbot.keyClick(ribbon, Key.Key_Minus, Held.ControlModifier)
    assert not ribbon.can_zoom_out
    assert ribbon.horizontalScrollBar().maximum() == 0
    qtbot.keyClick(ribbon, Key.Key_Plus, Held.ControlModifier)
    qtbot.keyClick(ribbon, Key.Key_0, Held.ControlModifier)
    assert ribbon.horizontalScrollBar().maximum() == 0


def test_a_long_strike_fits_by_the_week(ribbon: Ribbon) -> None:
    end = START + timedelta(days=21)
    ribbon.show_view(replace(ribbon_view(), end=end, overhang_end=end))
    ribbon.zoom_to_fit()
    first, last = ribbon.time_at(0), ribbon.time_at(ribbon.viewport().width())
    assert first is not None
    assert last is not None
    assert timedelta(days=6.5) < last - first < timedelta(days=7.5)
    ribbon.zoom_out()
    assert ribbon.time_at(0) == first
    assert not ribbon.can_zoom_out


def test_a_fitted_board_stays_fitted_when_the_window_changes(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.zoom_to_fit()
    width = ribbon.hour_width
    with qtbot.waitSignal(ribbon.zoom_changed):
        ribbon.resize(1400, 500)
    assert ribbon.hour_width > width
    assert ribbon.horizontalScrollBar().maximum() == 0


def test_ticks_go_down_to_quarters_and_only_where_one_looks() -> None:
    said = [t.text for t in ticks(ribbon_view(), 224, 20, 45, (at(12, 9), at(12, 10)))]
    assert said == ["09:00", "09:15", "09:30", "09:45", "10:00"]
    halves = [t for t in ticks(ribbon_view(), 100, 20, 45) if t.is_midnight]
    assert [t.at for t in halves] == [at(13, 0)]
    assert len(list(ticks(ribbon_view(), 0.5, 20, 45, (START, LAST)))) == 1


def test_the_day_is_said_however_far_in(ribbon: Ribbon) -> None:
    for _ in range(12):
        ribbon.zoom_in()
    bar = ribbon.horizontalScrollBar()
    days = []
    for value in (bar.minimum(), bar.maximum() // 3, bar.maximum()):
        bar.setValue(value)
        days.append(
            ribbon.viewport().grab().toImage().copy(ribbon.place_of("majors").left(), 0, 1000, 18)
        )
    assert days[0] != days[2]
    blank = days[1].pixelColor(999, 17)
    assert any(days[1].pixelColor(x, 9) != blank for x in range(200, 400))


def test_the_bar_of_buttons_says_and_does_it(ribbon: Ribbon, qtbot: QtBot) -> None:
    bar = ZoomBar(ribbon)
    qtbot.addWidget(bar)
    buttons = {
        name: bar.findChild(QToolButton, name) for name in ("zoom_in", "zoom_out", "zoom_fit")
    }
    assert all(button.accessibleName() for button in buttons.values())
    assert not buttons["zoom_out"].isEnabled()
    words, width = bar.words.text(), ribbon.hour_width
    for _ in range(12):
        qtbot.mouseClick(buttons["zoom_in"], LEFT)
    assert ribbon.hour_width > width
    assert bar.words.text() == "15 min" != words
    assert not buttons["zoom_in"].isEnabled()
    qtbot.mouseClick(buttons["zoom_out"], LEFT)
    assert buttons["zoom_in"].isEnabled()
    qtbot.mouseClick(buttons["zoom_fit"], LEFT)
    assert bar.words.text() == words
    assert bar.words.accessibleName() == f"A time every {words}"
