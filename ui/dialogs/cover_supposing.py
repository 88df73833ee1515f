"""What if: supposes people away on the shown board. Nothing is saved, and nothing can be."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from rota.domain.turnout import Forecast
from rota.domain.what_if import Supposition
from rota.services.turnout import TurnoutView, read_turnout
from rota.services.what_if import Supposed, grades_there, people_there, suppose
from ui.desk import Desk
from ui.widgets.cover_board import CoverBoard


class CoverSupposing(QObject):
    """Of several suppositions made in a row only the newest is shown."""

    def __init__(self, desk: Desk, face: CoverBoard) -> None:
        super().__init__(face)
        self._desk, self._face = desk, face
        self._asked = 0
        self._forecasts: tuple[Forecast, ...] = ()
        face.what_if.supposed.connect(self._suppose)
        face.what_if.left.connect(self.end)

    def begin(self) -> None:
        """Offer the people who are there on the recorded board."""
        board = self._face.recorded
        if board is not None:
            self._face.what_if.begin(people_there(board), grades_there(board))
            self._forecasts = ()
            rules, window_id = self._desk.tools.rules, board.picture.window.window_id
            work = partial(read_turnout, self._desk.storage, window_id, rules)
            self._desk.jobs.run(work, partial(self._show_forecasts, window_id))

    def leave(self) -> None:
        """Suppose nothing any more; whoever asks shows the board."""
        self._asked += 1
        self._face.what_if.hide()

    def end(self) -> None:
        """Go back to the board as it is recorded."""
        self.leave()
        board = self._face.recorded
        if board is not None:
            self._face.show_recorded(board)
            self._face.show_panel(anew=True)

    def _suppose(self, supposition: Supposition) -> None:
        board = self._face.recorded
        if board is None:
            return
        self._asked += 1
        done = partial(self._show, self._asked)
        least = self._desk.tools.rules.turnout.least
        work = partial(suppose, board, supposition, self._forecasts, least)
        self._desk.jobs.run_pure(work, done)

    def _show_forecasts(self, window_id: int, view: TurnoutView) -> None:
        board = self._face.recorded
        if board is None or board.picture.window.window_id != window_id:
            return
        self._forecasts = view.forecasts
        why_none = "" if view.forecasts or not view.said else view.said[0]
        self._face.what_if.turnout.show_forecasts(view.forecasts, why_none)

    def _show(self, number: int, found: Supposed) -> None:
        if number == self._asked:
            self._face.what_if.say(found)
            self._face.show_tried(found.board)
            self._face.show_panel()
