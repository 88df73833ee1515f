"""A suggested plan as a list: who would cover, each with a tick, and below it what stays open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from rota.domain.times import to_local
from rota.services.suggesting import OpenStretch, Suggested, Suggestion
from ui import formats
from ui.colours import Tone
from ui.models.candidates import Entry, EntryKind, EntryRole, Line, PeopleModel, finding_lines
from ui.suggest_words import Cover, cover_of, covers_of, heading, hours
from ui.wording import capital, grade_words

Index = QModelIndex | QPersistentModelIndex
Place = tuple[int, str, datetime]
_TICK = Qt.ItemDataRole.CheckStateRole


class SuggestionModel(PeopleModel):
    """Emits ``ticked_changed`` when a tick is set or taken away.

    While a plan may still change, ``can_tick`` is off and no ticks are seen.
    """

    ticked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: Suggestion | None = None
        self.ticked: frozenset[int] = frozenset()
        self.can_tick = False
        self._order: tuple[int, ...] = ()
        self._places: tuple[Place | None, ...] = ()

    def show_plan(
        self, plan: Suggestion | None, *, can_tick: bool, other: Suggestion | None = None
    ) -> None:
        """Show a plan with everything ticked, and mark what is not in the other plan."""
        self.plan, self.can_tick = plan, can_tick
        given = plan.assignments if plan is not None else ()
        self._order = tuple(sorted(range(len(given)), key=lambda at: _sorted_by(given[at])))
        self.ticked = frozenset(self._order)
        marks = {}
        if plan is not None and other is not None and plan.aim is not other.aim:
            new = covers_of(plan) - covers_of(other)
            marks = dict.fromkeys(new, f"not in {heading(other.aim)}")
        shown: list[tuple[Entry, Place | None]] = []
        if plan is not None:
            shown = list(_entries(plan, self._order, marks, is_whole=can_tick))
        self._places = tuple(place for _, place in shown)
        self.replace(tuple(entry for entry, _ in shown))

    def suggested_at(self, row: int) -> int | None:
        """Which of the plan's assignments a row is; None for any other row."""
        at = row - 1
        return self._order[at] if 0 <= at < len(self._order) else None

    def place_at(self, row: int) -> Place | None:
        """The service, the person if there is one, and the start of what a row is about."""
        return self._places[row] if 0 <= row < len(self._places) else None

    def tick(self, numbers: Collection[int]) -> None:
        """Tick these assignments and no others."""
        if self.can_tick and frozenset(numbers) != self.ticked:
            self.ticked = frozenset(numbers)
            last = self.index(len(self.entries) - 1)
            self.dataChanged.emit(self.index(0), last, [_TICK])
            self.ticked_changed.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let suggested cover be ticked."""
        flags = super().flags(index)
        if self.can_tick and index.isValid() and self.suggested_at(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One look-up; a screen reader also hears whether a row is ticked."""
        if role != _TICK:
            return super().data(index, role)
        number = self.suggested_at(index.row()) if index.isValid() and self.can_tick else None
        if number is None:
            return None
        return Qt.CheckState.Checked if number in self.ticked else Qt.CheckState.Unchecked

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Set or take away a tick."""
        number = self.suggested_at(index.row()) if index.isValid() else None
        if role != _TICK or number is None or not self.can_tick:
            return False
        is_ticked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.tick(self.ticked | {number} if is_ticked else self.ticked - {number})
        return True


def _sorted_by(given: Suggested) -> tuple[str, datetime, datetime, str]:
    return given.service, given.start, given.end, given.name


def _entries(
    plan: Suggestion, order: Collection[int], marks: Mapping[Cover, str], *, is_whole: bool
) -> Iterator[tuple[Entry, Place | None]]:
    number = formats.number(len(plan.assignments))
    yield Entry("plan", EntryKind.HEADING, f"Would cover ({number})"), None
    for at in order:
        given = plan.assignments[at]
        entry = _suggested(at, given, marks.get(cover_of(given), ""))
        yield entry, (given.service_id, given.staff_id, given.start)
    if not plan.assignments:
        said = "Nobody more can cover. The reasons are below."
        said = said if plan.missing_after else "Nobody more is needed."
        yield Entry("nobody", EntryKind.WORDS, "", said), None
    open_ones = f" ({formats.number(len(plan.unfilled))})" if is_whole else ""
    yield Entry("open", EntryKind.HEADING, f"Stays open{open_ones}"), None
    if not plan.missing_after:
        yield Entry("none", EntryKind.WORDS, "", "Nothing: the whole plan fills every gap."), None
    elif not is_whole:
        said = "What stays open, and why, comes with the finished plan."
        yield Entry("later", EntryKind.WORDS, "", said), None
    for at, each in enumerate(plan.unfilled):
        yield _open(at, each), (each.service_id, "", each.start)
    if plan.hurts_most:
        yield Entry("hurts", EntryKind.HEADING, "Missed most, if one of them is away"), None
        said = "One at a time, before anybody else is asked; critical services weigh more."
        yield Entry("alone", EntryKind.WORDS, "", said), None
    for at, one in enumerate(plan.hurts_most):
        more = f"{hours(one.missing_minutes)} more missing"
        places = (Line(", ".join(one.services)),)
        yield Entry(f"hurt {at}", EntryKind.CAN, one.name, more, places), None


def _suggested(at: int, given: Suggested, mark: str) -> Entry:
    lines = [
        Line(f"{given.service}, {when(given.start, given.end)}"),
        Line(capital(given.cost_words)),
        *finding_lines(given.findings),
    ]
    if given.reserves:
        others = "; ".join(f"{each.name} ({each.how})" for each in given.reserves)
        lines.append(Line(f"Next in line: {others}"))
    beside = " · ".join(part for part in (grade_words(given.grade), mark) if part)
    return Entry(f"take {at}", EntryKind.CANNOT, given.name, beside, tuple(lines))


def _open(at: int, each: OpenStretch) -> Entry:
    counted = (f"{formats.number(why.people)} {why.text}" for why in each.why)
    lines = [Line(f"{when(each.start, each.end)}, {each.post}"), Line(" · ".join(counted))]
    if each.nearest:
        lines.append(Line(f"Nearest: {each.nearest}", "info", Tone.OVERHANG))
    lines.extend(Line(said, "suggest", Tone.EMERGENCY) for said in each.relax)
    beside = [f"{formats.number(each.missing)} missing"]
    if each.care:
        beside.append(f"critical: {each.care.lower()}")
    if each.patients:
        beside.append(formats.count(each.patients, "patient"))
    said = " · ".join(beside)
    return Entry(f"open {at}", EntryKind.CAN, each.service, said, tuple(lines))


def when(start: datetime, end: datetime) -> str:
    """``Tue 20:30 to Wed 08:30``; the strike says which week it is."""
    first, last = to_local(start), to_local(end)
    said = f"{first:%a} {formats.clock(start)} to "
    return said + (f"{last:%a} " if last.date() != first.date() else "") + formats.clock(end)


__all__ = ["EntryRole", "SuggestionModel", "when"]
