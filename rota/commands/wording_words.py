"""The words of the commands about the wordings of letters."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import code_of
from rota.domain.languages import ENGLISH
from rota.domain.letter_wording import WordingForm, WordingKind

Add = Callable[..., argparse.ArgumentParser]


def add_wording(add: Add, within: Any) -> None:
    """Add ``wording``."""
    add(within, "list", "every wording: what is in use and what is being drafted")
    for name, text in (
        ("show", "the words of one wording"),
        ("export", "write a wording to a text file, for a translation agency"),
    ):
        one = add(within, name, text)
        one.add_argument("kind", type=code_of(WordingKind), metavar="KIND")
        one.add_argument("--language", default=ENGLISH, metavar="TAG", help="such as cy")
        one.add_argument("--form", type=_form, default=WordingForm.LETTER, metavar="FORM")
        one.add_argument(
            "--version", type=int, metavar="N", help="0: the program's; left out: the one in use"
        )
        if name == "export":
            one.add_argument("--out", required=True, metavar="FILE")
    for name, text in (
        ("check", "say what is wrong in a text file, and with the letters it would make"),
        ("import", "keep a text file as a draft"),
    ):
        one = add(within, name, text)
        one.add_argument("file", metavar="FILE")
    approve = add(within, "approve", "print letters by a draft from now on, and freeze it")
    approve.add_argument("wording", type=int, metavar="ID")
    approve.add_argument("--who", required=True, metavar="NAME", help="who approves it")
    approve.add_argument(
        "--checked-by", default="", metavar="NAME", help="who checked a translation"
    )
    retire = add(within, "retire", "take a wording out of use; it is kept")
    retire.add_argument("wording", type=int, metavar="ID")
    retire.add_argument("--why", required=True, metavar="TEXT")


def _form(text: str) -> WordingForm:
    """Read a form; easy read may be called easy."""
    said = text.strip().casefold().replace(" ", "_")
    found: WordingForm = code_of(WordingForm)("easy_read" if said == "easy" else said)
    return found
