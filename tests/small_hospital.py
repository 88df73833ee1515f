"""A small hospital over the strike of 12 January 2016, brought in through real files."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import main
from rota.domain.importing import COLUMNS, ImportKind
from rota.domain.trust import TrustDetails
from rota.services.hospital_details import save_trust_details
from rota.services.importing import ImportOrder, import_file
from rota.services.ports import Storage
from rota.services.tools import Tools

NOW = datetime(2016, 1, 7, 9, 0, tzinfo=UTC)
DETAILS = TrustDetails(
    "St Anne's Hospital", "1 Long Road\nLondon SW17 0QT", "020 7946 0000", "9am to 5pm",
    return_address="PO Box 1, London SW17 0QT", sender="Ann Clerk",
)  # fmt: skip

STAFF = [
    {"staff_id": "S1", "surname": "Okafor", "staff_group": "resident_doctor", "grade": "ST5"},
    {"staff_id": "S2", "surname": "Reid", "staff_group": "consultant", "grade": "CONSULTANT"},
]
WINDOW = {
    "dispute": "2016 contract",
    "union": "BMA",
    "groups": "resident_doctor",
    "start": "2016-01-12 08:00",
    "end": "2016-01-13 08:00",
    "type": "emergency_care_only",
    "outcome": "confirmed",
}
PLACE = {"department": "Surgery", "service": "Urology", "site": "St Anne"}


def appointment(number: int, surname: str, **other: str) -> dict[str, str]:
    """One row of a file: a resident doctor's clinic on the day of the strike."""
    row = {
        "appointment_id": f"A{number}",
        "patient_id": f"P{number}",
        "nhs_number": "9434765919" if number == 1 else "",
        "title": "Ms",
        "forename": "Siobhan",
        "surname": surname,
        "date_of_birth": "1970-02-03",
        "address_1": f"{number} Garratt Lane",
        "address_2": "London",
        "postcode": "SW17 0QT",
        "phone": "020 7946 0001",
        "format": "standard",
        "clinic_code": "URO1",
        "clinician_staff_id": "S1",
        "start": f"2016-01-12 {9 + number % 8:02d}:{10 * (number // 8):02d}",
        "duration_minutes": "20",
        "kind": "follow_up",
        "mode": "face_to_face",
        "priority": "routine",
        **PLACE,
    }
    return row | other


APPOINTMENTS = [
    appointment(1, "O'Neill"),
    appointment(2, "Begum", priority="suspected_cancer", times_postponed="2", format="large_print"),
    appointment(3, "Ashworth", do_not_post="Y"),
    appointment(4, "Zephaniah", phone=""),
    appointment(5, "Cole", clinician_staff_id="S2"),
    appointment(6, "Dunne", start="2016-02-01 10:00"),
]


def write(path: Path, kind: ImportKind, rows: Sequence[dict[str, str]]) -> Path:
    """Write rows as a file with the canonical headings."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS[kind], restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def bring_in(
    tools: Tools, storage: Storage, folder: Path, kind: ImportKind, rows: Sequence[dict[str, str]]
) -> None:
    """Import rows as a hospital does, through a file."""
    path = write(folder / f"{kind}.csv", kind, rows)
    outcome = import_file(storage, tools.reader, ImportOrder(kind, path), NOW)
    assert outcome.saved, outcome.errors


@cache
def _made_once() -> tuple[Path, Path]:
    """A hospital without appointments, and the same one with them."""
    folder, tools = Path(mkdtemp(prefix="rota_tests_")), main.tools()
    bare, full = folder / "bare.db", folder / "full.db"
    storage = tools.open_storage(str(bare), lambda: NOW)
    bring_in(tools, storage, folder, ImportKind.WINDOWS, [WINDOW])
    staff = [{"department": "Surgery", "site": "St Anne", **row} for row in STAFF]
    bring_in(tools, storage, folder, ImportKind.STAFF, staff)
    save_trust_details(storage, DETAILS)
    storage.close()
    shutil.copy(bare, full)
    storage = tools.open_storage(str(full), lambda: NOW)
    bring_in(tools, storage, folder, ImportKind.APPOINTMENTS, APPOINTMENTS)
    storage.close()
    return bare, full


def open_copy(tmp_path: Path, which: int) -> tuple[Tools, Storage]:
    """Open a fresh copy: 0 without appointments, 1 with them."""
    path = tmp_path / "hospital.db"
    shutil.copy(_made_once()[which], path)
    tools = main.tools()
    return tools, tools.open_storage(str(path), lambda: NOW)
