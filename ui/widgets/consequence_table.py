"""Everything that follows from changing a strike, by kind, to read, search and copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from rota.domain.disputes import Consequence
from ui import formats
from ui.delegates.cell import CellDelegate
from ui.models.consequences import ConsequenceModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.search_field import SearchField

FEW = 12
"""Up to this many things stand open from the start; of more, only the kinds and their numbers."""


class ConsequenceTable(QWidget):
    """Says what follows, that it is being worked out, or why it cannot be."""

    def __init__(self) -> None:
        super().__init__()
        self.model = ConsequenceModel(self)
        self.title: QLabel = text_label(self.tr("What follows"), bold=True)
        self.title.setObjectName("follows_title")
        self.search = SearchField(self.tr("Search what follows"), self.tr("Search"))
        self.search.setObjectName("follows_search")
        self.search.setMaximumWidth(space(50))
        self.copy_all = push_button(self.tr("Copy all"), self._copy_all, name="follows_copy")
        self.tree = self._make_tree()
        self.said: QLabel = paragraph(muted=True)
        self.said.setObjectName("follows_said")
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.said)
        self._stack.addWidget(self.tree)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.title, 1)
        row.addWidget(self.search, 1)
        row.addWidget(self.copy_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(2))
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)
        self.search.searched.connect(self._search)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.tree)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self._copy_chosen)
        self.show_working()

    @property
    def found(self) -> tuple[Consequence, ...]:
        """What follows, as shown last."""
        return self.model.found

    def show_working(self) -> None:
        """Say that it is being worked out; what was shown stays until then."""
        self.title.setText(self.tr("Working out what follows…"))
        if not self.found:
            self._say("")

    def show_found(self, found: Sequence[Consequence]) -> None:
        """Show what follows."""
        opened = self._opened()
        was_empty = not self.found
        self.model.show(found)
        if not found:
            self.title.setText(self.tr("Nothing else follows"))
            self._say(
                self.tr("No duty, cover, appointment or letter changes because of this."),
            )
            return
        number = len(found)
        said = self.tr("1 thing follows") if number == 1 else self.tr("{n} things follow")
        self.title.setText(said.format(n=formats.number(number)))
        self._stack.setCurrentWidget(self.tree)
        for widget in (self.search, self.copy_all):
            widget.show()
        self._open(opened if not was_empty else self._first_open())

    def show_refusal(self, text: str) -> None:
        """Say why nothing can be worked out."""
        self.model.show(())
        self.title.setText(self.tr("What follows"))
        self._say(text)

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("consequences")
        tree.setAccessibleName(self.tr("What follows, by kind"))
        tree.setModel(self.model)
        tree.setItemDelegate(CellDelegate(tree))
        tree.setFrameShape(QFrame.Shape.NoFrame)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        tree.setTabKeyNavigation(False)
        tree.setMinimumHeight(space(30))
        across = tree.header()
        across.setStretchLastSection(False)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        across.resizeSection(1, space(24))
        return tree

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self._stack.setCurrentWidget(self.said)
        for widget in (self.search, self.copy_all):
            widget.hide()

    def _kinds(self) -> list[tuple[str, QModelIndex]]:
        groups = self.model.groups
        return [(each.kind, self.model.index(at, 0)) for at, each in enumerate(groups)]

    def _opened(self) -> set[str]:
        return {kind for kind, index in self._kinds() if self.tree.isExpanded(index)}

    def _first_open(self) -> set[str]:
        """Few things stand open; of many only whom to tell, and letters to stop or put right."""
        if len(self.found) <= FEW:
            return {each.kind for each in self.found}
        return {
            each.kind
            for each in self.model.groups
            if each.kind.startswith(("tell", "letter")) and len(each.rows) <= FEW
        }

    def _open(self, kinds: set[str]) -> None:
        for kind, index in self._kinds():
            self.tree.setExpanded(index, kind in kinds)

    def _search(self, text: str) -> None:
        opened = self._opened()
        self.model.search(text)
        self._open({kind for kind, _ in self._kinds()} if text else opened)

    def _copy_all(self) -> None:
        self._copy([index for _, index in self._kinds()])

    def _copy_chosen(self) -> None:
        self._copy(self.tree.selectionModel().selectedRows())

    def _copy(self, indexes: Sequence[QModelIndex]) -> None:
        headings = (self.tr("Kind"), self.tr("Number"), self.tr("What follows"))
        lines = (headings, *self.model.lines(indexes))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
