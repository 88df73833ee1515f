"""Users in the settings: who sees them, and letting somebody in and out through the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from rota.domain.errors import Refused
from rota.domain.journal import HistoryQuery
from rota.domain.users import NewUser, Role, RoleGiven
from rota.services.history_list import history_page
from rota.services.users import add_user, users
from rota.storage.database import Database
from tests.strike_hospital import NOW, tools
from tests.ui.accessible import unnamed
from tests.ui.clerk import dialog, has_dialog, press, settle
from tests.ui.protected import PASSPHRASE, address, protected, signed_in  # noqa: F401
from ui.bus import Bus
from ui.desk import Desk
from ui.jobs import Jobs
from ui.pages.settings import SettingsPage
from ui.pages.settings_users import UsersSection
from ui.remembered import lock_minutes

OTHER = "a door that creaks in spring"


@pytest.fixture
def storage(address: str) -> Iterator[Database]:  # noqa: F811
    with closing(signed_in(address)) as made:
        yield made


def open_page(storage: Database, jobs: Jobs, qtbot: QtBot) -> UsersSection:
    desk = Desk(tools(), storage, jobs, Bus(jobs), lambda: NOW)
    page = SettingsPage(desk)
    desk.bus.changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.show_face("users")
    settle(qtbot, jobs)
    section = page.section
    assert isinstance(section, UsersSection)
    section.page = page  # type: ignore[attr-defined]  # else nothing keeps it
    return section


def save(qtbot: QtBot, jobs: Jobs, name: str) -> None:
    press(qtbot, dialog(name), "save")
    settle(qtbot, jobs)


def said(storage: Database) -> dict[str, list[str]]:
    return {
        each.user.login: sorted(f"{role.role}:{role.department}" for role in each.user.roles)
        for each in users(storage)
        if each.removed_at is None
    }


def test_an_administrator_lets_somebody_in_and_out(
    storage: Database, jobs: Jobs, qtbot: QtBot
) -> None:
    section = open_page(storage, jobs, qtbot)
    assert unnamed(section) == []
    assert [each.user.login for each in section.model.rows] == ["asha"]
    press(qtbot, section, "add_user")
    adding = dialog("dialog_add_user")
    adding.name.setText("Ben Okafor")
    adding.login.setText("Ben")
    for field in (adding.passphrase.first, adding.passphrase.second):
        field.setText(OTHER)
    assert unnamed(adding) == []
    save(qtbot, jobs, "dialog_add_user")
    assert adding.refusal.text() == "Give at least one role."
    assert adding.roles.isAncestorOf(adding.focusWidget())
    adding.roles._boxes[Role.HEAD].setChecked(True)
    assert adding.refusal.text() == ""
    save(qtbot, jobs, "dialog_add_user")
    assert "or the whole hospital" in adding.refusal.text()
    press(qtbot, adding, "departments_head")
    places = dialog("dialog_role_places")
    assert unnamed(places) == []
    assert not places.take.isEnabled(), "nothing is taken for granted"
    for name in ("Surgery", " Urology "):
        places.other.setText(name)
        press(qtbot, places, "add_place")
    whole = places.list.item(0)
    whole.setCheckState(Qt.CheckState.Checked)
    assert places.places == ("",)
    for row in (1, 2):
        places.list.item(row).setCheckState(Qt.CheckState.Checked)
    press(qtbot, places, "take_places")
    assert adding.findChild(QPushButton, "departments_head").text() == "Surgery, Urology"
    save(qtbot, jobs, "dialog_add_user")
    assert not has_dialog("dialog_add_user")
    assert said(storage)["ben"] == ["head:Surgery", "head:Urology"]
    assert [each.user.login for each in section.model.rows] == ["asha", "ben"]

    section.table.select_keys(frozenset({"asha"}), "asha")
    assert not section.remove.isEnabled(), "nobody removes themselves"
    section.table.select_keys(frozenset({"ben"}), "ben")
    assert section.remove.isEnabled()
    press(qtbot, section, "user_roles")
    roles = dialog("dialog_roles")
    assert roles.roles._places[Role.HEAD] == ("Surgery", "Urology")
    roles.roles._chosen(Role.HEAD, ("Surgery",))
    roles.roles._boxes[Role.CLERK].setChecked(True)
    roles.roles._chosen(Role.CLERK, ("",))
    save(qtbot, jobs, "dialog_roles")
    assert said(storage)["ben"] == ["clerk:", "head:Surgery"]

    press(qtbot, section, "reset_user")
    for field in (dialog("dialog_reset").new.first, dialog("dialog_reset").new.second):
        field.setText("another one for the morning")
    save(qtbot, jobs, "dialog_reset")
    assert storage.keys is not None
    assert storage.keys.is_right("ben", "another one for the morning")

    press(qtbot, section, "remove_user")
    removing = dialog("dialog_remove_user")
    last = history_page(storage, HistoryQuery("added")).entries[0]
    assert last.text.startswith("Added the user ben: head of Surgery and Urology.")
    assert any(
        each.text().startswith("Close every other window of this file first.")
        for each in removing.findChildren(type(removing.refusal))
    )
    removing.reason.setEditText("They left the hospital")
    save(qtbot, jobs, "dialog_remove_user")
    assert set(said(storage)) == {"asha"}
    assert not storage.keys.holds("ben")


def test_only_an_administrator_is_shown_the_users(
    storage: Database, jobs: Jobs, qtbot: QtBot
) -> None:
    roles = frozenset({RoleGiven(Role.CLERK)})
    add_user(storage, NewUser("ben", "Ben Okafor", roles, OTHER))
    with closing(signed_in(storage.address, "ben", OTHER)) as bens:
        section = open_page(bens, jobs, qtbot)
        names = {each.objectName() for each in section.findChildren(QPushButton)}
        assert "change_own" in names
        assert not names & {"add_user", "remove_user", "new_code", "protect"}
        section.minutes.setValue(25)
        assert lock_minutes() == 25
        with pytest.raises(Refused):
            add_user(bens, NewUser("cy", "Cy", roles, OTHER))

        press(qtbot, section, "change_own")
        own = dialog("dialog_own_passphrase")
        for field in (own.new.first, own.new.second):
            field.setText("something quite different")
        own.old.setText("not my passphrase")
        save(qtbot, jobs, "dialog_own_passphrase")
        assert "not right" in own.refusal.text()
        own.old.setText(OTHER)
        save(qtbot, jobs, "dialog_own_passphrase")
        assert bens.keys is not None
        assert bens.keys.is_right("ben", "something quite different")


def test_a_new_recovery_code_takes_the_place_of_the_old_one(
    storage: Database, jobs: Jobs, qtbot: QtBot
) -> None:
    section = open_page(storage, jobs, qtbot)
    press(qtbot, section, "new_code")
    shown = dialog("dialog_new_code")
    assert isinstance(shown, QDialog)
    press(qtbot, shown, "make")
    qtbot.waitUntil(lambda: not shown.is_asking, timeout=20_000)
    groups = [label.text() for label in shown.recovery.groups]
    press(qtbot, shown, "code_written")
    for number, field in zip(shown.recovery.asked, shown.recovery.answers, strict=True):
        field.setText(groups[number])
    press(qtbot, shown, "code_check")
    assert not has_dialog("dialog_new_code")
    new = tools().access.reset(storage.address, lambda: NOW, "asha", "-".join(groups), PASSPHRASE)
    assert new != "-".join(groups)


def test_an_open_file_offers_protection(hospital: Database, jobs: Jobs, qtbot: QtBot) -> None:
    section = open_page(hospital, jobs, qtbot)
    assert "anybody at this computer can read it" in section.warning.text
    with qtbot.waitSignal(section.leave_asked) as asked:
        press(qtbot, section, "protect")
    assert asked.args == ["protect"]
