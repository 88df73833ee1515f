"""Asks why, and for a new date when one is needed, before a decision is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from rota.domain.codes import Decision
from rota.domain.findings import Finding
from rota.services.deciding import decide, undecide
from rota.services.new_times import weigh_new_time
from rota.services.visit_triage import TriagePlan, Weighed, weigh_decision
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.newest import Newest
from ui.theme import space
from ui.widgets.combos import offers
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.patient_form import say_within
from ui.widgets.when_field import WhenField

WIDE = 105
"""Steps of the grid that the words take."""
LATER = timedelta(days=28)
"""Where the new date starts from: four weeks on, the same weekday and time."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The appointments to decide on; ``start`` is when the one to rebook stands now.

    ``plan`` is what is proposed for the strike ``window_id``, to weigh a decision against. ``who``
    names the patient and the appointment where there is one.
    """

    ids: tuple[str, ...]
    start: datetime
    plan: TriagePlan = field(default_factory=TriagePlan)
    window_id: int | None = None
    who: str = ""

    @property
    def words(self) -> str:
        """Whom a decision is about."""
        if len(self.ids) > 1:
            return formats.count(len(self.ids), "appointment")
        return self.who or f"Appointment {self.ids[0]}"


class DecisionDialog(ErrandDialog):
    """Saves one decision on one or many appointments; None takes decisions back.

    A rule that says no is said here, beside the date it is about. What speaks against it but does
    not forbid it is said before it is saved.
    """

    def __init__(
        self,
        desk: Desk,
        decision: Decision | None,
        chosen: Chosen,
        reasons: tuple[str, ...],
        parent: QWidget | None = None,
    ) -> None:
        title = _title(decision, len(chosen.ids))
        super().__init__(desk, title, _button(decision), parent)
        self.setObjectName("dialog_decision")
        self._decision = decision
        self._chosen = chosen
        self._is_barred = False
        self._newest = Newest(desk.jobs, self)
        self._newest_date = Newest(desk.jobs, self)
        self.when = WhenField(self.tr("New date"), "new_start")
        self.when.show_instant(chosen.start + LATER)
        self.reason = self._reason_field(reasons)
        about = text_label(chosen.words, bold=True)
        about.setObjectName("about")
        said = paragraph(_meaning(decision), muted=True)
        said.setMinimumWidth(space(WIDE))
        self.beware = Notice()
        self.beware_date = Notice()
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if decision is Decision.REBOOK:
            form.addRow(self.tr("New &date"), self.when)
            form.addRow(self.beware_date)
            self.when.changed.connect(self._weigh_date)
        else:
            self.when.setParent(self)
            self.when.hide()
        form.addRow(self.tr("&Why?"), self.reason)
        self.body.addWidget(about)
        self.body.addWidget(said)
        self.body.addWidget(self.beware)
        self.body.addLayout(form)
        self._look()
        self._weigh()
        if decision is Decision.REBOOK:
            self._weigh_date()
        (self.when if decision is Decision.REBOOK else self.reason).setFocus()

    @property
    def why(self) -> str:
        """The reason as typed."""
        return self.reason.currentText().strip()

    def work(self) -> Save:
        """The decision, with its reason and any new date."""
        storage, ids = self._desk.storage, self._chosen.ids
        if self._decision is None:
            return partial(undecide, storage, ids, self.why)
        new_start = self.when.instant if self._decision is Decision.REBOOK else None
        return partial(
            decide, storage, ids, self._decision, self.why, new_start, now=self._desk.now()
        )

    def _reason_field(self, reasons: tuple[str, ...]) -> QComboBox:
        """An empty field with the reasons used before below it: none is claimed unread."""
        field = QComboBox()
        field.setObjectName("reason")
        field.setAccessibleName(self.tr("Reason"))
        offers(field)
        field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.addItems(reasons)
        field.setCurrentIndex(-1)
        line = field.lineEdit()
        assert line is not None
        line.setAccessibleName(self.tr("Reason"))
        line.setPlaceholderText(self.tr("Type, or choose from the list: kept with the decision"))
        field.editTextChanged.connect(self._look)
        return field

    def _look(self) -> None:
        self.save.setEnabled(bool(self.why) and not self._is_barred and not self._is_past)

    @property
    def _is_past(self) -> bool:
        return self._decision is Decision.REBOOK and self.when.instant <= self._desk.now()

    def _weigh_date(self) -> None:
        """Say what speaks against the new date while it is chosen."""
        self._look()
        past = self.tr("This time is past. Choose a later one.") if self._is_past else ""
        self._beware_date(past)
        work = partial(
            weigh_new_time,
            self._desk.storage,
            self._desk.tools.rules.posting,
            self._chosen.ids[0],
            self.when.instant,
            self._desk.now(),
        )
        self._newest_date.ask(work, self._show_date, self._desk.jobs.broke.emit)

    def _show_date(self, found: tuple[Finding, ...]) -> None:
        if not self._is_past:
            self._beware_date("\n".join(each.text for each in found))

    def _beware_date(self, said: str) -> None:
        self.beware_date.say(said, Tone.WARNING)
        say_within(self.beware_date.words, said, WIDE - 12)

    def _weigh(self) -> None:
        """Find out what speaks against it; the fields can be filled meanwhile."""
        chosen, decision = self._chosen, self._decision
        if decision is not None and chosen.window_id is not None:
            work = partial(
                weigh_decision,
                self._desk.storage,
                chosen.plan,
                chosen.window_id,
                decision,
                chosen.ids,
            )
            self._newest.ask(work, self._show_weighed, self._desk.jobs.broke.emit)

    def _show_weighed(self, found: Weighed) -> None:
        number = len(self._chosen.ids)
        self._is_barred = number == found.deceased
        said = "\n".join(_warnings(found, number))
        self.beware.say(said, Tone.WARNING)
        say_within(self.beware.words, said, WIDE - 12)
        self._look()


def _tr(text: str, number: int = -1) -> str:
    return QCoreApplication.translate("DecisionDialog", text, "", number)


def _warnings(found: Weighed, number: int) -> list[str]:
    """``This takes Tue 12 Jan to 49 moved; the limit is 45.``: a line for each thing."""
    lines = []
    for day in found.days:
        said = _tr("This takes {day} to {moved} moved; the limit is {most}.")
        moved, most = formats.number(day.moved), formats.number(day.most or 0)
        lines.append(said.format(day=formats.day(day.day), moved=moved, most=most))
    if found.kept:
        one = _tr("This one is among the last to be moved: it was proposed to keep it.")
        some = _tr("{n} of these are among the last to be moved: it was proposed to keep them.")
        single = _tr("1 of these is among the last to be moved: it was proposed to keep it.")
        said = one if number == 1 else single if found.kept == 1 else some
        lines.append(said.format(n=formats.number(found.kept)))
    if found.deceased:
        one = _tr("The patient is recorded as having died: nothing is to be decided.")
        some = _tr("Recorded as having died: {n} of these patients.")
        lines.append((one if number == 1 else some).format(n=formats.number(found.deceased)))
    return lines


def _title(decision: Decision | None, number: int) -> str:
    one = number == 1
    match decision:
        case None:
            said = _tr("Take back the decision") if one else _tr("Take back {n} decisions")
        case Decision.KEEP:
            said = _tr("Keep the appointment") if one else _tr("Keep {n} appointments")
        case Decision.POSTPONE:
            said = _tr("Postpone the appointment") if one else _tr("Postpone {n} appointments")
        case Decision.CONVERT:
            said = _tr("Change to phone or video") if one else _tr("Change {n} to phone or video")
        case Decision.REBOOK:
            said = _tr("Rebook the appointment")
        case Decision.STAND_BY:
            said = _tr("Put on stand by") if one else _tr("Put {n} on stand by")
    return said.format(n=f"{number:,}")


def _button(decision: Decision | None) -> str:
    match decision:
        case None:
            return _tr("Take back")
        case Decision.KEEP:
            return _tr("Keep")
        case Decision.POSTPONE:
            return _tr("Postpone")
        case Decision.CONVERT:
            return _tr("Change")
        case Decision.REBOOK:
            return _tr("Rebook")
        case Decision.STAND_BY:
            return _tr("Stand by")


def _meaning(decision: Decision | None) -> str:
    match decision:
        case None:
            return _tr("Nothing is decided then, and no letter follows unless one was posted.")
        case Decision.KEEP:
            return _tr("It goes ahead as booked. A letter follows only if one said otherwise.")
        case Decision.POSTPONE:
            return _tr("It does not go ahead, and a new date follows. A letter must be sent.")
        case Decision.CONVERT:
            return _tr("It goes ahead at its time, by phone or video. A letter must be sent.")
        case Decision.REBOOK:
            return _tr("It moves to a time that no strike touches. A letter must be sent.")
        case Decision.STAND_BY:
            return _tr("It goes ahead only if the strike does not. A letter must be sent.")
