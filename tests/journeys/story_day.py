"""The day of the strike and the morning after in the 2016 story: roll call, flags, attendance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QSpinBox

from rota.domain.codes import Attendance
from rota.domain.day import DayFlag, Tick
from tests.journeys.story_hospital import JANUARY, NAME_OF
from tests.journeys.story_people import LEFT, Key, User
from ui.dialogs.attendance import AttendanceDialog
from ui.dialogs.attendance_unseen import UnseenDialog
from ui.dialogs.day_flag import CloseFlagDialog
from ui.models.day_rows import RollRow, RowKind
from ui.pages.day import DayPage
from ui.widgets.attendance_filter import ALL
from ui.widgets.day_rows import ALL_HERE, buttons_of


def roll_call(user: User, name: str) -> DayPage:
    """Go to the page of the day and say who one is."""
    page = user.go(DayPage)
    quiet(user, page)
    page.look_at_clock()
    quiet(user, page)
    page.work.side.name.clear()
    user.type(page.work.side.name, name)
    return page


def quiet(user: User, page: DayPage) -> None:
    """Wait until every tick is saved, told and read back."""
    user.rest()
    user.qtbot.waitUntil(lambda: not page.work.ticks.waiting and not user.here.jobs.is_busy)


def row_of(page: DayPage, staff_id: str) -> RollRow:
    """The line of somebody in the roll."""
    found = [r for r in page.work.roll.rows.rows if r.person and r.person.staff_id == staff_id]
    assert len(found) == 1, staff_id
    return found[0]


def heading_of(page: DayPage, service: str) -> RollRow:
    """The line of a service in the roll."""
    heads = [r for r in page.work.roll.rows.rows if r.kind is RowKind.SERVICE]
    return next(each for each in heads if each.each.service.name == service)


def tick(user: User, page: DayPage, staff_id: str, what: Tick) -> None:
    """Go to somebody in the roll and press a key."""
    page.work.roll.go_to(row_of(page, staff_id).who)
    user.key(page.work.roll, Key.Key_Space if what is Tick.HERE else Key.Key_N)
    quiet(user, page)
    assert row_of(page, staff_id).state is what


def all_here(user: User, page: DayPage, service: str) -> None:
    """Click "all here" in the line of a service."""
    roll, wanted = page.work.roll, heading_of(page, service)
    box = roll.visualRect(roll.rows.index(roll.rows.place_of(lambda each: each.key == wanted.key)))
    place = buttons_of(wanted, box)[ALL_HERE].center()
    user.qtbot.mouseClick(roll.viewport(), LEFT, pos=place)
    quiet(user, page)


def find_and_tick(user: User, page: DayPage, staff_id: str, what: Tick) -> None:
    """Find somebody called out, who is folded away, by their name, and tick them."""
    field = page.work.filters.field
    assert field is not None
    user.type(field, NAME_OF[staff_id].partition(" ")[2])
    user.qtbot.keyClick(field, Key.Key_Return)
    tick(user, page, staff_id, what)
    field.clear()
    user.qtbot.waitUntil(lambda: len(page.work.roll.rows.rows) > 2)


def flag_of(page: DayPage, service: str) -> DayFlag:
    """The open flag of a service, as the page has it."""
    assert page.reading is not None
    place = heading_of(page, service).service_id
    (flag,) = (f for f in page.reading.view.flags if f.is_open and f.service_id == place)
    return flag


def close_flag(user: User, page: DayPage, number: int, outcome: str) -> None:
    """Close a flag with what came of it."""
    user.press(f"close_flag_{number}", page.work.side)
    dialog = user.dialog(CloseFlagDialog)
    box = dialog.findChild(QComboBox, "outcome")
    assert box is not None
    box.setEditText(outcome)
    user.press("save", dialog)
    quiet(user, page)


def reconcile(
    manager: User, by_hand: Mapping[str, tuple[Attendance, int | None]], payroll: Path
) -> str:
    """Accept what is proposed, settle some duties by hand, and write the file for payroll.

    Returns what the window says was counted.
    """
    page = manager.go(DayPage, JANUARY)
    manager.press("empty_button", page.nothing)
    dialog = manager.dialog(AttendanceDialog)
    manager.press("accept_all", dialog)
    manager.press("settle_unseen", dialog)  # nobody looked for them: asked once more
    manager.press("save", manager.dialog(UnseenDialog))
    dialog.filters.choose(ALL)
    for duty, (status, minutes) in by_hand.items():
        keys = {(row.duty_id, row.staff_id) for row in dialog.model.rows if row.duty_id == duty}
        dialog.table.select_keys(frozenset(keys), next(iter(keys)))
        if minutes is not None:
            box = dialog.findChild(QSpinBox, "minutes")
            assert box is not None
            box.setValue(minutes)
        manager.press(f"set_{status.value}", dialog)
    manager.press("payroll", dialog)
    manager.save_as(payroll)
    said = dialog.totals.text()
    dialog.accept()
    return said
