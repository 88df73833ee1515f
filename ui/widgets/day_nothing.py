"""What the page of the day says when there is no roll to call: why, and what will stand here."""

from __future__ import annotations

from PySide6.QtCore import Signal

from ui import formats
from ui.models.day_reading import DayReading, Standing
from ui.models.day_rows import is_worked
from ui.widgets.buttons import push_button
from ui.widgets.empty_state import EmptyState


class DayNothing(EmptyState):
    """``asked`` is its own button, ``look_asked`` wants the roll all the same."""

    look_asked = Signal()

    def __init__(self) -> None:
        super().__init__("day", "", "")
        self.look = push_button("", self.look_asked.emit, name="look_at_day")
        self.insert(self.look)

    def say_why(self, reading: DayReading) -> None:
        """Say how the strike stands, and what can be done meanwhile."""
        view, terms = reading.view, reading.window.terms
        self.look.setVisible(reading.standing is not Standing.OFF)
        if reading.standing is Standing.OFF:
            self.say(
                self.tr("This strike does not take place"),
                self.tr("It is called off or suspended: there is no roll to call."),
            )
            return
        if reading.standing is Standing.BEFORE:
            expected = sum(each.expected for each in view.services)
            people = formats.count(expected, "person is", "people are")
            places = formats.count(sum(map(is_worked, view.services)), "service")
            gaps = formats.count(reading.gaps, "gap")
            said = self.tr(
                "On the day people are ticked in here, service by service, at 08:00, at 20:00 and "
                "whenever somebody rings. By the plan {people} expected at {places} when it "
                "begins, {when}; Cover shows {gaps} during the strike."
            ).format(people=people, places=places, gaps=gaps, when=formats.moment(terms.start))
            self.say(self.tr("The strike has not begun"), said)
            self.look.setText(self.tr("Show who is expected"))
            return
        flags = sum(each.is_open for each in view.flags)
        waits = formats.count(flags, "flag is", "flags are")
        still = self.tr(" {flags} still open.").format(flags=waits) if flags else ""
        said = self.tr(
            "What is left is to settle who worked, duty by duty: what was ticked here is proposed, "
            "and payroll gets what is settled."
        )
        self.say(self.tr("The strike is over"), said + still, self.tr("Reconcile attendance…"))
        self.look.setText(self.tr("Look at the day again"))
