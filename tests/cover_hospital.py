"""The small hospital of ``strike_hospital`` with more people, and wards that want cover too.

On the night of 12 January the Emergency department is one short from 20:30 to 08:30. Ian is on the
wards that night, and they need him. Jo and Kit are called out and said that they will work; Kit
worked on the wards until 15:00.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rota.domain.importing import ImportKind
from rota.services.assigning import CoverOrder, service_called
from rota.services.importing import ImportOrder, import_file
from rota.services.ports import Storage
from rota.services.strike_picture import StrikePicture, missing_by_name
from tests.strike_hospital import ED, NOW, WARD, add_strike, fill, tools

RULES = tools().rules
WINDOW = 1

STAFF = """staff_id,title,forename,surname,staff_group,grade,department,site,source,contract,\
competencies,phone
S6,Mr,Pat,Ash,physician_assistant,BAND_7,Emergency,St Anne,substantive,,,
S7,Dr,Gil,Agnew,sas_doctor,SPECIALTY_DOCTOR,Emergency,St Anne,agency,,,
S8,Dr,Hana,Bankole,sas_doctor,SPECIALTY_DOCTOR,Emergency,St Anne,bank,,airway,
S9,Dr,Ian,Ward,consultant,CONSULTANT,Medicine,St Anne,substantive,,,020 7946 0009
S10,Dr,Jo,Lark,resident_doctor,CT,Emergency,St Anne,substantive,tcs_2002,,
S11,Dr,Kit,Late,resident_doctor,CT,Emergency,St Anne,substantive,tcs_2002,,
S12,Ms,Lea,Moor,nurse,BAND_6,Emergency,St Anne,substantive,,,
S13,Dr,Max,Young,sas_doctor,FY1,Emergency,St Anne,substantive,,,
"""
DUTIES = f"""duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id
D7,{WARD},Medicine,St Anne,consultant,CT,12/01/2016 20:00,13/01/2016 08:30,ward,S9
D8,{WARD},Medicine,St Anne,resident_doctor,CT,12/01/2016 08:00,12/01/2016 15:00,ward,S11
"""
REQUIREMENTS = f"""service,department,site,level,from,to,number,grade_min
{WARD},Medicine,St Anne,emergency_only,20:00,08:00,1,CT
"""
DECLARATIONS = """staff_id,declaration
S10,working
S11,working
"""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2016, 1, day, hour, minute, tzinfo=UTC)


NIGHT = at(12, 20, 30), at(13, 8, 30)


def bring(storage: Storage, folder: Path, kind: ImportKind, text: str) -> None:
    path = folder / f"more_{kind}.csv"
    path.write_text(text, encoding="utf-8")
    window = WINDOW if kind is ImportKind.DECLARATIONS else None
    outcome = import_file(storage, tools().reader, ImportOrder(kind, path, window), NOW)
    assert outcome.saved, outcome.errors


def fill_more(storage: Storage, folder: Path) -> None:
    fill(storage, folder, strike=False)
    add_strike(storage)
    for kind, text in (
        (ImportKind.STAFF, STAFF),
        (ImportKind.DUTIES, DUTIES),
        (ImportKind.REQUIREMENTS, REQUIREMENTS),
        (ImportKind.DECLARATIONS, DECLARATIONS),
    ):
        bring(storage, folder, kind, text)


def order(storage: Storage, staff_id: str, service: str = ED, **more: object) -> CoverOrder:
    """Cover of the night, unless said otherwise."""
    wanted: dict[str, object] = {"start": NIGHT[0], "end": NIGHT[1], **more}
    return CoverOrder(WINDOW, staff_id, service_called(storage, service).service_id, **wanted)  # type: ignore[arg-type]


def missing(storage: Storage) -> dict[str, int]:
    """What ``gaps`` says: missing person-minutes by service."""
    with storage.read() as work:
        picture = StrikePicture(work, WINDOW, RULES.ladder)
        return missing_by_name(picture.cover, picture.services)
