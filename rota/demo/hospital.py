"""A made-up hospital over the real strikes of early 2016, ready for the importers."""

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from random import Random

from rota.demo.appointments import ClinicCodes, appointment_rows, slot_rows
from rota.demo.catalogue import Window, read_catalogue
from rota.demo.clinics import book
from rota.demo.decisions import DemoDecision, decide, declaration_rows
from rota.demo.names import Names
from rota.demo.patients import Patients
from rota.demo.requirements import requirement_rows
from rota.demo.roster import duty_rows, make_roster
from rota.demo.staffing import hire
from rota.demo.times import PRESENT, written

Rows = tuple[dict[str, str], ...]

DATA = files("resources") / "demo"


@dataclass(frozen=True, slots=True)
class DemoHospital:
    """Canonical rows for each import, keyed by the canonical headings.

    Declarations are by the index of the window in ``windows``; ``present`` is local time.
    """

    windows: Rows
    staff: Rows
    duties: Rows
    absences: Rows
    requirements: Rows
    appointments: Rows
    declarations: dict[int, Rows]
    present: str
    decisions: tuple[DemoDecision, ...]
    slots: Rows
    trust: str


def _window_row(window: Window) -> dict[str, str]:
    return {
        "dispute": "2016 contract",
        "union": "BMA",
        "groups": "resident_doctor",
        "start": written(window.start),
        "end": written(window.end),
        "type": window.type,
        "outcome": "confirmed",
        "note": window.note,
    }


def _chance(seed: int, what: str) -> Random:
    """Give each part its own stream, so that a change to one does not stir the others."""
    return Random(f"{seed} {what}")


def make_hospital(
    staff: int = 1200,
    appointments: int = 1228,
    seed: int = 2016,
    data: Traversable = DATA,
) -> DemoHospital:
    """Make a hospital with exactly this many people and appointments.

    The same arguments always give the same rows. Raises ValueError where appointments are wanted of
    a hospital too small to hold a clinic.
    """
    catalogue = read_catalogue(data)
    workforce = hire(catalogue, staff, Names(data, _chance(seed, "staff")), _chance(seed, "posts"))
    roster = make_roster(catalogue, workforce, _chance(seed, "roster"))
    names = Names(data, _chance(seed, "patients"))
    patients = Patients(data, names, appointments, _chance(seed, "register"))
    bookings = book(catalogue, roster, appointments, _chance(seed, "clinics"))
    codes = ClinicCodes()
    booked = appointment_rows(bookings, patients, codes, _chance(seed, "appointments"))
    declared = {
        index: declaration_rows(workforce.staff, _chance(seed, f"declarations {index}"))
        for index in range(len(catalogue.windows))
    }
    first = catalogue.windows[0]
    decided = decide(first, workforce.staff, declared[0], booked, _chance(seed, "decisions"))
    return DemoHospital(
        windows=tuple(_window_row(window) for window in catalogue.windows),
        staff=workforce.staff,
        duties=duty_rows(catalogue, roster),
        absences=roster.absences,
        requirements=requirement_rows(catalogue, workforce.blocks),
        appointments=booked,
        declarations=declared,
        present=written(PRESENT),
        decisions=decided,
        slots=slot_rows(catalogue, workforce, roster.absences, codes),
        trust=catalogue.trust,
    )
