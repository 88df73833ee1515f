"""A clerk's morning: bring in the list, decide on two, print, post."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rota.domain.importing import ImportKind
from tests.small_hospital import APPOINTMENTS, NOW, open_copy, write
from tests.ui.clerk import dialog, own_settings, press, settle
from ui.assembly import assemble
from ui.main_window import MainWindow
from ui.pages.appointments import AppointmentsPage
from ui.pages.letters import LettersPage

__all__ = ["own_settings"]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, own_settings: None) -> Iterator[MainWindow]:
    tools, storage = open_copy(tmp_path, 0)
    made = assemble(tools, storage, lambda: NOW)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    settle(qtbot, made.jobs)
    yield made
    made.close()
    storage.close()


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "\n".join(pages).replace("\r\n", "\n")


def bring_in(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    bad = [{**APPOINTMENTS[0], "duration_minutes": "soon"}, *APPOINTMENTS[1:]]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    asked = dialog("dialog_import")
    settle(qtbot, window.jobs)
    asked.take_files((write(tmp_path / "monday.csv", ImportKind.APPOINTMENTS, bad),))
    settle(qtbot, window.jobs)
    problems = asked.tabs.errors
    assert [problems.index(0, at).data() for at in (0, 1)] == ["2", "Duration minutes"]
    assert not asked.go.isEnabled()
    write(tmp_path / "monday.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    asked.take_files((tmp_path / "monday.csv",))
    settle(qtbot, window.jobs)
    press(qtbot, asked, "import_go")
    settle(qtbot, window.jobs)
    press(qtbot, asked, "import_go")
    assert not asked.isVisible()


def postpone_two(page: AppointmentsPage, window: MainWindow, qtbot: QtBot) -> None:
    settle(qtbot, window.jobs)
    page.view.select_keys(frozenset({"A1", "A4"}), "A1")
    settle(qtbot, window.jobs)
    press(qtbot, page, "decide_postpone")
    asked = dialog("dialog_decision")
    qtbot.keyClicks(asked.reason.lineEdit(), "No doctor that day")
    qtbot.keyClick(asked.reason.lineEdit(), Qt.Key.Key_Return)
    settle(qtbot, window.jobs)


def test_a_clerk_brings_in_decides_prints_and_posts(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.show_page("page_appointments")
    settle(qtbot, window.jobs)
    appointments = window.current_page
    assert isinstance(appointments, AppointmentsPage)
    assert appointments.empty.isVisible()
    bring_in(window, qtbot, tmp_path)
    settle(qtbot, window.jobs)
    assert len(appointments.model.rows) == 4
    postpone_two(appointments, window, qtbot)
    assert appointments.badge() == "2"

    window.show_page("page_letters")
    settle(qtbot, window.jobs)
    letters = window.current_page
    assert isinstance(letters, LettersPage)
    assert letters.make.text() == "Make batch of 2"
    press(qtbot, letters, "make_batch")
    asked = dialog("dialog_batch")
    asked.folder.setText(str(tmp_path / "print"))
    press(qtbot, asked, "batch_go")
    settle(qtbot, window.jobs)
    printed = text_of(tmp_path / "print" / "batch-0001.pdf")
    assert "1 Garratt Lane\nLondon\nSW17 0QT" in printed
    assert "4 Garratt Lane" in printed
    assert "2 Garratt Lane" not in printed
    assert "St Anne's Hospital" in printed

    press(qtbot, letters, "posted")
    settle(qtbot, window.jobs)
    press(qtbot, dialog("dialog_posted"), "save")
    settle(qtbot, window.jobs)
    letters.queue.filters.choose("all")
    assert letters.queue.model.rows == ()
    assert letters.queue.nothing.title.text() == "No letters to make"
    assert "O'Neill" not in window.windowTitle()


def test_what_was_decided_is_undone_with_ctrl_z(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bring_in(window, qtbot, tmp_path)
    window.show_page("page_appointments")
    appointments = window.current_page
    assert isinstance(appointments, AppointmentsPage)
    postpone_two(appointments, window, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window.jobs)
    assert appointments.badge() == "4"
