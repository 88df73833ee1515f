"""Plans that differ on purpose, side by side: what each comes to, and which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from ui.suggest_words import Offer
from ui.theme import Size, font, space
from ui.widgets.labels import text_label


class OfferTable(QWidget):
    """Emits ``chosen`` with the key of the plan that a person chose."""

    chosen = Signal(str)

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("suggest_offers")
        self.setAccessibleName(self.tr("Plans to choose from"))
        self._lines = tuple(lines)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._click)
        self._offers: tuple[Offer, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(2))
        self._grid.setVerticalSpacing(space(0.5))
        self.hide()

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered."""
        return self._offers

    def show_offers(self, offers: Sequence[Offer], chosen: str) -> None:
        """Offer these plans instead; the focus goes to the one that is chosen, if it was here.

        The table is filled while it is hidden: one by one, its labels take ten times as long.
        """
        focus = self.focusWidget()
        had_focus = focus is not None and focus.hasFocus()
        self.hide()
        self._empty()
        self._offers = tuple(offers)
        for row, line in enumerate(self._lines):
            label = text_label(line, size=Size.SMALL, muted=True)
            self._grid.addWidget(label, row + 1, 0)
        for column, offer in enumerate(offers):
            self._add(column, offer, is_chosen=offer.key == chosen)
        self._grid.setColumnStretch(0, 1)
        self.setVisible(bool(offers))
        button = self._group.checkedButton()
        if had_focus and button is not None:
            button.setFocus()

    def _add(self, column: int, offer: Offer, *, is_chosen: bool) -> None:
        button = QRadioButton(offer.heading)
        button.setFont(font(Size.SMALL))
        button.setObjectName(f"offer_{offer.key}")
        said = ", ".join(
            f"{line}: {figure}" for line, figure in zip(self._lines, offer.figures, strict=True)
        )
        button.setAccessibleName(f"{offer.tip}. {said}")
        button.setToolTip(offer.tip)
        button.setChecked(is_chosen)
        self._group.addButton(button, column)
        self._grid.addWidget(button, 0, column + 1, Qt.AlignmentFlag.AlignRight)
        for row, figure in enumerate(offer.figures):
            label = text_label(figure, size=Size.SMALL, bold=is_chosen)
            self._grid.addWidget(label, row + 1, column + 1, Qt.AlignmentFlag.AlignRight)

    def _empty(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for button in self._group.buttons():
            self._group.removeButton(button)

    def _click(self, at: int) -> None:
        self.chosen.emit(self._offers[at].key)
