"""A small hospital as files: rows under the canonical headings, good unless a test spoils them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from rota.domain.importing import COLUMNS, ImportKind

Cells = Mapping[str, str]

GOOD: Mapping[ImportKind, Cells] = {
    ImportKind.STAFF: {
        "staff_id": "R1", "title": "Dr", "forename": "Siobhán", "surname": "O'Neill",
        "staff_group": "resident_doctor", "grade": "ST", "department": "Medicine", "site": "Main",
        "competencies": "airway", "contract": "2016", "weekly_hours": "47.5",
        "opt_out_48h": "N", "source": "substantive", "phone": "", "email": "",
    },
    ImportKind.WINDOWS: {
        "dispute": "2016 contract", "union": "BMA", "groups": "resident_doctor",
        "start": "2016-01-12 08:00", "end": "2016-01-13 08:00", "type": "emergency_care_only",
        "outcome": "confirmed", "note": "",
    },
    ImportKind.ABSENCES: {
        "staff_id": "R2", "from": "2016-01-12", "to": "2016-01-12", "kind": "leave",
    },
    ImportKind.DECLARATIONS: {"staff_id": "R1", "declaration": "working"},
    ImportKind.DUTIES: {
        "duty_id": "D1", "service": "ED", "department": "Medicine", "site": "Main",
        "staff_group": "resident_doctor", "grade_min": "ST", "competencies": "",
        "start": "2016-01-12 08:00", "end": "2016-01-12 20:30", "kind": "ward",
        "staff_id": "R1", "emergency": "N",
    },
    ImportKind.REQUIREMENTS: {
        "service": "ED", "department": "Medicine", "site": "Main", "level": "emergency_only",
        "from": "08:00", "to": "08:00", "days": "", "number": "1", "grade_min": "ST",
        "competencies": "", "staff_groups": "", "kinds": "",
    },
    ImportKind.APPOINTMENTS: {
        "appointment_id": "A1", "patient_id": "P1", "nhs_number": "", "title": "Ms",
        "forename": "Nasrin", "surname": "Begum", "date_of_birth": "1960-02-01",
        "address_1": "1 High Street", "address_2": "Tooting", "address_3": "London",
        "address_4": "", "address_5": "", "address_6": "", "postcode": "SW17 0QT", "phone": "",
        "email": "", "language": "", "format": "standard", "do_not_post": "N", "deceased": "N",
        "department": "Surgery", "service": "ENT", "site": "Main", "clinic_code": "ENT1",
        "clinician_staff_id": "R1", "needs": "ST", "start": "2016-01-12 10:20",
        "duration_minutes": "20", "kind": "outpatient_new", "mode": "face_to_face",
        "priority": "routine", "rtt_start": "", "cancer_day_62": "", "times_postponed": "0",
        "transport_booked": "N",
    },
    ImportKind.SLOTS: {
        "slot_id": "S1", "service": "Urology clinic", "department": "Surgery", "site": "Main",
        "clinic_code": "UR1", "clinician_staff_id": "C1", "start": "2016-02-24 09:00",
        "duration_minutes": "20", "kind": "follow_up", "capacity": "1",
    },
    ImportKind.TURNOUT: {
        "day": "2015-12-01", "site": "Main", "grade": "ST", "due": "40", "on_strike": "25",
        "absent_otherwise": "2", "source": "trust return",
    },
}  # fmt: skip
"""One good row of each kind."""

STAFF = (
    {"staff_id": "R1"},
    {"staff_id": "R2", "surname": "Ng", "grade": "FY2", "competencies": ""},
    {"staff_id": "C1", "surname": "Reid", "staff_group": "consultant", "grade": "CONSULTANT"},
    {"staff_id": "N1", "surname": "Shah", "staff_group": "nurse", "grade": "Band 6"},
)
DUTIES = (
    {"duty_id": "D1"},
    {"duty_id": "D2", "staff_id": "R2", "start": "2016-01-12 20:00", "end": "2016-01-13 08:30"},
    {"duty_id": "D3", "staff_id": "C1", "staff_group": "consultant", "grade_min": "CONSULTANT",
     "start": "2016-01-12 09:00", "end": "2016-01-12 17:00"},
    {"duty_id": "D4", "staff_id": "", "start": "2016-01-13 08:00", "end": "2016-01-13 20:00"},
)  # fmt: skip
APPOINTMENTS = (
    {"appointment_id": "A1"},
    {"appointment_id": "A2", "patient_id": "P2", "surname": "Price", "forename": "Owen",
     "start": "2016-01-12 11:00", "postcode": "CR4 3FJ"},
    {"appointment_id": "A3", "patient_id": "P3", "surname": "Adeyemi", "forename": "Tunde",
     "start": "2016-01-14 09:00", "clinician_staff_id": "C1"},
)  # fmt: skip


def rows_of(kind: ImportKind, *changes: Cells) -> list[dict[str, str]]:
    """Return the good row of a kind once for each set of changed cells."""
    return [{**GOOD[kind], **each} for each in changes]


class Files:
    """Writes files into a folder, each under a name of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    def write(self, kind: ImportKind, *changes: Cells) -> Path:
        """Write the good row of a kind once for each set of changed cells."""
        return self.write_cells(COLUMNS[kind], rows_of(kind, *changes))

    def write_cells(self, headings: Iterable[str], rows: Iterable[Cells]) -> Path:
        self._number += 1
        path = self._folder / f"file-{self._number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(headings))
            writer.writeheader()
            writer.writerows(rows)
        return path
