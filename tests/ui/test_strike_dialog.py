"""Entering a strike: repeats, postal strikes, notice, and what the dated rules say meanwhile."""

from __future__ import annotations

from datetime import date, time

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Level
from rota.services.strikes import strikes_view
from rota.services.windows import list_windows
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import opened, press, rest
from ui.desk import Desk
from ui.dialogs.strike import StrikeDialog

KEY = Qt.Key


@pytest.fixture
def dialog(small_desk: Desk, qtbot: QtBot, home: QWidget) -> StrikeDialog:
    known = strikes_view(small_desk.storage, small_desk.tools.rules.ladder)
    return opened(qtbot, small_desk, StrikeDialog(small_desk, known, home))


def listed(dialog: StrikeDialog) -> list[str]:
    return dialog.dates.findChildren(QLabel, "dates_listed")[-1].text().splitlines()


def test_a_strike_every_week_is_entered_once(
    dialog: StrikeDialog, small_desk: Desk, qtbot: QtBot
) -> None:
    assert unnamed(dialog) == []
    dialog.form.start.show_local(date(2016, 3, 23), time(8))
    dialog.form.end.show_local(date(2016, 3, 24), time(8))
    qtbot.mouseClick(dialog.repeats, Qt.MouseButton.LeftButton, pos=dialog.repeats.rect().center())
    dialog.repeats.setChecked(True)
    dialog.until.setDate(QDate(2016, 4, 6))
    rest(qtbot, small_desk)
    assert listed(dialog) == [
        "Wed 23 Mar 2016 08:00 to Thu 24 Mar 2016 08:00, 24 h",
        "Wed 30 Mar 2016 08:00 to Thu 31 Mar 2016 08:00, 24 h",
        "Wed 6 Apr 2016 08:00 to Thu 7 Apr 2016 08:00, 24 h",
    ]
    assert dialog.dates.title.text() == "3 strikes"
    press(qtbot, small_desk, dialog, "save")
    made = [each.terms.start.day for each in list_windows(small_desk.storage)]
    assert made == [12, 23, 30, 6]


def test_repeats_that_make_no_sense_are_refused_beside_them(
    dialog: StrikeDialog, small_desk: Desk, qtbot: QtBot
) -> None:
    dialog.repeats.setChecked(True)
    dialog.until.setDate(QDate(2016, 1, 1))
    said = [each.text() for each in dialog.dates.findChildren(QLabel)]
    assert "The last day must come after the first strike." in said
    press(qtbot, small_desk, dialog, "save")
    assert dialog.refusal.text() == "The last day must come after the first strike."
    dialog.form.start.show_local(date(2016, 3, 1), time(8))
    rest(qtbot, small_desk)
    assert len(listed(dialog)) == 5
    dialog.unit.setCurrentIndex(1)
    dialog.form.end.show_local(date(2016, 3, 3), time(8))
    press(qtbot, small_desk, dialog, "save")
    assert dialog.refusal.text() == "The strike lasts longer than the step to the next."


def test_the_notice_rule_of_the_day_is_measured_as_one_types(
    dialog: StrikeDialog, small_desk: Desk, qtbot: QtBot
) -> None:
    assert [each.rule for each in dialog.rules.findings] == ["agency"]
    dialog.form.start.show_local(date(2016, 1, 13), time(8))
    dialog.form.has_notice.setChecked(True)
    rest(qtbot, small_desk)
    notice = dialog.rules.findings[0]
    assert (notice.rule, notice.measured, notice.limit) == ("notice", "5 days", "7 days")
    assert notice.source.endswith("(unverified)")
    said = [each.text() for each in dialog.rules.findChildren(QLabel)]
    assert "Measured: 5 days. Limit: 7 days." in said
    dialog.form.notice.show_local(date(2016, 1, 4), time(9))
    rest(qtbot, small_desk)
    assert [each.rule for each in dialog.rules.findings] == ["agency"]
    press(qtbot, small_desk, dialog, "save")
    received = list_windows(small_desk.storage)[-1].terms.notice_received
    assert received is not None
    assert received.day == 4


def test_a_postal_strike_calls_out_nobody_and_changes_no_level(
    dialog: StrikeDialog, small_desk: Desk, qtbot: QtBot
) -> None:
    dialog.union.setCurrentText("CWU")
    dialog.form.is_postal.click()
    rest(qtbot, small_desk)
    assert dialog.form.meaning.text().startswith("Nobody here is called out.")
    press(qtbot, small_desk, dialog, "save")
    window = list_windows(small_desk.storage)[-1]
    assert (window.terms.affects_post, window.terms.groups) == (True, frozenset())
    assert window.default_level is Level.NORMAL
    assert window.title.startswith("CWU, postal strike, Fri 22 Jan 2016")


def test_groups_are_called_what_they_were_called_then(dialog: StrikeDialog) -> None:
    box = next(iter(dialog.form.groups.values()))
    assert box.text() == "Junior doctors"
    dialog.form.start.show_local(date(2024, 9, 18), time(8))
    assert box.text() == "Resident doctors"
    assert box.accessibleName() == "Called out: resident doctors"
    dialog.reject()
