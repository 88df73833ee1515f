"""The words of the commands of the day itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import code_of, ending_in, local_time, several
from rota.domain.day import Tick

Add = Callable[..., argparse.ArgumentParser]


def add_day(add: Add, within: Any) -> None:
    """Add ``day``."""
    roll = _of_window(add(within, "roll", "who is due and who is there, service by service"))
    _at(roll)
    roll.add_argument("--service", default="")
    roll.add_argument("--open", action="store_true", help="only people who were not ticked")
    tick = _of_window(add(within, "tick", "tick people in or out at a service"))
    tick.add_argument("--staff", type=several(), required=True, metavar="ID[,ID]")
    _place(tick)
    tick.add_argument("--what", type=code_of(Tick), default=Tick.HERE)
    _at(tick)
    tick.add_argument("--note", default="", metavar="TEXT")
    _by(tick)
    tick.add_argument("--key", default="", metavar="TEXT", help="the same key is kept only once")
    flags = _of_window(add(within, "flags", "raise flags that are due, and list all open ones"))
    flags.add_argument("--all", action="store_true", help="closed ones too")
    _add_flag(add, add(within, "flag", "raise, take or close flags"))
    note = _of_window(add(within, "note", "leave a note for the next shift"))
    _place(note, required=False)
    note.add_argument("--text", required=True)
    _by(note)
    handover = _of_window(add(within, "handover", "write the handover sheet"))
    _at(handover)
    handover.add_argument("--out", type=ending_in(".pdf", ".xlsx", ".json"), required=True)


def _add_flag(add: Add, flag: argparse.ArgumentParser) -> None:
    within = flag.add_subparsers(dest="flag_command", required=True)
    new = _of_window(add(within, "raise", "raise a flag by hand"))
    _place(new)
    new.add_argument("--post", required=True, metavar="TEXT", help="a post, or a short heading")
    new.add_argument("--text", required=True)
    new.add_argument("--start", type=local_time, required=True, metavar="LOCAL")
    new.add_argument("--end", type=local_time, required=True, metavar="LOCAL")
    new.add_argument("--missing", type=int, default=1, metavar="N")
    new.add_argument("--owner", default="", metavar="NAME")
    _by(new)
    take = _of_window(add(within, "take", "say who looks after a flag"))
    take.add_argument("--id", type=int, required=True)
    take.add_argument("--owner", required=True, metavar="NAME")
    take.add_argument("--from", dest="seen", default="", metavar="NAME", help="who did so before")
    close = _of_window(add(within, "close", "close a flag with what came of it"))
    close.add_argument("--id", type=int, required=True)
    close.add_argument("--outcome", required=True, metavar="TEXT")
    _by(close)
    _by(_of_window(add(within, "over", "close every flag whose time has passed")))


def _of_window(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--window", type=int, required=True, metavar="ID")
    return command


def _at(command: argparse.ArgumentParser) -> None:
    command.add_argument("--at", type=local_time, metavar="LOCAL", help="left out: now")


def _place(command: argparse.ArgumentParser, *, required: bool = True) -> None:
    command.add_argument("--service", required=required, default="")
    command.add_argument("--site", default="")


def _by(command: argparse.ArgumentParser) -> None:
    command.add_argument("--by", required=True, metavar="NAME", help="who says so")
