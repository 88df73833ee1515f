"""The fields of a strike window's terms: what kind, who, when, where, and what the notice said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QWidget,
)

from rota.domain.codes import LossPolicy, StaffGroup, WindowType, group_words, words
from rota.domain.errors import Refused
from rota.domain.times import to_local
from rota.domain.windows import WindowTerms
from ui.colours import Role
from ui.strike_words import POLICIES, TYPE_MEANS, has_clock_change, true_length
from ui.theme import font, space
from ui.widgets.labels import text_label
from ui.widgets.when_field import WhenField
from ui.wording import capital

Key = TypeVar("Key", bound=str)
EIGHT = time(8, 0)
ONE_DAY = timedelta(days=1)

ENDS_FIRST = "The end must come after the start"
ODDITIES = {
    "does_not_exist": "The clocks skip this {name}: an hour later is meant",
    "happens_twice": "The clocks show this {name} twice: the first is meant",
}
NOBODY_HERE = (
    "Nobody here is called out. From start to end no letter is collected or delivered, so the "
    "last safe posting times come earlier and more patients must be phoned."
)


class _Meaning(QLabel):
    """Words that wrap and take no more height than they need.

    A form gives a label that wraps the height it would have if it were narrow; seen with
    Qt 6.11.3.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(Role.PlaceholderText)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        """As high as the words at the width they have."""
        wide = max(self.width(), space(85))
        return QSize(space(85), self.heightForWidth(wide))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height at another width."""
        super().resizeEvent(event)
        self.updateGeometry()


class TermsForm(QWidget):
    """Emits ``changed`` whenever ``terms`` would answer otherwise."""

    changed = Signal()

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._note = ""
        self._sites: frozenset[str] = frozenset()
        self._called: frozenset[StaffGroup] = frozenset()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(space(4))
        self._form.setVerticalSpacing(space(2))
        self._add_kind()
        called_out = QWidget()
        self.groups = self._ticks(called_out, "Called out", [(g, words(g)) for g in StaffGroup])
        self._form.addRow(text_label(self.tr("Called out")), called_out)
        self._add_times(now)
        self._add_notice(now)
        self.sites: dict[str, QCheckBox] = {}
        self._site_ticks = QWidget()
        self._form.addRow(text_label(self.tr("Sites")), self._site_ticks)
        self._form.setRowVisible(self._site_ticks, False)
        self.policy = QComboBox()
        self.policy.setObjectName("policy")
        for policy, text in POLICIES.items():
            self.policy.addItem(text, policy)
        self._form.addRow(self.tr("At the &edges"), self.policy)
        self.policy.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._say_type()
        self._say_length()
        self._name_groups()

    def add_first(self, label: str, field: QWidget, at: int) -> None:
        """Put a field of the dialog's own above."""
        self._form.insertRow(at, label, field)

    def terms(self) -> WindowTerms:
        """What the fields say. Raises Refused for an end before its start, or nobody called."""
        ticked = frozenset(site for site, box in self.sites.items() if box.isChecked())
        if self.sites and not ticked:
            raise Refused("no_sites", "Tick at least one site.")
        sites = frozenset() if len(ticked) == len(self.sites) else ticked
        return WindowTerms(
            self.start.instant,
            None if self.is_open.isChecked() else self.end.instant,
            WindowType(self.type.currentData()),
            self._groups(),
            sites if self.sites else self._sites,
            LossPolicy(self.policy.currentData()),
            self.notice.instant if self.has_notice.isChecked() else None,
            self._note,
            self.is_postal.isChecked(),
        )

    def show_terms(self, terms: WindowTerms) -> None:
        """Show the terms of a window."""
        was_blocked = self.blockSignals(True)
        self._note, self._sites = terms.note, terms.sites
        self.type.setCurrentIndex(self.type.findData(terms.type))
        self.policy.setCurrentIndex(self.policy.findData(terms.policy))
        self.is_postal.setChecked(terms.affects_post)
        for group, box in self.groups.items():
            box.setChecked(group in terms.groups)
        self.start.show_instant(terms.start)
        if terms.end is None:
            self.end.show_local(to_local(terms.start).date() + ONE_DAY, EIGHT)
        else:
            self.end.show_instant(terms.end)
        self.is_open.setChecked(terms.end is None)
        self.has_notice.setChecked(terms.notice_received is not None)
        if terms.notice_received is not None:
            self.notice.show_instant(terms.notice_received)
        self.blockSignals(was_blocked)
        self._look()

    def show_sites(self, known: Sequence[str]) -> None:
        """Offer these sites, once, and those the terms name; none named is every site."""
        names = sorted({*known, *self._sites})
        self.sites = self._ticks(self._site_ticks, "Sites", [(each, each) for each in names])
        self._form.setRowVisible(self._site_ticks, bool(names))
        for site, box in self.sites.items():
            box.setChecked(not self._sites or site in self._sites)

    def _groups(self) -> frozenset[StaffGroup]:
        return frozenset(group for group, box in self.groups.items() if box.isChecked())

    def _add_kind(self) -> None:
        self.type = QComboBox()
        self.type.setObjectName("type")
        for each in WindowType:
            self.type.addItem(capital(words(each)), each)
        self._form.addRow(self.tr("&Type"), self.type)
        self.is_postal = QCheckBox(self.tr("&Postal strike: letters stop"))
        self.is_postal.setObjectName("is_postal")
        self._form.addRow("", self.is_postal)
        self.meaning = _Meaning()
        self.meaning.setObjectName("meaning")
        self._form.addRow("", self.meaning)
        self.type.currentIndexChanged.connect(lambda _at: self._look())
        self.is_postal.toggled.connect(self._postal_toggled)

    def _add_times(self, now: datetime) -> None:
        self.start = WhenField(self.tr("Start"), "start")
        self.end = WhenField(self.tr("End"), "end")
        self.is_open = QCheckBox(self.tr("&No end given yet"))
        self.is_open.setObjectName("is_open")
        self.length: QLabel = text_label()
        self.length.setObjectName("length")
        day: date = to_local(now).date()
        self.start.show_local(day, EIGHT)
        self.end.show_local(day + ONE_DAY, EIGHT)
        self._form.addRow(self.tr("&Start"), self.start)
        self._form.addRow(self.tr("&End"), self.end)
        self._form.addRow("", self.is_open)
        self._form.addRow("", self.length)
        self.start.changed.connect(self._start_moved)
        self.end.changed.connect(self._look)
        self.is_open.toggled.connect(lambda _on: self._look())

    def _add_notice(self, now: datetime) -> None:
        self.has_notice = QCheckBox(self.tr("N&otice received"))
        self.has_notice.setObjectName("has_notice")
        self.notice = WhenField(self.tr("Notice received"), "notice")
        self.notice.show_instant(now)
        self._form.addRow(self.has_notice, self.notice)
        self.notice.setEnabled(False)
        self.has_notice.toggled.connect(self.notice.setEnabled)
        self.has_notice.toggled.connect(lambda _on: self.changed.emit())
        self.notice.changed.connect(self.changed)

    def _ticks(
        self, holder: QWidget, label: str, choices: Sequence[tuple[Key, str]]
    ) -> dict[Key, QCheckBox]:
        boxes: dict[Key, QCheckBox] = {}
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        for place, (key, text) in enumerate(choices):
            box = QCheckBox(capital(text))
            box.setObjectName(f"tick_{key}")
            box.setAccessibleName(f"{label}: {text}")
            box.toggled.connect(lambda _on: self._look())
            grid.addWidget(box, place // 2, place % 2)
            boxes[key] = box
        grid.setColumnStretch(1, 1)
        return boxes

    def _start_moved(self) -> None:
        """Keep the end where it is unless it would come first; then a day later, at 8."""
        if self.end.instant <= self.start.instant:
            day = to_local(self.start.instant).date() + ONE_DAY
            was_blocked = self.end.blockSignals(True)
            self.end.show_local(day, EIGHT)
            self.end.blockSignals(was_blocked)
        self._name_groups()
        self._look()

    def _postal_toggled(self, is_postal: bool) -> None:
        """A postal strike calls out nobody here, unless somebody is ticked again."""
        if is_postal:
            self._called = self._groups()
        for group, box in self.groups.items():
            box.setChecked(not is_postal and group in self._called)
        self._look()

    def _look(self) -> None:
        self.end.setEnabled(not self.is_open.isChecked())
        self._say_type()
        self._say_length()
        self.changed.emit()

    def _say_type(self) -> None:
        is_postal_only = self.is_postal.isChecked() and not self._groups()
        self.type.setEnabled(not is_postal_only)
        chosen = WindowType(self.type.currentData())
        self.meaning.setText(NOBODY_HERE if is_postal_only else TYPE_MEANS[chosen])

    def _say_length(self) -> None:
        start, end = self.start.instant, None if self.is_open.isChecked() else self.end.instant
        said = [true_length(start, end)] if end is None or end > start else [ENDS_FIRST]
        for field, name in ((self.start, "start"), (self.end, "end")):
            if field.oddity and not (field is self.end and end is None):
                said.append(ODDITIES[field.oddity].format(name=name))
        is_odd = len(said) > 1 or said[0] == ENDS_FIRST or has_clock_change(start, end)
        self.length.setText("\n".join(said))
        self.length.setFont(font(bold=is_odd))

    def _name_groups(self) -> None:
        """Residents were called junior doctors until 18 September 2024."""
        on = to_local(self.start.instant).date()
        for group, box in self.groups.items():
            text = group_words(group, on)
            box.setText(capital(text))
            box.setAccessibleName(self.tr("Called out: {group}").format(group=text))
