"""A clerk's letters on their way: printed, jammed, resumed, posted, and one comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import main
from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.services.batch_list import batches
from rota.services.deciding import decide
from rota.services.ports import Storage
from tests.private_cups import PrivateCups
from tests.small_hospital import NOW, appointment, bring_in, open_copy
from tests.ui.clerk import dialog, has_dialog, own_settings, press, settle
from ui.assembly import assemble
from ui.dialogs.did_it_print import DidItPrintDialog
from ui.dialogs.print_letters import PrintLettersDialog
from ui.dialogs.returned import ReturnedDialog
from ui.main_window import MainWindow
from ui.pages.letters import LettersPage

__all__ = ["own_settings"]
NUMBERS = range(20, 26)


@pytest.fixture
def storage(tmp_path: Path, own_settings: None) -> Iterator[Storage]:
    tools, made = open_copy(tmp_path, 1)
    rows = [appointment(n, f"Patient{n}") for n in NUMBERS]
    bring_in(tools, made, tmp_path, ImportKind.APPOINTMENTS, rows)
    decide(made, [f"A{n}" for n in NUMBERS], Decision.POSTPONE, "no doctor")
    yield made
    made.close()


def open_letters(qtbot: QtBot, storage: Storage) -> tuple[MainWindow, LettersPage]:
    window = assemble(main.tools(), storage, lambda: NOW)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.show_page("page_letters")
    wait(qtbot, window)
    page = window.current_page
    assert isinstance(page, LettersPage)
    return window, page


def wait(qtbot: QtBot, window: MainWindow) -> None:
    """Until everything asked for has come in, and what that asks for."""
    settle(qtbot, window.jobs)
    qtbot.wait_until(lambda: not window.jobs.is_busy)


def letters_in(pdf: bytes) -> list[str]:
    """The references on the first pages of the letters, in the order of the file."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    found = [word.strip(".,") for text in texts for word in text.split() if word.startswith("SR-")]
    return list(dict.fromkeys(found))


def test_a_batch_jams_is_resumed_posted_and_one_letter_comes_back(
    storage: Storage, cups: PrivateCups, qtbot: QtBot, tmp_path: Path
) -> None:
    window, page = open_letters(qtbot, storage)
    press(qtbot, page, "make_batch")
    asked = dialog("dialog_batch")
    asked.folder.setText(str(tmp_path / "print"))
    press(qtbot, asked, "batch_go")
    wait(qtbot, window)
    (row,) = batches(storage)
    assert (row.letters, row.sheets, row.printed) == (6, 6, 0)

    press(qtbot, page, "print_batch")
    wait(qtbot, window)
    printing = dialog("dialog_print")
    assert isinstance(printing, PrintLettersDialog)
    assert printing.printer.currentText() == "letters"
    qtbot.mouseDClick(printing.save, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(printing.save, Qt.MouseButton.LeftButton)
    wait(qtbot, window)
    (job,) = cups.jobs("letters", 1)
    assert job.pdf == (tmp_path / "print" / "batch-0001.pdf").read_bytes()
    assert "sides=two-sided-long-edge" in job.options
    assert "Patient" not in job.title
    assert has_dialog("dialog_did_it_print")

    dialog("dialog_did_it_print").reject()  # and the computer is switched off
    window.close()
    window, page = open_letters(qtbot, storage)
    assert "6 sheets sent to letters" in page.batches.question.text
    press(qtbot, page, "posted")
    wait(qtbot, window)
    posted = dialog("dialog_posted")
    assert posted.findChild(object, "not_printed").isVisible()
    assert posted.findChild(object, "printed_elsewhere").isVisible()
    press(qtbot, posted, "save")
    wait(qtbot, window)
    assert "nobody has said whether it printed" in posted.refusal.text()  # type: ignore[attr-defined]
    posted.reject()
    press(qtbot, page, "print_batch")  # asks about the run that nobody answered for
    wait(qtbot, window)
    question = dialog("dialog_did_it_print")
    assert isinstance(question, DidItPrintDialog)
    press(qtbot, question, "printed_from")
    assert not question.save.isEnabled()
    question.picker.table.select_keys(frozenset({"SR-000004"}), "SR-000004")
    assert question.picker.letter is not None
    assert question.picker.letter.sheet == 4
    press(qtbot, question, "save")
    wait(qtbot, window)
    assert batches(storage)[0].printed == 3

    rest = dialog("dialog_print")
    assert isinstance(rest, PrintLettersDialog)
    assert rest.part.isChecked()
    press(qtbot, rest, "save")
    wait(qtbot, window)
    second = cups.jobs("letters", 2)[1]
    assert letters_in(second.pdf) == ["SR-000004", "SR-000005", "SR-000006"]
    press(qtbot, dialog("dialog_did_it_print"), "printed_yes")
    wait(qtbot, window)
    assert batches(storage)[0].printed == 6
    assert not page.batches.question.isVisible()

    press(qtbot, page, "posted")
    wait(qtbot, window)
    press(qtbot, dialog("dialog_posted"), "save")
    wait(qtbot, window)
    assert batches(storage)[0].posted == 6
    assert not page.batches.print.isEnabled()

    press(qtbot, page, "returned")
    wait(qtbot, window)
    back = dialog("dialog_returned")
    assert isinstance(back, ReturnedDialog)
    qtbot.keyClicks(back.picker.field, "patient22")
    qtbot.keyClick(back.picker.field, Qt.Key.Key_Return)
    assert not back.save.isEnabled()
    back.reason.setEditText("Addressee gone away")
    press(qtbot, back, "save")
    wait(qtbot, window)
    (row,) = batches(storage)
    assert (row.posted, row.returned) == (6, 1)
    assert [each.visit.patient.surname for each in page.queue.letters] == ["Patient22"]
    assert page.queue.letters[0].state == "held"
    window.close()
