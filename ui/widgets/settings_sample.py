"""Beside the settings: a made-up letter as it would print with what is typed."""

from __future__ import annotations

from functools import cache, partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.errors import Refused, Unavailable
from rota.domain.languages import ENGLISH
from rota.domain.letter_content import TypesetBatch
from rota.services.letter_settings import LetterSettings
from rota.services.sample_letter import letter_to_nobody
from ui.desk import Desk
from ui.errors import present
from ui.theme import space
from ui.widgets.labels import paragraph, text_label
from ui.widgets.letter_preview import PageView

PAUSE_MILLISECONDS = 350
"""How long to wait for the next key before the sample is set again."""


class SettingsSample(QWidget):
    """Sets the sample again once typing pauses; what was asked for meanwhile is skipped."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._typesetter = cache(desk.tools.typesetter)
        self._asked: tuple[LetterSettings, str, str] | None = None
        self._shown: tuple[LetterSettings, str, str] | None = None
        self._is_setting = False
        self.title = text_label(self.tr("As it prints"), bold=True)
        self.words = paragraph(muted=True)
        self.words.setObjectName("sample_words")
        self.pages = PageView(desk)
        down = QVBoxLayout(self)
        down.setContentsMargins(space(4), space(1), 0, 0)
        down.setSpacing(space(1))
        for widget in (self.title, self.words):
            widget.setContentsMargins(0, 0, space(4), 0)
            down.addWidget(widget)
        down.addWidget(self.pages, 1)
        self.setMinimumWidth(space(42))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._set_next)

    def show_sample(self, settings: LetterSettings, site: str, language: str) -> None:
        """Show a letter with these settings, at a site and in a language."""
        asked = settings, site, language or ENGLISH
        if asked != self._shown:
            self._asked = asked
            self._pause.start()

    def _set_next(self) -> None:
        if self._is_setting or self._asked is None:
            return
        asked, self._asked = self._asked, None
        self._is_setting, self._shown = True, asked
        self._desk.jobs.run_pure(
            partial(self._typeset, *asked), self._show, self._no_sample, ended=self._ended
        )

    def _typeset(self, settings: LetterSettings, site: str, language: str) -> TypesetBatch:
        rules, now = self._desk.tools.rules.letters, self._desk.now()
        letter = letter_to_nobody(settings.setup, settings.approved, rules, now, site, language)
        return self._typesetter().typeset([letter])

    def _show(self, made: TypesetBatch) -> None:
        if made.letters:
            self.words.setText(self.tr("A made-up letter with what stands here, saved or not."))
            self.pages.show_pages(made.pdf, made.letters[0].first_page, made.letters[0].pages)
        else:
            self.pages.clear()
            said = made.exceptions[0].text if made.exceptions else ""
            self.words.setText(self.tr("Such a letter cannot be printed: {why}").format(why=said))

    def _no_sample(self, error: BaseException) -> None:
        self.pages.clear()
        if isinstance(error, Refused | Unavailable):
            self.words.setText(error.text)
        else:
            present(error, self.window())

    def _ended(self) -> None:
        self._is_setting = False
        self._set_next()
