"""Calling off in the window: what there is to do stands first, days are ticked, rehearsals safe."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rota.domain.call_offs import Reinstate
from rota.domain.codes import Decision, WindowState
from rota.services.windows import list_windows
from tests.call_off_hospital import Clinic, visit
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import opened, press, rest
from ui.desk import Desk
from ui.dialogs.call_off import CallOffDialog

pytestmark = pytest.mark.one_engine
TUESDAY, WEDNESDAY = date(2016, 1, 26), date(2016, 1, 27)
NIGHT_BEFORE = datetime(2016, 1, 25, 22, tzinfo=UTC)


@pytest.fixture
def desk(small_desk: Desk, tmp_path: Path) -> Desk:
    """A clinic with a strike of two days: one patient told by letter, one by phone, one not."""
    clinic = Clinic(small_desk.storage, tmp_path)
    clinic.book(
        visit("K1", "2016-01-26 09:00"),
        visit("K2", "2016-01-27 09:00"),
        visit("K3", "2016-01-27 10:00"),
    )
    clinic.strike("2016-01-26 08:00", "2016-01-28 08:00")
    clinic.decide("K1", Decision.POSTPONE)
    clinic.post_all()
    clinic.decide("K2", Decision.CONVERT)
    clinic.ring("K2")
    clinic.decide("K3", Decision.POSTPONE)
    return replace(small_desk, now=lambda: NIGHT_BEFORE)


def of(desk: Desk, home: QWidget, rehearsal: bool = False) -> CallOffDialog:
    window = next(each for each in list_windows(desk.storage) if each.window_id == 2)
    return CallOffDialog(desk, window, home, rehearsal)


def test_what_there_is_to_do_follows_the_days_and_the_choice(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, desk, of(desk, home))
    assert unnamed(dialog) == []
    quiet = "1 patient goes ahead and need not be told: nobody told them otherwise."
    assert dialog.tasks.text() == f"Ring 2 patients: no letter arrives in time.\n{quiet}"
    assert dialog.tasks.height() >= 2 * dialog.tasks.fontMetrics().height()
    dialog.days[TUESDAY].setChecked(False)
    rest(qtbot, desk)
    assert dialog.tasks.text() == f"Ring 1 patient: no letter arrives in time.\n{quiet}"
    dialog.days[WEDNESDAY].setChecked(False)
    assert dialog.follows.said.text() == "Tick at least one day to call off."
    assert not dialog.tasks.text()
    dialog.days[WEDNESDAY].setChecked(True)
    dialog.reinstate.setCurrentIndex(dialog.reinstate.findData(Reinstate.UNTOLD))
    rest(qtbot, desk)
    assert dialog.tasks.text() == quiet
    qtbot.keyClicks(dialog.reason, "An agreement was reached")
    press(qtbot, desk, dialog, "save")
    window = next(each for each in list_windows(desk.storage) if each.window_id == 2)
    assert (window.state, window.revision) == (WindowState.NOTIFIED, 2)
    with desk.storage.read() as work:
        decided = work.appointments.decided()
    assert {key: made.decision.value for key, made in decided.items()} == {
        "K1": "postpone",
        "K2": "convert",
        "K3": "keep",
    }


def test_a_rehearsal_shows_all_and_can_save_nothing(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    before = list_windows(desk.storage)
    dialog = opened(qtbot, desk, of(desk, home, rehearsal=True))
    assert unnamed(dialog) == []
    assert dialog.save.isHidden()
    assert dialog.reason.isHidden()
    assert dialog.tasks.text().startswith("Ring 2 patients")
    press(qtbot, desk, dialog, "cancel")
    assert list_windows(desk.storage) == before
