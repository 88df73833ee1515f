"""The look: Fusion, our own palettes, one typeface in three sizes and two weights, a grid."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.colours import Role, Tone, ToneColours, build_palette, is_dark, tone_colours

__all__ = [
    "Scheme",
    "Size",
    "Tone",
    "ToneColours",
    "apply_theme",
    "chosen_scheme",
    "font",
    "is_dark",
    "line_colour",
    "space",
    "tone_colours",
]

Scheme = Literal["light", "dark", "system"]
FONT_FAMILY = "Noto Sans"
FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
GRID = 4
BODY_PIXELS = 13
_SCHEME_PROPERTY = "rota_scheme"
_FONTS_PROPERTY = "rota_fonts"
_SCALE_PROPERTY = "rota_text_scale"


class Size(Enum):
    """The three sizes of text, in points."""

    SMALL = 8.25
    BODY = 9.75
    TITLE = 12.75


def font(size: Size = Size.BODY, *, bold: bool = False) -> QFont:
    """The program's typeface at one of its sizes and weights."""
    made = QFont(QGuiApplication.font())
    made.setPointSizeF(size.value * _text_scale())
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


def space(steps: float) -> int:
    """``steps`` of the 4-pixel grid, in pixels, growing with the text."""
    used = QGuiApplication.font()
    pixels = _pixels(used.family(), used.pointSizeF(), used.pixelSize())
    return max(1, round(steps * GRID * pixels / BODY_PIXELS))


@lru_cache(maxsize=16)
def _pixels(_family: str, _points: float, _asked: int) -> int:
    """How tall the program's font is: asked for thousands of times in one drawing."""
    return QFontInfo(QGuiApplication.font()).pixelSize()


def line_colour(palette: QPalette) -> QColor:
    """The colour of hairlines between things."""
    return palette.color(Role.Mid)


def chosen_scheme(app: QApplication) -> Scheme:
    """What the person asked for, ``system`` included."""
    value = app.property(_SCHEME_PROPERTY)
    return value if value in ("light", "dark") else "system"


def apply_theme(app: QApplication, scheme: Scheme, text_scale: float = 1.0) -> None:
    """Dress the whole program; safe to call again when the person changes their mind."""
    first = app.property(_SCHEME_PROPERTY) is None
    app.setProperty(_SCHEME_PROPERTY, scheme)
    app.setProperty(_SCALE_PROPERTY, text_scale)
    _ask_the_platform(scheme)
    _load_fonts(app)
    if first:
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(_system_scheme_changed)
    _dress(app)


def _dress(app: QApplication) -> None:
    palette = build_palette(dark=_wants_dark(app))
    app.setPalette(palette)
    base = QFont(app.font())
    base.setPointSizeF(Size.BODY.value * _text_scale())
    app.setFont(base)
    app.setStyleSheet(_style_sheet(palette))


def _system_scheme_changed() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and chosen_scheme(app) == "system":
        _dress(app)


def _wants_dark(app: QApplication) -> bool:
    match chosen_scheme(app):
        case "dark":
            return True
        case "light":
            return False
        case _:
            asked = app.styleHints().colorScheme()
            if asked == Qt.ColorScheme.Unknown:
                return is_dark(app.style().standardPalette())
            return asked == Qt.ColorScheme.Dark


def _ask_the_platform(scheme: Scheme) -> None:
    """Let title bars and native dialogs follow; ignored offscreen and on bare xcb."""
    wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    QGuiApplication.styleHints().setColorScheme(wanted.get(scheme, Qt.ColorScheme.Unknown))


def _load_fonts(app: QApplication) -> None:
    """Use the typeface shipped with the program, or the system's if it is missing."""
    if app.property(_FONTS_PROPERTY):
        return
    app.setProperty(_FONTS_PROPERTY, True)
    folder = files("resources") / "fonts"
    for name in FONT_FILES:
        resource = folder / name
        if resource.is_file():
            QFontDatabase.addApplicationFontFromData(QByteArray(resource.read_bytes()))
    if FONT_FAMILY in QFontDatabase.families():
        app.setFont(QFont(FONT_FAMILY))


def _text_scale() -> float:
    app = QGuiApplication.instance()
    value = app.property(_SCALE_PROPERTY) if app else None
    return value if isinstance(value, float) else 1.0


def _style_sheet(palette: QPalette) -> str:
    """The few lines that a palette cannot say: flat headings, flat buttons, one filled button."""
    colours = {
        "line": line_colour(palette).name(),
        "edge": palette.color(Role.Dark).name(),
        "base": palette.color(Role.Base).name(),
        "window": palette.color(Role.Window).name(),
        "button": palette.color(Role.Base if not is_dark(palette) else Role.Button).name(),
        "hover": palette.color(Role.Midlight).name(),
        "pressed": palette.color(Role.Mid).name(),
        "accent": palette.color(Role.Accent).name(),
        "text": palette.color(Role.WindowText).name(),
        "on_accent": palette.color(Role.HighlightedText).name(),
        "muted": tone_colours(palette, Tone.MUTED).mark.name(),
        "off": palette.color(QPalette.ColorGroup.Disabled, Role.ButtonText).name(),
        "tip": palette.color(Role.ToolTipBase).name(),
        "tip_text": palette.color(Role.ToolTipText).name(),
        "bar": space(3),
        "tick": space(3.5),
        "focused": space(3.5) - 2,
        "dot": space(3.5) // 2 + 1,
        "hole": space(3.5) + 2 - 2 * space(1),
        "tick_file": _tick_file(palette),
        "round": space(1) - 1,
        "least": space(8),
        "one": space(1),
        "half": space(0.75),
        "thin": space(0.5),
        "two": space(2),
        "three": space(3),
        "four": space(4),
    }
    return _SHEET % colours


def _tick_file(palette: QPalette) -> str:
    """The tick that shows on the accent colour; a style sheet can only name a file."""
    light = palette.color(Role.HighlightedText).lightness() > 127
    tick = files("resources") / "icons" / ("tick_white.svg" if light else "tick_black.svg")
    return Path(str(tick)).as_posix()


_SHEET = """
QScrollBar:vertical { background: %(base)s; width: %(bar)dpx; margin: 0; }
QScrollBar:horizontal { background: %(base)s; height: %(bar)dpx; margin: 0; }
BareScroll QScrollBar:vertical { background: %(window)s; }
QScrollBar::handle { background: %(line)s; border-radius: %(round)dpx; margin: 2px;
  min-height: %(least)dpx; min-width: %(least)dpx; }
QScrollBar::handle:hover { background: %(edge)s; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea::corner { background: %(base)s; border: none; }
QToolTip { background: %(tip)s; color: %(tip_text)s; border: none; padding: %(one)dpx; }
QHeaderView::section { background: %(base)s; color: %(muted)s; border: none;
  border-bottom: 1px solid %(line)s; padding: %(one)dpx %(two)dpx; }
QHeaderView::section:first, QHeaderView::section:only-one { padding-left: %(four)dpx; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
  width: %(tick)dpx; height: %(tick)dpx; border: 1px solid %(muted)s; border-radius: 3px;
  background: %(base)s; }
QRadioButton::indicator { border-radius: %(dot)dpx; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
  background: %(accent)s; border-color: %(accent)s; image: url(%(tick_file)s); }
QCheckBox::indicator:indeterminate { border: %(one)dpx solid %(accent)s;
  width: %(hole)dpx; height: %(hole)dpx; }
QRadioButton::indicator:checked { border: %(one)dpx solid %(accent)s;
  width: %(hole)dpx; height: %(hole)dpx; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: %(line)s; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid %(text)s;
  width: %(focused)dpx; height: %(focused)dpx; }
QRadioButton::indicator:checked:focus { border: %(one)dpx solid %(text)s;
  width: %(hole)dpx; height: %(hole)dpx; }
QLineEdit[frame="true"] { background: %(base)s; border: 1px solid %(edge)s; border-radius: 2px;
  padding: %(thin)dpx; }
QLineEdit[frame="true"]:focus { border-color: %(accent)s; }
QPushButton { background: %(button)s; border: 1px solid %(edge)s; border-radius: 3px;
  padding: %(half)dpx %(three)dpx; }
QPushButton:hover { background: %(hover)s; }
QPushButton:pressed, QPushButton:checked { background: %(pressed)s; }
QPushButton:focus { border: 1px solid %(accent)s; outline: 2px solid %(accent)s; }
QPushButton:disabled { color: %(off)s; border-color: %(line)s; }
QPushButton[primary="true"] { background: %(accent)s; color: %(on_accent)s;
  border-color: %(accent)s; }
QPushButton[primary="true"]:disabled { background: %(hover)s; color: %(off)s;
  border-color: %(line)s; }
"""
