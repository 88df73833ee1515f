"""A hospital of two sites whose doctors are called out on 12 and 13 January 2016.

Every day at St Anne 12 ST and 3 CT, at St Bede 4 CT and 2 FY1 work from 9 to 5 on the wards, which
need 8 of grade ST. Of the ST, T0 and T1 said that they will work and T2 is on leave on the 12th.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rota.domain.codes import StaffGroup, WindowType
from rota.domain.importing import ImportKind
from rota.domain.windows import WindowTerms
from rota.services.importing import ImportOrder, import_file
from rota.services.ports import Storage
from rota.services.windows import NewWindow, add_window
from tests.strike_hospital import NOW, tools

WARDS = "Medical wards"
START, END = datetime(2016, 1, 12, 8, tzinfo=UTC), datetime(2016, 1, 14, 8, tzinfo=UTC)
GROUPS = {("St Anne", "ST"): 12, ("St Anne", "CT"): 3, ("St Bede", "CT"): 4, ("St Bede", "FY1"): 2}
PEOPLE = [
    (f"T{number}", site, grade)
    for number, (site, grade) in enumerate(
        place for place, size in GROUPS.items() for place in [place] * size
    )
]


def fill_two_sites(storage: Storage, folder: Path) -> None:
    """Import the hospital and enter its strike, which is window 1."""
    staff = "staff_id,forename,surname,staff_group,grade,department,site\n" + "".join(
        f"{who},Name{who},Sur{who},resident_doctor,{grade},Medicine,{site}\n"
        for who, site, grade in PEOPLE
    )
    duties = "duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id\n"
    for day in (12, 13):
        duties += "".join(
            f"{who}-{day},{WARDS},Medicine,{site},resident_doctor,{grade},"
            f"{day}/01/2016 09:00,{day}/01/2016 17:00,ward,{who}\n"
            for who, site, grade in PEOPLE
        )
    needs = (
        "service,department,site,level,from,to,number,grade_min\n"
        f"{WARDS},Medicine,St Anne,emergency_only,09:00,17:00,8,ST\n"
    )
    _bring(storage, folder, ImportKind.STAFF, staff)
    _bring(storage, folder, ImportKind.DUTIES, duties)
    _bring(storage, folder, ImportKind.REQUIREMENTS, needs)
    _bring(
        storage,
        folder,
        ImportKind.ABSENCES,
        "staff_id,from,to,kind\nT2,12/01/2016,12/01/2016,leave\n",
    )
    called_out = frozenset({StaffGroup.RESIDENT_DOCTOR})
    terms = WindowTerms(START, END, WindowType.EMERGENCY_CARE_ONLY, called_out)
    add_window(storage, NewWindow("2016 contract", "BMA", terms), NOW)
    said = "staff_id,declaration\nT0,working\nT1,working\n"
    _bring(storage, folder, ImportKind.DECLARATIONS, said, window_id=1)


def _bring(
    storage: Storage, folder: Path, kind: ImportKind, text: str, window_id: int | None = None
) -> None:
    path = folder / f"two_sites_{kind}.csv"
    path.write_text(text, encoding="utf-8")
    outcome = import_file(storage, tools().reader, ImportOrder(kind, path, window_id), NOW)
    assert outcome.saved, outcome.errors
