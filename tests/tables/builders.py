"""Good rows of every kind, files made of them, and reading them back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from rota.domain.importing import COLUMNS, ColumnMapping, ImportKind, ParsedRow
from rota.tables.reader import OpenTable, TableReader
from rota.tables.rows.record import TableValue
from rota.tables.rulebook import grade_ladder

GOOD: dict[ImportKind, dict[str, str]] = {
    ImportKind.STAFF: {
        "staff_id": "S001", "title": "Dr", "forename": "Siobhán", "surname": "O'Neill",
        "staff_group": "resident_doctor", "grade": "ST5", "department": "Medicine",
        "site": "RJ701", "competencies": "ALS; Airway", "contract": "2016",
        "weekly_hours": "47.5", "opt_out_48h": "Y", "source": "substantive",
        "phone": "020 7946 0000", "email": "s@example.nhs.uk",
    },
    ImportKind.WINDOWS: {
        "dispute": "2016 contract", "union": "BMA", "groups": "resident_doctor",
        "start": "2016-01-12 08:00", "end": "2016-01-13 08:00", "type": "emergency_care_only",
        "outcome": "confirmed", "note": "first",
    },
    ImportKind.ABSENCES: {
        "staff_id": "S001", "from": "2016-01-12", "to": "2016-01-13", "kind": "leave",
    },
    ImportKind.DECLARATIONS: {"staff_id": "S001", "declaration": "working"},
    ImportKind.DUTIES: {
        "duty_id": "D1", "service": "Acute take", "department": "Medicine", "site": "RJ701",
        "staff_group": "resident_doctor", "grade_min": "SpR", "competencies": "als",
        "start": "2016-01-12 08:00", "end": "12/01/2016 20:30", "kind": "ward",
        "staff_id": "S001", "emergency": "N",
    },
    ImportKind.REQUIREMENTS: {
        "service": "Acute take", "department": "Medicine", "site": "RJ701",
        "level": "emergency_only", "from": "20:00", "to": "08:00", "days": "Mon-Fri",
        "number": "2", "grade_min": "ST3", "competencies": "airway", "staff_groups": "",
        "kinds": "",
    },
    ImportKind.APPOINTMENTS: {
        "appointment_id": "A1", "patient_id": "P1", "nhs_number": "943 476 5919", "title": "Ms",
        "forename": "Nasrin", "surname": "Begum", "date_of_birth": "01/02/1960",
        "address_1": "1 High Street", "address_2": "", "address_3": "London", "address_4": "",
        "address_5": "", "address_6": "", "postcode": "sw17 0qt", "phone": "", "email": "",
        "language": "Bengali", "format": "large print", "do_not_post": "N", "deceased": "N",
        "department": "Surgery", "service": "ENT clinic", "site": "RJ701", "clinic_code": "ENT1",
        "clinician_staff_id": "S001", "needs": "Consultant;ST5", "start": "2016-01-12 10:20",
        "duration_minutes": "20", "kind": "follow-up", "mode": "face_to_face",
        "priority": "suspected_cancer", "rtt_start": "2015-10-01", "cancer_day_62": "2016-02-01",
        "times_postponed": "1", "transport_booked": "Y",
    },
    ImportKind.SLOTS: {
        "slot_id": "F1", "service": "ENT clinic", "department": "Surgery", "site": "RJ701",
        "clinic_code": "ENT1", "clinician_staff_id": "S001", "start": "2016-02-16 10:20",
        "duration_minutes": "20", "kind": "follow-up", "capacity": "2",
    },
    ImportKind.TURNOUT: {
        "day": "2016-01-12", "site": "RJ701", "grade": "Registrar", "due": "40",
        "on_strike": "25", "absent_otherwise": "2", "source": "trust return",
    },
}  # fmt: skip


@cache
def reader() -> TableReader:
    return TableReader(grade_ladder(date(2016, 1, 12)))


def row_of(kind: ImportKind, /, **changes: str) -> dict[str, str]:
    """Return the good row with some cells changed; a trailing underscore is dropped."""
    return GOOD[kind] | {name.rstrip("_"): cell for name, cell in changes.items()}


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write_rows(folder: Path, *rows: dict[str, str], name: str = "file.csv") -> Path:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    cells = [headings, *([row.get(heading, "") for heading in headings] for row in rows)]
    path = folder / name
    path.write_text(csv_text(cells), encoding="utf-8", newline="")
    return path


def read(
    kind: ImportKind, path: Path, mapping: ColumnMapping | None = None
) -> list[ParsedRow[TableValue]]:
    with opened(kind, path, mapping) as table:
        assert table.problems == ()
        return list(table)


def opened(kind: ImportKind, path: Path, mapping: ColumnMapping | None = None) -> OpenTable:
    return reader().open(kind, path, mapping)


def read_one(kind: ImportKind, folder: Path, /, **changes: str) -> ParsedRow[TableValue]:
    """Write the good row of a kind with some cells changed, and read it."""
    (row,) = read(kind, write_rows(folder, row_of(kind, **changes)))
    return row


def value_of(kind: ImportKind, folder: Path, /, **changes: str) -> TableValue:
    row = read_one(kind, folder, **changes)
    assert row.errors == ()
    assert row.value is not None
    return row.value


def columns_are_whole(kind: ImportKind) -> bool:
    return tuple(GOOD[kind]) == COLUMNS[kind]
