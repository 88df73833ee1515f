"""Six patients whose clinics a strike stops, and the few free slots there are for them.

The strike of 12 January stops the ENT clinic and the day surgery list; another stands from 26
January. The present is Friday 8 January 2016, 09:00.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import main
from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.services.deciding import decide
from rota.services.importing import ImportOrder, import_file
from rota.services.ports import Storage
from tests.trust_files import STAFF, Cells, Files

NOW = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)
FIRST, SECOND = 1, 2
"""The two strikes by their ids."""

WINDOWS = (
    {},
    {"start": "2016-01-26 08:00", "end": "2016-01-28 08:00", "outcome": "notified"},
)
LIST = {
    "service": "Day surgery",
    "clinic_code": "DS1",
    "kind": "day_case",
    "duration_minutes": "60",
}
VISITS: tuple[Cells, ...] = (
    {"appointment_id": "A1", "rtt_start": "2015-10-01"},
    {"appointment_id": "A2", "patient_id": "P2", "surname": "Price", "forename": "Owen",
     "start": "2016-01-12 11:00", "priority": "urgent"},
    {"appointment_id": "A3", "patient_id": "P3", "surname": "Adeyemi", "start": "2016-01-12 11:20",
     "times_postponed": "2"},
    {"appointment_id": "A4", "patient_id": "P4", "surname": "=Cole", "start": "2016-01-12 12:00",
     "priority": "suspected_cancer", "cancer_day_62": "2016-02-20"},
    {"appointment_id": "A5", "patient_id": "P5", "surname": "Dunne", **LIST, "priority": "P2",
     "start": "2016-01-12 13:00"},
    {"appointment_id": "A6", "patient_id": "P6", "surname": "Ezra", **LIST, "priority": "P4",
     "start": "2016-01-12 14:00"},
)  # fmt: skip
ENT = {
    "service": "ENT",
    "clinic_code": "ENT1",
    "clinician_staff_id": "R1",
    "kind": "outpatient_new",
}
SLOTS: tuple[Cells, ...] = (
    {"slot_id": "E1", **ENT, "start": "2016-01-20 09:00"},
    {"slot_id": "E2", **ENT, "start": "2016-02-02 09:00", "capacity": "2"},
    {"slot_id": "E3", **ENT, "start": "2016-02-16 09:00", "clinician_staff_id": "C1"},
    {"slot_id": "E4", **ENT, "start": "2016-03-01 09:00"},
    {"slot_id": "E5", **ENT, "start": "2016-03-08 09:00", "clinician_staff_id": ""},
    {"slot_id": "IN_STRIKE", **ENT, "start": "2016-01-26 10:00", "capacity": "20"},
    {"slot_id": "OVER_EDGE", **ENT, "start": "2016-01-26 07:50", "capacity": "20"},
    {"slot_id": "GOOD_FRIDAY", **ENT, "start": "2016-03-25 09:00", "capacity": "20"},
    {"slot_id": "TOO_SOON", **ENT, "start": "2016-01-08 16:00", "capacity": "20"},
    {"slot_id": "OTHER_KIND", **ENT, "start": "2016-02-01 09:00", "kind": "follow_up"},
    {"slot_id": "TOO_SHORT", **ENT, "start": "2016-02-01 09:20", "duration_minutes": "10"},
    {"slot_id": "D1", **LIST, "clinician_staff_id": "R1", "start": "2016-01-19 13:00"},
)  # fmt: skip


def fill(storage: Storage, folder: Path, *, slots: tuple[Cells, ...] = SLOTS) -> None:
    """Bring in the hospital through files, and postpone everybody."""
    files = Files(folder)
    for kind, rows in (
        (ImportKind.STAFF, STAFF),
        (ImportKind.WINDOWS, WINDOWS),
        (ImportKind.APPOINTMENTS, VISITS),
        (ImportKind.SLOTS, slots),
    ):
        if rows:
            bring_in(storage, files, kind, *rows)
    ids = [each["appointment_id"] for each in VISITS]
    decide(storage, ids, Decision.POSTPONE, "clinic stops")


def bring_in(storage: Storage, files: Files, kind: ImportKind, *rows: Cells) -> None:
    """Import rows; every one must be taken."""
    order = ImportOrder(kind, files.write(kind, *rows))
    outcome = import_file(storage, main.tools().reader, order, NOW)
    assert outcome.saved, outcome.errors
