"""How this person last looked at a page: remembered on this computer, never in the database."""

from __future__ import annotations

from PySide6.QtCore import QSettings


def _kept() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "strike-rota", "views")


def last_view(page: str) -> str:
    """The view of a page that was chosen last, or nothing."""
    said = _kept().value(page, "")
    return said if isinstance(said, str) else ""


def keep_view(page: str, view: str) -> None:
    """Remember a view for next time."""
    _kept().setValue(page, view)
