"""One place where every page hears what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from rota.domain.changes import Changes


class Bus(QObject):
    """Tells every page, once per saved action, which kinds of things changed."""

    changed = Signal(object)

    def publish(self, changes: Changes) -> None:
        """Tell everybody; an action that changed nothing is not news."""
        if changes.kinds:
            self.changed.emit(changes)
