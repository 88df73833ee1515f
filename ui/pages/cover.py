"""The strike board: what each service needs, who is there, what the strike takes, what is open."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout

from rota.domain.changes import Kind
from rota.domain.codes import words
from rota.domain.grades import GradeLadder
from rota.services.board import BoardView
from rota.services.ports import Storage
from rota.services.strike_board import StrikeBoard, read_board
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.cover_tasks import CoverTasks
from ui.dialogs.importing import ImportDialog
from ui.pages.page import Page, Place
from ui.strike_words import short_title
from ui.widgets.buttons import PushButton
from ui.widgets.cover_board import ALL, CoverBoard
from ui.widgets.empty_state import EmptyState
from ui.widgets.first_steps import FirstSteps
from ui.widgets.panels import PageHeader
from ui.widgets.unread import ReadingState
from ui.widgets.zoom_bar import ZoomBar
from ui.wording import capital


class CoverPage(Page):
    """The board of one strike on live data, and the duties it reaches as a list."""

    title, icon, object_name = "Cover", "cover", "page_cover"
    kinds = frozenset({Kind.WINDOWS, Kind.COVER, Kind.DUTIES, Kind.STAFF, Kind.REQUIREMENTS})
    is_eager = True

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._begun: int | None = None
        self._reads = 0
        self.header = PageHeader(self.title)
        self.face = CoverBoard(desk.now)
        self.ribbon, self.panel, self.filters = self.face.ribbon, self.face.panel, self.face.filters
        self.gaps = self.face.foot.gaps
        self.zoom = ZoomBar(self.face.ribbon)
        self.more = PushButton(self.tr("&More"))
        self.tasks = CoverTasks(desk, self.face, self)
        self.empty = EmptyState("cover", self.title, self.title)
        self.first = FirstSteps(
            "cover", self.tr("The board shows what a strike takes from each service, hour by hour.")
        )
        self.unread = ReadingState()
        self._lay_out()
        self._fill_more()
        self.empty.asked.connect(self._import)
        self.first.strike_asked.connect(lambda: self.place_asked.emit(Place("page_strikes")))
        self.first.import_asked.connect(self._import)
        self.unread.asked.connect(self._read_again)
        self.tasks.moves.reload_wanted.connect(self.load)
        self.tasks.moves.changed.connect(self.badge_changed)
        self._say_empty()

    @property
    def board(self) -> BoardView | None:
        """What is shown."""
        return self.face.view

    @property
    def strike_board(self) -> StrikeBoard | None:
        """The board as it is recorded, whatever is tried on it."""
        return self.face.recorded

    def badge(self) -> str:
        """How many gaps the strike has."""
        board = self.face.recorded.view if self.face.recorded is not None else None
        gaps = board.gap_count if board is not None and board.window.removes_duties else 0
        return formats.number(gaps) if gaps else ""

    def show_window(self, window_id: int | None) -> None:
        """Be about another strike; nothing of the one before is left to act on."""
        if window_id != self.window_id:
            self.window_id = window_id
            self.show_board(None)
        super().show_window(window_id)

    def load(self) -> None:
        """Ask for the board of the chosen strike."""
        self._reads += 1
        if self.window_id is None:
            self.show_board(None)
            return
        ladder = self._desk.tools.rules.ladder
        work = partial(_read, self._desk.storage, self.window_id, ladder)
        self._desk.jobs.run(
            work, partial(self._take, self._reads), partial(self._not_read, self._reads)
        )

    def _read_again(self) -> None:
        self.unread.wait()
        self.load()

    def _not_read(self, number: int, error: BaseException) -> None:
        if number == self._reads and self.board is None:
            self.unread.fail(error)
        else:
            self._desk.jobs.broke.emit(error)

    def show_board(self, board: StrikeBoard | None) -> None:
        """Show a board; one of a strike that is no longer chosen is dropped."""
        if board is not None and board.view.window.window_id != self.window_id:
            return
        view = board.view if board is not None else None
        has_services = view is not None and bool(view.services) and view.end > view.start
        instead: EmptyState = self.first if self.is_told and self.window_id is None else self.unread
        if board is not None:
            instead = self.empty
        self.middle.setCurrentWidget(self.face if has_services else instead)
        self._say_empty()
        self.zoom.setVisible(has_services)
        self.more.setVisible(has_services)
        if board is None or view is None or not has_services:
            self.tasks.suggesting.leave()
            self.face.clear()
            self.unread.wait()
            self.header.facts.clear()
            self._begun = None
        else:
            self._show(board, view)
        self.badge_changed.emit()

    def show_place(self, key: Hashable) -> None:
        """Put the cursor on a service."""
        self.face.filters.choose(ALL)
        self.face.ribbon.select(key)

    def add_more(
        self,
        name: str,
        text: str,
        opens: Callable[[int], object],
        keys: str = "",
        *,
        is_everywhere: bool = False,
    ) -> None:
        """Put another errand into the menu of the page; it is given the strike's id.

        Its keys work where the page has the focus; ``is_everywhere`` in the whole window, while
        the page is shown.
        """
        action = QAction(text, self)
        action.setObjectName(f"more_{name}")
        action.setShortcut(QKeySequence(keys))
        context = Qt.ShortcutContext
        action.setShortcutContext(
            context.WindowShortcut if is_everywhere else context.WidgetWithChildrenShortcut
        )
        action.triggered.connect(lambda: self._open_more(opens))
        self.addAction(action)
        self._menu.addAction(action)

    def _open_more(self, opens: Callable[[int], object]) -> None:
        if self.board is not None:
            opens(self.board.window.window_id)

    def _fill_more(self) -> None:
        errands, suggest = self.tasks.errands, self.tasks.suggest
        self.add_more(
            "suggest",
            self.tr("&Suggest cover…"),
            lambda _each: suggest(),
            "Ctrl+G",
            is_everywhere=True,
        )
        self.add_more("needs", self.tr("&Requirements…"), self._show_needs)
        self.add_more("tell", self.tr("&Tell people…"), errands.tell, "Ctrl+T")
        self.add_more("what_if", self.tr("&What if…"), lambda _each: self.tasks.suppose())
        self.add_more("turnout", self.tr("T&urnout…"), errands.turnout)
        self.add_more("derogations", self.tr("&Derogations…"), errands.derogations)
        self.add_more("print", self.tr("&Print the board…"), self._print, "Ctrl+P")
        self.add_more("rota", self.tr("Rota on p&aper…"), errands.print_rota)

    def _show_needs(self, window_id: int) -> None:
        each = self.face.service()
        self.tasks.errands.needs(window_id, each.service.service_id if each else None)

    def _print(self, _window_id: int) -> None:
        if self.board is not None:
            self.tasks.errands.print_board(self.board, self.face.services_shown)

    def _take(self, number: int, board: StrikeBoard) -> None:
        """Take a board that was read, unless something was done since it was asked for."""
        if number == self._reads and not self.tasks.moves.is_saving:
            self.show_board(board)

    def _show(self, board: StrikeBoard, view: BoardView) -> None:
        terms = view.window.terms
        self.header.facts.setText(
            f"{short_title(view.window)} · {formats.period(terms.start, terms.end)}"
        )
        self._say_state(view)
        self.tasks.supposing.leave()
        self.face.show_recorded(board)
        self.tasks.suggesting.board_changed(board)
        if self._begun != view.window.window_id:
            self._begun = view.window.window_id
            self.face.start_at_worst()
        self.face.show_panel(anew=True)

    def _lay_out(self) -> None:
        self.more.setObjectName("more")
        self.more.setAutoDefault(False)
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        self.header.add(self.zoom)
        self.header.add(self.more)
        self.middle = QStackedWidget()
        for widget in (self.unread, self.empty, self.face, self.first):
            self.middle.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.middle, 1)

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
        said = ""
        if not board.window.removes_duties:
            said = self.tr(
                "{state}: nothing is lost; gaps shown are what the rota itself lacks."
            ).format(state=capital(words(board.window.state)))
        self.face.notice.say(said, Tone.WARNING)


def _read(storage: Storage, window_id: int, ladder: GradeLadder) -> StrikeBoard:
    """Read the board and work it all out here, so that the window does not wait for it."""
    board = read_board(storage, window_id, ladder)
    assert board.view.window.window_id == window_id
    return board
