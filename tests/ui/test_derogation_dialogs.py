"""The derogation log through the window."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.derogation_rules import NEVER_COVER, DerogationState
from rota.services.derogations import LoggedDerogation, read_log
from rota.storage.database import Database
from tests.strike_hospital import ED, NOW, START, fill, tools
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import in_front, opened, press, rest
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.derogation_answers import (
    NhseDialog,
    OutcomeDialog,
    UnionDialog,
    WithdrawDialog,
)
from ui.dialogs.derogation_ask import AskDialog
from ui.dialogs.derogations import DerogationsDialog
from ui.jobs import Jobs

EVENING = START + timedelta(hours=11)


@pytest.fixture
def evening(hospital: Database, jobs: Jobs, tmp_path: Path) -> Desk:
    """A desk on the evening of the strike."""
    fill(hospital, tmp_path)
    return Desk(tools(), hospital, jobs, Bus(jobs), lambda: EVENING)


def entries(desk: Desk) -> tuple[LoggedDerogation, ...]:
    return read_log(desk.storage, 1, desk.tools.rules.derogations, EVENING).entries


def ask(qtbot: QtBot, desk: Desk, dialog: DerogationsDialog) -> None:
    press(qtbot, desk, dialog, "ask")
    form = dialog.findChild(AskDialog)
    assert unnamed(form) == []
    press(qtbot, desk, form, "save")
    assert form.refusal.text() == "Say which grade is asked for."
    form.grade.setCurrentIndex(form.grade.findData("ST"))
    press(qtbot, desk, form, "save")
    assert form.refusal.text() == "Say what the risk to patients is."
    qtbot.keyClicks(form.risk, "Nobody can take airway calls")
    qtbot.keyClicks(form.requested_by, "Medical director")
    form.tried["urgent_moved"].setChecked(True)
    press(qtbot, desk, form, "save")
    assert form.refusal.text() == "Choose a service."
    form.service.setCurrentIndex(next(at for at in range(9) if ED in form.service.itemText(at)))
    press(qtbot, desk, form, "save")


def details(dialog: DerogationsDialog) -> str:
    return "\n".join(each.text() for each in dialog.details.findChildren(QLabel))


def test_before_the_strike_it_says_when_one_can_be_asked(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    assert desk.now() == NOW
    dialog = opened(qtbot, desk, DerogationsDialog(desk, 1, home))
    assert unnamed(dialog) == []
    assert dialog.never.text == NEVER_COVER
    assert dialog.empty.isVisible()
    assert "once the strike has begun" in dialog.empty.sentence.text()
    assert not dialog.ask.isEnabled()
    dialog.accept()
    assert not dialog.ticking.isActive()


def test_a_request_is_entered_answered_and_its_outcome_kept(
    evening: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = evening
    dialog = opened(qtbot, desk, DerogationsDialog(desk, 1, home))
    ask(qtbot, desk, dialog)
    assert dialog.table.isVisible()
    assert [(row.service, row.left) for row in dialog.model.rows] == [(ED, "1 h left")]
    assert "Tried first: Urgent cases have been moved" in details(dialog)
    assert "Not ticked on the checklist" in details(dialog)
    press(qtbot, desk, dialog, "union")
    union = dialog.findChild(UnionDialog)
    assert unnamed(union) == []
    press(qtbot, desk, union, "save")
    assert union.refusal.text() == "Choose what the answer is."
    next(iter(union.answers.values())).setChecked(True)
    press(qtbot, desk, union, "save")
    assert "granted this, but NHS England is silent" in details(dialog)
    in_front(qtbot, dialog)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, desk)
    assert entries(desk)[0].state is DerogationState.WITH_NHSE
    press(qtbot, desk, dialog, "nhse")
    nhse = dialog.findChild(NhseDialog)
    next(iter(nhse.answers.values())).setChecked(True)
    press(qtbot, desk, nhse, "save")
    assert entries(desk)[0].state is DerogationState.WITH_UNION
    press(qtbot, desk, dialog, "withdraw")
    back = dialog.findChild(WithdrawDialog)
    qtbot.keyClicks(back.by, "the trust")
    press(qtbot, desk, back, "save")
    assert not dialog.union.isEnabled()
    press(qtbot, desk, dialog, "outcome")
    outcome = dialog.findChild(OutcomeDialog)
    qtbot.keyClicks(outcome.text, "A consultant stayed on.")
    press(qtbot, desk, outcome, "save")
    assert "Outcome: A consultant stayed on." in details(dialog)
    assert "Withdrawn by the trust." in details(dialog)


def test_the_log_is_saved_as_csv(
    evening: Desk, qtbot: QtBot, home: QWidget, tmp_path: Path
) -> None:
    desk = evening
    dialog = opened(qtbot, desk, DerogationsDialog(desk, 1, home))
    assert not dialog.export.isEnabled()
    ask(qtbot, desk, dialog)
    press(qtbot, desk, dialog, "export_log")
    (asked,) = dialog.findChildren(QFileDialog, "save_dialog")
    asked.fileSelected.emit(str(tmp_path / "log.csv"))
    asked.reject()
    rest(qtbot, desk)
    assert dialog.notice.text == f"Saved: {tmp_path / 'log.csv'}"
    assert "Nobody can take airway calls" in (tmp_path / "log.csv").read_text("utf-8-sig")
