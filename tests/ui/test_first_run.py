from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from rota.domain.users import Door, Role
from rota.storage.access import FileAccess
from rota.storage.database import Database
from tests.strike_hospital import NOW, tools
from tests.ui.accessible import unnamed
from tests.ui.clerk import press
from tests.ui.protected import PASSPHRASE, signed_in
from ui.dialogs.door import DoorDialog
from ui.dialogs.first_run import FirstRunDialog
from ui.opening import Entry, ask_in, protect


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "hospital.db")


@pytest.fixture
def dialog(place: str, qtbot: QtBot) -> Iterator[FirstRunDialog]:
    made = FirstRunDialog(tools(), place, lambda: NOW)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.jobs.close()
    if made.storage is not None:
        made.storage.close()


def fill_in(dialog: FirstRunDialog, login: str = "asha", passphrase: str = PASSPHRASE) -> None:
    dialog.name.setText("Asha Rao")
    dialog.login.setText(login)
    dialog.passphrase.first.setText(passphrase)
    dialog.passphrase.second.setText(passphrase)


def settle(dialog: DoorDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=20_000)


def code_of(dialog: FirstRunDialog) -> str:
    return "-".join(label.text() for label in dialog.recovery.groups)


def test_the_first_user_gets_a_file_and_proves_to_have_the_code(
    dialog: FirstRunDialog, place: str, tmp_path: Path, qtbot: QtBot
) -> None:
    assert place in dialog.choice.findChild(object, "file_place").text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.steps.currentWidget() is dialog.founder
    for login, passphrase, said in (
        ("asha rao", PASSPHRASE, "no spaces"),
        ("asha", "too short", "at least 12"),
    ):
        fill_in(dialog, login, passphrase)
        press(qtbot, dialog, "make")
        assert said in dialog.refusal.text
        dialog.login.setText("as")
        assert dialog.refusal.text == "", "it goes while one corrects"
    dialog.passphrase.second.setText("another")
    assert not dialog.on.isEnabled()
    assert "not the same" in dialog.passphrase.warning.text
    fill_in(dialog)
    assert unnamed(dialog) == []
    press(qtbot, dialog, "make")
    assert dialog.busy.isVisible()
    settle(dialog, qtbot)

    code = code_of(dialog)
    assert len(code) == 35
    press(qtbot, dialog, "copy_code")
    assert QApplication.clipboard().text() == code
    dialog.recovery.save_as(str(tmp_path / "code.pdf"))
    page = pypdfium2.PdfDocument(tmp_path / "code.pdf")
    assert all(group in page[0].get_textpage().get_text_range() for group in code.split("-"))
    page.close()
    dialog.reject()
    assert dialog.isVisible()
    assert "Write the code down first" in dialog.refusal.text

    press(qtbot, dialog, "code_written")
    assert dialog.refusal.text == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.refusal.text
    assert not any(label.isVisible() for label in dialog.recovery.groups)
    first, second = dialog.recovery.answers
    groups = [code.split("-")[number] for number in dialog.recovery.asked]
    first.setText(groups[0])
    second.setText("XXXXX")
    press(qtbot, dialog, "code_check")
    assert "is not right" in dialog.recovery.said.text
    assert dialog.isVisible()
    second.setText(groups[1].lower())
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert QApplication.clipboard().text() == ""
    assert code_of(dialog).strip("-") == ""

    assert dialog.storage is not None
    assert dialog.storage.user.has(Role.ADMINISTRATOR)
    assert FileAccess().door(place) is Door.LOCKED
    assert b"SQLite format" not in Path(place).read_bytes()[:16]


def answer(step: Callable[[DoorDialog], None]) -> None:
    """Do something in the dialog that is about to be waited for."""

    def do() -> None:
        (shown,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]
        assert isinstance(shown, DoorDialog)
        step(shown)

    QTimer.singleShot(0, do)


def test_each_door_asks_what_it_must(qapp: QApplication, place: str, qtbot: QtBot) -> None:
    for button, address in (("begin_plain", place), ("begin_demo", None)):
        answer(lambda shown, name=button: press(qtbot, shown, name))
        assert ask_in(tools(), place) == Entry(address)
    answer(lambda shown: shown.reject())
    assert ask_in(tools(), place) is None
    assert not Path(place).exists()

    Database(place, lambda: NOW, "tester").close()
    assert ask_in(tools(), place) == Entry(place)
    answer(lambda shown: shown.reject())
    assert protect(tools(), place, lambda: NOW) == Entry(place)


def test_an_open_file_is_protected(qapp: QApplication, place: str, qtbot: QtBot) -> None:
    Database(place, lambda: NOW, "tester").close()

    def go(shown: DoorDialog) -> None:
        assert isinstance(shown, DoorDialog)
        fill_in(shown)  # type: ignore[arg-type]
        press(qtbot, shown, "make")
        settle(shown, qtbot)
        shown.reject()
        shown.reject()

    answer(go)
    entry = protect(tools(), place, lambda: NOW)
    assert entry.storage is not None
    entry.storage.close()
    assert FileAccess().door(place) is Door.LOCKED
    with closing(signed_in(place)) as storage:
        assert storage.user.name == "Asha Rao"
