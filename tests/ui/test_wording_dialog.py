"""The editor of wordings on a real file: typed, marked, previewed, saved, approved, compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.languages import ENGLISH
from rota.domain.letter_wording import WordingForm, WordingKind, WordingState
from rota.domain.wording_samples import Sample
from rota.services.history import history, undo
from rota.services.wording_checks import sample_ground, try_wording
from rota.services.wording_versions import save_draft, start_draft
from rota.services.wordings import WordingPlace, wording_place
from tests.ui.clerk import desk, dialog, has_dialog, own_settings, press, settle
from tests.ui.dialogs import home
from ui.desk import Desk
from ui.dialogs.wording import WordingDialog
from ui.dialogs.wording_history import HistoryDialog
from ui.dialogs.wording_opening import OpenWording
from ui.dialogs.wordings import WordingsDialog, open_wordings
from ui.theme import Scheme, apply_theme
from ui.widgets.wording_colours import stretches

__all__ = ["desk", "home", "own_settings"]
POSTPONED, LETTER = WordingKind.POSTPONED, WordingForm.LETTER


def place(desk: Desk, language: str = ENGLISH, form: WordingForm = LETTER) -> WordingPlace:
    return wording_place(desk.storage, desk.tools.rules.letters, POSTPONED, language, form)


def rest(qtbot: QtBot, desk: Desk, editor: WordingDialog) -> None:
    """Wait until the newest text has been looked at."""
    qtbot.waitUntil(lambda: not editor.is_waiting and not desk.jobs.is_busy, timeout=20_000)


def editor(qtbot: QtBot, desk: Desk, home: QWidget, language: str = ENGLISH) -> WordingDialog:
    OpenWording(desk, home).edit(place(desk, language))
    settle(qtbot, desk.jobs)
    found = dialog("dialog_wording")
    assert isinstance(found, WordingDialog)
    rest(qtbot, desk, found)
    return found


def go_to_end_of(found: WordingDialog, words: str) -> None:
    cursor = found.edit.document().find(words)
    assert not cursor.isNull()
    cursor.setPosition(cursor.selectionEnd())
    found.edit.setTextCursor(cursor)


def test_a_draft_is_typed_completed_previewed_saved_and_approved(
    qtbot: QtBot, desk: Desk, home: QWidget
) -> None:
    found = editor(qtbot, desk, home)
    assert found.trial.pages.image.pixmap().width() > 0
    assert not found.findChild(QPushButton, "wording_approve").isEnabled()
    go_to_end_of(found, "Dear {{name}}")
    qtbot.keyClicks(found.edit, " {{pati")
    popup = found.edit.completer.popup()
    assert popup is not None
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert "> Dear {{name}} {{patient_name}}\n" in found.edit.toPlainText()
    qtbot.keyClicks(found.edit, " {{nonsense}}")
    popup.hide()
    rest(qtbot, desk, found)
    assert found.problems.list.count() == 1
    assert "Line 2" in found.problems.list.item(0).text()
    assert found.edit.extraSelections()[0].cursor.selectedText() == "{{nonsense}}"
    assert "mend the problems" in found.note.text()
    found.edit.moveCursor(found.edit.textCursor().MoveOperation.End)
    found.problems.list.itemClicked.emit(found.problems.list.item(0))
    assert found.edit.textCursor().block().blockNumber() == 1
    found.edit.setTextCursor(found.edit.document().find(" {{nonsense}}"))
    qtbot.keyClick(found.edit, Qt.Key.Key_Delete)
    found.edit.undo()
    assert "nonsense" in found.edit.toPlainText()
    found.edit.redo()
    rest(qtbot, desk, found)
    assert found.problems.list.count() == 0
    qtbot.keyClick(found, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk.jobs)
    draft = place(desk).draft
    assert draft is not None
    assert "{{patient_name}}" in draft.body
    press(qtbot, found, "wording_approve")
    asked = dialog("dialog_approve_wording")
    settle(qtbot, desk.jobs)
    assert not has_dialog("message")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    who = asked.findChild(QLineEdit, "approve_who")
    qtbot.keyClicks(who, "Ann Clerk")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    in_use = place(desk).in_use
    assert in_use is not None
    assert (in_use.version, in_use.approved_by) == (1, "Ann Clerk")
    assert not has_dialog("dialog_wording")
    assert history(desk.storage)[0].text == "Approved a wording: postponed, English, version 1."


def test_text_that_is_not_saved_is_asked_about(qtbot: QtBot, desk: Desk, home: QWidget) -> None:
    found = editor(qtbot, desk, home)
    found.reject()
    assert not has_dialog("keep_text")
    found = editor(qtbot, desk, home)
    go_to_end_of(found, "Dear {{name}}")
    qtbot.keyClicks(found.edit, ",")
    for button, is_open in (("Cancel", True), ("Save", False)):
        found.close()
        box = dialog("keep_text")
        assert isinstance(box, QMessageBox)
        choice = box.button(getattr(QMessageBox.StandardButton, button))
        qtbot.mouseClick(choice, Qt.MouseButton.LeftButton)
        settle(qtbot, desk.jobs)
        assert has_dialog("dialog_wording") is is_open
    draft = place(desk).draft
    assert draft is not None
    assert "Dear {{name}},\n" in draft.body


def test_two_people_at_one_draft_both_keep_their_words(
    qtbot: QtBot, desk: Desk, home: QWidget
) -> None:
    rules = desk.tools.rules.letters
    shipped = place(desk).shipped
    assert shipped is not None
    kept = start_draft(desk.storage, rules, POSTPONED, ENGLISH, LETTER, shipped.body).wording
    found = editor(qtbot, desk, home)
    assert kept.wording_id is not None
    theirs = kept.body.replace("Dear", "Hello")
    save_draft(desk.storage, rules, kept.wording_id, theirs, kept.sha256)
    go_to_end_of(found, "Dear {{name}}")
    qtbot.keyClicks(found.edit, "!")
    found.save()
    settle(qtbot, desk.jobs)
    assert "saved this draft after you opened it" in found.notice.text
    assert "{{name}}!" in found.edit.toPlainText()
    press(qtbot, found, "keep_mine")
    settle(qtbot, desk.jobs)
    bodies = [each.body for each in place(desk).versions]
    assert "{{name}}!" in bodies[0]
    assert bodies[1] == theirs
    assert found.notice.text == ""
    found.reject()


def test_a_translation_shows_its_english_and_waits_for_approval(
    qtbot: QtBot, desk: Desk, home: QWidget
) -> None:
    found = editor(qtbot, desk, home, "ur")
    option = found.edit.document().defaultTextOption()
    assert option.textDirection() == Qt.LayoutDirection.RightToLeft
    assert found.english.isVisible()
    assert "Dear {{name}}" in found.english.toPlainText()
    assert "not printed until somebody approves it" in found.note.text()
    press(qtbot, found, "show_english")
    assert not found.english.isVisible()
    found.trial.sample.setCurrentIndex(list(Sample).index(Sample.LARGE_PRINT))
    settle(qtbot, desk.jobs)
    assert found.trial.pages.number.text().startswith("Page 1 of ")
    found.reject()


def test_the_list_leads_to_versions_files_and_retirement(
    qtbot: QtBot, desk: Desk, home: QWidget, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rules = desk.tools.rules.letters
    listed = open_wordings(desk, home)
    settle(qtbot, desk.jobs)
    assert isinstance(listed, WordingsDialog)
    section = listed.section
    section.table.selectRow(1)
    assert section.chosen is not None
    assert section.chosen.kind is POSTPONED
    assert section.edit.isEnabled()
    assert not section.retire.isEnabled()
    shipped = section.chosen.shipped
    assert shipped is not None
    folder = tmp_path_factory.mktemp("agency")
    section._write(replace(shipped, body=shipped.body + "\n"), str(folder / "out.txt"))
    settle(qtbot, desk.jobs)
    section.take_file(str(folder / "out.txt"))
    settle(qtbot, desk.jobs)
    assert section.notice.text.startswith("Kept as a draft: Postponed, English, version 1.")
    section.take_file(str(folder / "nothing.txt"))
    settle(qtbot, desk.jobs)
    assert "cannot be read" in section.notice.text
    body = shipped.body.replace("Dear", "Hello")
    start_draft(desk.storage, rules, POSTPONED, ENGLISH, LETTER, body)
    section.read()
    settle(qtbot, desk.jobs)
    press(qtbot, listed, "wording_history")
    versions = dialog("dialog_wording_history")
    assert isinstance(versions, HistoryDialog)
    versions.table.selectRow(0)
    assert versions.what.text() == "Version 1 and Version 2: 1 line differ"
    assert "Dear" in versions.difference.toPlainText()
    assert "Hello" in versions.difference.toPlainText()
    versions.accept()
    press(qtbot, listed, "wording_retire")
    asked = dialog("dialog_reason")
    asked.reason.setEditText("not wanted")  # type: ignore[attr-defined]
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    newest = place(desk).versions[0]
    assert (newest.version, newest.state) == (2, WordingState.RETIRED)
    undo(desk.storage)
    assert place(desk).versions[0].state is WordingState.DRAFT
    listed.accept()


def test_only_the_newest_text_is_shown(
    qtbot: QtBot, desk: Desk, home: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = editor(qtbot, desk, home)
    shown: list[bytes] = []
    monkeypatch.setattr(found.trial.pages, "show_pages", lambda pdf, *_pages: shown.append(pdf))
    texts = [replace(found.text, body=found.text.body.replace("Dear", each)) for each in "ABC"]
    for each in texts:
        found.trial.show_wording(each)
    settle(qtbot, desk.jobs)
    wanted = sample_ground(desk.storage, desk.tools.rules.letters, desk.now())
    assert shown == [try_wording(wanted, found.trial.typesetter, texts[-1], Sample.PLAIN).pdf]
    found.reject()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_parts_of_a_wording_look_different(
    qtbot: QtBot, qapp: QApplication, desk: Desk, home: QWidget, scheme: Scheme
) -> None:
    apply_theme(qapp, scheme)
    found = editor(qtbot, desk, home)
    found.edit.setPlainText("plain {{name}} **bold**")
    layout = found.edit.document().firstBlock().layout()
    colours = {part.format.foreground().color().name() for part in layout.formats()}
    assert len(colours) == 2
    assert any(part.format.fontWeight() > 400 for part in layout.formats())
    found.edit.document().setModified(False)
    found.reject()


LINES = {
    "# Heading": [("heading", "# Heading"), ("mark", "# ")],
    "> Dear {{name}}": [("mark", "> "), ("field", "{{name}}")],
    "[only child] - A **b**": [
        ("bold", "**b**"),
        ("condition", "[only child]"),
        ("mark", "- "),
    ],
    "[[appointments]]": [("place", "[[appointments]]")],
    "{{one ? on {{old_day}} : all}}": [
        ("condition", "{{one ? "),
        ("field", "{{old_day}}"),
        ("condition", " : "),
        ("condition", "}}"),
    ],
    "{{name and }} {{": [("field", "{{name and }}")],
    "- (phone) Ring us": [("mark", "- "), ("picture", "(phone) ")],
    "Time: 10 : 20 ? no": [],
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_taken_apart(line: str) -> None:
    found = [(name, line[start:end]) for start, end, name in stretches(line)]
    assert found == LINES[line]
