"""Services, the duties they roster and the cover assigned to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rota.domain.codes import DutyKind, StaffGroup


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """What tells one service from another: its name at its site."""

    site: str
    name: str


@dataclass(frozen=True, slots=True)
class Service:
    """What a hospital runs, belonging to a department and a site."""

    service_id: int
    name: str
    department: str
    site: str

    @property
    def key(self) -> ServiceKey:
        """Return the name and site by which files know the service."""
        return ServiceKey(self.site, self.name)


@dataclass(frozen=True, slots=True)
class Duty:
    """One dated post to be filled. ``emergency`` is the file's own mark."""

    duty_id: str
    service_id: int
    staff_group: StaffGroup
    grade_min: str
    start: datetime
    end: datetime
    kind: DutyKind
    staff_id: str | None = None
    competencies: frozenset[str] = field(default_factory=frozenset)
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person accepted to cover a service for a stretch of a window."""

    window_id: int
    staff_id: str
    service_id: int
    start: datetime
    end: datetime
