"""Entering a strike window, once or again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from rota.domain.codes import StaffGroup
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.recurrence import repeated
from rota.domain.times import end_of_day, to_local
from rota.domain.windows import WindowTerms
from rota.services.disputes import foreseen_findings
from rota.services.strikes import StrikesView
from rota.services.windows import NewWindow, add_windows
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.newest import Newest
from ui.strike_words import true_length
from ui.theme import space
from ui.widgets.combos import offers
from ui.widgets.day_field import day_edit, day_of, show_day
from ui.widgets.findings_list import FindingsList
from ui.widgets.labels import Rule, paragraph, text_label
from ui.widgets.panels import BareScroll, Card
from ui.widgets.terms_form import EIGHT, ONE_DAY, TermsForm

AHEAD = timedelta(days=14)
MONTH_AHEAD = timedelta(days=28)
DAYS, WEEKS = 1, 7


@dataclass(frozen=True, slots=True)
class Entered:
    """What the fields say: the strike, and every window it makes."""

    new: NewWindow
    windows: tuple[WindowTerms, ...]


class StrikeDialog(ErrandDialog):
    """Everything about a new window; ``added`` holds the first one's id once it is saved.

    Beside the fields: every date that a repeat makes, and what the dated rules say of them.
    """

    def __init__(self, desk: Desk, known: StrikesView, parent: QWidget | None) -> None:
        super().__init__(desk, "Add a strike", "Add strike", parent)
        self.setObjectName("dialog_strike")
        self.added: int | None = None
        self._newest = Newest(desk.jobs, self)
        day = to_local(desk.now() + AHEAD).date()
        self.form = TermsForm(desk.now())
        self.dispute = self._names(self.tr("&Dispute"), "dispute", known.disputes, 0)
        self.union = self._names(self.tr("&Union"), "union", known.unions, 1)
        self.form.start.show_local(day, EIGHT)
        self.form.end.show_local(day + ONE_DAY, EIGHT)
        self.form.groups[StaffGroup.RESIDENT_DOCTOR].setChecked(True)
        self.form.show_sites(known.sites)
        self._add_repeat()
        self.rules = FindingsList()
        self._lay_out()
        self.form.changed.connect(self._look)
        self.form.start.changed.connect(self._start_moved)
        self.dispute.editTextChanged.connect(lambda _text: self._look())
        self.resize(space(270), space(162))
        self.dispute.setFocus()
        self._look()

    def work(self) -> Save:
        """The windows as the fields have them; refuses what makes no sense."""
        return partial(self._add, self._entered())

    def _add(self, entered: Entered) -> Changes:
        desk = self._desk
        windows, changes = add_windows(desk.storage, entered.new, entered.windows, desk.now())
        self.added = windows[0].window_id
        return changes

    def _entered(self) -> Entered:
        terms = self.form.terms()
        new = NewWindow(self.dispute.currentText(), self.union.currentText(), terms)
        if not self.repeats.isChecked():
            return Entered(new, (terms,))
        step = self.every.value() * int(self.unit.currentData())
        until = end_of_day(day_of(self.until)) - timedelta(minutes=1)
        windows = tuple(repeated(terms, step, until))
        if not windows:
            raise Refused("until_too_early", "The last day must come after the first strike.")
        return Entered(new, windows)

    def _names(self, label: str, name: str, known: Sequence[str], at: int) -> QComboBox:
        field = QComboBox()
        field.setObjectName(name)
        offers(field)
        field.addItems(list(known))
        field.setCurrentText(known[-1] if known else "")
        field.setMinimumWidth(space(70))
        plain = label.replace("&", "")
        field.setAccessibleName(plain)
        line = field.lineEdit()
        assert line is not None
        line.setAccessibleName(plain)
        self.form.add_first(label, field, at)
        return field

    def _add_repeat(self) -> None:
        self.repeats = QCheckBox(self.tr("&Repeat every"))
        self.repeats.setObjectName("repeats")
        self.every = QSpinBox()
        self.every.setObjectName("every")
        self.every.setAccessibleName(self.tr("Repeat every, how many"))
        self.every.setRange(1, 99)
        self.unit = QComboBox()
        self.unit.setObjectName("unit")
        self.unit.setAccessibleName(self.tr("Repeat every, days or weeks"))
        self.unit.addItem(self.tr("weeks"), WEEKS)
        self.unit.addItem(self.tr("days"), DAYS)
        last = to_local(self._desk.now() + AHEAD + MONTH_AHEAD).date()
        self.until = day_edit(self.tr("Repeat until"), "until", last)
        self._repeat_fields = (self.every, self.unit, self.until)
        self.dates = Card(self.tr("Dates"))
        self.dates.setObjectName("dates")
        self.repeats.toggled.connect(lambda _on: self._look())
        self.every.valueChanged.connect(lambda _n: self._look())
        self.unit.currentIndexChanged.connect(lambda _at: self._look())
        self.until.dateChanged.connect(lambda _day: self._look())

    def _lay_out(self) -> None:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.body, 100)
        repeat = QHBoxLayout()
        repeat.setSpacing(space(2))
        repeat.addWidget(self.repeats)
        repeat.addWidget(self.every)
        repeat.addWidget(self.unit)
        repeat.addWidget(text_label(self.tr("until")))
        repeat.addWidget(self.until)
        repeat.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(space(3))
        scroll = BareScroll(self.form)
        scroll.show_whole_width()
        left.addWidget(scroll, 1)
        left.addWidget(Rule())
        left.addLayout(repeat)
        sides = QHBoxLayout()
        sides.setSpacing(space(5))
        sides.addLayout(left, 6)
        sides.addWidget(Rule(upright=True))
        sides.addWidget(BareScroll(self.dates, self.rules), 5)
        self.body.addLayout(sides, 1)

    def _start_moved(self) -> None:
        """Keep the repeats' last day where it is unless it would come first."""
        day = to_local(self.form.start.instant).date()
        if day_of(self.until) < day:
            show_day(self.until, day + MONTH_AHEAD)

    def _look(self) -> None:
        """Show the dates, and ask the dated rules about them; of many keys only the last."""
        for field in self._repeat_fields:
            field.setEnabled(self.repeats.isChecked())
        try:
            entered = self._entered()
        except Refused as error:
            self._newest.forget()
            self._show_dates((), error.text)
            self.rules.show_findings((), self.tr("Nothing to measure yet."))
            return
        self._show_dates(entered.windows)
        desk, law = self._desk, self._desk.tools.rules.law
        work = partial(foreseen_findings, desk.storage, entered.new.dispute, entered.windows, law)
        self._newest.ask(work, self._found, self._failed)

    def _show_dates(self, windows: Sequence[WindowTerms], refusal: str = "") -> None:
        self.dates.clear()
        said = self.tr("1 strike") if len(windows) == 1 else self.tr("{n} strikes")
        self.dates.title.setText(said.format(n=len(windows)) if windows else self.tr("Dates"))
        if refusal:
            self.dates.add(paragraph(refusal))
        lines = [
            f"{formats.period(each.start, each.end, year=True)}, "
            f"{true_length(each.start, each.end)}"
            for each in windows
        ]
        listed: QLabel = paragraph("\n".join(lines))
        listed.setObjectName("dates_listed")
        if lines:
            self.dates.add(listed)

    def _found(self, findings: tuple[Finding, ...]) -> None:
        self.rules.show_findings(findings)
        if not self.form.has_notice.isChecked():
            text = self.tr("Tick when notice was received, and its length is measured too.")
            self.rules.add(paragraph(text, muted=True))
