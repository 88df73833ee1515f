from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QVBoxLayout
from pytestqt.qtbot import QtBot

from rota.domain.changes import Changes, Kind
from rota.domain.errors import Refused
from tests.ui.accessible import unnamed
from tests.ui.samples import END, START, at
from ui.bus import Bus
from ui.jobs import Jobs
from ui.main_window import MainWindow, Shell
from ui.pages.page import Page, Place
from ui.theme import is_dark
from ui.widgets.empty_state import EmptyState
from ui.widgets.status_strip import StripView, StripWindow

WINDOWS = (StripWindow(7, "BMA", START, END), StripWindow(8, "BMA", at(20, 8), at(20, 17)))


class CoverPage(Page):
    """Counts how often it reads."""

    title, icon, object_name = "Cover", "cover", "page_cover"
    kinds = frozenset({Kind.COVER})

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0
        self.shown: list[Hashable] = []
        self.gaps = 0
        layout = QVBoxLayout(self)
        layout.addWidget(EmptyState("cover", "No gaps", "All is covered.", "Print"))

    def badge(self) -> str:
        return str(self.gaps) if self.gaps else ""

    def load(self) -> None:
        self.reads += 1

    def show_place(self, key: Hashable) -> None:
        self.shown.append(key)


class LettersPage(CoverPage):
    title, icon, object_name = "Letters", "letters", "page_letters"
    kinds = frozenset({Kind.LETTERS, Kind.DECISIONS})


class DayPage(CoverPage):
    title, icon, object_name = "On the day", "day", "page_day"
    is_eager = True


class Desk:
    """Stands for the services: remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.view = StripView(WINDOWS, undo="marked 3 duties")
        self.error: Exception | None = None

    def step(self, name: str) -> Callable[[], Changes]:
        def take() -> Changes:
            self.asked.append((name, threading.get_ident()))
            if self.error:
                raise self.error
            return Changes(frozenset({Kind.COVER}), 1, f"{name} done")

        return take

    def shell(self) -> Shell:
        return Shell(lambda: at(8, 9), lambda: self.view, self.step("undo"), self.step("redo"))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def bus(qtbot: QtBot) -> Bus:
    return Bus()


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs, bus: Bus, desk: Desk) -> MainWindow:
    made = MainWindow((CoverPage(), LettersPage(), DayPage()), desk.shell(), bus, jobs)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.strip.window_id == 7 and not jobs.is_busy)
    return made


def page(window: MainWindow, at: int) -> CoverPage:
    found = window.pages[at]
    assert isinstance(found, CoverPage)
    return found


def action(window: MainWindow, name: str) -> QAction:
    return window.findChild(QAction, f"action_{name}")


def test_the_first_page_is_shown_and_the_title_names_it(window: MainWindow) -> None:
    assert window.current_page.object_name == "page_cover"
    assert window.windowTitle() == "Cover – Strike Rota"
    assert window.findChild(QObject, "navigation") is window.navigation


def test_every_page_hears_which_strike_is_chosen(window: MainWindow) -> None:
    assert [p.window_id for p in window.pages] == [7, 7, 7]
    window.strip.choose(8)
    assert [p.window_id for p in window.pages] == [8, 8, 8]


def test_a_hidden_page_reads_only_when_it_is_seen(window: MainWindow, bus: Bus) -> None:
    letters = page(window, 1)
    assert letters.reads == 0
    bus.publish(Changes(frozenset({Kind.LETTERS}), 3, "Posted 96 letters"))
    bus.publish(Changes(frozenset({Kind.DECISIONS}), 4, "Posted 96 letters"))
    assert letters.reads == 0
    window.show_page("page_letters")
    assert letters.reads == 1
    window.show_page("page_cover")
    window.show_page("page_letters")
    assert letters.reads == 1
    assert window.statusBar().currentMessage() == "Posted 96 letters"


def test_a_page_reads_again_only_for_what_it_shows(window: MainWindow, bus: Bus) -> None:
    cover = page(window, 0)
    before = cover.reads
    bus.publish(Changes(frozenset({Kind.LETTERS}), 3, ""))
    assert cover.reads == before
    bus.publish(Changes(frozenset({Kind.COVER}), 4, ""))
    assert cover.reads == before + 1


def test_an_eager_page_reads_while_hidden(window: MainWindow) -> None:
    assert page(window, 2).reads == 1


def test_nothing_changed_is_not_news(window: MainWindow, bus: Bus, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bus.changed):
        bus.publish(Changes())


def test_badges_are_shown_and_spoken(window: MainWindow) -> None:
    cover = page(window, 0)
    cover.gaps = 3
    cover.badge_changed.emit()
    assert window.navigation.badge_of("page_cover") == "3"
    pages = QAccessible.queryAccessibleInterface(window.navigation)
    said = [pages.child(at).text(QAccessible.Text.Name) for at in range(pages.childCount())]
    assert said[0] == "Cover, 3"
    assert not window.grab().isNull()


def test_keys_turn_the_pages(window: MainWindow, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    for key, name in (
        (Qt.Key.Key_PageDown, "page_letters"),
        (Qt.Key.Key_PageUp, "page_cover"),
        (Qt.Key.Key_PageUp, "page_day"),
        (Qt.Key.Key_2, "page_letters"),
    ):
        qtbot.keyClick(window, key, control)
        assert window.current_page.object_name == name
    assert window.navigation.currentRow() == 1


def test_the_list_is_walked_with_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.navigation.setFocus()
    qtbot.keyClick(window.navigation, Qt.Key.Key_Down)
    assert window.current_page.object_name == "page_letters"


def test_undo_runs_off_the_windows_thread_and_tells_everyone(
    window: MainWindow, desk: Desk, bus: Bus, qtbot: QtBot
) -> None:
    undo = action(window, "undo")
    assert undo.text() == "&Undo: marked 3 duties"
    assert not action(window, "redo").isEnabled()
    desk.view = StripView(WINDOWS, redo="marked 3 duties")
    with qtbot.waitSignal(bus.changed):
        undo.trigger()
    assert desk.asked[0][0] == "undo"
    assert desk.asked[0][1] != threading.get_ident()
    qtbot.waitUntil(action(window, "redo").isEnabled)
    assert undo.text() == "&Undo"
    with qtbot.waitSignal(bus.changed):
        action(window, "redo").trigger()


def test_a_refusal_is_shown(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.error = Refused("newer", "Somebody has changed this since.")
    action(window, "undo").trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    box = window.findChildren(QMessageBox)[0]
    assert box.text() == "Somebody has changed this since."
    box.close()


@pytest.mark.parametrize(
    ("name", "signal"), [("import", "import_asked"), ("search", "search_asked")]
)
def test_actions_ask(window: MainWindow, qtbot: QtBot, name: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(window, signal)):
        action(window, name).trigger()


def test_help_is_about_the_page(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("page_letters")
    with qtbot.waitSignal(window.help_asked) as asked:
        qtbot.keyClick(window, Qt.Key.Key_F1)
    assert asked.args == ["page_letters"]


def test_the_theme_changes_and_says_so(
    window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    before = action(window, "undo").icon().pixmap(24).toImage()
    with qtbot.waitSignal(window.theme_chosen) as chosen:
        action(window, "theme").trigger()
    assert chosen.args == ["dark"]
    assert is_dark(qapp.palette())
    qtbot.waitUntil(lambda: action(window, "undo").icon().pixmap(24).toImage() != before)
    action(window, "theme").trigger()
    assert not is_dark(qapp.palette())


def test_a_page_can_send_the_person_elsewhere(window: MainWindow) -> None:
    page(window, 0).place_asked.emit(Place("page_letters", "A12"))
    assert window.current_page.object_name == "page_letters"
    assert page(window, 1).shown == ["A12"]
    window.go_to(Place("page_nowhere", "A12"))
    assert page(window, 1).shown == ["A12"]


def test_quit_closes_the_window_and_the_jobs(window: MainWindow, jobs: Jobs) -> None:
    action(window, "quit").trigger()
    assert not window.isVisible()
    called: list[None] = []
    jobs.run(lambda: called.append(None), lambda _: None)
    assert not jobs.is_busy
    assert not called


def test_every_control_has_a_name(window: MainWindow) -> None:
    assert unnamed(window) == []
    nameless = QLineEdit(window.current_page)
    nameless.show()
    assert unnamed(window) != []


def test_every_action_has_a_key_and_no_key_is_taken_twice(window: MainWindow) -> None:
    actions = [a for a in window.findChildren(QAction) if a.objectName().startswith("action_")]
    keys = [a.shortcut().toString() for a in actions]
    assert all(keys)
    assert len(keys) == len(set(keys))


def test_pictures_for_a_person_to_look_at(window: MainWindow, tmp_path: Path) -> None:
    window.resize(1280, 720)
    picture = window.grab()
    assert picture.save(str(tmp_path / "window.png"))
    assert (picture.width(), picture.height()) == (1280, 720)
