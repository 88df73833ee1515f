"""The dated rules of law: which holds when, where it comes from, and the trust's own."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from rota.domain.changes import Changes
from rota.domain.law import LawBook, LawRule
from rota.domain.times import to_local
from rota.services.disputes import UNITS, LawLine, add_law, law_lines
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.reading import ReadingDialog
from ui.law_words import ALLOWED, PROHIBITED, rule_name, rule_value
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.day_field import day_edit, day_of
from ui.widgets.labels import paragraph, text_label
from ui.widgets.reason_box import ReasonBox
from ui.widgets.table_view import TableView

LONGEST = 999


class LawRulesDialog(ReadingDialog):
    """Every dated rule; the day above says which of them hold on it."""

    def __init__(self, desk: Desk, parent: QWidget | None, on: date | None = None) -> None:
        super().__init__(desk, "Dated law rules", parent)
        self.setObjectName("dialog_law")
        self._holding: frozenset[LawRule] = frozenset()
        said = paragraph(
            self.tr(
                "The program measures strikes against these figures and names the source. It "
                "never says whether anything is lawful. Add a rule of your own, or correct one."
            ),
            muted=True,
        )
        said.setMinimumWidth(space(160))
        today = on or to_local(desk.now()).date()
        self.day = day_edit(self.tr("Which rules hold on"), "law_day", today)
        self.day.dateChanged.connect(lambda _day: self._mark())
        label = text_label(self.tr("&Which rules hold on"))
        label.setBuddy(self.day)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(label)
        row.addWidget(self.day)
        self.holds = paragraph()
        self.holds.setObjectName("law_holds")
        row.addSpacing(space(3))
        row.addWidget(self.holds, 1)
        self.model = TableModel(self._columns(), _key, parent=self)
        self.table = TableView(self.model, self.tr("Dated law rules"), name="law_rules")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        let_copy(self.table)
        self.body.addWidget(said)
        self.body.addLayout(row)
        self.body.addWidget(self.table, 1)
        self.add = push_button(self.tr("Add a rule…"), self._add, name="law_add", icon_name="add")
        self.correct = push_button(self.tr("Correct…"), self._correct, name="law_correct")
        self.correct.setEnabled(False)
        self.buttons.addWidget(self.add)
        self.buttons.addWidget(self.correct)
        self.buttons.addWidget(push_button(self.tr("Copy all"), self._copy, name="law_copy"))
        self.table.rows_chosen.connect(lambda rows: self.correct.setEnabled(bool(rows)))
        self.table.row_activated.connect(lambda _row: self._correct())
        self.resize(space(270), space(130))
        desk.bus.changed.connect(self._changed)
        self.table.setFocus()
        self._read()

    def _columns(self) -> tuple[Column[LawLine], ...]:
        return (
            Column("Rule", lambda row: rule_name(row.rule.kind), width=21),
            Column(
                "From",
                lambda row: formats.day(row.rule.since, year=True),
                lambda row: row.rule.since,
                width=17,
            ),
            Column("Limit", lambda row: rule_value(row.rule), width=18),
            Column("Holds", self._holds, tone=self._holds_tone, width=10),
            Column("Whose", _whose, tone=_whose_tone, width=20),
            Column("Source", lambda row: row.rule.source, width=36),
        )

    def _holds(self, row: LawLine) -> str:
        if row.is_replaced:
            return self.tr("Replaced")
        return self.tr("Holds") if row.rule in self._holding else ""

    def _holds_tone(self, row: LawLine) -> Tone | None:
        return Tone.MUTED if row.is_replaced else Tone.COVERED

    def _read(self) -> None:
        desk = self._desk
        desk.jobs.run(partial(law_lines, desk.storage, desk.tools.rules.law), self._show)

    def _show(self, lines: tuple[LawLine, ...]) -> None:
        if not self.is_closed:
            self.model.replace(lines)
            self._mark()

    def _mark(self) -> None:
        """Mark the rules that hold on the day, and say them in a line."""
        book = LawBook([each.rule for each in self.model.rows if not each.is_replaced])
        held = [book.in_force(kind, day_of(self.day)) for kind in UNITS]
        found = [rule for rule in held if rule is not None]
        self._holding = frozenset(found)
        said = "; ".join(f"{rule_name(rule.kind)}: {rule_value(rule).lower()}" for rule in found)
        self.holds.setText(said or self.tr("No rule of any kind."))
        last = self.model.index(self.model.rowCount() - 1, self.model.columnCount() - 1)
        self.model.dataChanged.emit(self.model.index(0, 0), last)

    def _changed(self, _changes: Changes) -> None:
        self._read()

    def _add(self) -> None:
        LawRuleDialog(self._desk, None, self).open()

    def _correct(self) -> None:
        chosen = self.table.chosen
        if chosen:
            LawRuleDialog(self._desk, chosen[0].rule, self).open()

    def _copy(self) -> None:
        copy_rows(self.model.columns, self.model.rows)


class LawRuleDialog(ErrandDialog):
    """A rule of the trust's own; one of the same kind and date stands in the place of the other."""

    def __init__(self, desk: Desk, rule: LawRule | None, parent: QWidget | None) -> None:
        title = "Add a law rule" if rule is None else "Correct a law rule"
        super().__init__(desk, title, "Save rule", parent)
        self.setObjectName("dialog_law_rule")
        self.kind = QComboBox()
        self.kind.setObjectName("rule_kind")
        for each in UNITS:
            self.kind.addItem(rule_name(each), each)
        today = to_local(desk.now()).date()
        self.since = day_edit(self.tr("From"), "rule_since", rule.since if rule else today)
        self.amount = QSpinBox()
        self.amount.setObjectName("rule_amount")
        self.amount.setAccessibleName(self.tr("How many"))
        self.amount.setRange(0, LONGEST)
        self.unit = QComboBox()
        self.unit.setObjectName("rule_unit")
        self.unit.setAccessibleName(self.tr("Of what"))
        limit = QHBoxLayout()
        limit.setSpacing(space(2))
        limit.addWidget(self.amount)
        limit.addWidget(self.unit)
        limit.addStretch(1)
        self.source = QLineEdit()
        self.source.setObjectName("rule_source")
        self.source.setMinimumWidth(space(100))
        self.source.setPlaceholderText(self.tr("the Act, section or guidance it comes from"))
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(2))
        form.addRow(self.tr("&Rule"), self.kind)
        form.addRow(self.tr("&From"), self.since)
        label = text_label(self.tr("&Limit"))
        label.setBuddy(self.amount)
        form.addRow(label, limit)
        form.addRow(self.tr("S&ource"), self.source)
        self.body.addLayout(form)
        self.reason = ReasonBox((self.tr("The law changed"), self.tr("Checked with our solicitor")))
        self.body.addLayout(self.reason.with_label())
        self.kind.currentIndexChanged.connect(lambda _at: self._offer_units())
        self._offer_units()
        if rule is not None:
            self._show_rule(rule)

    def work(self) -> Save:
        """The rule as the fields have it."""
        kind, amount, unit = str(self.kind.currentData()), self.amount.value(), ""
        if kind == "agency":
            amount = int(self.unit.currentText() == PROHIBITED)
        else:
            unit = self.unit.currentText()
        return partial(
            add_law,
            self._desk.storage,
            kind,
            day_of(self.since),
            amount,
            self.source.text(),
            self.reason.why,
            unit,
        )

    def _show_rule(self, rule: LawRule) -> None:
        self.kind.setCurrentIndex(self.kind.findData(rule.kind))
        for field in (self.kind, self.since):
            field.setEnabled(False)
        self.amount.setValue(rule.amount)
        self.unit.setCurrentText(rule_value(rule) if rule.unit == "prohibited" else rule.unit)
        self.source.setText(rule.source)
        self.source.setCursorPosition(0)
        self.amount.setFocus()

    def _offer_units(self) -> None:
        kind = str(self.kind.currentData())
        self.amount.setVisible(kind != "agency")
        self.unit.clear()
        self.unit.addItems([PROHIBITED, ALLOWED] if kind == "agency" else list(UNITS[kind]))


def _key(row: LawLine) -> tuple[str, date, bool]:
    return row.rule.kind, row.rule.since, row.is_own


def _whose(row: LawLine) -> str:
    if row.is_own:
        return "Your own"
    return "Shipped" if row.rule.verified else "Shipped, unverified"


def _whose_tone(row: LawLine) -> Tone | None:
    if row.is_own:
        return Tone.EMERGENCY
    return None if row.rule.verified else Tone.OVERHANG
