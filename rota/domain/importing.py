"""What reading a file gives: values, and every problem with its row, column and reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from rota.domain.codes import WindowState
from rota.domain.duties import Duty
from rota.domain.windows import WindowTerms

Value = TypeVar("Value", covariant=True)

HEADING_ROW = 1


class ImportKind(StrEnum):
    """What a file may hold."""

    WINDOWS = "windows"
    STAFF = "staff"
    DUTIES = "duties"
    ABSENCES = "absences"
    DECLARATIONS = "declarations"
    REQUIREMENTS = "requirements"
    APPOINTMENTS = "appointments"
    SLOTS = "slots"
    TURNOUT = "turnout"


COLUMNS: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.STAFF: (
        "staff_id", "title", "forename", "surname", "staff_group", "grade", "department", "site",
        "competencies", "contract", "weekly_hours", "opt_out_48h", "source", "phone", "email",
    ),
    ImportKind.WINDOWS: ("dispute", "union", "groups", "start", "end", "type", "outcome", "note"),
    ImportKind.ABSENCES: ("staff_id", "from", "to", "kind"),
    ImportKind.DECLARATIONS: ("staff_id", "declaration"),
    ImportKind.DUTIES: (
        "duty_id", "service", "department", "site", "staff_group", "grade_min", "competencies",
        "start", "end", "kind", "staff_id", "emergency",
    ),
    ImportKind.REQUIREMENTS: (
        "service", "department", "site", "level", "from", "to", "days", "number", "grade_min",
        "competencies", "staff_groups", "kinds",
    ),
    ImportKind.APPOINTMENTS: (
        "appointment_id", "patient_id", "nhs_number", "title", "forename", "surname",
        "date_of_birth", "address_1", "address_2", "address_3", "address_4", "address_5",
        "address_6", "postcode", "phone", "email", "language", "format", "do_not_post",
        "deceased", "department", "service", "site", "clinic_code", "clinician_staff_id", "needs",
        "start", "duration_minutes", "kind", "mode", "priority", "rtt_start", "cancer_day_62",
        "times_postponed", "transport_booked",
    ),
    ImportKind.SLOTS: (
        "slot_id", "service", "department", "site", "clinic_code", "clinician_staff_id", "start",
        "duration_minutes", "kind", "capacity",
    ),
    ImportKind.TURNOUT: (
        "day", "site", "grade", "due", "on_strike", "absent_otherwise", "source",
    ),
}  # fmt: skip
"""The canonical headings of each file, in order. People script against these."""

EXTRA_COLUMNS: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.WINDOWS: ("sites", "policy", "notice_received", "affects_post"),
    ImportKind.DUTIES: ("date", "person", "forename", "surname", "cancellation"),
    ImportKind.APPOINTMENTS: ("status", "extract_time"),
    ImportKind.SLOTS: ("extract_time",),
}
"""Columns understood beyond the canonical ones; those of duties are of rota systems' exports."""


_OF_PLACES = ("department", "service", "site", "clinic_code", "duration_minutes", "kind")
GIVABLE: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.APPOINTMENTS: (*_OF_PLACES, "mode", "priority", "needs"),
    ImportKind.SLOTS: _OF_PLACES,
}
"""Columns that a person may give once for a whole file, where its rows do not say them."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong (or odd) with one cell. ``value_shown`` says the text quotes the cell."""

    row: int
    column: str
    code: str
    text: str
    value_shown: bool = False


@dataclass(frozen=True, slots=True)
class ServicePlace:
    """How a file names a service."""

    name: str
    department: str
    site: str


@dataclass(frozen=True, slots=True)
class WindowDraft:
    """One row of a windows file. ``outcome`` None means the next row is a later revision."""

    dispute: str
    union: str
    terms: WindowTerms
    outcome: WindowState | None


@dataclass(frozen=True, slots=True)
class DeclarationDraft:
    """One row of a declarations file."""

    staff_id: str
    answer: str


class LeftOut(StrEnum):
    """Why a row of a rota export is no duty."""

    REST = "rest"
    LEAVE = "leave"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class DutyDraft:
    """One row of a rota export: a duty as far as the row says it.

    ``person`` is the holder's name where there is no number. An empty ``duty_id``, grade, site or
    department is for the loader to find out, and the staff group unless ``says_group``.
    """

    duty: Duty
    person: str = ""
    says_group: bool = True
    says_kind: bool = True
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class CancelledVisit:
    """An appointment that the hospital's own system has cancelled. ``reason`` says by whom."""

    appointment_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class VisitOver:
    """An appointment that is in the file but over: there is nothing to load or to retire.

    ``how`` says what came of it: ``attended`` or ``did not attend``.
    """

    appointment_id: str
    how: str


@dataclass(frozen=True, slots=True)
class ParsedRow(Generic[Value]):
    """One row: its number as the file shows it (the heading is 1), its value unless refused."""

    number: int
    value: Value | None
    place: ServicePlace | None = None
    errors: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which heading of a file stands for which of our columns, by heading as written.

    ``unknown_midnight`` names our columns in which a written 00:00 means 'not known'; ``given`` is
    what stands in our columns where the file does not say it.
    """

    kind: ImportKind
    columns: dict[str, str] = field(default_factory=dict)
    unknown_midnight: frozenset[str] = frozenset()
    given: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Peek:
    """The top of a file, for a person to check the columns: sample rows are as written.

    ``columns`` is every column understood in this kind of file, ``required`` those it needs.
    ``format_name`` names a format that says itself what each value is: it needs no mapping.
    """

    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    mapping: ColumnMapping
    problems: tuple[RowProblem, ...]
    columns: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    format_name: str = ""
