from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import event

from rota.domain.appointments import Appointment, Risk
from rota.domain.codes import AppointmentKind, Mode, Priority
from rota.domain.importing import ImportKind
from rota.services.appointment_list import VisitRow, list_visits, visits_by_id
from rota.services.ports import Storage
from tests.small_hospital import appointment, bring_in, open_copy
from ui.models.visits import CHUNK, MOST_KEPT, WAITING, VisitModel
from ui.widgets.table_view import TableView

START = datetime(2016, 1, 12, 8, 0, tzinfo=UTC)
MANY = 100_000


def light(at: int) -> VisitRow:
    return VisitRow(
        f"A{at}",
        START + timedelta(minutes=at % 1440),
        "Urology",
        "Surgery",
        "St Anne",
        AppointmentKind.FOLLOW_UP,
        Mode.FACE_TO_FACE,
        Priority.ROUTINE,
        at % 3,
        MANY - at,
        (Risk.CLINICIAN_ABSENT,),
        None,
        None,
        False,
    )


class Reader:
    """Answers for patients, and remembers how often it was asked."""

    def __init__(self, model: VisitModel, one: Appointment) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._model, self._one = model, one
        model.details_wanted.connect(self.read)

    def read(self, ids: tuple[str, ...]) -> None:
        self.asked.append(ids)
        self._model.take(dict.fromkeys(ids, self._one))


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Appointment]:
    _, storage = open_copy(tmp_path, 1)
    yield visits_by_id(storage, ["A1"])["A1"]
    storage.close()


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = VisitModel()
    model.replace(tuple(map(light, range(40))))
    qtmodeltester.check(model)


def test_a_hundred_thousand_rows_read_only_what_is_seen(qtbot: QtBot, one: Appointment) -> None:
    rows = tuple(map(light, range(MANY)))
    model = VisitModel()
    view = TableView(model, "Appointments", name="view_appointments")
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    reader = Reader(model, one)
    began = time.perf_counter()
    model.replace(rows)
    view.viewport().grab()
    qtbot.waitUntil(lambda: len(reader.asked) == 1)
    view.scrollToBottom()
    view.viewport().grab()
    qtbot.waitUntil(lambda: len(reader.asked) == 2)
    assert time.perf_counter() - began < 4
    assert [len(ids) for ids in reader.asked] == [CHUNK, CHUNK]
    assert reader.asked[1][-1] == f"A{MANY - 1}"
    assert view.proxy.index(MANY - 1, 1).data() == "O'Neill, Ms Siobhan"
    assert view.proxy.index(MANY // 2, 1).data() == WAITING


def test_choosing_and_sorting_stay_quick_in_a_hundred_thousand_rows(
    qtbot: QtBot, one: Appointment
) -> None:
    model = VisitModel()
    model.replace(tuple(map(light, range(MANY))))
    view = TableView(model, "Appointments", name="view_appointments")
    qtbot.addWidget(view)
    Reader(model, one)
    view.select_keys(frozenset({"A70000"}), "A70000")
    began = time.perf_counter()
    view.sortByColumn(1, view.horizontalHeader().sortIndicatorOrder().AscendingOrder)
    assert [row.appointment_id for row in view.chosen] == ["A70000"]
    assert model.index_of("A70000").row() == MANY - 70_000 - 1
    assert time.perf_counter() - began < 4


def test_patients_long_out_of_sight_are_let_go(qtbot: QtBot, one: Appointment) -> None:
    model = VisitModel()
    model.replace(tuple(map(light, range(6 * MOST_KEPT))))
    reader = Reader(model, one)
    for place in range(0, 6 * MOST_KEPT, CHUNK):
        model.data(model.index(place, 1))
        qtbot.waitUntil(lambda place=place: len(reader.asked) == place // CHUNK + 1)
    assert len(model._patients) == MOST_KEPT


def test_what_could_not_be_read_is_asked_for_again(qtbot: QtBot, one: Appointment) -> None:
    model = VisitModel()
    model.replace((light(1),))
    with qtbot.waitSignal(model.details_wanted) as asked:
        model.data(model.index(0, 1))
    model.forget(asked.args[0])
    with qtbot.waitSignal(model.details_wanted):
        model.data(model.index(0, 1))


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
    with counted(storage) as few:
        assert len(list_visits(storage, tools.rules.ladder, 1).rows) == 5
    rows = [appointment(number, f"Name{number}") for number in range(10, 40)]
    bring_in(tools, storage, tmp_path, ImportKind.APPOINTMENTS, rows)
    with counted(storage) as many:
        assert len(list_visits(storage, tools.rules.ladder, 1).rows) == 35
    assert len(many) == len(few)
    with counted(storage) as chunk:
        assert len(visits_by_id(storage, [f"A{number}" for number in range(10, 40)])) == 30
    assert len([each for each in chunk if "FROM appointment" in each]) == 1
    storage.close()
