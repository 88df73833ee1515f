"""A day that may not be known: a tick, and the day with a calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QWidget

from ui.theme import space


def day_edit(spoken: str, name: str, day: date) -> QDateEdit:
    """A field for one day, with a calendar."""
    edit = QDateEdit(QDate(day.year, day.month, day.day))
    edit.setObjectName(name)
    edit.setAccessibleName(spoken)
    edit.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    edit.setDisplayFormat("ddd d MMM yyyy")
    edit.setCalendarPopup(True)
    edit.setMinimumWidth(space(38))
    return edit


def day_of(edit: QDateEdit) -> date:
    """The day a field shows."""
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())


def show_day(edit: QDateEdit, day: date) -> None:
    """Show a day in a field."""
    edit.setDate(QDate(day.year, day.month, day.day))


class DayField(QWidget):
    """Emits ``changed``; ``day`` is None while the tick says that it is not known."""

    changed = Signal()

    def __init__(self, spoken: str, name: str, day: date | None, otherwise: date) -> None:
        super().__init__()
        self.is_known = QCheckBox(self.tr("Known"))
        self.is_known.setObjectName(f"{name}_known")
        self.is_known.setAccessibleName(self.tr("{field} is known").format(field=spoken))
        self.edit = day_edit(spoken, name, day or otherwise)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(3))
        layout.addWidget(self.is_known)
        layout.addWidget(self.edit)
        layout.addStretch(1)
        self.setFocusProxy(self.is_known)
        self.is_known.setChecked(day is not None)
        self.edit.setEnabled(day is not None)
        self.is_known.toggled.connect(self._toggled)
        self.edit.dateChanged.connect(lambda _day: self.changed.emit())

    @property
    def day(self) -> date | None:
        """The day, or None."""
        return day_of(self.edit) if self.is_known.isChecked() else None

    def show_day(self, day: date) -> None:
        """Show a day that is known."""
        self.is_known.setChecked(True)
        show_day(self.edit, day)

    def _toggled(self, is_known: bool) -> None:
        self.edit.setEnabled(is_known)
        self.changed.emit()
