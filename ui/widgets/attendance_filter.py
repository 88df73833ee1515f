"""Which duties are shown: not settled or all, by answer, by service, by a person's name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from rota.domain.attendance_rows import AttendanceRow
from rota.domain.codes import Attendance
from ui.models.attendance import status_words
from ui.widgets.filter_bar import FilterBar, FilterChoice

UNSETTLED, ALL = "unsettled", "all"


class AttendanceFilter(FilterBar):
    """``narrowed`` says that other duties ``passes`` now."""

    narrowed = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Duties shown"), self.tr("Search people"))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self._words = ""
        self.status = _box(self.tr("Answer"), "answer")
        self.service = _box(self.tr("Service"), "service")
        for box in (self.status, self.service):
            self.add(box)
            box.currentIndexChanged.connect(lambda _at: self.narrowed.emit())
        self.chosen.connect(lambda _key: self.narrowed.emit())
        self.searched.connect(self._search)

    def show_rows(self, rows: Sequence[AttendanceRow]) -> None:
        """Count these duties and offer their services; what was chosen stays so."""
        left = sum(not row.is_settled for row in rows)
        self.show_choices(
            (
                FilterChoice(UNSETTLED, self.tr("Not settled"), left),
                FilterChoice(ALL, self.tr("All"), len(rows)),
            )
        )
        _fill(self.status, self.tr("Every answer"), [(status_words(s), s) for s in Attendance])
        _fill(self.service, self.tr("Every service"), _services(rows))

    def passes(self, row: AttendanceRow) -> bool:
        """Say whether a duty is shown."""
        return (
            not (self.current == UNSETTLED and row.is_settled)
            and self.status.currentData() in (None, row.status)
            and self.service.currentData() in (None, row.service.service_id)
            and self._words in row.name.casefold()
        )

    def _search(self, said: str) -> None:
        self._words = said.casefold().strip()
        self.narrowed.emit()


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
    box.blockSignals(was)
