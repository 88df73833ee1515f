"""The middle of the Cover page: the ribbon, its filters and its foot, and the panel beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rota.domain.codes import words
from rota.services.board import AffectedDuty, BoardService, BoardView, Segment
from rota.services.strike_board import StrikeBoard
from ui.widgets.board_rows import RowKeeper, ribbon_view
from ui.widgets.cover_foot import CoverFoot
from ui.widgets.cover_panel import Held
from ui.widgets.cover_side import CoverSide
from ui.widgets.cover_words import cover_named, held_of, others_than
from ui.widgets.duty_table import WIDE, DutyMarks, laid_wide
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.gap_walk import first_open, places_from
from ui.widgets.labels import Rule
from ui.widgets.notice import Notice
from ui.widgets.ribbon import Ribbon
from ui.widgets.ribbon_zoom import Zoom
from ui.widgets.suggest_panel import SuggestPanel
from ui.widgets.what_if_bar import WhatIfBar

ALL, GAPS, UNSET, DUTIES = "all", "gaps", "unset", "duties"


class CoverBoard(QWidget):
    """Shows the board as it is recorded, or with something tried on it.

    The panel is always about the recorded board. ``pointed`` says that it is about something else
    now, ``judge_wanted`` carries cover that the rules should be asked about.
    """

    pointed = Signal()
    judge_wanted = Signal(object)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.recorded: StrikeBoard | None = None
        self.shown: StrikeBoard | None = None
        self._rows = RowKeeper()
        self._words: list[str] = []
        self._explained: tuple[int, datetime] | None = None
        self._goes_on = False
        self._zoom_before: Zoom | None = None
        self.filters = FilterBar(self.tr("What to show"), self.tr("Search services and duties"))
        self.notice = Notice()
        self.what_if = WhatIfBar()
        self.ribbon = Ribbon()
        self.ribbon.setObjectName("view_cover")
        self.panel = CoverSide()
        self.suggest = SuggestPanel()
        self.marks = DutyMarks(WIDE, "affected_duties", self)
        self.foot = CoverFoot()
        self._lay_out()
        self.filters.chosen.connect(lambda _key: self._rows_chosen())
        self.filters.searched.connect(self._searched)
        self.filters.went_down.connect(self._to_board)
        ribbon = self.ribbon
        for signal in (ribbon.service_selected, ribbon.gap_selected, ribbon.bar_selected):
            signal.connect(lambda _what: self.show_panel())
        ribbon.selection_changed.connect(lambda: self.show_panel())
        self.panel.gap.service_asked.connect(self.explain)
        self.panel.service.people_asked.connect(self._explain_no_more)

    @property
    def is_supposing(self) -> bool:
        """Whether something is tried on the board: then nothing on it may be changed."""
        return not self.what_if.isHidden() or self.is_suggesting

    @property
    def is_suggesting(self) -> bool:
        """Whether a suggested plan has the place of the panel."""
        return not self.suggest.isHidden()

    @property
    def view(self) -> BoardView | None:
        """What is shown."""
        return self.shown.view if self.shown is not None else None

    def show_recorded(self, board: StrikeBoard) -> None:
        """Show the board as it is recorded; cursor, scale and opened lanes stay.

        Of a gap that was filled in part the cursor goes on to the rest; of one that was filled
        from its panel, to the next gap.
        """
        places = places_from(self.ribbon.view, self.ribbon.current_gap)
        goes_on, self._goes_on = self._goes_on, False
        self.recorded = board
        self.show_tried(board)
        if self.ribbon.current_gap is None:
            place = first_open(self.ribbon.view, places if goes_on else places[:1])
            if place is not None:
                self.ribbon.select(*place)

    def go_on(self) -> None:
        """Go to the next gap once the board is read that has the present one filled."""
        self._goes_on = True

    def show_tried(self, board: StrikeBoard) -> None:
        """Show a board with something tried on it; the panel stays as it is."""
        self.shown = board
        self.foot.show_board(board.view, board.assignments, board.declined)
        self._show_choices(board.view)
        self._show_rows(board.view)

    def show_suggesting(self, *, is_on: bool) -> None:
        """Give the place of the panel to a suggested plan, or back."""
        if is_on == self.is_suggesting:
            return
        if is_on:
            self.filters.choose(ALL)
            self._zoom_before = None if self.ribbon.can_zoom_out else self.ribbon.zoom
        self.suggest.setVisible(is_on)
        self.panel.setVisible(not is_on)
        self.foot.suggest.setVisible(not is_on)
        if self._zoom_before is not None:
            self._across.activate()
            self.ribbon.zoom_to(Zoom(is_fit=True) if is_on else self._zoom_before)

    def clear(self) -> None:
        """Have no board, and nothing to act on."""
        had_one = self.shown is not None
        self.recorded = self.shown = None
        if had_one:
            self.show_panel()

    def start_at_worst(self) -> None:
        """Begin where most is missing, so that the panel answers at once."""
        view = self.ribbon.view
        open_rows = [row for row in view.rows if row.gaps] if view else []
        if open_rows:
            services = self.view.services if self.view is not None else ()
            missing = {each.service.service_id: each.missing_minutes for each in services}
            worst = max(open_rows, key=lambda row: missing.get(_key(row.key), 0))
            self.ribbon.select(worst.key, max(worst.gaps, key=lambda gap: gap.end - gap.start))
        self.ribbon.show_first_day()

    def service(self) -> BoardService | None:
        """The service the cursor is on."""
        row = self.ribbon.current_row
        found = self.services((row.key,)) if row is not None else []
        return found[0] if found else None

    @property
    def services_shown(self) -> list[BoardService]:
        """The services that pass the filter and the search."""
        view, choice = self.view, self.filters.current
        return [s for s in view.services if self._is_shown(s, choice)] if view is not None else []

    def services(self, keys: Sequence[Hashable]) -> list[BoardService]:
        """The services of these keys."""
        services = self.view.services if self.view is not None else ()
        return [each for each in services if each.service.service_id in keys]

    def held(self) -> Held | None:
        """The cover under the cursor."""
        bar, board = self.ribbon.current_bar, self.recorded
        given = cover_named(board, bar.key) if bar is not None and bar.key is not None else None
        return held_of(board, given) if board is not None and given is not None else None

    def show_panel(self, *, anew: bool = False) -> None:
        """Be about what the cursor is on; ``anew``: the answers may be others by now.

        The board takes the keys when what had them can no longer be used.
        """
        side, board, each = self.panel, self.view, self.service()
        focus = self._focus_in_panel()
        chosen = self.ribbon.selected_services()
        if each is None or board is None:
            side.service.show_nothing()
            side.turn_to(side.service)
        elif len(chosen) > 1:
            side.services.show_services(self.services(chosen))
            side.turn_to(side.services)
        elif (held := self.held()) is not None:
            self._show_cover(held, anew=anew)
        else:
            self._show_service(board, each, anew=anew)
        self.pointed.emit()
        if focus is not None and not (focus.isVisibleTo(side) and focus.isEnabled()):
            self.ribbon.setFocus()

    def _focus_in_panel(self) -> QWidget | None:
        focus = self.window().focusWidget()
        return focus if focus is not None and self.panel.isAncestorOf(focus) else None

    def explain(self) -> None:
        """Show why there is a gap instead of who could fill it, until another is chosen."""
        each, gap = self.service(), self.ribbon.current_gap
        if each is not None and gap is not None:
            self._explained = each.service.service_id, gap.segment.start
            self.show_panel()

    def _lay_out(self) -> None:
        board = _column(self.ribbon, Rule(), self.foot, stretch=self.ribbon)
        full = QWidget()
        across = self._across = QHBoxLayout(full)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(board, 1)
        across.addWidget(self.panel)
        across.addWidget(self.suggest)
        self.views = QStackedWidget()
        self.views.addWidget(full)
        self.views.addWidget(laid_wide(self.marks))
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        for widget in (self.filters, self.notice, self.what_if, Rule()):
            down.addWidget(widget)
        down.addWidget(self.views, 1)

    def _show_cover(self, held: Held, *, anew: bool) -> None:
        side, board = self.panel, self.recorded
        is_new = side.cover.held != held or side.shown is not side.cover
        others = others_than(board, held.assignment) if board is not None else ()
        side.cover.show_cover(held, can_swap=bool(others))
        side.turn_to(side.cover)
        if is_new or anew:
            self.judge_wanted.emit(held)

    def _show_service(self, board: BoardView, each: BoardService, *, anew: bool) -> None:
        side, segment, gap = self.panel, self._segment(each), self.ribbon.current_gap
        about = each.service.service_id, gap.segment.start if gap else None
        if self._explained != about:
            self._explained = None
        if gap is None or segment is None:
            side.gap.show_nothing()
        else:
            posts = [label for label, _ in segment.wanted]
            if gap.lane is not None:
                posts = [str(gap.lane.key)]
            side.gap.show_gap(
                board.window.window_id, each, gap.segment, posts, can_mark=board.can_mark, anew=anew
            )
            if self._explained is None and not self.is_supposing:
                side.turn_to(side.gap)
                return
        side.service.show_service(
            each, segment, can_mark=board.can_mark, length=board.end - board.start
        )
        side.service.people.setVisible(gap is not None and not self.is_supposing)
        side.turn_to(side.service)

    def _segment(self, each: BoardService) -> Segment | None:
        """The stretch of the service that the gap under the cursor begins in."""
        gap = self.ribbon.current_gap
        if gap is None:
            return None
        at = gap.segment.start
        return next((s for s in each.segments if s.missing and s.start <= at < s.end), None)

    def _explain_no_more(self) -> None:
        self._explained = None
        self.show_panel()

    def _show_choices(self, board: BoardView) -> None:
        with_gaps = sum(bool(each.gaps) for each in board.services)
        unset = len(board.unspecified)
        choices = [
            FilterChoice(ALL, self.tr("All services"), len(board.services)),
            FilterChoice(GAPS, self.tr("Gaps only"), with_gaps),
        ]
        if unset:
            tip = self.tr("Services for which no cover requirement is set at their level")
            choices.append(FilterChoice(UNSET, self.tr("No requirement set"), unset, tip))
        tip = self.tr("Every duty the strike takes, and those marked as emergency-only cover")
        choices.append(FilterChoice(DUTIES, self.tr("Duties"), board.duty_count, tip))
        self.filters.show_choices(tuple(choices))

    def _searched(self, said: str) -> None:
        self._words = said.casefold().split()
        self._rows_chosen()

    def _rows_chosen(self) -> None:
        if self.view is not None:
            self._show_rows(self.view)
            self.show_panel()

    def _show_rows(self, board: BoardView) -> None:
        choice = self.filters.current
        self.views.setCurrentIndex(1 if choice == DUTIES else 0)
        if choice == DUTIES:
            self.marks.show_duties(board.duties, can_mark=board.can_mark)
            self.marks.table.show_only(self._is_duty_shown if self._words else None)
        self.ribbon.show_view(ribbon_view(board, self.services_shown, self._now(), self._rows))

    def _to_board(self) -> None:
        """From the search on to the first service found."""
        view = self.ribbon.view
        if view is None or not view.rows or self.filters.current == DUTIES:
            return
        if self.ribbon.current_row is None:
            self.ribbon.select(view.rows[0].key)
        self.ribbon.setFocus()

    def _is_shown(self, each: BoardService, choice: Hashable | None) -> bool:
        if choice == GAPS and not each.gaps:
            return False
        if choice == UNSET and each.specified:
            return False
        place = each.service
        return self._has_words(f"{place.name} {place.department} {place.site}")

    def _is_duty_shown(self, duty: AffectedDuty) -> bool:
        return self._has_words(
            f"{duty.service} {duty.department} {duty.site} {duty.name} {words(duty.grade)} "
            f"{words(duty.kind)} {duty.duty_id}"
        )

    def _has_words(self, text: str) -> bool:
        said = text.casefold()
        return all(word in said for word in self._words)


def _column(*widgets: QWidget, stretch: QWidget) -> QWidget:
    """Widgets one under the other without gaps."""
    holder = QWidget()
    down = QVBoxLayout(holder)
    down.setContentsMargins(0, 0, 0, 0)
    down.setSpacing(0)
    for widget in widgets:
        down.addWidget(widget, 1 if widget is stretch else 0)
    return holder


def _key(key: Hashable) -> int:
    return key if isinstance(key, int) else 0
