"""Joins the pages, the window and the services; the one place that lists the pages."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from rota.domain.changes import Changes
from rota.domain.times import Clock
from rota.services.history import redo, undo
from rota.services.ports import Storage
from rota.services.purging import Purged, purge_due
from rota.services.tools import Tools
from ui import formats
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.help import HelpDialog
from ui.dialogs.importing import ImportDialog
from ui.jobs import Jobs
from ui.main_window import MainWindow, Shell
from ui.outlook import outlook
from ui.pages.appointments import AppointmentsPage
from ui.pages.cover import CoverPage
from ui.pages.day import DayPage
from ui.pages.letters import LettersPage
from ui.pages.page import Page
from ui.pages.people import PeoplePage
from ui.pages.reports import ReportsPage
from ui.pages.review import ReviewPage
from ui.pages.settings import SettingsPage
from ui.pages.strikes import StrikesPage
from ui.widgets.search_field import SearchField


def assemble(tools: Tools, storage: Storage, now: Clock) -> MainWindow:
    """Build the whole window over an open hospital; closing it ends its jobs."""
    formats.keep_present(now)
    home = QObject()
    jobs, bus = Jobs(home), Bus(home)
    desk = Desk(tools, storage, jobs, bus, now)
    shell = Shell(now, partial(outlook, desk), partial(_undo, desk), partial(_redo, desk))
    window = MainWindow(pages(desk), shell, bus, jobs)
    home.setParent(window)
    window.import_asked.connect(partial(_import, desk, window))
    window.search_asked.connect(partial(_search, window))
    window.help_asked.connect(partial(_help, window))
    jobs.run(partial(purge_due, storage, now(), tools.rules.ladder), partial(_purged, bus))
    return window


def pages(desk: Desk) -> tuple[Page, ...]:
    """Every page, in the order of the list on the left."""
    return (
        StrikesPage(desk),
        CoverPage(desk),
        PeoplePage(desk),
        AppointmentsPage(desk),
        LettersPage(desk),
        ReviewPage(desk),
        DayPage(desk),
        ReportsPage(desk),
        SettingsPage(desk),
    )


def _purged(bus: Bus, done: Purged) -> None:
    """Say that what was kept of persons in strikes long over has been deleted."""
    if done.windows:
        bus.publish(done.changes)


def _undo(desk: Desk) -> Changes:
    return undo(desk.storage)[1]


def _redo(desk: Desk) -> Changes:
    return redo(desk.storage)[1]


def _search(window: MainWindow) -> None:
    """Go to the field one searches with: this page's own, or that of the appointments."""
    field = window.current_page.findChild(SearchField)
    if field is None or not field.isVisible():
        window.show_page(AppointmentsPage.object_name)
        field = window.current_page.findChild(SearchField)
    if field is not None:
        field.setFocus()
        field.selectAll()


def _help(window: MainWindow, page: str) -> None:
    HelpDialog(page, window).open()


def _import(desk: Desk, window: MainWindow) -> None:
    ImportDialog(desk, None, window.strip.window_id, window).open()
