"""A report as it is, on screen: its facts, tables and pictures in the order of the paper."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.report_words import as_of
from rota.domain.reports import Bars, HeatMap, Part, Report, Table
from ui.theme import Size, space
from ui.widgets.labels import paragraph, text_label
from ui.widgets.panels import BareScroll
from ui.widgets.report_bars import BarPicture
from ui.widgets.report_heat import HeatGrid
from ui.widgets.report_table import ReportTable
from ui.widgets.report_tiles import Tiles


class ReportView(BareScroll):
    """Scrolls with the keys too; a report that reads the same as the one shown disturbs nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("report")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Report"))
        self.report: Report | None = None
        self.subtitle = paragraph(muted=True)

    def show_report(self, report: Report) -> None:
        """Show another report, or the same one as of later."""
        before, self.report = self.report, report
        if before is not None and replace(before, made_at=report.made_at) == report:
            self.subtitle.setText(_subtitle(report))
            return
        at = self.verticalScrollBar().value() if _is_same(before, report) else 0
        self.setAccessibleName(report.title)
        self.setWidget(self._sheet(report))  # a whole new one is laid out at once
        self.verticalScrollBar().setValue(at)

    def clear(self) -> None:
        """Show nothing."""
        self.report = None
        self.setWidget(QWidget())

    def _sheet(self, report: Report) -> QWidget:
        sheet = QWidget()
        self._body = QVBoxLayout(sheet)
        self._body.setContentsMargins(space(4), space(3), space(4), space(4))
        self._body.setSpacing(space(2))
        title = text_label(report.title, size=Size.TITLE, bold=True)
        title.setWordWrap(True)
        self.subtitle = paragraph(_subtitle(report), muted=True)
        for widget in (title, self.subtitle):
            self._body.addWidget(widget)
        if report.facts:
            self._body.addWidget(Tiles(report.facts))
        for part in report.parts:
            self._add(part)
        if report.notes:
            self._body.addWidget(_heading(self.tr("Notes")))
        for note in report.notes:
            self._body.addWidget(paragraph(note, muted=True))
        self._body.addStretch(1)
        return sheet

    def _add(self, part: Part) -> None:
        self._body.addWidget(_heading(part.title))
        if isinstance(part, Table):
            self._body.addWidget(ReportTable(part))
            return
        if not isinstance(part, Bars | HeatMap):
            self._body.addWidget(paragraph(part.text))
            return
        unit = f" ({part.unit})" if part.unit else ""
        self._body.addWidget(paragraph(f"{part.words}{unit}", muted=True))
        self._body.addWidget(BarPicture(part) if isinstance(part, Bars) else HeatGrid(part))


def _subtitle(report: Report) -> str:
    return f"{report.subtitle}\n{as_of(report)}".strip()


def _is_same(before: Report | None, report: Report) -> bool:
    return before is not None and (before.code, before.window_id) == (report.code, report.window_id)


def _heading(text: str) -> QWidget:
    made = text_label(text, bold=True)
    made.setWordWrap(True)
    made.setContentsMargins(0, space(3), 0, 0)
    return made
