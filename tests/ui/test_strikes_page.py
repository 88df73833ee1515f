from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import LossPolicy, WindowState, WindowType
from rota.services.windows import list_windows
from rota.storage.database import Database
from tests.strike_hospital import END, NOW, START, add_strike, tools
from tests.ui.accessible import unnamed
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.call_off import CallOffDialog
from ui.dialogs.importing import ImportDialog
from ui.dialogs.move import MoveDialog
from ui.dialogs.strike import StrikeDialog
from ui.jobs import Jobs
from ui.pages.page import Place
from ui.pages.strikes import StrikesPage

LEFT = Qt.MouseButton.LeftButton


def open_page(qtbot: QtBot, desk: Desk) -> StrikesPage:
    made = StrikesPage(desk)
    desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)
    return made


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk) -> StrikesPage:
    return open_page(qtbot, small_desk)


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    button = root.findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, LEFT)


def dialog_of(page: StrikesPage, qtbot: QtBot) -> StrikeDialog:
    press(qtbot, page, "add_strike")
    found = page.findChild(StrikeDialog)
    assert found is not None
    return found


def rows(page: StrikesPage) -> list[tuple[int, str]]:
    return [(row.window.window_id, row.window.union) for row in page._model.rows]


def test_each_strike_says_when_what_and_how_much(page: StrikesPage) -> None:
    model = page.table.model()
    said = [model.index(0, at).data() for at in range(model.columnCount())]
    when = "Tue 12 Jan 2016 08:00 to Wed 13 Jan 2016 08:00"
    assert said == [when, "24", "BMA", "Emergency care only", "Notified", "3"]


def test_the_panel_says_what_it_takes_away(page: StrikesPage) -> None:
    assert page.panel.title.text() == "BMA, emergency care only"
    said = [label.text() for label in page.panel.findChildren(type(page.days_title))]
    assert "3, 32 h 30 min" in said
    assert "2 gaps, 23 h 30 min" in said
    assert page.panel.state.text == "Notified"


def test_the_days_show_each_hour(page: StrikesPage) -> None:
    days = page.days
    assert [day.lost[0] for day in days.days] == [1, 1]
    place = days.box_of(0, 1).center()
    assert days.tip_at(place.x(), place.y()) == "Tue 12 Jan 09:00 to 10:00: 2 lost duties"
    assert days.tip_at(0, 0) == ""
    assert "Tue 12 Jan: 24 h" in days.accessibleDescription()
    assert not days.grab().isNull()


def test_choosing_a_strike_chooses_it_everywhere(
    page: StrikesPage, small_desk: Desk, qtbot: QtBot
) -> None:
    other = add_strike(small_desk.storage, datetime(2016, 1, 26, 8, tzinfo=UTC), None)
    page.load()
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    index = page.table.model().index(1, 0)
    with qtbot.waitSignal(page.window_asked) as asked:
        qtbot.mouseClick(page.table.viewport(), LEFT, pos=page.table.visualRect(index).center())
    assert asked.args == [other]
    page.show_window(1)
    assert page.row.window.window_id == 1
    page.show_place(other)
    assert page.row.window.window_id == other


def test_the_cover_is_one_click_away(page: StrikesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.place_asked) as asked:
        press(qtbot, page.panel, "show_cover")
    assert asked.args == [Place("page_cover")]


def test_a_state_is_changed_after_seeing_what_follows(
    page: StrikesPage, small_desk: Desk, qtbot: QtBot
) -> None:
    assert page.panel.moves[WindowState.NOTIFIED].isHidden()
    qtbot.mouseClick(page.panel.moves[WindowState.CALLED_OFF], LEFT)
    dialog = page.findChild(CallOffDialog)
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(lambda: bool(dialog.follows.found))
    assert [each.text for each in dialog.follows.model.groups] == ["Duties that go ahead again"]
    assert unnamed(dialog) == []
    qtbot.keyClicks(dialog.reason, "An agreement was reached")
    with qtbot.waitSignal(small_desk.bus.changed):
        press(qtbot, dialog, "save")
    qtbot.waitUntil(lambda: page.panel.state.text == "Called off")
    assert not page.panel.moves[WindowState.NOTIFIED].isHidden()
    assert page.panel._takes.isHidden()
    qtbot.mouseClick(page.panel.moves[WindowState.NOTIFIED], LEFT)
    page.findChildren(MoveDialog)[-1].reject()


def test_an_empty_hospital_asks_for_the_first_strike(
    hospital: Database, jobs: Jobs, qtbot: QtBot
) -> None:
    desk = Desk(tools(), hospital, jobs, Bus(jobs), lambda: NOW)
    page = open_page(qtbot, desk)
    assert page.empty.isVisible()
    assert unnamed(page) == []
    press(qtbot, page, "first_import")
    asked = page.findChild(ImportDialog)
    assert asked is not None
    asked.reject()
    qtbot.mouseClick(page.empty.strike, LEFT)
    dialog = page.findChild(StrikeDialog)
    qtbot.keyClicks(dialog.dispute, "Pay")
    qtbot.keyClicks(dialog.union, "BMA")
    assert dialog.form.start.instant == datetime(2016, 1, 22, 8, tzinfo=UTC)
    assert dialog.form.end.instant == datetime(2016, 1, 23, 8, tzinfo=UTC)
    with qtbot.waitSignal(page.window_asked) as chosen:
        press(qtbot, dialog, "save")
    assert chosen.args == [1]
    assert [window.union for window in list_windows(hospital)] == ["BMA"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(date(2016, 1, 26), "24 h", id="Tue 26 Jan"),
        pytest.param(date(2016, 10, 29), "25 h: the clocks go back on Sun 30 Oct", id="Sat 29 Oct"),
        pytest.param(
            date(2016, 3, 26), "23 h: the clocks go forward on Sun 27 Mar", id="Sat 26 Mar"
        ),
    ],
)
def test_the_dialog_says_the_true_hours(
    page: StrikesPage, qtbot: QtBot, day: date, said: str
) -> None:
    dialog = dialog_of(page, qtbot)
    dialog.form.start.show_local(day, time(8))
    dialog.form.end.show_local(date.fromordinal(day.toordinal() + 1), time(8))
    assert dialog.form.length.text() == said
    assert unnamed(dialog) == []
    dialog.reject()


def test_the_dialog_warns_of_odd_times(page: StrikesPage, qtbot: QtBot) -> None:
    dialog = dialog_of(page, qtbot)
    dialog.form.start.show_local(date(2016, 10, 30), time(1, 30))
    assert "The clocks show this start twice" in dialog.form.length.text()
    dialog.form.end.show_local(date(2016, 1, 1), time(8))
    assert dialog.form.length.text().startswith("The end must come after the start")
    dialog.findChild(QCheckBox, "is_open").click()
    assert dialog.form.length.text().startswith("no end given")
    assert not dialog.form.end.isEnabled()
    dialog.reject()


def test_the_end_follows_a_start_put_after_it(page: StrikesPage, qtbot: QtBot) -> None:
    dialog = dialog_of(page, qtbot)
    dialog.form.start.show_local(date(2016, 3, 1), time(7))
    assert dialog.form.end.instant == datetime(2016, 3, 2, 8, tzinfo=UTC)
    dialog.reject()


def test_refusals_are_said_in_the_dialog(page: StrikesPage, qtbot: QtBot) -> None:
    dialog = dialog_of(page, qtbot)
    for group in dialog.form.groups.values():
        group.setChecked(False)
    press(qtbot, dialog, "save")
    assert dialog.refusal.text() == "Name at least one staff group that is called out."
    dialog.form.sites["St Anne"].setChecked(False)
    press(qtbot, dialog, "save")
    assert dialog.refusal.text() == "Tick at least one site."
    dialog.form.sites["St Anne"].setChecked(True)
    dialog.form.groups[next(iter(dialog.form.groups))].setChecked(True)
    dialog.form.start.show_instant(START)
    dialog.form.end.show_instant(END)
    press(qtbot, dialog, "save")
    qtbot.waitUntil(lambda: dialog.refusal.text().startswith("This strike is already here"))
    dialog.reject()


def test_the_dialog_keeps_every_field(page: StrikesPage, small_desk: Desk, qtbot: QtBot) -> None:
    dialog = dialog_of(page, qtbot)
    kind = dialog.findChild(QComboBox, "type")
    kind.setCurrentIndex(kind.findData(WindowType.FULL_WALKOUT))
    assert dialog.form.meaning.text().startswith("Every duty")
    policy = dialog.findChild(QComboBox, "policy")
    policy.setCurrentIndex(policy.findData(LossPolicy.CLIP))
    with qtbot.waitSignal(small_desk.bus.changed):
        press(qtbot, dialog, "save")
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    window = list_windows(small_desk.storage)[-1]
    assert (window.terms.type, window.terms.policy) == (WindowType.FULL_WALKOUT, LossPolicy.CLIP)
    assert window.terms.sites == frozenset()
    assert page.row.window.window_id == window.window_id


def test_every_control_has_a_name(page: StrikesPage) -> None:
    assert unnamed(page) == []


def test_the_tooltip_is_nothing_beside_the_hours(page: StrikesPage) -> None:
    assert page.days.tip_at(*QPoint(5, 60).toTuple()) == ""
