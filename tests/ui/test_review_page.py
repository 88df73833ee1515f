"""The Review page over a real file: walking to a gap, accepting, commenting, signing, changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision
from rota.services.deciding import decide
from rota.services.history import undo
from rota.services.review import Standing, read_review
from tests.strike_hospital import ED, add_visits
from tests.ui.accessible import unnamed
from tests.ui.dialogs import rest
from ui.desk import Desk
from ui.dialogs.departments import DepartmentsDialog
from ui.dialogs.leave_gap import LeaveGapDialog
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.review_changes import ReviewChangesDialog
from ui.dialogs.review_note import ReviewNoteDialog
from ui.dialogs.sign_off import SignOffDialog
from ui.models.review_heat import HeatModel
from ui.pages.page import Place
from ui.pages.review import ReviewPage
from ui.review_words import standing_words

LEFT = Qt.MouseButton.LeftButton
D = TypeVar("D", bound=QDialog)


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk, tmp_path: Path) -> ReviewPage:
    add_visits(small_desk.storage, tmp_path)
    return opened_page(qtbot, small_desk)


def opened_page(qtbot: QtBot, desk: Desk) -> ReviewPage:
    made = ReviewPage(desk)
    desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    made.show_window(1)
    rest(qtbot, desk)
    return made


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    def there() -> list[QPushButton]:
        return [each for each in root.findChildren(QPushButton, name) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(there()))
    buttons = there()
    assert buttons[0].isEnabled(), name
    qtbot.mouseClick(buttons[0], LEFT)


def dialog_of(page: ReviewPage, kind: type[D]) -> D:
    found = [each for each in page.findChildren(kind) if each.isVisible()]
    assert len(found) == 1, found
    return found[0]


def save(qtbot: QtBot, desk: Desk, dialog: QDialog) -> None:
    with qtbot.waitSignal(desk.bus.changed):
        press(qtbot, dialog, "save")
    rest(qtbot, desk)


def said(page: ReviewPage) -> str:
    for _ in range(3):
        QCoreApplication.processEvents()  # what is new in a layout is shown by and by
    return "\n".join(e.text() for e in page.panel.findChildren(QLabel) if e.isVisible())


def heading(page: ReviewPage, name: str) -> None:
    page.view.go_to(page.model.index(page.model.row_of((name, None)) or 0, 0))


def sign_off(qtbot: QtBot, page: ReviewPage, desk: Desk) -> None:
    press(qtbot, page, "review_sign")
    dialog = dialog_of(page, SignOffDialog)
    if not dialog.name.text():
        qtbot.keyClicks(dialog.name, "Dr Reid")
        qtbot.keyClicks(dialog.role, "director")
    save(qtbot, desk, dialog)


def test_it_opens_at_the_first_open_gap_and_the_keyboard_walks_on(
    page: ReviewPage, qtbot: QtBot
) -> None:
    assert page.view.objectName() == "view_review"
    names = [line.row.service.name if line.row else line.department.department
             for line in page.model.lines]  # fmt: skip
    assert names == ["Emergency", ED, "Medicine", "Chest clinic", "Medical wards"]
    cell = page.model.cell_at(page.view.currentIndex())
    assert cell is not None
    assert cell.missing == 1
    spoken = page.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith(f"{ED}, St Anne, Tue 12 Jan 08:00")
    assert spoken.endswith("1 person missing")
    assert "Missing: 1" in said(page)
    first = page.view.currentIndex().column()
    qtbot.keyClick(page.view, Qt.Key.Key_G)
    assert page.view.currentIndex().column() > first
    qtbot.keyClick(page.view, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.currentIndex().column() == first
    qtbot.keyClick(page.view, Qt.Key.Key_Up)
    assert page.department is not None
    assert page.department.department == "Emergency"
    heading(page, "Medicine")
    assert "2 patients" in page.panel.subtitle.text()
    for secret in ("Begum", "Hart", "Patel", "striking"):
        assert secret not in said(page)
    assert not unnamed(page)
    with qtbot.waitSignal(page.place_asked) as asked:
        page.view.go_to(page.model.index(1, first))
        press(qtbot, page.panel, "show_on_board")
    assert asked.args is not None
    assert isinstance(asked.args[0], Place)
    assert asked.args[0].page == "page_cover"


def test_a_gap_is_accepted_commented_on_and_taken_back(
    page: ReviewPage, qtbot: QtBot, small_desk: Desk
) -> None:
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    dialog = dialog_of(page, LeaveGapDialog)
    qtbot.keyClicks(dialog.findChild(QComboBox, "reason"), "Consultant at home")
    qtbot.keyClicks(dialog.owner, "Site manager")
    save(qtbot, small_desk, dialog)
    cell = page.model.cell_at(page.view.currentIndex())
    assert cell is not None
    assert cell.is_answered
    assert "Site manager answers for it: Consultant at home" in said(page)
    press(qtbot, page.panel, "comment_gap")
    note = dialog_of(page, ReviewNoteDialog)
    qtbot.keyClicks(note.text, "Ask the SAS doctors")
    qtbot.keyClicks(note.name, "Dr Reid")
    save(qtbot, small_desk, note)
    assert "Dr Reid: Ask the SAS doctors" in said(page)
    press(qtbot, page.panel, "take_back_gap")
    reason = dialog_of(page, ReasonDialog)
    qtbot.keyClicks(reason.findChild(QComboBox, "reason"), "Somebody was found")
    save(qtbot, small_desk, reason)
    assert "answers for it:" not in said(page)


def test_signing_shows_what_is_sealed_and_later_changes_are_a_difference(
    page: ReviewPage, qtbot: QtBot, small_desk: Desk
) -> None:
    heading(page, "Medicine")
    press(qtbot, page, "review_sign")
    dialog = dialog_of(page, SignOffDialog)
    shown = dialog.lines.toPlainText()
    review = read_review(small_desk.storage, 1, small_desk.tools.rules, small_desk.now())
    each = review.department("Medicine")
    assert each is not None
    for line in each.seen:
        assert line.text in shown
    assert not dialog.save.isEnabled(), "no name and no role yet"
    qtbot.keyClicks(dialog.name, "Dr Reid")
    qtbot.keyClicks(dialog.role, "director")
    decide(small_desk.storage, ["A1"], Decision.POSTPONE, "list closed")
    press(qtbot, dialog, "save")
    rest(qtbot, small_desk)
    assert "changed while you were reading" in dialog.refusal.text()
    assert "not decided\nNow: decided: postpone" in dialog.news.text
    assert "decided: postpone" in dialog.lines.toPlainText()
    save(qtbot, small_desk, dialog)
    assert page.department is not None
    assert page.department.state is Standing.SIGNED
    assert standing_words(page.department) == "Signed by Dr Reid"
    assert page.header.facts.text() == "1 of 2 signed"
    undo(small_desk.storage)
    page.load()
    rest(qtbot, small_desk)
    assert page.department.state is Standing.NOT_SIGNED, "the undo took the signature back"


def test_changes_since_the_signature_are_listed_and_it_can_be_withdrawn(
    page: ReviewPage, qtbot: QtBot, small_desk: Desk
) -> None:
    heading(page, "Medicine")
    sign_off(qtbot, page, small_desk)
    small_desk.bus.publish(decide(small_desk.storage, ["A1"], Decision.POSTPONE, "list closed"))
    rest(qtbot, small_desk)
    assert "1 change since then" in said(page)
    press(qtbot, page.panel, "review_changes")
    changes = dialog_of(page, ReviewChangesDialog)
    listed = changes.findChild(QPlainTextEdit).toPlainText()
    assert listed.startswith("Patients displaced")
    assert "Was: not decided\nNow: decided: postpone" in listed
    press(qtbot, changes, "close")
    press(qtbot, page.panel, "withdraw_signature")
    reason = dialog_of(page, ReasonDialog)
    qtbot.keyClicks(reason.findChild(QComboBox, "reason"), "Signed in error")
    save(qtbot, small_desk, reason)
    assert "Dr Reid withdrew a signature: Signed in error" in said(page)


def test_a_plan_sent_back_cannot_be_signed_until_it_is_settled(
    page: ReviewPage, qtbot: QtBot, small_desk: Desk
) -> None:
    press(qtbot, page, "review_send_back")
    note = dialog_of(page, ReviewNoteDialog)
    qtbot.keyClicks(note.text, "Too thin")
    qtbot.keyClicks(note.name, "Dr Reid")
    save(qtbot, small_desk, note)
    assert not page.sign.isEnabled()
    press(qtbot, page.panel, "settle_note")
    settle = dialog_of(page, ReviewNoteDialog)
    assert settle.name.text() == "Dr Reid", "the name typed last is remembered"
    save(qtbot, small_desk, settle)
    assert page.sign.isEnabled()
    assert "Settled by Dr Reid" in said(page)


def test_the_departments_chosen_are_remembered_on_this_computer(
    page: ReviewPage, qtbot: QtBot, small_desk: Desk
) -> None:
    press(qtbot, page, "choose_departments")
    dialog = dialog_of(page, DepartmentsDialog)
    dialog.list.item(1).setCheckState(Qt.CheckState.Checked)
    press(qtbot, dialog, "show")
    assert {line.department.department for line in page.model.lines} == {"Medicine"}
    again = opened_page(qtbot, small_desk)
    assert {line.department.department for line in again.model.lines} == {"Medicine"}
    assert "your departments only" in again.header.facts.text()
    press(qtbot, again, "choose_departments")
    press(qtbot, dialog_of(again, DepartmentsDialog), "show_all")
    assert len({line.department.department for line in again.model.lines}) == 2


def test_a_narrow_map_joins_hours_and_shows_the_worst(
    small_desk: Desk, qtmodeltester: ModelTester
) -> None:
    read = read_review(small_desk.storage, 1, small_desk.tools.rules, small_desk.now())
    first, *others = read.departments
    numbers = tuple((at * 5) % 4 for at in range(len(read.hours)))
    heat = (replace(first.heat[0], missing=numbers),)
    view = replace(read, departments=(replace(first, heat=heat), *others))
    model = HeatModel()
    model.make_room(30)
    model.show_view(view)
    (hourly,) = heat
    assert [model.data(model.index(1, at + 1)) for at in range(len(hourly.missing))] == [
        str(each) if each else "" for each in hourly.missing
    ]
    model.make_room(9)
    assert model.step == 3
    assert model.columnCount() == 1 + 9
    worst = [max(hourly.missing[at : at + 3]) for at in range(0, len(hourly.missing), 3)]
    assert [model.data(model.index(1, at + 1)) for at in range(9)] == [
        str(each) if each else "" for each in worst
    ]
    qtmodeltester.check(model)


def test_without_a_strike_it_says_what_it_wants(qtbot: QtBot, small_desk: Desk) -> None:
    made = ReviewPage(small_desk)
    qtbot.addWidget(made)
    made.show()
    made.show_window(None)
    assert made.empty.isVisible()
    assert not made.sign.isEnabled()
    assert made.findChild(QLineEdit) is None
