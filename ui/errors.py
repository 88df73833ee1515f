"""What a person sees when something says no, and what is logged when it is our fault."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from rota.domain.errors import Refused, Unavailable

log = logging.getLogger("rota.ui")
OBJECT_NAME = "message"
_unowned: set[QMessageBox] = set()
"""Boxes without a window: nothing else would keep them alive until they are answered."""


def sentence(error: BaseException) -> str:
    """What to tell the person: the error's own sentence, or an apology for a bug."""
    if isinstance(error, Refused | Unavailable):
        return error.text
    return QCoreApplication.translate(
        "errors",
        "Something went wrong in the program. Nothing was half saved, and you can go on. "
        "The log says where it happened, without any names.",
    )


def present(error: BaseException, parent: QWidget | None = None) -> None:
    """Show an error once, without stopping the program; a bug also goes to the log."""
    known = isinstance(error, Refused | Unavailable)
    if not known:
        log.error("A bug:\n%s", scrubbed(error))
    parent = parent or QApplication.activeWindow()
    if not known and _showing_bug():
        return
    box = QMessageBox(parent)
    box.setObjectName(OBJECT_NAME if known else OBJECT_NAME + "_bug")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(QApplication.applicationDisplayName() or "Strike Rota")
    box.setIcon(QMessageBox.Icon.Information if known else QMessageBox.Icon.Warning)
    box.setText(sentence(error))
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    if parent is None:
        _unowned.add(box)
        box.finished.connect(lambda _result: _unowned.discard(box))
    box.open()


def scrubbed(error: BaseException) -> str:
    """A traceback of places and kinds only: no message, no value, so no name of a person."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        places = [f"  {_short(f.filename)}:{f.lineno} in {f.name}" for f in frames]
        parts.append("\n".join([type(current).__qualname__, *places]))
        current = current.__cause__ or current.__context__
    return "\nafter ".join(parts)


class ErrorHook(QObject):
    """Catches what nobody caught, on any thread, and shows it on the window's thread."""

    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caught.connect(self._show)
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over from Python's own hooks."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def remove(self) -> None:
        """Put Python's hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            QCoreApplication.quit()
            return
        self._caught.emit(error.with_traceback(trace))

    def _uncaught_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self._caught.emit(caught.exc_value)

    @Slot(object)
    def _show(self, error: BaseException) -> None:
        present(error)


def _showing_bug() -> bool:
    """Whether an apology is already on screen: a bug in a paint must not bury the window."""
    name = OBJECT_NAME + "_bug"
    return any(
        isinstance(widget, QMessageBox) and widget.objectName() == name and widget.isVisible()
        for widget in QApplication.topLevelWidgets()
    )


def _short(filename: str) -> str:
    """The last parts of a path: a home folder can hold a person's name."""
    return "/".join(Path(filename).parts[-3:])
