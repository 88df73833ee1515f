"""The roll as rows: each service, the people due there, and those called out who may come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rota.domain.codes import Level, words
from rota.domain.cover import CoverGap
from rota.domain.day import DayFlag, Tick
from rota.services.day_roll import DayPerson, DayService, DayView
from ui import formats
from ui.models.name_words import all_begin, words_of
from ui.wording import capital, grade_words

Index = QModelIndex | QPersistentModelIndex
RollRole = Qt.ItemDataRole.UserRole + 1
Who = tuple[str, int]
"""A person at a service: the staff id and the service's id."""
Fold = tuple["RowKind", int]
"""A row that holds others, by its kind, and the service's id."""

STATE_WORDS = {Tick.HERE: "here", Tick.NOT_HERE: "not here", Tick.LEFT: "left"}
WHY_WORDS = {"cover": "covers here", "called_out": "called out, may come", "came": "came in"}


class RowKind(Enum):
    """What a row of the roll is."""

    SERVICE = "service"
    PERSON = "person"
    FOLD = "fold"
    LEAVING = "leaving"


FOLDS = frozenset({RowKind.FOLD, RowKind.LEAVING})


@dataclass(frozen=True, slots=True)
class RollRow:
    """One row. ``here`` to ``unticked`` count those ``shown`` of a service, ticks of theirs
    included that are not read back yet.

    ``is_unsaved`` marks a person whose last tick could not be saved; ``folded`` how many a fold
    holds, ``is_open`` whether they are shown.
    """

    kind: RowKind
    each: DayService
    person: DayPerson | None = None
    state: Tick | None = None
    is_unsaved: bool = False
    here: int = 0
    not_here: int = 0
    unticked: int = 0
    shown: int = 0
    folded: int = 0
    is_open: bool = False

    @property
    def fold(self) -> Fold:
        """What is opened and closed at this row."""
        return self.kind, self.service_id

    @property
    def service_id(self) -> int:
        """The service it belongs to."""
        return self.each.service.service_id

    @property
    def key(self) -> Hashable:
        """What it stays by when rows change."""
        who = self.person.staff_id if self.person is not None else ""
        return self.kind, self.service_id, who

    @property
    def who(self) -> Who:
        """The person and the service."""
        return (self.person.staff_id if self.person is not None else "", self.service_id)


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the roll is shown.

    ``waiting`` are ticks that are not read back yet, ``unsaved`` those that failed. ``people`` and
    ``services``, if given, are the only ones to show: who was not ticked, and where somebody was
    missing, when that was asked for. They stay once ticked: nothing moves under the hand.
    """

    order: Sequence[int]
    waiting: Mapping[Who, Tick]
    unsaved: Collection[Who] = ()
    opened: Collection[Fold] = ()
    words: Sequence[str] = ()
    people: Collection[Who] | None = None
    services: Collection[int] | None = None


def in_order(services: Sequence[DayService]) -> tuple[int, ...]:
    """Put services with somebody missing first, then those that will be within the hour."""
    ranked = sorted(
        services, key=lambda each: (-each.missing_now, -each.missing_soon, *_place(each))
    )
    return tuple(each.service.service_id for each in ranked)


def is_worked(each: DayService) -> bool:
    """Whether anybody is due or needed there at that moment."""
    return bool(each.people or each.required)


def state_of(person: DayPerson, waiting: Mapping[Who, Tick]) -> Tick | None:
    """What the screen shows of a person: what was ticked last, saved or not."""
    said = waiting.get((person.staff_id, person.service_id), person.state)
    return None if said is Tick.CLEAR else said


def is_awaited(person: DayPerson, waiting: Mapping[Who, Tick]) -> bool:
    """Whether somebody is expected and stays, and nobody has said anything of them."""
    is_expected = person.why in ("duty", "cover") and not person.is_leaving
    return is_expected and state_of(person, waiting) is None


def unticked(view: DayView, waiting: Mapping[Who, Tick]) -> set[Who]:
    """Return everybody who is still to be ticked."""
    return {
        (person.staff_id, person.service_id)
        for each in view.services
        for person in each.people
        if is_awaited(person, waiting)
    }


def roll_rows(view: DayView, shown: Shown) -> list[RollRow]:
    """Return the rows, service by service in the order given."""
    place = {service_id: at for at, service_id in enumerate(shown.order)}
    services = sorted(
        filter(is_worked, view.services),
        key=lambda each: (place.get(each.service.service_id, len(place)), *_place(each)),
    )
    rows: list[RollRow] = []
    for each in services:
        if shown.services is None or each.service.service_id in shown.services:
            rows.extend(_service_rows(each, shown))
    return rows


def short_services(view: DayView) -> set[int]:
    """Return the services at which somebody is missing, or will be within the hour."""
    return {each.service.service_id for each in view.services if each.is_short}


def totals(view: DayView, waiting: Mapping[Who, Tick]) -> tuple[int, int, int]:
    """Return how many are ticked here, ticked out, and not ticked, over all services."""
    heads = [_heading(each, each.people, waiting) for each in view.services]
    return (
        sum(head.here for head in heads),
        sum(head.not_here for head in heads),
        sum(head.unticked for head in heads),
    )


def people_words(person: DayPerson) -> str:
    """``Dr Ada Okafor, ST``."""
    return f"{person.name}, {grade_words(person.grade)}" if person.grade else person.name


def why_words(row: RollRow, names: Mapping[int, str]) -> str:
    """``08:00 to 20:30 · covers here · here since 08:03, J. Lee``."""
    person = row.person
    if person is None:
        return ""
    parts = [formats.clock_period(person.start, person.end), WHY_WORDS.get(person.why, "")]
    if person.elsewhere is not None:
        at = names.get(person.elsewhere, "")
        parts.append(f"ticked in at {at}" if at else "ticked in elsewhere")
    elif row.state is not None and row.state == person.state and person.ticked_at is not None:
        since = "since " if row.state is Tick.HERE else ""
        by = f", {person.ticked_by}" if person.ticked_by else ""
        parts.append(f"{STATE_WORDS[row.state]} {since}{formats.clock(person.ticked_at)}{by}")
    if person.gone_at is not None:
        parts.append(f"gone at {formats.clock(person.gone_at)}")
    return " · ".join(part for part in parts if part)


def count_words(row: RollRow) -> str:
    """``3 here, 1 not here, 2 not ticked``; of a few found by a search: ``1 of 8 shown: …``."""
    if row.each.level is Level.SUSPENDED and not row.each.people:
        return "suspended"
    parts = [f"{formats.number(row.here)} here"]
    if row.not_here:
        parts.append(f"{formats.number(row.not_here)} not here")
    if row.unticked:
        parts.append(f"{formats.number(row.unticked)} not ticked")
    said = ", ".join(parts)
    every = len(row.each.people)
    if row.shown == every:
        return said
    return f"{formats.number(row.shown)} of {formats.number(every)} shown: {said}"


def missing_words(each: DayService) -> str:
    """``2 missing: 1 × ST or above, airway; 1 × CT or above. 1 missing from 08:30: 1 × ST``."""
    soon: dict[datetime, list[CoverGap]] = {}
    for gap in each.posts_soon:
        soon.setdefault(gap.start, []).append(gap)
    said = [_missing_now(each)] if each.missing_now else []
    for start, gaps in soon.items():
        more = " more" if each.missing_now else ""
        number = formats.number(sum(gap.missing for gap in gaps))
        posts = "; ".join(f"{formats.number(gap.missing)} × {gap.post}" for gap in gaps)
        said.append(f"{number}{more} missing from {formats.clock(start)}: {posts}")
    return ". ".join(said)


def _missing_now(each: DayService) -> str:
    posts = "; ".join(f"{formats.number(number)} × {post}" for post, number in each.posts_missing)
    said = f"{formats.number(each.missing_now)} missing"
    return f"{said}: {posts}" if posts else said


def need_words(each: DayService) -> str:
    """Where it is and what it needs: ``Emergency · St Anne · needs 3, 2 by plan``."""
    parts = [each.service.department, each.service.site]
    if each.level is not Level.NORMAL:
        parts.append(words(each.level))
    if each.required:
        parts.append(f"needs {formats.number(each.required)}")
    if each.missing_planned and each.missing_planned != each.missing_now:
        parts.append(f"{formats.number(each.missing_planned)} missing by plan")
    return " · ".join(dict.fromkeys(part for part in parts if part))


def spoken(row: RollRow, names: Mapping[int, str]) -> str:
    """A row as a screen reader says it."""
    if row.kind is RowKind.SERVICE:
        parts = [row.each.service.name, missing_words(row.each), count_words(row)]
        return ". ".join(part for part in parts if part)
    if row.kind in FOLDS:
        return fold_words(row)
    said = capital(STATE_WORDS[row.state]) if row.state is not None else "Not ticked"
    unsaved = "Not saved. " if row.is_unsaved else ""
    name = people_words(row.person) if row.person is not None else ""
    return f"{unsaved}{said}: {name}. {why_words(row, names)}"


def flag_words(flag: DayFlag) -> str:
    """``1 × ST or above``; of one raised by hand what it is about and what was said."""
    if flag.raised_by:
        return f"{flag.post}: {flag.text}"
    return f"{formats.number(flag.missing)} × {flag.post}"


def fold_words(row: RollRow) -> str:
    """``4 called out: they may come all the same``, or who goes home within the hour."""
    if row.kind is RowKind.LEAVING:
        go = formats.count(row.folded, "person goes", "people go")
        return f"{go} home within the hour: no need to tick them"
    return f"{formats.number(row.folded)} called out: they may come all the same"


def _place(each: DayService) -> tuple[str, str, str]:
    return each.service.site, each.service.department, each.service.name


def _service_rows(each: DayService, shown: Shown) -> list[RollRow]:
    found = [person for person in each.people if _is_found(person, each, shown)]
    if not found and (shown.words or shown.people is not None):
        return []
    people: list[RollRow] = []
    folded: dict[RowKind, list[RollRow]] = {RowKind.LEAVING: [], RowKind.FOLD: []}
    for person in found:
        state = state_of(person, shown.waiting)
        who = (person.staff_id, person.service_id)
        row = RollRow(RowKind.PERSON, each, person, state, who in shown.unsaved)
        is_quiet = state is None and not row.is_unsaved and not shown.words
        if is_quiet and person.is_leaving:
            folded[RowKind.LEAVING].append(row)
        elif is_quiet and person.why == "called_out":
            folded[RowKind.FOLD].append(row)
        else:
            people.append(row)
    rows = [_heading(each, found, shown.waiting), *people]
    for kind, quiet in folded.items():
        if quiet:
            is_open = (kind, each.service.service_id) in shown.opened
            rows.append(RollRow(kind, each, folded=len(quiet), is_open=is_open))
            rows.extend(quiet if is_open else ())
    return rows


def _heading(each: DayService, people: Sequence[DayPerson], waiting: Mapping[Who, Tick]) -> RollRow:
    """The service with the counts of some of its people."""
    states = [state_of(person, waiting) for person in people]
    return RollRow(
        RowKind.SERVICE,
        each,
        here=states.count(Tick.HERE),
        not_here=sum(map(_is_out, states)),
        unticked=sum(is_awaited(person, waiting) for person in people),
        shown=len(people),
    )


def _is_out(state: Tick | None) -> bool:
    return state in (Tick.NOT_HERE, Tick.LEFT)


def _is_found(person: DayPerson, each: DayService, shown: Shown) -> bool:
    if shown.people is not None and (person.staff_id, person.service_id) not in shown.people:
        return False
    if not shown.words:
        return True
    said = f"{person.name} {words(person.grade)} {person.staff_id} {each.service.name}"
    return all_begin(shown.words, words_of(said))


class RollModel(QAbstractListModel):
    """The rows as they are shown; rows that stay keep their place under the cursor."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RollRow] = []
        self.names: Mapping[int, str] = {}

    @property
    def rows(self) -> Sequence[RollRow]:
        """Every row, in order."""
        return self._rows

    def row_at(self, index: Index) -> RollRow | None:
        """The row under an index."""
        return self._rows[index.row()] if index.isValid() else None

    def place_of(self, test: Callable[[RollRow], bool], after: int = -1) -> int:
        """Return the first row behind ``after`` that passes, or -1."""
        return next((at for at in range(after + 1, len(self._rows)) if test(self._rows[at])), -1)

    def replace(self, rows: list[RollRow], names: Mapping[int, str]) -> bool:
        """Show these rows; say whether others stand there now, so that the cursor must be put."""
        self.names = names
        if [row.key for row in rows] == [row.key for row in self._rows]:
            before, self._rows = self._rows, rows
            for at, row in enumerate(rows):
                if row != before[at]:
                    self.dataChanged.emit(self.index(at), self.index(at))
            return False
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows; a row has no children."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One look-up."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == RollRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(row, self.names)
        if role == Qt.ItemDataRole.ToolTipRole and row.kind is RowKind.SERVICE:
            return missing_words(row.each) or None
        return None
