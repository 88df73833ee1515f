"""A heat map of a report: a number in every field, darker and more hatched the more there is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette

from rota.domain.report_words import most_of
from rota.domain.reports import HeatMap
from ui import formats
from ui.colours import Role, Tone, tone_colours
from ui.theme import Size, font, space
from ui.widgets.hatching import hatched
from ui.widgets.report_picture import Picture, mixed

_STEPS = ((0.14, 0), (0.28, 7), (0.45, 5), (1.0, 4))
"""From little to much: how much of the colour, and how far apart the lines are; 0: none."""
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class _Measures:
    """In pixels: ``label`` is how wide the names are; ``per`` columns stand in one band."""

    label: int
    cell: int
    high: int
    per: int
    bands: int
    gap: int


class HeatGrid(Picture):
    """Rows go on in bands below each other where the width ends."""

    def __init__(self, heat: HeatMap) -> None:
        self.heat = heat
        self._most = max(1, most_of(heat))
        super().__init__(heat.title, heat.words, len(heat.rows), len(heat.columns))
        self.setObjectName(f"heat_{heat.code}")

    def words_of(self, row: int, column: int) -> str:
        """``ED, Tue 12 Jan 03:00: 2 people missing``."""
        value = self.heat.values[row][column]
        said = self.tr("does not apply") if value is None else formats.number(value)
        unit = "" if value is None else f" {self.heat.unit}"
        return f"{self.heat.rows[row]}, {self.heat.columns[column]}: {said}{unit}"

    def heightForWidth(self, width: int) -> int:
        """Every band with its line of headings."""
        measures = self._measures(width)
        band = (len(self.heat.rows) + 1) * measures.high
        return max(measures.bands * (band + measures.gap) - measures.gap, space(2)) + 1

    def field_box(self, row: int, column: int) -> QRect:
        """Where a field is."""
        measures = self._measures(self.width())
        band, at = divmod(column, measures.per)
        top = band * ((len(self.heat.rows) + 1) * measures.high + measures.gap)
        left = measures.label + at * measures.cell
        return QRect(left, top + (row + 1) * measures.high, measures.cell, measures.high)

    def field_at(self, point: QPoint) -> tuple[int, int] | None:
        """The field under a point, if there is one."""
        measures = self._measures(self.width())
        band_high = (len(self.heat.rows) + 1) * measures.high + measures.gap
        band, down = divmod(point.y(), band_high)
        row, at = down // measures.high - 1, (point.x() - measures.label) // measures.cell
        column = band * measures.per + at
        fits = 0 <= row < len(self.heat.rows) and 0 <= at < measures.per
        return (row, column) if fits and column < len(self.heat.columns) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bands that show."""
        painter = QPainter(self)
        painter.setFont(font(Size.SMALL))
        palette = self.palette()
        for column, said in enumerate(self.heat.columns):
            self._heading(painter, column, said)
        for row in range(len(self.heat.rows)):
            for column in range(len(self.heat.columns)):
                box = self.field_box(row, column)
                if box.intersects(event.rect()):
                    self._field(painter, palette, box, self.heat.values[row][column])
        if self.hasFocus() and self.heat.rows and self.heat.columns:
            painter.setPen(palette.color(Role.Accent))
            box = self.field_box(*self.cursor_at)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.end()

    def _heading(self, painter: QPainter, column: int, said: str) -> None:
        """Draw a column's heading, and in front of the first of a band the names of the rows."""
        measures = self._measures(self.width())
        box = self.field_box(-1, column)
        painter.setPen(self.palette().color(Role.PlaceholderText))
        painter.drawText(box, _CENTRE, self._short(said, box.width()))
        if column % measures.per:
            return
        painter.setPen(self.palette().color(Role.Text))
        for row, name in enumerate(self.heat.rows):
            line = self.field_box(row, column)
            room = QRect(0, line.top(), measures.label - space(2), line.height())
            painter.drawText(room, _LEFT, self._short(name, room.width()))

    def _field(self, painter: QPainter, palette: QPalette, box: QRect, value: int | None) -> None:
        inner = box.adjusted(0, 0, -1, -1)
        written = palette.color(Role.PlaceholderText)
        if value:
            fill, lines, written = self._fill(palette, value)
            painter.fillRect(inner, fill)
            if lines:
                line = QColor(written)
                line.setAlphaF(0.22)
                hatched(painter, inner, line, lines)
        elif value == 0:
            painter.fillRect(inner, palette.color(Role.AlternateBase))
        if value is not None:
            painter.setPen(written)
            painter.drawText(inner, _CENTRE, formats.number(value))

    def _fill(self, palette: QPalette, value: int) -> tuple[QColor, int, QColor]:
        step = min(len(_STEPS) - 1, (value - 1) * len(_STEPS) // self._most) if value > 0 else 0
        if value == self._most and self._most > 1:
            step = len(_STEPS) - 1
        share, lines = _STEPS[step]
        colours = tone_colours(palette, Tone.SHORT)
        written = colours.text if share == 1.0 else palette.color(Role.Text)
        return mixed(palette, colours.fill, share), lines, written

    def _short(self, text: str, width: int) -> str:
        return self.small.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _measures(self, width: int) -> _Measures:
        metrics = self.small
        advance = metrics.horizontalAdvance
        label = min(max(map(advance, self.heat.rows), default=0) + space(3), space(50))
        texts = [*self.heat.columns, formats.number(self._most)]
        least = min(max(map(advance, texts), default=0) + space(1.5), space(18))
        count = max(1, len(self.heat.columns))
        most = max(1, (width - label) // max(1, least))
        bands = -(-count // most)
        per = -(-count // bands)
        cell = min(max(least, (width - label) // per), space(14))
        return _Measures(label, cell, metrics.height() + space(1), per, bands, space(2.5))
