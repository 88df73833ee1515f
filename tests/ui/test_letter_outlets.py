from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.services.batch_making import render
from rota.services.deciding import decide
from rota.services.printing import untold_runs
from tests.small_hospital import NOW, appointment, bring_in
from tests.ui.clerk import bare_desk, own_settings, settle
from ui.desk import Desk
from ui.pages.letters import LettersPage

__all__ = ["bare_desk", "own_settings"]


@pytest.fixture
def page(bare_desk: Desk, qtbot: QtBot, tmp_path: Path) -> LettersPage:
    """One letter made on paper, and one each to be made in braille and to listen to."""
    desk = bare_desk
    rows = [
        appointment(1, "O'Neill", email="one@example.org"),
        appointment(2, "Begum", format="braille"),
        appointment(3, "Cole", format="audio"),
    ]
    bring_in(desk.tools, desk.storage, tmp_path, ImportKind.APPOINTMENTS, rows)
    decide(desk.storage, ["A1", "A2", "A3"], Decision.POSTPONE, "no doctor")
    render(desk.storage, desk.tools.typesetter(), desk.tools.rules.letters, NOW)
    made = LettersPage(desk)
    qtbot.addWidget(made)
    desk.bus.changed.connect(made.refresh)
    made.show_window(1)
    made.show()
    settle(qtbot, desk.jobs)
    return made


def choose(page: LettersPage, name: str, answer: Path, dialog: str) -> None:
    """Take an entry of the menu and answer the dialog it opens."""
    action(page, name).trigger()
    (asked,) = (each for each in page.findChildren(QFileDialog, dialog) if each.isVisible())
    asked.fileSelected.emit(str(answer))
    asked.close()


def action(page: LettersPage, name: str) -> QAction:
    page.outlets.menu().aboutToShow.emit()
    found = page.outlets.menu().findChild(QAction, f"outlet_{name}")
    assert isinstance(found, QAction)
    return found


def test_every_other_way_out_from_the_menu_of_the_page(
    page: LettersPage, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, out = bare_desk, tmp_path / "out"
    assert not action(page, "enclosed").isEnabled()
    choose(page, "copies", out, "folder_dialog")
    settle(qtbot, desk.jobs)
    assert page.told.text.startswith("1 letter copied to")
    assert [path.name for path in out.iterdir()] == ["SR-000001.pdf"]

    choose(page, "messages", tmp_path / "m.csv", "save_dialog")
    settle(qtbot, desk.jobs)
    assert "do not count as telling patients in writing" in page.told.text
    assert "one@example.org" in (tmp_path / "m.csv").read_text("utf-8-sig")

    choose(page, "service", tmp_path / "s.zip", "save_dialog")
    settle(qtbot, desk.jobs)
    assert page.told.text.startswith("1 letter in ")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert archive.namelist() == ["letters.csv", "SR-000001.pdf"]
    assert [run.how for run in untold_runs(desk.storage)] == ["service"]
    assert "Posting service" in page.batches.question.text
    choose(page, "service", tmp_path / "t.zip", "save_dialog")
    settle(qtbot, desk.jobs)
    assert "nobody has said whether it printed" in page.told.text
    assert not (tmp_path / "t.zip").exists()

    choose(page, "formats", out, "folder_dialog")
    settle(qtbot, desk.jobs)
    assert page.told.text.startswith("Batch 2, braille: 1 letter; batch 3, audio: 1 letter.")
    assert "for: Accessible information lead" in page.told.text
    page.batches.choose(3)
    assert not action(page, "copies").isEnabled()
    choose(page, "enclosed", tmp_path / "more", "folder_dialog")
    settle(qtbot, desk.jobs)
    assert (tmp_path / "more" / "batch-0003-audio.zip").exists()
    choose(page, "formats", out, "folder_dialog")
    settle(qtbot, desk.jobs)
    assert page.told.text == "No letter is ready in braille or audio."
