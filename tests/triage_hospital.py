"""A hospital whose clinics meet the strike of Tuesday 12 January 2016, brought in through files.

The patients of R1, a resident doctor, lose their clinician. C1 runs a clinic beside R1's, full but
for 09:40. The chest clinic wants a consultant from 09:00 to 17:00 and has none; C3 books patients
there, is not called out and is not rostered. C2 is free all day; C4 runs the eye clinic.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import main
from rota.domain.codes import StaffGroup, WindowType
from rota.domain.importing import ImportKind
from rota.domain.windows import WindowTerms
from rota.services.importing import ImportOrder, import_file
from rota.services.ports import Storage
from rota.services.windows import NewWindow, add_window
from tests.trust_files import Cells, Files

NOW = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)
DAY = date(2016, 1, 12)
ENT, CHEST, EYES, TAKE, DIALYSIS = (
    "ENT clinic", "Chest clinic", "Eye clinic", "Acute take", "Renal dialysis",
)  # fmt: skip

STAFF: tuple[Cells, ...] = (
    {"staff_id": "R1"},
    {"staff_id": "R2"},
    *(
        {"staff_id": each, "surname": f"Con{each}", "staff_group": "consultant",
         "grade": "CONSULTANT"}
        for each in ("C1", "C2", "C3", "C4")
    ),
    {"staff_id": "N1", "surname": "Nur", "staff_group": "nurse", "grade": "BAND_7"},
)  # fmt: skip


def duty(duty_id: str, service: str, staff_id: str, start: str, end: str, kind: str) -> Cells:
    group = "resident_doctor" if staff_id.startswith("R") else "consultant"
    return {"duty_id": duty_id, "service": service, "staff_id": staff_id, "staff_group": group,
            "start": f"2016-01-{start}", "end": f"2016-01-{end}", "kind": kind}  # fmt: skip


DUTIES = (
    duty("D1", ENT, "R1", "12 09:00", "12 13:00", "clinic"),
    duty("D2", ENT, "C1", "12 09:00", "12 13:00", "clinic"),
    duty("D3", CHEST, "R2", "12 09:00", "12 17:00", "clinic"),
    duty("D4", EYES, "C4", "12 09:00", "12 17:00", "clinic"),
    duty("D5", TAKE, "R2", "12 20:00", "13 08:30", "ward"),
)
REQUIREMENTS: tuple[Cells, ...] = (
    {"service": CHEST, "from": "09:00", "to": "17:00", "grade_min": "CONSULTANT"},
    {"service": TAKE, "from": "20:00", "to": "08:00", "grade_min": "ST"},
)


def booked(
    appointment_id: str, clock: str, service: str = ENT, who: str = "R1", **more: str
) -> Cells:
    """A routine follow-up on the day of the strike."""
    return {"appointment_id": appointment_id, "patient_id": f"P-{appointment_id}",
            "surname": "Secret", "service": service, "clinician_staff_id": who, "needs": "ST",
            "start": f"2016-01-12 {clock}", "kind": "follow_up", **more}  # fmt: skip


BUSY = ("09:00", "09:20", "10:00", "10:20", "10:40", "11:00", "11:20", "11:40")
VISITS: tuple[Cells, ...] = (
    booked("E1", "09:00"),
    booked("E2", "09:20", kind="outpatient_new", rtt_start="2015-11-01"),
    booked("E3", "09:40", kind="outpatient_new", priority="suspected_cancer"),
    booked("E4", "10:00", priority="urgent"),
    booked("E5", "10:20", times_postponed="1"),
    booked("E6", "10:40", kind="day_case"),
    booked("E7", "11:00", rtt_start="2014-11-01"),
    booked("E8", "11:20", cancer_day_62="2016-01-20"),
    *(booked(f"K{n}", clock, who="C1", needs="") for n, clock in enumerate(BUSY)),
    booked("H1", "10:00", CHEST, "C3", needs="CONSULTANT"),
    booked("H2", "11:00", CHEST, "C3", needs="CONSULTANT", kind="diagnostic"),
    booked("H3", "12:00", CHEST, "N1", needs="CONSULTANT"),
    booked("I1", "10:00", EYES, "C4", needs="CONSULTANT"),
    booked("I2", "11:00", EYES, "C4", needs="CONSULTANT"),
    booked("I3", "12:00", EYES, "N1", needs="CONSULTANT"),
    booked("Y1", "10:00", DIALYSIS, "R1", needs=""),
    booked("Z1", "09:00", who="R1", start="2016-01-13 07:00"),
)
SLOTS: tuple[Cells, ...] = (
    {"slot_id": "F1", "service": ENT, "clinician_staff_id": "R1"},
    {"slot_id": "F2", "service": ENT, "clinician_staff_id": "R1", "start": "2016-02-24 09:20"},
)


def fill(storage: Storage, folder: Path) -> None:
    """Import the hospital and enter its strike."""
    files = Files(folder)
    rows: Mapping[ImportKind, tuple[Cells, ...]] = {
        ImportKind.STAFF: STAFF,
        ImportKind.DUTIES: DUTIES,
        ImportKind.REQUIREMENTS: REQUIREMENTS,
        ImportKind.APPOINTMENTS: VISITS,
        ImportKind.SLOTS: SLOTS,
    }
    for kind, some in rows.items():
        bring(storage, files, kind, *some)
    strike(storage, datetime(2016, 1, 12, 8, tzinfo=UTC), datetime(2016, 1, 13, 8, tzinfo=UTC))


def strike(
    storage: Storage,
    start: datetime,
    end: datetime,
    group: StaffGroup = StaffGroup.RESIDENT_DOCTOR,
) -> int:
    terms = WindowTerms(start, end, WindowType.EMERGENCY_CARE_ONLY, frozenset({group}))
    return add_window(storage, NewWindow("2016 contract", "BMA", terms), NOW)[0].window_id


def bring(
    storage: Storage, files: Files, kind: ImportKind, *rows: Cells, window: int | None = None
) -> None:
    order = ImportOrder(kind, files.write(kind, *rows), window)
    outcome = import_file(storage, main.tools().reader, order, NOW)
    assert outcome.saved, outcome.errors
