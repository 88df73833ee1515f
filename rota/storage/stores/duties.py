"""Services and the duties they roster."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from rota.domain.duties import Duty, Service, ServiceKey
from rota.domain.losses import HeldDuty
from rota.storage.keyed import KeyedStore, chunks
from rota.storage.ledger import Ledger
from rota.storage.schema import active, duty, service, staff

_DUTY_FIELDS = tuple(field.name for field in fields(Duty))


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
            Service(row.id, row.name, row.department, row.site, row.care)
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

    def set_care(self, service_ids: Collection[int], care: str) -> None:
        """Set the kind of care of services; empty: worked out from the name again."""
        query = select(service).where(service.c.id.in_(list(service_ids)))
        rows = [dict(row) for row in self._connection.execute(query).mappings()]
        self._writing.change(service, [(row, {**row, "care": care}) for row in rows])

    def held(self, start: datetime, end: datetime) -> list[HeldDuty]:
        """Return the duties that touch a stretch, with their service's site and holder's group."""
        return self._held(duty.c.end > start, duty.c.start < end)

    def held_by(self, staff_ids: Collection[str], start: datetime, end: datetime) -> list[HeldDuty]:
        """Return the duties of some people that touch a stretch."""
        return [
            each
            for some in chunks(staff_ids)
            for each in self._held(
                duty.c.end > start, duty.c.start < end, duty.c.staff_id.in_(some)
            )
        ]

    def _held(self, *conditions: ColumnElement[bool]) -> list[HeldDuty]:
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
            .where(*conditions, active(duty))
        )
        return [HeldDuty(*row) for row in self._connection.execute(query)]

    def last_end(self, start: datetime, end: datetime | None) -> datetime | None:
        """Return the last end of any duty that touches a stretch, for the overhang."""
        query = select(func.max(duty.c.end)).where(duty.c.end > start, active(duty))
        if end is not None:
            query = query.where(duty.c.start < end)
        return self._connection.execute(query).scalar()

    @property
    def _writing(self) -> Ledger:
        return self.duties.writing
