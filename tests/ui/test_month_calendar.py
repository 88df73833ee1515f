from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from rota.domain.times import elapsed_hours
from tests.ui.accessible import unnamed
from tests.ui.calendars import BMA, HCSA, NOW, OFF, OPEN, POST, SUSPENDED, at, view_of, window
from ui.colours import Tone, tone_colours
from ui.desk import Desk
from ui.pages.page import Place
from ui.pages.strikes import StrikesPage
from ui.widgets.month_calendar import MonthCalendar, month_words
from ui.widgets.month_layout import MonthLayout

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
AREA = QRect(0, 20, 700, 500)


@pytest.fixture
def month(qtbot: QtBot) -> MonthCalendar:
    made = MonthCalendar(lambda: NOW)
    qtbot.addWidget(made)
    made.resize(980, 600)
    made.show_view(view_of())
    made.show()
    return made


def colours_in(image: QImage, box: QRect) -> Counter[str]:
    return Counter(
        image.pixelColor(x, y).name()
        for x in range(max(box.left(), 0), min(box.right() + 1, image.width()))
        for y in range(max(box.top(), 0), min(box.bottom() + 1, image.height()))
    )


def test_it_opens_on_today(month: MonthCalendar) -> None:
    assert month.month == date(2026, 10, 1)
    assert month.day == date(2026, 10, 12)
    assert month_words(month.month) == "October 2026"
    accent = month.palette().accent().color().name()
    image = month.grab().toImage()
    today = colours_in(image, month.day_box(date(2026, 10, 12)).adjusted(3, 3, -60, -60))
    assert today[accent] > 20, "today is ringed"
    other = colours_in(image, month.day_box(date(2026, 10, 7)).adjusted(3, 3, -60, -60))
    assert not other[accent]


def test_weeks_begin_on_monday_and_hold_the_month(month: MonthCalendar) -> None:
    layout = month.laid_out
    assert layout.first == date(2026, 9, 28)
    assert layout.last == date(2026, 11, 1)
    assert layout.weeks == 5
    assert [layout.day_at(0, n).weekday() for n in range(7)] == list(range(7))


def test_a_strike_from_8_to_8_is_a_partial_bar_across_two_days(month: MonthCalendar) -> None:
    (box,) = month.boxes_of(OFF)
    first, last = month.day_box(date(2026, 10, 13)), month.day_box(date(2026, 10, 15))
    assert box.left() == pytest.approx(first.left() + first.width() / 3, abs=1)
    assert box.right() == pytest.approx(last.left() + last.width() / 3, abs=2)
    assert first.top() < box.top() < box.bottom() < first.bottom()


def test_the_day_of_25_hours_is_measured_in_true_hours(month: MonthCalendar) -> None:
    (box,) = month.boxes_of(BMA)
    day = month.day_box(date(2026, 10, 25))
    share = elapsed_hours(at(10, 24, 23), at(10, 25, 8)) / 25
    assert box.right() == pytest.approx(day.left() + day.width() * share, abs=2)
    said = month.tip_at(day.topRight() + QPoint(-20, 8))
    assert said.startswith("The clocks go back on Sun 25 Oct 2026")
    assert "25 hours" in said


def test_bars_of_one_week_never_lie_on_each_other(month: MonthCalendar) -> None:
    month.show_month(1)
    boxes = [box for bar in month.laid_out.bars for box in month.boxes_of(bar.window.window_id)]
    unique = {(b.x(), b.y(), b.width(), b.height()): b for b in boxes}
    found = list(unique.values())
    assert len(found) >= 4
    for at_, one in enumerate(found):
        assert not any(one.intersects(other) for other in found[at_ + 1 :])


def test_a_bank_holiday_is_named_and_shaded(month: MonthCalendar) -> None:
    for _ in range(2):
        month.show_month(1)
    box = month.day_box(date(2026, 12, 25))
    assert month.tip_at(box.center()) == "Fri 25 Dec 2026: Christmas Day, bank holiday"
    fill = tone_colours(month.palette(), Tone.LEAVE).fill.name()
    image = month.grab().toImage()
    assert colours_in(image, box)[fill] > 0.5 * box.width() * box.height()
    assert not colours_in(image, month.day_box(date(2026, 12, 23)))[fill]


def test_keys_walk_days_and_months(month: MonthCalendar, qtbot: QtBot) -> None:
    for key, day in (
        (Key.Key_Right, date(2026, 10, 13)),
        (Key.Key_Down, date(2026, 10, 20)),
        (Key.Key_Left, date(2026, 10, 19)),
        (Key.Key_Up, date(2026, 10, 12)),
        (Key.Key_PageDown, date(2026, 11, 12)),
        (Key.Key_PageUp, date(2026, 10, 12)),
        (Key.Key_PageUp, date(2026, 9, 12)),
        (Key.Key_Home, date(2026, 10, 12)),
    ):
        qtbot.keyClick(month, key)
        assert month.day == day
        assert month.month == day.replace(day=1)


def test_a_month_without_the_day_takes_its_last(month: MonthCalendar, qtbot: QtBot) -> None:
    for _ in range(19):
        qtbot.keyClick(month, Key.Key_Right)
    assert month.day == date(2026, 10, 31)
    qtbot.keyClick(month, Key.Key_PageDown)
    assert month.day == date(2026, 11, 30)


def test_one_cannot_walk_out_of_the_calendar(month: MonthCalendar) -> None:
    for _ in range(60):
        month.show_month(-1)
    assert month.day == date(2025, 1, 1)
    for _ in range(90):
        month.show_month(1)
    assert month.day == date(2029, 12, 31)


def test_enter_chooses_each_strike_of_the_day_in_turn(month: MonthCalendar, qtbot: QtBot) -> None:
    chosen: list[object] = []
    month.window_chosen.connect(chosen.append)
    for _ in range(5):
        qtbot.keyClick(month, Key.Key_Right)
    qtbot.keyClick(month, Key.Key_Return)
    assert chosen == [POST]
    with qtbot.waitSignal(month.window_activated) as opened:
        qtbot.keyClick(month, Key.Key_Return)
    assert opened.args == [POST]
    for _ in range(7):
        qtbot.keyClick(month, Key.Key_Right)
    for _ in range(3):
        qtbot.keyClick(month, Key.Key_Return)
    assert chosen == [POST, HCSA, BMA, HCSA]


def test_a_click_chooses_a_strike_or_a_day(month: MonthCalendar, qtbot: QtBot) -> None:
    place = month.boxes_of(BMA)[0].center()
    with qtbot.waitSignal(month.window_chosen) as chosen:
        qtbot.mouseClick(month, LEFT, pos=place)
    assert chosen.args == [BMA]
    with qtbot.assertNotEmitted(month.window_chosen):
        qtbot.mouseClick(month, LEFT, pos=month.day_box(date(2026, 10, 7)).center())
    assert month.day == date(2026, 10, 7)
    with qtbot.waitSignal(month.window_activated) as opened:
        qtbot.mouseDClick(month, LEFT, pos=place)
    assert opened.args == [BMA]


def test_choosing_elsewhere_goes_to_its_month(month: MonthCalendar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(month.window_chosen):
        month.select(SUSPENDED)
    assert month.month == date(2026, 11, 1)
    assert month.day == date(2026, 11, 3)


def test_a_screen_reader_hears_the_day(month: MonthCalendar, qtbot: QtBot) -> None:
    assert unnamed(month) == []
    assert month.accessibleDescription() == "Mon 12 Oct 2026. No strike."
    month.select(BMA)
    said = month.accessibleDescription()
    assert said.startswith("Sat 24 Oct 2026. HCSA, full walkout, notified")
    assert "BMA, emergency care only, confirmed" in said
    qtbot.keyClick(month, Key.Key_Right)
    assert "The clocks go back" in month.accessibleDescription()


def test_an_open_strike_goes_on_to_the_end_of_every_month(month: MonthCalendar) -> None:
    month.select(OPEN)
    assert len(month.boxes_of(OPEN)) == 4
    month.show_month(2)
    assert len(month.boxes_of(OPEN)) == month.laid_out.weeks
    assert not month.grab().isNull()


def test_what_has_no_room_is_counted(qtbot: QtBot) -> None:
    crowd = tuple(window(n, f"U{n}", at(10, 7), at(10, 8)) for n in range(12))
    made = MonthCalendar(lambda: NOW)
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show_view(view_of(crowd))
    made.show()
    day = made.day_box(date(2026, 10, 7))
    corner = QRect(day.right() - 50, day.bottom() - 14, 50, 14)
    few = MonthCalendar(lambda: NOW)
    qtbot.addWidget(few)
    few.resize(700, 420)
    few.show_view(view_of(crowd[:1]))
    few.show()
    assert len(colours_in(made.grab().toImage(), corner)) > len(
        colours_in(few.grab().toImage(), corner)
    )
    assert made.tip_at(day.bottomRight() - QPoint(4, 4)) == ""


def test_an_empty_calendar_takes_every_key(qtbot: QtBot) -> None:
    made = MonthCalendar(lambda: NOW)
    qtbot.addWidget(made)
    for key in (Key.Key_Right, Key.Key_PageDown, Key.Key_Return, Key.Key_Home, Key.Key_A):
        qtbot.keyClick(made, key)
    assert made.tip_at(QPoint(50, 50)) == ""
    assert not made.grab().isNull()


@given(
    start=st.integers(0, 380 * 24),
    hours=st.one_of(st.none(), st.integers(1, 60 * 24)),
    month=st.integers(1, 12),
)
def test_the_bars_of_a_month_add_up_to_the_strike(
    start: int, hours: int | None, month: int
) -> None:
    first = datetime(2025, 12, 20, tzinfo=UTC) + timedelta(hours=start)
    last = None if hours is None else first + timedelta(hours=hours)
    layout = MonthLayout(date(2026, month, 1), [window(1, "BMA", first, last)])
    drawn = sum((bar.end - bar.start for bar in layout.bars), timedelta())
    inside = min(last or layout.end, layout.end) - max(first, layout.start)
    assert drawn == max(inside, timedelta())
    for bar in layout.bars:
        left = layout.x_of(bar.start, AREA)
        right = layout.x_of(bar.end, AREA, is_end=True)
        assert AREA.left() <= left <= right <= AREA.right() + 1
    for one, other in zip(layout.bars, layout.bars[1:], strict=False):
        assert one.end == other.start
        assert not one.ends_here


def test_the_page_shows_the_month_and_opens_the_cover(small_desk: Desk, qtbot: QtBot) -> None:
    page = StrikesPage(small_desk)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    page.show()
    page.views.choose("calendar")
    month = page.views.month
    qtbot.waitUntil(lambda: bool(month.boxes_of(1)))
    assert not page.days.isVisible()
    assert unnamed(page) == []
    month.setFocus()
    month.go_to_now()
    for _ in range(4):
        qtbot.keyClick(month, Key.Key_Right)
    with qtbot.waitSignal(page.place_asked) as asked:
        qtbot.keyClick(month, Key.Key_Return)
    assert asked.args == [Place("page_cover")]
