"""Letting a person in: what stands before a hospital is asked here, before the window opens."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog

from rota.domain.backups import Damaged
from rota.domain.times import Clock
from rota.domain.users import Door
from rota.services.ports import Storage
from rota.services.tools import Tools
from ui.dialogs.damaged import DamagedDialog
from ui.dialogs.first_run import DEMO, FirstRunDialog
from ui.dialogs.protect import ProtectDialog
from ui.dialogs.sign_in import SignInDialog


@dataclass(frozen=True, slots=True)
class Entry:
    """What to open: an address (None: the demo), and the hospital if somebody signed in to it."""

    address: str | None
    storage: Storage | None = None


def ask_in(tools: Tools, address: str, said: str = "") -> Entry | None:
    """Ask whatever has to be asked; None when the person leaves instead.

    ``said`` is why they are asked again.

    A file that is damaged without anybody's passphrase says so once it is opened. Where people
    sign in, the journal goes by the computer's clock, whatever the present is to be.
    """
    clock = tools.clock
    match tools.access.door(address):
        case Door.NEW:
            return _first_run(FirstRunDialog(tools, address, clock), address)
        case Door.LOCKED:
            dialog = SignInDialog(tools.access, address, clock)
            dialog.refuse(said)
            entry = _sign_in(dialog, address)
            if dialog.damaged is not None and bring_back(tools, dialog.damaged):
                return ask_in(tools, address)
            return entry
        case Door.SERVER:
            dialog = SignInDialog(tools.access, address, clock, is_server=True)
            dialog.refuse(said)
            return _sign_in(dialog, address)
        case _:
            return Entry(address)


def ask_again(tools: Tools, address: str) -> Entry | None:
    """Tell somebody that they were put out, and ask whoever sits there to sign in."""
    said = "You were signed out: an administrator removed this login or changed its passphrase."
    return ask_in(tools, address, QCoreApplication.translate("Opening", said))


def bring_back(tools: Tools, found: Damaged) -> bool:
    """Offer to put a backup in the place of a damaged file; False: the person quits."""
    return _answered(DamagedDialog(tools, found))


def protect(tools: Tools, address: str, clock: Clock) -> Entry:
    """Ask for the first user of an open file; it stays open to anybody if the person leaves."""
    dialog = ProtectDialog(tools, address, clock)
    _answered(dialog)
    return Entry(address, dialog.storage)


def _first_run(dialog: FirstRunDialog, address: str) -> Entry | None:
    if not _answered(dialog) and dialog.storage is None:
        return None
    return Entry(None if dialog.chosen == DEMO else address, dialog.storage)


def _sign_in(dialog: SignInDialog, address: str) -> Entry | None:
    return Entry(address, dialog.storage) if _answered(dialog) else None


def _answered(dialog: QDialog) -> bool:
    """Show a dialog that is the only window, and wait for it."""
    quits = QApplication.quitOnLastWindowClosed()
    QApplication.setQuitOnLastWindowClosed(False)  # else its end would end the window to come
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        QApplication.setQuitOnLastWindowClosed(quits)
        dialog.deleteLater()
