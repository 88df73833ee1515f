"""Who sits at the window: said at its foot; the lock, and what one does with one's own sign-in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from rota.services.demo import present_of
from ui.desk import Desk
from ui.dialogs.own_passphrase import OwnPassphraseDialog
from ui.leaving import SIGN_OUT, SIGNED_OUT
from ui.lock import Lock, LockClock
from ui.main_window import MainWindow
from ui.remembered import lock_minutes
from ui.role_words import user_words
from ui.theme import Size, space
from ui.widgets.labels import text_label


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sitting", text)


class Sitting(QObject):
    """Says who is signed in, or that nobody is; ``lock`` is None where there are no users."""

    def __init__(self, desk: Desk, window: MainWindow, clock: LockClock | None = None) -> None:
        super().__init__(window)
        self.setObjectName("sitting")
        self._desk, self._window = desk, window
        self.label = text_label(size=Size.SMALL, muted=True)
        self.label.setObjectName("signed_in")
        self.label.setContentsMargins(0, 0, space(4), 0)
        window.statusBar().addPermanentWidget(self.label)
        self.lock: Lock | None = None
        self._leaves_for = SIGN_OUT
        keys, user = desk.storage.keys, desk.storage.user
        if user.is_open or keys is None:
            desk.jobs.run(partial(present_of, desk.storage), self._say_open)
            return
        self._say(user_words(user))
        is_right = partial(keys.is_right, user.login)
        clock = clock or LockClock(desk.tools.clock)
        self.lock = Lock(window, user.name, is_right, lock_minutes, clock)
        self.lock.left.connect(self._left_locked)
        actions = window.actions_
        actions.add_sign_in()
        actions.lock.triggered.connect(lambda: self._lock())
        actions.passphrase.triggered.connect(lambda: self._change())
        actions.sign_out.triggered.connect(lambda: self._window.leave(SIGN_OUT))

    def _say_open(self, present: object) -> None:
        if present is None:
            self._say(_tr("No sign-in: anybody at this computer can read this file"))
        else:
            self._say(_tr("Demo: no sign-in, nothing here is real"))

    def _say(self, text: str) -> None:
        self.label.setText(text)
        self.label.setAccessibleName(text)

    def _lock(self) -> None:
        if self.lock is not None:
            self.lock.lock()

    def _change(self) -> None:
        OwnPassphraseDialog(self._desk, self._window).open()

    def _left_locked(self, signs_out: bool) -> None:
        self._window.leave(self._leaves_for if signs_out else "", ask=False)

    def put_out(self) -> None:
        """Hide all that is shown: an administrator lets this login in no more."""
        if self.lock is not None:
            self._leaves_for = SIGNED_OUT
            self.lock.put_out()

    def say_new_roles(self) -> None:
        """Say that what one may do here is not what it was."""
        self._say(_tr("Your roles were changed; sign in again to use them."))
