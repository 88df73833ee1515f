"""Rosters for the working-time tests: turns at local times, with true lengths."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from rota.domain.codes import DutyKind, StaffGroup
from rota.domain.findings import Finding
from rota.domain.times import at_local, read_local
from rota.domain.working_time import Turn, Worker, judge
from rota.tables.working_time_rules import working_time_book

BOOK = working_time_book()
HOME = DutyKind.ON_CALL_NON_RESIDENT

RESIDENT = Worker("R1", StaffGroup.RESIDENT_DOCTOR, "ST")
OPTED_OUT = Worker("R2", StaffGroup.RESIDENT_DOCTOR, "ST", opt_out_48h=True)
NURSE = Worker("N1", StaffGroup.NURSE, "BAND_5", "afc")
CONSULTANT = Worker("C1", StaffGroup.CONSULTANT, "CONSULTANT", "Consultant 2003")
SAS = Worker("S1", StaffGroup.SAS_DOCTOR, "SPECIALTY_DOCTOR", "SAS 2008")


def at(text: str) -> datetime:
    """Return the instant of a local time."""
    return read_local(text).instant


def turn(
    start: str | datetime,
    hours: float = 8,
    minutes: int = 0,
    kind: DutyKind | None = DutyKind.WARD,
    place: str = "",
) -> Turn:
    """Return a turn of a true length, known by its start."""
    begins = at(start) if isinstance(start, str) else start
    ends = begins + timedelta(hours=hours, minutes=minutes)
    return Turn(f"{begins:%d %b %H:%M}", begins, ends, kind, place)


def daily(
    first: date, days: int, clock: str, hours: float, kind: DutyKind | None = DutyKind.WARD
) -> list[Turn]:
    """Return the same turn at the same local time on some days in a row."""
    return [
        turn(at_local(first + timedelta(days=each), time.fromisoformat(clock)), hours, kind=kind)
        for each in range(days)
    ]


def longer(turns: list[Turn], minutes: int) -> list[Turn]:
    """Return the turns with the last one so much longer."""
    last = turns[-1]
    return [*turns[:-1], replace(last, end=last.end + timedelta(minutes=minutes))]


def found(
    worker: Worker,
    turns: list[Turn],
    rule: str = "",
    nation: str = "ENG",
    about: set[str] | None = None,
) -> list[Finding]:
    """Return the findings over some turns, of one rule if it is named."""
    answer = judge(worker, turns, BOOK, nation, about)
    return [each for each in answer if rule in ("", each.rule)]


def rules(worker: Worker, turns: list[Turn], nation: str = "ENG") -> set[str]:
    """Return the rules that are broken."""
    return {each.rule for each in judge(worker, turns, BOOK, nation)}
