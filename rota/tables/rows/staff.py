"""Reads a row of a staff file."""

from __future__ import annotations

from rota.domain.codes import MEDICAL, StaffGroup, StaffSource
from rota.domain.grades import GradeLadder, plain
from rota.domain.people import StaffMember
from rota.tables.rows.fields import Choice, Competencies, Decimal, Flag, Identifier, Label, Text
from rota.tables.rows.grade_fields import Grade
from rota.tables.rows.phone import Phone
from rota.tables.rows.record import Columns, Record
from rota.tables.rows.spellings import STAFF_GROUPS, STAFF_SOURCES

HOURS_OF_WEEK = 168

GROUP_OF_GRADE = {
    "SPECIALTY_DOCTOR": StaffGroup.SAS_DOCTOR,
    "SPECIALIST": StaffGroup.SAS_DOCTOR,
    "ASSOCIATE_SPECIALIST": StaffGroup.SAS_DOCTOR,
    "CONSULTANT": StaffGroup.CONSULTANT,
}
"""The group a doctor's grade belongs to; every other grade of the ladder is a resident's."""


class StaffRows:
    """A row becomes a member of staff. Doctors need a grade; forename and title may be blank.

    A list without staff groups, as rostering systems export it, takes the group from the grade.
    """

    def __init__(self, columns: Columns, ladder: GradeLadder) -> None:
        self._id = Identifier(columns["staff_id"])
        self._title = Text(columns["title"])
        self._forename = Text(columns["forename"])
        self._surname = Text(columns["surname"], required=True)
        self._group = Choice(columns["staff_group"], STAFF_GROUPS)
        self._grade = Grade(columns["grade"], ladder)
        self._ladder = ladder
        self._department = Label(columns["department"])
        self._site = Label(columns["site"])
        self._competencies = Competencies(columns["competencies"])
        self._contract = Text(columns["contract"])
        self._hours = Decimal(columns["weekly_hours"], 0, HOURS_OF_WEEK)
        self._opt_out = Flag(columns["opt_out_48h"])
        self._source = Choice(columns["source"], STAFF_SOURCES, StaffSource.SUBSTANTIVE)
        self._phone = Phone(columns["phone"])
        self._email = Text(columns["email"])

    def __call__(self, record: Record) -> tuple[StaffMember, None]:
        """Return the member of staff."""
        group = self._read_group(record)
        medical = not record.errors and group in MEDICAL
        member = StaffMember(
            staff_id=self._id(record),
            title=self._title(record),
            forename=self._forename(record),
            surname=self._surname(record),
            staff_group=group,
            grade=self._grade(record, medical=medical, needed=medical),
            department=self._department(record),
            site=self._site(record),
            competencies=self._competencies(record),
            contract=self._contract(record),
            weekly_hours=self._hours(record),
            opt_out_48h=self._opt_out(record),
            source=self._source(record),
            phone=self._phone(record),
            email=self._email(record),
        )
        return member, None

    def _read_group(self, record: Record) -> StaffGroup:
        """Return the group that is written, or else the one that the grade alone says."""
        is_written = record.cells[self._group.column.at]
        grade = "" if is_written else record.cells[self._grade.column.at]
        return group_of_grade(grade, self._ladder) or self._group(record)


def group_of_grade(grade: str, ladder: GradeLadder) -> StaffGroup | None:
    """Return the group that a grade alone says; None for one that says nothing."""
    if not grade:
        return None
    code = ladder.read(grade)
    if code is None:
        return STAFF_GROUPS.get(plain(grade))
    return GROUP_OF_GRADE.get(code, StaffGroup.RESIDENT_DOCTOR)
