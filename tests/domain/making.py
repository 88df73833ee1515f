"""Makes domain values for tests: an ordinary one, but for what a test says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rota.domain.appointments import Appointment, AppointmentSlice, Patient
from rota.domain.codes import (
    AppointmentKind,
    DutyKind,
    LetterFormat,
    Level,
    LossPolicy,
    Mode,
    Priority,
    StaffGroup,
    WindowState,
    WindowType,
)
from rota.domain.cover import CoverPerson
from rota.domain.grades import GradeLadder
from rota.domain.losses import HeldDuty
from rota.domain.requirements import PRESENT_KINDS, CoverRequirement, Post
from rota.domain.times import read_local
from rota.domain.windows import StrikeWindow, WindowTerms

RESIDENT, CONSULTANT = StaffGroup.RESIDENT_DOCTOR, StaffGroup.CONSULTANT
LADDER = GradeLadder({"FY1": 1, "FY2": 2, "CT": 3, "ST": 4, "SPECIALIST": 5, "CONSULTANT": 6}, {})
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    """Return the instant of a local time."""
    return read_local(text).instant


def window(start: str = "2016-01-12 08:00", end: str | None = "2016-01-13 08:00", **more: Any):
    """Return a confirmed window of resident doctors, emergency care only, Tue 12 Jan 2016."""
    state = more.pop("state", WindowState.CONFIRMED)
    terms: dict[str, Any] = {
        "type": WindowType.EMERGENCY_CARE_ONLY,
        "groups": frozenset({RESIDENT}),
        "policy": LossPolicy.START_INSIDE,
        **more,
    }
    last = None if end is None else at(end)
    return StrikeWindow(1, "D", "BMA", state, 1, WindowTerms(at(start), last, **terms))


def held(start: str, end: str, **more: Any) -> HeldDuty:
    """Return a ward duty at service 1 of the main site, held by resident R1."""
    duty = HeldDuty(
        "D1", 1, "Main", at(start), at(end), DutyKind.WARD, False, "R1", RESIDENT
    )  # fmt: skip
    return replace(duty, **more)


def person(staff_id: str = "R1", grade: str = "ST", **more: Any) -> CoverPerson:
    return replace(CoverPerson(staff_id, RESIDENT, grade, frozenset()), **more)


def post(grade: str = "ST", skills: str = "", **more: Any) -> Post:
    skill_set = frozenset(filter(None, skills.split(";")))
    return replace(Post(grade, skill_set, frozenset(), PRESENT_KINDS), **more)


def need(band: str, number: int = 1, days: str = "0123456", **more: Any) -> CoverRequirement:
    """Return a requirement of a band such as ``20:00-08:00``; days are 0 (Monday) to 6."""
    start, end = (time.fromisoformat(clock) for clock in band.split("-"))
    wanted = more.pop("post", post())
    level = more.pop("level", Level.EMERGENCY_ONLY)
    return CoverRequirement(1, level, start, end, number, wanted, frozenset(map(int, days)))


def visit(start: str = "2016-01-12 10:00", minutes: int = 20, **more: Any) -> AppointmentSlice:
    begins = at(start)
    made = AppointmentSlice(
        "A1", 1, "Main", "R1", (), begins, begins + timedelta(minutes=minutes)
    )  # fmt: skip
    return replace(made, **more)


def patient(**more: Any) -> Patient:
    made = Patient(
        "P1", "", "Ms", "Nasrin", "Begum", date(1960, 2, 1), ("1 High Street", "London"),
        "SW17 0QT", "", "", "", LetterFormat.STANDARD, False, False,
    )  # fmt: skip
    return replace(made, **more)


def appointment(start: str = "2016-01-12 10:20", **more: Any) -> Appointment:
    made = Appointment(
        "A1", patient(), 1, "ENT1", "R1", (), at(start), 20, AppointmentKind.FOLLOW_UP,
        Mode.FACE_TO_FACE, Priority.ROUTINE, None, None, 0, False,
    )  # fmt: skip
    return replace(made, **more)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
