"""Asks what to do with something typed and not saved, before it is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label


class UnsavedDialog(QDialog):
    """Save, leave it out, or stay; Esc stays."""

    def __init__(
        self,
        what: str,
        save: Callable[[], None],
        leave_out: Callable[[], None],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_unsaved")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Not saved yet"))
        self._save, self._leave_out = save, leave_out
        said = paragraph(self.tr("What you typed is not saved: {what}.").format(what=what))
        said.setMinimumWidth(space(80))
        keep = push_button(self.tr("&Save"), self._saved, name="unsaved_save", primary=True)
        keep.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addStretch(1)
        buttons.addWidget(push_button(self.tr("S&tay here"), self.reject, name="unsaved_stay"))
        drop = push_button(self.tr("&Do not save"), self._dropped, name="unsaved_drop")
        buttons.addWidget(drop)
        buttons.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(4))
        layout.addWidget(text_label(self.windowTitle(), size=Size.TITLE, bold=True))
        layout.addWidget(said)
        layout.addLayout(buttons)
        keep.setFocus()

    def _saved(self) -> None:
        self.accept()
        self._save()

    def _dropped(self) -> None:
        self.accept()
        self._leave_out()
