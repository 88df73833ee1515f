"""Who can cover what a flag speaks of: the people ranked, and the dialog to assign one of them."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.day import DayFlag
from rota.domain.errors import Refused, Unavailable
from rota.domain.grades import grade_words
from rota.domain.stretches import Stretch
from rota.services.candidates import Candidate, Candidates, find_candidates
from rota.services.cover_orders import CoverOrder
from ui import formats
from ui.desk import Desk
from ui.dialogs.assign import AssignDialog, CoverPlan
from ui.dialogs.errand import ErrandDialog, Save
from ui.errors import present, sentence
from ui.models.day_rows import flag_words
from ui.newest import Newest
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.candidate_list import CandidateList
from ui.widgets.labels import paragraph


class DayCoverDialog(ErrandDialog):
    """Looks for people for what is left of a flag's time. ``board_asked``: see it on Cover."""

    board_asked = Signal(object)

    def __init__(
        self, desk: Desk, flag: DayFlag, place: str, span: Stretch, parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Who can cover", "Assign…", parent)
        self.setObjectName("dialog_day_cover")
        self._flag, self._place, self._span = flag, place, span
        self._newest = Newest(desk.jobs, self)
        self._start, self._end = _what_is_left(flag, desk.now(), span)
        said = self.tr("{place}, {post}, {period}.")
        period = formats.period(self._start, self._end)
        self.body.addWidget(
            paragraph(said.format(place=place, post=flag_words(flag), period=period))
        )
        self.people = CandidateList()
        self.people.view.setMinimumSize(space(120), space(80))
        self.body.addWidget(self.people, 1)
        self.board = push_button(self.tr("See it on the board"), self._to_board, name="to_board")
        self.body.addWidget(self.board, 0, Qt.AlignmentFlag.AlignLeft)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.body, 100)
        self.people.picked.connect(self._wake)
        self.people.opened.connect(self.go)
        self.people.clear(self.tr("Looking for people…"))
        self._find(flag.post if not flag.raised_by else "")
        self.people.take_keys()

    def work(self) -> Save:
        """Not used: the dialog that assigns saves."""
        raise Refused("nobody_chosen", self.tr("Choose a person first."))

    def go(self) -> None:
        """Ask the person that is chosen: their times, how they agreed, what the rules say."""
        chosen, flag = self.people.chosen, self._flag
        if chosen is None or not self.save.isEnabled():
            return
        start, end, on_duty, elsewhere = self._start, self._end, "", False
        if isinstance(chosen, Candidate):
            on_duty, elsewhere = chosen.on_duty, chosen.on_duty_elsewhere
            if not chosen.full and chosen.free:
                start, end = max(chosen.free, key=lambda part: part[1] - part[0])
        order = CoverOrder(
            flag.window_id, chosen.staff_id, flag.service_id, start, end, leaves_duties=elsewhere
        )
        who = f"{chosen.name}, {grade_words(chosen.grade)}"
        plan = CoverPlan(order, who, self._place, self._span, on_duty)
        asking = AssignDialog(self._desk, plan, self)
        asking.saved.connect(self._assigned)
        asking.open()

    def _assigned(self, _changes: Changes) -> None:
        self.accept()

    def _find(self, post: str) -> None:
        flag = self._flag
        work = partial(
            find_candidates,
            self._desk.storage,
            flag.window_id,
            flag.service_id,
            post,
            self._start,
            self._end,
            self._desk.tools.rules,
        )
        self._newest.ask(work, self._found, self._not_found)

    def _found(self, found: Candidates) -> None:
        self.people.show_found(found)
        self._wake()

    def _not_found(self, error: BaseException) -> None:
        self.people.clear(sentence(error))
        if not isinstance(error, Refused | Unavailable):
            present(error, self)
        self._wake()

    def _to_board(self) -> None:
        self.board_asked.emit(self._flag)
        self.reject()

    def _wake(self) -> None:
        chosen = self.people.chosen
        can = isinstance(chosen, Candidate) or (chosen is not None and chosen.can_override)
        self.save.setEnabled(can)


def _what_is_left(flag: DayFlag, now: datetime, span: Stretch) -> Stretch:
    """Return the flag's time from now on; of one that is over all of it."""
    now = now.replace(second=0, microsecond=0)
    start = max(flag.start, now, span[0]) if now < flag.end else max(flag.start, span[0])
    return start, min(flag.end, span[1])
