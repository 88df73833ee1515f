"""The field for the reason that is kept with a change: typed, or chosen from usual ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from ui.theme import space
from ui.widgets.combos import offers
from ui.widgets.labels import text_label


class ReasonBox(QComboBox):
    """Empty until somebody gives a reason."""

    def __init__(self, reasons: Sequence[str] = ()) -> None:
        super().__init__()
        self.setObjectName("reason")
        offers(self)
        self.setAccessibleName(self.tr("Reason"))
        self.addItems(list(reasons))
        self.setCurrentIndex(-1)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(
            self.tr("Type, or choose from the list") if reasons else self.tr("Type a reason")
        )
        line.setAccessibleName(self.tr("Reason"))

    @property
    def why(self) -> str:
        """The reason, trimmed."""
        return self.currentText().strip()

    def with_label(self) -> QVBoxLayout:
        """The field under its label."""
        label = text_label(self.tr("&Why? It is kept with the change."))
        label.setBuddy(self)
        row = QVBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(label)
        row.addWidget(self)
        return row
