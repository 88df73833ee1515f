"""What the list of appointments says when it is empty: whether that is good, and where to look."""

from __future__ import annotations

from rota.domain.visit_filters import Shown, VisitFilter
from ui import formats
from ui.widgets.empty_state import EmptyState


class VisitNothing(EmptyState):
    """``elsewhere`` is the filter that its button goes to."""

    def __init__(self) -> None:
        super().__init__("search", "", "")
        self.elsewhere = VisitFilter()

    def say_why(self, wanted: VisitFilter) -> None:
        """Say why nothing is shown for a filter."""
        self.elsewhere = VisitFilter(shown=wanted.shown)
        if wanted.text:
            said = self.tr("No appointment here holds these words.")
            self.say(self.tr("Nothing found"), said)
        elif wanted != self.elsewhere:
            said = self.tr("No appointment meets every part of the filter.")
            self.say(self.tr("Nothing found"), said, self.tr("Clear the filter"))
        else:
            self.say(self.tr("None"), self._none(wanted.shown))

    def offer(self, found: tuple[int, VisitFilter]) -> None:
        """Offer to go to where the words are found."""
        number, self.elsewhere = found
        if number:
            where = self.tr("Show {n} on other days") if self.elsewhere.everywhere else ""
            said = where or self.tr("Show {n} elsewhere on these days")
            self.say(self.title.text(), self.sentence.text(), said.format(n=formats.number(number)))

    def _none(self, shown: Shown) -> str:
        match shown:
            case Shown.AT_RISK:
                return self.tr("No appointment is at risk in this strike as things stand.")
            case Shown.UNDECIDED:
                return self.tr("Every appointment at risk is decided.")
            case Shown.DECIDED:
                return self.tr("Nothing is decided yet: nothing is postponed by itself.")
            case Shown.LETTER:
                return self.tr("No patient needs to be told anything new.")
            case Shown.ALL:
                return self.tr("None on these days.")
