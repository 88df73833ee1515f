"""Calling off in the window: what there is to do stands first, days are ticked, rehearsals safe."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from main import main
from rota.domain.call_offs import Reinstate
from rota.domain.codes import Decision, WindowState
from rota.services.history import undo
from rota.services.windows import list_windows
from tests.call_off_hospital import Clinic, visit
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import opened, press, rest
from ui.desk import Desk
from ui.dialogs.call_off import CallOffDialog
from ui.dialogs.move import MoveDialog
from ui.models.letters import QUEUE_COLUMNS
from ui.pages.page import Place
from ui.pages.strikes import StrikesPage
from ui.theme import apply_theme

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


def test_it_fits_a_small_screen_and_leaves_no_hole(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    """At text size 1.3 on 720 pixels the buttons still show: what is above them scrolls."""
    app = QApplication.instance()
    apply_theme(app, "light", 1.3)
    try:
        dialog = opened(qtbot, desk, of(desk, home))
        assert dialog.minimumSizeHint().height() < 400
        assert dialog.height() <= dialog.screen().availableGeometry().height()
        dialog.resize(dialog.width(), 640)
        qtbot.waitUntil(lambda: dialog.height() == 640)
        assert dialog.rect().contains(dialog.save.geometry())
        assert dialog.rect().contains(dialog.reason.geometry())
        dialog._say("\n".join(["one thing"] * 6))
        qtbot.waitUntil(lambda: dialog.tasks.height() > 5 * dialog.tasks.fontMetrics().height())
        dialog._say("one thing")
        lines = dialog.tasks.fontMetrics().height()
        qtbot.waitUntil(lambda: dialog.tasks.height() < 2 * lines)
    finally:
        apply_theme(app, "light", 1.0)


def test_a_strike_that_runs_ends_now(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    running = replace(desk, now=lambda: datetime(2016, 1, 26, 11, tzinfo=UTC))
    dialog = opened(qtbot, running, of(running, home))
    assert dialog.ran.currentText() == "It ends now: what has passed stays as it was"
    assert dialog.tasks.text().startswith("Ring 1 patient")
    qtbot.keyClicks(dialog.reason, "An agreement was reached")
    press(qtbot, running, dialog, "save")
    window = next(each for each in list_windows(desk.storage) if each.window_id == 2)
    assert (window.state, window.terms.end) == (
        WindowState.NOTIFIED, datetime(2016, 1, 26, 11, tzinfo=UTC),
    )  # fmt: skip
    over = replace(desk, now=lambda: datetime(2016, 1, 29, 11, tzinfo=UTC))
    dialog = opened(qtbot, over, of(over, home))
    assert [dialog.ran.itemData(at) for at in range(dialog.ran.count())] == [False]
    assert dialog.tasks.text() == "Nobody has to be told, and no letter has to be stopped."
    qtbot.keyClicks(dialog.reason, "Called off on Monday evening")
    press(qtbot, over, dialog, "save")
    window = next(each for each in list_windows(desk.storage) if each.window_id == 2)
    assert window.state is WindowState.CALLED_OFF


def test_nothing_owed_does_not_read_like_a_letter(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Left to people, whoever knows what was decided is on the queue for a decision only."""
    clinic = Clinic(desk.storage, tmp_path)
    clinic.now = NIGHT_BEFORE
    clinic.call_off(2, reinstate=Reinstate.NONE)
    (letter,) = (each for each in QUEUE_COLUMNS if each.heading == "Letter")
    shown = {key: letter.text(row) for key, row in clinic.queue().items()}
    assert shown == {"K1": "Decide again", "K2": "Phone/video", "K3": "Postponed"}
    address, now = desk.storage.address, "2016-01-25 22:00"
    assert main(["letters", "queue", "--database", address, "--now", now]) == 0
    (line,) = (each for each in capsys.readouterr().out.splitlines() if each.startswith("K1"))
    assert line.split()[1:4] == ["decide", "again", "held"]


def test_afterwards_the_way_to_the_letters_is_offered(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    page = StrikesPage(desk)
    qtbot.addWidget(page)
    desk.bus.changed.connect(page.refresh)
    page.show()
    rest(qtbot, desk)
    page.show_window(2)
    assert page.off.isHidden()
    page.panel.move_asked.emit(WindowState.CALLED_OFF)
    dialog = page.findChild(CallOffDialog)
    rest(qtbot, desk)
    qtbot.keyClicks(dialog.reason, "An agreement was reached")
    press(qtbot, desk, dialog, "save")
    assert page.off.text.startswith("Ring 2 patients")
    assert (page.off.calls.isVisible(), page.off.letters.isVisible()) == (True, False)
    with qtbot.waitSignal(page.place_asked) as asked:
        press(qtbot, desk, page.off, "to_call_sheet")
    assert asked.args == [Place("page_letters")]
    page.panel.move_asked.emit(WindowState.NOTIFIED)
    again = page.findChild(MoveDialog)
    rest(qtbot, desk)
    assert again.advice.text().startswith("Was it called off in error? Undo it instead")
    again.reject()
    _, changes = undo(desk.storage)
    desk.bus.publish(changes)
    rest(qtbot, desk)
    assert page.off.isHidden()
