"""The figures of the 2016 story, worked out from its files and from what was done in it.

Nothing here asks the program: cover comes from ``tests.checks``, which reads rows in plain Python,
and the rest is counted from the rows and the story's own book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.checks.records import Assignment, Duty, Hospital, Requirement, Window, local_of
from tests.checks.reference import Reading, Recomputation, band_holds

NOT_DUE = {"leave", "rest_day", "not_rostered"}
LINE_OF = {
    "FY1": "Foundation Doctor Year 1",
    "FY2": "Foundation Doctor Year 2",
    "CT": "Specialty Registrar",
    "ST": "Specialty Registrar",
    "SPECIALTY_DOCTOR": "Specialty, associate specialist and staff grade doctors",
    "CONSULTANT": "Consultant",
}
"""The five lines of the return of 2016."""
LINES = tuple(dict.fromkeys(LINE_OF.values()))


def minute(moment: datetime) -> int:
    """An instant as whole UTC minutes since 1970."""
    return int(moment.timestamp()) // 60


@dataclass
class Book:
    """What the people of the story did: settled duties, ticks, decisions, cover, marks.

    ``settled`` holds a status and minutes lost, ``ticks`` who was said to be here or not, where
    and at which minute, ``decided`` a decision and the minute of a new date.
    """

    hospital: Hospital
    windows: dict[int, Window]
    settled: dict[str, tuple[str, int]] = field(default_factory=dict)
    ticks: list[tuple[str, str, int, bool]] = field(default_factory=list)
    decided: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    covers: list[Assignment] = field(default_factory=list)

    @property
    def cover(self) -> Recomputation:
        """Everything that follows from the roster, the requirements and the strikes."""
        found = replace(
            self.hospital, windows=tuple(self.windows.values()), assignments=tuple(self.covers)
        )
        return Recomputation(found)

    def mark(self, strike: int, duty: str) -> None:
        """Keep a duty as emergency cover."""
        window = self.windows[strike]
        self.windows[strike] = replace(window, marks={**window.marks, duty: True})

    def add_cover(self, strike: int, staff_id: str, service: str, start: int, end: int) -> None:
        """Put somebody on cover."""
        self.covers.append(Assignment(str(strike), staff_id, service, start, end))

    def call_off(self, strike: int) -> None:
        """Take a strike away, with its cover."""
        self.windows[strike] = replace(self.windows[strike], state="called_off")
        self.covers = [each for each in self.covers if each.window != str(strike)]


@dataclass(frozen=True)
class Gap:
    """A longest stretch in which the same number is missing; ends are UTC minutes."""

    service: str
    start: int
    end: int
    missing: int

    @property
    def hours(self) -> float:
        """Missing people times hours."""
        return self.missing * (self.end - self.start) / 60


def gaps(book: Book, strike: int) -> list[Gap]:
    """Each gap of a strike; the story's services ask for one post each."""
    found = []
    for service, minutes in book.cover.missing(book.windows[strike]).items():
        start = before = None
        for at in sorted(minutes):
            if start is None or at != before + 1 or minutes[at] != minutes[start]:
                if start is not None:
                    found.append(Gap(service, start, before + 1, minutes[start]))
                start = at
            before = at
        assert start is not None
        found.append(Gap(service, start, before + 1, minutes[start]))
    return found


def required(book: Book, strike: int, at: int) -> int:
    """How many people are asked for at a minute."""
    window, cover = book.windows[strike], book.cover
    rows: Iterable[Requirement] = book.hospital.requirements
    return sum(
        row.number
        for row in rows
        if row.level == cover.level(window, row.service) and band_holds(row, at, Reading())
    )


def missing_at(book: Book, strike: int, at: int) -> int:
    """How many of those asked for are not there by plan."""
    found = book.cover.missing(book.windows[strike])
    return sum(minutes.get(at, 0) for minutes in found.values())


def worst_moment(book: Book, strike: int, since: int) -> tuple[int, int]:
    """The first minute from a moment on at which most people are missing, and how many."""
    window = book.windows[strike]
    found = book.cover.missing(window)
    _, end = book.cover.horizon(window)
    short = {at: sum(each.get(at, 0) for each in found.values()) for at in range(since, end)}
    worst = max(short, key=lambda at: (short[at], -at))
    return worst, short[worst]


def naive(minutes: int) -> datetime:
    """A UTC minute of the winter as a workbook holds it: by the clocks, without an offset."""
    return datetime.fromtimestamp(minutes * 60, UTC).replace(tzinfo=None)


def called_out(book: Book, strike: int) -> list[Duty]:
    """The duties of those called out that start inside a strike."""
    window, staff = book.windows[strike], book.hospital.staff
    return [
        duty
        for duty in book.hospital.duties
        if duty.staff_id
        and staff[duty.staff_id].group in window.groups
        and window.start <= duty.start < window.end
    ]


def workforce(book: Book, strike: int) -> dict[str, int]:
    """People due, on strike and absent otherwise over the strike's one day, each once."""
    said: dict[str, set[str]] = {}
    for duty in called_out(book, strike):
        status, _ = book.settled[duty.id]
        said.setdefault(duty.staff_id, set()).add(status)
    due = [each for each in said.values() if not each <= NOT_DUE]
    striking = sum("strike" in each for each in due)
    sick = sum("sick" in each and "strike" not in each for each in due)
    return {"due": len(due), "on_strike": striking, "absent_otherwise": sick}


def statuses(book: Book, duties: Iterable[Duty]) -> Counter[str]:
    """How many duties are settled as what."""
    return Counter(book.settled[duty.id][0] for duty in duties)


def strike_hours(book: Book, duties: Iterable[Duty]) -> float:
    """Hours not worked of the duties settled as strike."""
    found = (book.settled[duty.id] for duty in duties)
    return round(sum(minutes for status, minutes in found if status == "strike") / 60, 2)


def _held(book: Book, at: int) -> list[Duty]:
    away = book.hospital.absences
    return [
        duty
        for duty in book.hospital.duties
        if duty.staff_id
        and duty.start <= at < duty.end
        and not any(start <= at < end for start, end in away.get(duty.staff_id, ()))
    ]


def baseline(book: Book, at: int) -> Counter[tuple[str, str]]:
    """Doctors whose rota puts them there, by department and line of grades."""
    return _by_line(book, ((duty.staff_id, duty.service) for duty in _held(book, at)))


def at_work(book: Book, strike: int, at: int) -> Counter[tuple[str, str]]:
    """Doctors at work: as settled, else as ticked, else by plan with cover."""
    lost = book.cover.lost_duties(book.windows[strike])
    there = set()
    for duty in _held(book, at):
        if duty.id in book.settled:
            counts = book.settled[duty.id][0] in ("worked", "derogated")
        else:
            counts = _ticked(book, duty.staff_id, duty.service, duty.start, at)
            counts = duty.id not in lost if counts is None else counts
        if counts:
            there.add((duty.staff_id, duty.service))
    for each in book.covers:
        said = _ticked(book, each.staff_id, each.service, each.start, at)
        if each.start <= at < each.end and said is not False:
            there.add((each.staff_id, each.service))
    return _by_line(book, there)


def _ticked(book: Book, staff_id: str, service: str, since: int, at: int) -> bool | None:
    """What was said last of somebody for a stretch of work; None: nothing."""
    said = [
        (when, here)
        for who, where, when, here in book.ticks
        if (who, where) == (staff_id, service) and since <= when <= at
    ]
    return max(said)[1] if said else None


def _by_line(book: Book, places: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    staff, services = book.hospital.staff, book.hospital.services
    return Counter((services[where][0], LINE_OF[staff[who].grade]) for who, where in places)


def of_strike(book: Book, strike: int) -> dict[str, tuple[str, int | None]]:
    """The decisions on appointments that begin on the days of a strike."""
    window = book.windows[strike]
    begins = {each.id: each.start for each in book.hospital.appointments}
    return {
        key: made for key, made in book.decided.items() if window.start <= begins[key] < window.end
    }


def put_off(book: Book, strike: int) -> list[str]:
    """Who does not come when they were to come."""
    return [k for k, (what, _) in of_strike(book, strike).items() if what in ("postpone", "rebook")]


def public(numbers: Mapping[str, int]) -> dict[str, int | str]:
    """Numbers as the public may see them beside their sum.

    Below 5 they are not said, nor then the smallest of the others.
    """
    if not any(0 < each < 5 for each in numbers.values()):
        return dict(numbers)
    large = [name for name, each in numbers.items() if each >= 5]
    spare = min(large, key=lambda name: numbers[name]) if large else None
    said: dict[str, int | str] = {}
    for name, each in numbers.items():
        small = 0 < each < 5
        said[name] = "fewer than 5" if small else "not shown" if name == spare else each
    return said


def counted(keys: Iterable[str], of: Callable[[str], str]) -> dict[str, int]:
    """How many of some appointments there are of each sort."""
    return dict(Counter(map(of, keys)))


def wait(book: Book, key: str) -> int:
    """Days by the calendar from the old date to the new one."""
    begins = next(each.start for each in book.hospital.appointments if each.id == key)
    _, then = book.decided[key]
    assert then is not None
    return (local_of(then).date() - local_of(begins).date()).days
