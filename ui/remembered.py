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


LOCK_MINUTES = 10
"""After how long without a key or the mouse the window locks, until somebody sets it."""
LONGEST_MINUTES = 60


def lock_minutes() -> int:
    """Minutes after which the window locks on this computer."""
    said = _kept().value("lock_minutes", LOCK_MINUTES)
    try:
        return min(max(int(str(said)), 1), LONGEST_MINUTES)
    except ValueError:
        return LOCK_MINUTES


def keep_lock_minutes(minutes: int) -> None:
    """Remember after how many minutes the window locks on this computer."""
    _kept().setValue("lock_minutes", minutes)
