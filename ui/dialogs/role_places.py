"""For which departments a role is given: ticked in a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import line
from ui.widgets.labels import paragraph, text_label
from ui.wording import capital

WHOLE = ""
"""Stands for the whole hospital, as in a role."""


class RolePlacesDialog(QDialog):
    """Emits ``decided`` with the departments; the whole hospital goes without any of them."""

    decided = Signal(object)

    def __init__(
        self, role: str, known: Sequence[str], chosen: Collection[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_role_places")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = self.tr("{role}: for which departments?").format(role=capital(role))
        self.setWindowTitle(title)
        self.list = QListWidget()
        self.list.setObjectName("places")
        self.list.setAccessibleName(title)
        self.list.setMinimumSize(space(80), space(48))
        self._put(self.tr("Whole hospital"), WHOLE, WHOLE in chosen)
        for name in sorted({*known, *chosen} - {WHOLE}):
            self._put(name, name, name in chosen)
        self.list.setCurrentRow(0)
        self.other = line(self.tr("Department"), "other_place", hint=self.tr("its name"))
        self.add = push_button(self.tr("&Add"), self._add, name="add_place")
        self.take = push_button(self.tr("Choose"), self._done, name="take_places", primary=True)
        self.take.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(3))
        layout.addWidget(text_label(title, size=Size.TITLE, bold=True))
        layout.addWidget(paragraph(self.tr("Tick one or more with Space."), muted=True))
        layout.addWidget(self.list, 1)
        if not known:
            layout.addLayout(self._typing())
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addStretch(1)
        buttons.addWidget(push_button(self.tr("Cancel"), self.reject, name="cancel"))
        buttons.addWidget(self.take)
        layout.addLayout(buttons)
        self.list.itemChanged.connect(self._ticked)
        self._look()
        self.list.setFocus()

    @property
    def places(self) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(str(each.data(Qt.ItemDataRole.UserRole)) for each in self._items(ticked=True))

    def _typing(self) -> QHBoxLayout:
        """A line for a name: no file has brought in a department yet."""
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.other, 1)
        row.addWidget(self.add)
        return row

    def _put(self, text: str, name: str, is_ticked: bool) -> None:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        self.list.addItem(item)

    def _items(self, *, ticked: bool = False) -> list[QListWidgetItem]:
        items = [self.list.item(at) for at in range(self.list.count())]
        return [each for each in items if not ticked or each.checkState() is Qt.CheckState.Checked]

    def _ticked(self, item: QListWidgetItem) -> None:
        """Take the whole hospital off for a department, and the other way round."""
        if item.checkState() is Qt.CheckState.Checked:
            whole = item.data(Qt.ItemDataRole.UserRole) == WHOLE
            was_blocked = self.list.blockSignals(True)
            for each in self._items(ticked=True):
                if (each.data(Qt.ItemDataRole.UserRole) == WHOLE) is not whole:
                    each.setCheckState(Qt.CheckState.Unchecked)
            self.list.blockSignals(was_blocked)
        self._look()

    def _add(self) -> None:
        name = " ".join(self.other.text().split())
        if name and name not in [each.data(Qt.ItemDataRole.UserRole) for each in self._items()]:
            self._put(name, name, False)
            self.list.item(self.list.count() - 1).setCheckState(Qt.CheckState.Checked)
        self.other.clear()

    def _look(self) -> None:
        self.take.setEnabled(bool(self.places))

    def _done(self) -> None:
        self._add()
        self.decided.emit(self.places)
        self.accept()
