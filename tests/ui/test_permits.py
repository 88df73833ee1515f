"""What each role finds in the window: its pages, greyed buttons that say who may, the table."""

from __future__ import annotations

from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from rota.domain.importing import ImportKind
from rota.domain.permissions import ROLE_WORDS, Area, Line, lines
from rota.domain.users import Role, RoleGiven, User, anybody
from rota.storage.database import Database
from tests.strike_hospital import NOW, tools
from tests.ui.accessible import unnamed
from tests.ui.clerk import settle
from ui.assembly import PAGES, assemble
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.pages.page import Place
from ui.pages.reports import ReportsPage
from ui.pages.settings import SettingsPage
from ui.pages.settings_permissions import PermissionsSection
from ui.permits import BUTTONS, hold_back, limit_kinds
from ui.permits import PAGES as NEEDED

OF_ROLE = {
    Role.ROTA_MANAGER: "strikes cover people appointments letters review day reports settings",
    Role.CLERK: "appointments letters reports settings",
    Role.HEAD: "review reports settings",
    Role.ADMINISTRATOR: "settings",
}


def user(*roles: tuple[Role, str]) -> User:
    return User("u", "U", frozenset(RoleGiven(*each) for each in roles))


def names(window: MainWindow) -> list[str]:
    return [page.object_name.removeprefix("page_") for page in window.pages]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_its_pages_and_they_all_come_in(
    role: Role, small_desk: Desk, hospital: Database, qtbot: QtBot
) -> None:
    """Every page that a role gets reads what it shows, and nothing it reads is refused."""
    broke: list[BaseException] = []
    with closing(Database(hospital.address, lambda: NOW, user((role, "")))) as storage:
        window = assemble(small_desk.tools, storage, lambda: NOW)
        qtbot.addWidget(window)
        window.jobs.broke.connect(broke.append)
        window.show()
        for page in window.pages:
            window.show_page(page.object_name)
            settle(qtbot, window.jobs)
        assert names(window) == OF_ROLE[role].split()
        keys = [each.shortcut().toString() for each in window.actions_.pages]
        assert keys == [f"Ctrl+{number}" for number in range(1, len(keys) + 1)]
        assert window.navigation.count() == len(keys)
        may_import = role in (Role.ROTA_MANAGER, Role.CLERK)
        assert window.actions_.import_file.isEnabled() is may_import
        here = window.current_page
        window.go_to(Place("page_cover"))
        window.search_asked.emit()
        if role in (Role.HEAD, Role.ADMINISTRATOR):
            assert window.current_page is here, "there is nowhere else to go"
        reports = window.findChild(ReportsPage)
        if reports is not None:
            codes = [reports.list.item(at).text() for at in range(reports.list.count())]
            telling = {"Handover sheet", "Attendance", "Situation return", "Staffing grid"}
            assert telling & set(codes) == (telling if role is Role.ROTA_MANAGER else set())
        settle(qtbot, window.jobs)
        window.close()
    assert broke == []


def test_in_a_file_without_users_everything_is_there(small_desk: Desk, qtbot: QtBot) -> None:
    window = assemble(small_desk.tools, small_desk.storage, lambda: NOW)
    qtbot.addWidget(window)
    assert {page.object_name for page in PAGES} == set(NEEDED)
    assert names(window) == [page.object_name.removeprefix("page_") for page in PAGES]
    for page in window.pages:
        for name in BUTTONS.get(page.object_name, {}):
            found = page.findChildren(QPushButton, name)
            assert found, f"no button of {page.object_name} is called {name}"
            assert all("role" not in each.toolTip() for each in found)
    window.close()


def test_a_button_held_back_stays_grey_and_says_who_may(qtbot: QtBot) -> None:
    button = QPushButton("Post")
    qtbot.addWidget(button)
    hold_back(button, "letters posted")
    for _ in range(2):
        button.setEnabled(True)
        button.setToolTip("Posts the batch")
        assert not button.isEnabled()
        assert button.toolTip() == "Your role does not include this: ask a clerk."


def test_only_the_kinds_of_file_of_a_role_can_be_chosen(qtbot: QtBot) -> None:
    def left(who: User) -> list[object]:
        choice = QComboBox()
        qtbot.addWidget(choice)
        choice.addItem("Find out", None)
        for kind in ImportKind:
            choice.addItem(kind, kind.value)
        limit_kinds(choice, who)
        return [choice.itemData(at) for at in range(choice.count())]

    assert left(user((Role.CLERK, ""))) == [None, "appointments", "slots"]
    assert left(user((Role.CLERK, "Surgery"))) == [None]
    assert left(anybody("me")) == [None, *(each.value for each in ImportKind)]


def test_the_table_is_shown_as_it_is_kept(
    small_desk: Desk, hospital: Database, qtbot: QtBot
) -> None:
    me = user((Role.HEAD, "Surgery"))
    with closing(Database(hospital.address, lambda: NOW, me)) as storage:
        desk = Desk(tools(), storage, small_desk.jobs, small_desk.bus, lambda: NOW)
        page = SettingsPage(desk)
        qtbot.addWidget(page)
        page.show()
        page.show_place("permissions")
        settle(qtbot, desk.jobs)
        section = page.section
        assert isinstance(section, PermissionsSection)
        yours = section.yours.text()
        assert yours.startswith("You are head of Surgery. You may do this work: leaving a gap")
        shown = section.table.proxy
        assert shown.rowCount() == len(lines())
        said = [
            [shown.index(row, at).data() for at in range(shown.columnCount())]
            for row in range(shown.rowCount())
        ]
        (signing,) = [each for each in said if each[0] == Area.REVIEW]
        assert signing[1:] == ["own" if role is Role.HEAD else "" for role in ROLE_WORDS]
        own = 1 + list(ROLE_WORDS).index(Role.HEAD)
        at = said.index(signing)
        spoken = shown.index(at, own).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "own departments" in spoken
        assert section.table.columns[own].heading == "Head (you)"
        page.resize(1100, 640)
        qtbot.waitUntil(lambda: section.table.viewport().width() > 500)
        end = section.table.columnViewportPosition(4) + section.table.columnWidth(4)
        assert end <= section.table.viewport().width()
        assert unnamed(page) == []
        assert isinstance(lines()[0], Line)
