"""The page of the day, worked with the keyboard and the mouse over a real file.

At 09:00 the Emergency department needs two doctors and has Carol; Ada is called out there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Answer, WindowState
from rota.domain.day import Tick
from rota.services.day_flags import raise_by_hand, take_flag
from rota.services.day_roll import NewTick, tick
from rota.services.declarations import declare
from rota.services.history import check, undo
from rota.services.ports import Storage
from rota.services.window_changes import set_state
from rota.storage.database import Database
from tests.engines import Clock
from tests.strike_hospital import ED, tools
from tests.ui.accessible import unnamed
from tests.ui.clerk import dialog, press, settle
from ui.assembly import assemble
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.assign import AssignDialog
from ui.dialogs.day_came import CameDialog
from ui.dialogs.day_cover import DayCoverDialog
from ui.dialogs.day_when import DayWhenDialog
from ui.jobs import Jobs
from ui.models.day_rows import RollRow, RowKind, count_words, missing_words
from ui.models.name_words import all_begin, words_of
from ui.pages.day import DayPage
from ui.pages.page import Place
from ui.theme import apply_theme
from ui.widgets.day_rows import ALL_HERE, buttons_of

NINE = datetime(2016, 1, 12, 9, 0, tzinfo=UTC)
EVENING = datetime(2016, 1, 12, 20, 0, tzinfo=UTC)
CAROL, ADA, BEN = "S3", "S1", "S2"
Key = Qt.Key


@pytest.fixture
def clock() -> Clock:
    return Clock(NINE)


@pytest.fixture
def desk(small_desk: Desk, clock: Clock) -> Iterator[Desk]:
    yield Desk(small_desk.tools, small_desk.storage, small_desk.jobs, small_desk.bus, clock)
    small_desk.jobs.close()


def shown(desk: Desk, qtbot: QtBot, window_id: int | None = 1) -> DayPage:
    page = DayPage(desk)
    qtbot.addWidget(page)
    desk.bus.changed.connect(page.refresh)
    page.resize(1090, 600)
    page.show()
    page.show_window(window_id)
    quiet(page, desk, qtbot)
    return page


def quiet(page: DayPage, desk: Desk, qtbot: QtBot) -> None:
    """Wait until every tick is saved, told and read back."""
    settle(qtbot, desk.jobs)
    qtbot.waitUntil(lambda: not page.work.ticks.waiting and not desk.jobs.is_busy)


def row(page: DayPage, staff_id: str) -> RollRow:
    found = [r for r in page.work.roll.rows.rows if r.person and r.person.staff_id == staff_id]
    assert len(found) == 1, staff_id
    return found[0]


def head(page: DayPage, name: str) -> RollRow:
    heads = [r for r in page.work.roll.rows.rows if r.kind is RowKind.SERVICE]
    return next(each for each in heads if each.each.service.name == name)


def names(page: DayPage) -> list[str]:
    return [r.person.name if r.person else r.kind.value for r in page.work.roll.rows.rows]


def go_to(page: DayPage, staff_id: str) -> None:
    page.work.roll.go_to(row(page, staff_id).who)
    page.work.roll.setFocus()


def ticks(storage: Storage) -> list[tuple[str, str, str, str]]:
    with storage.read() as work:
        return [(t.staff_id, f"{t.at:%H:%M}", t.what.value, t.by) for t in work.day.ticks(1)]


def said(root: QWidget) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def click_in(page: DayPage, qtbot: QtBot, wanted: RollRow, name: str) -> None:
    """Click the painted button of that name in a row."""
    roll = page.work.roll
    at = roll.rows.place_of(lambda each: each.key == wanted.key)
    box = roll.visualRect(roll.rows.index(at))
    place = buttons_of(wanted, box)[name].center()
    qtbot.mouseClick(roll.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_roll_call_by_keyboard(desk: Desk, qtbot: QtBot) -> None:
    page = shown(desk, qtbot)
    roll, storage = page.work.roll, desk.storage
    # Somebody missing stands first; whoever the strike called out is folded away.
    assert names(page) == ["service", "Carol Reid", "fold", "service", "fold"]
    assert head(page, ED).each.missing_now == 1
    qtbot.keyClicks(page.work.side.name, "Jo Lee")
    go_to(page, CAROL)

    qtbot.keyClick(roll, Key.Key_Space)  # on screen at once, before anything is saved
    assert row(page, CAROL).state is Tick.HERE
    assert (head(page, ED).here, head(page, ED).unticked) == (1, 0)
    assert "1 here, 0 not here, 0 not ticked" in page.header.facts.text()
    quiet(page, desk, qtbot)
    assert ticks(storage) == [(CAROL, "09:00", "here", "Jo Lee")]
    assert row(page, CAROL).person.ticked_by == "Jo Lee"  # type: ignore[union-attr]

    go_to(page, CAROL)
    qtbot.keyClick(roll, Key.Key_N)
    quiet(page, desk, qtbot)
    assert head(page, ED).each.missing_now == 2
    assert "raised" in page.work.notice.text
    assert page.badge() == "1"

    # Ctrl+Z takes back the own last click, though somebody else has saved something since.
    tick(storage, 1, desk.tools.rules.ladder, [NewTick(ADA, head(page, ED).service_id, NINE,
         Tick.HERE)], "other", "Sam", NINE)  # fmt: skip
    page.load()
    quiet(page, desk, qtbot)
    qtbot.keyClick(roll, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    quiet(page, desk, qtbot)
    assert row(page, CAROL).state is Tick.HERE
    assert row(page, ADA).state is Tick.HERE
    assert head(page, ED).each.missing_now == 0
    qtbot.keyClick(roll, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    quiet(page, desk, qtbot)
    assert row(page, CAROL).state is None
    assert [t[2] for t in ticks(storage)] == ["here", "not_here", "here", "here", "clear"]
    assert check(storage).sound


def test_mouse_filters_and_finding(desk: Desk, qtbot: QtBot) -> None:
    page = shown(desk, qtbot)
    roll, field = page.work.roll, page.work.filters.field
    assert field is not None
    click_in(page, qtbot, head(page, ED), ALL_HERE)
    assert row(page, CAROL).state is Tick.HERE
    quiet(page, desk, qtbot)
    click_in(page, qtbot, row(page, CAROL), Tick.LEFT.value)
    quiet(page, desk, qtbot)
    assert [t[2] for t in ticks(desk.storage)] == ["here", "left"]
    roll.setFocus()
    qtbot.keyClick(roll, Key.Key_Backspace)
    quiet(page, desk, qtbot)
    assert row(page, CAROL).state is None

    # Under "Not ticked" the ticked one stays until the filter is asked for again.
    page.work.filters.choose("tick")
    assert names(page) == ["service", "Carol Reid"]
    roll.go_to_person()
    qtbot.keyClick(roll, Key.Key_Space)
    quiet(page, desk, qtbot)
    assert names(page) == ["service", "Carol Reid"]
    page.work.filters.choose("gaps")
    assert [r.each.service.name for r in roll.rows.rows if r.kind is RowKind.SERVICE] == [ED]
    page.work.filters.choose("all")
    go_to(page, CAROL)
    qtbot.keyClick(roll, Key.Key_Delete)
    quiet(page, desk, qtbot)

    # Ada is called out and rings all the same: Ctrl+F, a few letters, Enter, Space.
    roll.setFocus()
    qtbot.keyClick(roll, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "oka")
    qtbot.keyClick(field, Key.Key_Return)
    assert names(page) == ["service", "Ada Okafor"]
    before = len(ticks(desk.storage))
    qtbot.keyClick(roll, Key.Key_A)  # all that are shown and awaited: Ada is not, Carol is hidden
    quiet(page, desk, qtbot)
    assert len(ticks(desk.storage)) == before
    qtbot.keyClick(roll, Key.Key_Space)
    quiet(page, desk, qtbot)
    field.clear()
    qtbot.waitUntil(lambda: len(names(page)) > 2)
    assert row(page, ADA).state is Tick.HERE
    assert head(page, ED).each.missing_now == 0
    assert row(page, CAROL).state is None
    assert ED in str(roll.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_what_cannot_be_saved_is_said_and_shown_unticked(desk: Desk, qtbot: QtBot) -> None:
    page = shown(desk, qtbot)
    press(qtbot, page, "check_2000")
    quiet(page, desk, qtbot)
    assert page.reading is not None
    assert page.reading.view.at == EVENING
    # Carol goes home at 20:30: she is set apart, and nobody need tick her.
    assert "0 not ticked" in page.header.facts.text()
    (apart,) = (r for r in page.work.roll.rows.rows if r.kind is RowKind.LEAVING)
    page.work.roll.fold_asked.emit(apart)
    go_to(page, CAROL)
    qtbot.keyClick(page.work.roll, Key.Key_Space)
    assert row(page, CAROL).state is Tick.HERE
    settle(qtbot, desk.jobs)
    assert row(page, CAROL).state is None
    assert row(page, CAROL).is_unsaved
    assert "Not saved" in page.work.notice.text
    assert ticks(desk.storage) == []
    assert not page.work.ticks.can_take_back(1)
    qtbot.keyClick(page.work.roll, Key.Key_Up)
    go_to(page, CAROL)
    qtbot.keyClick(page.work.roll, Key.Key_N)  # that somebody will not come may be known before
    quiet(page, desk, qtbot)
    assert row(page, CAROL).state is Tick.NOT_HERE
    assert not row(page, CAROL).is_unsaved


def test_two_windows_on_one_file(
    desk: Desk, hospital: Database, tmp_path: Path, clock: Clock, qtbot: QtBot
) -> None:
    first = shown(desk, qtbot)
    with closing(Database(str(tmp_path / "hospital.db"), clock, "other")) as storage:
        jobs = Jobs()
        other = Desk(tools(), storage, jobs, Bus(jobs), clock)
        try:
            second = shown(other, qtbot)
            for page, its in ((first, desk), (second, other)):
                page.look_at_clock()  # what this minute makes due is raised, and read
                quiet(page, its, qtbot)
            go_to(first, CAROL)
            qtbot.keyClick(first.work.roll, Key.Key_Space)
            quiet(first, desk, qtbot)
            assert row(second, CAROL).state is None
            second.load()
            quiet(second, other, qtbot)
            assert row(second, CAROL).state is Tick.HERE
            go_to(second, CAROL)
            qtbot.keyClick(second.work.roll, Key.Key_L)
            quiet(second, other, qtbot)
            first.load()
            quiet(first, desk, qtbot)
            assert row(first, CAROL).state is Tick.LEFT
            # What somebody else has said since is not mine to take back.
            keys = Qt.KeyboardModifier.ControlModifier
            qtbot.keyClick(first.work.roll, Key.Key_Z, keys)
            quiet(first, desk, qtbot)
            assert "Nothing of yours" in first.work.notice.text
            assert [t[2] for t in ticks(storage)] == ["here", "left"]
            # The roll never lets the key go on to the window, whose undo knows no such bounds.
            asks = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Z, keys)
            asks.ignore()
            QApplication.sendEvent(first.work.roll, asks)
            assert asks.isAccepted()
            second.hide()
            assert not second._clock.isActive()
        finally:
            jobs.close()


def test_names_are_found_by_how_they_begin() -> None:
    words = words_of("Dr Inês O’Neill-Grün, ST, S0012")
    for asked in ("ines", "ONEILL grun", "o'neill-g", "s0012", "dr in"):
        assert all_begin(words_of(asked), words), asked
    for asked in ("eill", "ines patel"):
        assert not all_begin(words_of(asked), words), asked


def test_somebody_else_comes(desk: Desk, qtbot: QtBot) -> None:
    page = shown(desk, qtbot)
    go_to(page, CAROL)
    qtbot.keyClick(page.work.roll, Key.Key_C)
    asked = dialog("dialog_came")
    assert isinstance(asked, CameDialog)
    settle(qtbot, desk.jobs)
    qtbot.keyClicks(asked.field, "hart ben")
    assert asked.people.count() == 1
    assert unnamed(asked) == []
    press(qtbot, asked, "save")
    quiet(page, desk, qtbot)
    qtbot.waitUntil(lambda: "Ben Hart" in names(page))
    came = row(page, BEN)
    assert came.person is not None
    assert came.person.why == "came"
    assert came.state is Tick.HERE
    assert head(page, ED).each.missing_now == 0


def test_flags_notes_and_the_sheet(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = shown(desk, qtbot)
    page.look_at_clock()  # a gap that runs is flagged without anybody ticking
    quiet(page, desk, qtbot)
    assert page.badge() == "1"
    qtbot.keyClicks(page.work.side.name, "Jo Lee")
    press(qtbot, page.work.side, "take_flag_1")
    quiet(page, desk, qtbot)
    qtbot.waitUntil(lambda: "Jo Lee has it" in said(page.work.side))
    # Sam took it elsewhere before this window heard of it: that is said, and Sam keeps it.
    take_flag(desk.storage, 1, 1, "Sam", "Jo Lee")
    press(qtbot, page.work.side, "take_flag_1")
    quiet(page, desk, qtbot)
    assert "Sam looks after it now" in page.work.notice.text
    qtbot.waitUntil(lambda: "Sam has it" in said(page.work.side))

    press(qtbot, page.work.side, "raise_flag")
    raising = dialog("dialog_raise_flag")
    for name, text in (("heading", "bleep"), ("text", "Bleep 2 is broken")):
        field = raising.findChild(QLineEdit, name)
        assert field is not None
        qtbot.keyClicks(field, text)
    assert unnamed(raising) == []
    press(qtbot, raising, "save")
    quiet(page, desk, qtbot)
    qtbot.waitUntil(lambda: "bleep: Bleep 2 is broken" in said(page.work.side))
    assert page.badge() == "2"
    press(qtbot, page.work.side, "close_flag_2")
    closing_ = dialog("dialog_close_flag")
    save = closing_.findChild(QWidget, "save")
    assert save is not None
    assert not save.isEnabled()
    outcome = closing_.findChild(QComboBox, "outcome")
    assert outcome is not None
    outcome.setEditText("Mended")
    press(qtbot, closing_, "save")
    quiet(page, desk, qtbot)
    assert page.badge() == "1"
    qtbot.waitUntil(lambda: "1 flag closed" in said(page.work.side))

    declare(desk.storage, 1, BEN, Answer.WORKING)
    # Who can cover: the people ranked for what is left of it, and one is assigned from there.
    press(qtbot, page.work.side, "cover_flag_1")
    covering = dialog("dialog_day_cover")
    assert isinstance(covering, DayCoverDialog)
    settle(qtbot, desk.jobs)
    assert covering.people.found is not None
    assert covering.people.found.start == NINE
    assert [each.name for each in covering.people.found.can] == ["Ben Hart"]
    assert unnamed(covering) == []
    press(qtbot, covering, "save")
    assert isinstance(dialog("dialog_assign"), AssignDialog)
    dialog("dialog_assign").close()
    with qtbot.waitSignal(page.place_asked) as asked:
        press(qtbot, covering, "to_board")
    assert asked.args == [Place("page_cover", head(page, ED).service_id)]

    note = page.work.side.notes.field
    qtbot.keyClicks(note, "Use bleep 3")
    qtbot.keyClick(note, Key.Key_Return)
    quiet(page, desk, qtbot)
    assert "09:00 Jo Lee: Use bleep 3" in said(page.work.side)
    assert note.text() == ""
    go_to(page, CAROL)
    page.work.side.notes.about.click()
    qtbot.keyClicks(note, "Bed 4 waits")
    qtbot.keyClick(note, Key.Key_Return)
    quiet(page, desk, qtbot)
    assert f"09:00 Jo Lee: {ED}: Bed 4 waits" in said(page.work.side)
    assert not page.work.side.notes.about.isChecked()

    press(qtbot, page.work.side, "handover_sheet")
    qtbot.waitUntil(lambda: bool(page.findChildren(QFileDialog)), timeout=20_000)
    chooser = page.findChildren(QFileDialog)[0]
    out = tmp_path / "sheet.pdf"
    chooser.fileSelected.emit(str(out))
    chooser.close()
    settle(qtbot, desk.jobs)
    assert out.read_bytes().startswith(b"%PDF")
    assert "Saved" in page.work.notice.text
    assert unnamed(page) == []


def test_what_comes_long_after_a_roll_call_is_about_its_own_time(
    desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    clock.now = datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
    page = shown(desk, qtbot)
    roll = page.work.roll
    press(qtbot, page, "check_0800")
    quiet(page, desk, qtbot)
    go_to(page, CAROL)
    qtbot.keyClick(roll, Key.Key_Space)
    quiet(page, desk, qtbot)
    clock.now = datetime(2016, 1, 12, 14, 0, tzinfo=UTC)

    # She leaves: that is now, though the roll call of 08:00 is still shown, where she was here.
    go_to(page, CAROL)
    qtbot.keyClick(roll, Key.Key_L)
    assert "Left at 14:00" in page.work.notice.text
    quiet(page, desk, qtbot)
    assert ticks(desk.storage)[-1][:3] == (CAROL, "14:00", "left")
    assert row(page, CAROL).state is Tick.HERE
    role = Qt.ItemDataRole.AccessibleTextRole
    qtbot.waitUntil(lambda: "gone at 14:00" in str(roll.rows.index(1).data(role)))
    roll.setFocus()
    qtbot.keyClick(roll, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    quiet(page, desk, qtbot)
    assert ticks(desk.storage)[-1][:3] == (CAROL, "14:00", "here")
    qtbot.waitUntil(lambda: "gone at" not in str(roll.rows.index(1).data(role)))

    # "Not here" hours after "here": since when is asked for.
    go_to(page, CAROL)
    qtbot.keyClick(roll, Key.Key_N)
    asking = dialog("dialog_day_when")
    assert isinstance(asking, DayWhenDialog)
    assert "was ticked “here” at 08:00" in said(asking)
    assert asking.at.instant == clock.now
    asking.at.show_local(date(2016, 1, 12), time(13, 20))
    press(qtbot, asking, "save")
    quiet(page, desk, qtbot)
    assert ticks(desk.storage)[-1][:3] == (CAROL, "13:20", "not_here")
    assert row(page, CAROL).state is Tick.HERE

    # Any other time can be shown, and ticked at; one outside the strike is refused.
    press(qtbot, page, "check_other")
    asking = dialog("dialog_day_when")
    assert isinstance(asking, DayWhenDialog)
    asking.at.show_local(date(2016, 1, 12), time(7, 0))
    press(qtbot, asking, "save")
    assert "inside the strike" in said(asking)
    asking.at.show_local(date(2016, 1, 12), time(11, 45))
    press(qtbot, asking, "save")
    quiet(page, desk, qtbot)
    assert page.reading is not None
    assert page.reading.check == datetime(2016, 1, 12, 11, 45, tzinfo=UTC)
    assert page.work.checks.other.text() == "&At 11:45…"
    assert page.work.checks.other.isChecked()
    go_to(page, CAROL)
    qtbot.keyClick(roll, Key.Key_L)
    quiet(page, desk, qtbot)
    assert ticks(desk.storage)[-1][:3] == (CAROL, "11:45", "left")


def test_the_present_ends_with_the_strike_and_yesterday_stays_in_reach(
    desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    clock.now = datetime(2016, 1, 12, 7, 40, tzinfo=UTC)
    page = shown(desk, qtbot)
    assert page.reading is not None
    assert (page.work.checks.now.text(), page.work.checks.now.isEnabled()) == ("&Now", False)
    clock.now = NINE
    press(qtbot, page, "check_0800")
    page.look_at_clock()
    quiet(page, desk, qtbot)
    press(qtbot, page, "check_now")
    quiet(page, desk, qtbot)
    assert page.work.checks.now.text() == "&Now 09:00"
    clock.now = datetime(2016, 1, 13, 9, 0, tzinfo=UTC)
    page.look_at_clock()
    quiet(page, desk, qtbot)
    assert "The strike is over" in said(page)

    # The strip goes on to the next strike; what is left to settle of this one is a click away.
    page.show_window(None)
    page.past.ask()
    settle(qtbot, desk.jobs)
    assert page.past.isVisible()
    assert "not settled" in page.past.text
    press(qtbot, page, "past_attendance")
    settle(qtbot, desk.jobs)
    dialog("dialog_attendance").close()
    clock.now = datetime(2016, 1, 28, 9, 0, tzinfo=UTC)
    page.past.ask()
    settle(qtbot, desk.jobs)
    assert not page.past.isVisible()


def test_what_becomes_short_within_the_hour_is_shown_and_over_flags_go_in_one(
    desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    clock.now = datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
    page = shown(desk, qtbot)
    page.look_at_clock()
    quiet(page, desk, qtbot)
    heading = head(page, ED)
    assert page.work.roll.rows.rows[0] == heading
    if heading.each.missing_now == 0:
        assert "missing from" in missing_words(heading.each)
    page.work.filters.choose("gaps")
    assert names(page)[0] == "service"
    page.work.filters.choose("all")
    assert page.badge() == "1"
    # A search counts those it shows, and says so.
    field = page.work.filters.field
    assert field is not None
    qtbot.keyClicks(field, "reid")
    qtbot.waitUntil(lambda: count_words(head(page, ED)) == "1 of 2 shown: 0 here, 1 not ticked")
    field.clear()
    raise_by_hand(
        desk.storage, 1, heading.service_id, "Lift", "Stuck", clock.now, NINE, "Ray", clock.now
    )
    clock.now = datetime(2016, 1, 12, 9, 30, tzinfo=UTC)
    page.look_at_clock()
    quiet(page, desk, qtbot)
    assert "1 flag is over" in said(page.work.side)
    assert page.badge() == "1"
    qtbot.keyClicks(page.work.side.name, "Jo Lee")
    press(qtbot, page.work.side, "close_over")
    quiet(page, desk, qtbot)
    qtbot.waitUntil(lambda: "1 flag closed" in said(page.work.side))
    with desk.storage.read() as work:
        assert [(f.post, f.closed_by) for f in work.day.flags(1) if not f.is_open] == [
            ("Lift", "Jo Lee")
        ]


def test_before_after_and_without_a_strike(desk: Desk, clock: Clock, qtbot: QtBot) -> None:
    page = shown(desk, qtbot, None)
    assert "No strike is entered yet" in said(page)
    clock.now = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)
    page.show_window(1)
    quiet(page, desk, qtbot)
    assert "The strike has not begun" in said(page)
    assert "1 person is expected at 1 service" in said(page)
    assert "Cover shows 2 gaps during the strike" in said(page)
    assert page.came.isHidden()
    press(qtbot, page, "look_at_day")
    assert page.middle.currentWidget() is page.work
    assert names(page)[:2] == ["service", "Carol Reid"]
    # At 07:55 people ring for 08:00: that check is on already.
    page.show_window(None)
    clock.now = datetime(2016, 1, 12, 7, 55, tzinfo=UTC)
    page.show_window(1)
    quiet(page, desk, qtbot)
    assert page.reading is not None
    assert page.reading.check == datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
    go_to(page, CAROL)
    qtbot.keyClick(page.work.roll, Key.Key_Space)
    quiet(page, desk, qtbot)
    assert row(page, CAROL).state is Tick.HERE
    page.show_window(None)
    clock.now = datetime(2016, 1, 14, 9, 0, tzinfo=UTC)
    page.show_window(1)
    quiet(page, desk, qtbot)
    assert "The strike is over" in said(page)
    assert page.past.isHidden()  # this is the strike that is shown
    press(qtbot, page.nothing, "empty_button")
    settle(qtbot, desk.jobs)
    dialog("dialog_attendance").close()
    ladder = desk.tools.rules.ladder
    eve = datetime(2016, 1, 11, 9, 0, tzinfo=UTC)
    done = set_state(desk.storage, 1, WindowState.CALLED_OFF, "Talks", eve, ladder)
    desk.bus.publish(done.changes)
    quiet(page, desk, qtbot)
    assert "does not take place" in said(page)


def test_it_fits_beside_the_list_of_pages_with_large_text(
    desk: Desk, qtbot: QtBot, qapp: QApplication
) -> None:
    apply_theme(qapp, "dark", 1.3)
    try:
        page = shown(desk, qtbot)
        assert page.minimumSizeHint().width() <= 1280 - 241
    finally:
        apply_theme(qapp, "light", 1.0)


def test_ticks_are_saved_before_the_window_closes(
    small_desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    storage = small_desk.storage
    window = assemble(tools(), storage, clock)
    qtbot.addWidget(window)
    window.show()
    settle(qtbot, window.jobs)
    window.show_page("page_day")
    settle(qtbot, window.jobs)
    page = window.current_page
    assert isinstance(page, DayPage)
    go_to(page, CAROL)
    qtbot.keyClick(page.work.roll, Key.Key_N)
    qtbot.keyClick(page.work.roll, Key.Key_Up)
    go_to(page, CAROL)
    qtbot.keyClick(page.work.roll, Key.Key_Space)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert [t[2] for t in ticks(storage)] == ["not_here", "here"]
    undo(storage)
    assert [t[2] for t in ticks(storage)] == ["not_here"]
