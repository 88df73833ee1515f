"""Pictures of every page and the letters, made where nobody looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from rota.domain.errors import Unavailable
from rota.domain.times import Clock
from rota.services.batch_making import render
from rota.services.ports import Storage
from rota.services.tools import Tools
from ui.assembly import assemble
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.theme import apply_theme

SIZE = QSize(1280, 720)
PAUSE_MILLISECONDS = 1000
"""The longest pause after which something put off is shown; other timers wait for longer."""


@dataclass(frozen=True, slots=True)
class Shot:
    """Where pictures go and how they look; ``ending`` is put behind each page's name."""

    out: Path
    theme: Literal["light", "dark"]
    scale: int = 1
    ending: str = ""


def take(
    app: QApplication, tools: Tools, storage: Storage, clock: Clock, shots: Sequence[Shot]
) -> list[Path]:
    """Open the whole window unseen and write a picture of each page for each look."""
    apply_theme(app, shots[0].theme)
    window = assemble(tools, storage, clock)
    broken: list[BaseException] = []
    window.jobs.broke.connect(broken.append)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(SIZE)
    window.show()
    settle(app, window.jobs, window)
    try:
        return [path for shot in shots for path in _pages(app, window, shot)]
    finally:
        window.close()
        window.deleteLater()
        app.processEvents()
        if broken:
            raise broken[0]


def settle(app: QApplication, jobs: Jobs, window: QWidget | None = None) -> None:
    """Let everything asked for come in and be shown, also what a window puts off for a moment."""
    while jobs.is_busy or (window is not None and _puts_off(window)):
        app.processEvents(
            QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        )
    app.processEvents()


def _puts_off(window: QWidget) -> bool:
    """Whether something waits for a pause, such as a sample until nobody types."""
    return any(
        each.isActive() and each.isSingleShot() and each.interval() <= PAUSE_MILLISECONDS
        for each in window.findChildren(QTimer)
    )


def _pages(app: QApplication, window: MainWindow, shot: Shot) -> list[Path]:
    apply_theme(app, shot.theme)
    paths = []
    for page in window.pages:
        window.show_page(page.object_name)
        for face in page.faces:
            page.show_face(face)
            settle(app, window.jobs, window)
            first = face == page.faces[0]
            name = page.object_name.removeprefix("page_") + ("" if first else f"-{face}")
            paths.append(_save(window, shot.out / f"{name}{shot.ending}.png", shot.scale))
        page.show_face(page.faces[0])
    return paths


def _save(window: MainWindow, path: Path, scale: int) -> Path:
    image = QImage(window.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    window.render(image)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            "no_folder", f"{path.parent} cannot be made: {error.strerror}."
        ) from error
    if not image.save(str(path)):
        raise Unavailable("not_written", f"{path} cannot be written. Choose another folder.")
    return path


def leave_letters(tools: Tools, storage: Storage, now: datetime, folder: Path) -> Path | None:
    """Make a batch of every letter that is ready and leave its print file; nothing is posted."""
    made = render(storage, tools.typesetter(), tools.rules.letters, now)
    if made.batch is None:
        return None
    path = folder / f"batch-{made.batch:04d}.pdf"
    path.write_bytes(made.pdf)
    return path
