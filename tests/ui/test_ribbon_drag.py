from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.ui.ribbon_hands import ASKED, COVER, HART, SHAH, move_mouse, working_ribbon, working_view
from tests.ui.samples import at
from ui.widgets.ribbon import CoverMove, Ribbon

Key, Held = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ribbon(qtbot: QtBot) -> Ribbon:
    made = working_ribbon()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def moves(ribbon: Ribbon) -> list[CoverMove]:
    found: list[CoverMove] = []
    ribbon.cover_moved.connect(found.append)
    return found


@pytest.fixture
def dragged(ribbon: Ribbon) -> list[CoverMove | None]:
    found: list[CoverMove | None] = []
    ribbon.cover_dragged.connect(found.append)
    return found


def cover_box(ribbon: Ribbon) -> tuple[QPoint, QPoint, QPoint]:
    """Its start, its middle and its end."""
    box = ribbon.place_of("majors", COVER, SHAH)
    y = box.center().y()
    return QPoint(box.left() + 1, y), box.center(), QPoint(box.right() - 1, y)


def hours(ribbon: Ribbon, number: float) -> QPoint:
    return QPoint(round(number * ribbon.hour_width), 0)


def drag(ribbon: Ribbon, qtbot: QtBot, start: QPoint, *way: QPoint) -> None:
    qtbot.mousePress(ribbon.viewport(), LEFT, pos=start)
    for place in way:
        move_mouse(ribbon.viewport(), place)


def drop(ribbon: Ribbon, qtbot: QtBot, place: QPoint) -> None:
    qtbot.mouseRelease(ribbon.viewport(), LEFT, pos=place)


def moved(start: datetime, end: datetime, service: str = "majors") -> CoverMove:
    return CoverMove(7, service, start, end)


def test_cover_is_dragged_to_other_hours(
    ribbon: Ribbon, qtbot: QtBot, moves: list[CoverMove], dragged: list[CoverMove | None]
) -> None:
    middle = cover_box(ribbon)[1]
    end = middle + hours(ribbon, 2)
    drag(ribbon, qtbot, middle, middle + hours(ribbon, 1), end)
    assert dragged == [moved(at(12, 15), at(12, 20)), moved(at(12, 16), at(12, 21))]
    assert moves == []
    drop(ribbon, qtbot, end)
    assert moves == [moved(at(12, 16), at(12, 21))]


def test_a_drag_snaps_to_quarters_and_says_only_each_new_one(
    ribbon: Ribbon, qtbot: QtBot, dragged: list[CoverMove | None]
) -> None:
    middle = cover_box(ribbon)[1]
    drag(ribbon, qtbot, middle, *(middle + QPoint(x, 0) for x in range(12, 40)))
    starts = [each.start for each in dragged if each]
    assert starts == sorted(set(starts))
    assert all(start.minute % 15 == 0 for start in starts)


@pytest.mark.parametrize(
    ("grip", "by", "start", "end"),
    [
        (0, 2, at(12, 16), at(12, 19)),
        (0, 9, at(12, 18, 45), at(12, 19)),
        (2, 3, at(12, 14), at(12, 22)),
        (2, -9, at(12, 14), at(12, 14, 15)),
    ],
)
def test_cover_is_stretched_at_either_end_but_never_to_nothing(
    ribbon: Ribbon,
    qtbot: QtBot,
    moves: list[CoverMove],
    grip: int,
    by: int,
    start: datetime,
    end: datetime,
) -> None:
    place = cover_box(ribbon)[grip]
    drag(ribbon, qtbot, place, place + hours(ribbon, by))
    drop(ribbon, qtbot, place + hours(ribbon, by))
    assert moves == [moved(start, end)]


def test_cover_is_dragged_onto_another_service(
    ribbon: Ribbon, qtbot: QtBot, moves: list[CoverMove]
) -> None:
    middle = cover_box(ribbon)[1]
    over = QPoint(middle.x(), ribbon.place_of("stroke").center().y())
    before = ribbon.viewport().grab().toImage()
    drag(ribbon, qtbot, middle, over)
    line = ribbon.place_of("stroke")
    assert ribbon.viewport().grab().toImage().copy(line) != before.copy(line), "the ghost shows"
    drop(ribbon, qtbot, over)
    assert moves == [moved(COVER.start, COVER.end, "stroke")]


def test_a_drag_that_ends_where_it_began_emits_nothing(
    ribbon: Ribbon, qtbot: QtBot, moves: list[CoverMove], dragged: list[CoverMove | None]
) -> None:
    middle = cover_box(ribbon)[1]
    drag(ribbon, qtbot, middle, middle + QPoint(2, 1), middle + QPoint(0, 12), middle)
    drop(ribbon, qtbot, middle)
    assert moves == []
    assert dragged == []


def test_there_and_back_takes_the_preview_back(
    ribbon: Ribbon, qtbot: QtBot, moves: list[CoverMove], dragged: list[CoverMove | None]
) -> None:
    middle = cover_box(ribbon)[1]
    drag(ribbon, qtbot, middle, middle + hours(ribbon, 1), middle)
    drop(ribbon, qtbot, middle)
    assert dragged == [moved(at(12, 15), at(12, 20)), None]
    assert moves == []


def test_escape_puts_the_cover_back(
    ribbon: Ribbon, qtbot: QtBot, moves: list[CoverMove], dragged: list[CoverMove | None]
) -> None:
    middle = cover_box(ribbon)[1]
    end = middle + hours(ribbon, 2)
    drag(ribbon, qtbot, middle, end)
    qtbot.keyClick(ribbon, Key.Key_Escape)
    drop(ribbon, qtbot, end)
    assert dragged[-1] is None
    assert moves == []


def test_a_drag_outlives_a_board_shown_anew(
    ribbon: Ribbon, qtbot: QtBot, moves: list[CoverMove]
) -> None:
    middle = cover_box(ribbon)[1]
    drag(ribbon, qtbot, middle, middle + hours(ribbon, 1))
    hour = timedelta(hours=1)
    shifted = type(COVER)(COVER.start + hour, COVER.end + hour, "cover", COVER.tone, 7, True)
    ribbon.show_view(working_view(shifted, ASKED))
    move_mouse(ribbon.viewport(), middle + hours(ribbon, 2))
    drop(ribbon, qtbot, middle + hours(ribbon, 2))
    assert moves == [moved(at(12, 16), at(12, 21))]


def test_a_click_selects_a_bar_and_two_open_it(ribbon: Ribbon, qtbot: QtBot) -> None:
    middle = cover_box(ribbon)[1]
    with qtbot.waitSignal(ribbon.bar_selected) as selected:
        qtbot.mouseClick(ribbon.viewport(), LEFT, pos=middle)
    assert selected.args == [COVER]
    assert ribbon.current_bar == COVER
    with qtbot.waitSignal(ribbon.bar_activated) as opened:
        qtbot.mouseDClick(ribbon.viewport(), LEFT, pos=middle)
    assert opened.args == [COVER]


def test_what_cannot_be_moved_stays(ribbon: Ribbon, qtbot: QtBot, moves: list[CoverMove]) -> None:
    place = ribbon.place_of("majors", HART.bars[0], HART).center()
    drag(ribbon, qtbot, place, place - hours(ribbon, 3))
    drop(ribbon, qtbot, place - hours(ribbon, 3))
    for key in (Key.Key_Delete, Key.Key_Escape):
        qtbot.keyClick(ribbon, key)
    qtbot.keyClick(ribbon, Key.Key_Right, Held.AltModifier)
    assert ribbon.current_bar == HART.bars[0]
    assert moves == []


def test_the_mouse_shows_what_it_would_take(ribbon: Ribbon) -> None:
    shapes = []
    for place in cover_box(ribbon):
        move_mouse(ribbon.viewport(), place)
        shapes.append(ribbon.viewport().cursor().shape())
    across, hand = Qt.CursorShape.SizeHorCursor, Qt.CursorShape.OpenHandCursor
    assert shapes == [across, hand, across]


def test_the_keyboard_moves_stretches_opens_and_removes(
    ribbon: Ribbon, qtbot: QtBot, moves: list[CoverMove]
) -> None:
    ribbon.select("majors")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
        qtbot.keyClick(ribbon, key)
    assert ribbon.current_bar == COVER
    for _ in range(2):
        qtbot.keyClick(ribbon, Key.Key_Right, Held.AltModifier)
    qtbot.keyClick(ribbon, Key.Key_Left, Held.AltModifier | Held.ShiftModifier)
    assert moves == [
        moved(at(12, 14, 15), at(12, 19, 15)),
        moved(at(12, 14, 30), at(12, 19, 30)),
        moved(at(12, 14, 30), at(12, 19, 15)),
    ]
    with qtbot.waitSignal(ribbon.bar_activated) as opened:
        qtbot.keyClick(ribbon, Key.Key_Return)
    assert opened.args == [COVER]
    with qtbot.waitSignal(ribbon.cover_removed) as removed:
        qtbot.keyClick(ribbon, Key.Key_Delete)
    assert removed.args == [7]


def test_the_cursor_follows_cover_to_its_new_hours(ribbon: Ribbon, qtbot: QtBot) -> None:
    qtbot.mouseClick(ribbon.viewport(), LEFT, pos=cover_box(ribbon)[1])
    later = type(COVER)(at(12, 9), at(12, 12), "cover", COVER.tone, 7, True)
    ribbon.show_view(working_view(ASKED, later))
    assert ribbon.current_bar == later
