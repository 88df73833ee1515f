"""Letting somebody in, giving other roles, resetting a passphrase, and letting somebody out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QSizePolicy, QWidget

from rota.domain.changes import Changes
from rota.domain.passphrases import checked_login
from rota.domain.permissions import ROLE_WORDS
from rota.domain.users import NewUser, Role, RoleGiven, User
from rota.services.users import add_user, change_roles, give_passphrase, remove_user
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.new_code import NewCodeDialog
from ui.dialogs.reason import Question, ReasonDialog
from ui.dialogs.role_places import WHOLE, RolePlacesDialog
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import line
from ui.widgets.labels import paragraph, text_label
from ui.widgets.passphrase import NewPassphrase
from ui.wording import capital

WHY_REMOVED = ("They left the hospital", "They changed to other work", "Entered by mistake")


class RoleChoice(QWidget):
    """A box for each role, and the departments it is for; which is chosen, never taken for granted.

    ``changed`` says that something else is given.
    """

    changed = Signal()

    def __init__(self, departments: Sequence[str], roles: Collection[RoleGiven] = ()) -> None:
        super().__init__()
        self._known = departments
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(2))
        grid.addWidget(text_label(self.tr("Role"), muted=True), 0, 0)
        grid.addWidget(text_label(self.tr("For which departments"), muted=True), 0, 1)
        self._boxes: dict[Role, QCheckBox] = {}
        self._buttons: dict[Role, QPushButton] = {}
        self._places: dict[Role, tuple[str, ...]] = {}
        for row, (role, said) in enumerate(ROLE_WORDS.items(), start=1):
            held = sorted(each.department for each in roles if each.role is role)
            self._places[role] = (WHOLE,) if role is Role.ADMINISTRATOR else tuple(held)
            box = QCheckBox(capital(said))
            box.setObjectName(f"role_{role}")
            box.setChecked(bool(held))
            box.toggled.connect(self._ticked)
            grid.addWidget(box, row, 0)
            self._boxes[role] = box
            if role is Role.ADMINISTRATOR:
                grid.addWidget(text_label(self.tr("Whole hospital"), muted=True), row, 1)
                continue
            button = push_button("", partial(self._choose, role), name=f"departments_{role}")
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            grid.addWidget(button, row, 1)
            self._buttons[role] = button
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(1, space(60))
        self._look()

    @property
    def roles(self) -> frozenset[RoleGiven]:
        """The roles that are ticked, each for its departments."""
        return frozenset(
            RoleGiven(role, department)
            for role, box in self._boxes.items()
            if box.isChecked()
            for department in self._places[role]
        )

    def go_to_missing(self) -> str:
        """Give the keys to what is still to be chosen, and say what; empty when nothing is."""
        ticked = [role for role, box in self._boxes.items() if box.isChecked()]
        if not ticked:
            next(iter(self._boxes.values())).setFocus()
            return self.tr("Give at least one role.")
        for role in ticked:
            if not self._places[role]:
                self._buttons[role].setFocus()
                said = self.tr("Choose departments for the {role}, or the whole hospital.")
                return said.format(role=ROLE_WORDS[role])
        return ""

    def _choose(self, role: Role) -> None:
        dialog = RolePlacesDialog(ROLE_WORDS[role], self._known, self._places[role], self.window())
        dialog.decided.connect(partial(self._chosen, role))
        dialog.open()

    def _chosen(self, role: Role, places: tuple[str, ...]) -> None:
        self._places[role] = places
        self._ticked()

    def _ticked(self) -> None:
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        for role, button in self._buttons.items():
            names = [each or self.tr("Whole hospital") for each in self._places[role]]
            said = ", ".join(names)
            button.setText(said.replace("&", "&&") if said else self.tr("Choose…"))
            button.setToolTip(said)
            spoken = self.tr("Departments of the {role}").format(role=ROLE_WORDS[role])
            button.setAccessibleName(f"{spoken}: {said}" if said else spoken)
            button.setEnabled(self._boxes[role].isChecked())


class _RolesErrand(ErrandDialog):
    """An errand with a ``roles`` choice, which must be whole before anything is saved."""

    roles: RoleChoice

    def put_roles(self, departments: Sequence[str], held: Collection[RoleGiven] = ()) -> None:
        """Add the choice."""
        self.roles = RoleChoice(departments, held)
        self.roles.changed.connect(partial(self.refuse, ""))
        self.body.addWidget(self.roles)

    def go(self) -> None:
        """Save, unless a role is missing."""
        if missing := self.roles.go_to_missing():
            self.refuse(missing)
        else:
            super().go()


class AddUserDialog(_RolesErrand):
    """Name, login, roles, and a first passphrase to tell them; they change it themselves."""

    def __init__(self, desk: Desk, departments: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(desk, "Add a user", "Add user", parent)
        self.setObjectName("dialog_add_user")
        self.name = line(self.tr("Name"), "user_name")
        self.login = line(self.tr("Login"), "user_login", hint=self.tr("short, without spaces"))
        self.passphrase = NewPassphrase(self.tr("First &passphrase"))
        self.passphrase.put_before(self.tr("&Name"), self.name)
        self.passphrase.put_before(self.tr("&Login"), self.login)
        self.body.addWidget(self.passphrase)
        self.put_roles(departments)
        self.passphrase.changed.connect(self._look)
        for field in (self.name, self.login):
            field.textChanged.connect(self._look)
        self._look()
        self.name.setFocus()

    def work(self) -> Save:
        """The new user, as the fields have it."""
        login, roles = checked_login(self.login.text()), self.roles.roles
        new = NewUser(login, self.name.text(), roles, self.passphrase.text)
        return partial(add_user, self._desk.storage, new)

    def _look(self) -> None:
        typed = self.name.text().strip() and self.login.text().strip()
        self.save.setEnabled(bool(typed) and self.passphrase.is_whole)


class RolesDialog(_RolesErrand):
    """The roles of one user."""

    def __init__(
        self, desk: Desk, user: User, departments: Sequence[str], parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Change roles", "Save", parent)
        self.setObjectName("dialog_roles")
        self._login = user.login
        self.body.addWidget(text_label(f"{user.name} ({user.login})", bold=True))
        self.put_roles(departments, user.roles)
        self.roles.setFocus()

    def work(self) -> Save:
        """The roles, as they are ticked."""
        return partial(change_roles, self._desk.storage, self._login, self.roles.roles)


class ResetDialog(ErrandDialog):
    """A new passphrase for somebody who forgot theirs."""

    def __init__(self, desk: Desk, user: User, parent: QWidget | None) -> None:
        super().__init__(desk, "Reset passphrase", "Set passphrase", parent)
        self.setObjectName("dialog_reset")
        self._login = user.login
        self.new = NewPassphrase(self.tr("New &passphrase"))
        said = paragraph(
            self.tr(
                "Tell them yourself, not by email. They can change it under File, Change my "
                "passphrase."
            ),
            muted=True,
        )
        said.setMinimumWidth(space(95))
        self.body.addWidget(text_label(f"{user.name} ({user.login})", bold=True))
        self.body.addWidget(said)
        self.body.addWidget(self.new)
        self.new.changed.connect(lambda: self.save.setEnabled(self.new.is_whole))
        self.save.setEnabled(False)
        self.new.first.setFocus()

    def work(self) -> Save:
        """The new passphrase, as it is typed."""
        return partial(give_passphrase, self._desk.storage, self._login, self.new.text)


class RemoveUserDialog(ReasonDialog):
    """Says what removing means, and asks why."""

    def __init__(self, desk: Desk, user: User, parent: QWidget | None) -> None:
        said = self.tr(
            "{name} ({login}) can sign in no more. What they did stays in the history."
        ).format(name=user.name, login=user.login)
        if desk.storage.keys is not None and desk.storage.keys.in_file:
            said = self.tr(
                "Close every other window of this file first. {said} The whole file gets a new "
                "key, and this window is busy for a while. The old keys still open copies made "
                "before. If they may know the recovery code, a new one is shown afterwards."
            ).format(said=said)
        question = Question(
            self.tr("Remove user"), said, self.tr("Remove user"), reasons=WHY_REMOVED
        )
        super().__init__(desk, question, self._remove, parent)
        self.setObjectName("dialog_remove_user")
        self._login, self._code = user.login, ""
        self.saved.connect(self._show_code)

    def _remove(self, why: str, _choice: str) -> Changes:
        removed = remove_user(self._desk.storage, self._login, why)
        self._code = removed.code
        return removed.changes

    def _show_code(self) -> None:
        """Show the new recovery code: who left may have known the old one."""
        if self._code:
            NewCodeDialog(self._desk, self.parentWidget(), self._code).open()
