"""Physicians in a pandemic (MiniZinc Challenge 2021): reading an instance, scoring a roster.

A place is a station and a skill on a day. At stations that are not shared, the longer shift 2 may
stand for shift 1, and for some skills of a department a number of long shifts is asked for. Days
off count as a department of their own, and nobody may see more than two: so whoever has a day off
stays in the department where they were last. Here everybody does, which leaves out plans in which
somebody without any day off goes to another one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from itertools import product

from rota.domain.cover_problem import (
    CoverPlan,
    CoverProblem,
    Job,
    Limit,
    Option,
    Pattern,
    Person,
    Tally,
)
from tests.benchmarks.physician_data import read_data

DAY, WEEK = 1440, 7 * 1440
MISSING, IDLE_MINUTE = 20_000, 100
MOST_IN_ROW, BARRED = 6, 4
HEADING = ("person", "day", "shift", "station", "skill")


class Instance:
    """What the data say, by number; days count from 1 as in the data."""

    def __init__(self, text: str) -> None:
        self.data = data = read_data(text)
        self.days, self.people = data["numDays"], range(data["numPers"])
        self.stations = range(1, data["numStations"] + 1)
        self.shifts = range(1, data["numShifts"] + 1)
        self.skills = range(1, data["numSkills"] + 1)
        self.department, self.shared = data["stationDepartment"], data["stationCommon"]
        keys = product(
            range(data["numStations"] + 1),
            range(data["numShifts"] + 1),
            range(1, self.days + 1),
            range(data["numSkills"] + 1),
        )
        self.demand = dict(zip(keys, data["demand"], strict=True))
        keys = product(self.people, range(len(self.department)), range(data["numSkills"] + 1))
        self.dislike = dict(zip(keys, data["stationPrefs"], strict=True))
        self.long = [
            (department, skills, data["subDemand"][at * self.days : (at + 1) * self.days])
            for at, (department, skills) in enumerate(
                zip(data["subDepartment"], data["subSkills"], strict=True)
            )
        ]

    def last_place(self, person: int) -> int:
        """Return the station where somebody was last, 0 if it was a shared one or none."""
        last = self.data["histLastStationWorked"][person]
        return 0 if self.shared[last] else last

    def home(self, person: int) -> int:
        """Return the department in which somebody stays: the last one, or the one they like."""
        known = self.department[self.data["histLastStationWorked"][person]]
        if known:
            return int(known)
        dislike: Counter[int] = Counter()
        for station, skill in product(self.stations, self.skills):
            dislike[self.department[station]] += self.dislike[person, station, skill]
        return min(dislike, key=lambda department: (dislike[department], department))


def physician_problem(text: str) -> CoverProblem:
    """Return the problem; places left empty have a price beyond all other costs."""
    instance = Instance(text)
    jobs: list[Job] = []
    tallies: list[Tally] = []
    for day in range(1, instance.days + 1):
        groups: dict[int, list[str]] = defaultdict(list)
        for station, skill in product(instance.stations, instance.skills):
            for shift in instance.shifts:
                wanted = instance.demand[station, shift, day, skill]
                two_ways = not instance.shared[station] and shift == 1
                asked = _long_groups(instance, station, skill, day) if two_ways else []
                if not wanted or (not instance.shared[station] and shift == 2):
                    continue
                if not asked:
                    jobs.append(_job(instance, station, shift, day, skill, wanted))
                    continue
                ways = [_job(instance, station, each, day, skill, 0) for each in (1, 2)]
                jobs += ways
                tallies.append(Tally(tuple(each.job_id for each in ways), wanted, MISSING))
                for group in asked:
                    groups[group].append(ways[1].job_id)
        for group, (_, _, numbers) in enumerate(instance.long):
            if numbers[day - 1]:
                tallies.append(Tally(tuple(groups[group]), numbers[day - 1], MISSING))
    options = [
        Option(str(person), job.job_id, cost)
        for job in jobs
        for person in instance.people
        if (cost := _cost(instance, person, job)) is not None
    ]
    people = tuple(_person(instance, person) for person in instance.people)
    return CoverProblem(people, tuple(jobs), tuple(options), tallies=tuple(tallies))


def _long_groups(instance: Instance, station: int, skill: int, day: int) -> list[int]:
    """Return the groups of long shifts to which a place can count."""
    return [
        number
        for number, (department, skills, asked) in enumerate(instance.long)
        if department == instance.department[station] and skill in skills and asked[day - 1]
    ]


def _job(instance: Instance, station: int, shift: int, day: int, skill: int, wanted: int) -> Job:
    start = (day - 1) * DAY
    return Job(
        f"{day} {shift} {station} {skill}",
        start,
        start + 60 * instance.data["shiftLength"][shift],
        penalty=MISSING if wanted else 0,
        wanted=wanted,
        extra=None if wanted else 0,
        kind=str(shift),
        place="" if instance.shared[station] else str(station),
    )


def _cost(instance: Instance, person: int, job: Job) -> int | None:
    """Return what it costs that somebody does a job, nothing if they cannot."""
    data = instance.data
    day, shift, station, skill = map(int, job.job_id.split())
    dislike = instance.dislike[person, station, skill]
    after = data["forbiddenSequences"][data["histShiftLastDay"][person]]
    away = instance.department[station] != instance.home(person)
    barred = day in data["forbiddenDays"][person] or (day == 1 and shift in after)
    if dislike >= BARRED or away or barred:
        return None
    return int(dislike * data["preferenceWeight"])


def _person(instance: Instance, person: int) -> Person:
    data = instance.data
    risk = instance.home(person) * data["riskWeight"] if data["persRisk"][person] else 0
    last = instance.last_place(person)
    shortest = 60 * min(data["shiftLength"][shift] for shift in instance.shifts)
    hours = 60 * data["maxHoursWeek"][person]
    return Person(
        str(person),
        job_costs=(data["persWeight"] + risk, 0),
        least_minutes=shortest if data["persRequireWork"][person] else 0,
        short_cost=IDLE_MINUTE,
        limits=tuple(Limit(w * WEEK, (w + 1) * WEEK, hours) for w in range(instance.days // 7)),
        pattern=Pattern(
            instance.days,
            most_in_row=MOST_IN_ROW,
            never_next=tuple(
                (str(one), str(other))
                for one in instance.shifts
                for other in sorted(data["forbiddenSequences"][one])
            ),
            worked=tuple(
                (-day, "") for day in range(1, data["histConsecutiveWorkDays"][person] + 1)
            ),
            place=str(last) if last else "",
            move_cost=data["stationWeight"],
        ),
    )


def physician_table(text: str, plan: CoverPlan) -> str:
    """Return who works when, which shift, at which station, with which skill."""
    rows = sorted((int(c.person_id), *map(int, c.job_id.split())) for c in plan.chosen)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADING, *rows])
    return out.getvalue()


def score(text: str, table: str) -> tuple[int, list[str]]:
    """Return what a roster costs by the statement of the instance, and each rule it breaks."""
    instance = Instance(text)
    data, faults = instance.data, []
    rows = [tuple(map(int, row)) for row in list(csv.reader(io.StringIO(table)))[1:]]
    held: dict[int, dict[int, tuple[int, int, int]]] = defaultdict(dict)
    for person, day, *work in rows:
        if day in held[person] or not 1 <= day <= instance.days:
            faults.append(f"{person} has more than one place on day {day}")
        held[person][day] = (work[0], work[1], work[2])
    faults += _faults_of_places(instance, rows)
    cost = 0
    for person in instance.people:
        theirs = held[person]
        faults += [f"{person} {fault}" for fault in _faults_of(instance, person, theirs)]
        place = instance.last_place(person)
        for day in sorted(theirs):
            _, station, skill = theirs[day]
            cost += data["preferenceWeight"] * instance.dislike[person, station, skill]
            if not instance.shared[station]:
                cost += data["stationWeight"] * (place not in (0, station))
                place = station
        if theirs:
            risk = data["riskWeight"] * instance.department[place]
            cost += data["persWeight"] + risk * data["persRisk"][person]
    return cost, faults


def _faults_of_places(instance: Instance, rows: list[tuple[int, ...]]) -> list[str]:
    count = Counter(row[1:] for row in rows)
    faults = []
    for (station, shift, day, skill), wanted in instance.demand.items():
        if not station or not shift or not skill:
            continue
        done = count[day, shift, station, skill]
        if not instance.shared[station] and shift == 2:
            continue
        if not instance.shared[station] and shift == 1:
            done += count[day, 2, station, skill]
        if done != wanted:
            faults.append(f"{done} of {wanted}: shift {shift}, station {station}, day {day}")
    for department, skills, asked in instance.long:
        for day in range(1, instance.days + 1):
            done = sum(
                number
                for (on, shift, station, skill), number in count.items()
                if (on, shift, instance.department[station]) == (day, 2, department)
                and not instance.shared[station]
                and skill in skills
            )
            if done != asked[day - 1]:
                faults.append(f"{done} long shifts in department {department} on day {day}")
    return faults


def _faults_of(instance: Instance, person: int, held: dict[int, tuple[int, int, int]]) -> list[str]:
    data, faults = instance.data, []
    if data["persRequireWork"][person] and not held:
        faults.append("does not work")
    for shift, station, skill in held.values():
        if instance.dislike[person, station, skill] >= BARRED:
            faults.append(f"cannot do skill {skill} at station {station} in shift {shift}")
    if data["forbiddenDays"][person] & held.keys():
        faults.append("works on a forbidden day")
    faults += _faults_of_days(instance, person, held)
    departments = {instance.department[data["histLastStationWorked"][person]]}
    departments |= {instance.department[station] for _, station, _ in held.values()}
    if len(held) < instance.days:
        departments.add(0)
    if len(departments) > 2:
        faults.append("works in more than two departments")
    return faults


def _faults_of_days(
    instance: Instance, person: int, held: dict[int, tuple[int, int, int]]
) -> list[str]:
    data, faults = instance.data, []
    before = data["histShiftLastDay"][person]
    for day in range(1, instance.days + 1):
        now = held[day][0] if day in held else 0
        if now and now in data["forbiddenSequences"][before]:
            faults.append(f"has shift {now} after {before} on day {day}")
        before = now
    run = data["histConsecutiveWorkDays"][person]
    for day in range(1, instance.days + 1):
        run = run + 1 if day in held else 0
        if run > MOST_IN_ROW:
            faults.append(f"works {run} days in a row")
    for week in range(instance.days // 7):
        days = range(7 * week + 1, 7 * week + 8)
        hours = sum(data["shiftLength"][held[day][0]] for day in days if day in held)
        if hours > data["maxHoursWeek"][person]:
            faults.append(f"works {hours} hours in week {week + 1}")
    return faults
