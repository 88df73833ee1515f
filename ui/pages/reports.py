"""Reports: each one as it is, saved as a file or printed; and the strike pack."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import QKeyCombination, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from rota.domain.changes import Kind
from rota.domain.errors import Refused, Unavailable
from rota.domain.permissions import may, may_see
from rota.domain.report_words import numbered_tables
from rota.domain.reports import Report
from rota.services.report_making import make_report, sight_of
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.importing import ImportDialog
from ui.dialogs.pack_panel import PackPanel
from ui.dialogs.report_out import ReportOut
from ui.errors import present
from ui.newest import Newest
from ui.pages.page import Page, Place
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.first_steps import FirstSteps
from ui.widgets.labels import Rule
from ui.widgets.notice import Notice
from ui.widgets.panels import PageHeader
from ui.widgets.report_list import ReportList
from ui.widgets.report_view import ReportView

PACK = "pack"


class ReportsPage(Page):
    """The list on the left, the chosen report beside it."""

    title, icon, object_name = "Reports", "reports", "page_reports"
    kinds = frozenset(Kind) - {Kind.SETTINGS}

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._newest = Newest(desk.jobs, self)
        self._book = {each.code: each for each in desk.tools.rules.reports.all()}
        self.header = PageHeader(self.title)
        self.again = push_button(self.tr("Read again"), self._ask, name="read_again")
        self.print = push_button(self.tr("&Print…"), self._print, name="print_report")
        self.files = {
            "csv": push_button(self.tr("Save &CSV…"), self._save_csv, name="save_csv"),
            "xlsx": push_button(
                self.tr("Save &XLSX…"), partial(self._save, "xlsx"), name="save_xlsx"
            ),
            "pdf": push_button(
                self.tr("Save P&DF…"), partial(self._save, "pdf"), name="save_pdf", primary=True
            ),
        }
        for button in (self.again, self.print, *self.files.values()):
            self.header.add(button)
        refresh = QAction(self.tr("Read again"), self)
        refresh.setShortcut(QKeySequence(QKeyCombination(Qt.Key.Key_F5)))
        refresh.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        refresh.triggered.connect(lambda: self._ask())
        self.addAction(refresh)
        self.again.setToolTip(self.tr("Read again, as of now (F5)"))
        self.told = Notice(space(2))
        self.told.setObjectName("told")
        user = desk.storage.user
        shown = (
            each
            for code, each in self._book.items()
            if (may(user, "strike pack") if code == PACK else may_see(user, sight_of(code)))
        )
        self.list = ReportList(tuple(shown))
        self.report = ReportView()
        self.pack = PackPanel(desk, self._book[PACK])
        self.first = FirstSteps(
            "reports", self.tr("This page makes the reports and returns of a strike.")
        )
        self.out = ReportOut(desk, self)
        self._lay_out()
        self._connect()
        self.list.setCurrentRow(0)

    def load(self) -> None:
        """Make the chosen report as of now."""
        if self.window_id is None:
            self._newest.forget()
            self.first.show_steps(is_known=self.is_told)
            self._whole.setCurrentWidget(self.first)
            self._say_buttons(None)
            return
        self._whole.setCurrentIndex(0)
        self.pack.show_window(self.window_id)
        code = self.list.code
        if code == PACK:
            self._newest.forget()
            self._beside.setCurrentWidget(self.pack)
            self._say_buttons(None)
            return
        self._beside.setCurrentWidget(self.report)
        if not self._is_shown(self.report.report):
            self.header.facts.setText(self.tr("Reading…"))
            self._say_buttons(None)
        desk = self._desk
        work = partial(
            make_report, desk.storage, code, self.window_id, desk.tools.rules, desk.now()
        )
        self._newest.ask(work, self._show, self._not_made)

    def show_place(self, key: Hashable) -> None:
        """Show one report; the key is its code."""
        self.list.choose(str(key))

    def _lay_out(self) -> None:
        beside = QWidget()
        self._beside = QStackedLayout(beside)
        self._beside.addWidget(self.report)
        self._beside.addWidget(self.pack)
        right = QWidget()
        down = QVBoxLayout(right)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.told)
        down.addWidget(beside, 1)
        work = QWidget()
        across = QHBoxLayout(work)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.list)
        across.addWidget(Rule(upright=True))
        across.addWidget(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        self._whole = QStackedLayout()
        whole.addLayout(self._whole, 1)
        self._whole.addWidget(work)
        self._whole.addWidget(self.first)

    def _connect(self) -> None:
        self.list.report_chosen.connect(self._chosen)
        self.out.said.connect(self.told.say)
        self.out.failed.connect(self._failed)
        self.first.strike_asked.connect(lambda: self.place_asked.emit(Place("page_strikes")))
        self.first.import_asked.connect(self._import)

    def _import(self) -> None:
        ImportDialog(self._desk, None, self.window_id, self.window()).open()

    @Slot(str)
    def _chosen(self, _code: str) -> None:
        self.told.say("")
        self._ask()

    def _is_shown(self, report: Report | None) -> bool:
        wanted = (self.list.code, self.window_id)
        return report is not None and (report.code, report.window_id) == wanted

    def _show(self, report: Report) -> None:
        self.report.show_report(report)
        facts = self.tr("As of {moment}").format(moment=formats.moment(report.made_at, year=True))
        if report.has_names:
            facts += self.tr("  ·  names people: saving and printing it is kept in the history")
        self.header.facts.setText(facts)
        self._say_buttons(report)

    def _not_made(self, error: BaseException) -> None:
        self.header.facts.setText("")
        self.report.clear()
        self._say_buttons(None)
        self._failed(error)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self.told.say(error.text, Tone.WARNING)
        else:
            present(error, self.window())

    def _say_buttons(self, report: Report | None) -> None:
        """Only what the chosen report is handed out as can be pressed, once it is read."""
        is_report = self.window_id is not None and self.list.code != PACK
        formats_of = self._book[self.list.code].formats if is_report else ()
        for ending, button in self.files.items():
            has_rows = ending != "csv" or (report is not None and bool(numbered_tables(report)))
            button.setVisible(ending in formats_of)
            button.setEnabled(report is not None and has_rows)
        self.print.setVisible("pdf" in formats_of)
        self.print.setEnabled(report is not None)
        self.again.setVisible(is_report)
        if not is_report:
            self.header.facts.setText("")

    def _shown(self) -> Report | None:
        """The report on screen; what was told of an earlier one is taken away."""
        self.told.say("")
        report = self.report.report
        return report if self._is_shown(report) else None

    def _save(self, ending: str, table: str = "") -> None:
        report = self._shown()
        if report is not None:
            self.out.ask_file(report, ending, table)

    def _save_csv(self) -> None:
        """Save the table, or ask which: a CSV holds one."""
        report = self._shown()
        tables = numbered_tables(report) if report is not None else ()
        if len(tables) < 2:
            self._save("csv", tables[0].code if tables else "")
            return
        menu = QMenu(self)
        menu.setObjectName("tables")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for table in tables:
            action = menu.addAction(table.title.replace("&", "&&"))
            action.setObjectName(f"csv_{table.code}")
            action.triggered.connect(partial(self._save_table, table.code))
        button = self.files["csv"]
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _save_table(self, code: str, _checked: bool = False) -> None:
        self._save("csv", code)

    def _print(self) -> None:
        report = self._shown()
        if report is not None:
            self.out.print_it(report)
