"""Which moment of the strike is called: now, the check at 08:00 or 20:00 of a day, or any other."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QWidget

from rota.domain.times import to_local
from ui import formats
from ui.models.day_reading import check_days
from ui.theme import space
from ui.widgets.buttons import PushButton

NOW = "now"


class DayChecks(QWidget):
    """Emits ``chosen`` with the instant of a check, or ``NOW``, and asks for another time."""

    chosen = Signal(object)
    other_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._checks: tuple[datetime, ...] = ()
        self._days: tuple[date, ...] = ()
        self._check: datetime | None = None
        self._buttons: dict[datetime, PushButton] = {}
        self._group = QButtonGroup(self)
        self.now = self._button("check_now")
        self.now.clicked.connect(partial(self.chosen.emit, NOW))
        self.days = QComboBox()
        self.days.setObjectName("check_day")
        self.days.setAccessibleName(self.tr("Day of the strike"))
        self.days.currentIndexChanged.connect(lambda _at: self._day_chosen())
        self.other = self._button("check_other")
        self.other.clicked.connect(self._ask_other)
        self._row = QHBoxLayout()
        self._row.setSpacing(space(1))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(space(4), 0, space(4), space(2))
        layout.setSpacing(space(2))
        layout.addWidget(self.now)
        layout.addWidget(self.days)
        layout.addLayout(self._row)
        layout.addWidget(self.other)
        layout.addStretch(1)

    def show_checks(
        self, checks: tuple[datetime, ...], check: datetime | None, at: datetime, *, is_on: bool
    ) -> None:
        """Offer these checks; one is on, or the present, which there is while the strike ``is_on``.

        A ``check`` that is none of them is another time that somebody chose.
        """
        is_new = checks != self._checks
        with QSignalBlocker(self.days):
            if is_new:
                self._checks, self._days = checks, check_days(checks)
                self.days.clear()
                self.days.addItems([formats.day(each) for each in self._days])
            about = to_local(check if check is not None else at).date()
            if about in self._days and (is_new or check is not None):
                self.days.setCurrentIndex(self._days.index(about))
        self.days.setVisible(len(self._days) > 1)
        self._show_day()
        self.tell_time(at if check is None else None)
        self.now.setEnabled(is_on)
        self.now.setToolTip("" if is_on else self.tr("Only while the strike runs"))
        self._check = check
        self._set_on()

    def _set_on(self) -> None:
        """Have the button on of what is shown, and say another time if it is one."""
        check = self._check
        button = self.now if check is None else self._buttons.get(check)
        is_other = check is not None and check not in self._checks
        said = self.tr("&Another time…")
        if is_other and check is not None:
            said = self.tr("&At {time}…").format(time=formats.clock(check))
        self.other.setText(said)
        if is_other:
            button = self.other
        if button is not None:
            button.setChecked(True)

    def _ask_other(self) -> None:
        """Ask; until there is an answer what is shown stays on."""
        self._set_on()
        self.other_asked.emit()

    def tell_time(self, at: datetime | None) -> None:
        """Say what time it is, while the present is shown."""
        self.now.setText(self.tr("&Now {time}").format(time=formats.clock(at)) if at else "&Now")

    def _show_day(self) -> None:
        wanted = self._of_day()
        if wanted == list(self._buttons):
            return
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for each in wanted:
            button = self._button(f"check_{to_local(each):%H%M}")
            button.setText(formats.clock(each))
            button.setToolTip(self.tr("The roll call of {when}").format(when=formats.moment(each)))
            button.clicked.connect(partial(self.chosen.emit, each))
            self._row.addWidget(button)
            self._buttons[each] = button

    def _day_chosen(self) -> None:
        """Another day: its first check."""
        wanted = self._of_day()
        if wanted:
            self._show_day()
            self._buttons[wanted[0]].setChecked(True)
            self.chosen.emit(wanted[0])

    def _of_day(self) -> list[datetime]:
        """The checks of the day that is chosen."""
        at = self.days.currentIndex()
        day = self._days[at] if 0 <= at < len(self._days) else None
        return [each for each in self._checks if to_local(each).date() == day]

    def _button(self, name: str) -> PushButton:
        button = PushButton()
        button.setObjectName(name)
        button.setCheckable(True)
        button.setAutoDefault(False)
        self._group.addButton(button)
        return button
