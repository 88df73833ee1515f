"""What is shown in the place of the window while it is locked: one field and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.colours import Role, Tone
from ui.errors import sentence
from ui.icons import pixmap
from ui.jobs import Jobs
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import Form
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.passphrase import secret_line
from ui.widgets.wait_notice import WaitNotice

FREE_TRIES = 3
"""So many wrong passphrases cost no wait; each further one doubles it."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 60.0


def wait_after(wrong: int) -> float:
    """How many seconds the next try waits after so many wrong ones."""
    if wrong < FREE_TRIES:
        return 0.0
    return float(min(FIRST_WAIT_SECONDS * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT_SECONDS))


class LockedWindow(QWidget):
    """Asks for the passphrase of whoever is signed in; somebody else must sign them out first.

    ``is_right`` runs off the window's thread. Emits ``unlocked``, or ``left`` with True for a
    sign-out and False to quit.
    """

    unlocked = Signal()
    left = Signal(bool)

    def __init__(self, name: str, is_right: Callable[[str], bool]) -> None:
        super().__init__()
        self.setObjectName("locked")
        self.setWindowTitle(self.tr("Strike Rota – locked"))
        self._is_right = is_right
        self._wrong = 0
        self._signs_out = True
        self._may_close = False
        self._jobs = Jobs(self)
        self._drawing = QLabel()
        self.passphrase = secret_line(self.tr("Passphrase"), "lock_passphrase")
        self.refusal = Notice()
        self.refusal.setObjectName("refusal")
        self.wait = WaitNotice()
        self.wait.over.connect(self._look)
        self.unlock = push_button(self.tr("&Unlock"), self.go, name="unlock", primary=True)
        self.sign_out = push_button(
            self.tr("&Sign out…"), partial(self._ask_out, True), name="lock_sign_out"
        )
        self.asking = self._question()
        self._lay_out(name)
        self.passphrase.textChanged.connect(self._look)
        self.passphrase.returnPressed.connect(self.go)
        self._look()

    def end(self) -> None:
        """Go away."""
        self._may_close = True
        self._jobs.close()
        self.wait.wait(0)
        self.close()
        self.deleteLater()

    def go(self) -> None:
        """Try the passphrase."""
        if not self.unlock.isEnabled():
            return
        self.refusal.say("")
        self.passphrase.setEnabled(False)
        self.unlock.setEnabled(False)
        self.setCursor(Qt.CursorShape.BusyCursor)
        self._jobs.run(partial(self._is_right, self.passphrase.text()), self._answer, self._failed)

    def _answer(self, is_right: bool) -> None:
        self._rest()
        self.passphrase.clear()
        if is_right:
            self.unlocked.emit()
            return
        self._wrong += 1
        self.refusal.say(self.tr("The passphrase is not right."), Tone.SHORT)
        self.wait.wait(wait_after(self._wrong))
        self.passphrase.setFocus()
        self._look()

    def _failed(self, error: BaseException) -> None:
        self._rest()
        self._look()
        self.refusal.say(sentence(error), Tone.SHORT)

    def _rest(self) -> None:
        self.unsetCursor()
        self.passphrase.setEnabled(True)

    def _look(self) -> None:
        self.unlock.setEnabled(bool(self.passphrase.text()) and not self.wait.is_waiting)

    def _lay_out(self, name: str) -> None:
        title = text_label(self.tr("Strike Rota is locked"), size=Size.TITLE, bold=True)
        who = self.tr("{name} is signed in. What was being typed is kept.").format(name=name)
        form = Form()
        form.put(self.tr("&Passphrase"), self.passphrase)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.sign_out)
        buttons.addStretch(1)
        buttons.addWidget(self.unlock)
        middle = QWidget()
        middle.setFixedWidth(space(110))
        down = QVBoxLayout(middle)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(3))
        down.addWidget(self._drawing)
        down.addWidget(title)
        down.addWidget(paragraph(who, muted=True))
        down.addLayout(form)
        down.addLayout(buttons)
        said = QWidget()  # what is said has room below: nothing above it moves
        said.setFixedWidth(space(110))
        below = QVBoxLayout(said)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(space(3))
        for each in (self.refusal, self.wait, self.asking):
            below.addWidget(each)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(space(3))
        layout.addStretch(2)
        layout.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(said, 3, Qt.AlignmentFlag.AlignHCenter)
        self._draw()

    def _draw(self) -> None:
        colour = self.palette().color(Role.WindowText)
        self._drawing.setPixmap(pixmap("lock", space(10), colour, self.devicePixelRatioF()))

    def _question(self) -> Notice:
        asking = Notice()
        asking.setObjectName("lock_question")
        self.lose = push_button(self.tr("Sign out"), self._lose, name="lock_lose")
        asking.add(self.lose)
        asking.add(push_button(self.tr("Stay"), self._stay, name="lock_stay"))
        return asking

    def _ask_out(self, signs_out: bool) -> None:
        self._signs_out = signs_out
        self.lose.setText(self.tr("Sign out") if signs_out else self.tr("Quit"))
        self.asking.say(self.tr("What was typed and not saved is lost."), Tone.WARNING)
        self.lose.setFocus()

    def _lose(self) -> None:
        self.left.emit(self._signs_out)

    def _stay(self) -> None:
        self.asking.say("")
        self.passphrase.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first: what was typed would be lost."""
        if self._may_close:
            super().closeEvent(event)
            return
        event.ignore()
        self._ask_out(False)

    def changeEvent(self, event: QEvent) -> None:
        """Draw for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back the question."""
        if event.key() == Qt.Key.Key_Escape:
            self._stay()
        else:
            super().keyPressEvent(event)
