"""Copying rows as text that a spreadsheet or a message takes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from ui.models.table import Column, Row
from ui.widgets.table_view import TableView


def copy_rows(columns: Iterable[Column[Row]], rows: Iterable[Row]) -> str:
    """Put rows on the clipboard, headings first, tabs between cells; return the text."""
    shown = tuple(columns)
    lines = ["\t".join(column.heading for column in shown)]
    lines.extend("\t".join(_cell(column.text(row)) for column in shown) for row in rows)
    text = "\n".join(lines)
    QGuiApplication.clipboard().setText(text)
    return text


def let_copy(view: TableView) -> None:
    """Let Ctrl+C copy the chosen rows of a table."""
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view)
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
    shortcut.activated.connect(lambda: copy_rows(view.columns, view.chosen))


def _cell(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")
