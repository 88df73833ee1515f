"""``backups make|list|keep|lacking|confirm`` and what ``import`` and ``restore`` do with them."""

from __future__ import annotations

from pathlib import Path

import main
from rota.domain.importing import ImportKind
from tests.commands.conftest import Files, Run


def test_backups_are_made_listed_put_back_and_confirmed(
    hospital: Run, program: Run, files: Files, address: str, tmp_path: Path
) -> None:
    if "://" in address:
        assert hospital("backups", "list").json["folder"] is None
        assert program("backups", "make").error == "not_a_file"
        assert program("backups", "confirm").error == "nothing_restored"
        return
    staff = files.write(ImportKind.STAFF, {"staff_id": "NEW1"})
    hospital("import", "staff", staff)
    listed = hospital("backups", "list").json
    assert [each["why"] for each in listed["backups"]][:1] == ["import"]
    assert all(each["checked"] for each in listed["backups"])
    made = hospital("backups", "make").json["backup"]
    hospital("window", "call-off", "1", "--why", "talks")
    assert hospital("backups", "list").json["backups"][0]["file"] == made, "it held all there was"
    found = hospital("restore", made).json
    assert found["waits"]
    assert [each["action"] for each in found["lost"]] == ["window called_off"]
    assert hospital("backups", "lacking").json["to_confirm"]["lost"] == found["lost"]
    assert hospital("backups", "confirm").json["confirmed"]
    assert program("backups", "confirm").error == "nothing_restored"
    assert hospital("check").json["sound"]
    place = tmp_path / "stick"
    place.mkdir()
    assert hospital("backups", "keep", "--minutes", "60", "--second", place).json == {
        "minutes": 60,
        "second_place": str(place),
    }
    assert program("backups", "keep", "--second", tmp_path).error == "same_place"
    assert program("backups", "keep", "--minutes", "2").error == "bad_minutes"
    assert hospital("backups", "make").json["second"].startswith(str(place))
    nowhere = tmp_path / "no such folder" / "h.db"
    assert main.main(["backups", "list", "--database", str(nowhere)]) != 0
    assert not nowhere.parent.exists()


def test_a_damaged_file_names_the_backup_and_restore_brings_it_back(
    hospital: Run, program: Run, address: str
) -> None:
    if "://" in address:
        return
    made = hospital("backups", "make").json["backup"]
    path = Path(address)
    path.write_bytes(b"")
    assert program("window", "list").error == "damaged"
    assert path.read_bytes() == b""
    assert hospital("restore", made).json["set_aside"] is not None
    assert hospital("window", "list").json["windows"]
