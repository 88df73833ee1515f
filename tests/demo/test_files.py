"""The made-up hospital written out as CSV files."""

import csv
from pathlib import Path

from rota.demo.files import write_csv_files
from rota.demo.hospital import make_hospital


def test_every_kind_is_a_file_that_reads_back_as_it_was(tmp_path: Path) -> None:
    hospital = make_hospital(60, 80)
    paths = write_csv_files(hospital, tmp_path / "demo")
    written = {
        "windows": hospital.windows,
        "staff": hospital.staff,
        "duties": hospital.duties,
        "absences": hospital.absences,
        "requirements": hospital.requirements,
        "appointments": hospital.appointments,
        "slots": hospital.slots,
        "declarations_0": hospital.declarations[0],
        "declarations_1": hospital.declarations[1],
        "declarations_2": hospital.declarations[2],
    }
    assert paths.keys() == written.keys()
    for kind, rows in written.items():
        with paths[kind].open(encoding="utf-8", newline="") as file:
            assert tuple(csv.DictReader(file)) == rows
