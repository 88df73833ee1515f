"""How an entry of the list of people is painted: a name, quiet words, and lines with drawings."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.colours import Group, Role, Tone, selection_fill, tone_colours
from ui.icons import pixmap
from ui.models.candidates import Entry, EntryKind, EntryRole, Line
from ui.theme import Size, font, space

Index = QModelIndex | QPersistentModelIndex
Flag = QStyle.StateFlag
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_INSET = {EntryKind.CANNOT: 6}


class PersonDelegate(QStyledItemDelegate):
    """Draws entries of any height in the width of the list; meaning is never in colour alone."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground, the title, its lines, and a frame where the keyboard is."""
        entry: Entry = index.data(EntryRole)
        palette, box = QPalette(option.palette), option.rect
        palette.setCurrentColorGroup(Group.Active)
        painter.save()
        if option.state & Flag.State_Selected:
            painter.fillRect(box, selection_fill(palette))
        inner = _inside(box, entry)
        top = inner.top()
        if entry.title or entry.is_open or entry.kind is EntryKind.REASON:
            top += self._title(painter, palette, entry, inner)
        if entry.kind is EntryKind.WORDS:
            painter.setPen(palette.color(Role.PlaceholderText))
            painter.setFont(font())
            painter.drawText(inner, _WRAP, entry.beside)
        for line in entry.lines:
            top += _line(painter, palette, line, QRect(inner.left(), top, inner.width(), space(99)))
        painter.setPen(palette.color(Role.Midlight))
        if entry.kind is not EntryKind.HEADING:
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        if option.state & Flag.State_HasFocus:
            painter.setPen(palette.color(Role.Accent))
            painter.drawRect(box.adjusted(0, 0, -1, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped words in the width of the list."""
        view = option.widget
        wide = view.viewport().width() if isinstance(view, QAbstractItemView) else space(75)
        return QSize(wide, _height(index.data(EntryRole), wide))

    def _title(self, painter: QPainter, palette: QPalette, entry: Entry, inner: QRect) -> int:
        """Draw the name and what stands beside it; return how high that is."""
        high = _step()
        row = QRect(inner.left(), inner.top(), inner.width(), high)
        bold = entry.kind is not EntryKind.REASON
        if entry.kind is EntryKind.REASON:
            size, colour = space(3.5), palette.color(Role.PlaceholderText)
            name = "down" if entry.is_open else "right"
            ratio = painter.device().devicePixelRatioF()
            drop = (high - size) // 2
            painter.drawPixmap(row.left(), row.top() + drop, pixmap(name, size, colour, ratio))
            row.setLeft(row.left() + space(5) + _before_number(entry.title))
        written = font(bold=bold)
        painter.setFont(written)
        painter.setPen(palette.color(Role.Text))
        metrics = QFontMetrics(written)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, _LEFT, title)
        row.setLeft(row.left() + metrics.horizontalAdvance(title) + space(2))
        quiet = Role.Text if entry.kind is EntryKind.REASON else Role.PlaceholderText
        painter.setFont(font())
        painter.setPen(palette.color(quiet))
        beside = QFontMetrics(font()).elidedText(
            entry.beside, Qt.TextElideMode.ElideRight, row.width()
        )
        painter.drawText(row, _LEFT, beside)
        return high


def _before_number(number: str) -> int:
    """Numbers stand to the right, one under the other."""
    metrics = QFontMetrics(font())
    return max(metrics.horizontalAdvance("0,000") - metrics.horizontalAdvance(number), 0)


def _step() -> int:
    return QFontMetrics(font(bold=True)).height() + space(0.5)


def _inside(box: QRect, entry: Entry) -> QRect:
    left = space(_INSET.get(entry.kind, 1))
    top = space(2.5) if entry.kind is EntryKind.HEADING else space(1.25)
    return box.adjusted(left, top, -space(2), -space(1.25))


def _line(painter: QPainter, palette: QPalette, line: Line, box: QRect) -> int:
    """Draw one line, wrapped, beside its drawing; return how high it is."""
    colour = palette.color(Role.PlaceholderText)
    if line.tone is not None:
        colour = tone_colours(palette, line.tone).mark
    if line.drawing:
        size = space(3.75)
        drop = (QFontMetrics(_written(line)).height() - size) // 2
        ratio = painter.device().devicePixelRatioF()
        drawing = pixmap(line.drawing, size, colour, ratio)
        painter.drawPixmap(box.left(), box.top() + drop, drawing)
        box = box.adjusted(space(5), 0, 0, 0)
    is_loud = line.tone is Tone.WARNING
    painter.setFont(_written(line))
    painter.setPen(palette.color(Role.Text) if is_loud else colour)
    painter.drawText(box, _WRAP, line.text)
    return _wrapped(line.text, box.width(), _written(line))


def _written(line: Line) -> QFont:
    """Quiet lines are small; what has a meaning is as large as anything else."""
    return font(Size.BODY if line.drawing else Size.SMALL)


def _wrapped(text: str, wide: int, written: QFont) -> int:
    """How high words are in a width."""
    return _high(text, wide, written.pointSizeF()) + space(0.25)


@lru_cache(maxsize=4096)
def _high(text: str, wide: int, points: float) -> int:
    written = font()
    written.setPointSizeF(points)
    return QFontMetrics(written).boundingRect(QRect(0, 0, wide, 10_000), _WRAP, text).height()


def _height(entry: Entry, wide: int) -> int:
    inner = _inside(QRect(0, 0, wide, 1000), entry)
    high = 1000 - inner.height()
    if entry.kind is EntryKind.WORDS:
        return high + _wrapped(entry.beside, inner.width(), font())
    high += _step()
    for line in entry.lines:
        width = inner.width() - (space(5) if line.drawing else 0)
        high += _wrapped(line.text, width, _written(line))
    return high
