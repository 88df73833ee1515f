"""Which appointments are shown: the choices on top, a search, filters kept, and what is on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from rota.domain.visit_filters import Shown, VisitFilter
from ui import formats
from ui.theme import space
from ui.visit_words import filter_words, is_narrow, ready_made, shown_words
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.labels import text_label


class VisitFilters(QWidget):
    """Emits ``changed`` when something else is to be shown; ``wanted`` says what.

    ``choose_asked``, ``keep_asked`` and ``delete_asked`` ask for the dialogs of a filter of one's
    own; the last carries the name.
    """

    changed = Signal()
    choose_asked = Signal()
    keep_asked = Signal()
    delete_asked = Signal(str)
    went_down = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wanted = VisitFilter()
        self._saved: Mapping[str, VisitFilter] = {}
        self.bar = FilterBar(
            self.tr("Which appointments"), self.tr("Find a name, number or clinic")
        )
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.button = PushButton(self.tr("&Filters"))
        self.button.setObjectName("filters")
        self.button.setAutoDefault(False)
        self.button.setMenu(self.menu)
        self.bar.add(self.button)
        self._said = text_label()
        self._said.setObjectName("filter_said")
        self._clear = push_button(self.tr("Clear the filter"), self.clear, name="clear_filter")
        self._keep = push_button(self.tr("Keep it…"), self.keep_asked.emit, name="keep_filter")
        self._strip = QWidget()
        across = QHBoxLayout(self._strip)
        across.setContentsMargins(space(4), 0, space(4), space(2))
        across.setSpacing(space(2))
        across.addWidget(self._said)
        across.addWidget(self._clear)
        across.addWidget(self._keep)
        across.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.bar)
        down.addWidget(self._strip)
        self.bar.chosen.connect(self._choose_shown)
        self.bar.searched.connect(self._search)
        self.bar.went_down.connect(self.went_down)
        self._strip.hide()
        self.show_counts({}, None)

    @property
    def wanted(self) -> VisitFilter:
        """What is to be shown now."""
        return self._wanted

    def show_counts(self, counts: Mapping[Shown, int], imported: int | None) -> None:
        """Say how many each choice holds; on every day only what is known without counting."""
        here = dict(counts)
        if self._wanted.everywhere:
            known = (Shown.AT_RISK, Shown.UNDECIDED)
            here = {each: counts[each] for each in known if each in counts}
            if imported is not None:
                here[Shown.ALL] = imported
        self.bar.show_choices(
            tuple(
                FilterChoice(each.value, shown_words(each, self._wanted.everywhere), here.get(each))
                for each in Shown
            )
        )

    def say_found(self, number: int) -> None:
        """Say what is on beside the choices, and how many were found."""
        is_searched = bool(self._wanted.text)
        said = self._name() or filter_words(self._wanted) if is_narrow(self._wanted) else ""
        found = formats.count(number, "appointment", "appointments")
        self._said.setText(f"{said}: {found}" if said else found)
        self._strip.setVisible(bool(said) or is_searched)
        self._clear.setVisible(bool(said))
        self._keep.setVisible(bool(said))

    def _name(self) -> str:
        """What the filter is called that is on, whichever choice is on beside it.

        One's own name comes before that of a ready-made filter that asks the same.
        """
        for name, kept in (*self._saved.items(), *ready_made().items()):
            if replace(kept, text=self._wanted.text, shown=self._wanted.shown) == self._wanted:
                return name
        return ""

    def show_saved(self, saved: Mapping[str, VisitFilter]) -> None:
        """Offer these filters of one's own."""
        self._saved = saved

    def use(self, wanted: VisitFilter) -> None:
        """Show what a filter asks for; a text in the field stays unless it brings one."""
        text = wanted.text or self._wanted.text
        if wanted.text and self.bar.field is not None:
            self._write(wanted.text)
        self._set(replace(wanted, text=text))

    def choose(self, shown: Shown) -> None:
        """Put a choice on, as a click would."""
        self.bar.choose(shown.value)

    def put_on(self, wanted: VisitFilter) -> None:
        """Put a filter on without saying so to anybody."""
        self._wanted = wanted
        self._write(wanted.text)
        self.bar.put_on(wanted.shown.value)

    def clear(self) -> None:
        """Take off every part but the choice on top and the text."""
        self._set(VisitFilter(shown=self._wanted.shown, text=self._wanted.text))

    def _write(self, text: str) -> None:
        field = self.bar.field
        if field is not None and field.text() != text:
            field.show_words(text)

    def _set(self, wanted: VisitFilter) -> None:
        self._wanted = wanted
        self.bar.put_on(wanted.shown.value)
        self.changed.emit()

    def _choose_shown(self, key: str) -> None:
        past = self._wanted.past_risk
        self._set(replace(self._wanted, shown=Shown(key), past_risk=past and key == Shown.ALL))

    def _search(self, text: str) -> None:
        self._set(replace(self._wanted, text=text))

    def _fill(self) -> None:
        """Fill the menu when it opens: what is kept may have changed."""
        self.menu.clear()
        self._offer(ready_made())
        if self._saved:
            self.menu.addSeparator()
            self._offer(self._saved)
        self.menu.addSeparator()
        self._add(self.tr("Choose…"), self.choose_asked.emit, "choose_filter")
        said = self.tr("Every day, not only the strike's")
        everywhere = self._add(said, self._turn, "everywhere")
        everywhere.setCheckable(True)
        everywhere.setChecked(self._wanted.everywhere)
        if self._saved:
            gone = self.menu.addMenu(self.tr("Delete a filter"))
            for name in self._saved:
                gone.addAction(_escaped(name)).triggered.connect(partial(self._delete, name))

    def _offer(self, filters: Mapping[str, VisitFilter]) -> None:
        for name, wanted in filters.items():
            action = self._add(_escaped(name), partial(self.use, wanted), f"use_{name}")
            action.setCheckable(True)
            action.setChecked(replace(self._wanted, text=wanted.text) == wanted)

    def _add(self, text: str, done: Callable[[], object], name: str) -> QAction:
        action = self.menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: done())
        return action

    def _delete(self, name: str, _checked: bool = False) -> None:
        self.delete_asked.emit(name)

    def _turn(self) -> None:
        self._set(replace(self._wanted, everywhere=not self._wanted.everywhere, past_risk=False))


def _escaped(name: str) -> str:
    return name.replace("&", "&&")
