"""Running one command: parse, do, answer; refusals in words and never a traceback."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence

from rota.commands import (
    attendance,
    backups,
    cover,
    dates,
    day,
    derogations,
    disputes,
    exports,
    files,
    gaps,
    gate,
    hospital,
    letters,
    outlets,
    patients,
    people,
    permissions,
    planning,
    printing,
    reports,
    requirements,
    review,
    rights,
    servers,
    suggest,
    telling,
    triage,
    turnout,
    users,
    windows,
    wordings,
)
from rota.commands.context import Context
from rota.commands.looked import note_read
from rota.commands.report_words import PAGES
from rota.commands.words import build_parser
from rota.domain.errors import Refused, Unavailable
from rota.services.tools import Tools

Command = Callable[[Context], int]

COMMANDS: dict[str, Command] = {
    "demo": files.demo,
    "import": files.load,
    "backup": backups.backup,
    "backups confirm": backups.confirm,
    "backups keep": backups.keep,
    "backups lacking": backups.lacking,
    "backups list": backups.list_all,
    "backups make": backups.make,
    "restore": backups.restore,
    "check": files.check,
    "undo": files.undo,
    "redo": files.redo,
    "window add": windows.add,
    "window list": windows.list_all,
    "window show": windows.show,
    "window export": exports.windows,
    "window revise": windows.change_terms,
    "window call-off": windows.call_off,
    "dispute list": disputes.list_all,
    "dispute ballot": disputes.ballot,
    "dispute event": disputes.event,
    "notice": exports.notice,
    "mark": planning.mark,
    "level": planning.level,
    "assign": planning.assign,
    "affected": planning.affected,
    "gaps": gaps.gaps,
    "candidates": cover.candidates,
    "cover list": cover.list_all,
    "cover move": cover.move,
    "cover swap": cover.swap,
    "cover split": cover.split,
    "cover stand-down": cover.stand_down,
    "cover leave-gap": cover.leave_gap,
    "cover take-back-gap": cover.take_back_gap,
    "suggest cover": suggest.cover,
    "suggest dates": dates.suggest,
    "pas out": dates.hand_over,
    "review show": review.show,
    "review sign": review.sign,
    "review withdraw": review.withdrawn,
    "review comment": review.comment,
    "review send-back": review.send_back,
    "review settle": review.settle,
    "decide": planning.decide,
    "triage": triage.triage,
    "triage stop": triage.stop,
    "triage prices": triage.prices,
    "service care": triage.care,
    "turnout add": turnout.add,
    "turnout list": turnout.list_all,
    "turnout remove": turnout.remove,
    "turnout import": turnout.load,
    "turnout take": turnout.take,
    "turnout forecast": turnout.forecast,
    "person add": people.person_add,
    "person correct": people.person_correct,
    "person retire": people.person_retire,
    "person show": people.person_show,
    "duty add": people.duty_add,
    "duty correct": people.duty_correct,
    "duty retire": people.duty_retire,
    "absence add": people.absence_add,
    "absence remove": people.absence_remove,
    "patient show": patients.show,
    "patient correct": patients.correct,
    "appointment add": patients.add,
    "appointment retire": patients.retire,
    "extract notes": patients.notes,
    "declare": people.declaration,
    "attendance list": attendance.list_all,
    "attendance settle": attendance.settle_one,
    "attendance accept": attendance.accept,
    "attendance take-back": attendance.unsettle,
    "attendance payroll": attendance.payroll,
    "declarations purge": people.purge,
    "declarations keep": people.keep,
    "hospital": hospital.hospital,
    "permissions": permissions.permissions,
    "requirements show": requirements.show,
    "requirements copy-day": requirements.copy_day,
    "requirements template": requirements.template,
    "requirements sign": requirements.sign_off,
    "tell list": telling.list_all,
    "tell notices": telling.notices,
    "tell told": telling.told,
    "tell reply": telling.reply,
    "tell contact": telling.contact,
    "derogation ask": derogations.ask,
    "derogation answer": derogations.answer,
    "derogation withdraw": derogations.withdrawn,
    "derogation outcome": derogations.outcome,
    "derogation list": derogations.list_all,
    "rota": telling.rota,
    "day roll": day.roll,
    "day tick": day.tick,
    "day flags": day.flags,
    "day flag raise": day.raise_one,
    "day flag take": day.take,
    "day flag close": day.close,
    "day flag over": day.over,
    "day note": day.note,
    "day handover": day.handover,
    "letters queue": letters.queue,
    "letters render": letters.render_ready,
    "letters posted": letters.posted,
    "letters phone-list": gate.phone_list,
    "letters release": gate.release,
    "letters releases": gate.releases,
    "letters call": gate.call,
    "letters test-sheet": letters.test_sheet,
    "letters batches": printing.batches,
    "letters printers": printing.printers,
    "letters print": printing.send,
    "letters printed": printing.printed,
    "letters returned": printing.returned,
    "letters manifest": printing.manifest,
    "letters formats": outlets.formats,
    "letters copy": outlets.copy,
    "letters service-file": outlets.service_file,
    "letters messages": outlets.messages,
    "wording list": wordings.list_all,
    "wording show": wordings.show,
    "wording export": wordings.export,
    "wording import": wordings.load,
    "wording check": wordings.check,
    "wording approve": wordings.approve,
    "wording retire": wordings.retire,
    "protect": users.protect,
    "server setup": servers.set_up,
    "move": servers.move,
    "user list": users.list_all,
    "user add": users.add,
    "user roles": users.roles,
    "user remove": users.remove,
    "user passphrase": users.passphrase,
    "user reset": users.reset,
    "user recovery-code": users.recovery_code,
    "rights export": rights.export,
    "rights preview": rights.preview,
    "rights erase": rights.erase,
    "rights hold": rights.put_hold,
    "rights lift": rights.lift_hold,
    "retention show": rights.show,
    "retention set": rights.set_days,
    "retention preview": rights.due,
    "retention run": rights.run,
    "report pack": reports.pack,
    "report check": reports.check,
    **{f"report {name}": reports.page for name in PAGES},
    **{f"window {name}": windows.move for name in windows.STATES},
}

Opener = Callable[[Context], int]


def run(arguments: Sequence[str], tools: Callable[[], Tools], window: Opener, shots: Opener) -> int:
    """Run a command, or open the window where none is given. Returns the exit status."""
    words = build_parser().parse_args(arguments)
    name = words.command or ""
    if name in (
        "window",
        "letters",
        "dispute",
        "cover",
        "suggest",
        "pas",
        "requirements",
        "person",
        "duty",
        "absence",
        "patient",
        "appointment",
        "extract",
        "declarations",
        "tell",
        "derogation",
        "day",
        "service",
        "wording",
        "report",
        "turnout",
        "attendance",
        "backups",
        "review",
        "rights",
        "retention",
        "user",
        "server",
    ) or (name == "triage" and words.triage_command):
        name = f"{name} {getattr(words, f'{name}_command')}"
    if name == "day flag":
        name = f"{name} {words.flag_command}"
    context = Context(words, tools())
    command = {**COMMANDS, "": window, "shots": shots}[name]
    try:
        return _run(command, context, name)
    except (Refused, Unavailable) as error:
        return _fail(context, name, error.code, error.text)
    except KeyboardInterrupt:
        return _fail(context, name, "stopped", "Stopped. Nothing was half saved.")
    except BrokenPipeError:
        return 1
    except Exception as error:  # noqa: BLE001 - the last line before a person would see a traceback
        text = (
            "Something went wrong in the program itself; nothing was half saved. "
            f"Please report: {type(error).__name__} {_place(error)}"
        )
        return _fail(context, name, "fault", text)
    finally:
        context.close()


def _run(command: Command, context: Context, name: str) -> int:
    status = command(context)
    note_read(context, name)
    return status


def _fail(context: Context, name: str, code: str, text: str) -> int:
    """Say why nothing came of it; scripts get one JSON document all the same."""
    context.say(text)
    if not context.answered and name:
        context.answer({"error": {"code": code, "text": text}}, "")
    return 1


def _place(error: BaseException) -> str:
    """Return where a fault arose, by file and line only: its text could hold a name."""
    frames = traceback.extract_tb(error.__traceback__)
    return ", ".join(f"{frame.name}:{frame.lineno}" for frame in frames[-3:])
