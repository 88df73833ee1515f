"""How the roll is painted: services with what is missing, people with large buttons to tick."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rota.domain.day import Tick
from ui.colours import Group, Role, Tone, selection_fill, tone_colours
from ui.icons import pixmap
from ui.models.day_rows import (
    RollModel,
    RollRole,
    RollRow,
    RowKind,
    count_words,
    fold_words,
    missing_words,
    need_words,
    people_words,
    why_words,
)
from ui.theme import Size, font, line_colour, space
from ui.widgets.hatching import hatched

Index = QModelIndex | QPersistentModelIndex
Flag = QStyle.StateFlag
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter

ALL_HERE = "all_here"
BUTTONS = (Tick.HERE, Tick.NOT_HERE, Tick.LEFT)
"""From the right edge: what is ticked most stands below the button for a whole service."""
_SAID = {
    Tick.HERE: ("Here", "check", Tone.COVERED),
    Tick.NOT_HERE: ("Not here", "close", Tone.WARNING),
    Tick.LEFT: ("Left", "right", Tone.SUSPENDED),
}
_HIGH = {RowKind.SERVICE: 12.5, RowKind.PERSON: 10, RowKind.FOLD: 8, RowKind.LEAVING: 8}


def buttons_of(row: RollRow, box: QRect) -> dict[str, QRect]:
    """Where the buttons of a row are: those of a person by their tick, or that of a service.

    Who was never here cannot have left; the place stays free, so that nothing moves.
    """
    high = box.height() - space(2)
    top = box.top() + space(1)
    right = box.right() - space(3)
    if row.kind is RowKind.SERVICE:
        if not row.unticked:
            return {}
        wide = space(21)
        return {ALL_HERE: QRect(right - wide, box.top() + space(2.5), wide, space(8))}
    if row.kind is not RowKind.PERSON:
        return {}
    found = {}
    for what in BUTTONS:
        wide = space(15 if what is Tick.LEFT else 21)
        if what is not Tick.LEFT or row.state in (Tick.HERE, Tick.LEFT):
            found[what.value] = QRect(right - wide, top, wide, high)
        right -= wide + space(1)
    return found


class DayRowDelegate(QStyledItemDelegate):
    """Meaning is never in colour alone: hatching, a drawing and words go with it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row: RollRow = index.data(RollRole)
        palette, box = QPalette(option.palette), option.rect
        palette.setCurrentColorGroup(Group.Active)
        painter.save()
        if option.state & Flag.State_Selected:
            painter.fillRect(box, selection_fill(palette))
        elif row.kind is RowKind.SERVICE:
            painter.fillRect(box, palette.color(Role.Window))
        left = self._words_end(row, box)
        match row.kind:
            case RowKind.SERVICE:
                _service(painter, palette, row, box, left)
            case RowKind.PERSON:
                model = index.model()
                names = model.names if isinstance(model, RollModel) else {}
                _person(painter, palette, row, box, left, why_words(row, names))
            case RowKind.FOLD | RowKind.LEAVING:
                _fold(painter, palette, row, box)
        for name, place in buttons_of(row, box).items():
            _button(painter, palette, row, name, place)
        painter.setPen(palette.color(Role.Midlight))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if option.state & Flag.State_HasFocus:
            painter.setPen(QPen(palette.color(Role.Accent), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -2))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the list, and high enough for a thumb."""
        row: RollRow = index.data(RollRole)
        return QSize(space(60), space(_HIGH[row.kind]))

    @staticmethod
    def _words_end(row: RollRow, box: QRect) -> int:
        """Where the words of a row have to end."""
        places = buttons_of(row, box).values()
        return min((place.left() for place in places), default=box.right()) - space(2)


def _service(painter: QPainter, palette: QPalette, row: RollRow, box: QRect, end: int) -> None:
    painter.setPen(line_colour(palette))
    painter.drawLine(box.topLeft(), box.topRight())
    missing = missing_words(row.each)
    if missing:
        band = QRect(box.left(), box.top(), space(3), box.height())
        _hatched(painter, palette, band)
    inner = QRect(box.left() + space(5), box.top() + space(1), 0, box.height() - space(2))
    inner.setRight(end)
    upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
    lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() // 2)
    counted = count_words(row)
    small, name = font(), font(bold=True)
    wide = QFontMetrics(small).horizontalAdvance(counted) + space(2)
    _text(painter, upper.adjusted(0, 0, -wide, 0), row.each.service.name, name, palette)
    painter.setFont(small)
    painter.setPen(palette.color(Role.Text))
    painter.drawText(upper, _RIGHT, counted)
    if missing:
        lower.setLeft(_alarm(painter, palette, lower, missing) + space(2))
    _text(painter, lower, need_words(row.each), font(Size.SMALL), palette, Role.PlaceholderText)


def _alarm(painter: QPainter, palette: QPalette, box: QRect, said: str) -> int:
    """Draw what is missing on its loud ground; return where it ends."""
    written = font(Size.SMALL, bold=True)
    metrics = QFontMetrics(written)
    size, most = space(3.5), box.width()
    said = metrics.elidedText(said, Qt.TextElideMode.ElideRight, most - size - space(4))
    wide = metrics.horizontalAdvance(said) + size + space(4)
    ground = QRect(box.left(), box.top(), wide, min(box.height(), metrics.height() + space(1)))
    colours = tone_colours(palette, Tone.SHORT)
    painter.fillRect(ground, colours.fill)
    ratio = painter.device().devicePixelRatioF()
    drop = (ground.height() - size) // 2
    painter.drawPixmap(
        ground.left() + space(1), ground.top() + drop, pixmap("warning", size, colours.text, ratio)
    )
    painter.setFont(written)
    painter.setPen(colours.text)
    painter.drawText(ground.adjusted(size + space(2), 0, 0, 0), _LEFT, said)
    return ground.right()


def _hatched(painter: QPainter, palette: QPalette, box: QRect) -> None:
    colours = tone_colours(palette, Tone.SHORT)
    painter.fillRect(box, colours.fill)
    stripe = QColor(colours.text)
    stripe.setAlphaF(0.5)
    hatched(painter, box, stripe, space(2))


def _person(
    painter: QPainter, palette: QPalette, row: RollRow, box: QRect, end: int, why: str
) -> None:
    if row.person is None:
        return
    inner = QRect(box.left() + space(7), box.top() + space(1), 0, box.height() - space(2))
    inner.setRight(end)
    upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
    lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() // 2)
    _text(painter, upper, people_words(row.person), font(), palette)
    if row.is_unsaved:
        lower.setLeft(_alarm(painter, palette, lower, "Not saved") + space(2))
    _text(painter, lower, why, font(Size.SMALL), palette, Role.PlaceholderText)


def _fold(painter: QPainter, palette: QPalette, row: RollRow, box: QRect) -> None:
    size = space(3.5)
    colour = palette.color(Role.PlaceholderText)
    ratio = painter.device().devicePixelRatioF()
    top = box.top() + (box.height() - size) // 2
    drawing = pixmap("down" if row.is_open else "right", size, colour, ratio)
    painter.drawPixmap(box.left() + space(7), top, drawing)
    words = box.adjusted(space(12), 0, -space(3), 0)
    _text(painter, words, fold_words(row), font(), palette, Role.PlaceholderText)


def _button(painter: QPainter, palette: QPalette, row: RollRow, name: str, box: QRect) -> None:
    """Draw one button: filled when it is what was ticked."""
    if name == ALL_HERE:
        said, drawing, tone, is_on = "All here", "check", Tone.COVERED, False
    else:
        said, drawing, tone = _SAID[Tick(name)]
        is_on = row.state is not None and row.state.value == name
    colours = tone_colours(palette, tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours.mark if is_on else palette.color(Role.Dark), 2 if is_on else 1))
    painter.setBrush(colours.fill if is_on else palette.color(Role.Base))
    painter.drawRoundedRect(box, space(0.75), space(0.75))
    painter.restore()
    written = font(bold=is_on)
    ink = colours.text if is_on else palette.color(Role.Text)
    metrics = QFontMetrics(written)
    size = space(3.5) if is_on else 0
    gap = space(1) if is_on else 0
    wide = metrics.horizontalAdvance(said) + size + gap
    left = box.left() + (box.width() - wide) // 2
    if is_on:
        ratio = painter.device().devicePixelRatioF()
        drop = (box.height() - size) // 2
        painter.drawPixmap(left, box.top() + drop, pixmap(drawing, size, ink, ratio))
    painter.setFont(written)
    painter.setPen(ink)
    painter.drawText(QRect(left + size + gap, box.top(), wide, box.height()), _LEFT, said)


def _text(
    painter: QPainter,
    box: QRect,
    said: str,
    written: QFont,
    palette: QPalette,
    role: Role = Role.Text,
) -> None:
    """Words in a box, cut off where it ends."""
    painter.setFont(written)
    painter.setPen(palette.color(role))
    metrics = QFontMetrics(written)
    cut = metrics.elidedText(said, Qt.TextElideMode.ElideRight, max(box.width(), 0))
    painter.drawText(box, _LEFT, cut)
