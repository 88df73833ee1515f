"""The frame of one part of the settings: its fields, Save and Undo, and any refusal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.errors import Conflict, Refused, Unavailable
from rota.domain.permissions import Area, may_in
from rota.services.letter_settings import LetterSettings
from ui.act import Act
from ui.colours import Tone
from ui.desk import Desk
from ui.errors import present, sentence
from ui.permits import read_only, whom
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.conflict import ConflictDialog
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.panels import BareScroll

Save = Callable[[], Changes]


class SettingsSection(QWidget):
    """Keeps what is typed until it is saved or taken back; other people's changes come in else.

    Give ``key``, ``title`` and ``icon``. A subclass puts its fields into ``body`` and answers
    ``fill``, ``draft``, ``with_draft`` and ``work``; one with ``saves`` False has nothing to save,
    one with ``has_sample`` False has the whole width instead of a sample letter. Whose role does
    not include ``area`` may look at the fields and type nothing.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    icon: ClassVar[str] = "info"
    saves: ClassVar[bool] = True
    has_sample: ClassVar[bool] = True
    area: ClassVar[Area] = Area.SETTINGS

    edited = Signal()

    def __init__(self, desk: Desk, about: str = "") -> None:
        super().__init__()
        self.setObjectName(f"settings_{self.key}")
        self._desk = desk
        self._act = Act(desk)
        self._settings: LetterSettings | None = None
        self._as_filled: object = None
        self._is_filling = False
        self._is_saving = False
        self._then: Callable[[], None] | None = None
        heading = text_label(self.title, size=Size.TITLE, bold=True)
        self.fields = QWidget()
        self.body = QVBoxLayout(self.fields)
        self.body.setContentsMargins(0, 0, space(2), space(1))
        self.body.setSpacing(space(3))
        self.refusal = Notice()
        self.refusal.setObjectName("refusal")
        self.save = push_button(self.tr("&Save"), self.go, name="save", primary=True)
        self.take_back = push_button(self.tr("&Undo changes"), self.revert, name="take_back")
        foot = QHBoxLayout()
        foot.setSpacing(space(2))
        foot.addStretch(1)
        foot.addWidget(self.take_back)
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(4), space(1), space(4), space(3))
        layout.setSpacing(space(2))
        layout.addWidget(heading)
        layout.addWidget(paragraph(about, muted=True))
        self.may_save = self.saves and may_in(desk.storage.user, self.area)
        if self.saves and not self.may_save:
            said = paragraph(
                self.tr("To change this, ask {whom}.").format(whom=whom(self.area)), muted=True
            )
            said.setObjectName("settings_whom")
            layout.addWidget(said)
        self._scroll = BareScroll(self.fields)
        self._scroll.parts.setStretch(0, 1)
        self._scroll.parts.setStretch(1, 0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.refusal)
        layout.addLayout(foot)
        for button in (self.take_back, self.save):
            button.setVisible(self.may_save)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        keys.activated.connect(self.go)
        self._say_state()

    def fill(self, settings: LetterSettings) -> None:
        """Put what is set up into the fields."""
        raise NotImplementedError

    def draft(self) -> object:
        """Return what the fields hold, as a value that can be compared."""
        return None

    def with_draft(self, settings: LetterSettings) -> LetterSettings:
        """Return the settings as they would be with what the fields hold; for the sample."""
        return settings

    def work(self) -> Save:
        """What to save, read off the fields now; runs later on the database thread."""
        raise NotImplementedError

    @property
    def sample_site(self) -> str:
        """The site that the sample letter should be about."""
        return ""

    @property
    def sample_language(self) -> str:
        """The language, as a BCP 47 tag, that the sample letter should be in beside English."""
        return ""

    @property
    def settings(self) -> LetterSettings:
        """What was read last; only once ``show_settings`` was called."""
        assert self._settings is not None
        return self._settings

    @property
    def is_changed(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._settings is not None and self.draft() != self._as_filled

    def show_settings(self, settings: LetterSettings) -> None:
        """Show what is set up now; what is typed and not saved stays."""
        keeps = self.is_changed
        self._settings = settings
        if not keeps:
            self._fill()
        self._scroll.show_whole_width()

    def revert(self) -> None:
        """Take back what is not saved."""
        self.refusal.say("")
        self._fill()
        self.edited.emit()

    def save_then(self, then: Callable[[], None]) -> None:
        """Save, and go on once it is saved."""
        self._then = then
        self.go()

    def go(self) -> None:
        """Save, unless there is nothing to save or it is being saved already."""
        if self._is_saving or not self.is_changed:
            return
        self.refusal.say("")
        try:
            work = self.work()
        except Refused as error:
            self._refuse(error.text)
            return
        self._saving(True)
        self._desk.jobs.run(self._act.tried(work), self._done, self._failed)

    def field_edited(self) -> None:
        """Connect every field's signal to this."""
        if not self._is_filling:
            self._say_state()
            self.edited.emit()

    def _fill(self) -> None:
        self._is_filling = True
        self._act.begin()
        self.fill(self.settings)
        self._as_filled = self.draft()
        if self.saves and not self.may_save:
            read_only(self.fields)
        self._is_filling = False
        self._say_state()

    def _done(self, changes: Changes) -> None:
        self._act.begin()
        self._saving(False)
        self._as_filled = self.draft()
        self._say_state()
        self.edited.emit()
        self._desk.bus.publish(changes)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _failed(self, error: BaseException) -> None:
        self._act.answered(error)
        self._saving(False)
        if isinstance(error, Conflict):
            self._then = None
            ConflictDialog(error, self.revert, partial(self._save_over, error), self).open()
        elif isinstance(error, Refused | Unavailable):
            self._refuse(sentence(error))
        else:
            present(error, self)

    def _save_over(self, conflict: Conflict) -> None:
        self._act.save_over(conflict)
        self.go()

    def _refuse(self, text: str) -> None:
        self._then = None
        self.refusal.say(text, Tone.SHORT)

    def _saving(self, is_saving: bool) -> None:
        self._is_saving = is_saving
        self.fields.setEnabled(not is_saving)
        self._say_state()

    def _say_state(self) -> None:
        for button in (self.save, self.take_back):
            button.setEnabled(self.is_changed and not self._is_saving)
