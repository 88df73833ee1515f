"""What a person says once for a whole file, where the file itself does not say it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from rota.domain.codes import AppointmentKind, Mode, Priority
from rota.domain.importing import GIVABLE, ImportKind
from ui.theme import space
from ui.widgets.labels import text_label
from ui.wording import code_words, column_words

_CODES = {"kind": tuple(AppointmentKind), "mode": tuple(Mode), "priority": tuple(Priority)}
_ACROSS = 3


class GivenValues(QWidget):
    """One field for each column that may be given; emits ``changed`` when one is."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("given")
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self._labels: dict[str, QLabel] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(3))
        self._grid.setVerticalSpacing(space(1.5))
        for at in range(_ACROSS):
            self._grid.setColumnStretch(at * 2 + 1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(4), space(2), space(4), space(1))
        layout.setSpacing(space(2))
        layout.addWidget(text_label(self.tr("Where the file does not say it"), bold=True))
        layout.addLayout(self._grid)
        for column in dict.fromkeys(name for names in GIVABLE.values() for name in names):
            self._add(column)
        self.show_columns(None, ())

    @property
    def values(self) -> dict[str, str]:
        """What is given, by column; fields that are not shown give nothing."""
        found = {}
        for column, field in self._fields.items():
            said = field.currentData() if isinstance(field, QComboBox) else field.text().strip()
            if said and not field.isHidden():
                found[column] = str(said)
        return found

    def show_columns(self, kind: ImportKind | None, said: Collection[str]) -> None:
        """Offer the columns of a kind of file that it does not say; None: nothing."""
        offered = [each for each in GIVABLE.get(kind, ()) if each not in said] if kind else []
        for column, field in self._fields.items():
            field.setVisible(column in offered)
            self._labels[column].setVisible(column in offered)
        for at, column in enumerate(offered):
            row, across = divmod(at, _ACROSS)
            self._grid.addWidget(self._labels[column], row, across * 2)
            self._grid.addWidget(self._fields[column], row, across * 2 + 1)
        self.setVisible(bool(offered))

    def show_values(self, given: Mapping[str, str]) -> None:
        """Show what is given, without saying that it changed."""
        for column, field in self._fields.items():
            was_blocked = field.blockSignals(True)
            said = given.get(column, "")
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(field.findData(said), 0))
            else:
                field.setText(said)
            field.blockSignals(was_blocked)

    def _add(self, column: str) -> None:
        words = column_words(column)
        field: QLineEdit | QComboBox
        if column in _CODES:
            field = QComboBox(self)
            field.addItem(self.tr("Not given"), "")
            for code in _CODES[column]:
                field.addItem(code_words(code), str(code))
            field.currentIndexChanged.connect(lambda _at: self.changed.emit())
        else:
            field = QLineEdit(self)
            field.setPlaceholderText(self.tr("Not given"))
            field.textEdited.connect(lambda _text: self.changed.emit())
        field.setObjectName(f"given_{column}")
        field.setAccessibleName(self.tr("{column}, for the whole file").format(column=words))
        label = text_label(words)
        label.setParent(self)
        label.setBuddy(field)
        self._fields[column], self._labels[column] = field, label
