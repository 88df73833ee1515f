"""The pictures of easy read letters that come with the program."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from rota.domain.letter_content import Picture


@cache
def pictures() -> tuple[Picture, ...]:
    """Return the pictures of ``resources/letters/pictures``, each with its words."""
    folder = Path(str(files("resources"))) / "letters" / "pictures"
    with (folder / "pictures.toml").open("rb") as file:
        entries = tomllib.load(file)["picture"]
    return tuple(
        Picture(entry["name"], "svg", (folder / f"{entry['name']}.svg").read_bytes(), entry["alt"])
        for entry in entries
    )
