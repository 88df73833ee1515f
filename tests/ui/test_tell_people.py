"""Telling people of their cover through the window, and the rota on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import WindowState
from rota.domain.cover_notices import TellState
from rota.services.assigning import assign
from rota.services.cover_orders import CoverOrder
from rota.services.telling_staff import notices_of, record_told
from rota.services.window_changes import set_state
from tests.letters.test_papers import text_of
from tests.strike_hospital import ED, END, NOW, WARD
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import in_front, opened, press, rest
from ui.desk import Desk
from ui.dialogs.rota_paper import RotaPaperDialog
from ui.dialogs.tell_people import TellPeopleDialog
from ui.models.telling import TELL

NIGHT = datetime(2016, 1, 12, 20, 30, tzinfo=UTC)


@pytest.fixture
def covered(small_desk: Desk) -> Desk:
    """Carol and Dev cover the Emergency department; Carol was told and has not answered."""
    desk = small_desk
    with desk.storage.read() as work:
        ed = next(each for each in work.duties.services() if each.name == ED)
    for staff_id, start, end in (
        ("S3", NIGHT, END),
        ("S4", END.replace(hour=9), END.replace(hour=12)),
    ):
        order = CoverOrder(1, staff_id, ed.service_id, start, end, "agreed")
        assign(desk.storage, order, desk.tools.rules, "agreed")
    record_told(desk.storage, 1, ["S3"], "by phone", NOW)
    return desk


def shown(dialog: TellPeopleDialog) -> list[str]:
    return [row.person.surname for row in dialog.shown]


def choose(dialog: TellPeopleDialog, surname: str) -> None:
    row = next(each for each in dialog.model.rows if each.person.surname == surname)
    dialog.table.select_keys(frozenset({row.key}), row.key)


def state(desk: Desk, staff_id: str) -> TellState:
    people = notices_of(desk.storage, 1).people
    return next(each.state for each in people if each.staff_id == staff_id)


def test_the_unanswered_are_on_top_and_the_filters_count(
    covered: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, covered, TellPeopleDialog(covered, 1, home))
    assert unnamed(dialog) == []
    assert shown(dialog) == ["Reid", "Patel"]
    dialog.bar.choose(TELL)
    assert shown(dialog) == ["Patel"]
    dialog.bar.choose(TellState.NO_ANSWER)
    assert shown(dialog) == ["Reid"]
    dialog.bar.choose(TellState.DECLINED)
    assert shown(dialog) == []
    assert "1" in dialog.bar.findChild(QWidget, f"filter_{TELL}").text()


def test_told_and_answered_by_keyboard_and_undone(
    covered: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = covered
    dialog = opened(qtbot, desk, TellPeopleDialog(desk, 1, home))
    told = dialog.findChild(QWidget, "told")
    assert not told.isEnabled()
    choose(dialog, "Patel")
    dialog.how.setCurrentText("in person")
    in_front(qtbot, dialog)
    qtbot.keyClick(dialog.table, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: state(desk, "S4") is TellState.NO_ANSWER)
    rest(qtbot, desk)
    assert dialog.notice.text.startswith("1 person was told of their cover, in person.")
    choose(dialog, "Patel")
    qtbot.keyClick(dialog.table, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: state(desk, "S4") is TellState.ACCEPTED)
    rest(qtbot, desk)
    choose(dialog, "Reid")
    press(qtbot, desk, dialog, "declined")
    assert state(desk, "S3") is TellState.DECLINED
    qtbot.keyClick(dialog.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, desk)
    assert state(desk, "S3") is TellState.NO_ANSWER


def test_an_answer_moves_nobody_and_names_who_gave_it(
    covered: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, covered, TellPeopleDialog(covered, 1, home))
    choose(dialog, "Reid")
    assert dialog.chosen_words.text() == "Dr Carol Reid chosen"
    press(qtbot, covered, dialog, "accepted")
    assert dialog.notice.text.startswith("Dr Carol Reid. Accepted: ")
    assert shown(dialog) == ["Reid", "Patel"]
    again = opened(qtbot, covered, TellPeopleDialog(covered, 1, home))
    assert shown(again) == ["Patel", "Reid"]


def test_text_calls_and_files_are_made_and_nothing_is_sent(
    covered: Desk, qtbot: QtBot, home: QWidget, tmp_path: Path
) -> None:
    desk = covered
    dialog = opened(qtbot, desk, TellPeopleDialog(desk, 1, home))
    dialog.contact.setText("Rota desk, 1234")
    dialog.contact.editingFinished.emit()
    rest(qtbot, desk)
    press(qtbot, desk, dialog, "copy_calls")
    calls = QGuiApplication.clipboard().text().splitlines()
    assert [call.partition("\t")[0] for call in calls] == ["Dr Carol Reid", "Dr Dev Patel"]
    choose(dialog, "Reid")
    press(qtbot, desk, dialog, "copy_text")
    text = QGuiApplication.clipboard().text()
    assert text.count("Subject: ") == 1
    assert "ring: Rota desk, 1234." in text
    for button, name in (("make_notices", "n.pdf"), ("save_calendar", "c.ics")):
        press(qtbot, desk, dialog, button)
        answer_file(dialog, "save_dialog", tmp_path / name)
        rest(qtbot, desk)
        assert dialog.notice.text == f"Saved: {tmp_path / name}. Nothing was sent."
    (page,) = text_of((tmp_path / "n.pdf").read_bytes())
    assert "Dear Dr Carol Reid," in page
    assert b"SUMMARY:Cover: Emergency department" in (tmp_path / "c.ics").read_bytes()


def test_everybody_s_own_files_go_into_a_folder(
    covered: Desk, qtbot: QtBot, home: QWidget, tmp_path: Path
) -> None:
    desk = covered
    dialog = opened(qtbot, desk, TellPeopleDialog(desk, 1, home))
    dialog.separate.setChecked(True)
    for button in ("make_notices", "save_calendar"):
        press(qtbot, desk, dialog, button)
        answer_file(dialog, "folder_dialog", tmp_path / button)
        rest(qtbot, desk)
    made = sorted(path.name for path in (tmp_path / "make_notices").iterdir())
    assert made == ["cover-0001.pdf", "cover-0001.txt", "cover-0002.pdf", "cover-0002.txt"]
    assert len(list((tmp_path / "save_calendar").glob("cover-000?.ics"))) == 2


def answer_file(dialog: QWidget, name: str, path: Path) -> None:
    (asked,) = dialog.findChildren(QFileDialog, name)
    asked.fileSelected.emit(str(path))
    asked.setObjectName("")
    asked.reject()


def test_without_cover_it_says_so(small_desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    desk = small_desk
    dialog = opened(qtbot, desk, TellPeopleDialog(desk, 1, home))
    assert dialog.notice.text == "Nobody is down for cover in this strike yet."
    press(qtbot, desk, dialog, "copy_text")
    assert dialog.notice.text == "There is nobody to write to here."


def test_in_a_strike_called_off_who_was_told_is_to_be_told_again(
    covered: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = covered
    ladder = desk.tools.rules.ladder
    set_state(desk.storage, 1, WindowState.CALLED_OFF, "talks", NOW, ladder)
    dialog = opened(qtbot, desk, TellPeopleDialog(desk, 1, home))
    assert [(row.person.surname, row.state) for row in dialog.model.rows] == [
        ("Reid", TellState.NOT_NEEDED)
    ]
    assert dialog.notice.text.startswith("This strike is called off")


def test_the_rota_is_shown_as_it_prints_and_saved(
    covered: Desk, qtbot: QtBot, home: QWidget, tmp_path: Path
) -> None:
    desk = covered
    dialog = opened(qtbot, desk, RotaPaperDialog(desk, 1, home))
    assert unnamed(dialog) == []
    assert ED in text_of(dialog.pdf)[0]
    items = [dialog.service.itemText(at) for at in range(dialog.service.count())]
    assert items == ["Every service", ED, WARD]
    dialog.service.setCurrentIndex(1)
    rest(qtbot, desk)
    assert WARD not in " ".join(text_of(dialog.pdf))
    dialog.sizes[next(reversed(dialog.sizes))].setChecked(True)
    rest(qtbot, desk)
    press(qtbot, desk, dialog, "save_pdf")
    answer_file(dialog, "save_dialog", tmp_path / "rota.pdf")
    rest(qtbot, desk)
    assert dialog.notice.text == f"Saved: {tmp_path / 'rota.pdf'}"
    assert (tmp_path / "rota.pdf").read_bytes() == dialog.pdf


def test_closing_while_a_file_is_being_made_breaks_nothing(
    covered: Desk, qtbot: QtBot, home: QWidget, tmp_path: Path
) -> None:
    desk = covered
    for name, there in (("late.pdf", True), ("no/such/folder.pdf", False)):
        dialog = opened(qtbot, desk, TellPeopleDialog(desk, 1, home))
        press(qtbot, desk, dialog, "make_notices")
        answer_file(dialog, "save_dialog", tmp_path / name)
        dialog.accept()
        rest(qtbot, desk)
        assert (tmp_path / name).exists() is there
