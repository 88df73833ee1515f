from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision, LetterKind
from rota.domain.importing import ImportKind
from rota.domain.trust import TrustDetails
from rota.services.batch_list import batches
from rota.services.deciding import decide
from rota.services.hospital_details import read_trust_details, save_trust_details
from rota.storage.database import Database
from tests.small_hospital import NOW, appointment, bring_in
from tests.strike_hospital import tools
from tests.ui.accessible import unnamed
from tests.ui.clerk import desk, dialog, has_dialog, own_settings, press, settle
from ui.bus import Bus
from ui.colours import Tone, tone_colours
from ui.desk import Desk
from ui.folders import print_folder
from ui.jobs import Jobs
from ui.models.batches import letters_words
from ui.pages.letters import LettersPage
from ui.pages.page import Place
from ui.theme import apply_theme

__all__ = ["desk", "own_settings"]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> LettersPage:
    decide(desk.storage, ["A1", "A2", "A3"], Decision.POSTPONE, "no doctor")
    decide(desk.storage, ["A4"], Decision.CONVERT, "by phone")
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> LettersPage:
    made = LettersPage(desk)
    qtbot.addWidget(made)
    desk.bus.changed.connect(made.refresh)
    made.resize(1100, 650)
    made.show()
    settle(qtbot, desk.jobs)
    return made


def chips(page: LettersPage) -> dict[str, str]:
    return {str(key): button.text() for key, button in page.queue.filters._buttons.items()}


def patients(page: LettersPage) -> list[str]:
    return [row.visit.patient.surname for row in page.queue.model.rows]


def make_batch(page: LettersPage, desk: Desk, qtbot: QtBot, folder: Path) -> None:
    press(qtbot, page, "make_batch")
    asked = dialog("dialog_batch")
    asked.folder.setText(str(folder))
    press(qtbot, asked, "batch_go")
    settle(qtbot, desk.jobs)


def test_the_chips_say_how_many_go_how_and_until_when(page: LettersPage) -> None:
    assert chips(page) == {
        "all": "To do  4",
        "first": "First class  0",
        "second": "Second class until Thu 7 Jan 17:30  2",
        "phone": "Too late, phone  0",
        "held": "Held  2",
        "in_batch": "In a batch  0",
    }
    assert page.badge() == "2"
    assert page.make.text() == "Make batch of 2"


def test_a_ready_letter_is_shown_as_it_prints(page: LettersPage, desk: Desk, qtbot: QtBot) -> None:
    assert page.letter.title.text() == "Ms Siobhan O'Neill"
    assert page.letter.pages.image.pixmap().width() > 300
    assert page.letter.pages.image.pixmap().height() > page.letter.pages.image.pixmap().width()
    before = page.letter.pages.image.pixmap().cacheKey()
    page.split.setSizes([300, 800])
    qtbot.waitUntil(lambda: page.letter.pages.image.pixmap().cacheKey() != before)
    assert page.letter.pages.image.pixmap().width() > 600


def test_a_letter_of_several_pages_is_turned(page: LettersPage, desk: Desk, qtbot: QtBot) -> None:
    page.queue.table.select_keys(frozenset({"A2"}), "A2")
    settle(qtbot, desk.jobs)
    assert page.letter.pages.number.text().startswith("Page 1 of ")
    assert not page.letter.pages.back.isEnabled()
    before = page.letter.pages.image.pixmap().cacheKey()
    press(qtbot, page, "page_after")
    settle(qtbot, desk.jobs)
    assert page.letter.pages.page == 2
    assert page.letter.pages.image.pixmap().cacheKey() != before
    press(qtbot, page, "page_before")
    assert page.letter.pages.page == 1
    settle(qtbot, desk.jobs)


def test_a_held_letter_says_why_and_who_looks_after_it(
    page: LettersPage, desk: Desk, qtbot: QtBot
) -> None:
    page.queue.filters.choose("held")
    settle(qtbot, desk.jobs)
    assert patients(page) == ["Ashworth", "Zephaniah"]
    said = "\n".join(label.text() for label in page.letter.holds.findChildren(QLabel))
    assert "No letter may go to the home address." in said
    assert "Looked after by: PALS" in said
    assert not page.make.isEnabled()
    at = [column.heading for column in page.queue.model.columns].index("State")
    assert page.queue.model.index(0, at).data() == "Held: no letter to the home address"


def test_a_batch_is_made_saved_and_posted(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "print"
    make_batch(page, desk, qtbot, folder)
    assert (folder / "batch-0001.pdf").read_bytes().startswith(b"%PDF")
    assert "Batch 1: 2 letters" in page.told.text
    assert chips(page)["in_batch"] == "In a batch  2"
    assert print_folder() == folder
    page.queue.filters.choose("in_batch")
    settle(qtbot, desk.jobs)
    assert page.letter.pages.image.pixmap().width() > 300
    assert "SR-000001" in page.letter.words.text()
    press(qtbot, page, "posted")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_posted"), "save")
    settle(qtbot, desk.jobs)
    assert batches(desk.storage)[0].posted == 2
    assert patients(page) == []
    assert not page.batches.posted.isEnabled()
    assert page.told.text == "Batch 1: 2 letters posted."


def test_not_posted_is_not_told(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    make_batch(page, desk, qtbot, tmp_path)
    press(qtbot, page, "posted")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_posted"), "cancel")
    settle(qtbot, desk.jobs)
    assert batches(desk.storage)[0].posted == 0


def test_only_the_letters_chosen_are_made(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.queue.table.select_keys(frozenset({"A1", "A3"}), "A1")
    assert page.make.text() == "Make batch of 1"
    make_batch(page, desk, qtbot, tmp_path)
    assert batches(desk.storage)[0].letters == 1


def test_a_letter_that_is_no_longer_true_is_named_before_posting(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    make_batch(page, desk, qtbot, tmp_path)
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.KEEP, "a doctor was found"))
    settle(qtbot, desk.jobs)
    assert "no longer true" in page.header.facts.text()
    assert "O'Neill" in patients(page)
    press(qtbot, page, "posted")
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_posted")
    said = "\n".join(label.text() for label in asked.findChildren(QLabel))
    assert "1 letter is no longer true" in said
    out, went = asked.findChildren(QRadioButton)
    assert not out.isChecked()
    assert not went.isChecked()
    assert not asked.save.isEnabled()  # type: ignore[attr-defined]
    assert out.accessibleName().startswith("Taken out: SR-00000")
    assert "page" in said
    assert "O'Neill" in said
    assert "decided otherwise since" in said
    assert "once 1 letter went into the post" in said
    assert unnamed(asked) == []
    out.click()
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert page.told.text == "Batch 1: 1 letter posted. 1 letter taken out."
    assert letters_words(page.batches.model.rows[0]) == "1 of 2"
    assert batches(desk.storage)[0].posted == 1
    assert "A1" not in {row.appointment_id for row in page.queue.model.rows}


def test_a_letter_that_went_all_the_same_counts_as_told(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    make_batch(page, desk, qtbot, tmp_path)
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.KEEP, "a doctor was found"))
    settle(qtbot, desk.jobs)
    press(qtbot, page, "posted")
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_posted")
    asked.findChildren(QRadioButton)[1].click()
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert batches(desk.storage)[0].posted == 2
    row = next(row for row in page.queue.model.rows if row.appointment_id == "A1")
    assert (row.kind, row.state) == (LetterKind.GOING_AHEAD, "ready")


def later(desk: Desk) -> Desk:
    """The same desk four days on: too late for the post."""
    return Desk(desk.tools, desk.storage, desk.jobs, desk.bus, lambda: NOW + timedelta(days=4))


def test_a_batch_left_lying_is_told_loudly_and_shown(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert page.late.text == ""
    make_batch(page, desk, qtbot, tmp_path)
    page.hide()
    late = shown(later(desk), qtbot)
    assert late.late.text == (
        "The letters about 4 appointments can no longer arrive in time (2 in batch 1, 2 held): "
        "phone these patients."
    )
    assert chips(late)["phone"] == "Too late, phone  4"
    press(qtbot, late, "show_late")
    settle(qtbot, desk.jobs)
    assert patients(late) == ["O'Neill", "Begum", "Ashworth", "Zephaniah"]
    assert "phone this patient" in late.letter.words.text()
    assert not late.make.isEnabled()
    press(qtbot, late, "posted")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_posted"), "save")
    settle(qtbot, desk.jobs)
    assert "2 letters cannot arrive in time: phone O'Neill" in late.told.text
    assert "(2 held)" in late.late.text


def test_second_class_letters_left_lying_overnight_are_asked_about(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    make_batch(page, desk, qtbot, tmp_path)
    page.hide()
    evening = NOW + timedelta(hours=10)
    late = shown(Desk(desk.tools, desk.storage, desk.jobs, desk.bus, lambda: evening), qtbot)
    press(qtbot, late, "posted")
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_posted")
    said = "\n".join(label.text() for label in asked.findChildren(QLabel))
    assert "2 letters made for second class must go first class now" in said
    assert unnamed(asked) == []
    asked.by_first.click()  # type: ignore[attr-defined]
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert late.told.text == "Batch 1: 2 letters posted. 2 letters first class instead of second."
    assert batches(desk.storage)[0].post_classes == ("first",)


def test_words_of_an_alarm_are_seen_on_its_ground_after_a_change_of_theme(
    desk: Desk, qtbot: QtBot, qapp: QApplication
) -> None:
    decide(desk.storage, ["A1"], Decision.POSTPONE, "no doctor")
    page = shown(later(desk), qtbot)
    assert "(1 not made yet)" in page.late.text
    for theme in ("dark", "light"):
        apply_theme(qapp, theme)
        words = page.late.words
        wanted = tone_colours(page.palette(), Tone.SHORT).text
        assert words.palette().color(words.foregroundRole()) == wanted


def test_no_batch_is_made_before_name_and_phone_are_known(
    page: LettersPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.bus.publish(save_trust_details(desk.storage, TrustDetails()))
    settle(qtbot, desk.jobs)
    press(qtbot, page, "make_batch")
    assert not has_dialog("dialog_batch")
    asked = dialog("dialog_details")
    said = "\n".join(label.text() for label in asked.findChildren(QLabel))
    assert "needs the hospital's name and a phone number" in said
    press(qtbot, asked, "save")
    assert asked.refusal.isVisible()
    qtbot.keyClicks(asked.findChild(QLineEdit, "details_name"), "St Anne's")
    qtbot.keyClicks(asked.findChild(QLineEdit, "details_phone"), "020 1")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert not has_dialog("dialog_details")
    dialog("dialog_batch").reject()


def test_the_preview_tells_of_all_that_the_letter_will(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    same = {"patient_id": "P9", "address_1": "5 Same Street"}
    rows = [appointment(21, "Twice", **same), appointment(22, "Twice", **same)]
    bring_in(desk.tools, desk.storage, tmp_path, ImportKind.APPOINTMENTS, rows)
    decide(desk.storage, ["A21", "A22"], Decision.POSTPONE, "no doctor")
    page = shown(desk, qtbot)
    assert "with 1 other appointment in one letter" in page.letter.words.text()
    with pypdfium2.PdfDocument(page.letter.pages._pdf) as document:
        text = document[0].get_textpage().get_text_range()
    assert [time for time in ("2:20pm", "3:20pm") if time in text] == ["2:20pm", "3:20pm"]
    assert page.make.text() == "Make batch of 1"


def test_an_empty_hospital_is_told_what_comes_first(
    hospital: Database, jobs: Jobs, qtbot: QtBot, own_settings: None
) -> None:
    bare = Desk(tools(), hospital, jobs, Bus(jobs), lambda: NOW)
    page = shown(bare, qtbot)
    assert page.first.isVisible()
    said = "\n".join(label.text() for label in page.first.findChildren(QLabel))
    assert "Every patient knows" not in said
    assert said.index("Add the strike") < said.index("Import staff, duties")
    assert "main.py" not in said
    assert unnamed(page) == []


def test_post_by_is_seen_at_the_usual_size(page: LettersPage, qtbot: QtBot) -> None:
    page.resize(1095, 620)
    at = [column.heading for column in page.queue.model.columns].index("Post by")
    qtbot.waitUntil(lambda: page.queue.table.viewport().width() > 600)
    end = page.queue.table.columnViewportPosition(at) + page.queue.table.columnWidth(at)
    assert end <= page.queue.table.viewport().width()


def test_a_batch_is_saved_again_byte_for_byte(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    make_batch(page, desk, qtbot, tmp_path / "one")
    other = tmp_path / "two"
    other.mkdir()
    press(qtbot, page, "save_again")
    asked = page.findChild(QFileDialog, "folder_dialog")
    asked.findChild(QLineEdit, "fileNameEdit").setText(str(other))
    asked.accept()
    qtbot.waitUntil(lambda: (other / "batch-0001.pdf").exists())
    settle(qtbot, desk.jobs)
    first = (tmp_path / "one" / "batch-0001.pdf").read_bytes()
    assert (other / "batch-0001.pdf").read_bytes() == first


def test_a_folder_that_cannot_be_written_keeps_the_batch(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    wrong = tmp_path / "file"
    wrong.write_text("not a folder")
    make_batch(page, desk, qtbot, wrong)
    assert "cannot be made" in page.told.text
    assert batches(desk.storage)[0].letters == 2
    assert page.batches.save_again.isEnabled()


def test_missing_details_are_warned_of_and_entered(
    page: LettersPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.bus.publish(save_trust_details(desk.storage, TrustDetails(name="St Anne's")))
    settle(qtbot, desk.jobs)
    assert "a phone number" in page.lacking.text
    press(qtbot, page, "hospital_details")
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_details")
    assert unnamed(asked) == []
    for name, value in (
        ("phone", "020 1"),
        ("phone_hours", "9 to 5"),
        ("return_address", "PO"),
        ("sender", "Ann"),
    ):
        qtbot.keyClicks(asked.findChild(QLineEdit, f"details_{name}"), value)
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert read_trust_details(desk.storage).phone == "020 1"
    assert not page.lacking.isVisible()


def test_what_comes_too_late_is_for_the_phone(desk: Desk, qtbot: QtBot) -> None:
    decide(desk.storage, ["A1"], Decision.POSTPONE, "no doctor")
    late = Desk(desk.tools, desk.storage, desk.jobs, desk.bus, lambda: NOW + timedelta(days=4))
    page = shown(late, qtbot)
    assert chips(page)["phone"] == "Too late, phone  1"
    assert page.make.text() == "Make batch of 1", "as the command does: it confirms the call"
    assert "1 not made yet): phone these patients" in page.late.text
    page.queue.filters.choose("phone")
    settle(qtbot, desk.jobs)
    assert page.make.text() == "Make batch of 1"
    assert "phone first" in page.letter.words.text()


def test_nothing_to_write_says_so(desk: Desk, qtbot: QtBot) -> None:
    page = shown(desk, qtbot)
    assert page.queue.nothing.title.text() == "No letters to make"
    assert "Nothing is decided yet" in page.queue.nothing.sentence.text()
    assert not page.letter.isVisible()
    with qtbot.waitSignal(page.place_asked) as asked:
        qtbot.mouseClick(page.queue.nothing.button, Qt.MouseButton.LeftButton)
    assert asked.args == [Place("page_appointments")]
    assert not page.batches.isVisible()
    assert not page.make.isEnabled()


def test_a_search_finds_by_name_and_postcode(page: LettersPage, desk: Desk, qtbot: QtBot) -> None:
    field = page.queue.filters.field
    assert field is not None
    qtbot.keyClicks(field, "begum sw17")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, desk.jobs)
    assert patients(page) == ["Begum"]
    page.show_place("A4")
    settle(qtbot, desk.jobs)
    assert [row.appointment_id for row in page.queue.table.chosen] == ["A4"]


def test_a_screen_reader_can_name_everything(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert unnamed(page) == []
    press(qtbot, page, "make_batch")
    assert unnamed(dialog("dialog_batch")) == []
    dialog("dialog_batch").reject()
    make_batch(page, desk, qtbot, tmp_path)
    assert unnamed(page) == []
