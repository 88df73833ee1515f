from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision
from rota.domain.printing import PrinterInfo, PrintOrder
from rota.services.batch_list import batches
from rota.services.batch_sizes import SHEETS_A_BATCH
from rota.services.deciding import decide
from rota.services.post_times import save_post
from rota.services.printing import untold_runs
from rota.services.releases import open_releases
from tests.small_hospital import NOW
from tests.ui.accessible import unnamed
from tests.ui.clerk import desk, dialog, has_dialog, own_settings, press, settle
from ui.desk import Desk
from ui.dialogs.call_sheet import CallSheetDialog
from ui.dialogs.did_it_print import DidItPrintDialog
from ui.dialogs.print_letters import PrintLettersDialog
from ui.folders import keep_print_folder
from ui.jobs import Cancelled, Progress
from ui.models.letters import state_words
from ui.pages.letters import LettersPage
from ui.printing import How, draw, set_up, ways

__all__ = ["desk", "own_settings"]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> LettersPage:
    """A computer without CUPS, and three letters of one page each."""
    monkeypatch.setenv("PATH", "")
    decide(desk.storage, ["A1", "A3"], Decision.POSTPONE, "no doctor")
    decide(desk.storage, ["A4"], Decision.POSTPONE, "no doctor")
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> LettersPage:
    made = LettersPage(desk)
    qtbot.addWidget(made)
    desk.bus.changed.connect(made.refresh)
    made.show_window(1)
    made.resize(1095, 620)
    made.show()
    settle(qtbot, desk.jobs)
    return made


def at(desk: Desk, later: timedelta) -> Desk:
    """The same desk at another time."""
    return Desk(desk.tools, desk.storage, desk.jobs, desk.bus, lambda: NOW + later)


def make_batch(page: LettersPage, desk: Desk, qtbot: QtBot, folder: Path) -> None:
    press(qtbot, page, "make_batch")
    asked = dialog("dialog_batch")
    asked.folder.setText(str(folder))
    press(qtbot, asked, "batch_go")
    settle(qtbot, desk.jobs)


def words_of(root: object) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel))  # type: ignore[attr-defined]


def test_without_cups_the_pdf_opens_and_is_asked_about_until_somebody_answers(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    make_batch(page, desk, qtbot, tmp_path)
    page.batches.print.click()
    for _ in range(50):  # somebody impatient
        if desk.jobs.is_busy:
            page.batches.print.click()
        QGuiApplication.processEvents()
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_print")
    assert isinstance(asked, PrintLettersDialog)
    assert unnamed(asked) == []
    assert asked.save.text() == "Open the PDF"
    assert not asked.copies.isVisible()
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert opened == [str(tmp_path / "run-0001.pdf")]
    assert (tmp_path / "run-0001.pdf").read_bytes() == (tmp_path / "batch-0001.pdf").read_bytes()
    question = dialog("dialog_did_it_print")
    assert isinstance(question, DidItPrintDialog)
    assert unnamed(question) == []
    assert "2 sheets opened as a PDF" in words_of(question)
    question.reject()
    assert page.batches.model.index(0, 6).data() == "Did it print?"
    press(qtbot, page, "say_printed")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_did_it_print"), "printed_no")
    settle(qtbot, desk.jobs)
    assert untold_runs(desk.storage) == []
    assert batches(desk.storage)[0].printed == 0
    dialog("dialog_print").reject()  # offered at once: nothing came out
    assert page.batches.model.index(0, 6).data() == "Not printed"


def test_a_letter_no_longer_true_is_left_out_of_the_pile_and_named(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    make_batch(page, desk, qtbot, tmp_path)
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.KEEP, "a doctor was found"))
    settle(qtbot, desk.jobs)
    press(qtbot, page, "print_batch")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_print"), "save")
    settle(qtbot, desk.jobs)
    assert "1 letter was no longer true, left out and withdrawn: SR-00000" in page.told.text
    press(qtbot, dialog("dialog_did_it_print"), "printed_yes")
    settle(qtbot, desk.jobs)
    assert batches(desk.storage)[0].printed == 1
    with pypdfium2.PdfDocument(tmp_path / "run-0001.pdf") as document:
        assert len(document) == 2
    press(qtbot, page, "reprint_letter")
    settle(qtbot, desk.jobs)
    picking = dialog("dialog_pick_letter")
    assert unnamed(picking) == []
    assert len(picking.picker.model.rows) == 1
    picking.picker.table.selectRow(0)
    press(qtbot, picking, "pick")
    settle(qtbot, desk.jobs)
    again = dialog("dialog_print")
    assert again.windowTitle() == f"Print {picking.picker.model.rows[0].reference} again"
    press(qtbot, again, "save")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_did_it_print"), "printed_yes")
    settle(qtbot, desk.jobs)
    assert len(batches(desk.storage)[0].runs) == 2


def test_many_sheets_make_several_batches_and_a_manifest_counts_the_bags(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.bus.publish(save_post(desk.storage, desk.tools.rules.letters, {SHEETS_A_BATCH: "1"}))
    settle(qtbot, desk.jobs)
    make_batch(page, desk, qtbot, tmp_path)
    assert "make 2 batches, 1 to 2" in page.told.text
    assert [row.letters for row in page.batches.model.rows] == [1, 1]
    assert {path.name for path in tmp_path.glob("batch-*")} == {
        "batch-0001.pdf",
        "batch-0002.pdf",
    }
    press(qtbot, page, "manifest")
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_manifest")
    assert unnamed(asked) == []
    assert "1 letter on 1 sheet in 1 bag" in words_of(asked)
    press(qtbot, asked, "copy_manifest")
    assert QGuiApplication.clipboard().text().splitlines()[1].split("\t")[:4] == [
        "2nd", "SW", "1", "1",
    ]  # fmt: skip
    keep_print_folder(tmp_path)
    asked._paper._save(lambda: desk.tools.papers.manifest_page(asked._manifest, NOW),
                       str(tmp_path / "m.pdf"))  # fmt: skip
    settle(qtbot, desk.jobs)
    with pypdfium2.PdfDocument(tmp_path / "m.pdf") as document:
        assert "SW" in document[0].get_textpage().get_text_range()
    QGuiApplication.clipboard().clear()
    asked.accept()


def test_a_second_person_lets_a_letter_go_by_hand(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.show_place("A3")
    settle(qtbot, desk.jobs)
    press(qtbot, page, "release_do_not_post")
    asked = dialog("dialog_release")
    assert unnamed(asked) == []
    who = asked.who.text()
    assert who
    asked.why.setEditText("Agreed with her on the phone")
    asked.address.setPlainText("Ms Siobhan Ashworth\nc/o The Hub\nLondon")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert asked.refusal.text() == "Say who takes this letter by hand."
    asked.hand_to.setText("Ward clerk")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert page.releases.text == "1 release waits for a second person."
    press(qtbot, page, "show_releases")
    listed = dialog("dialog_releases")
    assert unnamed(listed) == []
    press(qtbot, listed, "answer_release")
    answer = dialog("dialog_answer_release")
    assert unnamed(answer) == []
    assert "c/o The Hub" in words_of(answer)
    answer.who.setText(who.upper())
    press(qtbot, answer, "save")
    settle(qtbot, desk.jobs)
    assert "Somebody else" in answer.refusal.text()
    answer.who.setText("Nurse Second")
    press(qtbot, answer, "save")
    settle(qtbot, desk.jobs)
    assert open_releases(desk.storage) == []
    row = next(row for row in page.queue.letters if row.appointment_id == "A3")
    assert (row.state, row.channel) == ("ready", "local")
    assert row in page.queue.to_make
    page.show_place("A3")
    settle(qtbot, desk.jobs)
    assert "Taken by: Ward clerk." in page.letter.notes.text()
    cell = page.queue.table.currentIndex().siblingAtColumn(3)
    assert cell.data() == "Ready; by hand"
    assert "keep it out of the post" in cell.data(3)
    assert page.releases.text == "1 release is agreed and in use."
    press(qtbot, page, "show_releases")
    listed = dialog("dialog_releases")
    assert "Agreed by Nurse Second" in str(listed.table.currentIndex().siblingAtColumn(4).data())
    assert not listed.answer.isEnabled()
    press(qtbot, listed, "withdraw_release")
    settle(qtbot, desk.jobs)
    row = next(row for row in page.queue.letters if row.appointment_id == "A3")
    assert (row.state, row.holds) == ("held", ("do_not_post",))
    assert page.told.text == "The release was withdrawn: the letter is held again."
    assert page.releases.text == ""


def test_a_call_sheet_goes_from_patient_to_patient(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    decide(desk.storage, ["A1", "A2"], Decision.POSTPONE, "no doctor")
    late = at(desk, timedelta(days=4))
    page = shown(late, qtbot)
    press(qtbot, page, "call_sheet")
    settle(qtbot, desk.jobs)
    sheet = dialog("dialog_calls")
    assert isinstance(sheet, CallSheetDialog)
    assert unnamed(sheet) == []
    assert sheet.counts.text() == "0 told, 2 left to ring"
    assert (sheet.name.text(), sheet.number.text()) == ("Ms Siobhan O'Neill", "020 7946 0001")
    assert sheet.number.font().pointSizeF() > 2 * sheet.name.font().pointSizeF()
    assert sheet.say.text().startswith("Your appointment on Tue 12 Jan")
    assert "A new date follows" in sheet.say.text()
    assert sheet.say.isVisible()
    assert sheet.check.text().startswith("Check first: ")
    qtbot.keyClicks(sheet.findChild(QLineEdit, "call_note"), "her son answered")
    press(qtbot, sheet, "call_told")
    settle(qtbot, desk.jobs)
    assert sheet.counts.text() == "1 told, 1 left to ring"
    assert sheet.name.text() == "Ms Siobhan Begum"
    assert sheet.note.text() == ""
    assert page.queue.filters.current == "all"
    assert "(1 not made yet)" in page.late.text, "who was told is not rung again"
    words = [state_words(each) for each in page.queue.letters if each.told_at is not None]
    assert words == ["Ready; told by phone Mon 11 Jan 09:00"]
    press(qtbot, sheet, "call_message_left")
    settle(qtbot, desk.jobs)
    assert sheet.counts.text() == "1 told, 1 left to ring"
    assert sheet.row is not None
    assert sheet.row.tries == 1
    assert "message left" in sheet.before.text()
    sheet._save_table(str(tmp_path / "calls.csv"))
    settle(qtbot, desk.jobs)
    assert "her son answered" in (tmp_path / "calls.csv").read_text(encoding="utf-8-sig")
    assert sheet._pdf().startswith(b"%PDF")
    assert "O'Neill" not in sheet.windowTitle()
    sheet.accept()


def test_the_last_two_hours_before_a_post_are_counted_in_minutes(
    page: LettersPage, desk: Desk, qtbot: QtBot
) -> None:
    second = page.queue.filters._buttons["second"]
    assert second.text() == "Second class until Thu 7 Jan 17:30  2"
    before = page._tick.remainingTime()
    assert before <= 600_001
    page.hide()
    close = at(desk, timedelta(hours=7, minutes=47, seconds=30))
    soon = shown(close, qtbot)
    text = soon.queue.filters._buttons["second"].text()
    assert text == "Second class until 17:30, 42 min left  2"
    assert soon._tick.remainingTime() <= 31_000
    assert soon.queue.next_turn(close.now()) == timedelta(seconds=30)


def test_both_posts_and_all_chips_fit_beside_the_search(desk: Desk, qtbot: QtBot) -> None:
    decide(desk.storage, ["A1", "A2"], Decision.POSTPONE, "no doctor")
    page = shown(desk, qtbot)
    page.queue.filters._buttons["first"].setText("First class until Thu 7 Jan 17:30  1,096")
    page.queue.filters._buttons["second"].setText("Second class until Thu 7 Jan 17:30  1,041")
    assert page.minimumSizeHint().width() <= 1095


def test_pages_are_drawn_for_a_printer_and_stop_when_asked(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    make_batch(page, desk, qtbot, tmp_path)
    pdf = (tmp_path / "batch-0001.pdf").read_bytes()
    said: list[tuple[int, int]] = []
    out = tmp_path / "drawn.pdf"
    printer = set_up(PrintOrder("nobody"), "Letters, run 1")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    draw(printer, desk.tools.pages(), pdf, Progress(lambda *told: said.append(told[:2])))
    with pypdfium2.PdfDocument(out) as drawn, pypdfium2.PdfDocument(pdf) as made:
        assert len(drawn) == len(made) == 4
        one, other = (each[0].render(scale=0.3).to_numpy().mean() for each in (drawn, made))
        assert abs(one - other) < 3
    assert said[-1] == (4, 4)
    stop = Progress(lambda *_told: None)
    stop.cancel()
    again = set_up(PrintOrder("nobody"), "Letters, run 2")
    again.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    again.setOutputFileName(str(tmp_path / "stopped.pdf"))
    with pytest.raises(Cancelled):
        draw(again, desk.tools.pages(), pdf, stop)


def test_the_usual_printer_comes_first_and_a_viewer_is_always_there() -> None:
    office = PrinterInfo("office", False, (), ())
    usual = PrinterInfo("usual", True, (), ())
    found = ways((office, usual), "viewer")
    assert [(way.how, way.printer.name) for way in found] == [
        (How.QUEUE, "usual"),
        (How.QUEUE, "office"),
        (How.VIEWER, "viewer"),
    ]


def test_a_file_that_nothing_opens_is_said_and_the_question_stays(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(urls.append(url)))
    make_batch(page, desk, qtbot, tmp_path)
    press(qtbot, page, "print_batch")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_print"), "save")
    settle(qtbot, desk.jobs)
    assert "Nothing on this computer opens a PDF" in page.told.text
    assert has_dialog("dialog_did_it_print")
    dialog("dialog_did_it_print").reject()


def test_only_the_button_says_from_which_letter_on(
    page: LettersPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    make_batch(page, desk, qtbot, tmp_path)
    press(qtbot, page, "print_batch")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_print"), "save")
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_did_it_print")
    assert isinstance(asked, DidItPrintDialog)
    press(qtbot, asked, "printed_from")
    filled = [each for each in (asked.yes, asked.save) if each.property("primary") == "true"]
    assert filled == [asked.save]
    qtbot.keyClicks(asked.picker.field, asked.picker.model.rows[1].reference[-3:])
    for widget in (asked.picker.field, asked.picker.table):
        qtbot.keyClick(widget, Qt.Key.Key_Return)
        settle(qtbot, desk.jobs)
        assert len(untold_runs(desk.storage)) == 1, "Return chooses a letter and saves nothing"
    assert asked.picker.letter == asked.picker.model.rows[1]
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert untold_runs(desk.storage) == []
    rest = dialog("dialog_print")
    press(qtbot, rest, "save")
    settle(qtbot, desk.jobs)
    again = dialog("dialog_did_it_print")
    (left,) = again.picker.model.rows  # type: ignore[attr-defined]
    assert (left.sheet, left.page) == (1, 1)
    press(qtbot, again, "printed_yes")
    settle(qtbot, desk.jobs)
    assert page.told.text == "Batch 1: 2 letters printed. Post them, then press Posted."
