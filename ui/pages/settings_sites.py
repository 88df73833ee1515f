"""The part of the settings about sites: what letters call them, their phones, their nation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from rota.domain.trust import SiteDetails
from rota.services.calendar import NATIONS
from rota.services.hospital_details import SiteSetup, save_sites
from rota.services.letter_settings import LetterSettings
from ui.desk import Desk
from ui.theme import space
from ui.widgets.form_fields import Form
from ui.widgets.labels import paragraph
from ui.widgets.settings_fields import (
    Field,
    choose,
    lines,
    nation_choice,
    put_text,
    setting,
    text_of,
)
from ui.widgets.settings_section import Save, SettingsSection

ROWS_SHOWN = 4
_SITE = Qt.ItemDataRole.UserRole


class SitesSection(SettingsSection):
    """A list of the sites, and below it how letters speak of the one chosen."""

    key, title, icon = "sites", "Sites and phones", "phone"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Where a site says nothing, the hospital's own counts."))
        self._drafts: dict[str, SiteSetup] = {}
        self.sites = QListWidget()
        self.sites.setObjectName("settings_site")
        self.sites.setAccessibleName(self.tr("Site"))
        self.sites.setFixedHeight(space(ROWS_SHOWN * 4.5 + 1))
        self.sites.currentRowChanged.connect(self._show_site)
        self.none = paragraph(
            self.tr("There are no sites yet. They come with the duty roster or the appointments.")
        )
        labels = {
            "printed_name": self.tr("&Name on letters"),
            "address": self.tr("&Address"),
            "phone": self.tr("&Phone for patients"),
            "phone_hours": self.tr("&Hours of the phone"),
        }
        self._edits: dict[str, Field] = {}
        self.form = Form()
        for name, label in labels.items():
            spoken = label.replace("&", "")
            address = name == "address"
            edit: Field = (lines if address else setting)(spoken, f"site_{name}")
            edit.textChanged.connect(self._typed)
            self._edits[name] = edit
            self.form.put(label, edit)
        spoken = self.tr("Bank holidays of")
        self.nation = nation_choice(spoken, "site_nation", self.tr("as the hospital"))
        self.nation.currentIndexChanged.connect(self._typed)
        self.form.put(self.tr("&Bank holidays of"), self.nation)
        self.body.addWidget(self.none)
        self.body.addWidget(self.sites)
        self.body.addLayout(self.form)
        self.body.addStretch(1)

    @property
    def site(self) -> str:
        """The site that is chosen, as files name it."""
        item = self.sites.currentItem()
        return "" if item is None else str(item.data(_SITE))

    @property
    def sample_site(self) -> str:
        """The site that is chosen."""
        return self.site

    def fill(self, settings: LetterSettings) -> None:
        """List the sites; the one that was chosen stays so."""
        chosen = self.site
        self._drafts = {each.details.site: each for each in settings.sites}
        self.sites.blockSignals(True)
        self.sites.clear()
        for name in self._drafts:
            item = QListWidgetItem()
            item.setData(_SITE, name)
            self.sites.addItem(item)
        names = list(self._drafts)
        self.sites.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self.sites.blockSignals(False)
        for edit in (*self._edits.values(), self.nation, self.sites):
            edit.setEnabled(bool(names))
        self.none.setVisible(not names)
        self._name_rows()
        self._show_site()

    def draft(self) -> object:
        """Return every site as typed."""
        return dict(self._drafts)

    def with_draft(self, settings: LetterSettings) -> LetterSettings:
        """Return the settings with what is typed."""
        return replace(settings, sites=tuple(self._drafts.values()))

    def work(self) -> Save:
        """Save the sites that were changed."""
        before = {each.details.site: each for each in self.settings.sites}
        changed = [each for name, each in self._drafts.items() if before.get(name) != each]
        return partial(save_sites, self._desk.storage, changed)

    def _show_site(self) -> None:
        there = self._drafts.get(self.site)
        if there is None:
            return
        was, self._is_filling = self._is_filling, True
        for name, edit in self._edits.items():
            put_text(edit, getattr(there.details, name))
        choose(self.nation, there.nation)
        self._is_filling = was
        if not was:
            self.edited.emit()

    def _typed(self) -> None:
        if self._is_filling or not self.site:
            return
        said = {name: text_of(edit) for name, edit in self._edits.items()}
        details = SiteDetails(self.site, **said)
        self._drafts[self.site] = SiteSetup(details, str(self.nation.currentData()))
        self._name_rows()
        self.field_edited()

    def _name_rows(self) -> None:
        for at in range(self.sites.count()):
            item = self.sites.item(at)
            item.setText(_words(self._drafts[item.data(_SITE)]))


def _words(site: SiteSetup) -> str:
    said = (site.details.printed_name, site.details.phone, NATIONS.get(site.nation, ""))
    return ": ".join(filter(None, (site.details.site, ", ".join(filter(None, said)))))
