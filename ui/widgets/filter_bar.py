"""A row of choices with counts, one of which is on, and a field to search in."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui import formats
from ui.theme import space
from ui.widgets.buttons import PushButton
from ui.widgets.search_field import SearchField


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One choice: what it is called and how many it holds (None: not counted)."""

    key: Hashable
    text: str
    count: int | None = None
    tip: str = ""


class FilterBar(QWidget):
    """Emits ``chosen`` with the key of the choice, and ``searched`` with words."""

    chosen = Signal(object)
    searched = Signal(str)
    went_down = Signal()

    def __init__(self, spoken_name: str, search: str = "") -> None:
        super().__init__()
        self.setAccessibleName(spoken_name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._choices: tuple[FilterChoice, ...] = ()
        self._buttons: dict[Hashable, PushButton] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(space(1))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(space(4), 0, space(4), space(2))
        layout.setSpacing(space(2))
        layout.addLayout(self._row)
        self._beside = QHBoxLayout()
        layout.addLayout(self._beside)
        layout.addStretch(1)
        self.field: SearchField | None = None
        if search:
            self.field = SearchField(search)
            self.field.setMinimumWidth(space(55))
            self.field.searched.connect(self.searched)
            self.field.went_down.connect(self.went_down)
            layout.addWidget(self.field)

    def add(self, widget: QWidget) -> None:
        """Put a button beside the choices."""
        self._beside.addWidget(widget)

    @property
    def current(self) -> Hashable | None:
        """The key of the choice that is on."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    def show_choices(self, choices: tuple[FilterChoice, ...]) -> None:
        """Show these choices; the one that was on stays on, or the first goes on."""
        if [c.key for c in choices] != [c.key for c in self._choices]:
            self._build(choices)
        self._choices = choices
        for choice in choices:
            button = self._buttons[choice.key]
            counted = "" if choice.count is None else f"  {formats.number(choice.count)}"
            button.setText(choice.text.replace("&", "&&") + counted)
            button.setToolTip(choice.tip)

    def choose(self, key: Hashable) -> None:
        """Put a choice on, as a click would."""
        if key in self._buttons and key != self.current:
            self.put_on(key)
            self.chosen.emit(key)

    def put_on(self, key: Hashable) -> None:
        """Put a choice on without saying so to anybody."""
        button = self._buttons.get(key)
        if button is not None:
            button.setChecked(True)

    def _build(self, choices: tuple[FilterChoice, ...]) -> None:
        before = self.current
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for choice in choices:
            button = PushButton()
            button.setObjectName(f"filter_{choice.key}")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self.chosen.emit, choice.key))
            self._group.addButton(button)
            self._row.addWidget(button)
            self._buttons[choice.key] = button
        kept = self._buttons.get(before) or next(iter(self._buttons.values()), None)
        if kept is not None:
            kept.setChecked(True)
