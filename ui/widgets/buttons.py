"""Buttons: one filled, the rest plain."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton

from ui.colours import Role
from ui.icons import dress
from ui.theme import space


class PushButton(QPushButton):
    """A push button whose last letter is not clipped.

    A styled button gives its words their rounded width, and half a pixel of the last letter is
    cut off; looked at with Qt 6.11.3.
    """

    def sizeHint(self) -> QSize:
        """One step of the grid wider than the words need."""
        return super().sizeHint() + QSize(space(1), 0)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than the words."""
        return self.sizeHint()


def push_button(
    text: str,
    clicked: Callable[[], object],
    *,
    name: str,
    icon_name: str = "",
    primary: bool = False,
) -> PushButton:
    """A push button; ``primary`` fills the one that goes on with the work."""
    button = PushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    if primary:
        button.setProperty("primary", "true")
    if icon_name:
        dress(button, icon_name, Role.HighlightedText if primary else Role.ButtonText)
    button.clicked.connect(lambda: clicked())
    return button


def plain(button: QPushButton) -> None:
    """Make a filled button a plain one: another one goes on with the work now."""
    button.setProperty("primary", "false")
    button.style().unpolish(button)
    button.style().polish(button)


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


def action_button(action: QAction, *, with_shortcut: bool = False) -> QToolButton:
    """A flat button for an action, with its name and its keys beside the drawing if asked."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setAccessibleName(action.toolTip())
    if with_shortcut:
        name = action.text().replace("&", "").rstrip("…")
        action.setIconText(f"{name}  {action.shortcut().toString()}")  # kept when the theme turns
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
