"""The heat map of a review: click or walk to a gap, and the page says why on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rota.domain.times import to_local
from ui import formats
from ui.colours import Role, Tone, contrast, selection_fill, tone_colours
from ui.models.review_heat import CellRole, HeatCell, HeatLine, HeatModel, Index, LineRole
from ui.review_words import facts_words, standing_tone, standing_words
from ui.theme import Size, font, line_colour, space
from ui.widgets.hatching import hatched

NAME = 52
"""Width of the names, in steps of the grid."""
LEAST = 5
"""Least width of an hour, in steps of the grid."""
_SHARES = {1: 0.62, 2: 0.82}
"""How strong the ground is for one or two missing; it is full for more."""
Flag = QStyle.StateFlag


class HeatDelegate(QStyledItemDelegate):
    """A number on a ground that says how many; hatched, so that it does not take colour to see."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a department, a name or an hour."""
        line, cell = index.data(LineRole), index.data(CellRole)
        painter.save()
        if line.row is None:
            self._department(painter, option, line)
        elif index.column() == 0:
            self._name(painter, option, line)
        else:
            self._hour(painter, option, cell, line.note if index.column() == 1 else "")
        if line.row is not None and option.state & Flag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(option.palette.color(Role.Text), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _department(self, painter: QPainter, option: QStyleOptionViewItem, line: HeatLine) -> None:
        palette, box = option.palette, option.rect
        chosen = bool(option.state & Flag.State_Selected)
        ground = selection_fill(palette) if chosen else palette.color(Role.AlternateBase)
        painter.fillRect(box, ground)
        painter.setPen(line_colour(palette))
        painter.drawLine(box.topLeft(), box.topRight())
        inner = box.adjusted(space(4), 0, -space(2), 0)
        painter.setFont(font(bold=True))
        painter.setPen(palette.color(Role.Text))
        end = _write(painter, inner, line.department.department)
        inner.setLeft(max(end + space(3), box.left() + space(NAME + 2)))
        tone = standing_tone(line.department)
        painter.setFont(font(bold=tone is not Tone.MUTED))
        painter.setPen(tone_colours(palette, tone).mark)
        inner.setLeft(_write(painter, inner, standing_words(line.department)) + space(3))
        painter.setFont(font())
        painter.setPen(tone_colours(palette, Tone.MUTED).mark)
        _write(painter, inner, facts_words(line.department))

    def _name(self, painter: QPainter, option: QStyleOptionViewItem, line: HeatLine) -> None:
        palette, box = option.palette, option.rect
        if option.state & Flag.State_Selected:
            painter.fillRect(box, selection_fill(palette))
        painter.setPen(palette.color(Role.Midlight))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if line.row is not None:
            painter.setPen(palette.color(Role.Text))
            _write(painter, box.adjusted(space(6), 0, -space(2), 0), line.row.service.name)

    def _hour(
        self, painter: QPainter, option: QStyleOptionViewItem, cell: HeatCell | None, note: str
    ) -> None:
        palette, box = option.palette, option.rect
        painter.setPen(palette.color(Role.Midlight))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if note:
            painter.setPen(tone_colours(palette, Tone.MUTED).mark)
            painter.setFont(font(Size.SMALL))
            _write(painter, box.adjusted(space(2), 0, 0, 0), note)
        if cell is None or not cell.missing:
            return
        tone = tone_colours(palette, Tone.OVERHANG if cell.is_answered else Tone.SHORT)
        inner = box.adjusted(0, 1, -1, -1)
        ground = _mixed(tone.fill, palette.color(Role.Base), _SHARES.get(cell.missing, 1.0))
        ink = max(
            (tone.text, tone.mark, palette.color(Role.Text)), key=lambda c: contrast(c, ground)
        )
        painter.fillRect(inner, ground)
        lines = QColor(ink)
        lines.setAlphaF(0.22)
        hatched(painter, inner, lines, space(2 if cell.is_answered else 1.25))
        painter.setPen(ink)
        painter.setFont(font(Size.SMALL, bold=not cell.is_answered))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, formats.number(cell.missing))


def _write(painter: QPainter, box: QRect, text: str) -> int:
    """Write a line, cut short where there is no room; return where it ends."""
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(box.width(), 0))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, flags, shown)
    return box.left() + metrics.horizontalAdvance(shown)


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() * share + other.redF() * (1 - share),
        one.greenF() * share + other.greenF() * (1 - share),
        one.blueF() * share + other.blueF() * (1 - share),
    )


class HeatHeader(QHeaderView):
    """Days over hours; a day is named once, where it begins."""

    def __init__(self, model: HeatModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._heat = model
        self.setSectionsClickable(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the headings whole: a day is wider than its first hour."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().color(Role.Base))
        painter.setPen(tone_colours(self.palette(), Tone.MUTED).mark)
        painter.setFont(font(Size.SMALL))
        half, before = self.height() // 2, None
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for at, start in enumerate(self._heat.starts, start=1):
            left, wide = self.sectionViewportPosition(at), self.sectionSize(at)
            local = to_local(start)
            if local.date() != before:
                before = local.date()
                box = QRect(left + space(0.5), 0, space(40), half)
                painter.drawText(box, flags, formats.day(before))
            box = QRect(left, half, wide, self.height() - half)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{local:%H}")
        painter.setPen(line_colour(self.palette()))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


class HeatView(QTableView):
    """Emits ``chosen`` with the line and the cell (None: the whole line) one is on.

    The arrow keys walk from hour to hour and line to line, G to the next gap and Shift+G to the
    one before; Enter emits ``opened``.
    """

    chosen = Signal(object, object)
    opened = Signal()

    def __init__(self, model: HeatModel) -> None:
        super().__init__()
        self.setObjectName("view_review")
        self.setAccessibleName(self.tr("Gaps by service and hour"))
        self._heat = model
        self.setModel(model)
        self.setItemDelegate(HeatDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across = HeatHeader(model, self)
        self.setHorizontalHeader(across)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setMinimumSectionSize(1)
        across.setFixedHeight(space(10))
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(space(6.5))
        model.modelReset.connect(self._shape)
        self._shape()

    def go_to(self, index: QModelIndex) -> None:
        """Be on a cell, and show it; of a department as many of its services as there is room."""
        self.setCurrentIndex(index)
        line = self._heat.lines[index.row()]
        if line.row is None:
            self.scrollTo(self._heat.index(index.row() + len(line.department.heat), 0))
        self.scrollTo(index)

    def _shape(self) -> None:
        """Share the room among the hours, and let a department's words run over all of them."""
        columns = self._heat.columnCount()
        room = max(self.viewport().width() - space(NAME), 0)
        self.setColumnWidth(0, space(NAME))
        self.clearSpans()
        if columns < 2:
            return
        for at in range(1, columns):
            part = room * at // (columns - 1) - room * (at - 1) // (columns - 1)
            self.setColumnWidth(at, part)
        for row, line in enumerate(self._heat.lines):
            if line.row is None:
                self.setSpan(row, 0, 1, columns)
            elif line.note and columns > 2:
                self.setSpan(row, 1, 1, columns - 1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell what one is on."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.data(LineRole), current.data(CellRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from gap to gap with G."""
        if event.key() == Qt.Key.Key_G:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._next_gap(-1 if back else 1)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def _next_gap(self, step: int) -> None:
        places = self._heat.gap_places()
        here = self.currentIndex().row(), self.currentIndex().column()
        later = [each for each in places if (each > here if step > 0 else each < here)]
        if not places:
            return
        wanted = (later or places)[0 if step > 0 else -1]
        self.go_to(self._heat.index(*wanted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Join hours where they would be too narrow for a number."""
        super().resizeEvent(event)
        room = self.viewport().width() - space(NAME)
        self._heat.make_room(max(room // space(LEAST), 1))
        self._shape()

    def changeEvent(self, event: QEvent) -> None:
        """Take the sizes of another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.horizontalHeader().setFixedHeight(space(10))
            self.verticalHeader().setDefaultSectionSize(space(6.5))
            self._shape()
