"""Calling off a strike or some of its days, or rehearsing it: what there is to do stands first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLayout, QVBoxLayout, QWidget

from rota.domain.call_offs import Reinstate, days_of, to_do
from rota.domain.codes import WindowState
from rota.domain.errors import Refused
from rota.domain.windows import StrikeWindow
from rota.services.calling_off import call_off_days
from rota.services.carrying_out import Changed
from rota.services.window_changes import set_state
from ui import formats
from ui.desk import Desk
from ui.dialogs.change import Change, ChangeDialog, Foreseen
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import paragraph, text_label
from ui.widgets.panels import BareScroll

REASONS = ("The union called off the action", "An agreement was reached", "A court stopped it")
FRAME = 12
"""Room for the title bar and edges of a dialog, in steps of the grid."""
CHOICES = (
    (Reinstate.ALL, "Every appointment whose old time is still free goes ahead again"),
    (Reinstate.UNTOLD, "Only appointments whose patients nobody told otherwise go ahead again"),
    (Reinstate.NONE, "No appointment goes ahead again: people decide on each"),
)


class CallOffDialog(ChangeDialog):
    """Says what there is to do and all that follows. A rehearsal has no button that saves."""

    def __init__(
        self,
        desk: Desk,
        window: StrikeWindow,
        parent: QWidget | None = None,
        rehearsal: bool = False,
    ) -> None:
        title = "Rehearse a call-off" if rehearsal else "Call off the strike"
        super().__init__(desk, window, title, "Call off", () if rehearsal else REASONS, parent)
        self.setObjectName("dialog_call_off")
        self.days = self._day_boxes()
        self.reinstate = QComboBox()
        self.reinstate.setObjectName("reinstate")
        for choice, text in CHOICES:
            self.reinstate.addItem(text, choice)
        self.ran = QComboBox(self)
        self.ran.setObjectName("ran")
        self.ran.setVisible(self._has_begun)
        if not self._is_over:
            self.ran.addItem(self.tr("It ends now: what has passed stays as it was"), True)
        self.ran.addItem(
            self.tr("It never ran: it was called off before, and is entered late"), False
        )
        self.tasks: QLabel = paragraph()
        self.tasks.setObjectName("to_do")
        self.tasks.setMinimumWidth(space(165))
        self._scroll = BareScroll()
        self._scroll.parts.setSpacing(space(3))
        self._lay_out(rehearsal)
        for box in self.days.values():
            box.toggled.connect(lambda _on: self.look())
        self.reinstate.currentIndexChanged.connect(lambda _at: self.look())
        self.ran.currentIndexChanged.connect(lambda _at: self.look())
        most = self.screen().availableGeometry().height() - space(FRAME)
        self.resize(space(200), min(space(172), most))
        self.look()

    def change(self) -> Change:
        """Call off what is ticked."""
        off = [day for day, box in self.days.items() if box.isChecked()]
        if self.days and not off:
            raise Refused("no_day", self.tr("Tick at least one day to call off."))
        chosen, ran = self.reinstate.currentData(), bool(self.ran.currentData())
        is_all = all(box.isChecked() for box in self.days.values() if box.isEnabled())
        if not ran and not is_all and self._has_begun:
            raise Refused("all_or_now", self.tr("Tick every day, or let it end now."))
        never_ran = self._has_begun and not ran
        some = () if never_ran or len(off) == len(self.days) else tuple(off)
        how = Reinstate(chosen)
        return partial(_call_off, self._desk, self.window_.window_id, some, how, not never_ran)

    def _day_boxes(self) -> dict[date, QCheckBox]:
        """A box for each day of a strike that stands and has several; days that are over: off."""
        window = self.window_
        if window.terms.end is None or not window.removes_duties:
            return {}
        ends = {day: end for day, (_, end) in days_of(window.terms)}
        if len(ends) < 2 or max(ends.values()) <= self._desk.now():
            return {}
        boxes = {}
        for day, end in ends.items():
            box = QCheckBox(formats.day(day))
            box.setObjectName(f"day_{day.isoformat()}")
            is_to_come = end > self._desk.now()
            box.setChecked(is_to_come)
            box.setEnabled(is_to_come)
            boxes[day] = box
        return boxes

    def _lay_out(self, rehearsal: bool) -> None:
        terms = self.window_.terms
        when = formats.period(terms.start, terms.end, year=True)
        self._add(text_label(f"{short_title(self.window_)}, {when}", muted=True))
        if rehearsal:
            text = self.tr("A rehearsal: nothing is changed, and nobody is told.")
            self._add(text_label(text, bold=True))
            self.save.hide()
            self.save.setDefault(False)
            self.cancel.setText(self.tr("Close"))
        if self.days:
            label = self.tr("Days called off, each from 8am to 8am")
            row = FlowLayout(space(3))
            for box in self.days.values():
                row.addWidget(box)
            self._add(_under(text_label(label), row))
        if self._has_begun:
            asked = text_label(self.tr("It has begun by the &clock"))
            asked.setBuddy(self.ran)
            self._add(_under(asked, self.ran))
        ask = text_label(self.tr("A&ppointments that were decided because of the strike"))
        ask.setBuddy(self.reinstate)
        self._add(_under(ask, self.reinstate))
        self._add(text_label(self.tr("What there is to do"), bold=True))
        self._add(self.tasks)
        self._add(self.follows, 100)
        self._add(self.rules)
        self.rules.hide()
        self._scroll.show_whole_width()
        self.body.addWidget(self._scroll, 1)
        if rehearsal:
            self.reason.setParent(self)
            self.reason.hide()
        else:
            self.body.addLayout(self.reason.with_label())
            self.reason.setFocus()

    @property
    def _has_begun(self) -> bool:
        """Say whether the strike has begun by the clock: it ran, or this is entered late."""
        return self.window_.terms.start < self._desk.now() and self.window_.removes_duties

    @property
    def _is_over(self) -> bool:
        end = self.window_.terms.end
        return end is not None and end <= self._desk.now()

    def _add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a part below the others; all of them scroll where the screen is low."""
        parts = self._scroll.parts
        parts.insertWidget(parts.count() - 1, widget, stretch)

    def look(self) -> None:
        """Work out what follows from what is ticked now."""
        is_any = not self.days or any(box.isChecked() for box in self.days.values())
        self._say(self.tr("Working it out…") if is_any else "")
        super().look()

    def _seen(self, change: Change, seen: Foreseen) -> None:
        super()._seen(change, seen)
        tasks = to_do(seen.changed.consequences)
        nothing = self.tr("Nobody has to be told, and no letter has to be stopped.")
        self._say("\n".join(tasks) or nothing)
        self.rules.hide()

    def _not_seen(self, error: BaseException) -> None:
        self._say("")
        super()._not_seen(error)

    def _say(self, text: str) -> None:
        """Say what there is to do, in as many lines as it takes."""
        self.tasks.setText(text)
        self.tasks.setMinimumHeight(0)  # else it is never lower than it was
        wide = max(self.tasks.width(), self.tasks.minimumWidth())
        self.tasks.setMinimumHeight(self.tasks.heightForWidth(wide))


def _under(above: QWidget, below: QWidget | QLayout) -> QWidget:
    """Put one thing close under another."""
    holder = QWidget()
    both = QVBoxLayout(holder)
    both.setContentsMargins(0, 0, 0, 0)
    both.setSpacing(space(1))
    both.addWidget(above)
    if isinstance(below, QLayout):
        both.addLayout(below)
    else:
        both.addWidget(below)
    return holder


def _call_off(
    desk: Desk,
    window_id: int,
    days: Collection[date],
    how: Reinstate,
    ran: bool,
    why: str,
    preview: bool,
) -> Changed:
    rules = desk.tools.rules
    ways = (why, desk.now(), rules.ladder, preview, how, rules.letters)
    if days:
        return call_off_days(desk.storage, window_id, days, *ways)
    return set_state(desk.storage, window_id, WindowState.CALLED_OFF, *ways, ran=ran)
