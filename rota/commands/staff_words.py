"""The words of the commands that tell staff, keep the derogation log and print the rota."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.domain.codes import DerogationAnswer, Reply
from rota.domain.rota_sheets import PaperSize

Add = Callable[..., argparse.ArgumentParser]
Read = Callable[[str], Any]


def add_tell(add: Add, tell: argparse.ArgumentParser, several: Callable[..., Read]) -> None:
    """Add ``tell``. The window may be named before or after the second word."""
    tell.add_argument("--window", type=int, default=argparse.SUPPRESS, metavar="ID")
    within = tell.add_subparsers(dest="tell_command", required=True)
    made = {
        name: add(within, name, text)
        for name, text in (
            ("list", "everyone with cover, and what they know of it"),
            ("notices", "write their notices; nothing is sent"),
            ("told", "record that people were told"),
        )
    }
    for each in made.values():
        each.add_argument("--window", type=int, default=argparse.SUPPRESS, metavar="ID")
    notices = made["notices"]
    notices.add_argument("--out", required=True, metavar="FOLDER")
    notices.add_argument("--staff", type=several(), default=[], metavar="ID[,ID]")
    notices.add_argument(
        "--separate", action="store_true", help="each person's own PDF, calendar and text"
    )
    made["told"].add_argument("--staff", type=several(), required=True, metavar="ID[,ID]")
    made["told"].add_argument("--how", required=True, metavar="TEXT", help="by phone, by email ...")
    reply = add(within, "reply", "record what was answered")
    reply.add_argument("--cover", type=several(int), required=True, metavar="ID[,ID]")
    reply.add_argument("--answer", type=Reply, choices=tuple(Reply), required=True)
    reply.add_argument("--note", default="", metavar="TEXT")
    contact = add(within, "contact", "set whom covering staff ring")
    contact.add_argument("text", metavar="TEXT")


def add_derogation(add: Add, within: Any, several: Callable[..., Read], local_time: Read) -> None:
    """Add ``derogation``."""
    ask = add(within, "ask", "record a request, made once the strike has begun")
    ask.add_argument("--window", type=int, required=True, metavar="ID")
    ask.add_argument("--service", required=True)
    ask.add_argument("--site", default="")
    ask.add_argument("--start", type=local_time, required=True, metavar="LOCAL")
    ask.add_argument("--end", type=local_time, required=True, metavar="LOCAL")
    ask.add_argument("--grade", required=True)
    ask.add_argument("--number", type=int, default=1)
    ask.add_argument("--risk", required=True, metavar="TEXT")
    ask.add_argument("--tried", type=several(), default=[], metavar="CODE[,CODE]")
    ask.add_argument("--by", required=True, metavar="TEXT", help="who makes the request")
    ask.add_argument("--at", type=local_time, metavar="LOCAL", help="when; left out: now")
    ask.add_argument("--decide-by", type=local_time, metavar="LOCAL")
    answer = add(within, "answer", "record what NHS England or the union answered")
    answers = tuple(each for each in DerogationAnswer if each is not DerogationAnswer.NONE)
    answer.add_argument("--answer", type=DerogationAnswer, choices=answers, required=True)
    withdraw = add(within, "withdraw", "record who withdrew it")
    withdraw.add_argument("--by", required=True, metavar="TEXT")
    outcome = add(within, "outcome", "record what came of it, and any harm")
    outcome.add_argument("--text", required=True)
    for each in (answer, withdraw, outcome):
        each.add_argument("--id", type=int, required=True)
    for each in (answer, withdraw):
        each.add_argument("--at", type=local_time, metavar="LOCAL", help="when; left out: now")
        each.add_argument("--why", default="", metavar="TEXT")
    log = add(within, "list", "the log of one strike")
    log.add_argument("--window", type=int, required=True, metavar="ID")
    log.add_argument("--out", default="", metavar="FILE", help="write it as CSV as well")


def add_rota(rota: argparse.ArgumentParser, ending_in: Callable[..., Read]) -> None:
    """Add ``rota``."""
    rota.add_argument("--window", type=int, required=True, metavar="ID")
    rota.add_argument("--out", required=True, type=ending_in(".pdf"), metavar="FILE")
    rota.add_argument("--service", default="")
    rota.add_argument("--paper", type=PaperSize, choices=tuple(PaperSize), default=PaperSize.A4)
