"""The data of physicians in a pandemic: the part of MiniZinc's form that the instances use."""

from __future__ import annotations

import ast
import re
from typing import Any

from tests.benchmarks.reading import MOST, MOST_DAYS, Unreadable, shown, whole, whole_in

MOST_HOURS = 168
ITEM = re.compile(r"(\w+)\s*=\s*(.*?)\s*;", re.DOTALL)


def read_data(text: str) -> dict[str, Any]:
    """Return the values of a data file by name, checked; arrays are flat, as they stand."""
    text = re.sub(r"%.*", "", text)
    values: dict[str, Any] = {}
    for name, value in ITEM.findall(text):
        array = re.fullmatch(r"array\dd\(.*?,\s*(\[.*\])\s*\)", value, re.DOTALL)
        plain = array.group(1) if array else value
        plain = re.sub(r"(\d+)\.\.(\d+)", _spelt_out, plain)
        plain = re.sub(r"\{\s*\}", "set()", plain)
        plain = re.sub(r"\b(true|false)\b", _as_python, plain)
        if name in values:
            raise Unreadable(f"The file gives {name} twice.")
        try:
            values[name] = ast.literal_eval(plain)
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
            raise Unreadable(f"{name} has a value that cannot be read: {shown(value)}.") from None
    if left := ITEM.sub("", text).strip():
        raise Unreadable(f"The file is not data of MiniZinc, or is cut off, at {shown(left)}.")
    _check(values)
    return values


def _spelt_out(match: re.Match[str]) -> str:
    first, last = (whole_in(each, "An end of a range", 0, MOST_DAYS) for each in match.groups())
    return ",".join(map(str, range(first, last + 1)))


def _as_python(match: re.Match[str]) -> str:
    return match[0].capitalize()


def _number(data: dict[str, Any], name: str, least: int = 0, most: int = MOST) -> int:
    if name not in data:
        raise Unreadable(f"The file does not give {name}; it may be cut off.")
    return whole(data[name], name, least, most)


def _check(data: dict[str, Any]) -> None:
    """Refuse data in which something is missing, too short or not known."""
    days = _number(data, "numDays", 1, MOST_DAYS)
    stations, shifts, skills, people = (
        _number(data, name, 1, MOST_DAYS)
        for name in ("numStations", "numShifts", "numSkills", "numPers")
    )
    departments, groups = _number(data, "numDepartments", 1), _number(data, "numSubsum")
    for name in ("preferenceWeight", "riskWeight", "persWeight", "stationWeight"):
        _number(data, name)
    numbers = {  # name: how many, and the most of each
        "stationDepartment": (stations + 1, departments),
        "shiftLength": (shifts + 1, MOST_HOURS),
        "demand": ((stations + 1) * (shifts + 1) * days * (skills + 1), MOST),
        "stationPrefs": (people * (stations + 1) * (skills + 1), MOST),
        "subDepartment": (groups, departments),
        "subDemand": (groups * days, MOST),
        "maxHoursWeek": (people, MOST),
        "histConsecutiveWorkDays": (people, MOST_DAYS),
        "histLastStationWorked": (people, stations),
        "histShiftLastDay": (people, shifts),
    }
    for name, (count, most) in numbers.items():
        for value in _array(data, name, count):
            whole(value, f"A number in {name}", 0, most)
    flags = {"stationCommon": stations + 1, "persRequireWork": people, "persRisk": people}
    for name, count in flags.items():
        if not all(isinstance(each, bool) for each in _array(data, name, count)):
            raise Unreadable(f"{name} must hold true and false and nothing else.")
    # Rules name shifts that need not be there.
    _check_sets(data, "forbiddenSequences", shifts + 1, MOST)
    _check_sets(data, "subSkills", groups, skills)
    _check_sets(data, "forbiddenDays", people, days)
    if 0 in data["shiftLength"][1:]:
        raise Unreadable("shiftLength gives a shift no hours.")
    if "indexNight" not in data or data["indexNight"]:
        raise Unreadable("indexNight must be empty: rules for sequences of nights are not read.")


def _check_sets(data: dict[str, Any], name: str, count: int, most: int) -> None:
    for values in _array(data, name, count):
        if not isinstance(values, set):
            raise Unreadable(f"{name} must hold sets, not {shown(values)}.")
        for value in values:
            whole(value, f"A number in {name}", 0, most)


def _array(data: dict[str, Any], name: str, count: int) -> list[Any]:
    """Return an array, which must be there and of a length."""
    values = data.get(name)
    if not isinstance(values, list):
        raise Unreadable(f"The file does not give {name} as an array; it may be cut off.")
    if len(values) != count:
        raise Unreadable(f"{name} must hold {count} values, not {len(values)}.")
    return values
