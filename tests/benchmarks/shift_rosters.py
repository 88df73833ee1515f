"""Shift scheduling in the text form of Curtois and Qu: reading it, writing a roster, scoring one.

Shifts have a length and no time of day: each is put at the beginning of its day. Minutes below the
least, which must not be, have a price here that no roster gains by paying. ``score`` counts from
the text and the table alone, apart from the solver.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from rota.domain.cover_problem import CoverPlan, CoverProblem, Job, Option, Pattern, Person

DAY = 1440
Sections = dict[str, list[list[str]]]


def sections(text: str) -> Sections:
    """Return the rows of each section, without comments."""
    found: Sections = defaultdict(list)
    name = ""
    for line in (each.strip() for each in text.splitlines()):
        if line.startswith("SECTION_"):
            name = line.removeprefix("SECTION_")
        elif line and not line.startswith("#"):
            found[name].append([each.strip() for each in line.split(",")])
    return found


@dataclass(frozen=True)
class Instance:
    """What an instance says, by name and day."""

    days: int
    minutes: dict[str, int]
    never_next: frozenset[tuple[str, str]]
    staff: dict[str, tuple[dict[str, int], list[int]]]
    off: set[tuple[str, int]]
    wishes: Counter[tuple[str, int, str]]
    cover: dict[tuple[int, str], tuple[int, int, int]]
    granted: int


def read_instance(text: str) -> Instance:
    """Return what the text says; wishes for shifts are gains, and ``granted`` is their sum."""
    found = sections(text)
    wishes: Counter[tuple[str, int, str]] = Counter()
    for name, day, shift, weight in found["SHIFT_ON_REQUESTS"]:
        wishes[name, int(day), shift] -= int(weight)
    granted = -wishes.total()
    for name, day, shift, weight in found["SHIFT_OFF_REQUESTS"]:
        wishes[name, int(day), shift] += int(weight)
    later = {row[0]: [each for each in row[2].split("|") if each] for row in found["SHIFTS"]}
    staff = {}
    for name, caps, *numbers in found["STAFF"]:
        most = dict(each.split("=") for each in caps.split("|") if each)
        staff[name] = ({k: int(v) for k, v in most.items()}, [int(each) for each in numbers])
    return Instance(
        int(found["HORIZON"][0][0]),
        {row[0]: int(row[1]) for row in found["SHIFTS"]},
        frozenset((one, other) for one, others in later.items() for other in others),
        staff,
        {(row[0], int(day)) for row in found["DAYS_OFF"] for day in row[1:] if day},
        wishes,
        {(int(r[0]), r[1]): (int(r[2]), int(r[3]), int(r[4])) for r in found["COVER"]},
        granted,
    )


def roster_problem(text: str) -> tuple[CoverProblem, int]:
    """Return the problem, and what its cost lacks to be that of the instance."""
    instance = read_instance(text)
    under = max((weight for _, weight, _ in instance.cover.values()), default=1)
    jobs = [
        Job(
            f"{day} {shift}",
            day * DAY,
            day * DAY + minutes,
            wanted=(asked := instance.cover.get((day, shift), (0, 0, 0)))[0],
            penalty=asked[1],
            extra=asked[2],
            kind=shift,
        )
        for day in range(instance.days)
        for shift, minutes in instance.minutes.items()
    ]
    people, options = [], []
    for name, (caps, numbers) in instance.staff.items():
        most, least, in_row, least_in_row, least_off, weekends = numbers
        pattern = Pattern(
            instance.days,
            most_in_row=in_row,
            least_in_row=max(1, least_in_row),
            least_off=max(1, least_off),
            weekends=weekends,
            never_next=tuple(sorted(instance.never_next)),
            caps=tuple((shift, cap) for shift, cap in caps.items() if cap < instance.days),
        )
        people.append(
            Person(
                name, minutes=most, least_minutes=least, short_cost=max(1, under), pattern=pattern
            )
        )
        for job in jobs:
            if caps.get(job.kind, 0) and (name, job.day) not in instance.off:
                wish = instance.wishes[name, job.day, job.kind]
                options.append(Option(name, job.job_id, wish))
    return CoverProblem(tuple(people), tuple(jobs), tuple(options)), instance.granted


def roster_table(text: str, plan: CoverPlan) -> str:
    """Return the roster as a table of people by days, the first column the person."""
    instance = read_instance(text)
    shift_of = {}
    for choice in plan.chosen:
        day, shift = choice.job_id.split(" ", 1)
        shift_of[choice.person_id, int(day)] = shift
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    for name in instance.staff:
        rows.writerow([name, *(shift_of.get((name, day), "") for day in range(instance.days))])
    return out.getvalue()


def score(text: str, table: str) -> tuple[int, list[str]]:
    """Return what a roster costs, and every rule that it breaks."""
    instance = read_instance(text)
    faults: list[str] = []
    roster = {row[0]: row[1:] for row in csv.reader(io.StringIO(table))}
    if set(roster) != set(instance.staff):
        faults.append("The roster does not name the staff of the instance.")
    held: Counter[tuple[int, str]] = Counter()
    cost = instance.granted
    for name, shifts in roster.items():
        faults += [f"{name}: {fault}" for fault in _broken(instance, name, shifts)]
        for day, shift in enumerate(shifts):
            if shift:
                held[day, shift] += 1
                cost += instance.wishes[name, day, shift]
    for place, (wanted, under, over) in instance.cover.items():
        cost += max(0, wanted - held[place]) * under + max(0, held[place] - wanted) * over
    return cost, faults


def _broken(instance: Instance, name: str, shifts: list[str]) -> list[str]:
    caps, (most, least, in_row, least_in_row, least_off, weekends) = instance.staff[name]
    faults = []
    if len(shifts) != instance.days or not set(shifts) <= {*instance.minutes, ""}:
        return ["days or shifts that are not in the instance"]
    if any(shift and (name, day) in instance.off for day, shift in enumerate(shifts)):
        faults.append("works on a day off")
    if any(pair in instance.never_next for pair in pairwise(shifts)):
        faults.append("a shift follows one that it must not follow")
    faults += [f"too many {each}" for each in caps if shifts.count(each) > caps[each]]
    minutes = sum(instance.minutes[each] for each in shifts if each)
    if not least <= minutes <= most:
        faults.append(f"{minutes} minutes")
    worked = "".join("x" if each else "." for each in shifts)
    if max(map(len, worked.split("."))) > in_row:
        faults.append("too many days in a row")
    inner_runs = worked.lstrip("x").rstrip("x").split(".")
    if any(0 < len(each) < least_in_row for each in inner_runs):
        faults.append("too few days in a row")
    if any(0 < len(each) < least_off for each in worked.strip(".").split("x")):
        faults.append("too few days off in a row")
    if sum("x" in worked[day : day + 2] for day in range(5, instance.days, 7)) > weekends:
        faults.append("too many weekends")
    return faults
