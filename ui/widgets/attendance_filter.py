"""Which duties are shown: how far they are settled, by answer, by place, by a person's name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from rota.domain.attendance_rows import AttendanceRow
from rota.domain.codes import Attendance
from ui.models.attendance import status_words
from ui.theme import space
from ui.widgets.filter_bar import FilterBar, FilterChoice

UNSETTLED, UNSEEN, CHANGED, ALL = "unsettled", "unseen", "changed", "all"
LETTERS = 14
"""How much of a name is seen while its list is shut."""


class AttendanceFilter(FilterBar):
    """``narrowed`` says that other duties ``passes`` now."""

    narrowed = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Duties shown"), self.tr("Search people"))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self._words = ""
        if self.field is not None:
            self.field.setMinimumWidth(space(34))
        self.status = _box(self.tr("Answer"), "answer")
        self.service = _box(self.tr("Department or service"), "service")
        short = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.service.setSizeAdjustPolicy(short)  # the list it opens is as wide as its names
        self.service.setMinimumContentsLength(LETTERS)
        for box in (self.status, self.service):
            self.add(box)
            box.currentIndexChanged.connect(lambda _at: self.narrowed.emit())
        self.chosen.connect(lambda _key: self.narrowed.emit())
        self.searched.connect(self._search)

    def show_rows(self, rows: Sequence[AttendanceRow]) -> None:
        """Count these duties and offer their services; what was chosen stays so."""
        left = [row for row in rows if not row.is_settled]
        unseen = sum(row.is_unseen for row in left)
        changed = sum(row.is_changed for row in rows)
        self.show_choices(
            (
                FilterChoice(UNSETTLED, self.tr("Not settled"), len(left)),
                FilterChoice(
                    UNSEEN,
                    self.tr("Nobody looked"),
                    unseen,
                    self.tr("Called out and ticked neither as here nor as not here"),
                ),
                FilterChoice(
                    CHANGED,
                    self.tr("Changed"),
                    changed,
                    self.tr("Changed since settled: something else is proposed now"),
                ),
                FilterChoice(ALL, self.tr("All"), len(rows)),
            )
        )
        _fill(self.status, self.tr("Every answer"), [(status_words(s), s) for s in Attendance])
        departments = sorted({row.service.department for row in rows})
        whole = self.tr("{department}: all of it")
        places: list[tuple[str, object]] = [
            (whole.format(department=each), each) for each in departments
        ]
        _fill(self.service, self.tr("Every service"), [*places, *_services(rows)])

    def passes(self, row: AttendanceRow) -> bool:
        """Say whether a duty is shown."""
        return (
            _is_of(self.current, row)
            and self.status.currentData() in (None, row.status)
            and self.holds(row)
        )

    def holds(self, row: AttendanceRow) -> bool:
        """Say whether a duty is of the places and people looked at, however it is settled."""
        return (
            self.service.currentData() in (None, row.service.department, row.service.service_id)
            and self._words in row.name.casefold()
        )

    def _search(self, said: str) -> None:
        self._words = said.casefold().strip()
        self.narrowed.emit()


def _is_of(choice: object, row: AttendanceRow) -> bool:
    if choice == UNSETTLED:
        return not row.is_settled
    if choice == UNSEEN:
        return row.is_unseen and not row.is_settled
    return choice != CHANGED or row.is_changed


def _services(rows: Sequence[AttendanceRow]) -> list[tuple[str, int]]:
    """Name every service there is, with its site where there are several."""
    found = {row.service.service_id: row.service for row in rows}
    is_one_site = len({each.site for each in found.values()}) <= 1
    named = {
        key: each.name if is_one_site else f"{each.name}, {each.site}"
        for key, each in found.items()
    }
    return sorted((name, key) for key, name in named.items())


def _box(spoken: str, name: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


def _fill(box: QComboBox, every: str, choices: Sequence[tuple[str, object]]) -> None:
    """Offer these choices, the one that was on kept; nothing hears of it."""
    now = box.currentData()
    was = box.blockSignals(True)
    box.clear()
    box.addItem(every, None)
    for text, data in choices:
        box.addItem(text, data)
    box.setCurrentIndex(max(box.findData(now), 0))
    box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + space(6))
    box.blockSignals(was)
