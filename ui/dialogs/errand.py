"""The frame of a dialog whose answer is saved at once; a refusal is said beside the button."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from rota.domain.errors import Conflict, Refused, Unavailable
from ui.act import Act
from ui.colours import Role, Tone, tone_colours
from ui.desk import Desk
from ui.errors import present, sentence
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.conflict import ConflictDialog
from ui.widgets.labels import paragraph, text_label

Save = Callable[[], Changes]


class ErrandDialog(QDialog):
    """Asks, saves off the window's thread, closes once it is saved, and tells every page.

    A subclass fills ``body`` and answers ``work`` with what is to be saved. What somebody else
    changed since it opened is shown beside one's own before anything is saved over it.
    """

    has_own_key: ClassVar[bool] = False
    """Whether its work sees to it itself that trying again does it only once."""

    saved = Signal(object)

    def __init__(self, desk: Desk, title: str, button: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self._desk = desk
        self._act = Act(desk)
        self._is_saving = False
        self.refusal: QLabel = paragraph()
        self.refusal.setObjectName("refusal")
        self.refusal.hide()
        self.save = push_button(button, self.go, name="save", primary=True)
        self.save.setDefault(True)
        self.cancel = push_button(self.tr("Cancel"), self.reject, name="cancel")
        self.body = QVBoxLayout()
        self.body.setSpacing(space(3))
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(4))
        layout.addWidget(text_label(title, size=Size.TITLE, bold=True))
        layout.addLayout(self.body)
        layout.addWidget(self.refusal)
        layout.addStretch(1)
        layout.addLayout(buttons)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self._tint()

    def work(self) -> Save:
        """What to save, read off the fields now; runs later on the database thread."""
        raise NotImplementedError

    def go(self) -> None:
        """Save, unless it is being saved already."""
        if self._is_saving:
            return
        self.refuse("")
        try:
            work = self.work()
        except Refused as error:
            self.refuse(error.text)
            return
        self._saving(True)
        tried = work if self.has_own_key else self._act.tried(work)
        self._desk.jobs.run(tried, self._done, self._failed)

    def refuse(self, text: str) -> None:
        """Say why not; nothing takes it away."""
        self.refusal.setText(text)
        self.refusal.setVisible(bool(text))
        wide = self.save.geometry().right() - self.contentsMargins().left() - space(5)
        self.refusal.setMinimumHeight(self.refusal.heightForWidth(wide) if text else 0)

    def _saving(self, is_saving: bool) -> None:
        self._is_saving = is_saving
        self.save.setEnabled(not is_saving)
        self.cancel.setEnabled(not is_saving)

    def _done(self, changes: Changes) -> None:
        self._act.answered()
        self._saving(False)
        self.saved.emit(changes)
        self.accept()
        self._desk.bus.publish(changes)

    def _failed(self, error: BaseException) -> None:
        self._act.answered(error)
        self._saving(False)
        if isinstance(error, Conflict):
            mine = partial(self._save_over, error)
            ConflictDialog(error, self.reject, mine, self).open()
        elif isinstance(error, Refused | Unavailable):
            self.refuse(sentence(error))
        else:
            present(error, self)

    def _save_over(self, conflict: Conflict) -> None:
        self._act.save_over(conflict)
        self.go()

    def _tint(self) -> None:
        palette = self.refusal.palette()
        palette.setColor(Role.WindowText, tone_colours(self.palette(), Tone.SHORT).mark)
        self.refusal.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the refusal for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._tint()

    def reject(self) -> None:
        """Close without saving; not in the middle of it."""
        if not self._is_saving:
            super().reject()
