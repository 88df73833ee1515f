"""The made-up hospital as CSV files, one a kind, as a trust would send them."""

import csv
from pathlib import Path

from rota.demo.hospital import DemoHospital, Rows
from rota.domain.importing import COLUMNS, ImportKind


def _write(path: Path, heading: tuple[str, ...], rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heading)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_csv_files(hospital: DemoHospital, folder: Path) -> dict[str, Path]:
    """Write UTF-8 files with the canonical headings; give the path of each kind.

    Declarations are one file a window: ``declarations_0``, ``declarations_1`` and so on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {
        "windows": (COLUMNS[ImportKind.WINDOWS], hospital.windows),
        "staff": (COLUMNS[ImportKind.STAFF], hospital.staff),
        "duties": (COLUMNS[ImportKind.DUTIES], hospital.duties),
        "absences": (COLUMNS[ImportKind.ABSENCES], hospital.absences),
        "requirements": (COLUMNS[ImportKind.REQUIREMENTS], hospital.requirements),
        "appointments": (COLUMNS[ImportKind.APPOINTMENTS], hospital.appointments),
        "slots": (COLUMNS[ImportKind.SLOTS], hospital.slots),
    }
    for index, rows in hospital.declarations.items():
        kinds[f"declarations_{index}"] = (COLUMNS[ImportKind.DECLARATIONS], rows)
    return {
        kind: _write(folder / f"{kind}.csv", heading, rows)
        for kind, (heading, rows) in kinds.items()
    }
