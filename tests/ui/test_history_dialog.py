"""The history as rota managers read it, and what is kept of looks and copies."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rota.domain.errors import Refused
from rota.domain.journal import HistoryQuery
from rota.domain.users import Role, RoleGiven, User
from rota.services.history import history
from rota.services.history_list import export_history, history_page
from tests.ui.accessible import unnamed
from tests.ui.clerk import own_settings as own_settings
from tests.ui.dialogs import home as home
from tests.ui.dialogs import opened, press, rest
from ui.assembly import assemble
from ui.copied import keep_copy
from ui.desk import Desk
from ui.dialogs import history as dialogs
from ui.dialogs.history import HistoryDialog


def signed_in(desk: Desk, *roles: Role) -> None:
    """Have somebody with some roles sit there."""
    given = frozenset(RoleGiven(each) for each in roles)
    desk.storage.user = User("asha", "Asha Rao", given)  # type: ignore[misc]


def test_the_history_is_read_searched_copied_and_saved(
    small_desk: Desk, qtbot: QtBot, home: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = small_desk
    whole = len(history(desk.storage))
    monkeypatch.setattr("rota.services.history_list.history_page.__defaults__", (None, 3))
    dialog = opened(qtbot, desk, HistoryDialog(desk, home))
    assert unnamed(dialog) == []
    numbers = [each.entry for each in dialog.model.rows]
    assert numbers == [whole, whole - 1, whole - 2]
    dialog._names = {"tester": "Tess Terry"}
    assert dialog.table.columns[2].text(dialog.model.rows[0]) == "Tess Terry (tester)"
    end = dialog.table.columnViewportPosition(4) + dialog.table.columnWidth(4)
    assert end <= dialog.table.viewport().width()
    press(qtbot, desk, dialog, "history_older")
    assert len(dialog.model.rows) == min(6, whole)
    assert not dialog.day.isEnabled()
    dialog.search.setText("import")
    dialog.search.searched.emit("import")
    rest(qtbot, desk)
    assert dialog.model.rows
    assert all("import" in f"{each.action} {each.text}".lower() for each in dialog.model.rows)
    dialog.who.setCurrentIndex(dialog.who.findData("tester"))
    dialog.when.setCurrentIndex(dialog.when.findData(dialogs.TODAY))
    rest(qtbot, desk)
    assert dialog.query.who == "tester"
    assert dialog.query.first == dialog.query.last
    press(qtbot, desk, dialog, "history_copy")
    assert QGuiApplication.clipboard().text().startswith("No.\tWhen\tWho\tWhat\tWhy")
    dialog._save(str(tmp_path / "history.csv"))
    rest(qtbot, desk)
    with (tmp_path / "history.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {each["who"] for each in rows} <= {"tester"}
    assert history(desk.storage)[0].action == "history handed out"
    assert dialog.notice.text.startswith("Saved")


def test_only_those_who_may_read_the_history(small_desk: Desk, tmp_path: Path) -> None:
    signed_in(small_desk, Role.CLERK)
    with pytest.raises(Refused):
        history_page(small_desk.storage, HistoryQuery())
    with pytest.raises(Refused):
        export_history(
            small_desk.storage, small_desk.tools.exporter, HistoryQuery(), tmp_path / "h.csv"
        )
    signed_in(small_desk, Role.ROTA_MANAGER)
    assert history_page(small_desk.storage, HistoryQuery()).entries


def test_looks_and_copies_are_kept_of_those_who_signed_in(small_desk: Desk, qtbot: QtBot) -> None:
    desk = small_desk
    before = len(history(desk.storage))
    keep_copy(desk, 3)
    rest(qtbot, desk)
    assert len(history(desk.storage)) == before
    signed_in(desk, Role.ROTA_MANAGER)
    keep_copy(desk, 3)
    window = assemble(desk.tools, desk.storage, desk.now)
    qtbot.addWidget(window)
    window.show_page("page_review")  # it counts patients and lists none
    qtbot.waitUntil(lambda: not window.jobs.is_busy and not desk.jobs.is_busy)
    assert not [each for each in history(desk.storage) if each.action == "looked at patients"]
    for page in ("page_appointments", "page_letters", "page_appointments", "page_people"):
        window.show_page(page)
    qtbot.waitUntil(lambda: not window.jobs.is_busy and not desk.jobs.is_busy)
    kept = [each.action for each in history(desk.storage)][: -before or None]
    assert sorted(kept) == ["copied patients", "looked at declarations", "looked at patients"]
    window.close()
