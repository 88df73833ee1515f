"""Opens the dialogs that change the cover of a strike: marks, levels, people, gaps left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from rota.domain.changes import Changes
from rota.domain.codes import Level, words
from rota.services.board import BoardService, BoardView
from rota.services.cover_changes import stand_down, take_back_gap
from rota.services.windows import mark_duties, set_levels
from ui import formats
from ui.desk import Desk
from ui.dialogs.assign import AssignDialog, CoverPlan
from ui.dialogs.derogations import DerogationsDialog
from ui.dialogs.leave_gap import LeaveGapDialog
from ui.dialogs.print_board import PrintBoardDialog
from ui.dialogs.reason import Choice, Question, ReasonDialog
from ui.dialogs.requirements import RequirementsDialog
from ui.dialogs.rota_paper import RotaPaperDialog
from ui.dialogs.split_cover import SplitCoverDialog
from ui.dialogs.swap_cover import SwapCoverDialog
from ui.dialogs.tell_people import TellPeopleDialog
from ui.dialogs.turnout import TurnoutDialog
from ui.widgets.cover_panel import Held
from ui.widgets.gap_panel import OpenGap
from ui.wording import capital

MARK_REASONS = (
    "Needed as emergency-only cover",
    "Agreed with the union",
    "Asked for by the clinical director",
)
UNMARK_REASONS = ("Marked in error", "Covered by somebody else", "The union does not agree")
LEVEL_REASONS = (
    "Decided by the clinical director",
    "Not enough people to run it safely",
    "Enough cover was found",
)
STAND_DOWN_REASONS = (
    "They can no longer come",
    "Covered by somebody else",
    "Needed where they are",
    "Assigned in error",
)
LEVELS = (
    Choice(Level.NORMAL, "Normal", "It needs what it needs on any day."),
    Choice(Level.EMERGENCY_ONLY, "Emergency only", "It needs its emergency-only cover."),
    Choice(
        Level.SUSPENDED,
        "Suspended",
        "It needs nobody; every appointment there during the strike is at risk.",
    ),
)


class CoverErrands(QObject):
    """Each errand is told what it is about; what is saved goes out over the bus."""

    def __init__(self, desk: Desk, home: QWidget) -> None:
        super().__init__(home)
        self._desk = desk
        self.home = home

    def mark(self, window_id: int, duty_ids: tuple[str, ...], *, emergency: bool) -> None:
        """Ask why duties become emergency cover, or no longer are."""
        duties = formats.count(len(duty_ids), "duty", "duties")
        if emergency:
            question = Question(
                self.tr("Mark {duties} as emergency cover").format(duties=duties),
                self.tr("They go ahead during the strike: whoever holds them is expected to work."),
                self.tr("Mark"),
                MARK_REASONS,
            )
        else:
            question = Question(
                self.tr("Take the mark off {duties}").format(duties=duties),
                self.tr("They are no longer emergency-only cover: the strike takes them."),
                self.tr("Take off"),
                UNMARK_REASONS,
            )
        save = partial(_save_marks, self._desk, window_id, duty_ids, emergency)
        ReasonDialog(self._desk, question, save, self.home).open()

    def set_levels(self, window_id: int, services: Sequence[BoardService]) -> None:
        """Ask for one level for all of these services."""
        levels = {each.level for each in services}
        named = formats.count(len(services), "service")
        if len(services) == 1:
            named = services[0].service.name
        now = " and ".join(sorted(words(level) for level in levels))
        question = Question(
            self.tr("Level of {services}").format(services=named),
            self.tr("It holds for this whole strike. Now: {level}.").format(level=capital(now)),
            self.tr("Change"),
            LEVEL_REASONS,
            LEVELS,
            levels.pop() if len(levels) == 1 else "",
        )
        ids = tuple(each.service.service_id for each in services)
        save = partial(_save_levels, self._desk, window_id, ids)
        ReasonDialog(self._desk, question, save, self.home).open()

    def assign(self, plan: CoverPlan) -> AssignDialog:
        """Ask a person to cover, or change their cover."""
        dialog = AssignDialog(self._desk, plan, self.home)
        dialog.open()
        return dialog

    def leave(self, gap: OpenGap) -> None:
        """Ask why a gap is left open and who answers for it."""
        LeaveGapDialog(self._desk, gap, self.home).open()

    def take_back(self, gap: OpenGap) -> None:
        """Ask why a gap is no longer left open."""
        left = gap.left
        if left is None:
            return
        question = Question(
            self.tr("No longer leave this gap open"),
            self.tr("{owner} no longer answers for it: it has to be filled.").format(
                owner=left.owner
            ),
            self.tr("No longer leave it"),
            ("Somebody was found", "It turned out to be needed", "Entered in error"),
        )
        save = partial(_take_back, self._desk, left.gap_left_id)
        ReasonDialog(self._desk, question, save, self.home).open()

    def split(self, held: Held) -> None:
        """Ask from when on somebody else covers, and who."""
        SplitCoverDialog(self._desk, held, self.home).open()

    def swap(self, held: Held, others: Sequence[Held]) -> None:
        """Ask with whom somebody changes places."""
        SwapCoverDialog(self._desk, held, others, self.home).open()

    def needs(self, window_id: int, service_id: int | None) -> None:
        """Show what services require in this strike."""
        RequirementsDialog(self._desk, window_id, service_id, self.home).open()

    def tell(self, window_id: int) -> None:
        """Show what each covering person is told, and what they answered."""
        TellPeopleDialog(self._desk, window_id, self.home).open()

    def derogations(self, window_id: int) -> None:
        """Show what the union was asked for after the strike began."""
        DerogationsDialog(self._desk, window_id, self.home).open()

    def turnout(self, window_id: int) -> None:
        """Show how many of those called out may come, and past strike days."""
        TurnoutDialog(self._desk, window_id, self.home).open()

    def print_board(self, board: BoardView, services: Sequence[BoardService]) -> None:
        """Put these services of the board on paper."""
        PrintBoardDialog(self._desk, board, services, self.home).open()

    def print_rota(self, window_id: int) -> None:
        """Put the rota of people on paper."""
        RotaPaperDialog(self._desk, window_id, self.home).open()

    def stand_down(self, held: Held) -> None:
        """Ask why somebody's cover is taken back."""
        given = held.assignment
        question = Question(
            self.tr("Stand cover down"),
            self.tr("{who} no longer covers {place}, {when}. It stays on record.").format(
                who=held.who, place=held.place, when=formats.period(given.start, given.end)
            ),
            self.tr("Stand down"),
            STAND_DOWN_REASONS,
        )
        save = partial(_stand_down, self._desk, given.assignment_id)
        ReasonDialog(self._desk, question, save, self.home).open()


def _save_marks(
    desk: Desk, window_id: int, ids: tuple[str, ...], emergency: bool, why: str, _choice: str
) -> Changes:
    return mark_duties(desk.storage, window_id, ids, emergency, why)


def _save_levels(
    desk: Desk, window_id: int, ids: tuple[int, ...], why: str, choice: str
) -> Changes:
    return set_levels(desk.storage, window_id, ids, Level(choice), why)


def _take_back(desk: Desk, gap_left_id: int, why: str, _choice: str) -> Changes:
    return take_back_gap(desk.storage, gap_left_id, why)


def _stand_down(desk: Desk, assignment_id: int, why: str, _choice: str) -> Changes:
    return stand_down(desk.storage, (assignment_id,), why)
