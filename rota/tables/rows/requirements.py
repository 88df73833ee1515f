"""Reads a row of a cover requirements file."""

from __future__ import annotations

from rota.domain.codes import MEDICAL
from rota.domain.grades import GradeLadder
from rota.domain.importing import ServicePlace
from rota.domain.requirements import EVERY_DAY, PRESENT_KINDS, CoverRequirement, Post
from rota.domain.weekdays import read_days
from rota.tables.rows.fields import Choice, Choices, Competencies, Whole
from rota.tables.rows.grade_fields import Grade
from rota.tables.rows.places import Place
from rota.tables.rows.record import Column, Columns, Record
from rota.tables.rows.spellings import DUTY_KINDS, LEVELS, STAFF_GROUPS
from rota.tables.rows.time_fields import Clock

MOST_PEOPLE = 500


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
        days = read_days(text)
        if days is None:
            sentence = "{} is not a list of days; expected for example Mon;Tue or Mon-Fri."
            record.refuse(self.column, "unknown_day", sentence, text)
            return EVERY_DAY
        return days
