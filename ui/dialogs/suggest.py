"""Suggest cover: a plan is looked for beside the board and shown on it, until it is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject

from rota.domain.changes import Changes
from rota.domain.codes import words
from rota.domain.errors import Refused, Unavailable
from rota.services.ports import Solver
from rota.services.strike_board import StrikeBoard
from rota.services.suggesting import (
    Aim,
    Ask,
    Question,
    Suggestion,
    Turnout,
    accept,
    levelled,
    offers,
    read_question,
    suggest,
    unknown_words,
)
from ui.desk import Desk
from ui.errors import present, sentence
from ui.jobs import JobState, Progress
from ui.suggest_words import better_words, difference_words, found_words, solving_words
from ui.widgets.cover_board import CoverBoard


@dataclass(slots=True)
class _Newest:
    """The best plan so far, left by the thread that looks for it; each is a frozen value."""

    plan: Suggestion | None = None


class CoverSuggesting(QObject):
    """Shows each plan on the board as it comes in. Nothing is saved until it is accepted.

    Answers of a search that was given up, or of another board, are dropped: ``_search`` counts.
    """

    def __init__(self, desk: Desk, face: CoverBoard) -> None:
        super().__init__(face)
        self._desk, self._face, self._panel = desk, face, face.suggest
        self._window_id = 0
        self._search = 0
        self._job = 0
        self._newest = _Newest()
        self._plans: dict[Aim, Suggestion] = {}
        self._is_saving = False
        panel = self._panel
        panel.stop_asked.connect(self._stop)
        panel.again_asked.connect(self.begin)
        panel.turnout_changed.connect(self.begin)
        panel.accept_asked.connect(self._accept)
        panel.closed.connect(self.end)
        panel.offer_chosen.connect(lambda key: self._choose(Aim(key)))
        panel.ticked_changed.connect(self._show_ticked)
        panel.pointed.connect(self._point)
        desk.jobs.progressed.connect(self._progressed)

    def begin(self) -> None:
        """Look for a plan for the strike that is shown, or say why there is none to look for."""
        board = self._face.recorded
        if board is None or self._is_saving:
            return
        self._give_up()
        self._face.show_suggesting(is_on=True)
        if self._face.shown is not board:
            self._face.show_tried(board)
        window = board.view.window
        self._window_id = window.window_id
        if not window.removes_duties:
            said = self.tr("This strike is {state}: it takes nobody away, so no cover is needed.")
            self._panel.show_nothing(said.format(state=words(window.state)), can_try=False)
            return
        turnout = self._panel.turnout
        if not board.view.gap_count and (said := unknown_words(board.view)):
            self._panel.show_nothing(said, can_try=False)
            return
        if not board.view.gap_count and turnout is Turnout.DECLARED:
            said = self.tr("There are no gaps: everybody who is needed is there.")
            self._panel.show_nothing(said, can_try=False)
            return
        self._panel.begin(solving_words(None))
        ask, rules = Ask(window.window_id, turnout=turnout), self._desk.tools.rules
        work = partial(read_question, self._desk.storage, ask, rules)
        self._desk.jobs.run(
            work, partial(self._solve, self._search), partial(self._failed, self._search)
        )

    def leave(self) -> None:
        """Suggest nothing any more; whoever asks shows the board."""
        self._give_up()
        self._face.show_suggesting(is_on=False)

    def end(self) -> None:
        """Go back to the board as it is recorded."""
        if self._is_saving or not self._face.is_suggesting:
            return
        self.leave()
        board = self._face.recorded
        if board is not None:
            self._face.show_recorded(board)
            self._face.show_panel(anew=True)
        self._face.ribbon.setFocus()

    def board_changed(self, board: StrikeBoard) -> None:
        """Say so when the board is no longer the one that a plan was made for."""
        if board.picture.window.window_id != self._window_id:
            self.leave()
        if not self._face.is_suggesting or self._is_saving:
            return
        self._give_up()
        self._panel.show_nothing(
            self.tr("Something changed on the board since this plan was begun."), can_try=True
        )

    def _give_up(self) -> None:
        self._search += 1
        self._desk.jobs.cancel(self._job)
        self._newest = _Newest()
        self._plans = {}

    def _solve(self, search: int, question: Question) -> None:
        if search != self._search:
            return
        self._newest = _Newest()
        work = partial(_suggest, question, self._desk.tools.solver, self._newest)
        self._job = self._desk.jobs.run_pure(
            work,
            partial(self._solved, search, question),
            partial(self._failed, search),
            title=self.tr("Suggest cover"),
            cancellable=True,
            ended=partial(self._ended, search),
        )

    def _progressed(self, state: JobState) -> None:
        plan = self._newest.plan
        if state.number != self._job or state.is_over or plan is None:
            return
        if plan is not self._panel.shown and not self._plans:
            self._panel.show_progress(plan, solving_words(plan))
            self._try(plan.board)

    def _stop(self) -> None:
        self._desk.jobs.cancel(self._job)

    def _ended(self, search: int) -> None:
        """A search that was stopped before it began has no plan."""
        if search == self._search and not self._plans and self._panel.is_working:
            self._panel.show_nothing(self.tr("Stopped before there was a plan."), can_try=True)

    def _solved(self, search: int, question: Question, plan: Suggestion) -> None:
        if search != self._search:
            return
        self._plans = {plan.aim: plan}
        self._show(plan)
        if not plan.assignments:
            return
        self._show_offers(self.tr("Working out plans that put something else first…"))
        work = partial(_offers, question, self._desk.tools.solver)
        self._job = self._desk.jobs.run_pure(
            work,
            partial(self._offered, search),
            partial(self._failed, search),
            title=self.tr("Suggest cover: other plans"),
            cancellable=True,
            ended=partial(self._offers_ended, search),
        )

    def _offered(self, search: int, found: tuple[Suggestion, ...]) -> None:
        if search != self._search:
            return
        plans = levelled((self._first, *found))
        keeps = self._is_worked_on
        self._plans = {each.aim: each for each in ((self._first, *plans[1:]) if keeps else plans)}
        if self._panel.shown is not plans[0] and not keeps:
            self._show(plans[0])

    @property
    def _is_worked_on(self) -> bool:
        """Whether somebody has taken a tick away from the plan that is shown: it stays then."""
        shown = self._panel.shown
        return shown is None or len(self._panel.ticked) < len(shown.assignments)

    def _offers_ended(self, search: int) -> None:
        """Nothing more is being worked out, whether there are other plans or not."""
        if search == self._search:
            self._show_offers("")

    def _show_offers(self, more: str) -> None:
        shown = self._panel.shown
        if shown is not None:
            others = self._plans.values()
            more = more or better_words(shown, others) or difference_words(shown, self._first)
            self._panel.show_offers(tuple(self._plans.values()), shown.aim, more)

    def _choose(self, aim: Aim) -> None:
        plan = self._plans.get(aim)
        if plan is not None:
            self._show(plan)
            self._show_offers("")

    @property
    def _first(self) -> Suggestion:
        """The plan that others are compared with."""
        return next(iter(self._plans.values()))

    def _show(self, plan: Suggestion) -> None:
        self._panel.show_plan(plan, self._first, found_words(plan))
        self._try(plan.board)

    def _show_ticked(self) -> None:
        plan = self._panel.shown
        if plan is not None:
            self._try(_with_ticked(plan, self._panel.ticked))
            self._panel.plan.point()

    def _try(self, board: StrikeBoard) -> None:
        """Show a board with a plan on it, and say at its foot that nothing of it is saved."""
        self._face.show_tried(board)
        if any(not each.assignment_id for each in board.assignments):
            others = self._face.foot.others
            said = (self.tr("Suggested, not saved"), others.text())
            others.setText("   ".join(part for part in said if part))
            others.show()

    def _point(self, place: tuple[int, str, datetime]) -> None:
        """Lead to what a row is about on the board."""
        self._face.ribbon.select_at(*place)

    def _accept(self) -> None:
        plan, ticked = self._panel.shown, self._panel.ticked
        if plan is None or not ticked or self._is_saving:
            return
        self._desk.jobs.cancel(self._job)
        self._is_saving = True
        self._panel.show_saving(is_saving=True)
        work = partial(accept, self._desk.storage, plan, sorted(ticked), self._desk.tools.rules)
        self._desk.jobs.run(work, self._accepted, self._not_accepted)

    def _accepted(self, changes: Changes) -> None:
        self._is_saving = False
        self.leave()
        self._desk.bus.publish(changes)
        self._face.ribbon.setFocus()

    def _not_accepted(self, error: BaseException) -> None:
        self._is_saving = False
        if isinstance(error, Refused | Unavailable):
            self._panel.refuse(sentence(error))
        else:
            self._panel.show_saving(is_saving=False)
            present(error, self._panel)

    def _failed(self, search: int, error: BaseException) -> None:
        if search != self._search:
            return
        if not self._plans:
            known = isinstance(error, Refused | Unavailable)
            self._panel.show_nothing(sentence(error), can_try=not known)
        if not isinstance(error, Refused | Unavailable):
            present(error, self._panel)


def _suggest(question: Question, solver: Solver, newest: _Newest, progress: Progress) -> Suggestion:
    """Look for the best plan; each better one is left in ``newest``, its board worked out."""

    def tell(plan: Suggestion) -> None:
        newest.plan = _drawn(plan)
        progress.report(0, 0)

    return _drawn(suggest(question, solver, tell, lambda: progress.cancelled))


def _offers(question: Question, solver: Solver, progress: Progress) -> tuple[Suggestion, ...]:
    found = offers(question, solver, None, lambda: progress.cancelled)
    progress.check()
    return tuple(_drawn(each) for each in found)


def _drawn(plan: Suggestion) -> Suggestion:
    """Work the board out here, so that the window does not wait for it."""
    assert plan.board.view.window.window_id == plan.window_id
    return plan


def _with_ticked(plan: Suggestion, ticked: frozenset[int]) -> StrikeBoard:
    """The board with only a part of the plan on it."""
    if len(ticked) == len(plan.assignments):
        return plan.board
    unticked = {
        (each.staff_id, each.service_id, each.start, each.end)
        for at, each in enumerate(plan.assignments)
        if at not in ticked
    }
    return plan.board.with_cover(
        [
            each
            for each in plan.board.assignments
            if each.assignment_id
            or (each.staff_id, each.service_id, each.start, each.end) not in unticked
        ]
    )
