"""What every page of the window is and answers."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from rota.domain.changes import Changes, Kind


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: a page by its object name, and what to show there."""

    page: str
    key: Hashable | None = None


class Page(QWidget):
    """A page reads what it shows in ``load``, and is asked to only when it can be seen.

    Give ``title``, ``icon``, ``object_name`` and the ``kinds`` of things shown. A page whose
    badge must be right while it is hidden sets ``is_eager``.
    """

    title: ClassVar[str] = ""
    icon: ClassVar[str] = "info"
    object_name: ClassVar[str] = ""
    kinds: ClassVar[frozenset[Kind]] = frozenset()
    is_eager: ClassVar[bool] = False
    faces: ClassVar[tuple[str, ...]] = ("",)
    """The looks a page has, the first one first; each gets a picture of its own."""

    badge_changed = Signal()
    place_asked = Signal(object)
    window_asked = Signal(object)
    leave_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(self.object_name)
        self.setAccessibleName(self.title)
        self.window_id: int | None = None
        self.is_told = False
        self._is_stale = True

    def badge(self) -> str:
        """A count for the navigation list, or nothing."""
        return ""

    def show_window(self, window_id: int | None) -> None:
        """Be about another strike; None when there is none. Before, nothing is known of any."""
        self.window_id, self.is_told = window_id, True
        self._ask()

    def refresh(self, changes: Changes) -> None:
        """Read again if anything shown here was changed."""
        if changes.kinds & self.kinds:
            self._ask()

    def load(self) -> None:
        """Ask the services for what the page shows."""

    def show_place(self, key: Hashable) -> None:
        """Bring one thing into view: somebody came here from elsewhere to see it."""

    def ask_to_leave(self, _then: Callable[[], None]) -> bool:
        """Ask about what is not saved; ``then`` goes on once it is settled. False: go on now."""
        return False

    def show_face(self, face: str) -> None:
        """Put on one of the page's looks for a picture; nobody's choice is remembered."""

    def _ask(self) -> None:
        if self.isVisible() or self.is_eager:
            self._is_stale = False
            self.load()
        else:
            self._is_stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was changed while the page was hidden."""
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.load()
