"""Entering or correcting the total of one past strike day, grade and site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtWidgets import QSpinBox, QWidget

from rota.domain.changes import Changes
from rota.domain.times import to_local
from rota.domain.turnout import TurnoutTotal
from rota.services.turnout import correct_total, keep_totals
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.day_field import day_edit, day_of
from ui.widgets.form_fields import Form, line, names
from ui.widgets.labels import paragraph
from ui.wording import grade_words

MOST = 100_000


class TurnoutTotalDialog(ErrandDialog):
    """Numbers of people only; without a total a new one."""

    def __init__(
        self,
        desk: Desk,
        total: TurnoutTotal | None,
        places: tuple[Sequence[str], Sequence[str]],
        parent: QWidget | None,
    ) -> None:
        title = "Enter a past strike day" if total is None else "Correct a past strike day"
        super().__init__(desk, title, "Enter" if total is None else "Save", parent)
        self.setObjectName("dialog_turnout_total")
        self._total = total
        sites, grades = places
        day = total.day if total else to_local(desk.now()).date() - timedelta(days=1)
        self.day = day_edit(self.tr("Strike day"), "turnout_day", day)
        self.site = names(self.tr("Site"), "turnout_site", sites, total.site if total else "")
        said = grade_words(total.grade) if total else ""
        self.grade = names(self.tr("Grade"), "turnout_grade", [*map(grade_words, grades)], said)
        self.due = _number(self.tr("Due to work"), "turnout_due", total.due if total else 0)
        self.on_strike = _number(
            self.tr("On strike"), "turnout_on_strike", total.on_strike if total else 0
        )
        self.absent = _number(
            self.tr("Absent for another reason"),
            "turnout_absent",
            total.absent_otherwise if total else 0,
        )
        self.source = line(
            self.tr("Where the numbers come from"), "turnout_source", total.source if total else ""
        )
        self._lay_out()
        self.day.setFocus()

    def work(self) -> Save:
        """The total as the fields have it."""
        return partial(self._keep, self.entered)

    @property
    def entered(self) -> TurnoutTotal:
        """What the fields say now."""
        return TurnoutTotal(
            day_of(self.day),
            self.site.currentText(),
            self._code(self.grade.currentText()),
            self.due.value(),
            self.on_strike.value(),
            self.absent.value(),
            self.source.text(),
        )

    def _code(self, said: str) -> str:
        if self._total is not None and said == grade_words(self._total.grade):
            return self._total.grade
        return self._desk.tools.rules.ladder.read(said) or said.strip()

    def _keep(self, total: TurnoutTotal) -> Changes:
        desk = self._desk
        least = desk.tools.rules.turnout.least
        if self._total is None:
            return keep_totals(desk.storage, [total], desk.now(), least)
        return correct_total(desk.storage, self._total.key, total, desk.now(), least)

    def _lay_out(self) -> None:
        form = Form()
        form.put(self.tr("Strike &day"), self.day)
        form.put(self.tr("S&ite"), self.site)
        form.put(self.tr("&Grade"), self.grade)
        form.put(self.tr("D&ue to work"), self.due)
        form.put(self.tr("On &strike"), self.on_strike)
        form.put(self.tr("Absent &otherwise"), self.absent)
        form.put(self.tr("&Where from"), self.source)
        self.body.addLayout(form)
        least = self._desk.tools.rules.turnout.least
        never = paragraph(
            self.tr(
                "Numbers only, of groups of {least} people or more. Who was absent for another "
                "reason is never counted as on strike."
            ).format(least=least),
            muted=True,
        )
        never.setMinimumWidth(space(90))
        self.body.addWidget(never)


def _number(spoken: str, name: str, value: int) -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setRange(0, MOST)
    field.setValue(value)
    return field
