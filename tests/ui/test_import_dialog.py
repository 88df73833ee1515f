from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rota.domain.importing import ColumnMapping, ImportKind
from rota.services.differences import Difference
from rota.services.importing import saved_mappings
from rota.services.people import correct_person
from tests.small_hospital import APPOINTMENTS, STAFF, appointment, write
from tests.tables.messages import message, write_hl7
from tests.ui.accessible import unnamed
from tests.ui.clerk import bare_desk, desk, dialog, own_settings, press, settle
from ui.desk import Desk
from ui.dialogs.import_frame import FILE_FILTER
from ui.dialogs.importing import ImportDialog
from ui.jobs import JobState

__all__ = ["bare_desk", "desk", "own_settings"]
Open = Callable[..., ImportDialog]
BAD = [{**APPOINTMENTS[0], "start": "31/02/2016 09:00"}, *APPOINTMENTS[1:]]


@pytest.fixture
def opened(bare_desk: Desk, qtbot: QtBot) -> Open:
    def open_it(kind: ImportKind | None = None, window_id: int | None = 1) -> ImportDialog:
        made = ImportDialog(bare_desk, kind, window_id)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.open()
        settle(qtbot, bare_desk.jobs)
        return made

    return open_it


def take(made: ImportDialog, desk: Desk, qtbot: QtBot, *paths: Path) -> None:
    made.take_files(paths)
    settle(qtbot, desk.jobs)


def imported(desk: Desk) -> int:
    with desk.storage.read() as work:
        return work.appointments.count()


def test_calendars_can_be_chosen() -> None:
    assert "*.ics" in FILE_FILTER.split(";;")[0]


def test_the_kind_of_a_file_is_found_out_and_it_is_checked_at_once(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened()
    assert not made.go.isEnabled()
    path = write(tmp_path / "list.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    take(made, bare_desk, qtbot, path)
    assert made.chosen_kind is ImportKind.APPOINTMENTS
    assert made.notice.text == ("6 rows: 6 new, 0 changed, 0 as before. Nothing is saved yet.")
    assert imported(bare_desk) == 0
    with qtbot.waitSignal(bare_desk.bus.changed):
        press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    assert imported(bare_desk) == 6
    assert made.notice.text.startswith("Imported. 6 rows")
    press(qtbot, made, "import_go")
    assert not made.isVisible()


def test_what_is_wrong_is_listed_by_row_and_column(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened(ImportKind.APPOINTMENTS)
    take(made, bare_desk, qtbot, write(tmp_path / "bad.csv", ImportKind.APPOINTMENTS, BAD))
    model = made.tabs.errors
    assert [model.index(0, at).data() for at in (0, 1)] == ["2", "Start"]
    assert "31/02/2016" in model.index(0, 2).data()
    assert made.tabs.error_view.isVisible()
    assert not made.go.isEnabled()
    made.partial.click()
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    assert imported(bare_desk) == 5


def test_problems_are_copied_and_saved(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened(ImportKind.APPOINTMENTS)
    take(made, bare_desk, qtbot, write(tmp_path / "bad.csv", ImportKind.APPOINTMENTS, BAD))
    press(qtbot, made, "copy_problems")
    assert QApplication.clipboard().text().startswith("Row\tColumn\tWhat is wrong\n2\tStart\t")
    press(qtbot, made, "save_problems")
    asked = made.findChild(QFileDialog, "save_dialog")
    out = tmp_path / "problems.csv"
    asked.findChild(QLineEdit, "fileNameEdit").setText(str(out))
    asked.accept()
    qtbot.waitUntil(lambda: made.notice.text.startswith("Saved"))
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["row", "column", "problem"]
    assert rows[1][:2] == ["2", "start"]


def test_a_column_is_corrected_and_remembered(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [{**row, "clinic_code": ""} for row in APPOINTMENTS]
    path = write(tmp_path / "own.csv", ImportKind.APPOINTMENTS, rows)
    text = path.read_text().replace("surname", "Qqq", 1)
    path.write_text(text)
    made = opened(ImportKind.APPOINTMENTS)
    take(made, bare_desk, qtbot, path)
    assert made.notice.text == "The columns do not fit yet. Nothing was read."
    at = made.columns.headings.index("Qqq")
    choice = made.columns.findChild(QComboBox, f"column_{at}")
    choice.setCurrentIndex(choice.findData("surname"))
    qtbot.waitUntil(lambda: made.notice.text.startswith("6 rows: 6 new"))
    made.profile.setEditText("Own system")
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    saved = saved_mappings(bare_desk.storage, ImportKind.APPOINTMENTS)
    assert saved["Own system"].columns["Qqq"] == "surname"
    made.reject()
    again = opened(ImportKind.APPOINTMENTS)
    take(again, bare_desk, qtbot, path)
    assert again.profile.currentText() == "Own system"
    assert again.notice.text.startswith("6 rows: 0 new, 0 changed, 6 as before")


def test_what_the_file_no_longer_has_is_shown_and_retired_on_request(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened(ImportKind.APPOINTMENTS)
    path = write(tmp_path / "list.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    take(made, bare_desk, qtbot, path)
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    made.reject()
    again = opened(ImportKind.APPOINTMENTS)
    fewer = [APPOINTMENTS[0], {**APPOINTMENTS[3], "phone": "1"}, APPOINTMENTS[5]]
    take(again, bare_desk, qtbot, write(path, ImportKind.APPOINTMENTS, fewer))
    assert set(again.tabs.gone.rows) == {"A2", "A3", "A5"}
    assert again.tabs.changed_rows.rows == ("A4",)
    again.replace.click()
    qtbot.waitUntil(lambda: "3 retired" in again.notice.text)
    press(qtbot, again, "import_go")
    settle(qtbot, bare_desk.jobs)
    assert imported(bare_desk) == 3


def test_stopping_an_import_saves_nothing(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [
        appointment(number, f"Name{number % 7}", start="2016-01-12 10:00") for number in range(4000)
    ]
    made = opened(ImportKind.APPOINTMENTS)
    take(made, bare_desk, qtbot, write(tmp_path / "many.csv", ImportKind.APPOINTMENTS, rows))
    assert made.go.isEnabled()

    def stop(state: JobState) -> None:
        if state.done and made._job is not None:
            press(qtbot, made, "import_stop")

    bare_desk.jobs.progressed.connect(stop)
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    bare_desk.jobs.progressed.disconnect(stop)
    assert imported(bare_desk) == 0
    assert made.isVisible()
    assert not made.stop.isVisible()


def test_closing_while_it_checks_waits_for_it_to_stop(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened(ImportKind.APPOINTMENTS)
    made.take_files((write(tmp_path / "list.csv", ImportKind.APPOINTMENTS, APPOINTMENTS),))
    made.reject()
    qtbot.waitUntil(lambda: not made.isVisible())
    settle(qtbot, bare_desk.jobs)
    assert imported(bare_desk) == 0


def test_a_file_is_dropped_on_the_dialog(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened()
    path = write(tmp_path / "list.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    dropped = QDropEvent(
        QPoint(10, 10),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    made.dropEvent(dropped)
    settle(qtbot, bare_desk.jobs)
    assert made.file_words.text() == "list.csv"
    assert made.go.isEnabled()


def test_declarations_are_for_one_strike(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened(ImportKind.DECLARATIONS)
    assert made.window_choice.isVisible()
    assert made.window_choice.currentText().startswith("BMA, emergency care only")
    rows = [{"staff_id": "S1", "declaration": "working"}]
    take(made, bare_desk, qtbot, write(tmp_path / "d.csv", ImportKind.DECLARATIONS, rows))
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    with bare_desk.storage.read() as work:
        assert work.windows.working([1]) == {1: {"S1"}}


def test_several_files_follow_one_another(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened()
    first = write(tmp_path / "one.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    rows = [{"staff_id": "S1", "from": "2016-01-12", "to": "2016-01-12", "kind": "leave"}]
    second = write(tmp_path / "two.csv", ImportKind.ABSENCES, rows)
    take(made, bare_desk, qtbot, first, second)
    assert "and 1 more" in made.file_words.text()
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    assert made.go.text() == "Next file"
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    assert made.chosen_kind is ImportKind.ABSENCES
    assert made.go.isEnabled()


@pytest.mark.parametrize("text", ["", "\x00\x01 not a table", "colour,shape\nred,round\n"])
def test_a_file_that_fits_nothing_is_refused_in_words(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path, text: str
) -> None:
    made = opened()
    path = tmp_path / "odd.csv"
    path.write_text(text)
    take(made, bare_desk, qtbot, path)
    assert made.notice.text
    assert not made.go.isEnabled()


def test_files_are_chosen_in_the_files_dialog(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened()
    path = write(tmp_path / "list.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    press(qtbot, made, "choose_file")
    asked = dialog("file_dialog")
    asked.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    asked.accept()
    settle(qtbot, bare_desk.jobs)
    assert made.go.isEnabled()


def test_a_screen_reader_can_name_everything(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened(ImportKind.APPOINTMENTS)
    assert unnamed(made) == []
    take(made, bare_desk, qtbot, write(tmp_path / "bad.csv", ImportKind.APPOINTMENTS, BAD))
    assert unnamed(made) == []
    made.tabs.setCurrentIndex(0)
    assert unnamed(made) == []


def staff_file(path: Path, **changed: str) -> Path:
    """The hospital's staff list as a file again, Okafor's row changed."""
    place = {"department": "Surgery", "site": "St Anne"}
    return write(path, ImportKind.STAFF, [{**place, **STAFF[0], **changed}, {**place, **STAFF[1]}])


def test_differences_are_shown_field_by_field_before_anything_is_saved(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    with bare_desk.storage.read() as work:
        person = work.people.staff.existing(["S1"])["S1"]
    ladder = bare_desk.tools.rules.ladder
    correct_person(bare_desk.storage, replace(person, phone="1234"), ladder)
    made = opened(ImportKind.STAFF)
    assert made.take_file.isVisible()
    take(made, bare_desk, qtbot, staff_file(tmp_path / "staff.csv", grade="CT"))
    assert "1 kept as corrected here" in made.notice.text
    assert made.tabs.currentWidget() is made.tabs.differences
    model = made.tabs.differences.model
    shown = [[model.index(row, at).data() for at in range(5)] for row in range(model.rowCount())]
    kept = "Kept, corrected here"
    assert shown == [
        ["Okafor (ST)", "Grade", "ST", "CT", kept],
        ["Okafor (ST)", "Phone", "1234", "", kept],
    ]
    made.take_file.setChecked(True)
    qtbot.waitUntil(lambda: "1 changed" in made.notice.text, timeout=10_000)
    assert [row.found.what.value for row in made.tabs.differences.shown] == ["changed", "changed"]
    press(qtbot, made, "copy_differences")
    assert "Okafor (ST)\tGrade\tST\tCT\tChanged\tS1" in QApplication.clipboard().text()
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    with bare_desk.storage.read() as work:
        assert work.people.staff.existing(["S1"])["S1"].grade == "CT"


def test_appointments_that_differ_are_named_and_said_in_words_but_not_in_the_file(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = ImportDialog(desk, ImportKind.APPOINTMENTS, 1)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.open()
    settle(qtbot, desk.jobs)
    rows = [*APPOINTMENTS]
    rows[0] = {**rows[0], "format": "large_print", "do_not_post": "Y", "start": "2016-01-12 11:30"}
    take(made, desk, qtbot, write(tmp_path / "list.csv", ImportKind.APPOINTMENTS, rows))
    model = made.tabs.differences.model
    shown = {model.index(row, 1).data(): row for row in range(model.rowCount())}
    said = {key: [model.index(at, each).data() for each in (0, 2, 3)] for key, at in shown.items()}
    which = "O'Neill, Ms Siobhan, A1"
    assert said == {
        "Format": [which, "Standard", "Large print"],
        "Do not post": [which, "No", "Yes"],
        "Start": [which, "Tue 12 Jan 2016 10:00", "Tue 12 Jan 2016 11:30"],
    }
    saved: list[tuple[Difference, ...]] = []
    made.tabs.differences.save_asked.connect(saved.append)
    made.tabs.differences._save()
    assert "O'Neill" not in str(saved)
    made.reject()


def test_differences_are_filtered_by_kind_and_saved_as_csv(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened(ImportKind.STAFF)
    place = {"department": "Surgery", "site": "St Anne"}
    rows = [{**place, **STAFF[0], "grade": "CT"}, {**place, **STAFF[0], "staff_id": "S9"}]
    take(made, bare_desk, qtbot, write(tmp_path / "staff.csv", ImportKind.STAFF, rows))
    page = made.tabs.differences
    assert [row.found.key for row in page.shown] == ["S1"]
    button = page.findChild(QAbstractButton, "filter_vanished")
    assert button is not None
    qtbot.waitUntil(lambda: button.height() > 0)
    press(qtbot, page, "filter_vanished")
    assert [row.found.about for row in page.shown] == ["Reid (CONSULTANT)"]
    press(qtbot, page, "filter_added")
    press(qtbot, page, "save_differences")
    dialog = made.findChild(QFileDialog, "save_dialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    dialog.close()
    settle(qtbot, bare_desk.jobs)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert [row[:3] for row in written[1:]] == [["S9", "Okafor (ST)", "added"]]


def test_a_file_of_messages_says_itself_what_it_holds(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened()
    path = write_hl7(tmp_path, message(AIP=None, SCH={7: "", 8: "", 11: "^^^201607121020"}))
    take(made, bare_desk, qtbot, path)
    assert made.chosen_kind is ImportKind.APPOINTMENTS
    assert made.columns.words.text().startswith("This is HL7 v2: it says itself")
    assert made.columns.table.isColumnHidden(2)
    assert made.notice.text.startswith("1 row: 0 new")
    shown = {each.objectName() for each in made.columns.given.findChildren(QWidget)
             if not each.isHidden()}  # fmt: skip
    assert {"given_kind", "given_priority"} <= shown
    assert "given_service" not in shown
    assert unnamed(made) == []


def test_what_a_file_does_not_say_is_given_once_and_remembered(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    made = opened()
    path = write_hl7(tmp_path, message(AIP=None, SCH={7: "", 8: "", 11: "^^^201607121020"}))
    take(made, bare_desk, qtbot, path)
    for name, code in (("kind", "follow_up"), ("priority", "routine")):
        choice = made.columns.given.findChild(QComboBox, f"given_{name}")
        choice.setCurrentIndex(choice.findData(code))
    qtbot.waitUntil(lambda: made.notice.text.startswith("1 row: 1 new"))
    made.profile.setEditText("Messages")
    press(qtbot, made, "import_go")
    settle(qtbot, bare_desk.jobs)
    saved = saved_mappings(bare_desk.storage, ImportKind.APPOINTMENTS)["Messages"]
    assert saved.given == {"kind": "follow_up", "priority": "routine"}
    assert imported(bare_desk) == 1
    made.reject()
    again = opened(ImportKind.APPOINTMENTS)
    take(again, bare_desk, qtbot, path)
    again.profile.setCurrentText("Messages")
    again.profile.activated.emit(again.profile.currentIndex())
    qtbot.waitUntil(lambda: again.notice.text.startswith("1 row: 0 new, 0 changed, 1 as before"))


def test_remembered_columns_are_offered_for_a_file_with_a_heading_more(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write(tmp_path / "own.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    path.write_text(path.read_text().replace("surname", "Qqq", 1))
    mapping = {"Qqq": "surname", "Old heading": ""}
    headings = path.read_text().splitlines()[0].split(",")
    mapping |= {name: name for name in headings if name != "Qqq"}
    with bare_desk.storage.write("remember") as work:
        work.settings.save_mapping("Own", ColumnMapping(ImportKind.APPOINTMENTS, mapping))
    made = opened(ImportKind.APPOINTMENTS)
    take(made, bare_desk, qtbot, path)
    assert made.profile.currentText() == "Own"
    assert made.notice.text.startswith("6 rows: 6 new")
    assert f"{len(headings)} of its {len(headings) + 1} headings" in made.columns.words.text()


def test_free_slots_go_through_the_same_window(
    opened: Open, bare_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "slots.csv"
    path.write_text(
        "Slot ref,Clinic name,Specialty,Hospital,Slot start,Mins,Slot type\n"
        "F1,ENT clinic,Surgery,St Anne,16/02/2016 10:20,20,Follow-up\n"
    )
    made = opened()
    take(made, bare_desk, qtbot, path)
    assert made.chosen_kind is ImportKind.SLOTS
    assert made.notice.text.startswith("1 row: 1 new")
