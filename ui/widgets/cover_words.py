"""Cover of the board in words: who covers, where, and under which id."""

from __future__ import annotations

from collections.abc import Hashable

from rota.domain.cover import CoverGap
from rota.domain.duties import Assignment
from rota.services.board_lanes import who
from rota.services.cover_orders import CoverOrder
from rota.services.strike_board import StrikeBoard
from ui.widgets.board_rows import person
from ui.widgets.cover_panel import Held


def cover_named(board: StrikeBoard | None, key: Hashable) -> Assignment | None:
    """The cover of that id, if it is on the board."""
    given = board.assignments if board is not None else ()
    return next((each for each in given if each.assignment_id == key), None)


def held_of(board: StrikeBoard, given: Assignment) -> Held:
    """Cover with its words."""
    place = board.picture.services[given.service_id].name
    return Held(given, person(*who(given.staff_id, board.names)), place)


def order_of(given: Assignment) -> CoverOrder:
    """Recorded cover as an order, to be judged or changed."""
    return CoverOrder(
        given.window_id,
        given.staff_id,
        given.service_id,
        given.start,
        given.end,
        given.consent,
        given.leaves_duties,
        given.assignment_id,
    )


def post_of(board: StrikeBoard, given: Assignment) -> str:
    """The label of the post that would be missing first without some cover; "" if none would."""
    without = board.with_cover([each for each in board.assignments if each is not given])
    before = _gaps(board, given.service_id)
    return next((g.post for g in _gaps(without, given.service_id) if g not in before), "")


def _gaps(board: StrikeBoard, service_id: int) -> tuple[CoverGap, ...]:
    services = board.view.services
    return next((s.gaps for s in services if s.service.service_id == service_id), ())


def others_than(board: StrikeBoard, given: Assignment) -> tuple[Held, ...]:
    """Everybody else who covers in the same strike, elsewhere or at another time."""
    return tuple(
        held_of(board, each)
        for each in board.assignments
        if each.window_id == given.window_id
        and each.staff_id != given.staff_id
        and (each.service_id, each.start, each.end) != (given.service_id, given.start, given.end)
    )
