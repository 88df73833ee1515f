"""What each other kind of file does to the database, row by row but in sets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from rota.domain.codes import Answer, Level
from rota.domain.importing import DeclarationDraft, RowProblem
from rota.domain.people import Absence, Declaration
from rota.domain.requirements import CoverRequirement
from rota.services.loading import KeyedLoader, Loader, Places, Row, good, placed
from rota.services.ports import Work

AbsenceKey = tuple[str, datetime, datetime, str]


class AbsenceLoader(KeyedLoader[AbsenceKey, Absence]):
    """Leave, sickness and rest days. The same absence twice is one absence."""

    column = "staff_id"
    can_retire = True

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.people.absences)

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Absence]]:
        """The person must be known."""
        kept = self.known_staff(rows, "staff_id", lambda away: away.staff_id)
        return [(row.number, good(row)) for row in kept]

    def key_of(self, value: Absence) -> AbsenceKey:
        """Return the whole absence: it has no id of its own."""
        return value.staff_id, value.start, value.end, value.kind

    def differing(
        self, values: Mapping[AbsenceKey, Absence], there: Mapping[AbsenceKey, Absence]
    ) -> Collection[Absence]:
        """One that is here stays as it is, also when it was entered by hand."""
        return [value for key, value in values.items() if key not in there]

    def _vanished(self) -> list[AbsenceKey]:
        """What was entered by hand was never in a file, so it cannot vanish from one."""
        gone = self._store.existing(super()._vanished())
        return [key for key, away in gone.items() if not away.by_hand]

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
        drafts: list[tuple[int, DeclarationDraft]] = [(row.number, good(row)) for row in kept]
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
