"""What each kind of file does to the database, row by row but in sets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from rota.domain.appointments import Appointment
from rota.domain.codes import Answer, Level
from rota.domain.duties import Duty, Service, ServiceKey
from rota.domain.importing import DeclarationDraft, ParsedRow, RowProblem
from rota.domain.people import Absence, Declaration, StaffMember
from rota.domain.requirements import CoverRequirement
from rota.domain.telling import is_fulfilled
from rota.domain.times import end_of_day, start_of_day, to_local
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


class Loader(ABC):
    """Takes parsed rows in batches and brings the database to what the file says."""

    can_retire = False
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
    return [(row.number, replace(_good(row), service_id=places.service_of(row))) for row in rows]


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
        put = [value for key, value in values.items() if there.get(key) != value]
        fresh = [value for value in put if self.key_of(value) not in there]
        self._store.put(put)
        self.after_change(
            [(there[key], value) for value in put if (key := self.key_of(value)) in there]
        )
        self.tally.added += len(fresh)
        self.tally.changed += len(put) - len(fresh)
        self.tally.unchanged += len(values) - len(put)
        self.tally.changed_ids.extend(
            _key_words(key) for key in map(self.key_of, put) if key in there
        )

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
        self.tally.vanished = sorted(_key_words(key) for key in self._vanished())

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
        kept = []
        for row in rows:
            who = staff_of(row.value)
            if who and who not in known:
                self.tally.errors.append(
                    RowProblem(
                        row.number,
                        column,
                        "unknown_staff",
                        f"No one on the staff list has the id {who}. Import staff first.",
                        True,
                    )
                )
            else:
                kept.append(row)
        return kept


def _good(row: Row) -> Any:
    """Return the value of a row that parsed."""
    return row.value


def _key_words(key: object) -> str:
    if isinstance(key, tuple):
        return " ".join(
            part.isoformat() if isinstance(part, datetime) else str(part) for part in key
        )
    return str(key)


class StaffLoader(KeyedLoader[str, StaffMember]):
    """The staff list."""

    column = "staff_id"

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.people.staff)

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, StaffMember]]:
        """Staff refer to nothing."""
        return [(row.number, _good(row)) for row in rows]

    def key_of(self, value: StaffMember) -> str:
        """Return the staff id."""
        return value.staff_id

    def _vanished(self) -> list[str]:
        return [each.staff_id for each in self._store.all() if each.staff_id not in self._seen]


class DutyLoader(KeyedLoader[str, Duty]):
    """The duty roster."""

    column = "duty_id"
    can_retire = True

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.duties.duties)
        self._places = Places(work, self.tally)

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Duty]]:
        """Find or create the service; the holder must be known."""
        return placed(self.known_staff(rows, "staff_id", lambda duty: duty.staff_id), self._places)

    def key_of(self, value: Duty) -> str:
        """Return the duty id."""
        return value.duty_id


class AppointmentLoader(KeyedLoader[str, Appointment]):
    """The clinic and admission lists."""

    column = "appointment_id"
    can_retire = True

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.appointments.visits)
        self._places = Places(work, self.tally)

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Appointment]]:
        """Find or create the service; a named clinician must be known."""
        column = "clinician_staff_id"
        kept = self.known_staff(rows, column, lambda visit: visit.clinician_staff_id)
        return placed(kept, self._places)

    def key_of(self, value: Appointment) -> str:
        """Return the appointment id."""
        return value.appointment_id

    def after_change(self, pairs: Sequence[tuple[Appointment, Appointment]]) -> None:
        """Take back decisions that were fulfilled and are about a time that is no more."""
        moved = [new.appointment_id for old, new in pairs if old.start != new.start]
        decided = self.work.appointments.decisions.existing(moved)
        told = self.work.letters.told() if decided else {}
        done = [each for each, made in decided.items() if is_fulfilled(made, told.get(each))]
        self.work.appointments.clear_decisions(done)
        for each in decided:
            text = (
                "The patient was told of the old time; the decision is open again."
                if each in done
                else "A decision was made for the old time: decide again before a letter goes."
            )
            self.tally.warnings.append(RowProblem(self._seen[each], "start", "moved", text))


class AbsenceLoader(KeyedLoader[tuple[str, datetime, datetime, str], Absence]):
    """Leave, sickness and rest days. The same absence twice is one absence."""

    column = "staff_id"
    can_retire = True

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.people.absences)

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Absence]]:
        """The person must be known."""
        kept = self.known_staff(rows, "staff_id", lambda away: away.staff_id)
        return [(row.number, _good(row)) for row in kept]

    def key_of(self, value: Absence) -> tuple[str, datetime, datetime, str]:
        """Return the whole absence: it has no id of its own."""
        return value.staff_id, value.start, value.end, value.kind

    def _note_double(self, number: int, first: int) -> None:
        self.tally.warnings.append(
            RowProblem(
                number, self.column, "duplicate_row", f"This is the same absence as row {first}."
            )
        )


class DeclarationLoader(KeyedLoader[tuple[int, str], Declaration]):
    """What people told the trust about one window."""

    column = "staff_id"

    def __init__(self, work: Work, window_id: int) -> None:
        super().__init__(work, work.windows.declarations)
        self._window_id = window_id

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Declaration]]:
        """The person must be known."""
        kept = self.known_staff(rows, "staff_id", lambda draft: draft.staff_id)
        drafts: list[tuple[int, DeclarationDraft]] = [(row.number, _good(row)) for row in kept]
        return [
            (number, Declaration(self._window_id, draft.staff_id, Answer(draft.answer)))
            for number, draft in drafts
        ]

    def key_of(self, value: Declaration) -> tuple[int, str]:
        """Return the window and the person."""
        return value.window_id, value.staff_id

    def finish(self) -> None:
        """A declaration not repeated still stands."""


class RequirementLoader(Loader):
    """Cover requirements: rows add up; each service and level in the file is replaced whole."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._places = Places(work, self.tally)
        self._first: dict[tuple[int, Level], int] = {}
        self._new: dict[tuple[int, Level], list[CoverRequirement]] = defaultdict(list)

    def take(self, rows: Sequence[Row]) -> None:
        """Keep the rows until the whole file is read."""
        for number, need in placed(rows, self._places):
            self._new[need.service_id, need.level].append(need)
            self._first.setdefault((need.service_id, need.level), number)

    def finish(self) -> None:
        """Replace the services and levels whose rows differ."""
        there: dict[tuple[int, Level], list[CoverRequirement]] = defaultdict(list)
        for need in self.work.requirements.all():
            there[need.service_id, need.level].append(need)
        differing = {
            place for place, needs in self._new.items() if Counter(needs) != Counter(there[place])
        }
        if self.rows_refused:
            differing -= self._kept(place for place in differing if there[place])
        fresh = [need for place in differing for need in self._new[place]]
        self.work.requirements.replace(differing, fresh)
        for place, needs in self._new.items():
            if place not in differing:
                self.tally.unchanged += len(needs)
            elif there[place]:
                self.tally.changed += len(needs)
            else:
                self.tally.added += len(needs)

    def _kept(self, places: Iterable[tuple[int, Level]]) -> set[tuple[int, Level]]:
        """Leave what is there where rows were refused: a refused row may belong to it."""
        kept = set(places)
        for place in sorted(kept):
            self.tally.warnings.append(
                RowProblem(
                    self._first[place],
                    "service",
                    "requirements_kept",
                    "Rows were refused, so this service's requirement at this level was left "
                    "as it was: it could have become too low.",
                )
            )
        return kept
