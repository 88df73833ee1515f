"""The requirements dialog: rows typed, edits kept, days and templates copied, signatures shown."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Level
from rota.domain.requirement_text import row_words
from rota.services.history import undo
from rota.services.requirements import SignatureState, requirements_of
from tests.strike_hospital import ED, WARD
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import opened, press, rest
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.requirement_signing import KeepDialog, SignDialog
from ui.dialogs.requirement_sources import CopyDayDialog, TemplateDialog
from ui.dialogs.requirements import RequirementsDialog
from ui.widgets.day_field import show_day
from ui.widgets.requirement_list import STATES
from ui.widgets.requirement_strip import day_runs

KEY = Qt.Key
EMERGENCY, NORMAL = Level.EMERGENCY_ONLY, Level.NORMAL


def service_id(desk: Desk, name: str = ED) -> int:
    return next(
        each.service.service_id
        for each in requirements_of(desk.storage)
        if each.service.name == name
    )


def saved(desk: Desk, name: str = ED, level: Level = EMERGENCY) -> list[str]:
    (found,) = requirements_of(desk.storage, service_id(desk, name))
    return [row_words(need) for need in found.at(level).rows]


def dialog_at(qtbot: QtBot, desk: Desk, home: QWidget, name: str = ED) -> RequirementsDialog:
    dialog = RequirementsDialog(desk, 1, service_id(desk, name), home)
    opened(qtbot, desk, dialog)
    return dialog


def retype(qtbot: QtBot, dialog: RequirementsDialog, row: int, cell: str, text: str) -> None:
    """Stand on a cell, press Enter, type, press Enter."""
    table = dialog.editor.table
    table.go_to(row, cell)
    qtbot.keyClick(table, KEY.Key_Return)
    (field,) = fields_of(dialog)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, KEY.Key_Return)
    qtbot.waitUntil(lambda: not fields_of(dialog))


def leave_field(qtbot: QtBot, dialog: RequirementsDialog) -> None:
    (field,) = fields_of(dialog)
    qtbot.keyClick(field, KEY.Key_Return)
    qtbot.waitUntil(lambda: not fields_of(dialog))


def fields_of(dialog: RequirementsDialog) -> list[QWidget]:
    """The cell fields that are open."""
    viewport = dialog.editor.table.viewport()
    found = [*viewport.findChildren(QComboBox), *viewport.findChildren(QLineEdit)]
    return [each for each in found if each.parent() is viewport and each.isVisible()]


def badges(dialog: RequirementsDialog) -> dict[str, str]:
    model = dialog.list.model
    return {model.index(at, 0).data(): model.index(at, 1).data() for at in range(model.rowCount())}


def sub_dialog(dialog: RequirementsDialog, kind: type[QDialog]) -> QDialog:
    return [each for each in dialog.findChildren(kind) if each.isVisible()][-1]


def test_it_shows_the_service_asked_for(small_desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = dialog_at(qtbot, small_desk, home)
    assert unnamed(dialog) == []
    assert dialog.editor.name.text() == ED
    assert [text.end for text in dialog.editor.rows.texts] == ["00:00", "20:00"]
    assert dialog.editor.rows.index(0, 1).data() == "all day"
    assert badges(dialog) == {ED: "Not signed", WARD: "None set"}
    assert dialog.editor.strip.runs == ((0, 2, 1), (2, 48, 2), (48, 96, 1))
    assert "08:30 to 20:00 2 people" in dialog.editor.strip.accessibleDescription()
    assert not dialog.save.isEnabled()
    dialog.accept()


def test_a_number_is_typed_saved_and_undone(small_desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    desk = small_desk
    dialog = dialog_at(qtbot, desk, home)
    retype(qtbot, dialog, 1, "number", "3")
    assert badges(dialog)[ED] == "Not saved"
    assert dialog.editor.strip.runs[1] == (2, 48, 4)
    qtbot.keyClicks(dialog.reason, "agreed")
    press(qtbot, desk, dialog, "requirement_save")
    assert saved(desk) == ["all day: 1 × CT or above", "08:30 to 20:00: 3 × CT or above"]
    assert badges(dialog)[ED] == "Not signed"
    desk.bus.publish(undo(desk.storage)[1])
    rest(qtbot, desk)
    assert dialog.editor.rows.texts[1].number == "1"
    dialog.accept()


def test_a_cell_that_means_nothing_is_marked_and_not_saved(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = dialog_at(qtbot, desk, home)
    retype(qtbot, dialog, 1, "grade_min", "Captain")
    assert dialog.editor.problems.text().startswith("Row 2, grade or above: “Captain” is no doctor")
    dialog.list.choose(service_id(desk, WARD))
    press(qtbot, desk, dialog, "requirement_save")
    assert dialog.notice.text == f"Nothing is saved yet: mend the marked cells of {ED} first."
    assert dialog.editor.name.text() == ED
    assert dialog.editor.table.currentIndex().row() == 1
    assert len(saved(desk)) == 2
    press(qtbot, desk, dialog, "requirement_drop")
    assert dialog.editor.problems.text() == ""
    dialog.accept()


def test_rows_are_added_doubled_and_removed_by_keyboard(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = dialog_at(qtbot, desk, home, WARD)
    table = dialog.editor.table
    table.setFocus()
    qtbot.keyClick(table, KEY.Key_Insert)
    (field,) = fields_of(dialog)
    qtbot.keyClicks(field, "09:00")
    qtbot.keyClick(field, KEY.Key_Return)
    qtbot.waitUntil(lambda: not fields_of(dialog))
    qtbot.keyClick(table, KEY.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, KEY.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [each.start for each in dialog.editor.rows.texts] == ["09:00"] * 3
    qtbot.keyClick(table, KEY.Key_Delete)
    retype(qtbot, dialog, 1, "days", "Sat")
    press(qtbot, desk, dialog, "requirement_save")
    assert saved(desk, WARD) == [
        "09:00 to 20:00: 1 × any doctor",
        "Sat 09:00 to 20:00: 1 × any doctor",
    ]
    dialog.accept()


def test_edits_stay_over_services_and_levels_and_hold_the_dialog_open(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = dialog_at(qtbot, desk, home)
    retype(qtbot, dialog, 0, "number", "5")
    dialog.list.choose(service_id(desk, WARD))
    press(qtbot, desk, dialog, "requirement_level_normal")
    press(qtbot, desk, dialog, "requirement_add")
    leave_field(qtbot, dialog)
    assert dialog.save.text() == "Save 2 edits"
    dialog.list.choose(service_id(desk))
    press(qtbot, desk, dialog, "requirement_level_emergency_only")
    assert dialog.editor.rows.texts[0].number == "5"
    press(qtbot, desk, dialog, "close")
    assert dialog.isVisible()
    assert dialog.notice.text.startswith(f"Your edits of {ED} and {WARD} are not saved.")
    press(qtbot, desk, dialog, "requirement_copy")
    assert dialog.notice.text == f"Save or drop your edits of {ED} first."
    press(qtbot, desk, dialog, "requirement_save")
    assert saved(desk)[0] == "all day: 5 × CT or above"
    assert saved(desk, WARD, NORMAL) == ["08:00 to 20:00: 1 × any doctor"]
    press(qtbot, desk, dialog, "close")


def test_a_day_is_copied_for_several_services_after_its_difference_was_shown(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = dialog_at(qtbot, desk, home)
    dialog.list.table.selectAll()
    assert dialog.editor.name.text() == "2 services chosen"
    press(qtbot, desk, dialog, "requirement_copy")
    copy = sub_dialog(dialog, CopyDayDialog)
    assert isinstance(copy, CopyDayDialog)
    assert unnamed(copy) == []
    offered = [copy.named.itemText(at) for at in range(copy.named.count())]
    assert offered[:2] == [
        "Last Sunday, Sun 10 Jan 2016 (no roster here)",
        "Christmas Day, Fri 25 Dec 2015 (no roster here)",
    ]
    assert copy.named.currentText() == "Another day"
    assert copy.summary.text() == "Rows: 2 new, 1 removed, 1 unchanged at 2 services."
    copy.named.setCurrentIndex(1)
    copy.named.activated.emit(1)
    rest(qtbot, desk)
    assert copy.refusal.text().startswith("The roster of Friday 25 December 2015 is not in")
    assert not copy.save.isEnabled()
    show_day(copy.day, date(2016, 1, 12))
    rest(qtbot, desk)
    assert copy.refusal.text() == ""
    press(qtbot, desk, copy, "save")
    assert saved(desk, WARD) == ["09:00 to 17:00: 1 × CT or above"]
    assert badges(dialog)[WARD] == "Not signed"
    dialog.accept()


def test_a_signature_shows_and_a_later_change_too(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = dialog_at(qtbot, desk, home)
    press(qtbot, desk, dialog, "requirement_sign")
    sign = sub_dialog(dialog, SignDialog)
    assert isinstance(sign, SignDialog)
    assert sign.focusWidget() is sign.lead
    assert unnamed(sign) == []
    press(qtbot, desk, sign, "save")
    assert sign.refusal.text() == "Give the name of the clinical lead who signs."
    qtbot.keyClicks(sign.lead, "Dr Reid")
    qtbot.keyClicks(sign.role, "clinical lead")
    press(qtbot, desk, sign, "save")
    assert badges(dialog)[ED] == "Signed"
    said = "igned on Fri 8 Jan 2016 09:00 by Dr Reid, clinical lead."
    assert dialog.editor.signature.text() == f"S{said}"
    retype(qtbot, dialog, 0, "number", "2")
    press(qtbot, desk, dialog, "requirement_save")
    assert badges(dialog)[ED] == "Changed since signed"
    assert dialog.editor.signature.text() == f"Changed since it was s{said}"
    assert STATES[SignatureState.CHANGED][1] is Tone.WARNING
    dialog.accept()


def test_rows_are_kept_as_a_template_and_used_elsewhere(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = dialog_at(qtbot, desk, home)
    press(qtbot, desk, dialog, "requirement_keep")
    keep = sub_dialog(dialog, KeepDialog)
    assert isinstance(keep, KeepDialog)
    assert unnamed(keep) == []
    qtbot.keyClicks(keep.name, "Our front door")
    press(qtbot, desk, keep, "save")
    dialog.list.choose(service_id(desk, WARD))
    press(qtbot, desk, dialog, "requirement_template")
    use = sub_dialog(dialog, TemplateDialog)
    assert isinstance(use, TemplateDialog)
    assert unnamed(use) == []
    use.named.setCurrentIndex(use.named.findText("Labour ward"))
    rest(qtbot, desk)
    assert "not guidance" in use.source.text()
    assert not use.forget.isVisible()
    use.named.setCurrentIndex(use.named.findText("Our front door (your own)"))
    rest(qtbot, desk)
    assert use.forget.isVisible()
    press(qtbot, desk, use, "save")
    assert saved(desk, WARD) == saved(desk)
    dialog.accept()


def test_what_stands_in_an_open_field_is_saved_too(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = dialog_at(qtbot, small_desk, home)
    dialog.editor.table.go_to(0, "number")
    qtbot.keyClick(dialog.editor.table, KEY.Key_Return)
    qtbot.keyClicks(fields_of(dialog)[0], "7")
    assert not dialog.save.isEnabled()
    dialog.accept()
    assert dialog.notice.text.startswith(f"Your edits of {ED} are not saved.")
    press(qtbot, small_desk, dialog, "requirement_save")
    assert saved(small_desk)[0] == "all day: 7 × CT or above"
    dialog.accept()


def test_services_are_searched(small_desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = dialog_at(qtbot, small_desk, home)
    qtbot.keyClicks(dialog.list.search, "medic ward")
    qtbot.keyClick(dialog.list.search, KEY.Key_Return)
    assert dialog.list.table.model().rowCount() == 1
    assert dialog.editor.name.text() == "No services chosen"
    assert not dialog.editor.copy.isEnabled()
    dialog.accept()


def test_a_night_shows_on_the_strip_on_the_day_it_starts(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = dialog_at(qtbot, small_desk, home, WARD)
    press(qtbot, small_desk, dialog, "requirement_add")
    leave_field(qtbot, dialog)
    for cell, text in (("start", "20:00"), ("end", "08:00"), ("days", "Tue")):
        retype(qtbot, dialog, 0, cell, text)
    needs = dialog.editor.rows.needs
    assert day_runs(needs, date(2016, 1, 12)) == ((0, 48, 0), (48, 96, 1))
    assert day_runs(needs, date(2016, 1, 13)) == ((0, 96, 0),)
    press(qtbot, small_desk, dialog, "requirement_drop")
    dialog.accept()
