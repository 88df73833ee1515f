"""The words of the command line: every command, its options and how they are read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rota.commands.staff_words import add_derogation, add_rota, add_tell
from rota.domain.codes import (
    AbsenceKind,
    Answer,
    Decision,
    DutyKind,
    EventKind,
    Level,
    LossPolicy,
    StaffGroup,
    StaffSource,
    WindowType,
)
from rota.domain.importing import ImportKind
from rota.domain.notices import NoticeKind
from rota.domain.times import TimeUnreadable, read_day, read_local

Add = Callable[..., argparse.ArgumentParser]


def local_time(text: str) -> datetime:
    """Read a local time; anything else is bad usage."""
    try:
        return read_local(text).instant
    except TimeUnreadable as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def local_day(text: str) -> date:
    """Read a date; anything else is bad usage."""
    try:
        return read_day(text)
    except TimeUnreadable as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def code_of(codes: type[StrEnum]) -> Callable[[str], Any]:
    """Return a reader of one code of a closed list."""

    def read(text: str) -> Any:
        try:
            return codes(text.strip())
        except ValueError:
            allowed = ", ".join(code.value for code in codes)
            raise argparse.ArgumentTypeError(f"{text!r} is not one of: {allowed}") from None

    return read


def several(read: Callable[[str], Any] = str) -> Callable[[str], list[Any]]:
    """Return a reader of a comma-separated list."""
    return lambda text: [read(part.strip()) for part in text.split(",") if part.strip()]


def yes_or_no(text: str) -> bool:
    """Read yes or no."""
    if text.lower() not in {"yes", "no"}:
        raise argparse.ArgumentTypeError(f"{text!r} is neither yes nor no")
    return text.lower() == "yes"


def share_of_grade(text: str) -> tuple[str, int]:
    """Read a grade and a whole per cent: ``ST=20``."""
    grade, _, share = text.partition("=")
    if not grade.strip() or not share.isdecimal() or int(share) > 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not like ST=20")
    return grade.strip(), int(share)


def ending_in(*endings: str) -> Callable[[str], str]:
    """Return a reader of a file name whose ending says what to write."""

    def read(text: str) -> str:
        if not text.lower().endswith(endings):
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(endings)}")
        return text

    return read


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    common = argparse.ArgumentParser(add_help=False)
    quiet = argparse.SUPPRESS
    common.add_argument("--database", metavar="PATH-OR-URL", default=quiet)
    common.add_argument("--json", action="store_true", default=quiet)
    common.add_argument("--now", metavar="LOCAL", type=local_time, default=quiet)
    parser = argparse.ArgumentParser(
        prog="strike-rota",
        description="Hospital rota planning during industrial action. No command: the window.",
        parents=[common],
    )
    parser.add_argument("--demo", action="store_true", help="open a made-up hospital")
    groups = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(within: Any, name: str, text: str) -> argparse.ArgumentParser:
        made = within.add_parser(name, help=text, description=text, parents=[common])
        assert isinstance(made, argparse.ArgumentParser)
        return made

    _add_files(lambda name, text: add(groups, name, text))
    window = groups.add_parser("window", help="strike windows")
    _add_window(add, window.add_subparsers(dest="window_command", required=True))
    dispute = groups.add_parser("dispute", help="disputes, ballots and timelines")
    _add_dispute(add, dispute.add_subparsers(dest="dispute_command", required=True))
    _add_planning(lambda name, text: add(groups, name, text))
    _add_notice(lambda name, text: add(groups, name, text))
    needs = groups.add_parser("requirements", help="the least cover that services need")
    _add_requirements(add, needs.add_subparsers(dest="requirements_command", required=True))
    cover = groups.add_parser("cover", help="cover recorded, and gaps left knowingly")
    _add_cover(add, cover.add_subparsers(dest="cover_command", required=True))
    _add_people(add, groups)
    add_tell(add, add(groups, "tell", "tell covering staff, and keep their answers"), several)
    derogation = groups.add_parser("derogation", help="the derogation log; never counted as cover")
    log = derogation.add_subparsers(dest="derogation_command", required=True)
    add_derogation(add, log, several, local_time)
    add_rota(add(groups, "rota", "the rota on paper: who is there, and what is open"), ending_in)
    letters = groups.add_parser("letters", help="letters to patients")
    _add_letters(add, letters.add_subparsers(dest="letters_command", required=True))
    return parser


def _add_files(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
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
    for name, text in (
        ("--dry-run", "say what would happen and save nothing"),
        ("--partial", "save the good rows although others are refused"),
        ("--replace", "retire what the file's own dates no longer have"),
        ("--take-file", "let the file overwrite what was corrected here"),
    ):
        load.add_argument(name, action="store_true", help=text)
    hospital = add("hospital", "what letters say of the hospital: show it, or set parts of it")
    for name in ("name", "address", "phone", "phone-hours", "email", "return-address"):
        hospital.add_argument(f"--{name}", metavar="TEXT")
    for name in ("sender", "sender-role"):
        hospital.add_argument(f"--{name}", metavar="TEXT")
    hospital.add_argument(
        "--nation", metavar="ENG|WLS|SCT|NIR", help="whose bank holidays count; --site for one site"
    )
    hospital.add_argument("--site", default="", metavar="S")
    shots = add("shots", "write a picture of every page")
    shots.add_argument("--out", required=True, metavar="FOLDER")
    shots.add_argument("--theme", choices=("light", "dark"), default="light")
    shots.add_argument("--scale", type=int, choices=(1, 2), default=1)
    backup = add("backup", "write a verified copy of the hospital file")
    backup.add_argument("--out", required=True, metavar="FILE")
    restore = add(
        "restore", "put a backup in the place of the hospital file; close its window first"
    )
    restore.add_argument("file", metavar="FILE")
    add("check", "check the file, its links and the journal")
    add("undo", "take back the newest action")
    add("redo", "do again what was undone")


def _add_window(add: Add, within: Any) -> None:
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
        if name == "revise":
            move.add_argument("--start", type=local_time, metavar="LOCAL")
            move.add_argument("--end", type=local_time, metavar="LOCAL")
            move.add_argument("--note", metavar="TEXT", help="a new note; the old one is dropped")
            move.add_argument("--open-end", action="store_true", help="take the end away")
            move.add_argument("--type", type=code_of(WindowType))


def _add_dispute(add: Add, within: Any) -> None:
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


def _add_planning(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
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
    decide = add("decide", "decide on appointments")
    decide.add_argument("--appointment", type=several(), required=True, metavar="A[,A]")
    decide.add_argument("--decision", type=code_of(Decision), required=True)
    decide.add_argument("--new-start", type=local_time, metavar="LOCAL")
    decide.add_argument("--why", required=True)


def _add_requirements(add: Add, within: Any) -> None:
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


def _add_cover(add: Add, within: Any) -> None:
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


def _add_notice(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    notice = add("notice", "write the notice about a window for patients or for staff")
    notice.add_argument("kind", type=code_of(NoticeKind), metavar="public|staff")
    notice.add_argument("--window", type=int, required=True, metavar="ID")
    notice.add_argument("--out", required=True, type=ending_in(".txt", ".html"), metavar="FILE")


def _add_letters(add: Add, within: Any) -> None:
    add(within, "queue", "every letter needed, and why some are held")
    render = add(within, "render", "make a batch of the letters that are ready")
    render.add_argument("--out", required=True, metavar="FOLDER")
    render.add_argument("--batch", type=int, metavar="ID", help="write an earlier batch again")
    calls = add(within, "phone-list", "whom to phone because no letter reaches them in time")
    calls.add_argument("--window", type=int, required=True, metavar="ID")
    posted = add(within, "posted", "a batch went into the post")
    posted.add_argument("--batch", type=int, required=True, metavar="ID")
    posted.add_argument(
        "--without", type=several(), default=[], metavar="REF[,REF]", help="letters taken out"
    )
    posted.add_argument(
        "--as-printed", action="store_true", help="untrue letters went into the post all the same"
    )


def skills(text: str) -> frozenset[str]:
    """Read competencies between semicolons or commas, as files hold them."""
    parts = text.replace(",", ";").split(";")
    return frozenset(" ".join(part.lower().split()) for part in parts if part.strip())


def _add_people(add: Add, groups: Any) -> None:
    person = groups.add_parser("person", help="people by hand")
    _add_person(add, person.add_subparsers(dest="person_command", required=True))
    duty = groups.add_parser("duty", help="duties by hand")
    _add_duty(add, duty.add_subparsers(dest="duty_command", required=True))
    absence = groups.add_parser("absence", help="absences by hand")
    _add_absence(add, absence.add_subparsers(dest="absence_command", required=True))
    said = add(groups, "declare", "record what one person told the trust, voluntarily")
    said.add_argument("--window", type=int, required=True, metavar="ID")
    said.add_argument("--staff", required=True, metavar="ID")
    said.add_argument("--declaration", type=code_of(Answer), required=True, metavar="A")
    kept = groups.add_parser("declarations", help="how long declarations are kept")
    within = kept.add_subparsers(dest="declarations_command", required=True)
    purge = add(within, "purge", "delete declarations whose time is over, for good")
    purge.add_argument(
        "--before", type=local_time, metavar="LOCAL", help="of every strike that ended before this"
    )
    keep = add(within, "keep", "set how many days after a strike declarations are kept")
    keep.add_argument("--days", type=int, required=True, metavar="N")


def _add_person(add: Add, within: Any) -> None:
    for name, text in (("add", "add one person"), ("correct", "correct one person")):
        one = add(within, name, text)
        one.add_argument("--staff", required=True, metavar="ID")
        for field in ("title", "forename", "surname", "grade", "department", "site", "contract"):
            one.add_argument(f"--{field}", metavar="TEXT")
        one.add_argument("--phone", metavar="TEXT")
        one.add_argument("--email", metavar="TEXT")
        one.add_argument("--staff-group", type=code_of(StaffGroup), metavar="GROUP")
        one.add_argument("--competencies", type=skills, metavar="C[;C]")
        one.add_argument("--weekly-hours", type=float, metavar="HOURS")
        one.add_argument("--opt-out-48h", type=yes_or_no, metavar="yes|no")
        one.add_argument("--source", type=code_of(StaffSource), metavar="SOURCE")
        if name == "add":
            one.add_argument(
                "--bring-back", action="store_true", help="somebody retired here is back"
            )
        else:
            one.add_argument("--why", default="", metavar="TEXT")
    gone = add(within, "retire", "take one person off the list")
    gone.add_argument("--staff", required=True, metavar="ID")
    gone.add_argument("--why", required=True)
    gone.add_argument("--preview", action="store_true", help="say what is let go, save nothing")
    show = add(within, "show", "show one person, their duties and their absences")
    show.add_argument("--staff", required=True, metavar="ID")
    show.add_argument("--window", type=int, metavar="ID")


def _add_duty(add: Add, within: Any) -> None:
    for name, text in (("add", "add one duty"), ("correct", "correct one duty")):
        one = add(within, name, text)
        one.add_argument("--duty", required=name == "correct", metavar="ID")
        for field in ("service", "site", "department"):
            one.add_argument(f"--{field}", metavar="TEXT")
        one.add_argument("--start", type=local_time, metavar="LOCAL")
        one.add_argument("--end", type=local_time, metavar="LOCAL")
        one.add_argument("--staff", metavar="ID", help="who holds it; empty: nobody")
        one.add_argument("--staff-group", type=code_of(StaffGroup), metavar="GROUP")
        one.add_argument("--grade-min", metavar="GRADE")
        one.add_argument("--competencies", type=skills, metavar="C[;C]")
        one.add_argument("--kind", type=code_of(DutyKind), metavar="KIND")
        one.add_argument("--emergency", type=yes_or_no, metavar="yes|no")
        one.add_argument("--why", default="", metavar="TEXT")
    gone = add(within, "retire", "take one duty off the roster")
    gone.add_argument("--duty", required=True, metavar="ID")
    gone.add_argument("--why", required=True)


def _add_absence(add: Add, within: Any) -> None:
    for name, text in (("add", "record one absence"), ("remove", "take one absence away")):
        one = add(within, name, text)
        one.add_argument("--staff", required=True, metavar="ID")
        one.add_argument("--start", type=local_time, required=True, metavar="LOCAL")
        one.add_argument("--end", type=local_time, required=True, metavar="LOCAL")
        one.add_argument("--kind", type=code_of(AbsenceKind), required=True, metavar="KIND")
        if name == "remove":
            one.add_argument("--why", required=True)
