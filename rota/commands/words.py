"""The words of the command line: every command, its options and how they are read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.attendance_words import add_attendance
from rota.commands.backup_words import add_backups
from rota.commands.cover_words import add_cover, add_planning, add_requirements, add_suggest
from rota.commands.dates_words import add_dates, add_pas
from rota.commands.day_words import add_day
from rota.commands.file_words import add_files, add_letters
from rota.commands.patient_words import add_patients
from rota.commands.people_words import add_people
from rota.commands.reading_words import (
    ending_in,
    local_time,
    several,
    whole_number,
)
from rota.commands.report_words import add_report
from rota.commands.review_words import add_review
from rota.commands.rights_words import add_rights
from rota.commands.server_words import add_servers
from rota.commands.staff_words import add_derogation, add_rota, add_tell
from rota.commands.strike_words import add_dispute, add_notice, add_window
from rota.commands.triage_words import add_triage
from rota.commands.turnout_words import add_turnout
from rota.commands.user_words import add_users
from rota.commands.wording_words import add_wording

Add = Callable[..., argparse.ArgumentParser]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    common = _common()
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
        made.register("type", int, whole_number)
        return made

    add_files(lambda name, text: add(groups, name, text))
    window = groups.add_parser("window", help="strike windows")
    add_window(add, window.add_subparsers(dest="window_command", required=True))
    dispute = groups.add_parser("dispute", help="disputes, ballots and timelines")
    add_dispute(add, dispute.add_subparsers(dest="dispute_command", required=True))
    add_planning(lambda name, text: add(groups, name, text))
    add_notice(lambda name, text: add(groups, name, text))
    needs = groups.add_parser("requirements", help="the least cover that services need")
    add_requirements(add, needs.add_subparsers(dest="requirements_command", required=True))
    cover = groups.add_parser("cover", help="cover recorded, and gaps left knowingly")
    add_cover(add, cover.add_subparsers(dest="cover_command", required=True))
    suggest = groups.add_parser("suggest", help="plans made by the program, to accept or not")
    plans = suggest.add_subparsers(dest="suggest_command", required=True)
    add_suggest(add, plans)
    add_dates(add, plans)
    for more in (add_backups, add_pas, add_people, add_patients, add_triage, add_turnout):
        more(add, groups)
    add_tell(add, add(groups, "tell", "tell covering staff, and keep their answers"), several)
    derogation = groups.add_parser("derogation", help="the derogation log; never counted as cover")
    log = derogation.add_subparsers(dest="derogation_command", required=True)
    add_derogation(add, log, several, local_time)
    add_rota(add(groups, "rota", "the rota on paper: who is there, and what is open"), ending_in)
    the_day = groups.add_parser("day", help="the day itself: roll call, flags, handover")
    add_day(add, the_day.add_subparsers(dest="day_command", required=True))
    letters = groups.add_parser("letters", help="letters to patients")
    add_letters(add, letters.add_subparsers(dest="letters_command", required=True))
    report = groups.add_parser("report", help="reports on a strike, and the strike pack")
    add_report(add, report.add_subparsers(dest="report_command", required=True))
    wording = groups.add_parser("wording", help="the words of letters: drafted and approved")
    add_wording(add, wording.add_subparsers(dest="wording_command", required=True))
    review = groups.add_parser("review", help="heads of department review and sign off")
    add_review(add, review.add_subparsers(dest="review_command", required=True))
    add_attendance(add, groups)
    add_rights(add, groups)
    add_users(add, groups)
    add_servers(add, groups)
    return parser


def _common() -> argparse.ArgumentParser:
    """Return the words that every command understands."""
    common = argparse.ArgumentParser(add_help=False)
    quiet = argparse.SUPPRESS
    common.add_argument("--database", metavar="PATH-OR-URL", default=quiet)
    common.add_argument("--json", action="store_true", default=quiet)
    common.add_argument("--now", metavar="LOCAL", type=local_time, default=quiet)
    common.add_argument("--login", metavar="NAME", default=quiet, help="who signs in")
    common.add_argument("--passphrase-file", metavar="FILE", default=quiet)
    said = "a word of your own: what is done with it once is not done again"
    common.add_argument("--once", dest="act_key", metavar="WORD", default=quiet, help=said)
    said = "the newest entry of the history you know: what others changed since is not saved over"
    common.add_argument("--seen-entry", metavar="N", type=whole_number, default=quiet, help=said)
    return common
