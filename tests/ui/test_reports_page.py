"""The page of reports: each as it is made, saved, printed, put on record; the strike pack."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from rota.domain.changes import Changes, Kind
from rota.domain.errors import Refused
from rota.domain.printing import PrinterInfo
from rota.domain.report_words import row_words
from rota.services.report_making import make_report
from rota.services.strike_pack import build_pack
from rota.storage.database import Database
from tests.letters.test_papers import text_of
from tests.strike_hospital import NOW, add_visits, tools
from tests.ui.accessible import unnamed
from tests.ui.dialogs import press, rest
from ui.bus import Bus
from ui.desk import Desk
from ui.jobs import Jobs
from ui.pages.reports import ReportsPage
from ui.widgets.report_table import ReportTable

DAY = datetime(2016, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def page(small_desk: Desk, qtbot: QtBot) -> ReportsPage:
    return opened(small_desk, qtbot)


@pytest.fixture
def day_desk(small_desk: Desk, hospital: Database, jobs: Jobs) -> Desk:
    """The same hospital an hour into the strike."""
    return Desk(tools(), hospital, jobs, Bus(jobs), lambda: DAY)


def opened(desk: Desk, qtbot: QtBot) -> ReportsPage:
    made = ReportsPage(desk)
    qtbot.addWidget(made)
    made.resize(1090, 620)
    made.show_window(1)
    made.show()
    rest(qtbot, desk)
    return made


def answer_file(page: QWidget, name: str, path: Path) -> None:
    (asked,) = page.window().findChildren(QFileDialog, name)
    asked.fileSelected.emit(str(path))
    asked.setObjectName("")
    asked.reject()


def test_every_report_is_shown_as_it_is_made(
    page: ReportsPage, small_desk: Desk, qtbot: QtBot
) -> None:
    desk, rules = small_desk, small_desk.tools.rules
    assert page.minimumSizeHint().width() < 1090
    seen = []
    for definition in rules.reports.all():
        page.show_place(definition.code)
        rest(qtbot, desk)
        seen.append(definition.title)
        if definition.code in ("pack", "handover"):
            continue
        made = make_report(desk.storage, definition.code, 1, rules, NOW)
        assert page.report.report == made
        assert "Fri 8 Jan" in page.header.facts.text()
        shown = {each.table.code: each for each in page.report.findChildren(ReportTable)}
        for table in made.tables:
            rows = [*table.rows, table.totals] if table.totals and table.rows else table.rows
            view = shown[table.code].view
            read = [] if view is None else [
                tuple(view.proxy.index(row, at).data() for at in range(len(table.columns)))
                for row in range(view.proxy.rowCount())
            ]  # fmt: skip
            assert read == [row_words(table.columns, row) for row in rows], table.code
        assert unnamed(page) == []
    spoken = [page.list.item(at).text() for at in range(page.list.count())]
    assert spoken == seen
    assert page.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole).count(". ") == 2


def test_only_the_newest_answer_is_shown_and_changes_are_read_again(
    page: ReportsPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = small_desk
    for code in ("gaps", "sitrep", "grid", "gaps"):
        page.list.choose(code)
    assert not page.files["pdf"].isEnabled(), "what is shown is not what is chosen yet"
    rest(qtbot, desk)
    assert page.report.report is not None
    assert page.report.report.code == "gaps"
    page.list.choose("brief")
    rest(qtbot, desk)
    before = page.report.report
    add_visits(desk.storage, tmp_path)
    page.refresh(Changes(frozenset({Kind.APPOINTMENTS})))
    rest(qtbot, desk)
    assert page.report.report.facts != before.facts
    assert page.report.report == make_report(desk.storage, "brief", 1, desk.tools.rules, NOW)
    assert Kind.SETTINGS not in page.kinds
    page.show_window(None)
    rest(qtbot, desk)
    assert page.first.isVisible()
    assert not page.files["pdf"].isVisible()


def test_a_report_is_saved_as_each_kind_of_file(
    page: ReportsPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = small_desk
    page.list.choose("gaps")
    rest(qtbot, desk)
    made = page.report.report
    assert made is not None
    for ending in ("pdf", "xlsx"):
        press(qtbot, desk, page, f"save_{ending}")
        answer_file(page, "save_dialog", tmp_path / f"gaps.{ending}")
        rest(qtbot, desk)
        assert page.told.text == f"Saved: {tmp_path / f'gaps.{ending}'}"
    assert made.title in text_of((tmp_path / "gaps.pdf").read_bytes())[0]
    names = CalamineWorkbook.from_path(str(tmp_path / "gaps.xlsx")).sheet_names
    assert made.tables[1].title in names
    press(qtbot, desk, page, "save_csv")
    menu = page.findChild(QMenu, "tables")
    action = menu.findChild(QAction, f"csv_{made.tables[1].code}")
    assert action.text() == made.tables[1].title
    action.trigger()
    menu.close()
    answer_file(page, "save_dialog", tmp_path / "gaps.csv")
    rest(qtbot, desk)
    rows = list(csv.reader(io.StringIO((tmp_path / "gaps.csv").read_text("utf-8-sig"))))
    assert rows[0] == [column.heading for column in made.tables[1].columns]
    assert len(rows) == 1 + len(made.tables[1].rows) + bool(made.tables[1].totals)
    press(qtbot, desk, page, "save_pdf")
    answer_file(page, "save_dialog", tmp_path / "no" / "such" / "gaps.pdf")
    rest(qtbot, desk)
    assert "cannot be written" in page.told.text


def test_what_names_people_is_put_on_record_before_it_is_saved_or_printed(
    day_desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    printer = PrinterInfo("Office", True, ("one-sided",), ("A4",))
    monkeypatch.setattr(day_desk.tools.printers, "printers", lambda: (printer,))
    monkeypatch.setattr(
        day_desk.tools.printers, "send", lambda pdf, order, title: sent.append(title) or "job"
    )
    page = opened(day_desk, qtbot)
    page.list.choose("handover")
    rest(qtbot, day_desk)
    assert "kept in the history" in page.header.facts.text()

    def handed_out() -> list[str]:
        with day_desk.storage.read() as work:
            return [each.text for each in work.journal.entries() if "Wrote hand" in str(each)]

    press(qtbot, day_desk, page, "save_xlsx")
    answer_file(page, "save_dialog", tmp_path / "h.xlsx")
    rest(qtbot, day_desk)
    assert (tmp_path / "h.xlsx").is_file()
    press(qtbot, day_desk, page, "print_report")
    assert page.told.text == "Sent to Office."
    assert sent == ["handover-strike-1"]
    assert len(handed_out()) == 2
    opened_files: list[str] = []
    monkeypatch.setattr(day_desk.tools.printers, "printers", lambda: ())
    monkeypatch.setattr(
        QDesktopServices,
        "openUrl",
        lambda url: bool(opened_files.append(url.toLocalFile())) or True,
    )
    monkeypatch.setattr("ui.dialogs.paper_out.print_folder", lambda: tmp_path)
    press(qtbot, day_desk, page, "print_report")
    assert opened_files == [str(tmp_path / "handover-strike-1.pdf")]


def test_a_report_that_cannot_be_made_now_says_why(
    page: ReportsPage, small_desk: Desk, qtbot: QtBot
) -> None:
    page.list.choose("handover")
    rest(qtbot, small_desk)
    assert "lies outside this strike" in page.told.text
    assert page.report.report is None, "the one shown before would be taken for it"
    assert not page.files["pdf"].isEnabled()
    page.list.choose("gaps")
    rest(qtbot, small_desk)
    assert page.told.text == ""
    assert page.files["pdf"].isEnabled()


def test_a_pack_is_made_with_progress_and_a_changed_one_is_found(
    page: ReportsPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, path = small_desk, tmp_path / "pack.zip"
    page.list.choose("pack")
    rest(qtbot, desk)
    assert not page.again.isVisible()
    states: list[tuple[int, bool]] = []
    desk.jobs.progressed.connect(lambda state: states.append((state.done, state.cancellable)))
    press(qtbot, desk, page, "make_pack")
    answer_file(page, "save_dialog", path)
    rest(qtbot, desk)
    assert page.pack.notice.text == f"Saved: {path}"
    assert max(done for done, _ in states) > 0
    assert all(cancellable for _, cancellable in states)
    press(qtbot, desk, page, "check_pack")
    answer_file(page, "open_dialog", path)
    rest(qtbot, desk)
    assert "the history of this hospital has its seal" in page.pack.notice.text
    foreign = tmp_path / "foreign.zip"
    given = desk.tools.rules, desk.tools.papers, desk.tools.exporter
    foreign.write_bytes(build_pack(desk.storage, 1, *given, NOW).data)
    page.pack.check_file(str(foreign))
    rest(qtbot, desk)
    assert "does not have its seal" in page.pack.notice.text
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for at, name in enumerate(old.namelist()):
            new.writestr(name, old.read(name) + (b" " if at == 1 else b""))
    page.pack.check_file(str(changed))
    rest(qtbot, desk)
    assert "changed.zip is not as it was made" in page.pack.notice.text
    page.pack.check_file(str(tmp_path / "none.zip"))
    rest(qtbot, desk)
    assert "cannot be read" in page.pack.notice.text


def test_a_pack_that_is_stopped_leaves_no_file(
    page: ReportsPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, path = small_desk, tmp_path / "pack.zip"
    page.list.choose("pack")
    rest(qtbot, desk)
    desk.jobs.progressed.connect(lambda state: desk.jobs.cancel(state.number))
    button = page.findChild(QPushButton, "make_pack")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    answer_file(page, "save_dialog", path)
    rest(qtbot, desk)
    assert not path.exists()
    assert page.pack.notice.text == ""
    assert button.isEnabled()
    with pytest.raises(Refused):
        make_report(desk.storage, "pack", 1, desk.tools.rules, NOW)
