"""Backups in the window: made beside the work, listed and put back; a damaged file."""

# ruff: noqa: F811
from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rota.domain.backups import Damaged
from rota.domain.errors import Refused
from rota.domain.times import utc_now
from rota.services.backups import back_up_now, confirm_restored, read_backups
from rota.services.letter_settings import read_letter_settings
from rota.storage.damage import refuse_damaged
from rota.storage.database import Database
from tests.ui.clerk import bare_desk, dialog, own_settings, press, settle  # noqa: F401
from ui.backing_up import Backups
from ui.desk import Desk
from ui.dialogs.damaged import DamagedDialog
from ui.dialogs.settings_backups import RESTORED, BackupsSection


def put(desk: Desk, value: str) -> None:
    with desk.storage.write("settings") as work:
        work.settings.put({"colour": value})
        work.say(f"Chose {value}")


@pytest.fixture
def backing(bare_desk: Desk) -> Backups:
    return Backups(bare_desk, bare_desk.jobs)


@pytest.fixture
def section(bare_desk: Desk, backing: Backups, qtbot: QtBot) -> BackupsSection:
    made = BackupsSection(bare_desk)
    qtbot.addWidget(made)
    made.follow(backing)
    made.show_settings(read_letter_settings(bare_desk.storage, bare_desk.tools.rules.letters))
    made.resize(900, 700)
    made.show()
    settle(qtbot, bare_desk.jobs)
    return made


def test_a_backup_is_made_listed_and_put_back_and_what_it_lacks_is_looked_at(
    section: BackupsSection,
    bare_desk: Desk,
    qtbot: QtBot,
) -> None:
    put(bare_desk, "blue")
    press(qtbot, section, "backup_now")
    settle(qtbot, bare_desk.jobs)
    (made,) = section.model.rows
    assert made.is_checked
    put(bare_desk, "red")
    section._read()
    settle(qtbot, bare_desk.jobs)
    section.table.selectRow(0)
    press(qtbot, section, "restore")
    asked = dialog("dialog_restore")
    assert any("One thing was done since" in each.text() for each in asked.findChildren(QLabel))
    with qtbot.waitSignal(section.leave_asked, timeout=20_000) as left:
        press(qtbot, asked, "save")
    assert left.args == [RESTORED]
    section._read()
    settle(qtbot, bare_desk.jobs)
    assert "put back" in section.waits.text
    with pytest.raises(Refused), bare_desk.storage.write("letters print"):
        pass
    press(qtbot, section, "look_lacking")
    looked = dialog("dialog_lacking")
    assert [row.text for row in looked.model.rows] == ["Chose red"]  # type: ignore[attr-defined]
    press(qtbot, looked, "save")
    settle(qtbot, bare_desk.jobs)
    with bare_desk.storage.write("letters print"):
        pass


def test_one_is_made_when_something_changed_and_a_fault_is_said_once(
    section: BackupsSection,
    backing: Backups,
    bare_desk: Desk,
    qtbot: QtBot,
) -> None:
    backing.look()
    settle(qtbot, bare_desk.jobs)
    assert len(read_backups(bare_desk.storage).backups) == 1
    folder = bare_desk.storage.backups.folder
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    said: list[str] = []
    backing.failed.connect(said.append)
    for _ in range(2):
        backing.look()
        settle(qtbot, bare_desk.jobs)
    assert len(said) == 1
    assert "No backup was made" in said[0]
    assert section.fault.text == said[0]
    folder.unlink()
    backing.look()
    settle(qtbot, bare_desk.jobs)
    assert said[1:] == [""]
    backing.stop()


def test_how_backups_are_made_is_kept(
    section: BackupsSection,
    bare_desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    section.minutes.setValue(30)
    section.second.setText(str(tmp_path / "nowhere"))
    section.go()
    settle(qtbot, bare_desk.jobs)
    assert "no folder" in section.refusal.text
    place = tmp_path / "stick"
    place.mkdir()
    section.second.setText(str(place))
    qtbot.keyClick(section.second, Qt.Key.Key_End)
    section.go()
    settle(qtbot, bare_desk.jobs)
    kept = read_backups(bare_desk.storage)
    assert (kept.minutes, kept.second) == (30, str(place))


@pytest.mark.parametrize("has_backup", [True, False])
def test_a_damaged_file_is_brought_back_from_its_newest_backup(
    has_backup: bool,
    bare_desk: Desk,
    qtbot: QtBot,
) -> None:
    storage = bare_desk.storage
    put(bare_desk, "blue")
    path = Path(storage.address)
    made = back_up_now(storage, utc_now()).backup
    storage.close()
    body = path.read_bytes()
    path.write_bytes(body[:5000])
    if not has_backup:
        out = path.with_name("elsewhere.db")
        made.path.rename(out)
    with pytest.raises(Damaged) as caught:
        refuse_damaged(path, None)
    window = DamagedDialog(bare_desk.tools, caught.value)
    qtbot.addWidget(window)
    window.open()
    newest = window.findChild(QPushButton, "newest_backup")
    assert newest.isVisible() == has_backup
    with qtbot.waitSignal(window.accepted, timeout=20_000):
        newest.click() if has_backup else window.put_back(out)
    assert window.restored is not None
    assert window.restored.aside.read_bytes() == body[:5000]
    again = Database(str(path), utc_now, "tester")
    with again.read() as work:
        assert work.settings.all()["colour"] == "blue"
    again.close()


def test_every_page_says_that_a_backup_was_put_back_until_somebody_has_looked(
    bare_desk: Desk, qtbot: QtBot
) -> None:
    from ui.assembly import assemble

    storage = bare_desk.storage
    put(bare_desk, "blue")
    made = back_up_now(storage, utc_now()).backup
    put(bare_desk, "red")
    storage.restore(made.path)
    window = assemble(bare_desk.tools, storage, utc_now)
    qtbot.addWidget(window)
    window.show()
    settle(qtbot, window.jobs)
    assert window.strip.restored.isVisible()
    changes = confirm_restored(storage)
    window._bus.publish(changes)
    settle(qtbot, window.jobs)
    assert not window.strip.restored.isVisible()
    window.close()
