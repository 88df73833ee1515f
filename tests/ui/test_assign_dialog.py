from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rota.services.assigning import CoverOrder, assign
from rota.services.history import undo
from tests.strike_hospital import ED, END, START, WARD
from tests.ui.accessible import unnamed
from tests.ui.cover_people import CAROL, FINN, GIL, HAL, add_people
from tests.ui.dialogs import home, opened, press, rest
from ui.desk import Desk
from ui.dialogs.assign import AssignDialog, CoverPlan

__all__ = ["home"]
NIGHT = START + timedelta(hours=12, minutes=30)
LAST = END + timedelta(minutes=30)


@pytest.fixture
def desk(small_desk: Desk, tmp_path: Path) -> Desk:
    add_people(small_desk, tmp_path)
    return small_desk


def dialog_for(
    qtbot: QtBot, desk: Desk, home: QWidget, staff_id: str, start: datetime = NIGHT
) -> AssignDialog:
    with desk.storage.read() as work:
        ed = next(each.service_id for each in work.duties.services() if each.name == ED)
    order = CoverOrder(1, staff_id, ed, start, LAST)
    plan = CoverPlan(order, "Somebody", ED, (START, LAST))
    return opened(qtbot, desk, AssignDialog(desk, plan, home))


def covers(desk: Desk) -> list[tuple[str, datetime, datetime, bool, str]]:
    with desk.storage.read() as work:
        held = work.cover.of_window(1)
    return [(e.staff_id, e.start, e.end, e.leaves_duties, e.consent) for e in held]


def test_acting_down_asks_how_they_agreed(qtbot: QtBot, desk: Desk, home: QWidget) -> None:
    dialog = dialog_for(qtbot, desk, home, FINN)
    assert dialog.how.text() == f"covers {ED}, acting down"
    assert dialog.missing.text() == "This is acting down: say how they agreed to it."
    assert not dialog.save.isEnabled()
    assert not dialog.leaves.isVisible()
    qtbot.keyClicks(dialog.consent, "By phone at 9")
    assert not dialog.missing.isVisible()
    press(qtbot, desk, dialog, "save")
    assert covers(desk) == [(FINN, NIGHT, LAST, False, "By phone at 9")]


def test_somebody_on_duty_elsewhere_leaves_it_and_it_says_what_becomes_short(
    qtbot: QtBot, desk: Desk, home: QWidget
) -> None:
    dialog = dialog_for(qtbot, desk, home, HAL)
    assert dialog.leaves.isVisible()
    assert dialog.leaves.isChecked()
    short = "Medical wards would be 1 short of consultant or above, 20:30 to 23:00"
    assert dialog.left.text() == short
    qtbot.mouseClick(dialog.leaves, Qt.MouseButton.LeftButton)
    rest(qtbot, desk)
    assert not dialog.leaves.isChecked()
    assert not dialog.left.isVisible()


def test_other_times_are_judged_again(qtbot: QtBot, desk: Desk, home: QWidget) -> None:
    dialog = dialog_for(qtbot, desk, home, GIL)
    assert dialog.why.isVisible()
    assert dialog.missing.text() == "A rule asks for a reason before this goes on."
    dialog.start.show_instant(START + timedelta(hours=20, minutes=30))
    rest(qtbot, desk)
    assert not dialog.why.isVisible()
    assert dialog.save.isEnabled()
    press(qtbot, desk, dialog, "save")
    assert covers(desk)[0][:3] == (GIL, START + timedelta(hours=20, minutes=30), LAST)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (NIGHT, NIGHT, "The end must be after the start."),
        (
            START - timedelta(hours=1),
            LAST,
            "The strike's board runs Tue 12 Jan 08:00 to Wed 13 Jan 08:30. "
            "Keep the times inside it.",
        ),
    ],
    ids=["nothing between", "before the strike"],
)
def test_times_that_make_no_sense_are_said_in_words(
    qtbot: QtBot, desk: Desk, home: QWidget, start: datetime, end: datetime, said: str
) -> None:
    dialog = dialog_for(qtbot, desk, home, FINN)
    qtbot.keyClicks(dialog.consent, "By phone")
    dialog.start.show_instant(start)
    dialog.end.show_instant(end)
    rest(qtbot, desk)
    assert dialog.missing.text() == said
    assert not dialog.save.isEnabled()


def test_the_findings_name_figures_and_sources(qtbot: QtBot, desk: Desk, home: QWidget) -> None:
    dialog = dialog_for(qtbot, desk, home, CAROL)
    measured = {each.rule: (each.measured, each.limit) for each in dialog.rules.findings}
    assert measured["wtr_shift"] == ("24 h 30", "13 h")
    assert "acting_down_consent" not in measured


def test_a_person_who_is_gone_is_said_in_the_dialog(
    qtbot: QtBot, desk: Desk, home: QWidget
) -> None:
    dialog = dialog_for(qtbot, desk, home, "S99")
    assert dialog.missing.text() == "No one on the staff list has the id S99."
    assert not dialog.save.isEnabled()


def test_the_same_cover_saved_by_somebody_else_meanwhile_is_said(
    qtbot: QtBot, desk: Desk, home: QWidget
) -> None:
    dialog = dialog_for(qtbot, desk, home, FINN)
    qtbot.keyClicks(dialog.consent, "By phone at 9")
    order, rules = dialog.order, desk.tools.rules
    assert dialog.save.isEnabled()
    assign(desk.storage, order, rules)
    # Saving says what is so, and asks for no reason: none would help.
    press(qtbot, desk, dialog, "save")
    said = (
        f"Somebody covers {ED} already, Tue 12 Jan 20:30 to Wed 13 Jan 08:30. Nothing is left to "
        "save: close this, or choose other times."
    )
    assert dialog.missing.text() == said
    assert not dialog.refusal.isVisible()
    assert not dialog.why.isVisible()
    assert not dialog.save.isEnabled()
    assert len(covers(desk)) == 1
    # What is heard of others is said before saving.
    _given, changes = undo(desk.storage)
    desk.bus.publish(changes)
    rest(qtbot, desk)
    assert dialog.save.isEnabled()
    # Cover of another service is gone past with a reason, for which there is a field.
    with desk.storage.read() as work:
        ward = next(each.service_id for each in work.duties.services() if each.name == WARD)
    assign(desk.storage, replace(order, service_id=ward), rules, "asked")
    press(qtbot, desk, dialog, "save")
    assert dialog.isVisible()
    assert dialog.why.isVisible()
    assert any(f"covers then: {WARD}" in each.text for each in dialog.rules.findings)
    qtbot.keyClicks(dialog.why, "Both are near")
    press(qtbot, desk, dialog, "save")
    assert len(covers(desk)) == 2


def test_every_field_has_a_name(qtbot: QtBot, desk: Desk, home: QWidget) -> None:
    assert unnamed(dialog_for(qtbot, desk, home, GIL)) == []
