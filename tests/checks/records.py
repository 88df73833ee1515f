"""The hospital as the files and commands describe it, read from rows into plain values.

Nothing here imports the program. Times are whole UTC minutes since 1970.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
FOREVER = 10**12
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
USUAL_KINDS = frozenset({"ward", "on_call_resident"})
Row = Mapping[str, str]
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Person:
    """A row of the staff file."""

    id: str
    group: str
    grade: str
    competencies: frozenset[str]


@dataclass(frozen=True)
class Duty:
    """A row of the duties file; ``staff_id`` is empty when it is vacant."""

    id: str
    service: str
    department: str
    site: str
    staff_id: str
    start: int
    end: int
    kind: str
    emergency: bool


@dataclass(frozen=True)
class Requirement:
    """A row of the requirements file; the band's ends are minutes after midnight."""

    service: str
    level: str
    band: Stretch
    days: frozenset[int]
    number: int
    grade_min: str
    competencies: frozenset[str]
    groups: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True)
class Appointment:
    """A row of the appointments file."""

    id: str
    service: str
    site: str
    clinician: str
    needs: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Assignment:
    """A person accepted as cover at a service in a window; ``leaves`` their own duties for it."""

    window: str
    staff_id: str
    service: str
    start: int
    end: int
    leaves: bool = False


@dataclass(frozen=True)
class Window:
    """A strike window with what was marked, set and declared for it; no sites means every site."""

    id: str
    groups: frozenset[str]
    sites: frozenset[str]
    start: int
    end: int
    type: str
    state: str = "notified"
    policy: str = "start_inside"
    marks: Mapping[str, bool] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)

    def affects(self, site: str) -> bool:
        """Whether the window names this site, or names none."""
        return not self.sites or site in self.sites


@dataclass(frozen=True)
class Hospital:
    """All that the files and commands told the program."""

    staff: Mapping[str, Person]
    absences: Mapping[str, tuple[Stretch, ...]]
    duties: tuple[Duty, ...]
    requirements: tuple[Requirement, ...]
    appointments: tuple[Appointment, ...]
    services: Mapping[str, tuple[str, str]]  # name: department and site
    windows: tuple[Window, ...] = ()
    assignments: tuple[Assignment, ...] = ()


def minute_at(local: datetime) -> int:
    """The UTC minute of a naive local time: "A local time that does not exist takes the offset
    from before the change (01:30 on 29 March 2026 is 01:30 UTC); one that happens twice is the
    first". Both are what ``fold=0`` means.
    """
    aware = local.replace(tzinfo=LONDON, fold=0)
    return int((aware.astimezone(UTC) - EPOCH).total_seconds()) // 60


def naive(text: str) -> datetime:
    """A local time or date as files write it: ``2016-01-12 08:00`` or ``12/01/2016 08:00``."""
    if "/" in text:
        day, month, rest = text.split("/")
        text = f"{rest[:4]}-{month}-{day}{rest[4:]}"
    return datetime.fromisoformat(text)


def minute_of(text: str) -> int:
    """The UTC minute of a local time as files write it."""
    return minute_at(naive(text))


@lru_cache(maxsize=200_000)
def local_of(minute: int) -> datetime:
    """The local time, with its offset, of a UTC minute."""
    return (EPOCH + timedelta(minutes=minute)).astimezone(LONDON)


def listed(text: str) -> frozenset[str]:
    """The parts of a list in one cell."""
    return frozenset(part.strip() for part in text.split(";") if part.strip())


def clock(text: str) -> int:
    """Minutes after midnight of HH:MM."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def absence_of(row: Row) -> Stretch:
    """Absences are "half-open; only a bare date in ``to`` means the end of that day"."""
    end = naive(row["to"])
    if ":" not in row["to"]:
        end += timedelta(days=1)
    return minute_of(row["from"]), minute_at(end)


def requirement_of(row: Row) -> Requirement:
    """A requirement row: blank days are every day, blank kinds are ward and on_call_resident."""
    days = frozenset(DAYS.index(day) for day in listed(row["days"])) or frozenset(range(7))
    return Requirement(
        row["service"], row["level"], (clock(row["from"]), clock(row["to"])), days,
        int(row["number"]), row["grade_min"], listed(row["competencies"]),
        listed(row["staff_groups"]), listed(row["kinds"]) or USUAL_KINDS,
    )  # fmt: skip


def duty_of(row: Row) -> Duty:
    """A duty row."""
    return Duty(
        row["duty_id"], row["service"], row["department"], row["site"], row["staff_id"],
        minute_of(row["start"]), minute_of(row["end"]), row["kind"], row["emergency"] == "Y",
    )  # fmt: skip


def appointment_of(row: Row) -> Appointment:
    """An appointment row; its length is elapsed minutes."""
    start = minute_of(row["start"])
    return Appointment(
        row["appointment_id"], row["service"], row["site"], row["clinician_staff_id"],
        tuple(sorted(listed(row["needs"]))), start, start + int(row["duration_minutes"]),
    )  # fmt: skip


def read_hospital(files: Mapping[str, Iterable[Row]]) -> Hospital:
    """The hospital of these files' rows, without windows yet."""
    absences: dict[str, tuple[Stretch, ...]] = {}
    for row in files["absences"]:
        absences[row["staff_id"]] = (*absences.get(row["staff_id"], ()), absence_of(row))
    people = (
        Person(row["staff_id"], row["staff_group"], row["grade"], listed(row["competencies"]))
        for row in files["staff"]
    )
    services = {
        row["service"]: (row["department"], row["site"])
        for name in ("duties", "requirements", "appointments")
        for row in files[name]
    }
    return Hospital(
        {person.id: person for person in people}, absences,
        tuple(map(duty_of, files["duties"])), tuple(map(requirement_of, files["requirements"])),
        tuple(map(appointment_of, files["appointments"])), services,
    )  # fmt: skip
