"""Asks a person to cover: from when to when, how they agreed, and what the rules say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFormLayout, QVBoxLayout, QWidget

from rota.domain.candidates import CONSENT
from rota.domain.changes import Changes, Kind
from rota.domain.codes import CoverKind, words
from rota.domain.duties import Assignment
from rota.domain.errors import Refused, Unavailable
from rota.domain.stretches import Stretch
from rota.services.assigning import NeedsReason, assess, assign
from rota.services.cover_orders import Assessment, CoverOrder
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.errors import present, sentence
from ui.newest import Newest
from ui.theme import space
from ui.widgets.findings_list import FindingsList
from ui.widgets.labels import paragraph, text_label
from ui.widgets.panels import BareScroll
from ui.widgets.reason_box import ReasonBox
from ui.widgets.when_field import WhenField
from ui.wording import capital, listed

CONSENTS = ("Agreed by phone", "Agreed in person", "Agreed by email")
OVERRIDE_REASONS = (
    "Nobody else can come, and rest is made up after",
    "Agreed with the person and the clinical director",
    "The service cannot be left without cover",
)
ELSEWHERE = "on_duty_elsewhere"


@dataclass(frozen=True, slots=True)
class CoverPlan:
    """Cover that is about to be asked for, and words for it; ``board`` is the strike's stretch."""

    order: CoverOrder
    who: str
    place: str
    board: Stretch
    on_duty: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it is not recorded yet."""
        return self.order.assignment_id == 0


class AssignDialog(ErrandDialog):
    """Judges the cover again whenever its times change; only what was judged can be saved."""

    def __init__(self, desk: Desk, plan: CoverPlan, parent: QWidget | None) -> None:
        title = "Assign cover" if plan.is_new else "Move or change cover"
        super().__init__(desk, title, "Assign" if plan.is_new else "Save", parent)
        self.setObjectName("dialog_assign")
        self.plan = plan
        self._seen: Assessment | None = None
        self._trouble = ""
        self._is_first = plan.is_new
        self._newest = Newest(desk.jobs, self)
        self.start = WhenField(self.tr("From"), "cover_start")
        self.end = WhenField(self.tr("To"), "cover_end")
        self.start.show_instant(plan.order.start)
        self.end.show_instant(plan.order.end)
        self.leaves = QCheckBox(self.tr("They leave their own duty for that time"))
        self.leaves.setObjectName("leaves_duties")
        self.leaves.setChecked(plan.order.leaves_duties)
        self.how = paragraph()
        self.how.setObjectName("how")
        self.left = paragraph()
        self.left.setObjectName("left_short")
        self.consent = ReasonBox(CONSENTS)
        self.consent.setObjectName("consent")
        self.consent.setAccessibleName(self.tr("How did they agree?"))
        self.consent.setCurrentText(plan.order.consent)
        self.rules = FindingsList()
        self.why = ReasonBox(OVERRIDE_REASONS)
        self._why_row = QWidget()
        self.missing = paragraph(muted=True)
        self.missing.setObjectName("missing")
        self._lay_out()
        for field in (self.start, self.end):
            field.changed.connect(self.look)
        self.leaves.toggled.connect(lambda _on: self.look())
        for box in (self.consent, self.why):
            box.editTextChanged.connect(lambda _text: self._wake())
        desk.bus.changed.connect(self._others_changed)
        self.look()
        (self.consent if plan.is_new else self.start).setFocus()

    @property
    def order(self) -> CoverOrder:
        """The cover as the fields say it. Raises Refused for times that make no sense."""
        start, end = self.start.instant, self.end.instant
        if end <= start:
            raise Refused("end_before_start", self.tr("The end must be after the start."))
        first, last = self.plan.board
        if start < first or end > last:
            said = self.tr("The strike's board runs {period}. Keep the times inside it.")
            raise Refused("off_the_board", said.format(period=formats.period(first, last)))
        return replace(
            self.plan.order,
            start=start,
            end=end,
            consent=self.consent.why,
            leaves_duties=self.leaves.isChecked(),
        )

    def look(self) -> None:
        """Work out what the rules say of what the fields say now."""
        self._seen, self._trouble = None, ""
        try:
            order = self.order
        except Refused as error:
            self._newest.forget()
            self._trouble = error.text
            self._wake()
            return
        self._wake()
        rules = self._desk.tools.rules
        work = partial(assess, self._desk.storage, order, rules)
        self._newest.ask(work, self._judged, self._not_judged)

    def work(self) -> Save:
        """The cover that was judged, with the reason if one is wanted."""
        why = self.why.why if self._why_row.isVisibleTo(self) else ""
        return partial(_save, self._desk, self.order, why)

    def _lay_out(self) -> None:
        plan = self.plan
        who = text_label(plan.who, bold=True)
        who.setObjectName("who")
        duty = paragraph(self.tr("On duty: {duty}").format(duty=plan.on_duty), muted=True)
        duty.setVisible(bool(plan.on_duty))
        head = QVBoxLayout()
        head.setSpacing(space(0.5))
        self._say_how("")
        for label in (who, self.how, duty):
            head.addWidget(label)
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&From"), self.start)
        form.addRow(self.tr("&To"), self.end)
        self._consent_label = text_label(self.tr("&How did they agree?"))
        self._consent_label.setBuddy(self.consent)
        form.addRow(self._consent_label, self.consent)
        own = QVBoxLayout()
        own.setSpacing(space(1))
        own.addWidget(self.leaves)
        own.addWidget(self.left)
        self.left.setContentsMargins(space(6), 0, 0, 0)
        why = self.why.with_label()
        why.setContentsMargins(0, 0, 0, 0)
        self._why_row.setLayout(why)
        scroll = BareScroll(self.rules)
        scroll.setMinimumSize(space(115), space(42))
        self.body.addLayout(head)
        self.body.addLayout(form)
        self.body.addLayout(own)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self._why_row)
        self.body.addWidget(self.missing)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.body, 100)
        self._show_own(bool(plan.on_duty) or plan.order.leaves_duties)

    def _judged(self, seen: Assessment) -> None:
        is_elsewhere = any(each.rule == ELSEWHERE for each in seen.findings)
        is_first, self._is_first = self._is_first, False
        if is_first and is_elsewhere and not self.leaves.isChecked():
            self.leaves.setChecked(True)
            return
        self._seen = seen
        if is_elsewhere or seen.leaves:
            self._show_own(True)
        self._say_how(words(seen.kind))
        said = [capital(each.text) for each in seen.leaves]
        if not said and self.leaves.isChecked():
            said = [self.tr("Nothing becomes short there.")]
        self.left.setText("\n".join(said))
        self.left.setVisible(bool(said))
        none = self.tr("No rule has anything to say about this cover.")
        told = [each for each in seen.findings if each.rule != CONSENT]
        self.rules.show_findings(told, none)
        self._wake()

    def _say_how(self, kind: str) -> None:
        said = self.tr("covers {place}").format(place=self.plan.place)
        self.how.setText(f"{said}, {kind}" if kind else said)

    def _show_own(self, is_shown: bool) -> None:
        self.leaves.setVisible(is_shown)
        self.left.setVisible(is_shown and bool(self.left.text()))

    def _not_judged(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self._trouble = sentence(error)
        else:
            self._trouble = self.tr("What the rules say cannot be worked out now.")
            present(error, self)
        self._wake()

    @Slot(object)
    def _others_changed(self, changes: Changes) -> None:
        """Somebody may have given this person the same cover meanwhile."""
        if Kind.COVER in changes.kinds and not self._is_saving and self.isVisible():
            self.look()

    def _failed(self, error: BaseException) -> None:
        super()._failed(error)
        if isinstance(error, NeedsReason):
            self.refuse("")
            self.look()

    def _saving(self, is_saving: bool) -> None:
        super()._saving(is_saving)
        self._wake()

    def _wake(self) -> None:
        seen = self._seen
        if seen is not None:
            self._why_row.setVisible(bool(seen.stops) and not self._held(seen))
        said = self._still_missing()
        self.missing.setText(said)
        self.missing.setVisible(bool(said))
        self.save.setEnabled(not said and not self._is_saving)
        self.save.setToolTip(said)

    def _held(self, seen: Assessment) -> tuple[Assignment, ...]:
        """What the person covers already of the service that they are about to be assigned to."""
        return seen.held if self.plan.is_new else ()

    def _still_missing(self) -> str:
        """What has to be said before the cover can be saved."""
        seen = self._seen
        if self._trouble:
            return self._trouble
        if seen is None:
            return self.tr("Working out what the rules say…")
        if held := self._held(seen):
            said = self.tr(
                "{who} covers {place} already, {when}. Nothing is left to save: close this, or "
                "choose other times."
            )
            when = listed([formats.period(each.start, each.end) for each in held], "and")
            return said.format(who=self.plan.who, place=self.plan.place, when=when)
        if seen.kind is CoverKind.ACTING_DOWN and not self.consent.why:
            return self.tr("This is {kind}: say how they agreed to it.").format(
                kind=words(seen.kind)
            )
        if seen.stops and not self.why.why:
            return self.tr("A rule asks for a reason before this goes on.")
        return ""


def _save(desk: Desk, order: CoverOrder, why: str) -> Changes:
    return assign(desk.storage, order, desk.tools.rules, why).changes
