"""The roster: every dated duty of the days around the strikes, and who is away from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from rota.demo.catalogue import Catalogue, Shift, Story, Team
from rota.demo.staffing import Line, Workforce
from rota.demo.times import MONDAY, after, at, days, written

# Shifts that nobody takes leave from: they would be swapped first.
_FIXED = frozenset("LNWERHZ")
_LEAVE_SHARE = 0.09
_SICK_SHARE = 0.014


@dataclass(frozen=True, slots=True)
class RosteredDuty:
    """One dated duty of a rota."""

    team: Team
    service: str
    kind: str
    start: datetime
    end: datetime
    staff_id: str
    staff_group: str
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """The duties in order of their start, and the rows of people away."""

    duties: tuple[RosteredDuty, ...]
    absences: tuple[dict[str, str], ...]


def _kind(team: Team, letter: str, shift: Shift) -> str:
    if letter in team.plain:
        return "ward"
    return "theatre" if letter in team.lists else shift.kind


def duties_of(catalogue: Catalogue, line: Line, day: date) -> Iterator[RosteredDuty]:
    """Give the duties of one line of a rota on one day."""
    team = line.team
    letter = team.letter(line.number, day, MONDAY)
    for shift in catalogue.shifts.get(letter, ()):
        start = at(day, shift.start)
        yield RosteredDuty(
            team=team,
            service=team.service if letter in team.plain else team.where.get(letter, team.service),
            kind=_kind(team, letter, shift),
            start=start,
            end=after(start, shift.end),
            staff_id=line.holder["staff_id"] if line.holder else "",
            staff_group=team.group,
            is_emergency=letter in team.marks,
        )


def _absence(line: Line, first: str, last: str, kind: str) -> dict[str, str]:
    staff_id = line.holder["staff_id"] if line.holder else ""
    return {"staff_id": staff_id, "from": first, "to": last, "kind": kind}


def _told_by(line: Line, story: Story) -> bool:
    if not line.holder or line.team.name != story.team:
        return False
    return line.team.letter(line.number, story.on, MONDAY) == story.shift


def _sickness(catalogue: Catalogue, lines: Iterable[Line], random: Random) -> list[dict[str, str]]:
    """List who is off sick for weeks; their duties still carry their names."""
    held = [line for line in lines if line.holder]
    rows: dict[str, dict[str, str]] = {}
    for story in catalogue.stories:
        for line in [line for line in held if _told_by(line, story)][:1]:
            row = _absence(line, story.since.isoformat(), story.until.isoformat(), "sick")
            rows[row["staff_id"]] = row
    for line in held:
        if random.random() < _SICK_SHARE:
            since = date(2015, 11, 16) + timedelta(days=random.randrange(50))
            until = date(2016, 1, 9) + timedelta(days=random.randrange(45))
            row = _absence(line, since.isoformat(), until.isoformat(), "sick")
            rows.setdefault(row["staff_id"], row)
    return list(rows.values())


def _leave(line: Line, period: tuple[date, ...], random: Random) -> tuple[date, ...]:
    """Choose days of leave, if any, with no long shift, night or on call among them."""
    if not line.holder or random.random() >= _LEAVE_SHARE:
        return ()
    length = random.randint(1, 4)
    for start in random.sample(range(len(period)), len(period)):
        wanted = period[start : start + length]
        letters = {line.team.letter(line.number, day, MONDAY) for day in wanted}
        if not letters & _FIXED and letters - {"-"} and not _works_night_before(line, wanted[0]):
            return wanted
    return ()


def _works_night_before(line: Line, day: date) -> bool:
    return line.team.letter(line.number, day - timedelta(days=1), MONDAY) in "NWRH"


def _rest_days(
    catalogue: Catalogue, line: Line, period: tuple[date, ...]
) -> Iterator[dict[str, str]]:
    """List the rest days that the rota gives, each from the end of a night that runs into it."""
    for day in period:
        if line.holder and line.team.letter(line.number, day, MONDAY) == "Z":
            before = [d.end for d in duties_of(catalogue, line, day - timedelta(days=1))]
            late = [written(end) for end in before if end > at(day, "00:00")]
            yield _absence(line, late[0] if late else day.isoformat(), day.isoformat(), "rest_day")


def make_roster(catalogue: Catalogue, workforce: Workforce, random: Random) -> Roster:
    """Roster every line of every rota over the days around the strikes."""
    absences = _sickness(catalogue, workforce.lines, random)
    sick = {row["staff_id"] for row in absences}
    duties: list[RosteredDuty] = []
    for first, last in catalogue.periods:
        period = days(first, last)
        for line in workforce.lines:
            is_sick = line.holder is not None and line.holder["staff_id"] in sick
            leave = () if is_sick else _leave(line, period, random)
            if leave:
                absences.append(_absence(line, str(leave[0]), str(leave[-1]), "leave"))
            absences.extend(_rest_days(catalogue, line, period))
            for day in period:
                if day not in leave:
                    duties.extend(duties_of(catalogue, line, day))
    duties.sort(key=lambda duty: (duty.start, duty.service, duty.team.name, duty.staff_id))
    absences.sort(key=lambda row: (row["from"], row["staff_id"]))
    return Roster(tuple(duties), tuple(absences))


def duty_rows(catalogue: Catalogue, roster: Roster) -> tuple[dict[str, str], ...]:
    """Write the duties as rows of a duties file."""
    digits = max(5, len(str(len(roster.duties))))
    rows = []
    for number, duty in enumerate(roster.duties, 1):
        service = catalogue.services[duty.service]
        rows.append(
            {
                "duty_id": f"D{number:0{digits}d}",
                "service": service.name,
                "department": service.department,
                "site": service.site,
                "staff_group": duty.staff_group,
                "grade_min": duty.team.least_grade,
                "competencies": ";".join(duty.team.skills),
                "start": written(duty.start),
                "end": written(duty.end),
                "kind": duty.kind,
                "staff_id": duty.staff_id,
                "emergency": "Y" if duty.is_emergency else "N",
            }
        )
    return tuple(rows)
