"""Staff and their absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from rota.domain.codes import StaffGroup
from rota.domain.cover import CoverPerson
from rota.domain.people import Absence, StaffMember
from rota.domain.stretches import Stretch
from rota.storage.keyed import KeyedStore, chunks
from rota.storage.ledger import Ledger
from rota.storage.schema import absence, staff

AbsenceKey = tuple[str, datetime, datetime, str]
_STAFF_FIELDS = tuple(field.name for field in fields(StaffMember))


def _absence_row(away: Absence) -> dict[str, Any]:
    return asdict(away)


class PeopleStore:
    """Who works here, and when they are away."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self.staff: KeyedStore[str, StaffMember] = KeyedStore(
            connection,
            ledger,
            staff,
            ("staff_id",),
            lambda person: person.staff_id,
            lambda person: {
                **{name: getattr(person, name) for name in _STAFF_FIELDS},
                "retired": False,
            },
            lambda row: StaffMember(**{name: row[name] for name in _STAFF_FIELDS}),
        )
        self.absences: KeyedStore[AbsenceKey, Absence] = KeyedStore(
            connection,
            ledger,
            absence,
            ("staff_id", "start", "end", "kind"),
            lambda away: (away.staff_id, away.start, away.end, away.kind),
            _absence_row,
            lambda row: Absence(
                row["staff_id"], row["start"], row["end"], row["kind"], row["by_hand"]
            ),
        )

    def absent(self, start: datetime, end: datetime) -> dict[str, list[Stretch]]:
        """Return the absences that touch a stretch, by person."""
        found: dict[str, list[Stretch]] = defaultdict(list)
        query = select(absence.c.staff_id, absence.c.start, absence.c.end).where(
            absence.c.end > start, absence.c.start < end
        )
        for row in self._connection.execute(query):
            found[row.staff_id].append((row.start, row.end))
        return found

    def absences_of(self, staff_ids: Collection[str]) -> list[Absence]:
        """Return every absence of some people, in order of start."""
        found: list[Absence] = []
        for some in chunks(staff_ids):
            query = select(absence).where(absence.c.staff_id.in_(some))
            for row in self._connection.execute(query).mappings():
                kept = (row["staff_id"], row["start"], row["end"], row["kind"], row["by_hand"])
                found.append(Absence(*kept))
        return sorted(found, key=lambda away: (away.staff_id, away.start, away.end))

    def cover_people(self, staff_ids: Collection[str]) -> dict[str, CoverPerson]:
        """Return what the matching needs to know of people."""
        found = {}
        columns = (staff.c.staff_id, staff.c.staff_group, staff.c.grade, staff.c.competencies)
        for some in chunks(staff_ids):
            for row in self._connection.execute(select(*columns).where(staff.c.staff_id.in_(some))):
                found[row.staff_id] = CoverPerson(*row)
        return found

    def groups(self) -> dict[str, StaffGroup]:
        """Return everyone's staff group."""
        query = select(staff.c.staff_id, staff.c.staff_group)
        return {row.staff_id: row.staff_group for row in self._connection.execute(query)}

    def names(self, staff_ids: Collection[str]) -> dict[str, tuple[str, str, str]]:
        """Return forename, surname and grade of people."""
        found = {}
        columns = (staff.c.staff_id, staff.c.forename, staff.c.surname, staff.c.grade)
        for some in chunks(staff_ids):
            for row in self._connection.execute(select(*columns).where(staff.c.staff_id.in_(some))):
                found[row.staff_id] = (row.forename, row.surname, row.grade)
        return found
