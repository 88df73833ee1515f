"""Boxes to type in that offer what is usual."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QCompleter


def offers(box: QComboBox) -> None:
    """Let a box be typed in; it lists what begins so and never writes into one's own words."""
    box.setEditable(True)
    completer = box.completer()
    if completer is not None:
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
