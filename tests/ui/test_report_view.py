"""A report on screen: tiles, tables and pictures, by mouse, by keys and for a screen reader."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from rota.domain.report_words import row_words
from rota.domain.reports import Column, ColumnKind, Fact, Table
from tests.report_samples import FACTS, HEAT, LYING, STANDING, gaps, report
from tests.ui.accessible import unnamed
from ui.theme import apply_theme
from ui.widgets.report_bars import BarPicture
from ui.widgets.report_heat import HeatGrid
from ui.widgets.report_table import ReportModel, ReportTable
from ui.widgets.report_tiles import Tile
from ui.widgets.report_view import ReportView

Key = Qt.Key


def shown(qtbot: QtBot) -> ReportView:
    view = ReportView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    view.show_report(report(20))
    return view


def test_all_of_a_report_is_shown_and_can_be_named(qtbot: QtBot, qapp: QApplication) -> None:
    view = shown(qtbot)
    tiles = view.findChildren(Tile)
    assert [each.accessibleName() for each in tiles] == [f"{f.label}: {f.value}" for f in FACTS]
    said = "\n".join(label.text() for label in view.findChildren(QLabel))
    for words in ("Second line.", "A note at the end.", "No gap is left open.", HEAT.words,
                  "Missing: Posts that nobody fills.", "As of Fri 8 Jul 2016 10:00"):  # fmt: skip
        assert words in said
    assert any("provisional" in each.accessibleName() for each in tiles)
    assert len(view.findChildren(ReportTable)) == 2
    assert view.verticalScrollBar().maximum() > 0
    assert unnamed(view) == []
    for picture in (*view.findChildren(HeatGrid), *view.findChildren(BarPicture)):
        assert picture.height() >= picture.heightForWidth(picture.width())
    apply_theme(qapp, "dark")
    assert not view.grab().isNull()


def test_the_same_report_as_of_later_disturbs_nothing(qtbot: QtBot) -> None:
    view = shown(qtbot)
    tile = view.findChild(Tile)
    view.verticalScrollBar().setValue(100)
    made = report(20)
    view.show_report(replace(made, made_at=made.made_at.replace(hour=12)))
    assert "13:00" in view.subtitle.text()
    assert view.findChild(Tile) is tile
    assert view.verticalScrollBar().value() == 100
    view.show_report(replace(made, revision=3))
    assert "revision 3" in view.subtitle.text()
    assert view.verticalScrollBar().value() == 100


def test_a_table_sorts_by_value_copies_and_keeps_its_totals_last(qtbot: QtBot) -> None:
    table = gaps(20)
    widget = ReportTable(table)
    qtbot.addWidget(widget)
    view = widget.view
    assert view is not None
    model = widget.model
    QAbstractItemModelTester(model)
    for column, order in ((3, Qt.SortOrder.DescendingOrder), (3, Qt.SortOrder.AscendingOrder)):
        view.sortByColumn(column, order)
        lines = [line.cells for line in model.rows]
        assert lines[-1] == table.totals
    numbers = [cells[3] for cells in lines[:-1]]
    assert numbers[:3] == [0, 1234, 2 * 1234]
    assert numbers[-3:] == ["fewer than 5"] * 3, "words stand behind the numbers"
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    view.selectRow(1)
    view.setFocus()
    qtbot.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].split("\t") == [column.heading for column in table.columns]
    assert copied[1].split("\t") == list(row_words(table.columns, table.rows[1]))
    tip = model.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "Posts that nobody fills"
    assert ReportModel(replace(table, totals=())).rowCount() == 20


def description(widget: HeatGrid | BarPicture) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Description)


def test_a_heat_map_goes_on_in_bands_and_says_each_field(qtbot: QtBot) -> None:
    heat = HeatGrid(HEAT)
    qtbot.addWidget(heat)
    heat.resize(700, heat.heightForWidth(700))
    heat.show()
    assert heat.heightForWidth(500) > heat.heightForWidth(700) > heat.heightForWidth(3000)
    boxes = [heat.field_box(row, at) for row in range(2) for at in range(len(HEAT.columns))]
    assert all(heat.rect().contains(box) for box in boxes)
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    for row, column in ((0, 0), (1, 47), (0, 24)):
        assert heat.field_at(heat.field_box(row, column).center()) == (row, column)
    assert heat.field_at(QPoint(1, 1)) is None
    assert description(heat) == "ED, 08: 0 people missing"
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Left):
        qtbot.keyClick(heat, key)
    qtbot.keyClick(heat, Key.Key_End)
    assert description(heat) == "ED, 07: 2 people missing"
    qtbot.keyClick(heat, Key.Key_Down)
    qtbot.keyClick(heat, Key.Key_Home)
    assert description(heat) == "Labour ward, 08: does not apply"
    at = heat.field_box(0, 8).center()
    qtbot.mouseClick(heat, Qt.MouseButton.LeftButton, pos=at)
    assert description(heat) == "ED, 16: 8 people missing"


def test_more_is_darker(qtbot: QtBot) -> None:
    heat = HeatGrid(HEAT)
    qtbot.addWidget(heat)
    heat.resize(900, heat.heightForWidth(900))
    image = heat.grab().toImage()
    shades = []
    for value in (0, 1, 3, 5, 8):
        box = heat.field_box(0, value)
        corner = box.topLeft() + QPoint(1, 1)
        shades.append(image.pixelColor(corner).lightnessF())
    assert shades == sorted(shades, reverse=True)
    assert shades[0] - shades[-1] > 0.3


def test_bars_are_as_long_as_their_numbers_and_say_them(qtbot: QtBot) -> None:
    bars = BarPicture(LYING)
    qtbot.addWidget(bars)
    bars.resize(700, bars.heightForWidth(700))
    bars.show()
    assert description(bars) == "ED: Missing 2, There 5, Not asked 1 people"
    qtbot.keyClick(bars, Key.Key_Down)
    assert description(bars) == "Acute medicine: Missing 3, There 4.5, Not asked 0 people"
    many = BarPicture(STANDING)
    qtbot.addWidget(many)
    many.resize(700, many.heightForWidth(700))
    qtbot.keyClick(many, Key.Key_End)
    assert description(many) == "19: Missing 0 people"
    assert many.field_at(QPoint(699, 5)) is None
    assert not many.grab().isNull()


def test_a_fact_says_what_it_counts_and_a_group_of_columns_stays_narrow(qtbot: QtBot) -> None:
    tile = Tile(Fact("Letters", "3", meaning="Those that can still arrive"))
    qtbot.addWidget(tile)
    assert tile.toolTip() == tile.accessibleDescription() == "Those that can still arrive"
    group = "Foundation Doctor Year 1"
    columns = (
        Column("place", "Specialty"),
        Column("a", f"{group}: at work", ColumnKind.NUMBER, group=group),
        Column("b", f"{group}: baseline", ColumnKind.NUMBER, group=group),
    )
    model = ReportModel(Table("grid", "Grid", columns, (("ED", 0, 0), ("Ward", 0, 3))))
    heading = model.headerData(1, Qt.Orientation.Horizontal)
    assert heading.split("\n") == ["Foundation", "Doctor Year 1:", "at work"]
    assert model.columns[1].heading == f"{group}: at work", "as it is copied and spoken"
    shown = [[model.index(row, at).data() for at in range(3)] for row in range(2)]
    assert shown == [["ED", "·", "·"], ["Ward", "0", "3"]]
