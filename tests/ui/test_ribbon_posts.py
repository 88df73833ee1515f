from __future__ import annotations

from rota.services.strike_board import read_board
from tests.strike_hospital import ED, NOW, tools
from ui.desk import Desk
from ui.widgets.board_rows import ribbon_view
from ui.widgets.ribbon import RibbonRow


def emergency(desk: Desk) -> RibbonRow:
    board = read_board(desk.storage, 1, tools().rules.ladder).view
    rows = ribbon_view(board, board.services, NOW).rows
    return next(row for row in rows if row.service == ED)


def test_a_service_begins_with_what_it_wants(small_desk: Desk) -> None:
    row = emergency(small_desk)
    post = row.lanes[0]
    assert post.is_requirement
    assert post.text == "Core trainee or above"
    assert [segment.numbers for segment in post.segments] == [
        "1 of 1",
        "1 of 2, 1 missing",
        "1 of 1",
        "0 of 1, 1 missing",
    ]
    assert [(gap.start, gap.end) for gap in post.gaps] == [(g.start, g.end) for g in row.gaps]
    assert post.note == "There and able: Carol Reid, consultant."


def test_people_follow_under_their_staff_ids(small_desk: Desk) -> None:
    people = [lane for lane in emergency(small_desk).lanes if not lane.is_requirement]
    assert {lane.key for lane in people} == {"S1", "S3", "S4", "S5", None}
    assert not any(bar.is_movable for lane in people for bar in lane.bars)
