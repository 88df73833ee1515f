"""Braille cells through liblouis, where it is installed: its program ``lou_translate`` is asked.

Text goes to it and comes back through pipes: no patient's words stand in a file or among a
program's arguments. It is found when it is needed, and nothing else here needs it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from rota.domain.errors import Unavailable

PROGRAM = "lou_translate"
DISPLAY = "en-us-brf.dis"
TABLES: Mapping[str, str] = {
    "en-GB": "en-ueb-g2.ctb",
    "ar": "ar-ar-g1.utb",
    "cy": "cy-cy-g1.utb",
    "pl": "Pl-Pl-g1.utb",
    "ur": "ur-pk-g1.utb",
}
"""liblouis' own tables by language. English is UEB grade 2; the others are not contracted, since
no record says which grade somebody reads. That for Bengali lacks its full stop (seen with 3.24)."""

SECONDS = 60
_LONGEST = 1000
"""The program cuts a longer line where it likes, within a word too (seen with 3.24: 1,229)."""
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_NOT_IN_TABLE = re.compile(r"^'.X")
"""A character that a table lacks comes back as its number in quotes."""


def lacking() -> str:
    """Return what to install before braille can be made; blank where it can."""
    if shutil.which(PROGRAM):
        return ""
    return (
        "Braille is made by liblouis, which is not on this computer: install the package "
        f"liblouis-bin (macOS: brew install liblouis), so that {PROGRAM} is found. Until then the "
        "letters' text is handed out for a transcriber."
    )


def has_table(language: str) -> bool:
    """Return whether there is braille for a language, by its BCP 47 tag, on this computer."""
    return language in TABLES and bool(_asked(TABLES[language], ["a"]))


def unknown_characters(language: str, lines: Iterable[str]) -> str:
    """Return the characters of a text that its language's braille has no cells for, in order."""
    found = sorted({each for line in map(_tidy, lines) for each in line if not each.isascii()})
    if not found:
        return ""
    alone = _asked(TABLES[language], found)
    return "".join(
        each
        for each, cells in zip(found, alone, strict=True)
        if not cells.isascii() or _NOT_IN_TABLE.match(cells)
    )


def cells(language: str, lines: Sequence[str]) -> list[str]:
    """Return lines in braille, in cells as braille ASCII, words divided by spaces.

    Raises Unavailable when liblouis does not answer, or has no table for the language.
    """
    pieces = [textwrap.wrap(_tidy(line), _LONGEST, break_on_hyphens=False) for line in lines]
    flat = [piece for line in pieces for piece in line]
    done = _asked(TABLES.get(language, ""), flat) if flat else []
    if len(done) != len(flat) or not all(done):
        raise Unavailable("no_braille", "liblouis gave no braille. Is its installation whole?")
    answer = iter(done)
    return [" ".join(next(answer) for _ in line) for line in pieces]


def _tidy(line: str) -> str:
    return " ".join(_UNSEEN.sub("", line).split())


def _escaped(line: str) -> str:
    """Return a line as the program reads it: a lone backslash would void all of the line."""
    return line.replace("\\", "\\\\")


def _asked(table: str, lines: Sequence[str]) -> list[str]:
    """Return the program's answer to each line; nothing when it has no such table."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise Unavailable("no_liblouis", lacking())
    try:
        done = subprocess.run(
            [program, f"{DISPLAY},{table}"],
            input="".join(f"{_escaped(line)}\n" for line in lines).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Unavailable("no_braille", "liblouis does not answer.") from None
    answer = done.stdout.decode("utf-8", "replace").split("\n")[:-1]
    return answer if len(answer) == len(lines) else []
