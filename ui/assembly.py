"""Joins the pages, the window and the services; the one place that lists the pages."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Qt

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.permissions import See, may_see
from rota.domain.times import Clock
from rota.services.acting import Acting
from rota.services.backups import is_restored
from rota.services.history import redo, undo
from rota.services.ports import Storage
from rota.services.purging import purge_due
from rota.services.retention import may_run, run_due
from rota.services.tools import Tools
from ui import formats
from ui.backing_up import Backups
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.help import HelpDialog
from ui.dialogs.history import HistoryDialog
from ui.dialogs.importing import ImportDialog
from ui.dialogs.settings_backups import BackupsSection
from ui.jobs import Jobs
from ui.lock import LockClock
from ui.looks import Looks
from ui.main_window import MainWindow, Shell
from ui.older import warn_of_older
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
from ui.permits import limit, may_import, may_open
from ui.sitting import Sitting
from ui.watch import Watch
from ui.widgets.search_field import SearchField

PAGES = (
    StrikesPage,
    CoverPage,
    PeoplePage,
    AppointmentsPage,
    LettersPage,
    ReviewPage,
    DayPage,
    ReportsPage,
    SettingsPage,
)


def assemble(
    tools: Tools, storage: Storage, now: Clock, lock_clock: LockClock | None = None
) -> MainWindow:
    """Build the whole window over an open hospital; closing it ends its jobs."""
    formats.keep_present(now)
    home = QObject()
    jobs, bus = Jobs(home), Bus(home)
    watch = Watch(storage, jobs, bus, now, home)
    desk = Desk(tools, Acting(storage, watch.seen).as_storage, jobs, bus, now)
    shell = Shell(now, partial(outlook, desk), partial(_undo, desk), partial(_redo, desk))
    window = MainWindow(pages(desk), shell, bus, jobs)
    home.setParent(window)
    watch.stalled.connect(window.strip.say_stalled)
    window.closed.connect(watch.close)
    window.actions_.import_file.setEnabled(may_import(storage.user))
    window.import_asked.connect(partial(_import, desk, window))
    window.search_asked.connect(partial(_search, window))
    window.help_asked.connect(partial(_help, window))
    warn_of_older(storage, window)
    sitting = Sitting(desk, window, lock_clock)
    watch.signed_out.connect(sitting.put_out, Qt.ConnectionType.QueuedConnection)
    watch.new_roles.connect(sitting.say_new_roles)
    Looks(desk, window)
    _keep_backups(Backups(desk, home), window)
    _say_restored(desk, window)
    bus.changed.connect(lambda _changes: _say_restored(desk, window))
    window.actions_.history.setEnabled(may_see(storage.user, See.HISTORY))
    window.actions_.history.triggered.connect(lambda: HistoryDialog(desk, window).open())
    jobs.run(
        partial(_purge, tools, storage, now()), partial(_purged, bus), partial(_held, window, jobs)
    )
    return window


def _keep_backups(backups: Backups, window: MainWindow) -> None:
    """Make backups while the window is open; what goes wrong is said at its foot, once."""
    for page in window.pages:
        for section in page.findChildren(BackupsSection):
            section.follow(backups)
    backups.failed.connect(window.say)
    window.closed.connect(backups.stop)


def _say_restored(desk: Desk, window: MainWindow) -> None:
    desk.jobs.run(partial(is_restored, desk.storage), window.strip.say_restored)


def pages(desk: Desk) -> tuple[Page, ...]:
    """Every page that the user may use, in the order of the list on the left."""
    user = desk.storage.user
    found = tuple(page(desk) for page in PAGES if may_open(user, page.object_name))
    for page in found:
        limit(page, user)
    return found


def _purge(tools: Tools, storage: Storage, now: datetime) -> Changes:
    """Delete what is due: all of it for whom may, else what strikes long over leave of persons."""
    rules = tools.rules
    if not may_run(storage):
        return purge_due(storage, now, rules.ladder, is_sure=False).changes
    return run_due(
        storage,
        rules.retention,
        rules.ladder,
        lambda *said: tools.typesetter().cut(*said),
        now,
        is_sure=False,
    ).changes


def _purged(bus: Bus, changes: Changes) -> None:
    """Say that something was deleted."""
    if changes.entry is not None:
        bus.publish(changes)


def _held(window: MainWindow, jobs: Jobs, error: BaseException) -> None:
    """Say why nothing was deleted."""
    if isinstance(error, Refused):
        window.say(error.text)
    else:
        jobs.broke.emit(error)


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
