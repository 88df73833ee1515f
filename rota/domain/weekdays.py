"""Days of the week as people write them: a list, a range, weekdays, or nothing for every day."""

from __future__ import annotations

import re

from rota.domain.requirements import DAY_NAMES, EVERY_DAY

_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b)\s*")
_LISTS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,
    "all": EVERY_DAY,
    "weekday": frozenset(range(5)),
    "weekdays": frozenset(range(5)),
    "weekend": frozenset({5, 6}),
    "weekends": frozenset({5, 6}),
}
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_days(text: str) -> frozenset[int] | None:
    """Return the days, Monday 0, of ``Mon;Wed``, ``Fri-Mon`` or nothing; None if unreadable."""
    found: set[int] = set()
    for part in re.split(r"[;,/&]|\band\b", text.lower()):
        days = _days_of(" ".join(part.split()))
        if days is None:
            return None
        found |= days
    return frozenset(found) or EVERY_DAY


def days_words(days: frozenset[int]) -> str:
    """Return days as ``read_days`` takes them: nothing for every day, ``Mon-Fri``, ``Mon;Wed``."""
    if days == EVERY_DAY:
        return ""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ";".join(_run_words(run) for run in runs)


def _run_words(run: list[int]) -> str:
    if len(run) > 2:
        return f"{DAY_NAMES[run[0]]}-{DAY_NAMES[run[-1]]}"
    return ";".join(DAY_NAMES[day] for day in run)


def _days_of(part: str) -> frozenset[int] | None:
    if not part:
        return frozenset()
    if part in _LISTS:
        return _LISTS[part]
    ends = [_day_of(each) for each in _RANGE.split(part)]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        return None
    return frozenset((first + ahead) % 7 for ahead in range((last - first) % 7 + 1))


def _day_of(name: str) -> int | None:
    """Return the day for Mon, Tues, Thurs., Monday or Mondays."""
    said = name.rstrip(".")
    for at, full in enumerate(_FULL_NAMES):
        if len(said) >= 3 and (full.startswith(said) or said == f"{full}s"):
            return at
    return None
