"""The list of pages on the left."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy

from ui.colours import Role
from ui.delegates.navigation import BadgeRole, IconRole, NavigationDelegate
from ui.theme import space


class NavigationList(QListWidget):
    """As wide as its names and the counts beside them need, and so many steps at least."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self._least = least
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setItemDelegate(NavigationDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setBackgroundRole(Role.Window)
        self.model().dataChanged.connect(self.updateGeometry)
        self.model().rowsInserted.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Wide enough for every entry."""
        wide = max(space(self._least), self.sizeHintForColumn(0))
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As wide as that, however small the window."""
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())


class Navigation(NavigationList):
    """Emits ``page_chosen`` with a page's object name."""

    page_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(46)
        self.setObjectName("navigation")
        self.setAccessibleName(self.tr("Pages"))
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
