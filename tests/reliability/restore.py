"""A restore of a large hospital: 100,000 patients and 300,000 appointments, back within 30 s."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert

from rota.domain.backups import Why
from rota.domain.times import utc_now
from rota.storage.restoring import restore
from rota.storage.schema import appointment, service
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import SECRET, new_file, opened, save

VISITS_A_PATIENT = 3
LONGEST_SECONDS = 30.0
START = datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
AT_ONCE = 10_000


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Back up a hospital of ``rounds`` patients, go on, damage the file and put the backup back.

    Without its guard the damaged file is put back as if it were a backup.
    """
    outcome = Outcome(tried=rounds)
    path = new_file(folder / "encrypted.db")
    with closing(opened(path)) as database:
        _fill(database._engine, rounds)
        list(save(database, "a", 1))
        began = time.monotonic()
        made = database.backups.make(Why.ASKED, utc_now()).backup
        outcome.count("backup_ms", round((time.monotonic() - began) * 1000))
        list(save(database, "a", 2))
    outcome.count("megabytes", path.stat().st_size // 1_000_000)
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    backup = made.path
    if not guarded:
        backup = path.with_name("as-it-is.db")
        backup.write_bytes(body)
    began = time.monotonic()
    try:
        found = restore(str(path), backup, (SECRET,))
        with closing(opened(path)) as database:
            counts = _counts(database._engine)
    except Exception as error:  # noqa: BLE001 - any end but a whole hospital is the finding
        outcome.faults.append(type(error).__name__)
        return outcome
    seconds = time.monotonic() - began
    outcome.count("restore_ms", round(seconds * 1000))
    if seconds > LONGEST_SECONDS:
        outcome.faults.append(f"took {seconds:.0f} s")
    if counts != (rounds, rounds * VISITS_A_PATIENT):
        outcome.faults.append(f"{counts} patients and appointments")
    if found.lost is not None and len(found.lost) != 1:
        outcome.faults.append("what was done after the backup is not listed")
    return outcome


def _fill(engine: object, patients: int) -> None:
    def rows() -> object:
        for number in range(patients * VISITS_A_PATIENT):
            start = START + timedelta(minutes=15 * (number % 2000))
            who = number // VISITS_A_PATIENT
            yield {
                "appointment_id": f"A{number}",
                "patient_id": f"P{who}",
                "forename": f"Forename{who % 977}",
                "surname": f"Surname{who % 4999}",
                "found_by": f"forename{who % 977} surname{who % 4999}",
                "address": ["12 Example Street", "Example Town"],
                "postcode": "SW17 0QT",
                "service_id": 1,
                "clinic_code": "URO1",
                "start": start,
                "end": start + timedelta(minutes=15),
                "duration_minutes": 15,
                "kind": "follow_up",
                "mode": "face_to_face",
                "priority": "routine",
                "format": "standard",
                "needs": (),
            }

    every = rows()
    with engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(
            insert(service), [{"name": "Urology", "department": "Surgery", "site": "Tooting"}]
        )
        while some := list(islice(every, AT_ONCE)):  # type: ignore[call-overload]
            connection.execute(insert(appointment), some)


def _counts(engine: object) -> tuple[int, int]:
    with engine.connect() as connection:  # type: ignore[attr-defined]
        query = "SELECT count(DISTINCT patient_id), count(*) FROM appointment"
        row = connection.exec_driver_sql(query).one()
        return row[0], row[1]


PROOF = Proof(
    "restore",
    "a hospital of 100,000 patients and 300,000 appointments is put back within 30 seconds",
    "a verified backup (the damaged file is put back instead)",
    run,
    rounds=100_000,
    short=300,
)
