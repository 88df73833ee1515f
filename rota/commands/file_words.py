"""The words of the commands about files, letters and the hospital itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.gate_words import add_gate
from rota.commands.hospital_words import add_hospital
from rota.commands.outlet_words import add_outlets
from rota.commands.printing_words import add_printing
from rota.commands.reading_words import (
    code_of,
    several,
)
from rota.domain.importing import ImportKind

Add = Callable[..., argparse.ArgumentParser]


def add_files(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands about files and the hospital file itself."""
    demo = add("demo", "make a made-up hospital in a SQLite file")
    demo.add_argument("--out", required=True, metavar="FILE")
    demo.add_argument("--staff", type=int, default=1200)
    demo.add_argument("--appointments", type=int, default=1228)
    demo.add_argument("--seed", type=int, default=2016)
    load = add("import", "bring in a file")
    load.add_argument("kind", type=code_of(ImportKind), metavar="KIND")
    load.add_argument("file", metavar="FILE")
    load.add_argument("--window", type=int, metavar="ID")
    load.add_argument("--profile", default="", metavar="NAME", help="a saved column mapping")
    load.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="HEADING=COLUMN",
        help="say what a heading stands for; with --profile it is remembered",
    )
    load.add_argument(
        "--given",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="say for the whole file what it does not say; with --profile it is remembered",
    )
    for name, text in (
        ("--dry-run", "say what would happen and save nothing"),
        ("--partial", "save the good rows although others are refused"),
        ("--replace", "retire what the file's own dates no longer have"),
        ("--take-file", "let the file overwrite what was corrected here"),
    ):
        load.add_argument(name, action="store_true", help=text)
    add_hospital(add)
    shots = add("shots", "write a picture of every page")
    shots.add_argument("--out", required=True, metavar="FOLDER")
    shots.add_argument("--theme", choices=("light", "dark"), default="light")
    shots.add_argument("--scale", type=int, choices=(1, 2), default=1)
    check = add("check", "check the file, its links and the journal")
    check.add_argument(
        "--anchor",
        action="append",
        default=[],
        metavar="JOURNAL",
        help='what a report says at its foot of the journal, as "1,234 AB12-CD34"',
    )
    add("permissions", "who may do what, by role")
    add("undo", "take back the newest action")
    add("redo", "do again what was undone")


def add_letters(add: Add, within: Any) -> None:
    """Add ``letters``."""
    add(within, "queue", "every letter needed, and why some are held")
    add_printing(add, within)
    render = add(within, "render", "make a batch of the letters that are ready")
    render.add_argument("--out", required=True, metavar="FOLDER")
    render.add_argument("--batch", type=int, metavar="ID", help="write an earlier batch again")
    render.add_argument(
        "--whole", action="store_true", help="with --batch: also letters that may not leave"
    )
    sheet = add(within, "test-sheet", "a page to try a window envelope with")
    sheet.add_argument("--out", required=True, metavar="FILE")
    sheet.add_argument(
        "--envelope", metavar="NAME", help="C5, DL or one of your own; left out: those in use"
    )
    add_gate(add, within)
    add_outlets(add, within)
    posted = add(within, "posted", "a batch went into the post")
    posted.add_argument("--batch", type=int, required=True, metavar="ID")
    posted.add_argument(
        "--without", type=several(), default=[], metavar="REF[,REF]", help="letters taken out"
    )
    posted.add_argument(
        "--as-printed", action="store_true", help="untrue letters went into the post all the same"
    )
    posted.add_argument(
        "--printed-elsewhere",
        action="store_true",
        help="also letters that the printer did not print, or of which nobody has said so",
    )
    posted.add_argument(
        "--first-class",
        action="store_true",
        help="what second class no longer brings in time went by first class",
    )
