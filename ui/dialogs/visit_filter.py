"""Choosing what the list of appointments shows, and keeping that under a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from rota.domain.appointments import Risk
from rota.domain.codes import AppointmentKind, Decision, words
from rota.domain.visit_filters import PRESSING, Shown, VisitFilter
from rota.services.appointment_list import VisitPicture
from rota.services.saved_filters import LONGEST, keep_filter
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import Size, space
from ui.visit_words import filter_words, shown_words
from ui.widgets.buttons import push_button
from ui.widgets.combos import offers
from ui.widgets.form_fields import Form, let_find, line
from ui.widgets.labels import paragraph, text_label
from ui.wording import capital, code_words, decision_words

Code = TypeVar("Code", bound=StrEnum)
ACROSS = 5
WIDE = 60
"""Boxes in a line; and how wide a field is, in steps of the grid."""


class Checks(QWidget):
    """A short list of codes to tick; none ticked means any."""

    def __init__(self, spoken: str, name: str, codes: Sequence[tuple[StrEnum, str]]) -> None:
        super().__init__()
        self.setAccessibleName(spoken)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        self.boxes: dict[StrEnum, QCheckBox] = {}
        for at, (code, text) in enumerate(codes):
            box = QCheckBox(text)
            box.setObjectName(f"{name}_{code.value}")
            box.setAccessibleName(f"{spoken}: {text}")
            self.boxes[code] = box
            grid.addWidget(box, at // ACROSS, at % ACROSS)
        grid.setColumnStretch(ACROSS, 1)

    def tick(self, codes: Iterable[StrEnum]) -> None:
        """Tick these and no others."""
        wanted = frozenset(codes)
        for code, box in self.boxes.items():
            box.setChecked(code in wanted)

    def ticked(self, kind: type[Code]) -> frozenset[Code]:
        """The codes ticked."""
        return frozenset(kind(code) for code, box in self.boxes.items() if box.isChecked())


class VisitFilterDialog(QDialog):
    """Every part of a filter; ``chosen`` carries the filter once Show is pressed."""

    chosen = Signal(object)

    def __init__(
        self,
        picture: VisitPicture,
        wanted: VisitFilter,
        clinicians: Sequence[str],
        days: Sequence[date],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_visit_filter")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Filter the appointments"))
        self._wanted = wanted
        services = picture.services.values()
        self.shown = _combo(self.tr("Show"), "filter_shown")
        for each in Shown:
            self.shown.addItem(shown_words(each, everywhere=False), each.value)
        self.service = _names(self.tr("Service"), "filter_service", (s.name for s in services))
        self.department = _names(
            self.tr("Department"), "filter_department", (s.department for s in services)
        )
        self.site = _names(self.tr("Site"), "filter_site", (s.site for s in services))
        self.clinician = _names(self.tr("Clinician's staff number"), "filter_clinician", clinicians)
        self.day = _combo(self.tr("Day"), "filter_day")
        self.day.addItem(self.tr("Any"), "")
        for day in days:
            self.day.addItem(formats.day(day), day.isoformat())
        self._make_checks()
        self._make_flags()
        self._lay_out()
        self._fill(wanted)

    def _make_checks(self) -> None:
        decisions = [(each, decision_words(each)) for each in Decision]
        self.priorities = Checks(
            self.tr("Priority"), "priority", [(each, code_words(each)) for each in PRESSING]
        )
        self.kinds = Checks(
            self.tr("Kind"), "kind", [(each, code_words(each)) for each in AppointmentKind]
        )
        self.decisions = Checks(self.tr("Decided"), "decision", decisions)
        self.proposals = Checks(self.tr("Proposed"), "proposed", decisions)
        self.reasons = Checks(
            self.tr("Why at risk"), "reason", [(each, capital(words(each))) for each in Risk]
        )

    def _make_flags(self) -> None:
        self.flags = {
            "letter_needed": QCheckBox(self.tr("A letter is needed")),
            "postponed_before": QCheckBox(self.tr("Postponed before")),
            "noted": QCheckBox(self.tr("Changed by the extract")),
            "over_stop": QCheckBox(self.tr("Past the day's limit")),
            "past_risk": QCheckBox(self.tr("Decided, but no longer at risk")),
            "everywhere": QCheckBox(self.tr("Every day, not only the strike's")),
        }
        for name, box in self.flags.items():
            box.setObjectName(f"flag_{name}")

    def _lay_out(self) -> None:
        form = Form()
        for label, field in (
            (self.tr("S&how"), self.shown),
            (self.tr("&Service"), self.service),
            (self.tr("&Department"), self.department),
            (self.tr("S&ite"), self.site),
            (self.tr("Da&y"), self.day),
            (self.tr("&Clinician no."), self.clinician),
            (self.tr("Priority"), self.priorities),
            (self.tr("Kind"), self.kinds),
            (self.tr("Why at risk"), self.reasons),
            (self.tr("Decided"), self.decisions),
            (self.tr("Proposed"), self.proposals),
            (self.tr("Only"), self._flag_grid()),
        ):
            form.put(label, field)
        show = push_button(self.tr("Show"), self._show, name="filter_go", primary=True)
        show.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(space(2))
        foot.addWidget(push_button(self.tr("Clear all"), self._clear, name="filter_clear"))
        foot.addStretch(1)
        foot.addWidget(push_button(self.tr("Cancel"), self.reject, name="filter_cancel"))
        foot.addWidget(show)
        down = QVBoxLayout(self)
        down.setContentsMargins(space(5), space(4), space(5), space(4))
        down.setSpacing(space(4))
        down.addWidget(text_label(self.windowTitle(), size=Size.TITLE, bold=True))
        said = self.tr("Every line narrows it further. Nothing ticked in a line means any.")
        down.addWidget(paragraph(said, muted=True))
        down.addLayout(form)
        down.addStretch(1)
        down.addLayout(foot)

    def _flag_grid(self) -> QWidget:
        holder = QWidget()
        holder.setAccessibleName(self.tr("Only"))
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        for at, box in enumerate(self.flags.values()):
            grid.addWidget(box, at // 3, at % 3)
        grid.setColumnStretch(3, 1)
        return holder

    def _fill(self, wanted: VisitFilter) -> None:
        self.shown.setCurrentIndex(max(self.shown.findData(wanted.shown.value), 0))
        self.service.setCurrentText(wanted.service)
        self.department.setCurrentText(wanted.department)
        self.site.setCurrentText(wanted.site)
        self.clinician.setCurrentText(wanted.clinician)
        day = "" if wanted.day is None else wanted.day.isoformat()
        if day and self.day.findData(day) < 0:
            self.day.addItem(formats.day(wanted.day or date.min, year=True), day)
        self.day.setCurrentIndex(self.day.findData(day))
        self.priorities.tick(wanted.priorities)
        self.kinds.tick(wanted.kinds)
        self.reasons.tick(wanted.reasons)
        self.decisions.tick(wanted.decisions)
        self.proposals.tick(wanted.proposals)
        for name, box in self.flags.items():
            box.setChecked(getattr(wanted, name))

    def filter(self) -> VisitFilter:
        """The filter as it is chosen now; a text searched for stays."""
        day = str(self.day.currentData() or "")
        flags = {name: box.isChecked() for name, box in self.flags.items()}
        return VisitFilter(
            shown=Shown(self.shown.currentData()),
            text=self._wanted.text,
            service=self.service.currentText().strip(),
            department=self.department.currentText().strip(),
            site=self.site.currentText().strip(),
            clinician=self.clinician.currentText().strip(),
            day=date.fromisoformat(day) if day else None,
            priorities=self.priorities.ticked(type(PRESSING[0])),
            kinds=self.kinds.ticked(AppointmentKind),
            reasons=self.reasons.ticked(Risk),
            decisions=self.decisions.ticked(Decision),
            proposals=self.proposals.ticked(Decision),
            **flags,
        )

    def _clear(self) -> None:
        self._fill(VisitFilter(text=self._wanted.text))

    def _show(self) -> None:
        self.chosen.emit(self.filter())
        self.accept()


class KeepFilterDialog(ErrandDialog):
    """Asks for a name and keeps the filter under it."""

    def __init__(self, desk: Desk, wanted: VisitFilter, parent: QWidget | None) -> None:
        super().__init__(desk, "Keep this filter", "Keep", parent)
        self.setObjectName("dialog_keep_filter")
        self._wanted = wanted
        said = shown_words(wanted.shown, wanted.everywhere)
        more = filter_words(wanted)
        self.body.addWidget(paragraph(f"{said} · {more}" if more else said, muted=True))
        self.name = line(self.tr("Name"), "filter_name", more[:LONGEST])
        self.name.setMaxLength(LONGEST)
        wide = self.name.fontMetrics().horizontalAdvance(self.name.text()) + space(6)
        self.name.setMinimumWidth(min(max(wide, space(90)), space(220)))
        self.name.selectAll()
        form = Form()
        form.put(self.tr("&Name"), self.name)
        self.body.addLayout(form)
        self.name.textChanged.connect(self._look)
        self._look()
        self.name.setFocus()

    def work(self) -> Save:
        """The filter under the name typed."""
        return partial(keep_filter, self._desk.storage, self.name.text(), self._wanted)

    def _look(self) -> None:
        self.save.setEnabled(bool(self.name.text().strip()))


def _combo(spoken: str, name: str) -> QComboBox:
    field = QComboBox()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setFixedWidth(space(WIDE))
    return field


def _names(spoken: str, name: str, known: Iterable[str]) -> QComboBox:
    """A name to choose or type; nothing means any."""
    field = _combo(spoken, name)
    offers(field)
    field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    field.addItems(["", *sorted(set(known) - {""})])
    let_find(field)
    edit = field.lineEdit()
    assert edit is not None
    edit.setAccessibleName(spoken)
    edit.setPlaceholderText(field.tr("Any"))
    return field
