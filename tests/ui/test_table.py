from __future__ import annotations

import random
import time

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.ui.samples import BED_COLUMNS, Bed, beds
from ui.colours import Tone
from ui.models.table import Column, RowRole, SortProxy, SortRole, TableModel, ToneRole
from ui.widgets.table_view import TableView

Roles = Qt.ItemDataRole


def model_of(*numbers: int | None) -> TableModel[Bed]:
    return TableModel(BED_COLUMNS, lambda bed: bed.key, beds(*numbers))


def wards(view: TableView) -> list[str]:
    return [view.proxy.index(at, 0).data() for at in range(view.proxy.rowCount())]


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model_of(3, 1, None))
    qtmodeltester.check(SortProxy(model_of(3, 1, None)))


def test_the_model_keeps_qts_rules_through_any_change(qtmodeltester: ModelTester) -> None:
    model = model_of(*range(8))
    qtmodeltester.check(model)
    chance = random.Random(2016)
    for turn in range(80):
        rows = list(beds(*range(14)))
        chance.shuffle(rows)
        model.replace(tuple(rows[: chance.randrange(14)]))
        if turn % 7 == 0:
            model.sort(chance.randrange(3), chance.choice(list(Qt.SortOrder)))


@pytest.mark.parametrize(
    ("column", "role", "said"),
    [
        (0, Roles.DisplayRole, "Ward 0"),
        (1, Roles.DisplayRole, "7"),
        (1, SortRole, 7),
        (0, SortRole, "Ward 0"),
        (1, RowRole, Bed(0, "Ward 0", 7)),
        (1, Roles.ToolTipRole, "bed 7"),
        (0, Roles.ToolTipRole, "Ward 0"),
        (1, Roles.AccessibleTextRole, "Number: 7"),
        (2, Roles.AccessibleTextRole, "Note: no note"),
        (1, ToneRole, None),
        (0, ToneRole, None),
        (0, Roles.DecorationRole, None),
    ],
)
def test_a_cell_answers_by_role(column: int, role: int, said: object) -> None:
    model = model_of(7)
    assert model.data(model.index(0, column), role) == said


def test_numbers_stand_on_the_right_and_so_do_their_headings() -> None:
    model = model_of(7)
    right = Qt.AlignmentFlag.AlignRight
    across = Qt.Orientation.Horizontal
    assert model.data(model.index(0, 1), Roles.TextAlignmentRole) & right
    assert not model.data(model.index(0, 0), Roles.TextAlignmentRole) & right
    assert model.headerData(1, across, Roles.TextAlignmentRole) & right
    assert model.headerData(1, across) == "Number"
    assert model.headerData(9, across) is None
    assert model.headerData(0, Qt.Orientation.Vertical) == "1"
    assert model.data(model.index(0, 1), ToneRole) is None
    assert model_of(None).data(model_of(None).index(0, 1), ToneRole) is Tone.SHORT


def test_the_same_rows_again_say_only_what_differs(qtbot: QtBot) -> None:
    model = model_of(1, 2, 3)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom, _roles: told.append((top.row(), bottom.row())))
    with qtbot.assertNotEmitted(model.modelReset):
        model.replace(beds(1, 9, 3))
    assert told == [(1, 1)]


@pytest.mark.parametrize(
    "after",
    [
        (0, 1, 2, 3, 4),
        (4, 3, 2, 1, 0),
        (1, 3),
        (3, 9, 1, 8),
        (5, 6, 1, 3),
    ],
    ids=["same", "turned round", "fewer", "mixed", "more"],
)
def test_what_is_selected_stays_selected(qtbot: QtBot, after: tuple[int, ...]) -> None:
    every = beds(*range(10))
    model = TableModel(BED_COLUMNS, lambda bed: bed.key, every[:5])
    view = TableView(model, "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.select_keys(frozenset({1, 3}), current=3)
    model.replace(tuple(every[key] for key in after))
    assert {bed.key for bed in view.chosen} == {1, 3} & set(after)
    assert view.current.key == 3


def test_the_selection_outlives_a_change_of_everything_else(qtbot: QtBot) -> None:
    model = model_of(*range(400))
    view = TableView(model, "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.select_keys(frozenset({200}), current=200)
    with qtbot.waitSignal(model.modelReset):
        model.replace(tuple(bed for bed in beds(*range(400)) if bed.key % 2 == 0))
    assert [bed.key for bed in view.chosen] == [200]
    assert view.current.key == 200


def test_sorting_is_by_native_value_with_none_first(qtbot: QtBot) -> None:
    view = TableView(model_of(10, 9, None, 100), "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert wards(view) == ["Ward 2", "Ward 1", "Ward 0", "Ward 3"]
    view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert wards(view) == ["Ward 3", "Ward 0", "Ward 1", "Ward 2"]


def test_newer_rows_come_in_the_order_chosen(qtbot: QtBot) -> None:
    model = model_of(3, 1, 2)
    model.sort(1)
    model.replace(beds(5, 9, 4, 1))
    assert [bed.number for bed in model.rows] == [1, 4, 5, 9]


def test_a_click_on_a_heading_sorts(qtbot: QtBot) -> None:
    view = TableView(model_of(10, 9, 11), "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show()
    header = view.horizontalHeader()
    place = header.viewport().rect().topLeft()
    place.setX(header.sectionViewportPosition(1) + 10)
    place.setY(10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wards(view) == ["Ward 1", "Ward 0", "Ward 2"]


def test_a_filter_hides_rows_and_newer_rows_are_filtered_too(qtbot: QtBot) -> None:
    model = model_of(1, 2, 3, 4)
    view = TableView(model, "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.show_only(lambda bed: bed.number > 2)
    assert wards(view) == ["Ward 2", "Ward 3"]
    model.replace(beds(9, 2, 3, 1))
    assert wards(view) == ["Ward 0", "Ward 2"]
    view.show_only(None)
    assert len(wards(view)) == 4


def test_rows_are_found_by_key_and_by_index() -> None:
    model = model_of(5, 6)
    assert model.index_of(1).row() == 1
    assert not model.index_of(77).isValid()
    assert model.row_at(model.index_of(1)) == Bed(1, "Ward 1", 6)
    assert model.row_at(QModelIndex()) is None
    assert model.key_at(QModelIndex()) is None
    assert model.data(QModelIndex()) is None


def test_enter_activates_a_row_and_selecting_tells(qtbot: QtBot) -> None:
    view = TableView(model_of(5, 6), "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.show()
    with qtbot.waitSignal(view.rows_chosen) as chosen:
        view.selectRow(1)
    assert [bed.key for bed in chosen.args[0]] == [1]
    with qtbot.waitSignal(view.row_activated) as activated:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert activated.args[0].key == 1


def test_a_screen_reader_hears_the_cells(qtbot: QtBot) -> None:
    view = TableView(model_of(5), "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.show()
    table = QAccessible.queryAccessibleInterface(view)
    said = [table.child(at).text(QAccessible.Text.Name) for at in range(table.childCount())]
    assert table.text(QAccessible.Text.Name) == "Beds"
    assert "Ward: Ward 0" in said
    assert "Number: 5" in said


def test_a_loud_tone_is_painted_in_its_colour(qtbot: QtBot) -> None:
    columns = (Column[Bed]("State", lambda bed: "MMMMM", tone=lambda bed: Tone.SHORT),)
    view = TableView(TableModel(columns, lambda bed: bed.key, beds(1)), "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.resize(300, 120)
    view.show()
    image = view.viewport().grab().toImage()
    reds = [
        colour
        for x in range(image.width())
        for y in range(view.rowHeight(0) - 2)
        if (colour := image.pixelColor(x, y)).red() > colour.green() + 90
    ]
    assert len(reds) > 20


def test_twenty_thousand_rows_sort_and_filter_quickly(qtbot: QtBot) -> None:
    numbers = list(range(20_000))
    random.Random(1).shuffle(numbers)
    view = TableView(model_of(*numbers), "Beds", name="view_beds")
    qtbot.addWidget(view)
    view.show()
    start = time.perf_counter()
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    view.show_only(lambda bed: bed.number % 2 == 0)
    view.viewport().grab()
    assert time.perf_counter() - start < 3
    assert view.proxy.rowCount() == 10_000
