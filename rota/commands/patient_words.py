"""The words of the commands about one patient by hand, and about the notes of extracts."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import code_of, local_time, several
from rota.domain.codes import AppointmentKind, Mode, Priority

Add = Callable[..., argparse.ArgumentParser]


def add_patients(add: Add, groups: Any) -> None:
    """Add ``patient``, ``appointment`` and ``extract``."""
    patient = groups.add_parser("patient", help="one patient: looked at, and corrected by hand")
    _add_patient(add, patient.add_subparsers(dest="patient_command", required=True))
    visit = groups.add_parser("appointment", help="one appointment that the extract lacks")
    _add_appointment(add, visit.add_subparsers(dest="appointment_command", required=True))
    extract = groups.add_parser("extract", help="what the hospital's own system changed")
    within = extract.add_subparsers(dest="extract_command", required=True)
    notes = add(within, "notes", "what extracts changed about appointments dealt with here")
    notes.add_argument(
        "--settle", type=several(), default=[], metavar="A[,A]", help="these were looked at"
    )
    notes.add_argument("--why", default="", metavar="TEXT")


def _add_patient(add: Add, within: Any) -> None:
    for name, text in (
        ("show", "all that is kept about the patient of an appointment"),
        ("correct", "correct facts; the next extract does not overwrite them unasked"),
    ):
        one = add(within, name, text)
        one.add_argument("--appointment", required=True, metavar="A")
        if name == "correct":
            _add_facts(one, required=True)
            one.add_argument("--why", required=True)


def _add_facts(one: argparse.ArgumentParser, *, required: bool) -> None:
    one.add_argument(
        "--set",
        action="append",
        default=[],
        required=required,
        metavar="COLUMN=VALUE",
        help="a column as the appointments file heads it",
    )


def _add_appointment(add: Add, within: Any) -> None:
    one = add(within, "add", "add one; a known patient is copied by the hospital number")
    one.add_argument("--patient", required=True, metavar="ID", help="the hospital number")
    _add_facts(one, required=False)
    one.add_argument("--service", required=True)
    one.add_argument("--site", required=True)
    one.add_argument("--department", default="")
    one.add_argument("--new-service", action="store_true", help="the service is meant to be new")
    one.add_argument("--start", type=local_time, required=True, metavar="LOCAL")
    one.add_argument("--minutes", type=int, required=True)
    one.add_argument("--kind", type=code_of(AppointmentKind), required=True)
    one.add_argument("--mode", type=code_of(Mode), default=Mode.FACE_TO_FACE)
    one.add_argument("--priority", type=code_of(Priority), default=Priority.ROUTINE)
    one.add_argument("--clinic-code", default="")
    one.add_argument("--clinician", default="", metavar="STAFF")
    one.add_argument("--needs", type=several(), default=[], metavar="GRADE[,GRADE]")
    one.add_argument("--transport", action="store_true", help="transport is booked")
    one.add_argument("--id", default="", metavar="A", help="left out: one of our own, H-...")
    gone = add(within, "retire", "take away one that was added here")
    gone.add_argument("--appointment", required=True, metavar="A")
    gone.add_argument("--why", required=True)
