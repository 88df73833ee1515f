"""Reads a row of a cover requirements file."""

from __future__ import annotations

import re

from rota.domain.codes import MEDICAL
from rota.domain.grades import GradeLadder
from rota.domain.importing import ServicePlace
from rota.domain.requirements import EVERY_DAY, PRESENT_KINDS, CoverRequirement, Post
from rota.tables.rows.fields import Choice, Choices, Competencies, Whole
from rota.tables.rows.grade_fields import Grade
from rota.tables.rows.places import Place
from rota.tables.rows.record import Column, Columns, Record
from rota.tables.rows.spellings import DUTY_KINDS, LEVELS, STAFF_GROUPS
from rota.tables.rows.time_fields import Clock

MOST_PEOPLE = 500
_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b)\s*")
_DAY_LISTS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,
    "all": EVERY_DAY,
    "weekday": frozenset(range(5)),
    "weekdays": frozenset(range(5)),
    "weekend": frozenset({5, 6}),
    "weekends": frozenset({5, 6}),
}
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class RequirementRows:
    """A row becomes a cover requirement whose service is still only named."""

    def __init__(self, columns: Columns, ladder: GradeLadder) -> None:
        self._place = Place(columns)
        self._level = Choice(columns["level"], LEVELS)
        self._from = Clock(columns["from"])
        self._to = Clock(columns["to"])
        self._days = Days(columns["days"])
        self._number = Whole(columns["number"], 0, MOST_PEOPLE)
        self._grade = Grade(columns["grade_min"], ladder)
        self._competencies = Competencies(columns["competencies"])
        self._groups = Choices(columns["staff_groups"], STAFF_GROUPS)
        self._kinds = Choices(columns["kinds"], DUTY_KINDS, PRESENT_KINDS)

    def __call__(self, record: Record) -> tuple[CoverRequirement, ServicePlace]:
        """Return the requirement and the service it is for."""
        groups = self._groups(record)
        doctors = bool(groups & MEDICAL)
        post = Post(
            grade_min=self._grade(record, medical=doctors or not groups, needed=False),
            competencies=self._competencies(record),
            staff_groups=groups,
            kinds=self._kinds(record),
        )
        need = CoverRequirement(
            service_id=0,
            level=self._level(record),
            start=self._from(record),
            end=self._to(record),
            number=self._number(record),
            post=post,
            days=self._days(record),
        )
        return need, self._place(record)


class Days:
    """Days of the week: a list, a range (Fri-Mon runs over the weekend) or blank for every day."""

    def __init__(self, column: Column) -> None:
        self.column = column

    def __call__(self, record: Record) -> frozenset[int]:
        """Return the days, Monday 0."""
        text = record.cells[self.column.at]
        found: set[int] = set()
        for part in re.split(r"[;,/&]|\band\b", text.lower()):
            days = _days_of(" ".join(part.split()))
            if days is None:
                sentence = "{} is not a list of days; expected for example Mon;Tue or Mon-Fri."
                record.refuse(self.column, "unknown_day", sentence, text)
                return EVERY_DAY
            found |= days
        return frozenset(found) or EVERY_DAY


def _days_of(part: str) -> frozenset[int] | None:
    if not part:
        return frozenset()
    if part in _DAY_LISTS:
        return _DAY_LISTS[part]
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
