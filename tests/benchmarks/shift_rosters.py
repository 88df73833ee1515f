"""Shift scheduling in the text form of Curtois and Qu: reading it, writing a roster, scoring one.

Shifts have a length and no time of day: each is put at the beginning of its day. Minutes below the
least, which must not be, have a price here that no roster gains by paying. ``score`` counts from
the text and the table alone, apart from the solver.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from rota.domain.cover_problem import CoverPlan, CoverProblem, Job, Option, Pattern, Person
from tests.benchmarks.reading import MOST_DAYS, Unreadable, known, shown, whole_in

DAY = 1440
WIDTHS = {  # fields in a row of each section, 0 where their number may vary
    "HORIZON": 1,
    "SHIFTS": 3,
    "STAFF": 8,
    "DAYS_OFF": 0,
    "SHIFT_ON_REQUESTS": 4,
    "SHIFT_OFF_REQUESTS": 4,
    "COVER": 5,
}
NEEDED = ("HORIZON", "SHIFTS", "STAFF", "COVER")
Sections = dict[str, list[list[str]]]


def sections(text: str) -> Sections:
    """Return the rows of each section, without comments; each must be there once."""
    found: Sections = {}
    name = ""
    for line in (each.strip() for each in text.splitlines()):
        if line.startswith("SECTION_"):
            name = line.removeprefix("SECTION_")
            if name not in WIDTHS or name in found:
                raise Unreadable(f"{shown(line)} is twice in the file, or is not a section known.")
            found[name] = []
        elif line and not line.startswith("#"):
            if not name:
                raise Unreadable(f"The file must begin with a section, not with {shown(line)}.")
            row = [each.strip() for each in line.split(",")]
            if WIDTHS[name] not in (0, len(row)):
                raise Unreadable(f"A row of SECTION_{name} is not whole: {shown(line)}.")
            found[name].append(row)
    for name in WIDTHS:
        if name not in found:
            raise Unreadable(f"The file has no SECTION_{name}; it may be cut off.")
        if name in NEEDED and not found[name]:
            raise Unreadable(f"SECTION_{name} is empty.")
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
    if len(found["HORIZON"]) > 1:
        raise Unreadable("SECTION_HORIZON must hold one number.")
    days = whole_in(found["HORIZON"][0][0], "The horizon", 1, MOST_DAYS)
    shifts = _by_name(found, "SHIFTS")
    minutes = {
        each: whole_in(row[1], f"The length of {each}", 1, DAY) for each, row in shifts.items()
    }
    never_next = frozenset(
        (one, known(other, shifts, f"Shift {one}"))
        for one, row in shifts.items()
        for other in row[2].split("|")
        if other
    )
    staff = {name: _terms(row, minutes) for name, row in _by_name(found, "STAFF").items()}
    wishes: Counter[tuple[str, int, str]] = Counter()
    granted = 0
    for section, sign in (("SHIFT_ON_REQUESTS", -1), ("SHIFT_OFF_REQUESTS", 1)):
        for name, day, shift, weight in found[section]:
            person = known(name, staff, f"SECTION_{section}")
            price = whole_in(weight, f"A weight in SECTION_{section}")
            wishes[(person, *_place(section, day, shift, days, minutes))] += sign * price
            granted += price if sign < 0 else 0
    off = {
        (known(row[0], staff, "SECTION_DAYS_OFF"), _day("DAYS_OFF", day, days))
        for row in found["DAYS_OFF"]
        for day in row[1:]
        if day
    }
    return Instance(
        days, minutes, never_next, staff, off, wishes, _cover(found, days, minutes), granted
    )


def _by_name(found: Sections, section: str) -> dict[str, list[str]]:
    rows = {row[0]: row for row in found[section]}
    if "" in rows or len(rows) < len(found[section]):
        raise Unreadable(f"Each row of SECTION_{section} must have a name of its own.")
    return rows


def _terms(row: list[str], minutes: dict[str, int]) -> tuple[dict[str, int], list[int]]:
    """Return how many of each shift somebody may have, and the other numbers of their row."""
    name, caps, *numbers = row
    most = {}
    for shift, _, cap in (each.partition("=") for each in caps.split("|") if each):
        what = f"The row of {name} in SECTION_STAFF"
        most[known(shift, minutes, what)] = whole_in(cap, f"The most of shift {shift} for {name}")
    return most, [whole_in(each, f"A number of {name} in SECTION_STAFF") for each in numbers]


def _day(section: str, day: str, days: int) -> int:
    return whole_in(day, f"A day in SECTION_{section}", 0, days - 1)


def _place(
    section: str, day: str, shift: str, days: int, minutes: dict[str, int]
) -> tuple[int, str]:
    return _day(section, day, days), known(shift, minutes, f"SECTION_{section}")


def _cover(
    found: Sections, days: int, minutes: dict[str, int]
) -> dict[tuple[int, str], tuple[int, int, int]]:
    """Return how many are wanted on each day in each shift; the last day tells of a cut file."""
    cover = {}
    for day, shift, *numbers in found["COVER"]:
        place = _place("COVER", day, shift, days, minutes)
        if place in cover:
            raise Unreadable(f"SECTION_COVER asks for shift {shift} on day {day} twice.")
        wanted, under, over = (whole_in(each, "A number in SECTION_COVER") for each in numbers)
        cover[place] = wanted, under, over
    last = max(day for day, _ in cover)
    if last < days - 1:
        raise Unreadable(
            f"SECTION_COVER ends with day {last} and the horizon with day {days - 1}; "
            "the file may be cut off."
        )
    return cover


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
