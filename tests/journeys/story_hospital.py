"""The small hospital of the 2016 story: its files, row by row, as the trust's systems give them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from rota.domain.importing import COLUMNS, ImportKind
from tests.checks.records import Hospital, Window, minute_of, read_hospital

Row = dict[str, str]

SITE = "St Anne"
ED, WARD, CLINIC, THEATRE = "Emergency department", "Medical wards", "Chest clinic", "Day surgery"
PLACES = {ED: "Emergency", WARD: "Medicine", CLINIC: "Medicine", THEATRE: "Surgery"}
ADA, BEN, CAROL, DEV, EVE, FINN, GITA = "S01", "S02", "S03", "S04", "S05", "S06", "S07"
HAL, INES, JON, KAY, LEE, MIA, NED = "S08", "S09", "S10", "S11", "S12", "S13", "S14"
RESIDENT, CONSULTANT, SAS = "resident_doctor", "consultant", "sas_doctor"
JANUARY, TWO_DAYS, WALKOUT = 1, 2, 3
"""The strikes by their numbers: 12 January, 26 to 28 January, 10 February."""


def _person(staff_id: str, name: str, group: str, grade: str, department: str) -> Row:
    forename, surname = name.split()
    return {
        "staff_id": staff_id, "title": "Dr", "forename": forename, "surname": surname,
        "staff_group": group, "grade": grade, "department": department, "site": SITE,
        "phone": f"01632 9601{staff_id[1:]}",
    }  # fmt: skip


STAFF = [
    _person(ADA, "Ada Okafor", RESIDENT, "ST", "Emergency"),
    _person(BEN, "Ben Hart", RESIDENT, "CT", "Medicine"),
    _person(CAROL, "Carol Reid", CONSULTANT, "CONSULTANT", "Emergency"),
    _person(DEV, "Dev Patel", RESIDENT, "ST", "Emergency"),
    _person(EVE, "Eve Moss", RESIDENT, "FY1", "Emergency"),
    _person(FINN, "Finn Shaw", RESIDENT, "FY2", "Medicine"),
    _person(GITA, "Gita Rao", CONSULTANT, "CONSULTANT", "Medicine"),
    _person(HAL, "Hal Young", SAS, "SPECIALTY_DOCTOR", "Emergency"),
    _person(INES, "Inês Dunn", RESIDENT, "ST", "Surgery"),
    _person(JON, "Jon Kerr", CONSULTANT, "CONSULTANT", "Surgery"),
    _person(KAY, "Kay Lowe", RESIDENT, "FY2", "Medicine"),
    _person(LEE, "Lee Marsh", RESIDENT, "FY1", "Medicine"),
    _person(MIA, "Mia Todd", RESIDENT, "CT", "Emergency"),
    _person(NED, "Ned Vance", RESIDENT, "FY1", "Surgery"),
]
GROUP_OF = {each["staff_id"]: each["staff_group"] for each in STAFF}
GRADE_OF = {each["staff_id"]: each["grade"] for each in STAFF}
NAME_OF = {each["staff_id"]: f"{each['forename']} {each['surname']}" for each in STAFF}


def _duty(
    number: str, service: str, staff_id: str, start: str, end: str, kind: str = "ward"
) -> Row:
    return {
        "duty_id": number, "service": service, "department": PLACES[service], "site": SITE,
        "staff_group": GROUP_OF[staff_id], "grade_min": GRADE_OF[staff_id], "start": start,
        "end": end, "kind": kind, "staff_id": staff_id,
    }  # fmt: skip


DUTIES = [
    _duty("D01", ED, ADA, "2016-01-12 08:00", "2016-01-12 20:00"),
    _duty("D02", CLINIC, BEN, "2016-01-12 09:00", "2016-01-12 17:00", "clinic"),
    _duty("D03", ED, CAROL, "2016-01-12 08:00", "2016-01-12 20:30"),
    _duty("D04", ED, DEV, "2016-01-12 20:00", "2016-01-13 08:30"),
    _duty("D05", ED, EVE, "2016-01-12 09:00", "2016-01-12 17:00"),
    _duty("D06", WARD, FINN, "2016-01-12 08:00", "2016-01-12 20:30"),
    _duty("D07", CLINIC, GITA, "2016-01-12 09:00", "2016-01-12 17:00", "clinic"),
    _duty("D09", THEATRE, INES, "2016-01-12 08:00", "2016-01-12 18:00", "theatre"),
    _duty("D10", THEATRE, JON, "2016-01-12 08:00", "2016-01-12 18:00", "theatre"),
    _duty("D11", WARD, KAY, "2016-01-12 20:00", "2016-01-13 08:30"),
    _duty("D12", WARD, LEE, "2016-01-12 09:00", "2016-01-12 17:00"),
    _duty("D13", ED, MIA, "2016-01-12 12:00", "2016-01-12 19:00"),
    _duty("D14", THEATRE, NED, "2016-01-12 09:00", "2016-01-12 17:00"),
    _duty("E01", ED, ADA, "2016-01-13 08:00", "2016-01-13 20:00"),
    _duty("E03", ED, CAROL, "2016-01-13 08:00", "2016-01-13 20:30"),
    _duty("E06", WARD, FINN, "2016-01-13 08:00", "2016-01-13 20:30"),
    _duty("F01", ED, ADA, "2016-01-26 08:00", "2016-01-26 20:00"),
    _duty("F02", CLINIC, BEN, "2016-01-26 09:00", "2016-01-26 17:00", "clinic"),
    _duty("F03", ED, CAROL, "2016-01-26 08:00", "2016-01-26 20:30"),
    _duty("F04", ED, DEV, "2016-01-26 20:00", "2016-01-27 08:30"),
    _duty("F07", CLINIC, GITA, "2016-01-26 09:00", "2016-01-26 17:00", "clinic"),
    _duty("G02", CLINIC, BEN, "2016-01-27 09:00", "2016-01-27 17:00", "clinic"),
    _duty("G03", ED, CAROL, "2016-01-27 08:00", "2016-01-27 20:30"),
    _duty("H01", ED, ADA, "2016-02-10 08:00", "2016-02-10 20:00"),
    _duty("H03", ED, CAROL, "2016-02-10 08:00", "2016-02-10 20:30"),
    _duty("H06", WARD, FINN, "2016-02-10 08:00", "2016-02-10 20:30"),
]
ABSENCES = [
    {"staff_id": EVE, "from": "2016-01-12", "to": "2016-01-12", "kind": "leave"},
    {"staff_id": NED, "from": "2016-01-12", "to": "2016-01-12", "kind": "rest_day"},
]


def _need(service: str, start: str, end: str, grade: str) -> Row:
    return {
        "service": service, "department": PLACES[service], "site": SITE, "level": "emergency_only",
        "from": start, "to": end, "number": "1", "grade_min": grade,
    }  # fmt: skip


REQUIREMENTS = [
    _need(ED, "00:00", "00:00", "CT"),
    _need(ED, "08:00", "20:00", "CT"),
    _need(WARD, "00:00", "00:00", "FY2"),
]


def _visit(key: str, surname: str, service: str, clinician: str, start: str, kind: str) -> Row:
    number = key[1:]
    return {
        "appointment_id": key, "patient_id": f"P{key}", "title": "Ms", "forename": "Nasrin",
        "surname": surname, "date_of_birth": "1960-02-01", "address_1": f"{number} {key} Road",
        "address_2": "London", "postcode": "SW17 0QT", "phone": f"01632 9600{number}",
        "format": "standard", "do_not_post": "N", "deceased": "N", "department": PLACES[service],
        "service": service, "site": SITE, "clinic_code": f"{service[:3].upper()}1",
        "clinician_staff_id": clinician, "start": start, "duration_minutes": "20", "kind": kind,
        "mode": "face_to_face", "priority": "routine", "times_postponed": "0",
        "transport_booked": "N",
    }  # fmt: skip


_SURNAMES = (
    "Abbott Begum Castle Dobson Ellery Fenwick Goddard Holroyd Ibbotson Jellicoe Kendrick Latimer "
    "Mortlake Nesbitt Oldroyd Pemberton Quigley Ridgeway"
).split()
_LATER = "Stanhope Trelawney Underhill Vesey Wetherby Xavier Yarwood Zouche Quennell".split()
JANUARY_VISITS = [
    *(
        _visit(f"A{n:02}", _SURNAMES[n - 1], CLINIC, BEN, f"2016-01-12 {9 + n // 3:02}:{n % 3}0",
               "follow_up" if n % 2 else "outpatient_new")
        for n in range(1, 10)
    ),
    *(
        _visit(f"A{n:02}", _SURNAMES[n - 1], THEATRE, INES, f"2016-01-12 {n - 1:02}:30",
               "day_case" if n < 13 else "inpatient_elective")
        for n in range(10, 15)
    ),
    *(
        _visit(f"A{n:02}", _SURNAMES[n - 1], CLINIC, GITA, f"2016-01-12 {n - 5:02}:00", "follow_up")
        for n in range(15, 19)
    ),
]  # fmt: skip
"""A01 to A14 are with doctors whom the strike calls out, the others with a consultant."""
STRUCK = [f"A{n:02}" for n in range(1, 15)]
LETTER, RUNG, MOVED, STANDS_BY = "B01", "B02", "B03", "B04"
LYING, NOT_MADE, UNDECIDED, ELSEWHERE, KEPT = "B05", "B06", "B07", "B08", "B09"
"""Whom what befell before the strike of 26 January was called off: see the story."""
TWO_DAYS_VISITS = [
    _visit(key, surname, CLINIC, GITA if key == ELSEWHERE else BEN, start, "follow_up")
    for key, surname, start in zip(
        (LETTER, RUNG, MOVED, STANDS_BY, LYING, NOT_MADE, UNDECIDED, ELSEWHERE, KEPT),
        _LATER,
        (
            "2016-01-26 09:00", "2016-01-26 09:40", "2016-01-26 10:00", "2016-01-26 11:00",
            "2016-01-27 09:00", "2016-01-27 09:40", "2016-01-27 10:00", "2016-01-26 12:00",
            "2016-01-27 11:00",
        ),
        strict=True,
    )
]  # fmt: skip
VISITS = [*JANUARY_VISITS, *TWO_DAYS_VISITS]
VISIT = {each["appointment_id"]: each for each in VISITS}


def _slot(key: str, service: str, clinician: str, start: str, kind: str) -> Row:
    return {
        "slot_id": key, "service": service, "department": PLACES[service], "site": SITE,
        "clinic_code": f"{service[:3].upper()}1", "clinician_staff_id": clinician, "start": start,
        "duration_minutes": "20", "kind": kind, "capacity": "1",
    }  # fmt: skip


SLOTS = [
    _slot("L1", CLINIC, BEN, "2016-02-02 09:00", "follow_up"),
    _slot("L2", CLINIC, BEN, "2016-02-09 09:00", "follow_up"),
    _slot("L3", CLINIC, BEN, "2016-02-17 09:00", "follow_up"),
    _slot("L4", CLINIC, BEN, "2016-02-03 09:00", "outpatient_new"),
    _slot("L5", THEATRE, INES, "2016-02-15 09:00", "day_case"),
    _slot("IN26", CLINIC, BEN, "2016-01-26 15:00", "follow_up"),
    _slot("IN10", CLINIC, BEN, "2016-02-10 10:00", "follow_up"),
]
"""Free places; IN26 and IN10 lie in the later strikes, so that nobody may be given them."""
LATER_SLOTS = [*SLOTS, _slot("M1", CLINIC, BEN, "2016-02-24 09:00", "follow_up")]


def _strike(start: str, end: str, type_: str) -> Row:
    return {
        "dispute": "2016 contract", "union": "BMA", "groups": RESIDENT, "start": start,
        "end": end, "type": type_, "outcome": "notified",
    }  # fmt: skip


FIRST = _strike("2016-01-12 08:00", "2016-01-13 08:00", "emergency_care_only")
LATER = [
    _strike("2016-01-26 08:00", "2016-01-28 08:00", "emergency_care_only"),
    _strike("2016-02-10 08:00", "2016-02-10 17:00", "full_walkout"),
]
"""The first strike is typed in from the notice; the later ones come in a file."""


def write(path: Path, kind: ImportKind, rows: Sequence[Row]) -> Path:
    """Write rows as a file with the canonical headings."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS[kind], restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> list[Row]:
    """Read a file's rows back as they were written."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def recorded(folder: Path) -> Hospital:
    """The hospital as its files say it, read without the program; its windows as yet unmarked."""
    names = ("staff", "absences", "duties", "requirements", "appointments")
    return read_hospital({name: read(folder / f"{name}.csv") for name in names})


def windows(folder: Path) -> dict[int, Window]:
    """The strikes by their numbers, as the notice and the file have them."""
    rows = [FIRST, *read(folder / "windows.csv")]
    return {
        number: Window(
            str(number), frozenset({row["groups"]}), frozenset(), minute_of(row["start"]),
            minute_of(row["end"]), row["type"],
        )
        for number, row in enumerate(rows, start=1)
    }  # fmt: skip
