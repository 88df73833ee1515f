"""The model and the table of appointments: a million ids, and rows only for what is on screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import event

from rota.domain.appointments import Risk
from rota.domain.codes import AppointmentKind, Decision, Mode, Priority
from rota.domain.importing import ImportKind
from rota.domain.visit_filters import Shown, VisitFact, VisitFilter, VisitOrder
from rota.services.appointment_list import (
    PAGE,
    PART,
    Asked,
    VisitPages,
    VisitRow,
    every_page,
    first_rows,
    read_picture,
)
from rota.services.ports import Storage
from tests.small_hospital import appointment, bring_in, open_copy
from ui.models.visits import MOST_KEPT, ORDERS, PAST_LIMIT, WAITING, VisitModel
from ui.widgets.visit_list import VisitTable

START = datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
MANY = 1_000_000


def row(key: str, fact: VisitFact | None = None) -> VisitRow:
    return VisitRow(
        key, START + timedelta(minutes=5), f"O'Neill, {key}", "Urology", "Surgery", "St Anne",
        AppointmentKind.FOLLOW_UP, Mode.FACE_TO_FACE, Priority.ROUTINE, 2, "URO1",
        fact or VisitFact((Risk.CLINICIAN_ABSENT,)), None, None,
    )  # fmt: skip


def pages(number: int, step: int = 1) -> VisitPages:
    keys = [f"A{at:07}" for at in range(0, number * step, step)]
    found = tuple(PART.join(keys[at : at + PAGE]) for at in range(0, number, PAGE))
    return VisitPages(found, number)


class Reader:
    """Answers for rows, and remembers how often it was asked."""

    def __init__(self, model: VisitModel) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._model = model
        model.rows_wanted.connect(self.read)

    def read(self, ids: tuple[str, ...]) -> None:
        self.asked.append(ids)
        self._model.take(map(row, ids))


def text(model: VisitModel, place: int, column: int = 1) -> str:
    return str(model.index(place, column).data())


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = VisitModel()
    Reader(model)
    model.show_pages(pages(40))
    qtmodeltester.check(model)


def test_a_million_rows_read_only_what_is_seen(qtbot: QtBot) -> None:
    found = pages(MANY)
    model = VisitModel()
    view = VisitTable(model, "Appointments", name="view_appointments")
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    reader = Reader(model)
    began = time.process_time()
    view.show_pages(found)
    view.viewport().grab()
    qtbot.waitUntil(lambda: len(reader.asked) == 1)
    view.scrollToBottom()
    view.viewport().grab()
    qtbot.waitUntil(lambda: len(reader.asked) == 2)
    assert time.process_time() - began < 2
    assert [len(ids) for ids in reader.asked] == [PAGE, PAGE]
    assert text(model, MANY - 1) == f"O'Neill, A{MANY - 1:07}"
    assert text(model, MANY // 2) == WAITING
    assert text(model, MANY // 2, 0) == "None"


def test_choosing_all_of_a_million_is_a_stretch_and_not_a_million_rows(qtbot: QtBot) -> None:
    model = VisitModel()
    view = VisitTable(model, "Appointments", name="view_appointments")
    qtbot.addWidget(view)
    view.show_pages(pages(MANY))
    began = time.process_time()
    view.selectAll()
    assert view.stretches == [(0, MANY - 1)]
    assert view.number_chosen == MANY
    assert time.process_time() - began < 0.5
    assert view.chosen_ids[-1] == f"A{MANY - 1:07}"
    view.show_pages(pages(MANY, step=2))
    assert view.number_chosen == MANY
    view.show_pages(pages(MANY - 1))
    assert view.number_chosen == 0


def test_what_is_chosen_stays_chosen_where_it_stands_now(qtbot: QtBot) -> None:
    model = VisitModel()
    view = VisitTable(model, "Appointments", name="view_appointments")
    qtbot.addWidget(view)
    view.show_pages(pages(1000))
    view.select_keys(frozenset({"A0000010", "A0000700"}), "A0000700")
    view.show_pages(pages(900, step=5))
    assert view.chosen_ids == ("A0000010", "A0000700")
    assert view.currentIndex().row() == 140
    assert view.stretches == [(2, 2), (140, 140)]


def test_where_the_one_chosen_went_the_next_takes_its_place(qtbot: QtBot) -> None:
    model = VisitModel()
    view = VisitTable(model, "Appointments", name="view_appointments")
    qtbot.addWidget(view)
    view.show_pages(pages(10))
    view.select_places([4], 4)
    view.show_pages(VisitPages((PART.join(f"A{at:07}" for at in range(10) if at != 4),), 9))
    assert view.chosen_ids == ("A0000005",)
    view.select_places([8], 8)
    view.show_pages(VisitPages((PART.join(f"A{at:07}" for at in range(9) if at != 4),), 8))
    assert view.chosen_ids == ("A0000008",)


def test_the_first_rows_stay_when_the_rest_comes_in_below_them(qtbot: QtBot) -> None:
    model = VisitModel()
    model.show_first(tuple(row(f"A{at:07}") for at in range(PAGE)))
    assert model.rowCount() == PAGE
    with qtbot.assertNotEmitted(model.modelReset):
        model.show_pages(pages(1000))
    assert model.rowCount() == 1000
    assert text(model, 5) == "O'Neill, A0000005"


def test_rows_grown_old_are_shown_until_newer_ones_come(qtbot: QtBot) -> None:
    model = VisitModel()
    reader = Reader(model)
    model.show_pages(pages(3))
    text(model, 0)
    qtbot.waitUntil(lambda: len(reader.asked) == 1)
    model.grow_old()
    assert text(model, 0) == "O'Neill, A0000000"
    qtbot.waitUntil(lambda: len(reader.asked) == 2)


def test_rows_long_out_of_sight_are_let_go(qtbot: QtBot) -> None:
    model = VisitModel()
    model.show_pages(pages(3 * MOST_KEPT))
    reader = Reader(model)
    for place in range(0, 3 * MOST_KEPT, PAGE):
        text(model, place)
        qtbot.waitUntil(lambda place=place: len(reader.asked) == place // PAGE + 1)
    assert len(model._rows) == MOST_KEPT


def test_what_could_not_be_read_is_asked_for_again(qtbot: QtBot) -> None:
    model = VisitModel()
    model.show_pages(pages(1))
    with qtbot.waitSignal(model.rows_wanted) as asked:
        text(model, 0)
    model.forget(asked.args[0])
    with qtbot.waitSignal(model.rows_wanted):
        text(model, 0)


def test_a_heading_asks_the_database_for_its_order(qtbot: QtBot) -> None:
    model = VisitModel()
    assert len(ORDERS) == model.columnCount()
    at = [column.heading for column in model.columns].index("Postponed before")
    with qtbot.waitSignal(model.order_asked) as asked:
        model.sort(at, Qt.SortOrder.DescendingOrder)
    assert asked.args == [VisitOrder.POSTPONED, True]


def test_what_is_past_the_days_limit_says_so_by_word_and_shape(qtbot: QtBot) -> None:
    model = VisitModel()
    facts = (
        VisitFact(proposed=Decision.CONVERT),
        VisitFact(proposed=Decision.REBOOK, new_start=START + timedelta(days=21)),
        VisitFact(proposed=Decision.POSTPONE, over_stop=True),
    )
    model.show_first(tuple(row(f"A{at}", fact) for at, fact in enumerate(facts)))
    at = [column.heading for column in model.columns].index("Proposed")
    assert [text(model, place, at) for place in range(3)] == [
        "Phone or video", "Rebook 2 Feb 08:00", PAST_LIMIT,
    ]  # fmt: skip
    tip = model.index(2, at).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Postpone, but the most to be moved")


@contextmanager
def counted(storage: Storage) -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = storage._engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def test_the_list_costs_the_same_few_queries_however_long_it_is(tmp_path: Path) -> None:
    tools, storage = open_copy(tmp_path, 1)
    asked = Asked(VisitFilter(shown=Shown.ALL))

    def ask() -> int:
        picture = read_picture(storage, tools.rules.ladder, 1)
        first = first_rows(storage, picture, asked)
        assert every_page(storage, picture, asked).count == len(first)
        return len(first)

    with counted(storage) as few:
        assert ask() == 5
    rows = [appointment(number, f"Name{number}") for number in range(10, 40)]
    bring_in(tools, storage, tmp_path, ImportKind.APPOINTMENTS, rows)
    with counted(storage) as many:
        assert ask() == 35
    assert len(many) == len(few)
    storage.close()
