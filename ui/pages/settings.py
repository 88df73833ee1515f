"""Settings: what a hospital sets up once and every letter reads, with a sample beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Kind
from rota.domain.permissions import Area, may_in
from rota.services.letter_settings import LetterSettings, read_letter_settings
from ui.colours import Tone
from ui.delegates.navigation import BadgeRole, IconRole
from ui.desk import Desk
from ui.dialogs.settings_backups import BackupsSection
from ui.dialogs.settings_wordings import WordingsSection
from ui.dialogs.unsaved import UnsavedDialog
from ui.pages.page import Page
from ui.pages.settings_hospital import HospitalSection
from ui.pages.settings_languages import LanguagesSection
from ui.pages.settings_permissions import PermissionsSection
from ui.pages.settings_post import PostSection
from ui.pages.settings_retention import RetentionSection
from ui.pages.settings_sites import SitesSection
from ui.pages.settings_users import UsersSection
from ui.permits import whom
from ui.theme import space
from ui.widgets.labels import Rule
from ui.widgets.navigation import NavigationList
from ui.widgets.notice import Notice
from ui.widgets.panels import PageHeader
from ui.widgets.settings_sample import SettingsSample
from ui.widgets.settings_section import SettingsSection

SECTIONS: tuple[type[SettingsSection], ...] = (
    HospitalSection,
    SitesSection,
    PostSection,
    LanguagesSection,
    WordingsSection,
    PermissionsSection,
    UsersSection,
    BackupsSection,
    RetentionSection,
)
"""The parts of the settings, in the order of their list."""

MARK = "•"
_SHOWN = QSizePolicy.Policy.Preferred


class SettingsPage(Page):
    """The parts on the left, the fields of one in the middle, a letter with them on the right."""

    title, icon, object_name = "Settings", "settings", "page_settings"
    kinds = frozenset({Kind.SETTINGS, Kind.DUTIES, Kind.LETTERS, Kind.USERS})
    faces: ClassVar[tuple[str, ...]] = ("", *(each.key for each in SECTIONS[1:]))

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._settings: LetterSettings | None = None
        self._reading = 0
        self._may_mend = may_in(desk.storage.user, Area.SETTINGS)
        self.sections = tuple(each(desk) for each in SECTIONS)
        self.header = PageHeader(self.title)
        self.missing = Notice(space(2))
        self.missing.setObjectName("settings_missing")
        self.list = NavigationList(48)
        self.list.setObjectName("settings_sections")
        self.list.setAccessibleName(self.tr("Parts of the settings"))
        self.stack = QStackedWidget()
        self.stack.setObjectName("view_settings")
        self.stack.setAccessibleName(self.title)
        for each in self.sections:
            item = QListWidgetItem(each.title)
            item.setData(IconRole, each.icon)
            self.list.addItem(item)
            self.stack.addWidget(each)
            each.edited.connect(self._edited)
            if isinstance(each, UsersSection | BackupsSection):
                each.leave_asked.connect(self.leave_asked)
        self.sample = SettingsSample(desk)
        self.list.currentRowChanged.connect(self._go_to)
        self._lay_out()
        self.list.setCurrentRow(0)

    @property
    def section(self) -> SettingsSection:
        """The part that is shown."""
        return self.sections[self.stack.currentIndex()]

    def badge(self) -> str:
        """Say that something waits to be entered or saved."""
        if any(each.is_changed for each in self.sections):
            return self.tr("unsaved")
        is_missing = self._settings is not None and self._settings.setup.missing
        return "!" if is_missing and self._may_mend else ""

    def load(self) -> None:
        """Read everything that is set up for letters."""
        self._reading += 1
        work = partial(read_letter_settings, self._desk.storage, self._desk.tools.rules.letters)
        self._desk.jobs.run(work, partial(self._show, self._reading))

    def show_place(self, key: Hashable) -> None:
        """Show one part of the settings; the key is the part's own."""
        self.show_face(str(key))

    def show_face(self, face: str) -> None:
        """Show one part of the settings, the first one where the face has no name."""
        keys = [each.key for each in self.sections]
        self.list.setCurrentRow(keys.index(face) if face in keys else 0)

    def ask_to_leave(self, then: Callable[[], None]) -> bool:
        """Ask about what is typed and not saved; ``then`` goes on once that is settled."""
        unsaved = [each for each in self.sections if each.is_changed]
        if not unsaved:
            return False
        what = ", ".join(each.title for each in unsaved)
        UnsavedDialog(
            what, partial(self._save_all, then), partial(self._drop_all, then), self
        ).open()
        return True

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self.stack)
        split.addWidget(self.sample)
        split.setStretchFactor(0, 6)
        split.setStretchFactor(1, 5)
        split.setSizes([space(125), space(100)])
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.list)
        across.addWidget(Rule(upright=True))
        across.addWidget(split, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(self.missing)
        whole.addLayout(across, 1)

    def _show(self, reading: int, settings: LetterSettings) -> None:
        if reading != self._reading:
            return
        self._settings = settings
        for each in self.sections:
            each.show_settings(settings)
        self._edited()

    def _go_to(self, row: int) -> None:
        self.stack.setCurrentIndex(max(row, 0))
        for at, each in enumerate(self.sections):  # one part's width is no matter of the others
            wide = _SHOWN if at == self.stack.currentIndex() else QSizePolicy.Policy.Ignored
            each.setSizePolicy(wide, _SHOWN)
        self.sample.setVisible(self.section.has_sample)
        if self._settings is not None:
            self._say_missing(self._settings)
        self._show_sample()

    def _edited(self) -> None:
        """Say what is missing and what is not saved, and set the sample again."""
        if self._settings is None:
            return
        for row, each in enumerate(self.sections):
            badge, item = self.tr("unsaved") if each.is_changed else "", self.list.item(row)
            item.setData(BadgeRole, MARK if badge else "")  # the word has no room beside a title
            item.setToolTip(badge)
            spoken = f"{each.title}, {badge}" if badge else each.title
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self._say_missing(self._settings)
        self.badge_changed.emit()
        self._show_sample()

    def _say_missing(self, settings: LetterSettings) -> None:
        """Say what letters still need, on the parts about letters, to whoever may enter it."""
        missing, lacking = settings.setup.missing, settings.setup.lacking
        if not self.section.has_sample:
            self.missing.say("")
        elif missing and not self._may_mend:
            said = self.tr("No batch of letters can be made yet. Ask {whom} to enter {what}.")
            what = " and ".join(missing)
            self.missing.say(said.format(whom=whom(Area.SETTINGS), what=what), Tone.WARNING)
        elif missing:
            said = self.tr("No batch of letters can be made yet: {what} not saved.")
            verb = "are" if len(missing) > 1 else "is"
            self.missing.say(said.format(what=f"{' and '.join(missing)} {verb}"), Tone.SHORT)
        elif lacking and self._may_mend:
            said = self.tr("Letters can be made. They would be better with {what}.")
            self.missing.say(said.format(what=", ".join(lacking)), Tone.WARNING)
        else:
            self.missing.say("")

    def _show_sample(self) -> None:
        if self._settings is None:
            return
        settings = self._settings
        for each in self.sections:
            settings = each.with_draft(settings)
        self.sample.show_sample(settings, self.section.sample_site, self.section.sample_language)

    def _save_all(self, then: Callable[[], None]) -> None:
        """Save one part after the other; a refusal stays here and is shown."""
        for row, each in enumerate(self.sections):
            if each.is_changed:
                self.list.setCurrentRow(row)
                each.save_then(partial(self._save_all, then))
                return
        then()

    def _drop_all(self, then: Callable[[], None]) -> None:
        for each in self.sections:
            if each.is_changed:
                each.revert()
        then()
