"""Giving a file that is open to anybody its first user and a passphrase."""

from __future__ import annotations

from rota.domain.times import Clock
from rota.domain.users import NewUser
from rota.services.tools import Tools
from ui.dialogs.founding import FoundingDialog


class ProtectDialog(FoundingDialog):
    """Encrypts the file, which nobody may have open meanwhile."""

    def __init__(self, tools: Tools, address: str, clock: Clock) -> None:
        super().__init__(tools, address, clock, "Strike Rota")
        self.setObjectName("dialog_protect")
        self.founder.title.setText(self.tr("Protect this file with a passphrase"))
        self.name.setFocus()

    def make(self, founder: NewUser) -> str:
        """Encrypt the file."""
        return self._tools.access.protect(self._address, self._clock, founder)
