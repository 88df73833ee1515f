"""Revising a strike: new terms on the left, what follows from them on the right."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.carrying_out import Changed
from rota.services.window_changes import NewTerms, revise
from rota.services.windows import known_sites
from ui import formats
from ui.desk import Desk
from ui.dialogs.change import Change, ChangeDialog
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.labels import Rule, text_label
from ui.widgets.panels import BareScroll
from ui.widgets.terms_form import TermsForm

REASONS = (
    "The union changed its notice",
    "Corrected after a check of the notice",
    "Shortened by a court",
)


class ReviseDialog(ChangeDialog):
    """Makes the next numbered revision; ``new_start`` and ``new_end`` are put in to begin with."""

    def __init__(
        self,
        desk: Desk,
        window: StrikeWindow,
        new_start: datetime | None = None,
        new_end: datetime | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = f"Revise the strike: revision {window.revision + 1}"
        super().__init__(desk, window, title, "Save revision", REASONS, parent)
        self.setObjectName("dialog_revise")
        terms = window.terms
        self.form = TermsForm(desk.now())
        self.form.show_terms(terms)
        for field, edge in ((self.form.start, new_start), (self.form.end, new_end)):
            if edge is not None:
                field.show_instant(edge)
        if new_end is not None:
            self.form.is_open.setChecked(False)
        was = formats.period(terms.start, terms.end, year=True)
        self.body.addWidget(
            text_label(f"{short_title(window)}. Until now {was}", muted=True),
        )
        self.body.addLayout(self._sides(), 1)
        self.resize(space(295), space(164))
        self.form.start.setFocus()
        self._newest.ask(partial(known_sites, desk.storage), self._sites_known, self._not_seen)

    def change(self) -> Change:
        """Give the strike the terms that the fields say."""
        return partial(_revise, self._desk, self.window_.window_id, self.form.terms())

    def _sides(self) -> QHBoxLayout:
        scroll = BareScroll(self.form)
        scroll.show_whole_width()
        left = QVBoxLayout()
        left.setSpacing(space(3))
        left.addWidget(scroll, 1)
        left.addLayout(self.reason.with_label())
        right = QVBoxLayout()
        right.setSpacing(space(3))
        right.addWidget(self.follows, 3)
        right.addWidget(BareScroll(self.rules), 2)
        sides = QHBoxLayout()
        sides.setSpacing(space(5))
        sides.addLayout(left, 5)
        sides.addWidget(Rule(upright=True))
        sides.addLayout(right, 6)
        return sides

    def _sites_known(self, sites: tuple[str, ...]) -> None:
        self.form.show_sites(sites)
        self.form.changed.connect(self.look)
        self.look()


def _revise(desk: Desk, window_id: int, terms: WindowTerms, why: str, preview: bool) -> Changed:
    new, ladder = NewTerms(terms=terms), desk.tools.rules.ladder
    return revise(desk.storage, window_id, new, why, desk.now(), ladder, preview)
