"""Reads the list of appointments for its page: the first rows at once, the rest behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from rota.services.appointment_list import (
    PAGE,
    PART,
    Asked,
    VisitPages,
    VisitPicture,
    VisitRow,
    every_page,
    first_rows,
    rows_of,
)
from ui.desk import Desk
from ui.models.visits import VisitModel
from ui.newest import Newest
from ui.widgets.visit_list import VisitTable


class VisitReader(QObject):
    """Of many questions only the newest is answered, and an answer nobody wants is not read out.

    ``found`` carries the answer once everything is known.
    """

    found = Signal(object)

    def __init__(self, desk: Desk, model: VisitModel, table: VisitTable, home: QObject) -> None:
        super().__init__(home)
        self._desk, self._model, self._table = desk, model, table
        self._newest = Newest(desk.jobs, home)
        self._picture: VisitPicture | None = None
        self._asked = Asked()
        self._number = 0
        model.rows_wanted.connect(self._read_rows)

    def ask(self, picture: VisitPicture, asked: Asked) -> None:
        """Show what another question finds, from its top; what is chosen stays chosen."""
        self._begin(picture, asked)
        kept = self._table.kept
        work = partial(first_rows, self._desk.storage, picture, asked)
        self._newest.ask(work, partial(self._show_first, kept), self._desk.jobs.broke.emit)

    def ask_again(self, picture: VisitPicture, asked: Asked, goto: str = "") -> None:
        """Show what a question finds now, where it is, or about the appointment to go to."""
        self._begin(picture, asked)
        kept = frozenset({goto}) if goto else self._table.kept
        self._read_all(kept, self._table.seen)

    def forget(self) -> None:
        """Want no answer any more."""
        self._number += 1
        self._newest.forget()
        self._picture = None

    def _begin(self, picture: VisitPicture, asked: Asked) -> None:
        self._number += 1
        self._picture, self._asked = picture, asked
        self._model.grow_old()

    def _show_first(self, kept: frozenset[str], rows: tuple[VisitRow, ...]) -> None:
        if len(rows) < PAGE:
            self._show(_all_of(rows))
            return
        chosen = self._table.number_chosen
        if not chosen:
            self._model.show_first(rows)
            self._table.scrollToTop()
        self._read_all(kept, 0)

    def _read_all(self, kept: frozenset[str], seen: int) -> None:
        picture, number = self._picture, self._number
        if picture is None:
            return
        is_stale: Callable[[], bool] = lambda: self._number != number  # noqa: E731
        work = partial(every_page, self._desk.storage, picture, self._asked, kept, seen, is_stale)
        self._newest.ask(work, self._show, self._desk.jobs.broke.emit)

    def _show(self, found: VisitPages) -> None:
        self._table.show_pages(found)
        self.found.emit(found)

    @Slot(object)
    def _read_rows(self, ids: tuple[str, ...]) -> None:
        picture = self._picture
        if picture is not None:
            work = partial(rows_of, self._desk.storage, picture, ids)
            done = partial(self._take_rows, self._number)
            self._desk.jobs.run(work, done, partial(self._no_rows, ids))

    def _take_rows(self, number: int, rows: tuple[VisitRow, ...]) -> None:
        if number == self._number:
            self._model.take(rows)

    def _no_rows(self, ids: tuple[str, ...], error: BaseException) -> None:
        self._model.forget(ids)
        self._desk.jobs.broke.emit(error)


def _all_of(rows: tuple[VisitRow, ...]) -> VisitPages:
    keys = [row.appointment_id for row in rows]
    places = {key: at for at, key in enumerate(keys)}
    return VisitPages((PART.join(keys),) if keys else (), len(keys), places, rows)
