"""What can be asked for on the strike board: from its panels and menus, by keys and the mouse."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from rota.services.candidates import Candidate, Cannot
from rota.services.cover_orders import CoverOrder
from ui.desk import Desk
from ui.dialogs.assign import CoverPlan
from ui.dialogs.cover_errands import CoverErrands
from ui.dialogs.cover_moves import CoverMoves
from ui.dialogs.cover_supposing import CoverSupposing
from ui.dialogs.suggest import CoverSuggesting
from ui.widgets.cover_actions import CoverActions
from ui.widgets.cover_answers import CoverAnswers
from ui.widgets.cover_board import CoverBoard
from ui.widgets.cover_words import cover_named, held_of, order_of, others_than, post_of
from ui.widgets.ribbon import RibbonBar, RibbonGap, RibbonSpot
from ui.wording import grade_words


class CoverTasks(QObject):
    """Each task is about what the cursor is on when it is asked for."""

    def __init__(self, desk: Desk, face: CoverBoard, home: QWidget) -> None:
        super().__init__(home)
        self._face, self._panel = face, face.panel
        self.actions = CoverActions(home)
        self.errands = CoverErrands(desk, home)
        self.moves = CoverMoves(desk, self.errands, face)
        self.supposing = CoverSupposing(desk, face)
        self.suggesting = CoverSuggesting(desk, face)
        self._answers = CoverAnswers(desk, face.panel)
        face.judge_wanted.connect(self._answers.judge)
        face.pointed.connect(self._wake)
        face.foot.suggest_asked.connect(self.suggest)
        self._connect_board()
        self._connect_panels()
        self._connect_actions()

    def suggest(self) -> None:
        """Look for a plan; what was supposed is over."""
        if not self._face.is_suggesting:
            self.supposing.leave()
            self.suggesting.begin()

    def suppose(self) -> None:
        """Suppose people away; a suggested plan is given up."""
        self.suggesting.end()
        self.supposing.begin()

    def _connect_board(self) -> None:
        ribbon = self._face.ribbon
        ribbon.gap_activated.connect(self._gap_opened)
        ribbon.bar_activated.connect(self._bar_opened)
        ribbon.cover_dragged.connect(self.moves.drag)
        ribbon.cover_moved.connect(self.moves.drop)
        ribbon.cover_removed.connect(self._stand_down)
        ribbon.menu_asked.connect(self._show_menu)

    def _connect_panels(self) -> None:
        side = self._panel
        side.service.level_asked.connect(self._ask_level)
        side.service.needs_asked.connect(self._show_needs)
        side.services.level_asked.connect(self._ask_level)
        side.service.whole_asked.connect(self._ask_whole)
        side.service.marks.mark_asked.connect(self._ask_mark)
        self._face.marks.mark_asked.connect(self._ask_mark)
        side.gap.assign_asked.connect(self._ask_assign)
        side.gap.leave_asked.connect(self._ask_leave)
        side.gap.take_back_asked.connect(self._ask_take_back)
        side.gap.mark_asked.connect(self._show_lost)
        side.cover.change_asked.connect(self._ask_change)
        side.cover.split_asked.connect(self._ask_split)
        side.cover.swap_asked.connect(self._ask_swap)
        side.cover.stand_down_asked.connect(self._ask_stand_down)
        side.gap.people.picked.connect(self._wake)

    def _connect_actions(self) -> None:
        actions = self.actions
        actions.connect_all(
            {
                actions.find: self._find_people,
                actions.assign: lambda: self._ask_assign(self._panel.gap.people.chosen),
                actions.leave: self._ask_leave,
                actions.take_back: self._ask_take_back,
                actions.mark: self._show_lost,
                actions.change: self._ask_change,
                actions.split: self._ask_split,
                actions.swap: self._ask_swap,
                actions.stand_down: self._ask_stand_down,
                actions.level: self._ask_level,
                actions.needs: self._show_needs,
                actions.copy: self._copy,
            }
        )

    def _wake(self) -> None:
        """Let only those actions be done that make sense now."""
        side, actions = self._panel, self.actions
        is_gap = side.shown is side.gap and side.gap.gap is not None
        left = side.gap.gap.left if side.gap.gap is not None else None
        held = side.cover.held if side.shown is side.cover else None
        actions.find.setEnabled(is_gap)
        actions.assign.setEnabled(is_gap and side.gap.can_assign)
        actions.leave.setEnabled(is_gap and left is None)
        actions.take_back.setEnabled(is_gap and left is not None)
        actions.mark.setEnabled(is_gap and side.gap.mark.isEnabled())
        for action in (actions.change, actions.split, actions.stand_down):
            action.setEnabled(held is not None)
        actions.swap.setEnabled(held is not None and side.cover.swap.isEnabled())
        for action in (actions.level, actions.needs):
            action.setEnabled(self._face.service() is not None and not self._face.is_supposing)

    def _show_menu(self, spot: RibbonSpot, place: QPoint) -> None:
        self._face.show_panel()
        self.actions.menu(spot).popup(place)

    def _copy(self) -> None:
        text = self._face.ribbon.copy_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def _gap_opened(self, gap: RibbonGap) -> None:
        """Show the people under the service; from the keyboard go on to who could cover."""
        self._face.ribbon.open(gap.row.key)
        if not QGuiApplication.mouseButtons():
            self._panel.gap.people.take_keys()

    def _bar_opened(self, bar: RibbonBar) -> None:
        if bar.key is not None:
            self._ask_change()

    def _find_people(self) -> None:
        self._panel.gap.people.field.setFocus()
        self._panel.gap.people.field.selectAll()

    def _show_lost(self) -> None:
        """Lead to the duties of the gap's service, on one that would be there then."""
        self._face.explain()
        table = self._panel.marks.table
        gap = self._panel.gap.gap
        lost = [
            duty.duty_id
            for duty in self._panel.marks.shown
            if gap is not None
            and not duty.is_emergency
            and duty.start < gap.end
            and duty.end > gap.start
        ]
        table.select_keys(frozenset(lost[:1]), lost[0] if lost else None)
        self._panel.service.show_marks()
        table.setFocus()

    def _ask_mark(self, duty_ids: tuple[str, ...], emergency: bool) -> None:
        if self._face.view is not None and duty_ids:
            self.errands.mark(self._face.view.window.window_id, duty_ids, emergency=emergency)

    def _ask_whole(self) -> None:
        each = self._face.service()
        if each is not None:
            lost = tuple(duty.duty_id for duty in each.duties if not duty.is_emergency)
            self._ask_mark(lost, True)

    def _show_needs(self) -> None:
        each, board = self._face.service(), self._face.view
        if each is not None and board is not None:
            self.errands.needs(board.window.window_id, each.service.service_id)

    def _ask_level(self) -> None:
        chosen = self._face.services(self._face.ribbon.selected_services())
        if chosen and self._face.view is not None:
            self.errands.set_levels(self._face.view.window.window_id, chosen)

    def _ask_assign(self, chosen: Candidate | Cannot | None) -> None:
        gap, board = self._panel.gap.gap, self._face.view
        if chosen is None or gap is None or board is None or not self._panel.gap.can_assign:
            return
        start, end, on_duty, elsewhere = gap.start, gap.end, "", False
        if isinstance(chosen, Candidate):
            on_duty, elsewhere = chosen.on_duty, chosen.on_duty_elsewhere
            if not chosen.full and chosen.free:
                start, end = max(chosen.free, key=lambda part: part[1] - part[0])
        order = CoverOrder(
            gap.window_id, chosen.staff_id, gap.service_id, start, end, leaves_duties=elsewhere
        )
        who = f"{chosen.name}, {grade_words(chosen.grade)}"
        plan = CoverPlan(order, who, gap.place, (board.start, board.end), on_duty)
        self.errands.assign(plan).saved.connect(lambda _changes: self._face.go_on())

    def _ask_leave(self) -> None:
        if self._panel.gap.gap is not None:
            self.errands.leave(self._panel.gap.gap)

    def _ask_take_back(self) -> None:
        if self._panel.gap.gap is not None:
            self.errands.take_back(self._panel.gap.gap)

    def _ask_change(self) -> None:
        held, board = self._face.held(), self._face.view
        if held is None or board is None:
            return
        order = order_of(held.assignment)
        self.errands.assign(CoverPlan(order, held.who, held.place, (board.start, board.end)))

    def _ask_split(self) -> None:
        held, board = self._face.held(), self._face.recorded
        if held is not None and board is not None:
            post = post_of(board, held.assignment)
            self.errands.split(replace(held, post=post))

    def _ask_swap(self) -> None:
        held, board = self._face.held(), self._face.recorded
        if held is not None and board is not None:
            self.errands.swap(held, others_than(board, held.assignment))

    def _ask_stand_down(self) -> None:
        held = self._face.held()
        if held is not None:
            self.errands.stand_down(held)

    def _stand_down(self, key: Hashable) -> None:
        given, board = cover_named(self._face.recorded, key), self._face.recorded
        if given is not None and board is not None:
            self.errands.stand_down(held_of(board, given))
