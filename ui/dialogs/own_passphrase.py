"""Changing one's own passphrase."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from rota.services.users import change_passphrase
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.passphrase import NewPassphrase, secret_line


class OwnPassphraseDialog(ErrandDialog):
    """The old one once, the new one twice."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, "Change my passphrase", "Change", parent)
        self.setObjectName("dialog_own_passphrase")
        said = paragraph(
            self.tr("Nobody else knows it, and nobody can tell you: keep it in mind."), muted=True
        )
        said.setMinimumWidth(space(95))
        self.old = secret_line(self.tr("Present passphrase"), "old_passphrase")
        self.new = NewPassphrase(self.tr("&New passphrase"))
        self.new.put_before(self.tr("Pr&esent passphrase"), self.old)
        self.body.addWidget(said)
        self.body.addWidget(self.new)
        self.old.textChanged.connect(self._look)
        self.new.changed.connect(self._look)
        self._look()
        self.old.setFocus()

    def work(self) -> Save:
        """The change, as the fields have it."""
        return partial(change_passphrase, self._desk.storage, self.old.text(), self.new.text)

    def _look(self) -> None:
        self.save.setEnabled(bool(self.old.text()) and self.new.is_whole)
