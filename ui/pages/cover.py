"""The strike board: what each service needs, who is there, what the strike takes, what is open."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rota.domain.changes import Changes, Kind
from rota.domain.codes import Level, words
from rota.domain.times import to_local
from rota.services.board import (
    AffectedDuty,
    BoardService,
    BoardView,
    Count,
    Segment,
)
from rota.services.strike_board import board_view
from rota.services.windows import mark_duties, set_level
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.importing import ImportDialog
from ui.dialogs.reason import Choice, Question, ReasonDialog
from ui.pages.page import Page, Place
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.board_rows import count_words, ribbon_view
from ui.widgets.duty_table import WIDE, DutyMarks, laid_wide
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.first_steps import FirstSteps
from ui.widgets.labels import Pill, Rule, text_label
from ui.widgets.notice import Notice
from ui.widgets.panels import PageHeader
from ui.widgets.ribbon import Ribbon, RibbonGap
from ui.widgets.service_panel import ServicePanel
from ui.wording import capital

MOST_DAYS = 4
NO_BREAK = "\N{NO-BREAK SPACE}"
ALL, GAPS, UNSET, DUTIES = "all", "gaps", "unset", "duties"
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
LEVELS = (
    Choice(Level.NORMAL, "Normal", "It needs what it needs on any day."),
    Choice(Level.EMERGENCY_ONLY, "Emergency only", "It needs its emergency-only cover."),
    Choice(
        Level.SUSPENDED,
        "Suspended",
        "It needs nobody; every appointment there during the strike is at risk.",
    ),
)


class CoverPage(Page):
    """The board of one strike on live data, and the duties it reaches as a list."""

    title, icon, object_name = "Cover", "cover", "page_cover"
    kinds = frozenset({Kind.WINDOWS, Kind.COVER, Kind.DUTIES, Kind.STAFF, Kind.REQUIREMENTS})
    is_eager = True

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._board: BoardView | None = None
        self._words: list[str] = []
        self._begun: int | None = None
        self.header = PageHeader(self.title)
        self.filters = FilterBar(self.tr("What to show"), self.tr("Search services and duties"))
        self.notice = Notice()
        self.ribbon = Ribbon()
        self.ribbon.setObjectName("view_cover")
        self.panel = ServicePanel()
        self.marks = DutyMarks(WIDE, "affected_duties", self)
        self.counts = text_label()
        self.counts.setObjectName("counts")
        self.counts.setWordWrap(True)
        self.worst = text_label(bold=True)
        self.worst.setObjectName("worst")
        self.gaps = Pill()
        self.gaps.setObjectName("gap_total")
        self.empty = EmptyState("cover", self.title, self.title)
        self.first = FirstSteps(
            "cover", self.tr("The board shows what a strike takes from each service, hour by hour.")
        )
        self._lay_out()
        self._connect()
        self._say_empty()

    @property
    def board(self) -> BoardView | None:
        """What is shown."""
        return self._board

    def badge(self) -> str:
        """How many gaps the strike has."""
        stands = self._board is not None and self._board.window.removes_duties
        gaps = self._board.gap_count if self._board and stands else 0
        return formats.number(gaps) if gaps else ""

    def load(self) -> None:
        """Ask for the board of the chosen strike."""
        window_id = self.window_id
        if window_id is None:
            self.show_board(None)
            return
        ladder = self._desk.tools.rules.ladder
        self._desk.jobs.run(
            partial(board_view, self._desk.storage, window_id, ladder), self.show_board
        )

    def show_board(self, board: BoardView | None) -> None:
        """Show a board; one of a strike that is no longer chosen is dropped."""
        if board is not None and board.window.window_id != self.window_id:
            return
        self._board = board
        self.badge_changed.emit()
        has_services = board is not None and bool(board.services) and board.end > board.start
        self.middle.setCurrentIndex(1 if has_services else 0 if self.window_id is not None else 2)
        self._say_empty()
        if board is None or not has_services:
            self.header.facts.clear()
            self._begun = None
            return
        terms = board.window.terms
        self.header.facts.setText(
            f"{short_title(board.window)} · {formats.period(terms.start, terms.end)}"
        )
        self._say_state(board)
        self._say_totals(board)
        self._show_choices(board)
        self._show_rows()
        if self._begun != board.window.window_id:
            self._begun = board.window.window_id
            self._start_at_worst(board)
        self._show_panel()

    def show_place(self, key: Hashable) -> None:
        """Put the cursor on a service."""
        self.filters.choose(ALL)
        self.ribbon.select(key)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(space(4), space(2), space(4), space(2))
        foot.setSpacing(space(4))
        foot.addWidget(self.counts, 1)
        self._missing = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._missing.setSpacing(space(3))
        right = Qt.AlignmentFlag.AlignRight
        self._missing.addWidget(self.worst, 0, right)
        self._missing.addWidget(self.gaps, 0, right)
        foot.addLayout(self._missing)
        board = QVBoxLayout()
        board.setContentsMargins(0, 0, 0, 0)
        board.setSpacing(0)
        board.addWidget(self.ribbon, 1)
        board.addWidget(Rule())
        board.addLayout(foot)
        full = QWidget()
        across = QHBoxLayout(full)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(board, 1)
        across.addWidget(self.panel)
        self.views = QStackedWidget()
        self.views.addWidget(full)
        self.views.addWidget(laid_wide(self.marks))
        shown = QWidget()
        down = QVBoxLayout(shown)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.filters)
        down.addWidget(self.notice)
        down.addWidget(Rule())
        down.addWidget(self.views, 1)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.empty)
        self.middle.addWidget(shown)
        self.middle.addWidget(self.first)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.middle, 1)

    def _connect(self) -> None:
        self.filters.chosen.connect(lambda _key: self._show_rows())
        self.filters.searched.connect(self._searched)
        self.ribbon.service_selected.connect(lambda _key: self._show_panel())
        self.ribbon.gap_selected.connect(lambda _gap: self._show_panel())
        self.ribbon.gap_activated.connect(self._gap_opened)
        self.panel.level_asked.connect(self._ask_level)
        self.panel.whole_asked.connect(self._ask_whole)
        self.panel.marks.mark_asked.connect(self._ask_mark)
        self.marks.mark_asked.connect(self._ask_mark)
        self.empty.asked.connect(self._import)
        self.first.strike_asked.connect(lambda: self.place_asked.emit(Place("page_strikes")))
        self.first.import_asked.connect(self._import)

    def _say_empty(self) -> None:
        self.empty.say(
            self.tr("No duties or services yet"),
            self.tr(
                "Import the duty roster and the cover requirements: the board then shows what "
                "this strike takes and what stays open."
            ),
            self.tr("Import a file…"),
        )

    def _import(self) -> None:
        ImportDialog(self._desk, None, self.window_id, self).open()

    def _say_state(self, board: BoardView) -> None:
        state = board.window.state
        said = ""
        if not board.window.removes_duties:
            said = self.tr(
                "{state}: nothing is lost; gaps shown are what the rota itself lacks."
            ).format(state=capital(words(state)))
        self.notice.say(said, Tone.WARNING)

    def _say_totals(self, board: BoardView) -> None:
        days = len({to_local(each.at).date() for each in board.counts})
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._missing.setDirection(down if days > 1 else across)
        tip = self.tr("How many of the people required are there at that time")
        lines = _count_lines(board.counts) if days > 1 else [_count_line(board.counts)]
        if days > MOST_DAYS:
            tip = "\n".join([tip, *lines])
            fewest = min(board.counts, key=lambda each: each.filled - each.required)
            said = f"{formats.moment(fewest.at)}, {count_words(fewest)}"
            lines = [self.tr("fewest: {count}").format(count=said)]
        self.counts.setText("\n".join(lines))
        self.counts.setToolTip(tip)
        worst = board.worst
        self.worst.setVisible(worst is not None)
        if worst is not None:
            self.worst.setText(
                self.tr("worst: {when}, {n} missing").format(
                    when=formats.moment(worst.at), n=formats.number(worst.missing)
                )
            )
        if board.gap_count:
            hours = formats.duration(timedelta(minutes=board.missing_minutes))
            gaps = formats.count(board.gap_count, "gap")
            self.gaps.say(
                self.tr("{gaps}, {hours} of cover missing").format(gaps=gaps, hours=hours),
                Tone.SHORT,
            )
            self.gaps.setToolTip(self.tr("Hours of work for which somebody is missing"))
        else:
            self.gaps.say(self.tr("No gaps"), Tone.COVERED)

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
        choices.append(FilterChoice(DUTIES, self.tr("Duties"), len(board.duties), tip))
        self.filters.show_choices(tuple(choices))

    def _searched(self, said: str) -> None:
        self._words = said.casefold().split()
        self._show_rows()

    def _show_rows(self) -> None:
        board, choice = self._board, self.filters.current
        if board is None:
            return
        self.views.setCurrentIndex(1 if choice == DUTIES else 0)
        self.marks.show_duties(board.duties, can_mark=board.can_mark)
        self.marks.table.show_only(self._is_duty_shown if self._words else None)
        services = [each for each in board.services if self._is_shown(each, choice)]
        self.ribbon.show_view(ribbon_view(board, services, self._desk.now()))
        self._show_panel()

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

    def _start_at_worst(self, board: BoardView) -> None:
        """Begin where most is missing, so that the panel answers at once."""
        view = self.ribbon.view
        open_rows = [row for row in view.rows if row.gaps] if view else []
        if open_rows:
            missing = {each.service.service_id: each.missing_minutes for each in board.services}
            worst = max(open_rows, key=lambda row: missing.get(_key(row.key), 0))
            self.ribbon.select(worst.key, max(worst.gaps, key=lambda gap: gap.end - gap.start))
        self.ribbon.show_first_day()

    def _service(self) -> BoardService | None:
        row = self.ribbon.current_row
        if row is None or self._board is None:
            return None
        return next((s for s in self._board.services if s.service.service_id == row.key), None)

    def _gap(self, each: BoardService) -> Segment | None:
        gap = self.ribbon.current_gap
        if gap is None:
            return None
        return next((s for s in each.segments if s.missing and s.start == gap.segment.start), None)

    def _show_panel(self) -> None:
        each, board = self._service(), self._board
        if each is None or board is None:
            self.panel.show_nothing()
            return
        self.panel.show_service(
            each, self._gap(each), can_mark=board.can_mark, length=board.end - board.start
        )

    def _gap_opened(self, gap: RibbonGap) -> None:
        """Show who could be there: the people under the service."""
        self.ribbon.open(gap.row.key)

    def _ask_mark(self, duty_ids: tuple[str, ...], emergency: bool) -> None:
        if self._board is None or not duty_ids:
            return
        window = self._board.window
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
        save = partial(self._save_mark, window.window_id, duty_ids, emergency)
        ReasonDialog(self._desk, question, save, self).open()

    def _save_mark(
        self, window_id: int, duty_ids: tuple[str, ...], emergency: bool, why: str, _choice: str
    ) -> Changes:
        return mark_duties(self._desk.storage, window_id, duty_ids, emergency, why)

    def _ask_whole(self) -> None:
        each = self._service()
        if each is not None:
            lost = tuple(duty.duty_id for duty in each.duties if not duty.is_emergency)
            self._ask_mark(lost, True)

    def _ask_level(self) -> None:
        each = self._service()
        if each is None or self._board is None:
            return
        question = Question(
            self.tr("Level of {service}").format(service=each.service.name),
            self.tr("It holds for this whole strike. Now: {level}.").format(
                level=capital(words(each.level))
            ),
            self.tr("Change"),
            LEVEL_REASONS,
            LEVELS,
            each.level,
        )
        save = partial(self._save_level, self._board.window.window_id, each)
        ReasonDialog(self._desk, question, save, self).open()

    def _save_level(self, window_id: int, each: BoardService, why: str, choice: str) -> Changes:
        place = each.service
        storage = self._desk.storage
        return set_level(storage, window_id, place.name, Level(choice), why, place.site)


def _count_line(counts: Sequence[Count]) -> str:
    """``09:00: 41 of 44   20:00: 36 of 38``, of one day."""
    return "   ".join(f"{formats.clock(each.at)}: {count_words(each)}" for each in counts)


def _count_lines(counts: Sequence[Count]) -> list[str]:
    """A line for each time of day: ``09:00: Tue 41 of 44, Wed 40 of 44``."""
    lines: dict[str, list[str]] = {}
    for each in counts:
        said = f"{to_local(each.at):%a} {count_words(each)}".replace(" ", NO_BREAK)
        lines.setdefault(f"{to_local(each.at):%H:%M}", []).append(said)
    return [f"{clock}: {', '.join(lines[clock])}" for clock in sorted(lines)]


def _key(key: Hashable) -> int:
    return key if isinstance(key, int) else 0
