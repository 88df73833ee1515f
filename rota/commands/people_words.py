"""The words of the commands about people and duties by hand, and declarations."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import (
    clock_is_right,
    code_of,
    local_time,
    skills,
    yes_or_no,
)
from rota.domain.codes import (
    AbsenceKind,
    Answer,
    DutyKind,
    StaffGroup,
    StaffSource,
)

Add = Callable[..., argparse.ArgumentParser]


def add_people(add: Add, groups: Any) -> None:
    """Add the commands about people."""
    person = groups.add_parser("person", help="people by hand")
    _add_person(add, person.add_subparsers(dest="person_command", required=True))
    duty = groups.add_parser("duty", help="duties by hand")
    _add_duty(add, duty.add_subparsers(dest="duty_command", required=True))
    absence = groups.add_parser("absence", help="absences by hand")
    _add_absence(add, absence.add_subparsers(dest="absence_command", required=True))
    said = add(groups, "declare", "record what one person told the trust, voluntarily")
    said.add_argument("--window", type=int, required=True, metavar="ID")
    said.add_argument("--staff", required=True, metavar="ID")
    said.add_argument("--declaration", type=code_of(Answer), required=True, metavar="A")
    kept = groups.add_parser("declarations", help="how long declarations and attendance are kept")
    within = kept.add_subparsers(dest="declarations_command", required=True)
    purge = add(within, "purge", "delete declarations and attendance whose time is over, for good")
    purge.add_argument(
        "--before", type=local_time, metavar="LOCAL", help="of every strike that ended before this"
    )
    clock_is_right(purge)
    keep = add(within, "keep", "set how many days after a strike these are kept")
    keep.add_argument("--days", type=int, required=True, metavar="N")


def _add_person(add: Add, within: Any) -> None:
    for name, text in (("add", "add one person"), ("correct", "correct one person")):
        one = add(within, name, text)
        one.add_argument("--staff", required=True, metavar="ID")
        for field in ("title", "forename", "surname", "grade", "department", "site", "contract"):
            one.add_argument(f"--{field}", metavar="TEXT")
        one.add_argument("--phone", metavar="TEXT")
        one.add_argument("--email", metavar="TEXT")
        one.add_argument("--staff-group", type=code_of(StaffGroup), metavar="GROUP")
        one.add_argument("--competencies", type=skills, metavar="C[;C]")
        one.add_argument("--weekly-hours", type=float, metavar="HOURS")
        one.add_argument("--opt-out-48h", type=yes_or_no, metavar="yes|no")
        one.add_argument("--source", type=code_of(StaffSource), metavar="SOURCE")
        if name == "add":
            one.add_argument(
                "--bring-back", action="store_true", help="somebody retired here is back"
            )
        else:
            one.add_argument("--why", default="", metavar="TEXT")
    gone = add(within, "retire", "take one person off the list")
    gone.add_argument("--staff", required=True, metavar="ID")
    gone.add_argument("--why", required=True)
    gone.add_argument("--preview", action="store_true", help="say what is let go, save nothing")
    show = add(within, "show", "show one person, their duties and their absences")
    show.add_argument("--staff", required=True, metavar="ID")
    show.add_argument("--window", type=int, metavar="ID")


def _add_duty(add: Add, within: Any) -> None:
    for name, text in (("add", "add one duty"), ("correct", "correct one duty")):
        one = add(within, name, text)
        one.add_argument("--duty", required=name == "correct", metavar="ID")
        for field in ("service", "site", "department"):
            one.add_argument(f"--{field}", metavar="TEXT")
        one.add_argument("--start", type=local_time, metavar="LOCAL")
        one.add_argument("--end", type=local_time, metavar="LOCAL")
        one.add_argument("--staff", metavar="ID", help="who holds it; empty: nobody")
        one.add_argument("--staff-group", type=code_of(StaffGroup), metavar="GROUP")
        one.add_argument("--grade-min", metavar="GRADE")
        one.add_argument("--competencies", type=skills, metavar="C[;C]")
        one.add_argument("--kind", type=code_of(DutyKind), metavar="KIND")
        one.add_argument("--emergency", type=yes_or_no, metavar="yes|no")
        one.add_argument("--why", default="", metavar="TEXT")
    gone = add(within, "retire", "take one duty off the roster")
    gone.add_argument("--duty", required=True, metavar="ID")
    gone.add_argument("--why", required=True)


def _add_absence(add: Add, within: Any) -> None:
    for name, text in (("add", "record one absence"), ("remove", "take one absence away")):
        one = add(within, name, text)
        one.add_argument("--staff", required=True, metavar="ID")
        one.add_argument("--start", type=local_time, required=True, metavar="LOCAL")
        one.add_argument("--end", type=local_time, required=True, metavar="LOCAL")
        one.add_argument("--kind", type=code_of(AbsenceKind), required=True, metavar="KIND")
        if name == "remove":
            one.add_argument("--why", required=True)
