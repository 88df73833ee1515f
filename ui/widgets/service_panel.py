"""The panel about one service of the board, or one of its gaps: why it is so, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal

from rota.domain.codes import words
from rota.services.board import Bar, BarState, BoardService, Lane, Segment
from ui import formats
from ui.theme import space
from ui.widgets.board_rows import PRESENT, bar_words, person, wanted_words
from ui.widgets.buttons import push_button
from ui.widgets.duty_table import NARROW, DutyMarks, laid_narrow
from ui.widgets.labels import paragraph
from ui.widgets.panels import Card, Facts, SidePanel
from ui.wording import capital

MOST_LINES = 8
TABLE_ROWS = 6


class ServicePanel(SidePanel):
    """Emits ``level_asked``, ``needs_asked`` and ``whole_asked`` about the service it shows.

    With a gap ``people_asked`` leads back to the people who could fill it.
    """

    level_asked = Signal()
    needs_asked = Signal()
    whole_asked = Signal()
    people_asked = Signal()

    def __init__(self) -> None:
        super().__init__(width=90)
        self._shown: tuple[int, datetime | None] | None = None
        self.marks = DutyMarks(NARROW, "service_duties", self)
        self._facts = Facts()
        self.add(self._facts)
        self.people = push_button(
            self.tr("Who can cover"), self.people_asked.emit, name="gap_people"
        )
        self.add(self.people)
        self.level = push_button(
            self.tr("Change the level…"), self.level_asked.emit, name="change_level"
        )
        self.add(self.level)
        self.needs = push_button(self.tr("Requirements…"), self.needs_asked.emit, name="set_needs")
        self.needs.setToolTip(self.tr("What this service needs, hour by hour (Ctrl+R)"))
        self.add(self.needs)
        self._why = _Part(self.tr("Why"))
        self._lost = _Part(self.tr("Lost, who could fill it"))
        self._there = _Part(self.tr("There at that time"))
        self.whole = push_button(
            self.tr("Mark the whole service…"), self.whole_asked.emit, name="mark_whole"
        )
        self._duties = Card(self.tr("Duties the strike reaches"))
        table = self.marks.table
        table.setMinimumHeight(table.horizontalHeader().sizeHint().height() + space(7) * TABLE_ROWS)
        self._duties.add(laid_narrow(self.marks, self.whole))
        for card in (self._why, self._lost, self._duties, self._there):
            self.add(card)

    def show_nothing(self) -> None:
        """Say how to go on."""
        self.say(
            self.tr("Choose a service"),
            self.tr("Click a service or a gap to see why. The arrow keys walk the board."),
        )
        for widget in (self._facts, self.people, self.level, self.needs, *self._cards()):
            widget.hide()

    def show_marks(self) -> None:
        """Bring the duties into sight."""
        self._scroll.ensureWidgetVisible(self._duties, 0, 0)

    def show_service(
        self, each: BoardService, gap: Segment | None, *, can_mark: bool, length: timedelta
    ) -> None:
        """Be about a service, or about one gap of it; ``length`` is the board's."""
        for widget in (self._facts, self.level, self.needs, *self._cards()):
            widget.show()
        self.people.setVisible(gap is not None)
        about = each.service.service_id, gap.start if gap else None
        if about != self._shown:
            self._shown = about
            self.go_to_top()
        place = f"{each.service.department}, {each.service.site}"
        if gap is None:
            self.say(each.service.name, place)
            self._show_whole(each)
        else:
            when = formats.period(gap.start, gap.end)
            missing = wanted_words(gap.wanted, each.posts)
            self.say(f"Missing: {missing}", f"{each.service.name} · {when}")
            self._show_gap(each, gap, can_mark=can_mark)
        self._facts.show_facts(_facts(each, length))
        lost = sum(not duty.is_emergency for duty in each.duties)
        self.marks.show_duties(each.duties, can_mark=can_mark)
        self.whole.setEnabled(can_mark and lost > 0)
        self._duties.setVisible(bool(each.duties))

    def _cards(self) -> tuple[Card, ...]:
        return self._why, self._lost, self._there, self._duties

    def _show_whole(self, each: BoardService) -> None:
        self._why.say([_service_words(each)])
        self._lost.hide()
        self._there.hide()

    def _show_gap(self, each: BoardService, gap: Segment, *, can_mark: bool) -> None:
        filled = gap.required - gap.missing
        need = formats.count(gap.required, "person", "people")
        wanted = frozenset(post for post, _ in gap.wanted)
        lanes = [lane for lane in each.lanes if lane.posts & wanted]
        lost = _lines(lanes, gap, frozenset({BarState.LOST}))
        others = len(_lines(each.lanes, gap, frozenset({BarState.LOST}))) - len(lost)
        there = formats.count(filled, "is there", "are there") if filled else "nobody is there"
        why = [f"It needs {need} then; {there}."]
        if not lost:
            why.append(
                "The strike takes nobody who could fill the place: the rota itself is short."
            )
        if lost and can_mark:
            why.append("Next: mark a lost duty as emergency cover, or find someone.")
        else:
            why.append("Next: find someone who can be there.")
        self._why.say(why)
        more = formats.count(others, "other", "others") + " lost could not fill it"
        self._lost.say(lost, more if others else "")
        self._lost.setVisible(bool(lost))
        able = [lane for lane in each.lanes if lane.posts]
        self._there.say(_lines(able, gap, PRESENT) or ["Nobody who counts."])


def _facts(each: BoardService, length: timedelta) -> tuple[tuple[str, str], ...]:
    facts = [("Level", capital(words(each.level)))]
    if each.specified and each.segments:
        open_time = sum((s.end - s.start for s in each.segments if s.missing), timedelta())
        said = formats.count(len(each.gaps), "gap")
        if open_time:
            said += f", {formats.duration(open_time)} of {formats.duration(length)}"
        facts.append(("Cover", capital(said)))
    lost = sum(not duty.is_emergency for duty in each.duties)
    facts.append(("Lost duties", formats.number(lost)))
    marked = len(each.duties) - lost
    if marked:
        facts.append(("Emergency cover", formats.count(marked, "duty", "duties")))
    return tuple(facts)


def _service_words(each: BoardService) -> str:
    if not each.specified:
        return (
            f"No requirement is set for {each.service.name} at the level "
            f"{words(each.level)}, so nobody is counted as missing. Enter what it needs "
            "under Requirements, or import it."
        )
    if not each.segments:
        return "The service is suspended for this strike: it needs nobody."
    if not each.gaps:
        return "Everybody it needs is there for the whole strike."
    return "\n".join(
        f"{formats.period(gap.start, gap.end)}: "
        f"{wanted_words([(gap.post, gap.missing)], each.posts)}"
        for gap in each.gaps
    )


def _lines(lanes: Iterable[Lane], gap: Segment, states: frozenset[BarState]) -> list[str]:
    """Who is in one of these states during a gap, where it counts for the requirement."""
    found: list[str] = []
    for lane in lanes:
        bars = [
            bar
            for bar in lane.bars
            if bar.state in states and bar.counts and bar.start < gap.end and bar.end > gap.start
        ]
        found.extend(f"{person(lane.name, lane.grade)} · {_bar_line(bar)}" for bar in bars)
    return found


def _bar_line(bar: Bar) -> str:
    said = bar_words(bar).removeprefix("lost, ")
    return f"{said}, {formats.clock_period(bar.start, bar.end)}"


class _Part(Card):
    """A titled part of a few lines of words, and a quiet one after them."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._lines, self._more = paragraph(), paragraph(muted=True)
        self.add(self._lines)
        self.add(self._more)

    def say(self, lines: list[str], more: str = "") -> None:
        """Say these lines instead; what is too many is counted."""
        left = len(lines) - MOST_LINES
        self._lines.setText("\n".join(lines[:MOST_LINES]))
        self._more.setText(f"and {left} more" if left > 0 else more)
        self._more.setVisible(bool(self._more.text()))
