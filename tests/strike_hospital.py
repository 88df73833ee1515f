"""A hospital of five people, two services and one strike, imported from files as a trust would.

On Tuesday 12 January 2016 the strike takes Ada's, Ben's and Dev's duties. The Emergency
department needs two doctors from 08:30 to 20:00 and one at all times: by day one is missing (Carol
is there to 20:30), and one again from 20:30 to 08:30, the end of Dev's lost night.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import main
from rota.domain.codes import StaffGroup, WindowType
from rota.domain.importing import ImportKind
from rota.domain.windows import WindowTerms
from rota.services.importing import ImportOrder, import_file
from rota.services.ports import Storage
from rota.services.tools import Tools
from rota.services.windows import NewWindow, add_window

ED, WARD = "Emergency department", "Medical wards"
NOW = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)
START = datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
END = datetime(2016, 1, 13, 8, 0, tzinfo=UTC)

STAFF = """staff_id,title,forename,surname,staff_group,grade,department,site
S1,Dr,Ada,Okafor,resident_doctor,ST,Emergency,St Anne
S2,Dr,Ben,Hart,resident_doctor,CT,Medicine,St Anne
S3,Dr,Carol,Reid,consultant,CONSULTANT,Emergency,St Anne
S4,Dr,Dev,Patel,resident_doctor,ST,Emergency,St Anne
S5,Dr,Eve,Moss,resident_doctor,FY1,Emergency,St Anne
"""
DUTIES = f"""duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id
D1,{ED},Emergency,St Anne,resident_doctor,CT,12/01/2016 08:00,12/01/2016 20:00,ward,S1
D2,{ED},Emergency,St Anne,consultant,CONSULTANT,12/01/2016 08:00,12/01/2016 20:30,ward,S3
D3,{WARD},Medicine,St Anne,resident_doctor,CT,12/01/2016 09:00,12/01/2016 17:00,ward,S2
D4,{ED},Emergency,St Anne,resident_doctor,CT,12/01/2016 20:00,13/01/2016 08:30,ward,S4
D5,{ED},Emergency,St Anne,resident_doctor,FY1,12/01/2016 09:00,12/01/2016 17:00,ward,S5
D6,{ED},Emergency,St Anne,resident_doctor,CT,12/01/2016 12:00,12/01/2016 22:00,ward,
"""
REQUIREMENTS = f"""service,department,site,level,from,to,number,grade_min
{ED},Emergency,St Anne,emergency_only,00:00,00:00,1,CT
{ED},Emergency,St Anne,emergency_only,08:30,20:00,1,CT
"""
ABSENCES = """staff_id,from,to,kind
S5,12/01/2016,12/01/2016,leave
"""
VISITS = """appointment_id,patient_id,title,forename,surname,date_of_birth,address_1,address_2,\
postcode,department,service,site,clinician_staff_id,start,duration_minutes,kind,priority
A1,P1,Ms,Nasrin,Begum,1970-02-03,1 Garratt Lane,London,SW17 0QT,Medicine,Chest clinic,St Anne,S2,\
2016-01-12 10:00,20,follow_up,routine
A2,P2,Mr,Owen,Price,1961-05-06,2 Garratt Lane,London,SW17 0QT,Medicine,Chest clinic,St Anne,S2,\
2016-01-12 10:20,20,follow_up,routine
"""


def tools() -> Tools:
    return main.tools()


def fill(storage: Storage, folder: Path, *, strike: bool = True) -> None:
    """Import the hospital, and enter its strike if asked."""
    for kind, text in (
        (ImportKind.STAFF, STAFF),
        (ImportKind.DUTIES, DUTIES),
        (ImportKind.REQUIREMENTS, REQUIREMENTS),
        (ImportKind.ABSENCES, ABSENCES),
    ):
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        outcome = import_file(storage, tools().reader, ImportOrder(kind, path), NOW)
        assert outcome.saved, outcome.errors
    if strike:
        add_strike(storage)


def add_visits(storage: Storage, folder: Path) -> None:
    """Import two appointments with Ben on the day of the strike."""
    path = folder / "appointments.csv"
    path.write_text(VISITS, encoding="utf-8")
    order = ImportOrder(ImportKind.APPOINTMENTS, path)
    outcome = import_file(storage, tools().reader, order, NOW)
    assert outcome.saved, outcome.errors


def add_strike(
    storage: Storage,
    start: datetime = START,
    end: datetime | None = END,
    kind: WindowType = WindowType.EMERGENCY_CARE_ONLY,
) -> int:
    terms = WindowTerms(start, end, kind, frozenset({StaffGroup.RESIDENT_DOCTOR}))
    return add_window(storage, NewWindow("2016 contract", "BMA", terms), NOW)[0].window_id
