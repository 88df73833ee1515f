"""The small hospital with people who can cover, and the Cover page over it."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget
from pytestqt.qtbot import QtBot

import main
from rota.domain.importing import ImportKind
from rota.services.importing import ImportOrder, import_file
from tests.strike_hospital import NOW, WARD
from ui.desk import Desk
from ui.pages.cover import CoverPage

LEFT = Qt.MouseButton.LeftButton
CAROL, FINN, GIL, HAL, IVY = "S3", "S6", "S7", "S8", "S9"
STAFF = """staff_id,title,forename,surname,staff_group,grade,department,site,phone
S6,Dr,Finn,Shah,sas_doctor,SPECIALTY_DOCTOR,Medicine,St Anne,01632 960006
S7,Dr,Gil,Ward,resident_doctor,ST,Medicine,St Anne,01632 960007
S8,Dr,Hal,Young,consultant,CONSULTANT,Medicine,St Anne,01632 960008
S9,Ms,Ivy,Lane,nurse,BAND_6,Emergency,St Anne,01632 960009
"""
DUTIES = f"""duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id
D7,{WARD},Medicine,St Anne,resident_doctor,CT,12/01/2016 09:00,12/01/2016 17:00,ward,S7
D8,{WARD},Medicine,St Anne,consultant,CONSULTANT,12/01/2016 09:00,12/01/2016 23:00,ward,S8
"""
DECLARATIONS = """staff_id,declaration
S7,working
"""
WARD_NEEDS = f"""service,department,site,level,from,to,number,grade_min
{WARD},Medicine,St Anne,emergency_only,09:00,23:00,1,CONSULTANT
"""


def add_people(desk: Desk, folder: Path) -> None:
    """Finn is free, Gil comes from a day's work, Hal is on the ward until 23:00, Ivy is a nurse."""
    for kind, text in (
        (ImportKind.STAFF, STAFF),
        (ImportKind.DUTIES, DUTIES),
        (ImportKind.REQUIREMENTS, WARD_NEEDS),
        (ImportKind.DECLARATIONS, DECLARATIONS),
    ):
        path = folder / f"more_{kind}.csv"
        path.write_text(text, encoding="utf-8")
        window = 1 if kind is ImportKind.DECLARATIONS else None
        outcome = import_file(
            desk.storage, desk.tools.reader, ImportOrder(kind, path, window_id=window), NOW
        )
        assert outcome.saved, outcome.errors


def cover_page(qtbot: QtBot, desk: Desk) -> CoverPage:
    """The page as the window shows it, with its strike read."""
    made = CoverPage(desk)
    desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 660)
    made.show()
    made.show_window(1)
    qtbot.waitUntil(lambda: made.board is not None)
    rest(qtbot, desk)
    return made


def rest(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)


def press(qtbot: QtBot, desk: Desk, root: QWidget, name: str) -> None:
    button = root.findChild(QAbstractButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    assert button.isVisible(), name
    qtbot.mouseClick(button, LEFT)
    rest(qtbot, desk)


def the_dialog(page: CoverPage, kind: type[QDialog] = QDialog) -> QDialog:
    found = [each for each in page.findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def gap_count(page: CoverPage, folder: Path) -> int:
    """How many gaps there are; the board and the command must say the same of each."""
    assert page.board is not None
    out = StringIO()
    words = ["gaps", "--window", "1", "--database", str(folder / "hospital.db"), "--json"]
    with redirect_stdout(out):
        assert main.main(words) == 0
    said = [
        (each["service"], each["requirement"], each["start_utc"], each["end_utc"], each["missing"])
        for each in json.loads(out.getvalue())["gaps"]
    ]
    on_board = [
        (each.service.name, gap.post, gap.start.isoformat(), gap.end.isoformat(), gap.missing)
        for each in page.board.services
        for gap in each.gaps
    ]
    assert sorted(on_board) == sorted(said)
    return page.board.gap_count


def choose_person(qtbot: QtBot, page: CoverPage, staff_id: str) -> None:
    """Click somebody in the list of those who can."""
    people = page.panel.gap.people
    at = people.model.index(people.model.place_of(staff_id))
    assert at.isValid(), staff_id
    people.view.scrollTo(at)
    place = people.view.visualRect(at).center()
    qtbot.mouseClick(people.view.viewport(), LEFT, pos=place)


def bar_place(page: CoverPage, number: int) -> QPoint:
    """Where the cover of that id is in the ribbon; its lane is opened for it."""
    ribbon = page.ribbon
    for row in ribbon.view.rows:
        for lane in row.lanes:
            for bar in lane.bars:
                if bar.key == number:
                    ribbon.open(row.key)
                    box = ribbon.place_of(row.key, bar, lane)
                    down = ribbon.verticalScrollBar()
                    if not ribbon.viewport().rect().contains(box.center()):
                        down.setValue(down.value() + box.top() - 200)
                    return ribbon.place_of(row.key, bar, lane).center()
    raise AssertionError(number)
