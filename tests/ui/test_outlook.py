from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rota.domain.codes import Decision, WindowState
from rota.domain.importing import ImportKind
from rota.services.deciding import decide
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_queue import letter_queue
from tests.moving import move_window
from tests.strike_hospital import ED, NOW
from ui.desk import Desk
from ui.outlook import deadlines, outlook

HEADINGS = (
    "appointment_id,patient_id,title,forename,surname,date_of_birth,address_1,address_2,postcode,"
    "department,service,site,start,duration_minutes,kind,mode,priority\n"
)


def book(desk: Desk, folder: object, *starts: str) -> None:
    lines = [
        f"A{n},P{n},Ms,Pat,Person{n},1980-01-01,1 High Street,London,SW17 0QT,"
        f"Emergency,{ED},St Anne,{start},20,follow_up,face_to_face,routine\n"
        for n, start in enumerate(starts)
    ]
    path = folder / "appointments.csv"
    path.write_text(HEADINGS + "".join(lines), encoding="utf-8")
    order = ImportOrder(ImportKind.APPOINTMENTS, path)
    outcome = import_file(desk.storage, desk.tools.reader, order, NOW)
    assert outcome.saved, outcome.errors
    decide(desk.storage, [f"A{n}" for n in range(len(starts))], Decision.POSTPONE, "strike")


def test_the_strip_knows_the_strikes_and_what_can_be_undone(small_desk: Desk) -> None:
    view = outlook(small_desk)
    assert [window.title for window in view.windows] == [
        "Notified · BMA, emergency care only · "
        "Tue 12 Jan 2016 08:00 to Wed 13 Jan 2016 08:00 · 24 h"
    ]
    assert view.undo.startswith("added BMA")
    assert view.redo == ""
    move_window(small_desk.storage, 1, WindowState.CONFIRMED, "agreed")
    assert outlook(small_desk).windows[0].state == ""
    move_window(small_desk.storage, 1, WindowState.CALLED_OFF, "agreed")
    fallen = outlook(small_desk).windows[0]
    assert (fallen.state, fallen.is_over) == ("called off", True)


def test_each_post_class_closes_for_the_letters_that_need_it(small_desk: Desk, tmp_path) -> None:
    book(small_desk, tmp_path, "12/01/2016 10:00", "12/01/2016 11:00", "20/01/2016 10:00")
    found = {each.text: each for each in outlook(small_desk).deadlines}
    assert set(found) == {"First class closes", "Second class closes"}
    assert found["First class closes"].count == 2
    assert found["Second class closes"].count == 1
    assert all(each.at > NOW for each in found.values())


def test_a_deadline_that_is_past_is_not_told(small_desk: Desk, tmp_path) -> None:
    book(small_desk, tmp_path, "12/01/2016 10:00")
    clock = small_desk.tools.rules.letters
    late = datetime(2016, 1, 12, 9, tzinfo=UTC)
    assert deadlines(letter_queue(small_desk.storage, clock, late), late) == ()
    assert deadlines(letter_queue(small_desk.storage, clock, NOW), late + timedelta(days=9)) == ()
