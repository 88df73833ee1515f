"""A dispute's ballot and timeline: what is known, what happened when, and who entered it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import EventKind, words
from rota.domain.disputes import DisputeEvent
from rota.domain.law import Ballot, LawBook
from rota.domain.times import to_local
from rota.services.disputes import DisputeDetail, list_disputes, record_ballot, record_event
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.reading import ReadingDialog
from ui.law_words import mandate_words
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.day_field import DayField
from ui.widgets.labels import paragraph, text_label
from ui.widgets.reason_box import ReasonBox
from ui.widgets.search_field import SearchField
from ui.widgets.table_view import TableView
from ui.widgets.when_field import WhenField
from ui.wording import capital

WIDE = 110
ENTERED = (EventKind.TALKS, EventKind.COURT, EventKind.BALLOT, EventKind.NOTE)
"""What a person adds; the other kinds are written when a strike changes."""

COLUMNS: tuple[Column[DisputeEvent], ...] = (
    Column("When", lambda row: formats.moment(row.at, year=True), lambda row: row.at, width=20),
    Column("What", lambda row: capital(words(row.kind)), width=10),
    Column("Happened", lambda row: row.text, tip=lambda row: row.text, width=56),
    Column("Entered by", lambda row: row.who, width=12),
    Column(
        "Entered",
        lambda row: formats.moment(row.entered_at, year=True),
        lambda row: row.entered_at,
        width=20,
    ),
)


class BallotDialog(ErrandDialog):
    """What is known of a dispute's ballot; the mandate's end is worked out where none is stated."""

    def __init__(
        self, desk: Desk, detail: DisputeDetail, law: LawBook, parent: QWidget | None
    ) -> None:
        dispute = detail.dispute
        super().__init__(desk, f"Ballot: {dispute.name}", "Save ballot", parent)
        self.setObjectName("dialog_ballot")
        self._name, self._law = dispute.name, law
        ballot, today = dispute.ballot, to_local(desk.now()).date()
        self.opened = DayField(self.tr("Ballot opened"), "opened", ballot.opened, today)
        self.shut = DayField(self.tr("Ballot closed"), "closed", ballot.closed, today)
        self.ends = DayField(self.tr("Mandate ends"), "mandate", ballot.mandate_end, today)
        self.outcome = QLineEdit(dispute.ballot_result)
        self.outcome.setObjectName("ballot_result")
        self.outcome.setPlaceholderText(self.tr("such as 98 % yes, 76 % turnout"))
        self.mandate: QLabel = paragraph(muted=True)
        self.mandate.setObjectName("mandate_words")
        self.mandate.setMinimumWidth(space(WIDE))
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(2))
        form.addRow(self.tr("&Opened"), self.opened)
        form.addRow(self.tr("&Closed"), self.shut)
        form.addRow(self.tr("&Result"), self.outcome)
        form.addRow(self.tr("&Mandate end as stated"), self.ends)
        form.addRow("", self.mandate)
        self.body.addLayout(form)
        self.reason = ReasonBox((self.tr("The union announced the result"),))
        self.reason.setCurrentIndex(0)
        self.body.addLayout(self.reason.with_label())
        for field in (self.opened, self.shut, self.ends):
            field.changed.connect(self._say_mandate)
        self._say_mandate()
        self.opened.setFocus()

    def work(self) -> Save:
        """The ballot as the fields have it."""
        return partial(
            record_ballot,
            self._desk.storage,
            self._name,
            self._ballot(),
            self.outcome.text(),
            self.reason.why,
        )

    def _ballot(self) -> Ballot:
        return Ballot(self.opened.day, self.shut.day, self.ends.day)

    def _say_mandate(self) -> None:
        said = mandate_words(self._ballot(), self._law)
        self.mandate.setText(self.tr("Mandate ends: {when}.").format(when=said))


class EventDialog(ErrandDialog):
    """Talks, a court's ruling, a ballot or a note, for the timeline of a dispute."""

    def __init__(self, desk: Desk, dispute: str, parent: QWidget | None) -> None:
        super().__init__(desk, "Add to the timeline", "Add", parent)
        self.setObjectName("dialog_event")
        self._dispute = dispute
        self.kind = QComboBox()
        self.kind.setObjectName("event_kind")
        for each in ENTERED:
            self.kind.addItem(capital(words(each)), each)
        self.when = WhenField(self.tr("When"), "event")
        self.when.show_instant(desk.now())
        self.text = QPlainTextEdit()
        self.text.setObjectName("event_text")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(space(24))
        self.text.setMinimumWidth(space(WIDE - 20))
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(2))
        form.addRow(self.tr("&What"), self.kind)
        form.addRow(self.tr("W&hen"), self.when)
        form.addRow(self.tr("Wha&t happened"), self.text)
        self.body.addWidget(text_label(dispute, muted=True))
        self.body.addLayout(form)
        self.text.setFocus()

    def work(self) -> Save:
        """The line as the fields have it."""
        return partial(
            record_event,
            self._desk.storage,
            self._dispute,
            EventKind(self.kind.currentData()),
            self.when.instant,
            self.text.toPlainText(),
            self._desk.now(),
        )


class TimelineDialog(ReadingDialog):
    """The whole timeline of a dispute, to read, search and copy."""

    def __init__(self, desk: Desk, dispute: str, parent: QWidget | None) -> None:
        super().__init__(desk, f"Timeline: {dispute}", parent)
        self.setObjectName("dialog_timeline")
        self._dispute = dispute
        self.model = TableModel(COLUMNS, _key, parent=self)
        self.table = TableView(self.model, self.tr("Timeline"), name="timeline")
        let_copy(self.table)
        self.search = SearchField(self.tr("Search the timeline"))
        self.search.setObjectName("timeline_search")
        self.search.searched.connect(self._search)
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        self.buttons.addWidget(
            push_button(self.tr("Add to the timeline…"), self._add, name="timeline_add")
        )
        self.buttons.addWidget(push_button(self.tr("Copy all"), self._copy, name="timeline_copy"))
        self.resize(space(270), space(140))
        desk.bus.changed.connect(self._changed)
        self.table.setFocus()
        self._read()

    def _read(self) -> None:
        self._desk.jobs.run(partial(list_disputes, self._desk.storage), self._show)

    def _show(self, found: list[DisputeDetail]) -> None:
        if self.is_closed:
            return
        events = (each.events for each in found if each.dispute.name == self._dispute)
        self.model.replace(next(events, ()))

    def _changed(self, _changes: Changes) -> None:
        self._read()

    def _search(self, text: str) -> None:
        wanted = text.casefold().split()
        self.table.show_only(partial(_holds, wanted) if wanted else None)

    def _add(self) -> None:
        EventDialog(self._desk, self._dispute, self).open()

    def _copy(self) -> None:
        copy_rows(COLUMNS, self.model.rows)


def _key(row: DisputeEvent) -> DisputeEvent:
    return row


def _holds(wanted: list[str], row: DisputeEvent) -> bool:
    said = f"{words(row.kind)} {row.text} {row.who}".casefold()
    return all(word in said for word in wanted)
