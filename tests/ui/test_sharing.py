"""Two windows over one file, and one over a server: each follows what the other saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.changes import Changes, Kind
from rota.domain.errors import Unavailable
from rota.domain.times import utc_now
from rota.domain.trust import TrustDetails
from rota.services.hospital_details import save_trust_details, trust_details
from rota.services.people import correct_person, person_of
from rota.storage.database import Database
from tests.reliability.clients import PROOF as CLIENTS
from tests.reliability.clients import Server
from tests.strike_hospital import NOW, tools
from tests.ui.clerk import dialog, has_dialog, press
from ui.assembly import assemble
from ui.bus import Bus
from ui.dialogs.person import PersonDialog
from ui.formats import clock
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.pages.settings_hospital import HospitalSection
from ui.watch import Watch

ADA = "S1"
LADDER = tools().rules.ladder


def window_of(storage: Database, qtbot: QtBot) -> MainWindow:
    made = assemble(tools(), storage, lambda: NOW)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made.jobs.is_busy, timeout=20_000)
    return made


@pytest.fixture
def two(
    small_desk: object, hospital: Database, qtbot: QtBot
) -> Iterator[tuple[MainWindow, MainWindow, Database]]:
    """Anna's window and Ben's; the third is Ben's storage."""
    windows = []
    anna = Database(hospital.address, lambda: NOW, "anna")
    ben = Database(hospital.address, lambda: NOW, "ben")
    with closing(anna), closing(ben):
        windows = [window_of(each, qtbot) for each in (anna, ben)]
        yield windows[0], windows[1], ben
        for each in windows:
            each.leave("", ask=False)


def change(storage: Database, **fields: str) -> None:
    with storage.read() as work:
        person = person_of(work, ADA)
    correct_person(storage, replace(person, **fields), LADDER, "told us")  # type: ignore[arg-type]


def grade_and_phone(storage: Database) -> tuple[str, str]:
    with storage.read() as work:
        person = person_of(work, ADA)
    return person.grade, person.phone


def correcting(window: MainWindow, storage: Database) -> PersonDialog:
    with storage.read() as work:
        person = person_of(work, ADA)
    page = next(each for each in window.pages if each.object_name == "page_people")
    made = PersonDialog(page._desk, person, window)  # type: ignore[attr-defined]
    made.open()
    assert made.reason is not None
    made.reason.setEditText("The staff list was wrong")
    return made


def words_of(root: QWidget) -> str:
    return "\n".join(each.text() for each in root.findChildren(QLabel))


def test_one_window_follows_another_and_nobody_overwrites(
    two: tuple[MainWindow, MainWindow, Database], qtbot: QtBot
) -> None:
    first, _second, ben = two
    # What somebody types stays; what another window saved comes in beside it.
    first.show_page("page_settings")
    qtbot.waitUntil(lambda: not first.jobs.is_busy)
    section = first.current_page.findChild(HospitalSection)
    assert section is not None
    field = section._edits["phone"]
    field.setFocus()
    field.setText("0300 1")
    details = trust_details_of(ben)
    save_trust_details(ben, replace(details, name="North Trust"))
    qtbot.waitUntil(lambda: "Others changed" in first.statusBar().currentMessage(), timeout=4_000)
    assert first.statusBar().currentMessage() == "Others changed settings."
    assert field.text() == "0300 1"
    # Two people correct one person.
    qtbot.waitUntil(lambda: not first.jobs.is_busy)
    made = correcting(first, ben)
    made.phone.setText("07700 900111")
    change(ben, phone="07700 900222")
    press(qtbot, made, "save")
    qtbot.waitUntil(lambda: has_dialog("dialog_conflict"), timeout=5_000)
    both = dialog("dialog_conflict")
    said = words_of(both)
    for each in ("ben, ", "07700 900111", "07700 900222", "phone", "The details of person S1"):
        assert each in said, each
    # Space and Enter are on the button that drops nothing.
    focus = both.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.objectName() == "go_back"
    qtbot.keyClick(focus, Qt.Key.Key_Space)
    assert not has_dialog("dialog_conflict")
    assert made.phone.text() == "07700 900111"
    assert grade_and_phone(ben)[1] == "07700 900222"
    # Even while it is looked at somebody saves again: that is a conflict of its own.
    press(qtbot, made, "save")
    qtbot.waitUntil(lambda: has_dialog("dialog_conflict"), timeout=5_000)
    change(ben, phone="07700 900333")
    press(qtbot, dialog("dialog_conflict"), "save_mine")
    qtbot.waitUntil(lambda: has_dialog("dialog_conflict"), timeout=5_000)
    assert "07700 900333" in words_of(dialog("dialog_conflict"))
    press(qtbot, dialog("dialog_conflict"), "save_mine")
    qtbot.waitUntil(lambda: grade_and_phone(ben)[1] == "07700 900111", timeout=5_000)
    # Once this window has read what the other saved, it may be changed with no question.
    change(ben, phone="07700 900444")
    wait_for_news(first, ben, qtbot)
    made = correcting(first, ben)
    made.phone.setText("07700 900555")
    press(qtbot, made, "save")
    qtbot.waitUntil(lambda: grade_and_phone(ben)[1] == "07700 900555", timeout=5_000)


def trust_details_of(storage: Database) -> TrustDetails:
    with storage.read() as work:
        return trust_details(work)


def wait_for_news(window: MainWindow, storage: Database, qtbot: QtBot) -> None:
    watch = window.findChild(Watch)
    assert watch is not None
    newest = storage.news(None).entry
    qtbot.waitUntil(lambda: watch.seen() == newest, timeout=6_000)


def test_an_errand_is_done_once_where_nobody_knows_whether_it_was_saved(
    two: tuple[MainWindow, MainWindow, Database], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _second, ben = two
    made = correcting(first, ben)
    made.phone.setText("07700 900111")
    keep = made._keep

    def keep_and_lose_the_answer(*given: object) -> Changes:
        keep(*given)  # type: ignore[arg-type]
        raise Unavailable("server_unreachable", "The database server does not answer.")

    monkeypatch.setattr(made, "_keep", keep_and_lose_the_answer)
    press(qtbot, made, "save")
    qtbot.waitUntil(lambda: "does not answer" in made.refusal.text(), timeout=5_000)
    assert made.phone.text() == "07700 900111"
    entries = ben.news(None).entry
    press(qtbot, made, "save")
    qtbot.waitUntil(lambda: "was done already" in made.refusal.text(), timeout=5_000)
    assert "by anna. Corrected one person." in made.refusal.text()
    assert ben.news(None).entry == entries
    monkeypatch.setattr(made, "_keep", keep)
    made.phone.setText("07700 900222")
    press(qtbot, made, "save")
    qtbot.waitUntil(lambda: grade_and_phone(ben)[1] == "07700 900222", timeout=5_000)


@pytest.mark.skipif(bool(CLIENTS.needs()), reason="this needs POSIX and ps")
def test_a_window_hears_the_server_ring_and_outlives_its_restart(jobs: Jobs, qtbot: QtBot) -> None:
    server = Server()
    try:
        anna = Database(server.address, utc_now, "anna")
        ben = Database(server.address, utc_now, "ben")
        with closing(anna), closing(ben):
            bus, heard, stalled = Bus(jobs), [], []  # type: ignore[var-annotated]
            bus.changed.connect(heard.append)
            watch = Watch(anna, jobs, bus, lambda: NOW, jobs)
            watch.stalled.connect(stalled.append)
            qtbot.waitUntil(lambda: watch.seen() is not None)
            put(ben, "1")
            qtbot.waitUntil(lambda: bool(heard), timeout=1_000)
            assert heard.pop().kinds == {Kind.SETTINGS}
            put(anna, "2")
            put(ben, "3")
            qtbot.waitUntil(lambda: watch.seen() == 3, timeout=1_000)
            assert [each.text for each in heard] == ["Others changed settings."]
            server.kill()
            qtbot.waitUntil(lambda: bool(stalled), timeout=5_000)
            with pytest.raises(Unavailable, match="does not answer"):
                put(anna, "4")
            heard.clear()
            server.start()
            qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
            assert heard[0].kinds == frozenset(Kind)
            assert stalled == [NOW, None]
            put(anna, "4")
            put(ben, "5")
            qtbot.waitUntil(lambda: watch.seen() == 5, timeout=1_500)
            jobs.close()
            watch.close()
    finally:
        server.stop()


def put(storage: Database, value: str) -> None:
    with storage.write("settings") as work:
        work.settings.put({"hospital.phone": value})


def test_the_strip_says_since_when_nothing_new_comes_in(
    two: tuple[MainWindow, MainWindow, Database], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = two[0]
    watch = first.findChild(Watch)
    assert watch is not None
    answers: Callable[[int | None], object] = watch._line.news

    def no_answer(_since: int | None) -> object:
        raise Unavailable("server_unreachable", "The database server does not answer.")

    monkeypatch.setattr(watch._line, "news", no_answer)
    watch.look()
    qtbot.waitUntil(first.strip.stalled.isVisible, timeout=5_000)
    said = first.strip.stalled.text
    assert said == f"As it was at {clock(NOW)}: the database does not answer. Trying again."
    monkeypatch.setattr(watch._line, "news", answers)
    qtbot.waitUntil(lambda: not first.strip.stalled.isVisible(), timeout=5_000)
