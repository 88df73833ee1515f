"""Letting somebody in, giving other roles, resetting a passphrase, and letting somebody out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.passphrases import checked_login
from rota.domain.permissions import ROLE_WORDS
from rota.domain.users import NewUser, Role, RoleGiven, User
from rota.services.users import add_user, change_roles, give_passphrase, remove_user
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.reason import Question, ReasonDialog
from ui.theme import space
from ui.widgets.form_fields import line, names
from ui.widgets.labels import paragraph, text_label
from ui.widgets.passphrase import NewPassphrase
from ui.wording import capital

WHY_REMOVED = ("They left the hospital", "They changed to other work", "Entered by mistake")
SEPARATOR = ";"
"""Between departments: their names hold commas."""


class RoleChoice(QWidget):
    """A box for each role, and for which departments; none typed means the whole hospital."""

    def __init__(self, departments: Sequence[str], roles: Collection[RoleGiven] = ()) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(2))
        grid.addWidget(text_label(self.tr("Role"), muted=True), 0, 0)
        grid.addWidget(text_label(self.tr("For which departments"), muted=True), 0, 1)
        self._boxes: dict[Role, QCheckBox] = {}
        self._places: dict[Role, QComboBox] = {}
        for row, (role, said) in enumerate(ROLE_WORDS.items(), start=1):
            held = sorted(each.department for each in roles if each.role is role)
            box = QCheckBox(capital(said))
            box.setObjectName(f"role_{role}")
            box.setChecked(bool(held))
            grid.addWidget(box, row, 0)
            self._boxes[role] = box
            if role is Role.ADMINISTRATOR:
                grid.addWidget(text_label(self.tr("Whole hospital"), muted=True), row, 1)
                continue
            spoken = self.tr("Departments of the {role}").format(role=said)
            place = names(spoken, f"departments_{role}", ["", *departments])
            place.setCurrentText(f"{SEPARATOR} ".join(each for each in held if each))
            edit = place.lineEdit()
            assert edit is not None
            edit.setPlaceholderText(self.tr("Whole hospital"))
            place.setEnabled(box.isChecked())
            box.toggled.connect(place.setEnabled)
            grid.addWidget(place, row, 1)
            self._places[role] = place
        grid.setColumnStretch(1, 1)

    @property
    def roles(self) -> frozenset[RoleGiven]:
        """The roles that are ticked, each for its departments."""
        return frozenset(
            RoleGiven(role, department)
            for role, box in self._boxes.items()
            if box.isChecked()
            for department in self._departments(role)
        )

    def _departments(self, role: Role) -> tuple[str, ...]:
        if role not in self._places:
            return ("",)
        typed = self._places[role].currentText().split(SEPARATOR)
        return tuple(each.strip() for each in typed if each.strip()) or ("",)


class AddUserDialog(ErrandDialog):
    """Name, login, roles, and a first passphrase to tell them; they change it themselves."""

    def __init__(self, desk: Desk, departments: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(desk, "Add a user", "Add user", parent)
        self.setObjectName("dialog_add_user")
        self.name = line(self.tr("Name"), "user_name")
        self.login = line(self.tr("Login"), "user_login", hint=self.tr("short, without spaces"))
        self.passphrase = NewPassphrase(self.tr("First &passphrase"))
        self.passphrase.put_before(self.tr("&Name"), self.name)
        self.passphrase.put_before(self.tr("&Login"), self.login)
        self.roles = RoleChoice(departments)
        self.body.addWidget(self.passphrase)
        self.body.addWidget(_several(self.roles))
        self.body.addWidget(self.roles)
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


class RolesDialog(ErrandDialog):
    """The roles of one user."""

    def __init__(
        self, desk: Desk, user: User, departments: Sequence[str], parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Change roles", "Save", parent)
        self.setObjectName("dialog_roles")
        self._login = user.login
        self.roles = RoleChoice(departments, user.roles)
        self.body.addWidget(text_label(f"{user.name} ({user.login})", bold=True))
        self.body.addWidget(_several(self.roles))
        self.body.addWidget(self.roles)
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
            "{name} ({login}) can sign in no more. The whole file is encrypted anew, so that no "
            "old copy of the keys opens it: every other window of this file must be closed first, "
            "and this one is busy for a while. What they did stays in the history."
        ).format(name=user.name, login=user.login)
        question = Question(
            self.tr("Remove user"), said, self.tr("Remove user"), reasons=WHY_REMOVED
        )
        super().__init__(desk, question, partial(_remove, desk, user.login), parent)
        self.setObjectName("dialog_remove_user")


def _remove(desk: Desk, login: str, why: str, _choice: str) -> Changes:
    return remove_user(desk.storage, login, why)


def _several(widget: QWidget) -> QWidget:
    """A line on how several departments are typed."""
    said = widget.tr("Several departments: with {mark} between them.").format(mark=SEPARATOR)
    return text_label(said, muted=True)
