"""What one service requires at one level: its rows to edit, who signed, a picture of the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rota.domain.codes import Level, words
from rota.domain.grades import GradeLadder
from rota.domain.requirement_text import RequirementText
from rota.services.requirements import LEVELS, LevelView, ServiceRequirements
from ui import formats
from ui.colours import Role, Tone, tone_colours
from ui.models.requirements import HEADINGS, RequirementRows
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import Pill, paragraph, text_label
from ui.widgets.requirement_list import STATES
from ui.widgets.requirement_strip import RequirementStrip
from ui.widgets.requirement_table import RequirementTable
from ui.wording import capital

MOST_PROBLEMS = 3
ALL_OF_IT = 1000
"""How much more room the rows take than the emptiness that stands for them."""


class RequirementEditor(QWidget):
    """Emits ``level_chosen``, ``edited`` after an edit, and what is asked for by its buttons."""

    level_chosen = Signal(object)
    edited = Signal()
    copy_asked = Signal()
    template_asked = Signal()
    keep_asked = Signal()
    sign_asked = Signal()

    def __init__(self, ladder: GradeLadder, day: date) -> None:
        super().__init__()
        self._day = day
        self.rows = RequirementRows(ladder, self)
        self.table = RequirementTable(self.rows, ladder)
        self.name = text_label(bold=True)
        self.name.setObjectName("requirement_service")
        self.place = text_label(muted=True)
        self.badge = Pill()
        self.signature = text_label(muted=True)
        self.signature.setObjectName("requirement_signature")
        self.problems = paragraph()
        self.problems.setObjectName("requirement_problems")
        self.strip = RequirementStrip()
        self.strip_day = QComboBox()
        self.strip_day.setObjectName("requirement_strip_day")
        self.strip_day.setAccessibleName(self.tr("Day of the picture"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(2))
        for part in (self._heading(), self._levels(), self._row_buttons()):
            layout.addLayout(part)
        self._about_one = QWidget()
        below = QVBoxLayout(self._about_one)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(space(2))
        below.addWidget(self.table, 1)
        below.addWidget(self.problems)
        below.addLayout(self._picture())
        below.addWidget(self.strip)
        layout.addWidget(self._about_one, ALL_OF_IT)
        layout.addStretch(1)
        self.rows.edited.connect(self._edited)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._wake())
        self.strip_day.currentIndexChanged.connect(lambda _at: self._draw())
        self.show_first_day(day)

    @property
    def level(self) -> Level:
        """The level shown."""
        return LEVELS[self._group.checkedId()]

    def show_service(
        self, each: ServiceRequirements, view: LevelView, texts: Iterable[RequirementText]
    ) -> None:
        """Show one service's rows, as saved or as edited so far."""
        service = each.service
        self.name.setText(service.name)
        self.place.setText(f"{service.department}, {service.site}")
        self.badge.say(*STATES[view.state])
        self.signature.setText(view.said)
        self._only_many(False)
        rows = tuple(texts)
        if rows != self.rows.texts or view.level is not self.level:
            self.rows.show(rows, view.level)
        self._look()

    def show_several(self, count: int) -> None:
        """Several services, or none: only copies can be made."""
        some = capital(formats.count(count, "service"))
        self.name.setText(self.tr("{some} chosen").format(some=some))
        what = "A day or a template can be copied to all of them at once."
        self.place.setText(self.tr(what if count else "Choose a service on the left."))
        self.badge.say("", Tone.MUTED)
        self.signature.setText("")
        self.rows.show((), self.level)
        self._only_many(True)
        for button in (self.copy, self.template):
            button.setEnabled(count > 0)
        self._look()

    def show_first_day(self, day: date) -> None:
        """Start the picture's choice of days at a strike's first."""
        self._day = day
        self.strip_day.blockSignals(True)
        self.strip_day.clear()
        for ahead in range(7):
            each = day + timedelta(days=ahead)
            self.strip_day.addItem(f"{each:%A}")
        self.strip_day.blockSignals(False)
        self._draw()

    def show_level(self, level: Level) -> None:
        """Press the switch of a level without anybody hearing of it."""
        button = self._group.button(LEVELS.index(level))
        assert button is not None
        button.setChecked(True)

    def _only_many(self, is_many: bool) -> None:
        self._about_one.setVisible(not is_many)
        for button in (self.add, self.keep, self.sign):
            button.setEnabled(not is_many)
        for button in (self.copy, self.template):
            button.setEnabled(True)

    def _heading(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(space(3))
        row.addWidget(self.name)
        row.addWidget(self.place)
        row.addStretch(1)
        return row

    def _levels(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        self._group = QButtonGroup(self)
        for at, level in enumerate(LEVELS):
            button = QPushButton(capital(words(level)))
            button.setObjectName(f"requirement_level_{level}")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setChecked(at == 0)
            self._group.addButton(button, at)
            row.addWidget(button)
        self._group.idClicked.connect(lambda at: self.level_chosen.emit(LEVELS[at]))
        row.addSpacing(space(2))
        row.addWidget(self.badge)
        row.addWidget(self.signature)
        row.addStretch(1)
        self.sign = push_button(self.tr("Sign…"), self.sign_asked.emit, name="requirement_sign")
        row.addWidget(self.sign)
        return row

    def _row_buttons(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        name = "requirement_{}".format
        self.add = push_button(
            self.tr("Add row"), self.table.add, name=name("add"), icon_name="add"
        )
        self.duplicate = push_button(
            self.tr("Duplicate"), self.table.duplicate, name=name("duplicate")
        )
        self.remove = push_button(self.tr("Remove"), self.table.remove, name=name("remove"))
        self.add.setToolTip(self.tr("Add a row under this one (Insert)"))
        self.duplicate.setToolTip(self.tr("Copy this row (Ctrl+D)"))
        self.remove.setToolTip(self.tr("Remove the chosen rows (Delete)"))
        self.copy = push_button(
            self.tr("Copy from a day…"), self.copy_asked.emit, name=name("copy")
        )
        self.template = push_button(
            self.tr("From a template…"), self.template_asked.emit, name=name("template")
        )
        self.keep = push_button(
            self.tr("Keep as a template…"), self.keep_asked.emit, name=name("keep")
        )
        for button in (self.add, self.duplicate, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.copy, self.template, self.keep):
            row.addWidget(button)
        return row

    def _picture(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        label = text_label(self.tr("&Required on"), size=Size.SMALL, muted=True)
        label.setBuddy(self.strip_day)
        self.most = text_label(size=Size.SMALL, muted=True)
        self.most.setObjectName("requirement_most")
        row.addWidget(label)
        row.addWidget(self.strip_day)
        row.addStretch(1)
        row.addWidget(self.most)
        return row

    def _edited(self) -> None:
        self._look()
        self.edited.emit()

    def _look(self) -> None:
        found = self.rows.problems
        said = [f"Row {at + 1}, {HEADINGS[cell].lower()}: {why}" for at, cell, why in found]
        more = len(said) - MOST_PROBLEMS
        lines = said[:MOST_PROBLEMS] + ([f"and {more} more"] if more > 0 else [])
        self.problems.setText("\n".join(lines))
        self.problems.setVisible(bool(lines))
        palette = self.problems.palette()
        palette.setColor(Role.WindowText, tone_colours(self.palette(), Tone.SHORT).mark)
        self.problems.setPalette(palette)
        self._wake()
        self._draw()

    def _wake(self) -> None:
        has_rows = bool(self.table.chosen)
        self.duplicate.setEnabled(has_rows)
        self.remove.setEnabled(has_rows)

    def _draw(self) -> None:
        day = self._day + timedelta(days=max(0, self.strip_day.currentIndex()))
        self.strip.show_needs(self.rows.needs, day)
        most = max((number for _, _, number in self.strip.runs), default=0)
        people = formats.count(most, "person", "people")
        self.most.setText(self.tr("at most {people} at once, 8am to 8am").format(people=people))
