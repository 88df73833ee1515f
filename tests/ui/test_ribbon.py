from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.samples import END, LAST, START, at, covered, ribbon_rows, ribbon_view
from ui.colours import Tone, tone_colours
from ui.theme import apply_theme
from ui.widgets.ribbon import Ribbon, RibbonGap, RibbonRow, RibbonSegment, RibbonView
from ui.widgets.ribbon_layout import Measures, RibbonLayout
from ui.widgets.ribbon_paint import cover_wordings, gap_wordings
from ui.widgets.ribbon_ticks import ticks

Key = Qt.Key


@pytest.fixture
def ribbon(qtbot: QtBot) -> Ribbon:
    made = Ribbon()
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show_view(ribbon_view())
    made.show()
    return made


def colours_in(image: QImage, box: QRect) -> Counter[str]:
    return Counter(
        image.pixelColor(x, y).name()
        for x in range(max(box.left(), 0), min(box.right() + 1, image.width()))
        for y in range(max(box.top(), 0), min(box.bottom() + 1, image.height()))
    )


def gap_of(ribbon: Ribbon, key: str, number: int = 0) -> RibbonSegment:
    assert ribbon.view is not None
    return next(row for row in ribbon.view.rows if row.key == key).gaps[number]


def layout_of(view: RibbonView, room: int = 600) -> RibbonLayout:
    return RibbonLayout(view, Measures.of_font(200, has_marks=True), room)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_gaps_are_loud_and_cover_is_calm(
    ribbon: Ribbon, qapp: QApplication, qtbot: QtBot, scheme: str
) -> None:
    apply_theme(qapp, "dark" if scheme == "dark" else "light")
    image = ribbon.viewport().grab().toImage()
    short = tone_colours(ribbon.palette(), Tone.SHORT).fill.name()
    calm = tone_colours(ribbon.palette(), Tone.COVERED).fill.name()
    gap = ribbon.place_of("stroke", gap_of(ribbon, "stroke"))
    in_gap = colours_in(image, gap)
    assert in_gap[short] > 0.3 * gap.width() * gap.height()
    assert len(in_gap) > 5, "the hatching shows"
    full = ribbon.place_of("resus", covered()[0])
    in_cover = colours_in(image, full)
    assert in_cover[calm] > 0.6 * full.width() * full.height()
    assert short not in in_cover


def test_the_overhang_is_marked(ribbon: Ribbon) -> None:
    image = ribbon.viewport().grab().toImage()
    fill = tone_colours(ribbon.palette(), Tone.OVERHANG).fill.name()
    found = colours_in(image, ribbon.viewport().rect())
    assert found[fill] > 100
    ribbon.show_view(replace(ribbon_view(), overhang_end=END))
    found = colours_in(ribbon.viewport().grab().toImage(), ribbon.viewport().rect())
    assert not found[fill]


def test_the_header_and_the_names_stay_while_it_scrolls(ribbon: Ribbon) -> None:
    rows = tuple(replace(ribbon_rows()[0], key=n, service=f"Service {n}") for n in range(60))
    ribbon.show_view(ribbon_view(rows))
    before = ribbon.viewport().grab().toImage()
    ribbon.verticalScrollBar().setValue(ribbon.verticalScrollBar().maximum())
    after = ribbon.viewport().grab().toImage()
    header = QRect(0, 0, before.width(), 40)
    assert before.copy(header) == after.copy(header)
    assert before != after


def test_a_narrow_ribbon_scrolls_sideways_and_keeps_the_names(ribbon: Ribbon) -> None:
    ribbon.show_view(replace(ribbon_view(), end=START + timedelta(hours=72), overhang_end=LAST))
    ribbon.resize(420, 400)
    bar = ribbon.horizontalScrollBar()
    assert bar.maximum() > 0
    before = ribbon.viewport().grab().toImage()
    bar.setValue(bar.maximum())
    after = ribbon.viewport().grab().toImage()
    names = QRect(0, 60, 100, 200)
    assert before.copy(names) == after.copy(names)


def test_only_what_shows_is_painted(ribbon: Ribbon) -> None:
    rows = tuple(replace(ribbon_rows()[0], key=n) for n in range(1000))
    layout = layout_of(ribbon_view(rows))
    assert 10 < len(layout.visible(5000, 400)) < 25


def test_two_hundred_services_are_smooth(ribbon: Ribbon) -> None:
    rows = tuple(replace(ribbon_rows()[n % 5], key=n) for n in range(200))
    ribbon.resize(1200, 900)
    ribbon.show_view(ribbon_view(rows))
    ribbon.viewport().grab()
    start = time.perf_counter()
    for step in range(10):
        ribbon.verticalScrollBar().setValue(step * 37)
        ribbon.viewport().grab()
    assert (time.perf_counter() - start) / 10 < 0.2


def test_arrows_walk_services_and_gaps_and_enter_opens(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.setFocus()
    qtbot.waitUntil(lambda: ribbon.current_row is not None)
    walked: list[object] = []
    gaps: list[RibbonGap] = []
    ribbon.service_selected.connect(walked.append)
    ribbon.gap_selected.connect(gaps.append)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up):
        qtbot.keyClick(ribbon, key)
    assert walked == ["resus", "minors", "resus"]
    for key in (Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Left):
        qtbot.keyClick(ribbon, key)
    assert [(g.row.key, g.segment.missing) for g in gaps] == [
        ("stroke", 2),
        ("majors", 2),
        ("majors", 1),
    ]
    with qtbot.waitSignal(ribbon.gap_activated) as opened:
        qtbot.keyClick(ribbon, Key.Key_Return)
    assert opened.args[0].segment.start == at(12, 20)


def test_home_end_and_pages_stop_at_the_edges(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("minors")
    for key, where in (
        (Key.Key_End, "stroke"),
        (Key.Key_Down, "stroke"),
        (Key.Key_Home, "majors"),
        (Key.Key_PageDown, "stroke"),
        (Key.Key_PageUp, "majors"),
    ):
        qtbot.keyClick(ribbon, key)
        assert ribbon.current_row is not None
        assert ribbon.current_row.key == where


def test_keys_do_nothing_on_an_empty_board(qtbot: QtBot, ribbon: Ribbon) -> None:
    ribbon.show_view(None)
    for key in (Key.Key_Down, Key.Key_Right, Key.Key_Return, Key.Key_Space, Key.Key_A):
        qtbot.keyClick(ribbon, key)
    assert ribbon.current_row is None
    assert ribbon.place_of("majors").isNull()
    assert not ribbon.viewport().grab().isNull()


def test_a_click_selects_a_service_and_opens_a_gap(ribbon: Ribbon, qtbot: QtBot) -> None:
    left = Qt.MouseButton.LeftButton
    with qtbot.waitSignal(ribbon.service_selected) as selected:
        qtbot.mouseClick(ribbon.viewport(), left, pos=ribbon.place_of("resus").center())
    assert selected.args == ["resus"]
    place = ribbon.place_of("majors", gap_of(ribbon, "majors", 1)).center()
    with qtbot.waitSignal(ribbon.gap_activated) as opened:
        qtbot.mouseClick(ribbon.viewport(), left, pos=place)
    assert opened.args[0].segment.missing == 2
    with qtbot.assertNotEmitted(ribbon.service_selected):
        qtbot.mouseClick(ribbon.viewport(), left, pos=QPoint(300, 5))


def test_space_and_the_arrow_open_the_people_below(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.select("majors")
    below = ribbon.place_of("resus").top()
    qtbot.keyClick(ribbon, Key.Key_Space)
    assert ribbon.place_of("resus").top() > below
    lane = QPoint(ribbon.place_of("resus").center().x(), ribbon.place_of("resus").top() - 5)
    assert ribbon.tip_at(lane).startswith("Duty D2\nTue 12 Jan 20:00 to 08:30: lost")
    image = ribbon.viewport().grab().toImage()
    lost = tone_colours(ribbon.palette(), Tone.LOST)
    painted = colours_in(image, QRect(200, below, 790, ribbon.place_of("resus").top() - below))
    assert painted[lost.fill.name()] > 200
    assert painted[lost.mark.name()] > 50
    arrow = ribbon.place_of("majors").topLeft() + QPoint(8, 10)
    qtbot.mouseClick(ribbon.viewport(), Qt.MouseButton.LeftButton, pos=arrow)
    assert ribbon.place_of("resus").top() == below
    assert not ribbon.viewport().grab().isNull()


def test_gaps_only_hides_the_rest_and_their_headings(ribbon: Ribbon) -> None:
    ribbon.set_gaps_only(True)
    assert ribbon.is_gaps_only
    assert ribbon.place_of("resus").isNull()
    assert not ribbon.place_of("stroke").isNull()
    ribbon.show_view(ribbon_view(ribbon_rows()[1:2]))
    assert not ribbon.viewport().grab().isNull()
    ribbon.set_gaps_only(False)
    assert not ribbon.place_of("resus").isNull()


def test_a_newer_view_keeps_the_cursor(ribbon: Ribbon) -> None:
    ribbon.select("majors", gap_of(ribbon, "majors", 1))
    smaller = replace(gap_of(ribbon, "majors", 1), missing=1)
    rows = ribbon_rows()
    majors = replace(rows[0], segments=(*rows[0].segments[:3], smaller, rows[0].segments[4]))
    ribbon.show_view(ribbon_view((majors, *rows[1:])))
    assert ribbon.current_gap == RibbonGap(majors, smaller)
    ribbon.show_view(ribbon_view(rows[1:]))
    assert ribbon.current_gap is None
    assert ribbon.current_row is None


def test_every_row_is_a_sentence() -> None:
    rows = {row.key: row.sentence for row in ribbon_rows()}
    assert rows["resus"] == "Resuscitation, Emergency, St Anne, emergency only. No gaps."
    assert rows["scopes"].endswith("normal. Unspecified.")
    assert "2 gaps, 7 h: Tue 12 Jan 20:00 to 00:00: 2 of 3, 1 missing." in rows["majors"]
    assert "Needs ST4 or above" in rows["majors"]


def test_a_screen_reader_hears_where_the_cursor_is(ribbon: Ribbon) -> None:
    assert ribbon.accessibleName() == "Cover by service and hour"
    ribbon.select("resus")
    assert ribbon.accessibleDescription().startswith("Resuscitation, Emergency")
    ribbon.select("stroke", gap_of(ribbon, "stroke"))
    assert ribbon.accessibleDescription().startswith("Stroke. Tue 12 Jan 16:00 to 08:30: 0 of 2")


def test_tooltips_say_what_is_under_the_mouse(ribbon: Ribbon) -> None:
    gap = gap_of(ribbon, "majors")
    said = ribbon.tip_at(ribbon.place_of("majors", gap).center())
    assert said.startswith("ED majors\n")
    assert "airway skills" in said
    assert "No gaps" in ribbon.tip_at(ribbon.place_of("resus").topLeft() + QPoint(30, 5))
    assert ribbon.tip_at(QPoint(400, 3)) == ""


def test_words_about_a_gap_shrink_before_they_vanish() -> None:
    gap = RibbonSegment(START, END, 3, 3, 1)
    assert gap_wordings(gap) == ("2 of 3, 1 missing", "1 missing", "−1")
    assert cover_wordings(RibbonSegment(START, END, 3, 4, 0)) == ("3 of 3", "3")
    assert cover_wordings(RibbonSegment(START, END, 0, 4, 0)) == ()


def test_the_shortest_gap_still_shows() -> None:
    gap = RibbonSegment(at(12, 9), at(12, 9, 1), 1, 0, 1)
    row = replace(ribbon_rows()[1], segments=(gap,))
    layout = layout_of(ribbon_view((row,)), 400)
    assert layout.strip(layout.services[0], gap).width() >= 3


def test_a_taller_strip_means_a_greater_need() -> None:
    few, many = RibbonSegment(START, END, 1, 1, 0), RibbonSegment(START, END, 4, 4, 0)
    row = replace(ribbon_rows()[1], segments=(few, many))
    layout = layout_of(ribbon_view((row,)))
    line = layout.services[0]
    assert layout.strip(line, few).height() < layout.strip(line, many).height()


def autumn(days: int = 1) -> RibbonView:
    start = datetime(2026, 10, 24, 7, tzinfo=UTC)
    end = datetime(2026, 10, 24 + days, 8, tzinfo=UTC)
    row = RibbonRow(
        "a", "S", "D", "A", ribbon_rows()[0].level, (RibbonSegment(start, end, 1, 1, 0),)
    )
    return RibbonView(start, end, end, (row,))


def test_eight_to_eight_has_25_hours_when_the_clock_goes_back() -> None:
    hours = [tick.text for tick in ticks(autumn(), 30, 20)]
    assert len(hours) == 26
    assert hours[0] == hours[-1] == "08"
    assert hours.count("01") == 2


def test_eight_to_eight_has_23_hours_when_the_clock_goes_forward() -> None:
    start, end = datetime(2026, 3, 28, 8, tzinfo=UTC), datetime(2026, 3, 29, 7, tzinfo=UTC)
    hours = [tick.text for tick in ticks(RibbonView(start, end, end, ()), 30, 20)]
    assert len(hours) == 24
    assert "01" not in hours
    assert hours[-1] == "08"


def test_hours_are_thinned_where_they_would_touch() -> None:
    assert [tick.text for tick in ticks(ribbon_view(), 10, 25)][:3] == ["09", "12", "15"]


def test_several_sites_are_named_in_the_headings() -> None:
    rows = ribbon_rows()[:2]
    one = layout_of(ribbon_view(rows)).lines[0].heading
    two = layout_of(ribbon_view((rows[0], replace(rows[1], site="B"))))
    assert one == "Emergency"
    assert [line.heading for line in two.lines if line.heading] == [
        "St Anne · Emergency",
        "B · Emergency",
    ]


def test_the_present_is_drawn(ribbon: Ribbon) -> None:
    accent = ribbon.palette().accent().color().name()
    ribbon.show_view(replace(ribbon_view(), now=at(12, 14)))
    found = colours_in(ribbon.viewport().grab().toImage(), ribbon.viewport().rect())
    assert found[accent] > 200
