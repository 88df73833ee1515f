"""The panel of a suggested plan, beside the board that shows it: how good, who, what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QWidget

from rota.services.suggesting import Suggestion, Turnout
from ui import formats
from ui.colours import Tone
from ui.suggest_words import LINES, offer_of
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph
from ui.widgets.notice import Notice
from ui.widgets.panels import SideFrame
from ui.widgets.suggest_offers import OfferTable
from ui.widgets.suggest_plan import PlanList

WIDTH = 116


class Phase(Enum):
    """What the panel is doing."""

    WORKING = "working"
    READY = "ready"
    SAVING = "saving"
    NOTHING = "nothing"


class SuggestPanel(SideFrame):
    """Emits what a person asks for; ``pointed`` carries the service of the row the keys are on."""

    stop_asked = Signal()
    again_asked = Signal()
    accept_asked = Signal()
    closed = Signal()
    offer_chosen = Signal(str)
    turnout_changed = Signal()
    ticked_changed = Signal()
    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__(self.tr("Suggested cover"), WIDTH)
        self.setObjectName("suggest")
        self.setAccessibleName(self.tr("Suggested cover"))
        self._phase = Phase.NOTHING
        self.said = paragraph()
        self.said.setObjectName("suggest_said")
        self.cautious = QCheckBox(self.tr("Count on nobody &called out, whatever they said"))
        self.cautious.setObjectName("suggest_cautious")
        self.cautious.setToolTip(
            self.tr(
                "Plan as if everybody of those groups stays away during the strike. "
                "Cover on record stays."
            )
        )
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(space(1.5))
        self.bar.setAccessibleName(self.tr("Looking for a plan"))
        self.stop = push_button(
            self.tr("Cancel: &keep this plan"), self.stop_asked.emit, name="suggest_stop"
        )
        self.offers = OfferTable([self.tr(line) for line in LINES])
        self.more = paragraph(muted=True)
        self.more.setObjectName("suggest_more")
        self.all = QCheckBox()
        self.all.setObjectName("suggest_all")
        self.plan = PlanList()
        self.notice = Notice()
        self.again = push_button(
            self.tr("Suggest a&gain"), self.again_asked.emit, name="suggest_again"
        )
        self.close_ = push_button(self.tr("Accept &none"), self.closed.emit, name="suggest_close")
        self.accept = push_button(
            self.tr("&Accept"), self.accept_asked.emit, name="suggest_accept", primary=True
        )
        self._lay_out()
        self._connect()
        self.hide()

    @property
    def shown(self) -> Suggestion | None:
        """The plan that is shown."""
        return self.plan.plan_model.plan

    @property
    def ticked(self) -> frozenset[int]:
        """Which of its assignments are ticked."""
        return self.plan.plan_model.ticked

    @property
    def turnout(self) -> Turnout:
        """Whom of those called out a plan may count on."""
        return Turnout.CAUTIOUS if self.cautious.isChecked() else Turnout.DECLARED

    @property
    def is_working(self) -> bool:
        """Whether a plan is being looked for."""
        return self._phase is Phase.WORKING

    def begin(self, said: str) -> None:
        """Show that a plan is being looked for."""
        self.offers.show_offers((), "")
        self.plan.show_plan(None, can_tick=False)
        self.more.setText("")
        self.notice.say("")
        self._turn(Phase.WORKING, said)
        self.show()
        if not self.cautious.hasFocus():
            self.setFocus()

    def show_progress(self, plan: Suggestion, said: str) -> None:
        """Show the best plan so far; a better one may still come."""
        self.plan.show_plan(plan, can_tick=False)
        self._turn(Phase.WORKING, said)
        if self.hasFocus():
            self.stop.setFocus()

    def show_plan(self, plan: Suggestion, other: Suggestion, said: str) -> None:
        """Show a plan that can be accepted, and where it differs from another."""
        has_waited = self.is_working and self._has_keys() and not self.cautious.hasFocus()
        self.plan.show_plan(plan, can_tick=True, other=other)
        self.notice.say("")
        self._turn(Phase.READY, said)
        if has_waited:
            self.plan.setFocus()

    def show_offers(self, plans: Sequence[Suggestion], chosen: str, more: str) -> None:
        """Lay plans side by side, and say something more of them."""
        self.offers.show_offers([offer_of(each) for each in plans], chosen)
        self.more.setText(more)
        self.more.setVisible(bool(more))

    def show_nothing(self, said: str, *, can_try: bool) -> None:
        """Say why there is no plan."""
        self.offers.show_offers((), "")
        self.plan.show_plan(None, can_tick=False)
        self.more.setText("")
        self.notice.say("")
        self._turn(Phase.NOTHING, said)
        self.again.setVisible(can_try)
        self.show()
        if not self.cautious.hasFocus():
            self.close_.setFocus()

    def show_saving(self, *, is_saving: bool) -> None:
        """Let nothing be asked for twice."""
        self._turn(Phase.SAVING if is_saving else Phase.READY, self.said.text())

    def refuse(self, said: str) -> None:
        """Say why a plan was not accepted; another may be looked for."""
        self.show_saving(is_saving=False)
        self.notice.say(said, Tone.SHORT)
        self.again.show()

    def _lay_out(self) -> None:
        self.down.setContentsMargins(space(4), space(3), space(3), space(3))
        self.said.setContentsMargins(0, 0, space(1), 0)
        going = QHBoxLayout()
        going.setSpacing(space(3))
        going.addWidget(self.bar, 1)
        going.addWidget(self.stop)
        self.down.addWidget(self.said)
        self.down.addLayout(going)
        for widget in (self.cautious, self.offers, self.more, self.all):
            self.down.addWidget(widget)
        self.down.addWidget(self.plan, 1)
        self.down.addWidget(self.notice)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        buttons.addWidget(self.close_)
        buttons.addWidget(self.accept)
        self._rest = QWidget()
        self.down.addWidget(self._rest, 1)
        self.down.addLayout(buttons)

    def _connect(self) -> None:
        self.offers.chosen.connect(self.offer_chosen)
        self.all.clicked.connect(self._tick_all)
        self.cautious.clicked.connect(self.turnout_changed)
        self.plan.plan_model.ticked_changed.connect(self._ticks_changed)
        self.plan.pointed.connect(self.pointed)

    def _tick_all(self) -> None:
        plan = self.shown
        number = len(plan.assignments) if plan is not None else 0
        is_whole = len(self.ticked) == number
        self.plan.plan_model.tick(() if is_whole else range(number))

    def _ticks_changed(self) -> None:
        self.notice.say("")
        self._wake()
        self.ticked_changed.emit()

    def _turn(self, phase: Phase, said: str) -> None:
        self._phase = phase
        self.said.setText(said)
        is_working = phase is Phase.WORKING
        has_plan = self.shown is not None
        self.bar.setVisible(is_working)
        self.stop.setVisible(is_working)
        self.stop.setEnabled(has_plan)
        self.plan.setVisible(has_plan)
        self._rest.setVisible(not has_plan)
        self.more.setVisible(has_plan and bool(self.more.text()))
        self.again.setVisible(False)
        self._wake()

    def _wake(self) -> None:
        plan = self.shown
        is_ready = self._phase is Phase.READY and plan is not None
        number = len(plan.assignments) if plan is not None else 0
        ticked = len(self.ticked)
        self.all.setVisible(self._phase in (Phase.READY, Phase.SAVING) and number > 0)
        self.all.setTristate(0 < ticked < number)
        part = Qt.CheckState.PartiallyChecked if ticked else Qt.CheckState.Unchecked
        self.all.setCheckState(Qt.CheckState.Checked if ticked == number else part)
        said = self.tr("{ticked} of {number} ticked")
        said = said.format(ticked=formats.number(ticked), number=formats.number(number))
        self.all.setText(said)
        self.accept.setVisible(self._phase is not Phase.NOTHING)
        self.accept.setEnabled(is_ready and ticked > 0)
        words = self.tr("&Accept {number}") if ticked else self.tr("&Accept")
        if ticked and ticked == number:
            words = self.tr("&Accept all {number}")
        self.accept.setText(words.format(number=formats.number(ticked)))
        self.close_.setText(self.tr("Accept &none") if has_any(plan) else self.tr("&Close"))
        self.close_.setEnabled(self._phase is not Phase.SAVING)
        self.cautious.setEnabled(self._phase is not Phase.SAVING)

    def _has_keys(self) -> bool:
        focus = self.window().focusWidget()
        return focus is self or (focus is not None and self.isAncestorOf(focus))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the real board at Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def has_any(plan: Suggestion | None) -> bool:
    """Whether there is anything to accept."""
    return plan is not None and bool(plan.assignments)
