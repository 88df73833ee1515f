"""The colours: a light and a dark palette, and what each meaning looks like in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtGui import QColor, QPalette

Role = QPalette.ColorRole
Group = QPalette.ColorGroup


class Tone(StrEnum):
    """What a colour means. Never the only sign of it: words or hatching go with it."""

    COVERED = "covered"
    SHORT = "short"
    LOST = "lost"
    EMERGENCY = "emergency"
    SUSPENDED = "suspended"
    OVERHANG = "overhang"
    WARNING = "warning"
    MUTED = "muted"
    ACCENT = "accent"
    STRIKING = "striking"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class ToneColours:
    """``text`` is read on ``fill``; ``mark`` is read, or drawn, on the page itself."""

    text: QColor
    fill: QColor
    mark: QColor


_LIGHT_TONES = {
    Tone.COVERED: ("#24513c", "#e1eee7", "#2c6a4c"),
    Tone.SHORT: ("#ffffff", "#c1122c", "#b30f28"),
    Tone.LOST: ("#5c4238", "#efe6e1", "#7a4f3d"),
    Tone.EMERGENCY: ("#1d4a7d", "#dfeaf6", "#235a98"),
    Tone.SUSPENDED: ("#4d565f", "#e6e9ec", "#59636d"),
    Tone.OVERHANG: ("#5f4708", "#f6ecd2", "#7a5a0b"),
    Tone.WARNING: ("#6b4300", "#ffefc9", "#8a5600"),
    Tone.MUTED: ("#4f5963", "#eef0f2", "#59636d"),
    Tone.ACCENT: ("#ffffff", "#1f5fa6", "#1f5fa6"),
    Tone.STRIKING: ("#5b3a78", "#ece4f3", "#6c4590"),
    Tone.LEAVE: ("#365260", "#e2ebef", "#3f6273"),
}
_DARK_TONES = {
    Tone.COVERED: ("#b5dcc6", "#20352b", "#86c4a2"),
    Tone.SHORT: ("#1e0206", "#ff6b78", "#ff8791"),
    Tone.LOST: ("#dcc4b9", "#3a2f2a", "#d0a592"),
    Tone.EMERGENCY: ("#b9d4f2", "#1f3247", "#86b5ea"),
    Tone.SUSPENDED: ("#b4bdc6", "#2b3137", "#a3adb7"),
    Tone.OVERHANG: ("#e6d3a2", "#393120", "#d9bc6f"),
    Tone.WARNING: ("#f5d896", "#41330f", "#eec25c"),
    Tone.MUTED: ("#a9b3bd", "#262b31", "#a3adb7"),
    Tone.ACCENT: ("#08182a", "#7fb2ee", "#7fb2ee"),
    Tone.STRIKING: ("#d6c2ea", "#352a41", "#c0a2de"),
    Tone.LEAVE: ("#bdd3de", "#26343b", "#9dc0cf"),
}

_LIGHT = {
    Role.Window: "#f5f6f7",
    Role.WindowText: "#1b2229",
    Role.Base: "#ffffff",
    Role.AlternateBase: "#f7f8f9",
    Role.Text: "#1b2229",
    Role.Button: "#f5f6f7",
    Role.ButtonText: "#1b2229",
    Role.BrightText: "#b30f28",
    Role.ToolTipBase: "#232b33",
    Role.ToolTipText: "#f5f6f7",
    Role.Highlight: "#1f5fa6",
    Role.HighlightedText: "#ffffff",
    Role.Link: "#1f5fa6",
    Role.LinkVisited: "#5b3a78",
    Role.PlaceholderText: "#5f6973",
    Role.Accent: "#1f5fa6",
    Role.Light: "#ffffff",
    Role.Midlight: "#e7eaed",
    Role.Mid: "#d3d8dd",
    Role.Dark: "#a9b1b9",
    Role.Shadow: "#77818b",
}
_DARK = {
    Role.Window: "#1d2126",
    Role.WindowText: "#e3e7eb",
    Role.Base: "#16191d",
    Role.AlternateBase: "#1a1e22",
    Role.Text: "#e3e7eb",
    Role.Button: "#282d33",
    Role.ButtonText: "#e3e7eb",
    Role.BrightText: "#ff8791",
    Role.ToolTipBase: "#e3e7eb",
    Role.ToolTipText: "#16191d",
    Role.Highlight: "#7fb2ee",
    Role.HighlightedText: "#08182a",
    Role.Link: "#8fbcf0",
    Role.LinkVisited: "#c0a2de",
    Role.PlaceholderText: "#98a2ac",
    Role.Accent: "#7fb2ee",
    Role.Light: "#3a4149",
    Role.Midlight: "#2b3137",
    Role.Mid: "#363d45",
    Role.Dark: "#525c66",
    Role.Shadow: "#0b0d0f",
}
_LIGHT_DISABLED = "#858d95"
_DARK_DISABLED = "#6d7680"
_WRITTEN = (Role.WindowText, Role.Text, Role.ButtonText, Role.HighlightedText, Role.PlaceholderText)


@cache
def build_palette(*, dark: bool) -> QPalette:
    """The whole palette, every role in every group, so that no colour comes from the system."""
    palette = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(Group.All, role, QColor(colour))
    disabled = QColor(_DARK_DISABLED if dark else _LIGHT_DISABLED)
    for role in _WRITTEN:
        palette.setColor(Group.Disabled, role, disabled)
    for role in (Role.Highlight, Role.Accent):
        palette.setColor(Group.Disabled, role, palette.color(Group.Active, Role.Mid))
    return palette


def is_dark(palette: QPalette) -> bool:
    """Whether text on this palette is lighter than what it stands on."""
    return palette.color(Role.WindowText).lightness() > palette.color(Role.Window).lightness()


@cache
def _tones(dark: bool) -> dict[Tone, ToneColours]:
    source = _DARK_TONES if dark else _LIGHT_TONES
    return {
        tone: ToneColours(QColor(text), QColor(fill), QColor(mark))
        for tone, (text, fill, mark) in source.items()
    }


def tone_colours(palette: QPalette, tone: Tone) -> ToneColours:
    """The colours of a meaning on this palette, made once."""
    return _tones(is_dark(palette))[tone]


def selection_fill(palette: QPalette) -> QColor:
    """What lies under selected rows: quiet, so that a gap stays the loudest thing."""
    return tone_colours(palette, Tone.EMERGENCY).fill


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 for black to 1 for white."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
