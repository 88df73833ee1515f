"""Moves people's cover by hand: shown at once, then saved, then read again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from rota.domain.codes import Reply
from rota.domain.duties import Assignment
from rota.domain.errors import Refused
from rota.services.assigning import assign
from rota.services.cover_orders import Assigned, CoverOrder
from rota.services.strike_board import StrikeBoard
from ui.desk import Desk
from ui.dialogs.assign import CoverPlan
from ui.dialogs.cover_errands import CoverErrands
from ui.errors import present
from ui.widgets.cover_board import CoverBoard
from ui.widgets.cover_words import cover_named, held_of, order_of
from ui.widgets.ribbon_values import CoverMove


class CoverMoves(QObject):
    """What a rule stops is asked about in the dialog; without an answer the board goes back.

    ``changed`` says that the board is another one already, ``reload_wanted`` that it may be old.
    """

    changed = Signal()
    reload_wanted = Signal()

    def __init__(self, desk: Desk, errands: CoverErrands, face: CoverBoard) -> None:
        super().__init__(errands)
        self._desk, self._errands, self._face = desk, errands, face
        self._saving = 0

    @property
    def is_saving(self) -> bool:
        """Whether a board read now could be older than what is shown."""
        return self._saving > 0

    def drag(self, move: CoverMove | None) -> None:
        """Show where cover would be; None shows it where it is."""
        if self._face.is_supposing:
            return
        board = self._face.recorded if move is None else self._with(move)
        if board is not None:
            self._face.show_tried(board)

    def drop(self, move: CoverMove) -> None:
        """Show the changed board, then save it."""
        before, given = self._face.recorded, self._given(move)
        changed = self._with(move)
        if before is None or given is None or changed is None or self._face.is_supposing:
            return
        self._face.show_recorded(changed)
        self.changed.emit()
        self._saving += 1
        order = order_of(_moved(given, move))
        work = partial(assign, self._desk.storage, order, self._desk.tools.rules)
        self._desk.jobs.run(work, self._saved, partial(self._not_saved, before, given, order))

    def _given(self, move: CoverMove) -> Assignment | None:
        return cover_named(self._face.recorded, move.key)

    def _with(self, move: CoverMove) -> StrikeBoard | None:
        board, given = self._face.recorded, self._given(move)
        if board is None or given is None:
            return None
        moved = _moved(given, move)
        return board.with_cover([moved if each is given else each for each in board.assignments])

    def _saved(self, assigned: Assigned) -> None:
        self._saving -= 1
        self._desk.bus.publish(assigned.changes)

    def _not_saved(
        self, before: StrikeBoard, given: Assignment, order: CoverOrder, error: BaseException
    ) -> None:
        self._saving -= 1
        if not isinstance(error, Refused):
            self._go_back(before)
            present(error, self._errands.home)
            return
        held = held_of(before, given)
        services = before.picture.services
        place = services[order.service_id].name
        view = before.view
        dialog = self._errands.assign(CoverPlan(order, held.who, place, (view.start, view.end)))
        dialog.rejected.connect(partial(self._go_back, before))

    def _go_back(self, before: StrikeBoard) -> None:
        """Show the cover where it was, and read it again: more may have happened since."""
        now, window_id = self._face.recorded, before.picture.window.window_id
        if not self._saving and now is not None and now.picture.window.window_id == window_id:
            self._face.show_recorded(before)
            self.changed.emit()
        self.reload_wanted.emit()


def _moved(given: Assignment, move: CoverMove) -> Assignment:
    service_id = move.service_key if isinstance(move.service_key, int) else given.service_id
    return replace(
        given,
        service_id=service_id,
        start=move.start,
        end=move.end,
        reply=Reply.NO_ANSWER,
        replied_at=None,
    )
