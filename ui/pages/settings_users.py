"""The part of the settings about who may open the hospital, and when the window locks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from rota.domain.permissions import may
from rota.domain.users import Account
from rota.services.demo import present_of
from rota.services.letter_settings import LetterSettings
from rota.services.ports import Storage
from rota.services.users import departments, users
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.new_code import NewCodeDialog
from ui.dialogs.own_passphrase import OwnPassphraseDialog
from ui.dialogs.users import AddUserDialog, RemoveUserDialog, ResetDialog, RolesDialog
from ui.leaving import PROTECT
from ui.models.table import Column, TableModel
from ui.remembered import LONGEST_MINUTES, keep_lock_minutes, lock_minutes
from ui.role_words import roles_words, user_words
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.fitted_table import FittedTable
from ui.widgets.flow import FlowLayout
from ui.widgets.form_fields import Form
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.settings_section import SettingsSection

COLUMNS: tuple[Column[Account], ...] = (
    Column("Name", lambda each: each.user.name, width=24),
    Column("Login", lambda each: each.user.login, width=14),
    Column("Roles", lambda each: roles_words(each.user.roles), width=40),
    Column(
        "Since",
        lambda each: formats.moment(each.created_at),
        sort=lambda each: each.created_at,
        width=18,
    ),
)


class UsersSection(SettingsSection):
    """The table of users for administrators; for everybody their own sign-in and the lock.

    ``leave_asked`` closes the window to protect the file: nobody may have it open meanwhile.
    """

    key, title, icon, saves = "users", "Users and lock", "lock", False
    has_sample = False
    leave_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Who may open this hospital, and when the window locks."))
        user = desk.storage.user
        self._departments: tuple[str, ...] = ()
        self._runs = may(user, "user add") and not user.is_open
        if user.is_open:
            self.body.addWidget(self._open_part())
            self.body.addStretch(1)
            return
        self.body.addWidget(self._own_part())
        if self._runs:
            self.body.addWidget(self._table_part(), 1)
        else:
            self.body.addStretch(1)

    def fill(self, _settings: LetterSettings) -> None:
        """Read the users again."""
        if self._desk.storage.user.is_open:
            self._desk.jobs.run(partial(present_of, self._desk.storage), self._show_open)
        elif self._runs:
            self._desk.jobs.run(partial(_read, self._desk.storage), self._show)

    def _open_part(self) -> QWidget:
        part = QWidget()
        down = QVBoxLayout(part)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(3))
        self.warning = Notice()
        self.warning.setObjectName("not_protected")
        down.addWidget(self.warning)
        self.warning.say(
            self.tr("Nobody signs in to this file: anybody at this computer can read it."),
            Tone.WARNING,
        )
        down.addWidget(
            paragraph(
                self.tr(
                    "With a passphrase everything in the file is encrypted, and each person signs "
                    "in with a login of their own. The window closes for it, and opens again."
                )
            )
        )
        row = FlowLayout(space(2))
        self.protect = push_button(
            self.tr("&Protect this file with a passphrase…"),
            partial(self.leave_asked.emit, PROTECT),
            name="protect",
        )
        row.addWidget(self.protect)
        down.addLayout(row)
        return part

    def _own_part(self) -> QWidget:
        part = QWidget()
        down = QVBoxLayout(part)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(2))
        down.addWidget(text_label(user_words(self._desk.storage.user), bold=True))
        self.minutes = QSpinBox()
        self.minutes.setObjectName("lock_minutes")
        self.minutes.setAccessibleName(self.tr("Minutes until the window locks"))
        self.minutes.setRange(1, LONGEST_MINUTES)
        self.minutes.setSuffix(self.tr(" minutes"))
        self.minutes.setValue(lock_minutes())
        self.minutes.valueChanged.connect(keep_lock_minutes)
        form = Form()
        form.put(self.tr("&Lock on this computer after"), self.minutes)
        down.addLayout(form)
        row = FlowLayout(space(2))
        row.addWidget(
            push_button(self.tr("&Change my passphrase…"), self._change, name="change_own")
        )
        keys = self._desk.storage.keys
        if self._runs and keys is not None and keys.in_file:
            row.addWidget(push_button(self.tr("New &recovery code…"), self._code, name="new_code"))
        down.addLayout(row)
        return part

    def _table_part(self) -> QWidget:
        part = QWidget()
        down = QVBoxLayout(part)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(2))
        self.model = TableModel[Account](COLUMNS, lambda each: each.user.login)
        self.table = FittedTable(self.model, self.tr("Users"), name="view_users", wraps=True)
        self.table.setMinimumHeight(space(28))
        self.table.rows_chosen.connect(lambda _rows: self._look())
        self.table.row_activated.connect(lambda _row: self._roles())
        row = FlowLayout(space(2))
        add = push_button(self.tr("&Add…"), self._add, name="add_user")
        row.addWidget(add)
        self.remove = push_button(self.tr("Re&move…"), self._remove, name="remove_user")
        self.of_one = [
            push_button(self.tr("R&oles…"), self._roles, name="user_roles"),
            push_button(self.tr("Reset &passphrase…"), self._reset, name="reset_user"),
            self.remove,
        ]
        for button in self.of_one:
            row.addWidget(button)
        down.addWidget(self.table, 1)
        down.addLayout(row)
        self._look()
        return part

    def _show_open(self, present: object) -> None:
        """Offer protection, but not to a demo, nor on a server, whose owner sets up users."""
        self.protect.setVisible(present is None and self._desk.storage.keys is None)

    def _show(self, read: tuple[tuple[Account, ...], tuple[str, ...]]) -> None:
        accounts, self._departments = read
        self.model.replace(accounts)
        self._look()

    def _look(self) -> None:
        one = self._one()
        for button in self.of_one:
            button.setEnabled(one is not None)
        if one is not None and one.user.login == self._desk.storage.user.login:
            self.remove.setEnabled(False)

    def _one(self) -> Account | None:
        chosen = self.table.chosen
        return chosen[0] if len(chosen) == 1 else None

    def _change(self) -> None:
        OwnPassphraseDialog(self._desk, self.window()).open()

    def _code(self) -> None:
        NewCodeDialog(self._desk, self.window()).open()

    def _add(self) -> None:
        AddUserDialog(self._desk, self._departments, self.window()).open()

    def _roles(self) -> None:
        if (one := self._one()) is not None:
            RolesDialog(self._desk, one.user, self._departments, self.window()).open()

    def _reset(self) -> None:
        if (one := self._one()) is not None:
            ResetDialog(self._desk, one.user, self.window()).open()

    def _remove(self) -> None:
        if (one := self._one()) is not None:
            RemoveUserDialog(self._desk, one.user, self.window()).open()


def _read(storage: Storage) -> tuple[tuple[Account, ...], tuple[str, ...]]:
    """Return everybody who may sign in, and the names of the departments there are."""
    present = tuple(each for each in users(storage) if each.removed_at is None)
    return present, departments(storage)
