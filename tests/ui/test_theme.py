from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.colours import Group, Role, Tone, build_palette, contrast, selection_fill, tone_colours
from ui.icons import dress, icon, pixmap, redress
from ui.theme import Size, apply_theme, chosen_scheme, font, is_dark, space
from ui.widgets.buttons import push_button

BOTH = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
READABLE = 4.5


@BOTH
@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_can_be_read_on_its_fill_and_on_every_ground(dark: bool, tone: Tone) -> None:
    palette = build_palette(dark=dark)
    colours = tone_colours(palette, tone)
    assert contrast(colours.text, colours.fill) >= READABLE
    for ground in (Role.Base, Role.Window, Role.AlternateBase):
        assert contrast(colours.mark, palette.color(ground)) >= READABLE, ground
    assert contrast(colours.mark, selection_fill(palette)) >= READABLE
    assert contrast(colours.mark, tone_colours(palette, Tone.MUTED).fill) >= READABLE


@BOTH
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (Role.WindowText, Role.Window),
        (Role.Text, Role.Base),
        (Role.Text, Role.AlternateBase),
        (Role.ButtonText, Role.Button),
        (Role.HighlightedText, Role.Highlight),
        (Role.HighlightedText, Role.Accent),
        (Role.ToolTipText, Role.ToolTipBase),
        (Role.PlaceholderText, Role.Base),
        (Role.PlaceholderText, Role.Window),
        (Role.Link, Role.Base),
        (Role.WindowText, Role.Midlight),
        (Role.BrightText, Role.Window),
    ],
)
def test_the_palette_can_be_read(dark: bool, text: Role, ground: Role) -> None:
    palette = build_palette(dark=dark)
    assert contrast(palette.color(text), palette.color(ground)) >= READABLE


@BOTH
def test_the_palette_leaves_no_role_to_the_system(dark: bool) -> None:
    palette = build_palette(dark=dark)
    for role in Role:
        if role not in (Role.NoRole, Role.NColorRoles):
            for group in (Group.Active, Group.Inactive, Group.Disabled):
                assert palette.isBrushSet(group, role), (group, role)
    assert palette.color(Group.Disabled, Role.Text) != palette.color(Group.Active, Role.Text)
    assert is_dark(palette) is dark


def test_contrast_is_the_wcag_ratio() -> None:
    black, white = QColor("#000000"), QColor("#ffffff")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == pytest.approx(1)
    assert contrast(QColor("#777777"), white) == pytest.approx(4.48, abs=0.01)


def test_a_theme_is_applied_and_changed(qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    assert is_dark(qapp.palette())
    assert chosen_scheme(qapp) == "dark"
    apply_theme(qapp, "system")
    assert chosen_scheme(qapp) == "system"
    apply_theme(qapp, "light")
    assert not is_dark(qapp.palette())
    assert qapp.style().objectName().lower() in ("fusion", "")


def test_the_grid_and_the_text_grow_together(qapp: QApplication) -> None:
    before, tall = space(10), QFontInfo(font()).pixelSize()
    apply_theme(qapp, "light", 1.5)
    assert space(10) == pytest.approx(before * 1.5, abs=2)
    assert QFontInfo(font()).pixelSize() == pytest.approx(tall * 1.5, abs=1)
    apply_theme(qapp, "light")
    assert space(10) == before
    assert space(0) == 1


def test_there_are_three_sizes_and_two_weights(qapp: QApplication) -> None:
    sizes = [QFontInfo(font(size)).pixelSize() for size in Size]
    assert sizes == sorted(set(sizes))
    assert font(bold=True).bold()
    assert not font().bold()


def test_the_typeface_shipped_with_the_program_is_used(qapp: QApplication) -> None:
    assert font().family() == "Noto Sans"


def test_an_icon_follows_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    button = push_button("Undo", lambda: None, name="undo", icon_name="undo")
    button.setParent(root)
    light = button.icon().pixmap(24).toImage()
    apply_theme(qapp, "dark")
    redress(root)
    assert button.icon().pixmap(24).toImage() != light


def test_an_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    image = pixmap("check", 32, QColor("#ff0000"), 2.0).toImage()
    assert image.width() == 64
    solid = [
        image.pixelColor(x, y)
        for x in range(64)
        for y in range(64)
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert solid
    assert {colour.name() for colour in solid} == {"#ff0000"}


def test_every_icon_draws_something(qapp: QApplication) -> None:
    folder = Path(__file__).parents[2] / "resources" / "icons"
    names = [path.stem for path in folder.glob("*.svg")]
    assert len(names) > 30
    for name in names:
        image = pixmap(name, 24, QColor("#000000")).toImage()
        inked = sum(image.pixelColor(x, y).alpha() > 0 for x in range(24) for y in range(24))
        assert inked > 10, name
        assert not icon(name).isNull()


def test_every_icon_the_program_names_is_there() -> None:
    root = Path(__file__).parents[2]
    there = {path.stem for path in (root / "resources" / "icons").glob("*.svg")}
    named = set()
    for path in (root / "ui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'icon_name="(\w+)"|icon\("(\w+)"', text))
    assert {name for pair in named for name in pair if name} <= there


def test_a_primary_button_is_filled_with_the_accent(qtbot: QtBot, qapp: QApplication) -> None:
    button = push_button("Go on", lambda: None, name="go", primary=True)
    qtbot.addWidget(button)
    button.show()
    image = button.grab().toImage()
    assert (
        image.pixelColor(6, button.height() // 2).name() == qapp.palette().accent().color().name()
    )
    dress(button, "check", QPalette.ColorRole.HighlightedText)
    assert not button.icon().isNull()


def test_tests_run_without_a_screen(qapp: QApplication) -> None:
    if not os.environ.get("DISPLAY"):
        assert qapp.platformName() == "offscreen"
