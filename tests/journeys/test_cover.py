"""A rota manager's morning: every gap of the demo's 12 January, by mouse and by keyboard."""

from __future__ import annotations

import gc
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

import main
from rota.services.history import history
from rota.services.ports import Storage
from tests.journeys.cover_hands import CTRL, Key, Manager, Pulse
from tests.ui.clerk import own_settings
from ui.assembly import assemble
from ui.desktop import keep_the_window_quick
from ui.dialogs.split_cover import SplitCoverDialog
from ui.dialogs.tell_people import TellPeopleDialog
from ui.hospital import opened
from ui.models.candidates import EntryKind

__all__ = ["own_settings"]

STRIKE = 1
ICU, ED, TAKE = "Intensive Care", "Emergency Department", "Acute take"
WHY = "Knows the unit; rest is made up on Wednesday"
STEPS = {
    "assign": 14,
    "cover split": 1,
    "told of cover": 1,
    "answer about cover": 2,
    "leave gap": 1,
}
"""What history lists: one of the fourteen is the cover that was dragged."""
GAP_ON_PAPER = r"([A-Z][\w ]+) \w{3} \d+ Jan \d\d:\d\d \w{3} \d+ Jan \d\d:\d\d \d"
OWNER, LEFT_WHY = "the ED consultant on call", "The consultant stays in the department until 05:00"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up hospital of 1,200 people, as ``main.py demo`` leaves it."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    assert main.main(["demo", "--out", str(path)]) == 0
    return path


@pytest.fixture
def storage(demo_file: Path, tmp_path: Path) -> Iterator[Storage]:
    path = tmp_path / "hospital.db"
    shutil.copy(demo_file, path)
    with opened(main.tools(), str(path), None) as (made, _now):
        yield made


@pytest.fixture
def manager(
    qtbot: QtBot, storage: Storage, tmp_path: Path, own_settings: None
) -> Iterator[Manager]:
    tools = main.tools()
    with opened(tools, str(tmp_path / "hospital.db"), None) as (made, now):
        window = assemble(tools, made, now)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        hands = Manager(qtbot, window, tmp_path)
        hands.rest()
        yield hands
        window.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_every_gap_of_the_twelfth_of_january_is_filled(
    manager: Manager, storage: Storage, tmp_path: Path
) -> None:
    begun = newest(storage)
    manager.key(Key.Key_2, CTRL)
    assert manager.window.current_page is manager.page
    first = manager.page.board
    assert manager.gaps() == 12

    fill_intensive_care(manager)
    fill_by_keyboard(manager)
    fill_acute_take(manager)
    fill_the_wards(manager)
    assert manager.gaps() == 0
    assert manager.page.gaps.text == "No gaps"
    assert manager.window.navigation.badge_of("page_cover") == ""

    tell_everybody(manager)
    leave_what_was_declined(manager)
    assert_the_paper_names(print_board(manager, tmp_path / "board.pdf"), left=1)

    done = [each for each in history(storage) if each.entry > begun]
    assert Counter(each.action for each in done) == STEPS
    assert all(each.text for each in done)
    with storage.read() as work:
        kept = work.cover.overrides(STRIKE)
        (left,) = [each for each in work.cover.gaps_left(STRIKE) if each.owner == OWNER]
    assert {(each.rule, each.why) for each in kept} == {("wtr_daily_rest", WHY)}
    assert (left.reason, left.owner) == (LEFT_WHY, OWNER)

    for _ in done:
        manager.key(Key.Key_Z, CTRL)
    assert manager.gaps() == 12
    assert manager.page.board == first


def test_the_window_answers_while_people_are_looked_for(
    python_as_it_was: None, manager: Manager
) -> None:
    """Of three walks over the gaps the quietest counts: the machine has other work too."""
    keep_the_window_quick()
    manager.key(Key.Key_2, CTRL)
    manager.page.ribbon.setFocus()
    pulse, longest = Pulse(), []
    for key in (Key.Key_Right, Key.Key_Left, Key.Key_Right):
        with pulse:
            for _ in range(6):
                manager.key(key)
                assert manager.people.found is not None
        longest.append(pulse.longest)
    assert min(longest) < 0.1, longest


@pytest.fixture
def python_as_it_was() -> Iterator[None]:
    """Take back, when the window is gone, what the program sets for its whole process."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def newest(storage: Storage) -> int:
    return history(storage, 1)[0].entry


def fill_intensive_care(manager: Manager) -> None:
    """With the mouse: who is best by day; by night somebody whose rest is too short, knowingly."""
    assert manager.open_gap().place == ICU
    with manager.filling(1, clicks=2):
        manager.press("gap_assign")
        assert manager.assigning().save.isEnabled()
        manager.press("save", manager.dialog())
    with manager.filling(1, clicks=5):
        assert manager.open_gap().post == "CT or above, icu"
        manager.click_person("reason wtr_daily_rest")
        manager.click_person("wtr_daily_rest/S0223")
        manager.press("gap_assign")
        dialog = manager.assigning()
        assert dialog.missing.text() == "A rule asks for a reason before this goes on."
        assert not dialog.save.isEnabled()
        (finding,) = (each for each in dialog.rules.findings if each.severity == "stop")
        assert (finding.rule, finding.measured, finding.limit) == ("wtr_daily_rest", "1 h", "11 h")
        line = dialog.why.lineEdit()
        assert line is not None
        manager.click(line, line.rect().center())
        manager.type(WHY)
        manager.press("save", dialog)
    with manager.filling(1, keys=4):
        assert manager.open_gap().post == "nurses"
        manager.key(Key.Key_Return)
        manager.key(Key.Key_Return)
        manager.key(Key.Key_Return)


def fill_by_keyboard(manager: Manager) -> None:
    """No mouse at all: each filled gap leads to the next."""
    for place in ("Obstetric Anaesthesia", ED, "Paediatric ED"):
        with manager.filling(1, keys=4):
            assert manager.open_gap().place == place
            manager.key(Key.Key_Return)
            manager.key(Key.Key_Return)
            agree(manager)
            manager.key(Key.Key_Return)
            assert not manager.has_dialog()


def agree(manager: Manager, how: str = "") -> None:
    """Say how they agreed, if it is asked for: typed, or the first of the usual ways."""
    if not manager.assigning().save.isEnabled():
        manager.type(how) if how else manager.key(Key.Key_Down)
        assert manager.assigning().save.isEnabled()


def fill_acute_take(manager: Manager) -> None:
    """By the keys of the board alone; then one who comes for a part, and stays longer."""
    with manager.filling(1, keys=3):
        assert manager.open_gap().place == TAKE
        manager.key(Key.Key_Return, CTRL)
        agree(manager)
        manager.key(Key.Key_Return)
    with manager.filling(1, clicks=2, keys=4):
        gap = manager.open_gap()
        chosen = manager.can()[0]
        manager.key(Key.Key_Return, CTRL)
        dialog = manager.assigning()
        agree(manager)
        clock = dialog.end.clock
        manager.click(clock, QPoint(12, clock.height() // 2))
        manager.key(Key.Key_Down)
        assert dialog.end.instant == gap.end - timedelta(hours=1)
        manager.key(Key.Key_Return)
        assert (manager.open_gap().start, manager.open_gap().end) == (
            gap.end - timedelta(hours=1),
            gap.end,
        )
        manager.stretch(manager.cover_of(chosen), 1)
        assert manager.cover_of(chosen).end == gap.end


def fill_the_wards(manager: Manager) -> None:
    """With the mouse again: two for one gap, a double click, a search, and one shared by two."""
    with manager.filling(1, clicks=7, keys=2):
        manager.click_gap("Medical wards")
        for number in ("2", "1"):
            assert manager.open_gap().missing.startswith(f"{number} foundation doctor")
            manager.open_person(manager.can()[0])
            agree(manager, "Agreed by email")
            manager.press("save", manager.dialog())
    with manager.filling(1, clicks=7):
        manager.click_gap("Hyperacute Stroke")
        share(manager)
    with manager.filling(1, clicks=2, keys=4):
        manager.click_gap("Labour Ward")
        manager.key(Key.Key_F, CTRL)
        manager.type("green")
        manager.key(Key.Key_Return)
        manager.press("gap_assign")
        agree(manager)
        manager.key(Key.Key_Return)
    with manager.filling(1, clicks=2):
        assert manager.open_gap().place == "Neonatal Unit"
        manager.press("gap_assign")
        agree(manager, "Agreed in person")
        manager.press("save", manager.dialog())


def share(manager: Manager) -> None:
    """One takes the whole night; half of it goes to somebody else."""
    first = manager.can()[0]
    manager.press("gap_assign")
    manager.press("save", manager.dialog())
    manager.click_cover(manager.cover_of(first))
    manager.press("cover_split")
    dialog = manager.dialog("dialog_split")
    assert isinstance(dialog, SplitCoverDialog)
    second = next(each.key for each in dialog.people.model.entries if each.kind is EntryKind.CAN)
    manager.click_person(second, dialog.people)
    manager.press("save", dialog)
    one, other = manager.cover_of(first), manager.cover_of(second)
    assert one.end == other.start == one.start + timedelta(hours=5, minutes=45)


def tell_everybody(manager: Manager) -> None:
    """All are told; the one for the ED at night cannot come, the others can."""
    manager.key(Key.Key_T, CTRL)
    dialog = manager.dialog("dialog_tell_people")
    assert isinstance(dialog, TellPeopleDialog)
    assert len(dialog.shown) == 14
    manager.key(Key.Key_A, CTRL)
    manager.press("told", dialog)
    manager.press("filter_no_answer", dialog)
    at = next(at for at, row in enumerate(dialog.shown) if row.cover.service == ED)
    manager.click_row(dialog.table, at)
    manager.press("declined", dialog)
    assert len(dialog.shown) == 13
    manager.click_row(dialog.table, 0)
    manager.key(Key.Key_A, CTRL)
    manager.press("accepted", dialog)
    assert dialog.shown == ()
    manager.press("close", dialog)
    said = manager.page.face.foot.others.text()
    assert said == "cover: 14 of 14 people have answered, 1 declined"


def leave_what_was_declined(manager: Manager) -> None:
    """Declined cover does not count: the gap is open again, and somebody answers for it."""
    assert manager.gaps() == 1
    manager.click_gap(ED)
    manager.press("gap_leave")
    dialog = manager.dialog("dialog_leave_gap")
    manager.type(LEFT_WHY)
    manager.key(Key.Key_Tab)
    manager.type(OWNER)
    manager.press("save", dialog)
    assert manager.page.panel.gap.left.text == f"Left open by {OWNER}: {LEFT_WHY}"
    assert manager.gaps() == 1
    assert manager.page.face.foot.others.text().startswith("1 gap left knowingly")


def print_board(manager: Manager, path: Path) -> list[str]:
    """Put the board into a file, and read what each page says."""
    manager.key(Key.Key_P, CTRL)
    dialog = manager.dialog("print_board")
    manager.press("save_pdf", dialog)
    field = manager.dialog("save_dialog").findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    manager.type(str(path))
    manager.key(Key.Key_Return)
    manager.press("close", dialog)
    with pypdfium2.PdfDocument(path) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def assert_the_paper_names(pages: list[str], *, left: int) -> None:
    """The boards draw so many gaps and no more, and the last page lists the same."""
    *boards, words = pages
    said = f"{left} gap, 3 h of cover missing · worst: Wed 13 Jan 02:00, 1 missing"
    assert all(said in page for page in pages)
    drawn = [re.findall(r"\d missing", page.replace(said, "")) for page in boards]
    assert sum(map(len, drawn)) == left
    assert "Every gap in words" in words
    rows = re.findall(GAP_ON_PAPER, words.partition("Who covers it")[2])
    assert len(rows) == left
    assert rows[0].endswith(ED)
