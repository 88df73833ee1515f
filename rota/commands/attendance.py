"""Commands about attendance after a strike: settled duty by duty, and handed to payroll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.attendance_rows import AttendanceRow, count_statuses, count_unseen_strikes
from rota.domain.codes import Attendance, words
from rota.domain.errors import Refused
from rota.domain.times import short_words
from rota.services.attendance import (
    Settled,
    accept_proposals,
    settle,
    take_back,
)
from rota.services.attendance_sheet import AttendanceSheet, read_sheet
from rota.services.exporting import write_file
from rota.services.payroll import payroll_file
from rota.services.windows import count_of


def list_all(context: Context) -> int:
    """List the duties with what is proposed and what is settled, and totals."""
    sheet = _sheet(context)
    rows = sheet.rows
    totals = count_statuses(rows)
    shown = _shown(context, rows)
    struck, unseen = count_unseen_strikes(row for row in rows if row.is_settled)
    waiting = sum(row.is_unseen and not row.is_settled for row in rows)
    changed = sum(row.is_changed for row in rows)
    sent = sheet.payroll_sent
    document = {
        "window": context.words.window,
        "totals": {"not_settled" if each is None else each.value: n for each, n in totals.items()},
        "not_seen": {"not_settled": waiting, "strike": unseen},
        "changed_since_settled": changed,
        "payroll": None
        if sent is None
        else {**both_times("sent", sent), "settled_since": sheet.since_payroll},
        "duties": [_duty(row) for row in shown],
    }
    lines = [
        (
            row.duty_id,
            row.name,
            row.service.name,
            short_words(row.start),
            "" if row.record is None else words(row.record.status),
            "" if row.proposal is None else words(row.proposal),
            row.why,
        )
        for row in shown
    ]
    numbers = ", ".join(f"{_said(each)} {n:,}" for each, n in totals.items())
    headings = ("Duty", "Person", "Service", "From", "Settled", "Proposed", "Why")
    listed = table(headings, lines) if lines else "No duty to show."
    said = [listed, f"{numbers}."]
    if waiting:
        said.append(f"Called out, nobody looked, not settled: {waiting:,}.")
    if unseen:
        said.append(f"Of {struck:,} settled as strike nobody looked for {unseen:,}.")
    if changed:
        said.append(f"Changed since settled: {changed:,}.")
    if sent is not None:
        since = f"{sheet.since_payroll:,} settled since"
        said.append(f"A payroll file was handed out on {short_words(sent)}: {since}.")
    context.answer(document, "\n".join(said))
    return 0


def _shown(context: Context, rows: Sequence[AttendanceRow]) -> list[AttendanceRow]:
    said = context.words
    wanted = said.department.strip().casefold()
    if wanted and wanted not in {row.service.department.casefold() for row in rows}:
        raise Refused(
            "unknown_department", f"No department {said.department} has duties in this strike."
        )
    return [
        row
        for row in rows
        if wanted in ("", row.service.department.casefold())
        and not (said.unsettled and row.is_settled)
        and not (said.not_seen and (row.is_settled or not row.is_unseen))
        and not (said.changed and not row.is_changed)
    ]


def settle_one(context: Context) -> int:
    """Say what happened to one duty."""
    said, ladder = context.words, context.tools.rules.ladder
    row = _row(context)
    settled = Settled(row.duty_id, row.staff_id, said.status, said.minutes, said.note)
    changes = settle(context.storage(), said.window, ladder, [settled], context.now())
    context.answer(_duty(_row(context)), changes.text or "Nothing changed: it was settled so.")
    return 0


def accept(context: Context) -> int:
    """Settle duties as proposed."""
    said, ladder = context.words, context.tools.rules.ladder
    duties = None if said.all else said.duty
    done = accept_proposals(
        context.storage(),
        said.window,
        ladder,
        duties,
        context.now(),
        also_unseen=said.also_not_seen or not said.all,
    )
    document = {
        "window": said.window,
        "settled": done.number,
        "left": done.left,
        "not_seen": done.unseen,
    }
    text = done.changes.text or "There was nothing to settle as proposed."
    unseen = ""
    if done.unseen:
        people = count_of(done.unseen, "was", "were")
        unseen = (
            f" Of these {people} called out and nobody looked for them: list them with --not-seen, "
            "settle them as strike with --also-not-seen."
        )
    context.answer(document, f"{text} Left for a person: {done.left:,}.{unseen}")
    return 0


def unsettle(context: Context) -> int:
    """Leave one duty unsettled again."""
    said, row = context.words, _row(context)
    changes = take_back(
        context.storage(), said.window, [(row.duty_id, row.staff_id)], context.now()
    )
    open_ = replace(row, record=None)
    context.answer(_duty(open_), changes.text or "Nothing changed: it was not settled.")
    return 0


def payroll(context: Context) -> int:
    """Write the duties not worked, for payroll."""
    said, tools = context.words, context.tools
    left = sum(not row.is_settled for row in _rows(context))
    data = payroll_file(
        context.storage(), said.window, tools.rules.ladder, tools.exporter, context.now()
    )
    path = write_file(Path(said.out), data)
    open_ = count_of(left, "duty is", "duties are")
    note = f" {open_} not settled yet and not in it." if left else ""
    context.answer({"files": [str(path)], "not_settled": left}, f"Wrote {path}.{note}")
    return 0


def _sheet(context: Context) -> AttendanceSheet:
    ladder = context.tools.rules.ladder
    return read_sheet(context.storage(), context.words.window, ladder, context.now())


def _rows(context: Context) -> tuple[AttendanceRow, ...]:
    return _sheet(context).rows


def _row(context: Context) -> AttendanceRow:
    """Return the duty named; where two people held it, of whom is said."""
    wanted, who = context.words.duty, context.words.staff
    found = [row for row in _rows(context) if row.duty_id == wanted]
    found = [row for row in found if who in ("", row.staff_id)]
    if len(found) > 1:
        ids = " and ".join(row.staff_id for row in found)
        raise Refused("which_person", f"{ids} both held the duty {wanted}. Say whose with --staff.")
    for row in found:
        return row
    raise Refused("unknown_duty", f"There is no duty {wanted} that this strike reaches.")


def _said(status: Attendance | None) -> str:
    return "not settled" if status is None else words(status)


def _duty(row: AttendanceRow) -> dict[str, Any]:
    return {
        "duty": row.duty_id,
        "staff_id": row.staff_id,
        "name": row.name,
        "grade": row.grade,
        "staff_group": row.staff_group,
        "service": row.service.name,
        "site": row.service.site,
        **both_times("start", row.start),
        **both_times("end", row.end),
        "proposed": row.proposal,
        "why": row.why,
        "ticked": row.was_ticked,
        "changed_since_settled": row.is_changed,
        "gone": row.gone,
        "settled": None if row.record is None else row.record.status,
        "minutes_not_worked": row.minutes_lost,
        "note": "" if row.record is None else row.record.note,
    }
