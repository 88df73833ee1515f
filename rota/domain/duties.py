"""Services, the duties they roster and the cover assigned to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rota.domain.codes import CoverKind, DutyKind, Reply, StaffGroup


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """What tells one service from another: its name at its site."""

    site: str
    name: str


@dataclass(frozen=True, slots=True)
class Service:
    """What a hospital runs, belonging to a department and a site.

    ``care`` is the code of the kind of care as set here; empty: worked out from the name.
    """

    service_id: int
    name: str
    department: str
    site: str
    care: str = ""

    @property
    def key(self) -> ServiceKey:
        """Return the name and site by which files know the service."""
        return ServiceKey(self.site, self.name)


@dataclass(frozen=True, slots=True)
class Duty:
    """One dated post to be filled. ``emergency`` is the file's own mark.

    ``by_hand`` says that it was entered or corrected here, so that a file does not overwrite it.
    """

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
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person down to cover a service for a stretch of a window.

    ``leaves_duties``: they leave their own duty elsewhere for that time, so that they are not
    counted there. ``consent`` says how they agreed, in a manager's words. ``told_sha256`` is the
    digest of what they were last told; ``stood_down`` cover is kept for the record only.
    ``assignment_id`` 0 is cover not yet recorded.
    """

    window_id: int
    staff_id: str
    service_id: int
    start: datetime
    end: datetime
    kind: CoverKind = CoverKind.STEPPING_ACROSS
    leaves_duties: bool = False
    consent: str = ""
    reply: Reply = Reply.NO_ANSWER
    replied_at: datetime | None = None
    told_at: datetime | None = None
    told_sha256: str = ""
    stood_down: bool = False
    assignment_id: int = 0

    @property
    def counts(self) -> bool:
        """Say whether it is cover: not declined, not stood down."""
        return not self.stood_down and self.reply is not Reply.DECLINED


@dataclass(frozen=True, slots=True)
class GapLeft:
    """A gap that somebody answers for leaving open, and why. It stays a gap."""

    window_id: int
    service_id: int
    post: str
    start: datetime
    end: datetime
    reason: str
    owner: str
    who: str
    at: datetime
    gap_left_id: int = 0


@dataclass(frozen=True, slots=True)
class Override:
    """A finding that a manager went past, with the reason. Kept also when the cover goes."""

    window_id: int
    staff_id: str
    service_id: int
    start: datetime
    end: datetime
    rule: str
    version: str
    text: str
    measured: str
    limit: str
    source: str
    why: str
    who: str
    at: datetime
