"""Buttons: one filled, the rest plain."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton

from ui.colours import Role
from ui.icons import dress


def push_button(
    text: str,
    clicked: Callable[[], object],
    *,
    name: str,
    icon_name: str = "",
    primary: bool = False,
) -> QPushButton:
    """A push button; ``primary`` fills the one that goes on with the work."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    if primary:
        button.setProperty("primary", "true")
    if icon_name:
        dress(button, icon_name, Role.HighlightedText if primary else Role.ButtonText)
    button.clicked.connect(lambda: clicked())
    return button


def icon_button(
    text: str, icon_name: str, clicked: Callable[[], object], *, name: str
) -> QToolButton:
    """A button that is only a drawing; ``text`` is its tooltip and its spoken name."""
    button = QToolButton()
    button.setObjectName(name)
    button.setAutoRaise(True)
    button.setToolTip(text)
    button.setAccessibleName(text)
    dress(button, icon_name)
    button.clicked.connect(lambda: clicked())
    return button


def action_button(action: QAction) -> QToolButton:
    """A flat button for an action."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setAccessibleName(action.toolTip())
    return button
