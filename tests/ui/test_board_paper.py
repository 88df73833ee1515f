from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.errors import Refused
from rota.services.board import BoardView
from rota.services.strike_board import read_board
from tests.strike_hospital import NOW, WARD
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home, opened, press, rest  # noqa: F401
from tests.ui.samples import LAST, at, ribbon_rows, ribbon_view
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.print_board import PrintBoardDialog
from ui.paper.board_paper import board_pdf
from ui.paper.board_print import BoardPrint
from ui.paper.gap_words import CutOff
from ui.paper.pagination import HEADING, LANE, ROW, board_pages, page_times
from ui.paper.sheet import Paper
from ui.widgets.ribbon_values import (
    RibbonBar,
    RibbonLane,
    RibbonMark,
    RibbonRow,
    RibbonSegment,
    RibbonView,
)

pytestmark = pytest.mark.usefixtures("qapp")
TITLE, FACTS = "Cover: BMA, emergency care only", ("2 gaps", "worst: Wed 13 Jan 02:00")
MILLIMETRES = {Paper.A4: (297, 210), Paper.A3: (420, 297)}
ROOM = 400.0
DAYS = [f"{day} 08:00" for day in ("Tue 12 Jan", "Wed 13 Jan", "Thu 14 Jan", "Fri 15 Jan")]


@contextmanager
def reading(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    yield document
    document.close()


def texts(pdf: bytes) -> list[str]:
    """The words of each page, a space between any two."""
    with reading(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def paper_of(view: RibbonView, paper: Paper = Paper.A4, *, with_people: bool = False) -> bytes:
    return board_pdf(view, TITLE, FACTS, paper, NOW, with_people=with_people)


def many_rows(number: int) -> tuple[RibbonRow, ...]:
    sample = ribbon_rows()[0]
    return tuple(
        replace(sample, key=n, service=f"Service {n:02d}", department=f"Department {n // 5}")
        for n in range(number)
    )


def five_days() -> RibbonView:
    """A strike of five days with a gap across the second 8am and an overhang of five hours."""
    start, end = at(12, 8), at(17, 8)
    last = end + timedelta(hours=5)
    segments = (
        RibbonSegment(start, at(13, 20), 3, 3, 0),
        RibbonSegment(at(13, 20), at(14, 14), 3, 2, 1, "Missing: 1 registrar (ST) or above"),
        RibbonSegment(at(14, 14), last, 3, 3, 0),
    )
    row = replace(ribbon_rows()[1], segments=segments)
    return RibbonView(start, end, last, (row,), (RibbonMark(at(13, 9), "3 of 3"),))


@pytest.mark.parametrize("paper", Paper)
def test_every_page_is_exactly_the_paper_on_its_long_side(paper: Paper) -> None:
    with reading(paper_of(ribbon_view(many_rows(40)), paper)) as document:
        assert len(document) > 2
        for page in document:
            found = [points / 72 * 25.4 for points in page.get_size()]
            assert found == pytest.approx(MILLIMETRES[paper], abs=0.2)


def test_a_small_board_takes_one_page_and_one_for_its_gaps() -> None:
    board, gaps = texts(paper_of(ribbon_view()))
    assert TITLE in board
    assert "2 gaps · worst: Wed 13 Jan 02:00" in board
    assert "Tue 12 Jan 08:00 to Wed 13 Jan 08:30, all 5 services" in board
    assert "Page 1 of 2" in board
    assert "Page 2 of 2" in gaps
    assert "Printed Fri 8 Jan 2016 09:00" in gaps
    assert "Times are local" in board


def test_a_board_without_gaps_has_no_list_of_them() -> None:
    assert len(texts(paper_of(ribbon_view(ribbon_rows()[1:3])))) == 1


def test_more_fits_on_a3() -> None:
    view = ribbon_view(many_rows(40))
    assert len(texts(paper_of(view, Paper.A3))) < len(texts(paper_of(view, Paper.A4)))


def test_a_page_says_which_services_it_holds() -> None:
    pages = texts(paper_of(ribbon_view(many_rows(30))))
    assert "services Service 00 to Service 14 (1 to 15 of 30)" in pages[0]
    assert "services Service 15 to Service 29 (16 to 30 of 30)" in pages[1]
    assert "Department 3" not in pages[0]


@pytest.mark.parametrize("paper", Paper)
def test_every_gap_is_there_in_words(paper: Paper) -> None:
    rows = (*ribbon_rows(), *five_days().rows)
    view = replace(five_days(), rows=rows)
    said = " ".join(texts(paper_of(view, paper)))
    gaps = [gap for row in rows for gap in row.gaps]
    assert len(gaps) == 4
    for row in rows:
        assert row.service in said
    for gap in gaps:
        assert gap.text.removeprefix("Missing: ") in said
    assert "Wed 13 Jan 20:00 Thu 14 Jan 14:00 18 h 1 1 registrar (ST) or above" in said
    assert "Wed 13 Jan 02:00 Wed 13 Jan 05:00 3 h 2" in said


def test_the_board_says_what_is_covered_suspended_unset_counted_and_where_it_ends() -> None:
    board = texts(paper_of(ribbon_view()))[0]
    for said in (
        "3 of 3",
        "1 missing",
        "2 missing",
        "suspended, nobody required",
        "Unspecified",
        "09:00: 41 of 44",
        "20:00: 36 of 38",
        "strike ends 08:00",
        "every place is filled",
    ):
        assert said in board, said


@pytest.mark.parametrize("with_people", [False, True])
def test_nothing_is_in_colour(with_people: bool) -> None:
    tones = (RibbonLane(tone, (RibbonBar(at(12, 9), LAST, tone, tone),)) for tone in Tone)
    rows = (replace(ribbon_rows()[0], lanes=tuple(tones)), *ribbon_rows()[1:])
    with reading(paper_of(ribbon_view(rows), with_people=with_people)) as document:
        for page in document:
            image = page.render(scale=1.5).to_pil().convert("RGB")
            colours = {colour for _count, colour in image.getcolors(1 << 24)}
            assert (0, 0, 0) in colours
            assert (255, 255, 255) in colours
            assert not [colour for colour in colours if len(set(colour)) > 1]


def test_the_fonts_are_inside_and_no_text_is_below_seven_points() -> None:
    with reading(paper_of(ribbon_view(), with_people=True)) as document:
        fonts, sizes = set(), []
        for page in document:
            for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                fonts.add(pypdfium2.raw.FPDFFont_GetIsEmbedded(found.get_font().raw))
                sizes.append(found.get_font_size() * found.get_matrix().d)
        assert fonts == {1}
        assert min(abs(size) for size in sizes) > 6.9


def test_the_file_has_the_title() -> None:
    with reading(paper_of(ribbon_view())) as document:
        assert document.get_metadata_value("Title") == TITLE


def test_each_strike_day_has_a_page_and_the_overhang_is_with_the_last() -> None:
    pages = texts(paper_of(five_days()))
    assert len(pages) == 6
    holds = [f"{day} to {on}" for day, on in pairwise(DAYS)]
    for page, said in zip(pages, holds, strict=False):
        assert said in page
    assert "Sat 16 Jan 08:00 to Sun 17 Jan 13:00, 1 service" in pages[4]
    assert "strike ends 08:00" in pages[4]
    assert not any("strike ends" in page for page in pages[:4])
    assert "09:00: 3 of 3" in pages[1]
    assert "09:00: 3 of 3" not in pages[0]


def test_a_gap_across_the_edge_is_on_both_pages_and_once_in_the_list() -> None:
    pages = texts(paper_of(five_days()))
    assert "1 missing, to Thu 14 Jan 14:00: registrar (ST) or above" in pages[1]
    assert "1 missing, since Wed 13 Jan 20:00" in pages[2]
    assert not any("1 missing" in pages[n] for n in (0, 3, 4))
    assert pages[5].count("1 registrar (ST) or above") == 1


def test_a_cut_gap_says_both_of_its_ends() -> None:
    gap = five_days().rows[0].gaps[0]
    assert CutOff(True, True).words(gap) == ", since Wed 13 Jan 20:00, to Thu 14 Jan 14:00"
    assert not CutOff().words(gap)


def test_an_hour_too_many_does_not_take_a_page() -> None:
    view = replace(five_days(), start=at(12, 7), end=at(14, 10), overhang_end=at(14, 10))
    times = page_times(view)
    assert times == [(at(12, 7), at(13, 8)), (at(13, 8), at(14, 10))]


def test_the_hours_of_the_night_the_clocks_go_back_are_all_there() -> None:
    start = at(12, 8).replace(month=10, day=24, year=2026, hour=7)
    end = start + timedelta(hours=25)
    row = replace(ribbon_rows()[1], segments=(RibbonSegment(start, end, 1, 1, 0),))
    (page,) = texts(paper_of(RibbonView(start, end, end, (row,))))
    assert "Sat 24 Oct 08:00 to Sun 25 Oct 08:00" in page
    assert "00 01 01 02 03" in page


def lanes(number: int) -> tuple[RibbonLane, ...]:
    return tuple(
        RibbonLane(f"Person {n:03d}, ST", (RibbonBar(at(12, 9), at(12, 17), "ward"),))
        for n in range(number)
    )


def test_people_are_on_the_paper_only_when_asked_for() -> None:
    view = ribbon_view()
    without = " ".join(texts(paper_of(view)))
    assert "Duty D1" not in without
    assert "keep it safe" not in without
    with_people = texts(paper_of(view, with_people=True))
    for said in ("Duty D1", "ST5", "Duty D2", "lost"):
        assert said in with_people[0]
    assert all("Names members of staff: keep it safe" in page for page in with_people)


def test_who_is_not_there_on_a_day_takes_no_line_of_it() -> None:
    view = five_days()
    rows = (replace(view.rows[0], lanes=lanes(1)),)
    pages = texts(paper_of(replace(view, rows=rows), with_people=True))
    assert [("Person 000" in page) for page in pages] == [True, False, False, False, False, False]


def test_a_requirement_has_a_line_of_its_own_among_the_people() -> None:
    segments = (
        RibbonSegment(at(12, 8), at(12, 20), 2, 2, 0),
        RibbonSegment(at(12, 20), LAST, 2, 1, 1, "Missing: 1 nurse"),
    )
    lane = RibbonLane("Nurses on the ward", is_requirement=True, segments=segments)
    rows = (replace(ribbon_rows()[1], lanes=(lane,)),)
    (page,) = texts(paper_of(ribbon_view(rows), with_people=True))
    for said in ("Nurses on the ward", "2 of 2", "1 missing: nurse"):
        assert said in page
    assert "Names members of staff" not in page


def test_a_department_that_goes_on_says_so() -> None:
    rows = tuple(replace(row, department="Medicine") for row in many_rows(30))
    first, second, *_lists = texts(paper_of(ribbon_view(rows)))
    assert "Medicine (continued)" not in first
    assert "Medicine (continued)" in second


def test_a_long_name_is_whole() -> None:
    name = "Regional burns and plastic surgery rehabilitation unit"
    rows = (replace(ribbon_rows()[1], service=name),)
    (page,) = texts(paper_of(ribbon_view(rows)))
    assert f"{name} (emergency only)" in page


def test_no_service_is_cut_between_pages_while_it_fits_on_one() -> None:
    rows = tuple(replace(row, lanes=lanes(9 + row.key % 7)) for row in many_rows(12))
    pages = list(board_pages(ribbon_view(rows), ROOM, with_people=True))
    assert len(pages) > 3
    seen = [row.key for page in pages for row in page.rows]
    assert seen == list(range(12)), "each service begins once"
    for page in pages:
        last = page.lines[-1]
        assert last.top + last.height <= ROOM
        assert last.lane is not None, "no heading or service is left alone at the foot"


def test_a_service_too_tall_for_a_page_goes_on_under_its_own_name() -> None:
    rows = (replace(ribbon_rows()[0], lanes=lanes(100)),)
    pages = list(board_pages(ribbon_view(rows), ROOM, with_people=True))
    names = [line.lane.text for page in pages for line in page.lines if line.lane]
    assert names == [lane.text for lane in lanes(100)]
    fit = int((ROOM - HEADING - ROW) // LANE)
    assert len(pages) == -(-100 // fit)
    for page in pages[1:]:
        assert page.lines[0].goes_on
        assert page.lines[1].is_service


def test_an_empty_board_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="There is no service to print") as refused:
        paper_of(ribbon_view(()))
    assert refused.value.code == "empty_board"


def test_a_long_list_of_gaps_says_its_heading_again() -> None:
    pages = texts(paper_of(ribbon_view(many_rows(40))))
    lists = [page for page in pages if "Who covers it" in page]
    assert len(lists) > 1
    assert "(continued)" in lists[1]
    assert sum(page.count("Needs ST4 or above with airway skills") for page in lists) == 40


@pytest.fixture
def board(small_desk: Desk) -> BoardView:
    return read_board(small_desk.storage, 1, small_desk.tools.rules.ladder).view


@pytest.fixture
def dialog(
    qtbot: QtBot,
    small_desk: Desk,
    board: BoardView,
    home: QWidget,  # noqa: F811
) -> PrintBoardDialog:
    made = PrintBoardDialog(small_desk, board, board.services, home)
    return opened(qtbot, small_desk, made)


def test_the_dialog_shows_the_first_page(qtbot: QtBot, dialog: PrintBoardDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.preview.image.pixmap().isNull())
    pixmap = dialog.preview.image.pixmap()
    assert pixmap.width() / pixmap.height() == pytest.approx(297 / 210, rel=0.01)
    assert dialog.preview.number.text() == "Page 1 of 2"
    assert not unnamed(dialog)


def test_it_saves_what_it_shows_under_a_name_without_names(
    qtbot: QtBot, small_desk: Desk, dialog: PrintBoardDialog, tmp_path: Path
) -> None:
    press(qtbot, small_desk, dialog, "save_pdf")
    chooser = dialog.findChild(QFileDialog, "save_dialog")
    assert chooser is not None
    assert Path(chooser.selectedFiles()[0]).name == "cover-12-jan-2016.pdf"
    out = tmp_path / "board.pdf"
    chooser.selectFile(str(out))
    chooser.accept()
    qtbot.waitUntil(lambda: out.exists())
    rest(qtbot, small_desk)
    assert out.read_bytes() == dialog.pdf
    assert dialog.notice.text == f"Saved: {out}"
    said = " ".join(texts(dialog.pdf))
    assert "Junior doctors, Tue 12 Jan 08:00 to Wed 13 Jan 08:00, notified" in said
    assert "1 core trainee (CT) or above" in said
    assert not any(name in said for name in ("Okafor", "Patel", "Reid"))


def test_a_file_that_cannot_be_written_is_said(
    qtbot: QtBot, small_desk: Desk, dialog: PrintBoardDialog, tmp_path: Path
) -> None:
    (tmp_path / "folder.pdf").mkdir()
    dialog._save(str(tmp_path / "folder.pdf"))
    rest(qtbot, small_desk)
    assert "cannot be written" in dialog.notice.text


def test_the_choices_change_the_pages_and_are_remembered(
    qtbot: QtBot,
    small_desk: Desk,
    board: BoardView,
    dialog: PrintBoardDialog,
    home: QWidget,  # noqa: F811
) -> None:
    for name in ("paper_a3", "rows_gaps", "with_people"):
        press(qtbot, small_desk, dialog, name)
    said = texts(dialog.pdf)
    with reading(dialog.pdf) as document:
        assert document[0].get_width() == pytest.approx(420 / 25.4 * 72, abs=0.6)
    assert "Ada Okafor" in said[0]
    assert WARD not in " ".join(said)
    assert "counts at 09:00 and 20:00 are of all 2 services" in said[0]
    again = opened(qtbot, small_desk, PrintBoardDialog(small_desk, board, board.services, home))
    assert again.a3.isChecked()
    assert again.only_gaps.isChecked()
    assert again.people.isChecked()


def test_without_services_it_says_what_to_do(
    qtbot: QtBot,
    small_desk: Desk,
    board: BoardView,
    home: QWidget,  # noqa: F811
) -> None:
    shown = opened(qtbot, small_desk, PrintBoardDialog(small_desk, board, (), home))
    assert "There is no service to print" in shown.notice.text
    assert not shown.findChild(QPushButton, "save_pdf").isEnabled()
    assert not shown.findChild(QPushButton, "print_now").isEnabled()


def test_without_a_printer_it_says_so_and_goes_on(
    qtbot: QtBot, small_desk: Desk, dialog: PrintBoardDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    press(qtbot, small_desk, dialog, "print_now")
    assert "No printer is set up" in dialog.notice.text
    assert QApplication.activeModalWidget() in (None, dialog)


@pytest.mark.parametrize("paper", Paper)
def test_a_printer_gets_the_same_pages(board: BoardView, tmp_path: Path, paper: Paper) -> None:
    wanted = BoardPrint(board, board.services, paper, False, NOW)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    wanted.prepare(printer)
    wanted.print_on(printer)
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert texts(printed) == texts(wanted.pdf())
    with reading(printed) as document:
        found = [points / 72 * 25.4 for points in document[0].get_size()]
        assert found == pytest.approx(MILLIMETRES[paper], abs=0.3)


def test_the_printer_that_was_chosen_prints(
    qtbot: QtBot,
    small_desk: Desk,
    dialog: PrintBoardDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["Office"])
    press(qtbot, small_desk, dialog, "print_now")
    chooser = dialog.findChild(QPrintDialog, "printer_dialog")
    assert chooser is not None
    chooser.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
    chooser.accepted.emit(chooser.printer())
    rest(qtbot, small_desk)
    chooser.reject()
    assert dialog.notice.text == "Sent to the printer."
    assert texts((tmp_path / "printed.pdf").read_bytes()) == texts(dialog.pdf)
