from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from rota.domain.users import Door
from rota.storage.access import FileAccess
from tests.strike_hospital import NOW, tools
from tests.ui.accessible import unnamed
from tests.ui.clerk import press
from tests.ui.protected import PASSPHRASE, Protected, address, protected  # noqa: F401
from tests.ui.test_first_run import settle
from ui import desktop
from ui.dialogs.locked import LockedWindow
from ui.dialogs.sign_in import SignInDialog
from ui.leaving import SIGN_OUT
from ui.main_window import MainWindow


@pytest.fixture
def dialog(address: str, qtbot: QtBot) -> Iterator[SignInDialog]:  # noqa: F811
    made = SignInDialog(FileAccess(), address, lambda: NOW)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.jobs.close()
    if made.storage is not None:
        made.storage.close()


def try_in(dialog: SignInDialog, qtbot: QtBot, login: str, passphrase: str) -> None:
    dialog.login.setText(login)
    dialog.passphrase.setText(passphrase)
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    settle(dialog, qtbot)


def test_a_wrong_passphrase_says_one_sentence_and_the_right_one_opens(
    dialog: SignInDialog, qtbot: QtBot
) -> None:
    assert dialog.login.text() == ""
    assert not dialog.sign_in.isEnabled()
    assert unnamed(dialog) == []
    for login, passphrase in (("asha", "not this one at all"), ("nobody", PASSPHRASE)):
        try_in(dialog, qtbot, login, passphrase)
        assert dialog.refusal.text == "The login or the passphrase is not right."
        assert dialog.storage is None
    try_in(dialog, qtbot, " Asha ", PASSPHRASE)
    assert dialog.storage is not None
    assert dialog.storage.user.name == "Asha Rao"
    assert not dialog.isVisible()
    assert dialog.passphrase.text() == ""
    assert "Asha" not in dialog.windowTitle()


def test_a_server_asks_for_a_password_and_knows_no_recovery_code(qtbot: QtBot) -> None:
    place = "postgresql+psycopg://db.trust.example/hospital?sslmode=verify-full"
    dialog = SignInDialog(FileAccess(), place, lambda: NOW, is_server=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.passphrase.accessibleName() == "Password"
    assert not dialog.findChild(QPushButton, "forgotten").isVisible()
    assert dialog.first.about.text() == "Hospital: db.trust.example/hospital"
    dialog.reject()


def test_after_too_many_tries_the_wait_is_counted_down(dialog: SignInDialog, qtbot: QtBot) -> None:
    for _ in range(8):
        try_in(dialog, qtbot, "asha", "not this one at all")
        if dialog.wait.is_waiting:
            break
    assert dialog.wait.text.startswith("Too many tries.")
    assert not dialog.sign_in.isEnabled()
    assert dialog.refusal.text == ""
    assert dialog.passphrase.text() == ""
    dialog.login.setText("somebody")
    dialog.passphrase.setText("whatever it is")
    assert dialog.sign_in.isEnabled()
    try_in(dialog, qtbot, "asha", PASSPHRASE)
    assert dialog.storage is None, "the right one must wait too"
    dialog.wait.wait(0.01)
    qtbot.waitUntil(lambda: not dialog.wait.is_waiting)
    assert dialog.wait.text == ""
    assert dialog.sign_in.isEnabled()


def test_the_recovery_code_gives_a_new_passphrase_and_a_new_code(
    dialog: SignInDialog,
    protected: Protected,  # noqa: F811
    qtbot: QtBot,
) -> None:
    dialog.login.setText("asha")
    press(qtbot, dialog, "forgotten")
    assert dialog.forgot_login.text() == "asha"
    dialog.new.first.setText("a new sentence to sing")
    dialog.new.second.setText("a new sentence to sing")
    dialog.typed_code.setText("ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-ABCDE")
    press(qtbot, dialog, "reset")
    settle(dialog, qtbot)
    assert dialog.refusal.text == "The recovery code is not right."
    dialog.new.second.setText("a new sentence")
    assert dialog.refusal.text == ""
    assert dialog.new.warning.text == ""
    dialog.new.second.setText("another sentence altogether")
    dialog.refuse("The recovery code is not right.")
    fields = dialog.new.findChildren(QLineEdit)
    qtbot.waitUntil(lambda: all(each.height() >= each.sizeHint().height() for each in fields))
    dialog.new.second.setText("a new sentence to sing")
    dialog.typed_code.setText(protected.code.lower().replace("-", " "))
    press(qtbot, dialog, "reset")
    settle(dialog, qtbot)
    code = [label.text() for label in dialog.recovery.groups]
    assert "-".join(code) != protected.code
    dialog.reject()
    press(qtbot, dialog, "copy_code")
    dialog.reject()
    assert dialog.isVisible(), "something was done in between: it asks anew"
    assert dialog.storage is not None
    press(qtbot, dialog, "code_written")
    for number, field in zip(dialog.recovery.asked, dialog.recovery.answers, strict=True):
        field.setText(code[number])
    press(qtbot, dialog, "code_check")
    assert not dialog.isVisible()
    assert dialog.storage is not None
    keys = dialog.storage.keys
    assert keys is not None
    assert keys.is_right("asha", "a new sentence to sing")
    assert not keys.is_right("asha", PASSPHRASE)


def test_one_person_after_the_other_sits_at_the_window(
    address: str,  # noqa: F811
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desktop, "keep_the_window_quick", lambda: None)
    seen: list[str] = []

    def look() -> None:
        """Do what the window in front wants: sign in, lock, unlock, sign out, sign in, quit."""
        for shown in QApplication.topLevelWidgets():
            if isinstance(shown, SignInDialog) and shown.isVisible() and not shown.is_asking:
                seen.append("asked")
                shown.login.setText("asha")
                shown.passphrase.setText(PASSPHRASE)
                shown.go()
            elif isinstance(shown, LockedWindow) and shown.isVisible():
                shown.passphrase.setText(PASSPHRASE)
                shown.go()
            elif isinstance(shown, MainWindow) and shown.isVisible():
                seen.append(shown.windowTitle())
                if len(seen) == 2:
                    shown.actions_.lock.trigger()
                else:
                    shown.leave(SIGN_OUT if len(seen) == 3 else "")

    hands = QTimer()
    hands.setInterval(50)
    hands.timeout.connect(look)
    hands.start()
    try:
        assert desktop.open_window(tools(), address, False, NOW) == 0
    finally:
        hands.stop()
    title = "Strikes – Strike Rota"
    assert seen == ["asked", title, title, "asked", title]
    assert FileAccess().door(address) is Door.LOCKED
