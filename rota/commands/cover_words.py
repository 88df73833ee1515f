"""The words of the commands that plan cover."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import (
    code_of,
    local_day,
    local_time,
    seconds,
    several,
    share_of_grade,
    yes_or_no,
)
from rota.domain.codes import (
    Decision,
    Level,
)
from rota.domain.suggestions import Aim, Turnout
from rota.domain.turnout import BoardTurnout

Add = Callable[..., argparse.ArgumentParser]


def add_planning(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands that plan one window."""
    mark = add("mark", "mark duties as emergency-only cover of a window, or not")
    mark.add_argument("--window", type=int, required=True, metavar="ID")
    mark.add_argument("--duty", type=several(), required=True, metavar="D[,D]")
    mark.add_argument("--emergency", type=yes_or_no, required=True, metavar="yes|no")
    mark.add_argument("--why", required=True)
    level = add("level", "set the level of a service during a window")
    level.add_argument("--window", type=int, required=True, metavar="ID")
    level.add_argument("--service", required=True)
    level.add_argument("--site", default="")
    level.add_argument("--level", type=code_of(Level), required=True)
    level.add_argument("--why", required=True)
    assign = add("assign", "record accepted cover")
    assign.add_argument("--window", type=int, required=True, metavar="ID")
    assign.add_argument("--staff", required=True, metavar="ID")
    assign.add_argument("--service", required=True)
    assign.add_argument("--site", default="")
    assign.add_argument("--start", type=local_time, required=True, metavar="LOCAL")
    assign.add_argument("--end", type=local_time, required=True, metavar="LOCAL")
    assign.add_argument("--consent", default="", metavar="TEXT", help="how they agreed to act down")
    assign.add_argument(
        "--leaves-duties", action="store_true", help="they leave their own duty for that time"
    )
    add_override(assign)
    find = add("candidates", "who could fill a gap, and why the others cannot")
    find.add_argument("--window", type=int, required=True, metavar="ID")
    find.add_argument("--service", required=True)
    find.add_argument("--site", default="")
    find.add_argument("--start", type=local_time, required=True, metavar="LOCAL")
    find.add_argument("--end", type=local_time, required=True, metavar="LOCAL")
    find.add_argument("--post", default="", metavar="TEXT", help="as gaps calls it; else any")
    affected = add("affected", "what a window removes and puts at risk")
    affected.add_argument("--window", type=int, required=True, metavar="ID")
    affected.add_argument("--duties", action="store_true")
    affected.add_argument("--appointments", action="store_true")
    gaps = add("gaps", "where cover is short")
    gaps.add_argument("--window", type=int, required=True, metavar="ID")
    gaps.add_argument("--service", default="")
    gaps.add_argument(
        "--absent", type=several(), default=[], metavar="ID[,ID]", help="suppose these away as well"
    )
    gaps.add_argument(
        "--share",
        type=several(share_of_grade),
        default=[],
        metavar="GRADE=PERCENT[,...]",
        help="suppose a share of a grade away as well, drawn by lot",
    )
    gaps.add_argument("--draw", type=int, default=1, metavar="N", help="draw other people by lot")
    gaps.add_argument(
        "--turnout",
        type=code_of(BoardTurnout),
        default=BoardTurnout.DECLARED,
        help="whom to count on of those called out: declared (who said so), expected or low (so "
        "many as the forecast has, drawn by lot), cautious (nobody)",
    )
    decide = add("decide", "decide on appointments")
    decide.add_argument("--appointment", type=several(), required=True, metavar="A[,A]")
    decide.add_argument("--decision", type=code_of(Decision), required=True)
    decide.add_argument("--new-start", type=local_time, metavar="LOCAL")
    decide.add_argument("--why", required=True)
    decide.add_argument(
        "--agreed", default="", metavar="TEXT", help="how the patient agreed to short notice"
    )


def add_requirements(add: Add, within: Any) -> None:
    """Add ``requirements``."""
    level = Level.EMERGENCY_ONLY
    show = add(within, "show", "what services need at each level, and who signed it")
    show.add_argument("--service", action="append", default=[], metavar="S")
    show.add_argument("--level", type=code_of(Level), help="left out: both levels")
    day = add(within, "copy-day", "take a past day's roster for what services need")
    day.add_argument("--service", action="append", required=True, metavar="S")
    day.add_argument("--day", type=local_day, required=True, metavar="DATE")
    template = add(within, "template", "list templates, or take one for what services need")
    template.add_argument("--service", action="append", default=[], metavar="S")
    template.add_argument("--name", default="", metavar="TEXT", help="left out: list them")
    sign = add(within, "sign", "the clinical lead signed what a service needs")
    sign.add_argument("--service", required=True, metavar="S")
    for name in ("--lead", "--role", "--note"):
        sign.add_argument(name, required=name == "--lead", default="", metavar="TEXT")
    for each in (day, template, sign):
        each.add_argument("--level", type=code_of(Level), default=level)
    for each in (day, template):
        each.add_argument("--preview", action="store_true", help="say what would change only")
        each.add_argument("--why", default="", metavar="TEXT")
    for each in (show, day, template, sign):
        each.add_argument("--site", default="", metavar="S")


def add_override(command: argparse.ArgumentParser) -> None:
    """Let a command go past a finding that stops it, with a reason."""
    command.add_argument(
        "--override-why",
        default="",
        metavar="TEXT",
        help="go on past a finding that says stop; the reason is kept with it",
    )


def add_cover(add: Add, within: Any) -> None:
    """Add ``cover``."""

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made = add(within, name, text)
        made.add_argument("--window", type=int, required=True, metavar="ID")
        return made

    command("list", "who covers what, and the gaps left knowingly")
    move = command("move", "give cover other times, another service or another person")
    swap = command("swap", "two people change places")
    split = command("split", "give the second part of a cover to another person")
    for each in (move, swap, split):
        each.add_argument("--cover", type=int, required=True, metavar="ID")
        add_override(each)
    move.add_argument("--start", type=local_time, metavar="LOCAL")
    move.add_argument("--end", type=local_time, metavar="LOCAL")
    move.add_argument("--staff", metavar="ID")
    move.add_argument("--service")
    move.add_argument("--site", default="")
    move.add_argument("--leaves-duties", type=yes_or_no, metavar="yes|no")
    swap.add_argument("--with", dest="other", type=int, required=True, metavar="ID")
    split.add_argument("--at", type=local_time, required=True, metavar="LOCAL")
    split.add_argument("--staff", required=True, metavar="ID")
    for each in (move, split):
        each.add_argument("--consent", default="", metavar="TEXT")
    down = command("stand-down", "take cover back; it stays on record")
    down.add_argument("--cover", type=several(int), required=True, metavar="ID[,ID]")
    down.add_argument("--why", required=True)
    leave = command("leave-gap", "leave a gap knowingly: it stays a gap, and somebody owns it")
    leave.add_argument("--service", required=True)
    leave.add_argument("--site", default="")
    leave.add_argument("--post", required=True, metavar="TEXT", help="as gaps calls it")
    leave.add_argument("--start", type=local_time, required=True, metavar="LOCAL")
    leave.add_argument("--end", type=local_time, required=True, metavar="LOCAL")
    leave.add_argument("--owner", required=True, metavar="TEXT", help="who answers for it")
    leave.add_argument("--why", required=True)
    back = command("take-back-gap", "a gap is no longer left knowingly")
    back.add_argument("--gap", type=int, required=True, metavar="ID", help="as cover list has it")
    back.add_argument("--why", default="")


def add_suggest(add: Add, within: Any) -> None:
    """Add ``suggest``."""
    plan = add(within, "cover", "a cover plan, with proof and the reason for every gap left")
    plan.add_argument("--window", type=int, required=True, metavar="ID")
    plan.add_argument("--seconds", type=seconds, default=30.0, metavar="N")
    plan.add_argument("--accept", action="store_true", help="record all of it, in one step")
    plan.add_argument(
        "--turnout",
        type=code_of(Turnout),
        default=Turnout.DECLARED,
        help="whom to count on of those called out: who said so, or nobody",
    )
    plan.add_argument("--aim", type=code_of(Aim), default=Aim.BALANCED, help="what comes first")
    plan.add_argument("--seed", type=int, default=1, metavar="N", help="the same gives the same")
    plan.add_argument("--why", default="", metavar="TEXT", help="kept with what is accepted")
