"""The words of the commands about strikes and disputes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import (
    code_of,
    ending_in,
    local_day,
    local_time,
    several,
)
from rota.domain.call_offs import Reinstate
from rota.domain.codes import (
    EventKind,
    LossPolicy,
    StaffGroup,
    WindowType,
)
from rota.domain.notices import NoticeKind

Add = Callable[..., argparse.ArgumentParser]


def add_window(add: Add, within: Any) -> None:
    """Add ``window``."""
    new = add(within, "add", "record a strike window")
    new.add_argument("--dispute", required=True)
    new.add_argument("--union", required=True)
    new.add_argument("--groups", default=[], type=several(code_of(StaffGroup)), metavar="G[,G]")
    new.add_argument("--start", required=True, type=local_time, metavar="LOCAL")
    new.add_argument("--end", type=local_time, metavar="LOCAL", help="left out: no end given")
    new.add_argument("--type", required=True, type=code_of(WindowType))
    new.add_argument("--policy", type=code_of(LossPolicy), default=LossPolicy.START_INSIDE)
    new.add_argument("--notice-received", type=local_time, metavar="LOCAL")
    new.add_argument("--sites", type=several(), default=[], metavar="S[,S]")
    add(within, "list", "list every strike window")
    export = add(within, "export", "write every window as a calendar or as CSV")
    export.add_argument("--out", required=True, type=ending_in(".ics", ".csv"), metavar="FILE")
    add(within, "show", "show one window and its revisions").add_argument("id", type=int)
    new.add_argument("--note", default="", metavar="TEXT")
    new.add_argument("--every-days", type=int, metavar="N", help="repeat it every N days ...")
    new.add_argument("--until", type=local_time, metavar="LOCAL", help="... up to this time")
    new.add_argument("--postal", action="store_true", help="a postal strike: no letter moves")
    for name, text in (
        ("confirm", "the strike is confirmed"),
        ("suspend", "the strike is suspended"),
        ("reinstate", "a suspended or called-off strike is on again"),
        ("complete", "the strike took place"),
        ("call-off", "the strike is called off"),
        ("revise", "give a strike new times or another type"),
    ):
        move = add(within, name, text)
        move.add_argument("id", type=int)
        move.add_argument("--why", required=True)
        move.add_argument(
            "--preview", action="store_true", help="say what would follow and change nothing"
        )
        if name == "call-off":
            move.add_argument(
                "--days",
                type=several(local_day),
                metavar="DATE[,DATE]",
                help="only these days of it, each from 8am to 8am",
            )
            move.add_argument(
                "--from-now",
                action="store_true",
                help="it has begun and ends now; without this a strike called off never ran",
            )
            move.add_argument(
                "--reinstate",
                type=code_of(Reinstate),
                default=Reinstate.ALL,
                help="whose appointments go ahead again where their time is still free: "
                "all (the default), untold (only of patients nobody told), none",
            )
        if name == "revise":
            move.add_argument("--start", type=local_time, metavar="LOCAL")
            move.add_argument("--end", type=local_time, metavar="LOCAL")
            move.add_argument("--note", metavar="TEXT", help="a new note; the old one is dropped")
            move.add_argument("--open-end", action="store_true", help="take the end away")
            move.add_argument("--type", type=code_of(WindowType))


def add_dispute(add: Add, within: Any) -> None:
    """Add ``dispute``."""
    add(within, "list", "list disputes with their windows and timelines")
    ballot = add(within, "ballot", "record a dispute's ballot")
    ballot.add_argument("--dispute", required=True)
    for name in ("--opened", "--closed", "--mandate-end"):
        ballot.add_argument(name, type=local_day, metavar="DATE")
    ballot.add_argument("--result", default="")
    ballot.add_argument("--why", default="")
    event = add(within, "event", "add talks, a court ruling or a note to the timeline")
    event.add_argument("--dispute", required=True)
    event.add_argument("--kind", type=code_of(EventKind), required=True)
    event.add_argument("--at", type=local_time, required=True, metavar="LOCAL")
    event.add_argument("--text", required=True)


def add_notice(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add ``notice``."""
    notice = add("notice", "write the notice about a window for patients or for staff")
    notice.add_argument("kind", type=code_of(NoticeKind), metavar="public|staff")
    notice.add_argument("--window", type=int, required=True, metavar="ID")
    notice.add_argument("--out", required=True, type=ending_in(".txt", ".html"), metavar="FILE")
