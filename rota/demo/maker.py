"""Writes the made-up hospital's files for the importers to read."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rota.demo.files import write_csv_files
from rota.demo.hospital import make_hospital
from rota.domain.codes import Decision
from rota.domain.demo import DemoFiles
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.times import read_local
from rota.domain.trust import TrustDetails


def make_demo_files(folder: Path, staff: int, appointments: int, seed: int) -> DemoFiles:
    """Write one file of each kind into a folder. Refuses a hospital too small for its clinics."""
    try:
        hospital = make_hospital(staff, appointments, seed)
    except ValueError as error:
        raise Refused("too_small", "So few staff cannot hold so many clinics.") from error
    paths = write_csv_files(hospital, folder)
    decisions: dict[tuple[Decision, str], list[str]] = defaultdict(list)
    for each in hospital.decisions:
        decisions[Decision(each.decision), each.why].append(each.appointment_id)
    return DemoFiles(
        {kind: paths[kind.value] for kind in ImportKind if kind.value in paths},
        [paths[f"declarations_{index}"] for index in sorted(hospital.declarations)],
        decisions,
        _details(hospital.trust),
        read_local(hospital.present).instant,
    )


def _details(trust: str) -> TrustDetails:
    return TrustDetails(
        name=trust,
        address="Wandlemere Road\nLondon SW31 4QT",
        phone="020 7946 0123",
        phone_hours="Monday to Friday, 8am to 6pm",
        email="appointments@wandlemere.example",
        return_address="PO Box 4210, London SW31 4QT",
        sender="Patient Services",
        sender_role="Appointments office",
    )
