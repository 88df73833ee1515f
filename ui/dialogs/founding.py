"""The first user of a protected file: who they are, their passphrase, then the recovery code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from rota.domain.errors import Refused
from rota.domain.passphrases import check_passphrase, checked_login
from rota.domain.times import Clock
from rota.domain.users import NewUser, Role, RoleGiven
from rota.services.ports import Storage
from rota.services.tools import Tools
from ui.dialogs.code_dialog import CodeDialog
from ui.dialogs.door import Step
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import line
from ui.widgets.passphrase import NewPassphrase

FOUNDER = frozenset({RoleGiven(Role.ADMINISTRATOR), RoleGiven(Role.ROTA_MANAGER)})
"""Whoever makes the file lets others in, and plans; both can be given to others later."""


class FoundingDialog(CodeDialog):
    """Makes a protected file; ``storage`` is the hospital, open for its first user.

    A subclass may put a step before these, and says in ``make`` what making is.
    """

    def __init__(
        self, tools: Tools, address: str, clock: Clock, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self.storage: Storage | None = None
        self._tools, self._address, self._clock = tools, address, clock
        self.founder = self._asking()
        self.steps.addWidget(self.founder)
        self.add_code(self.tr("Your recovery code"), Path(address).name, clock)
        self.go_to(self.founder)
        self._look()

    def make(self, founder: NewUser) -> str:
        """Make the file and return its recovery code; called off the window's thread."""
        raise NotImplementedError

    def go(self) -> None:
        """Make the file, unless a field says no."""
        if not self.on.isEnabled():
            return
        try:
            founder = self._founder()
        except Refused as error:
            self.refuse(error.text)
            return
        self.ask(lambda: self._made(founder), self._show_code, self.tr("Making the keys…"))

    def _asking(self) -> Step:
        step = Step(
            self.tr("Who are you?"),
            self.tr(
                "You are the first user, with the roles administrator and rota manager: you can "
                "let others in later, each with a login and a passphrase of their own."
            ),
        )
        self.name = line(self.tr("Your name"), "founder_name")
        self.login = line(self.tr("Login"), "founder_login", hint=self.tr("short, without spaces"))
        self.passphrase = NewPassphrase(self.tr("&Passphrase"))
        self.passphrase.put_before(self.tr("Your &name"), self.name)
        self.passphrase.put_before(self.tr("&Login"), self.login)
        step.body.addWidget(self.passphrase)
        step.buttons.addStretch(1)
        step.buttons.addWidget(push_button(self.tr("Cancel"), self.back, name="back"))
        self.on = push_button(self.tr("Go on"), self.go, name="make", primary=True)
        self.on.setDefault(True)
        step.buttons.addWidget(self.on)
        self.passphrase.changed.connect(self._look)
        for field in (self.name, self.login):
            field.textChanged.connect(self._look)
        return step

    def back(self) -> None:
        """Leave the step about the first user."""
        self.reject()

    def _made(self, founder: NewUser) -> tuple[str, Storage]:
        code = self.make(founder)
        access, given = self._tools.access, (founder.login, founder.passphrase)
        return code, access.sign_in(self._address, self._clock, *given)

    def _founder(self) -> NewUser:
        login, name = checked_login(self.login.text()), self.name.text().strip()
        check_passphrase(self.passphrase.text, (login, name))
        return NewUser(login, name, FOUNDER, self.passphrase.text)

    def _look(self) -> None:
        self.refuse("")
        typed = self.name.text().strip() and self.login.text().strip()
        self.on.setEnabled(bool(typed) and self.passphrase.is_whole)

    def _show_code(self, made: tuple[str, Storage]) -> None:
        code, self.storage = made
        self.passphrase.clear()
        self.show_code(code)
