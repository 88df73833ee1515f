from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from rota.domain.importing import ImportKind
from rota.services.assigning import CoverOrder, assign
from rota.services.history import undo
from rota.services.importing import ImportOrder, import_file
from tests.strike_hospital import ED, END, NOW, START, WARD
from tests.ui.accessible import unnamed
from tests.ui.cover_people import (
    FINN,
    GIL,
    HAL,
    IVY,
    LEFT,
    add_people,
    bar_place,
    choose_person,
    cover_page,
    gap_count,
    press,
    rest,
    the_dialog,
)
from ui.desk import Desk
from ui.models.candidates import EntryKind, entries
from ui.pages.cover import CoverPage

NIGHT = START + timedelta(hours=12, minutes=30)
"""When the worst gap begins: 20:30 on Tuesday."""
Key = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk, tmp_path: Path) -> CoverPage:
    add_people(small_desk, tmp_path)
    return cover_page(qtbot, small_desk)


def people(page: CoverPage, kind: EntryKind) -> list[str]:
    return [each.title for each in page.panel.gap.people.model.entries if each.kind is kind]


def lines_of(page: CoverPage, staff_id: str) -> list[str]:
    model = page.panel.gap.people.model
    return [line.text for line in model.entries[model.place_of(staff_id)].lines]


def cover(desk: Desk, page: CoverPage, qtbot: QtBot, staff_id: str = FINN) -> int:
    """Put somebody down for the night and let the page hear of it."""
    ed = next(s.service.service_id for s in page.board.services if s.service.name == ED)
    end = END + timedelta(minutes=30)
    order = CoverOrder(1, staff_id, ed, NIGHT, end, "by phone")
    made = assign(desk.storage, order, desk.tools.rules, "agreed")
    desk.bus.publish(made.changes)
    rest(qtbot, desk)
    return made.assignment.assignment_id


def point_at(qtbot: QtBot, page: CoverPage, number: int) -> None:
    qtbot.mouseClick(page.ribbon.viewport(), LEFT, pos=bar_place(page, number))


def reason(qtbot: QtBot, page: CoverPage, desk: Desk, text: str) -> None:
    dialog = the_dialog(page)
    qtbot.keyClicks(dialog.findChild(QComboBox, "reason"), text)
    press(qtbot, desk, dialog, "save")


def test_it_lists_who_can_and_who_cannot_with_the_reason(page: CoverPage) -> None:
    assert page.panel.title.text() == "Missing: 1 core trainee (CT) or above"
    assert people(page, EntryKind.HEADING) == ["Can cover (3)", "Cannot (6)"]
    assert people(page, EntryKind.CAN) == ["Finn Shah", "Carol Reid", "Hal Young"]
    assert lines_of(page, FINN) == ["Acting down · no duty before · week 12 h"]
    hal = lines_of(page, HAL)
    assert "On duty: ward, Medical wards, 09:00 to 23:00" in hal
    assert "Medical wards would be 1 short of consultant or above, 20:30 to 23:00" in hal
    entries = page.panel.gap.people.model.entries
    reasons = [(e.title, e.beside) for e in entries if e.kind is EntryKind.REASON]
    assert ("3", "not available") in reasons
    assert ("1", "under 11 h of rest: WTR 1998 reg 10") in reasons


def test_what_takes_somebody_from_a_service_has_a_drawing_beside_the_words(
    page: CoverPage,
) -> None:
    model = page.panel.gap.people.model
    drawn = {line.drawing for line in model.entries[model.place_of(HAL)].lines}
    assert {"gap", "warning"} <= drawn


def test_a_reason_opens_to_its_people(page: CoverPage, qtbot: QtBot) -> None:
    choose_person(qtbot, page, "reason called_out")
    assert people(page, EntryKind.CANNOT) == ["Ada Okafor", "Ben Hart", "Dev Patel"]
    assert not page.panel.gap.assign.isEnabled()
    choose_person(qtbot, page, "reason called_out")
    assert people(page, EntryKind.CANNOT) == []


def test_a_person_is_found_by_name_in_both_lists(page: CoverPage, qtbot: QtBot) -> None:
    field = page.panel.gap.people.field
    qtbot.keyClicks(field, "lane")
    qtbot.keyClick(field, Key.Key_Return)
    assert people(page, EntryKind.CAN) == []
    assert people(page, EntryKind.CANNOT) == ["Ivy Lane"]
    assert lines_of(page, f"/{IVY}") == ["a nurse; the post wants a doctor"]
    assert not page.panel.gap.assign.isEnabled()
    assert "a nurse" in page.panel.gap.assign.toolTip()
    field.clear()
    qtbot.keyClicks(field, "finn")
    qtbot.keyClick(field, Key.Key_Return)
    assert people(page, EntryKind.CAN) == ["Finn Shah"]
    assert page.panel.gap.phone.text() == "Phone 01632 960006"


def test_a_gap_is_filled_by_clicking_a_person_and_undo_opens_it_again(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert gap_count(page, tmp_path) == 2
    choose_person(qtbot, page, FINN)
    assert page.panel.gap.assign.text() == "Assign Finn Shah…"
    press(qtbot, small_desk, page, "gap_assign")
    dialog = the_dialog(page)
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.consent, "By phone")
    press(qtbot, small_desk, dialog, "save")
    assert gap_count(page, tmp_path) == 1
    assert page.face.foot.others.text() == "cover: 0 of 1 person has answered"
    _, changes = undo(small_desk.storage)
    small_desk.bus.publish(changes)
    rest(qtbot, small_desk)
    assert gap_count(page, tmp_path) == 2


def test_a_gap_is_filled_by_keys_alone(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.ribbon.setFocus()
    qtbot.keyClick(page.ribbon, Key.Key_Return)
    view = page.panel.gap.people.view
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Key.Key_Return)
    rest(qtbot, small_desk)
    dialog = the_dialog(page)
    qtbot.keyClicks(dialog.consent, "In person")
    assert dialog.save.isEnabled()
    qtbot.keyClick(dialog, Key.Key_Return)
    rest(qtbot, small_desk)
    assert gap_count(page, tmp_path) == 1


def test_a_rest_breach_asks_for_a_reason_and_is_then_assigned(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    choose_person(qtbot, page, "reason wtr_daily_rest")
    choose_person(qtbot, page, f"wtr_daily_rest/{GIL}")
    assert page.panel.gap.assign.text() == "Assign Gil Ward anyway…"
    press(qtbot, small_desk, page, "gap_assign")
    dialog = the_dialog(page)
    assert dialog.missing.text() == "A rule asks for a reason before this goes on."
    assert not dialog.save.isEnabled()
    assert any(each.measured == "3 h 30" for each in dialog.rules.findings)
    qtbot.keyClicks(dialog.why, "Nobody else; rest is made up on Thursday")
    press(qtbot, small_desk, dialog, "save")
    assert gap_count(page, tmp_path) == 1
    with small_desk.storage.read() as work:
        kept = work.cover.overrides(1)
    assert [(each.rule, each.why) for each in kept] == [
        ("wtr_daily_rest", "Nobody else; rest is made up on Thursday")
    ]
    (given,) = page.strike_board.assignments
    point_at(qtbot, page, given.assignment_id)
    rest(qtbot, small_desk)
    said = [label.text() for label in page.panel.cover.past.findChildren(QLabel)]
    assert "Nobody else; rest is made up on Thursday (tester, Fri 8 Jan 09:00)" in said


def test_a_gap_is_left_knowingly_and_no_longer(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    press(qtbot, small_desk, page, "gap_leave")
    dialog = the_dialog(page)
    qtbot.keyClicks(dialog.findChild(QComboBox, "reason"), "The risk is accepted")
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.findChild(QLineEdit, "owner"), "the site manager")
    press(qtbot, small_desk, dialog, "save")
    assert page.panel.gap.left.text == "Left open by the site manager: The risk is accepted"
    assert page.face.foot.others.text() == "1 gap left knowingly"
    assert gap_count(page, tmp_path) == 2
    assert not page.panel.gap.leave.isVisible()
    press(qtbot, small_desk, page, "take_back_gap")
    reason(qtbot, page, small_desk, "Somebody was found")
    assert page.panel.gap.left.text == ""
    assert page.face.foot.others.text() == ""


def test_an_answer_about_a_gap_no_longer_chosen_is_dropped(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    panel = page.panel.gap
    night, found = panel.gap, panel.people.found
    qtbot.keyClick(page.ribbon, Key.Key_Left)
    assert panel.people.said.text() == "Looking for people who can cover…"
    assert panel.people.said.isVisible()
    panel.show_found(night, found)
    assert panel.people.found is None
    rest(qtbot, small_desk)
    assert panel.people.found.start == START + timedelta(minutes=30)


def test_of_a_gap_filled_in_part_the_rest_is_next(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    choose_person(qtbot, page, FINN)
    press(qtbot, small_desk, page, "gap_assign")
    dialog = the_dialog(page)
    dialog.end.show_instant(NIGHT + timedelta(hours=3))
    qtbot.keyClicks(dialog.consent, "By phone")
    rest(qtbot, small_desk)
    press(qtbot, small_desk, dialog, "save")
    assert page.panel.shown is page.panel.gap
    assert page.panel.subtitle.text() == f"{ED} · Tue 12 Jan 23:30 to Wed 13 Jan 08:30"
    assert gap_count(page, tmp_path) == 2


def test_who_is_free_for_a_part_only_is_asked_for_that_part(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    ward = next(s.service.service_id for s in page.board.services if s.service.name == WARD)
    order = CoverOrder(1, FINN, ward, NIGHT, NIGHT + timedelta(hours=3), "by phone")
    small_desk.bus.publish(assign(small_desk.storage, order, small_desk.tools.rules).changes)
    rest(qtbot, small_desk)
    assert "Part of it: 23:30 to 08:30" in lines_of(page, FINN)
    choose_person(qtbot, page, FINN)
    assert page.panel.gap.assign.text() == "Assign Finn Shah to a part…"
    press(qtbot, small_desk, page, "gap_assign")
    dialog = the_dialog(page)
    assert dialog.start.instant == NIGHT + timedelta(hours=3)
    assert dialog.end.instant == END + timedelta(minutes=30)
    dialog.reject()


def test_a_persons_cover_says_how_it_stands(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    point_at(qtbot, page, cover(small_desk, page, qtbot))
    rest(qtbot, small_desk)
    panel = page.panel.cover
    assert page.panel.shown is panel
    assert panel.title.text() == "Finn Shah, specialty doctor"
    assert panel.subtitle.text() == f"{ED} · Tue 12 Jan 20:30 to Wed 13 Jan 08:30"
    assert not panel.swap.isEnabled()
    assert panel.rules.findings == ()


def test_cover_is_dragged_to_other_hours_and_shown_while_it_moves(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    number = cover(small_desk, page, qtbot)
    assert gap_count(page, tmp_path) == 1
    ribbon, start = page.ribbon, bar_place(page, number)
    by = QPoint(round(-2 * ribbon.hour_width), 0)
    port = ribbon.viewport()
    qtbot.mousePress(port, LEFT, pos=start)
    qtbot.mouseMove(port, start + by / 2)
    qtbot.mouseMove(port, start + by)
    assert page.board.gap_count == 2
    assert page.strike_board.view.gap_count == 1
    qtbot.mouseRelease(port, LEFT, pos=start + by)
    assert page.strike_board.view.gap_count == 2
    rest(qtbot, small_desk)
    assert gap_count(page, tmp_path) == 2
    (given,) = page.strike_board.assignments
    assert abs(given.start - (NIGHT - timedelta(hours=2))) <= timedelta(minutes=15)
    assert given.end - given.start == timedelta(hours=12)
    _, changes = undo(small_desk.storage)
    small_desk.bus.publish(changes)
    rest(qtbot, small_desk)
    assert gap_count(page, tmp_path) == 1


def test_escape_puts_dragged_cover_back(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    number = cover(small_desk, page, qtbot)
    ribbon, start = page.ribbon, bar_place(page, number)
    by = QPoint(round(-2 * ribbon.hour_width), 0)
    qtbot.mousePress(ribbon.viewport(), LEFT, pos=start)
    qtbot.mouseMove(ribbon.viewport(), start + by)
    assert page.board.gap_count == 2
    qtbot.keyClick(ribbon, Key.Key_Escape)
    qtbot.mouseRelease(ribbon.viewport(), LEFT, pos=start + by)
    rest(qtbot, small_desk)
    assert gap_count(page, tmp_path) == 1


def test_a_move_that_a_rule_stops_asks_and_goes_back_when_refused(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    number = cover(small_desk, page, qtbot, GIL)
    point_at(qtbot, page, number)
    qtbot.keyClick(page.ribbon, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.strike_board.assignments[0].start == NIGHT - timedelta(minutes=15)
    rest(qtbot, small_desk)
    dialog = the_dialog(page)
    assert dialog.missing.text() == "A rule asks for a reason before this goes on."
    qtbot.keyClick(dialog, Key.Key_Escape)
    rest(qtbot, small_desk)
    assert page.strike_board.assignments[0].start == NIGHT
    qtbot.keyClick(page.ribbon, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    rest(qtbot, small_desk)
    dialog = the_dialog(page)
    qtbot.keyClicks(dialog.why, "Handover")
    press(qtbot, small_desk, dialog, "save")
    assert page.strike_board.assignments[0].start == NIGHT - timedelta(minutes=15)
    assert gap_count(page, tmp_path) == 2


def test_cover_is_split_between_two_people(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    point_at(qtbot, page, cover(small_desk, page, qtbot))
    rest(qtbot, small_desk)
    press(qtbot, small_desk, page, "cover_split")
    dialog = the_dialog(page)
    assert dialog.at.instant == NIGHT + timedelta(hours=6)
    dialog.people.choose(HAL)
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.consent, "By email")
    press(qtbot, small_desk, dialog, "save")
    held = {each.staff_id: (each.start, each.end) for each in page.strike_board.assignments}
    assert held[FINN] == (NIGHT, NIGHT + timedelta(hours=6))
    assert held[HAL] == (NIGHT + timedelta(hours=6), END + timedelta(minutes=30))
    assert gap_count(page, tmp_path) == 1


def test_two_people_change_places(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    number = cover(small_desk, page, qtbot)
    ed = next(s.service.service_id for s in page.board.services if s.service.name == ED)
    day = CoverOrder(
        1, HAL, ed, START + timedelta(minutes=30), START + timedelta(hours=12), "asked"
    )
    made = assign(small_desk.storage, day, small_desk.tools.rules, "agreed")
    small_desk.bus.publish(made.changes)
    rest(qtbot, small_desk)
    point_at(qtbot, page, number)
    rest(qtbot, small_desk)
    press(qtbot, small_desk, page, "cover_swap")
    dialog = the_dialog(page)
    dialog.table.selectRow(0)
    press(qtbot, small_desk, dialog, "save")
    held = {each.staff_id: each.start for each in page.strike_board.assignments}
    assert held == {FINN: START + timedelta(minutes=30), HAL: NIGHT}
    (gap,) = [gap for each in page.board.services for gap in each.gaps]
    assert (gap.start, gap.end) == (NIGHT, START + timedelta(hours=15)), "Hal left the ward"
    assert gap_count(page, tmp_path) == 1


def test_cover_is_stood_down_by_its_key_and_comes_back_with_undo(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    point_at(qtbot, page, cover(small_desk, page, qtbot))
    qtbot.keyClick(page.ribbon, Key.Key_Delete)
    reason(qtbot, page, small_desk, "They can no longer come")
    assert gap_count(page, tmp_path) == 2
    assert not page.strike_board.assignments
    _, changes = undo(small_desk.storage)
    small_desk.bus.publish(changes)
    rest(qtbot, small_desk)
    assert gap_count(page, tmp_path) == 1


def test_several_services_get_one_level_in_one_step(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.keyClick(page.ribbon, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.title.text() == "2 services"
    press(qtbot, small_desk, page, "change_levels")
    dialog = the_dialog(page)
    press(qtbot, small_desk, dialog, "choice_suspended")
    reason(qtbot, page, small_desk, "Not safe")
    assert gap_count(page, tmp_path) == 0
    _, changes = undo(small_desk.storage)
    small_desk.bus.publish(changes)
    rest(qtbot, small_desk)
    assert gap_count(page, tmp_path) == 2


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menus_hold_what_makes_sense_there(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    number = cover(small_desk, page, qtbot)
    point_at(qtbot, page, number)
    rest(qtbot, small_desk)
    assert menu_of(qtbot, page) == [
        "Move or change this cover…",
        "Split this cover…",
        "Swap with somebody…",
        "Stand down…",
        "Change the level…",
        "Requirements of this service…",
        "Copy",
    ]
    page.ribbon.select(page.ribbon.view.rows[0].key, page.ribbon.view.rows[0].gaps[0])
    rest(qtbot, small_desk)
    assert menu_of(qtbot, page)[:3] == [
        "Find somebody for this gap",
        "Assign the chosen person…",
        "Leave this gap…",
    ]


def menu_of(qtbot: QtBot, page: CoverPage) -> list[str]:
    qtbot.keyClick(page.ribbon, Key.Key_Menu)
    menu = page.findChild(QMenu, "board_menu")
    assert menu is not None
    said = [each.text().split("\t")[0] for each in menu.actions() if not each.isSeparator()]
    assert all(each.isEnabled() or each.objectName() == "cover_swap" for each in menu.actions())
    menu.close()
    qtbot.waitUntil(lambda: page.findChild(QMenu, "board_menu") is None)
    return said


def test_every_control_of_the_panels_has_a_name(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    assert unnamed(page) == []
    point_at(qtbot, page, cover(small_desk, page, qtbot))
    rest(qtbot, small_desk)
    assert unnamed(page) == []
    for name in ("cover_change", "cover_split", "cover_stand_down"):
        press(qtbot, small_desk, page, name)
        dialog = the_dialog(page)
        assert unnamed(dialog) == [], name
        dialog.reject()
        qtbot.waitUntil(lambda: not page.findChildren(QDialog))


def test_a_gap_is_left_by_its_keys(page: CoverPage, small_desk: Desk, qtbot: QtBot) -> None:
    page.activateWindow()
    page.ribbon.setFocus()
    qtbot.keyClick(page.ribbon, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert the_dialog(page).objectName() == "dialog_leave_gap"
    the_dialog(page).reject()


def test_of_several_people_missing_one_is_chosen_to_look_for(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    text = (
        "service,department,site,level,from,to,number,grade_min\n"
        f"{ED},Emergency,St Anne,emergency_only,00:00,00:00,1,CT\n"
        f"{ED},Emergency,St Anne,emergency_only,00:00,00:00,1,CONSULTANT\n"
    )
    path = tmp_path / "two.csv"
    path.write_text(text, encoding="utf-8")
    order = ImportOrder(ImportKind.REQUIREMENTS, path)
    outcome = import_file(small_desk.storage, small_desk.tools.reader, order, NOW)
    assert outcome.saved, outcome.errors
    page.load()
    rest(qtbot, small_desk)
    panel = page.panel.gap
    wanted = {panel.post.itemText(at) for at in range(panel.post.count())}
    assert wanted == {"1 core trainee (CT) or above", "1 consultant"}
    assert panel.title.text() == f"Missing: {'; '.join(gap.missing for gap in panel._gaps)}"
    panel.post.setCurrentIndex(panel.post.findText("1 consultant"))
    rest(qtbot, small_desk)
    assert panel.people.found.post == "consultant or above"
    assert people(page, EntryKind.CAN) == ["Carol Reid", "Hal Young"]


def test_a_requirements_own_gap_is_about_that_post(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    row = page.ribbon.view.rows[0]
    page.ribbon.open(row.key)
    lane = next(each for each in row.lanes if each.is_requirement)
    place = page.ribbon.place_of(row.key, lane.gaps[0], lane).center()
    qtbot.mouseClick(page.ribbon.viewport(), LEFT, pos=place)
    rest(qtbot, small_desk)
    assert page.panel.shown is page.panel.gap
    assert page.panel.gap.gap.post == lane.key
    assert page.panel.gap.people.found.post == lane.key


@pytest.mark.parametrize(
    ("name", "dialog"),
    [
        ("needs", "dialog_requirements"),
        ("tell", "dialog_tell_people"),
        ("derogations", "dialog_derogations"),
        ("print", "print_board"),
        ("rota", "dialog_rota_paper"),
    ],
)
def test_the_rest_of_the_work_is_in_the_menu_of_the_page(
    page: CoverPage, small_desk: Desk, qtbot: QtBot, name: str, dialog: str
) -> None:
    action = page.findChild(QAction, f"more_{name}")
    assert action in page.more.menu().actions()
    action.trigger()
    rest(qtbot, small_desk)
    assert the_dialog(page).objectName() == dialog
    the_dialog(page).reject()
    rest(qtbot, small_desk)


def test_the_list_keeps_the_rules_of_models(page: CoverPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.panel.gap.people.model)


def test_a_long_list_shows_the_best_and_opens_to_all(page: CoverPage) -> None:
    found = page.panel.gap.people.found
    many = replace(found, can=tuple(replace(found.can[0], staff_id=f"X{n}") for n in range(40)))
    shown = [each for each in entries(many) if each.kind is EntryKind.CAN]
    assert len(shown) == 6
    more = next(each for each in entries(many) if each.beside == "more who can")
    assert more.title == "34"
    opened = entries(many, (), {more.key.removeprefix("reason ")})
    assert len([each for each in opened if each.kind is EntryKind.CAN]) == 40
    sought = entries(many, ("finn",))
    assert len([each for each in sought if each.kind is EntryKind.CAN]) == 40
