"""Hospitals in a strike as plain data: reading them from a file, and making them up.

The form is that of ``hospital48h``: staff with skill levels, last and next work, hours and nights
left; duties with a level and a priority. All of it is invented. A hospital made here charges each
duty after the first (``each_further_duty``); in 48 hours nobody can do more than two, so that it is
the same there as to charge a second duty once (``second_duty``).
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rota.domain.cover_problem import CoverProblem, Job, Loss, Option, Person, Reason, Span
from tests.benchmarks.reading import MOST, Unreadable, known, shown, whole, whole_in

Data = dict[str, Any]
DAY = 24 * 60
FAR = 10**6
LIST_STARTS, LIST_ENDS = 0, 600  # 08:00 to 18:00, in a day that starts at 08:00

SHAPES = (  # start and end in the day, night, share of duties
    (0, 750, False, 16),
    (0, 480, False, 9),
    (0, 300, False, 3),
    (300, 780, False, 3),
    (480, 960, False, 4),
    (480, 780, False, 3),
    (720, 1440, True, 14),
    (720, 1470, True, 5),
    (750, 1440, True, 8),
)
GROUPS = {  # skill level at home, share of staff, chance of an elective list on a day
    "CONS": (4, 37, 0.4),
    "SAS": (3, 14, 0.4),
    "RES_NS": (2, 29, 0.1),
    "ACP": (2, 16, 0.1),
    "DEROG": (3, 4, 0.1),
}

COSTS = (
    "other_department",
    "per_level_acting_down",
    "per_pref_point",
    "per_balance_point",
    "elective_session_cancelled_once_per_person_day",
)
STAFF = {
    **dict.fromkeys(("home", "last", "nxt", "cap", "nights", "pref", "bal"), int),
    **dict.fromkeys(("leave", "nonight"), bool),
    "sk": dict,
    "el": list,
}
DUTY = {**dict.fromkeys(("dept", "s", "e", "lvl", "pri"), int), "night": bool}


def make_hospital(name: str, staff: int, duties: int, days: int = 2, seed: int = 1) -> Data:
    """Return a made-up hospital of 40 departments, the same for the same seed."""
    chance = random.Random(f"{name} {seed}")
    window = days * DAY
    return {
        "name": name,
        "window_minutes": window,
        "rest_minutes": 660,
        "max_shift_minutes": 780,
        "penalty_uncovered": {"1": 100_000, "2": 20_000, "3": 4_000},
        "cost": {
            "other_department": 30,
            "per_level_acting_down": 10,
            "per_pref_point": 5,
            "per_balance_point": 1,
            "each_further_duty": 60,
            "elective_session_cancelled_once_per_person_day": 400,
        },
        "staff": [_staff(chance, each, days) for each in range(staff)],
        "duties": [_duty(chance, each, days) for each in range(duties)],
    }


def _staff(chance: random.Random, number: int, days: int) -> Data:
    group = chance.choices(list(GROUPS), [share for _, share, _ in GROUPS.values()])[0]
    level, _, elective = GROUPS[group]
    home = chance.randrange(40)
    skills = {str(home): level}
    for other in chance.sample(range(40), chance.choice((0, 1, 1, 2, 2, 3))):
        skills.setdefault(str(other), max(1, level - chance.choice((1, 1, 2))))
    window = days * DAY
    cap = round(chance.gauss(1950, 650) * days / 2 / 60) * 60
    return {
        "id": number,
        "g": group,
        "home": home,
        "sk": skills,
        "last": chance.choice((-2880, -1440, -960, -720, -660, -480, -240, -30, 0)),
        "nxt": window + chance.choice((0, 0, 0, 60, 660, 720, 1440, 2880)),
        "cap": max(0, cap),
        "nights": chance.choice((0, 1, 2, 2)) * days // 2,
        "leave": chance.random() < 0.11,
        "el": [chance.random() < elective for _ in range(days)],
        "nonight": chance.random() < 0.15,
        "pref": chance.randrange(4),
        "bal": chance.randrange(25),
    }


def _duty(chance: random.Random, number: int, days: int) -> Data:
    start, end, night, _ = chance.choices(SHAPES, [shape[3] for shape in SHAPES])[0]
    day = chance.randrange(days) * DAY
    return {
        "id": number,
        "dept": chance.randrange(40),
        "s": day + start,
        "e": min(day + end, days * DAY),
        "lvl": chance.choices((1, 2, 3, 4), (16, 41, 35, 8))[0],
        "pri": chance.choices((1, 2, 3), (29, 42, 29))[0],
        "night": night,
    }


def read_json(text: str) -> Data:
    """Return the data of a hospital from a file."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"The file is not JSON, or is cut off: {fault}.") from None
    if not isinstance(data, dict):
        raise Unreadable("The file must hold a hospital: one object with staff and duties.")
    return data


def _value(record: Data, name: str, kind: type, what: str) -> Any:
    """Return a value that must be there and of a kind."""
    if name not in record:
        raise Unreadable(f"{what} has no {name}.")
    value = record[name]
    if kind is int:
        return whole(value, f"{name} of {what}", -MOST)
    if not isinstance(value, kind):
        raise Unreadable(f"{name} of {what} is of the wrong kind: {shown(value)}.")
    return value


def _check(data: Data) -> None:
    """Refuse data in which something is missing, of the wrong kind or not known."""
    here = "The hospital"
    for name in ("window_minutes", "rest_minutes", "max_shift_minutes"):
        whole(_value(data, name, int, here), f"{name} of {here}")
    penalties, costs = (_value(data, name, dict, here) for name in ("penalty_uncovered", "cost"))
    further = "second_duty" if "second_duty" in costs else "each_further_duty"
    for name in (*COSTS, further):
        whole(_value(costs, name, int, "cost"), f"{name} of cost")
    for name in penalties:
        whole(penalties[name], f"The penalty of priority {name}")
    for what, one in _records(data, "staff", STAFF):
        for department, level in one["sk"].items():
            whole_in(department, f"A department of {what}", -MOST)
            whole(level, f"A skill level of {what}", -MOST)
        if not all(isinstance(each, bool) for each in one["el"]):
            raise Unreadable(f"el of {what} must hold true and false and nothing else.")
    for what, duty in _records(data, "duties", DUTY):
        known(str(duty["pri"]), penalties, what)
        if not 0 <= duty["s"] < duty["e"] <= data["window_minutes"]:
            raise Unreadable(f"{what} must begin in the window of the strike and end there later.")


def _records(data: Data, name: str, fields: dict[str, type]) -> Iterator[tuple[str, Data]]:
    """Yield each record of a list, with what a sentence calls it; each has an id of its own."""
    seen: set[str] = set()
    if not (records := _value(data, name, list, "The hospital")):
        raise Unreadable(f"The hospital has no {name}.")
    for at, record in enumerate(records):
        what = f"Number {at + 1} of {name}"
        if not isinstance(record, dict) or not isinstance(record.get("id"), (int, str)):
            raise Unreadable(f"{what} must be an object with an id.")
        for field, kind in fields.items():
            _value(record, field, kind, what)
        seen.add(str(record["id"]))
        if len(seen) <= at:
            raise Unreadable(f"{what} has an id that is there before: {shown(record['id'])}.")
        yield what, record


def hospital_problem(data: Data) -> CoverProblem:
    """Return the problem that the data of a hospital says."""
    _check(data)
    penalties, costs = data["penalty_uncovered"], data["cost"]
    options: list[Option] = []
    excluded: list[tuple[str, tuple[Reason, ...]]] = []
    staff_by_skill: dict[int, list[Data]] = defaultdict(list)
    for one in data["staff"]:
        for dept in one["sk"]:
            staff_by_skill[int(dept)].append(one)
    for duty in data["duties"]:
        skilled = [
            one
            for one in staff_by_skill[duty["dept"]]
            if one["sk"][str(duty["dept"])] >= duty["lvl"]
        ]
        too_long = duty["e"] - duty["s"] > data["max_shift_minutes"]
        there = [one for one in skilled if not one["leave"] and not too_long]
        options.extend(_option(one, duty, costs) for one in there)
        reasons = [
            Reason("skill", len(data["staff"]) - len(skilled)),
            Reason("leave or too long", len(skilled) - len(there)),
        ]
        excluded.append((str(duty["id"]), tuple(each for each in reasons if each.people)))
    return CoverProblem(
        people=tuple(_person(one, data) for one in data["staff"]),
        jobs=tuple(
            Job(str(duty["id"]), duty["s"], duty["e"], penalties[str(duty["pri"])], duty["night"])
            for duty in data["duties"]
        ),
        options=tuple(options),
        excluded=tuple(excluded),
    )


def _option(one: Data, duty: Data, costs: Data) -> Option:
    level = one["sk"][str(duty["dept"])]
    cost = (
        (0 if one["home"] == duty["dept"] else costs["other_department"])
        + costs["per_level_acting_down"] * (level - duty["lvl"])
        + costs["per_pref_point"] * one["pref"]
        + costs["per_balance_point"] * one["bal"]
    )
    return Option(str(one["id"]), str(duty["id"]), cost)


def _person(one: Data, data: Data) -> Person:
    lost = data["cost"]["elective_session_cancelled_once_per_person_day"]
    return Person(
        str(one["id"]),
        rest=data["rest_minutes"],
        minutes=one["cap"],
        nights=0 if one["nonight"] else one["nights"],
        busy=(Span(-FAR, one["last"]), Span(one["nxt"], FAR)),
        losses=tuple(
            Loss(day * DAY + LIST_STARTS, day * DAY + LIST_ENDS, lost)
            for day, elective in enumerate(one["el"])
            if elective
        ),
        job_costs=_job_costs(data["cost"]),
    )


def _job_costs(costs: Data) -> tuple[int, ...]:
    """Return what the first duty costs, the second, and each further one."""
    if "second_duty" in costs:
        return (0, costs["second_duty"], 0)
    return (0, costs["each_further_duty"])
