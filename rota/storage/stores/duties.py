"""Services, requirements, duties and cover assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, func, select

from rota.domain.codes import Level
from rota.domain.duties import Assignment, Duty, Service, ServiceKey
from rota.domain.losses import HeldDuty
from rota.domain.requirements import CoverRequirement, Post
from rota.storage.keyed import KeyedStore
from rota.storage.ledger import Ledger
from rota.storage.schema import active, assignment, duty, requirement, service, staff

_DUTY_FIELDS = tuple(field.name for field in fields(Duty))


def _requirement_row(need: CoverRequirement) -> dict[str, Any]:
    return {
        "service_id": need.service_id,
        "level": need.level,
        "start": need.start.isoformat("minutes"),
        "end": need.end.isoformat("minutes"),
        "days": need.days,
        "number": need.number,
        "grade_min": need.post.grade_min,
        "competencies": need.post.competencies,
        "staff_groups": need.post.staff_groups,
        "kinds": need.post.kinds,
    }


def _requirement(row: Any) -> CoverRequirement:
    return CoverRequirement(
        row["service_id"],
        row["level"],
        time.fromisoformat(row["start"]),
        time.fromisoformat(row["end"]),
        row["number"],
        Post(row["grade_min"], row["competencies"], row["staff_groups"], row["kinds"]),
        row["days"],
    )


def _assignment(row: Any) -> Assignment:
    return Assignment(
        row["window_id"], row["staff_id"], row["service_id"], row["start"], row["end"]
    )


class DutyStore:
    """What the hospital runs and who is down to do it."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self.duties: KeyedStore[str, Duty] = KeyedStore(
            connection,
            ledger,
            duty,
            ("duty_id",),
            lambda each: each.duty_id,
            lambda each: {
                **{name: getattr(each, name) for name in _DUTY_FIELDS},
                "retired": False,
            },
            lambda row: Duty(**{name: row[name] for name in _DUTY_FIELDS}),
        )

    def services(self) -> list[Service]:
        """Return every service by site, department and name."""
        query = select(service).order_by(service.c.site, service.c.department, service.c.name)
        return [
            Service(row.id, row.name, row.department, row.site)
            for row in self._connection.execute(query)
        ]

    def add_services(self, new: Sequence[tuple[ServiceKey, str]]) -> None:
        """Create services not met before, each with its department."""
        self._writing.add_with_ids(
            service,
            [
                {"name": key.name, "department": department, "site": key.site}
                for key, department in new
            ],
        )

    def requirements(self) -> list[CoverRequirement]:
        """Return every cover requirement."""
        query = select(requirement).order_by(requirement.c.id)
        return [_requirement(row) for row in self._connection.execute(query).mappings()]

    def replace_requirements(
        self, places: Collection[tuple[int, Level]], new: Iterable[CoverRequirement]
    ) -> None:
        """Put new requirements in the place of all those of the given services and levels."""
        there = self._connection.execute(select(requirement)).mappings()
        old = [dict(row) for row in there if (row["service_id"], row["level"]) in places]
        self._writing.remove(requirement, old)
        self._writing.add_with_ids(requirement, [_requirement_row(need) for need in new])

    def held(self, start: datetime, end: datetime) -> list[HeldDuty]:
        """Return the duties that touch a stretch, with their service's site and holder's group."""
        query = (
            select(
                duty.c.duty_id,
                duty.c.service_id,
                service.c.site,
                duty.c.start,
                duty.c.end,
                duty.c.kind,
                duty.c.emergency,
                duty.c.staff_id,
                staff.c.staff_group,
            )
            .join(service, service.c.id == duty.c.service_id)
            .outerjoin(staff, staff.c.staff_id == duty.c.staff_id)
            .where(duty.c.end > start, duty.c.start < end, active(duty))
        )
        return [HeldDuty(*row) for row in self._connection.execute(query)]

    def last_end(self, start: datetime, end: datetime | None) -> datetime | None:
        """Return the last end of any duty that touches a stretch, for the overhang."""
        query = select(func.max(duty.c.end)).where(duty.c.end > start, active(duty))
        if end is not None:
            query = query.where(duty.c.start < end)
        return self._connection.execute(query).scalar()

    def assignments(self, start: datetime, end: datetime) -> list[Assignment]:
        """Return the cover assignments that touch a stretch."""
        query = select(
            assignment.c.window_id,
            assignment.c.staff_id,
            assignment.c.service_id,
            assignment.c.start,
            assignment.c.end,
        ).where(assignment.c.end > start, assignment.c.start < end)
        return [Assignment(*row) for row in self._connection.execute(query)]

    def add_assignment(self, given: Assignment) -> int:
        """Record accepted cover and return its id."""
        return self._writing.insert_with_id(assignment, asdict(given))

    def window_assignments(self, window_id: int) -> list[Assignment]:
        """Return the cover assignments of a window in order of start."""
        query = (
            select(assignment)
            .where(assignment.c.window_id == window_id)
            .order_by(assignment.c.start, assignment.c.id)
        )
        return [_assignment(row) for row in self._connection.execute(query).mappings()]

    def remove_assignments(self, gone: Collection[Assignment]) -> None:
        """Stand cover down."""
        ids = {each.window_id for each in gone}
        query = select(assignment).where(assignment.c.window_id.in_(ids))
        rows = [dict(row) for row in self._connection.execute(query).mappings()]
        self._writing.remove(assignment, [row for row in rows if _assignment(row) in gone])

    def by_service(self) -> dict[int, list[CoverRequirement]]:
        """Return requirements by service."""
        found: dict[int, list[CoverRequirement]] = defaultdict(list)
        for need in self.requirements():
            found[need.service_id].append(need)
        return found

    @property
    def _writing(self) -> Ledger:
        return self.duties.writing
