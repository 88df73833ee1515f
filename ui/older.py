"""A notice over every page that the file is not what it was: an older copy was put back."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from rota.services.ports import Storage
from ui.colours import Tone
from ui.main_window import MainWindow
from ui.widgets.notice import Notice


def warn_of_older(storage: Storage, window: MainWindow) -> None:
    """Say so above everything, for as long as the window is open."""
    if storage.older is None:
        return
    notice = Notice()
    notice.setObjectName("older_file")
    middle = window.centralWidget()
    layout = None if middle is None else middle.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertWidget(0, notice)
    notice.say(storage.older.words, Tone.WARNING)
