"""What is said in place of something that could not be read, with a button to try again."""

from __future__ import annotations

from PySide6.QtCore import Signal

from rota.domain.errors import Refused, Unavailable
from ui.colours import Tone
from ui.errors import present, sentence
from ui.widgets.buttons import push_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.notice import Notice


class Unread(Notice):
    """In a panel; hidden until something could not be read. Emits ``again_asked``."""

    again_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unread")
        self.add(push_button(self.tr("Try again"), self.again_asked.emit, name="read_again"))

    def tell(self, error: BaseException) -> None:
        """Say that it could not be read, and why."""
        said = self.tr("This could not be read. {why}")
        self.say(said.format(why=sentence(error)), Tone.SHORT)
        _present_bug(error, self)


class ReadingState(EmptyState):
    """Instead of a page until its first answer has come in. Emits ``asked`` to try again."""

    def __init__(self) -> None:
        super().__init__("info", "", "")
        self.setObjectName("reading")
        self.button.setObjectName("read_again")
        self.wait()

    def wait(self) -> None:
        """Say that it is being read."""
        self.say(self.tr("Reading…"), "")

    def fail(self, error: BaseException) -> None:
        """Say that it could not be read, and why."""
        self.say(self.tr("This could not be read"), sentence(error), self.tr("Try again"))
        _present_bug(error, self)


def _present_bug(error: BaseException, widget: Notice | EmptyState) -> None:
    """What nobody foresaw also goes to the log."""
    if not isinstance(error, Refused | Unavailable):
        present(error, widget.window())
