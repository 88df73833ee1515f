"""Where this person keeps files on this computer: remembered here, never in the database."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths


def _kept() -> QSettings:
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "strike-rota", "folders"
    )


def print_folder() -> Path:
    """The folder used last for print files if it is still there, or the documents folder."""
    last = _kept().value("print", "")
    if isinstance(last, str) and last and Path(last).is_dir():
        return Path(last)
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(documents) or Path.home())


def keep_print_folder(folder: Path) -> None:
    """Remember a folder for next time."""
    _kept().setValue("print", str(folder))
