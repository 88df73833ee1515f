"""What the typesetting needs of the installation: the templates and the fonts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

from rota.domain.errors import Unavailable
from rota.letters.page_data import FONTS

RESOURCES = Path(str(files("resources")))


def template(name: str) -> Path:
    """Return the path of a letter template. Raises Unavailable when it is missing."""
    path = RESOURCES / "letters" / f"{name}.typ"
    if not path.is_file():
        raise Unavailable(
            "letter_template", "The letter template is missing. Install the program again."
        )
    return path


@cache
def shipped_fonts() -> typst.Fonts:
    """The fonts of the installation and no others, so that every machine prints the same."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(RESOURCES / "fonts")],
    )
    if missing := sorted(set(FONTS) - set(fonts.families())):
        raise Unavailable(
            "letter_fonts",
            f"The letter fonts are not complete ({', '.join(missing)}). Install the program again.",
        )
    return fonts
