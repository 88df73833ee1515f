"""The dialogs around a dispute: ballot, timeline, revisions, law rules, notices, export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import EventKind
from rota.domain.law import Ballot
from rota.domain.notices import NoticeKind
from rota.services.disputes import law_of, list_disputes
from rota.services.notices import built_in_template, read_notice_template
from rota.services.window_changes import NewTerms, revise
from rota.services.windows import show_window
from tests.strike_hospital import END, NOW
from tests.ui.accessible import unnamed
from tests.ui.clerk import own_settings as own_settings
from tests.ui.dialogs import home as home
from tests.ui.dialogs import opened, press, rest, the_strike
from ui.desk import Desk
from ui.dialogs.compare import CompareDialog
from ui.dialogs.dispute import BallotDialog, EventDialog, TimelineDialog
from ui.dialogs.exporting import ExportDialog
from ui.dialogs.law_rules import LawRuleDialog, LawRulesDialog
from ui.dialogs.notices import NoticesDialog, TemplateDialog

KEY = Qt.Key


def test_a_ballot_is_recorded_and_its_mandate_worked_out(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    (detail,) = list_disputes(desk.storage)
    law = desk.tools.rules.law
    dialog = opened(qtbot, desk, BallotDialog(desk, detail, law, home))
    assert unnamed(dialog) == []
    assert "enter when the ballot closed" in dialog.mandate.text()
    dialog.opened.show_day(date(2015, 11, 5))
    dialog.shut.show_day(date(2015, 11, 18))
    assert dialog.mandate.text() == "Mandate ends: Wed 16 Dec 2015, 4 weeks after the ballot."
    dialog.ends.show_day(date(2016, 5, 18))
    assert dialog.mandate.text() == "Mandate ends: Wed 18 May 2016, as the union stated."
    qtbot.keyClicks(dialog.outcome, "98 % yes, 76 % turnout")
    press(qtbot, desk, dialog, "save")
    (after,) = list_disputes(desk.storage)
    assert after.dispute.ballot == Ballot(date(2015, 11, 5), date(2015, 11, 18), date(2016, 5, 18))
    assert after.dispute.ballot_result == "98 % yes, 76 % turnout"


def test_a_ballot_that_closes_before_it_opens_is_refused(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    (detail,) = list_disputes(desk.storage)
    dialog = opened(qtbot, desk, BallotDialog(desk, detail, desk.tools.rules.law, home))
    dialog.opened.show_day(date(2015, 11, 18))
    dialog.shut.show_day(date(2015, 11, 5))
    press(qtbot, desk, dialog, "save")
    assert dialog.refusal.text() == "A ballot must close after it opens."


def test_the_timeline_is_added_to_searched_and_copied(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = opened(qtbot, desk, TimelineDialog(desk, "2016 contract", home))
    assert [each.kind for each in dialog.model.rows] == [EventKind.NOTICE]
    assert unnamed(dialog) == []
    press(qtbot, desk, dialog, "timeline_add")
    event = dialog.findChild(EventDialog)
    assert unnamed(event) == []
    press(qtbot, desk, event, "save")
    assert event.refusal.text() == "Say what happened."
    event.kind.setCurrentIndex(event.kind.findData(EventKind.COURT))
    qtbot.keyClicks(event.text, "The court stopped the action.")
    press(qtbot, desk, event, "save")
    assert [each.kind for each in dialog.model.rows] == [EventKind.NOTICE, EventKind.COURT]
    qtbot.keyClicks(dialog.search, "court stopped")
    qtbot.keyClick(dialog.search, KEY.Key_Return)
    assert dialog.table.model().rowCount() == 1
    press(qtbot, desk, dialog, "timeline_copy")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[2].split("\t")[1:4] == ["Court", "The court stopped the action.", "tester"]


def test_any_two_revisions_are_compared(small_desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    desk, ladder = small_desk, small_desk.tools.rules.ladder
    revise(desk.storage, 1, NewTerms(end=END.replace(hour=9)), "longer", NOW, ladder)
    revise(desk.storage, 1, NewTerms(open_end=True), "no end now", NOW, ladder)
    revisions = show_window(desk.storage, 1).revisions
    dialog = opened(qtbot, desk, CompareDialog(desk, the_strike(desk), revisions, home))
    assert unnamed(dialog) == []
    assert [(each.part, each.before, each.after) for each in dialog.model.rows] == [
        ("Ends", "Wed 13 Jan 2016 09:00", "no end given"),
        ("Length", "25 hours", "open"),
    ]
    assert dialog.said.text() == "Why: no end now"
    dialog.before.setFocus()
    qtbot.keyClick(dialog.before, KEY.Key_Up)
    assert dialog.model.rows[0].before == "Wed 13 Jan 2016 08:00"
    dialog.after.setCurrentIndex(0)
    assert dialog.said.text() == "These two say the same."
    press(qtbot, desk, dialog, "compare_copy")
    assert QGuiApplication.clipboard().text() == "Part\tBefore\tAfter"


def test_the_law_window_says_which_rules_hold_on_a_day(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = opened(qtbot, desk, LawRulesDialog(desk, home, date(2016, 1, 12)))
    assert unnamed(dialog) == []
    assert dialog.holds.text().startswith("Notice to the employer: 7 days; Ballot mandate: 4 weeks")
    whose = [dialog.model.index(at, 4).data() for at in range(dialog.model.rowCount())]
    assert set(whose) == {"Shipped", "Shipped, unverified"}
    dialog.day.setDate(QDate(2017, 3, 1))
    assert dialog.holds.text().startswith("Notice to the employer: 14 days")
    held = [at for at in range(dialog.model.rowCount()) if dialog.model.index(at, 3).data()]
    assert len(held) == 3


def test_a_rule_is_corrected_and_added_with_source_and_reason(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    dialog = opened(qtbot, desk, LawRulesDialog(desk, home, date(2016, 1, 12)))
    assert not dialog.correct.isEnabled()
    dialog.table.selectRow(3)
    press(qtbot, desk, dialog, "law_correct")
    rule = dialog.findChild(LawRuleDialog)
    assert unnamed(rule) == []
    assert (rule.amount.value(), rule.unit.currentText()) == (4, "weeks")
    rule.amount.setValue(8)
    rule.source.setText("Agreed in writing with the union")
    press(qtbot, desk, rule, "save")
    assert rule.refusal.text().startswith("Give the source and a reason")
    qtbot.keyClicks(rule.reason, "By agreement")
    press(qtbot, desk, rule, "save")
    assert "Ballot mandate: 8 weeks" in dialog.holds.text()
    assert [dialog.model.index(at, 3).data() for at in (3, 4)] == ["Replaced", "Holds"]
    press(qtbot, desk, dialog, "law_add")
    added = dialog.findChildren(LawRuleDialog)[-1]
    added.kind.setCurrentIndex(added.kind.findData("agency"))
    assert added.amount.isHidden()
    added.unit.setCurrentIndex(1)
    added.since.setDate(QDate(2016, 1, 1))
    added.source.setText("Board minute 7")
    qtbot.keyClicks(added.reason, "Test of a change")
    press(qtbot, desk, added, "save")
    assert "Agency cover: may be supplied" in dialog.holds.text()
    with desk.storage.read() as work:
        rule_now = law_of(work, desk.tools.rules.law).in_force("agency", date(2016, 1, 12))
    assert rule_now is not None
    assert rule_now.amount == 0


def test_notices_are_read_for_patients_and_for_staff(
    small_desk: Desk, qtbot: QtBot, home: QWidget, own_settings: None, tmp_path: Path
) -> None:
    desk = small_desk
    dialog = opened(qtbot, desk, NoticesDialog(desk, the_strike(desk), home))
    assert unnamed(dialog) == []
    assert "junior doctors" in dialog.page.toPlainText()
    patients = dialog.page.toPlainText()
    qtbot.mouseClick(dialog.choices[NoticeKind.STAFF], Qt.MouseButton.LeftButton)
    rest(qtbot, desk)
    assert dialog.page.toPlainText() != patients
    press(qtbot, desk, dialog, "notice_copy")
    assert "junior doctors" in QGuiApplication.clipboard().text()
    press(qtbot, desk, dialog, "notice_save")
    choose = dialog.findChild(QFileDialog, "save_dialog")
    out = tmp_path / "staff.html"
    choose.fileSelected.emit(str(out))
    choose.reject()
    rest(qtbot, desk)
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert dialog.notice.text == f"Saved: {out}"
    dialog._save(str(tmp_path / "nowhere" / "x.txt"))
    rest(qtbot, desk)
    assert dialog.notice.text


def test_a_template_with_an_unknown_field_is_refused_as_it_is_written(
    small_desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    desk = small_desk
    parent = opened(qtbot, desk, NoticesDialog(desk, the_strike(desk), home))
    press(qtbot, desk, parent, "notice_edit")
    dialog = parent.findChild(TemplateDialog)
    assert unnamed(dialog) == []
    qtbot.keyClicks(dialog.reason, "Agreed with communications")
    assert dialog.save.isEnabled()
    qtbot.keyClicks(dialog.text, "{{whoo}} ")
    rest(qtbot, desk)
    assert dialog.problem.text.startswith("The template has the field {{whoo}}")
    assert not dialog.save.isEnabled()
    dialog.text.setPlainText("# Strike\n\nCalled out: ")
    dialog.text.moveCursor(dialog.text.textCursor().MoveOperation.End)
    dialog.fields.setCurrentIndex(dialog.fields.findData("who"))
    dialog.fields.activated.emit(dialog.fields.currentIndex())
    rest(qtbot, desk)
    assert dialog.problem.isHidden()
    assert "Called out: junior doctors" in dialog.page.toPlainText()
    press(qtbot, desk, dialog, "save")
    assert "Called out: junior doctors" in parent.page.toPlainText()
    press(qtbot, desk, parent, "notice_edit")
    again = parent.findChildren(TemplateDialog)[-1]
    press(qtbot, desk, again, "template_reset")
    qtbot.keyClicks(again.reason, "Ours is better")
    press(qtbot, desk, again, "save")
    kept = read_notice_template(desk.storage, NoticeKind.PUBLIC)
    assert kept == built_in_template(NoticeKind.PUBLIC)


@pytest.mark.parametrize("ending", ["ics", "csv"])
def test_strikes_are_exported(
    small_desk: Desk,
    qtbot: QtBot,
    home: QWidget,
    own_settings: None,
    tmp_path: Path,
    ending: str,
) -> None:
    desk = small_desk
    dialog = opened(qtbot, desk, ExportDialog(desk, home))
    assert unnamed(dialog) == []
    dialog.findChild(QRadioButton, f"export_{ending}").click()
    assert dialog.path.text().endswith(f"strikes.{ending}")
    out = tmp_path / f"out.{ending}"
    dialog.path.setText(str(out))
    press(qtbot, desk, dialog, "export_go")
    assert dialog.notice.text == f"Saved: {out}"
    assert b"BMA" in out.read_bytes()


def test_an_export_says_what_is_wrong(
    small_desk: Desk, qtbot: QtBot, home: QWidget, own_settings: None, tmp_path: Path
) -> None:
    desk = small_desk
    dialog = opened(qtbot, desk, ExportDialog(desk, home))
    dialog.path.setText(str(tmp_path / "strikes.doc"))
    press(qtbot, desk, dialog, "export_go")
    assert dialog.notice.text == "The name must end in .ics or .csv."
    dialog.path.setText(str(tmp_path / "nowhere" / "strikes.ics"))
    press(qtbot, desk, dialog, "export_go")
    assert "cannot be written" in dialog.notice.text
    press(qtbot, desk, dialog, "export_browse")
    choose = dialog.findChild(QFileDialog, "save_dialog")
    choose.fileSelected.emit(str(tmp_path / "there.csv"))
    choose.reject()
    assert dialog.path.text().endswith("there.csv")
