"""The duties of those called out: what is proposed and why, what was settled, and day totals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rota.domain.attendance import AT_WORK, AttendanceRecord
from rota.domain.codes import Attendance, StaffGroup
from rota.domain.duties import Service
from rota.domain.stretches import Stretch
from rota.domain.times import minutes_between, to_local

NOT_DUE = frozenset({Attendance.LEAVE, Attendance.REST_DAY, Attendance.NOT_ROSTERED})
"""Who was not due to work, whatever the roster says."""


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One duty of one person called out.

    ``lost`` is what the strike takes from it by the plan. ``proposal`` None: the program cannot
    tell; ``why`` says so, or where the proposal comes from. ``record`` None: not settled. ``gone``
    says why the rota no longer has a duty so that was settled; "" where it has. ``was_ticked``:
    somebody looked for them, and ticked them as here or not.
    """

    duty_id: str
    staff_id: str
    name: str
    grade: str
    staff_group: StaffGroup
    service: Service
    start: datetime
    end: datetime
    lost: Stretch | None
    proposal: Attendance | None
    why: str
    record: AttendanceRecord | None = None
    gone: str = ""
    was_ticked: bool = True

    @property
    def status(self) -> Attendance | None:
        """Return what was settled, or else what is proposed."""
        return self.proposal if self.record is None else self.record.status

    @property
    def is_settled(self) -> bool:
        """Say whether a person settled it."""
        return self.record is not None

    @property
    def is_unseen(self) -> bool:
        """Say whether they would be on strike only because nobody looked for them."""
        return self.proposal is Attendance.STRIKE and not self.was_ticked

    @property
    def is_changed(self) -> bool:
        """Say whether something else is proposed since it was settled, and that not as settled."""
        if self.record is None or self.gone:
            return False
        return self.proposal not in (self.record.proposed, self.record.status)

    @property
    def minutes_lost(self) -> int:
        """Return true minutes not worked: 0 for who worked, and where nothing is known."""
        if self.record is not None and self.record.minutes_lost is not None:
            return self.record.minutes_lost
        return 0 if self.status is None else self.minutes_of(self.status)

    @property
    def minutes(self) -> int:
        """Return the true minutes of the whole duty."""
        return minutes_between(self.start, self.end)

    def minutes_of(self, status: Attendance) -> int:
        """Return the minutes lost to a status where nobody says how many.

        A strike takes what the plan takes, every other reason the whole duty.
        """
        if status in AT_WORK:
            return 0
        if status is Attendance.STRIKE and self.lost is not None:
            return minutes_between(*self.lost)
        return self.minutes


@dataclass(frozen=True, slots=True)
class DayTotal:
    """People of one grade at one site on one local day. ``unsettled``: how many are not settled.

    ``unseen``: how many of those on strike nobody looked for. ``unknown``: of how many due nothing
    is known yet.
    """

    day: date
    site: str
    grade: str
    due: int
    on_strike: int
    absent_otherwise: int
    unsettled: int
    unseen: int = 0
    unknown: int = 0


def day_totals(rows: Iterable[AttendanceRow]) -> list[DayTotal]:
    """Count people by the local day on which their duties start, each once a day and grade.

    Everybody rostered is due but those on leave, on a rest day or not rostered after all. Who was
    on strike for one of several duties was on strike that day, else sick for one was absent; they
    are counted at the site of the day's first duty. Sorted by day, site and grade.
    """
    days: dict[tuple[date, str, str], list[AttendanceRow]] = defaultdict(list)
    for row in rows:
        days[to_local(row.start).date(), row.grade, row.staff_id].append(row)
    due: Counter[tuple[date, str, str]] = Counter()
    striking, absent, unsettled = due.copy(), due.copy(), due.copy()
    unseen, unknown = due.copy(), due.copy()
    for (day, grade, _), theirs in days.items():
        first = min(theirs, key=lambda row: (row.start, row.duty_id))
        place = day, first.service.site, grade
        said = {row.status for row in theirs}
        due[place] += not said <= NOT_DUE
        striking[place] += Attendance.STRIKE in said
        absent[place] += Attendance.SICK in said and Attendance.STRIKE not in said
        unsettled[place] += any(not row.is_settled for row in theirs)
        struck = [row for row in theirs if row.status is Attendance.STRIKE]
        unseen[place] += bool(struck) and not any(row.was_ticked for row in struck)
        unknown[place] += None in said and said <= {None, *NOT_DUE}
    counts = due, striking, absent, unsettled, unseen, unknown
    return [DayTotal(*place, *(each[place] for each in counts)) for place in sorted(due)]


def count_unseen_strikes(rows: Iterable[AttendanceRow]) -> tuple[int, int]:
    """Return how many duties stand as strike, and of how many of these nobody ticked the person."""
    struck = [row for row in rows if row.status is Attendance.STRIKE]
    return len(struck), sum(not row.was_ticked for row in struck)


def count_statuses(rows: Sequence[AttendanceRow]) -> dict[Attendance | None, int]:
    """Return how many duties are settled as what; None: how many are not settled."""
    counted = Counter(None if row.record is None else row.record.status for row in rows)
    return {each: counted[each] for each in (*Attendance, None)}
