"""The list of pages on the left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from ui.colours import Role
from ui.delegates.navigation import BadgeRole, IconRole, NavigationDelegate
from ui.theme import space


class Navigation(QListWidget):
    """Emits ``page_chosen`` with a page's object name."""

    page_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAccessibleName(self.tr("Pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedWidth(space(46))
        self.setItemDelegate(NavigationDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.viewport().setBackgroundRole(Role.Window)
        self.currentItemChanged.connect(self._chosen)

    def add_page(self, object_name: str, title: str, icon_name: str, badge: str) -> None:
        """Add an entry at the end."""
        item = QListWidgetItem(title)
        item.setData(Qt.ItemDataRole.UserRole, object_name)
        item.setData(IconRole, icon_name)
        self.addItem(item)
        self.set_badge(object_name, badge)

    def set_badge(self, object_name: str, badge: str) -> None:
        """Show a count beside a page, and say it with the page's name."""
        item = self._item(object_name)
        if item is not None:
            item.setData(BadgeRole, badge)
            spoken = f"{item.text()}, {badge}" if badge else item.text()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)

    def badge_of(self, object_name: str) -> str:
        """The count beside a page."""
        item = self._item(object_name)
        return str(item.data(BadgeRole) or "") if item else ""

    def choose(self, object_name: str) -> None:
        """Go to a page, as a click would."""
        item = self._item(object_name)
        if item is not None:
            self.setCurrentItem(item)

    def _item(self, object_name: str) -> QListWidgetItem | None:
        for at in range(self.count()):
            item = self.item(at)
            if item.data(Qt.ItemDataRole.UserRole) == object_name:
                return item
        return None

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.page_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
