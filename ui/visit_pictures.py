"""What is known of a strike's appointments: what it puts at risk, and what is proposed for them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from rota.services.appointment_list import VisitPicture, read_picture, with_decisions
from rota.services.visit_triage import TriagePlan, plan_triage, with_proposals
from ui.desk import Desk
from ui.newest import Newest


class VisitPictures(QObject):
    """Reads what is at risk first and what is proposed behind it, each off the window's thread.

    ``read`` says that the picture is new, and whether it is the first of its strike; ``planned``
    that the proposals are, and whether the list shows any of that; ``failed`` carries why what is
    at risk could not be read.
    """

    read = Signal(bool)
    planned = Signal(bool)
    failed = Signal(object)

    def __init__(self, desk: Desk, home: QObject) -> None:
        super().__init__(home)
        self._desk = desk
        self._plans = Newest(desk.jobs, home)
        self._window_id: int | None = None
        self._reading = 0
        self._needs_whole = True
        self.picture: VisitPicture | None = None
        self.plan = TriagePlan()

    def turn_to(self, window_id: int | None) -> bool:
        """Be about another strike; return whether it is another."""
        is_other = window_id != self._window_id
        self._window_id = window_id
        self._needs_whole = True
        if is_other:
            self._reading += 1
            self.picture, self.plan = None, TriagePlan()
        return is_other

    def outdate(self) -> None:
        """Work out anew what is at risk when it is read next; else only what is decided."""
        self._needs_whole = True

    def load(self) -> None:
        """Read everything that may have changed."""
        if self._window_id is None:
            return
        self._reading += 1
        desk, rules = self._desk, self._desk.tools.rules
        if self.picture is None or self._needs_whole:
            work = partial(read_picture, desk.storage, rules.ladder, self._window_id)
            desk.jobs.run(work, partial(self._take_whole, self._reading), self.failed.emit)
        else:
            again = partial(with_decisions, desk.storage, self.picture)
            desk.jobs.run(again, partial(self._take, self._reading), self.failed.emit)
        planning = partial(plan_triage, desk.storage, rules, self._window_id, desk.now())
        self._plans.ask(planning, partial(self._take_plan, self._window_id), desk.jobs.broke.emit)

    def _take_whole(self, reading: int, picture: VisitPicture) -> None:
        if reading == self._reading:
            self._needs_whole = False
        self._take(reading, picture)

    def _take(self, reading: int, picture: VisitPicture) -> None:
        if reading == self._reading:
            is_first = self.picture is None
            self.picture = with_proposals(picture, self.plan)
            self.read.emit(is_first)

    def _take_plan(self, window_id: int, plan: TriagePlan) -> None:
        if window_id != self._window_id:
            return
        self.plan = plan
        if self.picture is not None:
            picture = with_proposals(self.picture, plan)
            is_new = picture.facts != self.picture.facts
            self.picture = picture
            self.planned.emit(is_new)
