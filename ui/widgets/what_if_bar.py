"""What if: suppose people away or another turnout, and see the board without saving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from rota.domain.turnout import BoardTurnout
from rota.domain.what_if import Supposition
from rota.services.what_if import Supposed, There
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.board_rows import person
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.labels import Pill, text_label
from ui.widgets.turnout_choice import TurnoutChoice
from ui.wording import grade_words

MOST_NAMED = 5


class WhatIfBar(QWidget):
    """Emits ``supposed`` with a Supposition on each change, and ``left`` to go back."""

    supposed = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("what_if")
        self.setAccessibleName(self.tr("What if more people are away"))
        self._there: dict[str, There] = {}
        self._absent: list[str] = []
        self._shares: dict[str, int] = {}
        self._draw = 1
        self.people = QComboBox()
        self.people.setObjectName("what_if_person")
        self.people.setAccessibleName(self.tr("Somebody to suppose away"))
        self.people.setEditable(True)
        field = self.people.lineEdit()
        assert field is not None
        field.setAccessibleName(self.people.accessibleName())
        field.setPlaceholderText(self.tr("Somebody who is there"))
        self.people.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.people.setMinimumWidth(space(52))
        self.people.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.grade = QComboBox()
        self.grade.setObjectName("what_if_grade")
        self.grade.setAccessibleName(self.tr("Grade of which a share is away"))
        self.share = QSpinBox()
        self.share.setObjectName("what_if_share")
        self.share.setAccessibleName(self.tr("Share away, per cent"))
        self.share.setRange(0, 100)
        self.share.setSingleStep(5)
        self.share.setSuffix(" %")
        self.turnout = TurnoutChoice()
        self.said = text_label(bold=True)
        self.said.setObjectName("what_if_said")
        self.badge = Pill()
        self.badge.say(self.tr("What if: nothing is saved"), Tone.WARNING)
        self._add = push_button(self.tr("Suppose away"), self._add_person, name="what_if_add")
        self._again = push_button(self.tr("Others by lot"), self._draw_again, name="what_if_draw")
        self._again.setToolTip(self.tr("Take other people of the grade by lot"))
        self._back = push_button(self.tr("End what if"), self.left.emit, name="what_if_back")
        self._lay_out()
        self._connect()
        self.hide()

    @property
    def supposition(self) -> Supposition:
        """What is supposed now."""
        chosen = self.turnout.chosen
        return Supposition(frozenset(self._absent), dict(self._shares), self._draw, chosen)

    def begin(self, there: Sequence[There], grades: Mapping[str, int]) -> None:
        """Show the bar for a board with these people, supposing nothing yet."""
        self._there = {each.staff_id: each for each in there}
        self._absent, self._shares, self._draw = [], {}, 1
        self.turnout.begin()
        self._fill(there, grades)
        self.say(None)
        self._show_absent()
        self.show()
        self.people.setFocus()

    def say(self, outcome: Supposed | None) -> None:
        """Say what the supposition does to the gaps."""
        self.turnout.say_drawn(outcome)
        if outcome is None:
            self.said.setText(self.tr("Suppose somebody, or part of a grade, away as well."))
            return
        self.said.setText(
            self.tr(
                "{who}: {before} missing hours become {after}, in {gaps} instead of {was}"
            ).format(
                who=_who(outcome),
                before=_hours(outcome.missing_before),
                after=_hours(outcome.missing_after),
                gaps=formats.count(outcome.gaps_after, "gap"),
                was=formats.number(outcome.gaps_before),
            )
        )

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        asked.setSpacing(space(2))
        widgets: tuple[QWidget, ...] = (
            self.badge, self.people, self._add, self.grade, self.share,
        )  # fmt: skip
        for widget in widgets:
            asked.addWidget(widget)
        asked.addStretch(1)
        asked.addWidget(self._back)
        drawn = QHBoxLayout()
        drawn.setSpacing(space(2))
        drawn.addWidget(self.turnout, 1)
        drawn.addWidget(self._again)
        self._named = QHBoxLayout()
        self._named.setSpacing(space(1))
        below = QHBoxLayout()
        below.setSpacing(space(3))
        below.addWidget(self.said)
        below.addLayout(self._named)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(4), 0, space(4), space(2))
        layout.setSpacing(space(1))
        layout.addLayout(asked)
        layout.addLayout(drawn)
        layout.addLayout(below)

    def _connect(self) -> None:
        self.share.valueChanged.connect(self._share_changed)
        self.grade.currentIndexChanged.connect(lambda _index: self._grade_chosen())
        self.turnout.changed.connect(self._turnout_changed)
        field = self.people.lineEdit()
        if field is not None:
            field.returnPressed.connect(self._add_person)

    def _fill(self, there: Sequence[There], grades: Mapping[str, int]) -> None:
        self.people.clear()
        for each in there:
            places = ", ".join(each.services[:2])
            self.people.addItem(f"{person(each.name, each.grade)} · {places}", each.staff_id)
        completer = QCompleter(self.people.model(), self.people)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.people.setCompleter(completer)
        self.people.setCurrentIndex(-1)
        self.people.setEditText("")
        self.grade.blockSignals(True)
        self.grade.clear()
        for grade in sorted(grades, key=lambda each: (-grades[each], each)):
            number = formats.number(grades[grade])
            self.grade.addItem(f"{grade_words(grade)} ({number})", grade)
        self.grade.blockSignals(False)
        self._grade_chosen()

    def _grade_chosen(self) -> None:
        self.share.blockSignals(True)
        self.share.setValue(self._shares.get(self.grade.currentData(), 0))
        self.share.blockSignals(False)
        self._wake()

    def _turnout_changed(self) -> None:
        self._wake()
        self.supposed.emit(self.supposition)

    def _wake(self) -> None:
        drawn = any(self._shares.values()) or self.turnout.chosen.is_forecast
        self._again.setEnabled(drawn)

    def _share_changed(self, share: int) -> None:
        grade = self.grade.currentData()
        if grade is not None:
            self._shares[grade] = share
            self._wake()
            self.supposed.emit(self.supposition)

    def _draw_again(self) -> None:
        self._draw += 1
        self.supposed.emit(self.supposition)

    def _add_person(self) -> None:
        index = self.people.findText(self.people.currentText())
        staff_id = self.people.itemData(index) if index >= 0 else None
        if staff_id is None:
            self.said.setText(self.tr("Choose somebody from the list of those who are there."))
            return
        if staff_id not in self._absent:
            self._absent.append(staff_id)
            self._show_absent()
            self.supposed.emit(self.supposition)
        self.people.setCurrentIndex(-1)
        self.people.setEditText("")

    def _remove(self, staff_id: str) -> None:
        self._absent.remove(staff_id)
        self._show_absent()
        self.supposed.emit(self.supposition)

    def _show_absent(self) -> None:
        while (item := self._named.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for staff_id in self._absent[:MOST_NAMED]:
            each = self._there[staff_id]
            button = PushButton(f"{person(each.name, each.grade)}  ×")
            button.setObjectName(f"what_if_away_{staff_id}")
            button.setAutoDefault(False)
            said = self.tr("{name} is there after all").format(name=each.name)
            button.setToolTip(said)
            button.setAccessibleName(said)
            button.clicked.connect(partial(self._remove, staff_id))
            self._named.addWidget(button)
        more = len(self._absent) - MOST_NAMED
        if more > 0:
            self._named.addWidget(text_label(f"and {more} more", muted=True))


def _hours(minutes: int) -> str:
    return f"{minutes / 60:,.1f}".removesuffix(".0")


def _who(outcome: Supposed) -> str:
    """Who is supposed to come or to be away."""
    away = formats.count(len(outcome.away), "person", "people")
    if outcome.turnout is BoardTurnout.DECLARED:
        return f"{away} away"
    if outcome.turnout is BoardTurnout.CAUTIOUS:
        said = "Nobody called out"
    else:
        said = f"{formats.count(outcome.worked, 'duty', 'duties')} more worked"
    return f"{said}, {away} away" if outcome.away else said
