"""Loading rows of any kind: compared with what is there, and only the difference written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from rota.domain.codes import ExtractChange
from rota.domain.duties import Service, ServiceKey
from rota.domain.importing import ParsedRow, RowProblem
from rota.domain.times import end_of_day, start_of_day, to_local
from rota.services.differences import Differences
from rota.services.ports import Keyed, Work

Row = ParsedRow[Any]

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(slots=True)
class Tally:
    """What loading did so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    changed_ids: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    retired: int = 0
    errors: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    kept: int = 0
    cancelled: int = 0
    as_decided: int = 0
    noted: Counter[ExtractChange] = field(default_factory=Counter)
    differences: Differences = field(default_factory=Differences)


class Loader(ABC):
    """Takes parsed rows in batches and brings the database to what the file says."""

    can_retire = False
    is_whole = True
    """Set before ``take``: the file is a list of all there is, not of what changed."""
    is_older = False
    """Set before ``take`` when the file is older than the last one of its kind."""
    rows_refused = False
    """Set before ``finish`` when the file had rows that were refused."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.tally = Tally()

    @abstractmethod
    def take(self, rows: Sequence[Row]) -> None:
        """Take a batch of rows that parsed."""

    @abstractmethod
    def finish(self) -> None:
        """Do what needs the whole file."""

    def retire_vanished(self) -> None:
        """Take out of use what the file's own dates no longer have, where that is possible."""
        raise NotImplementedError


class Places:
    """The services by site and name; creates those not met before."""

    def __init__(self, work: Work, tally: Tally) -> None:
        self._work = work
        self._tally = tally
        self._known: dict[tuple[str, str], Service] = {}
        self._warned: set[tuple[str, str]] = set()
        self._names: dict[int, str] = {}
        self._learn()

    def _learn(self) -> None:
        for each in self._work.duties.services():
            self._known[_place_key(each.site, each.name)] = each

    def settle(self, rows: Sequence[Row]) -> None:
        """Create every service of a batch that is new."""
        fresh: dict[tuple[str, str], tuple[ServiceKey, str]] = {}
        for row in rows:
            if row.place is not None:
                key = _place_key(row.place.site, row.place.name)
                if key not in self._known:
                    name = ServiceKey(row.place.site, row.place.name)
                    fresh.setdefault(key, (name, row.place.department))
        if fresh:
            self._work.duties.add_services(list(fresh.values()))
            self._learn()

    def name_of(self, service_id: int) -> str:
        """Return the name of a service."""
        if service_id not in self._names:
            self._names = {each.service_id: each.name for each in self._known.values()}
        return self._names[service_id]

    def service_of(self, row: Row) -> int:
        """Return the service of a row, and warn once where departments differ."""
        assert row.place is not None
        key = _place_key(row.place.site, row.place.name)
        service = self._known[key]
        differs = service.department.casefold() != row.place.department.casefold()
        if differs and key not in self._warned:
            self._warned.add(key)
            self._tally.warnings.append(
                RowProblem(
                    row.number,
                    "department",
                    "department_differs",
                    f"{service.name} at {service.site} is known under {service.department}; "
                    "that was kept.",
                    True,
                )
            )
        return service.service_id


def placed(rows: Sequence[Row], places: Places) -> list[tuple[int, Any]]:
    """Return row numbers and values, each with its service, creating services as needed."""
    places.settle(rows)
    return [(row.number, replace(good(row), service_id=places.service_of(row))) for row in rows]


def _place_key(site: str, name: str) -> tuple[str, str]:
    return site.casefold(), name.casefold()


class KeyedLoader(Loader, Generic[Key, Value]):
    """Loads values that know their own key: adds, changes, leaves alone."""

    column = ""

    def __init__(self, work: Work, store: Keyed[Key, Value]) -> None:
        super().__init__(work)
        self._store = store
        self._seen: dict[Key, int] = {}
        self._days: tuple[date, date] | None = None

    @abstractmethod
    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Value]]:
        """Turn parsed rows into values with their references settled, or note errors."""

    @abstractmethod
    def key_of(self, value: Value) -> Key:
        """Return the key of a value."""

    def start_of(self, value: Value) -> datetime | None:
        """Return when a value starts, for the file's own dates."""
        return getattr(value, "start", None)

    def take(self, rows: Sequence[Row]) -> None:
        """Compare a batch with what is there and write the difference."""
        values: dict[Key, Value] = {}
        for number, value in self.resolve(rows):
            key = self.key_of(value)
            first = self._seen.setdefault(key, number)
            if first != number:
                self._note_double(number, first)
                continue
            values[key] = value
            self._stretch_days(value)
        there = self._store.existing(values)
        put = list(self.differing(values, there))
        fresh = [value for value in put if self.key_of(value) not in there]
        self._store.put(put)
        self.after_change(
            [(there[key], value) for value in put if (key := self.key_of(value)) in there]
        )
        self.tally.added += len(fresh)
        self.tally.changed += len(put) - len(fresh)
        self.tally.unchanged += len(values) - len(put)
        self.tally.changed_ids.extend(
            key_words(key) for key in map(self.key_of, put) if key in there
        )

    def differing(
        self, values: Mapping[Key, Value], there: Mapping[Key, Value]
    ) -> Collection[Value]:
        """Return the values to write: those that are new or not as they are here."""
        return [value for key, value in values.items() if there.get(key) != value]

    def after_change(self, pairs: Sequence[tuple[Value, Value]]) -> None:
        """Do what follows from values that changed, before and after."""

    def _note_double(self, number: int, first: int) -> None:
        self.tally.errors.append(
            RowProblem(number, self.column, "duplicate_id", f"This is the same as row {first}.")
        )

    def _stretch_days(self, value: Value) -> None:
        start = self.start_of(value)
        if start is not None:
            day = to_local(start).date()
            low, high = self._days or (day, day)
            self._days = min(low, day), max(high, day)

    def finish(self) -> None:
        """List what the file's own dates no longer have."""
        self.tally.vanished = sorted(key_words(key) for key in self._vanished())

    def _vanished(self) -> list[Key]:
        if self._days is None:
            return []
        first, last = self._days
        between = self._store.keys_between(start_of_day(first), end_of_day(last))
        return [key for key in between if key not in self._seen]

    def retire_vanished(self) -> None:
        """Take out of use what the file's own dates no longer have."""
        gone = self._vanished()
        self._store.retire(gone)
        self.tally.retired = len(gone)

    def known_staff(
        self, rows: Sequence[Row], column: str, staff_of: Callable[[Any], str | None]
    ) -> list[Row]:
        """Keep the rows whose person is on the staff list; note the others."""
        ids = {who for row in rows if (who := staff_of(row.value))}
        known = self.work.people.staff.known(ids)
        retired = self.work.people.staff.retired(ids - known)
        kept = []
        for row in rows:
            who = staff_of(row.value)
            if not who or who in known:
                kept.append(row)
            elif who in retired:
                kept.extend(self.of_retired(row, column))
            else:
                text = f"No one on the staff list has the id {who}. Import staff first."
                problem = RowProblem(row.number, column, "unknown_staff", text, True)
                self.tally.errors.append(problem)
        return kept

    def of_retired(self, row: Row, column: str) -> Sequence[Row]:
        """Say what becomes of a row about somebody who is retired here: it is left out."""
        text = "This person is retired here, so the row was left out."
        self.tally.warnings.append(RowProblem(row.number, column, "retired_staff", text))
        return ()


def good(row: Row) -> Any:
    """Return the value of a row that parsed."""
    return row.value


def key_words(key: object) -> str:
    """Return a key as lists show it."""
    if isinstance(key, tuple):
        return " ".join(
            part.isoformat() if isinstance(part, datetime) else str(part) for part in key
        )
    return str(key)
