"""The words of the commands by which letters leave in another way than print."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import ending_in

Add = Callable[..., argparse.ArgumentParser]


def add_outlets(add: Add, within: Any) -> None:
    """Add braille and audio, copies for a screen, a posting service, and messages."""
    formats = add(within, "formats", "who needs braille or audio; with --out, make their batches")
    formats.add_argument(
        "--out", metavar="FOLDER", help="make the batches; cover sheets and contents go here"
    )
    formats.add_argument("--batch", type=int, metavar="ID", help="write an earlier batch again")
    formats.add_argument("--lead", metavar="NAME", help="who looks after other formats")
    copy = add(within, "copy", "letters as tagged PDFs for a screen, one file each")
    which = copy.add_mutually_exclusive_group(required=True)
    which.add_argument("--reference", metavar="REF")
    which.add_argument("--batch", type=int, metavar="ID")
    copy.add_argument("--out", required=True, metavar="FOLDER")
    service = add(within, "service-file", "a batch for a service that prints and posts letters")
    service.add_argument("--batch", type=int, required=True, metavar="ID")
    service.add_argument("--out", type=ending_in(".zip"), required=True, metavar="FILE.zip")
    service.add_argument(
        "--again", action="store_true", help="also what was printed, or may have been"
    )
    service.add_argument(
        "--key", default="", metavar="K", help="a word of your own: the same one hands out once"
    )
    messages = add(within, "messages", "e-mails and text messages as data, beside the letters")
    messages.add_argument("--batch", type=int, required=True, metavar="ID")
    messages.add_argument("--out", required=True, metavar="FILE.json|FILE.csv")
