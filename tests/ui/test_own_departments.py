"""The window of somebody whose role is for one department, and what they may look at only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.domain.trust import TrustDetails
from rota.domain.users import Role, RoleGiven, User
from rota.services.hospital_details import save_trust_details, trust_details
from rota.services.importing import ImportOrder, import_file
from rota.services.post_times import save_post
from rota.storage.database import Database
from tests.services.test_own_patients import VISITS
from tests.strike_hospital import NOW, tools
from tests.ui.clerk import dialog, own_settings, press, settle  # noqa: F401
from ui.desk import Desk
from ui.dialogs.review_note import ReviewNoteDialog, Saying
from ui.dialogs.sign_off import NAME_KEPT
from ui.pages.appointments import AppointmentsPage
from ui.pages.settings import SECTIONS, SettingsPage
from ui.remembered import last_view

Open = Callable[..., Desk]


@pytest.fixture
def desk_of(small_desk: Desk, hospital: Database, tmp_path: Path) -> Iterator[Open]:
    """Opens the hospital, with appointments in two departments, for somebody of a role."""
    path = tmp_path / "visits.csv"
    path.write_text(VISITS, encoding="utf-8")
    order = ImportOrder(ImportKind.APPOINTMENTS, path)
    assert import_file(hospital, tools().reader, order, NOW).saved
    with ExitStack() as stack:

        def opened(role: Role, department: str = "") -> Desk:
            who = User("u", "Una Shah", frozenset({RoleGiven(role, department)}))
            storage = stack.enter_context(closing(Database(hospital.address, lambda: NOW, who)))
            return Desk(tools(), storage, small_desk.jobs, small_desk.bus, lambda: NOW)

        yield opened


def test_a_clerk_of_a_department_works_through_its_appointments(
    desk_of: Open, qtbot: QtBot
) -> None:
    desk = desk_of(Role.CLERK, "Medicine")
    page = AppointmentsPage(desk)
    desk.bus.changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.show()
    page.show_window(1)
    settle(qtbot, desk.jobs)
    assert page.header.facts.text() == "Medicine: 2 of 2 at risk are not decided yet"
    assert (page.badge(), page.model.rowCount()) == ("2", 2)
    assert page.panel.cohorts.all.text() == "Accept all 2…"
    (box,) = page.panel.days.boxes.values()
    assert not box.isEnabled()
    assert box.toolTip().endswith("ask a rota manager for the whole hospital.")
    press(qtbot, page, "accept_all")
    press(qtbot, dialog("dialog_accept"), "save")
    settle(qtbot, desk.jobs)
    with desk.storage.read() as work:
        made = work.appointments.decided()
    assert set(made) == {"M1", "M2"}
    assert set(each.decision for each in made.values()) <= set(Decision)
    assert page.badge() == ""


def test_settings_that_are_not_theirs_are_there_to_be_looked_at(
    desk_of: Open, qtbot: QtBot
) -> None:
    desk = desk_of(Role.CLERK)
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    settle(qtbot, desk.jobs)
    ask = "a rota manager for the whole hospital or an administrator"
    missing = "the hospital's name and a phone number"
    for each in SECTIONS:
        page.show_face(each.key)
        settle(qtbot, desk.jobs)
        section = page.section
        said = section.findChild(QLabel, "settings_whom")
        if not section.saves:
            assert said is None
            assert not page.missing.isVisible() or section.has_sample
            continue
        whom = "an administrator" if each.key == "backups" else ask
        assert said is not None
        assert said.text() == f"To change this, ask {whom}."
        assert not section.save.isVisible()
        for kind in (QLineEdit, QPlainTextEdit):
            found = section.fields.findChildren(kind)
            assert all(field.isReadOnly() for field in found), each.key
        assert not any(field.isEnabled() for field in section.fields.findChildren(QComboBox))
        if section.has_sample:
            assert page.missing.text == (
                f"No batch of letters can be made yet. Ask {ask} to enter {missing}."
            )
    name = page.findChild(QLineEdit, "settings_name")
    assert name is not None
    qtbot.keyClicks(name, "St Bede's")
    assert name.text() == ""
    assert page.badge() == ""
    assert not page.ask_to_leave(lambda: None)


def test_a_rota_manager_of_the_hospital_changes_what_letters_say_of_it(desk_of: Open) -> None:
    storage = desk_of(Role.ROTA_MANAGER).storage
    save_trust_details(storage, TrustDetails("St Bede's", phone="020 7946 0000"))
    save_post(storage, tools().rules.letters, {"post_collection": "16:00"})
    with storage.read() as work:
        assert trust_details(work).name == "St Bede's"


def test_no_name_is_left_on_the_computer_where_people_sign_in(
    desk_of: Open, small_desk: Desk, qtbot: QtBot
) -> None:
    saying = Saying("Comment", "Said to all.", "Save", "What")
    for desk, kept in ((desk_of(Role.HEAD, "Medicine"), ""), (small_desk, "Jo Lee")):
        asked = ReviewNoteDialog(desk, saying, lambda _text, _name: None, None)  # type: ignore[arg-type, return-value]
        qtbot.addWidget(asked)
        if desk is small_desk:
            assert asked.name.text() == ""
            asked.name.setText("Jo Lee")
        else:
            assert (asked.name.text(), asked.name.isReadOnly()) == ("Una Shah", True)
        asked.work()
        assert last_view(NAME_KEPT) == kept
    again = ReviewNoteDialog(desk_of(Role.HEAD, "Medicine"), saying, print, None)  # type: ignore[arg-type]
    qtbot.addWidget(again)
    assert again.name.text() == "Una Shah"
