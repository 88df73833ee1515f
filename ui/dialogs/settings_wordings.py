"""The part of the settings about the words of letters."""

from __future__ import annotations

from rota.services.letter_settings import LetterSettings
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.wording_section import WordingSection, about_words
from ui.theme import space
from ui.widgets.notice import Notice
from ui.widgets.settings_section import SettingsSection


class WordingsSection(SettingsSection):
    """The list of wordings; each is edited, approved and kept in windows of its own."""

    key, title, icon, saves = "wordings", "Words of letters", "edit", False
    has_sample = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, about_words())
        self.list = WordingSection(desk)
        self.list.setMinimumHeight(space(60))
        self.nation_note = Notice()
        self.nation_note.setObjectName("settings_nation_note")
        self.body.addWidget(self.nation_note)
        self.body.addWidget(self.list, 1)

    def fill(self, settings: LetterSettings) -> None:
        """Read every wording again."""
        self.nation_note.say(" ".join(settings.notes), Tone.WARNING)
        self.list.read()
