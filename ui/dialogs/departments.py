"""Chooses the departments that the Review page shows on this computer."""

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
from ui.widgets.labels import paragraph, text_label


class DepartmentsDialog(QDialog):
    """Emits ``decided`` with the names chosen; with none, every department is shown."""

    decided = Signal(object)

    def __init__(
        self, names: Sequence[str], chosen: Collection[str], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_departments")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = self.tr("Departments shown")
        self.setWindowTitle(title)
        self.list = QListWidget()
        self.list.setObjectName("departments")
        self.list.setAccessibleName(title)
        self.list.setMinimumSize(space(80), space(60))
        for name in names:
            item = QListWidgetItem(name, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
        if self.list.count():
            self.list.setCurrentRow(0)
        said = paragraph(
            self.tr(
                "Tick your own with Space. Remembered on this computer. With none ticked, every "
                "department is shown."
            ),
            muted=True,
        )
        self.show_button = push_button(self.tr("Show"), self._done, name="show", primary=True)
        self.show_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(push_button(self.tr("Show all"), self._all, name="show_all"))
        buttons.addStretch(1)
        buttons.addWidget(push_button(self.tr("Cancel"), self.reject, name="cancel"))
        buttons.addWidget(self.show_button)
        layout = QVBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(3))
        layout.addWidget(text_label(title, size=Size.TITLE, bold=True))
        layout.addWidget(said)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)

    def _all(self) -> None:
        self.decided.emit(())
        self.accept()

    def _done(self) -> None:
        items = [self.list.item(at) for at in range(self.list.count())]
        ticked = [each for each in items if each.checkState() == Qt.CheckState.Checked]
        self.decided.emit(tuple(each.text() for each in ticked))
        self.accept()
