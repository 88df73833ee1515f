"""The window: pages on the left, which strike on top, the work in the middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from ui.actions import Actions
from ui.bus import Bus
from ui.errors import present
from ui.icons import redress
from ui.jobs import Jobs
from ui.pages.page import Page, Place
from ui.theme import apply_theme, is_dark, space
from ui.widgets.job_progress import JobProgress
from ui.widgets.labels import Rule
from ui.widgets.navigation import Navigation
from ui.widgets.status_strip import StatusStrip, StripView

MESSAGE_MILLISECONDS = 12_000


@dataclass(frozen=True, slots=True)
class Shell:
    """What the window itself asks of the services; all but ``now`` run on the database thread."""

    now: Callable[[], datetime]
    outlook: Callable[[], StripView]
    undo: Callable[[], Changes]
    redo: Callable[[], Changes]


class MainWindow(QMainWindow):
    """Holds the pages and passes on the chosen strike and every change.

    The title names the program and the page, never a person.
    """

    import_asked = Signal()
    search_asked = Signal()
    help_asked = Signal(str)
    theme_chosen = Signal(str)
    closed = Signal()

    def __init__(self, pages: tuple[Page, ...], shell: Shell, bus: Bus, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._pages = pages
        self._shell = shell
        self._bus = bus
        self.jobs = jobs
        self._wanted: int | None = None
        self.leaving, self._asks = "", True
        self.actions_ = Actions(self)
        self.strip = StatusStrip(shell.now, self.actions_.search)
        self.navigation = Navigation()
        self.stack = QStackedWidget()
        for number, page in enumerate(pages, start=1):
            self._add(number, page)
        self._lay_out()
        self._connect()
        self.resize(space(320), space(180))
        self.setMinimumSize(space(240), space(140))
        if pages:
            self.show_page(pages[0].object_name)
        self.ask_outlook()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, in the order of the list."""
        return self._pages

    @property
    def current_page(self) -> Page:
        """The page that is shown."""
        return self._pages[self.stack.currentIndex()]

    def show_page(self, object_name: str) -> None:
        """Go to a page by its object name."""
        self.navigation.choose(object_name)

    def go_to(self, place: Place) -> None:
        """Go to a page and show one thing there."""
        self.show_page(place.page)
        if place.key is not None and self.current_page.object_name == place.page:
            self.current_page.show_place(place.key)

    def choose_window(self, window_id: int | None) -> None:
        """Be about another strike, also one so new that the strip has not heard of it yet."""
        self._wanted = window_id
        if window_id is not None:
            self.strip.choose(window_id)

    def ask_outlook(self) -> None:
        """Ask again which strikes there are, what closes next and what can be undone."""
        self.jobs.run(self._shell.outlook, self._show_outlook)

    def say(self, sentence: str) -> None:
        """Say something for a while at the foot of the window."""
        self.statusBar().showMessage(sentence, MESSAGE_MILLISECONDS)

    def leave(self, what_for: str, *, ask: bool = True) -> None:
        """Close, to go on with something else; without asking, what is typed only is lost."""
        self.leaving, self._asks = what_for, ask
        self.close()

    def switch_theme(self) -> None:
        """Change from light to dark or back."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            wanted = "light" if is_dark(self.palette()) else "dark"
            apply_theme(app, "light" if wanted == "light" else "dark")
            self.theme_chosen.emit(wanted)

    def _add(self, number: int, page: Page) -> None:
        self.stack.addWidget(page)
        self.navigation.add_page(page.object_name, page.title, page.icon, page.badge())
        action = self.actions_.add_page(number, page.title, page.icon)
        action.triggered.connect(partial(self._page_asked, page.object_name))
        page.badge_changed.connect(partial(self._show_badge, page))
        page.place_asked.connect(self.go_to)
        page.window_asked.connect(self.choose_window)
        page.leave_asked.connect(self.leave)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(Rule(upright=True))
        middle.addWidget(self.stack, 1)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(Rule())
        layout.addLayout(middle, 1)
        layout.addWidget(Rule())
        self.setCentralWidget(whole)
        self.progress = JobProgress(self.jobs)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addPermanentWidget(self.progress)

    def _connect(self) -> None:
        actions = self.actions_
        actions.import_file.triggered.connect(lambda: self.import_asked.emit())
        actions.search.triggered.connect(lambda: self.search_asked.emit())
        actions.help.triggered.connect(lambda: self.help_asked.emit(self.current_page.object_name))
        actions.quit.triggered.connect(lambda: self.close())
        actions.undo.triggered.connect(lambda: self._take_back(self._shell.undo))
        actions.redo.triggered.connect(lambda: self._take_back(self._shell.redo))
        actions.next_page.triggered.connect(lambda: self._turn(1))
        actions.previous_page.triggered.connect(lambda: self._turn(-1))
        actions.theme.triggered.connect(lambda: self.switch_theme())
        self.navigation.page_chosen.connect(self._page_chosen)
        self.strip.window_chosen.connect(self._window_chosen)
        self._bus.changed.connect(self._changed)
        self.jobs.broke.connect(self._broke)

    def _page_asked(self, object_name: str, _checked: bool = False) -> None:
        self.show_page(object_name)

    @Slot(str)
    def _page_chosen(self, object_name: str) -> None:
        leaving = self.current_page
        if leaving.object_name != object_name and leaving.ask_to_leave(
            partial(self.show_page, object_name)
        ):
            QTimer.singleShot(0, self, partial(self.show_page, leaving.object_name))
            return
        for at, page in enumerate(self._pages):
            if page.object_name == object_name:
                self.stack.setCurrentIndex(at)
                self.setWindowTitle(f"{page.title} – Strike Rota")

    def _turn(self, by: int) -> None:
        at = (self.stack.currentIndex() + by) % len(self._pages)
        self.show_page(self._pages[at].object_name)

    @Slot(object)
    def _window_chosen(self, window_id: int | None) -> None:
        self._wanted = None
        for page in self._pages:
            page.show_window(window_id)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.text:
            self.say(changes.text)
        for page in self._pages:
            page.refresh(changes)
        self.ask_outlook()

    def _show_badge(self, page: Page) -> None:
        self.navigation.set_badge(page.object_name, page.badge())

    def _show_outlook(self, view: StripView) -> None:
        self.strip.show_view(view)
        if self._wanted is not None:
            self.strip.choose(self._wanted)
        if self.strip.window_id is None and not all(page.is_told for page in self._pages):
            for page in self._pages:
                page.show_window(None)
        self.actions_.name_undo(view.undo, view.redo)

    def _take_back(self, step: Callable[[], Changes]) -> None:
        self.jobs.run(step, self._bus.publish)

    def _close(self) -> None:
        self.close()

    @Slot(object)
    def _broke(self, error: BaseException) -> None:
        present(error, self)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the drawings for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            redress(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let what is being saved be saved, and drop the rest; ask about what is typed only."""
        for page in self._pages if self._asks else ():
            if page.ask_to_leave(self._close):
                self.show_page(page.object_name)
                event.ignore()
                return
        self.jobs.close()
        self.closed.emit()
        super().closeEvent(event)
