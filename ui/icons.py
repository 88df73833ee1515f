"""Icons: our own line drawings, tinted from the palette when they are wanted."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.colours import Group, Role

_SIZES = (16, 20, 24, 32, 48)
_NAME_PROPERTY = "rota_icon"
_ROLE_PROPERTY = "rota_icon_role"


@cache
def _drawing(name: str) -> bytes:
    return (files("resources") / "icons" / f"{name}.svg").read_bytes()


@lru_cache(maxsize=512)
def _pixmap(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    box = QRectF(0, 0, pixmap.width(), pixmap.height())
    QSvgRenderer(QByteArray(_drawing(name))).render(painter, box)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(box, QColor(colour))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, size: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
    """One drawing in one colour, ``size`` in device-independent pixels; made once."""
    return _pixmap(name, size, colour.name(), ratio)


def icon(name: str, role: Role = Role.ButtonText) -> QIcon:
    """A drawing in the present palette's colours, greyed when disabled."""
    palette = QGuiApplication.palette()
    made = QIcon()
    colours = (
        (QIcon.Mode.Normal, palette.color(Group.Active, role)),
        (QIcon.Mode.Active, palette.color(Group.Active, role)),
        (QIcon.Mode.Disabled, palette.color(Group.Disabled, Role.ButtonText)),
        (QIcon.Mode.Selected, palette.color(Group.Active, Role.HighlightedText)),
    )
    for mode, colour in colours:
        for size in _SIZES:
            made.addPixmap(pixmap(name, size, colour), mode)
    return made


def dress(target: QAction | QAbstractButton, name: str, role: Role = Role.ButtonText) -> None:
    """Give an action or a button its icon, and remember which, for a change of theme."""
    target.setProperty(_NAME_PROPERTY, name)
    target.setProperty(_ROLE_PROPERTY, role.value)
    target.setIcon(icon(name, role))


def redress(root: QWidget) -> None:
    """Tint again every icon under ``root``; call when the palette has changed."""
    found: list[QAction | QAbstractButton] = [
        *root.findChildren(QAction),
        *root.findChildren(QAbstractButton),
    ]
    for target in found:
        name = target.property(_NAME_PROPERTY)
        if isinstance(name, str):
            target.setIcon(icon(name, QPalette.ColorRole(target.property(_ROLE_PROPERTY))))
