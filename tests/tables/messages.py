"""Hand-written FHIR resources and HL7 v2 messages, and reading them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from rota.domain.importing import ColumnMapping, ImportKind, ParsedRow
from rota.tables.rows.record import TableValue
from tests.tables.builders import opened

Node = dict[str, Any]

PATIENT: Node = {
    "resourceType": "Patient",
    "id": "pat1",
    "identifier": [
        {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"},
        {"system": "https://trust.example/pas", "value": "RJ7-1234"},
    ],
    "name": [
        {"use": "maiden", "family": "Khan"},
        {"use": "official", "family": "Begum", "given": ["Nasrin", "Jahan"], "prefix": ["Ms"]},
    ],
    "birthDate": "1960-02-01",
    "address": [
        {"use": "old", "line": ["9 Gone Road"], "postalCode": "SW1A 1AA"},
        {"use": "home", "line": ["1 High Street"], "city": "London", "postalCode": "sw17 0qt"},
    ],
    "telecom": [
        {"system": "phone", "use": "home", "value": "020 7946 0000"},
        {"system": "phone", "use": "mobile", "value": "07700 900123"},
        {"system": "email", "value": "n@example.net"},
    ],
    "communication": [{"language": {"coding": [{"code": "bn", "display": "Bengali"}]}}],
}
PRACTITIONER: Node = {
    "resourceType": "Practitioner",
    "id": "prac1",
    "identifier": [
        {"system": "https://fhir.hl7.org.uk/Id/gmc-number", "value": "C1234567"},
        {"system": "https://trust.example/staff", "value": "S001"},
    ],
}
ROLE: Node = {
    "resourceType": "PractitionerRole",
    "id": "role1",
    "practitioner": {"reference": "Practitioner/prac1"},
}
SERVICE: Node = {
    "resourceType": "HealthcareService",
    "id": "ent",
    "identifier": [{"value": "ENT1"}],
    "name": "ENT clinic",
    "specialty": [{"coding": [{"code": "120", "display": "Ear Nose and Throat Service"}]}],
}
ROOM: Node = {
    "resourceType": "Location",
    "id": "room4",
    "name": "Room 4",
    "partOf": {"reference": "Location/site"},
}
SITE: Node = {
    "resourceType": "Location",
    "id": "site",
    "name": "St George's",
    "identifier": [{"system": "https://fhir.nhs.uk/Id/ods-site-code", "value": "RJ701"}],
}
REQUEST: Node = {"resourceType": "ServiceRequest", "id": "req1", "priority": "urgent"}
APPOINTMENT: Node = {
    "resourceType": "Appointment",
    "id": "app1",
    "meta": {"lastUpdated": "2016-01-04T09:00:00+00:00"},
    "extension": [
        {
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel",
            "valueCode": "Telephone",
        }
    ],
    "status": "booked",
    "appointmentType": {"coding": [{"code": "FOLLOWUP"}]},
    "start": "2016-07-12T10:20:00+01:00",
    "end": "2016-07-12T10:40:00+01:00",
    "basedOn": [{"reference": "ServiceRequest/req1"}],
    "participant": [
        {"actor": {"reference": "Patient/pat1"}, "status": "accepted"},
        {"actor": {"reference": "PractitionerRole/role1"}, "status": "accepted"},
        {"actor": {"reference": "HealthcareService/ent"}, "status": "accepted"},
        {"actor": {"reference": "Location/room4"}, "status": "accepted"},
    ],
}
OTHERS = (PATIENT, PRACTITIONER, ROLE, SERVICE, ROOM, SITE, REQUEST)
SCHEDULE: Node = {
    "resourceType": "Schedule",
    "id": "sched",
    "actor": [
        {"reference": "HealthcareService/ent"},
        {"reference": "Location/site"},
        {"reference": "Practitioner/prac1"},
    ],
}
SLOT: Node = {
    "resourceType": "Slot",
    "id": "slot1",
    "schedule": {"reference": "Schedule/sched"},
    "appointmentType": {"coding": [{"code": "FOLLOWUP"}]},
    "status": "free",
    "start": "2016-02-16T10:20:00Z",
    "end": "2016-02-16T10:40:00Z",
}


def changed(node: Node, **changes: Any) -> Node:
    """Return a copy with some elements changed; None takes one out."""
    made = copy.deepcopy(node) | changes
    return {name: value for name, value in made.items() if value is not None}


def bundle(*resources: Node, **more: Any) -> Node:
    entries = [{"fullUrl": f"urn:uuid:{at}", "resource": each} for at, each in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries, **more}


def write_json(folder: Path, *documents: Any, name: str = "bundle.json") -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(each) for each in documents), encoding="utf-8")
    return path


def segment(name: str, fields: dict[int, str]) -> str:
    """Return a segment of numbered fields, as the standard counts them."""
    cells = [name, *(fields.get(at, "") for at in range(1, max(fields) + 1))]
    return "|".join(["MSH", r"^~\&", *cells[3:]] if name == "MSH" else cells)


HEAD = {
    3: "PAS", 4: "RJ7", 5: "ROTA", 6: "RJ7", 7: "201601041000", 9: "SIU^S12^SIU_S12", 10: "M1",
    11: "P", 12: "2.4",
}  # fmt: skip
SCH = {
    1: "A1", 2: "F1", 7: "FOLLOWUP^Follow up", 8: "Follow up", 9: "20", 10: "min",
    11: "^^^201607121020^201607121040^R", 25: "Booked",
}  # fmt: skip
PID = {
    1: "1", 3: "RJ7-1234^^^RJ7^MR~943 476 5919^^^NHS^NH", 5: "Begum^Nasrin^Jahan^^Ms^^L",
    7: "19600201", 8: "F", 11: "1 High Street^Flat 2^London^^SW17 0QT^^H",
    13: "020 7946 0000^PRN^PH~^NET^Internet^n@example.net", 15: "BN^Bengali",
}  # fmt: skip
PV1 = {1: "1", 2: "O", 3: "ENT1^^^RJ701", 10: "120^ENT"}
AIS = {1: "1", 2: "A", 3: "ENT1^ENT clinic", 4: "201607121020", 7: "20", 8: "min"}
AIP = {1: "1", 2: "A", 3: "S001^Smith^Jo"}


def message(event: str = "S12", **changes: dict[int, str] | None) -> str:
    """Return one message; fields of a segment are changed by its name, None takes it out."""
    segments: dict[str, dict[int, str]] = {
        "MSH": HEAD | {9: f"SIU^{event}^SIU_S12"},
        "SCH": SCH, "PID": PID, "PV1": PV1, "AIS": AIS, "AIP": AIP,
    }  # fmt: skip
    for name, fields in changes.items():
        if fields is None:
            del segments[name]
        else:
            segments[name] = segments.get(name, {}) | fields
    return "".join(segment(name, fields) + "\r" for name, fields in segments.items())


def write_hl7(folder: Path, *messages: str, name: str = "messages.hl7") -> Path:
    path = folder / name
    path.write_bytes("".join(messages).encode())
    return path


def rows_of(
    path: Path, kind: ImportKind = ImportKind.APPOINTMENTS, given: dict[str, str] | None = None
) -> list[ParsedRow[TableValue]]:
    with opened(kind, path, ColumnMapping(kind, given=given or {})) as table:
        assert table.problems == ()
        return list(table)
