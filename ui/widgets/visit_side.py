"""The panel beside the appointments, reading what it says about those that are chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal

from rota.services.appointment_list import (
    VisitDetail,
    VisitPicture,
    VisitRow,
    VisitSum,
    keys_in,
    rows_of,
    sum_up,
    visit_detail,
)
from rota.services.ports import Storage
from rota.services.visit_triage import TriagePlan
from ui.desk import Desk
from ui.models.visits import VisitModel
from ui.newest import Newest
from ui.widgets.visit_list import VisitTable
from ui.widgets.visit_panel import VisitPanel

Answer = TypeVar("Answer")


class VisitSide(VisitPanel):
    """``summed`` carries the ids of several chosen once they are summed up.

    As soon as something else is chosen nothing is left of what was shown before.
    """

    summed = Signal(object)

    def __init__(self, desk: Desk, model: VisitModel, table: VisitTable) -> None:
        super().__init__()
        self._desk, self._model, self._table = desk, model, table
        self._newest = Newest(desk.jobs, self)
        self._plan = TriagePlan()
        self._about: object = None
        self._again: Callable[[], None] = lambda: None
        self.is_read = False
        self.detail: VisitDetail | None = None
        self.unread.again_asked.connect(lambda: self._again())

    def wait(
        self, again: Callable[[], None] | None = None, error: BaseException | None = None
    ) -> None:
        """Show nothing until it is known what can be chosen, or why it is not."""
        self._newest.forget()
        self._turn_to(None)
        self.show_reading()
        if again is not None and error is not None:
            self._again = again
            self.show_unread(error)

    def show_chosen(self, picture: VisitPicture, plan: TriagePlan) -> None:
        """Say what there is to say of the rows that are chosen now."""
        self._plan = plan
        number = self._table.number_chosen
        if number == 0:
            self._newest.forget()
            self._turn_to(None)
            self.show_none(plan)
        elif number == 1:
            key = self._table.chosen_ids[0]
            self._show_anew(key)
            self._ask(partial(_one, self._desk.storage, picture, key), self._show_detail)
        else:
            stretches = self._table.stretches
            if self._turn_to(tuple(stretches)):
                self.show_many(number, None)
            work = partial(_sum, self._desk.storage, picture, self._model.pages, stretches)
            self._ask(work, self._show_sum)

    def show_elsewhere(self, key: str) -> None:
        """Show an appointment that is on no day of the strike."""
        self._show_anew(key)
        self._ask(partial(_one, self._desk.storage, None, key), self._show_detail)

    def _show_anew(self, key: str) -> None:
        """Show the name alone of one that was not shown before."""
        if self._turn_to(key):
            rows = self._model.rows_read((key,))
            self.show_reading(rows[0].patient if rows else "")

    def _turn_to(self, about: object) -> bool:
        """Begin at the top where it is about something else now."""
        is_other = about != self._about
        self._about = about
        if is_other:
            self.is_read, self.detail = False, None
            self.go_to_top()
        return is_other

    def _ask(self, work: partial[Answer], done: Callable[[Answer], None]) -> None:
        self._again = partial(self._try_again, work, done)
        self._newest.ask(work, done, self._not_read)

    def _try_again(self, work: partial[Answer], done: Callable[[Answer], None]) -> None:
        self._table.setFocus()
        rows = self._model.rows_read((self._about,)) if isinstance(self._about, str) else ()
        self.show_reading(rows[0].patient if rows else "")
        self._ask(work, done)

    def _not_read(self, error: BaseException) -> None:
        self.is_read, self.detail = False, None
        self.show_unread(error)

    def _show_sum(self, found: tuple[tuple[str, ...], VisitSum]) -> None:
        ids, summed = found
        self.is_read, self.detail = True, None
        self.show_many(summed.number, summed)
        self.summed.emit(ids)

    def _show_detail(self, found: tuple[VisitRow | None, VisitDetail]) -> None:
        row, detail = found
        self.is_read, self.detail = True, detail
        proposal = self._plan.rows.get(detail.visit.appointment_id)
        self.show_one(row, detail, proposal, self._desk.now())


def _sum(
    storage: Storage,
    picture: VisitPicture,
    pages: tuple[str, ...],
    stretches: list[tuple[int, int]],
) -> tuple[tuple[str, ...], VisitSum]:
    """Find the ids and sum them up, off the window's thread: there may be a million."""
    ids = keys_in(pages, stretches)
    return ids, sum_up(storage, picture, ids)


def _one(
    storage: Storage, picture: VisitPicture | None, key: str
) -> tuple[VisitRow | None, VisitDetail]:
    rows = () if picture is None else rows_of(storage, picture, [key])
    return (rows[0] if rows else None), visit_detail(storage, key)
