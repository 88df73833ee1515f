"""The part of the settings that shows who may do what: the table itself, for everybody to read."""

from __future__ import annotations

from functools import partial

from rota.domain.permissions import ROLE_WORDS, Line, lines
from rota.domain.users import Role
from rota.services.letter_settings import LetterSettings
from ui.desk import Desk
from ui.models.table import Column, TableModel
from ui.role_words import roles_words
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.settings_section import SettingsSection
from ui.widgets.table_view import TableView
from ui.wording import capital


class PermissionsSection(SettingsSection):
    """Roles across, areas of work down; what one role may not do reads ``no``."""

    key, title, icon, saves = "permissions", "Who may do what", "people", False
    has_sample = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            self.tr(
                "“Own departments”: a role given for some departments reaches these only. “For the "
                "whole hospital”: the role must be for every department. Only a rota manager sees "
                "what a person said about working. A file without users allows everything."
            ),
        )
        user = desk.storage.user
        self.yours = paragraph(
            self.tr("Nobody signs in to this file: everything is allowed.")
            if user.is_open
            else self.tr("You: {roles}.").format(roles=roles_words(user.roles))
        )
        self.yours.setObjectName("permissions_yours")
        columns: tuple[Column[Line], ...] = (
            Column(self.tr("Work"), lambda line: line.text, width=58),
            *(
                Column(capital(words), partial(_cell, role), width=23)
                for role, words in ROLE_WORDS.items()
            ),
        )
        model = TableModel(columns, lambda line: line.text, lines(), parent=self)
        self.table = TableView(model, self.tr("Who may do what"), name="permissions")
        self.table.setMinimumHeight(space(100))
        self.body.addWidget(self.yours)
        self.body.addWidget(self.table, 1)

    def fill(self, settings: LetterSettings) -> None:
        """The table is the same whatever is set up."""


def _cell(role: Role, line: Line) -> str:
    return line.reach[role]
