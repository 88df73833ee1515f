"""Splits one person's cover in two: from a time on somebody else takes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import CoverKind
from rota.services.candidates import Candidate, Candidates, find_candidates
from rota.services.cover_changes import split
from ui import formats
from ui.desk import Desk
from ui.dialogs.assign import CONSENTS, OVERRIDE_REASONS
from ui.dialogs.errand import ErrandDialog, Save
from ui.errors import sentence
from ui.newest import Newest
from ui.theme import space
from ui.widgets.candidate_list import CandidateList
from ui.widgets.cover_panel import Held
from ui.widgets.labels import paragraph, text_label
from ui.widgets.reason_box import ReasonBox
from ui.widgets.when_field import WhenField

QUARTER = timedelta(minutes=15)


class SplitCoverDialog(ErrandDialog):
    """Looks for people anew whenever the time changes."""

    def __init__(self, desk: Desk, held: Held, parent: QWidget | None) -> None:
        super().__init__(desk, "Split the cover", "Split", parent)
        self.setObjectName("dialog_split")
        self._held = held
        self._newest = Newest(desk.jobs, self)
        given = held.assignment
        said = paragraph(
            self.tr("{who} covers {place}, {when}.").format(
                who=held.who, place=held.place, when=formats.period(given.start, given.end)
            )
        )
        self.at = WhenField(self.tr("From"), "split_at")
        self.at.show_instant(middle(given.start, given.end))
        self.people = CandidateList()
        self.people.view.setMinimumSize(space(110), space(62))
        self.consent = ReasonBox(CONSENTS)
        self.consent.setObjectName("consent")
        self.consent.setAccessibleName(self.tr("How did they agree?"))
        self.why = ReasonBox(OVERRIDE_REASONS)
        self._why_row = QWidget()
        why = self.why.with_label()
        why.setContentsMargins(0, 0, 0, 0)
        self._why_row.setLayout(why)
        self.missing = paragraph(muted=True)
        self.missing.setObjectName("missing")
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Somebody else &from"), self.at)
        agreed = QFormLayout()
        agreed.setHorizontalSpacing(space(3))
        agreed.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        label = text_label(self.tr("&How did they agree?"))
        label.setBuddy(self.consent)
        agreed.addRow(label, self.consent)
        self.body.addWidget(said)
        self.body.addLayout(form)
        self.body.addWidget(self.people, 1)
        self.body.addLayout(agreed)
        self.body.addWidget(self._why_row)
        self.body.addWidget(self.missing)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.body, 100)
        self.at.changed.connect(self.look)
        self.people.picked.connect(self._wake)
        self.people.opened.connect(self._go_if_ready)
        for box in (self.consent, self.why):
            box.editTextChanged.connect(lambda _text: self._wake())
        self.look()
        self.at.setFocus()

    def look(self) -> None:
        """Look for people who could take it from that time on."""
        given, at = self._held.assignment, self.at.instant
        if not given.start < at < given.end:
            self._newest.forget()
            self.people.clear()
            self._wake()
            return
        self.people.clear(self.tr("Looking for people…"))
        work = partial(
            find_candidates,
            self._desk.storage,
            given.window_id,
            given.service_id,
            self._held.post,
            at,
            given.end,
            self._desk.tools.rules,
        )
        self._newest.ask(work, self._found, self._not_found)

    def work(self) -> Save:
        """The split at that time with that person."""
        chosen = self.people.chosen
        assert chosen is not None
        given = self._held.assignment.assignment_id
        why = self.why.why if self._why_row.isVisibleTo(self) else ""
        return partial(
            _save, self._desk, given, self.at.instant, chosen.staff_id, why, self.consent.why
        )

    def _found(self, found: Candidates) -> None:
        self.people.show_found(found)
        self._wake()

    def _not_found(self, error: BaseException) -> None:
        self.people.clear(sentence(error))
        self._wake()

    def _go_if_ready(self) -> None:
        if self.save.isEnabled():
            self.go()

    def _saving(self, is_saving: bool) -> None:
        super()._saving(is_saving)
        self._wake()

    def _wake(self) -> None:
        chosen = self.people.chosen
        is_asked = chosen is not None and any(f.severity == "stop" for f in chosen.findings)
        self._why_row.setVisible(is_asked)
        said = self._still_missing(is_asked=is_asked)
        self.missing.setText(said)
        self.missing.setVisible(bool(said))
        self.save.setEnabled(not said and not self._is_saving)

    def _still_missing(self, *, is_asked: bool) -> str:
        given, chosen = self._held.assignment, self.people.chosen
        if not given.start < self.at.instant < given.end:
            return self.tr("Choose a time between {start} and {end}.").format(
                start=formats.moment(given.start), end=formats.moment(given.end)
            )
        if chosen is None:
            return self.tr("Choose who takes it from then on.")
        if not isinstance(chosen, Candidate):
            if not chosen.can_override:
                return self.tr("They cannot take it: {why}").format(why="; ".join(chosen.reasons))
        elif chosen.kind is CoverKind.ACTING_DOWN and not self.consent.why:
            return self.tr("This is acting down: say how they agreed to it.")
        if is_asked and not self.why.why:
            return self.tr("A rule asks for a reason before this goes on.")
        return ""


def middle(start: datetime, end: datetime) -> datetime:
    """The quarter of an hour nearest to the middle."""
    quarters = round((end - start) / 2 / QUARTER)
    return start + quarters * QUARTER


def _save(
    desk: Desk, assignment_id: int, at: datetime, staff_id: str, why: str, consent: str
) -> Changes:
    made = split(desk.storage, assignment_id, at, staff_id, desk.tools.rules, why, consent)
    return made[-1].changes
