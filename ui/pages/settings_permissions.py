"""The part of the settings that shows who may do what: the table itself, for everybody to read."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from rota.domain.permissions import REACH_WORDS, ROLE_WORDS, Area, Line, Reach, lines, may_in
from rota.domain.role_words import roles_in_words
from rota.domain.users import Role, User
from rota.services.letter_settings import LetterSettings
from ui import colours
from ui.delegates.cell import Index
from ui.desk import Desk
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.fitted_table import FittedTable, WrappedDelegate
from ui.widgets.labels import paragraph
from ui.widgets.settings_section import SettingsSection
from ui.wording import capital

SHORT = {
    REACH_WORDS[Reach.SHARED]: "yes",
    REACH_WORDS[Reach.OWN]: "own",
    REACH_WORDS[Reach.WHOLE]: "all",
}
"""What a cell shows; it is spoken, and said in a tip, in whole words."""


class PermissionsSection(SettingsSection):
    """Roles across, areas of work down; what one role may not do is left blank."""

    key, title, icon, saves = "permissions", "Who may do what", "people", False
    has_sample = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            self.tr(
                "“own”: for the departments that the role was given for. “all”: only if the role "
                "is for the whole hospital. Blank: no. Only a rota manager sees what a person "
                "said about working. A file without users allows everything."
            ),
        )
        user = desk.storage.user
        self.yours = paragraph(
            self.tr("Nobody signs in to this file: everything is allowed.")
            if user.is_open
            else self._yours(user)
        )
        self.yours.setObjectName("permissions_yours")
        held = {each.role for each in user.roles}
        columns: tuple[Column[Line], ...] = (
            Column(self.tr("Work"), lambda line: line.text, width=58),
            *(
                Column(
                    self._heading(role, role in held),
                    partial(_cell, role),
                    tip=partial(_words, role),
                    spoken=partial(_words, role),
                    width=8,
                )
                for role in ROLE_WORDS
            ),
        )
        model = TableModel(columns, lambda line: line.text, lines(), parent=self)
        said = self.tr("Who may do what")
        self.table = FittedTable(model, said, name="permissions", wraps=True)
        self.table.setMinimumHeight(space(40))
        own = [at for at, role in enumerate(ROLE_WORDS, start=1) if role in held]
        self.table.setItemDelegate(_Marked(own, self.table))
        self.body.addWidget(self.yours)
        self.body.addWidget(self.table, 1)

    def fill(self, settings: LetterSettings) -> None:
        """The table is the same whatever is set up."""

    def _heading(self, role: Role, is_own: bool) -> str:
        name = self.tr("Head") if role is Role.HEAD else capital(ROLE_WORDS[role])
        return self.tr("{role} (you)").format(role=name) if is_own else name

    def _yours(self, user: User) -> str:
        """Say what somebody may do, by whichever list is shorter."""
        areas = [each for each in Area if each is not Area.OWN]
        can = [each for each in areas if may_in(user, each)]
        cannot = [each for each in areas if each not in can]
        text = self.tr("You are {roles}. You may do this work: {work}.")
        if len(cannot) < len(can):
            text = self.tr("You are {roles}. You may do all this work but: {work}.")
        if not cannot:
            text = self.tr("You are {roles}. You may do all this work.")
        named = min(can, cannot, key=len)
        work = "; ".join(f"{each[0].lower()}{each[1:]}" for each in named)
        return text.format(roles=roles_in_words(user.roles), work=work)


class _Marked(WrappedDelegate):
    """Draws a line before the columns of one's own roles."""

    def __init__(self, columns: Collection[int], parent: QObject) -> None:
        super().__init__(parent)
        self._columns = columns

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        super().paint(painter, option, index)
        if index.column() in self._columns:
            box, accent = option.rect, option.palette.color(colours.Role.Accent)
            painter.fillRect(box.left(), box.top(), space(0.75), box.height(), accent)


def _words(role: Role, line: Line) -> str:
    return line.reach[role]


def _cell(role: Role, line: Line) -> str:
    return SHORT.get(line.reach[role], "")
