from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import WindowState, WindowType
from rota.domain.times import to_local
from tests.ui.accessible import unnamed
from tests.ui.calendars import (
    BMA,
    HCSA,
    LATER,
    NOW,
    OFF,
    OPEN,
    POST,
    SUSPENDED,
    at,
    view_of,
    window,
)
from tests.ui.calendars import windows as some_windows
from ui.colours import Tone, tone_colours
from ui.desk import Desk
from ui.dialogs.revise import ReviseDialog
from ui.pages.strikes import StrikesPage
from ui.theme import apply_theme
from ui.widgets.timeline_axis import WIDEST_HOUR, Axis, Zoom, snapped, stretch_of, ticks
from ui.widgets.timeline_layout import Measures, TimelineLayout
from ui.widgets.window_timeline import WindowTimeline

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
HOUR = timedelta(hours=1)
WIDTH, HEIGHT = 1000, 420


@pytest.fixture
def timeline(qtbot: QtBot) -> WindowTimeline:
    made = WindowTimeline(lambda: NOW)
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT)
    made.show()
    made.show_view(view_of())
    return made


def colours_in(image: QImage, box: QRect) -> Counter[str]:
    return Counter(
        image.pixelColor(x, y).name()
        for x in range(max(box.left(), 0), min(box.right() + 1, image.width()))
        for y in range(max(box.top(), 0), min(box.bottom() + 1, image.height()))
    )


def drawn(timeline: WindowTimeline) -> QImage:
    return timeline.viewport().grab().toImage()


def labels_of(timeline: WindowTimeline) -> int:
    return timeline.viewport().width() - timeline._room()


def drag(qtbot: QtBot, timeline: WindowTimeline, start: QPoint, end: QPoint) -> None:
    view = timeline.viewport()
    qtbot.mousePress(view, LEFT, pos=start)
    qtbot.mouseMove(view, (start + end) / 2)
    qtbot.mouseMove(view, end)
    qtbot.mouseRelease(view, LEFT, pos=end)


def test_it_opens_on_the_present_month(timeline: WindowTimeline) -> None:
    assert shown_local(timeline) == ("2026-10-01 00:00", "2026-11-01 00:00")


def shown_local(timeline: WindowTimeline) -> tuple[str, str]:
    slack = timedelta(minutes=30)
    start, end = (to_local(each + slack) for each in timeline.shown)
    return tuple(f"{t.replace(minute=0):%Y-%m-%d %H:%M}" for t in (start, end))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("key", "hours"),
    [
        pytest.param(Key.Key_1, 25, id="the 8-to-8 day on which the clocks go back"),
        pytest.param(Key.Key_2, 7 * 24 + 1, id="the week"),
        pytest.param(Key.Key_3, 31 * 24 + 1, id="the month"),
        pytest.param(Key.Key_4, 365 * 24, id="the year"),
    ],
)
def test_a_key_shows_the_day_week_month_or_year_of_the_strike(
    timeline: WindowTimeline, qtbot: QtBot, key: Qt.Key, hours: int
) -> None:
    timeline.select(BMA)
    qtbot.keyClick(timeline, key)
    start, end = timeline.shown
    assert (end - start) / HOUR == pytest.approx(hours, rel=0.01)
    assert start <= at(10, 24, 8) < end


def test_one_day_is_a_strike_day_from_8_to_8(timeline: WindowTimeline, qtbot: QtBot) -> None:
    timeline.select(BMA)
    qtbot.keyClick(timeline, Key.Key_1)
    assert shown_local(timeline) == ("2026-10-24 08:00", "2026-10-25 08:00")
    box = timeline.place_of(BMA)
    assert abs(box.left() - labels_of(timeline)) <= 1
    assert abs(box.right() - timeline.viewport().width()) <= 2


def test_plus_and_minus_and_the_wheel_zoom(timeline: WindowTimeline, qtbot: QtBot) -> None:
    before = timeline.axis.hour_width
    qtbot.keyClicks(timeline, "+")
    closer = timeline.axis.hour_width
    assert closer == pytest.approx(before * 1.5, rel=0.02)
    qtbot.keyClicks(timeline, "--")
    assert timeline.axis.hour_width == pytest.approx(before / 1.5, rel=0.02)
    place = QPointF(600, 200)
    kept = timeline.axis.at_x(600 - timeline._offset()[0])
    wheel(timeline, place, 120, Qt.KeyboardModifier.ControlModifier)
    assert timeline.axis.hour_width == pytest.approx(before, rel=0.03)
    moved = timeline.axis.at_x(600 - timeline._offset()[0]) - kept
    assert abs(moved) < 3 * HOUR / timeline.axis.hour_width


def wheel(timeline: WindowTimeline, place: QPointF, turned: int, held: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        place,
        timeline.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline.viewport(), event)


def test_zoom_stops_at_the_whole_and_at_a_quarter_of_an_hour(timeline: WindowTimeline) -> None:
    view = timeline.view
    assert view is not None
    timeline.zoom(1e-9)
    start, end = timeline.shown
    assert start == view.start
    assert abs(end - view.end) < timedelta(days=3)
    timeline.zoom(1e9)
    assert timeline.axis.hour_width == pytest.approx(WIDEST_HOUR, rel=0.02)


def test_it_moves_with_keys_wheel_and_mouse(timeline: WindowTimeline, qtbot: QtBot) -> None:
    start = timeline.shown[0]
    qtbot.keyClick(timeline, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    later = timeline.shown[0]
    assert later > start
    qtbot.keyClick(timeline, Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert abs(timeline.shown[0] - start) < HOUR
    qtbot.keyClick(timeline, Key.Key_PageDown)
    assert timeline.shown[0] > later
    qtbot.keyClick(timeline, Key.Key_PageUp)
    wheel(timeline, QPointF(600, 200), -120, Qt.KeyboardModifier.NoModifier)
    assert timeline.shown[0] > start
    middle = timeline.shown[0]
    drag(qtbot, timeline, QPoint(600, 390), QPoint(700, 390))
    assert (middle - timeline.shown[0]) / HOUR == pytest.approx(
        100 / timeline.axis.hour_width, rel=0.05
    )


def test_home_brings_the_present_into_the_middle(timeline: WindowTimeline, qtbot: QtBot) -> None:
    timeline.zoom_to(Zoom.WEEK, at(3, 1))
    qtbot.keyClick(timeline, Key.Key_Home)
    start, end = timeline.shown
    assert abs(start + (end - start) / 2 - NOW) < HOUR


def test_left_and_right_walk_every_strike_in_order_of_time(
    timeline: WindowTimeline, qtbot: QtBot
) -> None:
    chosen: list[object] = []
    timeline.window_chosen.connect(chosen.append)
    for _ in range(9):
        qtbot.keyClick(timeline, Key.Key_Right)
    assert chosen == [OFF, POST, HCSA, BMA, SUSPENDED, OPEN, LATER]
    start, end = timeline.shown
    assert start <= datetime(2027, 3, 2, 8, tzinfo=UTC) < end, "it comes into sight"
    qtbot.keyClick(timeline, Key.Key_Left)
    assert chosen[-1] == OPEN


def test_up_and_down_go_from_lane_to_lane(timeline: WindowTimeline, qtbot: QtBot) -> None:
    timeline.select(BMA)
    chosen: list[object] = []
    timeline.window_chosen.connect(chosen.append)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Up, Key.Key_Up):
        qtbot.keyClick(timeline, key)
    assert chosen == [POST, HCSA, POST, OFF]


def test_tab_walks_what_is_in_sight_and_then_leaves(qtbot: QtBot) -> None:
    frame = QWidget()
    qtbot.addWidget(frame)
    before, made, after = QLineEdit(), WindowTimeline(lambda: NOW), QLineEdit()
    column = QVBoxLayout(frame)
    for each in (before, made, after):
        column.addWidget(each)
    frame.resize(WIDTH, HEIGHT)
    frame.show()
    made.show_view(view_of())
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    qtbot.keyClick(before, Key.Key_Tab)
    seen = [made.current.window_id if made.current else None]
    for _ in range(3):
        qtbot.keyClick(made, Key.Key_Tab)
        seen.append(made.current.window_id if made.current else None)
    assert seen == [OFF, POST, HCSA, BMA]
    assert frame.focusWidget() is made
    qtbot.keyClick(made, Key.Key_Tab)
    assert frame.focusWidget() is after, "November is out of sight"
    assert made.current is not None
    assert made.current.window_id == BMA


def test_enter_and_a_double_click_open(timeline: WindowTimeline, qtbot: QtBot) -> None:
    timeline.select(BMA)
    with qtbot.waitSignal(timeline.window_activated) as opened:
        qtbot.keyClick(timeline, Key.Key_Return)
    assert opened.args == [BMA]
    with qtbot.waitSignal(timeline.window_activated) as opened:
        place = timeline.place_of(HCSA).center()
        qtbot.mouseDClick(timeline.viewport(), LEFT, pos=place)
    assert opened.args == [HCSA]


def test_a_click_chooses(timeline: WindowTimeline, qtbot: QtBot) -> None:
    place = timeline.place_of(HCSA).center()
    with qtbot.waitSignal(timeline.window_chosen) as chosen:
        qtbot.mouseClick(timeline.viewport(), LEFT, pos=place)
    assert chosen.args == [HCSA]
    with qtbot.assertNotEmitted(timeline.window_chosen):
        timeline.select(BMA)


@pytest.mark.parametrize(
    ("zoom", "by", "expected"),
    [
        pytest.param(Zoom.MONTH, timedelta(hours=20), at(10, 26, 8), id="month: to an 8am"),
        pytest.param(Zoom.WEEK, timedelta(hours=5, minutes=50), at(10, 25, 14), id="week: hours"),
        pytest.param(
            Zoom.DAY, -timedelta(hours=2, minutes=38), at(10, 25, 5, 15), id="day: quarters"
        ),
    ],
)
def test_an_edge_is_dragged_to_a_round_time(
    timeline: WindowTimeline, qtbot: QtBot, zoom: Zoom, by: timedelta, expected: datetime
) -> None:
    timeline.select(BMA)
    timeline.zoom_to(zoom)
    box = timeline.place_of(BMA)
    edge = QPoint(box.right() - 1, box.center().y())
    target = edge + QPoint(round(by / HOUR * timeline.axis.hour_width), 0)
    with qtbot.waitSignal(timeline.edge_dragged) as dragged:
        drag(qtbot, timeline, edge, target)
    assert dragged.args == [BMA, None, expected]


def test_a_start_is_dragged_and_never_past_the_end(timeline: WindowTimeline, qtbot: QtBot) -> None:
    timeline.select(BMA)
    timeline.zoom_to(Zoom.WEEK)
    box = timeline.place_of(BMA)
    edge = QPoint(box.left() + 1, box.center().y())
    with qtbot.waitSignal(timeline.edge_dragged) as dragged:
        drag(qtbot, timeline, edge, edge - QPoint(200, 0))
    hours = round(200 / timeline.axis.hour_width)
    assert abs(dragged.args[1] - (at(10, 24) - hours * HOUR)) <= HOUR
    assert dragged.args[2] is None
    with qtbot.waitSignal(timeline.edge_dragged) as dragged:
        drag(qtbot, timeline, edge, QPoint(WIDTH - 2, edge.y()))
    assert dragged.args == [BMA, at(10, 25, 7), None]


def test_while_dragging_the_new_time_shows_and_escape_takes_it_back(
    timeline: WindowTimeline, qtbot: QtBot
) -> None:
    timeline.select(BMA)
    timeline.zoom_to(Zoom.WEEK)
    box = timeline.place_of(BMA)
    edge = QPoint(box.left() + 1, box.center().y())
    before = drawn(timeline)
    qtbot.mousePress(timeline.viewport(), LEFT, pos=edge)
    qtbot.mouseMove(timeline.viewport(), edge - QPoint(80, 0))
    assert timeline.drag is not None
    assert timeline.drag.text.startswith("starts Fri 23 Oct")
    assert "the clocks go back on Sun 25 Oct" in timeline.drag.text
    during = drawn(timeline)
    assert during != before
    with qtbot.assertNotEmitted(timeline.edge_dragged):
        qtbot.keyClick(timeline, Key.Key_Escape)
        qtbot.mouseRelease(timeline.viewport(), LEFT, pos=edge - QPoint(80, 0))
    assert timeline.drag is None
    assert timeline.place_of(BMA) == box


def test_a_press_without_a_move_changes_nothing(timeline: WindowTimeline, qtbot: QtBot) -> None:
    timeline.zoom_to(Zoom.WEEK, at(10, 24))
    box = timeline.place_of(BMA)
    with qtbot.assertNotEmitted(timeline.edge_dragged):
        qtbot.mouseClick(timeline.viewport(), LEFT, pos=QPoint(box.right() - 1, box.center().y()))


@pytest.mark.parametrize("number", [OFF, OPEN])
def test_what_is_called_off_or_open_has_no_end_to_drag(
    timeline: WindowTimeline, qtbot: QtBot, number: int
) -> None:
    timeline.select(number)
    timeline.zoom_to(Zoom.WEEK)
    box = timeline.place_of(number)
    right = min(box.right() - 1, WIDTH - 5)
    with qtbot.assertNotEmitted(timeline.edge_dragged):
        drag(qtbot, timeline, QPoint(right, box.center().y()), QPoint(right - 90, box.center().y()))


def test_called_off_is_hollow_and_struck_out_and_the_rest_is_not(timeline: WindowTimeline) -> None:
    image = drawn(timeline)
    base = timeline.palette().base().color().name()
    hollow = timeline.place_of(OFF).adjusted(2, 2, -3, -2)
    assert colours_in(image, hollow).most_common(1)[0][0] == base
    fill = tone_colours(timeline.palette(), Tone.WARNING).fill.name()
    full = timeline.place_of(HCSA).adjusted(2, 4, -3, -2)
    assert colours_in(image, full)[fill] > 0.8 * full.width() * full.height()


def alone(timeline: WindowTimeline, kind: WindowType, state: WindowState, **more: bool) -> QImage:
    made = window(1, "BMA", at(10, 5), at(10, 9), kind, state, **more)
    timeline.show_view(view_of((made,)))
    return drawn(timeline).copy(timeline.place_of(1).adjusted(-3, -3, 160, 3))


def test_every_type_and_state_can_be_told_apart_without_colour(timeline: WindowTimeline) -> None:
    seen: dict[bytes, tuple[WindowType, WindowState]] = {}
    for kind in WindowType:
        for state in WindowState:
            image = alone(timeline, kind, state).convertToFormat(QImage.Format.Format_Mono)
            bits = bytes(image.constBits())
            assert bits not in seen, (seen.get(bits), kind, state)
            seen[bits] = (kind, state)


def test_a_postal_strike_has_a_letter(timeline: WindowTimeline) -> None:
    kind, state = WindowType.FULL_WALKOUT, WindowState.CONFIRMED
    assert alone(timeline, kind, state) != alone(timeline, kind, state, post=True)


def test_an_open_end_goes_on_to_the_edge(timeline: WindowTimeline) -> None:
    timeline.zoom_to(Zoom.MONTH, at(11, 12))
    box = timeline.place_of(OPEN)
    assert box.right() > WIDTH
    image = drawn(timeline)
    mark = tone_colours(timeline.palette(), Tone.EMERGENCY).mark.name()
    y = box.center().y()
    assert colours_in(image, QRect(WIDTH - 6, y - 1, 5, 3))[mark] > 5, "the arrow"


def test_an_overlap_is_hatched_in_the_lane_of_everybody(timeline: WindowTimeline) -> None:
    timeline.zoom_to(Zoom.WEEK, at(10, 24))
    image = drawn(timeline)
    striking = tone_colours(timeline.palette(), Tone.STRIKING)
    assert timeline._layout is not None
    m = timeline._layout.measures
    lane = QRect(timeline.place_of(BMA).left() + 3, 4 * m.band + 4, 60, m.row - 8)
    found = colours_in(image, lane)
    assert found[striking.fill.name()] > 50
    assert len(found) > 4, "the hatching shows"
    said = timeline.tip_at(lane.center())
    assert said.startswith("BMA and HCSA: 24 Oct 08:00 to 25 Oct 08:00\n2 groups out at once")
    alone = QRect(labels_of(timeline) + 5, 4 * m.band + 4, 60, m.row - 8)
    assert not colours_in(image, alone)[striking.fill.name()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_today_and_holidays_are_drawn(
    timeline: WindowTimeline, qapp: QApplication, scheme: str
) -> None:
    apply_theme(qapp, "dark" if scheme == "dark" else "light")
    accent = timeline.palette().accent().color().name()
    x = timeline.axis.x_of(NOW) + timeline._offset()[0]
    assert colours_in(drawn(timeline), QRect(x, 150, 2, 100))[accent] == 200
    timeline.zoom_to(Zoom.MONTH, at(12, 20))
    leave = tone_colours(timeline.palette(), Tone.LEAVE).fill.name()
    x = timeline.axis.x_of(at(12, 25, 12)) + timeline._offset()[0]
    column = colours_in(drawn(timeline), QRect(x, HEIGHT - 100, 3, 50))
    assert column[leave] > 100


def test_tooltips_say_what_is_there(timeline: WindowTimeline) -> None:
    timeline.select(BMA)
    timeline.zoom_to(Zoom.WEEK)
    assert timeline._layout is not None
    band = timeline._layout.measures.band
    across = timeline._offset()[0]
    said = timeline.tip_at(timeline.place_of(BMA).center())
    assert said.startswith("BMA, emergency care only, confirmed\nSat 24 Oct")
    assert "25 h: the clocks go back on Sun 25 Oct" in said
    assert "At the same time: HCSA" in said
    change = QPoint(timeline.axis.x_of(at(10, 25, 1)) + across, 3 * band + 4)
    assert timeline.tip_at(change).startswith("The clocks go back on Sun 25 Oct 2026")
    assert timeline.tip_at(change).endswith("lasts 25 hours.")
    post = QPoint(timeline.axis.x_of(at(10, 21, 16, 30)) + across, 2 * band + 4)
    assert timeline.tip_at(post) == "Last safe posting time: 1st class until Wed 21 Oct 17:30"
    assert timeline.tip_at(QPoint(4, timeline.place_of(HCSA).center().y())) == "HCSA, 2026 pay"
    assert timeline.tip_at(QPoint(4, 4)) == ""


def test_a_screen_reader_hears_the_strike(timeline: WindowTimeline) -> None:
    assert timeline.accessibleName() == "Timeline of strikes"
    assert unnamed(timeline) == []
    timeline.select(BMA)
    said = timeline.accessibleDescription()
    assert said.startswith("BMA, emergency care only, confirmed. Sat 24 Oct")
    assert "2026 pay: resident doctors, all sites" in said
    assert said.endswith("1st class until Wed 21 Oct 17:30.")
    timeline.select(OPEN)
    assert "no end given" in timeline.accessibleDescription()


def test_a_newer_view_keeps_the_strike_and_the_place(timeline: WindowTimeline) -> None:
    timeline.select(BMA)
    timeline.zoom_to(Zoom.WEEK)
    shown = timeline.shown
    moved = tuple(
        replace(each, terms=replace(each.terms, end=at(10, 26))) if each.window_id == BMA else each
        for each in some_windows()
    )
    timeline.show_view(view_of(moved))
    assert timeline.current is moved[3]
    assert abs(timeline.shown[0] - shown[0]) < HOUR
    timeline.show_view(view_of(moved[:2]))
    assert timeline.current is None
    timeline.show_view(view_of(()))
    assert not drawn(timeline).isNull()


def test_an_empty_timeline_takes_every_key(qtbot: QtBot) -> None:
    made = WindowTimeline(lambda: NOW)
    qtbot.addWidget(made)
    for _ in range(2):
        for key in (Key.Key_Right, Key.Key_Up, Key.Key_Return, Key.Key_1, Key.Key_Plus, Key.Key_A):
            qtbot.keyClick(made, key)
        assert made.current is None
        assert made.tip_at(QPoint(5, 5)) == ""
        assert not made.viewport().grab().isNull()
        made.show_view(view_of(()))


def test_lanes_are_packed_and_overlaps_stand_below_each_other() -> None:
    made = (
        window(1, "RCN", at(10, 1), None),
        window(2, "RCN", at(10, 5), at(10, 6)),
        window(3, "RCN", at(10, 6), at(10, 7)),
        window(4, "BMA", at(10, 2), at(10, 3)),
    )
    layout = TimelineLayout(made, Measures(10, 20, 100))
    said = [(row.union, row.is_first, [w.window_id for w in row.windows]) for row in layout.rows]
    assert said == [("RCN", True, [1]), ("RCN", False, [2, 3]), ("BMA", True, [4])]
    assert layout.rows[1].between(at(10, 6), at(10, 8)) == made[2:3]
    assert layout.rows[1].beyond(at(10, 6), at(10, 6, 12)) == (1, 0)


def test_only_what_shows_is_painted() -> None:
    made = tuple(
        window(n, f"Union {n}", at(1, 1) + n * timedelta(days=1), at(1, 2) + n * timedelta(days=1))
        for n in range(300)
    )
    layout = TimelineLayout(made, Measures(10, 20, 100))
    assert len(layout.visible(1000, 200)) == 11
    one = TimelineLayout([replace(each, union="BMA") for each in made], Measures(10, 20, 100))
    assert len(one.rows) == 1
    assert len(one.rows[0].between(at(3, 1), at(3, 8))) == 7


AXIS_START = datetime(2015, 1, 1, tzinfo=UTC)
MINUTES = st.integers(0, 10 * 365 * 24 * 60)


@given(
    start=MINUTES,
    length=st.one_of(st.none(), st.integers(1, 40 * 24 * 60)),
    hour_width=st.floats(0.008, WIDEST_HOUR),
)
def test_bars_cover_strikes_exactly_at_every_zoom(
    start: int, length: int | None, hour_width: float
) -> None:
    axis = Axis(AXIS_START, AXIS_START + timedelta(days=14 * 365), hour_width)
    first = AXIS_START + timedelta(minutes=start)
    last = None if length is None else first + timedelta(minutes=length)
    left, width = axis.span(first, last)
    exact = Fraction(start, 60) * Fraction(hour_width)
    assert abs(left - exact) <= Fraction(51, 100)
    end = 14 * 365 * 24 * 60 if length is None else start + length
    right = Fraction(end, 60) * Fraction(hour_width)
    if width > 3:
        assert abs(left + width - right) <= Fraction(51, 100)
    else:
        assert right - exact <= 4
    assert abs(axis.at_x(axis.x_of(first)) - first) <= HOUR / hour_width


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 200 * 24 * 4),
    quarters=st.integers(1, 20 * 24 * 4),
    zoom=st.sampled_from(Zoom),
)
def test_a_drawn_bar_starts_and_ends_where_its_strike_does(
    timeline: WindowTimeline, start: int, quarters: int, zoom: Zoom
) -> None:
    first = at(4, 1, 0) + start * timedelta(minutes=15)
    last = first + quarters * timedelta(minutes=15)
    made = window(1, "BMA", first, last, state=WindowState.CALLED_OFF)
    timeline.show_view(view_of((made,)))
    timeline.zoom_to(zoom, first)
    axis, across = timeline.axis, timeline._offset()[0]
    box = timeline.place_of(1)
    pixel = HOUR / axis.hour_width
    assert abs(axis.at_x(box.left() - across) - first) <= pixel
    assert abs(axis.at_x(box.right() + 1 - across) - last) <= max(pixel, 4 * pixel - (last - first))


@given(st.integers(0, 366 * 24 * 4), st.sampled_from([0.5, 2.4, 2.5, 15.9, 16.0, 90.0]))
def test_edges_snap_to_the_nearest_round_local_time(quarters: int, hour_width: float) -> None:
    asked = at(1, 1, 0) + quarters * timedelta(minutes=15) + timedelta(minutes=7)
    found = to_local(snapped(asked, hour_width))
    if hour_width < 2.5:
        assert (found.hour, found.minute) == (8, 0)
        assert abs(found - asked) <= timedelta(hours=12, minutes=30)
    elif hour_width < 16:
        assert found.minute == 0
        assert abs(found - asked) <= timedelta(minutes=30)
    else:
        assert found.minute % 15 == 0
        assert abs(found - asked) <= timedelta(minutes=8)


@pytest.mark.parametrize("zoom", list(Zoom))
def test_a_stretch_holds_its_instant_and_the_next_follows(zoom: Zoom) -> None:
    moment = at(1, 1, 0)
    while moment < at(12, 30):
        start, end = stretch_of(zoom, moment)
        assert start <= moment < end
        assert stretch_of(zoom, end)[0] == end
        moment += timedelta(hours=31)


@pytest.mark.parametrize("hour_width", [0.01, 0.1, 0.5, 1.5, 5, 12, 40, 90])
def test_ticks_have_room_and_fall_on_the_clock(hour_width: float) -> None:
    axis = Axis(at(1, 1, 0), at(12, 31, 0), hour_width)
    start = at(10, 24, 20)
    found = ticks(axis, start, start + HOUR * (900 / hour_width), 8)
    assert found.minor
    assert found.major or hour_width < 0.05
    for one, other in zip(found.minor, found.minor[1:], strict=False):
        assert axis.x_of(other.at) - axis.x_of(one.at) >= 15
    if hour_width >= 40:
        hours = [tick.text for tick in found.minor if at(10, 25, 0) <= tick.at < at(10, 25, 3)]
        assert hours == ["01", "01", "02"]


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk) -> StrikesPage:
    made = StrikesPage(small_desk)
    small_desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    qtbot.waitUntil(lambda: not small_desk.jobs.is_busy)
    return made


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    button = root.findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, LEFT)


def test_the_page_goes_to_the_timeline_and_remembers(
    page: StrikesPage, small_desk: Desk, qtbot: QtBot
) -> None:
    assert page.table.isVisible()
    press(qtbot, page, "filter_timeline")
    qtbot.waitUntil(lambda: page.views.timeline.current is not None)
    assert page.views.timeline.isVisible()
    assert not page.table.isVisible()
    assert page.days.isVisible()
    assert unnamed(page) == []
    for name in ("zoom_day", "zoom_in", "zoom_out", "timeline_today"):
        shown = page.views.timeline.shown
        press(qtbot, page, name)
        assert page.views.timeline.shown != shown
    again = StrikesPage(small_desk)
    qtbot.addWidget(again)
    assert again.views.current == "timeline"
    press(qtbot, page, "filter_calendar")
    assert page.views.month.isVisible()
    assert not page.days.isVisible()


def test_a_dragged_edge_opens_the_preview_and_changes_nothing(
    page: StrikesPage, small_desk: Desk, qtbot: QtBot
) -> None:
    press(qtbot, page, "filter_timeline")
    qtbot.waitUntil(lambda: page.views.timeline.current is not None)
    timeline = page.views.timeline
    timeline.zoom_to(Zoom.WEEK)
    box = timeline.place_of(1)
    edge = QPoint(box.right() - 1, box.center().y())
    drag(qtbot, timeline, edge, edge + QPoint(round(12 * timeline.axis.hour_width), 0))
    dialog = page.findChild(ReviseDialog)
    assert dialog is not None
    assert dialog.form.terms().end == datetime(2016, 1, 13, 20, tzinfo=UTC)
    qtbot.waitUntil(lambda: not small_desk.jobs.is_busy)
    dialog.reject()
    with small_desk.storage.read() as work:
        assert work.windows.all()[0].terms.end == datetime(2016, 1, 13, 8, tzinfo=UTC)
