"""Review: a head of department sees gaps, patients and letters of a strike, and signs them off."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from rota.domain.changes import Kind
from rota.domain.sign_offs import ReviewNote
from rota.services.review import DepartmentReview, ReviewView, Standing, read_review
from rota.services.review_view import ReviewGap
from ui import formats
from ui.desk import Desk
from ui.dialogs.departments import DepartmentsDialog
from ui.dialogs.review_errands import ReviewErrands
from ui.models.review_heat import HeatCell, HeatLine, HeatModel
from ui.pages.page import Page, Place
from ui.remembered import keep_view, last_view
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import paragraph
from ui.widgets.panels import PageHeader
from ui.widgets.review_heat import HeatView
from ui.widgets.review_panel import ReviewPanel
from ui.widgets.unread import ReadingState

SHOWN_KEPT = "review_departments"
"""Under this the departments chosen are remembered on this computer."""


class ReviewPage(Page):
    """A heat map of gaps, and on the right the gap or the department one is on.

    Nothing on it names a patient, or tells who strikes.
    """

    title, icon, object_name = "Review", "review", "page_review"
    kinds = frozenset(Kind)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._whole: ReviewView | None = None
        self._view: ReviewView | None = None
        self._current: tuple[HeatLine, HeatCell | None] | None = None
        self._left: tuple[HeatLine, int] | None = None
        self._reading = 0
        self.header = PageHeader(self.title)
        self.errands = ReviewErrands(desk, self)
        self.choose = push_button(
            self.tr("Departments…"), self._choose, name="choose_departments", icon_name="filter"
        )
        self.comment = push_button(self.tr("Comment…"), self._comment, name="review_comment")
        self.send_back = push_button(
            self.tr("Send back…"), self._send_back, name="review_send_back"
        )
        self.sign = push_button(self.tr("Sign off…"), self._sign, name="review_sign", primary=True)
        for button in (self.choose, self.comment, self.send_back, self.sign):
            self.header.add(button)
        self.model = HeatModel(self)
        self.view = HeatView(self.model)
        self.key = paragraph(muted=True)
        self.key.setObjectName("review_key")
        self.key.setContentsMargins(space(4), 0, space(4), space(2))
        self.panel = ReviewPanel()
        self.empty = EmptyState(
            "review",
            self.tr("Nothing to review yet"),
            self.tr(
                "A review shows each department its gaps, its patients and its letters during a "
                "strike. It wants a strike, and services from the duty roster."
            ),
        )
        self.unread = ReadingState()
        self._lay_out()
        self._connect()
        self._look()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.key)
        left.addWidget(self.view, 1)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(left, 1)
        across.addWidget(self.panel)
        work = QWidget()
        work.setLayout(across)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.header)
        self._stack = QStackedLayout()
        self._stack.addWidget(work)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.unread)
        self._stack.setCurrentWidget(self.unread)
        down.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(self._open)
        self.unread.asked.connect(self._read_again)
        self.model.modelReset.connect(self._say_key)
        self.panel.accept_asked.connect(self._accept)
        self.panel.take_back_asked.connect(self.errands.take_back)
        self.panel.comment_asked.connect(self._comment_on)
        self.panel.board_asked.connect(self._show_on_board)
        self.panel.settle_asked.connect(self._settle)
        self.panel.withdraw_asked.connect(self._withdraw)
        self.panel.changes_asked.connect(self._changes)

    @property
    def department(self) -> DepartmentReview | None:
        """The department one is on."""
        return self._current[0].department if self._current is not None else None

    def show_window(self, window_id: int | None) -> None:
        """Be about another strike; the department one is on stays."""
        if window_id != self.window_id:
            self._leave()
        super().show_window(window_id)

    def _leave(self) -> None:
        """Show and act on nothing of the strike before; the department one was on is kept."""
        if self._current is not None:
            self._left = self._current[0], self.view.currentIndex().column()
        self._whole = self._view = self._current = None
        self.model.show_view(None)
        self.unread.wait()
        self._stack.setCurrentWidget(self.unread)
        self._look()

    def load(self) -> None:
        """Read the review of the chosen strike."""
        self._reading += 1
        if self.window_id is None:
            if self.is_told:
                self._show(self._reading, None)
            return
        if self._whole is None:
            self.header.facts.setText(self.tr("Reading…"))
        rules, now = self._desk.tools.rules, self._desk.now()
        work = partial(read_review, self._desk.storage, self.window_id, rules, now)
        self._desk.jobs.run(
            work, partial(self._show, self._reading), partial(self._not_read, self._reading)
        )

    def _read_again(self) -> None:
        self.unread.wait()
        self.load()

    def _not_read(self, reading: int, error: BaseException) -> None:
        if reading == self._reading and self._whole is None:
            self.header.facts.clear()
            self.unread.fail(error)
        else:
            self._desk.jobs.broke.emit(error)

    def _show(self, reading: int, view: ReviewView | None) -> None:
        if reading != self._reading:
            return
        self._whole = view
        self._narrow()

    def _narrow(self) -> None:
        """Show the departments chosen; one that this strike does not reach is passed over."""
        whole = self._whole
        if whole is None or not whole.departments:
            self._view, self._current = None, None
            self.model.show_view(None)
            self._stack.setCurrentWidget(self.empty)
            self.header.facts.setText("")
            self._look()
            return
        chosen = _kept()
        shown = tuple(each for each in whole.departments if each.department in chosen)
        self._view = ReviewView(whole.window, whole.span, whole.hours, shown or whole.departments)
        before, self._left = self._left, None
        if self._current is not None:
            before = self._current[0], self.view.currentIndex().column()
        self._stack.setCurrentIndex(0)
        self.model.show_view(self._view)
        self._say_facts()
        row = self.model.row_of(before[0].key) if before is not None else None
        if row is None or before is None:
            self._go_to_first()
        else:
            self.view.go_to(self.model.index(row, max(before[1], 0)))

    def _go_to_first(self) -> None:
        """Begin at the first gap nobody answers for, or at the first department."""
        open_gaps = (gap for each in self._shown for gap in each.gaps_open)
        first = next(open_gaps, None)
        place = QModelIndex() if first is None else self.model.place_of(first)
        self.view.go_to(place if place.isValid() else self.model.index(0, 0))

    @property
    def _shown(self) -> tuple[DepartmentReview, ...]:
        return self._view.departments if self._view is not None else ()

    def _say_facts(self) -> None:
        signed = sum(each.state is Standing.SIGNED for each in self._shown)
        changed = sum(each.state is Standing.CHANGED for each in self._shown)
        all_of = formats.number(len(self._shown))
        parts = [self.tr("{n} of {all} signed").format(n=formats.number(signed), all=all_of)]
        if changed:
            parts.append(self.tr("{n} changed since").format(n=formats.number(changed)))
        whole = len(self._whole.departments) if self._whole is not None else 0
        if len(self._shown) < whole:
            parts.append(self.tr("your departments only"))
        self.header.facts.setText(" · ".join(parts))

    def _say_key(self) -> None:
        step = self.model.step
        each = self.tr("hour") if step == 1 else self.tr("stretch of {n} hours").format(n=step)
        self.key.setText(
            self.tr(
                "Most people missing in each {each}. Close hatching: nobody answers for it. "
                "Wide: accepted."
            ).format(each=each)
        )

    @Slot(object, object)
    def _chosen(self, line: HeatLine, cell: HeatCell | None) -> None:
        was = self.department
        self._current = (line, cell)
        gaps: tuple[ReviewGap, ...] = ()
        if cell is not None:
            gaps = cell.gaps
        elif line.row is not None:
            own = line.row.service.service_id
            gaps = tuple(g for g in line.department.gaps if g.service.service_id == own)
        self.panel.show_department(line.department, gaps)
        if was is None or was.department != line.department.department or gaps:
            self.panel.go_to_top()
        self._look()

    def _look(self) -> None:
        each = self.department
        self.choose.setEnabled(self._whole is not None)
        self.comment.setEnabled(each is not None)
        self.send_back.setEnabled(each is not None)
        self.sign.setEnabled(each is not None and each.state is not Standing.SENT_BACK)
        tip = self.tr("Settle what it was sent back for first")
        is_back = each is not None and each.state is Standing.SENT_BACK
        self.sign.setToolTip(tip if is_back else "")
        if each is None:
            self.panel.show_nothing()

    @Slot()
    def _open(self) -> None:
        """Accept the first gap of the hour that nobody answers for."""
        cell = self._current[1] if self._current is not None else None
        gap = next((each for each in cell.gaps if not each.is_answered), None) if cell else None
        if gap is not None:
            self._accept(gap)

    @Slot(object)
    def _accept(self, gap: ReviewGap) -> None:
        if self.window_id is not None:
            self.errands.accept(self.window_id, gap)

    @Slot(object)
    def _comment_on(self, gap: ReviewGap) -> None:
        if self.window_id is not None and self.department is not None:
            self.errands.comment(self.window_id, self.department, gap)

    @Slot(object)
    def _show_on_board(self, gap: ReviewGap) -> None:
        self.place_asked.emit(Place("page_cover", gap.service.service_id))

    @Slot(object)
    def _settle(self, note: ReviewNote) -> None:
        if self.window_id is not None:
            self.errands.settle(self.window_id, note)

    def _comment(self) -> None:
        if self.window_id is not None and self.department is not None:
            self.errands.comment(self.window_id, self.department)

    def _send_back(self) -> None:
        if self.window_id is not None and self.department is not None:
            self.errands.send_back(self.window_id, self.department)

    def _sign(self) -> None:
        if self.window_id is not None and self.department is not None:
            self.errands.sign(self.window_id, self.department)

    @Slot()
    def _withdraw(self) -> None:
        if self.window_id is not None and self.department is not None:
            self.errands.withdraw(self.window_id, self.department)

    @Slot()
    def _changes(self) -> None:
        if self.department is not None:
            self.errands.changes(self.department)

    def _choose(self) -> None:
        if self._whole is None:
            return
        names = [each.department for each in self._whole.departments]
        dialog = DepartmentsDialog(names, _kept(), self.window())
        dialog.decided.connect(self._decided)
        dialog.open()

    @Slot(object)
    def _decided(self, names: tuple[str, ...]) -> None:
        keep_view(SHOWN_KEPT, json.dumps(names))
        self._narrow()


def _kept() -> frozenset[str]:
    """The departments remembered; a setting that somebody spoilt is nothing."""
    try:
        said = json.loads(last_view(SHOWN_KEPT) or "[]")
    except ValueError:
        return frozenset()
    return frozenset(str(each) for each in said) if isinstance(said, list) else frozenset()
