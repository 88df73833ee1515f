"""The desktop program: the window over an open hospital, or pictures of it where no screen is."""

from __future__ import annotations

import gc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QMessageLogContext,
    QSettings,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from rota.domain.backups import Damaged
from rota.domain.errors import Unavailable
from rota.domain.times import Clock
from rota.services.ports import Storage
from rota.services.tools import Tools
from ui import leaving
from ui.assembly import assemble
from ui.display import NEEDS_SERVER, has_display, named_platform
from ui.errors import ErrorHook
from ui.hospital import opened
from ui.main_window import MainWindow
from ui.opening import Entry, ask_again, ask_in, bring_back, protect
from ui.shots import Shot, leave_letters, take
from ui.theme import Scheme, apply_theme

NAME = "Strike Rota"
NO_DISPLAY = (
    "There is no display, so the window cannot open. Use the commands instead: "
    "python main.py --help. To see the program without a display: python main.py --demo."
)
SCHEME, GEOMETRY = "theme", "geometry"

TURN_SECONDS = 0.0005
"""How soon a busy thread of Python gives way to the window; painting asks for its turn often."""

COLLECTED_AFTER = 2_000, 10, 1_000
"""How often Python looks for unreachable cycles: the youngest objects, older ones, and all.

All of them at a hospital's size stop every thread for 0.2 to 0.5 s, the window's too.
"""


def open_window(tools: Tools, address: str, demo: bool, now: datetime | None) -> int:
    """Open the window and return the exit status when it is closed.

    Without a display a demo does the same job off screen and leaves pictures and letters in a
    folder, whose path alone goes to standard output; anything else is Unavailable.
    """
    if demo and not has_display():
        return _demo_off_screen(tools, now)
    if not has_display() and named_platform() in NEEDS_SERVER:
        raise Unavailable("no_display", NO_DISPLAY)
    app = application()
    settings = QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "strike-rota", "window"
    )
    apply_theme(app, _scheme(settings))
    with _error_hook():
        return _sit(app, tools, None if demo else address, now, settings)


def take_shots(
    tools: Tools,
    address: str | None,
    out: Path,
    theme: str,
    scale: int,
    now: datetime | None,
    storage: Storage | None = None,
) -> list[Path]:
    """Write a picture of every page, 1280 by 720, and return the files.

    ``scale`` 2 doubles the dots. Without an address the pages show a made-up hospital.
    ``storage`` is the hospital if somebody signed in to it; it is closed at the end.
    """
    app = _unseen()
    shot = Shot(out, "dark" if theme == "dark" else "light", scale)
    with opened(tools, address, now, storage=storage) as (hospital, clock):
        return take(app, tools, hospital, clock, (shot,))


def application() -> QApplication:
    """Return the one application, named."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([NAME])
    app.setApplicationName("strike-rota")
    app.setApplicationDisplayName(NAME)
    return app


def keep_the_window_quick() -> None:
    """Set for the whole process how Python shares out its time; call when the window is up."""
    sys.setswitchinterval(TURN_SECONDS)
    gc.set_threshold(*COLLECTED_AFTER)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: sweeping it again held the window up for 70 ms


def _unseen() -> QApplication:
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        qInstallMessageHandler(_qt_said)
    return application()


def _qt_said(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Pass on what Qt says, but for what it says of every window that has a least size."""
    if "propagateSizeHints" not in text:
        _tell(text)


def _demo_off_screen(tools: Tools, now: datetime | None) -> int:
    print("There is no display: the demo runs off screen.", file=sys.stderr)  # noqa: T201
    app = _unseen()
    folder = Path(tempfile.mkdtemp(prefix="strike-rota-demo-", dir=_plain_temporary())).resolve()
    shots = (Shot(folder, "light", 1, "-light"), Shot(folder, "dark", 1, "-dark"))
    with opened(tools, None, now, _tell) as (storage, clock):
        take(app, tools, storage, clock, shots)
        leave_letters(tools, storage, clock(), folder)
    print(folder)  # noqa: T201
    return 0


def _plain_temporary() -> str | None:
    """The usual folder for temporary files, unless its path has a space."""
    return "/tmp" if " " in tempfile.gettempdir() and os.path.isdir("/tmp") else None


def _tell(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


def _sit(
    app: QApplication, tools: Tools, address: str | None, now: datetime | None, settings: QSettings
) -> int:
    """Let one person after the other in, until one of them quits."""
    entry = Entry(None) if address is None else ask_in(tools, address)
    while entry is not None:
        at = entry.address
        try:
            with opened(tools, at, now, _tell, entry.storage) as (storage, clock):
                status, left_for = _run(app, tools, storage, clock, settings)
        except Damaged as found:
            if at is None or not bring_back(tools, found):
                return 1
            entry = ask_in(tools, at)
            continue
        match left_for:
            case "":
                return status
            case _ if at is None:
                entry = None
            case leaving.PROTECT:
                entry = protect(tools, at, tools.clock)
            case leaving.SIGNED_OUT:
                entry = ask_again(tools, at)
            case _:
                entry = ask_in(tools, at)
    return 0


def _run(
    app: QApplication, tools: Tools, storage: Storage, clock: Clock, settings: QSettings
) -> tuple[int, str]:
    """Show the window until it closes; say the exit status and what it was left for."""
    window = assemble(tools, storage, clock)
    _restore(window, settings)
    window.theme_chosen.connect(lambda scheme: settings.setValue(SCHEME, scheme))
    window.show()
    keep_the_window_quick()
    status = app.exec()
    settings.setValue(GEOMETRY, window.saveGeometry())
    window.close()
    left_for = window.leaving
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return int(status), left_for


def _scheme(settings: QSettings) -> Scheme:
    match settings.value(SCHEME):
        case "light":
            return "light"
        case "dark":
            return "dark"
        case _:
            return "system"


def _restore(window: MainWindow, settings: QSettings) -> None:
    geometry = settings.value(GEOMETRY)
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)


@contextmanager
def _error_hook() -> Iterator[None]:
    """A bug goes to the log and is said once; it does not end the program."""
    logging.basicConfig(level=logging.WARNING)
    hook = ErrorHook()
    hook.install()
    try:
        yield
    finally:
        hook.remove()
