"""The part of the settings about the languages that letters are written in beside English."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy

from rota.services.hospital_details import save_languages
from rota.services.letter_settings import KINDS_OF_LETTER, LanguageSetup, LetterSettings
from ui.desk import Desk
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.settings_section import Save, SettingsSection


class LanguagesSection(SettingsSection):
    """A tick for each language; a patient of a ticked one gets the letter in both."""

    key, title, icon = "languages", "Languages", "people"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            self.tr(
                "Tick the languages you write in. A patient whose record asks for one gets the "
                "letter in it and in English. Until you have approved its wording, such a letter "
                "is held; patients of a language without a tick get English."
            ),
        )
        self.languages = QListWidget()
        self.languages.setObjectName("settings_languages_list")
        self.languages.setAccessibleName(self.tr("Languages"))
        self.languages.setMinimumHeight(space(60))
        self.languages.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.languages.itemChanged.connect(self.field_edited)
        self.languages.currentRowChanged.connect(self.field_edited)
        self.none = paragraph(self.tr("No language but English comes with this program."))
        self.body.addWidget(self.none)
        self.body.addWidget(self.languages, 1)

    @property
    def sample_language(self) -> str:
        """The language of the row that is chosen, ticked or not."""
        item = self.languages.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def fill(self, settings: LetterSettings) -> None:
        """List the languages; the row that was chosen stays so."""
        at = self.languages.currentRow()
        self.languages.clear()
        for each in settings.languages:
            item = QListWidgetItem(self._words(each))
            item.setData(Qt.ItemDataRole.UserRole, each.language.tag)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if each.is_chosen else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self.languages.addItem(item)
        self.languages.setCurrentRow(at)
        self.none.setVisible(not settings.languages)
        self.languages.setVisible(bool(settings.languages))

    def draft(self) -> object:
        """Return the tags that are ticked."""
        return self._ticked()

    def with_draft(self, settings: LetterSettings) -> LetterSettings:
        """Return the settings with what is ticked."""
        ticked = self._ticked()
        return replace(
            settings,
            languages=tuple(
                replace(each, is_chosen=each.language.tag in ticked) for each in settings.languages
            ),
        )

    def work(self) -> Save:
        """Save what is ticked."""
        rules = self._desk.tools.rules.letters
        return partial(save_languages, self._desk.storage, rules, self._ticked())

    def _ticked(self) -> frozenset[str]:
        rows = (self.languages.item(at) for at in range(self.languages.count()))
        return frozenset(
            str(each.data(Qt.ItemDataRole.UserRole))
            for each in rows
            if each.checkState() is Qt.CheckState.Checked
        )

    def _words(self, each: LanguageSetup) -> str:
        name = each.language.name
        if not each.language.has_font:
            return self.tr("{name}: no font for it, so nothing can be printed").format(name=name)
        if not each.approved:
            return self.tr("{name}: no wording approved").format(name=name)
        said = self.tr("{name}: {n} of {all} wordings approved")
        return said.format(name=name, n=each.approved, all=KINDS_OF_LETTER)
