from __future__ import annotations

from pathlib import Path

import pytest

import main
from rota.domain.importing import COLUMNS, ColumnMapping, ImportKind
from rota.services.importing import ImportOrder, guess_kind, import_file, saved_mappings
from tests.small_hospital import APPOINTMENTS, NOW, open_copy, write


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_every_kind_of_file_is_known_by_its_headings(tmp_path: Path, kind: ImportKind) -> None:
    path = write(tmp_path / "file.csv", kind, [])
    assert guess_kind(main.tools().reader, path) is kind


def test_a_file_of_something_else_is_no_kind(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("colour,shape\nred,round\n")
    assert guess_kind(main.tools().reader, path) is None


def test_a_mapping_is_kept_by_name(tmp_path: Path) -> None:
    tools, storage = open_copy(tmp_path, 0)
    path = write(tmp_path / "a.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    mapping = ColumnMapping(ImportKind.APPOINTMENTS, {"email": ""})
    order = ImportOrder(ImportKind.APPOINTMENTS, path, profile="Own", mapping=mapping)
    import_file(storage, tools.reader, order, NOW)
    assert saved_mappings(storage, ImportKind.APPOINTMENTS) == {"Own": mapping}
    assert saved_mappings(storage, ImportKind.STAFF) == {}
    storage.close()
