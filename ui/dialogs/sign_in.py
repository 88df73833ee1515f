"""Signing in to a hospital: login and passphrase, or a new passphrase by the recovery code."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from rota.domain.errors import Refused
from rota.domain.times import Clock
from rota.services.ports import Access, Storage
from ui.dialogs.code_dialog import CodeDialog
from ui.dialogs.door import Step
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import Form, line
from ui.widgets.passphrase import NewPassphrase, secret_line, show_box
from ui.widgets.wait_notice import WaitNotice


class SignInDialog(CodeDialog):
    """``storage`` is the open hospital once somebody was let in.

    The login is never filled in: on a shared computer it would name the last person. A server
    knows no recovery code: its administrator gives a new password.
    """

    def __init__(
        self,
        access: Access,
        address: str,
        clock: Clock,
        *,
        is_server: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Strike Rota", parent)
        self.setObjectName("dialog_sign_in")
        self.storage: Storage | None = None
        self._access, self._address, self._clock = access, address, clock
        self._secret = self.tr("&Password") if is_server else self.tr("&Passphrase")
        self._can_recover = not is_server
        self.first = self._signing_in()
        self.forgotten = self._forgetting()
        for step in (self.first, self.forgotten):
            self.steps.addWidget(step)
        self.add_code(self.tr("Your new recovery code"), self._file_name(), clock)
        self.wait.over.connect(self._look)
        self._look()
        self.go_to(self.first)
        self.login.setFocus()

    def _signing_in(self) -> Step:
        step = Step(self.tr("Sign in"), self._place())
        self.login = line(self.tr("Login"), "login")
        self.passphrase = secret_line(self._secret.replace("&", ""), "passphrase")
        self.wait = WaitNotice()
        form = Form()
        form.put(self.tr("&Login"), self.login)
        form.put(self._secret, self.passphrase)
        form.addRow("", show_box(self.passphrase))
        step.body.addLayout(form)
        step.body.addWidget(self.wait)
        forgot = push_button(self.tr("&Forgotten passphrase…"), self._forgot, name="forgotten")
        forgot.setVisible(self._can_recover)
        step.buttons.addWidget(forgot)
        step.buttons.addStretch(1)
        step.buttons.addWidget(push_button(self.tr("Quit"), self.reject, name="cancel"))
        self.sign_in = push_button(self.tr("Sign in"), self.go, name="sign_in", primary=True)
        self.sign_in.setDefault(True)
        step.buttons.addWidget(self.sign_in)
        self.login.textChanged.connect(self._other_login)
        self.passphrase.textChanged.connect(self._look)
        return step

    def _forgetting(self) -> Step:
        step = Step(
            self.tr("Forgotten passphrase"),
            self.tr(
                "Type the recovery code that was written down when the file was made, and a new "
                "passphrase. You then get a new recovery code; the old one opens nothing more."
            ),
        )
        self.forgot_login = line(self.tr("Login"), "forgotten_login")
        self.typed_code = line(self.tr("Recovery code"), "recovery_code")
        self.new = NewPassphrase(self.tr("&New passphrase"))
        self.new.put_before(self.tr("&Login"), self.forgot_login)
        self.new.put_before(self.tr("&Recovery code"), self.typed_code)
        step.body.addWidget(self.new)
        step.buttons.addStretch(1)
        step.buttons.addWidget(push_button(self.tr("Back"), self._back, name="back"))
        self.reset = push_button(self.tr("Set passphrase"), self._reset, name="reset", primary=True)
        step.buttons.addWidget(self.reset)
        self.new.changed.connect(self._look_at_new)
        for field in (self.forgot_login, self.typed_code):
            field.textChanged.connect(self._look_at_new)
        self._look_at_new()
        return step

    def go(self) -> None:
        """Try to sign in."""
        if not self.sign_in.isEnabled():
            return
        login, passphrase = self.login.text().strip(), self.passphrase.text()
        work = partial(_let_in, self._access, self._address, self._clock, login, passphrase)
        self.ask(work, self._answered, self.tr("Opening…"))

    def _answered(self, answer: Storage | tuple[str, float]) -> None:
        if not isinstance(answer, tuple):
            self.passphrase.clear()
            self.storage = answer
            self.accept()
            return
        text, seconds = answer
        if text:
            self.passphrase.clear()
        self.passphrase.setFocus()
        self.wait.wait(seconds)
        self._look()
        self.refuse("" if self.wait.is_waiting else text)

    def _other_login(self) -> None:
        """Another login waits for nobody else's tries."""
        self.wait.wait(0)
        self._look()

    def _look(self) -> None:
        self.refuse("")
        typed = bool(self.login.text().strip() and self.passphrase.text())
        self.sign_in.setEnabled(typed and not self.wait.is_waiting)

    def _look_at_new(self) -> None:
        self.refuse("")
        typed = self.forgot_login.text().strip() and self.typed_code.text().strip()
        self.reset.setEnabled(bool(typed) and self.new.is_whole)

    def _forgot(self) -> None:
        self.forgot_login.setText(self.login.text())
        self.go_to(self.forgotten)
        empty = not self.forgot_login.text()
        (self.forgot_login if empty else self.typed_code).setFocus()

    def _back(self) -> None:
        for field in (self.typed_code, self.new):
            field.clear()
        self.go_to(self.first)
        self.login.setFocus()

    def _reset(self) -> None:
        login, code = self.forgot_login.text().strip(), self.typed_code.text()
        work = partial(
            _reset_and_open, self._access, self._address, self._clock, login, code, self.new.text
        )
        self.ask(work, self._was_reset, self.tr("Setting the passphrase…"))

    def _was_reset(self, made: tuple[str, Storage]) -> None:
        code, self.storage = made
        for field in (self.typed_code, self.new, self.passphrase):
            field.clear()
        self.show_code(code)

    def _place(self) -> str:
        return self.tr("Hospital: {place}").format(place=self._file_name())

    def _file_name(self) -> str:
        if "://" in self._address:
            return self._address.rpartition("@")[2].partition("?")[0].rpartition("://")[2]
        return Path(self._address).name

    def done(self, result: int) -> None:
        """Close; whoever leaves instead of going on is not let in."""
        if result != self.DialogCode.Accepted and not self.is_asking and self.storage is not None:
            self.storage.close()
            self.storage = None
        super().done(result)


def _let_in(
    access: Access, address: str, clock: Clock, login: str, passphrase: str
) -> Storage | tuple[str, float]:
    """Open the hospital, or say why not and for how many seconds the next try must wait."""
    if (seconds := access.wait_seconds(address, login)) > 0:
        return "", seconds
    try:
        return access.sign_in(address, clock, login, passphrase)
    except Refused as error:
        return error.text, access.wait_seconds(address, login)


def _reset_and_open(
    access: Access, address: str, clock: Clock, login: str, code: str, passphrase: str
) -> tuple[str, Storage]:
    new_code = access.reset(address, clock, login, code, passphrase)
    return new_code, access.sign_in(address, clock, login, passphrase)
