from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision, WindowState
from rota.domain.visit_filters import Shown
from rota.services.deciding import decide
from rota.services.history import undo
from tests.moving import move_window
from tests.ui.accessible import unnamed
from tests.ui.clerk import bare_desk, desk, dialog, has_dialog, own_settings, press, settle
from ui.desk import Desk
from ui.pages.appointments import AppointmentsPage
from ui.pages.page import Place

__all__ = ["bare_desk", "desk", "own_settings"]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[AppointmentsPage]:
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot, window_id: int | None = 1) -> AppointmentsPage:
    made = AppointmentsPage(desk)
    qtbot.addWidget(made)
    desk.bus.changed.connect(made.refresh)
    made.resize(1100, 650)
    made.show()
    made.show_window(window_id)
    settle(qtbot, desk.jobs)
    return made


def cells(page: AppointmentsPage, heading: str) -> list[str]:
    at = [column.heading for column in page.model.columns].index(heading)
    model = page.model
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def choose(page: AppointmentsPage, desk: Desk, qtbot: QtBot, *ids: str) -> None:
    page.view.select_keys(frozenset(ids), ids[0])
    page.view.setFocus()
    settle(qtbot, desk.jobs)


def words_of(page: AppointmentsPage) -> str:
    return "\n".join(label.text() for label in page.panel.findChildren(QLabel) if label.isVisible())


def answer(qtbot: QtBot, desk: Desk, why: str) -> None:
    asked = dialog("dialog_decision")
    asked.reason.setFocus()
    asked.reason.lineEdit().selectAll()
    qtbot.keyClicks(asked.reason.lineEdit(), why)
    qtbot.keyClick(asked.reason.lineEdit(), Qt.Key.Key_Return)
    settle(qtbot, desk.jobs)


def key(page: AppointmentsPage, qtbot: QtBot, pressed: Qt.Key) -> None:
    """Press a key in the table; offscreen no window manager makes the window active again."""
    page.window().activateWindow()
    qtbot.waitUntil(page.view.hasFocus)
    qtbot.keyClick(page.view, pressed)


def test_what_is_at_risk_is_listed_with_its_reason_in_words(page: AppointmentsPage) -> None:
    assert cells(page, "Patient") == [
        "O'Neill, Ms Siobhan",
        "Begum, Ms Siobhan",
        "Ashworth, Ms Siobhan",
        "Zephaniah, Ms Siobhan",
    ]
    assert set(cells(page, "Why at risk")) == {"Clinician not available"}
    assert cells(page, "When")[0] == "Tue 12 Jan 10:00"
    assert set(cells(page, "Decision")) == {"Not decided"}
    assert page.badge() == "4"
    assert page.header.facts.text() == "4 of 4 at risk are not decided yet"


def test_nothing_on_the_page_names_the_clinician(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A1")
    assert "The clinician is not available." in words_of(page)
    assert "Okafor" not in words_of(page)
    assert "S1" not in words_of(page)


def test_each_filter_says_how_many_it_holds(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.POSTPONE, "no doctor"))
    settle(qtbot, desk.jobs)
    texts = {key: button.text() for key, button in page.filters.bar._buttons.items()}
    assert texts == {
        "at_risk": "At risk  4",
        "undecided": "Not decided  3",
        "decided": "Decided  1",
        "letter": "Letter needed  1",
        "all": "All on these days  5",
    }
    page.filters.choose(Shown.ALL)
    settle(qtbot, desk.jobs)
    assert "Cole, Ms Siobhan" in cells(page, "Patient")


def test_one_chosen_shows_the_patient_and_how_it_was_decided(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.POSTPONE, "no doctor"))
    settle(qtbot, desk.jobs)
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.KEEP, "found one"))
    settle(qtbot, desk.jobs)
    desk.bus.publish(undo(desk.storage)[1])
    settle(qtbot, desk.jobs)
    choose(page, desk, qtbot, "A1")
    said = words_of(page)
    for expected in ("943 476 5919", "1 Garratt Lane", "Postpone: no doctor", "Keep: found one"):
        assert expected in said
    assert "Undone, now postpone" in said


def test_a_key_decides_and_the_cursor_goes_on(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.filters.choose(Shown.UNDECIDED)
    settle(qtbot, desk.jobs)
    choose(page, desk, qtbot, "A2")
    key(page, qtbot, Qt.Key.Key_P)
    answer(qtbot, desk, "routine, can wait")
    assert not has_dialog("dialog_decision")
    assert cells(page, "Patient")[0] == "O'Neill, Ms Siobhan"
    assert [row.appointment_id for row in page.view.chosen] == ["A3"]
    key(page, qtbot, Qt.Key.Key_K)
    assert dialog("dialog_decision").why == ""
    dialog("dialog_decision").reject()
    key(page, qtbot, Qt.Key.Key_P)
    assert dialog("dialog_decision").why == "", "no reason is claimed before somebody gives it"
    qtbot.keyClick(dialog("dialog_decision").reason, Qt.Key.Key_Down)
    assert dialog("dialog_decision").why == "routine, can wait"
    dialog("dialog_decision").reject()


def test_a_decision_wants_a_reason(page: AppointmentsPage, desk: Desk, qtbot: QtBot) -> None:
    choose(page, desk, qtbot, "A1")
    press(qtbot, page, "decide_keep")
    asked = dialog("dialog_decision")
    assert not asked.save.isEnabled()
    qtbot.keyClicks(asked.reason.lineEdit(), "seen by the consultant")
    assert asked.save.isEnabled()
    qtbot.mouseClick(asked.save, Qt.MouseButton.LeftButton)
    settle(qtbot, desk.jobs)
    assert cells(page, "Decision")[0] == "Keep"


def test_a_new_date_inside_a_strike_is_refused_beside_it(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A1")
    key(page, qtbot, Qt.Key.Key_R)
    asked = dialog("dialog_decision")
    asked.when.show_instant(datetime(2016, 1, 12, 15, 0, tzinfo=UTC))
    answer(qtbot, desk, "patient asked")
    assert "lies inside a strike" in asked.refusal.text()
    assert asked.refusal.isVisible()
    asked.when.show_instant(datetime(2016, 2, 2, 15, 0, tzinfo=UTC))
    answer(qtbot, desk, "patient asked")
    assert cells(page, "Decision")[0] == "Rebook 2 Feb 15:00"


def test_a_past_or_odd_new_date_is_said_while_it_is_chosen(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A1")
    key(page, qtbot, Qt.Key.Key_R)
    asked = dialog("dialog_decision")
    asked.reason.setEditText("patient asked")
    settle(qtbot, desk.jobs)
    assert (asked.beware_date.text, asked.save.isEnabled()) == ("", True)
    asked.when.show_instant(datetime(2015, 12, 31, 15, 0, tzinfo=UTC))
    settle(qtbot, desk.jobs)
    assert asked.beware_date.text == "This time is past. Choose a later one."
    assert not asked.save.isEnabled()
    asked.when.show_instant(datetime(2016, 2, 21, 6, 0, tzinfo=UTC))
    settle(qtbot, desk.jobs)
    assert asked.beware_date.text.split("\n") == [
        "Sunday 21 February 2016 is a Sunday.", "06:00 is an unusual time of day."]  # fmt: skip
    assert asked.save.isEnabled()
    asked.reject()


def test_several_are_decided_together_but_not_rebooked(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A1", "A4")
    assert "2 appointments chosen" in words_of(page)
    assert not page.panel.buttons[Decision.REBOOK].isEnabled()
    key(page, qtbot, Qt.Key.Key_R)
    assert not has_dialog("dialog_decision")
    press(qtbot, page, "decide_stand_by")
    answer(qtbot, desk, "long waiters")
    assert cells(page, "Decision") == ["Stand by", "Not decided", "Not decided", "Stand by"]


def test_a_decision_is_taken_back(page: AppointmentsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.POSTPONE, "no doctor"))
    settle(qtbot, desk.jobs)
    choose(page, desk, qtbot, "A1", "A2")
    press(qtbot, page, "decide_take_back")
    settle(qtbot, desk.jobs)
    answer(qtbot, desk, "wrong patient")
    assert set(cells(page, "Decision")) == {"Not decided"}


def test_a_search_finds_by_name_number_and_clinic(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    field = page.filters.bar.field
    assert field is not None
    for words, found in (
        ("zeph", ["A4"]), ("943 476 5919", ["A1"]), ("943-476-5919", ["A1"]),
        ("sw17 begum", ["A2"]),
    ):  # fmt: skip
        field.clear()
        qtbot.keyClicks(field, words)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        settle(qtbot, desk.jobs)
        assert [row.appointment_id for row in page.model.rows] == found
    field.clear()
    qtbot.keyClicks(field, "cole")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, desk.jobs)
    assert page._nothing.isVisible()
    qtbot.mouseClick(page._nothing.button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk.jobs)
    assert [row.appointment_id for row in page.model.rows] == ["A5"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    settle(qtbot, desk.jobs)
    assert len(page.model.rows) == 5


def test_a_heading_puts_the_list_in_order_and_what_is_chosen_stays_chosen(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A4")
    page.view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    settle(qtbot, desk.jobs)
    assert [row.appointment_id for row in page.view.chosen] == ["A4"]
    assert page.view.currentIndex().row() == 3
    assert page.header.order.currentIndex() == -1
    assert [row.appointment_id for row in page.model.rows] == ["A3", "A2", "A1", "A4"]


def test_copying_puts_words_on_the_clipboard(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A1", "A2")
    qtbot.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk.jobs)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0].startswith("When\tPatient\tService\t")
    assert lines[1].startswith("Tue 12 Jan 10:00\tO'Neill, Ms Siobhan\tUrology\t")
    assert len(lines) == 3


def test_somebody_who_comes_from_elsewhere_sees_the_appointment(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.show_place("A5")
    settle(qtbot, desk.jobs)
    assert page.filters.wanted.shown is Shown.ALL
    assert [row.appointment_id for row in page.view.chosen] == ["A5"]
    page.show_place("A6")
    settle(qtbot, desk.jobs)
    assert "does not fall on the days" in words_of(page)
    assert "Dunne" in words_of(page)


def test_an_appointment_added_is_shown_though_a_search_would_hide_it(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    field = page.filters.bar.field
    assert field is not None
    qtbot.keyClicks(field, "zeph")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, desk.jobs)
    press(qtbot, page, "add_appointment")
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_appointment")
    qtbot.keyClicks(asked.patient_id, "P1")
    settle(qtbot, desk.jobs)
    asked.site.setCurrentText("")
    asked.service.setCurrentText("Urology")
    assert (asked.site.currentText(), asked.department.currentText()) == ("St Anne", "Surgery")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert not has_dialog("dialog_appointment")
    assert field.text() == ""
    (row,) = page.view.chosen
    assert row.appointment_id not in {"A1", "A2", "A3", "A4", "A5", "A6"}
    assert row.patient == "O'Neill, Ms Siobhan"


def test_a_new_date_is_said_in_the_history_of_the_appointment(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    new_start = datetime(2016, 2, 2, 15, 0, tzinfo=UTC)
    desk.bus.publish(decide(desk.storage, ("A1",), Decision.REBOOK, "asked", new_start))
    settle(qtbot, desk.jobs)
    choose(page, desk, qtbot, "A1")
    said = words_of(page)
    assert said.count("Rebook to Tue 2 Feb 2016 15:00: asked") == 2, "as decided, and in history"


def test_without_a_strike_the_page_says_what_comes_first(desk: Desk, qtbot: QtBot) -> None:
    page = shown(desk, qtbot, None)
    assert page.first.isVisible()
    assert page.header.title.isVisible()
    assert page.header.import_button.isVisible()
    assert not page.header.order.isVisible()
    assert page.first.title.text() == "No strike is entered yet"
    with qtbot.waitSignal(page.place_asked) as asked:
        press(qtbot, page, "first_strike")
    assert asked.args == [Place("page_strikes")]
    press(qtbot, page, "first_import")
    settle(qtbot, desk.jobs)
    dialog("dialog_import").reject()


def fall(desk: Desk, qtbot: QtBot, *ids: str) -> None:
    """Postpone, then call the strike off."""
    desk.bus.publish(decide(desk.storage, ids, Decision.POSTPONE, "no doctor"))
    changes = move_window(desk.storage, 1, WindowState.CALLED_OFF, "agreed")
    desk.bus.publish(changes)
    settle(qtbot, desk.jobs)


def test_a_strike_called_off_leaves_its_patients_in_view(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    assert not page.fallen.isVisible()
    fall(desk, qtbot, "A1", "A2", "A4")
    assert page.fallen.text == (
        "The strike is called off. 3 patients' appointments still stand as postponed: decide again."
    )
    assert page.filters.wanted.shown is Shown.DECIDED
    assert [row.appointment_id for row in page.model.rows] == ["A1", "A2", "A4"]
    assert page.badge() == "3"
    assert page.header.facts.text() == "called off: none is at risk"


def test_those_of_a_strike_called_off_are_kept_in_one_go(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    fall(desk, qtbot, "A1", "A2", "A4")
    choose(page, desk, qtbot, "A1", "A2")
    assert page.fallen.keep_these.text() == "Keep the 2 chosen…"
    press(qtbot, page, "keep_fallen")
    answer(qtbot, desk, "the strike is off")
    assert cells(page, "Decision") == ["Keep", "Keep", "Postpone"]
    assert "1 patient's appointment still stands" in page.fallen.text
    page.view.clearSelection()
    assert page.fallen.keep_these.text() == "Keep these appointments…"
    press(qtbot, page, "keep_fallen")
    answer(qtbot, desk, "the strike is off")
    assert set(cells(page, "Decision")) == {"Keep"}
    assert not page.fallen.isVisible()
    assert page.badge() == ""


def test_the_order_of_harm_has_the_most_pressing_on_top_or_at_the_end(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    def order(words: str) -> list[str]:
        combo = page.header.order
        combo.setCurrentIndex(combo.findText(words))
        combo.activated.emit(combo.currentIndex())
        settle(qtbot, desk.jobs)
        return [row.appointment_id for row in page.model.rows]

    assert order("Most pressing first")[0] == "A2"
    assert order("Least harm first") == ["A1", "A3", "A4", "A2"]
    assert order("By time") == ["A1", "A2", "A3", "A4"]


def test_the_letter_column_is_seen_at_the_usual_size(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.resize(1095, 620)
    choose(page, desk, qtbot, "A1")
    qtbot.waitUntil(lambda: page.view.viewport().width() < 800)
    at = [column.heading for column in page.model.columns].index("Letter")
    end = page.view.columnViewportPosition(at) + page.view.columnWidth(at)
    assert end <= page.view.viewport().width()


def test_without_appointments_the_page_offers_to_import_them(bare_desk: Desk, qtbot: QtBot) -> None:
    page = shown(bare_desk, qtbot)
    assert page.empty.title.text() == "No appointments yet"
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    asked = dialog("dialog_import")
    settle(qtbot, bare_desk.jobs)
    assert asked.kind.currentText() == "Appointments"
    asked.reject()


def test_a_screen_reader_can_name_everything(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A1")
    assert unnamed(page) == []
    key(page, qtbot, Qt.Key.Key_R)
    assert unnamed(dialog("dialog_decision")) == []
    dialog("dialog_decision").reject()


def test_another_strike_is_another_list(page: AppointmentsPage, desk: Desk, qtbot: QtBot) -> None:
    page.show_window(None)
    assert page.model.rows == ()
    page.show_window(1)
    settle(qtbot, desk.jobs)
    assert len(page.model.rows) == 4
